"""Signing in at both doors, the lockout, the first password, and signing out."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from tests.people import EAST, PASSWORD, a_county, colleague
from veterans.accounts.doors import BUREAU, STATION
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.accounts.services import accounts as services
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = "Shan-shui-77"


@pytest.fixture
def clerk():
    return colleague("clerk", Role.PREPARER, display_name="王某")


@pytest.fixture
def worker():
    a_county()
    return colleague("worker", Role.TOWN_WORKER, EAST)


def sign_in(client, door, username, password=PASSWORD, **more):
    return client.post(door.login, {"username": username, "password": password}, **more)


def actions():
    entries = AuditEntry.objects.filter(action__startswith="account.").order_by("serial")
    return [(entry.action, entry.detail.get("door")) for entry in entries]


def english_words(response):
    """Sentences left in English: two Latin words in a row in the visible text."""
    text = re.sub(r"(?s)<(script|style|svg).*?</\1>|<!--.*?-->|<[^>]+>", " ", response.text)
    return re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)


class TestTheRightDoor:
    def test_bureau(self, client, clerk):
        page = client.get("/bureau/login/")
        assert page.status_code == 200
        assert english_words(page) == []
        assert sign_in(client, BUREAU, "clerk").url == "/bureau/"
        assert client.get("/bureau/").status_code == 200
        assert actions() == [("account.signed_in", "bureau")]

    def test_station(self, client, worker):
        page = client.get("/station/login/")
        assert page.status_code == 200
        assert english_words(page) == []
        assert sign_in(client, STATION, "worker").url == "/station/"
        assert actions() == [("account.signed_in", "station")]

    def test_goes_on_where_one_wanted_to_go(self, client, clerk):
        to_login = client.get("/bureau/regions/region/", {"q": "东"})
        assert to_login.status_code == 302
        assert to_login.url.startswith("/bureau/login/?next=")
        done = client.post(to_login.url, {"username": "clerk", "password": PASSWORD})
        assert done.url == f"/bureau/regions/region/?q={quote('东')}"

    @pytest.mark.parametrize(
        "goal",
        ["https://evil.example/", "//evil.example/", "/station/", "/", "/bureau/login/",
         "/bureau/logout/", "javascript:alert(1)"],
    )  # fmt: skip
    def test_never_goes_anywhere_else(self, client, clerk, goal):
        done = client.post(
            f"/bureau/login/?next={quote(goal)}", {"username": "clerk", "password": PASSWORD}
        )
        assert done.url == "/bureau/"

    def test_signed_in_already(self, client, clerk):
        client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/bureau/login/").url == "/bureau/"

    def test_without_csrf_token_a_page_that_explains(self, clerk):
        answer = sign_in(Client(enforce_csrf_checks=True), BUREAU, "clerk")
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        assert answer.headers["X-Request-Id"] in answer.text


class TestTheWrongDoor:
    def test_sign_in_is_refused_and_the_right_door_named(self, client, clerk, worker):
        wrong = sign_in(client, STATION, "clerk")
        assert wrong.status_code == 200
        assert "局工作台（/bureau/）" in wrong.text
        wrong = sign_in(client, BUREAU, "worker")
        assert "服务站入口（/station/）" in wrong.text
        assert "_auth_user_id" not in client.session

    def test_wrong_password_says_nothing_about_doors(self, client, clerk):
        assert "/bureau/" not in _alert(sign_in(client, STATION, "clerk", "wrong"))

    def test_signed_in_station_worker_is_shut_out_of_the_bureau(self, client, worker):
        sign_in(client, STATION, "worker")
        for address in ("/bureau/", "/bureau/accounts/user/", "/bureau/nonsense/",
                        "/bureau/password_change/"):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 403, address
            assert "服务站入口（/station/）" in answer.text
            assert 'href="/station/">去服务站入口</a>' in answer.text

    def test_signed_in_clerk_is_shut_out_of_the_station(self, client, clerk):
        sign_in(client, BUREAU, "clerk")
        answer = client.get("/station/password_change/")
        assert answer.status_code == 403
        assert "局工作台（/bureau/）" in answer.text

    def test_strangers_are_sent_to_sign_in(self, client):
        assert client.get("/station/password_change/").url.startswith("/station/login/?next=")
        assert client.get("/bureau/accounts/user/").url.startswith("/bureau/login/?next=")


def _alert(response):
    return response.text.split('role="alert"')[1].split("</form>")[0].split("<form")[0]


class TestOneAnswer:
    """Unknown name, wrong password, closed account: told apart by nobody."""

    def test_same_words(self, client, clerk):
        colleague("closed", is_active=False)
        wrong = [
            sign_in(client, BUREAU, "clerk", "not-it-2026"),
            sign_in(client, BUREAU, "nobody"),
            sign_in(client, BUREAU, "closed"),
            sign_in(client, BUREAU, "CLERK"),
        ]
        alerts = {_alert(answer) for answer in wrong}
        assert len(alerts) == 1
        assert "用户名或密码不正确" in alerts.pop()

    def test_only_known_names_reach_the_audit_log(self, client, clerk):
        sign_in(client, BUREAU, "clerk", "not-it-2026")
        sign_in(client, BUREAU, "my-password-by-mistake")
        assert actions() == [("account.sign_in_failed", "bureau")]
        assert "by-mistake" not in str(list(AuditEntry.objects.values()))

    def test_closing_an_account_ends_its_session(self, client, clerk):
        sign_in(client, BUREAU, "clerk")
        services.deactivate(actor=None, user=clerk, at=timezone.now())
        assert client.get("/bureau/").status_code == 302


class TestLockout:
    def fail(self, client, times, username="clerk"):
        for _ in range(times):
            answer = sign_in(client, BUREAU, username, "not-it-2026")
        return answer

    def test_after_five_failures_even_the_right_password_waits(self, client, clerk):
        assert self.fail(client, 4).status_code == 200
        fifth = self.fail(client, 1)
        assert fifth.status_code == 429
        right = sign_in(client, BUREAU, "clerk")
        assert right.status_code == 429
        assert english_words(right) == []
        until = timezone.localtime(
            AccessAttempt.objects.get().attempt_time + timedelta(minutes=15, seconds=59)
        )
        assert f"请在 {until:%H:%M} 之后再试" in right.text
        assert 14 * 60 <= int(right.headers["Retry-After"]) <= 16 * 60
        assert right.headers["X-Request-Id"] in right.text
        assert 'href="/bureau/login/"' in right.text
        assert actions() == [("account.sign_in_failed", "bureau")] * 4 + [
            ("account.locked_out", "bureau")
        ]

    def test_trying_on_does_not_make_it_longer(self, client, clerk):
        self.fail(client, 5)
        before = AccessAttempt.objects.get().attempt_time
        self.fail(client, 3)
        assert AccessAttempt.objects.get().attempt_time == before

    def test_over_after_fifteen_minutes(self, client, clerk):
        self.fail(client, 5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
        assert sign_in(client, BUREAU, "clerk").status_code == 302

    def test_others_and_other_places_are_not_shut_out(self, client, clerk):
        colleague("other", Role.REVIEWER)
        self.fail(client, 5)
        assert sign_in(client, BUREAU, "other").status_code == 302
        elsewhere = Client(REMOTE_ADDR="10.1.2.3")
        assert sign_in(elsewhere, BUREAU, "clerk").status_code == 302

    def test_both_doors_count_together(self, client, clerk):
        self.fail(client, 3)
        for _ in range(2):
            answer = sign_in(client, STATION, "clerk", "not-it-2026")
        assert answer.status_code == 429

    def test_unknown_names_are_locked_with_the_same_page(self, client, clerk):
        known, unknown = self.fail(client, 5), self.fail(client, 5, "nobody")
        assert (known.status_code, unknown.status_code) == (429, 429)

    def test_success_begins_the_count_anew(self, client, clerk):
        self.fail(client, 4)
        assert sign_in(client, BUREAU, "clerk").status_code == 302
        assert self.fail(Client(), 4).status_code == 200

    def test_the_administrator_ends_it(self, client, clerk):
        boss = colleague("boss", Role.SYSADMIN)
        self.fail(client, 5)
        services.unlock(actor=boss, user=clerk, at=timezone.now())
        assert sign_in(client, BUREAU, "clerk").status_code == 302
        self.fail(Client(), 5)
        services.set_password(actor=boss, user=clerk, password=NEW, at=timezone.now())
        assert sign_in(Client(), BUREAU, "clerk", NEW).status_code == 302

    def test_another_name_in_capitals_is_no_way_round(self, client, clerk):
        self.fail(client, 4)
        assert self.fail(client, 1, "Clerk").status_code == 200
        assert sign_in(client, BUREAU, "Clerk").status_code == 200  # no such account
        assert self.fail(client, 1).status_code == 429


@pytest.mark.parametrize("door", [BUREAU, STATION])
class TestFirstPassword:
    @pytest.fixture
    def newcomer(self, door):
        a_county()
        role, region = (Role.PREPARER, "") if door is BUREAU else (Role.TOWN_WORKER, EAST)
        return colleague("newcomer", role, region, must_change_password=True)

    def change(self, client, door, old=PASSWORD, new=NEW, again=None):
        data = {"old_password": old, "new_password1": new, "new_password2": again or new}
        return client.post(door.password_change, data)

    def test_everything_leads_to_the_one_page(self, client, door, newcomer):
        sign_in(client, door, "newcomer")
        for address in (door.root, f"{door.root}x/y/"):
            assert client.get(address).url == door.password_change
            assert client.post(address).url == door.password_change
        page = client.get(door.password_change)
        assert page.status_code == 200
        assert english_words(page) == []
        assert f'action="{door.logout}"' in page.text

    def test_after_the_change_the_way_is_free(self, client, door, newcomer):
        sign_in(client, door, "newcomer")
        assert self.change(client, door).url == door.root
        newcomer.refresh_from_db()
        assert newcomer.check_password(NEW)
        assert not newcomer.must_change_password
        assert client.get(door.password_change).status_code == 200  # still signed in
        assert ("account.password_changed", None) in actions()

    def test_signing_out_is_always_possible(self, client, door, newcomer):
        sign_in(client, door, "newcomer")
        assert client.post(door.logout).url == door.login
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"old": "not-it-2026"}, "现用密码不正确"),
            ({"again": "Other-one-88"}, "不一致"),
            ({"new": "kurz"}, "至少要 10 个字符"),
            ({"new": "newcomer-2026"}, "太相似"),
            ({"new": PASSWORD}, "不能与现用密码相同"),
        ],
    )
    def test_refusals(self, client, door, newcomer, fields, says):
        sign_in(client, door, "newcomer")
        answer = self.change(client, door, **fields)
        assert answer.status_code == 200
        assert says in answer.text
        assert english_words(answer) == []
        newcomer.refresh_from_db()
        assert newcomer.check_password(PASSWORD)
        assert newcomer.must_change_password


@pytest.mark.parametrize("door", [BUREAU, STATION])
class TestSigningOut:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, door, clerk, worker):
        sign_in(client, door, "clerk" if door is BUREAU else "worker")

    def test_by_the_button(self, client, door):
        assert client.post(door.logout).url == door.login
        assert client.get(door.password_change).status_code == 302
        assert actions()[-1] == ("account.signed_out", door.name)

    def test_not_by_a_link(self, client, door):
        assert client.get(door.logout).url == door.root
        assert "_auth_user_id" in client.session


def test_a_role_taken_away_counts_at_once(client, clerk):
    sign_in(client, BUREAU, "clerk")
    User.objects.filter(pk=clerk.pk).update(role=Role.TOWN_WORKER, region=a_county()[EAST])
    assert client.get("/bureau/").status_code == 403


def test_session_ends_with_idleness(settings):
    assert settings.SESSION_SAVE_EVERY_REQUEST
    assert settings.SESSION_COOKIE_AGE <= 3600
