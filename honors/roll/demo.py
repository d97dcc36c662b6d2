"""Ten invented honours for the demo, through the same services as people use.

Names say that they are invented. Everything that varies is drawn from the fixed seed of the
population's own numbers.
"""

import random
from datetime import date, timedelta
from typing import Any

from honors.roll.models import Honour, Title
from honors.roll.services.editions import enter_honour, move_edition
from honors.roll.services.revoking import ask_revocation, settle_revocation
from honors.roll.services.titles import change_title
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import SEED
from veterans.regions.models import Level, Region

_STORY = (
    "（示例）退役以后回到村里，从修一条路做起，带着乡亲们把荒坡改成了果园。\n"
    "（示例）村里的老兵行动不便，他隔几天就上门看看，送药、修灯、说说话。\n"
    "（示例）这是演示用的故事，没有这个人，也没有这件事。"
)
# title, years ago, kind, name, citation, consent, whether with a story
_HONOURS: tuple[tuple[str, int, str, str, str, str, bool], ...] = (
    ("最美退役军人", 1, "person", "张示例", "退役返乡后带头修路、种果树，照看村里的老兵。",
     "self", True),
    ("最美退役军人", 1, "person", "李示例", "开货车三十年，义务接送高考学生。", "self", False),
    ("最美退役军人", 2, "person", "王示例", "洪水中划船救出二十余人。", "self", True),
    ("最美退役军人", 3, "person", "赵示例", "把一生积蓄捐给村里的小学，临终嘱咐从简。", "kin",
     True),
    ("最美拥军模范", 1, "organisation", "示例大药房", "十年为军属上门送药，不收跑腿费。",
     "not_a_person", False),
    ("最美拥军模范", 2, "group", "示例社区拥军志愿队", "每周走访老兵，修灯、理发、读报。",
     "not_a_person", False),
    ("十佳兵妈妈", 1, "person", "周示例", "儿子驻守边关，她替十几名战友的父母跑腿买药。",
     "self", False),
    ("好军嫂", 2, "person", "吴示例", "独自照料两位老人，带出一个大学生。", "unit", False),
    ("好军嫂", 1, "family", "郑示例家庭", "一家三代从军，逢年过节给守岛官兵寄家乡特产。",
     "self", False),
    ("最美退役军人", 1, "person", "冯示例", "在镇上开免费的电脑班，教老人用手机。", "", False),
)  # fmt: skip


def honours(population: Any, hands: Any) -> None:
    """Eight published, one revoked, one a draft without consent; in several years and towns."""
    if Honour.objects.exists():
        return
    today: date = population.today
    drawn = random.Random(f"{SEED}:honours")
    towns = list(Region.objects.filter(level=Level.TOWN).order_by("path"))
    villages = list(Region.objects.filter(level=Level.VILLAGE).order_by("path"))
    titles = {one.name: one for one in Title.objects.all()}
    if not towns or not villages or not titles:
        return
    for one in titles.values():
        change_title(
            title_id=one.pk,
            fields={
                "name": one.name,
                "level": one.level,
                "body": "示例区双拥办、区退役军人事务局（演示）",
                "note": one.note,
            },
            by=hands.preparer,
            at=moment(today - timedelta(days=40), 9),
        )
    for place, (title, ago, kind, name, citation, consent, told) in enumerate(_HONOURS):
        if title not in titles:
            continue
        where = drawn.choice(villages) if kind in ("person", "family") else drawn.choice(towns)
        conferred = date(today.year - ago, 8, 1)
        fields: dict[str, Any] = {
            "title": titles[title].pk,
            "year": conferred.year,
            "conferred_on": conferred,
            "document_no": f"演示〔{conferred.year}〕{place + 1}号",
            "kind": kind,
            "name": f"{name}（演示）",
            "region": where.code,
            "citation": f"{citation}（示例）",
            "story": _STORY if told else "",
            "consent": consent,
            "consent_on": conferred if consent in ("self", "kin", "unit") else None,
            "consent_note": "演示同意书" if consent else "",
        }
        at = moment(today - timedelta(days=30 - place), 9)
        made = enter_honour(fields=fields, by=hands.preparer, at=at, today=today)
        if not consent:
            continue
        for verb, by in (("review", hands.reviewer), ("publish", hands.approver)):
            move_edition(edition_id=made.pk, verb=verb, by=by, at=at, today=today)
        if place == 1:
            _revoke(made.honour_id, hands, today)


def _revoke(honour_id: int, hands: Any, today: date) -> None:
    asked = ask_revocation(
        honour_id=honour_id,
        document_no="演示〔撤〕1号",
        decided_on=today - timedelta(days=10),
        why="演示用的撤销",
        by=hands.preparer,
        at=moment(today - timedelta(days=9), 9),
        today=today,
    )
    settle_revocation(
        revocation_id=asked.pk,
        verb="confirm",
        by=hands.approver,
        at=moment(today - timedelta(days=8), 9),
    )
