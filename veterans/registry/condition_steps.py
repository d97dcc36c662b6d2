"""Conditions changed one step at a time, alike wherever they are edited: a condition or a group is
taken out, denied, or asks for one instead of all; and the tree line by line for its page."""

from collections.abc import Iterator
from typing import Any

from veterans.foundation.errors import Refused
from veterans.registry.criteria.editing import added, denied, place_of, removed, turned
from veterans.registry.criteria.kinds import Kind, Shape, all_kinds
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, told

DONE = {
    "remove": "已去掉。",
    "deny": "已改。",
    "turn": "已改。",
    "clear": "条件已清空。",
}
_AS_GROUP: dict[str, type[All] | type[Any_]] = {"any": Any_, "all": All}
_INTRO = {
    Shape.CHOICE: "勾选一项或几项，符合其中一项即可。档案里没有登记的，按不符合算。",
    Shape.FLAG: "档案里有这一项的人才符合。",
}


def stepped(tree: Node | None, verb: str, at: str) -> Node | None:
    """The tree after one step (``DONE``); ``at``: where, as ``rows_of`` gives it."""
    if verb == "clear":
        return None
    place = place_of(at)
    if tree is None:
        raise Refused("还没有条件，请先加一项。")
    match verb:
        case "remove":
            return removed(tree, place)
        case "deny":
            return denied(tree, place)
        case "turn":
            return turned(tree, place)
        case _:
            raise Refused("请按页面上的按钮办理。")


def with_leaf(tree: Node | None, at: str, how: str, leaf: Node) -> Node:
    """The tree with one more condition; ``how``: "" into that group, or as a group of its own."""
    part = _AS_GROUP[how]((leaf,)) if how in _AS_GROUP else leaf
    return added(tree, place_of(at), part)


def intro_of(kind: Kind) -> str:
    """How a condition of that kind is filled in."""
    return _INTRO.get(kind.shape, "起、止可以只填一项；填的那天、那个数也算在内。")


def rows_of(node: Node, at: tuple[int, ...] = (), *, denial: bool = False) -> Iterator[Any]:
    """The tree line by line: where it stands, how deep, what it says, what may be done there."""
    place = ".".join(str(step) for step in at)
    match node:
        case Not(part):
            yield from rows_of(part, at, denial=not denial)
        case Leaf():
            yield {
                "at": place,
                "depth": len(at),
                "text": f"不是：{told(node)}" if denial else told(node),
                "denied": denial,
                "group": False,
                "every": False,
            }
        case All(parts) | Any_(parts):
            every = isinstance(node, All)
            head = "下列各项都要符合" if every else "下列各项符合一项即可"
            yield {
                "at": place,
                "depth": len(at),
                "text": f"不是这样：{head}" if denial else head,
                "denied": denial,
                "group": True,
                "every": every,
            }
            for step, part in enumerate(parts):
                yield from rows_of(part, (*at, step))


def kinds_by_group() -> list[tuple[str, list[Kind]]]:
    """Everything that can be asked, for a choice."""
    groups: dict[str, list[Kind]] = {}
    for kind in all_kinds():
        groups.setdefault(kind.group, []).append(kind)
    return list(groups.items())
