"""A tree as one SQL condition over ``registry_person p``: for everybody at once, set-based.

Values go as parameters, never into the text. The text is made of what kinds registered, which is
code of this portal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.registry.criteria.kinds import Shape
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not

# Nobody who has died, and no registration that was merged into another, is entitled to anything.
LIVING = "p.died_on IS NULL AND p.merged_into_id IS NULL"


@dataclass(frozen=True)
class Statement:
    """SQL with ``%s`` and its parameters, in order."""

    sql: str
    params: tuple[Any, ...] = ()


def compiled(node: Node, today: date) -> Statement:
    """The condition of a tree on that day, of which every part is one the database can join.

    An EXISTS among things that all have to hold is joined, be it denied or not; under an OR, or
    under a NOT of more than one, it is asked person by person. So what stands there is a set of
    people of its own, put together from branches in which everything has to hold.
    """
    match node:
        case Leaf():
            return _leaf(node, today)
        case Not(Not(part)):
            return compiled(part, today)
        case Not(Any_(parts)):
            return compiled(All(tuple(Not(part) for part in _side_by_side(parts))), today)
        case Not(part):
            inner = compiled(part, today) if isinstance(part, Leaf) else _among((part,), today)
            return Statement(f"NOT {inner.sql}", inner.params)
        case All(parts):
            return _joined((compiled(part, today) for part in parts), " AND ")
        case Any_(parts):
            return _any(_side_by_side(parts), today)


def _any(parts: tuple[Node, ...], today: date) -> Statement:
    if len(parts) == 1:
        return compiled(parts[0], today)
    if all(isinstance(part, Leaf) and not part.kind.source(today).rows for part in parts):
        return _joined((compiled(part, today) for part in parts), " OR ")
    return _among(parts, today)


def _among(parts: tuple[Node, ...], today: date) -> Statement:
    """Whether the person is among those of whom one of the parts holds. The ``p`` inside is another
    person than the one outside, who is found among them as ``a``."""
    branches = [compiled(part, today) for part in parts]
    people = " UNION ALL ".join(
        f"SELECT p.id FROM registry_person p WHERE {one.sql}" for one in branches
    )
    return Statement(
        f"EXISTS (SELECT FROM ({people}) a WHERE a.id = p.id)",
        tuple(param for one in branches for param in one.params),
    )


def whom(node: Node, today: date, *, select: str = "p.id") -> Statement:
    """``SELECT`` of everybody living whom the tree holds of."""
    made = compiled(node, today)
    return Statement(
        f"SELECT {select} FROM registry_person p WHERE {LIVING} AND {made.sql}", made.params
    )


def _side_by_side(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    """Choices of one kind in a group where one is enough, as one choice among all their values.

    It says the same and looks into the table once.
    """
    chosen: dict[str, Leaf] = {}
    others: list[Node] = []
    for part in parts:
        if isinstance(part, Leaf) and part.kind.shape is Shape.CHOICE:
            before = chosen.get(part.kind.code)
            values = (*(before.values if before else ()), *part.values)
            chosen[part.kind.code] = Leaf(part.kind, values=tuple(dict.fromkeys(values)))
        else:
            others.append(part)
    return (*chosen.values(), *others)


def _joined(made: Iterable[Statement], word: str) -> Statement:
    parts = list(made)
    return Statement(
        "(" + word.join(one.sql for one in parts) + ")",
        tuple(param for one in parts for param in one.params),
    )


def _leaf(leaf: Leaf, today: date) -> Statement:
    source = leaf.kind.source(today)
    test = _test(leaf, source.value, today)
    if not source.rows:
        # A column of the person may be null; "not" of unknown would lose him on both sides.
        return Statement(f"COALESCE({test.sql}, FALSE)", (*source.params, *test.params))
    return Statement(
        f"EXISTS (SELECT FROM {source.rows} AND {test.sql})", (*source.params, *test.params)
    )


def _test(leaf: Leaf, value: str, today: date) -> Statement:
    kind = leaf.kind
    if kind.shape is Shape.FLAG:
        return Statement(f"{value} IS NOT NULL" if not kind.source(today).rows else "TRUE")
    if kind.shape is Shape.CHOICE:
        if kind.test:
            return Statement(kind.test, (list(leaf.values),))
        return Statement(f"{value} = ANY(%s)", (list(leaf.values),))
    first, last = leaf.first, leaf.last
    if kind.as_birthdays:
        first, last = birthdays(first, last, today)
    tests = [(f"{value} >= %s", first), (f"{value} <= %s", last)]
    wanted = [(sql, param) for sql, param in tests if param is not None]
    return Statement(
        "(" + " AND ".join(sql for sql, _ in wanted) + ")", tuple(param for _, param in wanted)
    )


def birthdays(youngest: Any, oldest: Any, today: date) -> tuple[date | None, date | None]:
    """Between which days somebody was born who is between so many full years old today."""
    first = None if oldest is None else _years_ago(today, oldest + 1, after=True)
    last = None if youngest is None else _years_ago(today, youngest, after=False)
    return first, last


def _years_ago(today: date, years: int, *, after: bool) -> date:
    """The last day on which one had to be born to have turned so old by today; or the day after.

    Whoever was born on 29 February has his birthday on 1 March in other years, so on 28 February
    nobody born later than the 28th has turned.
    """
    year = today.year - years
    if year < 1:
        year = 1
    try:
        day = today.replace(year=year)
    except ValueError:  # today is 29 February, that year had none
        day = date(year, 2, 28)
    return date.fromordinal(day.toordinal() + 1) if after else day
