"""How a tree becomes a statement: every part of it one that the database can join."""

from datetime import date
from typing import Any

import pytest

from support_services.catalogue.reference import shipped
from veterans.registry.criteria.compiling import whom
from veterans.registry.criteria.tree import parse

TODAY = date(2026, 11, 5)
CARD: dict[str, Any] = {"kind": "certificate", "in": ["preferential"]}
BADGE: dict[str, Any] = {"kind": "certificate", "in": ["disabled"]}
DISABLED: dict[str, Any] = {"kind": "category", "in": ["DIS"]}
OLD: dict[str, Any] = {"kind": "age", "from": 60}


def sql(data: object) -> str:
    return whom(parse(data), TODAY).sql


def by_person(text: str) -> bool:
    """Whether an EXISTS stands where it is asked person by person: beside an OR, or in brackets
    that are denied as a whole."""
    return "OR EXISTS" in text or ") OR (" in text or "NOT (" in text


@pytest.mark.parametrize(
    "data",
    [
        {"any": [DISABLED, CARD]},
        {"any": [DISABLED, {"all": [CARD, OLD]}]},
        {"not": {"any": [DISABLED, CARD]}},
        {"not": {"all": [DISABLED, {"not": CARD}]}},
        {"not": {"not": {"any": [{"not": DISABLED}, CARD]}}},
    ],
)
def test_nothing_is_asked_person_by_person(data: object) -> None:
    assert not by_person(sql(data))


def test_no_shipped_item_is_asked_person_by_person(db: None) -> None:
    trees = [row["criteria"] for row in shipped() if row["criteria"] is not None]
    assert len(trees) > 50
    assert not [tree for tree in trees if by_person(sql(tree))]


def test_two_choices_of_one_kind_are_one_look() -> None:
    made = whom(parse({"any": [CARD, DISABLED, BADGE]}), TODAY)
    assert made.sql.count("registry_certificate") == 1
    assert ["preferential", "disabled"] in made.params
    # Where both have to hold they are two: nobody's one certificate is of both kinds.
    assert sql({"all": [CARD, BADGE]}).count("registry_certificate") == 2


def test_columns_of_the_person_are_compared_at_once() -> None:
    text = sql({"any": [OLD, {"kind": "sex", "in": ["female"]}]})
    assert "EXISTS" not in text
    assert " OR " in text
