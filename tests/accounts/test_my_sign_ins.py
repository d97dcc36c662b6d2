"""Sessions that can be seen and ended, the sign-in log, and how long a password lasts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config import environment
from tests.people import EAST, PASSWORD, a_county, colleague
from tests.subsidies.at_the_bureau import enter, said, told
from veterans.accounts import browsers
from veterans.accounts.browsers import UNKNOWN, browser_words
from veterans.accounts.models import StaffSession, User
from veterans.accounts.roles import Role
from veterans.accounts.services import accounts
from veterans.accounts.services.accounts import WeakPassword
from veterans.foundation.models import AuditEntry

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
WECHAT = "Mozilla/5.0 (Linux; Android 15) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


class TestBrowsers:
    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            (FIREFOX, "Linux 电脑 · 火狐浏览器"),
            (EDGE, "Windows 电脑 · 微软浏览器"),
            (WECHAT, "安卓手机 · 微信"),
            ("Mozilla/5.0 (iPhone) Version/18 Safari/604.1", "苹果手机 · 苹果浏览器"),
            ("curl/8", UNKNOWN),
            ("", UNKNOWN),
        ],
    )
    def test_in_words(self, agent, words):
        assert browser_words(agent) == words

    @given(agent=st.text())
    def test_property_nothing_of_the_agent_itself(self, agent):
        known = {words for _, words in (*browsers._DEVICES, *browsers._BROWSERS)} | {UNKNOWN}
        assert set(browser_words(agent).split(" · ")) <= known
        assert len(browser_words(agent)) <= 40


pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return colleague("clerk", Role.PREPARER, display_name="周敏")


def sign_in(user, agent=FIREFOX, address="10.1.2.3", password=PASSWORD):
    """A browser of its own, signed in through the door."""
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    door = "station" if user.role == Role.TOWN_WORKER else "bureau"
    client.post(f"/{door}/login/", {"username": user.username, "password": password})
    return client


def marks_of(user):
    return {one.browser: one.mark for one in StaffSession.objects.filter(user=user)}


class TestSessions:
    def test_two_browsers_at_once_each_with_its_words(self, clerk):
        at_desk, phone = sign_in(clerk), sign_in(clerk, WECHAT, "10.9.9.9")
        for client in (at_desk, phone):
            page = told(client, "/bureau/me/")
            assert "Linux 电脑 · 火狐浏览器" in page
            assert "安卓手机 · 微信" in page
            assert "10.9.9.9" in page
            assert page.count("就是这里") == 1

    def test_ended_elsewhere_is_really_dead(self, clerk):
        at_desk, lost = sign_in(clerk), sign_in(clerk, WECHAT)
        mark = marks_of(clerk)["安卓手机 · 微信"]
        assert "已结束那一处登录" in said(at_desk.post("/bureau/me/", {"end": mark}, follow=True))
        assert lost.get("/bureau/").url.startswith("/bureau/login/")
        assert lost.post("/bureau/me/", {"others": "1"}).status_code == 302
        assert at_desk.get("/bureau/").status_code == 200
        entry = AuditEntry.objects.order_by("serial").last()
        assert (entry.action, entry.actor_name) == ("session.ended", "clerk")

    def test_all_others_at_once(self, clerk):
        at_desk, *others = (sign_in(clerk) for _ in range(3))
        assert "已结束 2 处登录" in said(at_desk.post("/bureau/me/", {"others": "1"}, follow=True))
        assert [client.get("/bureau/").status_code for client in others] == [302, 302]
        assert "没有别处的登录" in said(at_desk.post("/bureau/me/", {"others": "1"}, follow=True))

    def test_the_key_is_on_no_page_and_anothers_session_is_not_there(self, clerk):
        stranger = colleague("stranger")
        at_desk, other = sign_in(clerk), sign_in(stranger)
        page = at_desk.get("/bureau/me/").text
        for row in StaffSession.objects.all():
            assert row.session_key not in page
        [mark] = marks_of(stranger).values()
        assert at_desk.post("/bureau/me/", {"end": mark}).status_code == 404
        assert other.get("/bureau/").status_code == 200

    def test_a_station_worker_has_the_same_page(self):
        a_county()
        worker = colleague("worker", Role.TOWN_WORKER, EAST)
        here, there = sign_in(worker), sign_in(worker, WECHAT)
        assert "安卓手机 · 微信" in told(here, "/station/me/")
        here.post("/station/me/", {"others": "1"})
        assert there.get("/station/").status_code == 302
        assert here.get("/bureau/me/").status_code == 403

    def test_a_new_password_ends_the_others_and_keeps_this_one(self, clerk):
        at_desk, other = sign_in(clerk), sign_in(clerk, WECHAT)
        new = "Shan-shui-77"
        at_desk.post(
            "/bureau/password_change/",
            {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
        )
        assert at_desk.get("/bureau/").status_code == 200
        assert other.get("/bureau/").status_code == 302
        assert StaffSession.objects.filter(user=clerk).count() == 1

    def test_closing_the_account_leaves_none(self, clerk):
        sign_in(clerk)
        accounts.deactivate(actor=None, user=clerk, at=timezone.now())
        assert not StaffSession.objects.filter(user=clerk).exists()

    def test_old_ones_are_not_shown_and_cleared_away_by_the_next_sign_in(self, clerk):
        sign_in(clerk, WECHAT)
        StaffSession.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
        assert "微信" not in told(sign_in(clerk), "/bureau/me/").split("登录记录")[0]
        assert StaffSession.objects.filter(user=clerk).count() == 1

    def test_staying_is_a_request_like_any_other(self, clerk):
        client = sign_in(clerk)
        StaffSession.objects.update(expire_date=timezone.now() + timedelta(seconds=30))
        assert client.get("/bureau/stay/").status_code == 204
        left = StaffSession.objects.get().expire_date - timezone.now()
        assert left > timedelta(minutes=50)
        assert Client().get("/bureau/stay/").status_code == 302


class TestLog:
    def test_ones_own_with_the_failures(self, clerk):
        sign_in(clerk, WECHAT, "10.6.6.6", password="not-it-2026")
        page = told(sign_in(clerk), "/bureau/me/")
        assert "登录失败 密码不对" in page
        assert "10.6.6.6" in page
        other = told(sign_in(colleague("other")), "/bureau/me/")
        assert "10.6.6.6" not in other

    @pytest.mark.parametrize("role", [Role.SECADMIN, Role.AUDITOR])
    def test_everybodys_by_person_result_and_day(self, clerk, role):
        sign_in(clerk)
        sign_in(clerk, WECHAT, "10.6.6.6", password="not-it-2026")
        sign_in(colleague("other", display_name="李娜"))
        watch = enter(colleague("watch", role))
        assert "周敏（经办）" in told(watch, "/bureau/sign-ins/")
        assert "李娜" not in told(watch, "/bureau/sign-ins/?who=CLERK")
        failures = told(watch, "/bureau/sign-ins/?result=failure")
        assert "10.6.6.6" in failures
        assert "10.1.2.3" not in failures
        today = timezone.localdate()
        assert "周敏" in told(watch, f"/bureau/sign-ins/?day={today:%Y-%m-%d}")
        assert "周敏" not in told(watch, f"/bureau/sign-ins/?day={today - timedelta(1):%Y-%m-%d}")
        assert "没有名为“nobody”的账号" in told(watch, "/bureau/sign-ins/?who=nobody")

    @pytest.mark.parametrize("role", [Role.PREPARER, Role.APPROVER, Role.SYSADMIN])
    def test_not_for_others(self, role):
        assert enter(colleague("x", role)).get("/bureau/sign-ins/").status_code == 403

    def test_the_security_administrator_ends_sessions_and_the_auditor_does_not(self, clerk):
        here = sign_in(clerk)
        address = "/bureau/sign-ins/?who=clerk"
        auditor = enter(colleague("auditor", Role.AUDITOR))
        assert 'name="others"' not in auditor.get(address).text
        assert auditor.post(address, {"others": "1"}).status_code == 404
        guard = enter(colleague("guard", Role.SECADMIN))
        assert "已结束 1 处登录" in said(guard.post(address, {"others": "1"}, follow=True))
        assert here.get("/bureau/").status_code == 302

    def test_no_secret_is_ever_in_it(self, clerk):
        typed = "Typed-by-mistake-1"
        sign_in(clerk, password=typed)
        Client().post("/bureau/login/", {"username": typed, "password": PASSWORD})
        page = enter(colleague("guard", Role.SECADMIN)).get("/bureau/sign-ins/").text
        assert typed not in page
        assert PASSWORD not in page

    def test_as_many_queries_for_one_as_for_thirty(self, clerk):
        watch = enter(colleague("watch", Role.AUDITOR))

        def queries():
            with CaptureQueriesContext(
                connection,
            ) as caught:
                watch.get("/bureau/sign-ins/")
            return len(caught)

        sign_in(clerk)
        few = queries()
        for number in range(12):
            sign_in(colleague(f"c{number}"), WECHAT)
        assert queries() == few


class TestPasswordLife:
    def test_an_old_password_leads_to_the_one_page(self, clerk, settings):
        settings.PORTAL_PASSWORD_DAYS = 90
        User.objects.update(password_set_at=timezone.now() - timedelta(days=89))
        client = sign_in(clerk)
        assert client.get("/bureau/").status_code == 200
        User.objects.update(password_set_at=timezone.now() - timedelta(days=91))
        assert client.get("/bureau/").url == "/bureau/password_change/"
        assert "已经用满 90 天" in told(client, "/bureau/password_change/")
        new = "Shan-shui-77"
        client.post(
            "/bureau/password_change/",
            {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
        )
        assert client.get("/bureau/").status_code == 200

    def test_never_where_it_is_set_to_nought(self, clerk, settings):
        settings.PORTAL_PASSWORD_DAYS = 0
        User.objects.update(password_set_at=timezone.now() - timedelta(days=9999))
        assert sign_in(clerk).get("/bureau/").status_code == 200

    def test_none_of_the_last_five_again(self, clerk):
        at = timezone.now()
        used = [PASSWORD]
        for number in range(5):
            used.append(f"Shan-shui-{number}x")
            accounts.change_own_password(user=clerk, password=used[-1], at=at)
        for again in used[1:5]:
            with pytest.raises(WeakPassword, match="最近用过的 5 个"):
                accounts.change_own_password(user=clerk, password=again, at=at)
        accounts.change_own_password(user=clerk, password=used[0], at=at)  # the sixth
        assert len(User.objects.get(pk=clerk.pk).past_passwords) == 4

    def test_settings_are_read_and_wrong_ones_refused(self):
        assert environment.number({"X": "5"}, "X", default=60, least=5) == 5
        with pytest.raises(environment.Misconfigured, match="less than 5"):
            environment.number({"X": "4"}, "X", default=60, least=5)
