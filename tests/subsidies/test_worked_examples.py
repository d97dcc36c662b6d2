"""The worked examples of the domain's handbook, by number, through the ledger and the rules."""

from datetime import date
from decimal import Decimal

import pytest

from support_services.subsidies import rules
from support_services.subsidies.models import Entitlement, Posting
from support_services.subsidies.rules import Basis, EndReason, PartYear, StartMonth
from tests.subsidies.ledger_lab import Lab

pytestmark = pytest.mark.django_db

D = Decimal


def amounts(entitlement: Entitlement) -> list[Decimal]:
    return list(
        Posting.objects.filter(entitlement=entitlement)
        .order_by("month", "component", "sequence")
        .values_list("amount", flat=True)
    )


def test_1_a_year_with_a_raise_in_august() -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    lab.rate("88150", date(2019, 8, 1))
    veteran = lab.entitle(date(2019, 1, 1))
    batch = lab.run(date(2019, 12, 1))
    assert sum(amounts(veteran)[:7]) == D("46748.33")
    assert sum(amounts(veteran)[7:]) == D("36729.17")
    assert batch.posted_total == D("83477.50")
    assert lab.posted(veteran) == lab.owed(veteran, date(2019, 12, 1))


def test_2_the_notice_comes_after_two_months_were_paid() -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    veteran = lab.entitle(date(2019, 1, 1))
    lab.run(date(2019, 9, 1))
    lab.rate("88150", date(2019, 8, 1))
    october = lab.run(date(2019, 10, 1))
    lines = Posting.objects.filter(entitlement=veteran, batch=october)
    back = lines.filter(month__lt=date(2019, 10, 1))
    assert sum(p.amount for p in back) == D("1335.00")
    assert {p.reason for p in back} == {"raise"}
    assert {(p.month, p.sequence) for p in back} == {
        (date(2019, 8, 1), 2),
        (date(2019, 9, 1), 2),
    }


def test_3_the_first_quarter_after_a_raise() -> None:
    lab = Lab.of("bereaved_pension")
    lab.rate("27980", date(2019, 8, 1), grade=0, rate_class="martyr")
    widow = lab.entitle(date(2019, 8, 1), grade=0, rate_class="martyr")
    lab.run(date(2019, 10, 1))
    assert amounts(widow) == [D("2331.67"), D("2331.66"), D("2331.67")]
    assert sum(amounts(widow)) == D("6995.00")


def test_4_twelve_months_are_the_annual_standard() -> None:
    lab = Lab.of()
    lab.rate("116270", date(2022, 8, 1))
    veteran = lab.entitle(date(2023, 1, 1))
    lab.run(date(2023, 12, 1))
    assert set(amounts(veteran)) == {D("9689.16"), D("9689.17")}
    assert sum(amounts(veteran)) == D("116270.00")


@pytest.mark.parametrize(
    ("example", "years", "months", "expected"),
    [(5, 2, 10, "150.00"), (6, 2, 4, "125.00"), (7, 2, 6, "125.00")],
)
def test_5_to_7_part_years_of_service(example: int, years: int, months: int, expected: str) -> None:
    lab = Lab.of("rural_60_allowance")
    lab.rate("50", date(2021, 8, 1), basis=Basis.MONTH_PER_SERVICE_YEAR, grade=0, rate_class="")
    factor = rules.service_factor(years, months, PartYear.UP_TO_SIX_IS_HALF)
    veteran = lab.entitle(date(2022, 1, 1), grade=0, rate_class="", factor=factor)
    lab.run(date(2022, 3, 1))
    assert amounts(veteran) == [D(expected)] * 3


def test_7_the_other_reading_gives_a_whole_year() -> None:
    assert rules.service_factor(2, 6, PartYear.SIX_IS_WHOLE) == 3
    assert rules.service_factor(2, 6, PartYear.UP_TO_SIX_IS_HALF) == D("2.5")


def test_8_a_better_grade_from_the_month_of_approval() -> None:
    lab = Lab.of()
    lab.rate("19910", date(2022, 8, 1), grade=8, rate_class="duty")
    lab.rate("43290", date(2022, 8, 1), grade=6, rate_class="duty")
    veteran = lab.entitle(date(2025, 1, 1), grade=8, rate_class="duty")
    lab.run(date(2025, 6, 1))
    start = rules.start_month(date(2025, 4, 18), StartMonth.APPROVAL_MONTH)
    lab.determine(veteran, start, grade=6, rate_class="duty")
    lab.run(date(2025, 12, 1))
    per_month = lab.posted(veteran)
    first = sum(a for (m, _), a in per_month.items() if m < date(2025, 4, 1))
    rest = sum(a for (m, _), a in per_month.items() if m >= date(2025, 4, 1))
    assert (first, rest) == (D("4977.50"), D("32467.50"))
    assert first + rest == D("37445.00")


@pytest.mark.parametrize(
    ("approved_on", "rule", "expected"),
    [
        (date(2024, 9, 15), StartMonth.NEXT_MONTH, "24692.50"),
        (date(2024, 10, 15), StartMonth.APPROVAL_MONTH, "24692.50"),
        (date(2024, 11, 20), StartMonth.APPROVAL_MONTH, "16461.67"),
    ],
)
def test_9_before_and_after_the_regulation_of_october_2024(
    approved_on: date, rule: StartMonth, expected: str
) -> None:
    lab = Lab.of()
    in_force = (
        lab.scheme.start_rules.get(approved_from__lte=approved_on, approved_to__gte=approved_on)
        if approved_on < date(2024, 10, 1)
        else lab.scheme.start_rules.get(approved_to=None)
    )
    assert in_force.rule == rule.value
    lab.rate("98770", date(2022, 8, 1), grade=2, rate_class="duty")
    veteran = lab.entitle(rules.start_month(approved_on, rule), grade=2, rate_class="duty")
    batch = lab.run(date(2024, 12, 1))
    assert lab.sum_of(veteran, batch) == D(expected)


def test_10_a_martyrs_relative_dies_after_the_raise() -> None:
    lab = Lab.of("bereaved_pension")
    lab.rate("25440", date(2018, 8, 1), grade=0, rate_class="martyr")
    lab.rate("27980", date(2019, 8, 1), grade=0, rate_class="martyr")
    mother = lab.entitle(date(2019, 1, 1), grade=0, rate_class="martyr")
    lab.run(date(2019, 9, 1))
    heir = lab.entitle(date(2030, 1, 1)).person
    Entitlement.objects.filter(pk=mother.pk).update(
        ended_on=date(2019, 10, 12),
        end_month=date(2019, 10, 1),
        end_reason=EndReason.DEATH.value,
        payee=heir,
    )
    lab.run(date(2019, 12, 1))
    posted = lab.posted(mother)
    assert posted.pop((date(2019, 10, 1), "tail")) == D("13990.00")
    assert sum(posted.values()) == D("21835.00")


def test_11_a_death_reported_late_is_taken_from_the_tail() -> None:
    lab = Lab.of()
    lab.rate("34780", date(2022, 8, 1), grade=7)
    veteran = lab.entitle(date(2023, 1, 1), grade=7)
    lab.run(date(2023, 5, 1))
    heir = lab.entitle(date(2030, 1, 1)).person
    Entitlement.objects.filter(pk=veteran.pk).update(
        ended_on=date(2023, 2, 10),
        end_month=date(2023, 2, 1),
        end_reason=EndReason.DEATH.value,
        payee=heir,
    )
    june = lab.run(date(2023, 6, 1))
    payment = june.payments.get(entitlement=veteran)
    assert payment.amount == D("26085.00")
    assert payment.payee == heir
