"""What must hold of every granted sum, whatever the figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_services.subsidies import grant_rules
from support_services.subsidies.grant_rules import MERIT_LABELS, Figure, Rounding
from support_services.subsidies.rules import PartYear
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months

D = Decimal
yuan = st.integers(1, 500_000_000).map(lambda fen: D(fen) / 100)
percent = st.integers(0, 10_000).map(lambda n: D(n) / 100)
merit = st.sampled_from(sorted(MERIT_LABELS))


def of(value: Decimal) -> Figure:
    return Figure(value, "基数", "试验")


@given(total=yuan, parts=st.integers(1, 12))
def test_parts_add_up_to_the_fen(total: Decimal, parts: int) -> None:
    found = grant_rules.split_evenly(total, parts)
    assert sum(found) == total
    assert max(found) - min(found) <= D("0.01")


@given(total=yuan, shares=st.lists(yuan, min_size=1, max_size=6))
def test_only_shares_that_add_up_are_taken(total: Decimal, shares: list[Decimal]) -> None:
    if sum(shares) == total:
        grant_rules.check_shares(total, shares)
    else:
        with pytest.raises(Refused, match=r"还差|多出"):
            grant_rules.check_shares(total, shares)
    grant_rules.check_shares(sum(shares, D(0)), shares)


@pytest.mark.parametrize("share", [D("0"), D("-1"), D("0.005")])
def test_a_share_is_whole_fen_above_zero(share: Decimal) -> None:
    with pytest.raises(Refused, match="大于零"):
        grant_rules.check_shares(D("1"), [D("1") - share, share])


@given(
    merits=st.lists(merit, max_size=5),
    shares=st.fixed_dictionaries({code: percent for code in MERIT_LABELS}),
    standard=yuan,
)
def test_merits_are_never_added_up(
    merits: list[str], shares: dict[str, Decimal], standard: Decimal
) -> None:
    def raised(by: list[str]) -> Decimal:
        return grant_rules.self_employment(
            standard=of(standard),
            enlisted_on=date(2020, 9, 1),
            discharged_on=date(2022, 9, 1),
            part_year=PartYear.UP_TO_SIX_IS_HALF,
            merits=by,
            shares={code: of(value) for code, value in shares.items()},
        ).amount

    assert raised(merits) == max([raised([]), *(raised([one]) for one in merits)])


def test_a_merit_without_a_share_in_force_is_refused() -> None:
    with pytest.raises(Refused, match="优秀士兵"):
        grant_rules.highest(["excellent"], {"merit_3": of(D("5"))})


@given(
    asked=st.lists(st.tuples(st.integers(1, 12_000), st.booleans()), max_size=12),
    caps=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
)
def test_a_cap_is_never_exceeded_in_whatever_order(
    asked: list[tuple[int, bool]], caps: tuple[int, int]
) -> None:
    used = D(0)
    for amount, is_special in asked:
        cap = D(max(caps)) if is_special else D(min(caps))
        try:
            granted = grant_rules.hardship(
                asked=D(amount), used=used, cap=of(cap), is_special=is_special
            ).amount
        except Refused:
            assert used + amount > cap
        else:
            used += granted
            assert used <= cap
    assert used <= max(caps)


@given(
    # The days that every month has.
    enlisted=st.dates(date(1980, 1, 1), date(2020, 12, 31)).filter(lambda day: day.day <= 28),
    days=st.integers(1, 12_000),
)
def test_service_counts_whole_months_and_any_days_beyond_as_one(enlisted: date, days: int) -> None:
    discharged = enlisted + timedelta(days=days)
    years, months = grant_rules.served(enlisted, discharged)
    assert 0 <= months <= 11
    counted = years * 12 + months
    ends, last = (add_months(enlisted, n).replace(day=enlisted.day) for n in (counted, counted - 1))
    assert last < discharged <= ends


@pytest.mark.parametrize(
    ("discharged_on", "expected"),
    [
        (date(2023, 3, 1), (2, 6)),
        (date(2023, 3, 2), (2, 7)),
        (date(2022, 9, 1), (2, 0)),
        (date(2022, 8, 31), (2, 0)),
        (date(2022, 9, 2), (2, 1)),
    ],
)
def test_days_at_the_edge(discharged_on: date, expected: tuple[int, int]) -> None:
    assert grant_rules.served(date(2020, 9, 1), discharged_on) == expected


@pytest.mark.parametrize(
    ("value", "how", "expected"),
    [
        ("13622.85", Rounding.YUAN, "13623.00"),
        ("14326.50", Rounding.YUAN, "14327.00"),
        ("7163.49", Rounding.YUAN, "7163.00"),
        ("7163.005", Rounding.FEN, "7163.01"),
        ("7163.01", Rounding.YUAN_UP, "7164.00"),
        ("7163.00", Rounding.YUAN_UP, "7163.00"),
    ],
)
def test_rounding_policies(value: str, how: Rounding, expected: str) -> None:
    assert grant_rules.rounded(D(value), how) == D(expected)


def test_pay_below_a_second_lieutenants_counts_as_his() -> None:
    found = grant_rules.lump_sum_on_death(
        cause="martyr",
        income=of(D("50000")),
        monthly_pay=D("1000"),
        lowest_pay=Figure(D("6000"), "少尉月基本工资", "试验"),
        merits=[],
        shares={},
    )
    assert found.amount == 20 * 50000 + 40 * 6000
    assert "低于少尉月基本工资" in found.steps[1].how


def test_thirty_times_the_income_for_a_martyr() -> None:
    assert grant_rules.martyr_honour(income=of(D("51821"))).amount == D("1554630.00")
