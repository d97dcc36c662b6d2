"""A register of any size with names as they are in China: a few surnames carry most of it.

张伟 is the worst case on purpose: the surname of one in fourteen, the given name of one in fifty
men, and ``zw`` are the initials of many others besides. One in five is dead, four in five have a
telephone, three live under one roof. Sealed values and most blind indexes are the same filling;
the people who are looked for (``Sought``) have their own.
"""

import io
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection

from bench import seed
from veterans.foundation import idcard
from veterans.foundation.crypto import seal
from veterans.registry import pinyin
from veterans.registry.selectors import id_index, phone_index

SURNAMES = """
    王 74 李 73 张 70 刘 52 陈 46 杨 32 赵 21 黄 21 周 19 吴 19 徐 15 孙 15 胡 12 朱 12
    高 11 林 11 何 10 郭 10 马 10 罗 9 梁 8 宋 8 郑 8 谢 7 韩 7 唐 7 冯 6 于 6
    董 6 萧 6 程 6 曹 5 袁 5 邓 5 许 5 傅 5 沈 5 曾 5 彭 5 吕 5 苏 5 卢 4
    蒋 4 蔡 4 贾 4 丁 4 魏 4 薛 4 叶 4 阎 4 余 4 潘 4 杜 4 戴 3 夏 3 钟 3
    汪 3 田 3 任 3 姜 3 范 3 方 3 石 3 姚 3 谭 3 廖 3 邹 3 熊 3 金 3 陆 2
    郝 2 孔 2 白 2 崔 2 康 2 毛 2 邱 2 秦 2 江 2 史 2 顾 2 侯 2 邵 2 孟 2
    龙 2 万 2 段 2 章 2 钱 2 汤 2 尹 2 黎 1 易 1 常 1 武 1 乔 1 贺 1 赖 1
    龚 1 文 1 单 1 解 1 仇 1 查 1 乐 1 欧阳 1
"""
GIVEN_ONE = """
    伟 20 芳 12 娜 10 敏 10 静 10 强 14 磊 10 军 14 洋 8 勇 12 艳 8 杰 10 涛 10 明 12
    超 8 霞 7 平 8 刚 8
"""
GIVEN_TWO = (
    "建国志新保卫红立光援跃爱永文学德东玉世兴秀桂淑凤兰翠素月金贞美春香惠巧云海伟晓子宇俊嘉梓泽",
    "国华民军明平生胜强林东红义友忠庆刚利成新英兰珍芳莲梅荣芝花娥琴清伟涛峰勇波亮斌鹏超辉杰磊宁",
)
TOWNS, VILLAGES = 12, 20
ROOF = 3
# Of every so many, one is somebody who is looked for by number.
SOUGHT_IN = 5_000

PLACES = """
INSERT INTO regions_region (id, code, name, level, path, parent_id)
VALUES (1, '370399000000', '试验区', 'county', '370399', NULL);
INSERT INTO regions_region (id, code, name, level, path, parent_id)
SELECT 1 + t, '370399' || lpad(t::text, 3, '0') || '000', '镇' || t, 'town',
       '370399' || lpad(t::text, 3, '0'), 1
FROM generate_series(1, 12) t;
INSERT INTO regions_region (id, code, name, level, path, parent_id)
SELECT 13 + (t - 1) * 20 + v, '370399' || lpad(t::text, 3, '0') || lpad(v::text, 3, '0'),
       '村' || v, 'village', '370399' || lpad(t::text, 3, '0') || lpad(v::text, 3, '0'), 1 + t
FROM generate_series(1, 12) t, generate_series(1, 20) v;
"""
_FILL = """
INSERT INTO registry_household (id, number, region_id, plaque_number)
SELECT n, 'H' || n, 14 + n %% 240, '鲁试' || lpad(n::text, 7, '0')
FROM generate_series(0, %(homes)s) n;
INSERT INTO registry_person (id, name, name_pinyin, name_initials, id_number, id_index, sex,
                             born_on, died_on, phone, phone_index, region_id, household_id,
                             relation)
SELECT n, name, name_pinyin, name_initials, %(sealed)s, sha256(n::text::bytea), 'male',
       DATE '1950-01-01', CASE WHEN n %% 5 = 0 THEN DATE '2020-01-01' END,
       CASE WHEN n %% 5 < 4 THEN %(sealed)s::bytea END,
       CASE WHEN n %% 5 < 4 THEN sha256(('t' || n)::bytea) END,
       14 + (n / %(roof)s) %% 240, n / %(roof)s, ''
FROM bench_names;
INSERT INTO subsidies_entitlement (id, person_id, scheme_id, approved_on, start_month, ledger_from,
                                   end_reason, document_no, created_at)
SELECT n, n, s.id, DATE '2020-01-01', DATE '2020-01-01', DATE '2026-02-01', '', '', now()
FROM bench_names JOIN subsidies_scheme s ON s.code = 'rural_60_allowance' WHERE n %% 2 = 0;
"""


@dataclass(frozen=True)
class Sought:
    """Somebody with numbers of his own."""

    key: int
    id_number: str
    phone: str
    plaque: str


def fill(size: int) -> list[Sought]:
    """``size`` people in 240 villages of 12 towns; those who can be looked for by number."""
    seed.empty()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(PLACES)
        copy_names(cursor, size)
        cursor.execute(
            _FILL,
            {"homes": size // ROOF + 1, "roof": ROOF, "sealed": seal(b"370399195001011234")},
        )
        sought = [_sought(key) for key in range(1, size, SOUGHT_IN)]
        for one in sought:
            cursor.execute(
                "UPDATE registry_person SET id_index = %s, phone_index = %s, phone = id_number"
                " WHERE id = %s",
                [id_index(one.id_number), phone_index(one.phone), one.key],
            )
        cursor.execute("DROP TABLE bench_names")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
    return sought


def copy_names(cursor: Any, size: int) -> None:
    """``bench_names``: number from 1 to ``size``, name, pinyin and initials."""
    cursor.execute("DROP TABLE IF EXISTS bench_names")
    cursor.execute(
        "CREATE TABLE bench_names (n int, name text, name_pinyin text, name_initials text)"
    )
    cursor.copy_expert("COPY bench_names FROM STDIN", _names(size))


def _names(size: int) -> io.StringIO:
    """``size`` lines of number, name and its keys; the same ones in every run."""
    chance = Random(2026)
    surnames = _weighted(SURNAMES)
    first, second = GIVEN_TWO
    given = [(one, weight * 20) for one, weight in _weighted(GIVEN_ONE)]
    given += [(a + b, 5) for a in first for b in second]
    families = chance.choices(*zip(*surnames, strict=True), k=size)
    called = chance.choices(*zip(*given, strict=True), k=size)
    lines = io.StringIO()
    for n, (family, own) in enumerate(zip(families, called, strict=True), start=1):
        lines.write("\t".join((str(n), family + own, *pinyin.keys(family + own))) + "\n")
    lines.seek(0)
    return lines


def _weighted(table: str) -> list[tuple[str, int]]:
    words = table.split()
    return [(words[i], int(words[i + 1])) for i in range(0, len(words), 2)]


def _sought(key: int) -> Sought:
    first17 = f"37039919500101{key // SOUGHT_IN % 1000:03d}"
    return Sought(
        key=key,
        id_number=first17 + idcard.check_digit(first17),
        phone=f"138{key:08d}",
        plaque=f"鲁试{key // ROOF:07d}",
    )
