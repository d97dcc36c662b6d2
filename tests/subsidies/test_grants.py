"""Grants on the ledger: from the entry to the bank, and back again when one is cancelled."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GRANT_MOVES, GrantKind
from support_services.subsidies.models import (
    BatchException,
    Entitlement,
    Grant,
    GrantDue,
    GrantFigure,
    Posting,
    RecheckMark,
)
from support_services.subsidies.services import entitlements, grant_figures, grants
from support_services.subsidies.services.grant_lists import approve_grants
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.factories import account, person, user
from tests.subsidies.grants import AT, NOVEMBER, TODAY, Office, payee
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.csv_reading import read_csv
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

D = Decimal
DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 1)


@pytest.fixture
def office() -> Office:
    office = Office.of("conscript_family_grant")
    office.figure(Code.CONSCRIPT_FIXED, "23878.01", date(2026, 1, 1))
    office.figure(Code.CONSCRIPT_ROUNDING, "0", date(2026, 1, 1))
    return office


def test_two_halves_fall_due_in_two_months_and_add_up(office: Office) -> None:
    mother = payee()
    office.granted(
        payee(), GrantKind.CONSCRIPT, year=2026, service_year=1, payee=mother,
        months=[NOVEMBER, JANUARY],
    )  # fmt: skip
    right = Entitlement.objects.get(person=mother)
    november = office.lab.run(NOVEMBER)
    assert november.posted_total == D("11939.01")
    assert november.payments.get().payee == mother
    assert not BatchException.objects.exists()
    # The second half is not forgotten: the mark waits for its month.
    assert RecheckMark.objects.get(entitlement=right).from_month == JANUARY
    december = office.lab.run(DECEMBER)
    assert december.line_count == 0
    january = office.lab.run(JANUARY)
    assert january.posted_total == D("11939.00")
    assert not RecheckMark.objects.filter(entitlement=right).exists()
    assert office.lab.posted(right) == office.lab.owed(right, JANUARY)
    assert audit_ledger(snapshot=False) == []


def test_a_conscript_who_becomes_a_sergeant_keeps_what_was_due(office: Office) -> None:
    family = payee()
    grant = office.granted(
        family, GrantKind.CONSCRIPT, year=2026, service_year=1, months=[NOVEMBER, JANUARY]
    )
    office.lab.run(NOVEMBER)
    given = {"grant_id": grant.pk, "reason": "转改军士", "by": office.lab.reviewer, "at": AT}
    with pytest.raises(Refused, match="一分也不剩"):
        grants.stop_grant(from_month=NOVEMBER, **given)
    with pytest.raises(Refused, match="没有还要发放的款项"):
        grants.stop_grant(from_month=date(2027, 2, 1), **given)
    grants.stop_grant(from_month=DECEMBER, **given)
    january = office.lab.run(JANUARY)
    right = Entitlement.objects.get(person=family)
    assert january.line_count == 0
    assert office.lab.posted(right) == {(NOVEMBER, "grant"): D("11939.01")}
    assert right.recoveries.count() == 0
    with pytest.raises(Refused, match="转改军士"):
        office.enter(family, GrantKind.CONSCRIPT, year=2027, service_year=2)
    office.cancel(Grant.objects.get(), "被开除军籍")
    assert office.lab.run(JANUARY).posted_total == D("-11939.01")


def test_a_dismissed_conscripts_money_is_to_come_back(office: Office) -> None:
    family = payee()
    grant = office.granted(
        family, GrantKind.CONSCRIPT, year=2026, service_year=1, months=[NOVEMBER, DECEMBER]
    )
    office.lab.run(NOVEMBER)
    office.cancel(grant)
    december = office.lab.run(DECEMBER)
    right = Entitlement.objects.get(person=family)
    assert december.posted_total == D("-11939.01")
    assert Posting.objects.get(batch=december).reason == "overpaid"
    assert office.lab.posted(right) == {}
    assert sum(one.amount for one in right.recoveries.all()) == D("11939.01")
    assert audit_ledger(snapshot=False) == []


def test_a_grant_that_is_cancelled_frees_its_year_and_a_living_one_does_not(office: Office) -> None:
    man = payee()
    asked = {"year": 2026, "service_year": 1}
    grant = office.granted(man, GrantKind.CONSCRIPT, **asked)
    with pytest.raises(Refused, match="已经录入或核发过"):
        office.enter(man, GrantKind.CONSCRIPT, **asked)
    office.cancel(grant)
    again = office.granted(man, GrantKind.CONSCRIPT, **asked)
    assert office.lab.run(NOVEMBER).posted_total == again.amount


def test_one_period_of_service_is_granted_once_however_it_is_written(office: Office) -> None:
    office.figure(Code.SERVICE_YEAR, "4500", date(2011, 11, 1))
    man = payee(born_on=date(1999, 1, 1))
    first = {"enlisted_on": date(2018, 9, 1), "discharged_on": date(2020, 9, 1)}
    office.enter(man, GrantKind.SELF_EMPLOYMENT, **first)
    with pytest.raises(Refused, match="每段服役只核发一次"):
        office.enter(
            man, GrantKind.SELF_EMPLOYMENT, enlisted_on=date(2019, 9, 1),
            discharged_on=date(2021, 9, 1),
        )  # fmt: skip
    # Who was enlisted again later gets his second time of service.
    office.enter(
        man, GrantKind.SELF_EMPLOYMENT, enlisted_on=date(2022, 3, 1), discharged_on=date(2024, 3, 1)
    )


def test_a_payee_without_an_account_stands_outside_the_list_until_he_has_one(
    office: Office,
) -> None:
    man = person()
    office.granted(man, GrantKind.CONSCRIPT, year=2026, service_year=1)
    batch = office.lab.run(NOVEMBER)
    assert (batch.line_count, BatchException.objects.get(batch=batch).reason) == (0, "no_account")
    account(man)
    assert office.lab.run(DECEMBER).posted_total == D("23878.01")


def test_what_is_owed_to_somebody_who_died_goes_to_the_family(office: Office) -> None:
    mother, father = payee(), payee()
    office.granted(
        payee(), GrantKind.CONSCRIPT, year=2026, service_year=1, payee=mother,
        months=[NOVEMBER, JANUARY],
    )  # fmt: skip
    office.lab.run(NOVEMBER)
    by = {"by": office.lab.preparer, "at": AT}
    entitlements.record_death_and_end(person=mother, died_on=TODAY, today=TODAY, **by)
    right = Entitlement.objects.get(person=mother)
    january = office.lab.run(JANUARY)
    assert BatchException.objects.get(batch=january).reason == "dead_no_payee"
    entitlements.set_payee(entitlement_id=right.pk, payee=father, **by)
    later = office.lab.run(JANUARY)
    assert later.payments.get().payee == father
    assert later.posted_total == D("11939.00")
    assert office.lab.posted(right) == office.lab.owed(right, JANUARY)


def test_a_granted_right_is_not_ended_regraded_or_granted_by_the_month(office: Office) -> None:
    man = payee()
    office.granted(man, GrantKind.CONSCRIPT, year=2026, service_year=1)
    right = Entitlement.objects.get(person=man)
    by = {"by": office.lab.preparer, "at": AT, "today": TODAY}
    with pytest.raises(Refused, match="按次核发"):
        entitlements.transfer_out(entitlement_id=right.pk, moved_on=TODAY, **by)
    with pytest.raises(Refused, match="按次核发"):
        entitlements.suspend(entitlement_id=right.pk, fact_on=TODAY, reason="服刑", **by)
    with pytest.raises(Refused, match="不按月发放"):
        entitlements.grant(
            person=man, scheme="festival_grant", approved_on=TODAY, document_no="x", **by
        )


@pytest.mark.parametrize("role", list(Role))
def test_every_verb_takes_its_duty(office: Office, role: Role) -> None:
    grant = office.enter(payee(), GrantKind.CONSCRIPT, year=2026, service_year=1)
    home = grant.person.region
    place = {Role.VILLAGE_WORKER: home, Role.TOWN_WORKER: home.parent}
    by = user(role, region=place.get(role))
    verbs = {
        "approve": lambda: grants.approve_grant(grant_id=grant.pk, by=by, at=AT, today=TODAY),
        "refuse": lambda: grants.refuse_grant(grant_id=grant.pk, reason="x", by=by, at=AT),
        "withdraw": lambda: grants.withdraw_grant(grant_id=grant.pk, by=by, at=AT),
        "stop": lambda: grants.stop_grant(
            grant_id=grant.pk, from_month=JANUARY, reason="x", by=by, at=AT
        ),
        "cancel": lambda: grants.cancel_grant(grant_id=grant.pk, reason="x", by=by, at=AT),
    }
    assert set(verbs) == set(GRANT_MOVES)
    for verb, deed in verbs.items():
        if role not in DUTIES[GRANT_MOVES[verb][2]]:
            with pytest.raises(PermissionRefused):
                deed()
    grant.refresh_from_db()
    assert grant.state == "draft"
    if role is not Role.PREPARER:
        with pytest.raises(PermissionRefused):
            grant_figures.enter_figure(
                code="hardship_cap", variant="ordinary", value=D(1), first_on=TODAY, source="x",
                confidence="verified", by=by, at=AT,
            )  # fmt: skip


def test_whoever_entered_it_does_not_approve_and_the_database_says_so_too(office: Office) -> None:
    grant = office.enter(payee(), GrantKind.CONSCRIPT, year=2026, service_year=1)
    office.lab.preparer.role = Role.REVIEWER
    office.lab.preparer.save()
    with pytest.raises(Refused, match="由另一人审批"):
        grants.approve_grant(grant_id=grant.pk, by=office.lab.preparer, at=AT, today=TODAY)
    for change in (
        "UPDATE subsidies_grant SET state = 'refused', decided_by_id = entered_by_id,"
        " decided_at = now(), note = 'x'",
        "UPDATE subsidies_grant SET state = 'approved'",
        "UPDATE subsidies_grant SET amount = amount + 1",
        "UPDATE subsidies_grantshare SET amount = amount + 1",
        "DELETE FROM subsidies_grantshare",
        "UPDATE subsidies_grantfigure SET value = 1",
        "UPDATE subsidies_grantfigure SET enforced_by_id = entered_by_id",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{change}; SET CONSTRAINTS ALL IMMEDIATE")


def test_what_falls_due_is_what_was_approved_or_the_database_refuses(office: Office) -> None:
    office.granted(payee(), GrantKind.CONSCRIPT, year=2026, service_year=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (
        "UPDATE subsidies_grantdue SET amount = amount + 1",
        "DELETE FROM subsidies_grantdue",
        "UPDATE subsidies_grant SET state = 'stopped', ended_by_id = decided_by_id,"
        " ended_at = now(), note = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_several_are_approved_together_or_none(office: Office) -> None:
    one, other = (
        office.enter(payee(), GrantKind.CONSCRIPT, year=2026, service_year=1) for _ in range(2)
    )
    grants.withdraw_grant(grant_id=other.pk, by=office.lab.preparer, at=AT)
    with pytest.raises(Refused, match="已撤回"):
        approve_grants(grant_ids=[one.pk, other.pk], by=office.lab.reviewer, at=AT, today=TODAY)
    assert not GrantDue.objects.exists()
    with pytest.raises(NotFound):
        approve_grants(grant_ids=[999_999], by=office.lab.reviewer, at=AT, today=TODAY)


def test_a_later_figure_leaves_alone_what_was_reckoned_before(office: Office) -> None:
    asked = {"year": 2026, "service_year": 1}
    before = office.enter(payee(), GrantKind.CONSCRIPT, **asked)
    office.figure(Code.CONSCRIPT_FIXED, "30000", date(2026, 1, 1))
    office.figure(Code.CONSCRIPT_FIXED, "40000", date(2027, 1, 1))
    after = office.enter(payee(), GrantKind.CONSCRIPT, **asked)
    office.approve(before)
    assert (before.amount, after.amount) == (D("23878.01"), D("30000.00"))
    states = GrantFigure.objects.filter(code="conscript_fixed").order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["replaced", "in_force", "in_force"]


def test_the_log_knows_every_step_and_no_name(office: Office) -> None:
    man = payee()
    office.cancel(office.granted(man, GrantKind.CONSCRIPT, year=2026, service_year=1))
    entries = AuditEntry.objects.filter(subject="grant").order_by("serial")
    actions = list(entries.values_list("action", flat=True))
    assert actions == ["grant.entered", "grant.approved", "grant.cancelled"]
    assert man.name not in str(list(entries.values()))


def test_a_grant_that_was_tampered_with_is_found_by_the_audit(office: Office) -> None:
    grant = office.granted(payee(), GrantKind.CONSCRIPT, year=2026, service_year=1)
    assert audit_ledger(snapshot=False) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE subsidies_grantdue SET amount = amount + 1")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    found = {fault.check: fault for fault in audit_ledger(snapshot=False)}
    assert found["grants_add_up"].subject == str(grant.pk)
    assert "应发 23879.01" in found["grants_add_up"].what


def test_a_year_of_service_is_granted_once_whatever_year_is_written(office: Office) -> None:
    man = payee()
    office.enter(man, GrantKind.CONSCRIPT, year=2026, service_year=1)
    with pytest.raises(Refused, match="服役第几年"):
        office.enter(man, GrantKind.CONSCRIPT, year=2027, service_year=1)
    office.enter(man, GrantKind.CONSCRIPT, year=2027, service_year=2)


def test_the_national_figures_that_come_along_can_be_loaded(office: Office) -> None:
    path = Path(grant_figures.__file__).parent.parent / "data" / "grant_figures_national.csv"
    lines = read_csv(path.read_bytes(), grant_figures.COLUMNS)
    entered = grant_figures.enter_figures(rows=lines, by=office.lab.preparer, at=AT)
    assert len(entered.figures) == len(lines)
    # Shares only; no income, no standard, and nothing that calls itself verified.
    assert {one.code for one in entered.figures} == {
        "death_merit_share",
        "self_employment_merit_share",
    }
    assert "verified" not in {one.confidence for one in entered.figures}
    again = grant_figures.enter_figures(rows=lines, by=office.lab.preparer, at=AT)
    assert (again.figures, again.known) == ([], len(lines))
