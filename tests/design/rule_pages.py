"""Changes of rules: the list, the form, one change with whom it touches; with made-up data."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from support_services.subsidies.admin.rule_forms import (
    ChangeFilter,
    RefuseForm,
    RuleChangeForm,
)
from support_services.subsidies.rule_kinds import KINDS, RuleKind
from support_services.subsidies.services.rule_previews import Moved, Preview
from tests.design.samples import BUREAU, moment, page

D = Decimal


def _checked(form: Any) -> Any:
    form.is_valid()
    return form


SCHEMES = [
    SimpleNamespace(code="disability_pension", name="残疾军人残疾抚恤金"),
    SimpleNamespace(code="bereaved_pension", name="三属定期抚恤金"),
]
RULE_CHANGE: dict[str, Any] = {
    "kind": "起发月",
    "about": "残疾军人残疾抚恤金",
    "says": "批准当月起发放",
    "span": "批准日期：2024-01-01至2024-09-30",
    "document_no": "演示局发〔2026〕12号",
    "source": "市局关于衔接新条例的答复（演示），对一月以后批准的按当月起发",
    "confidence": "转载来源",
    "confidence_tone": "info",
    "proposed_by": "周敏（经办）",
    "proposed_at": moment(3, 9),
    "decided_by": "",
    "decided_at": None,
    "state_label": "待启用",
    "state_tone": "warn",
    "url": "/x/",
}
DONE = {
    **RULE_CHANGE,
    "decided_by": "吴强（复核）",
    "decided_at": moment(4, 15),
    "state_label": "已启用",
    "state_tone": "ok",
}
EXAMPLE = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "scheme": "残疾抚恤",
    "url": "/x/",
    "months": "2024年9月",
    "net": D("9689.17"),
    "why": "",
}
TOTAL = Moved("残疾抚恤", 214, 214, D("1812374.52"), D("0.00"), D("0.00"))
SEEN = Preview(
    concerned=231,
    changed=214,
    people=214,
    total=TOTAL,
    schemes=[TOTAL],
    towns=[
        Moved("马尚街道", 120, 120, D("1012374.52")),
        Moved("傅家镇", 94, 94, D("800000.00"), D("200.00")),
    ],
    examples=[],
    by_hand=[],
)
WAITS: dict[str, Any] = {
    **BUREAU,
    "title": "起发月规则变更",
    "crumbs": [],
    "row": RULE_CHANGE,
    "note": "去年的纪要写错了月份",
    "decision_note": "",
    "is_cap": False,
    "waits": True,
    "must_be_another": False,
    "reaches_back": KINDS[RuleKind.START].reaches_back,
    "none": KINDS[RuleKind.START].none,
    "before": [
        "批准次月起发放（2024-09-30以前（含）），改为只在2023-12-31以前（含）有效",
    ],
    "changed": 0,
    "by_hand": [],
    "actions": [
        {"label": "启用", "url": "/x/", "kind": "primary"},
        {"label": "退回", "url": "/x/", "kind": "plain"},
    ],
    "seen": SEEN,
    "coming": "残疾抚恤 2026年11月",
    "examples": [EXAMPLE, {**EXAMPLE, "net": D("-120.00"), "months": "2024年9月至2026年10月"}],
    "left": [{**EXAMPLE, "why": "前后两次核定的起始月会重叠"}],
    "most_town": D("1012374.52"),
    "people_url": "/x/",
}
FORM: dict[str, Any] = {
    **BUREAU,
    "title": "变更规则：叠加",
    "crumbs": [],
    "form": RuleChangeForm(kind=RuleKind.STACKING, schemes=SCHEMES),
    "reaches_back": KINDS[RuleKind.STACKING].reaches_back,
    "rules": [
        {
            "about": "残疾抚恤、参战参试",
            "says": "就高不就低，只发一项",
            "span": "发放月份：一直",
            "source": "各时期、各地规定不一，未查到原文，请本局确认",
            "confidence": "未经证实",
            "confidence_tone": "warn",
            "document_no": "演示局发〔2026〕9号",
            "url": "/x/",
        }
    ],
    "none": KINDS[RuleKind.STACKING].none,
    "cancel_url": "/x/",
}
LIST: dict[str, Any] = {
    **BUREAU,
    "title": "规则变更",
    "crumbs": [],
    "filter_form": ChangeFilter({}),
    "filtered": False,
    "page_obj": page([RULE_CHANGE, DONE], 2),
    "kinds": [{"label": one.label, "url": "/x/"} for one in KINDS.values()],
}
CONFIRM: dict[str, Any] = {
    **BUREAU,
    "title": "启用规则变更",
    "crumbs": [],
    "row": RULE_CHANGE,
    "question": "启用这份规则变更？",
    "consequences": [
        "214 人的金额有变化：已核算月份补发 1,812,374.52 元，冲减 0.00 元，"
        "在有关项目的下一批办理。",
        "启用后有错的，再提出一份变更接替。",
    ],
    "irreversible": True,
    "confirm_label": "确认启用",
    "cancel_url": "/x/",
}
RULE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "rule-changes": ("bureau/rule_changes.html", LIST),
    "rule-changes-none": (
        "bureau/rule_changes.html",
        {**LIST, "page_obj": page([], 1), "kinds": []},
    ),
    "rule-changes-nothing-found": (
        "bureau/rule_changes.html",
        {**LIST, "page_obj": page([], 1), "filtered": True},
    ),
    "rule-change-form": ("bureau/rule_change_form.html", FORM),
    "rule-change-form-problems": (
        "bureau/rule_change_form.html",
        {
            **FORM,
            "form": _checked(
                RuleChangeForm({"value": "一直"}, kind=RuleKind.TAIL, schemes=SCHEMES)
            ),
            "rules": [],
        },
    ),
    "rule-change": ("bureau/rule_change.html", WAITS),
    "rule-change-own": (
        "bureau/rule_change.html",
        {
            **WAITS,
            "must_be_another": True,
            "actions": [{"label": "撤回", "url": "/x/", "kind": "plain"}],
            "seen": Preview(0, 0, 0, Moved("合计"), [], [], [], []),
            "examples": [],
            "left": [],
            "coming": "",
            "people_url": "",
        },
    ),
    "rule-change-cap": (
        "bureau/rule_change.html",
        {
            **WAITS,
            "title": "抵扣一般上限规则变更",
            "is_cap": True,
            "row": {**RULE_CHANGE, "kind": "抵扣一般上限", "about": "全部项目"},
            "before": [],
            "seen": Preview(12, 0, 12, Moved("合计"), [], [], [], [], balance=D("38120.50")),
            "examples": [],
            "left": [],
            "people_url": "",
        },
    ),
    "rule-change-done": (
        "bureau/rule_change.html",
        {
            **WAITS,
            "row": DONE,
            "waits": False,
            "actions": [],
            "seen": None,
            "people_url": "",
            "changed": 214,
            "by_hand": [{"name": "欧阳建国", "scheme": "残疾抚恤", "url": "/x/"}],
        },
    ),
    "rule-change-enforce": ("bureau/rule_change_confirm.html", CONFIRM),
    "rule-change-refuse": (
        "bureau/rule_change_confirm.html",
        {
            **CONFIRM,
            "title": "退回规则变更",
            "question": "退回这份规则变更？",
            "consequences": ["规则没有变化；提出人看得到退回原因，修改后可以重新提出。"],
            "irreversible": False,
            "form": _checked(RefuseForm({"reason": ""})),
            "danger": True,
            "confirm_label": "确认退回",
        },
    ),
}
