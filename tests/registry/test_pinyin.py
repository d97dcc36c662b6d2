"""A clerk types what she says aloud: surnames have readings of their own."""

import pytest

from veterans.registry import pinyin

SINGLE = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "乐": "yue",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "缪": "miao",
    "逄": "pang",
    "纪": "ji",
    "任": "ren",
    "华": "hua",
    "燕": "yan",
    "宁": "ning",
    "翟": "zhai",
    "覃": "qin",
    "重": "chong",
    "召": "shao",
    "黑": "he",
    "折": "she",
    "员": "yun",
    "洗": "xian",
    "冼": "xian",
    "尉": "wei",
    "万": "wan",
    "长": "zhang",
    "吕": "lv",
    "秘": "bi",
    "祭": "zhai",
}


@pytest.mark.parametrize(("surname", "reading"), SINGLE.items())
def test_surname_is_read_as_a_surname(surname: str, reading: str) -> None:
    assert pinyin.full(surname + "建国") == reading + "jianguo"
    assert pinyin.initials(surname + "建国") == reading[0] + "jg"
    # Also with one character behind it, where the two could look like a word.
    assert pinyin.syllables(surname + "强")[0] == reading


@pytest.mark.parametrize(
    ("name", "reading", "initials"),
    [
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("万俟洛", "moqiluo", "mql"),
        ("令狐冲", "linghuchong", "lhc"),
        ("单于飞", "chanyufei", "cyf"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("澹台明", "tantaiming", "ttm"),
        ("乐正克", "yuezhengke", "yzk"),
        ("司马光", "simaguang", "smg"),
    ],
)
def test_compound_surname(name: str, reading: str, initials: str) -> None:
    assert pinyin.full(name) == reading
    assert pinyin.initials(name) == initials


def test_two_characters_are_surname_and_given_name_not_a_compound() -> None:
    assert pinyin.full("单于") == "shanyu"


def test_a_surname_reading_is_not_used_inside_a_given_name() -> None:
    assert pinyin.full("王乐") == "wangle"
    assert pinyin.full("李查") == "licha"
    assert pinyin.full("张单") == "zhangdan"


def test_u_with_dots_is_v() -> None:
    assert pinyin.full("吕绿") == "lvlv"
    assert pinyin.full("王女") == "wangnv"


def test_transcribed_name_has_no_chinese_surname() -> None:
    assert pinyin.full("买买提·吐尔逊") == "maimaitituerxun"
    assert pinyin.initials("买买提·吐尔逊") == "mmttex"
    # 曾 and 解 here are sounds, not surnames.
    assert not pinyin.full("解放·曾").startswith("xie")


@pytest.mark.parametrize("dot", "·•‧・")
def test_whatever_dot_was_typed(dot: str) -> None:
    assert pinyin.full(f"阿依{dot}古丽") == "ayiguli"


def test_spaces_that_align_a_roster_do_not_matter() -> None:
    assert pinyin.full("张　三") == pinyin.full("张三") == "zhangsan"


@pytest.mark.parametrize("name", ["", " ", "𪚥", "㐂", "\ue000", "＝cmd", "=cmd|' /C calc'!A0"])
def test_nothing_breaks_it(name: str) -> None:
    full = pinyin.full(name)
    assert full.isascii()
    assert len(pinyin.initials(name)) <= len(full)


def test_character_without_reading_is_left_out() -> None:
    assert pinyin.full("张\ue000军") == "zhangjun"
    assert pinyin.initials("张\ue000军") == "zj"


def test_long_name_fits_its_column() -> None:
    name = "庄" * 60
    assert len(pinyin.full(name)) == pinyin.FULL_LENGTH
    assert len(pinyin.initials(name)) == pinyin.INITIALS_LENGTH
