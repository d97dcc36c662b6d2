"""What the columns of a list of supporters or jobs may be called, what belongs into each, and what
a list may bring up to date. Plain data and pure reading of cells."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from support_services.supporters.states import (
    FIELD_LABELS,
    JOB_FOR_LABELS,
    SUPPORTING,
    TIER_LABELS,
    Field,
    JobFor,
    ListKind,
    Tier,
)
from support_services.units.states import KIND_LABELS as UNIT_LABELS
from support_services.units.states import UnitKind
from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed
from veterans.foundation.list_tables import Columns

MOST_LINES = 500
_TOWN = ("镇街", "所属镇街", "乡镇街道", "街道", "镇办")
_VILLAGE = ("村居", "所属村居", "社区", "村（社区）", "村")
# Field -> what its column may be called. The first is what we call it.
COLUMNS: dict[ListKind, Columns] = {
    ListKind.SUPPORTERS: {
        "name": ("单位名称", "名称", "企业名称", "单位", "拥军单位", "机构名称", "姓名"),
        "kind": ("类别", "单位类别", "单位性质", "性质", "类型"),
        "code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "组织机构代码"),
        "town": _TOWN,
        "village": _VILLAGE,
        "address": ("地址", "单位地址", "详细地址", "经营地址", "注册地址"),
        "phone": ("办公电话", "单位电话", "电话", "联系电话", "服务电话", "座机"),
        "contact_name": ("联系人", "负责人", "联系人姓名"),
        "contact_phone": ("联系人手机", "手机", "手机号", "联系人电话", "负责人电话"),
        "fields": ("支持领域", "领域", "拥军领域", "服务领域", "拥军类别"),
        "offer": ("能提供什么", "支持内容", "服务内容", "拥军内容", "优待内容", "优惠内容"),
        "tier": ("层级", "级别"),
        "since": ("从哪天起", "加入日期", "加入时间", "起始日期"),
    },
    ListKind.JOBS: {
        "holder": ("用人单位", "单位名称", "企业名称", "招聘单位", "单位", "公司名称"),
        "code": ("统一社会信用代码", "社会信用代码", "信用代码"),
        "title": ("岗位", "岗位名称", "招聘岗位", "职位", "职位名称", "工种"),
        "count": ("人数", "招聘人数", "需求人数", "岗位数", "招聘数量"),
        "meant_for": ("面向", "招聘对象", "面向对象"),
        "town": _TOWN,
        "village": _VILLAGE,
        "words": ("要求", "岗位要求", "任职要求", "条件", "招聘条件", "岗位职责", "备注"),
        "pay": ("月薪", "薪资", "工资", "待遇", "薪酬", "工资待遇", "薪资待遇"),
        "phone": ("招聘电话", "联系电话", "电话", "咨询电话"),
        "until": ("招到哪天", "截止日期", "截止时间", "有效期", "招聘截止"),
    },
}
NEEDED: dict[ListKind, tuple[str, ...]] = {
    ListKind.SUPPORTERS: ("name",),
    ListKind.JOBS: ("holder", "title", "count"),
}
EXAMPLES: dict[ListKind, str] = {
    ListKind.SUPPORTERS: "单位名称、类别、统一社会信用代码、镇街、办公电话、支持领域",
    ListKind.JOBS: "用人单位、岗位、人数、月薪、招聘电话、招到哪天",
}
_PLACE = "按区划清单填；全区性的、不在本区的不填。"
HINTS: dict[ListKind, dict[str, str]] = {
    ListKind.SUPPORTERS: {
        "name": "必填，写全称。同一个统一社会信用代码、同一个名称的是同一家。",
        "kind": "可填：" + "、".join(UNIT_LABELS[one] for one in SUPPORTING) + "。",
        "code": "18 位，校验码要对。企业、社会组织没有的能登记，不能接纳；个人不填。",
        "town": _PLACE,
        "village": "可以只填镇街。",
        "address": "写到门牌。",
        "phone": "座机或服务电话，不写个人手机。",
        "contact_name": "新登记的单位才写，加密保存；已登记的到“参与单位”里改。",
        "contact_phone": "同上，11 位手机号。",
        "fields": "几个用顿号隔开。可填：" + "、".join(FIELD_LABELS.values()) + "。",
        "offer": "例如：每年免费体检 50 人。",
        "tier": "可填：" + "、".join(TIER_LABELS.values()) + "；不填算区县。",
        "since": "如 2026-03-01；不填算导入当天。",
    },
    ListKind.JOBS: {
        "holder": "必填，已接纳的拥军力量；按代码或名称认。",
        "code": "单位改过名的填代码；可以不填。",
        "title": "必填。同一家单位、同一个岗位名、同一个地点的是同一个岗位。",
        "count": "必填，整数，如 5 或 5人。",
        "meant_for": "可填：" + "、".join(JOB_FOR_LABELS.values()) + "；不填算两者都可以。",
        "town": "工作地点；不填算单位所在地。",
        "village": "可以只填镇街。",
        "words": "做什么、要什么条件，最多 300 字。",
        "pay": "元，如 4000-6000、5000；面议的不填。",
        "phone": "单位电话，不写个人手机；不填用单位登记的电话。",
        "until": "如 2026-12-31；不填用上传时选的日期。",
    },
}
# What a list may bring up to date where a line is of something that is there: field -> its word.
PARTS: dict[ListKind, dict[str, str]] = {
    ListKind.SUPPORTERS: {
        "code": "统一社会信用代码（没有的才补）",
        "region": "所在地",
        "address": "地址",
        "phone": "办公电话",
        "fields": "支持领域",
        "offer": "能提供什么",
    },
    ListKind.JOBS: {
        "count": "人数",
        "words": "要求",
        "pay": "月薪",
        "phone": "招聘电话",
        "until": "招到哪天",
    },
}
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_PAY = re.compile(r"\A(\d+(?:\.\d+)?)(?:(?:-|~|—|–|至|到)(\d+(?:\.\d+)?))?\Z")
_NO_PAY = ("面议", "面谈", "待遇面议")
# What units write for kinds of units, besides our own words.
_KINDS: dict[str, UnitKind] = {
    **dict.fromkeys(
        ("企业", "公司", "民营企业", "国有企业", "国企", "民企", "个体工商户", "个体户", "商户"),
        UnitKind.ENTERPRISE,
    ),
    **dict.fromkeys(
        ("协会", "商会", "社会团体", "社团", "民办非企业单位", "社会服务机构", "基金会"),
        UnitKind.ORGANISATION,
    ),
    **dict.fromkeys(("事业单位", "学校", "医院"), UnitKind.INSTITUTION),
    **dict.fromkeys(("个人", "自然人", "志愿者"), UnitKind.PERSON),
}
Code = TypeVar("Code", bound=Enum)


def read_kind(text: str, name: str) -> UnitKind:
    """A kind of unit; by the name where the column says nothing and the name says all."""
    told = squeezed(text)
    for kind in SUPPORTING:
        if told and told in (squeezed(UNIT_LABELS[kind]), kind.value):
            return kind
    if told in _KINDS:
        return _KINDS[told]
    if told:
        labels = "、".join(UNIT_LABELS[one] for one in SUPPORTING)
        raise Refused(f"没有“{told[:12]}”这个类别，可填：{labels}。")
    for ending, kind in (
        *(("公司", UnitKind.ENTERPRISE), ("店", UnitKind.ENTERPRISE), ("厂", UnitKind.ENTERPRISE)),
        *(("协会", UnitKind.ORGANISATION), ("商会", UnitKind.ORGANISATION)),
        *(("学校", UnitKind.INSTITUTION), ("医院", UnitKind.INSTITUTION)),
    ):
        if name.endswith(ending):
            return kind
    raise Refused("没有写类别，也看不出是企业、社会组织、事业单位还是个人，请写上。")


def read_fields(text: str) -> list[str]:
    """Fields of support by their words; [] for none."""
    by_word = {label: code.value for code, label in FIELD_LABELS.items()}
    by_word |= {"就业": Field.WORK.value, "创业": Field.WORK.value, "医疗": Field.MEDICAL.value}
    by_word |= {"健康": Field.MEDICAL.value, "教育": Field.EDUCATION.value}
    by_word |= {"培训": Field.EDUCATION.value, "场地": Field.PLACE.value}
    found = []
    for word in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text))):
        if word not in by_word:
            labels = "、".join(FIELD_LABELS.values())
            raise Refused(f"没有“{word[:12]}”这个支持领域，可填：{labels}。")
        found.append(by_word[word])
    return [code.value for code in FIELD_LABELS if code.value in found]


def read_tier(text: str) -> str:
    return _by_label(text, TIER_LABELS, Tier.COUNTY, "层级")


def read_meant_for(text: str) -> str:
    return _by_label(text, JOB_FOR_LABELS, JobFor.BOTH, "面向")


def _by_label(text: str, labels: Mapping[Code, str], unsaid: Code, what: str) -> str:
    if not text:
        return str(unsaid.value)
    for code, label in labels.items():
        if squeezed(text) in (label, f"{label}级", code.value):
            return str(code.value)
    raise Refused(f"没有“{text[:12]}”这种{what}，可填：{'、'.join(labels.values())}。")


def read_count(text: str) -> int:
    """``5`` or ``5人``."""
    told = (
        squeezed(text).removesuffix("人").removesuffix("名").removesuffix("个").removesuffix(".0")
    )
    if not (told.isascii() and told.isdigit() and 0 < int(told) <= 10_000):
        raise Refused("人数应为整数，如 5。")
    return int(told)


def read_pay(text: str) -> tuple[Decimal, Decimal] | None:
    """From and to, yuan a month; None where it is to be agreed."""
    told = (
        squeezed(text).replace(",", "").replace("元", "").removesuffix("/月").removeprefix("月薪")
    )
    if not told or told in _NO_PAY:
        return None
    match = _PAY.match(told)
    if match is None:
        raise Refused("月薪应为元，如 4000-6000 或 5000；面议的不填。")
    try:
        first = Decimal(match[1])
        last = Decimal(match[2]) if match[2] else first
    except InvalidOperation:
        raise Refused("月薪不对，请核对。") from None
    if last < first or last >= 1_000_000:
        raise Refused("月薪的“到”不能低于“从”，也不能超过一百万元。")
    return first, last
