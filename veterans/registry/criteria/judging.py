"""A tree judged for one person, condition by condition, with what the file says of each.

A fact that is not on file counts as not so, exactly as in the compiled statement; the reason says
that it is not on file, because that is where somebody has to look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from veterans.registry.criteria.kinds import Life, Shape
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, told


@dataclass(frozen=True)
class Judged:
    """A node and how it came out. ``text`` and ``found`` of a leaf: the condition and what the
    file says; of a group, ``text`` is its head and ``parts`` what stands in it."""

    holds: bool
    text: str
    found: str = ""
    parts: tuple["Judged", ...] = ()


def judge(node: Node, life: Life, today: date) -> Judged:
    """How the tree comes out for that life on that day."""
    match node:
        case Leaf():
            return Judged(holds_of(node, life, today), told(node), found_of(node, life, today))
        case Not(part):
            inner = judge(part, life, today)
            if isinstance(part, Leaf):
                return Judged(not inner.holds, f"不是：{inner.text}", inner.found)
            return Judged(not inner.holds, "不符合下列情形", parts=(inner,))
        case All(parts) | Any_(parts):
            judged = tuple(judge(part, life, today) for part in parts)
            every = isinstance(node, All)
            outcomes = [one.holds for one in judged]
            head = "各项都要符合" if every else "符合一项即可"
            return Judged(all(outcomes) if every else any(outcomes), head, parts=judged)


def holds(node: Node, life: Life, today: date) -> bool:
    """Whether the tree holds; the reference that the compiled statement is held against."""
    return _outcome(node, lambda leaf: holds_of(leaf, life, today))


def missing_papers(node: Node, life: Life, today: date) -> list[Leaf]:
    """Papers any one of which would make a tree hold that does not; [] where it holds already, or
    where one paper is not enough."""

    def with_paper(brought: Leaf | None) -> bool:
        return _outcome(node, lambda leaf: leaf is brought or holds_of(leaf, life, today))

    if with_paper(None):
        return []
    return [one for one in papers(node) if with_paper(one)]


def papers(node: Node) -> Iterator[Leaf]:
    """The papers a tree asks for: not those that it asks not to be there."""
    match node:
        case Leaf(kind):
            if kind.is_paper:
                yield node
        case All(parts) | Any_(parts):
            for part in parts:
                yield from papers(part)


def _outcome(node: Node, of: Callable[[Leaf], bool]) -> bool:
    match node:
        case Leaf():
            return of(node)
        case Not(part):
            return not _outcome(part, of)
        case All(parts):
            return all(_outcome(part, of) for part in parts)
        case Any_(parts):
            return any(_outcome(part, of) for part in parts)


def holds_of(leaf: Leaf, life: Life, today: date) -> bool:
    """Whether one condition holds."""
    kind = leaf.kind
    values = list(kind.of(life, today))
    if kind.shape is Shape.FLAG:
        return bool(values)
    if kind.shape is Shape.CHOICE:
        if kind.within is not None:
            return any(kind.within(value, code) for value in values for code in leaf.values)
        return bool(set(values) & set(leaf.values))
    return any(
        value is not None
        and (leaf.first is None or value >= leaf.first)
        and (leaf.last is None or value <= leaf.last)
        for value in values
    )


def found_of(leaf: Leaf, life: Life, today: date) -> str:
    """What the file says of a condition: ``登记为 参战退役军人``, ``72周岁``, ``档案里没有``."""
    kind = leaf.kind
    values = sorted(value for value in set(kind.of(life, today)) if value is not None)
    if not values:
        return "档案里没有"
    if kind.shape is Shape.FLAG:
        return "档案里有"
    if kind.shape is Shape.CHOICE:
        names = kind.values()
        return "、".join(names.get(str(value), "其他") for value in values)
    return "、".join(f"{value}{kind.unit}" for value in values)
