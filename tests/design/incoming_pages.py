"""What residents send and ask, and 网上来件 at both doors; with made-up data."""

from datetime import date
from typing import Any

from django.forms import Form

from support_services.casework.forms import RefuseForm, TakeForm
from support_services.casework.public.forms import AskForm, LetterForm, ObjectionForm
from support_services.casework.published import PublicSubject
from support_services.casework.subject_kinds import LAW
from tests.design.publicity_pages import NOTICE
from tests.design.samples import BUREAU, CENTER, STATION, bound, moment, page

PHONE = {"bureau_phone": "0533-0000000", "bureau_tel": "05330000000"}
WHOM = {"name": "马尚街道退役军人服务站", "phone": "0533-0000001", "tel": "05330000001"}
TOWNS = [("370303009000", "马尚街道"), ("370303102000", "沣水镇")]
TEXT = (
    "去年十月把申请表、照片和身份证复印件交到村里，村里说报上去了，到现在没有消息。"
    "同批交的邻居今年三月就拿到了。想知道办到哪一步，还缺什么。"
)
TOKEN = "0123456789abcdef0123456789abcdef"
LETTER: dict[str, Any] = {
    **PHONE,
    "form": LetterForm(towns=TOWNS),
    "token": TOKEN,
    "trap": "homepage",
    "candidates": [],
    "is_for_other": False,
    "url": "/x/",
    "subject": None,
}
ITEM = PublicSubject(
    "item:711",
    "区属公园、景点免门票",
    "区文化和旅游局；各公园、景点管理处",
    frozenset({"complaint", "consultation", "request"}),
)
OBJECT: dict[str, Any] = {
    **PHONE,
    "notice": NOTICE,
    "form": ObjectionForm(notice=NOTICE),
    "token": TOKEN,
    "trap": "homepage",
    "url": "/x/",
}
ABOUT_ITEM = {
    "what": "优待项目",
    "title": ITEM.title,
    "facts": [("项目编号", "711"), ("承办单位", ITEM.provider)],
    "url": "/x/",
    "law": LAW,
}
ABOUT_LINE = {
    "what": "公示的一项",
    "title": "欧**国，南定镇南定村，优抚补助",
    "facts": [("哪一份公示", f"{NOTICE.number}，{NOTICE.title}")],
    "url": "/x/",
    "law": "",
}
WRITTEN = {"kind": "request", "where": "", "name": "欧阳建国", "phone": "1", "content": TEXT}
RECEIPT: dict[str, Any] = {
    "number": "W2026-00012",
    "kind": "诉求",
    "sent_on": date(2026, 11, 26),
    "answer_by": date(2026, 12, 11),
    "whom": WHOM,
    "to_bureau": False,
    "is_objection": False,
    "has_phone": True,
}
ASKING: dict[str, Any] = {
    **PHONE, "form": AskForm(), "found": None, "asked": False, "said": "",
}  # fmt: skip
HERE = {**STATION, "area_name": "马尚街道"}
CRUMBS = [{"title": "诉求", "url": "/x/"}, {"title": "网上来件", "url": "/x/"}]
ROW: dict[str, Any] = {
    "number": "W2026-00012",
    "kind": "诉求",
    "who": "欧阳小军",
    "for_other": True,
    "place": "马尚街道 › 九级村",
    "sent_at": moment(23, 20, 14),
    "take_by": date(2026, 11, 24),
    "is_late": True,
    "state_label": "等人接收",
    "state_tone": "warn",
    "note": "",
    "url": "/x/",
}
TAKEN: dict[str, Any] = {
    **ROW,
    "number": "W2026-00011",
    "who": "刘桂兰",
    "for_other": False,
    "take_by": None,
    "is_late": False,
    "state_label": "已接收",
    "state_tone": "ok",
    "note": "受理编号 S2026-00318",
}
LIST: dict[str, Any] = {
    "title": "网上来件",
    "tabs": [
        {"title": "等人接收", "url": "/x/", "count": 3, "current": True},
        {"title": "全部", "url": "/x/", "count": None, "current": False},
    ],
    "page_obj": page([ROW, TAKEN]),
    "cases_url": "/x/",
}
ONE: dict[str, Any] = {
    "title": "诉求：欧阳小军",
    "incoming": ROW,
    "content": TEXT,
    "facts": [
        ("来件编号", "W2026-00012"),
        ("类别", "诉求"),
        ("姓名", "欧阳小军"),
        ("替谁反映", "欧阳建国（父亲）"),
        ("哪里", "马尚街道 › 九级村"),
        ("发来时间", "2026-11-23 20:14"),
    ],
    "masked_phone": "138****1234",
    "phone_url": "/x/",
    "accept_url": "/x/",
    "refuse_url": "/x/",
    "case": None,
    "back_url": "/x/",
}
DONE: dict[str, Any] = {
    **ONE,
    "incoming": TAKEN,
    "facts": [
        *ONE["facts"],
        ("办理", "这件来件已经由孙丽（镇街站工作人员）接收了"),
    ],
    "accept_url": "",
    "refuse_url": "",
    "case": {"number": "S2026-00318", "url": "/x/"},
}
OBJECTION_ROW = {**ROW, "kind": "公示异议", "who": "不愿具名", "for_other": False, "is_late": False}
OBJECTED: dict[str, Any] = {
    **ONE,
    "title": "公示异议：不愿具名",
    "incoming": OBJECTION_ROW,
    "content": "他家去年在城里买了房，儿子开公司，不应该再拿困难补助。",
    "facts": [("来件编号", "W2026-00012"), ("类别", "公示异议"), ("姓名", "不愿具名")],
    "about": ABOUT_LINE,
    "masked_phone": "",
    "accept_url": "",
    "object_url": "/x/",
}
TAKE_FORM = bound(TakeForm, {"kind": "request", "subject": "优待证没有办下来"}, for_other=True)
TAKE: dict[str, Any] = {
    "title": "接收来件 W2026-00012",
    "name": "欧阳建国",
    "content": TEXT,
    "form": TAKE_FORM,
    "fields": [TAKE_FORM[name] for name in TAKE_FORM.fields if name != "who"],
    "who": "2",
    "found": [
        {
            "person_id": number,
            "name": "欧阳建国",
            "masked_id": f"370***********303{number}",
            "born_on": date(1951, 2, 3),
            "died": number == 1,
            "village": "马尚街道九级村",
            "schemes": "农村籍老兵" if number == 2 else "",
        }
        for number in (1, 2)
    ],
    "told": "",
    "token": TOKEN,
    "back_url": "/x/",
}
BOTH: dict[str, tuple[str, dict[str, Any]]] = {
    "incoming-list": ("incoming_list", LIST),
    "incoming-none": ("incoming_list", {**LIST, "page_obj": page([], 1)}),
    "incoming": ("incoming", ONE),
    "incoming-done": ("incoming", DONE),
    "incoming-item": ("incoming", {**ONE, "about": ABOUT_ITEM}),
    "incoming-accept": ("incoming_accept", TAKE),
    "incoming-nobody": (
        "incoming_accept",
        {**TAKE, "found": [], "told": "在您的区域里没有查到相像的人。"},
    ),
}

INCOMING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "public-report": ("public/report.html", LETTER),
    "public-report-again": (
        "public/report.html",
        {
            **LETTER,
            "form": bound(LetterForm, {**WRITTEN, "meant_name": "欧阳建国"}, towns=TOWNS),
            "candidates": [
                {"code": "370303009201", "name": "马尚街道九级村"},
                {"code": "370303102208", "name": "沣水镇九级塔村"},
            ],
            "is_for_other": True,
        },
    ),
    "public-report-item": (
        "public/report.html",
        {
            **LETTER,
            "form": LetterForm(
                towns=TOWNS, subject=ITEM, initial={"kind": "complaint", "about": ITEM.about}
            ),
            "subject": ITEM,
        },
    ),
    "public-objection": ("public/objection.html", OBJECT),
    "public-objection-again": (
        "public/objection.html",
        {**OBJECT, "form": bound(ObjectionForm, {"phone": "1"}, notice=NOTICE)},
    ),
    "public-report-check": (
        "public/report_check.html",
        {
            **PHONE,
            "rows": [
                ("哪一类", "诉求：有一件事，想请你们解决"),
                ("哪里", "马尚街道九级村"),
                ("您的姓名", "欧阳小军"),
                ("您的电话", "13800001234"),
                ("替谁反映", "欧阳建国（父亲）"),
                ("要说的事", TEXT),
            ],
            "sent": {**WRITTEN, "chosen": "370303009201"},
            "token": TOKEN,
            "url": "/x/",
            "said": "这一会儿发来的太多了，没有收下。写的内容还在这一页上，请打页面下面的电话，"
            "我们在电话里记下来，一样办。",
        },
    ),
    "public-receipt": ("public/receipt.html", {**PHONE, "receipt": RECEIPT}),
    "public-receipt-bureau": (
        "public/receipt.html",
        {
            **PHONE,
            "receipt": {
                **RECEIPT,
                "kind": "投诉",
                "answer_by": None,
                "to_bureau": True,
                "whom": {**WHOM, "name": CENTER["name"]},
            },
        },
    ),
    "public-receipt-objection": (
        "public/receipt.html",
        {
            **PHONE,
            "receipt": {
                **RECEIPT,
                **{"kind": "公示异议", "to_bureau": True, "is_objection": True},
                **{"has_phone": False, "answer_by": date(2026, 11, 27)},
                "whom": {**WHOM, "name": CENTER["name"]},
            },
        },
    ),
    "public-receipt-none": ("public/receipt.html", {**PHONE, "receipt": None}),
    "public-progress": ("public/progress.html", ASKING),
    "public-progress-found": (
        "public/progress.html",
        {
            **ASKING,
            "asked": True,
            "found": {
                "words": "正在办",
                "by": date(2027, 1, 25),
                "whom": WHOM,
            },
        },
    ),
    "public-progress-wrong": ("public/progress.html", {**ASKING, "asked": True}),
    "public-progress-often": (
        "public/progress.html",
        {**ASKING, "said": "这一会儿查得太多了，先不能查。请打下面的电话，报编号，我们帮您查。"},
    ),
    **{
        name: (f"bureau/{template}.html", {**BUREAU, "crumbs": CRUMBS, **context})
        for name, (template, context) in BOTH.items()
    },
    **{
        f"station-{name}": (f"station/{template}.html", {**HERE, **context})
        for name, (template, context) in BOTH.items()
    },
    "incoming-objection": ("bureau/incoming.html", {**BUREAU, "crumbs": CRUMBS, **OBJECTED}),
    "incoming-object": (
        "bureau/fact_form.html",
        {
            **BUREAU,
            "title": "登记为公示异议",
            "crumbs": CRUMBS,
            "intro": "登记以后，这一项马上暂缓发放，由您以外的一人下结论。"
            "提出日期按发来的那天（2026-11-20）算。",
            "about": [
                ("来件编号", "W2026-00012"),
                ("对哪一位", ABOUT_LINE["title"]),
                *ABOUT_LINE["facts"],
            ],
            "form": Form(),
            "submit_label": "登记为异议",
            "cancel_url": "/x/",
        },
    ),
    "incoming-refuse": (
        "bureau/fact_form.html",
        {
            **BUREAU,
            "title": "不接收来件",
            "crumbs": CRUMBS,
            "intro": "只有列出的三种原因可以不接收，其他的都要接。",
            "about": [("来件编号", "W2026-00012"), ("姓名", "欧阳小军")],
            "form": RefuseForm(),
            "submit_label": "确认不接收",
            "cancel_url": "/x/",
            "danger": True,
        },
    ),
}
