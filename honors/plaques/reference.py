"""The rules that come with the portal, each with how sure it is. What the bureau knows better it
enters as lines of its own (``rule_book``), which this file never takes the place of."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from honors.plaques.rule_lines import Line
from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv

RULES = Path(__file__).parent / "data" / "rules.csv"
_COLUMNS = (
    *("what", "code", "value", "stays", "valid_from", "valid_to", "label", "source"),
    "confidence",
)


@lru_cache(maxsize=1)
def shipped() -> tuple[Line, ...]:
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
