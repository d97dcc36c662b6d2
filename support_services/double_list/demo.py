"""Thirty invented items of two years for the demo, through the same services as people use.

In the manner of published lists of thirty items. Units are those of the register's own demo, by
the names of their offices; every item says that it is an example, and nothing here happened.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support_services.double_list.models import Item, ItemClass
from support_services.double_list.selectors.told import KIND
from support_services.double_list.services import (
    agreeing,
    assigning,
    entering,
    publishing,
    supervising,
    timing,
    working,
)
from support_services.double_list.services.writing import Voice
from support_services.double_list.states import ItemState, Side
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import SEED
from support_services.units.answering import about_of
from support_services.units.models import Reply, Unit
from support_services.units.services import checking, links

_ARMY = "army"
# name, kind; the portal's own demo of units may have some of them already.
_UNITS: tuple[tuple[str, str], ...] = (
    ("驻地部队甲", "troops"),
    ("驻地部队乙", "troops"),
    ("区教育和体育局", "department"),
    ("区交通运输局", "department"),
    ("区人力资源和社会保障局", "department"),
    ("区卫生健康局", "department"),
    ("区住房和城乡建设局", "department"),
    ("区民政局", "department"),
    ("区综合行政执法局", "department"),
    ("示例中学（演示）", "institution"),
)
# direction, class, title, lead (or asker of the locality's), how far it goes
_ITEMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("army", "子女入学", "军人子女就近入学", "区教育和体育局", "closed"),
    ("army", "基础设施", "营区门前道路维修", "区交通运输局", "closed"),
    ("army", "家属就业", "随军家属专场招聘", "区人力资源和社会保障局", "closed"),
    ("army", "军人军属权益", "军人军属就医绿色通道", "区卫生健康局", "closed"),
    ("army", "基础设施", "营区供水管网改造", "区民政局", "carried"),
    ("locality", "国防教育", "新生军训派教官", "示例中学（演示）", "closed"),
    ("locality", "抢险救灾", "防汛联演联训", "区民政局", "closed"),
    ("locality", "国防教育", "国防教育进校园", "区教育和体育局", "closed"),
    ("locality", "助农惠民", "帮助整治村内沟渠", "区综合行政执法局", "dropped"),
    ("army", "文化拥军", "送文艺演出进军营", "区综合行政执法局", "closed"),
    ("army", "子女入学", "军人子女转学衔接", "区教育和体育局", "in_hand"),
    ("army", "基础设施", "训练道路照明", "区交通运输局", "overdue"),
    ("army", "基础设施", "营区周边排水", "区民政局", "overdue"),
    ("army", "家属就业", "家属技能培训", "区人力资源和社会保障局", "in_hand"),
    ("army", "军人军属权益", "军人子女假期托管", "区教育和体育局", "silent"),
    ("army", "军人军属权益", "心理服务进军营", "区卫生健康局", "claimed"),
    ("army", "科技拥军", "通信线路迁改", "区住房和城乡建设局", "returned"),
    ("army", "备战训练", "训练物资仓储协调", "区住房和城乡建设局", "paused"),
    ("army", "生态环保", "营区垃圾分类清运", "区综合行政执法局", "long_term"),
    ("army", "文化拥军", "图书流动车进军营", "区教育和体育局", "verified"),
    ("army", "基础设施", "营区外围公交停靠点", "区交通运输局", "extended"),
    ("army", "其他", "节日期间交通疏导", "区交通运输局", "assigned"),
    ("army", "子女入学", "军人子女幼儿园学位", "区教育和体育局", "decided"),
    ("army", "家属就业", "公益岗位开发", "区人力资源和社会保障局", "agreed"),
    ("army", "基础设施", "营区围墙外绿化", "区住房和城乡建设局", "sorted"),
    ("army", "其他", "军人子女入学", "区教育和体育局", "merged"),
    ("locality", "抢险救灾", "汛期堤坝值守支援", "区民政局", "confirmed"),
    ("locality", "国防教育", "开学第一课", "示例中学（演示）", "closed"),
    ("locality", "助农惠民", "秋收帮扶困难军属", "区综合行政执法局", "in_hand"),
    ("locality", "生态环保", "义务植树", "区综合行政执法局", "collected"),
)  # fmt: skip
_LAST_YEAR = 10


def items(population: Any, hands: Any) -> None:
    """Ten of last year, twenty of this, in every state; done once."""
    if Item.objects.exists() or not ItemClass.objects.exists():
        return
    drawn = random.Random(f"{SEED}:double_list")
    # Today itself is left to whoever tries the demo.
    today: date = population.today - timedelta(days=1)
    units = {name: _unit(name, kind, hands, today) for name, kind in _UNITS}
    classes = {one.name: one.pk for one in ItemClass.objects.all()}
    for place, (direction, of_class, title, civil, far) in enumerate(_ITEMS):
        old = place < _LAST_YEAR
        begun = today - timedelta(days=420 if old else 150) + timedelta(days=place % _LAST_YEAR)
        troops = units["驻地部队甲" if place % 2 else "驻地部队乙"]
        asker, lead = (troops, units[civil]) if direction == _ARMY else (units[civil], troops)
        walk = _Walk(hands, begun, today, drawn)
        # Somebody helps with some of them, and says nothing of it for a while.
        walk.helpers = [units["区民政局"]] if direction == _ARMY and place % 5 == 1 else []
        walk.enter(direction, classes.get(of_class, classes["其他"]), title, asker, lead)
        walk.go(far)
    supervising.sweep(at=moment(today, 18), today=today)
    _by_link(hands, today)


def _by_link(hands: Any, today: date) -> None:
    """Two reports that came by a link: of one nobody knows yet whether it was the unit's own, the
    other the unit denies."""
    at_work = Item.objects.filter(state=ItemState.IN_HAND.value, extensions__isnull=True)
    for place, item in enumerate(at_work.order_by("pk")[:2]):
        assert item.lead is not None
        at = moment(today, 15 + place)
        link = links.make_link(
            unit_id=item.lead.pk, about=about_of(KIND, item.pk), days=15, by=hands.preparer,
            url_of=str, at=at, today=today,
        ).link  # fmt: skip
        working.report(
            item_id=item.pk, voice=Voice(unit_id=item.lead.pk, link_id=link.pk), progress=60,
            text="正在推进，月底前完成一半（示例）", at=at, today=today,
        )  # fmt: skip
        reply = Reply.objects.create(
            link=link, form=f"{place:032x}", verb="report", label="报进展", written_at=at,
            sent_at=at, said="已收到（示例）",
        )  # fmt: skip
        checking.tell_contact(reply, denial_url=None, at=at, today=today)
        if place:
            checking.deny_told(
                reply_id=reply.pk, road="phone", note="说没有交过（示例）", by=hands.preparer,
                at=at + timedelta(minutes=30), today=today,
            )  # fmt: skip


def _unit(name: str, kind: str, hands: Any, today: date) -> Unit:
    found = Unit.objects.open().filter(name=name).first()
    if found is not None:
        return found
    return Unit.objects.create(
        kind=kind,
        name=name,
        note="演示用虚构单位",
        entered_by=hands.preparer,
        entered_at=moment(today - timedelta(days=400), 9),
    )


class _Walk:
    """One item on its way, a step some days after the other."""

    def __init__(self, hands: Any, begun: date, today: date, drawn: random.Random) -> None:
        self.hands, self.day, self.today, self.drawn = hands, begun, today, drawn
        self.item: Item | None = None
        self.helpers: list[Unit] = []

    def _when(self, days: int = 0) -> dict[str, Any]:
        self.day = min(self.day + timedelta(days=days), self.today)
        return {"at": moment(self.day, 9 + self.drawn.randrange(6)), "today": self.day}

    @property
    def key(self) -> int:
        assert self.item is not None
        return self.item.pk

    @property
    def told(self) -> Voice:
        return Voice(by=self.hands.preparer, how=self.drawn.choice(("phone", "paper", "face")))

    def enter(self, direction: str, of_class: int, title: str, asker: Unit, lead: Unit) -> None:
        self.item = entering.enter_item(
            year=self.day.year,
            direction=direction,
            fields={
                "of_class": of_class,
                "title": f"{title}（示例）",
                "content": f"{title}：双方商定的具体做法，虚构示例，没有这件事。",
                "source": self.drawn.choice(("collected", "talk")),
                "requester": asker.pk,
                "lead": lead.pk,
                "helpers": [one.pk for one in self.helpers if one not in (asker, lead)],
                "quality": "按期办成，提出单位满意",
                "leader_name": "赵示例",
                "person_name": "钱示例",
                "funds_planned": Decimal(self.drawn.randrange(1, 40) * 10000),
                "deadline": None,
            },
            by=self.hands.preparer,
            **self._when(),
        )

    def go(self, far: str) -> None:
        """As far as that; each name is a state or what is the matter with it."""
        preparer, reviewer, approver = (
            self.hands.preparer,
            self.hands.reviewer,
            self.hands.approver,
        )
        if far in ("collected", "merged", "dropped"):
            self._end_early(far)
            return
        entering.sort(item_id=self.key, by=preparer, **self._when(3))
        if far == "sorted":
            agreeing.agree(item_id=self.key, side=Side.ASKER, voice=self.told, **self._when(2))
            return
        for side in (Side.ASKER, Side.ANSWERER):
            agreeing.agree(item_id=self.key, side=side, voice=self.told, **self._when(2))
        if far == "agreed":
            return
        given = self._when(5)
        agreeing.decide(
            item_id=self.key, meeting="军地联席会议（示例）", decided_on=self.day,
            document_no="示例〔虚构〕1 号", by=approver, **given,
        )  # fmt: skip
        if far == "decided":
            return
        given = self._when(3)
        late = far in ("overdue",)
        deadline = self.today - timedelta(days=12) if late else self.today + timedelta(days=60)
        if far in ("closed", "carried"):
            deadline = self.day + timedelta(days=110)
        if far == "extended":
            deadline = self.today + timedelta(days=5)
        assigning.assign(
            item_id=self.key, deadline=max(deadline, self.day + timedelta(days=10)),
            quality="按期办成，提出单位满意", by=reviewer, **given,
        )  # fmt: skip
        if far == "assigned":
            return
        if far == "returned":
            assigning.object_to(
                item_id=self.key, voice=self.told, text="线路权属不在本单位（示例）",
                **self._when(2),
            )  # fmt: skip
            return
        working.plan(
            item_id=self.key, voice=self.told, measures="先现场踏勘，再定方案，分两步实施（示例）",
            **self._when(4),
        )  # fmt: skip
        if far == "silent":
            return
        self._work(far, reviewer)

    def _end_early(self, far: str) -> None:
        by = self.hands.preparer
        if far == "dropped":
            entering.drop(item_id=self.key, why="提出单位撤回（示例）", by=by, **self._when(3))
        if far == "merged":
            into = Item.objects.filter(state=ItemState.SORTED.value, direction=_ARMY).first()
            if into is not None:
                entering.merge(
                    item_id=self.key, into_id=into.pk, why="同一件事（示例）", by=by,
                    **self._when(3),
                )  # fmt: skip

    def _work(self, far: str, reviewer: Any) -> None:
        self.day = max(self.day, self.today - timedelta(days=20)) if far != "closed" else self.day
        working.report(
            item_id=self.key, voice=self.told, progress=40, text="方案已定，正在实施（示例）",
            **self._when(6),
        )  # fmt: skip
        office = {"item_id": self.key, "by": reviewer}
        match far:
            case "paused":
                timing.pause(**office, why="等上级规划批复（示例）", **self._when(1))
            case "long_term":
                timing.long_term(**office, why="常年服务，没有终点（示例）", **self._when(1))
            case "carried":
                given = self._when(1)
                timing.carry(
                    **office, deadline=self.today + timedelta(days=90), why="工程跨年（示例）",
                    **given,
                )  # fmt: skip
            case "extended":
                timing.ask_extension(
                    item_id=self.key, voice=self.told, to_on=self.today + timedelta(days=40),
                    why="材料到货推迟（示例）", **self._when(1),
                )  # fmt: skip
            case "claimed" | "verified" | "confirmed" | "closed":
                self._finish(far, office)

    def _finish(self, far: str, office: dict[str, Any]) -> None:
        working.claim(
            item_id=self.key, voice=self.told, result="已经办成（示例）",
            evidence="现场照片存双拥办（示例）", **self._when(2),
        )  # fmt: skip
        if far == "claimed":
            return
        working.verify(**office, text="看过现场（示例）", **self._when(1))
        if far == "verified":
            return
        working.confirm(
            item_id=self.key, voice=self.told, satisfaction=self.drawn.choice((4, 5)),
            **self._when(1),
        )  # fmt: skip
        if far == "confirmed":
            return
        working.close(**office, **self._when(1))
        self._publish(office)

    def _publish(self, office: dict[str, Any]) -> None:
        assert self.item is not None
        given = self._when(1)
        publishing.ask_public(
            item_id=self.key, public_title=self.item.title, by=self.hands.preparer, **given
        )
        publishing.check_secrecy(**office, verb="open_public", **given)
