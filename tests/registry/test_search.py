"""Finding somebody at the counter: by what is said, typed or read off a card."""

from datetime import date

import pytest

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.registry.models import Household, Person
from veterans.registry.selectors import (
    households_visible_to,
    people_visible_to,
    person_visible_to,
)
from veterans.registry.selectors.finding import find_people
from veterans.registry.services import register_person

pytestmark = pytest.mark.django_db

NAMES = [
    "张三",
    "张三丰",
    "曾国藩",
    "欧阳震",
    "震欧阳",
    "单雄信",
    "吕布",
    "买买提·吐尔逊",
    "阳欧震",
]


@pytest.fixture
def people(regions: dict[str, Region], clerk: User) -> dict[str, Person]:
    homes = [EAST_ONE, EAST_TWO, WEST_ONE]
    for n, name in enumerate(NAMES, start=1):
        register_person(
            name=name,
            id_number=id_number(n),
            region=regions[homes[n % 3]],
            by=clerk,
            at=NOW,
            today=TODAY,
        )
    return {person.name: person for person in Person.objects.all()}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张三", {"张三", "张三丰"}),
        ("三", {"张三", "张三丰"}),
        ("三丰", {"张三丰"}),
        ("欧阳震", {"欧阳震"}),
        ("欧阳", {"欧阳震", "震欧阳"}),
        ("提·吐", {"买买提·吐尔逊"}),
        ("zs", {"张三", "张三丰"}),
        ("ZSF", {"张三丰"}),
        ("zgf", {"曾国藩"}),
        ("zeng", {"曾国藩"}),
        ("zeng guo", {"曾国藩"}),
        ("shanxx", {"单雄信"}),
        ("sxx", {"单雄信"}),
        ("lv", {"吕布"}),
        ("LÜ", {"吕布"}),
        ("lb", {"吕布"}),
        ("mmttex", {"买买提·吐尔逊"}),
        ("国张", set()),
        ("", set()),
        ("   ", set()),
        ("%", set()),
        ("_", set()),
        ("张%", set()),
        ("138", set()),
    ],
)
def test_what_is_typed_and_who_is_found(
    people: dict[str, Person], clerk: User, typed: str, found: set[str]
) -> None:
    assert {person.name for person in find_people(clerk, typed).people} == found


def test_identity_number_finds_exactly_one(people: dict[str, Person], clerk: User) -> None:
    number = id_number(3)
    for typed in (number, number.lower(), f" {number[:6]} {number[6:14]} {number[14:]} "):
        assert [person.name for person in find_people(clerk, typed).people] == ["曾国藩"]


@pytest.mark.parametrize("cut", [17, 15, 6])
def test_part_of_an_identity_number_finds_nobody(
    people: dict[str, Person], clerk: User, cut: int
) -> None:
    assert not find_people(clerk, id_number(3)[:cut]).people


def test_wrong_identity_number_finds_nobody(people: dict[str, Person], clerk: User) -> None:
    assert not find_people(clerk, id_number(3)[:-1] + id_number(4)[-1]).people
    assert not find_people(clerk, id_number(3, born=date(1960, 1, 1))).people


def test_at_most_so_many(people: dict[str, Person], clerk: User) -> None:
    assert len(find_people(clerk, "z", at_most=2).people) == 2
    assert len(find_people(clerk, "张", at_most=1).people) == 1


def test_every_reader_sees_only_the_own_area(
    people: dict[str, Person], regions: dict[str, Region]
) -> None:
    town = colleague("town", Role.TOWN_WORKER, EAST)
    village = colleague("village", Role.VILLAGE_WORKER, EAST_ONE)
    neighbour = colleague("neighbour", Role.VILLAGE_WORKER, WEST_ONE)
    assert {p.region.code for p in people_visible_to(town)} == {EAST_ONE, EAST_TWO}
    assert {p.region.code for p in people_visible_to(village)} == {EAST_ONE}
    for typed in ("张三", "zs", id_number(1)):
        seen = {p.place_code for p in find_people(neighbour, typed).people}
        assert seen <= {WEST_ONE}
    (mine,) = [p for p in people.values() if p.name == "张三"]
    assert mine.region.code == EAST_TWO
    assert person_visible_to(town, mine.pk) == mine
    for stranger in (village, neighbour):
        assert not find_people(stranger, id_number(1)).people
        with pytest.raises(NotFound):
            person_visible_to(stranger, mine.pk)


def test_system_administrator_and_strangers_see_nobody(
    people: dict[str, Person], regions: dict[str, Region]
) -> None:
    from django.contrib.auth.models import AnonymousUser

    Household.objects.create(number="H1", region=regions[EAST_ONE])
    gone = colleague("gone", Role.REVIEWER)
    gone.is_active = False
    for nobody in (colleague("admin", Role.SYSADMIN), AnonymousUser(), gone, None):
        assert not people_visible_to(nobody).exists()
        assert not households_visible_to(nobody).exists()
        assert not find_people(nobody, "张三").people
    assert households_visible_to(colleague("auditor", Role.AUDITOR)).count() == 1
