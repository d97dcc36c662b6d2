"""What was changed in a file, in words: who, when, what stood there before, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Max, Q
from django.utils import timezone

from veterans.accounts.selectors import names_of
from veterans.foundation.fields import SealedTextField
from veterans.foundation.history import Change
from veterans.foundation.masking import (
    mask_address,
    mask_certificate,
    mask_id_number,
    mask_phone,
)
from veterans.regions.models import Region
from veterans.registry.codes import label_of
from veterans.registry.models import Household, Person, SensitiveRecord

CHANGES_SHOWN = 200
DEEDS = {"I": "登记", "U": "修改", "D": "删除"}
_MASKS = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "address": mask_address,
    "number": mask_certificate,
}
# What a row that was added says by itself, or of itself.
_NOT_TOLD = frozenset(
    {"id", "person_id", "entered_by_id", "entered_at", "phone_index", "id_index"}
    | {"name_pinyin", "name_initials"}
)
_SENSITIVE = SensitiveRecord._meta.db_table


@dataclass(frozen=True)
class ValueChanged:
    """One value: what it is called, and what stood and stands there; "" for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeTold:
    """What one hand did to one row at a time; a row that was added has no values before."""

    at: datetime
    who: str
    deed: str
    what: str
    why: str
    values: tuple[ValueChanged, ...]

    @property
    def is_new(self) -> bool:
        return self.deed == DEEDS["I"]

    @property
    def sentence(self) -> str:
        """``王芳（经办）10:32 修改：电话由 138****0001 改为 139****0002。``"""
        parts = [f"{v.field}由“{v.before or '空'}”改为“{v.after or '空'}”" for v in self.values]
        told = "，".join(parts) if self.deed == DEEDS["U"] else self.what
        return f"{self.who} {timezone.localtime(self.at):%m-%d %H:%M} {self.deed}：{told}。"


def file_stamp(person_id: int) -> int:
    """The newest change of a file; a form carries it, so that the next one is noticed."""
    found = Change.objects.filter(person_id=person_id).aggregate(newest=Max("pk"))["newest"]
    return found or 0


def changed_meanwhile(table: str, row_key: int, seen: int, *, person_id: int | None) -> str:
    """What became of a row since ``seen``, in sentences; "" when nothing did."""
    rows = Change.objects.filter(table_name=table, row_key=row_key, pk__gt=seen)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return "".join(one.sentence for one in told(rows.order_by("pk")[:20]))


def changes_of(
    person: Person, *, sensitive: bool, at_most: int = CHANGES_SHOWN
) -> list[ChangeTold]:
    """The history of a file, newest first: of its rows and of the household it belongs to.

    ``sensitive``: with the part that only some may see.
    """
    rows = Change.objects.filter(
        Q(person_id=person.pk)
        | Q(table_name=Household._meta.db_table, row_key=person.household_id or 0)
    )
    if not sensitive:
        rows = rows.exclude(table_name=_SENSITIVE)
    return told(rows.order_by("-pk")[:at_most])


def told(changes: Iterable[Change]) -> list[ChangeTold]:
    """Rows of the history put together by act and row, in their order."""
    grouped: dict[tuple[int, datetime, str, int, str], list[Change]] = {}
    for change in _with_first_values(list(changes)):
        key = (change.act, change.at, change.table_name, change.row_key, change.deed)
        grouped.setdefault(key, []).append(change)
    names = names_of(change.actor_id for group in grouped.values() for change in group)
    words = _Words.for_changes([one for group in grouped.values() for one in group])
    return [
        ChangeTold(
            at=group[0].at,
            who=names.get(group[0].actor_id or 0, "系统（没有署名）"),
            deed=DEEDS[group[0].deed],
            what=words.table(group[0].table_name),
            why=group[0].why,
            values=tuple(words.value(one, group) for one in group if one.field),
        )
        for group in grouped.values()
    ]


def _with_first_values(changes: list[Change]) -> list[Change]:
    """The same, and for a row that was added what stood in it then.

    The addition itself keeps no values: they are in the row still, or in the first change that
    took them away. Asked once for all rows of a page, table by table.
    """
    added = [change for change in changes if change.deed == "I"]
    if not added:
        return changes
    rows = {(change.table_name, change.row_key) for change in added}
    later = Change.objects.filter(
        table_name__in={table for table, _ in rows},
        row_key__in={key for _, key in rows},
        deed__in=["U", "D"],
    ).order_by("-pk")
    # The earliest wins: it is looked at last.
    lost = {(one.table_name, one.row_key, one.field): one for one in later}
    models = {model._meta.db_table: model for model in apps.get_models()}
    found: list[Change] = []
    standing = {
        table: models[table]._default_manager.in_bulk([k for t, k in rows if t == table])
        for table in {table for table, _ in rows}
    }
    for change in changes:
        if change.deed != "I":
            found.append(change)
            continue
        place = (change.table_name, change.row_key)
        row = standing[change.table_name].get(change.row_key)
        first = [
            value
            for field in models[change.table_name]._meta.concrete_fields
            if field.column not in _NOT_TOLD
            if (value := _first_value(change, field, row, lost.get((*place, str(field.column)))))
        ]
        found += first or [change]
    return found


def _first_value(added: Change, field: Any, row: Any, lost: Change | None) -> Change | None:
    """The value of one field when its row was added, as a change from nothing."""
    plain: str | None = None
    sealed: str | None = None
    if lost is not None:
        plain, sealed = lost.before, lost.sealed_before
    elif row is not None:
        value = getattr(row, field.attname)
        if isinstance(field, SealedTextField):
            sealed = value
        elif isinstance(value, bool):
            plain = "true" if value else None
        elif value not in (None, ""):
            plain = str(value)
    if not plain and sealed is None:
        return None
    return Change(
        table_name=added.table_name,
        row_key=added.row_key,
        person_id=added.person_id,
        deed=added.deed,
        field=field.column,
        after=plain,
        sealed_after=sealed,
        at=added.at,
        actor_id=added.actor_id,
        why=added.why,
        act=added.act,
    )


@dataclass(frozen=True)
class _Words:
    """What tables, columns and values are called; places and people looked up once."""

    models: dict[str, Any]
    places: dict[int, str]
    homes: dict[int, str]
    people: dict[int, str]

    @classmethod
    def for_changes(cls, changes: list[Change]) -> "_Words":
        def keys(field: str) -> set[int]:
            return {
                int(text)
                for change in changes
                if change.field == field
                for text in (change.before, change.after)
                if text
            }

        regions, homes = keys("region_id"), keys("household_id")
        people = keys("other_id") | keys("person_id") | keys("merged_into_id")
        return cls(
            models={model._meta.db_table: model for model in apps.get_models()},
            places=dict(Region.objects.filter(pk__in=regions).values_list("pk", "name")),
            homes=dict(Household.objects.filter(pk__in=homes).values_list("pk", "number")),
            people=dict(Person.objects.filter(pk__in=people).values_list("pk", "name")),
        )

    def table(self, name: str) -> str:
        return str(self.models[name]._meta.verbose_name)

    def value(self, change: Change, group: list[Change]) -> ValueChanged:
        field = self._field(change)
        return ValueChanged(
            field=str(field.verbose_name),
            before=self._text(change, field, change.before, change.sealed_before, group, "before"),
            after=self._text(change, field, change.after, change.sealed_after, group, "after"),
        )

    def _field(self, change: Change) -> Any:
        fields = self.models[change.table_name]._meta.concrete_fields
        return next(field for field in fields if field.column == change.field)

    def _text(
        self,
        change: Change,
        field: Any,
        plain: str | None,
        sealed: str | None,
        group: list[Change],
        side: str,
    ) -> str:
        if sealed is not None:
            mask = _MASKS.get(field.name)
            return mask(sealed) if mask else "（内容已加密）"
        if not plain:
            return ""
        known = {"region_id": self.places, "household_id": self.homes, "other_id": self.people}
        if change.field in known:
            return known[change.field].get(int(plain), plain)
        if change.field in ("person_id", "merged_into_id"):
            return f"{self.people.get(int(plain), '')}（档案号 {plain}）"
        if change.field == "value":
            kind = next((c for c in group if c.field == "kind"), None)
            code = getattr(kind, side, None) or self._kind_now(change)
            return label_of(code, plain)
        if field.get_internal_type() == "BooleanField":
            return {"true": "是", "false": "否"}.get(plain, plain)
        if field.choices:
            return str(dict(field.flatchoices).get(plain, plain))
        return plain

    def _kind_now(self, change: Change) -> str:
        row = self.models[change.table_name]._default_manager.filter(pk=change.row_key).first()
        return getattr(row, "kind", "")


def day_of(at: datetime) -> date:
    """The day of a moment, on the wall here."""
    return timezone.localtime(at).date()
