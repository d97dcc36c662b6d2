"""Invented names: surnames and given names put together by chance, by generation. Pure.

Some are there to be difficult: surnames read otherwise than in a dictionary, compound surnames,
names of one character or with a dot, characters that only GB18030-2022 has.
"""

from datetime import date
from random import Random

_COMMON = """
    王 92 李 88 张 84 刘 64 陈 40 杨 36 赵 34 孙 34 徐 26 周 24 马 20 朱 19 胡 17 高 17 郭 17 林 12
    于 14 宋 15 韩 13 吕 9 孟 8 苗 5 毕 5 国 3 边 3 翟 5 巩 4 石 7 贾 7 崔 9 冯 9 董 9 曹 8 许 8
    邓 5 吴 18 何 9 郑 9 罗 6 梁 6 谢 5 唐 5 沈 4 潘 4 袁 6 蔡 4 蒋 4 田 7 魏 7 姜 6 丁 6 任 6
    姚 4 谭 4 邹 4 熊 2 金 3 陆 2 郝 4 孔 4 白 4 毛 2 邱 3 江 3 史 4 顾 2 侯 4 邵 4 龙 1 万 2
    段 3 钱 2 汤 2 尹 4 黎 1 易 1 常 4 武 4 乔 3 赖 1 龚 2 文 2 庞 3 樊 2 兰 2 殷 3 施 1 陶 2
    洪 1 安 3 颜 3 倪 2 严 2 牛 4 温 2 芦 1 季 2 俞 1 章 1 鲁 3 葛 3 伊 1 范 6 杜 7 程 5 傅 4 焦 3
    路 3 柴 2 宗 2 司 3 耿 3 荆 3 车 2 隋 2 信 1 逯 1 荣 1 岳 2 卢 4 汪 2 方 3 秦 4 钟 2 戴 3 夏 3
"""
# Read Zeng, Shan, Xie, Qiu, Zha, Yue and so on: what a search by pinyin has to know.
_TRICKY = (
    "曾 6 单 5 解 5 仇 3 查 2 乐 1 朴 1 区 1 盖 2 种 1 尉 1 卜 1 隗 1 覃 1 缪 1 燕 2 宁 3 华 2"
)
_COMPOUND = "欧阳 3 司马 1 尉迟 1 上官 1 诸葛 1 淳于 2"

# Given names by the years people were born in: first characters, second characters.
_MEN: tuple[tuple[int, str, str], ...] = (
    (1949, "德福宝玉长永学传兆守万广树凤金维延家书怀", "山林海堂庆田祥顺才贵江河清和元昌盛元文成"),
    (1969, "建国志新保卫红立光援跃爱永文学德东玉世兴", "国华民军明平生胜强林东红义友忠庆刚利成新"),
    (1989, "海伟志建永文晓立春国玉庆宗少俊明学振宏昌", "涛军峰强勇波刚东亮斌鹏超辉杰涛磊宁刚国明"),
    (2100, "浩子宇文俊一嘉家梓泽明思晨博天志铭景承奕", "然轩豪杰宇涵辰睿博阳航凯晨泽霖鑫霆皓哲远"),
)
_WOMEN: tuple[tuple[int, str, str], ...] = (
    (1949, "秀桂玉淑凤兰爱翠素月金贞美春香惠巧云", "英兰珍芳云莲香梅荣贞华芝花娥琴清美凤"),
    (1969, "秀玉桂淑爱红建新春丽敏惠月翠美艳素文", "英兰红霞芳华梅玲珍荣花萍云琴香凤霞珍"),
    (1989, "丽海晓春红艳秀玉雪文静燕婷慧小亚莉晶", "丽霞燕红梅玲艳娟静敏芳云娜萍莹莉英静"),
    (2100, "雨欣梓子诗佳思一嘉若语可梦雅心怡晨紫", "涵萱怡彤瑶琪雯欣妍悦雪洁菲月宁柔汐琳"),
)
# 㛃 䶮 𫖯 𬱖 and the like: real given names hold them, many a bank's system does not.
_RARE = (
    "㛃",
    "䶮",
    "𫖯",
    "𬱖",
    "𬀩",
    "𫘝",
    "𬭎",
    "龘",
    "喆",
    "堃",
    "犇",
    "淼",
    "燚",
    "㑇",
    "𬤊",
    "𫓹",
)
_WITH_DOT = ("阿里木·艾力", "古丽·买买提", "巴特尔·苏和", "央金·卓玛", "哈斯·巴根")

RARE_IN = 400
ONE_CHARACTER_IN = 7
WITH_DOT_IN = 8000


def _weighted(table: str) -> tuple[list[str], list[int]]:
    words = table.split()
    return words[::2], [int(weight) for weight in words[1::2]]


_SURNAMES, _WEIGHTS = _weighted(f"{_COMMON} {_TRICKY} {_COMPOUND}")


def name(rng: Random, *, sex: str, born_on: date, surname: str = "") -> str:
    """A name for somebody of that sex and birth; ``surname`` when it is given by the family."""
    if not surname and rng.randrange(WITH_DOT_IN) == 0:
        return rng.choice(_WITH_DOT)
    family = surname or rng.choices(_SURNAMES, _WEIGHTS)[0]
    if rng.randrange(RARE_IN) == 0:
        return family + rng.choice(_RARE)
    _, first, second = next(row for row in _pool(sex) if born_on.year <= row[0])
    if len(family) == 1 and rng.randrange(ONE_CHARACTER_IN) == 0:
        return family + rng.choice(second)
    return family + rng.choice(first) + rng.choice(second)


def surname_of(full: str) -> str:
    """The surname of a name made here; empty for a name with a dot."""
    if "·" in full:
        return ""
    return full[:2] if full[:2] in _COMPOUND.split() else full[:1]


def _pool(sex: str) -> tuple[tuple[int, str, str], ...]:
    return _MEN if sex == "male" else _WOMEN
