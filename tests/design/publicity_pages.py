"""公示 at the three doors, with made-up data."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from support_services.subsidies.admin.publicity_forms import DecisionForm, DraftForm, PublishForm
from support_services.subsidies.published import (
    PublicLine,
    PublicNotice,
    PublicNoticeName,
    PublicTown,
)
from support_services.subsidies.station.publicity import HangingForm, ObjectionForm
from tests.design.forms import FilterForm
from tests.design.samples import BUREAU, CONFIRM, HISTORY, STATION, moment, page

COMMON: dict[str, Any] = {**BUREAU, "crumbs": []}
NOTICE = PublicNotice(
    id=12,
    number="公示第 12 号",
    title="南定镇南定村拟发放补助人员公示",
    days=5,
    first_on=date(2026, 11, 16),
    last_on=date(2026, 11, 20),
    opening="经审核，下列人员拟列入补助发放名单，现予公示。公示期 5 个工作日："
    "2026年11月16日至2026年11月20日。公示期间有不同意见的，"
    "请向村（社区）退役军人服务站或示范区退役军人事务局反映，我们会核查并为您保密。",
    lines=(
        PublicLine(1, "欧**国", "南定镇南定村", "优抚补助", "每年 9,000.00 元，自2026年11月起", 1),
        PublicLine(2, "刘*", "南定镇南定村", "困难帮扶", "2,000.00 元", 2),
        PublicLine(3, "未成年人", "南定镇南定村", "优抚补助", "", 3),
    ),
)
TOWNS = (
    PublicTown("南定镇", (PublicNoticeName(12, "南定村", date(2026, 11, 20), 3),)),
    PublicTown("马尚街道", (PublicNoticeName(13, "九级村", date(2026, 11, 23), 1),)),
)
PHONE = {"bureau_phone": "0533-2178000", "bureau_tel": "05332178000"}
STANDS = {"phase_label": "公示中", "tone": "info", "is_over": False}
ROW = {
    "number": "公示第 12 号",
    "place": "南定镇南定村",
    "people": 3,
    "first_on": date(2026, 11, 16),
    "last_on": date(2026, 11, 20),
    "hung": 0,
    "objections": 1,
    "open_objections": 1,
    "must_hang": True,
    "drafted_by": "周敏",
    "url": "/x/",
    "state_label": "公示中",
    "state_tone": "info",
}
OBJECTION = {
    "name": "欧阳建国",
    "scheme": "残疾抚恤",
    "place": "南定镇南定村",
    "raised_on": date(2026, 11, 18),
    "is_late": True,
    "registered_by": "孙丽",
    "url": "/x/",
    "state_label": "待核查",
    "state_tone": "warn",
}
LIST: dict[str, Any] = {
    **COMMON,
    "title": "公示",
    "filter_form": FilterForm({}),
    "due_url": "/x/",
    "rules_url": "/x/",
    "calendar_url": "/x/",
    "export_url": "/x/",
    "publish_all_url": "/x/",
}
ENTRY = {
    "name": "欧阳建国",
    "scheme": "残疾抚恤",
    "url": "/x/",
    "public_person": "欧**国",
    "public_place": "南定镇南定村",
    "public_name": "优抚补助",
    "public_money": "每年 9,000.00 元，自2026年11月起",
    "taken_off": "",
    "links": [("登记异议", "/x/"), ("移出", "/x/")],
}
HANGING = {
    "place": "村务公开栏",
    "hung_on": date(2026, 11, 16),
    "hung_by": "王主任",
    "noted_by": "孙丽",
}
STORED = SimpleNamespace(
    number="公示第 12 号",
    days=5,
    first_on=date(2026, 11, 16),
    last_on=date(2026, 11, 20),
    calendar_note="2027年的放假安排还没有录入，只扣除了周六、周日",
    drafted_by="周敏",
    drafted_at=moment(13, 9),
    published_by="李卫东",
    published_at=moment(13, 15),
    withdrawn_by="李卫东",
    withdrawn_at=moment(14, 10),
    note="名单有误",
)
DRAFT = SimpleNamespace(number="公示第 13 号", days=5, drafted_by="周敏", drafted_at=moment(13, 9))
ONE: dict[str, Any] = {
    **COMMON,
    "title": NOTICE.title,
    **STANDS,
    "shows_money": True,
    "history": HISTORY[:2],
    "print_url": "/x/",
    "hang_url": "/x/",
}
DUE_ROW = {
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "village": "南定镇南定村",
    "scheme": "残疾抚恤",
    "since": date(2026, 11, 3),
    "url": "/x/",
    "waive_url": "/x/",
}
DUE: dict[str, Any] = {**COMMON, "title": "等待公示", "rules_url": "/x/"}
RULE = {
    "since": date(2026, 12, 1),
    "told": "须公示 5 个工作日，公示为“优抚补助”，不公示金额",
    "source": "本局会议纪要",
    "confidence": "未经证实",
    "confidence_tone": "warn",
    "entered_by": "周敏",
    "enforced_by": "",
    "state_label": "待启用",
    "state_tone": "warn",
    "waits": True,
    "actions": [{"label": "启用", "url": "/x/", "kind": "primary"}],
}
SAID = SimpleNamespace(
    raised_on=date(2026, 11, 18),
    text="他在外地已经领了一份。\n请查清楚。",
    objector="不愿具名",
    contact="",
    registered_by="孙丽",
    registered_at=moment(18, 10),
    decision="到原籍核实，没有领取。",
    decided_by="李卫东",
    decided_at=moment(20, 9),
)
TOLD: dict[str, Any] = {
    **COMMON,
    "title": "公示异议：欧阳建国",
    "objection": SAID,
    "row": OBJECTION,
    "subject_url": "/x/",
}
# The town's paper, as far as it names people of the village.
OF_VILLAGE = replace(
    NOTICE,
    title="南定镇拟发放补助人员公示",
    opening=NOTICE.opening.replace("村（社区）退役", "镇（街道）退役"),
    lines=(replace(NOTICE.lines[0], number=4), replace(NOTICE.lines[1], number=17)),
)
AT_STATION: dict[str, Any] = {**STATION, "area_name": "南定村", "notice": NOTICE, "back_url": "/x/"}
OF_TOWN: dict[str, Any] = {**AT_STATION, **STANDS, "notice": OF_VILLAGE, "town": "南定镇"}
STATION_ROW = {
    "title": NOTICE.title,
    "village": "南定村",
    "first_on": date(2026, 11, 16),
    "last_on": date(2026, 11, 20),
    "people": 3,
    "hung": 0,
    "phase_label": "公示中",
    "tone": "info",
    "is_over": False,
    "must_hang": True,
    "url": "/x/",
}

PUBLICITY_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "public-publicity": ("public/publicity_list.html", {**PHONE, "towns": TOWNS}),
    "public-publicity-none": ("public/publicity_list.html", {**PHONE, "towns": ()}),
    "public-publicity-notice": ("public/publicity_notice.html", {**PHONE, "notice": NOTICE}),
    "public-publicity-gone": ("public/publicity_gone.html", PHONE),
    "publicity": (
        "bureau/publicity.html",
        {
            **LIST,
            "due_count": 14,
            "may_publish": 2,
            "objections": [OBJECTION],
            "page_obj": page([ROW, {**ROW, "must_hang": False, "hung": 2, "first_on": None}]),
            "filtered": True,
        },
    ),
    "publicity-none": ("bureau/publicity.html", {**LIST, "page_obj": page([], 1)}),
    "publicity-none-found": (
        "bureau/publicity.html",
        {**LIST, "page_obj": page([], 1), "filtered": True},
    ),
    "publicity-due": (
        "bureau/publicity_due.html",
        {
            **DUE,
            "form": DraftForm(towns=[], initial={"level": "village"}),
            "count": 40,
            "places": [{"place": "南定镇南定村", "count": 40, "since": date(2026, 11, 3)}],
            "rows": [DUE_ROW, {**DUE_ROW, "waive_url": ""}],
            "waivers": [
                {
                    "name": "刘三",
                    "scheme": "残疾抚恤",
                    "reason": "迁入，原籍已公示",
                    "document_no": "示范〔2026〕3号",
                    "proposed_by": "周敏",
                    "actions": [{"label": "确认", "url": "/x/", "kind": "primary"}],
                }
            ],
        },
    ),
    "publicity-due-none": ("bureau/publicity_due.html", {**DUE, "count": 0}),
    "publicity-notice": (
        "bureau/publicity_notice.html",
        {
            **ONE,
            "notice": STORED,
            "entries": [ENTRY, {**ENTRY, "public_money": "", "taken_off": "批文有误"}],
            "hangings": [HANGING],
            "objections": [OBJECTION],
            "unread": {"count": 2, "url": "/x/"},
            "actions": [{"label": "撤回", "url": "/x/", "kind": "danger"}],
        },
    ),
    "publicity-draft": (
        "bureau/publicity_notice.html",
        {
            **ONE,
            "notice": DRAFT,
            "entries": [{**ENTRY, "links": []}],
            "must_be_another": True,
            "print_url": "",
            "hang_url": "",
            "shows_money": False,
        },
    ),
    "publicity-print": (
        "bureau/publicity_print.html",
        {**COMMON, "title": NOTICE.title, "notice": NOTICE, "phone": "0533-2178000"},
    ),
    "publicity-confirm": (
        "bureau/publicity_confirm.html",
        {**COMMON, **CONFIRM, "title": "发布全部公示", "rows": [ROW], "form": PublishForm()},
    ),
    "publicity-decide": (
        "bureau/publicity_confirm.html",
        {
            **COMMON,
            **CONFIRM,
            "title": "异议成立",
            "rows": [],
            "form": DecisionForm(),
            "danger": True,
        },
    ),
    "publicity-objection": (
        "bureau/publicity_objection.html",
        {
            **TOLD,
            "is_open": True,
            "waits": True,
            "actions": [{"label": "异议成立", "url": "/x/", "kind": "danger"}],
        },
    ),
    "publicity-objection-decided": (
        "bureau/publicity_objection.html",
        {**TOLD, "row": {**OBJECTION, "state_label": "异议不成立", "state_tone": "ok"}},
    ),
    "publicity-rules": (
        "bureau/publicity_rules.html",
        {
            **COMMON,
            "title": "公示规则",
            "schemes": [
                {
                    "name": "残疾军人残疾抚恤金",
                    "state_label": "不公示",
                    "state_tone": "idle",
                    "new_url": "/x/",
                    "rules": [
                        RULE,
                        {**RULE, "enforced_by": "李卫东", "waits": False, "actions": []},
                    ],
                },
                {
                    "name": "困难帮扶援助金",
                    "state_label": "公示 5 个工作日",
                    "state_tone": "ok",
                    "new_url": "",
                    "rules": [],
                },
            ],
        },
    ),
    "station-publicity": (
        "station/publicity_list.html",
        {
            **AT_STATION,
            "rows": [STATION_ROW, {**STATION_ROW, "is_over": True, "must_hang": False, "hung": 1}],
        },
    ),
    "station-publicity-of-town": (
        "station/publicity_list.html",
        {
            **AT_STATION,
            "rows": [],
            "towns": [
                {**STATION_ROW, "village": "南定镇", "must_hang": False},
                {**STATION_ROW, "village": "南定镇", "must_hang": False, "hung": 2},
                {**STATION_ROW, "village": "南定镇", "must_hang": False, "is_over": True},
            ],
        },
    ),
    "station-publicity-town": ("station/publicity_town.html", {**OF_TOWN, "hangings": [HANGING]}),
    "station-publicity-town-over": (
        "station/publicity_town.html",
        {
            **OF_TOWN,
            "phase_label": "公示期满",
            "tone": "ok",
            "is_over": True,
            "calendar_note": STORED.calendar_note,
        },
    ),
    "station-publicity-none": ("station/publicity_list.html", {**AT_STATION, "rows": []}),
    "station-publicity-notice": (
        "station/publicity_notice.html",
        {
            **AT_STATION,
            **STANDS,
            "hangings": [HANGING],
            "objections": [
                {"of": "欧**国", "raised_on": date(2026, 11, 18), "label": "待核查", "tone": "warn"}
            ],
            "form": HangingForm(),
            "print_url": "/x/",
            "object_url": "/x/",
        },
    ),
    "station-publicity-over": (
        "station/publicity_notice.html",
        {
            **AT_STATION,
            **STANDS,
            "is_over": True,
            "form": HangingForm(),
            "calendar_note": STORED.calendar_note,
            "print_url": "/x/",
            "object_url": "/x/",
        },
    ),
    "station-publicity-print": (
        "station/publicity_print.html",
        {**AT_STATION, "phone": "0533-2178000"},
    ),
    "station-publicity-objection": (
        "station/publicity_objection.html",
        {
            **AT_STATION,
            "title": NOTICE.title,
            "is_late": True,
            "last_on": date(2026, 11, 20),
            "form": ObjectionForm(entries=[("1", "1. 欧**国（优抚补助）")]),
        },
    ),
}
