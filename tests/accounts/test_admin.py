"""Accounts in the admin: the system administrator's pages, and who else sees them."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.people import EAST, EAST_ONE, PASSWORD, a_county, colleague
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.accounts.services import accounts as services
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = "/bureau/accounts/user/"
NEW = "Shan-shui-77"


@pytest.fixture
def places():
    return a_county()


@pytest.fixture
def boss(client, places):
    user = colleague("boss", Role.SYSADMIN)
    enter(client, user)
    return user


def enter(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def page_of(user):
    return f"{LIST}{user.pk}/change/"


def button(user, name):
    return f"{LIST}{user.pk}/do/{name}/"


def last_entry():
    return AuditEntry.objects.order_by("serial").last()


def last_action():
    return last_entry().action


class TestWhoSees:
    @pytest.mark.parametrize(
        ("role", "list_status", "add_status"),
        [
            (Role.SYSADMIN, 200, 200),
            (Role.SECADMIN, 200, 403),
            (Role.AUDITOR, 200, 403),
            (Role.PREPARER, 403, 403),
            (Role.REVIEWER, 403, 403),
            (Role.APPROVER, 403, 403),
        ],
    )
    def test_bureau(self, client, role, list_status, add_status):
        enter(client, colleague("x", role))
        assert client.get(LIST).status_code == list_status
        assert client.get(f"{LIST}add/").status_code == add_status

    def test_station(self, client, places):
        enter(client, colleague("x", Role.TOWN_WORKER, EAST))
        assert client.get(LIST).status_code == 403

    def test_auditor_sees_an_account_and_cannot_change_it(self, client):
        enter(client, colleague("auditor", Role.AUDITOR))
        other = colleague("x")
        page = client.get(page_of(other))
        assert page.status_code == 200
        assert "/do/" not in page.text
        assert client.post(page_of(other), {"role": "approver"}).status_code == 403
        for name in ("password", "unlock", "deactivate"):
            assert client.get(button(other, name)).status_code == 403
            assert client.post(button(other, name)).status_code == 403

    def test_roles_are_shown_in_chinese(self, client, boss):
        colleague("x", Role.REVIEWER)
        page = client.get(LIST)
        assert "系统管理员" in page.text
        assert "复核" in page.text
        assert "reviewer</td>" not in page.text

    def test_no_groups_and_no_delete(self, client, boss):
        assert client.get("/bureau/auth/group/").status_code == 404
        other = colleague("x")
        assert client.get(f"{LIST}{other.pk}/delete/").status_code == 403
        assert client.post(f"{LIST}{other.pk}/delete/", {"post": "yes"}).status_code == 403
        assert User.objects.filter(pk=other.pk).exists()


class TestAdd:
    def post(self, client, **change):
        data = {
            "username": "wang",
            "display_name": "王某",
            "role": "preparer",
            "region": "",
            "password1": NEW,
            "password2": NEW,
            **change,
        }
        return client.post(f"{LIST}add/", data)

    def test_add(self, client, boss):
        assert self.post(client).status_code == 302
        user = User.objects.get(username="wang")
        assert user.check_password(NEW)
        assert user.must_change_password
        assert (last_entry().action, last_entry().actor_name) == ("account.created", "boss")
        assert not LogEntry.objects.exists()  # one log, and it holds no names

    def test_station(self, client, boss, places):
        assert self.post(client, role="village_worker", region=places[EAST_ONE].pk).url == LIST
        user = User.objects.get(username="wang")
        assert (user.role, user.region) == ("", None)
        assert user.appointments.get().region == places[EAST_ONE]

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"password2": "Else-where-99"}, "不一致"),
            ({"password1": "123", "password2": "123"}, "至少要 10 个字符"),
            ({"username": "BOSS"}, "已有"),
            ({"username": "boss"}, "已有"),
            ({"username": "13812345678"}, "手机号"),
            ({"role": "town_worker"}, "必须指定服务区域"),
            ({"role": "root"}, "选择一个有效的选项"),
        ],
    )
    def test_refusals_stand_beside_the_field(self, client, boss, change, says):
        page = self.post(client, **change)
        assert page.status_code == 200
        assert says in page.text
        assert User.objects.count() == 1

    def test_wrong_level(self, client, boss, places):
        page = self.post(client, role="town_worker", region=places[EAST_ONE].pk)
        assert "应为镇街" in page.text

    def test_places_are_named_with_what_they_belong_to(self, client, boss):
        assert "东街道 › 东一村" in client.get(f"{LIST}add/").text


class TestChange:
    def test_role_and_name(self, client, boss, places):
        other = colleague("x")
        data = {"display_name": "李某", "role": "town_worker", "region": places[EAST].pk}
        assert client.post(page_of(other), data).status_code == 302
        other.refresh_from_db()
        assert (other.display_name, other.role) == ("李某", "preparer")
        proposed = other.appointments.get()
        assert (proposed.role, proposed.region) == ("town_worker", places[EAST])
        actions = AuditEntry.objects.filter(subject_id=str(other.pk)).order_by("serial")
        assert [entry.action for entry in actions] == ["account.renamed", "account.role_proposed"]

    def test_own_role_is_not_offered(self, client, boss):
        page = client.get(page_of(boss))
        assert 'name="role"' not in page.text
        client.post(page_of(boss), {"display_name": "我", "role": "approver"})
        boss.refresh_from_db()
        assert (boss.role, boss.display_name) == (Role.SYSADMIN, "我")

    def test_what_a_service_refuses_is_told_and_nothing_is_written(self, client, boss, monkeypatch):
        def refuse(**_):
            raise Refused("现在不行。")

        monkeypatch.setattr(services, "change_role", refuse)
        other = colleague("x")
        data = {"display_name": "新名", "role": "approver", "region": ""}
        answer = client.post(page_of(other), data, follow=True)
        assert "现在不行。" in answer.text
        other.refresh_from_db()
        assert other.display_name == ""  # the renaming before it was rolled back
        assert AuditEntry.objects.filter(action="account.renamed").count() == 0


class TestButtons:
    def test_only_what_makes_sense_is_offered(self, client, boss):
        other = colleague("x")
        page = client.get(page_of(other)).text
        for name, there in (("password", True), ("deactivate", True), ("reactivate", False)):
            assert (button(other, name) in page) is there
        own = client.get(page_of(boss)).text
        assert button(boss, "deactivate") not in own
        assert button(boss, "password") not in own

    def test_asks_first_and_a_link_does_nothing(self, client, boss):
        other = colleague("x")
        page = client.get(button(other, "deactivate"))
        assert "停用 x？" in page.text
        assert "此后不能登录" in page.text
        other.refresh_from_db()
        assert other.is_active

    def test_close_and_open(self, client, boss):
        other = colleague("x")
        done = client.post(button(other, "deactivate"), follow=True)
        assert "已停用" in done.text
        assert last_action() == "account.deactivated"
        again = client.post(button(other, "deactivate"), follow=True)
        assert "状态已经变化" in again.text
        client.post(button(other, "reactivate"))
        assert last_action() == "account.reactivated"

    def test_set_password(self, client, boss):
        other = colleague("x")
        page = client.post(button(other, "password"), {"password1": NEW, "password2": "y"})
        assert "不一致" in page.text
        page = client.post(button(other, "password"), {"password1": "123", "password2": "123"})
        assert "至少要 10 个字符" in page.text
        other.refresh_from_db()
        assert other.check_password(PASSWORD)
        done = client.post(button(other, "password"), {"password1": NEW, "password2": NEW})
        assert done.url == page_of(other)
        other.refresh_from_db()
        assert other.check_password(NEW)
        assert other.must_change_password

    def test_unlock(self, client, boss):
        client.post(button(colleague("x"), "unlock"))
        assert last_action() == "account.unlocked"

    @pytest.mark.parametrize("address", [f"{LIST}999999/do/unlock/", f"{LIST}1/do/nonsense/"])
    def test_what_is_not_there(self, client, boss, address):
        address = address.replace("/1/", f"/{boss.pk}/")
        assert client.get(address).status_code == 404

    def test_strangers_sign_in_first(self, client, places):
        other = colleague("x")
        assert client.post(button(other, "unlock")).status_code == 302
        assert AuditEntry.objects.filter(action="account.unlocked").count() == 0


class TestRegionsPage:
    def test_shown_and_not_changed(self, client, places):
        enter(client, colleague("x"))
        page = client.get("/bureau/regions/region/")
        assert page.status_code == 200
        assert "东一村" in page.text
        one = f"/bureau/regions/region/{places[EAST].pk}/change/"
        assert client.get(one).status_code == 200
        assert client.post(one, {"name": "别名"}).status_code == 403
        assert client.get("/bureau/regions/region/add/").status_code == 403
