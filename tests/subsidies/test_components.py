"""Parts of the money beside the standard: 自然增长, 粮油补贴, 孤老增发, 护理费."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from support_services.subsidies.explanations import explain
from support_services.subsidies.models import (
    Entitlement,
    PayComponent,
    Posting,
    RateRow,
    RateTable,
    Supplement,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.services import components, entitlements, rates
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.checks import findable
from tests.subsidies.ledger_lab import AT, Lab
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.months import add_months

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)
TODAY = date(2026, 11, 5)
D = Decimal


@pytest.fixture
def lab() -> Lab:
    """Every grade of every cause has a standard since 2022."""
    lab = Lab.of()
    for grade in range(1, 7):
        for cause in ("combat", "duty", "illness"):
            lab.rate("96000", date(2022, 8, 1), grade=grade, rate_class=cause)
    return lab


def care(lab: Lab, wage: str = "8000", first: date = JANUARY) -> RateTable:
    """This year's 护理费, brought into force."""
    entered = components.enter_care_rates(
        wage=D(wage),
        effective_from=first,
        document_no="试验〔2026〕8号",
        confidence="verified",
        by=lab.preparer,
        at=AT,
    )
    (table,) = entered.tables
    rates.enforce_table(table=table, by=lab.reviewer, at=AT)
    return table


def determined(lab: Lab, one: Entitlement, *, first: date = JANUARY, **given: Any) -> Supplement:
    facts = {
        "entitlement_id": one.pk,
        "component": "care",
        "first_month": first,
        "approved_on": date(2026, 1, 8),
        "document_no": "试验〔2026〕9号",
        "note": "分散供养",
        "by": lab.preparer,
        "at": AT,
        "today": TODAY,
    }
    return components.add_supplement(**{**facts, **given})


def paid(one: Entitlement, month: date) -> dict[str, Decimal]:
    """What the ledger holds of a month, by component."""
    found: dict[str, Decimal] = {}
    for line in Posting.objects.filter(entitlement=one, month=month):
        found[line.component] = found.get(line.component, D(0)) + line.amount
    return {code: amount for code, amount in found.items() if amount}


EXAMPLE_13 = [
    (1, "combat", "4000.00"),
    (2, "duty", "4000.00"),
    (3, "duty", "3200.00"),
    (4, "combat", "3200.00"),
    (1, "illness", "2400.00"),
    (4, "illness", "2400.00"),
    (5, "illness", "2000.00"),
    (6, "duty", "2000.00"),
]


@pytest.mark.parametrize(("grade", "cause", "amount"), EXAMPLE_13)
def test_example_13_care_is_a_share_of_last_years_wage(
    lab: Lab, grade: int, cause: str, amount: str
) -> None:
    """Last year's local average 96,000 a year, that is 8,000 a month."""
    care(lab)
    one = lab.entitle(JANUARY, grade=grade, rate_class=cause)
    without = lab.entitle(JANUARY, grade=grade, rate_class=cause)
    determined(lab, one)
    lab.run(JANUARY)
    assert paid(one, JANUARY) == {"standard": D("8000.00"), "care": D(amount)}
    assert paid(without, JANUARY) == {"standard": D("8000.00")}
    # The ordinary month, in which nothing is marked, pays the same.
    lab.run(add_months(JANUARY, 1))
    assert paid(one, add_months(JANUARY, 1))["care"] == D(amount)
    assert audit_ledger(snapshot=False) == []


def ran(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, stdout=out, verbosity=0)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_example_13_through_the_command_line(lab: Lab) -> None:
    drafted = ran(
        *("components", "care", "--wage", "8000", "--from", "2026-01"),
        *("--document-no", "试验〔2026〕8号", "--by", lab.preparer.username),
    )
    amounts = {(row["grade"], row["class"]): row["amount"] for row in drafted["rows"]}
    assert {amounts[1, "combat"], amounts[2, "duty"]} == {"4000.00"}
    assert {amounts[3, "combat"], amounts[4, "duty"]} == {"3200.00"}
    assert {amounts[1, "illness"], amounts[4, "illness"]} == {"2400.00"}
    assert {amounts[5, ""], amounts[6, ""]} == {"2000.00"}
    table = RateTable.objects.get(pk=drafted["tables"][0])
    rates.enforce_table(table=table, by=lab.reviewer, at=AT)
    one = lab.entitle(JANUARY, grade=3, rate_class="duty")
    findable(one)
    number = str(one.person.id_number)
    said = ran(
        *("components", "add", "--id-number", number, "--scheme", "disability_pension"),
        *("--component", "护理费", "--first", "2026-01", "--approved-on", "2026-01-08"),
        *("--document-no", "试验〔2026〕9号", "--by", lab.preparer.username),
    )
    assert said == {"component": "care", "first": "2026-01", "last": None}
    lab.run(JANUARY)
    assert paid(one, JANUARY)["care"] == D("3200.00")
    ended = ran(
        *("components", "end", "--id-number", number, "--scheme", "disability_pension"),
        *("--component", "care", "--last", "2026-01", "--by", lab.preparer.username),
    )
    assert ended["last"] == "2026-01"
    lab.run(add_months(JANUARY, 1))
    assert "care" not in paid(one, add_months(JANUARY, 1))


def test_a_better_grade_changes_the_care_from_the_same_month(lab: Lab) -> None:
    care(lab)
    one = lab.entitle(JANUARY, grade=3, rate_class="combat")
    determined(lab, one)
    lab.run(date(2026, 5, 1))
    entitlements.regrade(
        entitlement_id=one.pk,
        approved_on=date(2026, 4, 18),
        grade=2,
        rate_class="combat",
        document_no="试验〔2026〕11号",
        by=lab.preparer,
        at=AT,
        today=TODAY,
    )
    lab.run(date(2026, 6, 1))
    assert paid(one, date(2026, 3, 1))["care"] == D("3200.00")
    assert [paid(one, date(2026, m, 1))["care"] for m in (4, 5, 6)] == [D("4000.00")] * 3


def test_determined_late_is_paid_as_arrears_and_taken_into_hospital_is_paid_no_more(
    lab: Lab,
) -> None:
    care(lab)
    one = lab.entitle(JANUARY, grade=2, rate_class="duty")
    lab.run(date(2026, 3, 1))
    determined(lab, one)
    april = lab.run(date(2026, 4, 1))
    lines = Posting.objects.filter(batch=april, component="care").order_by("month")
    assert [(p.month.month, p.amount, p.reason) for p in lines] == [
        (1, D("4000.00"), "arrears"),
        (2, D("4000.00"), "arrears"),
        (3, D("4000.00"), "arrears"),
        (4, D("4000.00"), "ordinary"),
    ]
    components.end_supplement(
        entitlement_id=one.pk,
        component="care",
        last_month=date(2026, 3, 1),
        by=lab.preparer,
        at=AT,
    )
    may = lab.run(date(2026, 5, 1))
    assert list(Posting.objects.filter(batch=may, component="care").values_list("amount")) == [
        (D("-4000.00"),)
    ]
    assert lab.sum_of(one, may) == D("4000.00")


def test_a_new_wage_changes_everybodys_care_and_nothing_else(lab: Lab) -> None:
    care(lab)
    with_care, without = (lab.entitle(JANUARY, grade=1, rate_class="duty") for _ in range(2))
    determined(lab, with_care)
    lab.run(date(2026, 7, 1))
    entered = components.enter_care_rates(
        wage=D("8500.50"),
        effective_from=date(2026, 6, 1),
        document_no="试验〔2026〕18号",
        confidence="verified",
        by=lab.preparer,
        at=AT,
    )
    done = rates.enforce_table(table=entered.tables[0], by=lab.reviewer, at=AT)
    assert done.marked == 1, "only who has it is looked at again"
    august = lab.run(date(2026, 8, 1))
    assert paid(with_care, date(2026, 8, 1))["care"] == D("4250.25")
    assert lab.sum_of(with_care, august) == D("8000.00") + D("4250.25") + 2 * D("250.25")
    assert lab.sum_of(without, august) == D("8000.00")
    raised = Posting.objects.filter(batch=august, month=date(2026, 6, 1)).get()
    assert raised.reason == "raise"
    told = explain(raised)
    assert "护理费" in told.sentence
    assert told.working[0].how.startswith("计算基数 8,500.50 元 × 50% = 4,250.25 元")
    assert any(fact.label == "增发核定" and "分散供养" in fact.value for fact in told.facts)


def test_what_is_written_closer_goes_first_and_zero_ends_it(lab: Lab) -> None:
    grain = lab.component("grain")
    lab.rate("30", JANUARY, grade=0, rate_class="", component=grain, basis=Basis.MONTH)
    lab.rate("40", JANUARY, grade=0, rate_class="duty", component=grain, basis=Basis.MONTH)
    lab.rate("50", JANUARY, grade=2, rate_class="", component=grain, basis=Basis.MONTH)
    lab.rate("60", JANUARY, grade=2, rate_class="duty", component=grain, basis=Basis.MONTH)
    lab.rate("0", date(2026, 2, 1), grade=2, rate_class="", component=grain, basis=Basis.MONTH)
    people = {
        (1, "combat"): ("30.00", "30.00"),
        (1, "duty"): ("40.00", "40.00"),
        (2, "combat"): ("50.00", None),
        (2, "duty"): ("60.00", "60.00"),
    }
    rights = {key: lab.entitle(JANUARY, grade=key[0], rate_class=key[1]) for key in people}
    lab.run(date(2026, 2, 1))
    for key, (january, february) in people.items():
        assert paid(rights[key], JANUARY)["grain"] == D(january)
        assert paid(rights[key], date(2026, 2, 1)).get("grain") == (february and D(february))
    assert audit_ledger(snapshot=False) == []


def test_a_yearly_component_adds_up_to_the_fen(lab: Lab) -> None:
    growth = lab.component("growth")
    lab.rate("100", JANUARY, grade=0, rate_class="", component=growth)
    one = lab.entitle(JANUARY)
    lab.run(date(2026, 12, 1))
    lines = Posting.objects.filter(entitlement=one, component=growth)
    assert lines.count() == 12
    assert sum(lines.values_list("amount", flat=True)) == D("100.00")


def test_after_a_death_care_stops_and_what_goes_on_goes_on(lab: Lab) -> None:
    care(lab)
    coal = lab.component("coal", in_tail=True)
    lab.rate("25", JANUARY, grade=0, rate_class="", component=coal, basis=Basis.MONTH)
    one = lab.entitle(JANUARY, grade=1, rate_class="combat")
    determined(lab, one)
    lab.run(date(2026, 4, 1))
    heir = lab.entitle(date(2040, 1, 1)).person
    entitlements.record_death_and_end(
        person=one.person, died_on=date(2026, 3, 10), by=lab.preparer, at=AT, today=TODAY
    )
    entitlements.set_payee(entitlement_id=one.pk, payee=heir, by=lab.preparer, at=AT)
    may = lab.run(date(2026, 5, 1))
    assert paid(one, date(2026, 3, 1)) == {
        "standard": D("8000.00"),
        "care": D("4000.00"),
        "coal": D("25.00"),
        "tail": D("96000.00"),
        "t_coal": D("300.00"),
    }
    assert paid(one, date(2026, 4, 1)) == {}
    tail = Posting.objects.get(batch=may, component="t_coal")
    assert tail.reason == "tail"
    told = explain(tail)
    assert told.working[0].how == "12 个月，按去世当月的标准计算"
    assert "补贴coal（去世续发）" in told.sentence
    assert audit_ledger(snapshot=False) == []


def test_a_death_in_a_month_still_to_come_keeps_its_tail(lab: Lab) -> None:
    """Registered on time, while the month before is still being calculated."""
    one = lab.entitle(JANUARY)
    lab.run(JANUARY)
    heir = lab.entitle(date(2040, 1, 1)).person
    entitlements.record_death_and_end(
        person=one.person, died_on=date(2026, 3, 10), by=lab.preparer, at=AT, today=TODAY
    )
    entitlements.set_payee(entitlement_id=one.pk, payee=heir, by=lab.preparer, at=AT)
    lab.run(date(2026, 2, 1))
    lab.run(date(2026, 3, 1))
    assert paid(one, date(2026, 3, 1)) == {"standard": D("8000.00"), "tail": D("96000.00")}
    assert audit_ledger(snapshot=False) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"component": "none"}, "没有这个组成"),
        ({"component": "grain"}, "人人都有"),
        ({"first_month": date(2025, 12, 1)}, "不能早于待遇的起发月"),
        ({"approved_on": date(2026, 11, 6)}, "不能晚于今天"),
        ({"document_no": "  "}, "请填写核定文号"),
        ({"component": "lonely"}, "没有适用于此人"),
    ],
)
def test_what_cannot_be_determined(lab: Lab, given: dict[str, Any], says: str) -> None:
    care(lab)
    lab.component("grain")
    lab.component("lonely", is_named=True)
    one = lab.entitle(JANUARY, grade=1, rate_class="duty")
    with pytest.raises((Refused, NotFound), match=says):
        determined(lab, one, **given)
    assert not Supplement.objects.exists()


def test_twice_ended_strangers_and_the_wrong_hand(lab: Lab) -> None:
    care(lab)
    one = lab.entitle(JANUARY, grade=1, rate_class="duty")
    determined(lab, one)
    with pytest.raises(Refused, match="已经核定了护理费"):
        determined(lab, one, first=date(2026, 3, 1))
    with pytest.raises(PermissionRefused):
        determined(lab, one, by=lab.approver)
    end = {"entitlement_id": one.pk, "component": "care", "by": lab.preparer, "at": AT}
    with pytest.raises(Refused, match="不能更早"):
        components.end_supplement(**end, last_month=date(2025, 11, 1))
    # Taken back altogether: nothing of it is paid, and the record says what it was.
    components.end_supplement(**end, last_month=date(2025, 12, 1))
    lab.run(JANUARY)
    assert paid(one, JANUARY) == {"standard": D("8000.00")}
    with pytest.raises(Refused, match="没有在发"):
        components.end_supplement(**end, last_month=JANUARY)


def line(**values: str) -> Line:
    given = {
        "scheme": "disability_pension",
        "component": "growth",
        "grade": "",
        "class": "",
        "amount": "40",
        "basis": "month",
        "effective_from": "2026-01-01",
        "confidence": "verified",
        "source": "试验〔2026〕1号",
    }
    named = {"class" if key == "rate_class" else key: value for key, value in values.items()}
    return Line(2, {**given, **named})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (
            {"component": "nothing"},
            "没有“nothing”这一组成，已有：growth（补贴growth）、care（护理费）",
        ),
        ({"component": "", "amount": "0"}, "标准应为大于零的数"),
        ({"component": ""}, "须填性质"),
        ({"amount": "-1"}, "标准应为大于零的数"),
        ({"base": "8000"}, "计算基数和比例都要填"),
        ({"base": "8000", "percent": "120", "amount": ""}, "比例不超过 100"),
        ({"base": "8000", "percent": "50", "amount": "4001"}, "是 4000.00 元，与所填标准不一致"),
        ({"grade": "11"}, "须填等级，为 1 至 10"),
    ],
)
def test_a_standard_that_makes_no_sense(lab: Lab, values: dict[str, str], says: str) -> None:
    lab.component("growth")
    with pytest.raises(LinesRefused) as refusal:
        rates.enter_table(rows=[line(**values)], by=lab.preparer, at=AT)
    assert says in refusal.value.problems[0].message
    assert not RateRow.objects.filter(component="growth").exists()


def test_a_component_is_defined_once_and_never_changes(lab: Lab) -> None:
    given = {
        "scheme": "disability_pension",
        "code": "growth",
        "name": "自然增长",
        "is_named": False,
        "in_tail": True,
        "source": "试验〔2026〕1号",
        "confidence": "verified",
        "by": lab.preparer,
        "at": AT,
    }
    made = components.define_component(**given)  # type: ignore[arg-type]
    for other in ({}, {"code": "other"}, {"name": "另一个"}):
        with pytest.raises(Refused, match="请换一个"):
            components.define_component(**{**given, **other})  # type: ignore[arg-type]
    for code in ("standard", "tail", "grant", "Growth", "t_growth", "x", "自然"):
        with pytest.raises(Refused, match="代码用二至十个"):
            components.define_component(**{**given, "code": code})  # type: ignore[arg-type]
    with pytest.raises(PermissionRefused):
        components.define_component(**{**given, "by": lab.approver})  # type: ignore[arg-type]
    for change in ({"is_named": True}, {"in_tail": False}, {"code": "grow"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PayComponent.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayComponent.objects.filter(pk=made.pk).delete()


def test_the_database_refuses_a_rate_of_no_component_and_a_false_share(lab: Lab) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        lab.rate("10", JANUARY, component="nothing")
    table = care(lab)
    row = table.rows.first()
    assert row is not None
    row.pk, row.amount, row.grade, row.is_live = None, row.amount + 1, 9, False
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
