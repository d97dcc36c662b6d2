"""A dozen cases in all their states, two errands and four letters, brought in one village of the
demo; all invented. Days are counted back from the demo's today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from support_services.casework.models import Case, Incoming
from support_services.casework.services import arriving, errands, extensions, incoming, moves
from support_services.casework.services.opening import Caller, Proxy, open_case
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import VILLAGE, last_working_day
from support_services.subsidies.demo.population import Population
from support_services.subsidies.demo.staff import Staff
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User
from veterans.regions.models import Region
from veterans.registry.models import Person

COUNTY_CODE = "370303000000"
DEEDS: dict[str, Any] = {
    "inform": moves.inform,
    "decline": moves.decline,
    "begin": moves.begin,
    "answer": moves.answer,
    "satisfied": moves.satisfied,
    "unsatisfied": moves.unsatisfied,
    "pause": moves.pause,
    "hand_over": moves.hand_over,
    "accept": moves.accept,
    "withdraw": moves.withdraw,
    "note": moves.note,
    "ask_extension": extensions.ask_extension,
}
TOLD = {"inform", "decline", "answer", "satisfied", "unsatisfied", "withdraw"}
# (verb, by whom, so many days after it was brought, what else)
Deed = tuple[str, str, int, dict[str, Any]]


@dataclass(frozen=True)
class Story:
    """One case: brought so many days ago by that person's number, at that desk, and what came."""

    kind: str
    channel: str
    subject: str
    content: str
    ago: int
    at: str = "village"
    deeds: tuple[Deed, ...] = ()


STORIES: tuple[Story, ...] = (
    Story("consultation", "window", "问门诊看病怎么减免", "在区医院看病，带优待证能减多少。", 2),
    Story(
        *("consultation", "phone", "问今年涨不涨抚恤金"),
        "听说八月调标，问什么时候补。",
        20,
        deeds=(
            ("answer", "village", 0, {"text": "八月起按新标准，差额在下一批一起补发"}),
            ("satisfied", "village", 1, {"text": "明白了"}),
        ),
    ),
    Story(
        *("request", "window", "优待证交了材料没有消息"),
        "材料交了三个月，想知道办到哪一步。",
        40,
        deeds=(
            ("inform", "village", 1, {}),
            ("hand_over", "village", 2, {"to": "town", "text": "请镇里查收件情况"}),
            ("accept", "town", 3, {}),
            ("begin", "town", 3, {}),
            ("answer", "town", 20, {"text": "已报市局复核，预计下月发证"}),
            ("unsatisfied", "village", 24, {"text": "下月还不发怎么办"}),
        ),
    ),
    Story(
        *("hardship", "visit", "老伴住院，自费部分负担重"),
        "住院一个多月，自费两万多，想申请帮扶。",
        16,
        deeds=(
            ("inform", "village", 0, {"how": "visit"}),
            ("hand_over", "village", 2, {"to": "town", "text": "请镇里协助申请困难帮扶"}),
        ),
    ),
    Story(
        *("hardship", "visit", "房屋漏雨"),
        "两间房漏雨，自己修不了。",
        30,
        deeds=(
            ("inform", "village", 1, {}),
            ("begin", "village", 2, {}),
            ("pause", "village", 5, {"reason": "papers", "text": "等村里出具房屋鉴定"}),
        ),
    ),
    Story(
        *("dispute", "window", "和邻居为宅基地边界起争执"),
        "砌墙占了过道，调解过一次没有谈拢。",
        12,
        deeds=(("inform", "village", 0, {}), ("begin", "village", 1, {})),
    ),
    Story(
        *("hotline", "hotline", "反映公交车不认优待证"),
        "乘车时司机不认优待证，要求答复。",
        9,
        at="bureau",
        deeds=(("inform", "bureau", 1, {}), ("begin", "bureau", 2, {})),
    ),
    Story(
        *("hotline", "hotline", "反映小区停车收费"),
        "小区停车费涨价，要求退役军人免费。",
        15,
        at="bureau",
        deeds=(("decline", "bureau", 1, {"text": "属物业收费，已告知向街道物业办反映"}),),
    ),
    Story(
        *("petition", "petition_office", "要求核定服役年限"),
        "认为服役年限少算一年，信访部门转来。",
        58,
        at="bureau",
        deeds=(
            ("inform", "bureau", 3, {"how": "paper"}),
            ("begin", "bureau", 4, {}),
            ("note", "bureau", 30, {"text": "档案馆还没有回函"}),
            ("ask_extension", "bureau", 54, {"days": 30, "text": "等部队档案馆回函"}),
        ),
    ),
    Story(
        *("complaint", "phone", "反映景区优待没有落实"),
        "持证到景区仍要买全票，售票员说没有通知。",
        25,
        at="bureau",
        deeds=(("inform", "bureau", 1, {}), ("answer", "bureau", 12, {"text": "景区已张贴告示"})),
    ),
    Story(
        *("request", "window", "想参加秋季技能培训"),
        "想学电工，问在哪里报名。",
        22,
        deeds=(("withdraw", "village", 3, {"text": "已经找到工作，不用了"}),),
    ),
)


def bring(population: Population, hands: Staff) -> None:
    """Brought already, nothing is done."""
    if Case.objects.exists():
        return
    today = last_working_day(population.today)
    desks = {
        "village": _account("village_worker"),
        "town": _account("town_worker"),
        "bureau": hands.preparer,
    }
    home = Region.objects.select_related("parent").get(code=VILLAGE)
    codes = {"town": home.parent.code if home.parent is not None else "", "bureau": COUNTY_CODE}
    people = list(
        Person.objects.filter(region=home, died_on__isnull=True, merged_into__isnull=True)
        .order_by("pk")[: len(STORIES)]
    )  # fmt: skip
    for place, story in enumerate(STORIES if people else ()):
        _tell(story, people[place % len(people)], desks, codes, today)
    _many(desks["village"], home, today)
    if people:
        _sent_in(home, people[0], desks, today)
    for kind, person in zip(("card", "disability"), people, strict=False):
        _errand(kind, person, desks["village"], today)


def _account(role: str) -> User:
    return User.objects.select_related("region").get(
        username=next(one.username for one in DEMO_ACCOUNTS if one.role == role)
    )


def _tell(
    story: Story, person: Person, desks: dict[str, User], codes: dict[str, str], today: date
) -> None:
    first = today - timedelta(days=story.ago)
    case = open_case(
        of=person,
        kind=story.kind,
        channel=story.channel,
        subject=story.subject,
        content=f"{story.content}（演示，虚构）",
        by=desks[story.at],
        at=moment(first, 9),
        today=first,
    )
    for number, (verb, who, after, more) in enumerate(story.deeds, start=1):
        day = first + timedelta(days=after)
        given = {"text": "", **more}
        if verb in TOLD:
            given = {"how": "phone", "on": day, **given}
        if "to" in given:
            given["to"] = codes[given["to"]]
        DEEDS[verb](case_id=case.pk, by=desks[who], at=moment(day, 10, number), today=day, **given)


def _many(worker: User, home: Region, today: date) -> None:
    """Somebody who is not registered, for himself and eight others, through his son."""
    day = today - timedelta(days=5)
    open_case(
        of=Caller("演示来访人", "15400000000", home),
        kind="request",
        channel="window",
        subject="要求修通往村口的路",
        content="九户人家反映雨天出不了门。（演示，虚构）",
        people_count=9,
        representatives=["演示代表一", "演示代表二"],
        proxy=Proxy("演示代办人", "儿子", consent_no="当面确认，来访人在场"),
        by=worker,
        at=moment(day, 11),
        today=day,
    )


def _sent_in(home: Region, person: Person, desks: dict[str, User], today: date) -> None:
    """Four of what residents sent: one taken, one late, one of today, one for the bureau alone."""
    letters = (
        ("request", person.name, 9, "优待证换新以后，公交卡刷不上，请查一查。"),
        ("consultation", "演示居民甲", 4, "父亲是退役军人，去世以后有什么待遇，要办什么手续。"),
        ("hardship", "演示居民乙", 0, "住院花了不少钱，想申请帮扶。"),
        ("complaint", "演示居民丙", 1, "去办事三次都没有人，电话也不接。"),
    )
    for number, (kind, name, ago, text) in enumerate(letters, start=1):
        day = today - timedelta(days=ago)
        arriving.send(
            letter=arriving.Letter(
                kind, home.code, name, f"1540000000{number}", f"{text}（演示，虚构）"
            ),
            form=f"{number:032x}",
            address="",
            at=moment(day, 8, number),
            today=day,
        )
    first = Incoming.objects.order_by("pk")[0]
    day = today - timedelta(days=8)
    incoming.accept(
        incoming_id=first.pk,
        person=person,
        kind="request",
        subject="优待证公交卡刷不上",
        by=desks["town"],
        at=moment(day, 9),
        today=day,
    )


def _errand(kind: str, person: Person, worker: User, today: date) -> None:
    first = today - timedelta(days=45)
    made = errands.start_errand(
        person=person, kind=kind, by=worker, at=moment(first, 9), today=first
    )
    item = made.items.get(number=1)
    errands.do_step(
        errand_id=made.pk,
        number=1,
        on=first if kind == "card" else None,
        papers_in=item.papers if kind == "card" else item.papers[:2],
        by=worker,
        at=moment(first, 10),
        today=first,
    )
