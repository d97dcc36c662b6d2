"""Lines of the rules, as facts: the file's with the bureau's own laid over them, day by day.

No database and no file here: who reads which is ``reference`` (the file) and ``rule_book``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from honors.plaques.rules import CAUSES, Book
from honors.plaques.states import GROUND_LABELS, Ground, RuleKind, Why
from veterans.foundation.confidence import Confidence

# What the reckoning goes by where no line says anything.
NO_CUTOFF, NO_PEACE = date.min, 0
GROUNDS = (Ground.SURVIVOR, Ground.SERVING, Ground.VETERAN)


@dataclass(frozen=True)
class Line:
    """One rule. ``valid_to``: the first day it no longer holds. ``stays``: of a category that the
    plaque stays when it ends, of a reason that the plaque may be restored. ``own``: the number of
    the bureau's row, None for what comes with the portal; ``ends``: the rule holds no longer."""

    what: str
    code: str
    value: str
    stays: bool
    valid_from: date
    valid_to: date | None
    label: str
    source: str
    confidence: Confidence
    own: int | None = None
    ends: bool = False
    document_no: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.what, self.code

    def holds(self, day: date) -> bool:
        return (
            not self.ends
            and self.valid_from <= day
            and (self.valid_to is None or self.valid_to > day)
        )


def laid_over(shipped: Iterable[Line], own: Iterable[Line]) -> list[Line]:
    """Every line with the days on which it holds. A line of the bureau's own takes the place of
    whatever says the same thing from its day on, be it the file's or an earlier one of its own;
    the file never comes back by itself."""
    by_key: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(own, key=lambda one: one.valid_from):
        by_key.setdefault(line.key, []).append(line)
    found = []
    for line in shipped:
        first = by_key[line.key][0].valid_from if line.key in by_key else None
        if first is None or (line.valid_to is not None and line.valid_to <= first):
            found.append(line)
        elif line.valid_from < first:
            found.append(replace(line, valid_to=first))
    for rows in by_key.values():
        for line, later in zip(rows, [*rows[1:], None], strict=True):
            found.append(replace(line, valid_to=later.valid_from if later else None))
    return found


def holding(lines: Iterable[Line], day: date) -> list[Line]:
    return [one for one in lines if one.holds(day)]


def book_of(lines: Iterable[Line], day: date) -> Book:
    """The rules of a day."""
    rows = holding(lines, day)
    by = {one.key: one for one in rows}
    cutoff, peace = by.get(("cutoff", "died_before")), by.get(("peace", "days"))
    return Book(
        {one.code: (Ground(one.value), one.stays) for one in rows if one.what == RuleKind.CATEGORY},
        {one.code: Ground(one.value) for one in rows if one.what == RuleKind.SERVICE},
        frozenset(why for why in CAUSES if (RuleKind.CAUSE.value, why.value) in by),
        date.fromisoformat(cutoff.value) if cutoff else NO_CUTOFF,
        int(peace.value) if peace else NO_PEACE,
    )


def told_of(line: Line) -> str:
    """What a line says, in one short word of the page."""
    if line.ends:
        return "不再适用"
    if line.what in (RuleKind.CATEGORY, RuleKind.SERVICE):
        return GROUND_LABELS[Ground(line.value)]
    if line.what == RuleKind.PEACE:
        return f"{line.value} 天"
    if line.what == RuleKind.CAUSE:
        return "不再归本区" if line.code == Why.HUKOU_LEFT else "上门更换"
    if line.what == RuleKind.REASON:
        return "可以收回"
    return line.value
