"""Bands and splits as arithmetic: worked numbers, and what holds of every split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_services.subsidies.approval import Band, band_of, band_rows
from support_services.subsidies.fund_states import FundSource
from support_services.subsidies.funding import Forecast, Standing, forecast, split

CENTRAL, PROVINCE, CITY, COUNTY = FundSource
D = Decimal


@pytest.mark.parametrize(
    ("total", "band"),
    [
        ("0.00", Band(1, False)),
        ("500000.00", Band(1, False)),
        ("500000.01", Band(2, False)),
        ("1000000.00", Band(2, False)),
        ("1000000.01", Band(2, True)),
        ("-1.00", Band(1, False)),
    ],
)
def test_a_threshold_belongs_to_the_band_below_it(total: str, band: Band) -> None:
    assert band_of(D(total), second_above=D(500000), minutes_above=D(1000000)) == band


def test_no_threshold_means_one_approver_and_each_stands_alone() -> None:
    assert band_of(D(10**9), second_above=None, minutes_above=None) == Band(1, False)
    assert band_of(D(10), second_above=None, minutes_above=D(5)) == Band(1, True)


def test_bands_are_told_from_the_lowest_up() -> None:
    rows = band_rows(second_above=D(500000), minutes_above=D(1000000))
    assert rows == [
        ("500,000.00 元及以下", Band(1, False)),
        ("超过 500,000.00 元，1,000,000.00 元及以下", Band(2, False)),
        ("超过 1,000,000.00 元", Band(2, True)),
    ]
    assert band_rows(second_above=None, minutes_above=None) == [("任何金额", Band())]
    assert [band for _, band in band_rows(second_above=D(5), minutes_above=D(5))] == [
        Band(),
        Band(2, True),
    ]


@pytest.mark.parametrize(
    ("amount", "percents", "expected"),
    [
        ("100.00", {CENTRAL: "60", PROVINCE: "20", COUNTY: "20"}, ("60.00", "20.00", "20.00")),
        # 33.33 + 33.33 + 33.34 of a yuan: the third of a fen goes to the largest remainder.
        ("1.00", {CENTRAL: "33.33", PROVINCE: "33.33", COUNTY: "33.34"}, ("0.33", "0.33", "0.34")),
        # Of equal remainders the higher level gets the fen.
        ("0.01", {CENTRAL: "50", COUNTY: "50"}, ("0.01", "0.00")),
        ("0.05", {CENTRAL: "50", COUNTY: "50"}, ("0.03", "0.02")),
        # What is taken back is split like what was given.
        ("-0.05", {CENTRAL: "50", COUNTY: "50"}, ("-0.03", "-0.02")),
        ("9689.17", {CENTRAL: "60", PROVINCE: "15", CITY: "10", COUNTY: "15"},
         ("5813.50", "1453.38", "968.92", "1453.37")),
        ("0.00", {CENTRAL: "100"}, ("0.00",)),
    ],
)  # fmt: skip
def test_worked_splits(
    amount: str, percents: dict[FundSource, str], expected: tuple[str, ...]
) -> None:
    found = split(D(amount), {source: D(percent) for source, percent in percents.items()})
    assert tuple(f"{part:.2f}" for part in found.values()) == expected


@pytest.mark.parametrize("percents", [{}, {CENTRAL: D(99)}, {CENTRAL: D(110), COUNTY: D(-10)}])
def test_shares_that_are_no_hundred_are_refused(percents: dict[FundSource, Decimal]) -> None:
    with pytest.raises(ValueError, match="100"):
        split(D(1), percents)


@st.composite
def shares(draw: st.DrawFn) -> dict[FundSource, Decimal]:
    cuts = sorted(draw(st.lists(st.integers(0, 10000), min_size=3, max_size=3)))
    edges = [0, *cuts, 10000]
    return {
        source: D(edges[i + 1] - edges[i]) / 100
        for i, source in enumerate(FundSource)
        if edges[i + 1] > edges[i]
    }


AMOUNTS = st.decimals("-99999999.99", "99999999.99", places=2)


@given(amount=AMOUNTS, percents=shares())
def test_parts_always_add_up_and_lie_within_a_fen(
    amount: Decimal, percents: dict[FundSource, Decimal]
) -> None:
    parts = split(amount, percents)
    assert sum(parts.values()) == amount
    assert set(parts) == set(percents)
    for source, part in parts.items():
        assert abs(part - amount * percents[source] / 100) < D("0.01")
        assert part == part.quantize(D("0.01"))
        assert part * amount >= 0
    assert split(-amount, percents) == {source: -part for source, part in parts.items()}


def test_a_line_is_near_at_its_percentage_and_over_beyond_its_amount() -> None:
    near = Standing(D(1000), D(500), 80, D(300))
    assert (near.is_near, near.is_over, near.percent) == (True, False, D("80.0"))
    assert (near.remaining, near.left_after, near.shortfall) == (D(500), D(200), D(0))
    assert not Standing(D(1000), D(500), 80, D("299.99")).is_near
    over = Standing(D(1000), D(900), 80, D("100.01"))
    assert (over.is_over, over.shortfall) == (True, D("0.01"))
    assert not Standing(D(1000), D(1000), 80).is_over
    assert Standing(D(0), D(0), 80).percent == 0
    assert Standing(D(0), D(1), 80).percent == 100


def test_the_forecast_goes_on_at_the_mean_of_the_months_so_far() -> None:
    assert forecast({}) is None
    even = {month: D(100) for month in range(1, 7)}
    assert forecast(even) == Forecast(D("100.00"), D("1200.00"))
    # Begun in March, nothing in April: the mean of March to May, seven months more.
    assert forecast({3: D(200), 5: D(100)}) == Forecast(D("100.00"), D("1000.00"))
    assert forecast({12: D(50)}) == Forecast(D("50.00"), D("50.00"))
