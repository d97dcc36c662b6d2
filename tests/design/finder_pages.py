"""政策找人 at both staff doors, with made-up data."""

from datetime import date
from typing import Any

from support_services.finder.forms import GapFilter, OutcomeForm
from tests.design.catalogue_pages import REASONS
from tests.design.samples import BUREAU, STATION, moment, page

GAP: dict[str, Any] = {
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "title": "残疾军人护理费（50/40/30/25%）",
    "kind_label": "符合，还没有享受",
    "kind_tone": "warn",
    "found_on": date(2026, 11, 2),
    "outcome_label": "",
    "outcome_tone": "",
    "outcome_note": "",
    "outcome_by": "",
    "outcome_at": None,
    "url": "/x/",
}
PAPER = {
    **GAP,
    "name": "王秀英",
    "kind_label": "只差一个证件",
    "kind_tone": "info",
    "outcome_label": "已申请，在办",
    "outcome_tone": "info",
    "outcome_note": "带去身份证复印件，镇街站已受理",
    "outcome_by": "孙丽",
    "outcome_at": moment(4, 10),
}
BODY = {
    **PAPER,
    "phone": "139****2222",
    "reasons": REASONS,
    "missing": "持有证件：优待证",
    "facts": [
        ("带什么", "身份证、残疾军人证、银行卡"),
        ("谁来办", "县级退役军人事务局"),
        ("怎么办", "到镇街服务站申请，由区局核定"),
        ("依据", "《军人抚恤优待条例》（2024年，自2024-10-01施行）第34条"),
    ],
    "closed": "",
    "closed_on": None,
    "person_url": "/x/",
    "back_url": "/x/",
}
MONTHS = [
    {"label": f"2026年{month}月", "open": 400 - month * 27, "helped": month * 3}
    for month in range(1, 12)
]
ITEM_ROW = {
    "code": "202",
    "title": GAP["title"],
    "to_do": 124,
    "applied": 31,
    "settled": 6,
    "paper": 18,
    "excess": 2,
    "url": "/x/",
}
RUN = {
    "running": False,
    "done": 6,
    "total": 6,
    "started_at": moment(5, 1, 50),
    "finished_at": moment(5, 1, 51),
    "by": "系统",
    "found": 14,
    "closed": 9,
}
FINDER: dict[str, Any] = {
    **BUREAU,
    "title": "政策找人",
    "crumbs": [],
    "rows": [ITEM_ROW, {**ITEM_ROW, "title": "家庭悬挂光荣牌"}],
    "in_all": {"to_do": 1204, "applied": 62, "settled": 12, "excess": 4},
    "months": MONTHS,
    "most": 373,
    "run": RUN,
    "run_url": "/x/",
    "here": "/x/",
}
ITEM: dict[str, Any] = {
    **BUREAU,
    "title": "政策找人：残疾军人护理费",
    "crumbs": [{"title": "政策找人", "url": "/x/"}],
    "item_url": "/x/",
    "seeks": True,
    "beneficiaries": "分散供养的一级至四级残疾军人",
    "places": [
        {"name": "马尚街道", "to_do": 31, "applied": 4, "settled": 1, "url": "/x/"},
        {"name": "傅家镇", "to_do": 12, "applied": 0, "settled": 0, "url": "/x/"},
    ],
    "months": MONTHS,
    "most": 373,
    "filter_form": GapFilter({}, towns=[("370303001", "马尚街道")]),
    "page_obj": page([GAP, PAPER]),
}

FINDER_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "finder": ("bureau/finder.html", FINDER),
    "finder-running": (
        "bureau/finder.html",
        {**FINDER, "run": {**RUN, "running": True, "done": 3, "finished_at": None}},
    ),
    "finder-empty": (
        "bureau/finder.html",
        {**FINDER, "rows": [], "run": None, "run_url": ""},
    ),
    "finder-item": ("bureau/finder_item.html", ITEM),
    "finder-item-empty": (
        "bureau/finder_item.html",
        {**ITEM, "seeks": False, "places": [], "page_obj": page([], 1)},
    ),
    "finder-gap": (
        "bureau/gap.html",
        {
            **BUREAU,
            **BODY,
            "title": "王秀英：残疾军人护理费",
            "crumbs": [{"title": "政策找人", "url": "/x/"}],
            "form": OutcomeForm(),
        },
    ),
    "finder-gap-closed": (
        "bureau/gap.html",
        {
            **BUREAU,
            **BODY,
            "title": "王秀英：残疾军人护理费",
            "crumbs": [],
            "closed": "已经享受",
            "closed_on": date(2026, 11, 20),
            "form": None,
        },
    ),
    "station-gaps": (
        "station/gaps.html",
        {
            **STATION,
            "area_name": "马尚街道九级村",
            "page_obj": page([GAP, PAPER]),
            "catalogue_url": "/x/",
        },
    ),
    "station-gaps-none": (
        "station/gaps.html",
        {
            **STATION,
            "area_name": "马尚街道九级村",
            "page_obj": page([], 1),
            "catalogue_url": "/x/",
        },
    ),
    "station-gap": ("station/gap.html", {**STATION, **BODY, "form": OutcomeForm()}),
}
