"""荣誉名录 at the bureau's and the residents' doors, with made-up data."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator

from honors.roll.forms import RollFilter
from honors.roll.published import PublicHonour, Revoked
from tests.design.samples import BUREAU, moment

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "荣誉名录", "url": "/x/"}]}
NAME, TITLE = "张示例（虚构）", "最美退役军人"
CITATION = "退役返乡后带头修路、种果树，二十年如一日照看村里的老兵（虚构）。"
ROW: dict[str, Any] = {
    "name": NAME,
    "kind": "个人",
    "title": TITLE,
    "level": "区县级",
    "year": 2025,
    "document_no": "示例〔2025〕8号",
    "place": "马尚街道 › 九级村",
    "state_label": "已公布",
    "state_tone": "ok",
    "waits": True,
    "url": "/x/",
}
EDITION: dict[str, Any] = {
    "id": 1,
    "number": 1,
    "state_label": "已公布",
    "state_tone": "ok",
    "facts": [
        ("荣誉称号", f"{TITLE}（区县级）"),
        ("授予单位", "示例区双拥办"),
        ("年度", "2025 年度"),
        ("表彰日期", "2025-08-01"),
        ("表彰文号", ROW["document_no"]),
        ("对象", f"个人：{NAME}"),
        ("来自", ROW["place"]),
        ("事迹简介", CITATION),
        ("事迹", f"{CITATION}\n{CITATION}"),
    ],
    "consent": "本人书面同意，2025-07-01（2025-17 号，在档案室）",
    "has_consent": True,
    "consent_url": "/x/",
    "hands": [("录入", "王丽", moment(2, 9)), ("审核", "陈强", moment(3, 10))],
    "ended_why": "",
}
DRAFT = {
    **EDITION,
    "number": 2,
    "state_label": "草稿",
    "state_tone": "warn",
    "consent": "",
    "has_consent": False,
    "consent_url": "",
    "hands": EDITION["hands"][:1],
    "ended_why": "名字写错了",
}
STEPS = [
    {"label": "录入", "status": "done", "by": "王丽", "at": moment(2, 9)},
    {"label": "另一人审核", "status": "current"},
    {"label": "公布", "status": "todo"},
]
HONOUR: dict[str, Any] = {
    **HEAD,
    "title": f"{NAME}：2025 年度 {TITLE}",
    "state_label": "已公布",
    "state_tone": "ok",
    "edition": EDITION,
    "steps": [],
    "actions": [{"label": "撤下", "url": "/x/", "kind": "danger"}],
    "draft": DRAFT,
    "draft_steps": STEPS,
    "draft_actions": [
        {"label": "修改", "url": "/x/", "kind": "plain"},
        {"label": "审核通过", "url": "/x/", "kind": "primary"},
    ],
    "history": [{**EDITION, "state_label": "已被更正后的接替", "state_tone": "idle"}],
    "person": {"name": NAME, "url": "/x/", "died": "2026-10-01 去世"},
    "revocation": {
        "document_no": "示例〔撤〕1号",
        "decided_on": date(2026, 11, 2),
        "why": "示例原因",
        "asked_by": "王丽",
        "state_label": "等另一人确认",
        "state_tone": "warn",
        "is_told": False,
        "actions": [
            {"label": "确认撤销", "url": "/x/", "kind": "danger"},
            {"label": "不予撤销", "url": "/x/", "kind": "plain"},
        ],
    },
    "next_url": "",
    "revoke_url": "",
    "is_published": True,
    "is_revoked": False,
    "public_url": "/x/",
    "paper_url": "/x/",
    "entries": [
        {"what": "公布第 1 版", "who": "李敏", "at": moment(3, 11), "note": "", "tone": "ok"},
        {"what": "录入第 1 版", "who": "王丽", "at": moment(2, 9), "note": "", "tone": "idle"},
    ],
}
TITLES: list[dict[str, Any]] = [
    {
        "name": TITLE,
        "level": "区县级",
        "body": "",
        "note": "随系统提供，授予单位和级别待区局核对",
        "honours": 12,
        "is_retired": False,
        "confidence": "未经证实",
        **{"url": "/x/", "edit_url": "/x/", "retire_url": "/x/"},
    },
    {
        "name": "十佳兵妈妈",
        "level": "市级",
        "body": "示例市双拥办",
        "note": "",
        "honours": 0,
        "is_retired": True,
        "confidence": "",
        **{"url": "/x/", "edit_url": "", "retire_url": ""},
    },
]
PUBLIC = PublicHonour(
    id=1,
    title_id=1,
    title=TITLE,
    level="county",
    level_label="区县级",
    body="示例区双拥办、示例区退役军人事务局",
    year=2025,
    conferred_on=date(2025, 8, 1),
    document_no=ROW["document_no"],
    kind="person",
    kind_label="个人",
    name=NAME,
    town="马尚街道",
    village="九级村",
    region_code="370399001001",
    citation=CITATION,
    paragraphs=(f"{CITATION}{CITATION}", CITATION),
)
ROLL: dict[str, Any] = {
    **PHONE,
    "page_obj": Paginator([PUBLIC] * 25, 20).get_page(1),
    "groups": [
        {"year": 2025, "title": TITLE, "level": "区县级", "honours": [PUBLIC, PUBLIC]},
        {"year": 2024, "title": "十佳兵妈妈", "level": "市级", "honours": [PUBLIC]},
    ],
    "is_guess": False,
    "q": "",
    "names": {"year": "nian", "title": "chenghao", "town": "zhen"},
    "year": "2025",
    "title": "",
    "town": "",
    "years": [2025, 2024],
    "titles": [("1", f"{TITLE}（区县级）")],
    "towns": [("370303001000", "马尚街道")],
    "is_narrowed": True,
}


def _filter(**asked: str) -> RollFilter:
    titles = [(1, f"{TITLE}（区县级）")]
    return RollFilter(asked, titles=titles, years=[2025], towns=[("370303001", "马尚街道")])


HONOUR_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "honours": (
        "bureau/honours.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "荣誉名录",
            "filter_form": _filter(),
            "filtered": False,
            "page_obj": Paginator([ROW, {**ROW, "waits": False}], 50).get_page(1),
            **{"new_url": "/x/", "titles_url": "/x/", "export_url": "/x/", "print_url": "/x/"},
        },
    ),
    "honours-empty": (
        "bureau/honours.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "荣誉名录",
            "filter_form": _filter(q="火星"),
            "filtered": True,
            "page_obj": Paginator([], 50).get_page(1),
            **{"new_url": "", "titles_url": "/x/", "export_url": "/x/", "print_url": "/x/"},
        },
    ),
    "honour": ("bureau/honour.html", HONOUR),
    "honour-new": (
        "bureau/honour.html",
        {
            **HONOUR,
            "state_label": "草稿",
            "state_tone": "warn",
            "edition": {**DRAFT, "number": 1},
            "steps": STEPS,
            **{"draft": None, "history": [], "person": None, "revocation": None},
            **{"is_published": False, "paper_url": "", "next_url": "/x/", "revoke_url": "/x/"},
        },
    ),
    "honour-titles": ("bureau/honour_titles.html", {**HEAD, "title": "荣誉称号", "rows": TITLES,
                                                    "new_url": "/x/"}),
    "honours-print": (
        "bureau/honours_print.html",
        {
            **HEAD,
            "title": "荣誉名录",
            "groups": [
                {
                    "heading": f"2025 年度 {TITLE}（区县级）",
                    "body": PUBLIC.body,
                    "rows": [{"name": NAME, "place": ROW["place"], "citation": CITATION}] * 3,
                }
            ],
            "count": 3,
            "printed_on": date(2026, 11, 20),
        },
    ),
    "honour-paper": (
        "bureau/honour_paper.html",
        {
            **HEAD,
            "title": f"荣誉页：{NAME}",
            "honour_title": TITLE,
            "level": "区县级",
            "body": PUBLIC.body,
            "name": NAME,
            "year": 2025,
            "place": "马尚街道 九级村",
            "conferred_on": PUBLIC.conferred_on,
            "document_no": PUBLIC.document_no,
            "citation": CITATION,
            "printed_on": date(2026, 11, 20),
        },
    ),
    "public-honours": ("public/honours.html", ROLL),
    "public-honours-none": (
        "public/honours.html",
        {**ROLL, "page_obj": Paginator([], 20).get_page(1), "groups": [], "q": "火星人"},
    ),
    "public-honour": ("public/honour.html", {**PHONE, "honour": PUBLIC}),
    "public-honour-revoked": (
        "public/honour_gone.html",
        {**PHONE, "revoked": Revoked(TITLE, 2025, date(2026, 11, 2), "示例〔撤〕1号")},
    ),
}  # fmt: skip
