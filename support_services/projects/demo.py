"""Two invented calls for the demo, through the same services as people use: one whose fifteen of
forty are carried out, and one that is open.

Every unit and title says that it is an example. What varies is drawn from a fixed seed.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support_services.projects.models import Application, Call
from support_services.projects.rules import Choice, from_the_top
from support_services.projects.services.applications import (
    Book,
    Line,
    Promise,
    enter_application,
    move_application,
)
from support_services.projects.services.calls import enter_call, move_call, set_criteria
from support_services.projects.services.carrying import (
    Reached,
    enter_result,
    finish_milestone,
    publish_result,
    spend,
)
from support_services.projects.services.choosing import (
    decide_choice,
    propose_choice,
    ranked_rows,
)
from support_services.projects.services.review import share_out_reviews, submit_ballot
from support_services.projects.states import Grade
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import SEED
from support_services.units.models import Unit
from support_services.units.services.register import enter_unit
from veterans.accounts.models import User

HANDED_IN, WANTED, FINISHED = 40, 15, 5
BUDGET = Decimal("500000.00")
CRITERIA = (
    {"label": "需要程度", "hint": "多少人需要，急不急", "weight": Decimal(35)},
    {"label": "可行", "hint": "人手、步骤说得清楚", "weight": Decimal(30)},
    {"label": "绩效", "hint": "承诺的数能查", "weight": Decimal(20)},
    {"label": "经费", "hint": "花得值", "weight": Decimal(15)},
)
_FOR = (
    "独居老兵",
    "烈属",
    "随军家属",
    "现役军人家庭",
    "退役大学生",
    "伤残军人",
    "老党员老兵",
    "军娃",
)
_WHAT = (
    ("上门理发", "次"), ("就医陪护", "次"), ("家电维修", "户"),
    ("课后辅导", "人"), ("就业辅导", "人"),
)  # fmt: skip
_TEAMS = ("红星团", "军徽团", "暖心团")


def projects(population: Any, hands: Any) -> None:
    """Both calls; done once."""
    if Call.objects.exists():
        return
    today: date = population.today
    drawn = random.Random(f"{SEED}:projects")
    units = _units(hands.preparer, today)
    last = _call("上一轮", today - timedelta(days=200), today - timedelta(days=170), hands)
    given = [
        _application(last, units[at % len(units)], at, drawn, hands, last.opens_on)
        for at in range(HANDED_IN)
    ]
    _judge(last, given, drawn, hands)
    _choose(last, hands)
    chosen = list(last.applications.filter(granted__gt=0).order_by("place", "number"))
    for at, one in enumerate(chosen):
        _carry_out(one, at, drawn, hands, today)
    now = _call("本轮", today - timedelta(days=10), today + timedelta(days=20), hands)
    for at in range(3):
        _application(now, units[at], at, drawn, hands, today - timedelta(days=3), checked=at == 0)


def _units(by: User, today: date) -> list[Unit]:
    at = moment(today - timedelta(days=230), 9)
    kinds = ("organisation", "enterprise", "institution")
    made = []
    for number in range(1, 21):
        fields = {name: "" for name in ("short_name", "code", "region", "address", "phone")}
        fields |= {
            "kind": kinds[number % 3],
            "name": f"示例服务单位 {number:02d}（演示）",
            "note": "演示用虚构单位",
        }
        made.append(enter_unit(fields=fields, by=by, at=at))
    return made


def _call(word: str, opens_on: date, closes_on: date, hands: Any) -> Call:
    at = moment(opens_on - timedelta(days=3), 9)
    made = enter_call(
        fields={
            "title": f"拥军服务项目征集（{word}，演示）",
            "year": opens_on.year,
            "told": "为军人军属、退役军人办实事的小项目。\n演示用虚构征集。",
            "opens_on": opens_on,
            "closes_on": closes_on,
            "budget": BUDGET,
            "most_each": Decimal("60000.00"),
            "unit_kinds": ["organisation", "enterprise", "institution"],
            "least_reviewers": 3,
            "combination": "trimmed",
            "tie_rule": "criteria",
        },
        by=hands.preparer,
        at=at,
    )
    set_criteria(call_id=made.pk, criteria=CRITERIA, by=hands.preparer, at=at)
    return move_call(call_id=made.pk, verb="open", by=hands.reviewer, at=at, today=opens_on)


def _application(
    call: Call,
    unit: Unit,
    at: int,
    drawn: random.Random,
    hands: Any,
    day: date,
    *,
    checked: bool = True,
) -> Application:
    what, measure = _WHAT[at % len(_WHAT)]
    whom = _FOR[at % len(_FOR)]
    asked = Decimal(drawn.randrange(24, 52) * 1000)
    ends = call.closes_on + timedelta(days=300)
    when = moment(day, 9)
    made = enter_application(
        call_id=call.pk,
        unit_id=unit.pk,
        book=Book(
            title=f"{whom}{what}（示例 {at + 1:02d}）",
            brief=f"给{whom}{what}。演示用虚构项目。",
            team=_TEAMS[at % len(_TEAMS)],
            texts={
                "background": f"走访中发现，{whom}{what}有需要（虚构）。",
                "aim": "让需要的人都用得上。",
                "content": f"每月组织{what}。\n登记名单，回访。",
                "steps": "先摸底，再排班，按月上门，年底总结。",
                "expected": "满意率九成以上。",
            },
            lines=[Line("材料和耗材", asked - 4000), Line("交通和误餐", Decimal(4000))],
            promises=[
                Promise(
                    "前半段服务",
                    ends - timedelta(days=150 + drawn.randrange(80)),
                    f"{what}数量",
                    Decimal(drawn.randrange(4, 20) * 10),
                    measure,
                ),
                Promise("全部完成并总结", ends, "服务对象", Decimal(40 + at), "人"),
            ],
        ),
        by=hands.preparer,
        at=when,
    )
    move_application(application_id=made.pk, verb="hand_in", by=hands.preparer, at=when, today=day)
    if checked:
        move_application(
            application_id=made.pk, verb="check", by=hands.reviewer, at=when, today=day
        )
    return made


def _judge(call: Call, given: list[Application], drawn: random.Random, hands: Any) -> None:
    after = call.closes_on + timedelta(days=1)
    at = moment(after, 9)
    for verb in ("close", "begin_review"):
        move_call(call_id=call.pk, verb=verb, by=hands.preparer, at=at, today=after)
    judges = {one.pk: one for one in (hands.preparer, hands.reviewer, hands.approver)}
    share_out_reviews(call_id=call.pk, reviewer_ids=list(judges), each=3, by=hands.preparer, at=at)
    criteria = list(call.criteria.order_by("number").values_list("pk", flat=True))
    for one in given:
        worth = drawn.randrange(62, 93)
        for task in one.assignments.order_by("pk"):
            submit_ballot(
                assignment_id=task.pk,
                points={key: Decimal(worth + drawn.randrange(-6, 8)) for key in criteria},
                comment="需要的人多，步骤清楚（演示）。",
                by=judges[task.reviewer_id],
                at=at,
            )
    move_call(call_id=call.pk, verb="end_review", by=hands.reviewer, at=at, today=after)


def _choose(call: Call, hands: Any) -> None:
    """Fifteen within the budget: from the top, the last ones cut to what is left."""
    at = moment(call.closes_on + timedelta(days=8), 10)
    rows = list(call.applications.filter(state="checked").order_by("place", "number"))
    plainly = from_the_top(ranked_rows(rows), call.budget)
    left = call.budget - sum(plainly.values(), Decimal(0))
    choices = {}
    for place, one in enumerate(rows):
        granted, why = plainly[one.pk], ""
        if not granted and place < WANTED and left > 0:
            granted = min(one.asked, (left / (WANTED - place)).quantize(Decimal(1)))
            why = "经费有限，核减材料费（演示）" if granted < one.asked else ""
            left -= granted
        choices[one.pk] = Choice(one.pk, granted, why)
    propose_choice(call_id=call.pk, choices=choices, by=hands.preparer, at=at)
    decide_choice(call_id=call.pk, by=hands.approver, at=at)


def _carry_out(one: Application, at: int, drawn: random.Random, hands: Any, today: date) -> None:
    """The first ones finished, the next ones with a step done, the last ones silent."""
    if at >= 12:
        return
    first, last = one.milestones.order_by("number")
    day = today - timedelta(days=30 + drawn.randrange(60))
    when = moment(day, 10)
    for share, what in ((50, "材料款"), (30, "交通费")):
        spend(
            application_id=one.pk,
            spent_on_day=day,
            amount=(one.granted * share / 100).quantize(Decimal(1)),
            what=f"{what}（演示）",
            voucher=f"演示-{at + 1:02d}-{share}",
            by=hands.preparer,
            at=when,
            today=day,
        )
    finish_milestone(
        milestone_id=first.pk,
        done_on=day,
        note="按计划完成（演示）",
        reached=first.promised,
        by=hands.preparer,
        at=when,
        today=day,
    )
    if at >= FINISHED:
        return
    grade = Grade.GOOD if at % 3 else Grade.ACCEPTABLE
    enter_result(
        application_id=one.pk,
        grade=grade,
        points=Decimal(92 - 3 * at),
        summary=f"{one.brief}做了{first.promised.normalize():f}{first.unit}，群众满意。（演示）",
        reached={first.pk: Reached(first.promised), last.pk: Reached(last.promised - at)},
        by=hands.preparer,
        at=when,
    )
    publish_result(application_id=one.pk, by=hands.reviewer, at=when)
