"""The numbers that people are handed: the year and a serial, one row after the other."""

from datetime import date
from typing import Any

from django.db import connection

# Any fixed numbers do, as long as nothing else in the portal takes the same advisory locks.
LOCKS = {"S": 0x63617365, "D": 0x65727261, "W": 0x696E636F}


def next_number(model: Any, letter: str, day: date) -> str:
    """The next number of a kind in that year, such as ``S2026-00012``; whoever else wants one
    waits until this transaction ends."""
    begin = f"{letter}{day.year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCKS[letter]])
    last = (
        model.objects.filter(number__gte=begin, number__lt=f"{begin}:")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{begin}{int(last.removeprefix(begin)) + 1 if last else 1:05d}"
