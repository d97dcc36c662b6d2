"""Units, hands and items for tests, walked to where a test begins. All invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from support_services.double_list.models import Item, ItemClass, ItemPaper
from support_services.double_list.services import (
    agreeing,
    assigning,
    circulars,
    entering,
    publishing,
    supervising,
    supervision_rules,
    timing,
    working,
)
from support_services.double_list.services.writing import Voice
from support_services.double_list.states import (
    ASSIGNED,
    BOTH_AGREED,
    DONE,
    GROUP_DECIDED,
    ItemState,
    Side,
)
from support_services.units.models import Unit
from tests.subsidies.factories import user
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation import sealed_files

# A Monday.
TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DEADLINE = TODAY + timedelta(days=100)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def unit(name: str, kind: str = "department", by: User | None = None) -> Unit:
    found = Unit.objects.filter(name=name).first()
    return found or Unit.objects.create(
        kind=kind, name=name, entered_by=by or user(Role.PREPARER), entered_at=AT
    )


@dataclass
class Office:
    """Three hands at the bureau, a unit of troops that asks, two departments and a helper."""

    clerk: User
    second: User
    chief: User
    troops: Unit
    school: Unit
    roads: Unit
    town: Unit

    @classmethod
    def of(cls) -> "Office":
        clerk, second, chief = user(Role.PREPARER), user(Role.REVIEWER), user(Role.APPROVER)
        return cls(
            clerk,
            second,
            chief,
            unit("驻地部队甲（虚构）", "troops", clerk),
            unit("区教育局（虚构）", "department", clerk),
            unit("区交通局（虚构）", "department", clerk),
            unit("东街道（虚构）", "place", clerk),
        )

    def told(self, how: str = "phone") -> Voice:
        return Voice(by=self.clerk, how=how)

    def hand(self, duty: str) -> User:
        """Who may, beside the clerk."""
        return self.chief if duty == "dlist.group" else self.second

    def fields(self, **other: Any) -> dict[str, Any]:
        of_class, _ = ItemClass.objects.get_or_create(name="子女入学")
        return {
            "of_class": of_class.pk,
            "title": "军人子女就近入学",
            "content": "秋季开学前安排十名军人子女就近入学。",
            "source": "collected",
            "requester": self.troops.pk,
            "lead": self.school.pk,
            "helpers": [self.town.pk],
            "quality": "开学前全部落实",
            **other,
        }

    def enter(self, *, direction: str = "army", today: date = TODAY, **other: Any) -> Item:
        return entering.enter_item(
            year=today.year,
            direction=direction,
            fields=self.fields(**other),
            by=self.clerk,
            at=noon(today),
            today=today,
        )

    def walked(self, state: str, *, today: date = TODAY, deadline: date = DEADLINE) -> Item:
        """An item in that state, by the services, all on one day."""
        when: dict[str, Any] = {"at": noon(today), "today": today}
        item = self.enter(today=today)
        key: dict[str, Any] = {"item_id": item.pk, **when}
        if state == "dropped":
            entering.drop(**key, why="撤回", by=self.clerk)
        elif state == "merged":
            into = self.enter(today=today, title="另一件同样的事")
            entering.merge(**key, into_id=into.pk, why="同一件事", by=self.clerk)
        elif state != "collected":
            self._on(state, key, deadline)
        item.refresh_from_db()
        assert item.state == state
        return item

    def _on(self, state: str, key: dict[str, Any], deadline: date) -> None:
        told, second = self.told(), self.second
        entering.sort(**key, by=self.clerk)
        if state == "sorted":
            return
        for side in (Side.ASKER, Side.ANSWERER):
            agreeing.agree(**key, side=side, voice=told)
        if state == "agreed":
            return
        agreeing.decide(**key, meeting="联席会议", decided_on=key["today"], by=self.chief)
        if state == "decided":
            return
        assigning.assign(**key, deadline=deadline, quality="开学前落实", by=second)
        if state == "assigned":
            return
        if state == "returned":
            assigning.object_to(**key, voice=told, text="不归本局管")
            return
        working.plan(**key, voice=told, measures="分两步")
        if state == "paused":
            timing.pause(**key, why="等批复", by=second)
        elif state == "long_term":
            timing.long_term(**key, why="常年", by=second)
        elif state == "carried":
            timing.carry(**key, deadline=deadline + timedelta(days=300), why="跨年", by=second)
        elif state != "in_hand":
            self._finish(state, key)

    def _finish(self, state: str, key: dict[str, Any]) -> None:
        working.claim(**key, voice=self.told(), result="全部落实", evidence="存双拥办")
        if state == "claimed":
            return
        working.verify(**key, text="看过名单", by=self.second)
        if state == "verified":
            return
        working.confirm(**key, voice=self.told(), satisfaction=5)
        if state == "closed":
            working.close(**key, by=self.second)


def row(office: Office, number: int, state: str, **given: Any) -> Item:
    """An item as the database takes it in that state, not saved: for many at once."""
    one = ItemState(state)
    signed: dict[str, Any] = {}

    def hand_of(stem: str, by: User, how: str = "") -> None:
        signed[f"{stem}_by"], signed[f"{stem}_at"] = by, AT
        if how:
            signed[f"{stem}_how"] = how

    if one in BOTH_AGREED:
        hand_of("asker_agreed", office.clerk, "phone")
        hand_of("answerer_agreed", office.clerk, "phone")
    if one in GROUP_DECIDED:
        hand_of("decided", office.chief)
        signed |= {"decided_on": TODAY, "meeting": "联席会议"}
    if one in ASSIGNED:
        hand_of("assigned", office.second)
        signed |= {"assigned_on": TODAY, "object_by": TODAY, "said_on": TODAY}
        signed |= {"deadline": DEADLINE, "quality": "落实"}
    if one in DONE or one is ItemState.CLOSED:
        hand_of("claimed", office.clerk, "phone")
        signed |= {"claimed_on": TODAY, "result": "办成"}
    if one in (ItemState.VERIFIED, ItemState.CONFIRMED, ItemState.CLOSED):
        hand_of("verified", office.second)
    if one in (ItemState.CONFIRMED, ItemState.CLOSED):
        hand_of("confirmed", office.clerk, "phone")
        signed["satisfaction"] = 5
    if one is ItemState.CLOSED:
        hand_of("closed", office.second)
    of_class, _ = ItemClass.objects.get_or_create(name="子女入学")
    return Item(
        **{
            "year": 2026,
            "direction": "army",
            "number": number,
            "of_class": of_class,
            "title": f"第 {number} 件事",
            "content": "内容",
            "source": "collected",
            "requester": office.troops,
            "lead": office.school,
            "state": state,
            "moved_on": TODAY,
            "before_pause": "in_hand" if one is ItemState.PAUSED else "",
            "entered_by": office.clerk,
            "entered_at": AT,
            **signed,
            **given,
        }
    )


def one_of_each() -> dict[str, Any]:
    """An item at work that residents see, with a paper, a note, and a rule and a circular that
    wait: one of each kind that an address can speak of."""
    office = Office.of()
    item = office.walked("in_hand")
    when: dict[str, Any] = {"item_id": item.pk, "at": AT, "today": TODAY}
    publishing.ask_public(**when, public_title="试验", by=office.clerk)
    publishing.check_secrecy(**when, verb="open_public", by=office.second)
    stored = sealed_files.store(name="x.pdf", content_type="application/pdf", parts=[b"x"], at=AT)
    rule = supervision_rules.enter_rule(
        # To come, whenever the page is asked for.
        valid_from=date(2099, 1, 1),
        figures={},
        source="试验",
        confidence="unconfirmed",
        by=office.clerk,
        at=AT,
        today=TODAY,
    )
    return {
        "asked_item": item,
        "asked_paper": ItemPaper.objects.create(step=item.steps.latest("pk"), stored=stored),
        "asked_note": supervising.issue_note(**when, demand="试验", by=office.second),
        "asked_rule": rule,
        "asked_circular": circulars.draft_circular(
            month=TODAY, by=office.clerk, at=AT, today=TODAY
        ),
    }
