"""Hardship aid and wishes at both doors, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.design.samples import BUREAU, STATION, page

D = Decimal
AID: dict[str, Any] = {
    "number": 128,
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "cause": "重大疾病",
    "applied_on": date(2026, 11, 12),
    "wanted": D("4000"),
    "taken_by": "孙丽",
    "state_label": "待区局审核",
    "state_tone": "warn",
    "amount": None,
    "url": "/x/",
}
GIVEN = {**AID, "state_label": "已转核发：已批准", "state_tone": "info", "amount": D("3000")}
WISH: dict[str, Any] = {
    "name": "王秀英",
    "village": "马尚街道城中社区",
    "text": "想要一副老花镜，看清药盒上的字",
    "worth": D("120"),
    "openly": True,
    "supporter": "某某志愿服务队",
    "on": date(2026, 11, 20),
    "state_label": "已有人认领",
    "state_tone": "info",
    "url": "/x/",
}
WISH_ONE: dict[str, Any] = {
    **WISH,
    "note": "下周送到家",
    "entered_by": "孙丽",
    "moves": [{"label": "登记实现", "url": "/x/"}, {"label": "取消认领", "url": "/x/"}],
    "person_url": "/x/",
}
TOLD = "老伴今年住院两次，自付三万多元，家里只有一份低保。\n儿子在外打工，每月寄回八百元。"
ONE: dict[str, Any] = {
    **STATION,
    **AID,
    "told": TOLD,
    "speaks": "儿子 欧阳小军",
    "decision_note": "",
    "visit": None,
    "waits": True,
    "visit_url": "/x/",
    "papers": ["/x/"],
    "person_url": "/x/",
    "withdraw_url": "/x/",
}
BUREAU_ONE: dict[str, Any] = {
    **BUREAU,
    "title": "困难帮扶申请：欧阳建国",
    "crumbs": [{"title": "困难帮扶", "url": "/x/"}],
    "application": AID,
    "told": TOLD,
    "speaks": "儿子 欧阳小军",
    "decision_note": "",
    "visit": {"on": date(2026, 11, 18), "by": "孙丽", "met": "本人", "found": "情况属实。"},
    "room": [
        {"label": "普通", "used": D("2000"), "left": D("3000")},
        {"label": "特殊", "used": D("2000"), "left": None},
    ],
    "papers": ["/x/"],
    "person_url": "/x/",
    "grant_url": "",
    "mine": False,
    "hand_on_url": "/x/",
    "refuse_url": "/x/",
}

AID_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "station-aid": (
        "station/aid.html",
        {**STATION, "page_obj": page([AID, GIVEN]), "wishes": [WISH], "find_url": "/x/"},
    ),
    "station-aid-none": (
        "station/aid.html",
        {**STATION, "page_obj": page([], 1), "wishes": [], "find_url": "/x/"},
    ),
    "station-aid-one": ("station/aid_application.html", ONE),
    "station-wish": ("station/wish.html", {**STATION, **WISH_ONE}),
    "wish": (
        "bureau/wish.html",
        {
            **BUREAU,
            **WISH_ONE,
            "title": WISH["text"],
            "crumbs": [{"title": "困难帮扶", "url": "/x/"}, {"title": "微心愿", "url": "/x/"}],
        },
    ),
    "aid": (
        "bureau/aid.html",
        {**BUREAU, "title": "困难帮扶", "page_obj": page([AID, GIVEN]), "wishes_url": "/x/"},
    ),
    "aid-one": ("bureau/aid_application.html", BUREAU_ONE),
    "aid-own": (
        "bureau/aid_application.html",
        {
            **BUREAU_ONE,
            "visit": None,
            "mine": True,
            "hand_on_url": "",
            "refuse_url": "",
            "withdraw_url": "/x/",
        },
    ),
    "wishes": ("bureau/wishes.html", {**BUREAU, "title": "微心愿", "page_obj": page([WISH])}),
}
