"""The rules that come with the portal, each with how sure it is. What the bureau knows better it
changes here, by another line with other days."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from honors.plaques.rules import Book
from honors.plaques.states import Ground
from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv

RULES = Path(__file__).parent / "data" / "rules.csv"
_COLUMNS = (
    *("what", "code", "value", "stays", "valid_from", "valid_to", "label", "source"),
    "confidence",
)


@dataclass(frozen=True)
class Line:
    """One rule. ``valid_to``: the first day it no longer holds."""

    what: str
    code: str
    value: str
    stays: bool
    valid_from: date
    valid_to: date | None
    label: str
    source: str
    confidence: Confidence


@lru_cache(maxsize=1)
def lines() -> tuple[Line, ...]:
    """Every line of the file."""
    found = []
    for row in read_csv(read_bytes(RULES), _COLUMNS):
        given = row.values
        found.append(
            Line(
                given["what"],
                given["code"],
                given["value"],
                given["stays"] == "1",
                date.fromisoformat(given["valid_from"]),
                date.fromisoformat(given["valid_to"]) if given["valid_to"] else None,
                given["label"],
                given["source"],
                Confidence(given["confidence"]),
            )
        )
    return tuple(found)


def in_force(today: date) -> list[Line]:
    return [
        one
        for one in lines()
        if one.valid_from <= today and (one.valid_to is None or one.valid_to > today)
    ]


def book_on(today: date) -> Book:
    """The rules of a day."""
    rows = in_force(today)
    by = {(one.what, one.code): one for one in rows}
    return Book(
        {one.code: (Ground(one.value), one.stays) for one in rows if one.what == "category"},
        {one.code: Ground(one.value) for one in rows if one.what == "service"},
        date.fromisoformat(by["cutoff", "died_before"].value)
        if ("cutoff", "died_before") in by
        else date.min,
        int(by["peace", "days"].value) if ("peace", "days") in by else 0,
    )


def reasons(today: date) -> list[Line]:
    """Why a plaque may be withdrawn; ``stays`` of these: it may be restored after correction."""
    return [one for one in in_force(today) if one.what == "reason"]


def reason(code: str) -> Line | None:
    return next((one for one in lines() if one.what == "reason" and one.code == code), None)
