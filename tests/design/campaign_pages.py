"""评选表彰 at the bureau's, the stations' and the residents' doors, with made-up data."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from honors.campaigns.admin.statistics import HEADS, HOW
from honors.campaigns.certificate import Paper
from honors.campaigns.forms.nominating import NominationForm, OwnNominationForm
from honors.campaigns.forms.publicity import ProposeForm
from honors.campaigns.models import Campaign, Candidate, Field
from honors.campaigns.public.forms import ObjectionForm
from honors.campaigns.published import (
    Asked,
    Certified,
    Listed,
    Own,
    PublicCampaign,
    Receipt,
    Winner,
)
from honors.campaigns.services.looking import Heard
from tests.design.samples import BUREAU, STATION, moment

D = Decimal
PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "评选表彰", "url": "/x/"}]}
NAME, TITLE = "2026 年度最美退役军人评选（虚构）", "最美退役军人"
STORY = (
    "（虚构）退役以后回到村里，从修一条路做起，带着乡亲们把荒坡改成了果园。\n"
    "村里的老兵行动不便，他隔几天就上门看看。"
)
ROW: dict[str, Any] = {
    "name": NAME,
    "title": TITLE,
    "kind": "个人",
    "year": 2026,
    "quota": 10,
    "opens_on": date(2026, 5, 6),
    "closes_on": date(2026, 5, 31),
    "nominated": 23,
    "winners": 10,
    "last_on": date(2026, 7, 10),
    "state_label": "公示中",
    "state_tone": "info",
    "url": "/x/",
}
WHY = "评委 88.50 分占 80%，群众投票 92.00 分占 20%，合计 89.20 分，排第 1。"
CANDIDATE: dict[str, Any] = {
    "id": 1,
    "serial": 7,
    "name": "张示例（虚构）",
    "place": "马尚街道 › 九级村",
    "by": "马尚街道、示例果业公司（虚构）",
    "nominations": 2,
    "jury": D("88.50"),
    "vote": D("92.00"),
    "score": D("89.20"),
    "rank": 1,
    "why": WHY,
    "is_proposed": True,
    "proposed_why": "",
    "state_label": "联审通过",
    "state_tone": "ok",
    "url": "/x/",
}
VETOED = {
    **CANDIDATE,
    "serial": 8,
    "name": "李示例（虚构）",
    **{"jury": None, "vote": None, "score": None, "rank": None, "why": "", "is_proposed": False},
    "state_label": "联审不通过",
    "state_tone": "bad",
}
FACTS = [
    ("评选公告", "评选身边的最美退役军人。\n可以由单位、部队、镇街推荐，也可以自荐。"),
    ("荣誉称号", f"{TITLE}（区县级）"),
    ("推荐时间", "2026-05-06 至 2026-05-31"),
    ("评选条件", "下列各项都要符合：\n　年龄：18周岁以上\n　人员类别：退役军人"),
]
RULES = [
    ("联审完成", "2026-06-12"),
    ("评委", "每份 5 位，至少 3 份有效；满 5 人时去掉一个最高分、一个最低分再平均；匿名评审"),
    ("群众投票", "占 20%，每个手机每天 1 票"),
    ("公示", "5 个工作日"),
    ("奖励", "每人 2,000.00 元"),
]
STEPS = [
    {"label": "起草", "status": "done", "by": "王丽", "at": moment(1, 9)},
    {"label": "推荐", "status": "done", "by": "陈强", "at": moment(2, 9)},
    {"label": "初审联审", "status": "done", "by": "王丽", "at": moment(3, 9)},
    {"label": "评审", "status": "done", "by": "王丽", "at": moment(4, 9)},
    {"label": "定名次", "status": "done", "by": "陈强", "at": moment(5, 9)},
    {"label": "拟定", "status": "done", "by": "王丽", "at": moment(6, 9)},
    {"label": "公示", "status": "current", "by": "陈强", "at": moment(7, 9)},
    {"label": "表彰", "status": "todo", "by": "", "at": None},
    {"label": "结束", "status": "todo", "by": "", "at": None},
]
OBJECTION: dict[str, Any] = {
    "id": 1,
    "campaign": NAME,
    "about": "7 号 张示例（虚构）",
    "raised_on": date(2026, 7, 7),
    "by_net": True,
    "state_label": "待核查",
    "state_tone": "warn",
    "found": "",
    "told": "",
    "answered_by": "",
    "answered_at": None,
    "url": "/x/",
}
WHO = [
    ("姓名、名称", "张示例（虚构）"),
    ("身份证号", "370***********1234"),
    ("来自", "马尚街道 › 九级村"),
    ("电话", "138****0000"),
    ("同意参评和公布", "本人书面同意，2026-05-10（2026-17 号，在档案室）"),
]
TOLD = [
    {"label": "主要事迹", "text": STORY, "signs": 412, "is_judged": True},
    {"label": "服役年限", "text": "16", "signs": 2, "is_judged": False},
]
NOMINATION: dict[str, Any] = {
    "id": 1,
    "name": "张示例（虚构）",
    "campaign": NAME,
    "source": "镇街、村居站推荐",
    "by": "马尚街道",
    "handed_on": date(2026, 5, 12),
    "state_label": "已提交",
    "state_tone": "info",
    "told": "符合条件，正在请有关部门联合审查。",
    "url": "/x/",
    "papers": ["/x/", "/x/"],
}
ACT = {"label": "初审通过", "url": "/x/", "kind": "primary"}
PARTS = [
    Field(pk=1, label="主要事迹", kind="text", least=300, most=1500, is_judged=True),
    Field(pk=2, label="服役年限", kind="number", most=60),
]
PLACES = [("马尚街道", [("370303002201", "九级村")])]
OF = Campaign(pk=1, name=NAME, kind="person", year=2026)
PROPOSE = ProposeForm(
    rows=[Candidate(pk=1, name="张示例（虚构）"), Candidate(pk=2, name="李示例（虚构）")],
    initial={"chosen_1": True},
)
AWARD: dict[str, Any] = {
    "certificate_no": "2026-01-0001-01",
    "name": "张示例（虚构）",
    "place": "马尚街道 › 九级村",
    "on_roll": True,
    "honour_url": "/x/",
    "grant_url": "/x/",
    "grant_label": "已批准",
    "recommended": "市退役军人事务局：市级最美退役军人",
    "outcome_label": "等结果",
    "outcome_tone": "info",
    "certificate_url": "/x/",
    "actions": [{"label": "登记结果", "url": "/x/", "kind": "plain"}],
}
PAPER = Paper(
    name="张示例（虚构）同志",
    body=(
        f"在{NAME}中，被授予2026年度“{TITLE}”称号。",
        "特发此证，以资鼓励。",
        "（虚构〔2026〕9号）",
    ),
    number="2026-01-0001-01",
    issuer="示例区双拥办、区退役军人事务局",
    day="2026年8月1日",
    link="https://portal.example/pingxuan/zhengshu/?bianhao=2026-01-0001-01",
)
LISTED = (
    Listed(7, "张**例", "马尚街道 九级村", "退役返乡，带头修路种果树，照看村里的老兵。"),
    Listed(9, "王*例", "马尚街道", "开货车三十年，义务接送高考学生。"),
)
OPEN = PublicCampaign(
    id=1,
    name=NAME,
    title=TITLE,
    year=2026,
    told="评选身边的最美退役军人。\n可以由单位、部队、镇街推荐，也可以自荐。",
    kind="个人",
    quota=10,
    state_label="推荐中",
    state_tone="ok",
    opens_on=date(2026, 5, 6),
    closes_on=date(2026, 5, 31),
    is_open=True,
    sources=("单位推荐", "镇街、村居站推荐", "群众推荐", "本人自荐"),
    takes_people=True,
    takes_self=True,
    conditions="下列各项都要符合：\n　年龄：18周岁以上\n　人员类别：退役军人",
    asked=(Asked("主要事迹", "段落，300 到 1500 字，要填"), Asked("服役年限", "数字，要填")),
    is_public_list=False,
    last_on=None,
    left=0,
    listed=(),
    winners=(),
    silent=0,
    document_no="",
    decided_on=None,
)
SHOWN = replace(
    OPEN,
    id=2,
    name="2026 年度好军嫂评选（虚构）",
    state_label="公示中",
    state_tone="info",
    is_open=False,
    takes_people=False,
    takes_self=False,
    is_public_list=True,
    last_on=date(2026, 7, 10),
    left=3,
    listed=LISTED,
)
OVER = replace(
    SHOWN,
    id=3,
    state_label="已表彰",
    state_tone="ok",
    is_public_list=False,
    left=0,
    listed=(),
    winners=(
        Winner(1, "张示例（虚构）", "马尚街道 九级村", "带头修路。"),
        Winner(2, "王示例（虚构）", "马尚街道", "接送学生。"),
    ),
    silent=1,
    document_no="虚构〔2026〕9号",
    decided_on=date(2026, 8, 1),
)
CERTIFIED = Certified(
    "2026-01-0001-01", TITLE, 2026, "张示例（虚构）", "虚构〔2026〕9号", date(2026, 8, 1), False
)
OWN = Own(
    id=1,
    number="2026-0001-00012",
    campaign=NAME,
    name="张**例",
    on=date(2026, 5, 12),
    state_label="已提交",
    state_tone="info",
    told=NOMINATION["told"],
    may_withdraw=True,
)


def counted(label: str, finalists: int) -> dict[str, Any]:
    """A row of the statistics."""
    return {"label": label, "campaigns": 1, "url": "",
            "counts": [{"label": one, "value": finalists} for one in HEADS.values()]}  # fmt: skip


def _nomination() -> NominationForm:
    return NominationForm(campaign=OF, parts=PARTS, places=PLACES)


def _objection(data: dict[str, str] | None = None) -> ObjectionForm:
    return ObjectionForm(data, listed=[(one.serial, f"{one.name}　{one.place}") for one in LISTED])


def _own(*, is_self: bool) -> OwnNominationForm:
    return OwnNominationForm(campaign=OF, parts=PARTS, places=PLACES, is_self=is_self)


CAMPAIGN: dict[str, Any] = {
    **HEAD,
    "title": NAME,
    "row": ROW,
    "steps": STEPS,
    "facts": FACTS,
    "rules": RULES,
    "parts": [
        {"label": "主要事迹", "kind": "text", "least": 300, "most": 1500, "is_needed": True,
         "is_judged": True},
        {"label": "服役年限", "kind": "number", "least": 0, "most": 60, "is_needed": False,
         "is_judged": False},
    ],
    "criteria": ["事迹 60%", "影响 40%"],
    "offices": ["区公安分局", "区法院"],
    "candidates": [CANDIDATE, VETOED],
    "ranked": True,
    "drafts": [{**NOMINATION, "state_label": "草稿", "state_tone": "warn"}],
    "objections": [OBJECTION],
    "conditions_url": "/x/",
    "checks_url": "/x/",
    "awards_url": "/x/",
    "judging": [("评委会", "/x/"), ("群众投票", "/x/")],
    "print_url": "/x/",
    "export_url": "/x/",
    "public_url": "/x/",
    "actions": [
        {"label": "登记异议", "url": "/x/", "kind": "plain"},
        {"label": "决定表彰", "url": "/x/", "kind": "primary"},
        {"label": "撤下公示，重新拟定", "url": "/x/", "kind": "danger"},
    ],
}  # fmt: skip
PERSON: dict[str, Any] = {
    **HEAD,
    "title": "7 号 张示例（虚构）",
    "row": CANDIDATE,
    "facts": WHO,
    "brief": LISTED[0].brief,
    "person_url": "/x/",
    "grounds": [
        {"text": "各项都要符合", "found": "", "holds_label": "不符合", "holds_tone": "bad"},
        {"text": "　年龄：60周岁以上", "found": "52周岁", "holds_label": "不符合",
         "holds_tone": "bad"},
        {"text": "　人员类别：退役军人", "found": "退役军人", "holds_label": "符合",
         "holds_tone": "ok"},
    ],
    "bars": ["2025 年度已获得“最美退役军人”，不再参评。"],
    "is_now": True,
    "screened": "陈强，2026-06-01：核对过证明材料",
    "out": "",
    "told": TOLD,
    "covered": [{"label": "主要事迹", "text": "退役以后回到某村，从修一条路做起。"}],
    "is_anonymous": True,
    "nominations": [NOMINATION, {**NOMINATION, "by": "群众 王*", "papers": []}],
    "answers": [
        {"office": "区公安分局", "is_clear": True, "why": "", "answered_on": date(2026, 6, 3),
         "by": "王丽"},
        {"office": "区法院", "is_clear": False, "why": "失信被执行人（虚构）",
         "answered_on": date(2026, 6, 4), "by": "单位网上答复"},
    ],
    "sees_answers": True,
    "consent_url": "/x/",
    "actions": [ACT, {"label": "补身份、同意、简介", "url": "/x/", "kind": "plain"}],
}  # fmt: skip

CAMPAIGN_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "campaigns": (
        "bureau/campaigns.html",
        {
            **HEAD,
            "title": "评选表彰",
            "page_obj": Paginator([ROW, {**ROW, "winners": 0}], 30).page(1),
            "new_url": "/x/",
            "statistics_url": "/x/",
        },
    ),
    "campaigns-none": (
        "bureau/campaigns.html",
        {
            **HEAD,
            "title": "评选表彰",
            "page_obj": Paginator([], 30).page(1),
            "new_url": "/x/",
            "statistics_url": "/x/",
        },
    ),
    "campaign": ("bureau/campaign.html", CAMPAIGN),
    "campaign-new": (
        "bureau/campaign.html",
        {**CAMPAIGN, "candidates": [], "ranked": False, "drafts": [], "objections": []},
    ),
    "candidate": ("bureau/candidate.html", PERSON),
    "nomination": (
        "bureau/nomination.html",
        {
            **HEAD,
            "title": "推荐：张示例（虚构）",
            "row": NOMINATION,
            "facts": WHO,
            "told": TOLD,
            "hands": "单位自己网上填报",
            "missing": "缺同意书，2026-06-05 以前",
            "ended_why": "",
            "papers": ["/x/"],
            "candidate_url": "/x/",
            "actions": [{"label": "退回补正", "url": "/x/", "kind": "plain"}],
        },
    ),
    "campaign-checks": (
        "bureau/campaign_checks.html",
        {
            **HEAD,
            "title": f"联审：{NAME}",
            "check_by": date(2026, 6, 12),
            "offices": [
                {"name": "区公安分局", "asks": "有无违法犯罪记录", "missing": 0, "list_url": "/x/",
                 "answers_url": "/x/", "unit_url": "/x/"},
                {"name": "区法院", "asks": "是否失信被执行人", "missing": 2, "list_url": "/x/",
                 "answers_url": "/x/", "unit_url": ""},
            ],
            "rows": [
                {**CANDIDATE, "cells": [
                    {"office": "区公安分局", "label": "无影响", "tone": "ok"},
                    {"office": "区法院", "label": "未答复", "tone": "warn"}]},
                {**VETOED, "cells": [
                    {"office": "区公安分局", "label": "不同意", "tone": "bad"},
                    {"office": "区法院", "label": "未答复", "tone": "warn"}]},
            ],
            "sees": True,
        },
    ),
    "campaign-propose": (
        "bureau/campaign_propose.html",
        {
            **HEAD,
            "title": "拟定名单",
            "form": PROPOSE,
            "rows": [
                {**CANDIDATE, "brief": LISTED[0].brief, "chosen_field": PROPOSE.of(1)[0],
                 "why_field": PROPOSE.of(1)[1]},
                {**VETOED, "brief": "", "rank": 2, "score": D("80.00"),
                 "chosen_field": PROPOSE.of(2)[0], "why_field": PROPOSE.of(2)[1]},
            ],
            "quota": 1,
            "sent_back_why": "第 3 名再核对",
            "cancel_url": "/x/",
        },
    ),
    "campaign-objection": (
        "bureau/campaign_objection.html",
        {
            **HEAD,
            "title": "异议：张示例（虚构）",
            "row": {**OBJECTION, "state_label": "异议不成立", "state_tone": "idle",
                    "found": "走访了村里，路是他带头修的。", "told": "核查过，事迹属实。",
                    "answered_by": "陈强", "answered_at": moment(8, 9)},
            "heard": Heard("修路的不是他（虚构）。", "李示例", "139****0000"),
            "candidate_url": "/x/",
            "registered_by": "",
            "registered_at": moment(7, 9),
            "papers": ["/x/"],
            "answer_url": "/x/",
        },
    ),
    "campaign-awards": (
        "bureau/campaign_awards.html",
        {
            **HEAD,
            "title": f"表彰：{NAME}",
            "document_no": "虚构〔2026〕9号",
            "decided_on": date(2026, 8, 1),
            "reward": D("2000.00"),
            "reward_total": D("2000.00"),
            "recommends_to": "市退役军人事务局",
            "rows": [
                AWARD,
                {**AWARD, "honour_url": "", "grant_url": "", "recommended": "", "actions": [
                    {"label": "录入荣誉名录", "url": "/x/", "kind": "plain"},
                    {"label": "发奖励", "url": "/x/", "kind": "plain"}]},
                {**AWARD, "grant_url": "", "lacks_file": True, "actions": [
                    {"label": "登记档案", "url": "/x/", "kind": "plain"}]},
                {**AWARD, "grant_url": "", "rewarded_how": "随表彰会发奖金，局财务凭证 12 号。"},
            ],
            "public_url": "/x/",
            "print_url": "/x/",
        },
    ),
    "award-certificate": (
        "bureau/award_certificate.html",
        {**HEAD, "title": "证书：张示例（虚构）", "paper": PAPER, "pdf_url": "/x/"},
    ),
    "campaign-statistics": (
        "bureau/campaign_statistics.html",
        {
            **HEAD,
            "title": "历年评选",
            "tabs": [
                {"label": "近三年", "url": "/x/", "current": True},
                {"label": "全部", "url": "/x/", "current": False},
            ],
            "since": 2024,
            "until": 2026,
            "total": counted("合计", 45),
            "finalists": 45,
            "winners": 30,
            "heads": list(HEADS.values()),
            "rows": [{**counted(f"{year} 年度{TITLE}评选（虚构）", 15), "url": "/x/"}
                     for year in (2026, 2025, 2024)],
            "by_year": [counted(str(year), 15) for year in (2026, 2025, 2024)],
            "by_title": [counted(TITLE, 45)],
            "finalist_bars": [{"label": str(year), "value": 15} for year in (2024, 2025, 2026)],
            "winner_bars": [{"label": str(year), "value": 10} for year in (2024, 2025, 2026)],
            "sources": [{"label": "单位推荐", "value": 21}, {"label": "群众推荐", "value": 20}],
            "reasons": [{"label": "年龄：60周岁以上", "value": 3},
                        {"label": "初审人另写的原因", "value": 1}],
            "under_way": 1,
            "how": HOW,
            "export_url": "/x/",
        },
    ),
    "campaign-print": (
        "bureau/campaign_print.html",
        {
            **HEAD,
            "title": NAME,
            "row": ROW,
            "facts": FACTS,
            "rows": [CANDIDATE],
            "winners": [CANDIDATE],
            "document_no": "虚构〔2026〕9号",
            "decided_on": date(2026, 8, 1),
            "printed_on": date(2026, 8, 2),
        },
    ),
    "station-campaigns": (
        "station/campaigns.html",
        {
            **STATION,
            "area_name": "马尚街道",
            "open": [{**ROW, "facts": FACTS, "new_url": "/x/"}],
            "page_obj": Paginator([NOMINATION], 30).page(1),
        },
    ),
    "station-campaign-form": (
        "station/campaign_form.html",
        {
            **STATION,
            "title": "推荐一位",
            "intro": "先存草稿，看一遍再提交。要本人书面同意；现役军人要所在部队同意。",
            "about": [("评选", NAME)],
            "form": _nomination(),
            "submit": "保存草稿",
            "back_url": "/x/",
            "danger": False,
        },
    ),
    "station-nomination": (
        "station/nomination.html",
        {
            **STATION,
            "title": "推荐：张示例（虚构）",
            "row": NOMINATION,
            "facts": WHO,
            "told": TOLD,
            "papers": 2,
            "actions": [{"label": "提交", "url": "/x/", "kind": "primary"}],
            "back_url": "/x/",
        },
    ),
    "public-campaigns": (
        "public/campaigns.html", {**PHONE, "campaigns": [OPEN, SHOWN, OVER]}
    ),
    "public-campaigns-none": ("public/campaigns.html", {**PHONE, "campaigns": []}),
    "public-campaign": ("public/campaign.html", {**PHONE, "campaign": OPEN}),
    "public-campaign-list": ("public/campaign.html", {**PHONE, "campaign": SHOWN}),
    "public-campaign-over": ("public/campaign.html", {**PHONE, "campaign": OVER}),
    "public-campaign-gone": ("public/campaign_gone.html", PHONE),
    "public-campaign-objection": (
        "public/campaign_objection.html",
        {**PHONE, "campaign": SHOWN, "form": _objection({"text": ""}), "token": "0" * 32,
         "trap": "website"},
    ),
    "public-campaign-receipt": (
        "public/campaign_receipt.html",
        {**PHONE, "receipt": Receipt(NAME, date(2026, 7, 7), "异议不成立", "idle",
                                     "核查过，事迹属实。")},
    ),
    "public-certificate": (
        "public/certificate.html",
        {**PHONE, "number": CERTIFIED.number, "name": "bianhao", "found": CERTIFIED},
    ),
    "public-certificate-revoked": (
        "public/certificate.html",
        {**PHONE, "number": CERTIFIED.number, "name": "bianhao",
         "found": replace(CERTIFIED, name="", is_revoked=True)},
    ),
    "public-certificate-none": (
        "public/certificate.html",
        {**PHONE, "number": "2026-99", "name": "bianhao", "found": None},
    ),
    "public-nominate": (
        "public/nominate.html",
        {**PHONE, "campaign": OPEN, "form": _own(is_self=False), "token": "0" * 32,
         "is_self": False, "self_name": "ziji"},
    ),
    "public-nominate-self": (
        "public/nominate.html",
        {**PHONE, "campaign": OPEN, "form": _own(is_self=True), "token": "0" * 32,
         "is_self": True, "self_name": "ziji"},
    ),
    "public-nominate-prove": (
        "public/nominate_prove.html",
        {**PHONE, "over": True, "prove_url": "/x/", "written": [STORY]},
    ),
    "public-nominations": ("public/nominations.html", {**PHONE, "nominations": [OWN]}),
    "public-nomination-withdraw": ("public/nomination_withdraw.html", {**PHONE, "nomination": OWN}),
}  # fmt: skip
