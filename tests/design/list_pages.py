"""Lists of people at the bureau's door, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.design.samples import BUREAU, moment, page
from veterans.registry.admin.list_forms import LeavesOutForm, PartsForm

ROW: dict[str, Any] = {
    "name": "张店区退役军人信息采集表（2026年11月汇总）",
    "number": 12,
    "rows": 31904,
    "state_label": "核对完，待确认",
    "state_tone": "warn",
    "uploaded_by": "李秀芹",
    "uploaded_at": moment(20, 9),
    "read_at": moment(20, 9, 1),
    "confirmed_by": None,
    "applied_at": None,
    "leaves_out": False,
    "new": 30112,
    "changed": 1204,
    "url": "/x/",
}
LINE: dict[str, Any] = {
    "number": 218,
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "label": "不合格",
    "tone": "bad",
    "reason": "身份证号校验码不符，至少有一位写错，请按证件逐位核对。"
    "南定镇没有这个村居，是不是“南定村”、“南定社区”？请按区划清单填写。",
    "decide_url": "",
}
DOUBT = {
    **LINE,
    "number": 4031,
    "name": "刘桂兰",
    "label": "疑似重复",
    "tone": "warn",
    "reason": "与已登记的一个人同名、同出生日期，只有身份证号不同。请认定是不是同一人。",
    "decide_url": "/x/",
}
CRUMBS = [{"title": "人员", "url": "/x/"}, {"title": "人员名单", "url": "/x/"}]
LIST: dict[str, Any] = {
    **BUREAU,
    "title": ROW["name"],
    "crumbs": CRUMBS,
    "made": ROW,
    "note": "",
    "progress": None,
    "parts": ["村居", "联系电话", "银行账户"],
    "ignored": ["序号", "备注", "健康状况"],
    "cards": [
        {"label": "新登记", "count": 30112, "tone": "ok", "url": "/x/"},
        {"label": "有更新", "count": 1204, "tone": "info", "url": "/x/"},
        {"label": "没有变化", "count": 540, "tone": "idle", "url": "/x/"},
        {"label": "疑似重复", "count": 9, "tone": "warn", "url": "/x/"},
        {"label": "不合格", "count": 39, "tone": "bad", "url": "/x/"},
    ],
    "tabs": [
        {"label": "全部", "url": "/x/", "current": True},
        {"label": "新登记", "url": "/x/", "current": False},
        {"label": "疑似重复", "url": "/x/", "current": False},
        {"label": "不合格", "url": "/x/", "current": False},
    ],
    "page_obj": page([LINE, DOUBT]),
    "actions": [
        {"label": "确认导入", "url": "/x/", "kind": "primary"},
        {"label": "选择更新的内容，重新核对", "url": "/x/", "kind": "plain"},
        {"label": "撤下", "url": "/x/", "kind": "danger"},
    ],
    "file_url": "/x/",
    "open_count": 48,
}
PROGRESS = {
    "running": True,
    "writing": False,
    "label": "正在核对",
    "done": 14000,
    "total": 31904,
    "poll_url": "/x/",
    "page_url": "/x/",
}
STEP: dict[str, Any] = {
    **BUREAU,
    "title": "确认导入",
    "crumbs": CRUMBS,
    "question": "把“十一月名单”写入登记册？",
    "consequences": ["新登记 30,112 人，更新 1,204 人；540 人没有变化。"],
    "confirm_label": "确认导入",
    "danger": False,
    "cancel_url": "/x/",
}
FILE_SIDE: dict[str, Any] = {
    "key": 20417,
    "name": "刘桂兰",
    "masked_id": "370***********3021",
    "born_on": date(1951, 2, 3),
    "place": "南定镇 › 南定村",
    "phone": "139****2222",
    "died_on": None,
    "url": "/x/",
    "merge_url": "/x/",
}

LIST_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "people-lists": (
        "bureau/people_lists.html",
        {
            **BUREAU,
            "title": "人员名单",
            "crumbs": CRUMBS[:1],
            "new_url": "/x/",
            "page_obj": page([ROW, {**ROW, "number": 11, "name": "补录名单"}]),
        },
    ),
    "people-list": ("bureau/people_list.html", LIST),
    "people-list-reading": (
        "bureau/people_list.html",
        {
            **LIST,
            "made": {**ROW, "state_label": "正在核对", "state_tone": "info", "read_at": None},
            "progress": PROGRESS,
            "cards": [],
            "page_obj": None,
            "actions": [],
            "file_url": "",
        },
    ),
    "people-list-void": (
        "bureau/people_list.html",
        {
            **LIST,
            "note": "预览以后，登记册或认定有了变化，预览的结论已经不准，什么都没有写入。"
            "请重新核对，再确认。",
        },
    ),
    "people-list-confirm": (
        "bureau/people_list_step.html",
        {**STEP, "form": LeavesOutForm()},
    ),
    "people-list-again": (
        "bureau/people_list_step.html",
        {
            **STEP,
            "title": "选择更新的内容，重新核对",
            "confirm_label": "选择更新的内容，重新核对",
            "consequences": ["从头核对每一行，结论可能与现在不同。"],
            "question": "按现在的登记册重新核对？",
            "form": PartsForm(["region", "phone", "service", "account"], initial={}),
        },
    ),
    "people-list-line": (
        "bureau/people_list_line.html",
        {
            **BUREAU,
            "title": "第 4031 行是不是同一人",
            "crumbs": CRUMBS,
            "line": DOUBT,
            "shown": SimpleNamespace(
                name="刘桂兰",
                masked_id="370***********3021",
                place="南定村",
                phone="139****2222",
            ),
            "born_on": date(1951, 2, 3),
            "may_decide": True,
            "others": [
                {
                    "id": 7,
                    "name": "刘桂兰",
                    "masked_id": "370***********3048",
                    "born_on": date(1951, 2, 3),
                    "place": "南定村",
                    "phone": "",
                    "died_on": None,
                    "decided": "",
                    "url": "/x/",
                }
            ],
            "back_url": "/x/",
        },
    ),
    "duplicates": (
        "bureau/duplicates.html",
        {
            **BUREAU,
            "title": "疑似重复建档",
            "crumbs": CRUMBS[:1],
            "more": True,
            "at_most": 50,
            "pairs": [
                {
                    "alike": "出生日期相同、电话相同",
                    "same": same,
                    "apart_url": "/x/",
                    "sides": [
                        FILE_SIDE,
                        {
                            **FILE_SIDE,
                            "key": 31188,
                            "masked_id": "370***********3048",
                            "phone": "",
                            "died_on": date(2026, 10, 20),
                        },
                    ],
                }
                for same in (False, True)
            ],
        },
    ),
}
