"""What may be done to accounts, by whom; and that every change is in the audit log."""

import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from tests.people import (
    COUNTY,
    EAST,
    EAST_ONE,
    NOW,
    PASSWORD,
    WEST,
    a_county,
    colleague,
)
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.accounts.selectors import user_by_name
from veterans.accounts.services import accounts as services
from veterans.accounts.services.accounts import WeakPassword
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return a_county()


@pytest.fixture
def boss():
    return colleague("boss", Role.SYSADMIN)


def last_entry():
    return AuditEntry.objects.order_by("serial").last()


def actions():
    entries = AuditEntry.objects.filter(subject="user").order_by("serial")
    return list(entries.values_list("action", flat=True))


class TestCreate:
    def test_by_the_system_administrator(self, boss, places):
        user = services.create_user(
            actor=boss,
            username="  ｗａｎｇ.li ",
            password=PASSWORD,
            role=Role.TOWN_WORKER,
            region=places[EAST],
            display_name=" 王丽 ",
            at=NOW,
        )
        user.refresh_from_db()
        assert (user.username, user.display_name) == ("wang.li", "王丽")
        assert (user.role, user.region) == ("", None)  # until another person has confirmed it
        assert user.check_password(PASSWORD)
        assert user.must_change_password
        assert user.created_at == NOW
        entry = last_entry()
        assert (entry.actor_name, entry.action) == ("boss", "account.created")
        assert entry.subject_id == str(user.pk)
        assert entry.detail == {"username": "wang.li", "role": "town_worker", "region": EAST}

    def test_by_the_operator_at_the_command_line(self):
        services.create_user(
            actor=None, username="first", password=PASSWORD, role=Role.SYSADMIN, at=NOW
        )
        assert (last_entry().actor_id, last_entry().actor_name) == (None, "系统")

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSADMIN])
    def test_by_nobody_else(self, places, role):
        region = {Role.TOWN_WORKER: EAST, Role.VILLAGE_WORKER: EAST_ONE}.get(role, "")
        actor = colleague("actor", role, region)
        with pytest.raises(PermissionRefused):
            services.create_user(
                actor=actor, username="x.y", password=PASSWORD, role=Role.AUDITOR, at=NOW
            )
        assert User.objects.count() == 1

    def test_by_a_system_administrator_who_was_closed_a_moment_ago(self, boss):
        User.objects.filter(pk=boss.pk).update(is_active=False)
        assert boss.is_active  # the request began earlier
        with pytest.raises(PermissionRefused):
            services.create_user(
                actor=boss, username="x.y", password=PASSWORD, role=Role.AUDITOR, at=NOW
            )

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"password": "123456"}, "至少要 10 个字符.*太常见.*全是数字"),
            ({"password": ""}, "至少要 10 个字符"),
            ({"password": "new.person2026"}, "太相似"),
            ({"password": "83749265019283"}, "全是数字"),
            ({"username": "BOSS"}, "已有"),
            ({"username": "boss"}, "已有"),
            ({"username": ""}, "."),
            ({"username": "有 空格"}, "账号只能用"),
            ({"username": "x" * 61}, "60"),
            ({"username": "13812345678"}, "手机号"),
            ({"username": "370303194901011234"}, "身份证号"),
            ({"role": "root"}, "选择岗位"),
            ({"role": Role.TOWN_WORKER}, "必须指定服务区域（镇街）"),
            ({"role": Role.VILLAGE_WORKER}, "必须指定服务区域（村居）"),
            ({"role": Role.TOWN_WORKER, "region": EAST_ONE}, "应为镇街"),
            ({"role": Role.TOWN_WORKER, "region": COUNTY}, "应为镇街"),
            ({"role": Role.VILLAGE_WORKER, "region": EAST}, "应为村居"),
            ({"role": Role.PREPARER, "region": EAST}, "不指定镇街或村居"),
        ],
    )
    def test_refusals_are_chinese_and_leave_nothing(self, boss, places, change, says):
        given = {"username": "new.person", "password": PASSWORD, "role": Role.PREPARER, **change}
        if "region" in given:
            given["region"] = places[given["region"]]
        before = AuditEntry.objects.count()
        with pytest.raises(Refused, match=says) as caught:
            services.create_user(actor=boss, at=NOW, **given)
        assert User.objects.count() == 1
        assert AuditEntry.objects.count() == before
        words = str(caught.value).replace("boss", "").replace("BOSS", "")
        assert not any(char.isascii() and char.isalpha() for char in words)

    def test_bureau_may_name_the_county(self, boss, places):
        user = services.create_user(
            actor=boss, username="x.y", password=PASSWORD, role=Role.AUDITOR,
            region=places[COUNTY], at=NOW,
        )  # fmt: skip
        assert user.appointments.get().region == places[COUNTY]


class TestRole:
    def test_change_by_the_operator(self, places):
        user = colleague("x")
        services.change_role(
            actor=None, user=user, role=Role.VILLAGE_WORKER, region=places[EAST_ONE], at=NOW
        )
        user.refresh_from_db()
        assert (user.role, user.region) == (Role.VILLAGE_WORKER, places[EAST_ONE])
        assert last_entry().detail == {
            "username": "x",
            "role": "village_worker",
            "region": EAST_ONE,
            "role_before": "preparer",
            "region_before": "",
        }

    def test_by_a_colleague_it_is_only_proposed(self, boss):
        user = colleague("x")
        services.change_role(actor=boss, user=user, role=Role.REVIEWER, region=None, at=NOW)
        user.refresh_from_db()
        assert user.role == Role.PREPARER
        assert last_entry().action == "account.role_proposed"
        with pytest.raises(Refused, match="已有一项授权等待"):
            services.change_role(actor=boss, user=user, role=Role.AUDITOR, region=None, at=NOW)

    def test_no_change_writes_nothing(self, boss):
        user = colleague("x")
        services.change_role(actor=boss, user=user, role=Role.PREPARER, region=None, at=NOW)
        assert actions() == []

    def test_nobody_gives_himself_another_role(self, boss):
        colleague("second", Role.SYSADMIN)
        with pytest.raises(PermissionRefused, match="自己的岗位"):
            services.change_role(actor=boss, user=boss, role=Role.APPROVER, region=None, at=NOW)

    def test_area_must_fit(self, boss, places):
        with pytest.raises(Refused, match="应为镇街"):
            services.change_role(
                actor=boss, user=colleague("x"), role=Role.TOWN_WORKER,
                region=places[EAST_ONE], at=NOW,
            )  # fmt: skip

    def test_last_system_administrator_stays(self, boss):
        with pytest.raises(Refused, match="最后一位"):
            services.change_role(actor=None, user=boss, role=Role.AUDITOR, region=None, at=NOW)
        colleague("closed", Role.SYSADMIN, is_active=False)
        with pytest.raises(Refused, match="最后一位"):
            services.change_role(actor=None, user=boss, role=Role.AUDITOR, region=None, at=NOW)
        colleague("second", Role.SYSADMIN)
        services.change_role(actor=None, user=boss, role=Role.AUDITOR, region=None, at=NOW)
        boss.refresh_from_db()
        assert boss.role == Role.AUDITOR


class TestClosing:
    def test_and_opening_again(self, boss):
        user = colleague("x")
        services.deactivate(actor=boss, user=user, at=NOW)
        services.deactivate(actor=boss, user=user, at=NOW)
        user.refresh_from_db()
        assert not user.is_active
        services.reactivate(actor=boss, user=user, at=NOW)
        services.reactivate(actor=boss, user=user, at=NOW)
        user.refresh_from_db()
        assert user.is_active
        assert user.role == ""  # to be confirmed anew
        assert user.appointments.get().role == Role.PREPARER
        assert actions() == ["account.deactivated", "account.reactivated"]

    def test_not_oneself(self, boss):
        colleague("second", Role.SYSADMIN)
        with pytest.raises(PermissionRefused, match="自己的账号"):
            services.deactivate(actor=boss, user=boss, at=NOW)

    def test_not_the_last_system_administrator(self, boss):
        with pytest.raises(Refused, match="最后一位"):
            services.deactivate(actor=None, user=boss, at=NOW)

    def test_only_the_system_administrator(self, boss):
        user, other = colleague("x"), colleague("y")
        for call in (services.deactivate, services.reactivate, services.unlock):
            with pytest.raises(PermissionRefused):
                call(actor=user, user=other, at=NOW)

    def test_an_account_that_is_gone(self, boss):
        user = User(pk=999999, username="ghost")
        with pytest.raises(NotFound):
            services.deactivate(actor=boss, user=user, at=NOW)


class TestPassword:
    def test_given_by_the_administrator(self, boss):
        user = colleague("x")
        services.set_password(actor=boss, user=user, password="Shan-shui-77", at=NOW)
        user.refresh_from_db()
        assert user.check_password("Shan-shui-77")
        assert user.must_change_password
        assert actions() == ["account.password_set"]
        assert "Shan" not in str(last_entry().detail)

    def test_not_ones_own_that_way(self, boss):
        with pytest.raises(Refused, match="修改密码"):
            services.set_password(actor=boss, user=boss, password="Shan-shui-77", at=NOW)

    def test_own(self):
        user = colleague("x", must_change_password=True)
        services.change_own_password(user=user, password="Shan-shui-77", at=NOW)
        user.refresh_from_db()
        assert user.check_password("Shan-shui-77")
        assert not user.must_change_password
        assert (last_entry().action, last_entry().actor_name) == ("account.password_changed", "x")

    def test_own_must_be_new_and_strong_and_the_account_open(self):
        user = colleague("x")
        with pytest.raises(WeakPassword, match="不能与现用密码相同"):
            services.change_own_password(user=user, password=PASSWORD, at=NOW)
        with pytest.raises(WeakPassword, match="至少要"):
            services.change_own_password(user=user, password="kurz", at=NOW)
        User.objects.filter(pk=user.pk).update(is_active=False)
        with pytest.raises(PermissionRefused):
            services.change_own_password(user=user, password="Shan-shui-77", at=NOW)


def test_display_name(boss):
    user = colleague("x", display_name="王某")
    services.change_details(actor=boss, user=user, display_name="李某", at=NOW)
    services.change_details(actor=boss, user=user, display_name="李某", at=NOW)
    user.refresh_from_db()
    assert user.display_name == "李某"
    assert actions() == ["account.renamed"]
    assert "李某" not in str(last_entry().detail)


def test_user_by_name():
    user = colleague("x")
    assert user_by_name(" x ") == user
    with pytest.raises(Refused, match="没有名为"):
        user_by_name("X")
    User.objects.update(is_active=False)
    with pytest.raises(Refused, match="已停用"):
        user_by_name("x")


class TestDatabaseRefuses:
    """For whoever goes round the services."""

    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("user_station_has_region", {"role": "town_worker"}),
            ("user_station_has_region", {"role": "village_worker"}),
            ("user_role_known", {"role": "root"}),
            ("user_name_unique_any_case", {"username": "Boss"}),
            ("does not serve", {"role": "town_worker", "region": EAST_ONE}),
            ("does not serve", {"role": "village_worker", "region": WEST}),
            ("does not serve", {"role": "approver", "region": WEST}),
        ],
    )
    def test_insert(self, boss, places, constraint, fields):
        given = {"username": "x", "role": "preparer", **fields}
        if "region" in given:
            given["region"] = places[given["region"]]
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            User.objects.create(**given)

    def test_update(self, places):
        worker = colleague("x", Role.TOWN_WORKER, EAST)
        for change in ({"region": places[EAST_ONE]}, {"role": "village_worker"}):
            with pytest.raises(IntegrityError, match="does not serve"), transaction.atomic():
                User.objects.filter(pk=worker.pk).update(**change)
        with pytest.raises(IntegrityError, match="has_region"), transaction.atomic():
            User.objects.filter(pk=worker.pk).update(region=None)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_leave_one():
    first, second = colleague("first", Role.SYSADMIN), colleague("second", Role.SYSADMIN)
    start = threading.Barrier(2)
    outcomes = []

    def close(actor, user):
        start.wait()
        try:
            services.deactivate(actor=actor, user=user, at=timezone.now())
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=close, args=pair) for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["done", "refused"]
    assert User.objects.filter(role=Role.SYSADMIN, is_active=True).count() == 1
