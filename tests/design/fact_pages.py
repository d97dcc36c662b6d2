"""Lists, rights, accounts and standards at the bureau's door, with made-up data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from tests.design.forms import FactForm, StandardRows
from tests.design.rule_pages import RULE_CHANGE
from tests.design.samples import (
    BATCH,
    BUREAU,
    CONFIRM,
    CRUMBS,
    LINES,
    MONTH,
    bound,
    moment,
    page,
)

D = Decimal
PERSON = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "url": "/x/",
}
ACTIONS = [
    {"label": "重新核定", "url": "/x/", "kind": "plain"},
    {"label": "解除暂缓", "url": "/x/", "kind": "primary"},
    {"label": "停发", "url": "/x/", "kind": "danger"},
]
UNDELIVERED = {
    **PERSON,
    "scheme": "残疾抚恤",
    "amount": D("2570.00"),
    "state_label": "失败",
    "state_tone": "bad",
    "attempts": 2,
    "said": "3018 已清户",
    "obstacle": "账户被银行退回",
    "cure": "联系本人更正账户，核验后重新发放。",
}
RIGHT = {
    "state_label": "享受中",
    "state_tone": "ok",
    "approved_on": date(2019, 3, 5),
    "start_month": date(2019, 4, 1),
    "document_no": "演示〔2019〕7号",
    "ended": "",
    "ledger_from": date(2026, 1, 1),
    "carried_over": True,
    "payee": "刘桂兰",
    "payee_url": "/x/",
    "legal_basis": "军人抚恤优待条例（2024年）第二十七条",
    "latest": (MONTH, D("2570.00")),
    "waits_for_batch": True,
}
HOLDS = [
    {
        "reason": "村居核查未见本人",
        "placed_at": moment(3, 9),
        "placed_by": "周敏",
        "released_at": moment(9, 15),
        "released_by": "周敏",
        "release_note": "本人在外地子女家，已视频核实",
    },
    {
        "reason": "数据比对提示已去世",
        "placed_at": moment(18, 9),
        "placed_by": "周敏",
        "released_at": None,
        "released_by": None,
        "release_note": "",
    },
]
SUSPENSIONS = [
    {
        "reason": "服刑期间",
        "first_month": date(2024, 2, 1),
        "last_month": None,
        "document_no": "演示〔2024〕刑字9号",
    }
]
POSTING = {
    "month": MONTH,
    "component": "标准",
    "reason": "当期",
    "amount": D("2570.00"),
    "batch_number": "202611-12",
    "batch_url": "/x/",
    "url": "/x/",
}
PAYMENT = {
    "batch_number": "202610-11",
    "batch_url": "/x/",
    "scheme": "残疾抚恤",
    "amount": D("2570.00"),
    "state_label": "成功",
    "state_tone": "ok",
    "attempts": 2,
    "file_url": "/x/",
    "result": "0000 成功",
}
CHECKED = {
    "question": "确认停发？",
    "entered": [("停发原因", "不再符合条件"), ("终止日期", "2026-08-15")],
    "consequences": ["最后发放月为2026年8月，以后不再发放。"],
    "reckoned": True,
    "moved": [
        {
            "month": date(2026, month, 1),
            "component": "标准",
            "posted": D("750.00"),
            "owed": D("0.00"),
            "difference": D("-750.00"),
        }
        for month in (9, 10, 11)
    ],
    "cut_off": 3,
    "net": D("-4500.00"),
}
TABLE = {
    "title": "2026年8月起执行标准",
    "document_no": "演示〔2026〕31号",
    "effective_from": date(2026, 8, 1),
    "state_label": "草稿",
    "state_tone": "warn",
    "url": "/x/",
    "entered_by": "周敏",
    "entered_at": moment(3, 9),
    "enforced_by": "",
    "enforced_at": None,
}
RATE = {
    "scheme": "三属抚恤",
    "component": "",
    "key": "因公牺牲军人遗属",
    "amount": D("35200.00"),
    "share": "",
    "unit": "元/月·每服役一年",
    "first_month": date(2026, 8, 1),
    "last_month": None,
    "is_live": True,
    "confidence": "未经证实",
    "confidence_tone": "warn",
    "source": "演示：省厅通知（虚构）",
    "before": D("33860.00"),
    "difference": D("1340.00"),
    "entitlements": 342,
}
NEW_RATE = {**RATE, "before": None, "difference": None, "entitlements": 0}
CARE_RATE = {
    **RATE,
    "scheme": "残疾抚恤",
    "component": "护理费",
    "key": "一级 因战",
    "amount": D("4250.25"),
    "share": "8,500.50 元 × 50%",
    "unit": "元/月",
}
RULES = {
    "code": "bereaved_pension",
    "name": "三属定期抚恤金",
    "legal_basis": "军人抚恤优待条例（2024年）第十九条",
    "by": "按性质",
    "posted_through": MONTH,
    "rates": [RATE, CARE_RATE],
    "components": [
        {
            "name": "护理费",
            "told": "逐人核定，去世后不续发",
            "source": "军人抚恤优待条例（2024年）第三十四条",
            "confidence": "已核对原文",
            "confidence_tone": "ok",
        }
    ],
    "is_monthly": True,
    "rules": [
        {
            "label": "起发月",
            "rows": [
                {
                    "says": "批准当月起发放",
                    "span": "批准日期：自2024-10-01起",
                    "source": "军人抚恤优待条例（2024年）第十九条",
                    "confidence": "已核对原文",
                    "confidence_tone": "ok",
                    "document_no": "",
                    "url": "",
                },
                {
                    "says": "批准次月起发放",
                    "span": "批准日期：2024-09-30以前（含）",
                    "source": "局党组会议纪要，按原办法执行",
                    "confidence": "转载来源",
                    "confidence_tone": "info",
                    "document_no": "演示局发〔2026〕12号",
                    "url": "/x/",
                },
            ],
            "none": "没有规则，不能新批。",
            "new_url": "/x/",
        },
        {"label": "去世续发", "rows": [], "none": "不续发，发到去世当月。", "new_url": ""},
    ],
}
ENTITLEMENT: dict[str, Any] = {
    **BUREAU,
    "title": "残疾军人残疾抚恤金",
    "crumbs": CRUMBS,
    "person": PERSON,
    "right": RIGHT,
    "determinations": [
        {
            "first_month": date(2024, 1, 1),
            "last_month": None,
            "told": "七级 因公",
            "document_no": "演示〔2023〕11号",
        }
    ],
    "supplements": [
        {
            "name": "护理费",
            "first_month": date(2024, 1, 1),
            "last_month": None,
            "note": "分散供养",
            "document_no": "演示〔2023〕12号",
        }
    ],
    "holds": HOLDS,
    "suspensions": SUSPENSIONS,
    "postings": [POSTING, {**POSTING, "amount": D("-695.00"), "reason": "冲减多发"}],
    "payments": [PAYMENT],
    "owed_back": D("695.00"),
    "claims": [{"state_label": "追缴中", "opened_at": moment(3, 9), "url": "/x/"}],
    "actions": ACTIONS,
}


def fact(form: forms.Form, **more: Any) -> dict[str, Any]:
    return {
        **BUREAU,
        "title": "停发",
        "crumbs": CRUMBS,
        "form": form,
        "about": [("项目", "三属定期抚恤金")],
        "method": "post",
        "intro": "不再符合条件、取消待遇的办理停发。",
        "danger": True,
        "submit_label": "下一步",
        "cancel_url": "/x/",
        "checked": None,
        **more,
    }


FACT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "batch-print": (
        "bureau/batch_print.html",
        {
            **BUREAU,
            "title": "打印明细",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "narrowed": ["马尚街道", "残疾军人残疾抚恤金"],
            "shown": {"count": 4, "amount": D("4126.50")},
            "rows": LINES,
            "printed_at": moment(21, 10, 12),
        },
    ),
    "batch-undelivered": (
        "bureau/batch_undelivered.html",
        {
            **BUREAU,
            "title": "没有到账",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "reissue_url": "/x/",
            "page_obj": page(
                [
                    UNDELIVERED,
                    {
                        **UNDELIVERED,
                        "state_label": "未送银行",
                        "state_tone": "warn",
                        "attempts": 0,
                        "said": "",
                        "obstacle": "",
                        "cure": "可以重新发放。",
                    },
                ]
            ),
        },
    ),
    "entitlement": ("bureau/entitlement.html", ENTITLEMENT),
    "entitlement-new": (
        "bureau/entitlement.html",
        {
            **ENTITLEMENT,
            "right": {**RIGHT, "payee": "", "latest": None, "carried_over": False},
            "determinations": [],
            "supplements": [],
            "holds": [],
            "suspensions": [],
            "postings": [],
            "payments": [],
            "owed_back": D(0),
            "claims": [{"state_label": "已结清", "opened_at": moment(3, 9), "url": "/x/"}],
            "actions": [],
        },
    ),
    "fact-form": ("bureau/fact_form.html", fact(FactForm())),
    "fact-form-errors": ("bureau/fact_form.html", fact(bound(FactForm, {"reason": ""}))),
    "fact-checked": (
        "bureau/fact_form.html",
        fact(bound(FactForm, {"reason": "其他", "number": "1"}), checked=CHECKED),
    ),
    "fact-checked-quiet": (
        "bureau/fact_form.html",
        fact(
            bound(FactForm, {"reason": "其他", "number": "1"}),
            danger=False,
            checked={**CHECKED, "moved": [], "cut_off": 0, "net": D(0)},
        ),
    ),
    "rate-tables": (
        "bureau/rate_tables.html",
        {
            **BUREAU,
            "title": "补助标准",
            "page_obj": page([{**TABLE, "rows": 32}], 1),
            "new_url": "/x/",
            "rules_url": "/x/",
            "care_url": "/x/",
        },
    ),
    "rate-table-draft": (
        "bureau/rate_table.html",
        {
            **BUREAU,
            "title": TABLE["title"],
            "crumbs": [],
            "table": TABLE,
            "is_draft": True,
            "rows": [RATE, NEW_RATE, CARE_RATE],
            "actions": ACTIONS,
            "waiting_for": "等待另一人启用：录入人不能自己启用。",
        },
    ),
    "rate-table": (
        "bureau/rate_table.html",
        {
            **BUREAU,
            "title": TABLE["title"],
            "crumbs": [],
            "table": {**TABLE, "enforced_by": "李卫东", "enforced_at": moment(4, 9)},
            "is_draft": False,
            "rows": [RATE, CARE_RATE],
            "actions": [],
            "waiting_for": "",
        },
    ),
    "rate-confirm": (
        "bureau/rate_confirm.html",
        {
            **BUREAU,
            **CONFIRM,
            "title": "启用标准表",
            "crumbs": [],
            "table": TABLE,
            "rows": [RATE, NEW_RATE],
            "irreversible": True,
        },
    ),
    "rate-entry": (
        "bureau/rate_entry.html",
        {
            **BUREAU,
            "title": "录入标准",
            "crumbs": [],
            "notice_form": FactForm(),
            "rows": StandardRows(prefix="row"),
            "problems": ["第 2 行：标准应为大于零的数，最多两位小数。"],
            "cancel_url": "/x/",
        },
    ),
    "rules": (
        "bureau/rules.html",
        {
            **BUREAU,
            "title": "项目与规则",
            "crumbs": [],
            "component_url": "/x/",
            "care_url": "/x/",
            "stacking_url": "/x/",
            "figures_url": "/x/",
            "changes_url": "/x/",
            "waiting": [RULE_CHANGE],
            "cap": {
                "label": "抵扣一般上限",
                "rows": [],
                "none": "没有上限，全额抵扣。",
                "new_url": "/x/",
            },
            "schemes": [
                RULES,
                {
                    **RULES,
                    "code": "other",
                    "name": "带病回乡退役军人生活补助",
                    "posted_through": None,
                    "rates": [],
                    "components": [],
                    "rules": [],
                    "is_monthly": False,
                },
            ],
        },
    ),
}
