"""参与单位 at the bureau, and their own door by a link, with made-up data."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from support_services.units.answering import Answer, Past, Shown
from support_services.units.forms import LinkFilter, UnitFilter, WhyForm
from support_services.units.public.forms import CodeForm, FilesForm
from support_services.units.services.opening import TOO_MANY, WRONG
from support_services.units.services.replying import TOO_LATE
from support_services.units.taking_part import Part
from tests.design.samples import BUREAU, moment
from tests.units.fakes import ReportForm
from veterans.registry.selectors.changes import ChangeTold, ValueChanged

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
CRUMBS = [{"title": "参与单位", "url": "/x/"}]
HEAD = {**BUREAU, "crumbs": CRUMBS}
TOKEN = "x" * 43
FORM = "a" * 32
ROW: dict[str, Any] = {
    "id": 7,
    "name": "示例银行（虚构）",
    "short_name": "示例银行",
    "kind": "企业、个体工商户",
    "place": "马尚街道",
    "phone": "0533-0000701",
    "has_contact": True,
    "is_closed": False,
    "url": "/x/",
}
LINK: dict[str, Any] = {
    "id": 31,
    "unit": ROW["name"],
    "kind": "双清单事项",
    "title": "为驻地部队甲官兵开设转账绿色通道",
    "purpose": "请在月底前报办理情况",
    "made": "王丽 2026-11-12 发出",
    "last_day": date(2026, 11, 27),
    "answered": 1,
    "is_live": True,
    "state_label": "已答复",
    "state_tone": "ok",
    "revoked": "",
    "url": "/x/",
}
ENDED = {
    **LINK,
    "id": 28,
    "answered": 0,
    "purpose": "",
    "state_label": "已收回",
    "state_tone": "idle",
    "revoked": "王丽 2026-11-12：另发了新的链接",
}
SHOWN = Shown(
    title=LINK["title"],
    facts=(
        ("编号", "2026 年军队需求第 4 件"),
        ("提出单位", "驻地部队甲"),
        ("要求", "设一个专门窗口，官兵凭证件优先办理"),
        ("办结期限", "2026年12月31日"),
    ),
    history=(
        Past(date(2026, 11, 10), "交办", who="双拥办"),
        Past(date(2026, 10, 8), "提出需求", "座谈走访时提出", "驻地部队甲"),
    ),
    answers=(
        Answer("report", "报办理情况", ReportForm, "如实写，可以带照片。", takes_files=True),
        Answer("refuse", "不是我们的职责，退回", hint="退回以后由双拥办另行交办。", danger=True),
    ),
)  # fmt: skip
REPLY = SimpleNamespace(
    pk=12,
    link_id=31,
    url="/x/",
    receipt="31-12",
    alone=False,
    check_label="待核实",
    check_tone="warn",
    form=FORM,
    label="报办理情况",
    sent_at=moment(15, 10, 20),
    said="已收到，双拥办核实后改进度。",
)
LINK_PAGE: dict[str, Any] = {
    **PHONE,
    "token": TOKEN,
    "unit": ROW["name"],
    "number": 31,
    "purpose": LINK["purpose"],
    "last_day": LINK["last_day"],
    "shown": SHOWN,
    "replies": (REPLY,),
    "minutes": 30,
}
CODE: dict[str, Any] = {
    **PHONE,
    "token": TOKEN,
    "form": CodeForm(),
    "ask": "yao",
    "by_message": True,
    "said": "",
    "is_sent": False,
    "is_over": False,
    "written": [],
    "minutes": 10,
    "is_demo": False,
}
QR = mark_safe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" class="segno">'
    '<path class="qrline" d="M4 4h100v100h-100z"/></svg>'
)

UNIT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "units": (
        "bureau/units.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "参与单位",
            "filter_form": UnitFilter({}, towns=[("370303001", "马尚街道")]),
            "filtered": False,
            "page_obj": Paginator(
                [ROW, {**ROW, "phone": "", "has_contact": False, "is_closed": True}], 50
            ).get_page(1),
            **{"new_url": "/x/", "import_url": "/x/", "links_url": "/x/", "export_url": "/x/"},
        },
    ),
    "units-empty": (
        "bureau/units.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "参与单位",
            "filter_form": UnitFilter({"q": "火星"}, towns=[]),
            "filtered": True,
            "page_obj": Paginator([], 50).get_page(1),
            **{"new_url": "", "import_url": "", "links_url": "/x/", "export_url": "/x/"},
        },
    ),
    "unit": (
        "bureau/unit.html",
        {
            **HEAD,
            "title": ROW["name"],
            "row": ROW,
            "facts": [
                ("类别", ROW["kind"]),
                ("名称", ROW["name"]),
                ("简称", ROW["short_name"]),
                ("所在地", ROW["place"]),
                ("办公电话", ROW["phone"]),
                ("联系人", "曾*藩 138****1234"),
                ("登记", "王丽 2026-01-05"),
            ],
            "actions": [
                {"label": "修改", "url": "/x/", "kind": "plain"},
                {"label": "停用", "url": "/x/", "kind": "danger"},
            ],
            "parts": [
                {
                    "part": Part(
                        "双清单事项", LINK["title"], "牵头", "正在办", "info", "/x/",
                        date(2026, 11, 10), "item:4",
                    ),
                    "link_url": "/x/",
                },
                {"part": Part("服务项目", "暖心贷款", "支持"), "link_url": ""},
            ],
            "links": [LINK, ENDED],
            "link_url": "/x/",
            "changes": [
                ChangeTold(
                    at=moment(12, 9),
                    who="王丽",
                    deed="修改",
                    what="参与单位",
                    why="修改单位资料",
                    values=(ValueChanged("办公电话", "", "0533-0000701"),),
                )
            ],
        },
    ),
    "unit-new": (
        "bureau/unit.html",
        {
            **HEAD,
            "title": ROW["name"],
            "row": {**ROW, "is_closed": True},
            "facts": [("名称", ROW["name"]), ("停用", "王丽 2026-11-12：机构撤并")],
            **{"actions": [], "parts": [], "links": [], "link_url": "", "changes": []},
        },
    ),
    "unit-contact": (
        "bureau/unit_contact.html",
        {**HEAD, "title": "看联系人", "name": ROW["name"], "form": WhyForm(), "value": "",
         "back_url": "/x/"},
    ),
    "unit-contact-seen": (
        "bureau/unit_contact.html",
        {**HEAD, "title": "看联系人", "name": ROW["name"], "form": WhyForm(),
         "value": "曾国藩 13800001234", "back_url": "/x/"},
    ),
    "unit-links": (
        "bureau/unit_links.html",
        {**HEAD, "title": "答复链接", "filter_form": LinkFilter({}), "filtered": False,
         "checks_url": "/x/",
         "page_obj": Paginator([LINK, ENDED], 50).get_page(1)},
    ),
    "unit-links-none": (
        "bureau/unit_links.html",
        {**HEAD, "title": "答复链接", "filter_form": LinkFilter({}), "filtered": False,
         "checks_url": "/x/",
         "page_obj": Paginator([], 50).get_page(1)},
    ),
    "unit-link": (
        "bureau/unit_link.html",
        {
            **HEAD,
            "title": "答复链接 第 31 号",
            "row": LINK,
            "unit_url": "/x/",
            "about_url": "/x/",
            "actions": [
                {"label": "电话读出验证码", "url": "/x/", "kind": "plain"},
                {"label": "收回", "url": "/x/", "kind": "danger"},
            ],
            "replies": [REPLY],
            "why_not_read": "链接是您发的，验证码要由另一位同事打单位登记的电话读出，您看不到。",
            "entries": [
                {"at": moment(15, 10, 20), "what": "交了答复", "who": "拿着链接的人",
                 "note": "报办理情况", "tone": "ok"},
                {"at": moment(15, 10, 2), "what": "验证码不对", "who": "拿着链接的人",
                 "note": "", "tone": "warn"},
                {"at": moment(12, 9), "what": "发出链接", "who": "王丽", "note": "",
                 "tone": "info"},
            ],
        },
    ),
    "unit-slip": (
        "bureau/unit_slip.html",
        {
            **HEAD,
            "title": "答复单 第 31 号",
            "name": ROW["name"],
            "number": 31,
            "url": f"/dafu/{TOKEN}/",
            "picture": QR,
            "last_day": LINK["last_day"],
            "by_message": True,
            "by_telephone": False,
            "phone": "0533-0000001",
            "printed_on": date(2026, 11, 12),
            "back_url": "/x/",
        },
    ),
    "unit-code": (
        "bureau/unit_code.html",
        {**HEAD, "title": "读出验证码", "code": "204816", "name": ROW["name"], "minutes": 10,
         "alone": True, "back_url": "/x/"},
    ),
    "unit-checks": (
        "bureau/unit_checks.html",
        {
            **HEAD,
            "title": "答复核实",
            "tabs": [
                {"title": "待核实", "url": "/x/", "current": True},
                {"title": "全部", "url": "/x/", "current": False},
            ],
            "every": False,
            "page_obj": Paginator(
                [
                    {
                        "receipt": "31-12",
                        "unit": ROW["name"],
                        "title": LINK["title"],
                        "label": "报办理情况",
                        "sent_at": moment(15, 10, 20),
                        "why": "单位说不是它答的",
                        "state_label": "单位否认，待核实",
                        "state_tone": "bad",
                        "url": "/x/",
                    }
                ],
                50,
            ).get_page(1),
        },
    ),
    "unit-checks-none": (
        "bureau/unit_checks.html",
        {**HEAD, "title": "答复核实", "tabs": [], "every": False,
         "page_obj": Paginator([], 50).get_page(1)},
    ),
    "unit-reply": (
        "bureau/unit_reply.html",
        {
            **HEAD,
            "title": "答复 31-12",
            "row": {**vars(REPLY), "alone": True},
            "unit": ROW["name"],
            "about": LINK["title"],
            "about_url": "/x/",
            "receipt": {"label": "已发出", "tone": "ok", "told": "2026-11-15"},
            "check": [
                ("核实", "单位否认，待核实"),
                ("缘由", "单位说不是它答的"),
                ("单位否认", "2026-11-15 11:02（电话，王丽记录）"),
                ("事项怎样处理", "办结申请不算，退回办理。"),
            ],
            "why_not": "链接是您发的，请另一位同事核实。",
            "actions": [
                {"label": "打印回执", "url": "/x/", "kind": "plain"},
                {"label": "记下核实结果", "url": "/x/", "kind": "primary"},
                {"label": "单位说不是它答的", "url": "/x/", "kind": "danger"},
            ],
        },
    ),
    "unit-receipt": (
        "bureau/unit_receipt.html",
        {
            **HEAD,
            "title": "答复回执 31-12",
            "name": ROW["name"],
            "receipt": "31-12",
            "number": 31,
            "sent_at": moment(15, 10, 20),
            "phone": "0533-0000001",
            "printed_on": date(2026, 11, 15),
            "back_url": "/x/",
        },
    ),
    "public-link-deny": (
        "public/link_deny.html",
        {**PHONE, "here": "/x/", "receipt": "31-12", "sent_at": moment(15, 10, 20),
         "back_url": "/x/"},
    ),
    "public-link-denied": ("public/link_denied.html", {**PHONE, "receipt": "31-12"}),
    "unit-list": (
        "bureau/unit_list.html",
        {
            **HEAD,
            "title": "名单预览",
            "file_name": "参与单位名单",
            **{"new": 1, "known": 1, "problems": 0, "named": 200, "cut_off": 0},
            "rows": [
                {"line": 2, "name": "示例中学", "label": "新登记", "tone": "ok",
                 "note": "学校、医院等事业单位"},
                {"line": 3, "name": "示例银行", "label": "已登记，跳过", "tone": "idle",
                 "note": ""},
            ],
            "confirm": {
                "question": "登记这 1 个单位？",
                "consequences": ["登记后可以逐个修改、停用。"],
                "confirm_label": "确认登记",
                "cancel_url": "/x/",
            },
            "back_url": "/x/",
        },
    ),
    "unit-list-refused": (
        "bureau/unit_list.html",
        {
            **HEAD,
            "title": "名单预览",
            "file_name": "参与单位名单",
            **{"new": 0, "known": 0, "problems": 1, "named": 200, "cut_off": 3},
            "rows": [
                {"line": 2, "name": "", "label": "不合格", "tone": "bad", "note": "请填写名称。"}
            ],
            "confirm": None,
            "back_url": "/x/",
        },
    ),
    "public-link-gone": ("public/link_gone.html", PHONE),
    "public-link-wait": ("public/link_wait.html", {**PHONE, "said": TOO_MANY}),
    "public-link-refused": (
        "public/link_refused.html",
        {**PHONE, "token": TOKEN, "said": TOO_LATE},
    ),
    "public-link-code": ("public/link_code.html", {**CODE, "said": WRONG}),
    "public-link-code-late": (
        "public/link_code.html",
        {**CODE, "by_message": False, "is_over": True, "written": ["窗口已经定下，正在培训。"]},
    ),
    "public-link": ("public/link.html", LINK_PAGE),
    "public-link-over": (
        "public/link.html",
        {**LINK_PAGE, "replies": (), "shown": Shown(LINK["title"], over="已经办结，不用再答复。")},
    ),
    "public-link-fill-in": (
        "public/link_fill_in.html",
        {
            **PHONE,
            "token": TOKEN,
            "title": SHOWN.title,
            "answer": SHOWN.answers[0],
            "form": ReportForm({"progress": "50", "words": ""}),
            "files": FilesForm(),
            "form_token": FORM,
            "form_name": "biaodan",
            "most_files": 3,
        },
    ),
    "public-link-check": (
        "public/link_check.html",
        {
            **PHONE,
            "token": TOKEN,
            "answer": SHOWN.answers[0],
            "rows": [("办到哪一步", "一半"), ("办理情况", "窗口已经定下，正在培训。")],
            "files": ("报办理情况附件1.png",),
            "form_token": FORM,
            "change_url": "/x/",
            "said": "",
            "in_order": True,
        },
    ),
    "public-link-done": ("public/link_done.html", {**PHONE, "token": TOKEN, "reply": REPLY}),
}  # fmt: skip
