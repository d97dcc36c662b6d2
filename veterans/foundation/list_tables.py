"""A table as people keep it in a spreadsheet: heads found by many words under titles, lines below,
and what becomes of each line. Pure.

Each floor says which columns it knows and judges the lines; finding the table, counting verdicts
and handing a table back with its verdicts is the same for all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed
from veterans.foundation.sheets import read_grid

HEAD_ROWS = 12
# The column of a table that was handed back; one that comes again is read without it.
RESULT = "核对结果"
_NEXT_TO_NOTHING = frozenset({"", "无", "暂无", "/", "-", "—"})
# Field -> what its column may be called. The first is what we call it.
Columns = Mapping[str, tuple[str, ...]]


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Table:
    """The heads as they stand, where each field is, and the lines below with their numbers as the
    spreadsheet shows them; every line is as wide as the heads."""

    heads: tuple[str, ...]
    places: Mapping[str, int]
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """What a line says, by field; a dash or 无 says nothing."""
        told = {name: cells[at].strip() for name, at in self.places.items()}
        return {name: "" if text in _NEXT_TO_NOTHING else text for name, text in told.items()}


@dataclass(frozen=True)
class Judged:
    """One line and what becomes of it. ``title``: what it is about, in a word; ``words``: why it
    is refused, what changes, or what it is the same as. ``beside``: what else is kept of it."""

    number: int
    cells: tuple[str, ...]
    verdict: Verdict
    words: str
    title: str
    beside: str = ""


@dataclass(frozen=True)
class Reading:
    """All lines of a table, judged."""

    heads: tuple[str, ...]
    lines: tuple[Judged, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.lines)

    def shown_first(self, most: int) -> list[Judged]:
        """What somebody has to look at first; at most so many."""
        order = (Verdict.REFUSED, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)
        return sorted(self.lines, key=lambda one: (order.index(one.verdict), one.number))[:most]

    def marked(
        self, words: Mapping[Verdict, str], *, only: Iterable[Verdict] = tuple(Verdict)
    ) -> tuple[list[str], list[list[str]]]:
        """Heads and lines to hand back, the verdict in a column of its own behind."""
        kept = [at for at, head in enumerate(self.heads) if head_word(head) != RESULT]
        wanted = set(only)
        rows = [
            [*(one.cells[at] for at in kept), f"{words[one.verdict]}：{one.words}".rstrip("：")]
            for one in self.lines
            if one.verdict in wanted
        ]
        return [*(self.heads[at] for at in kept), RESULT], rows


def read_table(
    content: bytes, columns: Columns, *, needed: Sequence[str], most: int, example: str
) -> Table:
    """The table in a CSV or workbook. Refuses one without the columns that are needed (``example``
    says how heads look), two columns for the same, and more lines than ``most``."""
    rows = read_grid(content)
    found = [_places(row, columns) for row in rows[:HEAD_ROWS]]
    best = max(range(len(found)), key=lambda place: len(found[place]), default=None)
    places = found[best] if best is not None else {}
    missing = [columns[name][0] for name in needed if name not in places]
    if best is None or missing:
        raise Refused(
            f"没有找到这些列：{'、'.join(missing or (columns[one][0] for one in needed))}。"
            f"列名写在一行里，例如：{example}。"
        )
    _refuse_twice(rows[best], columns)
    heads = tuple(rows[best])
    wide = len(heads)
    own = {name: heads[at] for name, at in places.items()}
    lines = []
    for number, row in enumerate(rows[best + 1 :], start=best + 2):
        cells = tuple([*row, *[""] * (wide - len(row))][:wide])
        again = all(cells[at] == own[name] for name, at in places.items())
        if any(cell.strip() for cell in cells) and not again:
            lines.append((number, cells))
    if not lines:
        raise Refused("列名下面没有内容。")
    if len(lines) > most:
        raise Refused(f"一次最多 {most} 行，请分成几份。")
    return Table(heads, places, tuple(lines))


def head_word(cell: str) -> str:
    """A head without spaces and without what stands in brackets: ``资金（万元）`` is ``资金``."""
    return re.sub(r"\(.*?\)", "", squeezed(cell)).strip("*:")


def _names(row: Sequence[str], columns: Columns) -> list[tuple[str, int]]:
    known = {word: name for name, words in columns.items() for word in words}
    return [(known[word], at) for at, cell in enumerate(row) if (word := head_word(cell)) in known]


def _places(row: Sequence[str], columns: Columns) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, at in _names(row, columns):
        found.setdefault(name, at)
    return found


def _refuse_twice(row: Sequence[str], columns: Columns) -> None:
    seen: set[str] = set()
    for name, _ in _names(row, columns):
        if name in seen:
            raise Refused(f"有两列都是“{columns[name][0]}”，请只留一列。")
        seen.add(name)
