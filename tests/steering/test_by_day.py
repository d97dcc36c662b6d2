"""Figures written down every evening, targets of a year that is over, and the rows of a report."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from support_services.stations.models import FiveItem, Station, StationWorker
from support_services.steering.kept import due
from support_services.steering.models import DayNumber, RecordedDay, Report
from support_services.steering.picture import trend
from support_services.steering.selectors.counting import counted
from support_services.steering.selectors.days import ends_of_months, numbers_on
from support_services.steering.selectors.tasks import line_visible_to, promises
from support_services.steering.services.days import record_day
from support_services.steering.services.reporting import draft_report, move_report, open_rows
from support_services.steering.states import Standing
from tests.steering.filled import NOW, TODAY, fill
from tests.steering.test_tasks import loaded, promised, task
from tests.subsidies.at_the_bureau import enter, said
from tests.subsidies.factories import hands, user
from veterans.accounts.figures import figure_for, figures_for
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry, SealedFile

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 15)


def test_the_record_of_a_day_is_what_everybody_reads_on_that_day() -> None:
    three = fill()
    for reader in (*three, user(Role.AUDITOR)):
        record_day(today=TODAY, at=NOW)
        told = counted(figures_for(reader), reader, TODAY)
        kept = numbers_on(reader, [TODAY])
        assert {code: one.number for code, one in told.items()} == {
            code: one.number for (_, code), one in kept.items()
        }
    # Two roles may read two numbers, each of them recorded as his own.
    opened = DayNumber.objects.filter(figure="casework.open").values_list("role", "number")
    assert (dict(opened)["preparer"], dict(opened)["approver"]) == (16, 14)
    # Delivered again it is one record; what changed in between is in it.
    count = DayNumber.objects.count()
    FiveItem.objects.all().delete()
    assert record_day(today=TODAY, at=NOW) == count == DayNumber.objects.count()
    assert DayNumber.objects.get(role="preparer", figure="stations.five").number == 0
    stations = DayNumber.objects.get(role="preparer", figure="stations.all")
    assert sum(Decimal(number) for _, number in stations.parts) == stations.number == 3


def test_a_day_that_was_missed_stays_unknown_and_the_past_is_closed() -> None:
    hands()
    assert record_day(today=TODAY, at=NOW)
    later = TODAY + timedelta(days=3)
    assert record_day(today=later, at=NOW)
    days = dict(RecordedDay.objects.values_list("day", "taken_at"))
    assert len(days) == 4
    assert [day for day, at in days.items() if at is None] == [
        TODAY + timedelta(days=2), TODAY + timedelta(days=1),
    ]  # fmt: skip
    # Too late, nothing is invented of a day gone by; and the database refuses it.
    before = DayNumber.objects.count()
    assert record_day(today=TODAY + timedelta(days=1), at=NOW) == 0
    assert DayNumber.objects.count() == before
    for deed in (
        lambda: RecordedDay.objects.filter(day=TODAY + timedelta(days=1)).update(taken_at=NOW),
        lambda: RecordedDay.objects.create(day=TODAY - timedelta(days=1), taken_at=NOW),
        lambda: DayNumber.objects.filter(recorded__day=TODAY).update(number=5),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    # Last days of months outlast the others.
    record_day(today=date(2026, 11, 30), at=NOW)
    gone = {one.day for one in due(NOW + timedelta(days=1))}
    assert {TODAY, later} == gone


def test_a_target_of_a_year_gone_by_is_told_as_of_its_last_day() -> None:
    three = fill()
    preparer = three[0]
    programme = loaded(preparer)
    kept = promised(task(programme, 1), preparer, figure="stations.all", wanted=Decimal(3))

    def told() -> Any:
        (one,) = promises(preparer, [kept], today=NEXT_YEAR)[kept.task_id]
        return one.number, one.standing, one.on

    last = date(2026, 12, 31)
    # Three stations stand today; of the last day of the year nobody wrote anything down.
    assert told() == (None, Standing.UNKNOWN, last)
    record_day(today=last, at=NOW)
    assert told() == (3, Standing.REACHED, last)
    # Today's number goes its own way.
    FiveItem.objects.all().delete()
    StationWorker.objects.all().delete()
    Station.objects.all().delete()
    assert told() == (3, Standing.REACHED, last)
    report = draft_report(
        programme_id=programme.pk, year=2026, by=preparer, at=NOW, today=NEXT_YEAR
    )
    line = report.lines.get(figure="stations.all")
    assert (line.number, line.counted_on, line.kept_rows) == (3, last, None)
    assert sum(Decimal(number) for _, number in line.parts) == 3
    # The way by months: what is recorded, today, and what nobody knows.
    ends = ends_of_months(preparer, [figure_for(preparer, "stations.all")], NEXT_YEAR)
    numbers = [one.number for one in ends["stations.all"]]
    assert numbers == [*[None] * 10, 3, 0]
    shown = trend(figure_for(preparer, "stations.all"), preparer, NEXT_YEAR)
    assert shown["is_known"]
    assert "2026-11-30" in shown["unknown"]


def test_the_rows_that_made_a_number_of_a_report_stay_with_it() -> None:
    preparer, reviewer, _ = fill()
    programme = loaded(preparer)
    for number, code in ((1, "casework.open"), (2, "casework.open"), (3, "stations.all")):
        promised(task(programme, number), preparer, figure=code, wanted=Decimal(1))
    report = draft_report(programme_id=programme.pk, year=2026, by=preparer, at=NOW, today=TODAY)
    lines = list(report.lines.exclude(figure=""))
    # Two promises on one figure, one file.
    assert len({one.kept_rows_id for one in lines}) == 2
    files = SealedFile.objects.count()
    move_report(report_id=report.pk, verb="retake", by=preparer, at=NOW, today=TODAY)
    assert SealedFile.objects.count() == files
    move_report(report_id=report.pk, verb="issue", by=reviewer, at=NOW, today=TODAY)
    line = report.lines.filter(figure="casework.open").first()
    assert line is not None
    assert line.number == 16
    colleague = user(Role.PREPARER)
    shown = open_rows(line_id=line.pk, by=colleague, at=NOW)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(shown.content)))
    sheet = book.get_sheet_by_index(0)
    assert any("共 16 行" in str(cell) for row in sheet.to_python() for cell in row)
    entry = AuditEntry.objects.get(action="steering.report_rows_opened")
    assert entry.actor_id == colleague.pk
    # They are what the drafter saw: another role, who may not see all of it, does not open them.
    for other in (reviewer, user(Role.AUDITOR), user(Role.SYSADMIN)):
        with pytest.raises(NotFound):
            line_visible_to(other, line.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.get(pk=report.pk).lines.update(kept_rows=None)
    assert "取数时的明细" in said(enter(preparer).get(f"/bureau/steering/reports/{report.pk}/"))
    page = enter(reviewer).get(f"/bureau/steering/reports/{report.pk}/")
    assert "取数时的明细" not in said(page)


def test_pages_say_where_there_is_no_record_and_ask_no_more_for_more_days() -> None:
    preparer, _, _ = fill()
    programme = loaded(preparer)
    today = datetime.now(UTC).date()
    promised(
        task(programme, 1), preparer, figure="stations.all", wanted=Decimal(1), year=today.year
    )
    client = enter(preparer)
    empty = said(client.get("/bureau/picture/figures/stations.all/"))
    assert "以前各月没有记录" in empty

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "走势" in said(client.get("/bureau/picture/"))
        return len(queries)

    asked()
    few = asked()
    first = today.replace(day=1)
    record_day(today=first - timedelta(days=40), at=NOW)
    record_day(today=first - timedelta(days=1), at=NOW)
    assert asked() == few
    page = said(client.get("/bureau/picture/figures/stations.all/"))
    assert f"{first - timedelta(days=1):%Y-%m-%d}" in page
    assert "没有记录、不知道是多少的日子" in page
