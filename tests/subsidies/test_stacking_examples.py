"""Worked examples 18, 21 and 22 of the domain's handbook, through the services and the commands.

People are registered, rights granted, months run and rules settled as the bureau does it; the
amounts are those of the handbook.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from support_services.subsidies.models import (
    Entitlement,
    Exclusion,
    Posting,
    RateTable,
    StackingOverride,
    StackingRule,
)
from support_services.subsidies.rules import Basis, EndReason
from support_services.subsidies.selectors import trial_of
from support_services.subsidies.services import entitlements, overrides, rates
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.stacking import settle_stacking
from support_services.subsidies.stacking import Effect
from tests.subsidies.checks import findable
from tests.subsidies.stacking_lab import BEREAVED, COMBAT, DISABILITY, ILL, RURAL, People
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.money import ZERO
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
D = Decimal


def day(year: int, month: int, number: int = 1) -> date:
    return date(year, month, number)


def grant(people: People, owner: Person, code: str, on: date, **terms: Any) -> Entitlement:
    return entitlements.grant(
        person=owner,
        scheme=code,
        approved_on=on,
        document_no="试批〔2026〕1号",
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
        **terms,
    )


def posted(*rights: Entitlement) -> Decimal:
    rows = Posting.objects.filter(entitlement__in=rights).values_list("amount", flat=True)
    return sum(rows, ZERO)


def months_of(right: Entitlement) -> list[tuple[date, date | None]]:
    rows = Exclusion.objects.filter(entitlement=right).order_by("first_month")
    return list(rows.values_list("first_month", "last_month"))


@pytest.fixture
def people() -> People:
    made = People.of(ILL, RURAL, COMBAT, DISABILITY, BEREAVED)
    made.rate(ILL, "700", day(2021, 8))
    made.rate(RURAL, "50", day(2021, 8), Basis.MONTH_PER_SERVICE_YEAR)
    made.rate(COMBAT, "750", day(2021, 8))
    return made


def test_21_whoever_draws_a_periodic_payment_gets_no_rural_allowance(people: People) -> None:
    owner = people.someone()
    rural = grant(people, owner, RURAL, day(2026, 9, 3), service_years=5)
    assert not Exclusion.objects.exists()
    ill = grant(people, owner, ILL, day(2026, 10, 9))
    assert months_of(rural) == [(day(2026, 10), None)]
    row = Exclusion.objects.get(entitlement=rural)
    assert (row.because, row.effect, row.rule.confidence) == (ill, "forbid", "reported")
    for code in (RURAL, ILL):
        people.labs[code].run(day(2026, 10))
    october = Posting.objects.filter(entitlement__person=owner, month=day(2026, 10))
    assert [(line.entitlement, line.amount) for line in october] == [(ill, D("700.00"))]
    # September was the allowance's own month: 5 years x 50.
    assert posted(rural) == D("250.00")
    assert audit_ledger(snapshot=False) == []


def test_21_the_named_one_is_kept_even_where_it_is_the_lower(people: People) -> None:
    owner = people.someone()
    rural = grant(people, owner, RURAL, day(2026, 9, 3), service_years=20)
    ill = grant(people, owner, ILL, day(2026, 9, 9))
    assert people.labs[RURAL].owed(rural, TODAY) == {}
    people.labs[RURAL].run(day(2026, 10))
    people.labs[ILL].run(day(2026, 10))
    assert (posted(rural), posted(ill)) == (ZERO, D("1400.00"))


def test_21_months_that_were_paid_before_the_other_was_known_become_overpaid(
    people: People,
) -> None:
    owner = people.someone()
    rural = grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    people.labs[RURAL].run(day(2026, 10))
    assert posted(rural) == D("1250.00")
    grant(people, owner, ILL, day(2026, 9, 9))
    november = people.labs[RURAL].run(day(2026, 11))
    back = Posting.objects.filter(entitlement=rural, batch=november).order_by("month")
    assert [(line.month, line.amount, line.reason) for line in back] == [
        (day(2026, 9), D("-250.00"), "overpaid"),
        (day(2026, 10), D("-250.00"), "overpaid"),
    ]
    assert audit_ledger(snapshot=False) == []


def test_a_raise_swaps_the_higher_one_and_money_follows_by_subtraction(people: People) -> None:
    owner = people.someone()
    combat = grant(people, owner, COMBAT, day(2026, 5, 3))
    ill = grant(people, owner, ILL, day(2026, 5, 9))
    assert months_of(ill) == [(day(2026, 5), None)]
    for code in (COMBAT, ILL):
        people.labs[code].run(day(2026, 9))
    assert (posted(combat), posted(ill)) == (D("3750.00"), ZERO)
    # In October a notice comes in: from August on the other one is the higher.
    _bring_into_force(people, ILL, "800", day(2026, 8))
    assert months_of(ill) == [(day(2026, 5), day(2026, 7))]
    assert months_of(combat) == [(day(2026, 8), None)]
    for code in (COMBAT, ILL):
        people.labs[code].run(day(2026, 10))
    # May to July and August to October.
    assert (posted(combat), posted(ill)) == (3 * D("750"), 3 * D("800"))
    assert audit_ledger(snapshot=False) == []


def _bring_into_force(people: People, code: str, amount: str, first: date) -> None:
    table = _draft(people, code, amount, first)
    rates.enforce_table(table=table, by=people.hands.reviewer, at=AT)


def _draft(people: People, code: str, amount: str, first: date, basis: str = "month") -> RateTable:
    values = {
        "scheme": code,
        "grade": "",
        "class": "",
        "amount": amount,
        "basis": basis,
        "effective_from": first.isoformat(),
        "confidence": "verified",
        "source": "试验",
    }
    return rates.enter_table(rows=[Line(2, values)], by=people.hands.preparer, at=AT).tables[0]


def test_equal_standards_keep_the_scheme_that_stands_first(people: People) -> None:
    _bring_into_force(people, ILL, "750", day(2026, 1))
    owner = people.someone()
    ill = grant(people, owner, ILL, day(2026, 5, 9))
    combat = grant(people, owner, COMBAT, day(2026, 5, 9))
    assert ill.scheme.position < combat.scheme.position
    assert (months_of(ill), months_of(combat)) == ([], [(day(2026, 5), None)])


def test_merits_of_two_people_are_both_paid(people: People) -> None:
    owner = people.someone()
    people.labs[BEREAVED].rate("27360", day(2021, 8), grade=0, rate_class="illness_death")
    grant(people, owner, BEREAVED, day(2026, 5, 9), rate_class="illness_death")
    grant(people, owner, COMBAT, day(2026, 5, 9))
    assert not Exclusion.objects.exists()


def test_an_excluded_right_excludes_nothing(people: People) -> None:
    """Combat keeps the illness allowance back, and that one does not keep the pension back."""
    owner = people.someone()
    people.rate(DISABILITY, "7800", day(2021, 8), Basis.YEAR)
    grant(people, owner, ILL, day(2026, 5, 9))
    combat = grant(people, owner, COMBAT, day(2026, 5, 9))
    pension = grant(people, owner, DISABILITY, day(2026, 5, 9), grade=1, rate_class="combat")
    StackingRule.objects.filter(low=pension.scheme, high=combat.scheme).update(is_live=False)
    people.rule(DISABILITY, COMBAT, Effect.ALLOW, day(2020, 1))
    settle_stacking([owner.pk])
    # 650 a month, below the illness allowance; which is not paid, because combat is.
    assert months_of(pension) == months_of(combat) == []


def test_22_a_sentence_stops_the_pension_and_no_month_of_it_is_paid_later(people: People) -> None:
    people.rate(DISABILITY, "12000", day(2021, 8), Basis.YEAR)
    owner = people.someone()
    right = grant(people, owner, DISABILITY, day(2024, 12, 3), grade=1, rate_class="combat")
    lab = people.labs[DISABILITY]
    lab.run(day(2025, 6))
    hands = people.hands
    entitlements.suspend(
        entitlement_id=right.pk,
        fact_on=day(2025, 3, 10),
        reason="服刑",
        document_no="刑〔2025〕9号",
        by=hands.preparer,
        at=AT,
        today=TODAY,
    )
    # Reported late: April to June went out and come back out of what follows.
    lab.run(day(2026, 2))
    assert posted(right) == D("4000.00")
    entitlements.resume(
        entitlement_id=right.pk, from_month=day(2026, 3, 20), by=hands.preparer, at=AT
    )
    lab.run(day(2026, 4))
    drawn = lab.posted(right)
    assert max(month for month, _ in drawn if month < day(2026, 1)) == day(2025, 3)
    assert min(month for month, _ in drawn if month >= day(2025, 4)) == day(2026, 3)
    assert posted(right) == D("6000.00")
    assert audit_ledger(snapshot=False) == []


def test_22_while_one_is_suspended_the_other_is_paid(people: People) -> None:
    owner = people.someone()
    combat = grant(people, owner, COMBAT, day(2026, 5, 3))
    ill = grant(people, owner, ILL, day(2026, 5, 9))
    hands = people.hands
    entitlements.suspend(
        entitlement_id=combat.pk,
        fact_on=day(2026, 7, 10),
        reason="服刑",
        by=hands.preparer,
        at=AT,
        today=TODAY,
    )
    assert months_of(ill) == [(day(2026, 5), day(2026, 7))]
    entitlements.resume(
        entitlement_id=combat.pk, from_month=day(2026, 10), by=hands.preparer, at=AT
    )
    assert months_of(ill) == [(day(2026, 5), day(2026, 7)), (day(2026, 10), None)]
    for code in (COMBAT, ILL):
        people.labs[code].run(day(2026, 11))
    assert (posted(combat), posted(ill)) == (5 * D("750"), 2 * D("700"))


def test_18_the_old_county_pays_to_december_and_nothing_in_january(people: People) -> None:
    people.rate(DISABILITY, "12000", day(2021, 8), Basis.YEAR)
    owner = people.someone()
    right = grant(people, owner, DISABILITY, day(2022, 11, 3), grade=1, rate_class="combat")
    lab = people.labs[DISABILITY]
    lab.run(day(2023, 5))
    entitlements.transfer_out(
        entitlement_id=right.pk,
        moved_on=day(2023, 5, 20),
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
    )
    lab.run(day(2024, 3))
    drawn = [month for month, _ in lab.posted(right)]
    assert sum(month.year == 2023 for month in drawn) == 12
    assert not any(month.year == 2024 for month in drawn)


def test_18_what_was_kept_back_is_paid_once_the_other_has_moved_away(people: People) -> None:
    owner = people.someone()
    combat = grant(people, owner, COMBAT, day(2023, 1, 3))
    ill = grant(people, owner, ILL, day(2023, 1, 9))
    entitlements.transfer_out(
        entitlement_id=combat.pk,
        moved_on=day(2023, 5, 20),
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
    )
    assert months_of(ill) == [(day(2023, 1), day(2023, 12))]


def test_a_death_is_followed_by_the_tail_of_the_one_that_was_paid(people: People) -> None:
    """Combat 6 months, disability 12: only what the person drew goes on."""
    people.rate(DISABILITY, "6000", day(2021, 8), Basis.YEAR)
    owner, heir = people.someone(), people.someone()
    combat = grant(people, owner, COMBAT, day(2026, 1, 3))
    pension = grant(people, owner, DISABILITY, day(2026, 1, 9), grade=1, rate_class="combat")
    entitlements.record_death_and_end(
        person=owner, died_on=day(2026, 10, 8), by=people.hands.preparer, at=AT, today=TODAY
    )
    for right in (combat, pension):
        entitlements.set_payee(entitlement_id=right.pk, payee=heir, by=people.hands.preparer, at=AT)
    for code in (COMBAT, DISABILITY):
        people.labs[code].run(day(2026, 11))
    assert posted(combat) == 10 * D("750") + 6 * D("750")
    assert posted(pension) == ZERO
    assert people.labs[DISABILITY].owed(pension, TODAY) == {}
    assert audit_ledger(snapshot=False) == []


def test_a_trial_of_standards_counts_nobody_who_is_kept_back(people: People) -> None:
    owner, other = people.someone(), people.someone()
    grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    grant(people, owner, ILL, day(2026, 9, 9))
    grant(people, other, RURAL, day(2026, 6, 3), service_years=4)
    people.labs[RURAL].run(day(2026, 10))
    table = _draft(people, RURAL, "60", day(2026, 8), "month_per_service_year")
    trial = trial_of(table, last=day(2026, 12))
    # His one month of August, and five of the other: ten yuan more per year of service.
    assert trial.total.cost.total == 1 * 50 + 5 * 40
    assert trial.total.raised == 2
    rates.enforce_table(table=table, by=people.hands.reviewer, at=AT)
    before = posted(*Entitlement.objects.filter(scheme__code=RURAL))
    people.labs[RURAL].run(day(2026, 12))
    paid = posted(*Entitlement.objects.filter(scheme__code=RURAL)) - before
    assert paid == trial.total.cost.arrears + 2 * 4 * 60


# --- 特批 -----------------------------------------------------------------------------------------


AUGUST = date(2026, 8, 1)


def approval(people: People, owner: Person, first: date = AUGUST) -> StackingOverride:
    return overrides.propose(
        person=owner,
        schemes=(RURAL, ILL),
        from_month=first,
        document_no="特批〔2026〕1号",
        reason="按市局批复",
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
    )


def test_an_approval_counts_once_a_second_person_has_confirmed_it(people: People) -> None:
    owner, hands = people.someone(), people.hands
    rural = grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    grant(people, owner, ILL, day(2026, 6, 9))
    people.labs[RURAL].run(day(2026, 10))
    assert posted(rural) == ZERO
    asked = approval(people, owner)
    assert months_of(rural) == [(day(2026, 6), None)]
    with pytest.raises(PermissionRefused):
        overrides.confirm(override_id=asked.pk, by=hands.preparer, at=AT)
    overrides.confirm(override_id=asked.pk, by=hands.reviewer, at=AT)
    assert months_of(rural) == [(day(2026, 6), day(2026, 7))]
    people.labs[RURAL].run(day(2026, 11))
    assert posted(rural) == 4 * D("250")
    overrides.end(
        override_id=asked.pk, last_month=day(2026, 9), note="批复撤销", by=hands.preparer, at=AT
    )
    assert months_of(rural) == [(day(2026, 6), day(2026, 7)), (day(2026, 10), None)]
    people.labs[RURAL].run(day(2026, 12))
    assert posted(rural) == 2 * D("250")
    assert audit_ledger(snapshot=False) == []


def test_nobody_confirms_his_own_whatever_his_role_becomes(people: People) -> None:
    owner, hands = people.someone(), people.hands
    grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    grant(people, owner, ILL, day(2026, 6, 9))
    asked = approval(people, owner)
    hands.preparer.role = "reviewer"
    hands.preparer.save()
    with pytest.raises(Refused, match="须由另一人确认"):
        overrides.confirm(override_id=asked.pk, by=hands.preparer, at=AT)


def test_what_an_approval_is_refused_for(people: People) -> None:
    owner = people.someone()
    grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    with pytest.raises(Refused, match="没有登记过"):
        approval(people, owner)
    grant(people, owner, ILL, day(2026, 6, 9))
    with pytest.raises(Refused, match="一年以后"):
        approval(people, owner, day(2028, 1))
    asked = approval(people, owner)
    with pytest.raises(Refused, match="等待确认"):
        approval(people, owner)
    hands = people.hands
    overrides.confirm(override_id=asked.pk, by=hands.approver, at=AT)
    with pytest.raises(Refused, match="已有特批"):
        approval(people, owner, day(2026, 11))
    with pytest.raises(Refused, match="已确认"):
        overrides.withdraw(override_id=asked.pk, by=hands.preparer, at=AT)
    with pytest.raises(Refused, match="不能早于"):
        overrides.end(
            override_id=asked.pk, last_month=day(2026, 7), note="x", by=hands.preparer, at=AT
        )


def test_a_proposal_that_is_not_approved_changes_nothing(people: People) -> None:
    owner, hands = people.someone(), people.hands
    rural = grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    grant(people, owner, ILL, day(2026, 6, 9))
    asked = approval(people, owner)
    overrides.withdraw(override_id=asked.pk, by=hands.reviewer, at=AT)
    assert months_of(rural) == [(day(2026, 6), None)]
    assert approval(people, owner).pk != asked.pk


# --- the command line -----------------------------------------------------------------------------


def run(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command("subsidies", *words, stdout=out, verbosity=0)
    return dict(json.loads(out.getvalue()))


def test_21_from_the_command_line(people: People) -> None:
    owner, hands = people.someone(), people.hands
    rural = grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    grant(people, owner, ILL, day(2026, 6, 9))
    findable(rural)
    listed = run("stacking", "list", "--by", hands.preparer.username)
    [one] = listed["collisions"]
    assert (one["scheme"], one["kept"], one["effect"]) == (RURAL, ILL, "forbid")
    assert (one["from"], one["to"], one["id_number_tail"]) == (
        "2026-06",
        None,
        owner.id_number[-4:],
    )
    asked = run(
        *("stacking", "propose", "--id-number", owner.id_number),
        *("--scheme", RURAL, ILL, "--from", "2026-08", "--document-no", "特批〔2026〕1号"),
        *("--reason", "按市局批复", "--by", hands.preparer.username),
    )
    assert asked["state"] == "proposed"
    done = run("stacking", "confirm", str(asked["override"]), "--by", hands.reviewer.username)
    assert done["state"] == "confirmed"
    assert months_of(rural) == [(day(2026, 6), day(2026, 7))]
    ended = run(
        *("stacking", "end", str(asked["override"]), "--last-month", "2026-10"),
        *("--note", "批复撤销", "--by", hands.preparer.username),
    )
    assert ended["to"] == "2026-10"
    assert run("stacking", "settle", "--by", hands.reviewer.username)["added"] == 0


def test_an_end_by_another_cause_frees_the_other_right(people: People) -> None:
    owner = people.someone()
    rural = grant(people, owner, RURAL, day(2026, 6, 3), service_years=5)
    ill = grant(people, owner, ILL, day(2026, 6, 9))
    entitlements.end(
        entitlement_id=ill.pk,
        reason=EndReason.INELIGIBLE,
        ended_on=day(2026, 9, 30),
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
    )
    assert months_of(rural) == [(day(2026, 6), day(2026, 9))]
