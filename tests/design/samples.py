"""Made-up contexts for every page template: the contract at the head of each template, filled in.

Names and numbers are invented; nobody here exists. A page of the bureau
gets what ``AdminSite.each_context`` would give.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

D = Decimal
SHANGHAI = timezone(timedelta(hours=8))
MONTH = date(2026, 11, 1)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def person_of(name: str, role: str) -> SimpleNamespace:
    """What the templates read of a signed-in user."""
    return SimpleNamespace(
        is_authenticated=True,
        is_active=True,
        is_staff=True,
        is_anonymous=False,
        display_name=name,
        get_username=name,
        get_short_name=name,
        get_role_display=role,
        has_usable_password=True,
    )


NAV = [
    {"title": "工作台", "url": "/bureau/", "current": True},
    {"title": "发放批次", "url": "/bureau/batches/", "current": False},
    {
        "title": "人员",
        "current": False,
        "places": [
            {"title": "查人、登记", "url": "/bureau/people/", "current": False},
            {"title": "人员变动", "url": "/bureau/events/", "current": False},
        ],
    },
    {"title": "补助标准", "url": "/bureau/rates/", "current": False},
    {"title": "账目核对", "url": "/bureau/audit/", "current": False},
]
BUREAU = {
    "site_title": "退役军人事务局",
    "site_header": "退役军人事务局",
    "site_url": "/",
    "has_permission": True,
    "available_apps": [],
    "is_popup": False,
    "is_nav_sidebar_enabled": False,
    "bureau_nav": NAV,
    "finder": {"url": "/bureau/people/", "suggest_url": "/bureau/people/suggest/"},
    "user": person_of("周敏", "经办"),
}
STATION = {
    "station_name": "马尚街道退役军人服务站",
    "station_nav": [
        {"title": "首页", "url": "/station/", "icon": "home", "current": False},
        {"title": "花名册", "url": "/station/roster/", "icon": "list", "current": True},
        {"title": "我的", "url": "/station/me/", "icon": "person", "current": False},
    ],
    "station_head": [
        {"title": "查人", "url": "/station/find/", "icon": "search", "current": False},
        {"title": "诉求", "url": "/station/cases/", "icon": "phone", "current": False},
    ],
    "logout_url": "/station/logout/",
    "my_sign_ins_url": "/station/me/",
    "user": person_of("孙丽", "镇街站工作人员"),
}

SCHEMES = [
    ("残疾抚恤", 1286, D("3512846.92")),
    ("三属抚恤", 342, D("869230.58")),
    ("农村籍老兵", 4106, D("916450.00")),
    ("带病回乡", 1174, D("880500.00")),
    ("参战参试", 968, D("726000.00")),
    ("烈士子女", 157, D("92630.00")),
]
TOWNS = [
    ("马尚街道", 1022, D("882146.58")),
    ("傅家镇", 861, D("744028.25")),
    ("南定镇", 806, D("690334.42")),
    ("沣水镇", 779, D("671920.17")),
    ("中埠镇", 702, D("598113.33")),
    ("房镇镇", 688, D("590250.83")),
    ("车站街道", 655, D("570842.50")),
    ("公园街道", 612, D("549016.67")),
    ("和平街道", 560, D("498732.08")),
    ("科苑街道", 521, D("465080.42")),
    ("体育场街道", 458, D("402770.25")),
    ("杏园街道", 369, D("334422.00")),
]
TOTAL = sum((amount for _, _, amount in SCHEMES), D(0))
PERSONS = sum(count for _, count, _ in SCHEMES)

BATCH = {
    "number": "202611-12",
    "url": "/bureau/batches/12/",
    "through": MONTH,
    "schemes": [name for name, _, _ in SCHEMES],
    "state_label": "待复核",
    "state_tone": "info",
    "persons": PERSONS,
    "lines": 8214,
    "amount": TOTAL,
    "exceptions": 23,
    "note": "",
    "lines_url": "/bureau/batches/12/lines/",
    "exceptions_url": "/bureau/batches/12/exceptions/",
    "roster_url": "/bureau/batches/12/roster/",
}
CRUMBS = [
    {"title": "发放批次", "url": "/bureau/batches/"},
    {"title": "202611-12", "url": "/bureau/batches/12/"},
]

STEPS = [
    {"label": "建批", "status": "done", "by": "周敏", "at": moment(18, 9, 2)},
    {"label": "核算", "status": "done", "by": "周敏", "at": moment(18, 9, 5)},
    {"label": "复核", "status": "current"},
    {"label": "审批", "status": "todo"},
    {"label": "导出", "status": "todo"},
    {"label": "回盘", "status": "todo"},
    {"label": "办结", "status": "todo"},
]

EXCEPTIONS = [
    {
        "name": "张保田",
        "masked_id": "370***********1217",
        "village": "马尚街道九级村",
        "scheme": "农村籍老兵",
        "reason": "账户被银行退回",
        "tone": "bad",
        "from_month": date(2026, 9, 1),
        "amount": D("750.00"),
        "cure": "联系本人更正账户，核验后下一批自动补发。",
        "url": "/bureau/people/1/",
    },
    {
        "name": "王秀英",
        "masked_id": "370***********0426",
        "village": "傅家镇冯家村",
        "scheme": "三属抚恤",
        "reason": "暂缓发放",
        "tone": "warn",
        "from_month": MONTH,
        "amount": D("2821.67"),
        "cure": "核实情况后解除暂缓，未发月份会在下一批自动补发。",
        "url": "/bureau/people/2/",
    },
    {
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "village": "南定镇",
        "scheme": "残疾抚恤",
        "reason": "已去世，未指定遗属领取人",
        "tone": "warn",
        "from_month": date(2026, 10, 1),
        "amount": D("30840.00"),
        "cure": "登记遗属领取人及其账户，核验后下一批发放。",
        "url": "/bureau/people/3/",
    },
]

CHANGES = {
    "previous": [{"number": "202610-11", "url": "/bureau/batches/11/"}],
    "before": TOTAL - D("23418.17"),
    "after": TOTAL,
    "persons_before": PERSONS - 9,
    "persons_after": PERSONS,
    "rows": [
        {
            "kind": "新增",
            "tone": "info",
            "reason": "新批准待遇",
            "count": 21,
            "amount": D("18240.00"),
            "url": "/bureau/batches/12/changes/?kind=new",
        },
        {
            "kind": "停发",
            "tone": "idle",
            "reason": "去世",
            "count": 11,
            "amount": D("-9836.25"),
            "url": "/bureau/batches/12/changes/?kind=stopped",
        },
        {
            "kind": "停发",
            "tone": "idle",
            "reason": "关系迁出",
            "count": 1,
            "amount": D("-750.00"),
            "url": "/bureau/batches/12/changes/?kind=stopped",
        },
        {
            "kind": "增加",
            "tone": "ok",
            "reason": "补发以前月份",
            "count": 14,
            "amount": D("18932.75"),
            "url": "/bureau/batches/12/changes/?kind=more",
        },
        {
            "kind": "减少",
            "tone": "warn",
            "reason": "冲减多发",
            "count": 3,
            "amount": D("-3168.33"),
            "url": "/bureau/batches/12/changes/?kind=less",
        },
    ],
}

FILES = [
    {
        "name": "202611-12-1.txt",
        "url": "/bureau/files/1/",
        "layout": "通用文本（示例）",
        "lines": PERSONS,
        "amount": TOTAL,
        "made_by": "周敏",
        "made_at": moment(20, 14, 30),
        "digest": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "paid": {"count": PERSONS - 40, "amount": TOTAL - D("40120.00")},
        "failed": {"count": 12, "amount": D("11320.00")},
        "open": {"count": 28, "amount": D("28800.00")},
    }
]
RETURNS = [
    {
        "file_name": "202611-12-1.txt",
        "received_by": "周敏",
        "received_at": moment(21, 10, 12),
        "digest": "9f2b6cfe11d04a7c8b0d6d77a1c9e0b54b1f3a60c2d8e9f7a6b5c4d3e2f10987",
        "summary": "成功 7,993 笔，失败 12 笔，处理中 28 笔",
    }
]
HISTORY = [
    {"at": moment(18, 9, 2), "what": "建批", "who": "周敏（经办）"},
    {
        "at": moment(18, 9, 5),
        "what": "核算完成",
        "note": "入账 8,214 行，名单外 23 人",
        "tone": "ok",
    },
    {
        "at": moment(18, 15, 40),
        "what": "退回经办",
        "who": "李卫东（复核）",
        "note": "王秀英的暂缓原因请补充",
        "tone": "bad",
    },
    {"at": moment(19, 8, 50), "what": "重新核算", "who": "周敏（经办）"},
]
PROGRESS = {
    "running": True,
    "failed": False,
    "label": "核算中",
    "done": 13,
    "total": 42,
    "lines": 2540,
    "note": "",
    "poll_url": "/bureau/batches/12/progress/",
    "page_url": "/bureau/batches/12/",
}
ACTIONS = [
    {"label": "复核通过", "url": "/bureau/batches/12/review/", "kind": "primary"},
    {"label": "退回经办", "url": "/bureau/batches/12/send_back/", "kind": "danger"},
]
CONFIRM = {
    "question": "复核通过批次 202611-12？",
    "consequences": [
        "批次转给审批岗位，您不能再审批这一批。",
        "金额和名单从此不再变动；要改，只能退回经办重新核算。",
        "您的姓名和时间会记入经办记录。",
    ],
    "confirm_label": "确认复核通过",
    "cancel_url": "/bureau/batches/12/",
    "irreversible": False,
    "action_url": "",
    "token": "calculated-3",
}

LINE = {
    "name": "张保田",
    "masked_id": "370***********1217",
    "village": "九级村",
    "scheme": "农村籍老兵",
    "month": MONTH,
    "component": "标准",
    "amount": D("150.00"),
    "sequence": 1,
    "reason": "当期",
    "explain_url": "/bureau/lines/1/",
    "person_url": "/bureau/people/1/",
}
LINES = [
    LINE,
    {
        **LINE,
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "village": "南定镇南定村",
        "scheme": "残疾抚恤",
        "amount": D("2570.00"),
    },
    {
        **LINE,
        "name": "刘桂兰",
        "masked_id": "370***********0649",
        "scheme": "三属抚恤",
        "month": date(2026, 8, 1),
        "amount": D("235.83"),
        "sequence": 2,
        "reason": "调标补差",
    },
    {
        **LINE,
        "name": "马振华",
        "masked_id": "370***********5514",
        "scheme": "带病回乡",
        "month": date(2026, 10, 1),
        "amount": D("-750.00"),
        "sequence": 2,
        "reason": "冲减多发",
    },
]


def page(rows: list[Any], number: int = 3) -> Any:
    """A page in the middle of many, so that the pager has something to show."""
    size = max(len(rows), 1)
    return Paginator(rows * 40, size).page(number)


def bound(form: type[forms.Form], data: dict[str, Any], **more: Any) -> forms.Form:
    """A form that was sent and has been checked."""
    sent = form(data, **more)
    sent.is_valid()
    return sent


STATION_ROWS = [
    {
        "name": "张保田",
        "masked_id": "370***********1217",
        "village": "九级村",
        "scheme": "农村籍老兵",
        "amount": D("150.00"),
        "state_label": "失败",
        "state_tone": "bad",
        "note": "账户已销户，请联系本人换卡",
    },
    {
        "name": "刘桂兰",
        "masked_id": "370***********0649",
        "village": "城中社区",
        "scheme": "三属抚恤",
        "amount": D("2821.67"),
        "state_label": "成功",
        "state_tone": "ok",
        "note": "",
    },
    {
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "village": "九级村",
        "scheme": "残疾抚恤",
        "amount": D("2570.00"),
        "state_label": "在途",
        "state_tone": "info",
        "note": "",
    },
]
STATION_CARD = {
    "name": "马尚街道九级村退役军人服务站",
    "covers": "九级村",
    "address": "马尚街道九级村村委会一楼",
    "hours": "周一至周五\n上午 9:00—11:30\n下午 1:30—5:00",
    "phone": "0533-0000001",
    "tel": "05330000001",
    "url": "/stations/370303002201/",
}
CENTER = {
    "name": "区退役军人服务中心",
    "address": "区政务服务中心二楼",
    "hours": "周一至周五\n上午 9:00—11:30\n下午 1:30—5:00",
    "phone": "0533-0000000",
    "tel": "05330000000",
    "url": "/stations/370303/",
}
DETAIL = {
    **BUREAU,
    "title": "批次 202611-12",
    "crumbs": CRUMBS[:1],
    "batch": BATCH,
    "steps": STEPS,
    "progress": None,
    "actions": ACTIONS,
    "waiting_for": "",
    "by_scheme": [{"name": n, "persons": c, "amount": a} for n, c, a in SCHEMES],
    "by_town": [{"name": n, "persons": c, "amount": a, "url": "/x/"} for n, c, a in TOWNS],
    "changed_since": True,
    "recalculate_url": "/x/",
    "payments": [
        {"label": "成功", "tone": "ok", "count": 7993, "amount": D("6957537.50")},
        {"label": "失败", "tone": "bad", "count": 12, "amount": D("11320.00")},
    ],
    "totals": {
        "persons": PERSONS,
        "amount": TOTAL,
        "most_scheme": max(a for _, _, a in SCHEMES),
        "most_town": max(a for _, _, a in TOWNS),
    },
    "changes": CHANGES,
    "exceptions": EXCEPTIONS,
    "files": FILES,
    "returns": RETURNS,
    "history": HISTORY,
}

_YEAR_ROW = {
    "month": date(2026, 2, 1),
    "due": Decimal("1100.00"),
    "sent": Decimal("1100.00"),
    "state": "成功",
    "has_arrived": True,
    "answered_on": date(2026, 3, 5),
    "account_tail": "2222",
    "notes": ("2月26日，发往尾号 1111 的账户退汇（账户已销户），已重新发放。",),
}
STATEMENT: dict[str, Any] = {
    "title": "2026年度发放明细",
    "crumbs": [],
    "years": [
        {"year": 2026, "url": "?year=2026", "current": True},
        {"year": 2025, "url": "?year=2025", "current": False},
    ],
    "payee": {
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "village": "南定镇南定村",
    },
    "statement": {
        "year": 2026,
        "sections": [
            {
                "scheme": "残疾抚恤金",
                "of_whom": "",
                "before": date(2026, 2, 1),
                "rows": [
                    _YEAR_ROW,
                    {
                        **_YEAR_ROW,
                        "month": date(2026, 3, 1),
                        "due": Decimal("-1100.00"),
                        "sent": Decimal("0.00"),
                        "state": "",
                        "has_arrived": False,
                        "notes": ("不够冲减的 1,100.00 元，从以后的发放中抵扣。",),
                    },
                    {
                        **_YEAR_ROW,
                        "month": date(2026, 4, 1),
                        "state": "在途",
                        "has_arrived": False,
                        "notes": (),
                    },
                ],
                "due": Decimal("1100.00"),
                "arrived": Decimal("1100.00"),
            }
        ],
        "due": Decimal("1100.00"),
        "arrived": Decimal("1100.00"),
        "claimed": Decimal("1100.00"),
        "taken": Decimal("0.00"),
        "not_arrived": Decimal("1100.00"),
        "capitals": "壹仟壹佰元整",
        "elsewhere": 1,
    },
    "printed_at": moment(21, 10),
}
