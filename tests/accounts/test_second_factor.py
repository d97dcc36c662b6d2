"""The second factor: codes, binding a telephone, signing in with it, losing it."""

import io
import re
import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.people import EAST, NOW, PASSWORD, a_county, colleague
from veterans.accounts import rules
from veterans.accounts.models import SecondFactor
from veterans.accounts.roles import Role
from veterans.accounts.services import second_factors
from veterans.accounts.services.second_factors import WrongCode
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

PAGE = "/bureau/second-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
steps = st.integers(min_value=10, max_value=2**33)


class TestCodes:
    def test_the_examples_of_the_standard(self):
        """RFC 6238, appendix B, SHA-1, the last six of its eight digits."""
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        for second, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
            assert rules.code_at(secret, rules.step_of(second)) == code

    @given(now=steps, off=st.integers(-5, 5), last=st.integers(-5, 5))
    def test_property_accepted_within_a_step_and_never_twice(self, now, off, last):
        code = rules.code_at(SECRET, now + off)
        found = rules.accepted_step(secret=SECRET, code=code, now=now, last=now + last)
        if abs(off) <= 1 and off > last:
            assert found is not None
        if found is not None:
            assert abs(found - now) <= 1
            assert found > now + last
            assert rules.code_at(SECRET, found) == code
            assert rules.accepted_step(secret=SECRET, code=code, now=now, last=now + 1) is None

    @given(code=st.text(max_size=8).filter(lambda text: not re.fullmatch("[0-9]{6}", text)))
    def test_property_what_is_not_six_digits_is_refused(self, code):
        assert rules.accepted_step(secret=SECRET, code=code, now=1000, last=0) is None


pytestmark = pytest.mark.django_db


def now_code(user, ahead=0):
    factor = SecondFactor.objects.get(pk=user.pk)
    return rules.code_at(factor.secret, rules.step_of(timezone.now().timestamp()) + ahead)


def wrong_code(user):
    """Six digits that are none of those accepted now."""
    good = {now_code(user, ahead) for ahead in range(-3, 4)}
    return next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in good)


def bind(user):
    """A telephone bound long ago; returns the recovery codes."""
    factor = second_factors.begin(user=user)
    return second_factors.confirm(
        user=user, code=rules.code_at(factor.secret, rules.step_of(NOW.timestamp())), at=NOW
    )


def password(client, username="clerk"):
    return client.post("/bureau/login/", {"username": username, "password": PASSWORD})


def signed_in(client):
    return "_auth_user_id" in client.session


def last_entry():
    return AuditEntry.objects.order_by("serial").last()


@pytest.fixture
def clerk():
    return colleague("clerk", Role.PREPARER, display_name="王某")


class TestServices:
    def test_the_secret_is_sealed_and_found_by_the_rotation_of_keys(self, clerk, settings):
        bind(clerk)
        secret = SecondFactor.objects.get().secret
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM accounts_secondfactor")
            sealed = bytes(cursor.fetchone()[0])
        assert secret.encode() not in sealed
        settings.PORTAL_SEAL_KEYS = {**settings.PORTAL_SEAL_KEYS, 2: bytes(range(16, 32))}
        settings.PORTAL_SEAL_KEY_ID = 2
        call_command("rotate_keys", stdout=io.StringIO(), stderr=io.StringIO())
        with connection.cursor() as cursor:
            cursor.execute("SELECT get_byte(secret, 0) FROM accounts_secondfactor")
            assert cursor.fetchone()[0] == 2
        assert SecondFactor.objects.get().secret == secret

    def test_a_code_is_accepted_once(self, clerk):
        bind(clerk)
        at = timezone.now()
        code = now_code(clerk)
        second_factors.verify(user=clerk, code=code, at=at)
        with pytest.raises(WrongCode, match="已经用过"):
            second_factors.verify(user=clerk, code=code, at=at)

    def test_ten_recovery_codes_each_once_and_none_readable(self, clerk):
        codes = bind(clerk)
        assert len(set(codes)) == 10
        stored = "".join(SecondFactor.objects.get().recovery)
        for left, code in enumerate(reversed(codes)):
            assert code.replace("-", "") not in stored
            given_back = second_factors.verify(user=clerk, code=code, at=NOW)
            assert given_back == 9 - left
            with pytest.raises(WrongCode):
                second_factors.verify(user=clerk, code=code, at=NOW)

    def test_recovery_codes_of_a_colleague_do_not_help(self, clerk):
        other = colleague("other")
        bind(clerk)
        [code, *_] = bind(other)
        with pytest.raises(WrongCode):
            second_factors.verify(user=clerk, code=code, at=NOW)

    def test_bound_twice_is_refused(self, clerk):
        bind(clerk)
        with pytest.raises(Refused, match="已经启用"):
            second_factors.confirm(user=clerk, code=now_code(clerk), at=timezone.now())

    def test_reset_by_a_colleague_with_a_reason_and_never_ones_own(self, clerk):
        boss = colleague("boss", Role.SECADMIN)
        bind(clerk)
        bind(boss)
        for reason, says in (("", "请写明"), ("电话 13812345678", "不要写身份证号")):
            with pytest.raises(Refused, match=says):
                second_factors.reset(actor=boss, user=clerk, reason=reason, at=NOW)
        with pytest.raises(PermissionRefused, match="自己"):
            second_factors.reset(actor=boss, user=boss, reason="丢了", at=NOW)
        with pytest.raises(PermissionRefused):
            second_factors.reset(actor=clerk, user=boss, reason="丢了", at=NOW)
        second_factors.reset(actor=boss, user=clerk, reason="手机丢了", at=NOW)
        assert last_entry().detail == {"username": "clerk", "reason": "手机丢了"}
        with pytest.raises(Refused, match="没有启用"):
            second_factors.reset(actor=boss, user=clerk, reason="丢了", at=NOW)


class TestSigningIn:
    def test_offered_and_not_taken(self, client, clerk):
        assert password(client).url == "/bureau/"

    def test_the_password_alone_opens_nothing(self, client, clerk):
        bind(clerk)
        assert password(client).url == PAGE
        assert not signed_in(client)
        assert client.get("/bureau/").status_code == 302
        assert client.get("/bureau/people/").url.startswith("/bureau/login/")
        page = client.get(PAGE)
        assert "手机上的 6 位数字" in page.text
        assert 'class="bureau-nav"' not in page.text

    def test_with_the_code_to_where_one_wanted_to_go(self, client, clerk):
        bind(clerk)
        data = {"username": "clerk", "password": PASSWORD}
        client.post("/bureau/login/?next=/bureau/people/", data)
        assert client.post(PAGE, {"code": f" {now_code(clerk)[:3]} {now_code(clerk)[3:]}"}).url == (
            "/bureau/people/"
        )
        assert signed_in(client)
        assert last_entry().action == "account.signed_in"

    def test_the_code_somebody_looked_at_is_used_up(self, client, clerk):
        bind(clerk)
        password(client)
        code = now_code(clerk)
        client.post(PAGE, {"code": code})
        onlooker = Client()
        password(onlooker)
        assert "已经用过" in onlooker.post(PAGE, {"code": code}).text
        assert not signed_in(onlooker)

    def test_with_a_recovery_code(self, client, clerk):
        [code, *_] = bind(clerk)
        password(client)
        done = client.post(PAGE, {"code": code}, follow=True)
        assert "还剩 9 个" in done.text

    def test_ten_minutes_and_then_the_password_again(self, client, clerk, monkeypatch):
        bind(clerk)
        password(client)
        later = timezone.now() + timedelta(minutes=11)
        monkeypatch.setattr("veterans.accounts.second_factor.timezone.now", lambda: later)
        assert client.get(PAGE).url.startswith("/bureau/login/")

    def test_a_password_changed_meanwhile_ends_the_waiting(self, client, clerk):
        bind(clerk)
        password(client)
        clerk.set_password("Shan-shui-77")
        clerk.save()
        assert client.get(PAGE).url.startswith("/bureau/login/")

    def test_stations_are_not_asked(self, client, settings):
        settings.PORTAL_SECOND_FACTOR = "required"
        a_county()
        colleague("worker", Role.TOWN_WORKER, EAST)
        data = {"username": "worker", "password": PASSWORD}
        assert client.post("/station/login/", data).url == "/station/"
        assert client.get(PAGE).status_code == 403

    def test_who_was_signed_in_at_the_other_door_before_is_out(self, client, clerk):
        a_county()
        colleague("worker", Role.TOWN_WORKER, EAST)
        client.post("/station/login/", {"username": "worker", "password": PASSWORD})
        bind(clerk)
        assert password(client).url == PAGE
        assert client.get("/station/").status_code == 302
        assert client.post(PAGE, {"code": now_code(clerk)}).url == "/bureau/"

    def test_strangers_have_nothing_to_see(self, client):
        assert client.get(PAGE).url.startswith("/bureau/login/")


class TestWrongCodes:
    def test_count_like_wrong_passwords_and_together_with_them(self, client, clerk):
        bind(clerk)
        for _ in range(2):
            client.post("/bureau/login/", {"username": "clerk", "password": "not-it-2026"})
        password(client)  # the right one in between begins nothing anew
        for _ in range(2):
            page = client.post(PAGE, {"code": wrong_code(clerk)})
            assert "验证码不对" in page.text
        locked = client.post(PAGE, {"code": wrong_code(clerk)})
        assert locked.status_code == 429
        assert "密码或验证码连续输错 5 次" in locked.text
        assert last_entry().action == "account.locked_out"
        assert last_entry().detail["wrong"] == "code"

    def test_locked_out_even_the_right_code_waits(self, client, clerk):
        bind(clerk)
        password(client)
        for _ in range(5):
            client.post(PAGE, {"code": wrong_code(clerk)})
        right = now_code(clerk)
        assert client.post(PAGE, {"code": right}).status_code == 429
        assert password(Client()).status_code == 429
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert client.post(PAGE, {"code": right}).status_code == 302  # and was not used up

    def test_what_was_typed_is_kept_nowhere(self, client, clerk):
        bind(clerk)
        password(client)
        client.post(PAGE, {"code": "987654321098"})
        everything = str(list(AccessAttempt.objects.values())) + str(
            list(AuditEntry.objects.values())
        )
        assert "987654321098" not in everything


class TestBinding:
    def test_required_from_the_first_sign_in_on(self, client, clerk, settings):
        settings.PORTAL_SECOND_FACTOR = "required"
        assert password(client).url == PAGE
        page = client.get(PAGE)
        secret = SecondFactor.objects.get().secret
        assert "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page.text)) == secret
        assert "<svg" in page.text
        assert not re.search(r"<svg[^>]*style=", page.text)
        assert client.get(PAGE).text.count(secret[:4]) == page.text.count(secret[:4])  # the same
        assert "验证码不对" in client.post(PAGE, {"code": wrong_code(clerk)}).text
        assert not signed_in(client)
        done = client.post(PAGE, {"code": now_code(clerk)})
        codes = re.findall(r"\d{4}-\d{4}-\d{4}", done.text)
        assert len(codes) == 10
        assert done.headers["Cache-Control"].startswith("max-age=0")
        assert signed_in(client)
        assert not re.search(r"\d{4}-\d{4}-\d{4}", client.get(PAGE).text)  # shown once

    def test_of_ones_own_accord(self, client, clerk):
        password(client)
        assert "开始绑定手机" in client.get(PAGE).text
        assert not SecondFactor.objects.exists()  # a look begins nothing
        client.post(PAGE)
        assert "恢复码" in client.post(PAGE, {"code": now_code(clerk)}).text
        assert AuditEntry.objects.filter(action="account.second_factor_set").count() == 1

    def test_begun_and_left_asks_nothing_of_the_next_sign_in(self, client, clerk):
        second_factors.begin(user=clerk)
        assert password(client).url == "/bureau/"

    def test_another_telephone_against_a_code_of_the_old_one(self, client, clerk):
        [code, *_] = bind(clerk)
        password(client)
        client.post(PAGE, {"code": code})
        before = SecondFactor.objects.get().secret
        assert "验证码不对" in client.post(PAGE, {"code": wrong_code(clerk)}).text
        client.post(PAGE, {"code": now_code(clerk, 1)})
        factor = SecondFactor.objects.get()
        assert factor.confirmed_at is None
        assert factor.secret != before

    def test_lost_and_reset_by_the_button_is_told_at_the_next_sign_in(self, client, clerk):
        bind(clerk)
        boss = colleague("boss", Role.SECADMIN)
        desk = Client()
        desk.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
        button = f"/bureau/accounts/user/{clerk.pk}/do/second-factor/"
        assert "原来的手机和恢复码立即作废" in desk.get(button).text
        assert "已重置" in desk.post(button, {"reason": "手机丢了"}, follow=True).text
        told = client.post(
            "/bureau/login/", {"username": "clerk", "password": PASSWORD}, follow=True
        )
        assert "由 boss 重置，原因：手机丢了" in told.text
        client.post("/bureau/logout/")
        again = client.post(
            "/bureau/login/", {"username": "clerk", "password": PASSWORD}, follow=True
        )
        assert "重置" not in again.text

    def test_by_the_operator_when_no_colleague_is_left(self, clerk, capsys):
        bind(clerk)
        call_command("reset_second_factor", "clerk", reason="手机丢了")
        assert '"reset": true' in capsys.readouterr().out
        assert last_entry().actor_id is None
        assert not SecondFactor.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_two_browsers_with_one_code_at_the_same_moment(clerk, kind):
    [recovery, *_] = bind(clerk)
    code = now_code(clerk) if kind == "code" else recovery
    start, outcomes, at = threading.Barrier(2), [], timezone.now()

    def try_it():
        start.wait()
        try:
            second_factors.verify(user=clerk, code=code, at=at)
            outcomes.append("in")
        except WrongCode:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["in", "refused"]
