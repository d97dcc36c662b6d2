"""Codes and paths: what a region code says about its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veterans.regions import rules
from veterans.regions.rules import RegionCodeError, RegionRow, check_row, parent_code_of, path_of

digits3 = st.integers(1, 999).map("{:03d}".format)
counties = st.integers(110000, 659999).map(str)


@given(counties, digits3, digits3)
def test_path_of_each_level_begins_with_that_of_the_level_above(county, town, village):
    county_code, town_code = county + "000000", county + town + "000"
    village_code = county + town + village
    assert path_of(county_code, "county") == county
    assert path_of(town_code, "town") == county + town
    assert path_of(village_code, "village") == village_code
    assert parent_code_of(county_code, "county") == ""
    assert parent_code_of(town_code, "town") == county_code
    assert parent_code_of(village_code, "village") == town_code


@given(counties, digits3, digits3)
def test_subtree_is_a_range_of_text(county, town, village):
    path, end = county + town, rules.subtree_end(county + town)
    assert path <= path + village < end
    following = f"{int(county + town) + 1:09d}"
    before = f"{int(county + town) - 1:09d}"
    assert not path <= following < end
    assert not path <= following + "001" < end
    assert not path <= before + "999" < end


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("370303000000", "town"),
        ("370303000000", "village"),
        ("370303001000", "county"),
        ("370303001000", "village"),
        ("370303001001", "town"),
        ("370303001001", "county"),
        ("370303000001", "village"),
        ("000000000000", "county"),
        ("37030300000", "county"),
        ("3703030000000", "county"),
        ("37030300000A", "county"),
        ("３７０３０３００００００", "county"),
        ("370303000000", "province"),
        ("370303000000", ""),
    ],
)
def test_codes_that_do_not_fit_their_level(code, level):
    with pytest.raises(RegionCodeError):
        path_of(code, level)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (RegionRow("370303001000", "", "town", "370303000000", "第 3 行："), "第 3 行：.*没有名称"),
        (RegionRow("370303001000", "长" * 61, "town", "370303000000"), "超过 60"),
        (RegionRow("370303001000", "某街道", "town", ""), "应为370303000000"),
        (RegionRow("370303001000", "某街道", "town", "370304000000"), "应为370303000000"),
        (RegionRow("370303000000", "某区", "county", "370000000000"), "没有上级"),
        (
            RegionRow("370303001000", "某街道", "镇", "370303000000", "第 2 行："),
            "第 2 行：级别“镇”",
        ),
    ],
)
def test_rows_that_are_refused(row, says):
    with pytest.raises(RegionCodeError, match=says):
        check_row(row)
