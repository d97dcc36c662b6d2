"""Roles and duties: who may what, by code, by label, and by Django's own question."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import COUNTY, EAST, EAST_ONE, a_county, colleague
from veterans.accounts import roles
from veterans.accounts.roles import DUTIES, Role, parse_role
from veterans.foundation.errors import PermissionRefused, Refused


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("preparer", Role.PREPARER),
        ("经办", Role.PREPARER),
        ("复核", Role.REVIEWER),
        ("Approver", Role.APPROVER),
        (" auditor ", Role.AUDITOR),
        ("sysadmin", Role.SYSADMIN),
        ("system_administrator", Role.SYSADMIN),
        ("system-administrator", Role.SYSADMIN),
        ("System Administrator", Role.SYSADMIN),
        ("admin", Role.SYSADMIN),
        ("系统管理员", Role.SYSADMIN),
        ("安全管理员", Role.SECADMIN),
        ("security_administrator", Role.SECADMIN),
        ("安全审计员", Role.AUDITOR),
        ("town_station", Role.TOWN_WORKER),
        ("town_worker", Role.TOWN_WORKER),
        ("镇街站工作人员", Role.TOWN_WORKER),
        ("village_station", Role.VILLAGE_WORKER),
        ("村居站", Role.VILLAGE_WORKER),
    ],
)
def test_a_role_may_be_written_in_several_ways(word, role):
    assert parse_role(word) is role


@pytest.mark.parametrize("word", ["", "root", "superuser", "局长", "prepare"])
def test_other_words_are_refused_and_the_known_ones_listed(word):
    with pytest.raises(Refused, match="preparer（经办）"):
        parse_role(word)


def test_every_role_has_a_duty_and_every_duty_a_holder():
    held = set().union(*DUTIES.values())
    assert held == set(Role)
    assert all(DUTIES.values())


def duties_of(role):
    return {duty for duty, holders in DUTIES.items() if role in holders}


def test_the_two_administrators_see_no_files_and_share_no_power():
    shared = {"desk.see", "accounts.see", "emergency.end"}
    assert duties_of(Role.SYSADMIN) == {*shared, "accounts.manage"}
    assert duties_of(Role.SECADMIN) == {*shared, "accounts.secure", "sign_ins.read"}


def test_auditor_reads_everything_and_changes_nothing():
    assert duties_of(Role.AUDITOR) == {
        "desk.see",
        "people.read",
        "network.read",
        "catalogue.read",
        "finder.read",
        "providers.read",
        "supporters.read",
        "steering.read",
        "projects.read",
        "units.read",
        "honours.read",
        "memorials.read",
        "campaigns.read",
        "juries.read",
        "votes.read",
        "plaques.read",
        "letters.read",
        "dlist.read",
        "cases.read",
        "errands.read",
        "ledger.read",
        "audit.read",
        "books.read",
        "exports.see",
        "accounts.see",
        "sign_ins.read",
        "notices.read",
    }


def test_a_juror_sees_his_own_desk_and_nothing_else():
    assert duties_of(Role.JUROR) == {"desk.see", "juries.score"}
    assert not any(roles.permits_app(Role.JUROR, app) for app in ("registry", "accounts"))


def test_nobody_holds_two_hands_of_a_batch():
    hands = [DUTIES["batch.prepare"], DUTIES["batch.review"], DUTIES["batch.approve"]]
    assert sum(map(len, hands)) == len(set().union(*hands))


@pytest.mark.django_db
class TestUser:
    def test_inactive_may_nothing(self):
        user = colleague("x", is_active=False)
        assert not user.may("desk.see")
        assert not user.is_staff
        assert not user.has_perm("registry.view_person")
        assert not user.has_module_perms("registry")

    def test_refusal_names_who_may(self):
        with pytest.raises(PermissionRefused, match="系统管理员"):
            roles.require(colleague("x"), "accounts.manage")
        roles.require(colleague("boss", Role.SYSADMIN), "accounts.manage")

    def test_an_unknown_duty_is_a_fault_of_ours(self):
        with pytest.raises(KeyError):
            colleague("x").may("fly")

    @pytest.mark.parametrize(
        ("role", "permission", "allowed"),
        [
            (Role.SYSADMIN, "accounts.add_user", True),
            (Role.SYSADMIN, "accounts.change_user", True),
            (Role.SYSADMIN, "accounts.delete_user", False),
            (Role.SYSADMIN, "registry.view_person", False),
            (Role.SYSADMIN, "subsidies.view_batch", False),
            (Role.SYSADMIN, "foundation.view_auditentry", False),
            (Role.AUDITOR, "registry.view_person", True),
            (Role.AUDITOR, "registry.change_person", False),
            (Role.AUDITOR, "foundation.view_auditentry", True),
            (Role.AUDITOR, "accounts.view_user", True),
            (Role.AUDITOR, "accounts.change_user", False),
            (Role.PREPARER, "registry.change_person", True),
            (Role.PREPARER, "registry.delete_person", False),
            (Role.PREPARER, "accounts.view_user", False),
            (Role.REVIEWER, "registry.change_person", False),
            (Role.APPROVER, "subsidies.view_batch", True),
            (Role.APPROVER, "subsidies.change_batch", False),
            (Role.PREPARER, "auth.view_group", False),
            (Role.PREPARER, "nonsense", False),
            (Role.PREPARER, "", False),
        ],
    )
    def test_djangos_question_is_answered_by_the_role(self, role, permission, allowed):
        user = colleague("x", role)
        assert user.has_perm(permission) is allowed
        assert user.has_perms([permission]) is allowed

    def test_station_workers_hold_no_permission_of_the_bureau(self):
        a_county()
        worker = colleague("x", Role.TOWN_WORKER, EAST)
        for app in ("registry", "subsidies", "accounts", "foundation", "regions", "stations"):
            assert not worker.has_module_perms(app)
        assert not worker.is_staff

    def test_area(self):
        a_county()
        assert colleague("a").area_path == ""
        assert colleague("b", Role.AUDITOR, COUNTY).area_path == "370399"
        assert colleague("c", Role.TOWN_WORKER, EAST).area_path == "370399001"
        assert colleague("d", Role.VILLAGE_WORKER, EAST_ONE).area_path == EAST_ONE
        assert colleague("e", is_active=False).area_path is None

    def test_names(self):
        user = colleague("li.ming", display_name="李明")
        assert (str(user), user.get_full_name(), user.get_short_name()) == ("李明",) * 3
        assert str(colleague("nobody")) == "nobody"

    def test_strangers_have_no_role(self):
        assert not hasattr(AnonymousUser(), "may")
