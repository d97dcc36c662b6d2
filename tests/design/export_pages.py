"""Exports of people at the bureau's door, with made-up data."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator

from tests.design.samples import BUREAU, moment, page
from veterans.registry.admin.export_forms import WhatForm, WhomForm

ROW: dict[str, Any] = {
    "number": 7,
    "words": [
        "马尚街道张炳旺社区",
        "2026-11-20 属于年满60周岁农村籍退役士兵",
        "健在",
        "没有光荣牌",
    ],
    "purpose": "核对八一走访慰问名单，补挂光荣牌",
    "rows": 1204,
    "state_label": "可以下载",
    "state_tone": "ok",
    "asked_by": "李秀芹",
    "asked_at": moment(20, 9),
    "made_at": moment(20, 9, 1),
    "expires_at": moment(21, 9, 1),
    "downloads": 2,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "may_fetch": True,
    "may_destroy": True,
    "url": "/x/",
    "file_url": "/x/",
    "destroy_url": "/x/",
}
GONE = {
    **ROW,
    "number": 6,
    "words": ["南定镇"],
    "rows": 31904,
    "state_label": "已到期，文件已销毁",
    "state_tone": "idle",
    "may_fetch": False,
    "may_destroy": False,
}
CRUMBS = [{"title": "人员", "url": "/x/"}, {"title": "我的导出", "url": "/x/"}]
LISTED: dict[str, Any] = {
    **BUREAU,
    "title": "我的导出",
    "crumbs": CRUMBS[:1],
    "new_url": "/x/",
    "of_all": False,
    "kept_for": "24 小时",
    "page_obj": page([ROW, GONE]),
}


def whom(**chosen: str) -> WhomForm:
    """The form of the choice without a person behind it: no places to choose from."""
    return WhomForm(None, date(2026, 11, 20), chosen or None)  # type: ignore[arg-type]


NEW: dict[str, Any] = {
    **BUREAU,
    "title": "导出名册",
    "crumbs": CRUMBS,
    "whom": whom(),
    "what": WhatForm(),
    "count": None,
    "words": [],
    "too_many": False,
    "most": 200_000,
    "told_from": 1000,
    "kept_for": "24 小时",
    "here": "/x/",
    "cancel_url": "/x/",
}
ONE: dict[str, Any] = {
    **BUREAU,
    "title": "人员导出 7",
    "crumbs": CRUMBS,
    "made": ROW,
    "note": "",
    "columns": [
        "姓名",
        "性别",
        "年龄",
        "村居",
        "户编号",
        "人员类别",
        "身份证号",
        "联系电话",
        "状态",
    ],
    "progress": None,
    "file_url": "/x/",
    "actions": [{"label": "立即销毁", "url": "/x/", "kind": "danger"}],
    "entries": [
        {"what": "提出人员导出", "who": "李秀芹", "at": moment(20, 9)},
        {"what": "生成人员导出", "who": "李秀芹", "at": moment(20, 9, 1)},
        {"what": "下载人员导出", "who": "李秀芹", "at": moment(20, 9, 3)},
    ],
}
EXPORT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "people-exports": ("bureau/people_exports.html", LISTED),
    "people-exports-empty": (
        "bureau/people_exports.html",
        {**LISTED, "page_obj": Paginator([], 50).get_page(1)},
    ),
    "people-exports-all": (
        "bureau/people_exports.html",
        {**LISTED, "title": "人员导出", "of_all": True, "new_url": ""},
    ),
    "people-export-new": ("bureau/people_export_new.html", NEW),
    "people-export-counted": (
        "bureau/people_export_new.html",
        {
            **NEW,
            "whom": whom(category="NC60", life="alive"),
            "count": 1204,
            "words": ["2026-11-20 属于年满60周岁农村籍退役士兵", "健在"],
        },
    ),
    "people-export-refused": (
        "bureau/people_export_new.html",
        {
            **NEW,
            "whom": whom(category="NC60"),
            "what": WhatForm({"purpose": ""}),
            "count": 12,
            "words": ["2026-11-20 属于年满60周岁农村籍退役士兵"],
        },
    ),
    "people-export": ("bureau/people_export.html", ONE),
    "people-export-making": (
        "bureau/people_export.html",
        {
            **ONE,
            "made": {
                **ROW,
                "state_label": "正在生成",
                "state_tone": "info",
                "made_at": None,
                "expires_at": None,
            },
            "file_url": "",
            "progress": {
                "running": True,
                "label": "正在生成",
                "done": 4000,
                "total": 31904,
                "poll_url": "/x/",
                "page_url": "/x/",
            },
        },
    ),
    "people-export-failed": (
        "bureau/people_export.html",
        {
            **ONE,
            "made": {**ROW, "state_label": "没有生成", "state_tone": "bad", "made_at": None},
            "note": "您的服务区域已经变动，不再包含这份导出的范围，不能取得。",
            "file_url": "",
            "actions": [],
        },
    ),
}
