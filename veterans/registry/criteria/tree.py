"""The language itself: trees of conditions, read from JSON and told in Chinese.

JSON: ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": {...}}`` or a leaf ``{"kind": code, ...}``
with ``in`` (list of codes), or ``from`` and ``to`` (whole numbers, or days as YYYY-MM-DD).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.foundation.errors import Refused
from veterans.registry.criteria.kinds import Kind, Shape, kind_of

DEEPEST = 5
MOST_LEAVES = 40
MOST_VALUES = 300
_NUMBERS = range(0, 1000)


@dataclass(frozen=True)
class Leaf:
    """One condition. ``values``: of a CHOICE. ``first``, ``last``: of a RANGE or DAYS."""

    kind: Kind
    values: tuple[str, ...] = ()
    first: int | date | None = None
    last: int | date | None = None


@dataclass(frozen=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Any_:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


Node = Leaf | All | Any_ | Not


@dataclass(frozen=True)
class Line:
    """One line of a tree that is told: how deep it stands, and what it says."""

    depth: int
    text: str


def parse(data: object) -> Node:
    """The tree of a JSON value. Refuses what is no tree, what no floor knows, what cannot be
    compared, and what nobody could read any more."""
    node = _node(data, 1)
    if sum(1 for _ in leaves(node)) > MOST_LEAVES:
        raise Refused(f"条件太多，最多 {MOST_LEAVES} 项。请分成几个项目。")
    return node


def leaves(node: Node) -> Iterator[Leaf]:
    """Every condition of a tree, in order."""
    match node:
        case Leaf():
            yield node
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any_(parts):
            for part in parts:
                yield from leaves(part)


def dump(node: Node) -> dict[str, Any]:
    """The JSON of a tree; ``parse`` of it is the tree again."""
    match node:
        case All(parts):
            return {"all": [dump(part) for part in parts]}
        case Any_(parts):
            return {"any": [dump(part) for part in parts]}
        case Not(part):
            return {"not": dump(part)}
        case Leaf(kind, values, first, last):
            told: dict[str, Any] = {"kind": kind.code}
            if kind.shape is Shape.CHOICE:
                told["in"] = list(values)
            for key, value in (("from", first), ("to", last)):
                if value is not None:
                    told[key] = value.isoformat() if isinstance(value, date) else value
            return told


def lines(node: Node, depth: int = 0) -> list[Line]:
    """The tree in words, one line for each condition and each head of a group."""
    match node:
        case Leaf():
            return [Line(depth, told(node))]
        case Not(Leaf() as leaf):
            return [Line(depth, f"不是：{told(leaf)}")]
        case Not(part):
            return [Line(depth, "不符合下列情形："), *lines(part, depth + 1)]
        case All(parts) | Any_(parts):
            head = "下列各项都要符合：" if isinstance(node, All) else "下列各项符合一项即可："
            return [Line(depth, head), *(one for part in parts for one in lines(part, depth + 1))]


def told(leaf: Leaf) -> str:
    """One condition in words: ``人员类别：残疾军人或参战退役军人``."""
    kind = leaf.kind
    if kind.shape is Shape.FLAG:
        return kind.label
    if kind.shape is Shape.CHOICE:
        names = kind.values()
        return f"{kind.label}：{'或'.join(names.get(code, code) for code in leaf.values)}"
    return f"{kind.label}：{_span(leaf)}"


def _span(leaf: Leaf) -> str:
    first, last, unit = leaf.first, leaf.last, leaf.kind.unit
    if first is not None and first == last:
        return f"{first}{unit}"
    if last is None:
        return f"{first}{unit}起" if leaf.kind.shape is Shape.DAYS else f"{first}{unit}以上"
    if first is None:
        return f"{last}{unit}止" if leaf.kind.shape is Shape.DAYS else f"{last}{unit}以下"
    return f"{first} 至 {last}{unit}"


def _node(data: object, depth: int) -> Node:
    if depth > DEEPEST:
        raise Refused(f"条件套得太深，最多 {DEEPEST} 层。")
    if not isinstance(data, Mapping) or not data:
        raise Refused("条件的格式不对。")
    for key, made in (("all", All), ("any", Any_)):
        if set(data) == {key}:
            parts = data[key]
            if not isinstance(parts, list) or not parts:
                raise Refused("一组条件里至少要有一项。")
            return made(tuple(_node(part, depth + 1) for part in parts))
    if set(data) == {"not"}:
        return Not(_node(data["not"], depth + 1))
    return _leaf(data)


def _leaf(data: Mapping[Any, Any]) -> Leaf:
    kind = kind_of(str(data.get("kind", "")))
    if kind is None:
        raise Refused("有一项条件是系统不认识的，请重新选择。")
    wanted = {
        Shape.CHOICE: {"kind", "in"},
        Shape.FLAG: {"kind"},
        Shape.RANGE: {"kind", "from", "to"},
        Shape.DAYS: {"kind", "from", "to"},
    }[kind.shape]
    if not set(data) <= wanted:
        raise Refused(f"“{kind.label}”的格式不对。")
    if kind.shape is Shape.CHOICE:
        return Leaf(kind, values=_choice(kind, data.get("in")))
    if kind.shape is Shape.FLAG:
        return Leaf(kind)
    read = _day if kind.shape is Shape.DAYS else _number
    first, last = (read(kind, data.get(key)) for key in ("from", "to"))
    if first is None and last is None:
        raise Refused(f"“{kind.label}”要填起、止中的至少一项。")
    if first is not None and last is not None and first > last:
        raise Refused(f"“{kind.label}”的起不能大于止。")
    return Leaf(kind, first=first, last=last)


def _choice(kind: Kind, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        raise Refused(f"“{kind.label}”至少选一项。")
    known = kind.values()
    codes = tuple(dict.fromkeys(str(code) for code in given))
    if len(codes) > MOST_VALUES or not set(codes) <= set(known):
        raise Refused(f"“{kind.label}”里有一项不在列表中，请重新选择。")
    return codes


def _number(kind: Kind, given: object) -> Any:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given not in _NUMBERS:
        raise Refused(f"“{kind.label}”请填 {_NUMBERS[0]} 至 {_NUMBERS[-1]} 的整数。")
    return given


def _day(kind: Kind, given: object) -> Any:
    if given is None:
        return None
    try:
        return date.fromisoformat(given) if isinstance(given, str) else _no_day()
    except ValueError:
        raise Refused(f"“{kind.label}”的日期不对，请按 2026-01-31 的样子填。") from None


def _no_day() -> date:
    raise ValueError
