"""Funds, budget, approval bands, and a batch that goes out in parts, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.admin.batch_signing import ApproveForm
from support_services.subsidies.admin.batch_split import PartsForm
from support_services.subsidies.admin.fund_forms import (
    ChangeForm,
    LineForm,
    RuleForm,
    ShareForm,
)
from tests.design.samples import BATCH, BUREAU, CONFIRM, CRUMBS, DETAIL, FILES, bound, moment

D = Decimal
RULE: dict[str, Any] = {
    "title": "2026-01-01 起的审批权限",
    "since": "2026-01-01 起",
    "facts": [
        ("5,000,000.00 元及以下", "一名审批人签批"),
        ("超过 5,000,000.00 元，20,000,000.00 元及以下", "两名审批人先后签批"),
        ("超过 20,000,000.00 元", "两名审批人先后签批，并填写党组会议纪要文号和日期"),
    ],
    "document_no": "演示局发〔2026〕3号",
    "note": "演示用，不是真实规定",
    "state": "in_force",
    "state_label": "已启用",
    "state_tone": "ok",
    "entered_by": "周敏",
    "enforced_by": "孙立",
    "waits": False,
    "actions": [],
}
DRAFT: dict[str, Any] = {
    **RULE,
    "state": "draft",
    "state_label": "待启用",
    "state_tone": "warn",
    "enforced_by": "",
    "note": "",
    "actions": [
        {"label": "启用", "url": "/x/", "kind": "primary"},
        {"label": "撤回", "url": "/x/", "kind": "plain"},
    ],
}
WAITS = {**DRAFT, "actions": [], "waits": True}
PAST = {**RULE, "state": "replaced", "state_label": "已被更正", "state_tone": "idle"}
SHARE = {
    **RULE,
    "title": "残疾抚恤",
    "since": "2026年1月起",
    "percents": [D("60.00"), D("20.00"), None, D("20.00")],
    "facts": [("中央", "60%"), ("省级", "20%"), ("区级", "20%")],
}
CARE = {
    **SHARE,
    "title": "残疾抚恤：其中护理费",
    "percents": [None, None, None, D("100.00")],
    "facts": [("区级", "100%")],
    "note": "",
}
LINE: dict[str, Any] = {
    "name": "2026 年优抚对象补助经费（中央）",
    "url": "/x/",
    "source": "中央",
    "schemes": "残疾抚恤、三属、参战参试",
    "amount": D("60000000.00"),
    "used": D("38120450.33"),
    "left": D("21879549.67"),
    "percent": D("63.5"),
    "warn_percent": 80,
    "control": "不得超支，有批准文号的除外",
    "monthly": D("3812045.03"),
    "december": D("45744540.40"),
    "short": D(0),
    "tone": "ok",
    "word": "正常",
}
NEAR = {
    **LINE,
    "name": "2026 年区级优抚配套",
    "source": "区级",
    "amount": D("12000000.00"),
    "used": D("10920000.00"),
    "left": D("1080000.00"),
    "percent": D("91.0"),
    "december": D("13104000.00"),
    "short": D("1104000.00"),
    "tone": "warn",
    "word": "接近用完",
}
OVER = {
    **NEAR,
    "name": "2026 年市级补助",
    "source": "市级",
    "used": D("12400000.00"),
    "left": D("-400000.00"),
    "percent": D("103.3"),
    "tone": "bad",
    "word": "已超支",
}
CHANGE = {
    **DRAFT,
    "title": "2026 年区级优抚配套：追加",
    "since": "2026-09-10",
    "kind_label": "追加",
    "amount": D("2000000.00"),
    "control": "只提醒",
    "warn_percent": 80,
    "facts": [
        ("种类", "追加"),
        ("金额", "2,000,000.00 元"),
        ("超支时", "只提醒"),
        ("提醒线", "80%"),
    ],
}
ISSUE = {**CHANGE, **{k: RULE[k] for k in ("state", "state_label", "state_tone", "enforced_by")}}
ISSUE |= {"title": "2026 年区级优抚配套：下达", "actions": []}
TABS = [
    {"title": "2026 年", "url": "/x/", "current": True},
    {"title": "2025 年", "url": "/x/", "current": False},
]
FUNDS: dict[str, Any] = {
    **BUREAU,
    "title": "资金与预算",
    "year": 2026,
    "tabs": TABS,
    "cards": {
        "amount": D("84000000.00"),
        "used": D("61440450.33"),
        "left": D("22559549.67"),
        "december": D("85000000.00"),
    },
    "rows": [LINE, NEAR, OVER, {**LINE, "december": None, "tone": "idle", "word": "待启用"}],
    "drafts": [CHANGE, {**CHANGE, **{"actions": [], "waits": True}}],
    "recognised": D("64000000.00"),
    "by_source": [
        {"label": "中央", "value": D("38120450.33")},
        {"label": "省级", "value": D("12399549.67")},
        {"label": "区级", "value": D("10920000.00")},
    ],
    "unsplit": D("2560000.00"),
    "has_shares": True,
    "rule": RULE,
    "rule_words": "",
    "new_url": "/x/",
    "shares_url": "/x/",
    "rules_url": "/x/",
    "use_url": "/x/",
    "export_url": "/x/",
}
BUDGET_LINE: dict[str, Any] = {
    **BUREAU,
    "title": NEAR["name"],
    "crumbs": CRUMBS[:1],
    "year": 2026,
    "row": NEAR,
    "returned": D("30000.00"),
    "changes": [ISSUE, CHANGE],
    "months": [
        {"label": f"{month} 月", "value": D(1000000 + month * 9000)} for month in range(1, 11)
    ],
    "parts": [
        {
            "number": "202610-11",
            "url": "/x/",
            "month": date(2026, 10, 1),
            "word": "审批",
            "at": moment(3, 9),
            "amount": D("1090000.00"),
        },
        {
            "number": "202610-11",
            "url": "/x/",
            "month": date(2026, 10, 1),
            "word": "作废冲回",
            "at": moment(4, 9),
            "amount": D("-1090000.00"),
        },
    ],
    "overrides": [
        {
            "number": "202610-11",
            "url": "/x/",
            "shortfall": D("120000.00"),
            "document_no": "演示局办〔2026〕9号",
            "by": "郑国平",
            "at": moment(3, 9),
        }
    ],
    "change_url": "/x/",
}
USE_ROWS = [
    {
        "name": "2026年9月",
        "total": D("6400000.00"),
        "amounts": [D("3840000.00"), D("1280000.00"), D("1280000.00")],
        "unsplit": D(0),
    },
    {
        "name": "2026年1月",
        "total": D("2560000.00"),
        "amounts": [D(0), D(0), D(0)],
        "unsplit": D("2560000.00"),
    },
]
USE: dict[str, Any] = {
    **BUREAU,
    "title": "资金使用情况",
    "crumbs": CRUMBS[:1],
    "year": 2026,
    "year_tabs": TABS,
    "tabs": [
        {"title": "按月份", "url": "/x/", "current": True},
        {"title": "按项目", "url": "/x/", "current": False},
    ],
    "way": "月份",
    "sources": ["中央", "省级", "区级"],
    "rows": USE_ROWS,
    "total": {**USE_ROWS[0], "total": D("8960000.00"), "unsplit": D("2560000.00")},
    "has_unsplit": True,
    "export_url": "/x/",
    "shares_url": "/x/",
    "printed_at": moment(21, 10),
}
APPROVAL: dict[str, Any] = {
    "band": "两名审批人先后签批，并填写党组会议纪要文号和日期",
    "total": D("6997657.50"),
    "document_no": "演示局发〔2026〕3号",
    "signed": 1,
    "needed": 2,
    "signatures": [{"who": "郑国平", "at": moment(20, 9, 30)}],
    "missing": "还须 郑国平 以外的一名审批人签批",
    "minutes": "演示党纪〔2026〕7号（2026-11-19）",
    "needs_minutes": True,
    "rules_url": "/x/",
}
FUNDING: dict[str, Any] = {
    "is_settled": False,
    "sources": ["中央", "区级"],
    "rows": [
        {
            "scheme": "残疾抚恤",
            "total": D("10.01"),
            "amounts": [D("6.01"), D("4.00")],
            "unsplit": D(0),
        },
        {"scheme": "三属", "total": D("5.00"), "amounts": [D(0), D(0)], "unsplit": D("5.00")},
    ],
    "total": D("15.01"),
    "amounts": [D("6.01"), D("4.00")],
    "unsplit": D("5.00"),
    "lines": [
        {
            "name": NEAR["name"],
            "url": "/x/",
            "source": "区级",
            "remaining": D("1080000.00"),
            "asked": D("1200000.00"),
            "left": D("-120000.00"),
            "percent": D("101.0"),
            "control": "只提醒",
            "tone": "bad",
            "word": "超支",
        }
    ],
    "overrides": [
        {
            "name": NEAR["name"],
            "url": "/x/",
            "shortfall": D("120000.00"),
            "document_no": "演示局办〔2026〕9号",
            "by": "郑国平",
        }
    ],
    "funds_url": "/x/",
}
PARTS: dict[str, Any] = {
    "way": "按镇街",
    "noun": "镇街",
    "by_bank": False,
    "exported": 10,
    "waiting": [
        {"name": "南定镇", "count": 812, "amount": D("690112.40")},
        {"name": "沣水镇", "count": 640, "amount": D("511200.00")},
    ],
    "count": 1452,
    "amount": D("1201312.40"),
    "url": "/x/",
}
LAYOUTS = [("a", "示例文本格式"), ("b", "示例表格格式")]
PART_CHOICES = [("1", "南定镇　812 笔，690,112.40 元"), ("2", "沣水镇　640 笔，511,200.00 元")]


CHOICES = [("a", "残疾抚恤"), ("a:b", "残疾抚恤：其中护理费")]


def entry(title: str, form: Any) -> tuple[str, dict[str, Any]]:
    return (
        "bureau/fact_form.html",
        {
            **BUREAU,
            "title": title,
            "crumbs": CRUMBS[:1],
            "intro": "按本局执行的文件填写。",
            "form": form,
            "submit_label": "录入",
            "cancel_url": "/x/",
        },
    )


def proposals(
    template: str, title: str, rows: list[Any], **more: Any
) -> tuple[str, dict[str, Any]]:
    in_force = [row for row in rows if row["state"] == "in_force"]
    return (
        template,
        {
            **BUREAU,
            "title": title,
            "crumbs": CRUMBS[:1],
            "new_url": "/x/",
            "drafts": [row for row in rows if row["state"] == "draft"],
            "in_force": in_force,
            "past": [row for row in rows if row["state"] == "replaced"],
            **more,
        },
    )


SOURCES = {"sources": ["中央", "省级", "市级", "区级"]}
FUND_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "funds": ("bureau/funds.html", FUNDS),
    "funds-empty": (
        "bureau/funds.html",
        {
            **FUNDS,
            "cards": None,
            "rows": [],
            "drafts": [],
            "recognised": D(0),
            "by_source": [],
            "unsplit": D(0),
            "has_shares": False,
            "rule": None,
            "rule_words": "一名审批人签批",
            "export_url": "",
        },
    ),
    "budget-line": ("bureau/budget_line.html", BUDGET_LINE),
    "budget-line-new": (
        "bureau/budget_line.html",
        {**BUDGET_LINE, "row": LINE, "months": [], "parts": [], "overrides": [], "returned": D(0)},
    ),
    "fund-use": ("bureau/fund_use.html", USE),
    "fund-use-empty": ("bureau/fund_use.html", {**USE, "rows": [], "has_unsplit": False}),
    "fund-shares": proposals(
        "bureau/fund_shares.html",
        "资金来源比例",
        [
            SHARE,
            CARE,
            {**SHARE, **{k: DRAFT[k] for k in DRAFT if k in ("state", "actions")}},
            {**SHARE, "state": "replaced"},
        ],
        **SOURCES,
    ),
    "fund-shares-empty": proposals("bureau/fund_shares.html", "资金来源比例", [], **SOURCES),
    "approval-rules": proposals(
        "bureau/approval_rules.html", "审批权限", [RULE, DRAFT, WAITS, PAST]
    ),
    "approval-rules-empty": proposals("bureau/approval_rules.html", "审批权限", []),
    "fund-confirm": (
        "bureau/fund_confirm.html",
        {
            **BUREAU,
            "title": "启用审批权限",
            "crumbs": CRUMBS[:1],
            "row": RULE,
            **CONFIRM,
            "question": "启用“2026-01-01 起的审批权限”？",
            "confirm_label": "确认启用",
        },
    ),
    "fund-rule-form": entry("录入审批权限", bound(RuleForm, {"first_on": "明天"})),
    "fund-share-form": entry(
        "录入资金来源比例",
        bound(
            ShareForm,
            {"central": "60"},
            choices=CHOICES,
        ),
    ),
    "budget-line-form": entry(
        "录入预算指标", bound(LineForm, {"year": "26"}, schemes=[("a", "残疾军人抚恤金")])
    ),
    "budget-change-form": entry("录入指标变动", bound(ChangeForm, {"kind": "cut"})),
    "batch-funded": (
        "bureau/batch_detail.html",
        {**DETAIL, "approval": APPROVAL, "funding": FUNDING, "parts": PARTS},
    ),
    "batch-split-done": (
        "bureau/batch_detail.html",
        {
            **DETAIL,
            "approval": {**APPROVAL, "missing": "", "minutes": "", "signed": 2},
            "funding": {**FUNDING, "is_settled": True, "sources": [], "lines": [], "overrides": []},
            "parts": {**PARTS, "waiting": [], "by_bank": True, "noun": "开户行", "way": "按开户行"},
            "files": [{**FILES[0], "part": "示例农商银行", "is_reissue": True}],
        },
    ),
    "batch-sign": (
        "bureau/batch_confirm.html",
        {
            **BUREAU,
            "title": "签批",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "figures": [("明细行数", "8,214 行")],
            **CONFIRM,
            "question": "审批通过批次 202611-12？",
            "form": bound(ApproveForm, {"minutes_on": "明天"}),
        },
    ),
    "batch-export-parts": (
        "bureau/batch_confirm.html",
        {
            **BUREAU,
            "title": "分开导出",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "figures": [("明细行数", "8,214 行")],
            "tabs": [
                {"title": "按镇街导出", "url": "/x/", "current": True},
                {"title": "按开户行导出", "url": "/x/", "current": False},
            ],
            **CONFIRM,
            "question": "分开导出批次 202611-12 的银行文件？",
            "form": PartsForm(
                layouts=LAYOUTS, parts=PART_CHOICES, initial={"by": "town", "parts": ["1"]}
            ),
        },
    ),
}
