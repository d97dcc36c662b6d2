"""Visits at both doors, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from support_services.visits.forms import BringBackForm, HandOverForm
from tests.design.samples import BUREAU, STATION, moment, page

ROUND: dict[str, Any] = {
    "title": "2026 年重阳节走访慰问八十岁以上老兵",
    "note": "带上慰问信，看看家里冬天取暖有没有准备好",
    "period": "一次",
    "at_home": True,
    "first": date(2026, 10, 20),
    "last": date(2026, 11, 20),
    "total": 1204,
    "met": 967,
    "tried": 31,
    "left": 237,
    "behind": 61,
    "url": "/x/",
}
VISIT: dict[str, Any] = {
    "name": "欧阳建国",
    "act": "走访",
    "on": date(2026, 11, 18),
    "way": "上门",
    "met": "家属",
    "nobody": False,
    "reason": "生病住院",
    "needs": ["看病就医", "政策不清楚、待遇没落实"],
    "gift": "米面油各一份",
    "by": "孙丽",
    "entered_at": moment(18, 16, 20),
    "voided": "",
    "voided_by": None,
    "url": "/x/",
}
VISITS = [
    VISIT,
    {**VISIT, "nobody": True, "met": "没有见到", "needs": [], "name": "王秀英"},
    {**VISIT, "voided": "登记错了人", "voided_by": "孙丽", "name": "李志强"},
]
LEFT = [
    {
        "name": "欧阳建国",
        "age": 86,
        "village": "马尚街道九级村",
        "phone": "139****2222",
        "last_met": date(2025, 10, 20),
        "tried": True,
        "url": "/x/",
        "visit_url": "/x/",
    },
    {
        "name": "王秀英",
        "age": 91,
        "village": "马尚街道城中社区",
        "phone": "",
        "last_met": None,
        "tried": False,
        "url": "/x/",
        "visit_url": "/x/",
    },
]
KEY: dict[str, Any] = {
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "reason": "高龄、独居",
    "every": "每月",
    "since": date(2026, 3, 1),
    "by": "孙丽",
    "url": "/x/",
}
ROUND_PAGE: dict[str, Any] = {
    **STATION,
    **ROUND,
    "missed": False,
    "missed_url": "/x/",
    "here": "/x/",
    "places": [
        {"code": "370303001001", "name": "九级村", "left": 12, "total": 40, "selected": True},
        {"code": "370303001002", "name": "城中社区", "left": 3, "total": 31, "selected": False},
    ],
    "page_obj": page(LEFT),
    "printed_at": moment(18, 9),
}
LETTER: dict[str, Any] = {
    "name": "欧阳建国",
    "title": "残疾军人证到期换证",
    "due_on": date(2026, 12, 26),
    "since": date(2026, 11, 10),
    "days": 8,
    "late": True,
    "url": "/x/",
    "hand_url": "/x/",
    "back_url": "/x/",
}
LETTERS: dict[str, Any] = {
    **STATION,
    "area_name": "马尚街道",
    "late_days": 7,
    "find_url": "/x/",
    "here": "/x/",
    "page_obj": page([LETTER] * 3),
    "printed_at": moment(18, 9),
    "villages": [
        {
            "name": "马尚街道 › 九级村",
            "letters": [
                LETTER,
                {**LETTER, "name": "王秀英", "since": date(2026, 11, 17), "late": False},
            ],
        },
        {
            "name": "马尚街道 › 城中社区",
            "letters": [{**LETTER, "title": "年度确认", "late": False}],
        },
    ],
}
HANDED: dict[str, Any] = {
    **VISIT,
    "act": "送达",
    "way": "上门",
    "met": "家属",
    "reason": "送达",
    "needs": [],
    "gift": "",
    "found": "",
    "cases": [],
    "photos": [],
    "handed": [
        "光荣牌 鲁C-00200，换下 鲁C-00100（损坏）",
        "通知书：残疾军人证到期换证",
        "优待证或其他证件：优待证",
    ],
    "taker": "家属 欧阳小军（儿子）",
}


def hand_over(*, many: bool, data: dict[str, Any] | None = None) -> HandOverForm:
    letters = [
        (7, "残疾军人证到期换证（事项日期 2026-12-26）"),
        (8, "年度确认（事项日期 2026-12-31）"),
    ]
    return HandOverForm(
        data,
        today=date(2026, 11, 18),
        letters=letters if many else [],
        ticked=True,
        plaque="鲁C-00100" if many else "",
    )


def faulty() -> HandOverForm:
    form = hand_over(many=True, data={"kind": "plaque", "way": "home", "taken_by": "self"})
    form.add_error(None, "这一户已登记光荣牌 鲁C-00100。换了新牌的，请选择原来的牌子为什么换下。")
    return form


FORM: dict[str, Any] = {
    **STATION,
    "title": "登记送达",
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "masked_id": "370***********3035",
    "about": ["光荣牌：这一户现在是 鲁C-00100，2019-05-01 悬挂。"],
    "submit": "登记",
    "back_url": "/x/",
    "more_url": "/x/",
    "more_label": "看还有谁的书面通知要送",
}
PLACE = SimpleNamespace(region=SimpleNamespace(name="九级村"), total=40, met=28, tried=2, left=12)

VISIT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "station-visits": (
        "station/visits.html",
        {
            **STATION,
            "area_name": "马尚街道",
            "rounds": [ROUND, {**ROUND, "title": "重点联系对象", "at_home": False, "note": ""}],
            "key_url": "/x/",
            "find_url": "/x/",
            "visits": VISITS,
        },
    ),
    "station-visits-none": (
        "station/visits.html",
        {**STATION, "area_name": "马尚街道", "rounds": [], "visits": []},
    ),
    "station-visit-round": ("station/visit_round.html", ROUND_PAGE),
    "station-visit-missed": (
        "station/visit_round.html",
        {**ROUND_PAGE, "missed": True, "places": [], "page_obj": page([], 1)},
    ),
    "station-visit-print": ("station/visit_round_print.html", ROUND_PAGE),
    "station-visit": (
        "station/visit.html",
        {
            **STATION,
            **VISIT,
            "found": "腿疼得厉害，想去市里医院看看。\n儿子在外地，平时一个人。",
            "cases": [{"number": "S2026-00318", "url": "/x/"}],
            "photos": [],
            "person_url": "/x/",
            "again_url": "/x/",
            "void_url": "/x/",
        },
    ),
    "visit": (
        "bureau/visit.html",
        {
            **BUREAU,
            **VISIT,
            "title": "欧阳建国：2026年11月18日走访",
            "crumbs": [{"title": "走访", "url": "/x/"}],
            "found": "腿疼得厉害，想去市里医院看看。\n儿子在外地，平时一个人。",
            "cases": [{"number": "S2026-00318", "url": "/x/"}],
            "voided": "登记错了人",
            "voided_by": "刘敏",
            "photos": [],
            "person_url": "/x/",
            "void_url": "/x/",
        },
    ),
    "station-visits-of-person": (
        "station/visits_of_person.html",
        {
            **STATION,
            "name": "欧阳建国",
            "village": "马尚街道九级村",
            "page_obj": page(VISITS),
            "key": KEY,
            "key_end_url": "/x/",
            "new_url": "/x/",
            "back_url": "/x/",
        },
    ),
    "station-key-persons": ("station/key_persons.html", {**STATION, "page_obj": page([KEY])}),
    "visits": (
        "bureau/visits.html",
        {
            **BUREAU,
            "title": "走访",
            "rounds": [ROUND],
            "others": [{"title": "春节慰问", "first": date(2026, 2, 1), "last": None, "ended": 1}],
            "new_url": "/x/",
            "key_url": "/x/",
            "page_obj": page(VISITS),
        },
    ),
    "visit-round": (
        "bureau/visit_round.html",
        {
            **BUREAU,
            **ROUND,
            "crumbs": [{"title": "走访", "url": "/x/"}],
            "before": SimpleNamespace(first=date(2026, 9, 1), last=date(2026, 9, 30)),
            "missed": 12,
            "towns": [
                {"name": "马尚街道", "total": 71, "met": 56, "tried": 4, "places": [PLACE, PLACE]}
            ],
            "end_url": "/x/",
        },
    ),
    "key-persons": (
        "bureau/key_persons.html",
        {**BUREAU, "title": "重点联系对象", "page_obj": page([{**KEY, "end_url": "/x/"}, KEY])},
    ),
    "station-letters": ("station/letters.html", LETTERS),
    "station-letters-none": (
        "station/letters.html",
        {**LETTERS, "villages": [], "page_obj": page([], 1)},
    ),
    "station-letters-print": ("station/letters_print.html", LETTERS),
    "station-hand-over": ("station/form.html", {**FORM, "form": hand_over(many=True)}),
    "station-hand-over-plain": (
        "station/form.html",
        {
            **FORM,
            "about": ["光荣牌：这一户还没有登记。"],
            "form": hand_over(many=False),
        },
    ),
    "station-hand-over-refused": ("station/form.html", {**FORM, "form": faulty()}),
    "station-letter-back": (
        "station/form.html",
        {
            **FORM,
            "title": "没有送到",
            "about": [
                "书面通知：残疾军人证到期换证。",
                "退回区局以后，由区局决定再送一次还是取消。过几天再去的，不用退回。",
            ],
            "form": BringBackForm(),
            "submit": "退回区局",
            "more_url": "",
        },
    ),
    "station-handed-over": (
        "station/visit.html",
        {**STATION, **HANDED, "person_url": "/x/", "again_url": "/x/", "void_url": "/x/"},
    ),
    "hand-over": (
        "bureau/fact_form.html",
        {
            **BUREAU,
            "title": "登记送达",
            "crumbs": [{"title": "人员", "url": "/x/"}],
            "form": hand_over(many=True),
            "about": [("姓名", "欧阳建国"), ("身份证号", "370***********3035")],
            "intro": "登记以后不能修改，写错的作废以后再登记。光荣牌：这一户现在是 鲁C-00100。",
            "submit_label": "登记",
            "cancel_url": "/x/",
        },
    ),
    "handed-over": (
        "bureau/visit.html",
        {
            **BUREAU,
            **HANDED,
            "title": "欧阳建国：2026年11月18日送达",
            "crumbs": [{"title": "走访", "url": "/x/"}],
            "person_url": "/x/",
            "void_url": "/x/",
        },
    ),
}
