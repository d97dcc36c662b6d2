"""A person's file and life events at both doors, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from support_services.subsidies.admin.life_events import DecideForm
from support_services.subsidies.station.file import PhoneForm
from tests.design.samples import BUREAU, STATION, D, moment, page
from veterans.registry.forms import PaperForm, UnmaskForm
from veterans.registry.selectors.changes import ChangeTold, ValueChanged
from veterans.registry.timeline import FILE, KINDS, LIFE, MONEY, Happened

CLERK = "李秀芹（经办）"
SECTIONS = [
    {
        "key": "relatives",
        "title": "亲属和联系人",
        "empty": "没有登记亲属和紧急联系人",
        "new_url": "/x/",
        "rows": [
            {
                "line": "配偶 司马秀英",
                "notes": ["139****2222", "紧急联系人", "自 1973-05-01"],
                "holds": True,
                "url": "/x/",
                "unmask_url": "/x/",
            },
            {
                "line": "父亲 欧阳长庚",
                "notes": ["至 1988-03-02"],
                "holds": False,
                "url": "/x/",
                "unmask_url": "",
            },
        ],
    },
    {
        "key": "service",
        "title": "服役经历",
        "empty": "没有登记服役经历",
        "new_url": "",
        "rows": [
            {
                "line": "1968-12-05 入伍，1973-03-01 退役",
                "notes": ["义务兵", "陆军", "入伍地 山东淄博", "入伍时农村户籍", "艰苦边远地区"],
                "holds": True,
                "url": "",
                "unmask_url": "",
            }
        ],
    },
    {
        "key": "placement",
        "title": "退役安置",
        "empty": "没有登记安置情况",
        "new_url": "/x/",
        "rows": [],
    },
]
HAPPENED = [
    Happened(
        FILE,
        date(2026, 11, 20),
        "修改亲属和联系人",
        "电话：138****1111 → 139****2222；本人换号",
        CLERK,
        moment(20, 10),
    ),
    Happened(
        FILE,
        date(2026, 11, 19),
        "查看完整的联系电话",
        "电话联系本人或家属",
        "孙丽（村居站工作人员）",
        moment(19, 15),
        "info",
    ),
    Happened(MONEY, date(2026, 10, 1), "2026年发放残疾抚恤 10 次，合计 25,700.00 元", tone="ok"),
    Happened(LIFE, date(2026, 10, 2), "去世", tone="bad"),
    Happened(LIFE, date(1971, 8, 1), "三等功（战时）", tone="ok"),
    Happened(LIFE, date(1968, 12, 5), "入伍", "义务兵", tone="info"),
]
HOME: dict[str, Any] = {
    "number": "H0004512",
    "relation": "户主",
    "address": "南定镇南定村****",
    "plaque": "鲁C0004512",
    "plaque_on": date(2019, 7, 1),
    "members": [
        {
            "name": "司马秀英",
            "relation": "配偶",
            "born_on": date(1951, 2, 3),
            "died": False,
            "url": "/x/",
        }
    ],
    "unmask_url": "/x/",
}
WAITING = {
    "kind": "区内搬迁",
    "name": "欧阳建国",
    "region": "南定村",
    "happened_on": date(2026, 11, 10),
    "proposed_by": "孙丽",
    "proposed_at": moment(20, 9),
    "state_label": "待办理",
    "state_tone": "warn",
    "url": "/x/",
}
# What the register adds to the person's page at the bureau, and at the station.
FILE_PARTS: dict[str, Any] = {
    "file": SECTIONS,
    "home": HOME,
    "events_waiting": [WAITING],
    "papers": [
        {
            "label": "立功受奖证书",
            "kind": "立功受奖证书",
            "added_by": "李秀芹",
            "added_at": moment(18, 10),
            "url": "/x/",
            "void_url": "/x/",
        }
    ],
    "papers_url": "/x/",
    "id_unmask_url": "/x/",
    "phone_unmask_url": "/x/",
    "changes_url": "/x/",
    "print_url": "/x/",
    "event_url": "/x/",
    "gaps": [
        {
            "title": "参战参试退役军人生活补助",
            "kind_label": "符合，还没有享受",
            "kind_tone": "warn",
            "outcome_label": "",
            "legal_basis": "军人抚恤优待条例（2024年）第六十一条",
            "url": "/x/",
        },
        {
            "title": "年满60周岁农村籍退役士兵老年生活补助",
            "kind_label": "在享受，已不符合",
            "kind_tone": "bad",
            "outcome_label": "已申请，在办",
            "legal_basis": "以本局执行的通知为准",
            "url": "/x/",
        },
    ],
    "happened": HAPPENED,
    "happened_in_all": 75,
    "happened_kinds": KINDS.items(),
    "happened_kind": "",
}
STATION_PARTS: dict[str, Any] = {
    "categories": ["残疾军人", "参战退役军人"],
    "phone_unmask_url": "/x/",
    "phone_url": "/x/",
    "events_url": "/x/",
    "waiting": [{"label": "区内搬迁", "on": date(2026, 11, 10), "url": "/x/"}],
    "home": HOME,
    "file": SECTIONS,
    "papers": [{"label": "立功受奖证书", "url": "/x/"}],
    "happened": HAPPENED[2:],
}
CHANGE = ChangeTold(
    at=moment(20, 10),
    who=CLERK,
    deed="修改",
    what="亲属和联系人",
    why="本人换号",
    values=(
        ValueChanged("电话", "138****1111", "139****2222"),
        ValueChanged("依据", "", "东一村证〔2026〕1号"),
    ),
)
EVENT: dict[str, Any] = {
    **BUREAU,
    "title": "评残、调残：欧阳建国",
    "crumbs": [{"title": "人员变动", "url": "/x/"}],
    "event": SimpleNamespace(
        get_kind_display="评残、调残",
        region=SimpleNamespace(name="南定村"),
        happened_on=date(2026, 10, 21),
        document_no="优抚〔2026〕18号",
        reason="本人申请，残情加重",
        proposed_by="孙丽",
        proposed_at=moment(20, 9),
        completed_by="李秀芹",
        completed_at=moment(20, 11),
        decided_by=None,
    ),
    "name": "欧阳建国",
    "state_label": "待办理",
    "state_tone": "warn",
    "day_label": "评定（批准）日期",
    "sides": [
        {"label": "等级", "before": "九级", "after": "八级"},
        {"label": "残疾军人证号", "before": "", "after": "****2345"},
    ],
    "person_url": "/x/",
    "papers": [
        {"label": "评残材料、残疾证", "kind": "评残材料", "url": "/static/portal/favicon.svg",
         "is_picture": True},
        {"label": "批准文件", "kind": "批准文件", "url": "/x/", "is_picture": False},
    ],
    "waits": True,
    "own": False,
    "follows": ["残疾抚恤金按八级 因公核定，自2026年10月起执行。"],
    "refusal": "",
    "moved": [
        {"month": date(2026, 10, 1), "scheme": "残疾抚恤", "component": "标准",
         "posted": D("1209.17"), "owed": D("1659.17"), "difference": D("450.00")}
    ],
    "net": D("450.00"),
    "cut_off": 0,
    "decide_url": "/x/",
    "refuse_url": "/x/",
    "withdraw_url": "",
    "complete_url": "/x/",
}  # fmt: skip
ONE: dict[str, Any] = {
    "name": "欧阳建国",
    "kind": "去世",
    "village": "南定村",
    "happened_on": date(2026, 11, 2),
    "sent_by": "孙丽",
    "sent_at": moment(20, 9),
    "state": "已退回",
    "tone": "bad",
    "then": "没有办理。请按区局说的改好，再报一次。",
    "note": "死亡证明照片不清楚，请重拍",
    "url": "/x/",
    "own": False,
}
FORM: dict[str, Any] = {
    **STATION,
    "name": "欧阳建国",
    "village": "南定村",
    "masked_id": "370***********3035",
    "submit": "保存",
    "back_url": "/x/",
}
FILE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "file-history": (
        "bureau/file_history.html",
        {**BUREAU, "title": "改动记录", "crumbs": [], "name": "欧阳建国",
         "page_obj": page([CHANGE])},
    ),
    "file-print": (
        "bureau/file_print.html",
        {
            **BUREAU,
            "title": "欧阳建国的档案",
            "crumbs": [],
            "person": SimpleNamespace(
                name="欧阳建国",
                region=SimpleNamespace(name="南定村"),
                get_sex_display="男",
                born_on=date(1949, 3, 12),
                died_on=None,
                household=SimpleNamespace(number="H0004512"),
                relation="户主",
            ),
            "masked_id": "370***********3035",
            "categories": [
                SimpleNamespace(
                    get_category_display="残疾军人", valid_from=date(1971, 5, 1), valid_to=None
                )
            ],
            "household": [SimpleNamespace(name="司马秀英", relation="配偶")],
            "file": [
                SimpleNamespace(section=SimpleNamespace(title=one["title"]), rows=one["rows"])
                for one in SECTIONS
            ],
            "printed_at": moment(20, 10),
            "printed_by": "李秀芹",
        },
    ),
    "unmask": (
        "bureau/unmask.html",
        {**BUREAU, "title": "查看身份证号", "crumbs": [], "form": UnmaskForm(), "name": "欧阳建国",
         "label": "身份证号", "value": "", "back_url": "/x/"},
    ),
    "unmasked": (
        "bureau/unmask.html",
        {**BUREAU, "title": "查看联系电话", "crumbs": [], "name": "欧阳建国", "label": "联系电话",
         "value": "0533-2000000", "back_url": "/x/"},
    ),
    "papers-new": (
        "bureau/fact_form.html",
        {**BUREAU, "title": "存入材料", "crumbs": [], "form": PaperForm(), "intro": "加密保存。",
         "submit_label": "存入", "cancel_url": "/x/"},
    ),
    "life-events": (
        "bureau/life_events.html",
        {**BUREAU, "title": "人员变动", "crumbs": [], "show": "", "new_url": "/x/",
         "page_obj": page([WAITING, {**WAITING, "kind": "去世", "name": "单雄信"}])},
    ),
    "life-events-none": (
        "bureau/life_events.html",
        {**BUREAU, "title": "人员变动", "crumbs": [], "show": "", "new_url": "",
         "page_obj": page([], 1)},
    ),
    "life-event-choose": (
        "bureau/life_event_choose.html",
        {**BUREAU, "title": "办理变动", "crumbs": [], "name": "欧阳建国", "back_url": "/x/",
         "kinds": [{"label": "去世", "told": "登记去世，待遇停发", "url": "/x/"}]},
    ),
    "life-event": ("bureau/life_event.html", EVENT),
    "life-event-refused": (
        "bureau/life_event.html",
        {**EVENT, "own": True, "refusal": "这一户现在的户主是 单雄信，请填写原户主改为什么关系。",
         "sides": [], "papers": [], "follows": [], "moved": [], "decide_url": ""},
    ),
    "life-event-accept": (
        "bureau/fact_form.html",
        {**BUREAU, "title": "办理", "crumbs": [], "form": DecideForm(), "danger": True,
         "about": [("事项", "去世"), ("姓名", "欧阳建国")],
         "intro": "核对过材料，办理这件变动？", "submit_label": "确认办理", "cancel_url": "/x/"},
    ),
    "station-events": (
        "station/events.html",
        {**STATION, "waiting": 3, "accounts": {"waiting": 1, "back": 1}, "new_url": "/x/",
         "page_obj": page([ONE])},
    ),
    "station-events-none": (
        "station/events.html",
        {**STATION, "waiting": 0, "accounts": {"waiting": 0, "back": 0}, "new_url": "/x/",
         "page_obj": page([], 1)},
    ),
    "station-event": (
        "station/event.html",
        {**STATION, **ONE, "own": True, "rows": [("去世日期", "2026-11-02")],
         "papers": [{"label": "死亡证明", "url": "/static/portal/favicon.svg",
                     "is_picture": True}], "person_url": "/x/", "withdraw_url": "/x/"},
    ),
    "station-event-choose": (
        "station/event_choose.html",
        {**STATION, "name": "欧阳建国", "village": "南定村", "back_url": "/x/",
         "kinds": [{"label": "去世", "url": "/x/"}, {"label": "立户、换户主", "url": "/x/"}]},
    ),
    "station-event-withdraw": (
        "station/event_withdraw.html",
        {**STATION, "question": "撤回 欧阳建国 的“去世”？", "consequences": ["什么都不变。"],
         "confirm_label": "确认撤回", "cancel_url": "/x/"},
    ),
    "station-phone": (
        "station/form.html",
        {**FORM, "title": "改联系电话", "note": "当面或打通以后再改", "form": PhoneForm(),
         "more_url": "/x/", "more_label": "这一条登记错了，删除"},
    ),
    "station-unmasked": (
        "station/form.html",
        {**FORM, "title": "查看联系电话", "note": "", "value": "0533-2000000", "is_phone": True,
         "form": UnmaskForm()},
    ),
}  # fmt: skip
