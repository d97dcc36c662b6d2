"""What somebody types, and which place he means: over the real names of the district."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_services.stations.rules import (
    Place,
    bare_name,
    clean_query,
    distance,
    rank,
    readings,
    spoken_name,
)
from tests.stations.network import listed_rows

ROWS = listed_rows()
NAMES = {row.code: row.name for row in ROWS}
PLACES = [
    Place(row.code, row.name, NAMES[row.parent_code] if row.level == "village" else "")
    for row in ROWS
]


def names(typed: str) -> list[str]:
    return [match.place.name for match in rank(PLACES, typed, county="张店区")]


def is_guess(typed: str) -> bool:
    return rank(PLACES, typed, county="张店区")[0].is_guess


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("洪一", "洪一社区居委会"),
        ("洪一社区", "洪一社区居委会"),
        ("洪一社区居委会", "洪一社区居委会"),
        ("洪一社区居民委员会", "洪一社区居委会"),
        ("洪一村", "洪一社区居委会"),
        ("洪1", "洪一社区居委会"),
        ("洪一服务站", "洪一社区居委会"),
        ("洪一社区退役军人服务站", "洪一社区居委会"),
        ("  洪　一 ", "洪一社区居委会"),
        ("湖田洪一", "洪一社区居委会"),
        ("湖田街道洪一", "洪一社区居委会"),
        ("张店区湖田街道洪一社区", "洪一社区居委会"),
        ("张店洪一", "洪一社区居委会"),
        ("hongyi", "洪一社区居委会"),
        ("HongYi", "洪一社区居委会"),
        ("hong yi", "洪一社区居委会"),
        ("hóng yī", "洪一社区居委会"),
        ("hongyishequ", "洪一社区居委会"),
        ("hongyijuweihui", "洪一社区居委会"),
        ("南焦宋", "南焦宋村委会"),
        ("南焦宋村", "南焦宋村委会"),
        ("焦宋", "南焦宋村委会"),
        ("nanjiaosong", "南焦宋村委会"),
        ("nanjiaosongcun", "南焦宋村委会"),
        ("njs", "南焦宋村委会"),
        ("njsc", "南焦宋村委会"),
        ("石村", "石村村委会"),
        ("苏村", "苏村村委会"),
        ("中埠", "中埠村委会"),
        ("中埠村", "中埠村委会"),
        ("中埠镇", "中埠镇"),
        ("南定", "南定镇"),
        ("南定镇夏庄", "夏庄社区居委会"),
        ("夏庄", "夏庄社区居委会"),
        ("张一", "张一村委会"),
        ("沣水张1村", "张一村委会"),
        ("仇家", "仇家村委会"),
        ("qiujia", "仇家村委会"),
        ("解营", "解营村委会"),
        ("xieying", "解营村委会"),
        ("福昇", "福昇社区居委会"),
        ("矿山", "矿山社区"),
        ("恒大", "恒大社区居民委员会"),
        ("lvzhou", "南苑绿洲社区居委会"),
        ("南苑绿洲", "南苑绿洲社区居委会"),
        ("5公里", "五公里社区居委会"),
        ("山东铝业", "山东铝业类似社区居委会"),
        ("东北村", "东北村委会"),
        ("张店区", "张店区"),
        ("张店", "张店区"),
    ],
)
def test_found(typed, first):
    assert names(typed)[0] == first
    assert not is_guess(typed)


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        # Another character of the same sound, as an input method gives it.
        ("宏一", "洪一社区居委会"),
        ("南娇宋", "南焦宋村委会"),
        ("南角松村", "南焦宋村委会"),
        ("福升", "福昇社区居委会"),
        ("丰水", "沣水镇"),
        ("义丰花园", "颐丰花园社区"),
        ("义丰", "颐丰花园社区"),
        # An accent.
        ("cenzong", "城中社区居委会"),
        ("xiazuang", "夏庄社区居委会"),
        # A slip of the finger.
        ("hongyl", "洪一社区居委会"),
        ("hogyi", "洪一社区居委会"),
        ("nanjiaosnog", "南焦宋村委会"),
        ("nfsc", "南焦宋村委会"),
        ("nfsc", "南沣村委会"),
        # A character too many or another one.
        ("安东街", "安乐街社区居委会"),
        ("江南豪廷", "江南豪庭社区居委会"),
    ],
)
def test_guessed(typed, among):
    assert among in names(typed)
    assert is_guess(typed)
    assert len(names(typed)) <= 5


@pytest.mark.parametrize(
    "typed", ["", "  ", "村", "社区", "居委会", "镇", "!?", "——", "\x00", "🏠"]
)
def test_nothing_to_look_for(typed):
    assert names(typed) == []


@pytest.mark.parametrize("typed", ["蓬莱", "abc", "zzzz", "青岛市市南区", "12345", "٣٤"])
def test_nothing_like_it(typed):
    assert names(typed) == []


def test_every_place_is_found_by_each_of_its_names():
    """By the official name, as people say it, without its ending, in pinyin, with its town."""
    for place in PLACES:
        for typed in (place.name, spoken_name(place.name), bare_name(place.name)):
            found = rank(PLACES, typed, county="张店区")
            assert place in [match.place for match in found], typed
            assert not found[0].is_guess
        for typed in (*readings(bare_name(place.name)), place.town + spoken_name(place.name)):
            assert place in [m.place for m in rank(PLACES, typed, county="张店区")], typed


def test_the_exact_name_comes_before_what_only_holds_it():
    assert names("新华") == ["新华社区居委会", "新华街社区居委会"]
    assert names("石村")[0] == "石村村委会"
    assert names("南定")[0] == "南定镇"


def test_a_guess_is_never_mixed_with_what_was_found():
    for typed in ("张", "新华", "南定", "xh", "ji"):
        assert not any(match.is_guess for match in rank(PLACES, typed, county="张店区"))


def test_a_long_text_is_cut_and_answered():
    assert len(clean_query("洪" * 500)) == 30
    assert names("洪" * 500) == []


@pytest.mark.parametrize(
    ("official", "spoken", "bare"),
    [
        ("洪一社区居委会", "洪一社区", "洪一"),
        ("南焦宋村委会", "南焦宋村", "南焦宋"),
        ("石村村委会", "石村", "石"),
        ("恒大社区居民委员会", "恒大社区", "恒大"),
        ("山东铝业类似社区居委会", "山东铝业", "山东铝业"),
        ("矿山社区", "矿山社区", "矿山"),
        ("湖田街道", "湖田街道", "湖田"),
        ("湖田街道办事处", "湖田街道", "湖田"),
        ("村委会", "村委会", "村委会"),
        ("村", "村", "村"),
        ("", "", ""),
    ],
)
def test_names(official, spoken, bare):
    assert spoken_name(official) == spoken
    assert bare_name(official) == bare


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("hongyi", "hongyi", 0),
        ("hongyl", "hongyi", 1),
        ("hogyi", "hongyi", 1),
        ("hongyii", "hongyi", 1),
        ("hnogyi", "hongyi", 1),
        ("hongfei", "hongyi", 2),
        ("xyz", "hongyi", 3),
        ("", "ab", 2),
    ],
)
def test_distance(one, other, slips):
    assert distance(one, other, at_most=2) == slips
    assert distance(other, one, at_most=2) == slips


def plain_distance(one: str, other: str) -> int:
    """By the definition: a letter is changed, added, left out, or swapped with the one before."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            costs = [rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)]
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                costs.append(rows[-2][j - 2] + 1)
            row.append(min(costs))
        rows.append(row)
    return rows[-1][-1]


WORDS = st.text("abn洪", max_size=9)


@given(WORDS, WORDS, st.integers(0, 3))
def test_distance_is_what_the_definition_says(one, other, at_most):
    assert distance(one, other, at_most=at_most) == min(plain_distance(one, other), at_most + 1)
