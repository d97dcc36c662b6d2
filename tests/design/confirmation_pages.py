"""The yearly confirmation at both doors, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator

from support_services.subsidies.admin.confirmation_forms import DueFilter
from support_services.subsidies.selectors.confirmation import Progress
from support_services.subsidies.station.confirmation import FindingForm, ReasonForm, WayForm
from tests.design.samples import BUREAU, STATION, moment, page


def nothing() -> Any:
    """A page without a row."""
    return Paginator([], 10).page(1)


WHOLE = Progress(asked=1286, confirmed=1049, due=198, overdue=152, held=39, home_visits=87)
PLACES = [
    ("马尚街道", Progress(412, 298, 90, 70, 24, 41)),
    ("南定镇", Progress(388, 301, 76, 60, 11, 30)),
    ("傅家镇", Progress(286, 250, 32, 22, 4, 16)),
    ("科苑街道", Progress(200, 200, 0, 0, 0, 0)),
]
ROUND = SimpleNamespace(
    first_day=date(2026, 4, 1),
    last_day=date(2026, 6, 30),
    grace_days=30,
    late_days=30,
    home_visit_age=80,
    home_visit_grade=4,
    visit_source="区局通知（示例）",
    forfeits=True,
    forfeit_source="伤残抚恤管理办法第二十三条（转述）",
    source="区局关于开展年度确认的通知（示例）",
    document_no="示退役〔2026〕8号",
    entered_by="周敏",
    entered_at=moment(1, 9),
    opened_by="李卫东",
    opened_at=moment(2, 10),
    closed_by="",
    closed_at=None,
    close_note="",
    swept_on=date(2026, 11, 5),
)
OPEN = {"state_label": "进行中", "state_tone": "ok"}
ROUND_PAGE: dict[str, Any] = {
    **BUREAU,
    "title": "2026年度确认",
    "crumbs": [],
    "round": ROUND,
    "badge": OPEN,
    "live": True,
    "schemes": "残疾军人残疾抚恤金、三属定期抚恤金",
    "reminders": "30、15、3",
    "confidence": "未经证实",
    "confidence_tone": "warn",
    "grace_until": date(2026, 7, 30),
    "progress": WHOLE,
    "must_be_another": False,
    "actions": [
        {"label": "结束本轮", "url": "/x/", "kind": "plain"},
        {"label": "取消本轮", "url": "/x/", "kind": "danger"},
        {"label": "照此录入下一年", "url": "/x/", "kind": "plain"},
    ],
    "import_url": "/x/",
    "people_url": "/x/",
    "waiting_url": "/x/",
    "overdue_url": "/x/",
    "held_url": "/x/",
    "whole_url": "/x/",
    "area": None,
    "bars": [{"label": name, "value": one.waiting} for name, one in PLACES if one.waiting],
    "places": [{"name": name, "url": "/x/", "progress": one} for name, one in PLACES],
    "reports": [
        {
            "name": "欧阳建国",
            "village": "南定镇南定村",
            "label": "家属说已去世",
            "found_on": date(2026, 5, 12),
            "by": "孙丽",
            "note": "儿子说上月走的，证明还没有开",
            "url": "/x/",
        }
    ],
    "reports_url": "/x/",
    "forfeits": [
        {
            "name": "王志强",
            "url": "/x/",
            "first_month": date(2026, 8, 1),
            "last_month": date(2026, 9, 1),
            "by": "周敏",
            "document_no": "示退役〔2026〕31号",
        }
    ],
}
DRAFT_PAGE = {
    **ROUND_PAGE,
    "badge": {"state_label": "待启用", "state_tone": "warn"},
    "live": False,
    "must_be_another": True,
    "progress": Progress(),
    "actions": [{"label": "撤回草稿", "url": "/x/", "kind": "plain"}],
    "reports": [],
    "forfeits": [],
    "places": [],
    "bars": [],
    "round": SimpleNamespace(
        **{
            **vars(ROUND),
            "home_visit_age": None,
            "home_visit_grade": None,
            "forfeits": False,
            "opened_by": "",
            "swept_on": None,
        }
    ),
}
ROUND_ROW = {
    "title": "2026年度确认",
    "url": "/x/",
    "schemes": "残疾抚恤、三属抚恤、参战参试",
    "first_day": date(2026, 4, 1),
    "last_day": date(2026, 6, 30),
    "grace_days": 30,
    "asked": True,
    "progress": WHOLE,
    **OPEN,
}
WHO = {"name": "欧阳建国", "masked_id": "370***********3035", "village": "南定镇南定村"}
PERSON_ROW = {
    **WHO,
    "born_on": date(1944, 3, 8),
    "home_visit": True,
    "due_on": date(2026, 6, 30),
    "hold_on": date(2026, 7, 31),
    "confirmed_on": None,
    "way": "",
    "finding": "找不到人",
    "state_label": "未确认，已暂缓",
    "state_tone": "bad",
    "url": "/x/",
}
DONE_ROW = {
    **PERSON_ROW,
    "name": "张秀英",
    "home_visit": False,
    "confirmed_on": date(2026, 5, 12),
    "way": "数据比对免认证",
    "finding": "",
    "state_label": "已确认",
    "state_tone": "ok",
}
PEOPLE: dict[str, Any] = {
    **BUREAU,
    "title": "应确认人员",
    "crumbs": [],
    "filter_form": DueFilter({}, towns=[], villages=[]),
    "filtered": False,
    "export_url": "/x/",
    "page_obj": page([PERSON_ROW, DONE_ROW]),
}
FINDING = SimpleNamespace(
    found_on=date(2026, 5, 12),
    noted_by="孙丽",
    note="儿子说上月走的",
    handled_by="",
    handled_at=None,
    handled_note="",
)
CONFIRMED = SimpleNamespace(
    get_way_display="本人到站",
    confirmed_on=date(2026, 5, 2),
    note="",
    by="孙丽",
    at=moment(2, 9),
    taken_back_by="孙丽",
    taken_back_at=moment(2, 10),
    taken_back_reason="点错了人",
)
FORFEIT = SimpleNamespace(
    first_month=date(2026, 8, 1),
    last_month=date(2026, 9, 1),
    reason="三次书面通知，本人拒绝到场",
    document_no="示退役〔2026〕31号",
    proposed_by="周敏",
    proposed_at=moment(3, 9),
    decided_by="李卫东",
    decided_at=moment(4, 9),
    decided_note="",
)
PERSON_PAGE: dict[str, Any] = {
    **BUREAU,
    "title": "欧阳建国：2026年度确认",
    "crumbs": [],
    "due": SimpleNamespace(
        round=SimpleNamespace(title="2026年度确认"),
        person=SimpleNamespace(name="欧阳建国", born_on=date(1944, 3, 8), died_on=None),
        joined_on=date(2026, 4, 1),
        home_visit=True,
        due_on=date(2026, 6, 30),
        hold_on=date(2026, 7, 31),
    ),
    "badge": {"state_label": "未确认，已暂缓", "state_tone": "bad"},
    "round_badge": OPEN,
    "masked_id": WHO["masked_id"],
    "village": WHO["village"],
    "person_url": "/x/",
    "actions": [
        {"label": "登记确认", "url": "/x/", "kind": "primary"},
        {"label": "提出不补发", "url": "/x/", "kind": "danger"},
    ],
    "confirmations": [CONFIRMED],
    "findings": [
        {
            "row": FINDING,
            "label": "家属说已去世",
            "cure": "核对死亡证明后，在此人的页面“登记去世”。",
            "is_open": True,
            "handle_url": "/x/",
        }
    ],
    "rights": [
        {
            "scheme": "残疾军人残疾抚恤金",
            "url": "/x/",
            "placed_at": moment(1, 1),
            "released_at": None,
            "note": "",
        }
    ],
    "forfeits": [
        {
            "row": FORFEIT,
            "state_label": "不补发",
            "state_tone": "bad",
            "actions": [{"label": "撤销不补发", "url": "/x/", "kind": "danger"}],
        }
    ],
}
PREVIEW: dict[str, Any] = {
    **BUREAU,
    "title": "名单预览",
    "crumbs": [],
    "upload": {"file_name": "就诊名单", "source": "区医保局 2026 年 5 月就诊数据"},
    "rows": 4,
    "counts": [("待确认，导入后确认", "ok", 1), ("已经确认过，没有变化", "idle", 3)],
    "people": [
        {**WHO, "line": 2, "day": date(2026, 5, 3), "is_held": True, "url": "/x/"},
    ],
    "doubted": [{**WHO, "line": 3, "day": None, "is_held": False, "url": "/x/"}],
    "back_url": "/x/",
    "confirm": {
        "question": "确认这 1 人？",
        "consequences": ["方式记为“数据比对免认证”，注明数据来源。"],
        "confirm_label": "确认导入",
        "cancel_url": "/x/",
    },
}
REMINDER = {
    "title": "2026年度确认",
    "text": "6月30日已截止，还有 12 人没有确认，其中 3 人已暂缓发放。应上门的 5 人。",
    "tone": "bad",
}
TOLD: dict[str, Any] = {
    "due_id": 1,
    "person_id": 1,
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "masked_phone": "138****5678",
    "village": "南定村",
    "age": 82,
    "born_on": date(1944, 3, 8),
    "round_title": "2026年度确认",
    "is_waiting": True,
    "is_confirmed": False,
    "is_mine": False,
    "home_visit": True,
    "due_on": date(2026, 6, 30),
    "first_day": date(2026, 4, 1),
    "state_label": "已过截止日",
    "tone": "warn",
    "when": "宽限到 7月30日，满了暂缓发放",
    "finding": "",
    "done": "",
    "url": "/x/",
}
TOLD_HELD = {
    **TOLD,
    "name": "张秀英",
    "home_visit": False,
    "state_label": "未确认，已暂缓",
    "tone": "bad",
    "when": "7月31日起没有确认的暂缓发放",
    "finding": "找不到人",
}
TOLD_DONE = {
    **TOLD,
    "is_waiting": False,
    "is_confirmed": True,
    "is_mine": True,
    "state_label": "已确认",
    "tone": "ok",
    "when": "",
    "done": "2026年5月12日，上门见到本人，孙丽登记",
}
STATION_LIST: dict[str, Any] = {
    **STATION,
    "area_name": "马尚街道",
    "kind": "waiting",
    "tabs": [
        {"title": "还没确认", "url": "/x/", "count": 12, "current": True},
        {"title": "已暂缓", "url": "/x/", "count": 3, "current": False},
        {"title": "已确认", "url": "/x/", "count": 140, "current": False},
    ],
    "villages": [{"code": "1", "name": "南定村", "selected": False}],
    "reminders": [REMINDER],
    "page_obj": page([TOLD, TOLD_HELD]),
    "print_url": "/x/",
}
STATION_PERSON: dict[str, Any] = {
    **STATION,
    "found": TOLD,
    "findings": [
        {
            "label": "找不到人",
            "found_on": date(2026, 5, 2),
            "note": "邻居说在女儿家",
            "noted_by": "孙丽",
            "answer": "已联系女儿，请再去",
        }
    ],
    "ways": WayForm(initial={"confirmed_on": date(2026, 5, 12), "way": "video"}),
    "finding_form": FindingForm(initial={"found_on": date(2026, 5, 12)}),
    "reason_form": ReasonForm(),
    "open_part": "",
    "home_first": True,
    "person_url": "/x/",
    "back_url": "/x/",
}

CONFIRMATION_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "confirmations": (
        "bureau/confirmations.html",
        {
            **BUREAU,
            "title": "年度确认",
            "new_url": "/x/",
            "rows": [
                ROUND_ROW,
                {**ROUND_ROW, "title": "2027年度确认", "asked": False, **DRAFT_PAGE["badge"]},
            ],
        },
    ),
    "confirmations-none": (
        "bureau/confirmations.html",
        {**BUREAU, "title": "年度确认", "new_url": "", "rows": []},
    ),
    "confirmation": ("bureau/confirmation.html", ROUND_PAGE),
    "confirmation-villages": (
        "bureau/confirmation.html",
        {**ROUND_PAGE, "area": SimpleNamespace(name="南定镇"), "reports": [], "forfeits": []},
    ),
    "confirmation-draft": ("bureau/confirmation.html", DRAFT_PAGE),
    "confirmation-people": ("bureau/confirmation_people.html", PEOPLE),
    "confirmation-people-none": (
        "bureau/confirmation_people.html",
        {**PEOPLE, "export_url": "", "page_obj": nothing()},
    ),
    "confirmation-person": ("bureau/confirmation_person.html", PERSON_PAGE),
    "confirmation-person-new": (
        "bureau/confirmation_person.html",
        {**PERSON_PAGE, "confirmations": [], "findings": [], "rights": [], "forfeits": []},
    ),
    "confirmation-preview": ("bureau/confirmation_preview.html", PREVIEW),
    "confirmation-preview-none": (
        "bureau/confirmation_preview.html",
        {**PREVIEW, "people": [], "doubted": [], "confirm": None},
    ),
    "station-confirmation": ("station/confirmation.html", STATION_LIST),
    "station-confirmation-none": (
        "station/confirmation.html",
        {**STATION_LIST, "villages": [], "reminders": [], "page_obj": nothing()},
    ),
    "station-confirmation-person": ("station/confirmation_person.html", STATION_PERSON),
    "station-confirmation-done": (
        "station/confirmation_person.html",
        {**STATION_PERSON, "found": TOLD_DONE, "findings": [], "open_part": ""},
    ),
    "station-confirmation-print": (
        "station/confirmation_print.html",
        {
            **STATION,
            "area_name": "马尚街道",
            "count": 2,
            "lists": [
                {"village": "南定村", "rows": [TOLD]},
                {"village": "夏庄社区", "rows": [TOLD_HELD]},
            ],
            "printed_at": moment(5, 9),
            "back_url": "/x/",
        },
    ),
    "station-confirmation-print-none": (
        "station/confirmation_print.html",
        {
            **STATION,
            "area_name": "马尚街道",
            "count": 0,
            "lists": [],
            "printed_at": moment(5, 9),
            "back_url": "/x/",
        },
    ),
}
