"""Visits at both doors, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

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
}
