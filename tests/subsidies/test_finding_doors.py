"""The box at both doors: what it shows, what it writes down, what it keeps out of addresses."""

import re
import secrets

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support_services.subsidies.finding import TYPED_AT_MOST
from tests.people import EAST_ONE, EAST_TWO, colleague
from tests.subsidies.at_the_bureau import enter, said
from tests.subsidies.station_area import Area, make_area
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation import pace
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Household, Person
from veterans.registry.selectors import id_index, phone_index

pytestmark = pytest.mark.django_db
PEOPLE, SUGGEST = "/bureau/people/", "/bureau/people/suggest/"
FIND, STATION_SUGGEST = "/station/find/", "/station/find/suggest/"
MOBILE = "13812345678"


@pytest.fixture
def area() -> Area:
    area = make_area()
    area.draws(EAST_ONE, "张建国")
    area.draws(EAST_TWO, "张建军")
    area.relative(EAST_ONE, "张建平")
    person = one("张建国")
    person.phone, person.phone_index = MOBILE, phone_index(MOBILE)
    person.id_index = id_index(person.id_number)
    person.save()
    return area


@pytest.fixture
def clerk(area: Area) -> Client:
    return enter(area.lab.preparer)


def one(name: str) -> Person:
    return Person.objects.get(name=name)


def look_ups() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="person.looked_up").order_by("serial"))


def test_results_while_typing_tell_one_from_the_other(area: Area, clerk: Client) -> None:
    Person.objects.filter(name="张建军").update(died_on="2026-10-01")
    answer = clerk.post(SUGGEST, {"q": "张建"})
    text = said(answer)
    assert "查到 3 人。" in text
    assert re.search(r"张建国 \S+\*{11}\d{3}[\dX] \d{4}年生 东街道东一村", text), text
    assert re.search(r"张建军 已去世", text)
    assert "没有享受按月待遇" in text
    assert area.lab.scheme.short_name in text
    assert f'href="/bureau/people/{one("张建国").pk}/"' in answer.text
    assert str(one("张建国").id_number) not in answer.text
    # Letters on the way to a name are no look-up.
    assert not look_ups()


def test_the_box_stands_in_the_head_of_every_page(area: Area, clerk: Client) -> None:
    for path in ("/bureau/", "/bureau/batches/", "/bureau/registry/household/"):
        page = clerk.get(path)
        assert page.text.count("data-find=") == 1, path
    assert clerk.get(PEOPLE).text.count("data-find=") == 1
    assert "data-find=" not in enter(colleague("keeper", Role.SYSADMIN)).get("/bureau/").text


def test_a_name_is_sent_on_and_a_number_is_not(clerk: Client) -> None:
    sent = clerk.post(PEOPLE, {"q": "张建国"})
    assert sent.status_code == 302
    assert "q=" in sent["Location"]
    for number in (MOBILE, "１３８ 1234 5678", str(one("张建国").id_number), "鲁1234"):
        sent = clerk.post(PEOPLE, {"q": number})
        assert "q=" not in sent.headers.get("Location", ""), number
        asked = clerk.get(PEOPLE, {"q": number})
        assert asked.status_code == 200
        assert "号码不能放在网址里" in asked.text
        assert "张建国" not in asked.text
        assert number not in asked.text


def test_a_number_leads_straight_to_its_person_and_is_on_record(area: Area, clerk: Client) -> None:
    person = one("张建国")
    for number, by in ((MOBILE, "phone or plaque"), (str(person.id_number), "id_number")):
        sent = clerk.post(PEOPLE, {"q": number})
        assert sent["Location"] == f"/bureau/people/{person.pk}/"
        entry = look_ups()[-1]
        assert (entry.subject_id, entry.actor_id) == (str(person.pk), area.lab.preparer.pk)
        assert entry.detail == {"by": by, "found": True, "people": [person.pk]}
        assert number not in str(entry.detail)
    nobody = clerk.post(PEOPLE, {"q": "13999999999"})
    assert "没有登记这个号码" in nobody.text
    assert look_ups()[-1].detail["found"] is False


def test_while_typing_a_number_is_on_record_once_it_is_somebodys(clerk: Client) -> None:
    for length in range(1, 12):
        answer = clerk.post(SUGGEST, {"q": MOBILE[:length]})
        assert ("张建国" in answer.text) == (length == 11)
        assert length == 11 or "号码要输完整" in answer.text or "没有查到" in answer.text
    assert [entry.subject_id for entry in look_ups()] == [str(one("张建国").pk)]


def test_a_plaque_shows_who_lives_behind_it(area: Area, clerk: Client) -> None:
    home = Household.objects.create(
        number="H1", region=area.places[EAST_ONE], plaque_number="鲁C0012"
    )
    Person.objects.filter(region=area.places[EAST_ONE]).update(household=home)
    page = clerk.post(PEOPLE, {"q": "鲁c-0012"})
    text = said(page)
    assert "张建国" in text
    assert "张建平" in text
    assert "鲁c-0012" not in page.text
    entry = look_ups()[-1]
    assert entry.subject_id == ""
    assert set(entry.detail["people"]) == {one("张建国").pk, one("张建平").pk}


def test_a_station_finds_its_own_and_nobody_elses(area: Area) -> None:
    own, neighbour, town, stranger = map(
        enter, (area.own, area.neighbour, area.town, area.stranger)
    )
    for path in (FIND, STATION_SUGGEST):
        for typed in ("张建国", "zjg", "zhang", MOBILE, str(one("张建国").id_number)):
            assert "张建国" in said(own.post(path, {"q": typed})), typed
            assert "张建国" in said(town.post(path, {"q": typed})), typed
            for outside in (neighbour, stranger):
                answer = outside.post(path, {"q": typed})
                assert 'found-name">张建国' not in answer.text, typed
                assert str(one("张建国").pk) not in re.findall(r"payees/(\d+)", answer.text)
    answer = own.post(FIND, {"q": "张建"})
    # Whoever draws nothing is found as well.
    assert f'href="/station/payees/{one("张建平").pk}/"' in answer.text
    assert 'value="张建"' in answer.text
    assert MOBILE not in own.post(FIND, {"q": MOBILE}).text
    assert {entry.actor_id for entry in look_ups()} == {
        user.pk for user in (area.own, area.town, area.neighbour, area.stranger)
    }


def test_the_station_page_asks_by_post_alone(area: Area) -> None:
    page = enter(area.own).get(FIND, {"q": "张建国"})
    assert page.status_code == 200
    assert "张建国" not in page.text


@pytest.mark.parametrize("address", [SUGGEST, STATION_SUGGEST])
def test_a_token_is_needed_and_get_is_none(area: Area, address: str) -> None:
    user = area.lab.preparer if address == SUGGEST else area.own
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(address, {"q": "张"}).status_code == 403
    assert enter(user).get(address).status_code == 405


def test_nothing_is_kept_by_browsers(area: Area, clerk: Client) -> None:
    for answer in (
        clerk.post(SUGGEST, {"q": "张"}),
        enter(area.own).post(STATION_SUGGEST, {"q": "张"}),
    ):
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "\0", "。", "张" * 500, "<script>", "1" * 90])
def test_odd_texts_are_answered(area: Area, clerk: Client, typed: str) -> None:
    for client, path in (
        (clerk, SUGGEST),
        (clerk, PEOPLE),
        (enter(area.own), FIND),
        (enter(area.own), STATION_SUGGEST),
    ):
        answer = client.post(path, {"q": typed}, follow=True)
        assert answer.status_code == 200, (path, typed)
        assert "<script>" not in answer.text


def test_nobody_is_listed_unasked(area: Area, clerk: Client) -> None:
    for answer in (
        clerk.get(PEOPLE),
        clerk.post(PEOPLE, {"q": ""}),
        clerk.post(SUGGEST, {"q": ""}),
        clerk.get("/bureau/registry/person/"),
        clerk.get("/bureau/registry/person/?life=alive"),
        clerk.get("/bureau/registry/person/?all="),
        enter(area.own).get(FIND),
    ):
        assert "张建" not in answer.text


def test_as_many_as_fit_and_a_word_that_there_are_more(area: Area, clerk: Client) -> None:
    for number in range(TYPED_AT_MOST):
        area.relative(EAST_ONE, f"张{chr(0x4E00 + number)}")
    answer = clerk.post(SUGGEST, {"q": "张"})
    assert answer.text.count('role="option"') == TYPED_AT_MOST
    assert f"先列出前 {TYPED_AT_MOST} 人，请再多输几个字。" in answer.text


@pytest.fixture
def fresh_count(settings: object) -> None:
    prefix = {"global_keyprefix": f"test-{secrets.token_hex(4)}:"}
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = prefix  # type: ignore[attr-defined]


@pytest.mark.parametrize("stretch", ["PORTAL_FINDS_PER_MINUTE", "PORTAL_FINDS_PER_DAY"])
def test_nobody_walks_the_register_by_machine(
    area: Area, clerk: Client, settings: object, fresh_count: None, stretch: str
) -> None:
    setattr(settings, stretch, 3)
    for path in (SUGGEST, PEOPLE, SUGGEST):
        assert clerk.post(path, {"q": "张"}, follow=True).status_code == 200
    for path in (SUGGEST, PEOPLE):
        refused = clerk.post(path, {"q": "张"}, follow=True)
        assert refused.status_code == 429
        assert "查得太频繁" in refused.text or "今天查人的次数" in refused.text
        assert "张建国" not in refused.text
    # The colleague at the next desk goes on.
    assert "张建国" in enter(area.own).post(STATION_SUGGEST, {"q": "张"}).text


def test_without_redis_people_are_found_all_the_same(
    area: Area, clerk: Client, settings: object
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    pace._redis.cache_clear()
    try:
        assert "张建国" in clerk.post(SUGGEST, {"q": "张"}).text
    finally:
        pace._redis.cache_clear()


def test_the_same_number_of_queries_however_many_are_found(area: Area, clerk: Client) -> None:
    def queries(user: User, path: str, typed: str) -> int:
        client = enter(user)
        with CaptureQueriesContext(connection) as counted:
            client.post(path, {"q": typed})
        return len(counted)

    few = {
        (user, path, typed): queries(user, path, typed)
        for user, path in ((area.lab.preparer, SUGGEST), (area.own, STATION_SUGGEST))
        for typed in ("张", "zj", "zhangjian", "zhang jg")
    }
    for number in range(8):
        area.draws(EAST_ONE, f"张建{chr(0x4E00 + number)}")
    for (user, path, typed), before in few.items():
        assert queries(user, path, typed) == before, (path, typed)
