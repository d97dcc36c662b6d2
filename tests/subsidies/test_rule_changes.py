"""Every kind of rule: proposed, seen, brought into force, and its money moves in a real batch."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.models import (
    DeathTail,
    Determination,
    Entitlement,
    Exclusion,
    PartYearRule,
    Posting,
    RecoveryEntry,
    RuleChange,
    StackingRule,
    StartRule,
)
from support_services.subsidies.rule_kinds import NONE, RuleKind
from support_services.subsidies.rules import Basis, EndReason
from support_services.subsidies.services import (
    batches,
    entitlements,
    interruptions,
    rule_changes,
)
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.rule_previews import preview
from support_services.subsidies.services.stacking import settle_stacking
from tests.subsidies.factories import account, person
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.recoveries import claim_of, plan
from tests.subsidies.rule_lab import TODAY, asked, enforced, proposed
from tests.subsidies.stacking_lab import ILL, RURAL, People
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.money import ZERO

pytestmark = pytest.mark.django_db
D = Decimal
DISABILITY = "disability_pension"
BEREAVED = "bereaved_pension"
THROUGH = date(2026, 10, 1)


@pytest.fixture
def lab() -> Lab:
    made = Lab.of(DISABILITY)
    made.rate("12000", date(2024, 8, 1), basis=Basis.YEAR)
    return made


def granted(lab: Lab, approved_on: date) -> Entitlement:
    """Approved by the service, so that its start is derived from the rule."""
    owner = person(born_on=date(1950, 1, 1))
    account(owner)
    return entitlements.grant(
        person=owner,
        scheme=lab.scheme.code,
        approved_on=approved_on,
        grade=1,
        rate_class="combat",
        document_no="号",
        by=lab.preparer,
        at=AT,
        today=TODAY,
    )


def again(lab: Lab, through: date = THROUGH) -> Decimal:
    """Another batch of the same month: only what has changed."""
    return lab.run(through).posted_total


# --- start months -----------------------------------------------------------------------------


def test_a_corrected_start_rule_moves_the_rights_derived_from_it(lab: Lab) -> None:
    early, late = granted(lab, date(2024, 9, 12)), granted(lab, date(2024, 11, 5))
    by_hand = granted(lab, date(2024, 9, 20))
    Entitlement.objects.filter(pk=by_hand.pk).update(
        start_month=date(2024, 12, 1), ledger_from=date(2024, 12, 1)
    )
    Determination.objects.filter(entitlement=by_hand).update(first_month=date(2024, 12, 1))
    assert early.start_month == date(2024, 10, 1)
    lab.run(THROUGH)
    change = proposed(
        lab,
        RuleKind.START,
        DISABILITY,
        value="approval_month",
        first=date(2024, 1, 1),
        last=date(2024, 9, 30),
    )
    told = preview(change)
    assert (told.changed, told.people, told.total.months) == (1, 1, 1)
    assert told.total.arrears == D("1000.00")
    assert told.towns[0].arrears == D("1000.00")
    assert [one.right.pk for one in told.examples] == [early.pk]
    # Nothing is left of having looked.
    early.refresh_from_db()
    assert early.start_month == date(2024, 10, 1)
    assert StartRule.objects.filter(scheme=lab.scheme, is_live=True).count() == 2

    done = rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    assert done.outcome == {"rights": 1, "by_hand": []}
    for right in (early, late, by_hand):
        right.refresh_from_db()
    assert early.start_month == early.ledger_from == date(2024, 9, 1)
    assert Determination.objects.get(entitlement=early).first_month == date(2024, 9, 1)
    assert (late.start_month, by_hand.start_month) == (date(2024, 11, 1), date(2024, 12, 1))
    batch = lab.run(THROUGH)
    lines = Posting.objects.filter(batch=batch)
    assert [(p.entitlement_id, p.month, p.amount, p.reason) for p in lines] == [
        (early.pk, date(2024, 9, 1), D("1000.00"), "arrears")
    ]
    # The old rule keeps the time before; the new one begins with its day, the other next day.
    spans = StartRule.objects.filter(scheme=lab.scheme, is_live=True).order_by("approved_from")
    assert list(spans.values_list("approved_from", "approved_to", "rule")) == [
        (date(1949, 10, 1), date(2023, 12, 31), "next_month"),
        (date(2024, 1, 1), date(2024, 9, 30), "approval_month"),
        (date(2024, 10, 1), None, "approval_month"),
    ]
    assert "批准次月起发放" in done.before[0]
    assert audit_ledger(snapshot=False) == []


def test_a_later_start_takes_the_month_back(lab: Lab) -> None:
    right = granted(lab, date(2025, 3, 9))
    lab.run(THROUGH)
    change = proposed(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2025, 3, 1))
    assert preview(change).total.overpaid == D("1000.00")
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    assert again(lab) == D("-1000.00")
    right.refresh_from_db()
    assert right.start_month == date(2025, 4, 1)
    assert claim_of(right).balance == D("1000.00")
    assert audit_ledger(snapshot=False) == []


def test_regradings_follow_and_what_cannot_is_left_to_a_hand(lab: Lab) -> None:
    lab.rate("24000", date(2024, 8, 1), grade=2)
    first, second = granted(lab, date(2025, 1, 9)), granted(lab, date(2025, 2, 3))
    for right, approved_on in ((first, date(2025, 6, 5)), (second, date(2025, 3, 8))):
        entitlements.regrade(
            entitlement_id=right.pk,
            approved_on=approved_on,
            grade=2,
            rate_class="combat",
            document_no="号",
            by=lab.preparer,
            at=AT,
            today=TODAY,
        )
    lab.run(THROUGH)
    # The first determination of the second right would then begin with the second one.
    change = enforced(
        lab,
        RuleKind.START,
        DISABILITY,
        value="next_month",
        first=date(2025, 1, 1),
        last=date(2025, 2, 28),
    )
    assert change.outcome == {"rights": 1, "by_hand": [second.pk]}
    terms = Determination.objects.filter(entitlement=first).order_by("first_month")
    assert list(terms.values_list("first_month", "last_month")) == [
        (date(2025, 2, 1), date(2025, 5, 1)),
        (date(2025, 6, 1), None),
    ]
    enforced(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2025, 5, 1))
    assert list(terms.all().values_list("first_month", "last_month")) == [
        (date(2025, 2, 1), date(2025, 6, 1)),
        (date(2025, 7, 1), None),
    ]
    assert again(lab) == D("-1000") + D("1000") - D("2000")
    assert audit_ledger(snapshot=False) == []


# --- months after a death ---------------------------------------------------------------------


def died(lab: Lab, right: Entitlement, on: date) -> None:
    heir = lab.entitle(date(2040, 1, 1)).person
    Entitlement.objects.filter(pk=right.pk).update(
        payee=heir, **{**Lab.ending(on.replace(day=1), EndReason.DEATH), "ended_on": on}
    )


def test_a_shorter_tail_is_taken_back_and_a_longer_one_paid(lab: Lab) -> None:
    right = lab.entitle(date(2025, 1, 1))
    other = lab.entitle(date(2025, 1, 1))
    died(lab, right, date(2026, 3, 9))
    died(lab, other, date(2025, 3, 9))
    lab.run(THROUGH)
    change = proposed(
        lab, RuleKind.TAIL, DISABILITY, value="months", number=6, first=date(2026, 1, 1)
    )
    told = preview(change)
    assert (told.concerned, told.total.overpaid, told.total.arrears) == (1, D("6000.00"), ZERO)
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    assert again(lab) == D("-6000.00")
    enforced(lab, RuleKind.TAIL, DISABILITY, value=NONE, first=date(2026, 1, 1))
    assert again(lab) == D("-6000.00")
    enforced(lab, RuleKind.TAIL, DISABILITY, value="months", number=18, first=date(2026, 2, 1))
    assert again(lab) == D("18000.00")
    live = DeathTail.objects.filter(scheme=lab.scheme, is_live=True).order_by("died_from")
    assert list(live.values_list("died_from", "died_to", "months"))[-2:] == [
        (date(2024, 10, 1), date(2025, 12, 31), 12),
        (date(2026, 2, 1), None, 18),
    ]
    assert audit_ledger(snapshot=False) == []


# --- moving away --------------------------------------------------------------------------------


def moved(lab: Lab, right: Entitlement, day: date) -> Entitlement:
    return entitlements.transfer_out(
        entitlement_id=right.pk, moved_on=day, by=lab.preparer, at=AT, today=TODAY
    )


def test_whoever_moved_is_paid_to_the_month_that_the_rule_says(lab: Lab) -> None:
    before, within, by_hand = (lab.entitle(date(2025, 1, 1)) for _ in range(3))
    assert moved(lab, before, date(2025, 3, 9)).end_month == date(2025, 12, 1)
    moved(lab, within, date(2026, 3, 9))
    moved(lab, by_hand, date(2026, 3, 9))
    # Settled with the other county otherwise: not what the rule said, so it stays.
    Entitlement.objects.filter(pk=by_hand.pk).update(end_month=date(2026, 6, 1))
    lab.run(THROUGH)
    to_the_month = {"value": "moving_month", "first": date(2026, 1, 1)}
    change = proposed(lab, RuleKind.TRANSFER, DISABILITY, **to_the_month)
    told = preview(change)
    # Paid from April to October: seven months too many.
    assert (told.concerned, told.changed) == (2, 1)
    assert (told.total.overpaid, told.total.arrears) == (D("7000.00"), ZERO)
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    ends = Entitlement.objects.order_by("pk").values_list("end_month", flat=True)
    assert list(ends) == [date(2025, 12, 1), date(2026, 3, 1), date(2026, 6, 1)]
    assert again(lab) == D("-7000.00")
    # Whoever moves from now on; and back again.
    assert moved(lab, lab.entitle(date(2025, 1, 1)), date(2026, 10, 9)).end_month == THROUGH
    enforced(lab, RuleKind.TRANSFER, DISABILITY, value="year_end", first=date(2026, 1, 1))
    assert Entitlement.objects.get(pk=within.pk).end_month == date(2026, 12, 1)
    assert again(lab) == D("7000.00") + D("22000.00")
    assert audit_ledger(snapshot=False) == []


def test_a_right_that_cannot_follow_is_left_to_a_hand(lab: Lab) -> None:
    right = lab.entitle(date(2026, 6, 1))
    moved(lab, right, date(2026, 3, 9))
    back = lab.entitle(date(2026, 1, 1))
    moved(lab, back, date(2026, 2, 3))
    enforced(lab, RuleKind.TRANSFER, DISABILITY, value="moving_month", first=date(2026, 1, 1))
    assert Entitlement.objects.get(pk=right.pk).end_month == date(2026, 12, 1)
    # Came back and draws again: the first time may not run into the second.
    Entitlement.objects.create(
        person=back.person,
        scheme=lab.scheme,
        approved_on=date(2026, 5, 1),
        start_month=date(2026, 5, 1),
        ledger_from=date(2026, 5, 1),
        created_at=AT,
    )
    change = proposed(lab, RuleKind.TRANSFER, DISABILITY, value="year_end", first=date(2026, 1, 1))
    assert {one.why for one in preview(change).by_hand} == {"与同一项目的后一段享受期间重叠"}


def test_without_a_rule_nobody_could_say_when_it_ends(lab: Lab) -> None:
    with pytest.raises(Refused):
        proposed(lab, RuleKind.TRANSFER, DISABILITY, value=NONE, first=date(2026, 1, 1))


# --- sentenced -----------------------------------------------------------------------------------


def suspended(lab: Lab, right: Entitlement, day: date) -> date:
    return interruptions.suspend(
        entitlement_id=right.pk, fact_on=day, reason="判刑", by=lab.preparer, at=AT, today=TODAY
    ).first_month


def test_a_sentence_suspends_from_the_month_that_the_rule_says(lab: Lab) -> None:
    one, other, later = (lab.entitle(date(2026, 1, 1)) for _ in range(3))
    assert suspended(lab, one, date(2026, 8, 20)) == date(2026, 9, 1)
    lab.run(THROUGH)
    from_july = {"value": "fact_month", "first": date(2026, 7, 1)}
    change = proposed(lab, RuleKind.SUSPENSION, DISABILITY, **from_july)
    assert (preview(change).concerned, preview(change).changed) == (0, 0)
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    # What was registered stays; what comes now goes by the rule of the day of the fact.
    assert one.suspensions.get().first_month == date(2026, 9, 1)
    assert again(lab) == ZERO
    assert suspended(lab, other, date(2026, 8, 20)) == date(2026, 8, 1)
    assert suspended(lab, later, date(2026, 6, 30)) == date(2026, 7, 1)
    assert again(lab) == D("-3000.00") + D("-4000.00")
    assert audit_ledger(snapshot=False) == []
    with pytest.raises(Refused):
        proposed(lab, RuleKind.SUSPENSION, DISABILITY, value=NONE, first=date(2026, 1, 1))


# --- part years ---------------------------------------------------------------------------------


def test_part_years_are_counted_anew_for_determinations_of_the_time() -> None:
    lab = Lab.of(RURAL)
    lab.rate(
        "50",
        date(2025, 8, 1),
        basis=Basis.MONTH_PER_SERVICE_YEAR,
        grade=0,
        rate_class="",
    )

    def veteran(approved_on: date, months: int) -> Entitlement:
        owner = person(born_on=date(1950, 1, 1))
        account(owner)
        return entitlements.grant(
            person=owner,
            scheme=RURAL,
            approved_on=approved_on,
            service_years=2,
            service_months=months,
            document_no="号",
            by=lab.preparer,
            at=AT,
            today=TODAY,
        )

    six, seven, earlier = (
        veteran(date(2026, 1, 8), 6),
        veteran(date(2026, 1, 8), 7),
        veteran(date(2025, 9, 8), 6),
    )
    settled = veteran(date(2026, 2, 8), 6)
    Determination.objects.filter(entitlement=settled).update(service_factor=D("2.0"))
    lab.run(THROUGH)
    change = proposed(lab, RuleKind.PART_YEAR, RURAL, value="six_is_whole", first=date(2026, 1, 1))
    told = preview(change)
    assert (told.changed, told.total.arrears) == (1, D("250.00"))
    assert told.total.coming == D("25.00")
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    factors = {
        d.entitlement_id: d.service_factor for d in Determination.objects.all().order_by("pk")
    }
    assert [factors[one.pk] for one in (six, seven, earlier, settled)] == [
        D("3.0"), D("3.0"), D("2.5"), D("2.0"),
    ]  # fmt: skip
    assert again(lab) == D("250.00")
    with pytest.raises(Refused, match="总要有一种办法"):
        proposed(lab, RuleKind.PART_YEAR, RURAL, value=NONE, first=date(2026, 1, 1))
    assert PartYearRule.objects.filter(scheme=lab.scheme, is_live=True).count() == 2
    assert audit_ledger(snapshot=False) == []


# --- rounding -----------------------------------------------------------------------------------


def test_rounding_changes_with_the_rates_own_year(lab: Lab) -> None:
    lab.rate("11627", date(2025, 8, 1))
    right = lab.entitle(date(2025, 8, 1))
    lab.run(THROUGH)
    # 11627 / 12 = 968.91666…; the year that runs keeps the old rounding.
    change = proposed(
        lab, RuleKind.ROUNDING, DISABILITY, value="whole_yuan", first=date(2026, 2, 1)
    )
    told = preview(change)
    posted = lab.posted(right)
    assert posted[date(2026, 8, 1), "standard"] == D("968.92")
    expected = 3 * D("969") - sum(posted[date(2026, month, 1), "standard"] for month in (8, 9, 10))
    assert (told.total.arrears, told.total.months) == (expected, 3)
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    assert again(lab) == expected
    after = lab.posted(right)
    assert after[date(2026, 7, 1), "standard"] == posted[date(2026, 7, 1), "standard"]
    assert {after[date(2026, month, 1), "standard"] for month in (8, 9, 10)} == {D("969.00")}
    assert after == lab.owed(right, THROUGH)
    enforced(lab, RuleKind.ROUNDING, DISABILITY, value="each_month", first=date(2024, 1, 1))
    lab.run(THROUGH)
    assert lab.posted(right) == lab.owed(right, THROUGH)
    assert {amount for _, amount in lab.posted(right).items()} == {D("968.92")}
    assert audit_ledger(snapshot=False) == []


# --- stacking -----------------------------------------------------------------------------------


def test_a_stacking_rule_keeps_back_and_gives_back() -> None:
    people = People.of(ILL, RURAL)
    people.rate(ILL, "700", date(2025, 8, 1))
    people.rate(RURAL, "50", date(2025, 8, 1), Basis.MONTH_PER_SERVICE_YEAR)
    owner = people.someone()
    start = date(2026, 6, 1)
    rural = people.right(owner, RURAL, start, factor="5")
    people.right(owner, ILL, start)
    settle_stacking([owner.pk])
    labs = people.labs
    for code in (ILL, RURAL):
        labs[code].run(THROUGH)
    hands = labs[RURAL]
    change = proposed(hands, RuleKind.STACKING, RURAL, ILL, value="allow", first=date(2026, 9, 1))
    told = preview(change)
    assert told.total.arrears == D("500.00")
    rule_changes.enforce(change_id=change.pk, by=hands.reviewer, at=AT)
    assert again(labs[RURAL]) == D("500.00")
    row = Exclusion.objects.get(entitlement=rural)
    assert (row.first_month, row.last_month) == (start, date(2026, 8, 1))
    # 只发指定的一项, within one month only: what lies around it keeps its rules.
    enforced(
        hands,
        RuleKind.STACKING,
        RURAL,
        ILL,
        value="forbid",
        kept=RURAL,
        first=date(2026, 10, 1),
        last=date(2026, 10, 1),
    )
    assert again(labs[ILL]) == D("-700.00")
    low, high = sorted((labs[RURAL].scheme, labs[ILL].scheme), key=lambda s: s.pk)
    live = StackingRule.objects.filter(low=low, high=high, is_live=True).order_by("first_month")
    assert list(live.values_list("first_month", "last_month", "effect")) == [
        (date(1949, 10, 1), date(2026, 8, 1), "forbid"),
        (date(2026, 9, 1), date(2026, 9, 1), "allow"),
        (date(2026, 10, 1), date(2026, 10, 1), "forbid"),
        (date(2026, 11, 1), None, "allow"),
    ]
    assert live.last().change == change  # type: ignore[union-attr]
    enforced(hands, RuleKind.STACKING, RURAL, ILL, value=NONE, first=date(1949, 10, 1))
    assert not live.all().exists()
    assert audit_ledger(snapshot=False) == []


# --- the general cap ----------------------------------------------------------------------------


def overpaid(lab: Lab) -> Entitlement:
    """Ten months at a grade too high: 10 000 yuan to come back."""
    lab.rate("24000", date(2024, 8, 1), grade=2)
    right = lab.entitle(date(2026, 1, 1), grade=2)
    lab.run(date(2026, 9, 1))
    lab.determine(right, date(2026, 1, 1), grade=1)
    return right


def offsets_of(right: Entitlement) -> list[Decimal]:
    rows = RecoveryEntry.objects.filter(entitlement=right, kind="offset").order_by("pk")
    return [-amount for amount in rows.values_list("amount", flat=True)]


def test_a_general_cap_limits_what_was_not_agreed(lab: Lab) -> None:
    enforced(lab, RuleKind.CAP, value="percent", number="20", first=date(2026, 10, 1))
    enforced(lab, RuleKind.CAP, value="yuan", number="150", first=date(2026, 12, 1))
    right = overpaid(lab)
    lab.run(date(2026, 10, 1))
    assert offsets_of(right) == [D("200.00")]
    entry = RecoveryEntry.objects.get(entitlement=right, kind="offset")
    assert entry.general_cap is not None
    assert entry.general_cap.percent == D("20")
    lab.run(date(2026, 11, 1))
    lab.run(date(2026, 12, 1))
    assert offsets_of(right) == [D("200.00"), D("200.00"), D("150.00")]
    # What was agreed goes first, whichever is higher.
    plan(lab, claim_of(right), "400", from_month=date(2027, 1, 1))
    lab.run(date(2027, 1, 1))
    assert offsets_of(right)[-1] == D("400.00")
    assert audit_ledger(snapshot=False) == []


def test_the_audit_sees_an_offset_beyond_the_general_cap(lab: Lab) -> None:
    right = overpaid(lab)
    lab.run(date(2026, 10, 1))
    assert offsets_of(right) == [D("1000.00")]
    enforced(lab, RuleKind.CAP, value="percent", number="99.99", first=date(2026, 10, 1))
    with connection.cursor() as cursor:
        # As a hand past every guard would do it.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_recoveryentry SET general_cap_id ="
            " (SELECT id FROM subsidies_offsetcap WHERE is_live) WHERE kind = 'offset'"
        )
    faults = [one for one in audit_ledger(snapshot=False) if one.check == "cap_is_kept"]
    assert [one.subject for one in faults] == [str(right.pk)]
    assert "一般上限 999.90" in faults[0].what


# --- hands --------------------------------------------------------------------------------------


def test_nobody_brings_his_own_proposal_into_force(lab: Lab) -> None:
    change = proposed(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2026, 1, 1))
    lab.preparer.role = "reviewer"
    lab.preparer.save()
    for deed in (rule_changes.enforce, rule_changes.refuse):
        more = {"reason": "不对"} if deed is rule_changes.refuse else {}
        with pytest.raises(Refused, match="另一人"):
            deed(change_id=change.pk, by=lab.preparer, at=AT, **more)
    with pytest.raises(IntegrityError, match="rule_change_two_people"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(
            state="in_force", decided_by=lab.preparer, decided_at=AT
        )
    with pytest.raises(IntegrityError, match="rule_change_signed"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(state="in_force")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(value="approval_month")


def test_duties(lab: Lab) -> None:
    what = asked(RuleKind.START, DISABILITY, value="next_month", first=date(2026, 1, 1))
    for user in (lab.reviewer, lab.approver):
        with pytest.raises(PermissionRefused):
            rule_changes.propose(asked=what, by=user, at=AT, today=TODAY)
    change = rule_changes.propose(asked=what, by=lab.preparer, at=AT, today=TODAY)
    with pytest.raises(PermissionRefused):
        rule_changes.enforce(change_id=change.pk, by=lab.preparer, at=AT)
    with pytest.raises(PermissionRefused):
        rule_changes.withdraw(change_id=change.pk, by=lab.reviewer, at=AT)


def test_once_decided_it_stays(lab: Lab) -> None:
    first = enforced(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2026, 1, 1))
    with pytest.raises(Refused, match="已启用"):
        rule_changes.enforce(change_id=first.pk, by=lab.approver, at=AT)
    with pytest.raises(Refused, match="已启用"):
        rule_changes.withdraw(change_id=first.pk, by=lab.preparer, at=AT)
    second = proposed(lab, RuleKind.START, DISABILITY, value=NONE, first=date(2026, 3, 1))
    with pytest.raises(Refused, match="退回原因"):
        rule_changes.refuse(change_id=second.pk, reason=" ", by=lab.reviewer, at=AT)
    rule_changes.refuse(change_id=second.pk, reason="文号不符", by=lab.reviewer, at=AT)
    third = proposed(lab, RuleKind.START, DISABILITY, value=NONE, first=date(2026, 3, 1))
    rule_changes.withdraw(change_id=third.pk, by=lab.preparer, at=AT)
    trail = AuditEntry.objects.filter(subject="rule_change").order_by("serial")
    assert list(trail.values_list("action", flat=True)) == [
        "rule.proposed",
        "rule.enforced",
        "rule.proposed",
        "rule.refused",
        "rule.proposed",
        "rule.withdrawn",
    ]
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        RuleChange.objects.filter(pk=first.pk).update(outcome={})
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        RuleChange.objects.filter(pk=third.pk).delete()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        StartRule.objects.filter(change=first).update(rule="approval_month")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"kind": RuleKind.START, "schemes": ("nothing",)}, "不适用于"),
        ({"kind": RuleKind.START, "schemes": ()}, "须选 1 个项目"),
        ({"kind": RuleKind.STACKING, "schemes": (DISABILITY, DISABILITY)}, "不能相同"),
        ({"kind": RuleKind.PART_YEAR, "value": "six_is_whole"}, "不适用于"),
        ({"kind": RuleKind.CAP, "value": "percent"}, "不要选项目"),
        ({"value": "whenever"}, "可填"),
        ({"last": date(2025, 12, 31)}, "不能早于"),
        ({"first": date(2030, 1, 1)}, "两年以后"),
        ({"first": date(1900, 1, 1)}, "早于"),
        ({"document_no": " "}, "请填写文号"),
        ({"source": ""}, "请填写依据"),
        ({"confidence": "sure"}, "可信程度"),
        ({"kind": RuleKind.TAIL, "value": "months"}, "请填写续发月数"),
        ({"kind": RuleKind.TAIL, "value": "months", "number": "2.5"}, "整数"),
        ({"kind": RuleKind.TAIL, "value": "months", "number": "0"}, "整数"),
        ({"kind": RuleKind.CAP, "schemes": (), "value": "percent", "number": "101"}, "0 至 100"),
        ({"kind": RuleKind.CAP, "schemes": (), "value": NONE}, "不用终止"),
        ({"number": "3"}, "不用填数值"),
        ({"kept": DISABILITY}, "只有“不能同时享受”"),
        (
            {
                "kind": RuleKind.STACKING,
                "schemes": (DISABILITY, BEREAVED),
                "value": "forbid",
            },
            "哪一项",
        ),
        (
            {
                "value": "approval_month",
                "source": "军人抚恤优待条例（2024年）第二十七条",
            },
            "与现行规则相同",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(lab: Lab, what: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {
        "kind": RuleKind.START,
        "schemes": (DISABILITY,),
        "value": "next_month",
        "first": date(2026, 1, 1),
        **what,
    }
    kind, schemes = given.pop("kind"), given.pop("schemes")
    with pytest.raises(Refused, match=said):
        proposed(lab, kind, *schemes, **given)
    assert not RuleChange.objects.exists()


def test_only_one_waits_for_the_same_rule_and_time(lab: Lab) -> None:
    proposed(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2026, 1, 1))
    with pytest.raises(Refused, match="等待启用"):
        proposed(lab, RuleKind.START, DISABILITY, value=NONE, first=date(2026, 5, 1))
    proposed(
        lab,
        RuleKind.START,
        DISABILITY,
        value="approval_month",
        first=date(2024, 1, 1),
        last=date(2024, 9, 30),
    )
    proposed(lab, RuleKind.START, BEREAVED, value="next_month", first=date(2026, 1, 1))
    first = proposed(lab, RuleKind.CAP, value="yuan", number="100", first=date(2026, 1, 1))
    assert first.number == D("100.00")
    with pytest.raises(Refused, match="等待启用"):
        proposed(lab, RuleKind.CAP, value="yuan", number="200", first=date(2026, 5, 1))


def test_rows_of_one_rule_never_overlap(lab: Lab) -> None:
    with pytest.raises(IntegrityError, match="start_rule_no_overlap"), transaction.atomic():
        StartRule.objects.create(
            scheme=lab.scheme,
            approved_from=date(2026, 1, 1),
            rule="next_month",
            source="x",
            confidence="verified",
        )


def test_a_batch_that_was_calculated_before_is_not_approved_as_it_stands(lab: Lab) -> None:
    granted(lab, date(2025, 3, 9))
    batch = lab.run(THROUGH, approve=False)
    enforced(lab, RuleKind.START, DISABILITY, value="next_month", first=date(2025, 3, 1))
    with pytest.raises(Refused, match="重新核算"):
        batches.review(batch_id=batch.pk, by=lab.reviewer, at=AT)
