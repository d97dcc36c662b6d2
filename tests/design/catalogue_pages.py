"""The catalogue at all three doors, with made-up data."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from support_services.catalogue import questions
from support_services.catalogue.complaints import Complaints
from support_services.catalogue.forms import CatalogueFilter
from support_services.catalogue.public.views import _question
from support_services.catalogue.published import Estimate, Estimated, PublicField, PublicItem
from support_services.catalogue.selectors import Difference
from tests.design.provider_pages import GRANTED
from tests.design.samples import BUREAU, STATION, moment, page
from veterans.registry.criteria.tree import Line

ROW: dict[str, Any] = {
    "code": "711",
    "title": "区属公园和纪念场馆免门票",
    "field": "文化交通",
    "beneficiaries": "残疾军人、烈士遗属、因公牺牲军人遗属、病故军人遗属",
    "provider": "区文化和旅游局",
    "level": "区县",
    "state_label": "已公布",
    "state_tone": "ok",
    "draft": "草稿",
    "unsure": False,
    "reckoned": True,
    "check": True,
    "verified_on": date(2025, 9, 12),
    "url": "/x/",
}
EDITION: dict[str, Any] = {
    "id": 3,
    "number": 2,
    "state_label": "已公布",
    "state_tone": "ok",
    "facts": [
        ("优待对象", ROW["beneficiaries"]),
        ("优待内容", "区属公园免门票；区博物馆、烈士陵园免费参观，可以带一名陪同家属。"),
        ("凭什么", "优待证、残疾军人证"),
        ("承办单位", "区文化和旅游局"),
        ("咨询电话", "0533-2220000"),
        ("怎么办", "入园时出示证件，不用预约。"),
        ("依据", "《军人抚恤优待条例》（2024年，自2024-10-01施行）第53条；区优待目录第 3 项"),
        ("层级", "区县"),
        ("适用地区", "全区"),
        ("有效期", "自 2026-01-01 至 2027-12-31"),
    ],
    "confidence": "已核对原文",
    "unsure": False,
    "note": "陪同家属以一名为限",
    "conditions": [
        Line(0, "下列各项都要符合："),
        Line(1, "人员类别：残疾军人或烈士遗属或因公牺牲军人遗属或病故军人遗属"),
        Line(1, "下列各项符合一项即可："),
        Line(2, "持有证件：优待证或残疾军人证"),
        Line(2, "年龄：80周岁以上"),
    ],
    "enjoyed": [Line(0, "正在享受：残疾抚恤金")],
    "seeks": True,
    "unreadable": False,
    "hands": [
        ("录入", "王丽", moment(2, 9)),
        ("审核", "赵敏", moment(3, 9)),
        ("公布", "孙凯", moment(4, 9)),
    ],
    "ended_why": "",
}
DRAFT = {
    **EDITION,
    "number": 3,
    "state_label": "草稿",
    "state_tone": "warn",
    "confidence": "未经证实",
    "unsure": True,
    "note": "等区文旅局书面答复",
    "hands": [("录入", "王丽", moment(12, 9))],
}
OLD = {
    **EDITION,
    "number": 1,
    "state_label": "已被新版接替",
    "state_tone": "idle",
    "title": "区属公园免门票",
    "url": "/x/",
    "ended_why": "增加纪念场馆",
}
CHANGES = [
    Difference("优待内容", "区属公园免门票。", "区属公园免门票；区博物馆、烈士陵园免费参观。"),
    Difference("咨询电话", "", "0533-2220000"),
    Difference(
        "条件",
        "人员类别：残疾军人",
        "下列各项都要符合：\n　人员类别：残疾军人或烈士遗属\n　持有证件：优待证",
    ),
]
ACTIONS = [
    {"label": "审核通过", "url": "/x/", "kind": "primary"},
    {"label": "放弃", "url": "/x/", "kind": "danger"},
]
TREE = [
    {
        "at": "",
        "depth": 0,
        "text": "下列各项都要符合",
        "denied": False,
        "group": True,
        "every": True,
    },
    {
        **{"at": "0", "depth": 1, "text": "人员类别：残疾军人或烈士遗属或因公牺牲军人遗属"},
        **{"denied": False, "group": False, "every": False},
    },
    {
        **{"at": "1", "depth": 1, "text": "下列各项符合一项即可"},
        **{"denied": False, "group": True, "every": False},
    },
    {
        **{"at": "1.0", "depth": 2, "text": "不是：持有证件：优待证或残疾军人证"},
        **{"denied": True, "group": False, "every": False},
    },
    {
        **{"at": "1.1", "depth": 2, "text": "年龄：80周岁以上"},
        **{"denied": False, "group": False, "every": False},
    },
]
CONDITIONS: dict[str, Any] = {
    **BUREAU,
    "title": "条件：区属公园和纪念场馆免门票",
    "crumbs": [{"title": "优待目录", "url": "/x/"}],
    "tabs": [
        {"title": "条件", "url": "/x/", "current": True},
        {"title": "怎样算已经享受", "url": "/x/", "current": False},
    ],
    "of": "criteria",
    "rows": TREE,
    "broken": False,
    "meant": 1204,
    "beneficiaries": ROW["beneficiaries"],
    "legal_basis": "《军人抚恤优待条例》（2024年，自2024-10-01施行）第53条",
    "kinds": [
        ("身份", [SimpleNamespace(code="category", label="人员类别")]),
        ("基本情况", [SimpleNamespace(code="age", label="年龄")]),
    ],
    "add_url": "/x/",
    "back_url": "/x/",
}
REASONS = [
    {"depth": 0, "text": "各项都要符合", "found": "", "holds": False, "group": True},
    {"depth": 1, "text": "人员类别：残疾军人", "found": "残疾军人", "holds": True, "group": False},
    {"depth": 1, "text": "持有证件：优待证", "found": "档案里没有", "holds": False, "group": False},
]
CLAIM: dict[str, Any] = {
    "title": "区属公园和纪念场馆免门票",
    "field": "文化交通",
    "beneficiaries": ROW["beneficiaries"],
    "provider": "区文化和旅游局",
    "papers": "优待证",
    "channel": "入园时出示证件，不用预约",
    "legal_basis": "《军人抚恤优待条例》（2024年）第53条",
    "missing": "",
    "reasons": REASONS,
    "url": "/x/",
}
CLAIMS: dict[str, Any] = {
    "died": False,
    "yes": [CLAIM, {**CLAIM, "title": "残疾军人护理费（50/40/30/25%）", "field": "生活"}],
    "paper": [{**CLAIM, "missing": "持有证件：优待证"}],
    "no": [CLAIM],
}
ITEM = PublicItem(
    code="711",
    title="区属公园和纪念场馆免门票",
    field="culture_transport",
    field_label="文化交通",
    content="区属公园免门票。\n区博物馆、烈士陵园免费参观。",
    beneficiaries=ROW["beneficiaries"],
    papers="优待证、残疾军人证",
    provider="区文化和旅游局",
    contact="0533-2220000",
    channel="入园时出示证件，不用预约。",
    legal_basis="《军人抚恤优待条例》（2024年，自2024-10-01施行）第53条",
    level="区县",
    places="马尚街道、傅家镇",
    valid_to=date(2027, 12, 31),
    verified_on=date(2026, 9, 12),
    issuer="county",
)
FIELDS = (
    PublicField("living", "生活", (ITEM, ITEM)),
    PublicField("culture_transport", "文化交通", (ITEM,)),
)
ANSWERS = {"s": ("1", "8"), "d": ("3",), "x": ("1",), "n": ("5",), "z": ("1",), "k": ("2",)}
LONG = replace(
    ITEM,
    code="712",
    title="公立医院和军队医院优先挂号、就诊、检查、取药、住院，参战退役军人减免费用",
    field="medical",
    field_label="医疗",
    places="",
    provider="区卫生健康局会同各公立医院",
)
ESTIMATE = {
    "estimate": Estimate((Estimated(LONG, ""), Estimated(ITEM, "")), (), 41),
    "told": questions.told(ANSWERS),
    "today": date(2026, 11, 12),
    "change_url": "/x/",
}
PHONE = {"bureau_phone": "0533-2270000", "bureau_tel": "05332270000"}
HEAD = {**BUREAU, "crumbs": [{"title": "优待目录", "url": "/x/"}]}
COMPLAINTS = Complaints(2, 3, 11, "/x/", "/x/", "/x/")

CATALOGUE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "catalogue": (
        "bureau/catalogue.html",
        {
            **HEAD,
            "title": "优待目录",
            "filter_form": CatalogueFilter({}, counted=True),
            "filtered": False,
            "counted": True,
            "rows": [
                {**ROW, "complaints": COMPLAINTS},
                {
                    **ROW,
                    **{"state_label": "草稿", "state_tone": "warn", "draft": "", "check": False},
                    **{"unsure": True, "reckoned": False, "verified_on": None},
                },
            ],
            "new_url": "/x/",
        },
    ),
    "catalogue-empty": (
        "bureau/catalogue.html",
        {
            **HEAD,
            "title": "优待目录",
            "filter_form": CatalogueFilter({"q": "火星"}, counted=False),
            "filtered": True,
            "rows": [],
            "new_url": "",
        },
    ),
    "catalogue-item": (
        "bureau/catalogue_item.html",
        {
            **HEAD,
            "title": ROW["title"],
            "row": ROW,
            "edition": EDITION,
            "item": SimpleNamespace(
                code="711",
                verified_on=date(2025, 9, 12),
                verified_by="王丽",
                verified_note="区文旅局电话答复",
                check_months=12,
            ),
            "meant": 1204,
            "people_url": "/x/",
            "actions": [{"label": "停用", "url": "/x/", "kind": "danger"}],
            "draft": DRAFT,
            "draft_actions": ACTIONS,
            "changes": CHANGES,
            "history": [OLD],
            "next_url": "/x/",
            "verify_url": "/x/",
            "counted": True,
            "complaints": COMPLAINTS,
        },
    ),
    "catalogue-edition": (
        "bureau/catalogue_edition.html",
        {
            **HEAD,
            "title": "区属公园免门票：第 1 版",
            "edition": OLD,
            "before": 1,
            "changes": CHANGES,
        },
    ),
    "conditions": ("bureau/conditions.html", CONDITIONS),
    "conditions-empty": (
        "bureau/conditions.html",
        {**CONDITIONS, "rows": [], "meant": None},
    ),
    "conditions-broken": (
        "bureau/conditions.html",
        {**CONDITIONS, "rows": [], "meant": None, "broken": True},
    ),
    "catalogue-people": (
        "bureau/catalogue_people.html",
        {
            **HEAD,
            "title": "符合条件的人：区属公园免门票",
            "reckoned": True,
            "page_obj": page(
                [
                    {
                        "name": "欧阳建国",
                        "masked_id": "370***********1234",
                        "age": 86,
                        "place": "马尚街道 › 九级村",
                        "url": "/x/",
                        "claims_url": "/x/",
                    }
                ],
                1,
            ),
        },
    ),
    "claims": ("bureau/claims.html", {**HEAD, "title": "欧阳建国：可享受的优待", **CLAIMS}),
    "claims-died": (
        "bureau/claims.html",
        {**HEAD, "title": "王秀英：可享受的优待", **CLAIMS, "died": True},
    ),
    "station-catalogue": (
        "station/catalogue.html",
        {**STATION, "q": "", "fields": FIELDS, "here": "/x/"},
    ),
    "station-catalogue-none": (
        "station/catalogue.html",
        {**STATION, "q": "火星", "fields": (), "here": "/x/"},
    ),
    "station-catalogue-item": (
        "station/catalogue_item.html",
        {**STATION, "item": ITEM, "granted_by": GRANTED, "back_url": "/x/"},
    ),
    "station-claims": (
        "station/claims.html",
        {
            **STATION,
            "name": "欧阳建国",
            "village": "马尚街道九级村",
            "person_url": "/x/",
            **CLAIMS,
        },
    ),
    "public-catalogue": ("public/catalogue.html", {**PHONE, "q": "", "fields": FIELDS}),
    "public-catalogue-none": ("public/catalogue.html", {**PHONE, "q": "火星", "fields": ()}),
    "public-catalogue-item": (
        "public/catalogue_item.html",
        {**PHONE, "item": ITEM, "granted_by": GRANTED},
    ),
    "public-entitled": (
        "public/entitled.html",
        {
            **PHONE,
            "questions": [_question(one, {}) for one in questions.QUESTIONS],
            "unsaid": False,
            "asked_name": "kan",
        },
    ),
    "public-entitled-again": (
        "public/entitled.html",
        {
            **PHONE,
            "questions": [_question(one, ANSWERS) for one in questions.QUESTIONS],
            "unsaid": True,
            "asked_name": "kan",
        },
    ),
    "public-entitled-result": (
        "public/entitled_result.html",
        {
            **{**PHONE, **ESTIMATE},
            "estimate": Estimate(
                (Estimated(LONG, ""), Estimated(ITEM, "")),
                (Estimated(replace(ITEM, code="713"), "优待证，或者残疾军人证"),),
                41,
            ),
        },
    ),
    "public-entitled-paper": (
        "public/entitled_result.html",
        {
            **{**PHONE, **ESTIMATE},
            "estimate": Estimate((), (Estimated(ITEM, "残疾军人证"),), 78),
        },
    ),
    "public-entitled-none": (
        "public/entitled_result.html",
        {**PHONE, **ESTIMATE, "estimate": Estimate((), (), 79)},
    ),
    "public-catalogue-gone": ("public/catalogue_gone.html", PHONE),
}
