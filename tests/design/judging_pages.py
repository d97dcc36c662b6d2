"""评委会 and 投票 at the bureau's and the residents' door, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from honors.juries.forms import ScoreForm
from honors.juries.models import Criterion
from honors.votes.admin.report import LIMITS
from honors.votes.public.forms import CodeForm, VoteForm
from honors.votes.published import PublicOption, PublicPoll
from tests.design.samples import BUREAU, moment

D = Decimal
PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001", "is_demo": True}
HEAD = {**BUREAU, "crumbs": [{"title": "评委会", "url": "/x/"}]}
TABS = [
    {"label": "评委会", "url": "/x/", "current": True},
    {"label": "评委", "url": "/x/", "current": False},
]
NAME = "最美退役军人初评（虚构）"
CONTACT = {
    "phone": {"phone": "139****0000", "agreed_on": date(2026, 11, 1)},
    "phone_url": "/x/",
    "phone_end_url": "/x/",
}
TOLD = [
    {"number": 1, "name": "评委王示例", "has_phone": True,
     "assigned": [{"on": date(2026, 11, 3), "label": "已发出", "tone": "ok"}],
     "ending": [{"on": date(2026, 11, 7), "label": "待发", "tone": "info"}]},
    {"number": 2, "name": "评委李示例", "has_phone": False, "assigned": [], "ending": []},
]  # fmt: skip
PANEL: dict[str, Any] = {
    "title": NAME,
    "entries": 12,
    "opens_at": moment(3, 9),
    "closes_at": moment(9, 18),
    "state_label": "评审中",
    "state_tone": "info",
    "url": "/x/",
}
STEPS = [
    {"label": "设立评委会", "status": "done", "by": "王丽", "at": moment(1, 9)},
    {"label": "分派并评审", "status": "current", "by": "王丽", "at": moment(3, 9)},
    {"label": "结束评审", "status": "todo", "by": "", "at": None},
]
FACTS = [
    ("评审时间", "2026-11-03 09:00 至 2026-11-09 18:00"),
    ("评审方式", "匿名：材料只有编号，姓名等已遮去"),
    ("每份材料", "3 位评委，至少 2 份有效评分才排名"),
    ("合成办法", "全部评委的平均分"),
    ("评委宽严", "先拉平：各位评委的平均分移到全体的平均分"),
    ("自动回避", "本人或近亲属、同一户、同一单位、同一村居"),
]
LABELS = ["先进事迹", "社会影响", "群众公认"]
SEAT: dict[str, Any] = {
    "number": 1,
    "name": "评委王示例",
    "done": 5,
    "waiting": 3,
    "total": 8,
    "recused": 1,
    "state_label": "还有 3 份",
    "state_tone": "warn",
    "left_why": "",
    "url": "/x/",
    "leave_url": "/x/",
}
GONE = {
    **SEAT,
    "number": 2,
    "name": "评委李示例",
    "state_label": "已退出",
    "state_tone": "idle",
    "left_why": "出差",
    "leave_url": "",
    "total": 0,
    "recused": 0,
}
RECUSAL = {
    "number": 4,
    "seat": 1,
    "name": "评委王示例",
    "source": "系统查出",
    "why": "同一单位、同一村居",
}
TASK = {"seat": 1, "state_label": "已评", "state_tone": "ok"}
HOW = (
    "5 位评委，12 份材料，每份 3 位评委，每人 7 至 8 份；因回避排除 4 对。材料编号和分派由随机种子 "
    "4f1d0c2a9b7e8d6f4f1d0c2a9b7e8d6f 算出，种子在设立评委会时就记下了，同样的评委和回避，"
    "随时能重新算出同样的分派。现在重新算过，与当时的分派一致。"
)
PAGE: dict[str, Any] = {
    **HEAD,
    "title": NAME,
    "row": PANEL,
    "steps": STEPS,
    "facts": FACTS,
    "criteria": [{"label": label, "weight": "40"} for label in LABELS],
    "seats": [SEAT, GONE],
    "entries": [
        {"number": n, "done": 1, "wanted": 3, "url": "/x/", "tasks": [TASK, {**TASK, "seat": 3}]}
        for n in range(1, 4)
    ],
    "recusals": [RECUSAL],
    "told": TOLD,
    "lacking": "",
    "how": HOW,
    "actions": [
        {"label": "聘请评委", "url": "/x/", "kind": "plain"},
        {"label": "延长时间", "url": "/x/", "kind": "plain"},
        {"label": "结束评审", "url": "/x/", "kind": "primary"},
        {"label": "取消评审", "url": "/x/", "kind": "danger"},
    ],
    "sheet_url": "",
    "agrees": None,
}
SECTIONS = [
    ("先进事迹", "他（某某）退役以后回到村里，从修一条路做起，带着乡亲们把荒坡改成了果园。\n"
     "村里的老兵行动不便，他隔几天就上门看看。"),
    ("推荐理由", "群众公认，邻里称赞。"),
]  # fmt: skip
BALLOT: dict[str, Any] = {
    "number": 7,
    "seat": 1,
    "points": [(label, D("86.50")) for label in LABELS],
    "total": D("86.50"),
    "is_abstention": False,
    "comment": "事迹扎实，有数有据。",
    "corrected": 1,
}
ABSTAINED = {
    **BALLOT,
    "seat": 3,
    "points": [(label, None) for label in LABELS],
    "total": None,
    "is_abstention": True,
    "comment": "不了解情况。",
    "corrected": 0,
}
TIES = [
    {"kind": "同一单位", "label": "示例社会工作服务中心（虚构）", "why": "本人在该单位工作",
     "by": "评委王示例", "end_url": "/x/"},
    {"kind": "本人或近亲属", "label": "凭身份证号登记的一个人", "why": "岳父", "by": "王丽",
     "end_url": ""},
]  # fmt: skip
CRITERIA = [
    Criterion(pk=n, number=n, label=label, weight=D(weight))
    for n, (label, weight) in enumerate(zip(LABELS, (40, 30, 30), strict=True), start=1)
]
SCORE: dict[str, Any] = {
    **HEAD,
    "title": "评分：7 号",
    "form": ScoreForm(criteria=CRITERIA),
    "corrects": False,
    "panel": NAME,
    "anonymous": True,
    "closes_at": moment(9, 18),
    "closed": "",
    "sections": SECTIONS,
    "others": [{**BALLOT, "number": None, "seat": None}],
    "labels": LABELS,
    "recuse_url": "/x/",
    "cancel_url": "/x/",
}
MINE = {
    "number": 7,
    "panel": NAME,
    "closes_at": moment(9, 18),
    "opens_at": moment(3, 9),
    "is_done": False,
    "is_open": True,
    "url": "/x/",
}
STANDING: dict[str, Any] = {
    "number": 7,
    "place": 1,
    "score": D("88.20"),
    "means": [(label, D("88.20")) for label in LABELS],
    "spread": D("6.40"),
    "ballots": 3,
    "why": "3 份有效评分，拉平评委宽严以后：90.40、88.20、86.00，平均 88.20 分。得分最高，排第 1。",
}
UNPLACED = {
    **STANDING,
    "number": 4,
    "place": None,
    "score": None,
    "means": [(label, None) for label in LABELS],
    "spread": None,
    "ballots": 1,
    "why": "有效评分 1 份，不足 2 份，不排名。",
}

POLL: dict[str, Any] = {
    "title": "最美退役军人投票（虚构）",
    "opens_on": date(2026, 11, 1),
    "closes_on": date(2026, 11, 10),
    "cast": 1284,
    "state_label": "投票结束，待签认",
    "state_tone": "info",
    "url": "/x/",
}
RESULTS = [
    {"number": 2, "label": "李示例", "votes": 640, "left_out": 12, "score": D("100.00")},
    {"number": 1, "label": "张示例", "votes": 480, "left_out": 0, "score": D("75.00")},
]
DAYS = [{"label": f"11-{n:02d}", "value": 90 + 17 * n} for n in range(1, 8)]
ODD: dict[str, Any] = {
    "kind_label": "来自同一网络",
    "name": "网络 0671248",
    "votes": 84,
    "share": D("6.54"),
    "most": "2 号 80 票，1 号 4 票",
    "rule_label": "",
    "rule_tone": "",
    "ask_url": "/x/",
}
RULE: dict[str, Any] = {
    "name": "一分钟内突然增多：2026-11-05 10:31",
    "votes": 62,
    "why": "一分钟里 62 票，都投同一人",
    "asked_by": "王丽",
    "settled_by": "",
    "is_asked": True,
    "state_label": "待另一人确认",
    "state_tone": "warn",
    "confirm_url": "/x/",
    "refuse_url": "/x/",
}
VOTE_HEAD = {**BUREAU, "crumbs": [{"title": "投票", "url": "/x/"}]}
STORY = "退役以后回到村里，从修一条路做起。\n照看村里行动不便的老兵。"
PUBLIC = PublicPoll(
    id=1,
    title=POLL["title"],
    opens_on=date(2026, 11, 1),
    closes_on=date(2026, 11, 10),
    per_day=1,
    is_open=True,
    is_over=False,
    options=tuple(
        PublicOption(n, n, f"{name}示例（虚构）", STORY if n < 3 else "", 120 * n)
        for n, name in enumerate("张李王赵", start=1)
    ),
)
OVER = PublicPoll(**{**PUBLIC.__dict__, "is_open": False, "is_over": True})
OPTIONS = [(str(one.id), f"{one.number} 号 {one.label}") for one in PUBLIC.options]
VOTE: dict[str, Any] = {
    **PHONE,
    "poll": PUBLIC,
    "form": VoteForm(options=OPTIONS),
    "token": "a" * 32,
    "said": "",
    "chosen": "2",
    "most": 480,
    "is_live": True,
}

JUDGING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "jury-panels": (
        "bureau/jury_panels.html",
        {
            **HEAD,
            "title": "评委会",
            "tabs": TABS,
            "page_obj": Paginator([PANEL, {**PANEL, "state_label": "评审结束"}], 50).get_page(1),
        },
    ),
    "jury-panels-none": (
        "bureau/jury_panels.html",
        {**HEAD, "title": "评委会", "tabs": TABS, "page_obj": Paginator([], 50).get_page(1)},
    ),
    "jurors": (
        "bureau/jurors.html",
        {
            **HEAD,
            "title": "评委",
            "tabs": TABS,
            "rows": [
                {"name": "评委王示例", "username": "评委一", "ties": 2, "url": "/x/"},
                {"name": "评委李示例", "username": "评委二", "ties": 0, "url": "/x/"},
            ],
        },
    ),
    "juror": (
        "bureau/juror.html",
        {
            **HEAD,
            "title": "评委：评委王示例",
            "ties": TIES,
            "declare_url": "/x/",
            **CONTACT,
            "panels": [{"title": NAME, "url": "/x/"}],
        },
    ),
    "jury-panel": ("bureau/jury_panel.html", PAGE),
    "jury-panel-forming": (
        "bureau/jury_panel.html",
        {
            **PAGE,
            "seats": [],
            "recusals": [],
            "how": "",
            "lacking": "评委不够：1 号缺 3 位，2 号缺 3 位（回避的不算）。请再聘请评委。",
            "entries": [{"number": 1, "done": 0, "wanted": 3, "url": "/x/", "tasks": []}],
        },
    ),
    "jury-panel-closed": (
        "bureau/jury_panel.html",
        {
            **PAGE,
            "agrees": True,
            "sheet_url": "/x/",
            "actions": [{"label": "评审会表", "url": "/x/", "kind": "primary"}],
        },
    ),
    "jury-entry": (
        "bureau/jury_entry.html",
        {
            **HEAD,
            "title": "7 号材料",
            "number": 7,
            "sections": SECTIONS,
            "tasks": [TASK, {**TASK, "seat": 3, "state_label": "待评", "state_tone": "warn"}],
            "recusals": [RECUSAL],
            "labels": LABELS,
            "ballots": [{**BALLOT, "number": None}, {**ABSTAINED, "number": None}],
            "is_closed": True,
            "recuse_url": "/x/",
        },
    ),
    "jury-mine": (
        "bureau/jury_mine.html",
        {
            **HEAD,
            "title": "我的评审",
            "tasks": [
                MINE,
                {**MINE, "number": 9, "is_done": True},
                {**MINE, "number": 11, "is_open": False},
            ],
            "done": 1,
            "ties": TIES,
            "declare_url": "/x/",
            **CONTACT,
        },
    ),
    "jury-mine-none": (
        "bureau/jury_mine.html",
        {**HEAD, "title": "我的评审", "tasks": [], "done": 0, "ties": [], "declare_url": "/x/",
         "phone": None, "phone_url": "/x/", "phone_end_url": "/x/"},
    ),
    "jury-score": ("bureau/jury_score.html", SCORE),
    "jury-score-early": (
        "bureau/jury_score.html",
        {**SCORE, "closed": "2026-11-03 09:00 起可以评分。", "others": []},
    ),
    "jury-sheet": (
        "bureau/jury_sheet.html",
        {
            **HEAD,
            "title": f"评审会表：{NAME}",
            "closed_at": moment(9, 19),
            "levelled": True,
            "facts": FACTS,
            "labels": LABELS,
            "rows": [STANDING, {**STANDING, "number": 9, "place": 2}, UNPLACED],
            "levels": [
                {"seat": 1, "ballots": 8, "mean": D("84.20"), "moved": "+1.30"},
                {"seat": 3, "ballots": 7, "mean": D("88.00"), "moved": "−2.50"},
            ],
            "ballots": [BALLOT, ABSTAINED],
            "recusals": [RECUSAL],
            "jurors": [(1, "评委王示例"), (3, "评委赵示例")],
            "how": HOW,
            "agrees": True,
            "xlsx_url": "/x/",
            "pdf_url": "/x/",
        },
    ),
    "vote-polls": (
        "bureau/vote_polls.html",
        {**VOTE_HEAD, "title": "投票", "page_obj": Paginator([POLL], 50).get_page(1)},
    ),
    "vote-polls-none": (
        "bureau/vote_polls.html",
        {**VOTE_HEAD, "title": "投票", "page_obj": Paginator([], 50).get_page(1)},
    ),
    "vote-poll": (
        "bureau/vote_poll.html",
        {
            **VOTE_HEAD,
            "title": POLL["title"],
            "row": POLL,
            "steps": STEPS,
            "facts": [("投票时间", "2026-11-01 至 2026-11-10"), ("占总成绩", "20%")],
            "options": [
                {"number": 1, "label": "张示例（虚构）", "text": STORY},
                {"number": 2, "label": "李示例（虚构）", "text": ""},
            ],
            "results": RESULTS,
            "days": DAYS,
            "first_by": "王丽",
            "agrees": None,
            "report_url": "/x/",
            "public_url": "/x/",
            "actions": [{"label": "异常报告", "url": "/x/", "kind": "plain"}],
        },
    ),
    "vote-report": (
        "bureau/vote_report.html",
        {
            **VOTE_HEAD,
            "title": f"异常报告：{POLL['title']}",
            "row": POLL,
            "limits": LIMITS,
            "odd": [
                ODD,
                {**ODD, "kind_label": "一分钟内突然增多", "name": "2026-11-05 10:31",
                 "rule_label": "待另一人确认", "rule_tone": "warn"},
                {**ODD, "kind_label": "同一号段", "name": "号段 0391174", "ask_url": ""},
            ],
            "rules": [
                RULE,
                {**RULE, "settled_by": "陈强", "is_asked": False, "state_label": "已剔除",
                 "state_tone": "bad"},
            ],
            "results": RESULTS,
            "days": DAYS,
            "hours": [{"label": f"11-05 {n:02d}时", "value": n * 3} for n in range(8, 20)],
            "first_by": "王丽",
            "second_by": "",
            "sign_url": "/x/",
            "back_url": "/x/",
            "export_url": "/x/",
        },
    ),
    "public-votes": (
        "public/votes.html",
        {**PHONE, "polls": [PUBLIC, OVER, PublicPoll(**{**PUBLIC.__dict__, "is_open": False})]},
    ),
    "public-votes-none": ("public/votes.html", {**PHONE, "polls": []}),
    "public-vote": ("public/vote.html", VOTE),
    "public-vote-errors": (
        "public/vote.html",
        {**VOTE, "chosen": "", "form": VoteForm({"phone": "12"}, options=OPTIONS)},
    ),
    "public-vote-over": ("public/vote.html", {**VOTE, "poll": OVER}),
    "public-vote-code": (
        "public/vote_code.html",
        {
            **PHONE,
            "form": CodeForm(),
            "ticket": "a" * 64,
            "said": "验证码不对，或者过了时间、已经用过了。",
            "minutes": 10,
        },
    ),
    "public-vote-done": ("public/vote_done.html", {**PHONE, "poll": PUBLIC, "counts": True}),
    "public-vote-again": ("public/vote_done.html", {**PHONE, "poll": PUBLIC, "counts": False}),
}  # fmt: skip
