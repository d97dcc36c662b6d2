"""The residents' door and the error pages, with made-up data."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from support_services.lookup.further import Group, Line
from support_services.lookup.public.views import _guidance
from support_services.lookup.reference import guidance
from tests.design.catalogue_pages import ITEM
from tests.design.provider_pages import PUBLIC
from tests.design.samples import (
    CENTER,
    STATION_CARD,
)
from tests.design.supporter_pages import PUBLIC_BADGE

D = Decimal

GUIDES = [
    {**_guidance(one), "url": "/x/" if one.page else ""}
    for one in guidance()
    if one.code in ("disability", "report")
]

HONOURS = Group(
    heading="荣誉名录",
    lines=(Line("张示例（虚构）", "2025年 最美退役军人 · 马尚街道 九级村", "/x/"),) * 2,
    is_guess=False,
    more=True,
    all_url="/x/",
    all_label="看荣誉名录",
)

DOOR_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "public-home": ("public/home.html", {"center": CENTER}),
    "public-choosing": (
        "public/station_results.html",
        {
            "search_url": "/stations/",
            "q": "",
            "asked": False,
            "example": "九级村",
            "center": CENTER,
            "towns": [{"name": "马尚街道", "url": "/x/"}, {"name": "傅家镇", "url": "/x/"}],
        },
    ),
    "public-found": (
        "public/found.html",
        {
            "q": "残疾军人看病",
            "asked": True,
            "answers": SimpleNamespace(
                items=(ITEM, ITEM),
                providers=(PUBLIC,),
                further=(HONOURS,),
                badges=(PUBLIC_BADGE,),
                jobs=3,
                is_guess=False,
                is_empty=False,
                more_items=True,
                more_providers=True,
                more_badges=True,
            ),
            "guidance": GUIDES,
            "results": [STATION_CARD],
            "names": [],
        },
    ),
    "public-found-guess": (
        "public/found.html",
        {
            "q": "优待正",
            "asked": True,
            "answers": SimpleNamespace(
                items=(), is_guess=True, is_empty=False, more_items=False, more_places=True
            ),
            "guidance": GUIDES[:1],
            "results": [],
            "names": [{"name": "张一村", "town": "沣水镇", "url": "/x/"}] * 4,
        },
    ),
    "public-found-none": (
        "public/found.html",
        {
            "q": "蓬莱",
            "asked": True,
            "answers": SimpleNamespace(items=(), is_guess=False, is_empty=True),
            "center": CENTER,
        },
    ),
    "public-found-unsaid": ("public/found.html", {"q": "", "asked": False, "center": CENTER}),
    "public-results": (
        "public/station_results.html",
        {
            "search_url": "/stations/",
            "q": "九级",
            "asked": True,
            "found": 1,
            "results": [STATION_CARD],
        },
    ),
    "public-many": (
        "public/station_results.html",
        {
            "search_url": "/stations/",
            "q": "张",
            "asked": True,
            "found": 4,
            "more": True,
            "names": [
                {"name": name, "town": "沣水镇", "url": "/stations/370303102208/"}
                for name in ("张一村", "张二村", "张三村", "张炳村")
            ],
        },
    ),
    "public-nothing": (
        "public/station_results.html",
        {"search_url": "/stations/", "q": "蓬莱", "asked": True, "found": 0, "center": CENTER},
    ),
    "public-station": (
        "public/station_detail.html",
        {
            "place": {
                "code": "370303009201",
                "name": "九级村",
                "town": "马尚街道",
                "level": "village",
                "title": STATION_CARD["name"],
            },
            "town_url": "/stations/370303009000/",
            "station": STATION_CARD,
            "upper": [CENTER],
            "services": [
                {"text": "退役返乡报到", "note": ""},
                {"text": "优待证申领", "note": "周三下午"},
                {"text": "困难帮扶申请", "note": ""},
            ],
            "head": "王站长",
            "home_url": "/",
        },
    ),
    "public-edition": ("public/edition.html", {}),
    "public-missing": (
        "public/station_missing.html",
        {
            "search_url": "/stations/",
            "center": CENTER,
            "towns": [{"name": "马尚街道", "url": "/x/"}],
        },
    ),
    "error-400": ("errors/400.html", {}),
    "error-403": ("errors/403.html", {"request_number": "7KMC4XRT"}),
    "error-expired": ("errors/403_csrf.html", {}),
    "error-door": ("errors/403_wrong_door.html", {"message": "请从另一个入口办理。"}),
    "error-locked": ("errors/429.html", {"message": "请在 15:42 之后再试。"}),
    "error-404": ("errors/404.html", {}),
    "error-409": ("errors/409.html", {}),
    "error-500": ("errors/500.html", {"request_number": "7KMC4XRT"}),
}
