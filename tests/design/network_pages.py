"""The network of stations at both staff doors, with made-up data."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from support_services.stations.network_desk import BUREAU_BASE, STATION_BASE
from support_services.stations.network_forms import (
    BackForm,
    CheckForm,
    DutyItemForm,
    ScoreForm,
    TemplateForm,
    TemplateItemForm,
    WorkerForm,
)
from support_services.stations.offers import Offer
from support_services.stations.selectors.assessment import FiveShown, ItemShown
from support_services.stations.selectors.network import Ranked
from support_services.stations.selectors.staff import WorkerShown
from tests.design.samples import BUREAU, STATION, moment

D = Decimal
CRUMBS = [{"title": "服务站网络", "url": "/x/"}]
AT_BUREAU: dict[str, Any] = {
    **BUREAU,
    "base": BUREAU_BASE,
    "at_station": False,
    "crumbs": CRUMBS,
}
AT_STATION: dict[str, Any] = {
    **STATION,
    "base": STATION_BASE,
    "at_station": True,
    "crumbs": CRUMBS,
}

TILES = [
    {"name": "九级村", "word": "全", "tone": "ok", "url": "/x/"},
    {"name": "世纪花园社区", "word": "缺电话", "tone": "warn", "url": "/x/"},
    {"name": "东南村", "word": "未登记", "tone": "bad", "url": ""},
    {"name": "石村", "word": "—", "tone": "idle", "url": "/x/"},
    {"name": "回民村", "word": "自评中", "tone": "info", "url": "/x/"},
] * 4


def covered(level: str, total: int) -> dict[str, Any]:
    labels = ("已登记服务站", "有电话", "有工作人员", "五有齐全", "本期已自评")
    cells = [
        {"label": label, "have": total - lacking, "total": total, "lacking": lacking, "url": "/x/"}
        for lacking, label in enumerate(labels)
    ]
    return {"label": level, "cells": cells}


HOME: dict[str, Any] = {
    "title": "服务站网络",
    "covered": [covered("镇街服务站", 12), covered("村居服务站", 235)],
    "layers": [
        {"label": "覆盖", "url": "/x/", "current": True},
        {"label": "五有", "url": "/x/", "current": False},
    ],
    "layer_label": "覆盖",
    "legend": (("ok", "全：有站、有电话、有人员"), ("warn", "缺电话或缺人员"), ("bad", "未登记")),
    "center": {"name": "张店区", "word": "全", "tone": "ok", "url": "/x/"},
    "towns": [
        {"name": name, "own": TILES[0], "villages": TILES[: 11 + 3 * place]}
        for place, name in enumerate(("马尚街道", "南定镇", "房镇镇"))
    ],
    "lacking": [
        {"name": "世纪花园社区", "town": "马尚街道", "url": "/x/"},
        {"name": "东南村", "town": "马尚街道", "url": ""},
    ],
    "lacking_label": "缺电话",
    "links": [("自评和排名", "/x/"), ("职责清单", "/x/")],
}
WORKER = WorkerShown(
    1, "欧阳建国", "站长", "138****5678", "sunli", True, date(2024, 3, 1), None, True, ""
)
STATION_OF: dict[str, Any] = {
    "title": "马尚街道退役军人服务站",
    "station": SimpleNamespace(
        name="马尚街道退役军人服务站",
        address="马尚街道办事处一楼大厅东侧",
        phone="0533-2178000",
        opening_hours="",
    ),
    "level_label": "镇街服务站",
    "edit_url": "/x/",
    "keeps": True,
    "workers": [
        {"shown": WORKER, "url": "/x/", "cover_url": "/x/"},
        {
            "shown": WorkerShown(
                2,
                "刘桂兰",
                "公益岗",
                "",
                "",
                False,
                date(2024, 3, 1),
                date(2026, 5, 1),
                False,
                "到 12-01 由欧阳建国顶岗",
            ),
            "url": "/x/",
            "cover_url": "",
        },
    ],
    "new_worker_url": "/x/",
    "covers": [
        {
            "shown": SimpleNamespace(
                worker=SimpleNamespace(name="刘桂兰"),
                substitute=SimpleNamespace(name="欧阳建国"),
                from_on=date(2026, 11, 24),
                to_on=date(2026, 12, 1),
                reason="年休假",
            ),
            "is_over": over,
            "url": "/x/",
        }
        for over in (False, True)
    ],
    "offers": [
        {"shown": Offer(1, 1, "信息采集", "家庭和个人信息更新", True, ""), "url": "/x/"},
        {"shown": Offer(2, 2, "就业推荐", "介绍工作", False, "请到区中心"), "url": "/x/"},
    ],
    "five": [
        {
            "shown": FiveShown(
                "organ",
                "有机构",
                "有，待上级核对",
                "warn",
                date(2024, 1, 2),
                "批复",
                (7,),
                True,
                True,
            ),
            "url": "/x/",
            "see_url": "/x/",
            "papers": ["/x/"],
        },
        {
            "shown": FiveShown(
                "funds", "有经费", "没有", "bad", date(2026, 1, 2), "", (), False, False
            ),
            "url": "/x/",
            "see_url": "",
            "papers": [],
        },
        {
            "shown": FiveShown("means", "有保障", "未填", "idle", None, "", (), None, False),
            "url": "/x/",
            "see_url": "",
            "papers": [],
        },
    ],
    "assessments": [
        {
            "period": "2026年全年",
            "label": "待上级核定",
            "tone": "warn",
            "points": D("88.5"),
            "maximum": D(100),
            "url": "/x/",
        }
    ],
    "assessments_url": "/x/",
}
TEMPLATE = SimpleNamespace(
    pk=1,
    title="2026年村居站自评标准",
    period="2026年全年",
    source="本局自定",
    get_confidence_display="未经证实",
    due_on=date(2026, 12, 20),
    entered_by="周敏",
    entered_at=moment(2, 9),
    decided_by="李秀芹",
    decided_at=moment(3, 9),
    item_count=10,
    points=D(100),
)
RANKED = Ranked(
    1, "x", "九级村", "马尚街道", "closed", D(92), D("88.5"), D(100), D("88.5"), D(91), D("-2.5"), 7
)
ASSESSMENTS: dict[str, Any] = {
    "title": "自评和排名",
    "own": None,
    "waiting": [
        {
            "name": "九级村退役军人服务站",
            "period": "2026年全年",
            "submitted_at": moment(20, 9),
            "url": "/x/",
        }
    ],
    "periods": [
        {"label": "2026年全年 村居站", "url": "/x/", "current": True},
        {"label": "2025年全年 村居站", "url": "/x/", "current": False},
    ],
    "chosen": TEMPLATE,
    "towns": [{"code": "1", "name": "马尚街道", "selected": True}],
    "rows": [
        {"shown": RANKED, "label": "已核定", "tone": "ok", "url": "/x/"},
        {
            "shown": Ranked(
                None, "x", "石村", "马尚街道", "open", D(9), None, D(100), None, None, None, 8
            ),
            "label": "自评中",
            "tone": "info",
            "url": "/x/",
        },
    ],
    "others": 33,
    "file_url": "/x/",
}
OWN = {
    "rows": [
        {
            "title": "2026年镇街站自评标准",
            "period": "2026年全年",
            "due_on": date(2026, 12, 20),
            "label": "退回补正" if back else "未自评",
            "tone": "bad" if back else "idle",
            "why": "缺走访记录的照片" if back else "",
            "url": "/x/" if back else "",
            "begin_url": "" if back else "/x/",
        }
        for back in (True, False)
    ]
}
ITEM = ItemShown(
    5,
    1,
    "组织建设",
    "有固定场所，挂牌，标识清楚",
    "门头照片",
    D(10),
    D(9),
    "挂牌，一楼大厅",
    D("8.5"),
    "照片看不清门头",
    (7,),
)
NEW_ITEM = ItemShown(
    6, 2, "组织建设", "有站长，有专人", "上墙照片", D("7.5"), None, "", None, "", ()
)
ASSESSMENT: dict[str, Any] = {
    "title": "九级村退役军人服务站自评",
    "made": SimpleNamespace(
        template=TEMPLATE,
        station=SimpleNamespace(name="九级村退役军人服务站"),
        state="returned",
        self_total=D(9),
        checked_total=D("8.5"),
        maximum=D("17.5"),
        submitted_by="孙丽",
        submitted_at=moment(20, 9),
        checked_by="李秀芹",
        checked_at=moment(21, 9),
        sent_back_why="缺走访记录的照片",
    ),
    "label": "退回补正",
    "tone": "bad",
    "station_url": "/x/",
    "done": 1,
    "total": 2,
    "blocks": [
        {
            "title": "组织建设",
            "rows": [
                {"shown": ITEM, "papers": ["/x/"], "url": "/x/"},
                {"shown": NEW_ITEM, "papers": [], "url": "/x/"},
            ],
        }
    ],
    "fills": True,
    "actions": [
        {"label": "提交", "kind": "primary", "url": "/x/"},
        {"label": "退回", "kind": "danger", "url": "/x/"},
    ],
}
CHECK = CheckForm(items=[ITEM, NEW_ITEM])
FORM: dict[str, Any] = {
    "title": "登记工作人员",
    "intro": "换了岗位的，给原来的一行填上离岗，再登记一行。",
    "about": [("服务站", "马尚街道退役军人服务站")],
    "submit_label": "保存",
    "back_url": "/x/",
    "more": ("看此人的手机号", "/x/"),
}
STEP: dict[str, Any] = {
    "title": "退回自评",
    "question": "退回九级村退役军人服务站的2026年全年自评？",
    "consequences": ["站里可以修改各项，再提交一次。"],
    "confirm_label": "确认退回自评",
    "cancel_url": "/x/",
    "danger": True,
}
FOUND = {
    "shown": TEMPLATE,
    "level": "村居站",
    "label": "待启用",
    "tone": "warn",
    "url": "/x/",
}
DUTY = SimpleNamespace(
    number=1,
    title="信息采集",
    text="家庭和个人信息更新",
    source="待确认：系统自带的参考清单",
    valid_from=date(2020, 1, 1),
    valid_to=None,
)

NETWORK_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "network": ("network/home.html", {**AT_BUREAU, **HOME}),
    "station-network": ("network/home.html", {**AT_STATION, **HOME, "center": None}),
    "network-station": ("network/station.html", {**AT_BUREAU, **STATION_OF}),
    "station-network-station": ("network/station.html", {**AT_STATION, **STATION_OF}),
    "network-assessments": ("network/assessments.html", {**AT_BUREAU, **ASSESSMENTS}),
    "station-network-assessments": (
        "network/assessments.html",
        {**AT_STATION, **ASSESSMENTS, "own": OWN},
    ),
    "network-assessment": ("network/assessment.html", {**AT_BUREAU, **ASSESSMENT}),
    "station-network-assessment": ("network/assessment.html", {**AT_STATION, **ASSESSMENT}),
    "station-network-check": (
        "network/check.html",
        {
            **AT_STATION,
            "title": "核定自评",
            "form": CHECK,
            "token": "x",
            "made": ASSESSMENT["made"],
            "submit_label": "核定，办结",
            "back_url": "/x/",
            "rows": [
                {"shown": one, "points": points, "note": note, "papers": ["/x/"]}
                for one, points, note in CHECK.rows()
            ],
        },
    ),
    "network-worker": (
        "network/form.html",
        {**AT_BUREAU, **FORM, "form": WorkerForm(accounts=[("sunli", "孙丽")], may_show=True)},
    ),
    "station-network-item": (
        "network/form.html",
        {**AT_STATION, **FORM, "title": "第 1 项", "form": ScoreForm(most=D("7.5"))},
    ),
    "station-network-step": (
        "network/step.html",
        {**AT_STATION, **STEP, "form": BackForm()},
    ),
    "station-network-phone": (
        "network/step.html",
        {**AT_STATION, "title": "刘桂兰的手机号", "value": "13912340000", "cancel_url": "/x/"},
    ),
    "network-duties": (
        "network/duties.html",
        {
            **AT_BUREAU,
            "title": "职责清单",
            "new_url": "/x/",
            "lists": [
                {
                    "title": "村居服务站",
                    "rows": [
                        {"shown": DUTY, "holds": holds, "is_sure": not holds, "url": "/x/"}
                        for holds in (True, False)
                    ],
                },
                {"title": "镇街服务站", "rows": []},
            ],
        },
    ),
    "network-duty": (
        "network/duty.html",
        {
            **AT_BUREAU,
            **FORM,
            "title": "修改职责事项",
            "more": None,
            "form": DutyItemForm(),
            "changes": [
                {
                    "at": moment(2, 9),
                    "field": "可靠程度",
                    "before": "未经证实",
                    "after": "已核对原文",
                    "who": "周敏（经办）",
                    "why": "按文件核改",
                }
            ],
        },
    ),
    "network-templates": (
        "network/templates.html",
        {**AT_BUREAU, "title": "自评标准", "new_url": "/x/", "rows": [FOUND, FOUND]},
    ),
    "network-template": (
        "network/template.html",
        {
            **AT_BUREAU,
            "title": TEMPLATE.title,
            "found": FOUND,
            "waits": True,
            "new_item_url": "/x/",
            "blocks": [
                {
                    "title": "组织建设",
                    "most": D("17.5"),
                    "rows": [{"shown": ITEM, "url": "/x/"}, {"shown": NEW_ITEM, "url": ""}],
                }
            ],
            "actions": [
                {"label": "启用", "kind": "primary", "url": "/x/"},
                {"label": "撤回", "kind": "plain", "url": "/x/"},
            ],
        },
    ),
    "network-template-new": (
        "network/form.html",
        {**AT_BUREAU, **FORM, "title": "拟自评标准", "form": TemplateForm(earlier=[])},
    ),
    "network-template-item": (
        "network/form.html",
        {**AT_BUREAU, **FORM, "title": "录入自评项目", "form": TemplateItemForm()},
    ),
}
