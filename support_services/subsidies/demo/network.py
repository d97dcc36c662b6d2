"""The network of the demo: people of the stations, 五有, two periods of self-assessment, and holes.

Names are invented. Two stations have accounts, so what the others say of themselves is laid down at
once; what those two have still to do is left to them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from support_services.stations.models import (
    Assessment,
    AssessmentItem,
    AssessmentScore,
    AssessmentTemplate,
    FiveItem,
    Station,
    StationWorker,
)
from support_services.stations.services import assessing, staff, templates
from support_services.stations.states import AssessmentState, FiveHave, Part, Post
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.names import name
from support_services.subsidies.demo.staff import Staff
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User
from veterans.regions.models import Level

SEED = 20260701
SOURCE = "本局自定（演示，分值虚构）"
BORN = date(1985, 1, 1)
# Block, what is asked, what proves it, points: a hundred in all.
ITEMS: tuple[tuple[str, str, str, int], ...] = (
    ("组织建设", "有固定场所，挂牌，标识清楚", "门头照片", 10),
    ("组织建设", "有站长，有专人，岗位职责上墙", "上墙照片", 10),
    ("组织建设", "经费有来源，能保障日常工作", "经费安排", 10),
    ("服务功能", "信息采集按时更新，无错漏", "更新记录", 10),
    ("服务功能", "政策咨询有人接待，有登记", "接待登记", 10),
    ("服务功能", "每年走访到每一户，重点户每季一次", "走访记录", 15),
    ("制度运行", "值班、顶岗有安排", "值班表", 5),
    ("制度运行", "诉求登记、办理、答复有台账", "诉求台账", 10),
    ("工作成效", "困难对象帮扶到位", "帮扶台账", 10),
    ("工作成效", "服务对象满意", "回访记录", 10),
)
# Of a hundred villages so many have nobody, lack one of 五有, have told nothing of it.
NOBODY, LACKING, UNTOLD = 6, 18, 8


@transaction.atomic
def settle_network(hands: Staff, *, today: date) -> None:
    """Lay it all down. Done already, nothing is done."""
    if StationWorker.objects.exists():
        return
    rng = Random(SEED)
    town, village = (
        User.objects.get(username=next(a.username for a in DEMO_ACCOUNTS if a.role == role))
        for role in ("town_worker", "village_worker")
    )
    stations = list(Station.objects.select_related("region").order_by("region__path"))
    at = moment(today - timedelta(days=200), 9)
    bare = {one.pk for one in stations if _is_bare(one, rng, (town, village))}
    _people(stations, bare, rng, hands.preparer, at)
    _five(stations, bare, rng, hands.preparer, hands.reviewer, at)
    _away(town, today)
    for level, own, checker in (
        (Level.TOWN, town, hands.reviewer),
        (Level.VILLAGE, village, town),
    ):
        here = [
            one
            for one in stations
            if one.region.level == level
            and (level == Level.TOWN or one.region.parent_id == town.region_id)
        ]
        for year in (today.year - 1, today.year):
            made = _template(hands, level, year, today)
            others = [one for one in here if one.region_id != own.region_id]
            late = year == today.year
            _assessed(made, others if late else here, own, checker, rng, open_ones=late)
        _begun(made, own)


def _is_bare(station: Station, rng: Random, accounts: Iterable[User]) -> bool:
    mine = station.region_id in {one.region_id for one in accounts}
    return station.region.level == Level.VILLAGE and rng.randrange(100) < NOBODY and not mine


def _people(stations: list[Station], bare: set[int], rng: Random, by: User, at: datetime) -> None:
    rows = []
    for station in stations:
        if station.pk in bare:
            continue
        posts = {
            Level.COUNTY: (Post.HEAD, Post.FULL_TIME, Post.FULL_TIME, Post.PUBLIC_POST),
            Level.TOWN: (Post.HEAD, Post.FULL_TIME, Post.PUBLIC_POST),
            Level.VILLAGE: (Post.HEAD, Post.PART_TIME),
        }[Level(station.region.level)]
        for number, post in enumerate(posts):
            rows.append(
                StationWorker(
                    station=station,
                    name=name(rng, sex=rng.choice(("male", "female")), born_on=BORN),
                    phone=f"154{rng.randrange(10**8):08d}",
                    post=post,
                    is_shown=number == 0,
                    from_on=at.date() - timedelta(days=rng.randrange(900)),
                    entered_by=by,
                    entered_at=at,
                )
            )
    StationWorker.objects.bulk_create(rows)


def _five(
    stations: list[Station],
    bare: set[int],
    rng: Random,
    by: User,
    seen_by: User,
    at: datetime,
) -> None:
    rows = []
    for station in stations:
        if rng.randrange(100) < UNTOLD:
            continue
        missing = rng.choice(list(FiveHave)) if rng.randrange(100) < LACKING else None
        for kind in FiveHave:
            met = kind != missing and not (kind == FiveHave.STAFF and station.pk in bare)
            rows.append(
                FiveItem(
                    station=station,
                    kind=kind,
                    is_met=met,
                    since_on=at.date() - timedelta(days=rng.randrange(30, 900)),
                    set_by=by,
                    set_at=at,
                    seen_by=seen_by if met and rng.randrange(3) else None,
                )
            )
            rows[-1].seen_at = at if rows[-1].seen_by else None
    FiveItem.objects.bulk_create(rows)


def _away(town: User, today: date) -> None:
    there = StationWorker.objects.filter(station__region=town.region).order_by("pk")
    _, second, third = there
    staff.put_cover(
        worker_id=third.pk,
        substitute_id=second.pk,
        from_on=today - timedelta(days=2),
        to_on=today + timedelta(days=5),
        reason="年休假（演示）",
        by=town,
        at=moment(today - timedelta(days=4), 10),
    )


def _template(hands: Staff, level: str, year: int, today: date) -> AssessmentTemplate:
    at = moment(min(date(year, 6, 1), today - timedelta(days=60)), 9)
    who = "镇街站" if level == Level.TOWN else "村居站"
    due = today + timedelta(days=20) if year == today.year else date(year, 12, 20)
    made = templates.draft_template(
        title=f"{year}年{who}自评标准（演示）",
        level=level,
        year=year,
        part=Part.YEAR,
        due_on=due,
        source=SOURCE,
        confidence="unconfirmed",
        by=hands.preparer,
        at=at,
    )
    for number, (block, text, proof, most) in enumerate(ITEMS, start=1):
        templates.put_item(
            template_id=made.pk,
            number=number,
            block=block,
            text=text,
            proof=proof,
            most=Decimal(most),
            by=hands.preparer,
            at=at,
        )
    return templates.decide_template(
        template_id=made.pk, verb="enforce", by=hands.reviewer, at=at + timedelta(hours=4)
    )


def _assessed(
    template: AssessmentTemplate,
    stations: list[Station],
    by: User,
    checker: User,
    rng: Random,
    *,
    open_ones: bool,
) -> None:
    """Scores of all of them; of the running period some wait, came back or are not begun."""
    items = list(AssessmentItem.objects.filter(template=template))
    at = template.decided_at + timedelta(days=10) if template.decided_at else None
    assert at is not None
    made, scores, states = [], [], []
    for station in stations:
        state = AssessmentState.CLOSED
        if open_ones:
            state = rng.choice((*[AssessmentState.CLOSED] * 6, *AssessmentState))
            if state == AssessmentState.OPEN:
                continue
        own = [item.most - min(item.most, Decimal(rng.choice((0, 0, 0, 1, 2)))) for item in items]
        checked = [points - Decimal(rng.choice((0, 0, 0, 1))) for points in own]
        checked = [max(points, Decimal(0)) for points in checked]
        is_closed = state == AssessmentState.CLOSED
        is_back = state == AssessmentState.RETURNED
        # Scores of what is closed cannot be written any more: first handed in, then closed.
        one = Assessment(
            station=station,
            template=template,
            state=AssessmentState.SUBMITTED if is_closed else state,
            maximum=sum(item.most for item in items),
            self_total=sum(own),
            begun_by=by,
            begun_at=at,
            submitted_by=by,
            submitted_at=at + timedelta(days=3),
            checked_by=checker if is_back else None,
            checked_at=at + timedelta(days=9) if is_back else None,
            sent_back_why="缺走访记录的照片（演示）" if is_back else "",
        )
        made.append(one)
        states.append((is_closed, sum(checked)))
        for item, points, judged in zip(items, own, checked, strict=True):
            scores.append(
                AssessmentScore(
                    assessment=one,
                    item=item,
                    most=item.most,
                    points=points,
                    told="有台账（演示）",
                    checked_points=judged if is_closed else None,
                    check_note="现场看与台账不符（演示）" if is_closed and judged != points else "",
                    scored_by=by,
                    scored_at=at + timedelta(days=2),
                )
            )
    Assessment.objects.bulk_create(made)
    AssessmentScore.objects.bulk_create(scores)
    for one, (is_closed, total) in zip(made, states, strict=True):
        if is_closed:
            one.state, one.checked_total = AssessmentState.CLOSED, total
            one.checked_by, one.checked_at = checker, at + timedelta(days=9)
    Assessment.objects.bulk_update(made, ["state", "checked_total", "checked_by", "checked_at"])


def _begun(template: AssessmentTemplate, own: User) -> None:
    """The station with an account has begun and has some items still to do."""
    assert own.region is not None
    at = template.decided_at
    assert at is not None
    made = assessing.begin(
        station_code=own.region.code, template_id=template.pk, by=own, at=at + timedelta(days=5)
    )
    for item in list(template.items.all())[:4]:
        assessing.score_item(
            assessment_id=made.pk,
            item_id=item.pk,
            points=item.most,
            told="有台账（演示）",
            by=own,
            at=at + timedelta(days=5),
        )
