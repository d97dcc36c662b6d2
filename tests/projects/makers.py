"""A call with its people, made by the services as colleagues make it. All invented."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from support_services.projects.models import Application, Assignment, Ballot, Call
from support_services.projects.rules import Choice
from support_services.projects.services.applications import (
    Book,
    Line,
    Promise,
    enter_application,
    move_application,
)
from support_services.projects.services.calls import enter_call, move_call, set_criteria
from support_services.projects.services.choosing import decide_choice, propose_choice
from support_services.projects.services.review import assign_reviewer, submit_ballot
from support_services.units.models import Unit
from tests.subsidies.factories import user
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
LAST = date(2026, 11, 20)
AFTER = LAST + timedelta(days=1)
D = Decimal
CRITERIA = (
    {"label": "需要程度", "hint": "多少人等着", "weight": D(40)},
    {"label": "可行", "hint": "", "weight": D(35)},
    {"label": "经费", "hint": "", "weight": D(25)},
)


def call_fields(**other: Any) -> dict[str, Any]:
    return {
        "title": "2026 年拥军服务项目（虚构）",
        "year": 2026,
        "told": "围绕军人军属和退役军人的急难愁盼。\n每个单位可以报一个。",
        "opens_on": TODAY,
        "closes_on": LAST,
        "budget": D("100000.00"),
        "most_each": D("50000.00"),
        "unit_kinds": ["organisation", "enterprise"],
        "least_reviewers": 2,
        "combination": "trimmed",
        "tie_rule": "criteria",
        **other,
    }


def unit(name: str, kind: str = "organisation", *, by: User | None = None) -> Unit:
    return Unit.objects.create(
        kind=kind, name=f"{name}（虚构）", entered_by=by or user(Role.PREPARER), entered_at=AT
    )


def book(title: str = "老兵家电维修", *, asked: str = "30000.00", **other: Any) -> Book:
    texts = {
        "background": "很多老兵家里的电器坏了没人修。",
        "aim": "一年上门 200 次。",
        "content": "上门维修。\n教会使用。",
        "steps": "一月报名，二月开始。",
        "expected": "满意率九成。",
    }
    given: dict[str, Any] = {
        "title": f"{title}（虚构）",
        "brief": "上门给老兵修家电。",
        "texts": texts,
        "lines": [Line("配件", D(asked) - 1000), Line("交通", D(1000))],
        "promises": [
            Promise("上门维修", date(2027, 3, 31), "上门次数", D(100), "次"),
            Promise("全年总结", date(2027, 11, 30), "服务老兵", D(80), "人"),
        ],
        "team": "暖心团",
        "contact_name": "王示例",
        "contact_phone": "13800000000",
        **other,
    }
    return Book(**given)


class Office:
    """Colleagues, and a call that they carry along the road."""

    def __init__(self, **fields: Any) -> None:
        self.preparer, self.checker = user(Role.PREPARER), user(Role.REVIEWER)
        self.decider = user(Role.APPROVER)
        self.call = enter_call(fields=call_fields(**fields), by=self.preparer, at=AT)
        set_criteria(call_id=self.call.pk, criteria=CRITERIA, by=self.preparer, at=AT)
        self.units = 0

    def move(self, verb: str, by: User | None = None, today: date = TODAY) -> Call:
        holder = {"open": self.checker, "end_review": self.checker, "decide": self.decider}
        self.call = move_call(
            call_id=self.call.pk, verb=verb, by=by or holder.get(verb, self.preparer), at=AT,
            today=today,
        )  # fmt: skip
        return self.call

    def open(self) -> "Office":
        self.move("open")
        return self

    def draft(
        self, title: str = "老兵家电维修", *, of: Unit | None = None, **more: Any
    ) -> Application:
        self.units += 1
        return enter_application(
            call_id=self.call.pk,
            unit_id=(of or unit(f"示例服务社 {self.call.pk}-{self.units}")).pk,
            book=book(title, **more),
            by=self.preparer,
            at=AT,
        )

    def step(
        self, of: Application, verb: str, by: User | None = None, today: date = TODAY, **more: Any
    ) -> Application:
        holder = self.checker if verb in ("check", "return", "stop") else self.preparer
        return move_application(
            application_id=of.pk, verb=verb, by=by or holder, at=AT, today=today, **more
        )

    def checked(self, title: str = "老兵家电维修", **more: Any) -> Application:
        made = self.draft(title, **more)
        self.step(made, "hand_in")
        return self.step(made, "check")

    def begin(self) -> "Office":
        self.move("close", today=AFTER)
        self.move("begin_review", today=AFTER)
        return self

    def task(self, of: Application, reviewer: User) -> Assignment:
        return assign_reviewer(
            application_id=of.pk, reviewer_id=reviewer.pk, by=self.preparer, at=AT
        )

    def points(self, *points: int) -> dict[int, Decimal]:
        keys = self.call.criteria.order_by("number").values_list("pk", flat=True)
        given = points if len(points) > 1 else points * 3
        return {key: D(value) for key, value in zip(keys, given, strict=True)}

    def vote(self, task: Assignment, *points: int, comment: str = "可以") -> Ballot:
        return submit_ballot(
            assignment_id=task.pk,
            points=self.points(*points) if points else None,
            comment=comment,
            by=task.reviewer,
            at=AT,
        )

    def judged(self, scores: Mapping[Application, Iterable[int]]) -> "Office":
        """Each application by as many colleagues as there are scores; then the review ends."""
        judges = [self.preparer, self.checker, self.decider]
        for one, given in scores.items():
            for judge, points in zip(judges, given, strict=False):
                self.vote(self.task(one, judge), points)
        self.move("end_review", today=AFTER)
        return self

    def propose(self, granted: Mapping[Application, str], **why: str) -> Call:
        """``granted``: yuan by application, "0" for nothing; ``why`` for all of them."""
        choices = {
            one.pk: Choice(one.pk, D(amount), why.get("why", "")) for one, amount in granted.items()
        }
        return propose_choice(call_id=self.call.pk, choices=choices, by=self.preparer, at=AT)

    def decide(self, by: User | None = None) -> Call:
        return decide_choice(call_id=self.call.pk, by=by or self.decider, at=AT)

    def running(self) -> Application:
        """One project under way, with 30,000 yuan."""
        self.open()
        made = self.checked()
        self.begin().judged({made: (80, 90)})
        self.propose({made: "30000.00"})
        self.decide()
        made.refresh_from_db()
        return made
