"""双清单 at the bureau's and the residents' doors, with made-up data."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from support_services.double_list.admin.month import WEEKDAYS
from support_services.double_list.forms import BoardFilter, ClassForm, MonthForm, SinceForm
from support_services.double_list.published import PublicItem, PublicYear
from support_services.double_list.selectors.month import weeks_of
from support_services.double_list.sheets import (
    DEMAND,
    OFFICE_NAME,
    CircularSheet,
    NoteSheet,
)
from support_services.double_list.states import (
    LIGHT_LABELS,
    LIGHT_TONES,
    ROAD,
    ROAD_LABELS,
    WAIT_LABELS,
    Light,
)
from tests.design.samples import BUREAU, moment

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "双清单", "url": "/x/"}]}
TODAY = date(2026, 11, 20)


def page_of(rows: list[Any]) -> Page[Any]:
    return Paginator(rows, 50).get_page(1)


def light(one: Light) -> dict[str, str]:
    return {
        "light": one.value,
        "light_label": LIGHT_LABELS[one],
        "light_tone": LIGHT_TONES[one],
    }


ROW: dict[str, Any] = {
    "code": "军2026-012",
    "title": "训练道路照明（示例）",
    "class": "基础设施",
    "direction": "部队提出、地方办",
    "requester": "驻地部队甲（示例）",
    "lead": "区交通运输局（示例）",
    "deadline": date(2026, 11, 8),
    "left": -12,
    "late": 12,
    "progress": 40,
    "said_on": date(2026, 10, 30),
    "state_label": "办理中",
    "state_tone": "info",
    "url": "/x/",
    "wait": "none",
    "wait_label": "",
    "wait_tone": "idle",
    "waiting": "",
    **light(Light.RED),
}
WAITING = {
    "wait": "red",
    "wait_label": WAIT_LABELS[Light.RED],
    "wait_tone": LIGHT_TONES[Light.RED],
    "waiting": "等东街道（示例）报协办情况，2026-10-30到期，已过 21 天",
}
ROWS = [
    ROW,
    {**ROW, "code": "军2026-011", "title": "军人子女转学衔接（示例）", "left": 60, "late": 0,
     "deadline": date(2027, 1, 19), **light(Light.GREEN), **WAITING},
    {**ROW, "code": "军2026-021", "left": 5, "late": 0, "deadline": date(2026, 11, 25),
     **light(Light.YELLOW)},
    {**ROW, "code": "军2026-018", "left": None, "late": 0, "state_label": "暂缓",
     "state_tone": "idle", **light(Light.GREY)},
    {**ROW, "code": "地2026-004", "lead": "", "left": None, "late": 0, "deadline": None,
     "progress": 0, "state_label": "已征集，待梳理", "state_tone": "warn", **light(Light.NONE)},
]  # fmt: skip
WORDED = [{**one, "words": "方案已定，正在实施（示例）"} for one in ROWS]


def board_filter(**given: str) -> BoardFilter:
    return BoardFilter(
        given,
        years=[2026, 2025],
        classes=[(1, "基础设施")],
        units=[(1, "区交通运输局（示例）")],
    )


BOARD: dict[str, Any] = {
    **BUREAU,
    "crumbs": [],
    "title": "双清单",
    "filter_form": board_filter(),
    "filtered": False,
    "lights": [
        {"label": LIGHT_LABELS[one], "tone": LIGHT_TONES[one], "count": place * 3, "url": "/x/",
         "current": one is Light.RED}
        for place, one in enumerate(Light)
    ],
    "total": 5,
    "tabs": [
        {"title": "逐项", "url": "/x/", "current": True},
        {"title": "按单位", "url": "/x/", "current": False},
    ],
    "new_url": "/x/",
    "import_url": "/x/",
    "export_url": "/x/",
    "print_url": "/x/",
    "more": [("督办单", "/x/"), ("通报", "/x/"), ("联席会议材料", "/x/"), ("督办规则", "/x/")],
    "table": None,
    "page_obj": page_of(ROWS),
}  # fmt: skip
ITEM: dict[str, Any] = {
    **HEAD,
    "title": ROW["title"],
    "row": ROW,
    "facts": [
        ("方向", "部队提出、地方办"),
        ("类别", "基础设施"),
        ("提出单位", "驻地部队甲（示例）"),
        ("承办单位", "区交通运输局（示例）"),
        ("责任领导", "赵示例"),
        ("内容", "训练道路两公里装路灯（虚构）。"),
        ("质量要求", "亮灯率不低于 98%"),
        ("计划资金", "120,000.00 元"),
    ],
    "road": [
        {"label": ROAD_LABELS[one], "status": "done" if place < 5 else "current" if place == 5
         else "todo"}
        for place, one in enumerate(ROAD)
    ],
    "owed": [
        {"who": "双拥办", "what": "答复延期申请", "by": None, "late": False},
        {"who": "区交通运输局（示例）", "what": "办结", "by": date(2026, 11, 8), "late": True},
    ],
    "silence": "最近一次报告在 2026-10-30，已 21 天没有进展报告",
    "words": [
        {"label": "录入", "at": moment(1, 9), "who": "王丽", "note": ""},
        {"label": "驻地部队甲（示例）确认", "at": moment(3, 9), "who": "来函", "note": ""},
        {"label": "领导小组审定", "at": moment(5, 9), "who": "李敏",
         "note": "2026-11-05 第一次联席会议，示例〔虚构〕1 号"},
    ],
    "links": [("结转自", "军2025-005 营区供水管网改造（示例）", "/x/")],
    "owners": [
        {"on": TODAY, "unit": "区交通运输局（示例）", "from": "区住建局（示例）",
         "why": "路权属交通局", "by": "陈强"},
    ],
    "dates": [
        {"on": TODAY, "from": None, "to": date(2026, 10, 8), "cause": "交办时确定", "why": "",
         "by": "陈强"},
        {"on": TODAY, "from": date(2026, 10, 8), "to": date(2026, 11, 8), "cause": "批准延期",
         "why": "灯杆到货推迟", "by": "陈强"},
    ],
    "pauses": [{"first_on": date(2026, 7, 1), "last_on": None, "why": "等汛期过去"}],
    "extensions": [
        {"to": date(2026, 12, 20), "why": "电缆没到", "asked_on": TODAY,
         "asked_by": "承办单位在线申请", "state_label": "待批准", "state_tone": "warn",
         "decided": ""},
    ],
    "notes": [{"code": "双督〔2026〕3 号", "why": "超过办结期限", "on": TODAY, "url": "/x/"}],
    "told": [
        {"unit": "区交通运输局（示例）", "title": "督办单 双督〔2026〕3 号", "on": TODAY,
         "sent_at": moment(12, 10), "state_label": "已发出", "state_tone": "ok", "why": ""},
        {"unit": "区交通运输局（示例）", "title": "双清单到期催办承办单位", "on": TODAY,
         "sent_at": None, "state_label": "已取消", "state_tone": "idle",
         "why": "没有登记联系人手机，请打电话或者送达"},
    ],
    "papers": [{"url": "/x/", "label": "2026-10-30 报进展，第 1 份"}],
    "publicity": {"label": "待保密审查", "tone": "warn", "title": "训练道路照明",
                  "asked": "王丽 2026-11-10", "checked": ""},
    "publicity_buttons": [{"label": "保密审查通过，公开", "kind": "primary", "url": "/x/"}],
    "buttons": [
        {"label": "报进展", "kind": "plain", "url": "/x/"},
        {"label": "批准延期", "kind": "primary", "url": "/x/"},
        {"label": "核验不通过，退回办理", "kind": "danger", "url": "/x/"},
    ],
    "link_buttons": [{"label": "发链接给区交通运输局（示例）", "kind": "plain", "url": "/x/"}],
    "edit_url": "/x/",
    "story": [
        {"at": moment(12, 9), "what": "发出督办单", "who": "双拥办", "note": "双督〔2026〕3 号",
         "tone": "bad"},
        {"at": moment(2, 9), "what": "报进展", "who": "区交通运输局（示例）（本单位在线答复）",
         "note": "灯杆基础已浇（示例）；进度 40%", "tone": "info"},
    ],
}  # fmt: skip
SHEET = CircularSheet(
    title="2026年11月双清单办理情况通报",
    code="双通〔2026〕11 号",
    is_draft=False,
    words="现将本月办理情况通报如下（示例）。",
    drafted_by="王丽",
    issued_by="陈强",
    issued_on=TODAY,
    rows=WORDED,
)
CIRCULAR: dict[str, Any] = {
    **HEAD,
    "title": "2026年11月双清单办理情况通报",
    "state_label": "已签发",
    "state_tone": "ok",
    "why": "",
    "dropped_why": "",
    "office": OFFICE_NAME,
    "sheet": SHEET,
    "buttons": [],
    "files": [("导出表格", "/x/"), ("下载 PDF", "/x/")],
}
DUES = {
    date(2026, 11, 20): [
        {"who": "区交通运输局（示例）", "what": "报进展", "late": False, "url": "/x/", **ROW}
    ],
    date(2026, 11, 27): [
        {**ROW, "who": "驻地部队甲（示例）", "what": "评价", "late": False},
        {**ROW, "who": "东街道（示例）", "what": "报协办情况", "late": False},
    ],
    date(2026, 11, 8): [
        {**ROW, "who": "区交通运输局（示例）", "what": "办结", "late": True, **light(Light.RED)}
    ],
}


def month_weeks(dues: dict[date, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "on": day,
                "weekday": WEEKDAYS[day.weekday()],
                "rows": dues.get(day, []),
                "outside": day.month != TODAY.month,
                "today": day == TODAY,
                "rest": day.weekday() > 4,
            }
            for day in week
        ]
        for week in weeks_of(TODAY)
    ]


MONTH: dict[str, Any] = {
    **HEAD,
    "title": "双清单 2026年11月",
    "form": MonthForm({}, units=[(1, "区交通运输局（示例）")]),
    "weekdays": WEEKDAYS,
    "weeks": month_weeks(DUES),
    "overdue": [
        {
            **ROW,
            "who": "区交通运输局（示例）",
            "what": "办结",
            "by": date(2026, 10, 8),
            "late": True,
        }
    ],
    "total": 4,
    **{"before_url": "/x/", "after_url": "/x/", "today_url": "/x/", "board_url": "/x/"},
}
PUBLIC = PublicItem(
    "军人子女就近入学", "子女入学", "驻地部队", "区教育体育局（示例）", "已经办好", True
)
YEAR = PublicYear(
    2026,
    (PUBLIC, PublicItem("训练道路照明", "基础设施", "驻地部队", "区交通运输局", "正在办理", False)),
    (PublicItem("开学第一课", "国防教育", "示例中学", "驻地部队", "已经办好", True),),
    3,
    2,
)

DOUBLE_LIST_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "double-list": ("bureau/double_list.html", BOARD),
    "double-list-by-unit": (
        "bureau/double_list.html",
        {
            **BOARD,
            "page_obj": None,
            "new_url": "",
            "import_url": "",
            "filtered": True,
            "filter_form": board_filter(year="2026"),
            "table": {
                "head": "单位",
                "lights": list(LIGHT_LABELS.values()),
                "rows": [
                    {
                        "label": "区交通运输局（示例）",
                        "total": 5,
                        "url": "/x/",
                        "lights": [
                            {"count": place, "label": label, "url": "/x/"}
                            for place, label in enumerate(LIGHT_LABELS.values())
                        ],
                    }
                ],
            },
        },
    ),
    "double-list-empty": ("bureau/double_list.html", {**BOARD, "page_obj": page_of([])}),
    "double-list-item": ("bureau/double_list_item.html", ITEM),
    "double-list-item-new": (
        "bureau/double_list_item.html",
        {
            **ITEM,
            **{"row": ROWS[-1], "silence": "", "links": [], "owners": [], "dates": []},
            **{"pauses": [], "extensions": [], "notes": [], "papers": [], "buttons": []},
            "told": [],
            **{"publicity_buttons": [], "edit_url": "", "link_buttons": []},
            "publicity": {
                "label": "不公开",
                "tone": "idle",
                "title": "",
                "asked": "",
                "checked": "",
            },
        },
    ),
    "double-list-print": (
        "bureau/double_list_print.html",
        {**HEAD, "title": "双清单事项表", "on": TODAY, "narrowed": "年度：2026年", "rows": WORDED,
         "cut_off": 12, "export_url": "/x/"},
    ),
    "double-list-classes": (
        "bureau/double_list_classes.html",
        {
            **HEAD,
            "title": "双清单类别",
            "rows": [
                {"name": "基础设施", "closed": False, "url": "/x/"},
                {"name": "其他", "closed": True, "url": ""},
            ],
            "form": ClassForm(),
        },
    ),
    "double-list-rules": (
        "bureau/double_list_rules.html",
        {
            **HEAD,
            "title": "督办规则",
            "rows": [
                {
                    "valid_from": date(2027, 1, 1),
                    "state_label": "待启用",
                    "state_tone": "warn",
                    "today": False,
                    "numbers": [("剩余几天以内亮黄灯", "7"), ("几个工作日内可以退回", "5")],
                    "source": "局务会纪要（示例）",
                    "confidence": "已核对原文",
                    "hands": "录入 王丽",
                    "enforce_url": "/x/",
                    "withdraw_url": "/x/",
                },
                {
                    "valid_from": date(2020, 1, 1),
                    "state_label": "已启用",
                    "state_tone": "ok",
                    "today": True,
                    "numbers": [("剩余几天以内亮黄灯", "7")],
                    "source": "没有查到统一规定",
                    "confidence": "未经证实",
                    "hands": "系统自带",
                    "enforce_url": "",
                    "withdraw_url": "",
                },
            ],
            "new_url": "/x/",
        },
    ),
    "double-list-notes": (
        "bureau/double_list_notes.html",
        {
            **HEAD,
            "title": "督办单",
            "export_url": "/x/",
            "page_obj": page_of(
                [
                    {
                        "code": "双督〔2026〕3 号",
                        "url": "/x/",
                        "item": "军2026-012 训练道路照明（示例）",
                        "item_url": "/x/",
                        "unit": "区交通运输局（示例）",
                        "why": "超过办结期限",
                        "on": TODAY,
                        "by": "系统",
                    }
                ]
            ),
        },
    ),
    "double-list-note": (
        "bureau/double_list_note.html",
        {
            **HEAD,
            "title": "督办单",
            "sheet": NoteSheet(
                code="双督〔2026〕3 号",
                unit="区交通运输局（示例）",
                item="军2026-012 训练道路照明（示例）",
                why="超过办结期限",
                late=12,
                facts=(
                    ("提出单位", "驻地部队甲（示例）"),
                    ("内容", "训练道路两公里装路灯（虚构）。"),
                    ("质量要求", "亮灯率不低于 98%"),
                    ("完成时限", "2026年11月8日"),
                ),
                demand=DEMAND,
                issued_on=TODAY,
                issued_by="",
            ),
            "office": OFFICE_NAME,
            "pdf_url": "/x/",
            "back_url": "/x/",
        },
    ),
    "double-list-circulars": (
        "bureau/double_list_circulars.html",
        {
            **HEAD,
            "title": "通报",
            "page_obj": page_of(
                [
                    {
                        "title": "关于区交通运输局（示例）双清单事项办理情况的通报",
                        "code": "",
                        "month": date(2026, 11, 1),
                        "why": "红灯 2 项，最长超期 12 天",
                        "state_label": "待签发",
                        "state_tone": "warn",
                        "lines": 0,
                        "issued_on": None,
                        "issued_by": "",
                        "url": "/x/",
                    }
                ]
            ),
            "new_url": "/x/",
        },
    ),
    "double-list-circular": ("bureau/double_list_circular.html", CIRCULAR),
    "double-list-circular-draft": (
        "bureau/double_list_circular.html",
        {
            **CIRCULAR,
            **{"state_label": "待签发", "state_tone": "warn", "files": []},
            "sheet": replace(
                SHEET, code="", is_draft=True, issued_by="", issued_on=None, rows=[WORDED[0]]
            ),
            "why": "红灯 2 项，最长超期 12 天",
            "buttons": [
                {"label": "签发", "kind": "primary", "url": "/x/"},
                {"label": "不发", "kind": "danger", "url": "/x/"},
            ],
        },
    ),
    "double-list-meeting": (
        "bureau/double_list_meeting.html",
        {
            **HEAD,
            "title": "联席会议材料",
            "form": SinceForm(initial={"since": date(2026, 8, 20)}),
            "since": date(2026, 8, 20),
            "on": TODAY,
            "counts": [("在办和待办", 18), ("其中超期", 2), ("上次会议以来销号", 5)],
            "owed": [
                {
                    "who": "区交通运输局（示例）",
                    "late": 1,
                    "rows": [{**ROW, "what": "办结", "by": date(2026, 11, 8), "late": True}],
                }
            ],
            "changed": [
                {
                    "code": "军2026-012",
                    "title": ROW["title"],
                    "url": "/x/",
                    "what": "报进展",
                    "on": TODAY,
                    "who": "区交通运输局（示例）",
                    "text": "灯杆基础已浇（示例）",
                }
            ],
            "cut_off": 12,
            "files": [("导出表格", "/x/"), ("下载 PDF", "/x/")],
        },
    ),
    "double-list-month": ("bureau/double_list_month.html", MONTH),
    "double-list-month-empty": (
        "bureau/double_list_month.html",
        {**MONTH, "overdue": [], "total": 0, "weeks": month_weeks({})},
    ),
    "double-list-by-wait": (
        "bureau/double_list.html",
        {
            **BOARD,
            "page_obj": None,
            "table": {
                "head": "在等谁",
                "lights": [WAIT_LABELS[Light.YELLOW], WAIT_LABELS[Light.RED]],
                "rows": [
                    {
                        "label": "驻地部队甲（示例）",
                        "total": 3,
                        "url": "/x/",
                        "lights": [
                            {"count": 2, "label": WAIT_LABELS[Light.YELLOW], "url": ""},
                            {"count": 1, "label": WAIT_LABELS[Light.RED], "url": ""},
                        ],
                    }
                ],
            },
        },
    ),
    "double-list-import": (
        "bureau/double_list_import.html",
        {
            **HEAD,
            "title": "核对双清单表格",
            "file_name": "2026年双清单",
            "counts": [("新的", "ok", 2), ("已有", "idle", 1), ("不能导入", "bad", 1)],
            "with_progress": 1,
            "rows": [
                {"number": 7, "title": "没有登记的", "label": "不能导入", "tone": "bad",
                 "so_far": "",
                 "words": "提出单位“某某单位”不在参与单位里，请先登记，或者改成登记的名称。"},
                {"number": 5, "title": "营门前道路维修", "label": "新的", "tone": "ok",
                 "words": "将编为 军2026-002", "so_far": "60%，正在施工"},
            ],
            "cut_off": 3,
            "marked_url": "/x/",
            "expected": 2,
            "cancel_url": "/x/",
        },
    ),
    "public-double-list": (
        "public/double_list.html",
        {**PHONE, "years": (2026, 2025), "shown": YEAR},
    ),
    "public-double-list-none": ("public/double_list.html", {**PHONE, "years": (), "shown": None}),
}  # fmt: skip
