"""A tree changed by one step at a time, as a form without script does it.

A place in a tree is the way to it from the root, as numbers: ``()`` the root, ``(1, 0)`` the first
part of the second part. A part that is denied stands at its own place: the denial goes with it.
"""

from collections.abc import Callable

from veterans.foundation.errors import Refused
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not

Place = tuple[int, ...]
_GONE = "这项条件已经不在了，请刷新页面再改。"


def place_of(text: str) -> Place:
    """``1.0`` as a place; refuses what is none."""
    if not text:
        return ()
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise Refused(_GONE)
    return tuple(int(part) for part in parts)


def added(tree: Node | None, at: Place, part: Node) -> Node:
    """With ``part`` as the last of the group at that place; the first of all begins a group in
    which everything has to hold, and so does one that is added to a condition standing alone."""
    if tree is None:
        return All((part,))
    return _changed(tree, at, lambda group: _with_part(group, part))


def removed(tree: Node, at: Place) -> Node | None:
    """Without what stands there; a group that is left empty goes with it."""
    if not at:
        return None
    above, last = at[:-1], at[-1]

    def without(group: Node) -> Node:
        parts = _parts(group)
        if last >= len(parts):
            raise Refused(_GONE)
        return _like(group, parts[:last] + parts[last + 1 :])

    made = _changed(tree, above, without)
    return removed(made, above) if not _parts(_at(made, above)) else made


def denied(tree: Node, at: Place) -> Node:
    """With what stands there denied, or no longer denied."""
    return _changed(tree, at, lambda node: node.part if isinstance(node, Not) else Not(node))


def turned(tree: Node, at: Place) -> Node:
    """With the group there asking for all of its parts instead of one, or the other way round."""

    def other(node: Node) -> Node:
        match node:
            case Not(part):
                return Not(other(part))
            case All(parts):
                return Any_(parts)
            case Any_(parts):
                return All(parts)
            case _:
                raise Refused(_GONE)

    return _changed(tree, at, other)


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Not(part):
            return _parts(part)
        case All(parts) | Any_(parts):
            return parts
        case _:
            raise Refused(_GONE)


def _like(node: Node, parts: tuple[Node, ...]) -> Node:
    match node:
        case Not(part):
            return Not(_like(part, parts))
        case All():
            return All(parts)
        case _:
            return Any_(parts)


def _with_part(group: Node, part: Node) -> Node:
    match group:
        case Leaf() | Not(Leaf()):
            return All((group, part))
    return _like(group, (*_parts(group), part))


def _at(node: Node, at: Place) -> Node:
    for step in at:
        parts = _parts(node)
        if step >= len(parts):
            raise Refused(_GONE)
        node = parts[step]
    return node


def _changed(node: Node, at: Place, change: Callable[[Node], Node]) -> Node:
    if not at:
        return change(node)
    parts = _parts(node)
    step = at[0]
    if step >= len(parts):
        raise Refused(_GONE)
    inner = _changed(parts[step], at[1:], change)
    return _like(node, (*parts[:step], inner, *parts[step + 1 :]))


def granted(tree: Node, leaf: Node) -> Node | None:
    """What is left to ask where one condition is taken as given; None where nothing is."""
    if tree is leaf:
        return None
    match tree:
        case All(parts):
            left = [one for one in (granted(part, leaf) for part in parts) if one is not None]
            return All(tuple(left)) if left else None
        case Any_(parts):
            asked = [granted(part, leaf) for part in parts]
            return None if None in asked else Any_(tuple(one for one in asked if one is not None))
        case _:
            return tree
