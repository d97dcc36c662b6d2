"""A dozen invented providers for the demo, through the same services as people use.

Names are generic and say that they are invented. Everything that varies is drawn from the fixed
seed of the population's own numbers.
"""

import random
from datetime import date, timedelta
from typing import Any

from support_services.catalogue.models import Edition
from support_services.providers.models import Provider
from support_services.providers.services.agreements import (
    enter_provider,
    move_agreement,
    put_offer,
)
from support_services.providers.services.tokens import issue_token
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.numbers import station_phone
from support_services.subsidies.demo.population import SEED
from veterans.foundation.errors import Refused
from veterans.regions.models import Level, Region

# kind, name, channel, badge, items that it grants where they are published, words
_PROVIDERS: tuple[tuple[str, str, str, str, tuple[str, ...], str], ...] = (
    ("hospital", "示例中心医院", "门诊一楼 1 号窗口，出示优待证", "优抚医院", ("404", "707"),
     "优先挂号、就诊、检查"),
    ("hospital", "示例卫生院（东）", "进门左手收费处优先窗口", "", ("404",), "优先就诊"),
    ("hospital", "示例卫生院（西）", "导诊台报“优待”", "", ("404",), "优先就诊"),
    ("pharmacy", "示例大药房", "收银台出示优待证", "拥军药店", ("404", "405"), "优先取药"),
    ("pharmacy", "示例药店", "收银台出示优待证", "拥军药店", ("404",), "优先取药"),
    ("bank", "示例银行营业部", "大堂优先叫号", "拥军网点", ("707",), "优先办理"),
    ("scenic", "示例公园", "东门检票口出示证件", "", ("705",), "免门票"),
    ("scenic", "示例博物馆", "免预约，凭证件入馆", "", ("705",), "免门票"),
    ("transport", "示例公交总站", "上车出示证件", "", ("701",), "市内公交免费"),
    ("transport", "示例汽车站", "售票厅 3 号窗口", "", ("703", "704"), "优先购票候乘"),
    ("window", "示例职业介绍窗口", "一楼大厅 6 号窗口", "", ("803",), "免费介绍工作"),
    ("window", "示例政务大厅优先窗口", "二楼 12 号窗口", "军人依法优先", ("707",), "随到随办"),
)  # fmt: skip


def providers(population: Any, hands: Any) -> None:
    """Twelve of them: most in force, one that ends soon, one that is over, one still a draft."""
    if Provider.objects.exists():
        return
    drawn = random.Random(f"{SEED}:providers")
    today: date = population.today
    county = Region.objects.filter(level=Level.COUNTY).first()
    towns = list(Region.objects.filter(level=Level.TOWN).order_by("path"))
    published = list(Edition.objects.for_residents(today).values_list("item__code", flat=True))
    if county is None or not towns or not published:
        return
    for place, (kind, name, channel, badge, codes, words) in enumerate(_PROVIDERS):
        town = county if kind in ("window", "transport") else towns[place % len(towns)]
        ends = {3: 30, 7: 12}.get(place, 200 + drawn.randrange(160))
        signed = today - timedelta(days=60 + drawn.randrange(200))
        fields = {
            "kind": kind,
            "name": f"{name}（演示）",
            "code": "",
            "region": town.code,
            "address": f"示例路 {drawn.randrange(1, 300)} 号（虚构）",
            "phone": station_phone(700 + place),
            "hours": "每天 8:00–18:00（演示）",
            "channel": channel,
            "badge_text": badge,
            "badge_number": f"演示 {place + 1:03d}" if badge else "",
            "badge_on": signed if badge else None,
            "document_no": f"演示协议 {place + 1:02d} 号",
            "signed_on": signed,
            "valid_from": signed,
            "valid_to": today + timedelta(days=ends),
            "note": "演示用虚构单位，没有这家单位",
        }
        at = moment(today - timedelta(days=20 - place), 9)
        made = enter_provider(fields=fields, by=hands.preparer, at=at)
        granted = [code for code in codes if code in published] or published[:1]
        for code in granted:
            _put(made.pk, code, words, hands, at, today)
        if place == len(_PROVIDERS) - 1:
            continue
        for verb, by in (("review", hands.reviewer), ("publish", hands.approver)):
            move_agreement(agreement_id=made.pk, verb=verb, by=by, at=at, today=today)
        if place == 10:
            move_agreement(
                agreement_id=made.pk, verb="end", why="单位停业（演示）", by=hands.approver,
                at=moment(today - timedelta(days=2), 9), today=today,
            )  # fmt: skip
        asked = made.offers.filter(may_ask=True).values_list("item__code", flat=True)
        if place == 0 and asked:
            issue_token(
                provider_id=made.provider_id, label="一楼收费处（演示）", items=list(asked),
                valid_to=made.valid_to or today, by=hands.reviewer,
                at=moment(today - timedelta(days=1), 9), today=today,
            )  # fmt: skip


def _put(agreement_id: int, code: str, words: str, hands: Any, at: Any, today: date) -> None:
    """May be asked about where a yes tells nothing sensitive; else only granted."""
    for may_ask in (True, False):
        try:
            put_offer(
                agreement_id=agreement_id, code=code, words=f"{words}（演示）", may_ask=may_ask,
                by=hands.preparer, at=at, today=today,
            )  # fmt: skip
        except Refused:
            if not may_ask:
                raise
        else:
            return
