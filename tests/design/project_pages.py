"""拥军服务项目 at the bureau's and the residents' door, with made-up data."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.projects.forms import ChoiceForm, ScoreForm
from support_services.projects.models import Criterion
from support_services.projects.published import (
    PublicCall,
    PublicProject,
    PublicPromise,
    PublicRound,
)
from tests.design.samples import BUREAU, moment

D = Decimal
PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
TABS = [
    {"label": "征集", "url": "/x/", "current": True},
    {"label": "实施情况", "url": "/x/", "current": False},
    {"label": "我的评审", "url": "/x/", "current": False},
]
HEAD = {**BUREAU, "crumbs": [{"title": "拥军服务项目", "url": "/x/"}], "tabs": TABS}
CALL: dict[str, Any] = {
    "title": "2026 年拥军服务项目（虚构）",
    "year": 2026,
    "opens_on": date(2026, 3, 1),
    "closes_on": date(2026, 3, 31),
    "budget": D("600000.00"),
    "granted": D("598400.00"),
    "handed": 40,
    "chosen": 15,
    "state_label": "已立项，实施中",
    "state_tone": "ok",
    "url": "/x/",
}
ROW: dict[str, Any] = {
    "number": 7,
    "title": "独居老兵家电维修（虚构）",
    "unit": "示例社会工作服务中心（虚构）",
    "asked": D("43000.00"),
    "granted": D("40000.00"),
    "place": 3,
    "score": D("86.20"),
    "state_label": "材料齐全，参加评审",
    "state_tone": "info",
    "by_link": True,
    "url": "/x/",
    "tasks": [
        {"reviewer": "王丽", "state_label": "已评"},
        {"reviewer": "陈强", "state_label": "待评"},
        {"reviewer": "李敏", "state_label": "回避"},
    ],
    "done": 1,
    "wanted": 2,
}
LABELS = ("需要程度", "可行", "绩效", "经费")
COMPARED: dict[str, Any] = {
    **ROW,
    "means": [(label, D("85.33") + n) for n, label in enumerate(LABELS)],
    "spread": D("12.40"),
    "ballots": 5,
    "why": "5 份有效评分，去掉最高 95.00 和最低 70.00，其余 88.00、86.00、84.60，平均 86.20 分。"
    "比前一名“就医陪护”低 1.20 分，排第 3。",
    "proposed": D("40000.00"),
    "choice_why": "核减设备",
    "line": False,
}
LEFT_OUT = {
    **COMPARED,
    "place": None,
    "score": None,
    "means": [(label, None) for label in LABELS],
    "spread": None,
    "granted": None,
    "proposed": None,
    "ballots": 1,
    "line": True,
    "choice_why": "",
}
MILESTONE: dict[str, Any] = {
    "number": 1,
    "what": "上门维修",
    "due_on": date(2026, 9, 30),
    "day": date(2026, 10, 31),
    "promised": "上门次数 100 次",
    "reached": "92 次",
    "share": 92,
    "note": "两个月停电检修",
    "done_on": date(2026, 10, 20),
    "done_note": "都修好了",
    "late": False,
    "is_done": True,
    "extensions": ["2026-09-30 延到 2026-10-31：雨季"],
    "papers": ["/x/", "/x/"],
    "done_url": "/x/",
    "put_off_url": "",
}
OPEN_STONE = {
    **MILESTONE,
    "what": "全年总结",
    "reached": "",
    "share": None,
    "note": "",
    "done_on": None,
    "is_done": False,
    "late": True,
    "extensions": [],
    "papers": [],
    "put_off_url": "/x/",
}
BOOK = [
    ("一句话介绍", "上门给独居老兵修家电。"),
    ("服务队", "暖心团"),
    ("项目背景", "走访中发现，二百多位独居老兵家里的电器坏了没人修。"),
    ("服务内容", "上门维修。\n教会使用。"),
]
SPENT: dict[str, Any] = {
    "spent_on": date(2026, 7, 2),
    "what": "维修配件",
    "voucher": "记-12",
    "amount": D("12000.00"),
    "total": D("12000.00"),
    "by": "王丽",
    "taken_back": True,
    "is_reversal": False,
    "reverse_url": "",
}
RUNNING: dict[str, Any] = {
    "title": ROW["title"],
    "unit": ROW["unit"],
    "call": CALL["title"],
    "granted": D("40000.00"),
    "spent": D("11500.00"),
    "done": 1,
    "milestones": 2,
    "next_due": date(2026, 11, 10),
    "light_label": "逾期",
    "light_tone": "bad",
    "url": "/x/",
}
BALLOT: dict[str, Any] = {
    "reviewer": "王丽",
    "points": [(label, D("86.00")) for label in LABELS],
    "total": D("86.00"),
    "is_abstention": False,
    "comment": "需要的人多，步骤清楚。",
    "at": moment(3, 9),
    "corrected": 1,
}
ABSTAINED = {
    **BALLOT,
    "reviewer": "陈强",
    "points": [(label, None) for label in LABELS],
    "total": None,
    "is_abstention": True,
    "comment": "不熟悉这一行。",
    "corrected": 0,
}
TASKS = [
    {"reviewer": "王丽", "state_label": "已评", "state_tone": "ok", "why": "", "recuse_url": "/x/"},
    {
        "reviewer": "李敏",
        "state_label": "回避",
        "state_tone": "idle",
        "why": "本人申明与申报单位有利害关系：以前的同事",
        "recuse_url": "",
    },
]
PROJECT: dict[str, Any] = {
    **HEAD,
    "title": ROW["title"],
    "row": {**ROW, "state_label": "已立项，实施中", "state_tone": "ok"},
    "facts": [("征集", CALL["title"]), ("联系人", "王* 138****0000"), ("提交", "2026-03-05")],
    "book": BOOK,
    "lines": [
        {"item": "维修配件", "amount": D("39000.00")},
        {"item": "交通", "amount": D("4000.00")},
    ],
    "milestones": [MILESTONE, OPEN_STONE],
    "criteria": list(LABELS),
    "sees": True,
    "ballots": [BALLOT, ABSTAINED],
    "place_why": COMPARED["why"],
    "tasks": TASKS,
    "score_url": "",
    "add_reviewer_url": "",
    "granted": True,
    "standing": RUNNING,
    "spendings": [
        SPENT,
        {**SPENT, "what": "冲销：登错", "amount": D("-12000.00"), "total": D("0.00"),
         "taken_back": False, "is_reversal": True},
        {**SPENT, "amount": D("11500.00"), "total": D("11500.00"), "taken_back": False,
         "reverse_url": "/x/"},
    ],
    "spend_url": "/x/",
    "result": {
        "grade": "好",
        "points": D("92.00"),
        "summary": "修了 92 户，群众满意。",
        "note": "下一轮优先",
        "state": "待复核公布",
        "is_public": False,
        "by": "王丽",
        "published_by": "",
        "published_at": None,
    },
    "result_url": "/x/",
    "publish_url": "/x/",
    "public_url": "/x/",
    "actions": [{"label": "终止项目", "url": "/x/", "kind": "danger"}],
}  # fmt: skip
CRITERIA = [
    Criterion(pk=n, number=n, label=label, weight=D(25), hint="急不急")
    for n, label in enumerate(LABELS, start=1)
]
CHOICE = ChoiceForm(
    names={1: ROW["title"], 2: "另一个项目（虚构）"}, initial={"granted_1": "40000"}
)
PUBLIC = PublicProject(
    id=1,
    title=ROW["title"],
    unit=ROW["unit"],
    team="暖心团",
    brief="上门给独居老兵修家电。",
    granted=D("40000.00"),
    state_label="已完成",
    state_tone="ok",
    grade="好",
    summary="修了 92 户。\n群众满意。",
    spent=D("39500.00"),
    content="上门维修。\n教会使用。",
    promises=(
        PublicPromise("上门维修", "上门次数 100 次", "92 次", 92),
        PublicPromise("全年总结", "服务老兵 80 人", "", None),
    ),
    round=CALL["title"],
)
UNDER_WAY = replace(
    PUBLIC, grade="", summary="", spent=None, state_label="正在实施", state_tone="info"
)
STEPS = [
    {"label": "起草", "status": "done", "by": "王丽", "at": moment(1, 9)},
    {"label": "开始征集", "status": "done", "by": "陈强", "at": moment(2, 9)},
    {"label": "截止", "status": "done", "by": "王丽", "at": moment(3, 9)},
    {"label": "评审", "status": "current", "by": "", "at": None},
    {"label": "评审结束", "status": "todo", "by": "", "at": None},
    {"label": "拟定立项", "status": "todo", "by": "", "at": None},
    {"label": "审定立项", "status": "todo", "by": "", "at": None},
    {"label": "结束", "status": "todo", "by": "", "at": None},
]

PROJECT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "project-calls": (
        "bureau/project_calls.html",
        {
            **HEAD,
            "title": "拥军服务项目",
            "rows": [
                CALL,
                {**CALL, "granted": None, "state_label": "征集中", "handed": 3, "chosen": 0},
            ],
            "new_url": "/x/",
        },
    ),
    "project-calls-none": (
        "bureau/project_calls.html",
        {**HEAD, "title": "拥军服务项目", "rows": [], "new_url": ""},
    ),
    "projects-running": (
        "bureau/projects_running.html",
        {
            **HEAD,
            "title": "项目实施情况",
            "rows": [
                RUNNING,
                {**RUNNING, "light_label": "已完成", "light_tone": "ok", "next_due": None},
            ],
            "narrowed": True,
            "all_url": "/x/",
        },
    ),
    "project-call": (
        "bureau/project_call.html",
        {
            **HEAD,
            "title": CALL["title"],
            "row": {**CALL, "state_label": "评审中", "state_tone": "info"},
            "steps": STEPS,
            "facts": [
                ("征集说明", "为老兵办实事的小项目。\n每个单位可以报一个。"),
                ("提交时间", "2026-03-01 至 2026-03-31"),
                ("总经费", "600,000.00 元"),
                ("评审", "每个项目至少 3 人；满 5 人时去掉一个最高分、一个最低分再平均"),
            ],
            "criteria": [
                {"label": "需要程度", "weight": "40", "hint": "多少人需要，急不急"},
                {"label": "可行", "weight": "60", "hint": ""},
            ],
            "applications": [ROW, {**ROW, "number": None, "tasks": [], "by_link": False}],
            "asked": D("1720000.00"),
            "under_review": True,
            "actions": [
                {"label": "分派评委", "url": "/x/", "kind": "primary"},
                {"label": "结束评审", "url": "/x/", "kind": "primary"},
            ],
            "compare_url": "",
            "running_url": "",
        },
    ),
    "project-compare": (
        "bureau/project_compare.html",
        {
            **HEAD,
            "title": f"项目对比：{CALL['title']}",
            "criteria": [(label, D(25)) for label in LABELS],
            "rows": [{**COMPARED, "place": n} for n in range(1, 4)] + [LEFT_OUT],
            "budget": D("600000.00"),
            "decided": True,
            "export_url": "/x/",
            "rule": "满 5 人时去掉一个最高分、一个最低分再平均；同分并列。",
        },
    ),
    "project-choose": (
        "bureau/project_choose.html",
        {
            **HEAD,
            "title": "拟定立项",
            "form": CHOICE,
            "rows": [
                {**COMPARED, "granted_field": CHOICE.of(1)[0], "why_field": CHOICE.of(1)[1]},
                {**LEFT_OUT, "granted_field": CHOICE.of(2)[0], "why_field": CHOICE.of(2)[1]},
            ],
            "budget": D("600000.00"),
            "most_each": D("60000.00"),
            "planned": D("581000.00"),
            "sent_back_why": "第 9 名再看看",
            "cancel_url": "/x/",
        },
    ),
    "project": ("bureau/project.html", PROJECT),
    "project-draft": (
        "bureau/project.html",
        {
            **PROJECT,
            "row": {**ROW, "number": None, "place": None, "state_label": "草稿"},
            "milestones": [OPEN_STONE],
            **{"sees": False, "granted": False, "place_why": "", "standing": None},
            **{"result": None, "public_url": "", "score_url": "/x/", "add_reviewer_url": "/x/"},
        },
    ),
    "project-score": (
        "bureau/project_score.html",
        {
            **HEAD,
            "title": f"评分：{ROW['title']}",
            "form": ScoreForm(criteria=CRITERIA),
            "corrects": False,
            "row": ROW,
            "book": BOOK,
            "lines": PROJECT["lines"],
            "milestones": [MILESTONE],
            "recuse_url": "/x/",
            "cancel_url": "/x/",
        },
    ),
    "project-reviews": (
        "bureau/project_reviews.html",
        {
            **HEAD,
            "title": "我的评审",
            "tasks": [
                {**ROW, "call": CALL["title"], "is_done": False, "score_url": "/x/"},
                {**ROW, "call": CALL["title"], "is_done": True, "score_url": "/x/"},
            ],
            "ties": [{"unit": ROW["unit"], "why": "以前的同事", "end_url": "/x/"}],
            "declare_url": "/x/",
        },
    ),
    "public-projects": (
        "public/projects.html",
        {
            **PHONE,
            "calls": [
                PublicCall(
                    title="2027 年拥军服务项目（虚构）",
                    told="为老兵办实事的小项目。\n每个单位可以报一个。",
                    opens_on=date(2026, 11, 1),
                    closes_on=date(2026, 12, 10),
                    extended_why="",
                    budget=D("600000.00"),
                    most_each=D("60000.00"),
                    kinds="社会组织、企业、个体工商户",
                    criteria=("需要程度 40%", "可行 60%"),
                )
            ],
            "rounds": [PublicRound(CALL["title"], 2026, D("598400.00"), (PUBLIC, UNDER_WAY))],
        },
    ),
    "public-projects-none": ("public/projects.html", {**PHONE, "calls": [], "rounds": []}),
    "public-project": ("public/project.html", {**PHONE, "project": PUBLIC}),
}
