"""The desk, people and the audit, with made-up data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.design.file_pages import FILE_PARTS
from tests.design.forms import FilterForm, PasswordForm
from tests.design.samples import (
    BUREAU,
    HISTORY,
    MONTH,
    SCHEMES,
    STATEMENT,
    TOTAL,
    bound,
    moment,
    page,
    person_of,
)

D = Decimal


def funds() -> dict[str, Any]:
    """A month's money, its sums exact."""
    rows = [
        {
            "scheme": name,
            "due": amount,
            "paid": amount - D("4200.00"),
            "unpaid": D("3450.00"),
            "returned": D("750.00"),
        }
        for name, _, amount in SCHEMES
    ]
    total = {key: sum((row[key] for row in rows), D(0)) for key in rows[0] if key != "scheme"}
    return {"month": MONTH, "rows": rows, "total": total, "url": "/bureau/batches/"}


DESK: dict[str, Any] = {
    **BUREAU,
    "alarms": [
        {
            "title": "审计记录已连续两夜没有核验",
            "detail": "后台程序可能停了。请通知系统管理员检查后台程序和定时任务。",
            "url": "/x/",
        }
    ],
    "title": "工作台",
    "today": date(2026, 11, 21),
    "waiting": [
        {
            "title": "批次 202611-12 请复核",
            "url": "/x/",
            "note": "6 个项目，8,033 人",
            "since": moment(20, 16, 20),
            "state_label": "待复核",
            "state_tone": "info",
        },
        {
            "title": "批次 202610-11 有 12 笔失败待处理",
            "url": "/x/",
            "note": "更正账户后可重新发放",
            "since": moment(18, 10, 0),
            "state_label": "待办结",
            "state_tone": "warn",
        },
    ],
    "attention": [
        {
            "title": "批次 202609-10 回盘已逾期 6 天",
            "url": "/x/",
            "detail": "28 笔结果不明，请向银行查询",
            "tone": "bad",
            "due_on": date(2026, 11, 15),
        },
        {
            "title": "3 人登记去世但未停发",
            "url": "/x/",
            "detail": "请办理停发登记",
            "tone": "warn",
            "due_on": None,
        },
    ],
    "funds": {**funds(), "title": "本月资金"},
    "batches_url": "/bureau/batches/",
    "batches": [
        {
            "number": "202611-12",
            "url": "/x/",
            "through": MONTH,
            "schemes": "残疾抚恤、三属抚恤等 6 项",
            "persons": 8033,
            "amount": TOTAL,
            "state_label": "待复核",
            "state_tone": "info",
        },
        {
            "number": "202610-11",
            "url": "/x/",
            "through": date(2026, 10, 1),
            "schemes": "残疾抚恤、三属抚恤等 6 项",
            "persons": 8024,
            "amount": TOTAL - D("23418.17"),
            "state_label": "待办结",
            "state_tone": "warn",
        },
        {
            "number": "202609-10",
            "url": "/x/",
            "through": date(2026, 9, 1),
            "schemes": "残疾抚恤、三属抚恤等 6 项",
            "persons": 8019,
            "amount": TOTAL - D("41012.50"),
            "state_label": "已办结",
            "state_tone": "ok",
        },
    ],
    "open_batch_url": "/bureau/batches/open/",
}

PERSON: dict[str, Any] = {
    **BUREAU,
    "confirmations": [
        {
            "title": "2026年度确认",
            "url": "/x/",
            "due_on": MONTH,
            "done": None,
            "way": "",
            "state_label": "待确认",
            "state_tone": "info",
        }
    ],
    "title": "欧阳建国",
    "crumbs": [{"title": "人员", "url": "/bureau/people/"}],
    "person": {
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "sex": "男",
        "born_on": date(1949, 3, 12),
        "died_on": date(2026, 10, 2),
        "masked_phone": "138****5678",
        "village": "南定镇南定村",
    },
    **FILE_PARTS,
    "categories": [
        {
            "label": "残疾军人",
            "valid_from": date(1971, 5, 1),
            "valid_to": None,
            "document_no": "演示〔1971〕3号",
        }
    ],
    "entitlements": [
        {
            "scheme": "残疾抚恤",
            "state_label": "享受中",
            "state_tone": "ok",
            "start_month": date(2024, 1, 1),
            "end_month": None,
            "determination": "七级 因公",
            "monthly": D("2570.00"),
            "document_no": "演示〔2023〕11号",
            "url": "/x/",
        },
        {
            "scheme": "残疾抚恤",
            "state_label": "已停发",
            "state_tone": "idle",
            "start_month": date(2019, 1, 1),
            "end_month": date(2023, 12, 1),
            "determination": "八级 因公",
            "monthly": None,
            "document_no": "",
            "url": "/x/",
        },
    ],
    "publicity": [
        {
            "title": "南定镇南定村拟发放补助人员公示",
            "number": "公示第 12 号",
            "scheme": "残疾抚恤",
            "first_on": date(2026, 11, 16),
            "last_on": date(2026, 11, 20),
            "url": "/x/",
            "state_label": "公示中",
            "state_tone": "info",
        }
    ],
    "suspended": [],
    "accounts_url": "/x/",
    "sent_in": [
        {
            "bank_name": "示例银行",
            "reason": "本人换了新卡",
            "entered_by": "孙丽",
            "entered_at": moment(20, 10),
            "verify_url": "/x/",
        }
    ],
    "accounts": [
        {
            "entered_by": "李秀芹",
            "verified": "李卫东 核验",
            "verify_url": "/x/",
            "withdraw_url": "/x/",
            "bank_name": "示例农商银行",
            "masked_number": "6228 **** **** 0077",
            "account_name": "欧阳建国",
            "state_label": "已核验",
            "state_tone": "ok",
            "is_current": True,
        },
        {
            "bank_name": "示例银行",
            "masked_number": "6217 **** **** 9011",
            "account_name": "欧阳建国",
            "state_label": "银行退回",
            "state_tone": "bad",
            "is_current": False,
        },
    ],
    "payments": [
        {
            "batch_number": "202610-11",
            "batch_url": "/x/",
            "scheme": "残疾抚恤",
            "amount": D("2570.00"),
            "state_label": "成功",
            "state_tone": "ok",
            "attempts": 1,
            "file_url": "/x/",
            "result": "",
        }
    ],
    "owed_back": D("695.00"),
    "claims": [{"scheme": "残疾抚恤", "state_label": "追缴中", "url": "/x/"}],
    "history": HISTORY[:2],
    "statement_url": "/x/",
    "actions": [{"label": "办理停发", "url": "/x/", "kind": "danger"}],
    "services": [
        {"label": label, "url": "/x/"}
        for label in ("登记走访", "列为重点联系对象", "登记诉求", "代办手续", "申请困难帮扶")
    ],
}

AUDIT: dict[str, Any] = {
    **BUREAU,
    "title": "账目核对",
    "crumbs": [],
    "user": person_of("郑和平", "审计"),
    "this_url": "/bureau/audit/",
    "may_ask": True,
    "running": False,
    "run": {
        "at": moment(21, 2, 30),
        "by": "郑和平（审计）",
        "took": "1 分 12 秒",
        "faults": 41,
        "breaks": 0,
        "postings": 193422,
        "checks": 2,
    },
    "checks": [
        {
            "sentence": "每人每月每项应发的钱只入账一次，数额与按事实重新计算的一致。",
            "looked": 8214,
            "unit": "项待遇",
            "count": 41,
            "passed": False,
            "cases": [
                {
                    "where": "待遇 4711",
                    "url": "/x/",
                    "what": "三属定期抚恤金 2026-11：应为 2821.67，账上 2585.84",
                }
            ],
        },
        {
            "sentence": "审计记录首尾相连，没有改动，编号没有缺口。",
            "looked": 40211,
            "unit": "条记录",
            "count": 0,
            "passed": True,
            "cases": [],
        },
    ],
    "schemes": [{"short_name": "残疾抚恤", "posted_through": MONTH}],
    "runs": [
        {"at": moment(21, 2, 30), "by": "郑和平（审计）", "took": "", "faults": 41, "breaks": 0},
        {"at": moment(20, 2, 30), "by": "系统夜间核对", "took": "58 秒", "faults": 0, "breaks": 0},
    ],
}

SEARCH_ROWS = [
    {
        "name": "欧阳建国",
        "masked_id": "370***********3035",
        "sex": "男",
        "born_on": date(1949, 3, 12),
        "died": True,
        "village": "南定镇南定村",
        "schemes": "残疾抚恤",
        "url": "/x/",
    },
    {
        "name": "欧阳静",
        "masked_id": "370***********0022",
        "sex": "女",
        "born_on": date(1971, 8, 3),
        "died": False,
        "village": "马尚街道城中社区",
        "schemes": "",
        "url": "/x/",
    },
]

APPS = [
    {
        "name": "人员档案",
        "app_label": "registry",
        "app_url": "/bureau/registry/",
        "models": [
            {
                "name": name,
                "object_name": code,
                "admin_url": "/x/",
                "add_url": "",
                "view_only": True,
            }
            for name, code in (("人员", "Person"), ("家庭", "Household"))
        ],
    },
    {
        "name": "账号与岗位",
        "app_label": "accounts",
        "app_url": "/bureau/accounts/",
        "models": [
            {
                "name": "账号",
                "object_name": "User",
                "admin_url": "/x/",
                "add_url": "/x/add/",
                "view_only": False,
            }
        ],
    },
]

NO_MONEY_DESK = {
    **DESK,
    "user": person_of("钱管理", "系统管理员"),
    "finder": None,
    "waiting": None,
    "attention": None,
    "funds": None,
    "batches": None,
    "open_batch_url": "",
    "shortcuts": [{"title": "账号", "url": "/x/", "note": "开通、停用、重设密码"}],
}

EMPTY_DESK = {**DESK, "waiting": [], "attention": [], "funds": None, "batches": []}

_SUMS = {
    "ordinary": TOTAL,
    "arrears": TOTAL,
    "raised": TOTAL,
    "correction": -TOTAL,
    "overpaid": -TOTAL,
    "tail": TOTAL,
    "posted": TOTAL,
    "taken": TOTAL,
    "claimed": TOTAL,
    "paid": TOTAL,
    "failed": TOTAL,
    "returned": TOTAL,
    "suspense": TOTAL,
    "treasury": TOTAL,
    "outstanding": TOTAL,
    "difference": TOTAL - TOTAL,
}
RECONCILIATION: dict[str, Any] = {
    **BUREAU,
    "title": "月度对账",
    "crumbs": [],
    "filter_form": FilterForm({}),
    "month": MONTH,
    "found": {
        "total": _SUMS,
        "balances": True,
        "owed_back": TOTAL,
        "repaid": TOTAL,
        "written_off": D(0),
        "to_recover": [("残疾抚恤金", TOTAL), ("三属定期抚恤金", TOTAL)],
    },
    "rows": [("残疾抚恤金", _SUMS), ("带病回乡退伍军人生活补助", _SUMS)],
    "way": "项目",
    "tabs": [
        {"title": "按项目", "url": "?by=scheme", "current": True},
        {"title": "按镇街", "url": "?by=town", "current": False},
    ],
    "batches": [{"number": "202611-31", "url": "/x/"}],
    "unfinished": [{"number": "202611-32", "url": "/x/"}],
    "recoveries_url": "/x/",
    "balance": "核定 100.00 − 抵扣 0.00 ＝ 成功 100.00 + 失败 0.00 + 退汇 0.00 + 未回 0.00",
    "export_url": "/x/",
    "printed_at": moment(21, 2, 30),
}

BUREAU_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "desk": ("bureau/desk.html", DESK),
    "desk-index": ("admin/index.html", {**DESK, "app_list": APPS}),
    "desk-empty": ("bureau/desk.html", EMPTY_DESK),
    "desk-administrator": ("bureau/desk.html", NO_MONEY_DESK),
    "person-search": (
        "bureau/person_search.html",
        {
            **BUREAU,
            "title": "查人",
            "finder": None,
            "find_url": "/bureau/people/",
            "suggest_url": "/bureau/people/suggest/",
            "q": "oy",
            "searched": True,
            "found": SEARCH_ROWS,
            "cut_off": True,
            "at_most": 100,
            "refusal": "身份证号应为 18 位，请核对。",
            "new_url": "/x/",
        },
    ),
    "person-detail": ("bureau/person_detail.html", PERSON),
    "password": (
        "bureau/password_change.html",
        {
            **BUREAU,
            "title": "修改密码",
            "form": bound(PasswordForm, {}),
            "must_change_password": True,
        },
    ),
    "batch-list": (
        "bureau/batch_list.html",
        {
            **BUREAU,
            "title": "发放批次",
            "filter_form": FilterForm({}),
            "filtered": False,
            "open_url": "/x/",
            "reconciliation_url": "/x/",
            "page_obj": page(
                [{**row, "exceptions": 23, "prepared_by": "周敏"} for row in DESK["batches"]]
            ),
        },
    ),
    "reconciliation": ("bureau/reconciliation.html", RECONCILIATION),
    "reconciliation-off": (
        "bureau/reconciliation.html",
        {**RECONCILIATION, "found": {**RECONCILIATION["found"], "balances": False}},
    ),
    "reconciliation-none": (
        "bureau/reconciliation.html",
        {**RECONCILIATION, "found": None, "rows": [], "batches": [], "month": None},
    ),
    "payee-statement": ("bureau/payee_statement.html", {**BUREAU, **STATEMENT, "crumbs": []}),
    "audit": ("bureau/audit_result.html", AUDIT),
    "audit-broken": (
        "bureau/audit_result.html",
        {
            **AUDIT,
            "may_ask": False,
            "run": {**AUDIT["run"], "faults": 0, "breaks": 1},
            "checks": [
                {
                    **AUDIT["checks"][1],
                    "count": 1,
                    "passed": False,
                    "cases": [{"where": "", "url": "", "what": "第 88 条：记录的摘要不符。"}],
                }
            ],
        },
    ),
    "audit-running": (
        "bureau/audit_result.html",
        {**AUDIT, "running": True, "run": None, "checks": []},
    ),
    "audit-none": ("bureau/audit_result.html", {**AUDIT, "run": None, "checks": []}),
}
