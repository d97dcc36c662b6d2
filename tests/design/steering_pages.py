"""The leaders' picture, a figure with its rows, the tasks and the yearly report, made up."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator

from support_services.steering.figure_forms import FigureFilter
from tests.design.samples import BUREAU, moment
from veterans.accounts.figures import Column, Figure

HEAD = {**BUREAU, "crumbs": [{"title": "双拥工作一张图", "url": "/x/"}]}
TASKS_HEAD = {**BUREAU, "crumbs": [{"title": "双拥任务清单", "url": "/x/"}]}
TOWNS = ("马尚街道", "科苑街道", "车站街道", "公园街道", "傅家镇", "中埠镇")


def card(title: str, number: Any, unit: str, note: str = "", tone: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "number": number,
        "unit": unit,
        "note": note,
        "tone": tone,
        "url": "/x/",
    }


def chart(title: str, kind: str, unit: str, rows: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        "ident": f"chart-{kind}-{unit_name(unit)}",
        "title": title,
        "kind": kind,
        "unit": unit,
        "is_money": unit == "元",
        "label_head": "镇街" if kind == "town" else "月份",
        "rows": [{"label": label, "value": value, "url": "/x/"} for label, value in rows],
    }


def unit_name(unit: str) -> str:
    return {"元": "yuan", "个": "pieces"}.get(unit, "things")


BY_TOWN = chart(
    "五有齐全的服务站（按镇街）",
    "town",
    "个",
    [(town, number) for town, number in zip(TOWNS, (18, 21, 15, 0, 9, 12), strict=True)],
)
BY_MONTH = chart(
    "本年度发放到账（按月）",
    "month",
    "元",
    [
        (
            f"2026年{month}月",
            Decimal("1834206.50") + month * 1011 if month < 11 else Decimal("0.00"),
        )
        for month in range(1, 12)
    ],
)
TREND: dict[str, Any] = {
    "label": "已登记服务站",
    "chart": {
        **chart(
            "已登记服务站（各月最后一天）",
            "month",
            "个",
            [("2026-08-31", 230), ("2026-10-31", 236), ("2026-11-20", 238)],
        ),
        "ident": "trend-stations",
        "label_head": "日期",
    },
    "is_known": True,
    "unknown": "2026-07-31、2026-09-30",
}
for _row in TREND["chart"]["rows"][:-1]:
    _row["url"] = ""
NO_TREND = {**TREND, "label": "五有齐全的服务站", "is_known": False}
SECTIONS: list[dict[str, Any]] = [
    {
        "key": "stations",
        "title": "服务站网络",
        "cards": [
            card("已登记服务站", 238, "个"),
            card("五有齐全的服务站", 175, "个", "占 73%"),
            card("还没有登记服务站的镇街、村居", 2, "个", "", "warn"),
        ],
        "charts": [BY_TOWN],
    },
    {
        "key": "money",
        "title": "优待抚恤资金",
        "cards": [
            card("本年度发放到账", Decimal("18342065.00"), "元"),
            card("待追缴", Decimal("3204.10"), "元", "", "warn"),
        ],
        "charts": [BY_MONTH],
    },
]
PROMISE: dict[str, Any] = {
    "year": 2026,
    "words": "",
    "figure": "公布的优待项目",
    "wanted": "不少于 30 项",
    "number": "34 项",
    "url": "/x/",
    "label": "达到",
    "tone": "ok",
    "remove_url": "",
}
SPOKEN = {
    **PROMISE,
    "words": "每季度一次专题报道",
    "figure": "",
    "wanted": "",
    "number": "",
    "url": "",
    "label": "看进展记录",
    "tone": "info",
    "remove_url": "/x/",
}
TASK: dict[str, Any] = {
    "number": 3,
    "title": "优待目录清单",
    "demand": "制定本区优待目录清单并落实",
    "units": "责任：区教体局、区民政局、区退役军人局",
    "promises": [PROMISE, SPOKEN],
    "notes": 2,
    "url": "/x/",
}
YEAR: dict[str, Any] = {
    "title": "张店区关于推进社会化拥军工作的意见",
    "year": 2026,
    "url": "/x/",
    "cards": [card("任务", 15, "项"), card("目标：还没有达到", 1, "个", "", "warn")],
    "rows": [TASK],
}
FIGURE = Figure(
    code="stations.all",
    group="stations",
    label="已登记服务站",
    unit="个",
    duty="network.read",
    rows=lambda user, today, span: None,  # type: ignore[arg-type,return-value]
    columns=(Column("服务站", str), Column("所在地", str)),
    place="region",
)
ROWS = [
    {
        "cells": [
            {"label": "服务站", "value": f"示例村{number}退役军人服务站", "is_money": False},
            {"label": "所在地", "value": "马尚街道 › 示例村", "is_money": False},
            {"label": "金额（元）", "value": Decimal("120.50"), "is_money": True},
        ],
        "url": "/x/",
    }
    for number in range(1, 4)
]
FIGURE_PAGE: dict[str, Any] = {
    **HEAD,
    "title": "已登记服务站",
    "figure": FIGURE,
    "number": 3,
    "whole": 238,
    "words": ["镇街：马尚街道"],
    "note": "区服务中心、镇街站、村居站都算。",
    "filter_form": FigureFilter(
        {"town": "370303001"}, figure=FIGURE, towns=[("370303001", "马尚街道")], this_year=2026
    ),
    "charts": [BY_TOWN],
    "trend": TREND,
    "heads": [
        {"label": "服务站", "is_num": False},
        {"label": "所在地", "is_num": False},
        {"label": "金额（元）", "is_num": True},
    ],
    "rows": Paginator(ROWS, 50).get_page(1),
    "export_url": "/x/",
}
PICTURE = {
    **BUREAU,
    "title": "双拥工作一张图",
    "sections": SECTIONS,
    "tasks": YEAR,
    "trends": [TREND, NO_TREND],
    "at": moment(20, 9),
    "screen_url": "/x/",
    "picture_url": "/x/",
}
STEERING: dict[str, Any] = {
    **BUREAU,
    "title": "双拥任务清单",
    "facts": [("文件", YEAR["title"]), ("文号", "没有登记"), ("印发日期", "2022-07-30")],
    "closed": "",
    "year": 2026,
    "years": [
        {"year": year, "url": "/x/", "current": year == 2026} for year in (2027, 2026, 2025, 2024)
    ],
    "rows": [
        TASK,
        {**TASK, "number": 4, "title": "拥军矩阵名录", "promises": [], "notes": 0, "ended": True},
    ],
    "reports": [
        {"year": 2025, "label": "已签发", "tone": "ok", "taken_on": moment(10, 9), "url": "/x/"}
    ],
    "others": [{"title": "前一份意见", "url": "/x/", "note": "已停止跟踪"}],
    "actions": [
        {"label": "起草 2026 年报告", "url": "/x/", "kind": "primary"},
        {"label": "停止跟踪", "url": "/x/", "kind": "danger"},
        {"label": "导入任务清单", "url": "/x/", "kind": "plain"},
    ],
    "picture_url": "/x/",
}
NOTE = {
    "on": moment(12, 9),
    "text": "优待目录逐项核对，又公布一批。",
    "unit": "区民政局",
    "who": "王丽",
    "at": moment(12, 10, 20),
    "files": [{"name": "佐证 1", "url": "/x/"}],
}
TASK_PAGE: dict[str, Any] = {
    **TASKS_HEAD,
    "title": "3. 优待目录清单",
    "task": SimpleNamespace(
        demand=TASK["demand"],
        remark="要求是本系统的概括，不是文件原文",
        programme=SimpleNamespace(title=YEAR["title"]),
        ended_at=moment(14, 9),
        ended_by="王丽",
    ),
    "units": TASK["units"],
    "sure": ("转载来源", "warn"),
    "figures": [{"label": "公布的优待项目", "url": "/x/"}],
    "promises": [PROMISE, SPOKEN, {**PROMISE, "year": 2025, "on": moment(20, 9)}],
    "notes": Paginator([NOTE, {**NOTE, "unit": "", "files": []}], 20).get_page(1),
    "changes": [
        {
            "label": "修改",
            "why": "领导小组会议调整分工",
            "who": "王丽",
            "at": moment(13, 9),
            "changed": [
                {"name": "责任单位", "was": "区教体局", "became": "区教体局、区民政局"},
                {"name": "说明", "was": "（空）", "became": "原文"},
            ],
        }
    ],
    "actions": [
        {"label": "登记进展", "url": "/x/", "kind": "primary"},
        {"label": "停办", "url": "/x/", "kind": "danger"},
    ],
}
LINE: dict[str, Any] = {
    "number": 3,
    "title": "优待目录清单",
    "promised": "优待目录公布 30 项以上",
    "figure": "公布的优待项目",
    "wanted": "不少于 30 项",
    "reached": "34 项",
    "live_url": "/x/",
    "kept_url": "/x/",
    "parts": [("马尚街道", "20 项"), ("傅家镇", "14 项")],
    "label": "达到",
    "tone": "ok",
    "notes": 2,
    "files": 1,
    "last_note": NOTE["text"],
    "task_url": "/x/",
}
REPORT_PAGE: dict[str, Any] = {
    **TASKS_HEAD,
    "title": "2026年度双拥任务报告",
    "programme": YEAR["title"],
    "report": SimpleNamespace(
        summary="全年任务基本完成，绿色通道还要补两家。",
        drafted_by="王丽",
        drafted_at=moment(18, 9),
        issued_by="李敏",
        issued_at=moment(20, 15),
        dropped_by=None,
    ),
    "row": {"label": "已签发", "tone": "ok", "taken_on": moment(18, 9)},
    "rows": [
        LINE,
        {**LINE, "counted_on": moment(20, 9), "kept_url": ""},
        {
            **LINE,
            **{"number": 4, "title": "拥军矩阵名录", "promised": "", "figure": "", "wanted": ""},
            **{
                "reached": "",
                "live_url": "",
                "kept_url": "",
                "parts": [],
                "label": "没有定目标",
                "tone": "idle",
                "last_note": "",
            },
        },
    ],
    "actions": [{"label": "签发", "url": "/x/", "kind": "primary"}],
    "export_url": "/x/",
}
PREVIEW: dict[str, Any] = {
    **TASKS_HEAD,
    "title": "核对任务清单",
    "facts": [("文件名", "任务清单"), ("文件", YEAR["title"]), ("印发日期", "2022-07-30")],
    "rows": [
        {
            "number": 3,
            "title": "优待目录清单",
            "demand": TASK["demand"],
            "lead": "",
            "units": "区教体局、区民政局",
            "figures": "公布的优待项目",
            "remark": "要求是概括",
        }
    ],
    "confirm": {
        "question": "导入这 1 项任务？",
        "consequences": ["登记 1 个没有登记过的单位：区民政局。"],
        "confirm_label": "确认导入",
        "cancel_url": "/x/",
    },
}

STEERING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "steering-picture": ("bureau/picture.html", PICTURE),
    "steering-wall": ("bureau/picture_screen.html", PICTURE),
    "steering-figure": ("bureau/figure.html", FIGURE_PAGE),
    "steering-figure-empty": (
        "bureau/figure.html",
        {
            **FIGURE_PAGE,
            "number": 0,
            "words": [],
            "charts": [],
            "trend": NO_TREND,
            "rows": Paginator([], 50).get_page(1),
        },
    ),
    "steering-tasks": ("bureau/steering.html", STEERING),
    "steering-tasks-empty": (
        "bureau/steering.html",
        {**STEERING, "facts": [], "rows": [], "reports": [], "others": []},
    ),
    "steering-task": ("bureau/steering_task.html", TASK_PAGE),
    "steering-preview": ("bureau/steering_preview.html", PREVIEW),
    "steering-report": ("bureau/steering_report.html", REPORT_PAGE),
}
