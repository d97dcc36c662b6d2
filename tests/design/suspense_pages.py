"""The suspense list at both doors, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.admin.suspense_forms import PutForm, SuspenseFilter
from support_services.subsidies.station.suspense import SoughtForm
from tests.design.samples import BUREAU, MONTH, STATION, bound, moment, page
from tests.design.station_pages import VILLAGES

D = Decimal
ROW: dict[str, Any] = {
    "payment_id": 7,
    "name": "欧阳建国",
    "of_whom": "",
    "masked_id": "370***********3035",
    "village": "马尚街道九级村",
    "scheme": "残疾抚恤",
    "through": date(2026, 8, 1),
    "batch_number": "202608-9",
    "batch_url": "/x/",
    "person_url": "/x/",
    "url": "/x/",
    "amount": D("2570.00"),
    "since": moment(3, 9),
    "days": 19,
    "cause": "联系不上",
    "why": "三次上门未见，家属称在外地",
    "tries": 2,
    "said": "已清户",
    "sought": "2026-11-12 人在外地，留了话",
    "now": "账户被银行退回",
    "now_tone": "warn",
    "cure": "联系本人更正账户，核验后重新发放。",
    "state_label": "挂账",
    "state_tone": "warn",
    "asked": "",
    "request_id": None,
    "may_decide": False,
    "own": False,
}
READY = {
    **ROW,
    "name": "刘桂兰",
    "of_whom": "张保国",
    "now": "账户已好，可以重新发放",
    "now_tone": "ok",
}
WAITING = {
    **ROW,
    "state_label": "失败",
    "state_tone": "bad",
    "since": None,
    "days": None,
    "asked": "挂账：系统提请",
    "request_id": 4,
    "may_decide": True,
}
TABS = [
    {"title": "挂账中", "url": "?stand=", "count": 2, "current": True},
    {"title": "待决定", "url": "?stand=pending", "count": 1, "current": False},
    {"title": "已上缴", "url": "?stand=treasury", "count": 0, "current": False},
]
SUM = {
    "month": date(2026, 8, 1),
    "label": "202608-9",
    "count": 2,
    "amount": D("5140.00"),
    "url": "/x/",
}
LIST: dict[str, Any] = {
    **BUREAU,
    "title": "挂账",
    "filter_form": SuspenseFilter({}, towns=[], months=[("2026-08", "2026年8月")]),
    "filtered": False,
    "stand": "",
    "tabs": TABS,
    "sums": {"count": 2, "amount": D("5140.00")},
    "by_month": [SUM],
    "by_batch": [SUM],
    "page_obj": page([ROW, READY]),
    "steps": [{"label": "提请上缴财政", "url": "/x/", "kind": "plain"}],
    "export_url": "/x/",
    "print_url": "/x/",
}
NOTHING = {
    **LIST,
    "sums": {"count": 0, "amount": D(0)},
    "by_month": [],
    "by_batch": [],
    "page_obj": page([], 1),
    "steps": [],
}
REQUEST = {
    "about": [("办理", "挂账"), ("原因", "联系不上"), ("说明", "三次上门未见")],
    "label": "待决定",
    "tone": "warn",
    "entered_by": "周敏",
    "entered_at": moment(2, 9),
    "decided_by": "",
    "decided_at": None,
    "note": "",
    "must_be_another": False,
    "actions": [
        {"label": "同意", "url": "/x/", "kind": "primary"},
        {"label": "不同意", "url": "/x/", "kind": "plain"},
    ],
}
ONE: dict[str, Any] = {
    **BUREAU,
    "title": "欧阳建国：挂账",
    "crumbs": [],
    "row": ROW,
    "ready": False,
    "reissue_url": "",
    "actions": [{"label": "提请上缴财政", "url": "/x/"}],
    "attempts": [
        {
            "file": "202608-9-01",
            "file_url": "/x/",
            "sent_at": moment(2, 9),
            "account": "示例农商银行 6228 **** **** 0077",
            "account_name": "欧阳建国",
            "state_label": "失败",
            "state_tone": "bad",
            "said": "3018 已清户",
        }
    ],
    "visits": [
        {
            "visited_on": date(2026, 11, 12),
            "result": "人在外地，留了话",
            "note": "儿子说年底回来",
            "by": "孙丽",
        }
    ],
    "requests": [REQUEST],
    "entries": [
        {
            "at": moment(3, 9),
            "kind": "挂账",
            "told": "三次上门未见",
            "url": "",
            "amount": D("2570.00"),
        }
    ],
}
FOUND = {
    "payment_id": 7,
    "person_id": 1,
    "is_here": True,
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "scheme": "残疾抚恤",
    "month": date(2026, 8, 1),
    "amount": D("2570.00"),
    "state": "挂账",
    "tone": "warn",
    "since": moment(3, 9),
    "cause": "联系不上",
    "tries": 2,
    "said": "已清户",
    "cure": "钱没有丢。找到本人以后，帮他更正账户，区局就重新发放。",
    "last_sought": "11月12日人在外地，留了话",
    "waits": True,
    "url": "/x/",
}
CONFIRM: dict[str, Any] = {
    **BUREAU,
    "title": "提请挂账",
    "crumbs": [],
    "question": "把下列付款提请挂账？",
    "consequences": ["由另一人决定，同意以后列入挂账。"],
    "form": bound(PutForm, {}),
    "danger": False,
    "confirm_label": "确认提请挂账",
    "cancel_url": "/x/",
    "field": "payment",
    "ids": [7, 8],
    "rows": [{**ROW, "told": "失败"}, {**READY, "told": "退汇"}],
    "more": 3,
    "count": 5,
    "total": D("12850.00"),
}
SUSPENSE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "suspense": ("bureau/suspense.html", LIST),
    "suspense-pending": (
        "bureau/suspense.html",
        {
            **LIST,
            "stand": "pending",
            "page_obj": page([WAITING]),
            "steps": [
                {"label": "同意", "url": "/x/", "kind": "primary"},
                {"label": "不同意", "url": "/x/", "kind": "plain"},
            ],
        },
    ),
    "suspense-empty": ("bureau/suspense.html", NOTHING),
    "suspense-nothing-found": ("bureau/suspense.html", {**NOTHING, "filtered": True}),
    "suspense-none-pending": ("bureau/suspense.html", {**NOTHING, "stand": "pending"}),
    "suspense-none-returned": ("bureau/suspense.html", {**NOTHING, "stand": "treasury"}),
    "suspense-print": (
        "bureau/suspense_print.html",
        {
            **BUREAU,
            "title": "挂账台账",
            "crumbs": [],
            "rows": [ROW, READY],
            "sums": {"count": 2, "amount": D("5140.00")},
            "cut_off": 3,
            "stand_label": "挂账中",
            "back_url": "/x/",
            "printed_at": moment(21, 9),
        },
    ),
    "suspended": ("bureau/suspended.html", ONE),
    "suspended-ready": (
        "bureau/suspended.html",
        {
            **ONE,
            "row": READY,
            "ready": True,
            "reissue_url": "/x/",
            "attempts": [],
            "visits": [],
            "entries": [],
            "actions": [],
        },
    ),
    "suspense-confirm": ("bureau/suspense_confirm.html", CONFIRM),
    "suspense-treasury": (
        "bureau/suspense_confirm.html",
        {**CONFIRM, "form": None, "danger": True, "more": 0},
    ),
    "station-suspended": (
        "station/suspended.html",
        {
            **STATION,
            "found": FOUND,
            "visits": [
                {
                    "label": "找不到人",
                    "visited_on": MONTH,
                    "note": "门锁着，邻居说去了女儿家",
                    "noted_by": "孙丽",
                }
            ],
            "form": SoughtForm(initial={"visited_on": MONTH}),
            "person_url": "/x/",
            "account_url": "/x/",
            "back_url": "/x/",
        },
    ),
    "station-follow-up-suspense": (
        "station/follow_up.html",
        {
            **STATION,
            "area_name": "马尚街道",
            "kind": "suspense",
            "tabs": [{"title": "挂账待发", "url": "?kind=suspense", "count": 1, "current": True}],
            "villages": VILLAGES,
            "page_obj": page([FOUND]),
        },
    ),
}
