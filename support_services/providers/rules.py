"""Pure: the code of an organisation, and what a "yes" about somebody would tell of him."""

import unicodedata

from veterans.foundation.errors import Refused
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not

# GB 32100-2015: thirty-one signs, without I, O, S, V, Z.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_LENGTH = 18

# Kinds of conditions whose answer tells a shop assistant no more than the card or the face before
# him. Whatever is not named here tells something: a kind that is added later as well.
_PLAIN = frozenset(
    {"category", "home_category", "certificate", "age", "born", "sex", "area", "plaque"}
    | {"enlisted", "discharged", "served_years", "merit"}
)
# Categories that by themselves say: disabled, ill, was in combat, was in a test.
_TELLING = frozenset({"DIS", "DB", "CZ", "CS"})
CATEGORIES = ("category", "home_category")


def code_check_sign(first17: str) -> str:
    """The eighteenth sign of a 统一社会信用代码 (GB 32100-2015) for the first seventeen."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(first17, _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def clean_code(text: str) -> str:
    """A 统一社会信用代码 in capitals and half width, or "" for none. Refuses what is none by
    length, signs or its own check sign."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not code:
        return ""
    if len(code) != CODE_LENGTH:
        raise Refused(f"统一社会信用代码是 {CODE_LENGTH} 位，现有 {len(code)} 位，请照执照核对。")
    if not set(code) <= set(_SIGNS):
        raise Refused("统一社会信用代码只有数字和大写字母，没有 I、O、S、V、Z，请照执照核对。")
    if code_check_sign(code[:-1]) != code[-1]:
        raise Refused("统一社会信用代码的校验码不符，至少有一位写错，请照执照逐位核对。")
    return code


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
