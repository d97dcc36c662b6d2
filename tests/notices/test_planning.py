"""Who is to hear what on which day, and that the planner writes what the dry run said."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.notices import festivals, rules
from support_services.notices.models import Notice, ReminderRule
from support_services.notices.occasions import occasions, proposals
from support_services.notices.selectors import planned
from support_services.notices.services import planning, rule_book
from support_services.notices.states import Audience, Channel
from support_services.notices.texts import text_of
from support_services.subsidies.services import bank
from support_services.subsidies.states import PaymentState
from tests.notices.post_office import AT, TODAY, Office
from tests.people import EAST_ONE, EAST_TWO, WEST_ONE
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.confirmations import LAST, Year, noon
from tests.subsidies.ledger_lab import Lab
from veterans.foundation.errors import Refused
from veterans.registry.models import Person
from veterans.workdays.rules import Calendar, DayKind

DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=50)
@given(
    first=DAY,
    span=st.integers(0, 9),
    offsets=st.lists(st.integers(-20, 20), min_size=1, max_size=3, unique=True),
    working=st.booleans(),
    off=st.frozensets(DAY, max_size=30),
)
def test_every_saying_has_its_day(
    first: date, span: int, offsets: list[int], working: bool, off: frozenset[date]
) -> None:
    """A window says exactly what its days say one by one, and each thing on one day only."""
    calendar = Calendar({day: DayKind.HOLIDAY for day in off})
    timing = rules.Timing(tuple(offsets), working, Audience.PERSON, date(2026, 3, 1))
    last = first + timedelta(days=span)
    said = rules.steps_said(timing, first, last, calendar)
    one_by_one = [
        step
        for number in range(span + 1)
        for step in rules.steps_said(
            timing, first + timedelta(number), first + timedelta(number), calendar
        )
    ]
    assert said == one_by_one
    assert len({(step.due_on, step.offset) for step in said}) == len(said)
    for step in said:
        assert max(first, timing.active_from) <= step.say_on <= last
        if not working:
            assert step.due_on + timedelta(days=step.offset) == step.say_on
        elif step.offset:
            # So many working days lie between; the day itself is one.
            assert calendar.is_working_day(step.say_on)
            between = range(1, abs((step.say_on - step.due_on).days) + 1)
            way = 1 if step.offset > 0 else -1
            days = [step.due_on + timedelta(days=way * one) for one in between]
            assert sum(map(calendar.is_working_day, days)) == abs(step.offset)


@given(st.times(), st.booleans())
def test_telephones_ring_by_day_only(moment: time, rest: bool) -> None:
    quiet = rules.Quiet(begins=time(20), ends=time(8))
    saturday, monday = date(2026, 11, 28), date(2026, 11, 30)
    by_day = time(8) <= moment < time(20)
    assert (
        rules.may_ring(datetime.combine(monday, moment), quiet, Calendar({}), on_rest_days=rest)
        == by_day
    )
    assert rules.may_ring(
        datetime.combine(saturday, moment), quiet, Calendar({}), on_rest_days=rest
    ) == (by_day and rest)
    worked = Calendar({saturday: DayKind.WORKDAY, monday: DayKind.HOLIDAY})
    assert (
        rules.may_ring(datetime.combine(saturday, moment), quiet, worked, on_rest_days=False)
        == by_day
    )
    assert not rules.may_ring(datetime.combine(monday, moment), quiet, worked, on_rest_days=False)


def test_festivals_and_words() -> None:
    named = {
        date(2026, 2, 17): festivals.SPRING,
        date(2026, 4, 5): festivals.QINGMING,
        date(2028, 4, 4): festivals.QINGMING,
        date(2027, 8, 1): festivals.ARMY_DAY,
        date(2030, 9, 30): festivals.MARTYRS_DAY,
        date(2026, 2, 18): "",
    }
    assert {day: festivals.festival_on(day) for day in named} == named
    assert rules.parse_offsets("-30，-15, +5、0") == (-30, -15, 0, 5)
    assert rules.offsets_cn((-30, 0, 5), working=True) == "提前 30 个工作日，当天，过后 5 个工作日"
    assert rules.filled("{姓名}您好{日期}", {"姓名": "张{三}"}) == "张{三}您好（日期）"
    for bad in ("", "a", "-200", "1,2,3,4,5,6,7,8,9"):
        with pytest.raises(ValueError, match=r"offsets|invalid literal"):
            rules.parse_offsets(bad)


@pytest.mark.django_db
def test_every_proposal_can_be_taken_up_as_it_is_and_the_statement_of_every_occasion_runs() -> None:
    office = Office()
    for one in proposals().values():
        rule = office.draft(
            code=one.code,
            title=one.title,
            occasion_key=one.occasion,
            offsets=one.offsets,
            audience=Audience(one.audience),
            channels=[Channel(channel) for channel in one.channels],
            template=one.template,
            town_after=one.town_after,
            bureau_after=one.bureau_after,
        )
        assert planned.counts(rule, TODAY, TODAY + timedelta(days=370)) == []
    assert {one.occasion for one in proposals().values()} == set(occasions())


@pytest.mark.django_db
def test_the_planner_writes_what_the_dry_run_says_and_nothing_twice() -> None:
    office = Office()
    due = {EAST_ONE: 3, EAST_TWO: 2, WEST_ONE: 1}
    people = [
        office.person(place, phone=None if place == WEST_ONE else f"1380000{n:04d}")
        for place, count in due.items()
        for n in range(count)
    ]
    gone = office.person(EAST_ONE, died_on=TODAY)
    merged = office.person(EAST_ONE, merged_into=people[0])
    for one in (*people, gone, merged):
        office.certificate(one, TODAY + timedelta(days=30))
    # Two papers of one person on a day are two subjects, and one head in a list.
    office.certificate(people[0], TODAY + timedelta(days=30))
    # Its day was the day before yesterday, when the machine stood still; and one too long ago.
    office.certificate(people[1], TODAY + timedelta(days=28))
    office.certificate(people[1], TODAY + timedelta(days=20))
    told: dict[str, Any] = {"channels": [Channel.INBOX], "template": "{地方}有 {人数} 人。"}
    made = [
        office.rule(),
        office.rule(code="only-sms", channels=[Channel.SMS]),
        office.rule(code="village", audience=Audience.VILLAGE, **told),
        office.rule(code="town", audience=Audience.TOWN, **told),
        office.rule(code="bureau", audience=Audience.BUREAU, **told),
        office.rule(code="young", active_from=TODAY, audience=Audience.TOWN, **told),
        office.rule(code="working", offsets=(-5,), working_days=True),
    ]
    office.certificate(people[2], date(2026, 12, 3))  # the fifth working day before is today
    office.draft(code="draft")
    window = planned.window(TODAY)

    def dry(rule: ReminderRule) -> Counter[Any]:
        return Counter(
            {
                (one.say_on, one.audience.value, one.channel.value, one.state.value): one.count
                for one in planned.counts(rule, *window, fresh=True)
            }
        )

    said = {rule.code: dry(rule) for rule in made}
    assert sum(said["certificate-ends"].values()) == 6 + 1 + 1
    assert said["only-sms"][(TODAY, "person", "sms", "cancelled")] == 1
    assert sum(said["working"].values()) == 1
    written = planning.plan(today=TODAY, at=AT)
    for rule in made:
        rows = Notice.objects.filter(rule=rule)
        assert said[rule.code] == Counter(
            rows.values_list("say_on", "audience", "channel", "state")
        ), rule.code
        assert written[rule.code] == rows.count()
        assert dry(rule) == Counter()
    assert planning.plan(today=TODAY, at=AT) == {}
    assert not Notice.objects.filter(person__in=[gone, merged]).exists()
    texts = {
        (one.about, text_of(one))
        for one in Notice.objects.select_related("rule", "region__parent").filter(
            about__in=["village", "town", "bureau", "young"]
        )
    }
    assert texts == {
        ("village", "东街道 › 东一村有 3 人。"),
        ("village", "东街道 › 东一村有 1 人。"),
        ("village", "东街道 › 东二村有 2 人。"),
        ("village", "西镇 › 西一村有 1 人。"),
        ("town", "东街道有 5 人。"),
        ("town", "东街道有 1 人。"),
        ("town", "西镇有 1 人。"),
        ("bureau", "全区有 6 人。"),
        ("bureau", "全区有 1 人。"),
        ("young", "东街道有 5 人。"),
        ("young", "西镇有 1 人。"),
    }
    # Somebody dies before his letter is printed: it is not said any more.
    Person.objects.filter(region__code=WEST_ONE).update(died_on=TODAY)
    planning.plan(today=TODAY, at=AT)
    assert Notice.objects.get(about="certificate-ends", channel="letter").state == "cancelled"


@pytest.mark.django_db
def test_thousands_are_planned_by_as_many_statements_as_one() -> None:
    office = Office()
    born = TODAY.replace(year=TODAY.year - 80) + timedelta(days=30)
    office.person(EAST_ONE, born=born)
    rule: dict[str, Any] = {"occasion_key": "age_80", "offsets": (-30,)}
    office.rule(code="one", template="{姓名}，{年龄}。", **rule)
    with CaptureQueriesContext(connection) as few:
        assert planning.plan(today=TODAY, at=AT) == {"one": 1}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_person (name, name_pinyin, name_initials, id_number, id_index,"
            " sex, born_on, region_id, relation, phone, phone_index)"
            " SELECT '赵' || n, '', '', p.id_number, sha256(n::text::bytea), 'male', p.born_on,"
            " p.region_id, '', p.phone, p.phone_index"
            " FROM registry_person p, generate_series(1, 4000) n"
        )
        cursor.execute(
            "INSERT INTO registry_personcategory (person_id, category, valid_from, document_no)"
            " SELECT p.id, 'TY', '2000-01-01', '' FROM registry_person p WHERE NOT EXISTS"
            " (SELECT 1 FROM registry_personcategory c WHERE c.person_id = p.id)"
        )
    Notice.objects.all().delete()
    with CaptureQueriesContext(connection) as many:
        assert planning.plan(today=TODAY, at=AT) == {"one": 4001}
    assert len(many) == len(few)


@pytest.mark.django_db
def test_who_is_confirmed_hears_no_more_and_who_is_not_is_told_to_the_floors_above() -> None:
    lab = Lab.of()
    rights = [lab.entitle(date(2026, 1, 1)) for _ in range(3)]
    year = Year.of(lab)
    proposal = proposals()["confirmation-station"]
    rule = rule_book.enforce(
        rule_id=rule_book.enter(
            code=proposal.code,
            title=proposal.title,
            occasion_key=proposal.occasion,
            offsets=proposal.offsets,
            working_days=False,
            audience=Audience(proposal.audience),
            channels=[Channel.INBOX],
            template=proposal.template,
            on_rest_days=False,
            town_after=proposal.town_after,
            bureau_after=proposal.bureau_after,
            active_from=date(2026, 1, 1),
            note="",
            by=lab.preparer,
            at=noon(LAST),
        ).pk,
        by=lab.reviewer,
        at=noon(LAST),
    )
    heard = []
    for offset in (-30, -15, -3, 0, 5, 10):
        today = LAST + timedelta(days=offset)
        planning.plan(today=today, at=noon(today))
        heard += [
            (one.offset_days, one.audience, one.words["人数"])
            for one in Notice.objects.filter(about=rule.code, say_on=today)
        ]
        if offset == -15:
            year.confirm(rights[0], today=today)
    assert heard == [
        (-30, "village", "3"),
        (-15, "village", "3"),
        (-3, "village", "2"),
        (0, "village", "2"),
        (5, "town", "2"),
        (10, "bureau", "2"),
    ]


@pytest.mark.django_db
def test_money_that_came_is_told_the_payee_and_what_did_not_come_the_station() -> None:
    batch = make.approved_batch(("100.00", "200.50", "300.25"))
    by = batch.prepared_by
    assert by is not None
    made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=by, at=make.AT)
    content = the_bank.answers(
        made, {1: the_bank.PAID, 2: the_bank.PAID, 3: the_bank.OTHER_FAILURE}
    )
    bank.receive(content=content, filename="return.txt", by=by, at=make.AT)
    today = timezone.localdate(make.AT)
    second = batch.reviewed_by
    assert second is not None

    def enforced(code: str, **more: Any) -> ReminderRule:
        one = proposals()[code]
        drafted = rule_book.enter(
            code=code,
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
            active_from=date(2026, 1, 1),
            note="",
            by=by,
            at=make.AT,
        )
        return rule_book.enforce(rule_id=drafted.pk, by=second, at=make.AT)

    enforced("paid")
    enforced("payment-failed")
    planning.plan(today=today, at=make.AT)
    # Nobody of them has a telephone, and a message is the only road of that rule.
    assert list(Notice.objects.filter(about="paid").values_list("state", "answer")) == [
        ("cancelled", "no_phone"),
        ("cancelled", "no_phone"),
    ]
    one = Notice.objects.select_related("rule", "person", "region").filter(about="paid").first()
    assert one is not None
    assert one.person is not None
    assert text_of(one).startswith(f"{one.person.name}您好：您2026年11月的补助已发到登记的账户")
    failed = Notice.objects.get(about="payment-failed")
    assert (failed.audience, failed.words["人数"]) == ("village", "1")
    # A week later the station hears again, unless the money has gone out meanwhile.
    week = today + timedelta(days=7)
    assert planning.plan(today=week, at=make.AT) == {"payment-failed": 1}
    batch.payments.update(state=PaymentState.OUTSTANDING)
    assert planning.plan(today=today + timedelta(days=15), at=make.AT) == {}
    with pytest.raises(Refused, match="过后 1 至"):
        rule_book.enter(
            code="x",
            title="x",
            occasion_key="payment_failed",
            offsets=(0,),
            working_days=False,
            audience=Audience.VILLAGE,
            channels=[Channel.INBOX],
            template="{人数}",
            on_rest_days=False,
            town_after=500,
            bureau_after=None,
            active_from=today,
            note="",
            by=by,
            at=make.AT,
        )
