"""The stations' door, with made-up data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.stations.today import Due, Urgency
from tests.design.file_pages import STATION_PARTS
from tests.design.forms import PasswordForm, SignInForm
from tests.design.samples import (
    EXCEPTIONS,
    MONTH,
    STATEMENT,
    STATION,
    STATION_ROWS,
    bound,
    moment,
    page,
)

D = Decimal

TROUBLE = [
    {**EXCEPTIONS[0], "month": date(2026, 9, 1), "is_since": True},
    {**EXCEPTIONS[1], "month": MONTH, "is_since": False},
    {**EXCEPTIONS[2], "month": date(2026, 10, 1), "is_since": True, "url": ""},
]
VILLAGES = [
    {"code": "370303002201", "name": "九级村", "selected": True},
    {"code": "370303002001", "name": "城中社区", "selected": False},
]
HERE = {**STATION, "area_name": "马尚街道", "month": MONTH}
SUMMARY = {"persons": 1022, "amount": D("882146.58")}
ROWS = [{**row, "url": "/x/", "why_url": "/x/", "of_whom": ""} for row in STATION_ROWS]
ROWS[1]["of_whom"] = "张保国"

ROSTER: dict[str, Any] = {
    **HERE,
    "months": [{"code": "2026-11", "month": MONTH, "selected": True}],
    "villages": VILLAGES,
    "states": [{"code": "failed", "label": "失败", "selected": False}],
    "q": "",
    "is_filtered": True,
    "summary": SUMMARY,
    "page_obj": page(ROWS),
    "print_url": "/x/",
    "export_url": "/x/",
    "export_fields": {"month": "2026-11"},
}
CONFIRMATIONS = [
    {
        "round_title": "2026年度确认",
        "state_label": "待确认",
        "tone": "info",
        "when": "6月30日截止",
        "done": "",
        "url": "/x/",
    }
]
MONEY: dict[str, Any] = {
    "month": MONTH,
    "figures": {
        "persons": 1022,
        "amount": D("882146.58"),
        "paid": 1004,
        "under_way": 15,
        "undelivered": 3,
    },
    "trouble_count": 12,
    "trouble": TROUBLE,
    "follow_up_url": "/x/",
}
DUES = [
    {
        "label": "已超期",
        "tone": "bad",
        "dues": [
            Due(
                Urgency.LATE,
                "2026年度优抚对象年度确认",
                "/x/",
                "10月31日已截止，还有 1,204 人没有确认，其中 36 人已暂缓发放。应上门的 88 人。",
            )
        ],
    },
    {
        "label": "退回来的",
        "tone": "warn",
        "dues": [Due(Urgency.BACK, "报送的变动被退回", "/x/", "看哪里不对，改好再报", 2)],
    },
    {
        "label": "今天要办",
        "tone": "warn",
        "dues": [
            Due(Urgency.TODAY, "请上门核实", "/x/", "数据比对提示情况有变，核实以前暂缓发放", 13),
            Due(Urgency.TODAY, "请张贴公示", "/x/", "正在公示期，打印张贴以后登记", 2),
        ],
    },
]
HOME: dict[str, Any] = {
    **HERE,
    "groups": DUES,
    "panels": [{"template": "station/_home_money.html", "context": MONEY}],
    "everything_url": "/x/",
}
PUBLICITY = [
    {
        "scheme": "农村籍退役士兵老年生活补助",
        "of_what": "自2026年11月起",
        "of_whom": "",
        "label": "公示中",
        "tone": "info",
        "told": "公示到2026年11月20日为止。",
        "cure": "请打印张贴，并登记贴在哪里。",
        "url": "/x/",
    },
    {
        "scheme": "困难帮扶援助金",
        "of_what": "2026年度",
        "of_whom": "张保国",
        "label": "等待公示",
        "tone": "warn",
        "told": "还没有列入公示名单。",
        "cure": "等区局拟公示单，站里现在不用办理。",
        "url": "",
    },
    {
        "scheme": "残疾抚恤",
        "of_what": "自2024年1月起",
        "of_whom": "",
        "label": "公示期满",
        "tone": "ok",
        "told": "2023年12月20日期满。",
        "cure": "公示已经办完，不再影响发放。",
        "url": "/x/",
    },
]
PAYEE: dict[str, Any] = {
    **STATION_PARTS,
    "publicity": PUBLICITY,
    "confirmations": CONFIRMATIONS,
    "recoveries": [
        {
            "scheme": "残疾抚恤金",
            "of_whom": "张保国",
            "opened_on": date(2026, 11, 5),
            "claimed": D("8695.00"),
            "balance": D("695.00"),
            "how": "已约定：自2026年12月起，每批最多扣 300.00 元，多的留到以后。",
        }
    ],
    "statement_url": "/x/",
    "account_url": "/x/",
    "sent_in": [
        {
            "bank_name": "示例银行",
            "account": "6217 **** **** 9901",
            "state": "已退回",
            "tone": "bad",
            "note": "照片反光，看不清末四位",
        }
    ],
    **STATION,
    "payee": {
        "person_id": 1,
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "masked_phone": "138****5678",
        "village": "马尚街道九级村",
        "died_on": date(2026, 10, 2),
        "account": "6228 **** **** 0077",
        "account_state": "已核验",
        "account_tone": "ok",
        "entitlements": [
            {
                "scheme": "残疾抚恤",
                "of_whom": "",
                "determined": "七级 因公",
                "start_month": date(2024, 1, 1),
                "end_month": date(2026, 10, 1),
                "end_text": "去世",
                "document_no": "演示〔2023〕11号",
                "state": "已停发",
                "tone": "idle",
            }
        ],
        "payments": [
            {
                "payment_id": 7,
                "month": date(2026, 10, 1),
                "scheme": "残疾抚恤",
                "amount": D("2570.00"),
                "state": "成功",
                "tone": "ok",
                "said": "",
            }
        ],
    },
}
PAYMENT: dict[str, Any] = {
    **STATION,
    "found": {
        "person_id": 1,
        "name": "刘桂兰",
        "of_whom": "张保国",
        "account": "6217 **** **** 1234",
        "posted": D("3057.50"),
        "recovered": D("200.00"),
        "payment": {
            "month": MONTH,
            "scheme": "三属抚恤",
            "amount": D("2857.50"),
            "state": "失败",
            "tone": "bad",
            "said": "3018 已清户",
        },
        "lines": [
            {
                "month": date(2026, 8, 1),
                "component": "标准",
                "amount": D("235.83"),
                "sentence": "标准调整后，按新标准与已入账金额的差额补发。",
                "steps": [("执行标准", "33,860.00 元/年，自2026年8月起执行")],
            }
        ],
        "more": 4,
    },
    "payee_url": "/x/",
}

FIND = {
    **STATION,
    "area_name": "马尚街道",
    "q": "",
    "find_url": "/station/find/",
    "suggest_url": "/station/find/suggest/",
}
FOUND = {
    **FIND,
    "q": "oy",
    "said": "查到 2 人。",
    "found": [
        {
            "name": "欧阳建国",
            "masked_id": "370***********3035",
            "born_on": date(1949, 3, 12),
            "died": True,
            "village": "马尚街道城中社区",
            "schemes": "残疾抚恤、农村籍老兵",
            "url": "/x/",
        },
        {
            "name": "欧阳静",
            "masked_id": "370***********0022",
            "born_on": date(1971, 8, 3),
            "died": False,
            "village": "马尚街道九级村",
            "schemes": "",
            "url": "/x/",
        },
    ],
}
NOBODY = "没有查到。请核对用字。"

STATION_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "station-login": ("station/login.html", {"form": SignInForm(), "next": "/station/"}),
    "station-login-refused": (
        "station/login.html",
        {"form": bound(SignInForm, {"username": "sunli"}), "next": "/station/"},
    ),
    "station-password": (
        "station/password_change.html",
        {**STATION, "form": bound(PasswordForm, {}), "must_change_password": True},
    ),
    "station-home": ("station/home.html", HOME),
    "station-find": ("station/find.html", FIND),
    "station-find-found": ("station/find.html", FOUND),
    "station-find-nobody": ("station/find.html", {**FOUND, "said": NOBODY, "found": []}),
    "station-home-before": (
        "station/home.html",
        {
            **HOME,
            "groups": [],
            "panels": [
                {
                    "template": "station/_home_money.html",
                    "context": {**MONEY, "month": None, "figures": None, "trouble": []},
                }
            ],
        },
    ),
    "station-everything": (
        "station/everything.html",
        {
            **HERE,
            "pages": [
                {"title": "花名册", "note": "每月名单、打印、导出", "url": "/x/", "icon": "list"},
                {"title": "改密码", "note": "", "url": "/x/", "icon": "person"},
            ],
        },
    ),
    "station-roster": ("station/roster.html", ROSTER),
    "station-roster-empty": (
        "station/roster.html",
        {**ROSTER, "is_filtered": False, "villages": [], "page_obj": page([], 1)},
    ),
    "station-roster-print": (
        "station/roster_print.html",
        {
            **HERE,
            "rows": ROWS,
            "summary": SUMMARY,
            "is_part": True,
            "printed_at": moment(21, 9),
            "back_url": "/x/",
        },
    ),
    "station-follow-up": (
        "station/follow_up.html",
        {
            **HERE,
            "kind": "bank",
            "tabs": [
                {"title": "银行退回", "url": "?kind=bank", "count": 3, "current": True},
                {"title": "名单外", "url": "?kind=list", "count": 9, "current": False},
            ],
            "villages": VILLAGES,
            "page_obj": page(TROUBLE),
        },
    ),
    "station-payee": ("station/payee.html", PAYEE),
    "station-statement": (
        "station/payee_statement.html",
        {**PAYEE, **STATEMENT, "back_url": "/x/"},
    ),
    "station-payment": ("station/payment.html", PAYMENT),
}
