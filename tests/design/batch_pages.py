"""A batch from opening to the bank's answer, with made-up data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.explanations import (
    Explanation,
    Fact,
    RateTold,
    Reckoning,
    RuleTold,
)
from tests.design.forms import BatchForm, FilterForm, ReturnForm
from tests.design.samples import (
    BATCH,
    BUREAU,
    CONFIRM,
    CRUMBS,
    DETAIL,
    EXCEPTIONS,
    FILES,
    LINES,
    PROGRESS,
    RETURNS,
    STEPS,
    TOTAL,
    bound,
    moment,
    page,
)

D = Decimal
EXPLAIN: dict[str, Any] = {
    **BUREAU,
    "title": "为什么是这个数",
    "crumbs": CRUMBS,
    "person": {
        "name": "刘桂兰",
        "masked_id": "370***********0649",
        "village": "马尚街道城中社区",
        "url": "/x/",
    },
    "scheme": "三属定期抚恤金",
    "batch": {"number": "202611-12", "url": "/x/"},
    "line": {
        "month": date(2026, 8, 1),
        "component": "标准",
        "sequence": 2,
        "amount": D("235.83"),
        "reason": "调标补差",
    },
    "earlier": [
        {
            "sequence": 1,
            "batch_number": "202608-9",
            "batch_url": "/x/",
            "reason": "当期",
            "posted_at": moment(1, 9),
            "amount": D("2585.84"),
            "url": "/x/",
        }
    ],
    "told": Explanation(
        sentence="2026年8月三属定期抚恤金应发 2,821.67 元，以前已入账 2,585.84 元，"
        "所以这一行补 235.83 元。",
        amount=D("235.83"),
        owed=D("2821.67"),
        posted_before=D("2585.84"),
        working=[
            Reckoning(
                "当月标准",
                "年标准 33,860.00 元，本标准年度第 1 个月："
                "33,860.00 × 1 ÷ 12 − 33,860.00 × 0 ÷ 12，"
                "各自四舍五入到分",
                D("2821.67"),
            )
        ],
        rate=RateTold(
            amount=D("33860.00"),
            unit="元/年",
            label="烈士遗属",
            first_month=date(2026, 8, 1),
            table="2026年8月起执行标准",
            document_no="演示〔2026〕1号",
            confidence="未经证实",
            doubt="这项标准的来源标注为“未经证实”（演示），请以本局执行的文件为准。",
        ),
        rules=[
            RuleTold("发放三属定期抚恤金。", "军人抚恤优待条例（2024年）第十九条"),
            RuleTold("批准当月起发放。", "军人抚恤优待条例（2024年）第十九条"),
        ],
        facts=[
            Fact("享受期间", "2019-03-05 批准，自2019年3月起发", "演示〔2019〕7号"),
            Fact("核定", "烈士遗属（自2019年3月起）"),
        ],
    ),
}

BANK_FILE: dict[str, Any] = {
    **BUREAU,
    "title": "银行文件 202611-12-1",
    "crumbs": CRUMBS,
    "batch": BATCH,
    "file": {**FILES[0], "download_url": "/bureau/files/1/download/"},
    "outcome": [
        {
            "label": "成功",
            "tone": "ok",
            "count": 7993,
            "amount": D("6957537.50"),
            "url": "?state=paid",
            "current": False,
        },
        {
            "label": "失败",
            "tone": "bad",
            "count": 12,
            "amount": D("11320.00"),
            "url": "?state=failed",
            "current": True,
        },
        {
            "label": "结果不明",
            "tone": "warn",
            "count": 28,
            "amount": D("28800.00"),
            "url": "?state=unknown",
            "current": False,
        },
    ],
    "return_form": ReturnForm(),
    "return_url": "/bureau/files/1/receive/",
    "reissue": {"url": "/x/", "count": 12, "amount": D("11320.00")},
    "returns": RETURNS,
    "page_obj": page(
        [
            {
                "line_no": 17,
                "name": "张保田",
                "masked_account": "6217 **** **** 1234",
                "bank_name": "示例农商银行",
                "amount": D("150.00"),
                "state_label": "失败",
                "state_tone": "bad",
                "result": "3018 已清户",
                "url": "/x/",
            },
            {
                "line_no": 1208,
                "name": "欧阳建国",
                "masked_account": "6228 **** **** 0077",
                "bank_name": "示例农商银行",
                "amount": D("2570.00"),
                "state_label": "退汇",
                "state_tone": "bad",
                "result": "3031 账号户名不符",
                "url": "/x/",
            },
        ]
    ),
}

PREVIEW: dict[str, Any] = {
    **BUREAU,
    "title": "回盘预览",
    "crumbs": CRUMBS,
    "batch": BATCH,
    "file": FILES[0],
    "upload": {
        "file_name": "HP20261121.txt",
        "lines": 8033,
        "amount": TOTAL,
        "digest": RETURNS[0]["digest"],
    },
    "repeat": None,
    "warnings": ["28 笔结果不明：请先向银行查询，系统不会重发。"],
    "effects": [
        {
            "label": "成功",
            "tone": "ok",
            "count": 7993,
            "amount": D("6957537.50"),
            "note": "不用再办。",
        },
        {
            "label": "失败",
            "tone": "bad",
            "count": 12,
            "amount": D("11320.00"),
            "note": "进入名单外，更正账户后可重新发放。",
        },
        {
            "label": "结果不明",
            "tone": "warn",
            "count": 28,
            "amount": D("28800.00"),
            "note": "不得重发，等银行给出结果。",
        },
    ],
    "samples": [
        {
            "line_no": 17,
            "name": "张保田",
            "amount": D("150.00"),
            "after_label": "失败",
            "after_tone": "bad",
            "result": "3018 已清户",
        }
    ],
    "settles": False,
    "confirm": {
        **CONFIRM,
        "question": "按这份回盘入账？",
        "consequences": ["8,033 笔的结果一次写入；中途出错则一笔也不写。"],
        "confirm_label": "确认入账",
    },
}

CHANGE_ROWS = [
    {
        **LINES[2],
        "kind": "增加",
        "tone": "ok",
        "before": D("2585.84"),
        "after": D("3057.50"),
        "difference": D("471.66"),
        "reason": "调标补差",
        "url": "/x/",
    },
    {
        **LINES[3],
        "kind": "停发",
        "tone": "idle",
        "before": D("750.00"),
        "after": D("0.00"),
        "difference": D("-750.00"),
        "reason": "去世",
        "url": "/x/",
    },
]

FRESH_DETAIL = {
    **DETAIL,
    "batch": {**BATCH, "state_label": "核算中", "state_tone": "info", "lines": 2540},
    "progress": PROGRESS,
    "actions": [],
    "waiting_for": "正在核算，完成后由复核岗位办理。",
    "totals": None,
    "by_scheme": [],
    "by_town": [],
    "rule_changes": [],
    "changes": None,
    "exceptions": [],
    "files": [],
    "returns": [],
    "steps": [
        {**s, "status": "current" if s["label"] == "核算" else s["status"]} for s in STEPS[:2]
    ]
    + [{**s, "status": "todo"} for s in STEPS[2:]],
}

NOTHING_DETAIL = {
    **DETAIL,
    "batch": {
        **BATCH,
        "persons": 0,
        "lines": 0,
        "amount": D(0),
        "exceptions": 0,
        "note": "标准有误",
    },
    "totals": {"persons": 0, "amount": D(0), "most_scheme": D(0), "most_town": D(0)},
    "by_scheme": [],
    "by_town": [],
    "changes": None,
    "exceptions": [],
    "files": [],
    "returns": [],
    "actions": [],
    "waiting_for": "等待复核岗位办理。您是经办人，不能复核本批。",
}

BATCH_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "batch-detail": (
        "bureau/batch_detail.html",
        {
            **DETAIL,
            "unread": {"count": 1, "url": "/x/"},
            "rule_changes": [
                {
                    "told": "去世续发：参战参试退役军人生活补助，续发 6 个月",
                    "document_no": "演示局发〔2026〕12号",
                    "url": "/x/",
                }
            ],
        },
    ),
    "batch-calculating": ("bureau/batch_detail.html", FRESH_DETAIL),
    "batch-nothing": ("bureau/batch_detail.html", NOTHING_DETAIL),
    "batch-lines": (
        "bureau/batch_lines.html",
        {
            **BUREAU,
            "title": "批次 202611-12 明细",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "filter_form": FilterForm({}),
            "shown": {"count": 8214, "amount": TOTAL},
            "filtered": True,
            "print_url": "/x/",
            "lines": LINES,
            "first_url": "?",
            "next_url": "?after=1208",
        },
    ),
    "batch-print": (
        "bureau/batch_print.html",
        {
            **BUREAU,
            "title": "批次 202611-12 明细",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "narrowed": ["马尚街道"],
            "shown": {"count": 4, "amount": D("2205.83")},
            "rows": LINES,
            "printed_at": moment(21, 9),
        },
    ),
    "batch-exceptions": (
        "bureau/batch_exceptions.html",
        {
            **BUREAU,
            "title": "名单外",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "reasons": [
                {"label": "全部", "count": 23, "url": "?", "current": True},
                {"label": "暂缓发放", "count": 9, "url": "?reason=hold", "current": False},
            ],
            "page_obj": page(EXCEPTIONS),
        },
    ),
    "batch-changes": (
        "bureau/batch_changes.html",
        {
            **BUREAU,
            "title": "与上月相比",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "kinds": [{"label": "增加", "count": 14, "url": "?", "current": True}],
            "page_obj": page(CHANGE_ROWS),
        },
    ),
    "batch-confirm": (
        "bureau/batch_confirm.html",
        {
            **BUREAU,
            "title": "复核",
            "crumbs": CRUMBS,
            "batch": BATCH,
            "figures": [("明细行数", "8,214 行")],
            **CONFIRM,
        },
    ),
    "batch-send-back": (
        "bureau/batch_confirm.html",
        {
            **BUREAU,
            "title": "退回经办",
            "crumbs": CRUMBS,
            "batch": BATCH,
            **CONFIRM,
            "question": "把批次 202611-12 退回经办？",
            "consequences": ["本批已入账的金额全部冲回，经办人改正后重新核算。"],
            "confirm_label": "确认退回",
            "danger": True,
            "irreversible": True,
            "reason_required": True,
            "reason_label": "退回原因",
            "reason_error": "请写明退回原因。",
        },
    ),
    "batch-open": (
        "bureau/batch_open.html",
        {
            **BUREAU,
            "title": "新建发放批次",
            "crumbs": CRUMBS[:1],
            "form": BatchForm(),
            "cancel_url": "/x/",
            "taken": [
                {
                    "scheme": "农村籍老兵",
                    "batch_number": "202611-12",
                    "batch_url": "/x/",
                    "state_label": "待复核",
                }
            ],
        },
    ),
    "batch-open-errors": (
        "bureau/batch_open.html",
        {
            **BUREAU,
            "title": "新建发放批次",
            "crumbs": CRUMBS[:1],
            "form": bound(BatchForm, {"through": ""}),
            "cancel_url": "/x/",
            "taken": [],
        },
    ),
    "line-explain": ("bureau/line_explain.html", EXPLAIN),
    "bank-file": ("bureau/bank_file.html", BANK_FILE),
    "return-preview": ("bureau/return_preview.html", PREVIEW),
    "return-repeated": (
        "bureau/return_preview.html",
        {
            **PREVIEW,
            "repeat": moment(21, 10, 12),
            "effects": [],
            "samples": [],
            "confirm": None,
        },
    ),
}
