"""Names in texts, scores put together, whom the plain course proposes: without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honors.campaigns.rules import (
    Judged,
    composed,
    covered,
    days_left,
    field_problem,
    from_the_top,
    leaks,
    names_of,
    placed,
    places_of,
    proposal_problems,
    signs,
)
from honors.campaigns.written_rows import (
    fields_text,
    offices_text,
    read_fields,
    read_offices,
)
from veterans.foundation.errors import Refused

D = Decimal
SIGNS = "张建国李秀英在第一村修路種树A1 ·，\n"


def test_what_names_somebody() -> None:
    assert names_of("张建国") == ["张建国", "建国"]
    assert names_of("张军") == ["张军"]
    assert names_of("欧阳建国") == ["欧阳建国", "建国"]
    assert places_of("九级村村民委员会") == ["九级村村民委员会", "九级村"]
    assert places_of("马尚街道") == ["马尚街道", "马尚"]
    words = ["张建国", "ABC公司", "第1村"]
    for text in ("张 建\n国", "ａｂｃ公司", "第１村", "张·建·国"):
        assert leaks(text, words), text
        assert not leaks(covered(text, words), words), text
    assert covered("张建国（老兵）", words) == "某（老兵）"
    assert not leaks("他修路", words)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet=SIGNS, max_size=40),
    words=st.lists(st.text(alphabet="张建国李第一村修", min_size=2, max_size=4), max_size=4),
)
def test_a_covered_text_names_nobody_any_more(text: str, words: list[str]) -> None:
    assert leaks(covered(text, words), words) == []


@settings(max_examples=60, deadline=None)
@given(
    given_scores=st.lists(
        st.tuples(
            st.none() | st.decimals(0, 100, places=2), st.none() | st.decimals(0, 100, places=2)
        ),
        max_size=8,
    ),
    share=st.integers(0, 49),
    quota=st.integers(1, 8),
)
def test_places_follow_scores_whatever_the_order(
    given_scores: list[tuple[Decimal | None, Decimal | None]], share: int, quota: int
) -> None:
    rows = [Judged(at, f"{at:04}", jury, vote) for at, (jury, vote) in enumerate(given_scores)]
    found = placed(rows, share=share)
    assert found == placed(list(reversed(rows)), share=share)
    assert sorted(one.candidate for one in found) == list(range(len(rows)))
    by_key = {one.candidate: one for one in found}
    for one in rows:
        mine = by_key[one.candidate]
        if one.jury is None:
            assert mine.place is None
            continue
        score = composed(one.jury, one.vote, share)
        assert mine.score == score
        assert 0 <= score <= 100
        better = sum(
            (composed(other.jury, other.vote, share), other.jury) > (score, one.jury)
            for other in rows
            if other.jury is not None
        )
        assert mine.place == better + 1
    chosen = from_the_top({one.candidate: one.place for one in found}, quota)
    assert len(chosen) <= quota
    places = {key: one.place for key, one in by_key.items()}
    passed = {key: "" for key in places if key not in chosen}
    if chosen:
        plain = dict.fromkeys(chosen, "")
        assert proposal_problems(places, plain, passed, quota=quota, names={}) == []


def test_scores_are_put_together_by_share_to_the_cent() -> None:
    assert composed(D("80"), D("100"), 30) == D("86.00")
    assert composed(D("80.005"), None, 30) == D("80.01")
    assert composed(D("33.33"), D("66.67"), 49) == D("49.67")


def test_words_are_counted_as_people_count() -> None:
    assert signs("一 二\n三") == 3
    least = {"least": 5, "most": 9, "needed": True}
    assert field_problem("text", "事迹", "", **least) == "请填写事迹。"
    assert "还差 2 字" in field_problem("text", "事迹", "一二三", **least)
    assert "删掉 1 字" in field_problem("text", "事迹", "一二三四五六七八九十", **least)
    assert field_problem("day", "日期", "2026-02-30", **least) != ""
    assert field_problem("number", "年", "16.5", **least) == ""
    days = [date(2026, 11, 26), date(2026, 11, 27)]
    assert days_left(date(2026, 11, 26), days, date(2026, 11, 27)) == 2
    assert days_left(date(2026, 11, 28), days, date(2026, 11, 27)) == 0


def test_rows_are_read_and_told_again() -> None:
    text = "主要事迹 段落 300-1500 必填 评审\n服役年限 数字 必填\n备注 一行 0-60"
    assert fields_text(read_fields(text)) == text
    offices = "区公安分局 有无违法犯罪记录\n区法院 是否失信"
    rows = [(one.name, one.asks) for one in read_offices(offices)]
    assert offices_text(rows) == offices
    for wrong in ("主要事迹", "主要事迹 表格", "事迹 段落 900-300", "事迹 段落 1-9 选做"):
        with pytest.raises(Refused, match="第 1 行"):
            read_fields(wrong)
    with pytest.raises(Refused, match="联审单位第 2 行"):
        read_offices("区公安分局 有无记录\n区法院")
