"""Reminders of the last days: rules in force, what stations were told, messages and letters.

The gateway of the demo is invented: one message in nine is never answered, as it happens.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from support_services.notices.channels.sms import Answer, Outcome
from support_services.notices.models import Notice, ReminderRule
from support_services.notices.occasions import Proposal, proposals
from support_services.notices.services import handling, planning, rule_book, sending
from support_services.notices.states import Audience, Channel, NoticeState
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.staff import Staff
from veterans.foundation import history
from veterans.registry.models import Category, Certificate, Person

# In force; the last one waits for its second person. Of those that reach residents, one.
ENFORCED = (
    *("age-18", "age-60", "age-80", "confirmation-station", "payment-failed", "festival-visit"),
    "certificate-ends",
)
WAITING = "paid"
DAYS = 12
MESSAGES = 60


class _SomeAnswer:
    """Takes what it is given, and says so eight times of nine."""

    def __init__(self) -> None:
        self.count = 0

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        self.count += 1
        if self.count % 9 == 0:
            return Answer(Outcome.UNKNOWN, "no_answer")
        return Answer(Outcome.ACCEPTED, "console")


@transaction.atomic
def remind(today: date, hands: Staff) -> None:
    """Once there are rules, nothing is added."""
    if ReminderRule.objects.exists():
        return
    begun = today - timedelta(days=DAYS)
    for code in (*ENFORCED, WAITING):
        at = moment(last_working_day(begun if code != WAITING else today), 10)
        made = _enter(proposals()[code], begun, hands, at)
        if code != WAITING:
            rule_book.enforce(rule_id=made.pk, by=hands.reviewer, at=at)
    _certificates(today, hands, moment(last_working_day(begun), 9))
    for ago in (*range(DAYS, 0, -3), 1):
        day = today - timedelta(days=ago)
        planning.plan(today=day, at=moment(day, 6))
    _send(moment(last_working_day(today), 10))
    _letters(hands, moment(last_working_day(today), 15))


def _certificates(today: date, hands: Staff, at: datetime) -> None:
    """Papers that end in two weeks, of some with a telephone and of some without."""
    history.sign(by=hands.preparer, why="补录残疾军人证（演示）", at=at)
    people = Person.objects.filter(
        categories__category=Category.DISABLED,
        categories__valid_to__isnull=True,
        died_on__isnull=True,
        merged_into__isnull=True,
    ).order_by("pk")
    some = [*people.filter(phone__isnull=False)[:20], *people.filter(phone__isnull=True)[:4]]
    Certificate.objects.bulk_create(
        Certificate(
            person=person,
            kind="disabled",
            number=f"演示残字第{person.pk:06d}号",
            issued_on=today - timedelta(days=3636),
            valid_to=today + timedelta(days=14 - number % 3),
            entered_by=hands.preparer,
            entered_at=at,
        )
        for number, person in enumerate(some)
    )


def _enter(one: Proposal, first: date, hands: Staff, at: datetime) -> ReminderRule:
    return rule_book.enter(
        code=one.code,
        title=one.title,
        occasion_key=one.occasion,
        offsets=one.offsets,
        working_days=False,
        audience=Audience(one.audience),
        channels=[Channel(channel) for channel in one.channels],
        template=one.template,
        on_rest_days=False,
        town_after=one.town_after,
        bureau_after=one.bureau_after,
        active_from=first,
        note="演示",
        by=hands.preparer,
        at=at,
    )


def _send(at: datetime) -> None:
    """The messages of these days, and one that has been tried to the end."""
    Notice.objects.filter(state=NoticeState.WAITING, next_try_at__gt=at).update(next_try_at=at)
    gateway = _SomeAnswer()
    sending.send(at=at, sender=gateway, most=MESSAGES)
    dead = Notice.objects.filter(state=NoticeState.UNKNOWN).order_by("pk").first()
    if dead is not None:
        dead.state, dead.attempts = NoticeState.DEAD.value, 6
        dead.save(update_fields=["state", "attempts"])


def _letters(hands: Staff, at: datetime) -> None:
    """A few were printed yesterday and are being carried round."""
    waiting = Notice.objects.filter(channel=Channel.LETTER, state=NoticeState.WAITING)
    some = list(waiting.order_by("pk").values_list("pk", flat=True)[:2])
    if some:
        handling.mark_printed(notice_ids=some, by=hands.preparer, at=at)
