"""The rows of a file: added, corrected, taken out. Whoever opened the form before somebody else
changed the row is told what changed, and nothing of either is lost."""

from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.selectors import regions_visible_to
from veterans.registry import rules
from veterans.registry.codes import CIRCUMSTANCES
from veterans.registry.models import Circumstance, FileRow, Person, Relative, Residence
from veterans.registry.sections import BY_KEY, Section
from veterans.registry.selectors import phone_index
from veterans.registry.selectors.changes import changed_meanwhile
from veterans.registry.services.people import locked_person

# Shown as it is written, so it may hold a house number; everything else is open text.
_AS_WRITTEN = frozenset({"address", "number"})


@transaction.atomic
def put_row(
    *,
    person: Person,
    section: str,
    row_id: int | None = None,
    values: dict[str, Any],
    why: str,
    seen: int,
    by: User,
    at: datetime,
    today: date,
) -> FileRow:
    """A new row of that section, or ``row_id`` corrected to ``values``.

    ``seen``: the newest change of the file when the form was opened (``file_stamp``). Refuses
    whoever may not, a row that somebody changed since, days before the birth or, where they must
    have been, after ``today``, what the table's constraints refuse, and a unit's designation.
    A new row of what holds one at a time ends the one before it.
    """
    of, found = _opened(person, section, by)
    history.sign(by=by, why=why, at=at)
    row: Any = _row(of, found, row_id, seen) if row_id else of.model(person=found)
    for name in of.fields:
        if name in values:
            setattr(row, name, _clean(of, row, name, values[name], by))
    if of.kinds and getattr(row, "kind", "") not in of.kinds:
        raise Refused("请选择这一部分的项目。")
    if isinstance(row, Relative):
        row.phone_index = phone_index(row.phone) if row.phone else None
        if row_id is None or "name" in values:
            row.name = rules.clean_name(row.name)
    _check_days(of, row, found, today)
    if isinstance(row, Circumstance):
        _check_code(row)
    if isinstance(row, Residence):
        _check_home(row, found)
    if row_id is None:
        row.entered_by, row.entered_at = by, at
        if of.follows:
            close_the_one_before(row)
    save_checked(row)
    _record("entered" if row_id is None else "corrected", of, row, found, by, at)
    return cast(FileRow, row)


@transaction.atomic
def drop_row(
    *, person: Person, section: str, row_id: int, why: str, seen: int, by: User, at: datetime
) -> None:
    """Take a row out that ought never to have been entered; what it said stays in the history."""
    of, found = _opened(person, section, by)
    history.sign(by=by, why=why, at=at)
    row = _row(of, found, row_id, seen)
    key = row.pk
    row.delete()
    row.pk = key
    _record("removed", of, row, found, by, at)


def _opened(person: Person, section: str, by: User) -> tuple[Section, Person]:
    of = BY_KEY.get(section)
    if of is None or (by.is_station and not of.at_station):
        raise NotFound("没有这一部分。")
    require(by, of.write)
    return of, locked_person(person, by=by)


def _row(of: Section, person: Person, row_id: int, seen: int) -> FileRow:
    rows = of.model._default_manager.filter(person=person, pk=row_id)
    if of.kinds:
        rows = rows.filter(kind__in=of.kinds)
    row: FileRow | None = rows.first()
    table = of.model._meta.db_table
    told = changed_meanwhile(table, row_id, seen, person_id=person.pk)
    if told:
        raise Refused(f"您打开以后，这一条被别人改过：{told}请看过现在的内容再保存。")
    if row is None:
        raise NotFound("没有找到这一条，可能已被删除。")
    return row


def _clean(of: Section, row: FileRow, name: str, value: Any, by: User) -> Any:
    field: Any = of.model._meta.get_field(name)
    if name == "phone":
        return rules.clean_phone(value or "") or None
    if name == "region" and value is not None:
        if not regions_visible_to(by).filter(pk=value.pk).exists():
            raise Refused("该村居不在您的服务区域内。")
        return value
    if isinstance(field, models.CharField) and not field.choices:
        text = rules.clean_open_text(
            value or "", what=str(field.verbose_name), longest=field.max_length or 200
        )
        return text
    if field.get_internal_type() == "BinaryField":
        text = " ".join(str(value or "").split())
        if name not in _AS_WRITTEN:
            text = rules.clean_open_text(text, what=str(field.verbose_name), longest=1000)
        if not text and not field.null:
            raise Refused(f"请填写{field.verbose_name}。")
        if len(text) > 1000:
            raise Refused(f"{field.verbose_name}最多 1000 个字。")
        return text or None
    return value


def _check_days(of: Section, row: FileRow, person: Person, today: date) -> None:
    for name in (*of.past, *of.later):
        day = getattr(row, name)
        label = of.model._meta.get_field(name).verbose_name
        if day is None:
            continue
        if name in of.past and day > today:
            raise Refused(f"“{label}”不能晚于今天。")
        if day < person.born_on:
            raise Refused(f"“{label}”早于此人的出生日期，请核对。")


def _check_code(row: Circumstance) -> None:
    kind = CIRCUMSTANCES[row.kind]
    if row.value not in kind.values:
        raise Refused(f"“{kind.label}”里没有这一项，请从列表中选择。")


def _check_home(row: Residence, person: Person) -> None:
    """Where he lives decides which station serves him; that changes by a move, not here."""
    if row.kind == "living" and row.valid_to is None and row.region_id != person.region_id:
        raise Refused(
            "现住村居与档案不同。搬了家的请办理“区内搬迁”；只补详细地址的，请选档案上的村居。"
        )


def close_the_one_before(row: Any) -> None:
    """Of what holds one at a time: the row that still holds ends where ``row`` begins."""
    if row.valid_from is None or row.valid_to is not None:
        return
    open_rows = type(row)._default_manager.filter(
        person=row.person, kind=row.kind, valid_to__isnull=True
    )
    open_rows.exclude(valid_from__gte=row.valid_from).update(valid_to=row.valid_from)


def save_checked(row: Any) -> None:
    """Save what its table would take; refuses with the constraints' own words."""
    try:
        row.clean_fields()
        # Ranges that run backwards are no ranges: the database cannot even compare them.
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                constraint.validate(type(row), row)
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(_sentences(row, error))) from None
    row.save()


def _sentences(row: Any, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    told = []
    for name, problems in error.message_dict.items():
        label = "" if name == "__all__" else f"“{row._meta.get_field(name).verbose_name}”："
        told += [f"{label}{problem}" for problem in problems]
    return told


def _record(deed: str, of: Section, row: FileRow, person: Person, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"file.{deed}",
        subject="person",
        subject_id=person.pk,
        detail={"section": of.key, "row": row.pk},
        at=at,
    )
