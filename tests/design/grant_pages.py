"""Yearly and one-off money at the bureau's door, with made-up data."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from support_services.subsidies.admin.grant_forms import FestivalForm, HardshipForm, HonourForm
from support_services.subsidies.admin.grant_uploads import GrantListForm
from tests.design.forms import FilterForm
from tests.design.samples import BUREAU, CONFIRM, HISTORY, bound, moment, page

D = Decimal
STEPS = [
    (
        "因公牺牲：按收入计算的部分",
        "2025 年全国城镇居民人均可支配收入 51,821.00 元 × 20（军人抚恤优待条例（2024年）第十五条）",
        D("1036420.00"),
    ),
    ("按工资计算的部分", "本人月基本工资 9,000.00 元，× 40 个月", D("360000.00")),
    ("立功增发", "三等功，1,396,420.00 元 × 5%；多次立功受奖的只按最高一项", D("69821.00")),
    ("服役年限", "只说明，没有金额", None),
]
ROW = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "scheme": "一次性抚恤金",
    "occasion": "2026-05-20 因公牺牲",
    "amount": D("1466241.00"),
    "document_no": "示范〔2026〕9号",
    "url": "/x/",
    "state_label": "待审批",
    "state_tone": "warn",
}
SHARE = {
    "name": "刘桂兰",
    "masked_id": "370***********3021",
    "village": "南定镇南定村",
    "url": "/x/",
    "amount": D("700000.00"),
    "planned": "2026年11月、2027年1月",
    "dues": [],
}
DUES = [
    {"month": date(2026, 11, 1), "amount": D("350000.00"), "withdrawn": None},
    {"month": date(2027, 1, 1), "amount": D("350000.00"), "withdrawn": moment(20, 9)},
]
SCHEME = SimpleNamespace(
    name="一次性抚恤金", legal_basis="军人抚恤优待条例（2024年）第十五条、第十六条"
)
GRANT = {
    "person": SimpleNamespace(name="欧阳建国"),
    "scheme": SCHEME,
    "occasion": "2026-05-20 因公牺牲",
    "amount": D("1466241.00"),
    "document_no": "示范〔2026〕9号",
    "household": SimpleNamespace(number="H0000001"),
    "entered_at": moment(18, 9),
    "entered_by": "周敏",
    "decided_at": moment(19, 9),
    "decided_by": "李卫东",
    "ended_at": moment(20, 9),
    "ended_by": "李卫东",
    "note": "家属提出异议",
}
WAITING = {**GRANT, "decided_by": None, "ended_by": None, "note": "", "household": None}
COMMON: dict[str, Any] = {**BUREAU, "crumbs": []}
ONE: dict[str, Any] = {
    **COMMON,
    "title": "欧阳建国：一次性抚恤金",
    "badge": {"state_label": "已停发余款", "state_tone": "idle"},
    "person": {"masked_id": ROW["masked_id"], "village": ROW["village"], "url": "/x/"},
    "steps": STEPS,
    "reason": "家庭成员重大疾病",
    "must_be_another": False,
    "waits": False,
    "actions": [],
    "history": HISTORY[:2],
}
LIST: dict[str, Any] = {
    **COMMON,
    "title": "年度、一次性核发",
    "filter_form": FilterForm({}),
    "filtered": False,
    "shown": {"count": 1, "amount": D("1466241.00")},
    "waiting": 0,
    "approve_url": "",
    "people_url": "",
    "list_url": "",
    "figures_url": "/x/",
    "export_url": "/x/",
}
FIGURE = {
    "label": "一次性抚恤金立功增发比例（勋章或国家荣誉称号）",
    "value": "40%",
    "since": "自 2024-10-01 起",
    "document_no": "示范〔2026〕1号",
    "source": "军人抚恤优待条例（2024年）第十六条，功勋与比例的对应请本局核对",
    "confidence": "转载来源",
    "confidence_tone": "info",
    "state_label": "待启用",
    "state_tone": "warn",
    "entered_by": "周敏",
    "enforced_by": "",
    "actions": [
        {"label": "启用", "url": "/x/", "kind": "primary"},
        {"label": "撤回", "url": "/x/", "kind": "plain"},
    ],
}
FIGURES: dict[str, Any] = {**COMMON, "title": "核发基数", "new_url": "/x/"}
FORM: dict[str, Any] = {
    **COMMON,
    "title": "核发困难帮扶",
    "about": [("对象", "欧阳建国"), ("2026 年剩余（普通）", "2,000.00 元")],
    "checked": None,
    "cancel_url": "/x/",
}
CHECKED = {
    "entered": [("事由", "2026年困难帮扶"), ("金额（元）", "2,000.00 元")],
    "steps": STEPS,
    "amount": D("1466241.00"),
    "shares": [SHARE, {**SHARE, "name": "欧阳小军"}],
    "consequences": ["录入后等待另一人审批，批准以前不会发放。"],
}

GRANT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "grants": (
        "bureau/grants.html",
        {
            **LIST,
            "page_obj": page([ROW, {**ROW, "name": "刘三"}]),
            "filtered": True,
            "waiting": 2,
            "approve_url": "/x/",
            "people_url": "/x/",
            "list_url": "/x/",
        },
    ),
    "grants-upload": (
        "bureau/list_upload.html",
        {
            **COMMON,
            "title": "录入核发名单",
            "intro": "每行一项，先看金额，再录入，等另一人批准。",
            "templates": [
                {"label": "义务兵家庭优待金", "url": "/x/"},
                {"label": "春节、八一慰问金", "url": "/x/"},
            ],
            "form": GrantListForm([("conscript", "优待金"), ("festival", "慰问金")], {}, {}),
            "cancel_url": "/x/",
        },
    ),
    "grants-preview": (
        "bureau/grant_list_preview.html",
        {
            **COMMON,
            "title": "核发名单预览",
            "count": 312,
            "amount": D("156000.00"),
            "named": 100,
            "upload": {"file_name": "春节名单", "kind": "春节、八一慰问金", "document_no": ""},
            "rows": [
                {**ROW, "months": "2027年1月"},
                {**ROW, "months": "2027年1月", "document_no": ""},
            ],
            "confirm": CONFIRM,
        },
    ),
    "grants-none": ("bureau/grants.html", {**LIST, "page_obj": page([], 1)}),
    "grants-none-found": (
        "bureau/grants.html",
        {**LIST, "page_obj": page([], 1), "filtered": True},
    ),
    "grant-waiting": (
        "bureau/grant.html",
        {
            **ONE,
            "grant": WAITING,
            "badge": {"state_label": "待审批", "state_tone": "warn"},
            "shares": [SHARE, {**SHARE, "name": "欧阳小军", "url": ""}],
            "must_be_another": True,
            "actions": [
                {"label": "批准", "url": "/x/", "kind": "primary"},
                {"label": "不予核发", "url": "/x/", "kind": "danger"},
                {"label": "撤回", "url": "/x/", "kind": "plain"},
            ],
        },
    ),
    "grant-for-the-auditor": (
        "bureau/grant.html",
        {**ONE, "grant": WAITING, "shares": [SHARE], "waits": True, "reason": ""},
    ),
    "grant-stopped": (
        "bureau/grant.html",
        {**ONE, "grant": GRANT, "shares": [{**SHARE, "dues": DUES}]},
    ),
    "grant-form": (
        "bureau/grant_form.html",
        {**FORM, "form": bound(HardshipForm, {"year": "明年"})},
    ),
    "grant-form-shared": ("bureau/grant_form.html", {**FORM, "form": HonourForm()}),
    "grant-checked": (
        "bureau/grant_form.html",
        {
            **FORM,
            "form": bound(FestivalForm, {"year": "2026", "festival": "spring", "month": "2026-11"}),
            "checked": CHECKED,
        },
    ),
    "grant-confirm": (
        "bureau/grant_confirm.html",
        {**COMMON, **CONFIRM, "title": "批准", "rows": [ROW], "steps": STEPS},
    ),
    "grants-confirm": (
        "bureau/grant_confirm.html",
        {**COMMON, **CONFIRM, "title": "批准名单", "rows": [ROW, ROW], "steps": []},
    ),
    "grant-figures": (
        "bureau/grant_figures.html",
        {
            **FIGURES,
            "drafts": [FIGURE, {**FIGURE, "actions": [], "waits": True}],
            "in_force": [{**FIGURE, "state_label": "已启用", "enforced_by": "李卫东"}],
            "past": [{**FIGURE, "state_label": "已被更正", "state_tone": "idle"}],
        },
    ),
    "grant-figures-none": (
        "bureau/grant_figures.html",
        {**FIGURES, "new_url": "", "drafts": [], "in_force": [], "past": []},
    ),
    "grant-figure-confirm": (
        "bureau/grant_figure_confirm.html",
        {**COMMON, **CONFIRM, "title": "启用基数", "row": FIGURE},
    ),
}
