"""Recoveries at the bureau's door, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.admin.recovery_forms import (
    ClaimFilter,
    PlanForm,
    RepaymentForm,
    Told,
    WriteOffForm,
)
from support_services.subsidies.selectors.recovery import Sums
from tests.design.samples import BUREAU, bound, moment, page

D = Decimal
SUMS = Sums(2, D("28695.00"), D("9333.33"), D("2000.00"), D("361.67"), D("17000.00"))
WHO = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "person_url": "/x/",
    "scheme": "残疾抚恤金",
    "right_url": "/x/",
    "payee": "欧阳晓东",
    "payee_url": "/x/",
}
ROW = {
    **WHO,
    "scheme": "残疾抚恤",
    "opened_at": moment(5, 9),
    "claimed": D("8695.00"),
    "taken": D("8000.00"),
    "repaid": D("0.00"),
    "written_off": D("0.00"),
    "balance": D("695.00"),
    "state_label": "追缴中",
    "state_tone": "warn",
    "url": "/x/",
}
CAUSES = [
    {
        "batch_number": "202611-12",
        "batch_url": "/x/",
        "through": date(2026, 11, 1),
        "what": "2026年8月至2026年10月多发",
        "why": "2026-07-20 去世，发到2026年7月为止",
        "amount": D("8695.00"),
        "months": [
            {"month": date(2026, 8 + n, 1), "component": "", "amount": D("2898.33")}
            for n in range(3)
        ],
    }
]
ASKED = {
    "label": "待确认",
    "tone": "warn",
    "entered_by": "周敏",
    "entered_at": moment(6, 10),
    "decided_by": "",
    "decided_at": None,
    "note": "",
    "must_be_another": False,
    "actions": [
        {"label": "退回", "url": "/x/", "kind": "plain"},
        {"label": "确认退款", "url": "/x/", "kind": "primary"},
    ],
}
DECIDED = {
    **ASKED,
    "label": "已退回",
    "tone": "bad",
    "decided_by": "李卫东",
    "decided_at": moment(7, 10),
    "note": "没有到账",
    "actions": [],
}
REPAID = [("退款金额", "695.00 元"), ("退款日期", "2026-11-06"), ("票据号", "0012345")]
AGREED = [
    ("约定", "自2026年12月的批次起，每批最多抵扣 300.00 元。"),
    ("协议编号", "协议〔2026〕1号"),
]
CLAIM: dict[str, Any] = {
    **BUREAU,
    "title": "欧阳建国：追缴案",
    "crumbs": [],
    "badge": {"state_label": "追缴中", "state_tone": "warn"},
    "is_open": True,
    "who": WHO,
    "sums": SUMS,
    "causes": CAUSES,
    "account": [
        {
            "at": moment(5, 9),
            "kind": "多发",
            "told": "批次 202611-12",
            "url": "/x/",
            "amount": D("8695.00"),
            "balance": D("8695.00"),
        },
        {
            "at": moment(6, 9),
            "kind": "退款",
            "told": "银行转账，票据 0012345",
            "url": "",
            "amount": D("-8000.00"),
            "balance": D("695.00"),
        },
    ],
    "plan_words": "自2026年12月的批次起，每批最多抵扣 300.00 元；去世续发全额抵扣。",
    "coming": "这项待遇已经终止，一般没有后续发放可以抵扣，需要本人或家属退款。",
    "plans": [
        {**ASKED, "about": AGREED, "actions": [], "must_be_another": True},
        {**DECIDED, "about": AGREED},
    ],
    "repayments": [{**ASKED, "about": REPAID}, {**DECIDED, "about": REPAID}],
    "take_backs": [{**ASKED, "about": REPAID}],
    "write_offs": [{**DECIDED, "label": "不予核销", "about": [("核销金额", "695.00 元")]}],
    "notice_url": "/x/",
    "actions": [{"label": "登记退款", "url": "/x/"}, {"label": "约定抵扣", "url": "/x/"}],
}
LIST: dict[str, Any] = {
    **BUREAU,
    "title": "追缴",
    "filter_form": ClaimFilter({}, towns=[]),
    "filtered": False,
    "sums": SUMS,
    "page_obj": page([ROW, {**ROW, "state_label": "已结清", "state_tone": "ok"}]),
    "export_url": "/x/",
}
NOBODY = Sums(0, D(0), D(0), D(0), D(0), D(0))
FORM: dict[str, Any] = {
    **BUREAU,
    "crumbs": [],
    "intro": "本人或家属把多发的钱退回局里账户的，凭票据登记。",
    "submit_label": "下一步",
    "cancel_url": "/x/",
    "checked": None,
}
RECOVERY_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "recoveries": ("bureau/recoveries.html", LIST),
    "recoveries-none": (
        "bureau/recoveries.html",
        {**LIST, "sums": NOBODY, "page_obj": page([], 1)},
    ),
    "recoveries-none-such": (
        "bureau/recoveries.html",
        {**LIST, "sums": NOBODY, "page_obj": page([], 1), "filtered": True},
    ),
    "recovery": ("bureau/recovery.html", CLAIM),
    "recovery-closed": (
        "bureau/recovery.html",
        {
            **CLAIM,
            "badge": {"state_label": "已撤销", "state_tone": "idle"},
            "is_open": False,
            "causes": [],
            "plan_words": "",
            "coming": "",
            "plans": [],
            "repayments": [],
            "take_backs": [],
            "write_offs": [],
            "notice_url": "",
            "actions": [],
            "who": {**WHO, "payee": ""},
        },
    ),
    "recovery-notice": (
        "bureau/recovery_notice.html",
        {
            **CLAIM,
            "title": "追缴告知书",
            "number": 12,
            "balance": D("695.00"),
            "capitals": "陆佰玖拾伍元整",
            "ended": True,
            "printed_at": moment(8, 9),
        },
    ),
    "recovery-plan": ("bureau/fact_form.html", {**FORM, "title": "约定抵扣", "form": PlanForm()}),
    "recovery-repayment": (
        "bureau/fact_form.html",
        {**FORM, "title": "登记退款", "form": bound(RepaymentForm, {"amount": "三百"})},
    ),
    "recovery-write-off": (
        "bureau/fact_form.html",
        {**FORM, "title": "提请核销", "form": WriteOffForm()},
    ),
    "recovery-decide": (
        "bureau/fact_form.html",
        {**FORM, "title": "确认退款", "form": Told(about=REPAID), "about": REPAID},
    ),
}
