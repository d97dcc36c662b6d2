"""承办单位 at all three doors, with made-up data."""

from datetime import date
from typing import Any

from django.utils.safestring import mark_safe

from support_services.catalogue.granted import GrantedBy
from support_services.providers.forms import ProviderFilter
from support_services.providers.published import Gone, PublicKind, PublicOffer, PublicProvider
from support_services.providers.selectors import DayAsked
from support_services.providers.states import KIND_LABELS
from tests.design.samples import BUREAU, STATION, moment

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "优待承办单位", "url": "/x/"}]}
TODAY = date(2026, 11, 20)
ROW: dict[str, Any] = {
    "name": "示例大药房人民路店（虚构）",
    "kind": "药店",
    "place": "马尚街道 › 九级村",
    "address": "示例路 77 号",
    "phone": "0533-0000701",
    "tel": "05330000701",
    "badge": "拥军药店",
    "valid_to": date(2026, 12, 31),
    "state_label": "已公布",
    "state_tone": "ok",
    "over": False,
    "soon": True,
    "draft": "草稿",
    "url": "/x/",
}
OFFER: dict[str, Any] = {
    "code": "404",
    "title": "公立与军队医疗机构优待服务（优先）",
    "words": "优先取药，送药上门",
    "span": "",
    "may_ask": True,
    "told": "",
    "ask_why": "",
}
TELLING = {
    **OFFER,
    "code": "405",
    "title": "参战、残疾退役军人医疗优惠",
    "span": "2026-03-01 至 2026-12-31",
    "told": "人员类别",
    "ask_why": "协议约定按项目减免，本人自愿出示证件",
}
AGREEMENT: dict[str, Any] = {
    "id": 3,
    "number": 1,
    "state_label": "已公布",
    "state_tone": "ok",
    "facts": [
        ("类别", "药店"),
        ("名称", ROW["name"]),
        ("所在地", ROW["place"]),
        ("地址", ROW["address"]),
        ("电话", ROW["phone"]),
        ("绿色通道", "收银台出示优待证，不用排队"),
        ("挂牌", "拥军药店（2026-018），2026-01-05挂牌"),
        ("有效期", "2026-01-01 至 2026-12-31"),
    ],
    "offers": [OFFER, TELLING],
    "hands": [
        ("录入", "王丽", moment(2, 9)),
        ("审核", "陈强", moment(3, 10)),
        ("公布", "李敏", moment(3, 11)),
    ],
    "ended_why": "",
    "add_url": "",
}
DRAFT = {
    **AGREEMENT,
    "number": 2,
    "state_label": "草稿",
    "state_tone": "warn",
    "offers": [{**OFFER, "edit_url": "/x/", "remove_url": "/x/"}],
    "ended_why": "电话写错了",
    "add_url": "/x/",
}
TOKEN: dict[str, Any] = {
    "id": 1,
    "label": "一楼收费处",
    "tail": "7x-3",
    "items": OFFER["title"],
    "span": "2026-03-01 至 2026-12-31",
    "limits": "每分钟最多 5 次，每天最多 200 次",
    "state_label": "可以使用",
    "state_tone": "ok",
    "is_live": True,
    "issued": "陈强 2026-03-01 发放",
    "revoked": "",
    "last_used_at": moment(19, 9, 30),
    "revoke_url": "/x/",
}
REVOKED = {
    **TOKEN,
    "state_label": "已停用",
    "state_tone": "idle",
    "revoked": "王丽 2026-04-02 停用：电脑报废",
    "last_used_at": None,
    "revoke_url": "",
}
PROVIDER: dict[str, Any] = {
    **HEAD,
    "title": ROW["name"],
    "row": ROW,
    "agreement": AGREEMENT,
    "actions": [{"label": "终止", "url": "/x/", "kind": "danger"}],
    "draft": DRAFT,
    "draft_actions": [
        {"label": "修改", "url": "/x/", "kind": "plain"},
        {"label": "审核通过", "url": "/x/", "kind": "primary"},
    ],
    "history": [{**AGREEMENT, "state_label": "已被新的接替", "state_tone": "idle"}],
    "next_url": "/x/",
    "tokens": [TOKEN, REVOKED],
    "token_url": "/x/",
    "days": [DayAsked(date(2026, 11, 19), 12, 1), DayAsked(date(2026, 11, 18), 7, 0)],
    "in_force": True,
    "public_url": "/x/",
    "plaque_url": "/x/",
}
PUBLIC = PublicProvider(
    id=1,
    kind="pharmacy",
    kind_label="药店",
    name=ROW["name"],
    town="马尚街道",
    address="示例路 77 号",
    phone="0533-0000701",
    hours="每天 8:00–20:00",
    channel="收银台出示优待证，不用排队",
    badge="拥军药店",
    valid_to=date(2026, 12, 31),
    offers=(PublicOffer("404", OFFER["title"], OFFER["words"]),),
)
GRANTED = [
    GrantedBy(
        name=PUBLIC.name,
        kind_label=PUBLIC.kind_label,
        town=PUBLIC.town,
        address=PUBLIC.address,
        phone=PUBLIC.phone,
        tel=PUBLIC.tel,
        hours=PUBLIC.hours,
        words=OFFER["words"],
        url="/x/",
    )
] * 2
LIST: dict[str, Any] = {
    **PHONE,
    "kinds": (PublicKind("pharmacy", "药店", (PUBLIC, PUBLIC)),),
    "kind_name": "lei",
    "town_name": "zhen",
    "kind": "pharmacy",
    "town": "",
    "all_kinds": [(code.value, label) for code, label in KIND_LABELS.items()],
    "towns": [("370303001000", "马尚街道"), ("370303002000", "傅家镇")],
}
QR = mark_safe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" class="segno">'
    '<path class="qrline" d="M4 4h100v100h-100z"/></svg>'
)

PROVIDER_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "providers": (
        "bureau/providers.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "优待承办单位",
            "filter_form": ProviderFilter({}, towns=[("370303001", "马尚街道")]),
            "filtered": False,
            "rows": [
                ROW,
                {**ROW, "over": True, "soon": False, "draft": "", "badge": "", "phone": ""},
                {**ROW, "soon": False, "draft": "", "valid_to": None},
            ],
            "new_url": "/x/",
            "export_url": "/x/",
        },
    ),
    "providers-empty": (
        "bureau/providers.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "优待承办单位",
            "filter_form": ProviderFilter({"q": "火星"}, towns=[]),
            "filtered": True,
            "rows": [],
            "new_url": "",
            "export_url": "/x/",
        },
    ),
    "provider": ("bureau/provider.html", PROVIDER),
    "provider-new": (
        "bureau/provider.html",
        {
            **PROVIDER,
            "row": {**ROW, "state_label": "草稿", "state_tone": "warn", "soon": False},
            "agreement": {**DRAFT, "offers": [], "number": 1},
            **{"draft": None, "draft_actions": [], "history": [], "tokens": [], "days": []},
            **{"in_force": False, "token_url": "", "next_url": "", "plaque_url": ""},
        },
    ),
    "provider-token": (
        "bureau/provider_token.html",
        {
            **HEAD,
            "title": "核验凭证已发放",
            "secret": "3k0-81_7-示例-2026-4x7_9-0815-77-1203-7x-3",
            "label": "一楼收费处",
            "name": ROW["name"],
            "valid_to": date(2026, 12, 31),
            "back_url": "/x/",
        },
    ),
    "provider-plaque": (
        "bureau/provider_plaque.html",
        {
            **HEAD,
            "title": f"门口告示：{ROW['name']}",
            "name": ROW["name"],
            "badge": "拥军药店",
            "badge_number": "2026-018",
            "offers": [(OFFER["title"], OFFER["words"]), (TELLING["title"], "")],
            "channel": PUBLIC.channel,
            "picture": QR,
            "valid_to": date(2026, 12, 31),
            "printed_on": TODAY,
        },
    ),
    "station-providers": (
        "station/providers.html",
        {
            **STATION,
            "groups": [
                {
                    "label": "药店",
                    "rows": [{**ROW, "offers": [OFFER["title"]], "channel": PUBLIC.channel}] * 2,
                }
            ],
        },
    ),
    "station-providers-none": ("station/providers.html", {**STATION, "groups": []}),
    "public-providers": ("public/providers.html", LIST),
    "public-providers-none": ("public/providers.html", {**LIST, "kinds": ()}),
    "public-provider": ("public/provider.html", {**PHONE, "provider": PUBLIC, "today": TODAY}),
    "public-provider-gone": (
        "public/provider_gone.html",
        {**PHONE, "gone": Gone(ROW["name"], date(2026, 10, 31)), "today": TODAY},
    ),
    "public-provider-unknown": (
        "public/provider_gone.html",
        {**PHONE, "gone": None, "today": TODAY},
    ),
}
