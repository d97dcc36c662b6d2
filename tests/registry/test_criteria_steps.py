"""A tree of conditions changed by one step at a time."""

import pytest

from veterans.foundation.errors import Refused
from veterans.registry.criteria.editing import added, denied, place_of, removed, turned
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, parse


def leaf(code: str = "war_merit") -> Node:
    return parse({"kind": code})


def test_the_first_condition_begins_a_group() -> None:
    assert added(None, (), leaf()) == All((leaf(),))


@pytest.mark.parametrize("stood", [leaf, lambda: Not(leaf())])
def test_one_that_stands_alone_becomes_a_group_with_what_is_added(stood: object) -> None:
    """Most shipped items ask one thing; the next edition of one has to take a second."""
    assert callable(stood)
    before = stood()
    assert isinstance(before, Leaf | Not)
    assert added(before, (), leaf("plaque")) == All((before, leaf("plaque")))


def test_a_part_goes_into_the_group_that_was_named_denied_or_not() -> None:
    tree: Node = All((leaf(), Not(Any_((leaf(),)))))
    assert added(tree, (1,), leaf("plaque")) == All((leaf(), Not(Any_((leaf(), leaf("plaque"))))))
    assert turned(tree, (1,)) == All((leaf(), Not(All((leaf(),)))))
    assert denied(tree, (1,)) == All((leaf(), Any_((leaf(),))))


def test_the_last_part_takes_its_group_along() -> None:
    tree: Node = All((leaf(), Any_((leaf("plaque"),))))
    assert removed(tree, (1, 0)) == All((leaf(),))
    assert removed(tree, ()) is None
    assert removed(All((leaf(),)), (0,)) is None


@pytest.mark.parametrize("place", ["a", "1..2", "-1", "12345"])
def test_what_is_no_place_is_refused(place: str) -> None:
    with pytest.raises(Refused, match="已经不在了"):
        place_of(place)
