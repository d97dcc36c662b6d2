"""What every figure is on a day, written down in its evening."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from support_services.steering.models import DayNumber, RecordedDay
from support_services.steering.selectors.counting import by_town, number_of, span_for, towns
from veterans.accounts.figures import figures_for
from veterans.accounts.models import User
from veterans.accounts.roles import READERS

# Any fixed number does, as long as nothing else in the portal takes the same advisory lock.
_LOCK = 7_054_001


@transaction.atomic
def record_day(*, today: date, at: datetime) -> int:
    """Every figure as each role may count it, by town too; how many numbers there are now.

    Again on the same day takes the place of what was written before. Days since the last record on
    which nobody wrote anything down are marked as not known: nothing can be counted of a day gone
    by. Nothing is done where a later day is recorded already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = RecordedDay.objects.order_by("-day").values_list("day", flat=True).first()
    if last is not None and last > today:
        return 0
    if last is not None:
        RecordedDay.objects.bulk_create(
            RecordedDay(day=last + timedelta(days=step)) for step in range(1, (today - last).days)
        )
    recorded, _ = RecordedDay.objects.update_or_create(day=today, defaults={"taken_at": at})
    recorded.numbers.all().delete()
    named = towns()
    made = [number for role in sorted(READERS) for number in _numbers(recorded, role, today, named)]
    DayNumber.objects.bulk_create(made)
    return len(made)


def _numbers(
    recorded: RecordedDay, role: str, today: date, named: dict[str, str]
) -> list[DayNumber]:
    """``role``: somebody who has it and is nobody counts, as whoever has it would."""
    reader = User(role=role, is_active=True)
    made = []
    for figure in figures_for(reader):
        rows = figure.rows(reader, today, span_for(figure, today))
        parts = by_town(figure, rows, named) if figure.place else []
        number = sum((one.number for one in parts), Decimal(0)) if parts else None
        made.append(
            DayNumber(
                recorded=recorded,
                role=role,
                figure=figure.code,
                number=number_of(figure, rows) if number is None else number,
                parts=[[one.label, str(one.number)] for one in parts],
            )
        )
    return made
