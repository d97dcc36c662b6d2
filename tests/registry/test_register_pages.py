"""The register at the bureau's door: who sees whom, what is covered, what a button does."""

from datetime import date

import pytest
from django.test import Client

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry.models import BankAccount, Household, Person
from veterans.registry.services import add_account, register_person

pytestmark = pytest.mark.django_db
LIST = "/bureau/registry/person/"
NUMBER = "6200000000000001"


def enter(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def people(regions: dict[str, Region], clerk: User) -> list[Person]:
    homes = [EAST_ONE, EAST_TWO, WEST_ONE]
    return [
        register_person(
            name=name,
            id_number=id_number(n),
            region=regions[homes[n]],
            phone="13800001234",
            by=clerk,
            at=NOW,
            today=TODAY,
        )
        for n, name in enumerate(["曾国藩", "单雄信", "张三丰"])
    ]


@pytest.fixture
def account(people: list[Person], clerk: User) -> BankAccount:
    return add_account(person=people[0], bank_name="测试银行", number=NUMBER, by=clerk, at=NOW)


def page(person: Person) -> str:
    return f"{LIST}{person.pk}/change/"


def button(person: Person, name: str) -> str:
    return f"{LIST}{person.pk}/do/{name}/"


@pytest.mark.parametrize(
    ("role", "looks"),
    [
        (Role.PREPARER, 200),
        (Role.REVIEWER, 200),
        (Role.APPROVER, 200),
        (Role.AUDITOR, 200),
        (Role.SYSADMIN, 403),
    ],
)
def test_who_enters(client: Client, people: list[Person], role: Role, looks: int) -> None:
    enter(client, colleague("x", role))
    assert client.get(LIST).status_code == looks
    assert client.get(page(people[0])).status_code == looks
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get("/bureau/registry/household/").status_code == looks
    assert client.get(f"{page(people[0])}../delete/").status_code in (403, 404)


def test_station_workers_use_their_own_door(client: Client, people: list[Person]) -> None:
    enter(client, colleague("x", Role.TOWN_WORKER, EAST))
    assert client.get(LIST).status_code == 403
    assert client.get(page(people[0])).status_code == 403


def test_numbers_are_covered(client: Client, account: BankAccount, clerk: User) -> None:
    enter(client, clerk)
    person = account.person
    for address in (f"{LIST}?q=zgf", page(person)):
        text = client.get(address).text
        assert str(person.id_number) not in text
        assert "13800001234" not in text
        assert NUMBER not in text
        assert f"370***********{person.id_number[-4:]}" in text
    text = client.get(page(person)).text
    assert "138****1234" in text
    assert "6200 **** **** 0001" in text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("国藩", ["曾国藩"]),
        ("zgf", ["曾国藩"]),
        ("shan", ["单雄信"]),
        # An identity number must not stand in an address; it is asked for elsewhere, by POST.
        (id_number(2), []),
        (id_number(2)[:10], []),
        ("没有", []),
        # The register is no list to leaf through: before somebody is looked for, nobody is listed.
        ("", []),
    ],
)
def test_search(
    client: Client, people: list[Person], clerk: User, typed: str, found: list[str]
) -> None:
    enter(client, clerk)
    text = client.get(LIST, {"q": typed}).text
    assert [name for name in ("曾国藩", "单雄信", "张三丰") if name in text] == found


def test_list_asks_no_more_for_more_people(
    client: Client, people: list[Person], clerk: User, django_assert_max_num_queries: object
) -> None:
    enter(client, clerk)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(LIST, {"q": "国藩"})


def test_nothing_is_typed_over(client: Client, people: list[Person], clerk: User) -> None:
    enter(client, clerk)
    person = people[0]
    assert client.post(page(person), {"name": "别人", "died_on": "2026-01-01"}).status_code == 403
    person.refresh_from_db()
    assert (person.name, person.died_on) == ("曾国藩", None)


def test_buttons_ask_first_and_act_by_post(
    client: Client, people: list[Person], clerk: User
) -> None:
    enter(client, clerk)
    person = people[0]
    assert "改联系方式" in client.get(page(person)).text
    assert client.get(button(person, "contact")).status_code == 200
    person.refresh_from_db()
    assert person.phone == "13800001234"
    client.post(button(person, "contact"), {"phone": "13900000000", "region": ""})
    person.refresh_from_db()
    assert (person.phone, person.region.code) == ("13900000000", EAST_ONE)
    refused = client.post(button(person, "name"), {"name": "曾国番", "document_no": " "})
    assert refused.status_code == 200
    client.post(button(person, "name"), {"name": "曾国番", "document_no": "变1"})
    person.refresh_from_db()
    assert person.name == "曾国番"


def test_household_shows_its_members(
    client: Client, people: list[Person], regions: dict[str, Region], clerk: User
) -> None:
    home = Household.objects.create(number="H000001", region=regions[EAST_ONE], address="某路1号")
    Person.objects.filter(pk=people[0].pk).update(household=home, relation="户主")
    enter(client, clerk)
    assert "H000001" in client.get("/bureau/registry/household/", {"q": "H000001"}).text
    text = client.get(f"/bureau/registry/household/{home.pk}/change/").text
    assert "曾国藩（户主）" in text


def test_the_dead_are_marked(client: Client, people: list[Person], clerk: User) -> None:
    Person.objects.filter(pk=people[0].pk).update(died_on=date(2026, 10, 9))
    enter(client, clerk)
    assert "2026年10月9日" in client.get(LIST, {"q": "曾"}).text
    for q, life, found in (
        ("曾国藩", "alive", False),
        ("曾国藩", "dead", True),
        ("单雄信", "alive", True),
        ("单雄信", "dead", False),
    ):
        assert ((f">{q}<") in client.get(LIST, {"q": q, "life": life}).text) == found
    assert "曾国藩" not in client.get(LIST, {"life": "dead"}).text
