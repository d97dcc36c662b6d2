"""The days in the life of an entitlement, through the clerk's verbs.

Worked examples of the domain's handbook that turn on start month and part years, by number.
"""

from datetime import date
from decimal import Decimal

import pytest

from support_services.subsidies.models import (
    Determination,
    Entitlement,
    Hold,
    PartYearRule,
    Posting,
    Suspension,
)
from support_services.subsidies.rules import Basis, EndReason, PartYear
from support_services.subsidies.services import entitlements
from tests.subsidies.factories import AT, account, person, user, village
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
D = Decimal


@pytest.fixture
def clerk() -> User:
    return user(Role.PREPARER)


@pytest.fixture
def veteran() -> Person:
    owner = person()
    account(owner)
    return owner


def grant(owner: Person, clerk: User, **facts: object) -> Entitlement:
    given: dict[str, object] = {
        "scheme": "disability_pension",
        "grade": 2,
        "rate_class": "duty",
        "approved_on": date(2025, 4, 18),
        "document_no": "试验〔2025〕3号",
    }
    return entitlements.grant(
        person=owner,
        by=clerk,
        at=AT,
        today=TODAY,
        **{**given, **facts},  # type: ignore[arg-type]
    )


def rural(owner: Person, clerk: User, years: int, months: int) -> Determination:
    entitlement = grant(
        owner,
        clerk,
        scheme="rural_60_allowance",
        grade=0,
        rate_class="",
        service_years=years,
        service_months=months,
    )
    return entitlement.determinations.get()


# --- Worked examples -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "years", "months", "factor", "monthly"),
    [(5, 2, 10, "3.0", "150.00"), (6, 2, 4, "2.5", "125.00"), (7, 2, 6, "2.5", "125.00")],
)
def test_example_5_6_7_part_years(
    veteran: Person,
    clerk: User,
    example: int,
    years: int,
    months: int,
    factor: str,
    monthly: str,
) -> None:
    lab = Lab.of("rural_60_allowance")
    lab.rate("50", date(2021, 8, 1), basis=Basis.MONTH_PER_SERVICE_YEAR, grade=0, rate_class="")
    determination = rural(veteran, clerk, years, months)
    assert determination.service_factor == D(factor)
    assert (determination.service_years, determination.service_months) == (years, months)
    lab.run(date(2025, 6, 1))
    paid = Posting.objects.filter(entitlement=determination.entitlement)
    assert [p.amount for p in paid.order_by("month")] == [D(monthly)] * 3


def test_example_7_where_the_scheme_counts_six_months_as_a_whole_year(
    veteran: Person, clerk: User
) -> None:
    rule = PartYearRule.objects.get(scheme__code="rural_60_allowance")
    PartYearRule.objects.filter(pk=rule.pk).update(is_live=False)
    rule.pk, rule.rule = None, PartYear.SIX_IS_WHOLE.value
    rule.save(force_insert=True)
    assert rural(veteran, clerk, 2, 6).service_factor == D("3.0")


@pytest.mark.parametrize(
    ("approved_on", "start", "in_2024"),
    [
        (date(2024, 9, 15), date(2024, 10, 1), "24692.50"),
        (date(2024, 9, 30), date(2024, 10, 1), "24692.50"),
        (date(2024, 10, 1), date(2024, 10, 1), "24692.50"),
        (date(2024, 10, 15), date(2024, 10, 1), "24692.50"),
        (date(2024, 11, 20), date(2024, 11, 1), "16461.67"),
    ],
)
def test_example_9_start_month_before_and_after_the_regulation(
    veteran: Person, clerk: User, approved_on: date, start: date, in_2024: str
) -> None:
    lab = Lab.of()
    lab.rate("98770", date(2022, 8, 1), grade=2, rate_class="duty")
    entitlement = grant(veteran, clerk, approved_on=approved_on)
    assert (entitlement.start_month, entitlement.ledger_from) == (start, start)
    assert entitlement.determinations.get().first_month == start
    batch = lab.run(date(2024, 12, 1))
    assert lab.sum_of(entitlement, batch) == D(in_2024)


def test_example_8_regraded_from_the_month_of_approval(veteran: Person, clerk: User) -> None:
    lab = Lab.of()
    lab.rate("19910", date(2022, 8, 1), grade=8, rate_class="duty")
    lab.rate("43290", date(2022, 8, 1), grade=6, rate_class="duty")
    entitlement = grant(veteran, clerk, grade=8, approved_on=date(2024, 12, 20))
    lab.run(date(2025, 6, 1))
    entitlements.regrade(
        entitlement_id=entitlement.pk,
        approved_on=date(2025, 4, 18),
        grade=6,
        rate_class="duty",
        document_no="试验〔2025〕4号",
        by=clerk,
        at=AT,
        today=TODAY,
    )
    lab.run(date(2025, 12, 1))
    in_2025 = {m: a for (m, _), a in lab.posted(entitlement).items() if m.year == 2025}
    assert sum(a for m, a in in_2025.items() if m.month < 4) == D("4977.50")
    assert sum(a for m, a in in_2025.items() if m.month >= 4) == D("32467.50")
    assert sum(in_2025.values()) == D("37445.00")


# --- Granting ------------------------------------------------------------------------------------


def test_granted_leaves_a_trail_without_personal_data(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.subject_id) == ("entitlement.granted", str(entitlement.pk))
    assert entry.detail == {"scheme": "disability_pension"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"grade": 0}, "须填等级"),
        ({"grade": 11}, "须填等级"),
        ({"rate_class": ""}, "须填性质"),
        ({"rate_class": "martyr"}, "没有“martyr”这一性质"),
        ({"service_years": 2}, "不按服役年限"),
        ({"scheme": "nursing"}, "没有“nursing”这个项目"),
        ({"scheme": "ill_returned_allowance"}, "不分等级"),
        ({"scheme": "ill_returned_allowance", "grade": 0}, "不分性质"),
        ({"scheme": "rural_60_allowance", "grade": 0, "rate_class": ""}, "服役年数"),
        (
            {
                "scheme": "rural_60_allowance",
                "grade": 0,
                "rate_class": "",
                "service_years": 1,
                "service_months": 12,
            },
            "0 至 11",
        ),
        ({"approved_on": date(2026, 11, 6)}, "晚于今天"),
        ({"approved_on": date(1950, 1, 1)}, "早于出生"),
        ({"document_no": " "}, "批准文号"),
    ],
)
def test_what_is_not_granted(
    veteran: Person, clerk: User, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        grant(veteran, clerk, **wrong)
    assert not Entitlement.objects.exists()


def test_not_twice_at_the_same_time_but_again_after_it_ended(veteran: Person, clerk: User) -> None:
    first = grant(veteran, clerk)
    with pytest.raises(Refused, match="同一时期"):
        grant(veteran, clerk, approved_on=date(2026, 1, 5))
    entitlements.end(
        entitlement_id=first.pk,
        reason=EndReason.INELIGIBLE,
        ended_on=date(2025, 12, 31),
        by=clerk,
        at=AT,
        today=TODAY,
    )
    assert grant(veteran, clerk, approved_on=date(2026, 1, 5)).start_month == date(2026, 1, 1)


def test_another_scheme_beside_it(veteran: Person, clerk: User) -> None:
    grant(veteran, clerk)
    grant(veteran, clerk, scheme="combat_test_allowance", grade=0, rate_class="")
    assert veteran.entitlements.count() == 2


def test_nothing_is_granted_to_the_dead(clerk: User) -> None:
    with pytest.raises(Refused, match="去世"):
        grant(person(died_on=date(2026, 1, 1)), clerk)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN])
def test_only_preparers_grant(veteran: Person, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        grant(veteran, user(role))


def test_another_area_does_not_exist(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    clerk.region = village(9, 9)
    with pytest.raises(NotFound):
        grant(veteran, clerk)
    with pytest.raises(NotFound):
        entitlements.place_hold(entitlement_id=entitlement.pk, reason="x", by=clerk, at=AT)
    with pytest.raises(NotFound):
        entitlements.place_hold(entitlement_id=10**9, reason="x", by=clerk, at=AT)


# --- Regrading -----------------------------------------------------------------------------------


def regrade(entitlement: Entitlement, clerk: User, approved_on: date, grade: int) -> Determination:
    return entitlements.regrade(
        entitlement_id=entitlement.pk,
        approved_on=approved_on,
        grade=grade,
        rate_class="duty",
        document_no="试验〔2025〕9号",
        by=clerk,
        at=AT,
        today=TODAY,
    )


def test_regrading_closes_the_determination_before(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    regrade(entitlement, clerk, date(2026, 3, 30), 1)
    assert list(entitlement.determinations.values_list("first_month", "last_month", "grade")) == [
        (date(2025, 4, 1), date(2026, 2, 1), 2),
        (date(2026, 3, 1), None, 1),
    ]


@pytest.mark.parametrize(
    ("approved_on", "grade", "said"),
    [
        (date(2025, 4, 30), 1, "起始月"),
        (date(2024, 10, 1), 1, "起始月"),
        (date(2026, 3, 30), 2, "相同"),
        (date(2026, 11, 6), 1, "晚于今天"),
    ],
)
def test_regrading_that_does_not_fit(
    veteran: Person, clerk: User, approved_on: date, grade: int, said: str
) -> None:
    entitlement = grant(veteran, clerk)
    with pytest.raises(Refused, match=said):
        regrade(entitlement, clerk, approved_on, grade)
    assert entitlement.determinations.get().last_month is None


# --- Ending --------------------------------------------------------------------------------------


def test_ended_with_the_month_of_the_day(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    facts = {
        "entitlement_id": entitlement.pk,
        "reason": EndReason.CANCELLED,
        "ended_on": date(2026, 10, 2),
        "by": clerk,
        "at": AT,
        "today": TODAY,
    }
    entitlements.end(**facts)  # type: ignore[arg-type]
    entitlement.refresh_from_db()
    assert entitlement.end_month == date(2026, 10, 1)
    entries = AuditEntry.objects.count()
    entitlements.end(**facts)  # type: ignore[arg-type]
    assert AuditEntry.objects.count() == entries
    with pytest.raises(Refused, match="已终止"):
        entitlements.end(**{**facts, "ended_on": date(2026, 9, 2)})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已终止"):
        regrade(entitlement, clerk, date(2026, 9, 2), 1)


@pytest.mark.parametrize(
    ("reason", "ended_on", "said"),
    [
        (EndReason.DEATH, date(2026, 10, 1), "登记去世"),
        (EndReason.TRANSFER, date(2026, 10, 1), "迁出"),
        (EndReason.OTHER, date(2026, 11, 6), "晚于今天"),
    ],
)
def test_endings_that_are_refused(
    veteran: Person, clerk: User, reason: EndReason, ended_on: date, said: str
) -> None:
    entitlement = grant(veteran, clerk)
    with pytest.raises(Refused, match=said):
        entitlements.end(
            entitlement_id=entitlement.pk,
            reason=reason,
            ended_on=ended_on,
            by=clerk,
            at=AT,
            today=TODAY,
        )


def test_who_moves_is_paid_here_through_december(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    moved = date(2026, 5, 20)
    for _ in range(2):
        entitlements.transfer_out(
            entitlement_id=entitlement.pk, moved_on=moved, by=clerk, at=AT, today=TODAY
        )
    entitlement.refresh_from_db()
    assert (entitlement.end_month, entitlement.ended_on, entitlement.end_reason) == (
        date(2026, 12, 1),
        moved,
        "transfer",
    )
    with pytest.raises(Refused, match="已终止"):
        entitlements.transfer_out(
            entitlement_id=entitlement.pk,
            moved_on=date(2026, 5, 21),
            by=clerk,
            at=AT,
            today=TODAY,
        )


def die(owner: Person, clerk: User, died_on: date, **more: object) -> list[Entitlement]:
    return entitlements.record_death_and_end(
        person=owner,
        died_on=died_on,
        by=clerk,
        at=AT,
        today=TODAY,
        **more,  # type: ignore[arg-type]
    )


def test_a_death_ends_everything_that_runs(veteran: Person, clerk: User) -> None:
    pension = grant(veteran, clerk)
    allowance = grant(veteran, clerk, scheme="combat_test_allowance", grade=0, rate_class="")
    moving = grant(veteran, clerk, scheme="ill_returned_allowance", grade=0, rate_class="")
    entitlements.transfer_out(
        entitlement_id=moving.pk, moved_on=date(2026, 5, 20), by=clerk, at=AT, today=TODAY
    )
    over = grant(veteran, clerk, scheme="martyr_child_allowance", grade=0, rate_class="")
    entitlements.end(
        entitlement_id=over.pk,
        reason=EndReason.INELIGIBLE,
        ended_on=date(2025, 12, 1),
        by=clerk,
        at=AT,
        today=TODAY,
    )
    died = date(2026, 8, 9)
    ended = die(veteran, clerk, died)
    assert {e.pk for e in ended} == {pension.pk, allowance.pk, moving.pk}
    for entitlement in Entitlement.objects.exclude(pk=over.pk):
        assert (entitlement.end_month, entitlement.ended_on, entitlement.end_reason) == (
            date(2026, 8, 1),
            died,
            "death",
        )
    over.refresh_from_db()
    assert over.end_reason == "ineligible"
    veteran.refresh_from_db()
    assert veteran.died_on == died
    assert die(veteran, clerk, died) == []


def test_wrong_day_of_death_is_corrected_in_one_go(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    die(veteran, clerk, date(2026, 8, 9))
    with pytest.raises(Refused, match="2026-08-09"):
        die(veteran, clerk, date(2026, 6, 9))
    entitlement.refresh_from_db()
    assert entitlement.end_month == date(2026, 8, 1)
    die(veteran, clerk, date(2026, 9, 9), replaces=date(2026, 8, 9))
    entitlement.refresh_from_db()
    assert (entitlement.end_month, entitlement.ended_on) == (date(2026, 9, 1), date(2026, 9, 9))


def test_example_11_death_reported_late_then_the_heir_is_paid(veteran: Person, clerk: User) -> None:
    lab = Lab.of()
    lab.rate("34780", date(2022, 8, 1), grade=7)
    entitlement = grant(veteran, clerk, grade=7, rate_class="combat", approved_on=date(2022, 12, 9))
    lab.run(date(2023, 5, 1))
    die(veteran, clerk, date(2023, 2, 10))
    widow = person()
    account(widow)
    entitlements.set_payee(entitlement_id=entitlement.pk, payee=widow, by=clerk, at=AT)
    june = lab.run(date(2023, 6, 1))
    payment = june.payments.get(entitlement=entitlement)
    assert (payment.amount, payment.payee) == (D("26085.00"), widow)


def test_who_may_draw_for_the_dead(veteran: Person, clerk: User) -> None:
    entitlement = grant(veteran, clerk)
    widow = person()
    with pytest.raises(Refused, match="健在"):
        entitlements.set_payee(entitlement_id=entitlement.pk, payee=widow, by=clerk, at=AT)
    die(veteran, clerk, date(2026, 8, 9))
    with pytest.raises(Refused, match="本人"):
        entitlements.set_payee(entitlement_id=entitlement.pk, payee=veteran, by=clerk, at=AT)
    with pytest.raises(Refused, match="另选"):
        entitlements.set_payee(
            entitlement_id=entitlement.pk, payee=person(died_on=TODAY), by=clerk, at=AT
        )
    entitlements.set_payee(entitlement_id=entitlement.pk, payee=widow, by=clerk, at=AT)
    entitlement.refresh_from_db()
    assert entitlement.payee == widow
    entitlements.set_payee(entitlement_id=entitlement.pk, payee=None, by=clerk, at=AT)
    entitlement.refresh_from_db()
    assert entitlement.payee is None


# --- Suspended and held --------------------------------------------------------------------------


def suspend(entitlement: Entitlement, clerk: User, fact_on: date) -> Suspension:
    return entitlements.suspend(
        entitlement_id=entitlement.pk,
        fact_on=fact_on,
        reason="服刑",
        document_no="省厅〔2025〕7号",
        by=clerk,
        at=AT,
        today=TODAY,
    )


def test_example_22_suspended_from_the_month_after_and_never_paid_back(
    veteran: Person, clerk: User
) -> None:
    lab = Lab.of()
    lab.rate("12000", date(2022, 8, 1), grade=2, rate_class="duty")
    entitlement = grant(veteran, clerk, approved_on=date(2025, 1, 10))
    suspend(entitlement, clerk, date(2025, 3, 10))
    with pytest.raises(Refused, match="已登记中止"):
        suspend(entitlement, clerk, date(2025, 5, 10))
    lab.run(date(2025, 12, 1))
    assert {m for m, _ in lab.posted(entitlement)} == {date(2025, m, 1) for m in (1, 2, 3)}
    with pytest.raises(Refused, match="恢复月"):
        entitlements.resume(
            entitlement_id=entitlement.pk, from_month=date(2025, 4, 1), by=clerk, at=AT
        )
    entitlements.resume(
        entitlement_id=entitlement.pk, from_month=date(2026, 3, 20), by=clerk, at=AT
    )
    lab.run(date(2026, 4, 1))
    months = {m for m, _ in lab.posted(entitlement) if m > date(2025, 3, 1)}
    assert months == {date(2026, 3, 1), date(2026, 4, 1)}
    with pytest.raises(Refused, match="没有在中止"):
        entitlements.resume(
            entitlement_id=entitlement.pk, from_month=date(2026, 5, 1), by=clerk, at=AT
        )


def test_held_months_come_out_after_release(veteran: Person, clerk: User) -> None:
    lab = Lab.of()
    lab.rate("12000", date(2022, 8, 1), grade=2, rate_class="duty")
    entitlement = grant(veteran, clerk, approved_on=date(2025, 1, 10))
    entitlements.place_hold(entitlement_id=entitlement.pk, reason="疑似去世", by=clerk, at=AT)
    with pytest.raises(Refused, match="已在暂缓"):
        entitlements.place_hold(entitlement_id=entitlement.pk, reason="x", by=clerk, at=AT)
    lab.run(date(2025, 2, 1))
    assert lab.posted(entitlement) == {}
    with pytest.raises(Refused, match="核实情况"):
        entitlements.release_hold(entitlement_id=entitlement.pk, note=" ", by=clerk, at=AT)
    entitlements.release_hold(entitlement_id=entitlement.pk, note="本人到站", by=clerk, at=AT)
    hold = Hold.objects.get()
    assert (hold.released_by, hold.release_note) == (clerk, "本人到站")
    with pytest.raises(Refused, match="没有在暂缓"):
        entitlements.release_hold(entitlement_id=entitlement.pk, note="x", by=clerk, at=AT)
    lab.run(date(2025, 3, 1))
    assert len(lab.posted(entitlement)) == 3
