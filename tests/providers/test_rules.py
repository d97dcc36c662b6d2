"""Pure: what a yes would tell."""

import pytest

from support_services.providers.rules import telling
from veterans.registry.criteria.tree import parse

CZ = {"kind": "category", "in": ["CZ"]}
ALL = {"kind": "category", "in": ["CZ", "TY", "DIS"]}
AGE = {"kind": "age", "from": 60}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tree", "told"),
    [
        (ALL, ()),
        ({"all": [ALL, AGE]}, ()),
        (CZ, ("人员类别",)),
        ({"any": [AGE, CZ]}, ("人员类别",)),
        ({"not": ALL}, ("人员类别",)),
        ({"not": {"kind": "category", "in": ["TY"]}}, ()),
        ({"kind": "grade", "from": 1, "to": 6}, ("残疾等级",)),
        ({"all": [ALL, {"kind": "cause", "in": ["combat"]}]}, ("残疾性质",)),
        ({"kind": "war_merit"}, ("战时立功",)),
        ({"kind": "circumstance.medical", "in": ["resident"]}, ("医疗保险",)),
    ],
)
def test_what_a_yes_tells_beyond_what_the_person_shows(tree: object, told: object) -> None:
    assert telling(parse(tree)) == told
