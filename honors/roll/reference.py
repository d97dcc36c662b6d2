"""Data that come with the portal: the titles every deployment begins with, and the words by which
residents ask for the roll.

Nothing of it was confirmed by the bureau. The titles are those that the campaigns of such bureaus
are held for; who confers them is left open and marked.
"""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv

_DATA = Path(__file__).parent / "data"
TITLES, WORDS = _DATA / "titles.csv", _DATA / "words.csv"
# When the list was put together; nobody's hand at the bureau.
AS_OF = datetime(2026, 11, 26, tzinfo=UTC)
# What means the roll as a whole; everything else in the column is the name of a title.
ROLL = "名录"


def shipped() -> list[dict[str, str]]:
    """The titles, as fields."""
    columns = ("name", "level", "body", "note")
    return [dict(line.values) for line in read_csv(read_bytes(TITLES), columns)]


@lru_cache(maxsize=1)
def meanings() -> dict[str, tuple[str, ...]]:
    """What residents say, by what it means: ``ROLL`` or the name of a title."""
    return {
        line.values["means"]: tuple(line.values["said"].split("、"))
        for line in read_csv(read_bytes(WORDS), ("said", "means"))
    }


def ensure_titles(**_: Any) -> None:
    """Insert the shipped titles where no title is; called after ``migrate``. A bureau that has
    renamed one does not get the old one again."""
    from honors.roll.models import Title

    if Title.objects.exists():
        return
    Title.objects.bulk_create(
        Title(**row, confidence=Confidence.UNCONFIRMED.value, entered_at=AS_OF) for row in shipped()
    )
