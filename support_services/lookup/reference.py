"""What residents ask for most, and the words they use: data that come with the portal.

Nothing of it was confirmed by the bureau: it says where to go and what to bring, claims no law, and
is shown as still to be checked.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from support_services.lookup.rules import Meaning
from veterans.foundation.csv_reading import read_bytes, read_csv

_DATA = Path(__file__).parent / "data"
GUIDANCE, WORDS = _DATA / "guidance.csv", _DATA / "words.csv"
WHAT, WHO = "what", "who"


@dataclass(frozen=True)
class Guidance:
    """How one thing is done. ``words``: what people type who want it. ``page``: the name of the
    address where it can be done here, or ""."""

    code: str
    title: str
    words: tuple[str, ...]
    answer: str
    where: str
    bring: str
    page: str


@lru_cache(maxsize=1)
def guidance() -> tuple[Guidance, ...]:
    """Every entry, in the order of the file."""
    columns = ("code", "title", "words", "answer", "where", "bring", "page")
    return tuple(
        Guidance(**{**line.values, "words": _split(line.values["words"])})  # type: ignore[arg-type]
        for line in read_csv(read_bytes(GUIDANCE), columns)
    )


@lru_cache(maxsize=1)
def meanings() -> tuple[Meaning, ...]:
    """Words of residents with words of the catalogue."""
    return tuple(
        Meaning(
            _split(line.values["said"]), _split(line.values["means"]), line.values["about"] == WHO
        )
        for line in read_csv(read_bytes(WORDS), ("said", "means", "about"))
    )


@lru_cache(maxsize=1)
def guidance_words() -> frozenset[str]:
    """Everything by which an entry of guidance is known."""
    return frozenset(word for one in guidance() for word in one.words)


@lru_cache(maxsize=1)
def said_words() -> frozenset[str]:
    """Everything residents say that means something in the catalogue."""
    return frozenset(word for one in meanings() for word in one.said)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("、"))
