"""通报: of a month over everybody, or of one unit; frozen the moment somebody signs it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from support_services.double_list.messages import circular_message
from support_services.double_list.models import Circular, CircularLine
from support_services.double_list.selectors.board import clockwork, last_words
from support_services.double_list.selectors.circulars import circular_visible_to, lines_of_today
from support_services.double_list.selectors.items import helper_words
from support_services.double_list.services.writing import said
from support_services.double_list.states import (
    CIRCULAR_LABELS,
    DECIDE,
    ENTER,
    CircularState,
    Light,
)
from support_services.double_list.waiting import waiting_told
from support_services.notices.services import telling
from support_services.units.hearing import KIND as UNIT_CONTACT
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

# Held to the end of the transaction by whoever takes the next number.
_NUMBERS = 7205_0002


@transaction.atomic
def draft_circular(
    *, month: date, words: str = "", by: User, at: datetime, today: date
) -> Circular:
    """月度通报 of a month, as a draft; refuses a second one, and a month to come."""
    require(by, ENTER)
    first = month.replace(day=1)
    if first > today:
        raise Refused("还没有到这个月。")
    try:
        with transaction.atomic():
            made = Circular.objects.create(
                month=first,
                title=f"{first.year}年{first.month}月双清单办理情况通报",
                words=said(words, "正文", needed=False),
                drafted_by=by,
                drafted_at=at,
            )
    except IntegrityError as error:
        raise Refused("这个月已有一份通报。") from error
    _record("circular_drafted", made, by, at)
    return made


@transaction.atomic
def word_circular(*, circular_id: int, words: str, by: User, at: datetime) -> Circular:
    """The words above the table; whoever writes them is the one who drafted it."""
    require(by, ENTER)
    found = _draft(circular_id, by)
    found.words = said(words, "正文", needed=False)
    found.drafted_by = by
    found.save(update_fields=["words", "drafted_by"])
    _record("circular_drafted", found, by, at)
    return found


@transaction.atomic
def issue_circular(*, circular_id: int, by: User, at: datetime, today: date) -> Circular:
    """签发: every line is copied as it stands today, and stays so. Refuses who drafted it, and one
    about nothing."""
    require(by, DECIDE)
    found = _draft(circular_id, by)
    if found.drafted_by_id == by.pk:
        raise Refused("拟稿人不能自己签发，请由另一人签发。")
    clock = clockwork(today)
    rows = lines_of_today(found, clock)
    if not rows:
        raise Refused("没有要通报的事项，请改为不发。")
    words = last_words([one.pk for one in rows])
    helping = helper_words(rows)
    found.year, found.number = today.year, _next_number(today.year)
    found.state = CircularState.ISSUED.value
    found.issued_by, found.issued_at, found.issued_on = by, at, today
    CircularLine.objects.bulk_create(
        CircularLine(
            circular=found,
            place=place,
            item=one,
            code=one.code,
            title=one.title,
            unit_name=one.lead.name if one.lead else "",
            requester_name=one.requester.name,
            state=one.state,
            light=one.light,
            progress=one.progress,
            deadline=one.deadline,
            said_on=one.said_on,
            last_words=words.get(one.pk, "")[:500],
            wait_light=one.wait,
            waiting=waiting_told(one, clock, helping.get(one.pk, []))[:200],
        )
        for place, one in enumerate(rows, start=1)
    )
    found.save()
    _tell_units(found, rows, at, today)
    _record("circular_issued", found, by, at, lines=len(rows))
    return found


@transaction.atomic
def drop_circular(*, circular_id: int, why: str, by: User, at: datetime) -> Circular:
    """不发, with the reason; the rules do not propose it again in that month."""
    require(by, DECIDE)
    found = _draft(circular_id, by)
    found.dropped_why = said(why, "原因", longest=200)
    found.state = CircularState.DROPPED.value
    found.dropped_by, found.dropped_at = by, at
    found.save()
    _record("circular_dropped", found, by, at)
    return found


def _next_number(year: int) -> int:
    """Whoever numbers a circular waits for the one before him."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
    last = Circular.objects.filter(year=year).aggregate(top=Max("number"))["top"]
    return (last or 0) + 1


def _tell_units(found: Circular, rows: list[Any], at: datetime, today: date) -> None:
    """Each unit that leads something in it hears by message that it is out, once."""
    led: dict[int, list[Any]] = {}
    for one in rows:
        if one.lead_id is not None:
            led.setdefault(one.lead_id, []).append(one)
    for unit_id, own in sorted(led.items()):
        telling.tell(
            event="dlist_circular",
            subject=("dlist_circular", found.pk),
            title=f"双清单通报 {found.code}",
            text=circular_message(
                settings.PORTAL_BUREAU_NAME,
                found.code,
                total=len(own),
                red=sum(one.light == Light.RED for one in own),
                phone=settings.PORTAL_BUREAU_PHONE,
            ),
            on=today,
            at=at,
            hearer=(UNIT_CONTACT, unit_id),
        )


def _draft(circular_id: int, by: User) -> Circular:
    circular_visible_to(by, circular_id)
    found = Circular.objects.select_for_update().get(pk=circular_id)
    if found.state != CircularState.DRAFT:
        raise Refused(f"这份通报{CIRCULAR_LABELS[CircularState(found.state)][0]}，不能再改。")
    return found


def _record(deed: str, found: Circular, by: User, at: datetime, **detail: int) -> None:
    audit.record(
        actor=by,
        action=f"dlist.{deed}",
        subject="dlist_circular",
        subject_id=found.pk,
        detail={"month": found.month, **detail},
        at=at,
    )
