"""三员分立: who proposes a role gives none; and what is lent for some hours (紧急授权)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from support_services.subsidies.models import Batch
from support_services.subsidies.services import batches
from tests.people import EAST, EAST_ONE, NOW, PASSWORD, a_county, colleague
from tests.subsidies.at_the_bureau import NOVEMBER, Bureau, enter, told
from veterans.accounts import selectors
from veterans.accounts.models import Appointment, User
from veterans.accounts.roles import HANDS, Role
from veterans.accounts.services import accounts, appointments
from veterans.accounts.states import AppointmentState
from veterans.foundation import audit
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def boss():
    return colleague("boss", Role.SYSADMIN, display_name="钱管理")


@pytest.fixture
def guard():
    return colleague("guard", Role.SECADMIN, display_name="孙安全")


def opened(boss, role=Role.REVIEWER, region=None):
    return accounts.create_user(
        actor=boss, username="new", password=PASSWORD, role=role, region=region, at=NOW
    )


def last_entry():
    return AuditEntry.objects.order_by("serial").last()


class TestANewAccount:
    def test_has_no_power_and_no_door_until_another_person_has_confirmed(self, client, boss, guard):
        user = opened(boss)
        data = {"username": "new", "password": PASSWORD}
        for door in ("/bureau/login/", "/station/login/"):
            assert "还没有经安全管理员确认" in client.post(door, data).text
        assert not any(user.may(duty) for duty in ("desk.see", "station.roster"))
        assert enter(user).get("/bureau/").status_code == 403
        appointments.confirm(actor=guard, appointment=user.appointments.get(), at=LATER)
        user.refresh_from_db()
        assert user.role == Role.REVIEWER
        assert client.post("/bureau/login/", data).status_code == 302
        entry = AuditEntry.objects.get(action="account.role_changed")
        assert (entry.actor_name, entry.detail["role_before"]) == ("guard", "")

    def test_with_its_area(self, boss, guard):
        east = a_county()[EAST]
        user = opened(boss, Role.TOWN_WORKER, east)
        appointments.confirm(actor=guard, appointment=user.appointments.get(), at=LATER)
        user.refresh_from_db()
        assert (user.role, user.region) == (Role.TOWN_WORKER, east)

    def test_not_confirmed_by_who_proposed_it_nor_by_anybody_else(self, boss, guard):
        one = opened(boss).appointments.get()
        second = colleague("second", Role.SYSADMIN)
        for other in (boss, second, colleague("clerk"), colleague("auditor", Role.AUDITOR)):
            with pytest.raises(PermissionRefused):
                appointments.confirm(actor=other, appointment=one, at=LATER)
        # Nor after a change of roles: the person counts.
        User.objects.filter(pk=boss.pk).update(role=Role.SECADMIN)
        with pytest.raises(PermissionRefused, match="两个人"):
            appointments.confirm(actor=boss, appointment=one, at=LATER)

    def test_refused_with_a_reason_or_withdrawn(self, boss, guard):
        one = opened(boss).appointments.get()
        with pytest.raises(Refused, match="写明"):
            appointments.refuse(actor=guard, appointment=one, reason=" ", at=LATER)
        appointments.refuse(actor=guard, appointment=one, reason="没有调令", at=LATER)
        with pytest.raises(Refused, match="未同意"):
            appointments.confirm(actor=guard, appointment=one, at=LATER)
        user = User.objects.get(username="new")
        accounts.change_role(actor=boss, user=user, role=Role.AUDITOR, region=None, at=LATER)
        again = user.appointments.first()
        appointments.withdraw(actor=boss, appointment=again, at=LATER)
        with pytest.raises(Refused, match="已撤回"):
            appointments.confirm(actor=guard, appointment=again, at=LATER)

    def test_nobody_confirms_his_own_change(self, boss, guard):
        colleague("second", Role.SECADMIN)
        accounts.change_role(actor=boss, user=guard, role=Role.APPROVER, region=None, at=NOW)
        one = guard.appointments.get()
        with pytest.raises(PermissionRefused):
            appointments.confirm(actor=guard, appointment=one, at=LATER)

    def test_the_last_security_administrator_stays(self, boss, guard):
        with pytest.raises(Refused, match="最后一位在用的安全管理员"):
            accounts.deactivate(actor=boss, user=guard, at=NOW)
        with pytest.raises(Refused, match="最后一位"):
            accounts.change_role(actor=boss, user=guard, role=Role.AUDITOR, region=None, at=NOW)

    def test_a_closed_account_that_is_opened_again_waits_as_a_new_one(self, boss, guard):
        clerk = colleague("clerk")
        accounts.deactivate(actor=boss, user=clerk, at=NOW)
        accounts.reactivate(actor=boss, user=clerk, at=NOW)
        clerk.refresh_from_db()
        assert not clerk.may("desk.see")
        appointments.confirm(actor=guard, appointment=clerk.appointments.get(), at=LATER)
        clerk.refresh_from_db()
        assert clerk.may("batch.prepare")


class TestInTheDatabase:
    """The same, for whoever goes round the services."""

    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("not_for_oneself", {"proposed_by": "user"}),
            ("two_people", {"state": "confirmed", "decided_by": "boss", "decided_at": NOW}),
            ("two_people", {"state": "confirmed", "decided_by": "user", "decided_at": NOW}),
            ("decided_is_signed", {"state": "confirmed"}),
            ("decided_is_signed", {"decided_by": "guard", "decided_at": NOW}),
            ("emergency_is_limited", {"hours": 2, "role": "auditor", "reason": "x"}),
            ("emergency_is_limited", {"hours": 25, "reason": "x"}),
            ("emergency_is_limited", {"hours": 2}),
            ("emergency_is_limited", {"ends_at": NOW}),
            ("only_an_emergency_ends", {"seen_by": "guard", "seen_at": NOW}),
        ],
    )
    def test_refused(self, boss, guard, constraint, fields):
        people = {"boss": boss, "guard": guard, "user": colleague("x")}
        given = {
            "user": people["user"], "role": "reviewer", "proposed_by": boss, "proposed_at": NOW,
            **{key: people.get(value, value) for key, value in fields.items()},
        }  # fmt: skip
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Appointment.objects.create(**given)

    def test_one_waits_at_a_time(self, boss):
        user = opened(boss)
        with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
            Appointment.objects.create(user=user, role="auditor", proposed_by=boss, proposed_at=NOW)


@pytest.fixture
def bureau():
    return Bureau.of()


def lent(boss, guard, user, role=Role.REVIEWER, at=None, hours=2):
    """An emergency confirmed just now, and the person as the next request finds him."""
    at = at or timezone.now()
    one = appointments.propose_emergency(
        actor=boss, user=user, role=role, hours=hours, reason="复核人员病假，今天是发放日", at=at
    )
    return appointments.confirm(actor=guard, appointment=one, at=at)


class TestEmergency:
    def test_lends_a_hand_for_its_hours_and_not_a_minute_longer(self, boss, guard):
        clerk = colleague("clerk")
        one = lent(boss, guard, clerk, at=NOW)
        clerk = User.objects.get(pk=clerk.pk)
        assert not clerk.may("batch.review")  # not without the door, which looks at the clock
        for minutes, holds in ((0, True), (119, True), (120, False)):
            clerk.lent = selectors.emergency_of(clerk, NOW + timedelta(minutes=minutes))
            assert clerk.may("batch.review") is holds
            assert clerk.may("batch.prepare")
        assert one.ends_at == NOW + timedelta(hours=2)

    @pytest.mark.parametrize("role", [role for role in Role if role not in HANDS])
    def test_only_hands_lend_and_are_lent(self, boss, guard, role):
        a_county()
        region = {Role.TOWN_WORKER: EAST, Role.VILLAGE_WORKER: EAST_ONE}.get(role, "")
        other = colleague("x", role, region)
        propose = {"actor": boss, "hours": 2, "reason": "事由", "at": NOW}
        with pytest.raises(Refused):
            appointments.propose_emergency(user=other, role=Role.REVIEWER, **propose)
        with pytest.raises(Refused, match="另一个岗位"):
            appointments.propose_emergency(user=colleague("clerk"), role=role, **propose)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"reason": ""}, "写明"),
            ({"reason": "找 13812345678"}, "不要写"),
            ({"hours": 0}, "1 到 24"),
            ({"hours": 25}, "1 到 24"),
            ({"role": Role.PREPARER}, "另一个岗位"),
        ],
    )
    def test_refusals(self, boss, change, says):
        given = {"role": Role.REVIEWER, "hours": 2, "reason": "事由", **change}
        with pytest.raises(Refused, match=says):
            appointments.propose_emergency(actor=boss, user=colleague("x"), at=NOW, **given)

    def test_proposed_by_the_one_and_confirmed_by_the_other_only(self, boss, guard):
        clerk = colleague("clerk")
        with pytest.raises(PermissionRefused):
            appointments.propose_emergency(
                actor=guard, user=clerk, role=Role.REVIEWER, hours=2, reason="事由", at=NOW
            )
        one = appointments.propose_emergency(
            actor=boss, user=clerk, role=Role.REVIEWER, hours=2, reason="事由", at=NOW
        )
        for other in (boss, clerk):
            with pytest.raises(PermissionRefused):
                appointments.confirm(actor=other, appointment=one, at=NOW)
        clerk.refresh_from_db()
        assert clerk.emergency is None

    def test_never_the_second_hand_on_ones_own_work(self, boss, guard, bureau):
        """Lent the reviewer's duties, the preparer reviews a colleague's batch and not his own."""
        preparer = bureau.lab.preparer
        own = bureau.lab.run(NOVEMBER, approve=False)
        lent(boss, guard, preparer)
        person = User.objects.get(pk=preparer.pk)
        person.lent = selectors.emergency_of(person, timezone.now())
        with pytest.raises(Refused, match="经办"):
            batches.review(batch_id=own.pk, by=person, at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=own.pk).update(
                state="reviewed", reviewed_by=preparer, reviewed_at=timezone.now()
            )
        Batch.objects.filter(pk=own.pk).update(prepared_by=colleague("other"))
        assert batches.review(batch_id=own.pk, by=person, at=timezone.now()).state == "reviewed"
        assert last_entry().detail["emergency_role"] == "reviewer"

    @pytest.mark.parametrize("by", ["boss", "guard"])
    def test_ended_early_by_either(self, boss, guard, by):
        clerk = colleague("clerk")
        one = lent(boss, guard, clerk, at=NOW)
        with pytest.raises(PermissionRefused):
            appointments.end_emergency(actor=clerk, appointment=one, at=LATER)
        actor = {"boss": boss, "guard": guard}[by]
        appointments.end_emergency(actor=actor, appointment=one, at=LATER)
        clerk.refresh_from_db()
        assert selectors.emergency_of(clerk, LATER) is None
        with pytest.raises(Refused, match="没有生效"):
            appointments.end_emergency(actor=actor, appointment=one, at=LATER)

    def test_ends_with_the_account(self, boss, guard):
        clerk = colleague("clerk")
        lent(boss, guard, clerk, at=NOW)
        accounts.deactivate(actor=boss, user=clerk, at=LATER)
        clerk.refresh_from_db()
        assert selectors.emergency_of(clerk, LATER) is None

    def test_every_entry_of_that_time_carries_it(self, boss, guard):
        clerk = colleague("clerk")
        one = lent(boss, guard, clerk, at=NOW)
        clerk.refresh_from_db()
        for at, carried in ((LATER, True), (NOW + timedelta(hours=3), False)):
            entry = audit.record(actor=clerk, action="x.done", at=at)
            assert (entry.detail.get("emergency") == one.pk) is carried
        assert "emergency" not in audit.record(actor=boss, action="x.done", at=LATER).detail
        assert audit.verify() == []

    def test_seen_by_the_auditor_afterwards_and_once(self, boss, guard):
        auditor = colleague("auditor", Role.AUDITOR)
        one = lent(boss, guard, colleague("clerk"), at=NOW)
        with pytest.raises(Refused, match="还没有结束"):
            appointments.mark_seen(actor=auditor, appointment=one, at=LATER)
        after = NOW + timedelta(hours=3)
        for other in (boss, guard):
            with pytest.raises(PermissionRefused):
                appointments.mark_seen(actor=other, appointment=one, at=after)
        appointments.mark_seen(actor=auditor, appointment=one, at=after)
        with pytest.raises(Refused, match="已经查看过"):
            appointments.mark_seen(actor=auditor, appointment=one, at=after)

    def test_another_role_ends_it(self, boss, guard):
        clerk = colleague("clerk")
        lent(boss, guard, clerk, at=NOW)
        accounts.change_role(actor=boss, user=clerk, role=Role.AUDITOR, region=None, at=LATER)
        appointments.confirm(actor=guard, appointment=clerk.appointments.first(), at=LATER)
        clerk.refresh_from_db()
        clerk.lent = selectors.emergency_of(clerk, LATER)
        assert not clerk.may("batch.review")


class TestAtTheDoor:
    def test_from_the_proposal_to_the_auditors_look(self, boss, guard):
        clerk = colleague("clerk", display_name="周敏")
        auditor = colleague("auditor", Role.AUDITOR)
        at_desk, at_guard = enter(boss), enter(guard)
        button = f"/bureau/accounts/user/{clerk.pk}/do/emergency/"
        assert "到时自动失效" in told(at_desk, button)
        data = {"role": "reviewer", "hours": "2", "reason": "复核人员病假"}
        assert at_desk.post(button, data).status_code == 302
        [one] = Appointment.objects.all()
        page = f"/bureau/accounts/appointment/{one.pk}/"
        assert "周敏 · 复核" in told(at_guard, "/bureau/")
        assert at_desk.post(f"{page}do/confirm/").status_code == 403
        assert "钱管理 提出让 周敏 临时办“复核” 2 小时，事由：复核人员病假" in told(
            at_guard, f"{page}do/confirm/"
        )
        at_guard.post(f"{page}do/confirm/")
        own = enter(clerk)
        for address in ("/bureau/", "/bureau/batches/", "/bureau/people/"):
            assert "紧急授权中：您现在还能办“复核”的业务" in told(own, address)
        assert "紧急授权中" not in told(enter(colleague("other")), "/bureau/")
        assert "周敏 · 复核" in told(enter(auditor), "/bureau/")
        assert "还没有结束" not in told(enter(auditor), f"{page}change/")
        at_desk.post(f"{page}do/end/")
        assert "紧急授权中" not in told(own, "/bureau/")
        enter(auditor).post(f"{page}do/seen/")
        one.refresh_from_db()
        assert one.seen_by == auditor
        assert "周敏 · 复核" not in told(enter(auditor), "/bureau/")
        assert last_entry().action == "emergency.seen"

    def test_a_role_is_confirmed_from_the_desk(self, boss, guard):
        clerk = colleague("clerk", display_name="周敏")
        enter(boss).post(
            f"/bureau/accounts/user/{clerk.pk}/change/",
            {"display_name": "周敏", "role": "reviewer", "region": ""},
        )
        [one] = Appointment.objects.filter(state=AppointmentState.PROPOSED)
        assert (
            'name="role"' not in enter(boss).get(f"/bureau/accounts/user/{clerk.pk}/change/").text
        )  # waits already
        enter(guard).post(f"/bureau/accounts/appointment/{one.pk}/do/confirm/")
        clerk.refresh_from_db()
        assert clerk.role == Role.REVIEWER
        assert (
            "已经变化"
            in enter(guard)
            .post(f"/bureau/accounts/appointment/{one.pk}/do/confirm/", follow=True)
            .text
        )
