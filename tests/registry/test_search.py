"""Finding somebody at the counter: by what is said, typed or read off a card."""

from datetime import date

import pytest
from django.db import connection

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number, line, many_numbers
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.registry.models import Household, Person
from veterans.registry.selectors import (
    households_visible_to,
    people_visible_to,
    person_visible_to,
    search_people,
)
from veterans.registry.services import import_people, register_person

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
        ("shanxx", set()),
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
    assert {person.name for person in search_people(clerk, typed)} == found


def test_identity_number_finds_exactly_one(people: dict[str, Person], clerk: User) -> None:
    number = id_number(3)
    for typed in (number, number.lower(), f" {number[:6]} {number[6:14]} {number[14:]} "):
        assert [person.name for person in search_people(clerk, typed)] == ["曾国藩"]


@pytest.mark.parametrize("cut", [17, 15, 6])
def test_part_of_an_identity_number_finds_nobody(
    people: dict[str, Person], clerk: User, cut: int
) -> None:
    assert not search_people(clerk, id_number(3)[:cut])


def test_wrong_identity_number_finds_nobody(people: dict[str, Person], clerk: User) -> None:
    assert not search_people(clerk, id_number(3)[:-1] + id_number(4)[-1])
    assert not search_people(clerk, id_number(3, born=date(1960, 1, 1)))


def test_at_most_so_many(people: dict[str, Person], clerk: User) -> None:
    assert len(search_people(clerk, "z", at_most=2)) == 2
    assert len(search_people(clerk, "张", at_most=1)) == 1


def test_every_reader_sees_only_the_own_area(
    people: dict[str, Person], regions: dict[str, Region]
) -> None:
    town = colleague("town", Role.TOWN_WORKER, EAST)
    village = colleague("village", Role.VILLAGE_WORKER, EAST_ONE)
    neighbour = colleague("neighbour", Role.VILLAGE_WORKER, WEST_ONE)
    assert {p.region.code for p in people_visible_to(town)} == {EAST_ONE, EAST_TWO}
    assert {p.region.code for p in people_visible_to(village)} == {EAST_ONE}
    for typed in ("张三", "zs", id_number(1)):
        seen = {p.region.code for p in search_people(neighbour, typed)}
        assert seen <= {WEST_ONE}
    (mine,) = [p for p in people.values() if p.name == "张三"]
    assert mine.region.code == EAST_TWO
    assert person_visible_to(town, mine.pk) == mine
    for stranger in (village, neighbour):
        assert not search_people(stranger, id_number(1))
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
        assert not search_people(nobody, "张三").exists()
    assert households_visible_to(colleague("auditor", Role.AUDITOR)).count() == 1


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("建国", "person_name_grams"),
        ("建国测", "person_name_grams"),
        ("z", "person_initials"),
        ("zhang", "person_pinyin"),
        (id_number(1), "id_index"),
    ],
)
def test_each_way_has_its_index(
    regions: dict[str, Region], clerk: User, typed: str, index: str
) -> None:
    surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
    rows = [
        line(
            n,
            id_number=number,
            name=surnames[n % 20] + chr(0x4E00 + n % 3000),
            bank="",
            account_number="",
        )
        for n, number in enumerate(many_numbers(4000))
    ]
    assert import_people(rows=rows, by=clerk, at=NOW).applied
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_person")
        plans = []

        def explain(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if "registry_person" in sql and "IN (" not in sql:
                with connection.cursor() as asking:
                    asking.cursor.execute("EXPLAIN " + sql, params)
                    plans.append("\n".join(row[0] for row in asking.fetchall()))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(explain):
            list(search_people(clerk, typed))
    assert plans
    assert not any("Seq Scan on registry_person" in plan for plan in plans), plans
    assert any(index in plan for plan in plans), plans
