"""Who may not draw two together, the rules behind it, and a 特批, with made-up data."""

from datetime import date
from typing import Any

from support_services.subsidies.admin.stacking_forms import (
    CollisionFilter,
    EndOverrideForm,
    OverrideForm,
)
from tests.design.bureau_pages import PERSON
from tests.design.fact_pages import CHECKED, ENTITLEMENT, fact
from tests.design.forms import FactForm
from tests.design.samples import BUREAU, bound, moment, page


class Named:
    """Whatever the templates ask of a row."""

    def __init__(self, **given: Any) -> None:
        self.__dict__ |= given


RURAL = Named(code="rural_60_allowance", short_name="农村籍老兵")
ILL = Named(code="ill_returned_allowance", short_name="带病回乡")
SENTENCE = (
    "年满60周岁农村籍退役士兵老年生活补助与带病回乡退役军人生活补助不能同时享受，2026年1月起系统将只发"
    "带病回乡退役军人生活补助。规定只发带病回乡。"
)
SOURCE = "补助政策文件：发给未享受国家定期抚恤补助的人（转载来源）"
COLLISION = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "url": "/x/",
    "scheme": "农村籍老兵",
    "scheme_url": "/x/",
    "kept": "带病回乡",
    "kept_url": "/x/",
    "months": "2024年10月至2026年11月",
    "first_month": date(2024, 10, 1),
    "last_month": date(2026, 11, 1),
    "why": "就高不就低：带病回乡折合每年 8,400.00 元，农村籍老兵折合每年 3,000.00 元。",
    "source": SOURCE,
}
ROW = {
    **COLLISION,
    "pair": "农村籍老兵和带病回乡",
    "months": "2026年8月起",
    "document_no": "演示特批〔2026〕3号",
    "state_label": "待确认",
    "state_tone": "warn",
}
OVERRIDE = Named(
    person=Named(name="欧阳建国"),
    low=Named(name="年满60周岁农村籍退役士兵老年生活补助"),
    high=Named(name="带病回乡退役军人生活补助"),
    document_no="演示特批〔2026〕3号",
    reason="市局批复同意同时享受",
    proposed_by="周敏",
    proposed_at=moment(3, 9),
    decided_by=None,
    ended_by=None,
)
FILTER = CollisionFilter({}, towns=[], schemes=[RURAL, ILL])
LIST: dict[str, Any] = {
    **BUREAU,
    "title": "叠加冲突",
    "filter_form": FILTER,
    "filtered": False,
    "page_obj": page([COLLISION], 1),
    "rules_url": "/x/",
    "export_url": "/x/",
    "overrides": [ROW],
}
STACKING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "stacking": ("bureau/stacking.html", LIST),
    "stacking-empty": (
        "bureau/stacking.html",
        {**LIST, "page_obj": page([], 1), "overrides": [], "export_url": ""},
    ),
    "stacking-nothing-found": (
        "bureau/stacking.html",
        {**LIST, "page_obj": page([], 1), "filtered": True},
    ),
    "stacking-rules": (
        "bureau/stacking_rules.html",
        {
            **BUREAU,
            "title": "叠加规则",
            "crumbs": [],
            "default": "就高不就低，只发一项",
            "new_url": "/x/",
            "rows": [
                {
                    "schemes": "残疾抚恤、参战参试",
                    "effect": "就高不就低，只发一项",
                    "first_month": date(1949, 10, 1),
                    "last_month": date(2026, 7, 1),
                    "source": SOURCE,
                    "confidence": "未经证实",
                    "confidence_tone": "warn",
                    "document_no": "演示局发〔2026〕9号",
                    "url": "/x/",
                    "change_url": "/x/",
                },
                {
                    "schemes": "残疾抚恤、参战参试",
                    "effect": "可以同时享受",
                    "first_month": date(2026, 8, 1),
                    "last_month": None,
                    "source": SOURCE,
                    "confidence": "已核对原文",
                    "confidence_tone": "ok",
                },
            ],
        },
    ),
    "stacking-rules-none": (
        "bureau/stacking_rules.html",
        {**BUREAU, "title": "叠加规则", "crumbs": [], "default": "可以同时享受", "rows": []},
    ),
    "override": (
        "bureau/override.html",
        {
            **BUREAU,
            "title": "欧阳建国：特批同时享受",
            "crumbs": [],
            "override": OVERRIDE,
            "row": ROW,
            "person_url": "/x/",
            "must_be_another": True,
            "actions": [{"label": "不批准", "url": "/x/", "kind": "plain"}],
        },
    ),
    "override-ended": (
        "bureau/override.html",
        {
            **BUREAU,
            "title": "欧阳建国：特批同时享受",
            "crumbs": [],
            "override": Named(
                **{
                    **OVERRIDE.__dict__,
                    "decided_by": "王复核",
                    "decided_at": moment(4, 9),
                    "ended_by": "周敏",
                    "ended_at": moment(20, 9),
                    "end_note": "批复撤销",
                }
            ),
            "row": {**ROW, "state_label": "已终止", "state_tone": "idle"},
            "person_url": "/x/",
            "must_be_another": False,
            "actions": [],
        },
    ),
    "override-new": ("bureau/fact_form.html", fact(OverrideForm(schemes=[RURAL, ILL]))),
    "override-end": ("bureau/fact_form.html", fact(EndOverrideForm())),
    "fact-checked-warned": (
        "bureau/fact_form.html",
        fact(
            bound(FactForm, {"reason": "其他", "number": "1"}),
            checked={
                **CHECKED,
                "warned": [SENTENCE],
                "several": True,
                "moved": [{**row, "scheme": "农村籍老兵"} for row in CHECKED["moved"]],
            },
        ),
    ),
    "person-collision": (
        "bureau/person_detail.html",
        {**PERSON, "collisions": [SENTENCE], "override_url": "/x/", "overrides": [ROW]},
    ),
    "entitlement-excluded": (
        "bureau/entitlement.html",
        {**ENTITLEMENT, "exclusions": [COLLISION]},
    ),
}
