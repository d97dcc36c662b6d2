"""Who gets in at the stations' pages, and that nobody sees into the next village there.

Own station, neighbour, stranger, bureau, nobody: on every page, filter and detail.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_services.subsidies.models import Payment
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST, WEST_ONE, colleague
from tests.screen_text import latin_words
from tests.subsidies.station_area import make_month, many
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

HOME, ROSTER, PRINT, FOLLOW_UP = (
    "/station/",
    "/station/roster/",
    "/station/roster/print/",
    "/station/follow-up/",
)
EXPORT = "/station/roster/export/"
DECEMBER = date(2026, 12, 1)
OWN, NEXT_DOOR, FAR, LEFT_OUT = "张建国", "王志强", "赵玉兰", "孙卫东"


@pytest.fixture
def area():
    return make_month()


def person(name):
    return Person.objects.get(name=name)


def payee_page(name):
    return f"/station/payees/{person(name).pk}/"


def payment_page(name):
    return f"/station/payments/{Payment.objects.get(payee__name=name).pk}/"


def every_page():
    return [HOME, ROSTER, PRINT, FOLLOW_UP, payee_page(OWN), payment_page(OWN)]


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


class TestWhoGetsIn:
    def test_anonymous_is_asked_to_sign_in(self, client, area):
        for path in every_page():
            response = client.get(path)
            assert response.status_code == 302
            assert response["Location"] == f"/station/login/?next={path}"
        assert client.post(EXPORT).status_code == 302

    @pytest.mark.parametrize(
        "role", [Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN]
    )
    def test_the_bureau_has_its_own_door(self, client, area, role):
        client.force_login(colleague("bureau", role))
        for path in every_page():
            assert client.get(path).status_code == 403
        assert client.post(EXPORT).status_code == 403

    def test_an_account_that_was_closed(self, client, area):
        client.force_login(area.own)
        User.objects.filter(pk=area.own.pk).update(is_active=False)
        for path in every_page():
            assert client.get(path).status_code == 302

    def test_own_station(self, client, area):
        client.force_login(area.own)
        for path in every_page():
            response = client.get(path)
            assert response.status_code == 200
            assert "no-store" in response["Cache-Control"]
            assert "private" in response["Cache-Control"]

    def test_pages_are_for_reading_and_the_file_for_asking(self, client, area):
        client.force_login(area.own)
        for path in every_page():
            assert client.post(path).status_code == 405
        assert client.get(EXPORT).status_code == 405

    def test_pages_are_chinese(self, client, area):
        client.force_login(area.town)
        for path in [*every_page(), f"{FOLLOW_UP}?kind=bank", f"{ROSTER}?q=zzz"]:
            assert latin_words(text(client, path)) == []

    def test_addresses_are_those_reversed(self):
        assert reverse("station:home") == HOME
        assert reverse("station:roster_export") == EXPORT


class TestOneArea:
    """Names of three places, and who reads which."""

    @pytest.mark.parametrize(
        ("who", "seen", "unseen"),
        [
            ("own", [OWN], [NEXT_DOOR, FAR]),
            ("neighbour", [NEXT_DOOR], [OWN, FAR]),
            ("town", [OWN, NEXT_DOOR], [FAR]),
            ("stranger", [FAR], [OWN, NEXT_DOOR]),
        ],
    )
    @pytest.mark.parametrize("path", [ROSTER, PRINT, f"{ROSTER}?state=outstanding"])
    def test_rosters(self, client, area, who, seen, unseen, path):
        client.force_login(getattr(area, who))
        html = text(client, path)
        assert all(name in html for name in seen)
        assert not any(name in html for name in unseen)

    @pytest.mark.parametrize(
        ("who", "expected"), [("own", True), ("town", True), ("neighbour", False), ("stranger", 0)]
    )
    def test_who_is_left_out(self, client, area, who, expected):
        client.force_login(getattr(area, who))
        for path in (HOME, FOLLOW_UP, f"{FOLLOW_UP}?kind=list"):
            assert (LEFT_OUT in text(client, path)) is bool(expected)

    @pytest.mark.parametrize(
        ("who", "status"), [("own", 200), ("town", 200), ("neighbour", 404), ("stranger", 404)]
    )
    def test_details(self, client, area, who, status):
        client.force_login(getattr(area, who))
        assert client.get(payee_page(OWN)).status_code == status
        assert client.get(payment_page(OWN)).status_code == status
        assert client.get(payee_page(LEFT_OUT)).status_code == status

    def test_opening_a_page_is_on_record(self, client, area):
        client.force_login(area.neighbour)
        client.get(payee_page(OWN))
        viewed = AuditEntry.objects.filter(action="person.viewed")
        assert not viewed.exists()
        client.force_login(area.own)
        client.get(payee_page(OWN))
        assert [(v.actor_name, v.subject_id) for v in viewed] == [("own", str(person(OWN).pk))]

    def test_what_does_not_exist_looks_like_what_is_not_theirs(self, client, area):
        client.force_login(area.neighbour)
        theirs = client.get(payee_page(OWN))
        for path in ("/station/payees/999999/", "/station/payees/99999999999999999999999/"):
            nothing = client.get(path)
            assert nothing.status_code == 404
            assert nothing.content[:400] == theirs.content[:400]
        assert client.get("/station/payments/99999999999999999999999/").status_code == 404

    @pytest.mark.parametrize("path", [ROSTER, PRINT, FOLLOW_UP])
    def test_villages_that_are_not_theirs_do_not_exist(self, client, area, path):
        client.force_login(area.own)
        for code in (EAST_TWO, WEST_ONE, EAST, WEST, "370399000000", "999999999999", "'"):
            assert client.get(path, {"village": code}).status_code == 404
        assert client.get(path, {"village": EAST_ONE}).status_code == 200
        client.force_login(area.town)
        assert client.get(path, {"village": EAST_TWO}).status_code == 200
        assert client.get(path, {"village": WEST_ONE}).status_code == 404

    def test_a_village_of_the_town(self, client, area):
        client.force_login(area.town)
        html = text(client, f"{ROSTER}?village={EAST_TWO}")
        assert NEXT_DOOR in html
        assert OWN not in html

    def test_only_own_villages_to_choose_from(self, client, area):
        client.force_login(area.town)
        html = text(client, ROSTER)
        assert f'value="{EAST_TWO}"' in html
        assert WEST_ONE not in html
        client.force_login(area.own)
        assert 'name="village"' not in text(client, ROSTER).split("<table")[0].split("export")[0]

    def test_searching_does_not_look_over_the_fence(self, client, area):
        client.force_login(area.own)
        for typed in (NEXT_DOOR, "wzq", "wang", FAR, "zyl"):
            html = text(client, f"{ROSTER}?q={typed}")
            assert "没有符合条件的人" in html
            assert NEXT_DOOR not in html.replace(f'value="{NEXT_DOOR}"', "")

    def test_figures_count_the_own_area_only(self, client, area):
        client.force_login(area.own)
        html = text(client, HOME)
        assert "2,000.00" in html
        client.force_login(area.stranger)
        assert "1,000.00" in text(client, HOME)

    def test_somebody_who_moved_away(self, client, area):
        """His old village keeps what it paid, but he is no longer there; nor is he new there."""
        Person.objects.filter(name=OWN).update(region=area.places[EAST_TWO])
        client.force_login(area.own)
        html = text(client, ROSTER)
        assert OWN in html
        assert payee_page(OWN) not in html
        assert client.get(payee_page(OWN)).status_code == 404
        assert client.get(payment_page(OWN)).status_code == 200
        client.force_login(area.neighbour)
        html = text(client, payee_page(OWN))
        assert "还没有在本辖区发放过" in html
        assert client.get(payment_page(OWN)).status_code == 404


class TestWithoutArea:
    def test_the_scope_does_not_count_on_the_database(self, client, area, monkeypatch):
        """The database refuses such an account; if there were one, it would see nothing."""
        client.force_login(area.own)
        monkeypatch.setattr(User, "area_path", None)
        for path in (HOME, ROSTER, PRINT, FOLLOW_UP):
            html = text(client, path)
            assert not any(name in html for name in (OWN, NEXT_DOOR, FAR, LEFT_OUT))
        assert client.get(payee_page(OWN)).status_code == 404
        assert client.get(payment_page(OWN)).status_code == 404
        response = client.post(EXPORT, {"form": "csv"})
        assert response.status_code == 302


class TestQueries:
    def test_they_do_not_grow_with_the_rows(self, client):
        area = make_month()
        many(area, EAST_ONE, 8)
        for _ in range(3):
            area.draws(EAST_ONE, "周敏", with_account=False)
        area.run(DECEMBER)
        client.force_login(area.town)

        def asked() -> dict[str, int]:
            found = {}
            for path in (HOME, ROSTER, PRINT, FOLLOW_UP, f"{ROSTER}?q=q"):
                client.get(path)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                found[path] = len(queries)
            return found

        few = asked()
        many(area, EAST_ONE, 290)
        for _ in range(30):
            area.draws(EAST_TWO, "周敏", with_account=False)
        area.run(DECEMBER)
        assert asked() == few
        # One of them counts the unread notices in the head; on the first page every floor is asked
        # what is due, which is a few queries each.
        assert few.pop(HOME) <= 40
        assert max(few.values()) <= 20
