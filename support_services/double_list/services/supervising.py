"""督办: every night the late get their 督办单, once for an item and an occasion; whom the rules
propose to name in a circular waits for a person."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max

from support_services.double_list.messages import note_message
from support_services.double_list.models import Circular, Item, SupervisionNote
from support_services.double_list.rules import calls_for_circular, deadline_light
from support_services.double_list.selectors.board import Clockwork, clockwork, lit
from support_services.double_list.selectors.items import facts_of, item_visible_to
from support_services.double_list.selectors.lights import late_helpers, waits_for
from support_services.double_list.services.writing import Voice, record, said, write_step
from support_services.double_list.states import (
    AT_WORK,
    DECIDE,
    ItemState,
    Light,
    NoteWhy,
    Side,
)
from support_services.notices.services.telling import tell
from support_services.units.hearing import KIND as UNIT_CONTACT
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import Role, require
from veterans.foundation.errors import Refused

# Held to the end of the transaction by whoever takes the next number.
_NUMBERS = 7205_0001
HEARERS = (Role.PREPARER, Role.REVIEWER)
_RUNNING = sorted(one.value for one in AT_WORK | {ItemState.RETURNED})


def sweep(*, at: datetime, today: date) -> tuple[int, int]:
    """Everything that the rules ask for today: how many notes and drafts of circulars were written.
    Twice does it once; killed in the middle it goes on with the next."""
    clock = clockwork(today)
    red = lit(Item.objects.filter(state__in=_RUNNING), clock).filter(light=Light.RED.value)
    notes = sum(
        _remind(item_id, clock, at) for item_id in red.order_by("pk").values_list("pk", flat=True)
    )
    return notes, _propose(clock, at)


@transaction.atomic
def _remind(item_id: int, clock: Clockwork, at: datetime) -> int:
    """A note to one item, if it is still red and was not told of this occasion."""
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("lead", "requester")
        .get(pk=item_id)
    )
    if item.state not in _RUNNING:
        return 0
    facts = facts_of(item)
    overdue = deadline_light(facts, clock.figures, clock.today) is Light.RED
    why = NoteWhy.OVERDUE if overdue else NoteWhy.SILENT
    since = item.deadline if overdue else item.said_on
    occasion = f"{why.value}:{since}"
    if SupervisionNote.objects.filter(item=item, occasion=occasion).exists():
        return 0
    _issue(item, why, occasion, "", None, at, clock.today)
    return 1


@transaction.atomic
def issue_note(
    *, item_id: int, demand: str, by: User, at: datetime, today: date
) -> SupervisionNote:
    """A note by hand, with what is demanded; one a day is enough."""
    require(by, DECIDE)
    item_visible_to(by, item_id)
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("lead", "requester")
        .get(pk=item_id)
    )
    if item.state not in _RUNNING:
        raise Refused("这个事项不在办理中，不能发督办单。")
    told = said(demand, "要求", longest=200)
    occasion = f"{NoteWhy.BY_HAND.value}:{today}"
    if SupervisionNote.objects.filter(item=item, occasion=occasion).exists():
        raise Refused("今天已经给这个事项发过督办单。")
    return _issue(item, NoteWhy.BY_HAND, occasion, told, by, at, today)


def _issue(
    item: Item,
    why: NoteWhy,
    occasion: str,
    demand: str,
    by: User | None,
    at: datetime,
    today: date,
) -> SupervisionNote:
    _lock_numbers()
    last = SupervisionNote.objects.filter(year=today.year).aggregate(top=Max("number"))["top"]
    # An item at work has all three; the database wants it so.
    assert item.lead is not None
    assert item.deadline is not None
    assert item.said_on is not None
    note = SupervisionNote.objects.create(
        year=today.year,
        number=(last or 0) + 1,
        item=item,
        unit=item.lead,
        unit_name=item.lead.name,
        requester_name=item.requester.name,
        why=why.value,
        occasion=occasion,
        deadline=item.deadline,
        said_on=item.said_on,
        demand=demand,
        issued_on=today,
        at=at,
        by=by,
    )
    voice = Voice(by)
    write_step(
        item, "supervise", voice=voice, at=at, on=today, text=f"{note.code}：{demand}".rstrip("：")
    )
    for role in HEARERS:
        tell(
            event="dlist_note",
            subject=("dlist_item", item.pk),
            title=f"{note.code}：{item.code}",
            text=f"“{item.title}”（{item.lead}）已发督办单，原因：{note.get_why_display()}。"
            "请打印送达承办单位，或者把链接发给它。",
            on=today,
            at=at,
            role=role,
            link=f"/bureau/double-list/{item.pk}/",
        )
    tell(
        event="dlist_note",
        subject=("dlist_note", note.pk),
        title=f"督办单 {note.code}",
        text=note_message(
            settings.PORTAL_BUREAU_NAME,
            note.code,
            item.code,
            note.get_why_display(),
            note.deadline,
            settings.PORTAL_BUREAU_PHONE,
        ),
        on=today,
        at=at,
        hearer=(UNIT_CONTACT, item.lead.pk),
    )
    record(item, "supervise", voice=voice, at=at, note=note.pk)
    return note


def _lock_numbers() -> None:
    """Whoever numbers a note waits for the one before him."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])


def _propose(clock: Clockwork, at: datetime) -> int:
    """A draft of a circular for each unit that is late enough, once a month."""
    rows = lit(Item.objects.filter(state__in=_RUNNING), clock).filter(light=Light.RED.value)
    red: dict[int, list[int]] = {}
    for lead, deadline in rows.order_by("pk").values_list("lead", "deadline"):
        red.setdefault(lead, []).append((clock.today - deadline).days)
    for unit_id, count in _waited_too_long(clock):
        red.setdefault(unit_id, []).extend([0] * count)
    month = clock.today.replace(day=1)
    told = set(Circular.objects.filter(month=month, unit__in=red).values_list("unit", flat=True))
    made = 0
    for unit_id, overdue in sorted(red.items()):
        if unit_id in told or not calls_for_circular(len(overdue), max(overdue), clock.figures):
            continue
        made += _draft(unit_id, overdue, month, at)
    return made


def _waited_too_long(clock: Clockwork) -> Iterator[tuple[int, int]]:
    """Units of the place that one waits for too long, and for how many items; troops are asked at
    the meeting, not named in a circular."""
    given = (clock.figures, clock.calendar, clock.today)
    grace = clock.figures.grace_days
    asked = Item.objects.filter(waits_for(Side.ASKER, *given, grace=grace))
    asked = asked.exclude(requester__kind=UnitKind.TROOPS.value).order_by()
    yield from asked.values_list("requester").annotate(n=Count("pk"))
    helping = late_helpers(clock.figures, clock.today, grace=grace)
    helping = helping.exclude(unit__kind=UnitKind.TROOPS.value).order_by()
    yield from helping.values_list("unit").annotate(n=Count("pk"))


@transaction.atomic
def _draft(unit_id: int, overdue: Sequence[int], month: date, at: datetime) -> int:
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    longest = max(overdue)
    why = f"红灯 {len(overdue)} 项"
    if longest > 0:
        why += f"，最长超期 {longest} 天"
    _, is_new = Circular.objects.get_or_create(
        month=month,
        unit=unit,
        defaults={
            "title": f"关于{unit.name}双清单事项办理情况的通报"[:80],
            "proposed_why": why,
            "drafted_at": at,
        },
    )
    return int(is_new)
