"""One box: what may be typed into it, who comes of it for whom, and which index answers."""

import string
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number, line, many_numbers
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry import asked
from veterans.registry.models import Household, Person, Relative
from veterans.registry.rules import plaque_key
from veterans.registry.selectors import phone_index
from veterans.registry.selectors.finding import find_people
from veterans.registry.services import import_people, register_person

pytestmark = pytest.mark.django_db

MOBILE, FIXED, DAUGHTERS = "13812345678", "05332345678", "13900001111"


def names(user: User, typed: str, **more: Any) -> list[str]:
    return [person.name for person in find_people(user, typed, **more).people]


@pytest.fixture
def register(regions: dict[str, Region], clerk: User) -> Any:
    """``register("张三", village=EAST_ONE, phone=…)``: somebody more."""
    made = 0

    def add(name: str, *, village: str = EAST_ONE, phone: str = "", died: bool = False) -> Person:
        nonlocal made
        made += 1
        person = register_person(
            name=name,
            id_number=id_number(made),
            region=regions[village],
            phone=phone,
            by=clerk,
            at=NOW,
            today=TODAY,
        )
        if died:
            Person.objects.filter(pk=person.pk).update(died_on=date(2026, 1, 1))
        return person

    return add


@pytest.mark.parametrize(
    ("name", "right", "other"),
    [
        ("曾国藩", "zeng", "ceng"),
        ("单雄信", "shan", "dan"),
        ("解珍", "xie", "jie"),
        ("仇英", "qiu", "chou"),
        ("查良镛", "zha", "cha"),
        ("乐毅", "yue", "le"),
    ],
)
def test_a_surname_is_read_as_a_surname(
    register: Any, clerk: User, name: str, right: str, other: str
) -> None:
    """By its right reading, in full and by initials; and by whoever reads it off a dictionary."""
    person = register(name)
    # The same character in a given name has the reading of the dictionary.
    given = register(f"王{name[0]}")
    rest = person.name_pinyin.removeprefix(right)
    assert names(clerk, right + rest) == [name]
    assert names(clerk, f"{right} {rest}") == [name]
    assert names(clerk, person.name_initials) == [name]
    assert names(clerk, other + rest) == [name]
    assert names(clerk, f"wang{other}") == [given.name]


@pytest.mark.parametrize(
    "typed",
    [
        "zeng guofan",
        "zengguofan",
        "ZengGuoFan",
        "zeng gf",
        "zenggf",
        "zeng guo f",
        "z guofan",
        "ｚｇｆ",
        "曾 国藩",
        " 曾国藩\t",
        "曾　国　藩",
        "藩",
        "国藩",
        "曾 藩",
    ],
)
def test_ways_to_write_one_name(register: Any, clerk: User, typed: str) -> None:
    register("曾国藩")
    register("张三")
    assert names(clerk, typed) == ["曾国藩"]


@pytest.mark.parametrize(
    "typed",
    [
        "买买提·吐尔逊",
        "买买提•吐尔逊",
        "买买提.吐尔逊",
        "买买提．吐尔逊",
        "买买提・吐尔逊",
        "买买提 吐尔逊",
        "吐尔逊",
        "吐尔逊 买买提",
        "maimaiti tuerxun",
        "mmttex",
    ],
)
def test_a_name_with_a_dot(register: Any, clerk: User, typed: str) -> None:
    register("买买提·吐尔逊")
    assert names(clerk, typed) == ["买买提·吐尔逊"]


def test_exact_before_beginning_before_part_and_the_living_before_the_dead(
    register: Any, clerk: User
) -> None:
    for name, died in (
        ("李张伟", False),
        ("张伟国", False),
        ("张伟", True),
        ("张伟", False),
        ("张伟东", True),
    ):
        register(name, died=died)
    found = find_people(clerk, "张伟").people
    assert [(person.name, person.died_on is None) for person in found] == [
        ("张伟", True),
        ("张伟", False),
        ("张伟国", True),
        ("张伟东", False),
        ("李张伟", True),
    ]
    # Initials come before a reading that happens to begin so.
    register("鲁班", died=True)
    register("卢斌")
    assert names(clerk, "lb") == ["卢斌", "鲁班"]


def test_a_limit_holds_and_says_that_there_are_more(register: Any, clerk: User) -> None:
    for name in ("张一", "张二", "张三"):
        register(name)
    two, three = find_people(clerk, "张", at_most=2), find_people(clerk, "张", at_most=3)
    assert (len(two.people), two.more) == (2, True)
    assert (len(three.people), three.more) == (3, False)


@pytest.mark.parametrize(
    "typed",
    [
        MOBILE,
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 138 1234 5678",
        "8613812345678",
        FIXED,
        "0533-2345678",
        "(0533) 2345678",
        "（0533）2345678",
        "0533—2345678",
        DAUGHTERS,
        "139 0000 1111",
    ],
)
def test_a_telephone_of_ones_own_or_of_a_relative(register: Any, clerk: User, typed: str) -> None:
    mine = register("张三", phone=MOBILE)
    register("李四", phone="13711112222")
    register("王五", phone=FIXED)
    Relative.objects.create(
        person=mine,
        relation="daughter",
        name="张小",
        phone=DAUGHTERS,
        phone_index=phone_index(DAUGHTERS),
        entered_by=clerk,
        entered_at=NOW,
    )
    assert names(clerk, typed) == ["王五" if "533" in typed or "５３３" in typed else "张三"]


@pytest.mark.parametrize("cut", [10, 9, 7, 4])
def test_a_part_of_a_number_finds_nobody_and_says_what_is_missing(
    register: Any, clerk: User, cut: int
) -> None:
    register("张三", phone=MOBILE)
    found = find_people(clerk, MOBILE[:cut])
    assert not found.people
    assert "输完整" in found.asked.hint
    for number in (id_number(1)[:17], id_number(1)[:6] + id_number(1)[8:17]):
        found = find_people(clerk, number)
        assert not found.people
        assert "18 位" in found.asked.hint


@pytest.mark.parametrize("typed", ["鲁C-00123", "鲁c00123", "鲁Ｃ－００１２３", " 鲁c 00123 "])
def test_a_plaque_leads_to_those_who_live_behind_it(
    register: Any, clerk: User, regions: dict[str, Region], typed: str
) -> None:
    home = Household.objects.create(
        number="H1", region=regions[EAST_ONE], plaque_number="鲁C-00123"
    )
    Household.objects.create(number="H2", region=regions[EAST_ONE], plaque_number="鲁C-00124")
    for name in ("张三", "李四"):
        Person.objects.filter(pk=register(name).pk).update(household=home)
    register("王五")
    assert sorted(names(clerk, typed)) == ["张三", "李四"]
    assert not names(clerk, "鲁C-0012")


@given(st.text(alphabet=string.printable + "鲁Ｃ－—−　号字第０", max_size=20))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_and_program_read_a_plaque_alike(text: str) -> None:
    text = text.replace("\0", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_plaque_key(%s)", [text])
        assert cursor.fetchone() == (plaque_key(text),)


def test_by_number_too_everybody_sees_only_the_own_area(
    register: Any, clerk: User, regions: dict[str, Region]
) -> None:
    home = Household.objects.create(number="H1", region=regions[EAST_ONE], plaque_number="鲁1234")
    mine = register("张三", phone=MOBILE)
    Person.objects.filter(pk=mine.pk).update(household=home)
    own = colleague("own", Role.VILLAGE_WORKER, EAST_ONE)
    town = colleague("town", Role.TOWN_WORKER, EAST)
    neighbour = colleague("neighbour", Role.VILLAGE_WORKER, EAST_TWO)
    stranger = colleague("stranger", Role.VILLAGE_WORKER, WEST_ONE)
    keeper = colleague("keeper", Role.SYSADMIN)
    nowhere = colleague("nowhere", Role.VILLAGE_WORKER, EAST_ONE)
    nowhere.region = None
    for typed in (MOBILE, "鲁1234", id_number(1), "张三", "张", "zs", "zhangsan", "zhang s"):
        assert names(clerk, typed) == names(own, typed) == names(town, typed) == ["张三"], typed
        for nobody in (neighbour, stranger, keeper, nowhere, None):
            assert names(nobody, typed) == [], (nobody, typed)  # type: ignore[arg-type]


DIRT = st.text(max_size=40) | st.text(
    alphabet="张三王zs%_\\' ·.1３8xX-\0\n\ud800^[]()*+?", max_size=12
)


@given(typed=DIRT, at_most=st.integers(1, 3))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_nothing_breaks_and_nobody_is_seen_from_outside(
    some_people: User, typed: str, at_most: int
) -> None:
    found = find_people(some_people, typed, at_most=at_most)
    assert len(found.people) <= at_most
    assert {person.place_code for person in found.people} <= {EAST_ONE}
    assert len({person.pk for person in found.people}) == len(found.people)


@pytest.fixture
def some_people(register: Any) -> User:
    """Two in every village, and the worker of one."""
    for village in (EAST_ONE, EAST_TWO, WEST_ONE):
        for name in ("张三", "王三·张", "张三三"):
            register(name, village=village, phone="13812345678")
    return colleague("own", Role.VILLAGE_WORKER, EAST_ONE)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", asked.Asked()),
        ("\0\u200b \n", asked.Asked()),
        ("...", asked.Asked()),
        ("%_", asked.Asked()),
        ("Lü", asked.Asked(letters="lv")),
        ("xi'an", asked.Asked(letters="xian")),
        ("张·三", asked.Asked(parts=("张", "三"))),
        ("12", asked.Asked(hint=asked.WHOLE_NUMBERS)),
    ],
)
def test_what_a_text_means(typed: str, means: asked.Asked) -> None:
    assert asked.read(typed) == means


@pytest.fixture
def many(regions: dict[str, Region], clerk: User) -> None:
    surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
    rows = [
        line(
            n,
            id_number=number,
            # A village is a small part of a county.
            region_code={0: EAST_ONE, 1: EAST_TWO}.get(n // 7 % 20, WEST_ONE),
            name=surnames[n % 20] + chr(0x4E00 + n % 3000) + "建国平"[n % 3],
            bank="",
            account_number="",
        )
        for n, number in enumerate(many_numbers(4000))
    ]
    assert import_people(rows=rows, by=clerk, at=NOW).applied
    # As many homes: what an earlier test left in the statistics must not decide.
    place = Region.objects.get(code=EAST_ONE)
    Household.objects.bulk_create(
        Household(number=f"{n:07d}", region=place, plaque_number=f"鲁D{n:06d}") for n in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_person, registry_household")


# Of the indexes of initials one begins with the place; which is cheaper, the database knows.
WAYS = {
    "建": "person_name_grams",
    "丁建": "person_given_name",
    "赵": "person_plain_name",
    "z": "person_initials",
    "zjg": "person_",
    "zhao": "person_pinyin",
    "zhao j": "person_",
    "zeng": "person_pinyin",
    MOBILE: "person_phone",
    "鲁C00123": "household_plaque",
    id_number(1): "id_index",
}


def test_every_way_has_its_index_and_costs_the_same_for_everybody(many: None, clerk: User) -> None:
    workers = [
        colleague("town", Role.TOWN_WORKER, EAST),
        colleague("village", Role.VILLAGE_WORKER, EAST_ONE),
    ]
    for typed, index in WAYS.items():
        for user in (clerk, *workers):
            plan, asked_for = how(user, typed)
            assert "Seq Scan on registry_person" not in plan, (typed, user, plan)
            assert "Seq Scan on registry_household" not in plan, (typed, user, plan)
            if user is clerk:
                assert index in plan, (typed, plan)
            # The places of a town are one query more than the bureau and a village need.
            assert asked_for <= (3 if user is workers[0] else 2), (typed, user)


def how(user: User, typed: str) -> tuple[str, int]:
    """The plan by which the keys were found, and how many queries it took in all."""
    user = User.objects.select_related("region").get(pk=user.pk)
    plans: list[str] = []
    asked_for = 0

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked_for
        asked_for += 1
        if "LIMIT" in sql:
            with connection.cursor() as asking:
                asking.cursor.execute("EXPLAIN " + sql, params)
                plans.append("\n".join(row[0] for row in asking.cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        find_people(user, typed, at_most=10)
    (plan,) = plans
    return plan, asked_for
