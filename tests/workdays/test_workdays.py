"""Working days: the arithmetic with 调休, the calendar that is shipped, and who keeps it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.people import colleague
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.workdays.models import CalendarDay
from veterans.workdays.reference import ensure_calendar
from veterans.workdays.rules import (
    Calendar,
    DayKind,
    last_working_day,
    unknown_years,
    working_days_between,
)
from veterans.workdays.selectors import calendar
from veterans.workdays.services import set_day

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
EMPTY = Calendar({})
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.sampled_from(list(DayKind)), max_size=40).map(Calendar)


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        # Over the Spring Festival: a Saturday is worked before, nine days are not.
        (date(2026, 2, 13), 5, date(2026, 2, 26)),
        (date(2026, 2, 14), 1, date(2026, 2, 14)),
        (date(2026, 2, 15), 1, date(2026, 2, 24)),
        # Over Labour Day: five days off, the Saturday after is worked.
        (date(2026, 4, 29), 5, date(2026, 5, 8)),
        (date(2026, 4, 29), 6, date(2026, 5, 9)),
        # The National Day's make-up days lie before and after.
        (date(2026, 9, 18), 3, date(2026, 9, 21)),
        (date(2026, 9, 30), 5, date(2026, 10, 12)),
        (date(2025, 1, 26), 3, date(2025, 2, 5)),
        # An ordinary week, and a first day that nobody works.
        (date(2026, 11, 16), 5, date(2026, 11, 20)),
        (date(2026, 11, 14), 5, date(2026, 11, 20)),
    ],
)
def test_worked_examples_with_the_calendar_that_is_shipped(
    db: None, first: date, days: int, last: date
) -> None:
    assert last_working_day(first, days, calendar(since=first)) == last


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_the_last_day_is_worked_and_so_many_are(made: Calendar, first: date, days: int) -> None:
    last = last_working_day(first, days, made)
    assert made.is_working_day(last)
    assert working_days_between(first, last, made) == days
    assert working_days_between(first, last - timedelta(days=1), made) == days - 1


@given(DAYS, st.integers(1, 30))
def test_without_notices_only_weekends_count(first: date, days: int) -> None:
    last = last_working_day(first, days, EMPTY)
    assert last.weekday() < 5
    assert (last - first).days <= days * 7 // 5 + 4
    assert unknown_years(first, last, EMPTY) == list(range(first.year, last.year + 1))


def test_a_number_of_days_that_nobody_counts_is_refused() -> None:
    for days in (0, 400):
        with pytest.raises(ValueError, match="nobody counts"):
            last_working_day(date(2026, 1, 1), days, EMPTY)
    rest = Calendar({date(2026, 1, 1) + timedelta(days=n): DayKind.HOLIDAY for n in range(3000)})
    with pytest.raises(ValueError, match="nobody works"):
        last_working_day(date(2026, 1, 1), 1, rest)


def test_the_calendar_that_is_shipped_knows_two_years_and_says_how_sure_it_is(db: None) -> None:
    known = calendar()
    assert [year for year in range(2024, 2029) if known.knows(year)] == [2025, 2026]
    assert set(CalendarDay.objects.values_list("confidence", flat=True)) == {"reported"}
    for day, kind in known.special.items():
        if kind == DayKind.WORKDAY:
            assert day.weekday() > 4, day
    # What people have changed since is not overwritten, and nothing comes twice.
    CalendarDay.objects.filter(day=date(2026, 10, 10)).update(kind=DayKind.ORDINARY)
    ensure_calendar()
    assert CalendarDay.objects.count() == 72
    assert CalendarDay.objects.get(day=date(2026, 10, 10)).kind == DayKind.ORDINARY


def test_a_day_is_set_and_set_again(db: None) -> None:
    keeper = colleague("keeper", Role.REVIEWER)
    given = {"name": "元旦", "source": "通知", "confidence": "verified", "by": keeper, "at": AT}
    day = date(2027, 1, 1)
    made = set_day(day=day, kind=DayKind.HOLIDAY, **given)
    again = set_day(day=day, kind=DayKind.ORDINARY, **given)
    assert (again.pk, again.kind) == (made.pk, "ordinary")
    assert AuditEntry.objects.filter(action="workdays.set").count() == 2
    for change, told in (
        ({"kind": DayKind.WORKDAY}, "星期六或星期日"),
        ({"day": date(1926, 1, 1)}, "年份不对"),
        ({"name": " "}, "哪个节日"),
        ({"source": ""}, "依据"),
        ({"confidence": "sure"}, "可信程度"),
        ({"by": colleague("auditor", Role.AUDITOR)}, "岗位办理"),
    ):
        with pytest.raises(Refused, match=told):
            set_day(**{"day": day, "kind": DayKind.HOLIDAY, **given, **change})
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.filter(pk=made.pk).update(kind="maybe")


def test_the_bureau_keeps_it_at_its_door(client, db: None) -> None:
    client.force_login(colleague("keeper", Role.PREPARER))
    add = "/bureau/workdays/calendarday/add/"
    given = {
        "day": "2027-01-01", "kind": "holiday", "name": "元旦", "source": "通知",
        "confidence": "verified",
    }  # fmt: skip
    assert client.post(add, given).status_code == 302
    row = CalendarDay.objects.get(day=date(2027, 1, 1))
    wrong = client.post(add, {**given, "day": "2027-01-04", "kind": "workday"})
    assert "星期六或星期日" in wrong.text
    change = f"/bureau/workdays/calendarday/{row.pk}/change/"
    assert client.post(change, {**given, "kind": "ordinary"}).status_code == 302
    row.refresh_from_db()
    assert row.kind == "ordinary"
    client.force_login(colleague("reader", Role.APPROVER))
    assert client.get(change).status_code == 200
    assert client.post(change, given).status_code == 403
