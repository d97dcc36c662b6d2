"""Pure: what a "yes" about somebody would tell of him."""

from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not

# Kinds of conditions whose answer tells a shop assistant no more than the card or the face before
# him. Whatever is not named here tells something: a kind that is added later as well.
_PLAIN = frozenset(
    {"category", "home_category", "certificate", "age", "born", "sex", "area", "plaque"}
    | {"enlisted", "discharged", "served_years", "merit"}
)
# Categories that by themselves say: disabled, ill, was in combat, was in a test.
_TELLING = frozenset({"DIS", "DB", "CZ", "CS"})
CATEGORIES = ("category", "home_category")


def telling(tree: Node) -> tuple[str, ...]:
    """Labels of what a "yes" by this tree would tell of somebody beyond what he shows himself, in
    order; () where it tells nothing of the kind.

    A list of categories tells what all of them have in common, so one with a plain category in it
    tells nothing; what is asked not to be is a list of that kind turned round, and tells each.
    """
    found = {leaf.kind.label for leaf, negated in _leaves(tree) if _tells(leaf, negated)}
    return tuple(sorted(found))


def _tells(leaf: Leaf, negated: bool) -> bool:
    if leaf.kind.private or leaf.kind.code not in _PLAIN:
        return True
    if leaf.kind.code not in CATEGORIES:
        return False
    named = set(leaf.values)
    return bool(named & _TELLING) if negated else named <= _TELLING


def _leaves(node: Node, negated: bool = False) -> list[tuple[Leaf, bool]]:
    match node:
        case Leaf():
            return [(node, negated)]
        case Not(part):
            return _leaves(part, not negated)
        case All(parts) | Any_(parts):
            return [found for part in parts for found in _leaves(part, negated)]
