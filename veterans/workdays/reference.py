"""The calendar a new database starts with; from then on it is the bureau's own.

``data/holidays.csv`` holds the arrangements of 2025 and 2026 as news agencies printed the State
Council's notices. A year of which a single day is entered already is left alone.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any

HOLIDAYS = Path(__file__).parent / "data" / "holidays.csv"


def ensure_calendar(**_: Any) -> None:
    """Insert the years that are missing; called after ``migrate``."""
    from veterans.workdays.models import CalendarDay

    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {day.year for day in CalendarDay.objects.dates("day", "year")}
    CalendarDay.objects.bulk_create(
        (
            CalendarDay(**{**row, "day": date.fromisoformat(row["day"])})
            for row in rows
            if date.fromisoformat(row["day"]).year not in known
        ),
        # Two that migrate at once.
        ignore_conflicts=True,
    )
