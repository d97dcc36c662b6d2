"""Two at once, on a real database: one report of a year, one record of a day, no target and no
number behind a report that is issued."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support_services.steering.models import DayNumber, RecordedDay, Report, Target
from support_services.steering.services.days import record_day
from support_services.steering.services.following import note_progress, promise
from support_services.steering.services.reporting import draft_report, move_report
from tests.pictures import png
from tests.steering.test_tasks import AT, TODAY, loaded, promised, task
from tests.subsidies.factories import hands, user
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_two_do_at_once_is_done_once_and_a_report_stands_by_itself() -> None:
    preparer, reviewer, approver = hands()
    other = user(Role.PREPARER)
    programme = loaded(preparer)
    first = task(programme, 1)
    given: dict[str, Any] = {"figure": "stations.all", "wanted": Decimal(1)}
    # Two people promise the same figure for the same year.
    outcomes = at_once(*[lambda by=by: promised(first, by, **given) for by in (preparer, other)])
    assert [isinstance(one, Refused) for one in outcomes].count(True) == 1, outcomes
    assert Target.objects.count() == 1

    # Two people, and the same one twice, draft the report of the year.
    def draft(by: Any) -> Report:
        return draft_report(programme_id=programme.pk, year=2026, by=by, at=AT, today=TODAY)

    outcomes = at_once(*[lambda by=by: draft(by) for by in (preparer, other, preparer)])
    assert [isinstance(one, Refused) for one in outcomes].count(True) == 2, outcomes
    report = Report.objects.get()
    assert SealedFile.objects.count() == 1
    drafter = report.drafted_by

    # Issued by two while numbers are taken anew, a target is added, and evidence comes in.
    def step(verb: str, by: Any) -> Report:
        return move_report(report_id=report.pk, verb=verb, by=by, at=AT, today=TODAY)

    outcomes = at_once(
        lambda: step("issue", reviewer),
        lambda: step("issue", approver),
        lambda: step("retake", drafter),
        lambda: promise(task_id=first.pk, year=2026, words="再加一条", by=other, at=AT),
        lambda: note_progress(
            task_id=first.pk, on=TODAY, text="试验", files=[png(400, 300)], by=other, at=AT,
            today=TODAY,
        ),
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="steering.report_issue").count() == 1, outcomes
    report.refresh_from_db()
    assert report.state == "issued"
    # Evidence is never refused; the report tells what there was when its numbers were taken.
    assert first.notes.count() == 1
    lines = report.lines.filter(task=first)
    assert {one.notes for one in lines} <= {0, 1}
    assert SealedFile.objects.filter(reportline__report=report).distinct().count() == 1
    # A target that came in before the issue may stand; behind it, none.
    with pytest.raises(Refused):
        promise(task_id=first.pk, year=2026, words="太晚", by=other, at=AT)


def test_a_day_recorded_by_two_at_once_is_recorded_once() -> None:
    hands()
    outcomes = at_once(*[lambda: record_day(today=TODAY, at=AT)] * 3)
    assert len(set(outcomes)) == 1, outcomes
    assert DayNumber.objects.count() == outcomes[0] > 0
    # One that comes too late meets the next day's.
    at_once(
        lambda: record_day(today=TODAY, at=AT), lambda: record_day(today=date(2026, 11, 22), at=AT)
    )
    days = dict(RecordedDay.objects.values_list("day", "taken_at"))
    assert days == {date(2026, 11, 22): AT, date(2026, 11, 21): None, TODAY: AT}
