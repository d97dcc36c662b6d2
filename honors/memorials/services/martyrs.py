"""The verbs of the register: written by one, reviewed by another, published; sources."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from honors.memorials import rules
from honors.memorials.models import Entry, Facility, Grave, Martyr, Source
from honors.memorials.selectors import entries_of, one_visible
from honors.memorials.services.writing import place, record, saved, told
from honors.memorials.states import ENTER, MOVES, STATE_LABELS, EntryState, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.rules import clean_name

_TEXTS = (
    *("name", "born", "died", "native_place", "force", "rank", "deeds"),
    *("certificate_no", "approved_by_whom", "burial_place"),
)
FIELDS = (*_TEXTS, "sex", "born_on", "died_on", "region", "burial", "facility", "grave")
_OWN = "录入人不能自己审核、公布，请由另一人办理。"


@transaction.atomic
def enter_martyr(*, fields: Mapping[str, Any], by: User, at: datetime, today: date) -> Entry:
    """A martyr with a first entry, as a draft.

    ``fields``: those of ``FIELDS``; ``region`` a code or "", ``facility`` and ``grave`` numbers or
    "". Refuses a life that cannot have been, a place of burial that does not fit, numbers of living
    people and designations of units.
    """
    require(by, ENTER)
    clean = _clean(fields, by, today)
    martyr = Martyr.objects.create(entered_at=at)
    entry = Entry(martyr=martyr, number=1, entered_by=by, entered_at=at, **clean)
    saved(entry, new=True)
    record("martyr_entered", "martyr", martyr.pk, by, at)
    return entry


@transaction.atomic
def change_martyr(
    *, martyr_id: int, fields: Mapping[str, Any], by: User, at: datetime, today: date
) -> Entry:
    """Other words: in the own draft, or as the next edition where one is published or was. Refuses
    the draft of somebody else, because two people have to have read it."""
    require(by, ENTER)
    one_visible(by, What.MARTYR, martyr_id)
    martyr = Martyr.objects.select_for_update().get(pk=martyr_id)
    rows = entries_of(martyr_id)
    open_one = next((one for one in rows if one.state in ("draft", "reviewed")), None)
    clean = _clean(fields, by, today)
    if open_one is None:
        entry = Entry(
            martyr=martyr, number=rows[0].number + 1, entered_by=by, entered_at=at, **clean
        )
        saved(entry, new=True)
    else:
        if open_one.state != EntryState.DRAFT:
            raise Refused("这一份已审核，不能再改；请先退回。")
        if open_one.entered_by_id != by.pk:
            raise Refused(f"这份草稿由{open_one.entered_by}录入，请由录入人修改。")
        entry = Entry.objects.select_for_update().get(pk=open_one.pk)
        for name, value in clean.items():
            setattr(entry, name, value)
        saved(entry)
    record("martyr_changed", "martyr", martyr_id, by, at, number=entry.number)
    return entry


@transaction.atomic
def move_martyr(*, martyr_id: int, verb: str, why: str = "", by: User, at: datetime) -> Entry:
    """Review, send back, publish, withdraw, drop. Refuses whoever entered it at review and
    publication, and to publish without a source. The edition before is replaced."""
    if verb not in MOVES[What.MARTYR]:
        raise NotFound("没有这项操作。")
    move = MOVES[What.MARTYR][verb]
    require(by, move.duty)
    one_visible(by, What.MARTYR, martyr_id)
    Martyr.objects.select_for_update().get(pk=martyr_id)
    rows = list(Entry.objects.select_for_update().filter(martyr=martyr_id).order_by("-number"))
    entry = next((one for one in rows if EntryState(one.state) in move.starts), None)
    if entry is None:
        now = STATE_LABELS[What.MARTYR][EntryState(rows[0].state)][0]
        raise Refused(f"这位烈士的名录现在是“{now}”，不能再{move.label}。")
    if move.other_than and entry.entered_by_id == by.pk:
        raise Refused(_OWN)
    reason = told(Entry, {"ended_why": why}, ["ended_why"])["ended_why"]
    if move.why and not reason:
        raise Refused("请写明原因。")
    if verb == "review":
        if not Source.objects.filter(martyr=martyr_id).exists():
            raise Refused("还没有登记出处，请先登记：从哪里知道、把握如何。")
        entry.reviewed_by, entry.reviewed_at, entry.ended_why = by, at, ""
    if verb == "send_back":
        entry.reviewed_by = entry.reviewed_at = None
        entry.ended_why = reason
    if verb == "publish":
        for one in rows:
            if one.state == EntryState.PUBLISHED:
                _end(one, EntryState.REPLACED, "", by, at)
        entry.published_by, entry.published_at = by, at
    if move.target in (EntryState.WITHDRAWN, EntryState.DROPPED):
        _end(entry, move.target, reason, by, at)
    else:
        entry.state = str(move.target)
        entry.save()
    record(f"martyr_{verb}", "martyr", martyr_id, by, at, number=entry.number)
    return entry


def _end(entry: Entry, state: Any, why: str, by: User, at: datetime) -> None:
    entry.state, entry.ended_why, entry.ended_by, entry.ended_at = str(state), why, by, at
    entry.save()


@transaction.atomic
def add_source(*, martyr_id: int, fields: Mapping[str, Any], by: User, at: datetime) -> Source:
    """From where something is known, and how sure that is."""
    require(by, ENTER)
    one_visible(by, What.MARTYR, martyr_id)
    row = Source(
        martyr_id=martyr_id,
        kind=fields["kind"],
        trust=fields["trust"],
        entered_by=by,
        entered_at=at,
        **told(Source, fields, ["title", "says"]),
    )
    saved(row, new=True)
    record("source_added", "martyr", martyr_id, by, at)
    return row


def _clean(fields: Mapping[str, Any], by: User, today: date) -> dict[str, Any]:
    clean = told(Entry, fields, _TEXTS)
    clean["name"] = clean_name(clean["name"])
    rules.check_life(fields.get("born_on"), fields.get("died_on"), today=today)
    region = place(fields["region"], by) if fields.get("region") else None
    grave = _found(Grave, fields.get("grave"))
    facility = _found(Facility, fields.get("facility"))
    if fields.get("burial") == "here":
        facility = grave.facility if grave is not None and facility is None else facility
        if facility is None:
            raise Refused("安葬在本地设施内的，请选择设施或墓位。")
        if grave is not None and grave.facility_id != facility.pk:
            raise Refused("这个墓位不在所选的设施里，请核对。")
        clean["burial_place"] = ""
    elif fields.get("burial") == "elsewhere" and not clean["burial_place"]:
        raise Refused("安葬在外地的，请写明在哪里。")
    elif grave is not None or facility is not None:
        raise Refused("安葬地不在本地设施内的，不选设施和墓位。")
    return {
        **clean,
        "sex": fields.get("sex") or "unknown",
        "born_on": fields.get("born_on"),
        "died_on": fields.get("died_on"),
        "region": region,
        "burial": fields.get("burial") or "unknown",
        "facility": facility,
        "grave": grave,
    }


def _found(model: Any, key: Any) -> Any:
    if not key:
        return None
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise Refused("请从列表中选择。")
    return row
