"""Months as the bureau counts them: a month is the date of its first day.

Pure: no clock, no database. An *index* is ``year * 12 + month - 1``, so that differences of
indexes are numbers of months.
"""

import re
from datetime import date

from veterans.foundation.errors import Refused

_PATTERN = re.compile(r"\A(\d{4})[-./年]?(\d{1,2})月?\Z")


def month_index(day: date) -> int:
    """Index of the month that ``day`` lies in."""
    return day.year * 12 + day.month - 1


def month_from_index(index: int) -> date:
    """First day of the month with that index."""
    return date(index // 12, index % 12 + 1, 1)


def first_of(day: date) -> date:
    """First day of the month that ``day`` lies in."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """First day of the month ``months`` after the month of ``day`` (negative: before)."""
    return month_from_index(month_index(day) + months)


def month_range(first: date, last: date) -> list[date]:
    """Every month from ``first`` to ``last``, both included; empty when ``last`` is earlier."""
    return [month_from_index(i) for i in range(month_index(first), month_index(last) + 1)]


def parse_month(text: str) -> date:
    """Read ``2026-11``, ``2026.11``, ``202611`` or ``2026年11月``; refuses anything else."""
    match = _PATTERN.match(text.strip())
    if match:
        year, month = int(match[1]), int(match[2])
        if 1900 <= year <= 2999 and 1 <= month <= 12:
            return date(year, month, 1)
    raise Refused(f"“{text}”不是年月，请写成 2026-11 这样的格式。")


def month_text(day: date) -> str:
    """``2026-11``"""
    return f"{day.year:04d}-{day.month:02d}"


def month_cn(day: date) -> str:
    """``2026年11月``"""
    return f"{day.year}年{day.month}月"
