"""Cases and errands at both doors, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from support_services.casework.forms import (
    CaseForm,
    ConsentForm,
    ErrandForm,
    ItemForm,
    RuleForm,
    StepsForm,
)
from support_services.casework.states import CASE_LABELS, ROAD
from tests.design.incoming_pages import ABOUT_ITEM
from tests.design.samples import BUREAU, STATION, bound, moment, page

CRUMBS = [{"title": "诉求", "url": "/x/"}]
HERE = {**STATION, "area_name": "马尚街道"}
ROW: dict[str, Any] = {
    "number": "S2026-00318",
    "kind": "12345转办",
    "subject": "优待证交了材料一年还没有办下来，要求答复",
    "who": "欧阳建国",
    "place": "马尚街道 › 九级村",
    "owner": "马尚街道 › 九级村",
    "offered": True,
    "received_on": date(2026, 9, 21),
    "state_label": "不满意，重办",
    "state_tone": "bad",
    "outcome": "",
    "came_back": 2,
    "is_sensitive": True,
    "stands_label": "已超期",
    "stands_tone": "bad",
    "is_counted": True,
    "told": "办结答复已超期 12 天",
    "due_on": date(2026, 11, 20),
    "url": "/x/",
}
ROWS = [
    ROW,
    {
        **ROW,
        "number": "S2026-00319",
        "kind": "咨询",
        "subject": "问带病回乡的认定条件",
        "offered": False,
        "owner": "区局",
        "state_label": "已答复，待反馈",
        "state_tone": "info",
        "came_back": 0,
        "is_sensitive": False,
        "is_counted": False,
        "told": "",
    },
]
TABS = [
    {"title": title, "url": "/x/", "count": count, "current": title == "在我这里"}
    for title, count in (
        *(("在我这里", 12), ("已超期", 3), ("快到期", 1204), ("不满意重办", 2)),
        *(("待反馈", 9), ("全部在办", 1318), ("已办完", None)),
    )
]
LIST: dict[str, Any] = {
    "title": "诉求",
    "tabs": TABS,
    "show": "mine",
    "kinds": [{"code": "request", "label": "诉求", "selected": True}],
    "towns": [{"code": "370303002000", "label": "马尚街道", "selected": False}],
    "page_obj": page(ROWS),
    "new_url": "/x/",
    "errands_url": "/x/",
    "incoming": {"url": "/x/", "count": 3},
    "rules_url": "/x/",
}
ACTIONS = [
    {"label": "答复本人", "url": "/x/", "kind": "primary"},
    {"label": "暂停计时", "url": "/x/", "kind": "plain"},
    {"label": "转办", "url": "/x/", "kind": "plain"},
    {"label": "申请延期", "url": "/x/", "kind": "plain"},
    {"label": "本人撤回", "url": "/x/", "kind": "danger"},
]
CASE: dict[str, Any] = {
    "title": ROW["subject"],
    "case": ROW,
    "content": "去年十月把申请表、照片和身份证复印件交到村里，村里说报上去了，到现在没有消息。"
    "打过两次电话都说在办。同批交的邻居今年三月就拿到了。",
    "facts": [
        ("受理编号", "S2026-00318"),
        ("当事人", "欧阳建国"),
        ("来源", "12345"),
        ("收到日期", "2026-09-21"),
        ("转自", "马尚街道，等接收"),
        ("代为反映", "欧阳小军（儿子），有委托书照片"),
        ("人数", "9 人"),
        ("代表", "欧阳建国、刘保田"),
    ],
    "dues": [
        {"label": "接收或退回", "on": date(2026, 11, 30), "is_late": False},
        {"label": "办结答复", "on": date(2026, 11, 20), "is_late": True},
    ],
    "target_by": date(2026, 9, 28),
    "rule": "15日内告知受理，5个工作日内接收或退回，60日内办结，最多延长 30 日",
    "steps": [
        {
            "label": CASE_LABELS[one],
            "status": "done" if place < 2 else ("current" if place == 2 else "todo"),
        }
        for place, one in enumerate(ROAD)
    ],
    "masked_phone": "138****1234",
    "phone_url": "/x/",
    "consent_url": "/x/",
    "slip_url": "/x/",
    "person_url": "/x/",
    "errand_url": "/x/",
    "actions": ACTIONS,
    "story": [
        {
            "at": moment(2, 9),
            "what": "登记",
            "who": "马尚街道 › 九级村 孙丽（村居站工作人员）",
            "note": "",
            "tone": "warn",
        },
        {
            "at": moment(18, 16),
            "what": "告知受理",
            "who": "区局 周敏（经办）",
            "note": "电话；应在 2026-10-08 以前，已超期",
            "tone": "bad",
        },
        {
            "at": moment(19, 10),
            "what": "记内部情况（内部情况，站点看不到）",
            "who": "区局 周敏（经办）",
            "note": "镇里漏报了一批",
            "tone": "warn",
        },
    ],
}
ITEMS = [("文化交通", [("item:711", "区属公园、景点免门票（711）")])]
FILLED = {
    "kind": "request",
    "channel": "window",
    "subject": "优待证没有办下来",
    "content": CASE["content"],
    "people_count": "9",
    "representatives": "欧阳建国\n刘保田",
    "proxy_name": "欧阳小军",
    "proxy_relation": "儿子",
}
ABOUT = [("当事人", "欧阳建国"), ("身份证号", "370***********3035")]
NEW: dict[str, Any] = {
    "title": "登记诉求",
    "about": ABOUT,
    "form": CaseForm(user=None, registered=True, items=ITEMS),  # type: ignore[arg-type]
    "consent": None,
    "entered": [],
    "checked": False,
    "back_url": "/x/",
}
CHECKED: dict[str, Any] = {
    **NEW,
    "form": bound(CaseForm, FILLED, user=None, registered=True, items=ITEMS),
    "consent": ConsentForm(),
    "entered": [("类别", "诉求"), ("事由", "优待证没有办下来"), ("内容", CASE["content"])],
    "checked": True,
}
FIND: dict[str, Any] = {
    "title": "登记诉求：找到本人",
    "q": "欧阳",
    "said": "查到 1 人。",
    "found": [
        {
            "name": "欧阳建国",
            "masked_id": "370***********3035",
            "born_on": date(1951, 2, 3),
            "died": False,
            "village": "马尚街道九级村",
            "schemes": "农村籍老兵",
            "url": "/x/",
        }
    ],
    "caller_url": "/x/",
    "back_url": "/x/",
}
SLIP: dict[str, Any] = {
    "title": "诉求受理回执",
    "station": "马尚街道九级村退役军人服务站",
    "rows": CASE["facts"][:4],
    "tail": "3035",
    "of_what": "身份证号",
    "phone": "0533-0000001",
    "printed_on": date(2026, 11, 26),
    "back_url": "/x/",
}
ERRAND_ROW: dict[str, Any] = {
    "number": "D2026-00031",
    "title": "评定残疾等级",
    "who": "欧阳建国",
    "place": "马尚街道 › 九级村",
    "owner": "马尚街道",
    "done": 2,
    "steps": 6,
    "moved_on": date(2026, 10, 8),
    "is_stale": True,
    "idle": 49,
    "state_label": "代办中",
    "state_tone": "info",
    "url": "/x/",
}
ERRANDS: dict[str, Any] = {
    "title": "代办",
    "tabs": [
        {"title": "代办中", "url": "/x/", "current": True},
        {"title": "已结束", "url": "/x/", "current": False},
    ],
    "page_obj": page([ERRAND_ROW, {**ERRAND_ROW, "is_stale": False, "number": "D2026-00032"}]),
    "new_url": "/x/",
    "cases_url": "/x/",
    "kinds_url": "/x/",
}
ITEMS: list[dict[str, Any]] = [
    {
        "number": 1,
        "title": "说明条件，收齐材料",
        "who": "村居站",
        "papers": [{"title": "本人申请", "is_in": True}, {"title": "退役证件", "is_in": False}],
        "note": "退役证在女儿家，下周送来",
        "done_on": date(2026, 10, 8),
        "done_by": "孙丽",
        "is_here": False,
        "url": "/x/",
    },
    {
        "number": 2,
        "title": "到指定医院作残情鉴定",
        "who": "本人",
        "papers": [],
        "note": "",
        "done_on": None,
        "done_by": None,
        "is_here": True,
        "url": "/x/",
    },
]
ERRAND: dict[str, Any] = {
    "title": "欧阳建国：评定残疾等级",
    "errand": ERRAND_ROW,
    "result": "省厅批准，八级",
    "started_at": moment(2, 9),
    "started_by": "孙丽",
    "event_told": "评残、调残 2026-11-20",
    "case": {"number": "S2026-00318", "url": "/x/"},
    "items": ITEMS,
    "person_url": "/x/",
    "slip_url": "/x/",
    "actions": ACTIONS[:2],
}
RULE = SimpleNamespace(
    get_kind_display="信访",
    valid_from=date(2022, 5, 1),
    is_restricted=True,
    source="信访工作条例（2022年5月1日起施行）",
    get_confidence_display="已核对原文",
)
KIND = SimpleNamespace(
    title="申领优待证",
    source="优待证管理办法（转述，未核对原文）",
    get_confidence_display="转载来源",
    is_offered=False,
)
STEP = SimpleNamespace(title="受理", who="村居站", papers=["申请表", "照片"])
ASKED: dict[str, Any] = {
    **BUREAU,
    "crumbs": CRUMBS,
    "intro": "由另一人核对。",
    "about": ABOUT,
    "submit_label": "保存",
    "cancel_url": "/x/",
}
BOTH: dict[str, tuple[str, dict[str, Any]]] = {
    "cases": ("cases", LIST),
    "cases-about": (
        "cases",
        {**LIST, "about": {**ABOUT_ITEM, "code": "item:711", "all_url": "/x/"}},
    ),
    "case": ("case", CASE),
    "case-about": ("case", {**CASE, "about": ABOUT_ITEM}),
    "case-find": ("case_find", FIND),
    "case-new": ("case_new", NEW),
    "case-check": ("case_new", CHECKED),
    "case-slip": ("case_slip", SLIP),
    "errands": ("errands", ERRANDS),
    "errand": ("errand", ERRAND),
}

CASE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        name: (f"bureau/{template}.html", {**BUREAU, "crumbs": CRUMBS, **context})
        for name, (template, context) in BOTH.items()
    },
    **{
        f"station-{name}": (f"station/{template}.html", {**HERE, **context})
        for name, (template, context) in BOTH.items()
    },
    "case-rules": (
        "bureau/case_rules.html",
        {
            **BUREAU,
            "title": "办理时限",
            "crumbs": CRUMBS,
            "new_url": "/x/",
            "rows": [{"rule": RULE, "told": CASE["rule"], "is_now": True}],
        },
    ),
    "case-rule-new": (
        "bureau/fact_form.html",
        {**ASKED, "title": "录入办理时限", "form": RuleForm()},
    ),
    "errand-kinds": (
        "bureau/errand_kinds.html",
        {
            **BUREAU,
            "title": "代办事项",
            "crumbs": CRUMBS,
            "kinds": [{"kind": KIND, "steps": [STEP, STEP], "url": "/x/"}],
        },
    ),
    "errand-steps": ("bureau/fact_form.html", {**ASKED, "title": "修改步骤", "form": StepsForm()}),
    "station-errand-item": (
        "station/form.html",
        {
            **HERE,
            "title": "第 1 步：说明条件，收齐材料",
            "note": "由村居站办理",
            "about": ["姓名：欧阳建国"],
            "form": ItemForm(item=SimpleNamespace(papers=["本人申请", "退役证件"], papers_in=[])),
            "submit": "保存",
            "back_url": "/x/",
        },
    ),
    "station-errand-new": (
        "station/form.html",
        {
            **HERE,
            "title": "受理代办",
            "form": ErrandForm(kinds=[SimpleNamespace(code="card", title="申领优待证")]),
            "submit": "确认受理",
            "back_url": "/x/",
        },
    ),
}
