"""What was given: by two people, never changed, and every figure is the sum of its own list."""

import itertools
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from support_services.supporters.models import Contribution
from support_services.supporters.selectors import activities, contributions
from support_services.supporters.selectors.asked import OF_THE_COUNTY, Asked
from support_services.supporters.selectors.statistics import statistics
from support_services.supporters.services.contributions import (
    contribution_of,
    enter_contribution,
    reverse,
)
from support_services.supporters.services.moving import move
from support_services.supporters.states import (
    ActivityState,
    ContributionKind,
    ForWhom,
    Stage,
    Subject,
)
from tests.subsidies.factories import user, village
from tests.supporters.makers import (
    AT,
    TODAY,
    activity,
    contribution,
    hands,
    supporter,
    team,
    volunteer,
)
from tests.units.makers import unit
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def given(**other: Any) -> dict[str, Any]:
    return {
        "kind": "goods",
        "what": "米面油",
        "quantity": Decimal(20),
        "unit": "份",
        "amount": Decimal("1999.90"),
        "given_on": TODAY,
        "for_whom": "veterans",
        "at": AT,
        "today": TODAY,
        **other,
    }


def decide(row: Contribution, by: User, verb: str = "accept") -> Contribution:
    moved = move(
        subject=Subject.CONTRIBUTION, key=row.pk, verb=verb, why="试验", by=by, at=AT, today=TODAY
    )
    assert isinstance(moved, Contribution)
    return moved


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"kind": "money", "amount": None}, "请填金额"),
        ({"quantity": None}, "请填数量"),
        ({"unit": ""}, "单位"),
        ({"quantity": Decimal(-3)}, "大于 0"),
        ({"amount": Decimal("-1.00")}, "不能是负数"),
        ({"given_on": date(2026, 11, 6)}, "还没有到"),
        ({"kind": "love"}, "种类"),
        ({"evidence": "收条 370303195503081234"}, "身份证号"),
        ({"duty_id": 999}, "义务"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(other: dict[str, Any], why: str) -> None:
    by = hands()
    holder = supporter(by)
    with pytest.raises(Refused, match=why):
        enter_contribution(supporter_id=holder.pk, **given(**other), by=by[0])
    assert not Contribution.objects.exists()


def test_it_counts_when_another_has_confirmed_it_and_is_only_taken_back_by_a_row() -> None:
    by = hands()
    preparer, reviewer, approver = by
    holder = supporter(by)
    row = enter_contribution(supporter_id=holder.pk, **given(), by=preparer)

    def counted() -> tuple[int, Decimal]:
        found = contributions.total(contributions.contributions(approver, Asked()))
        return found.count, found.amount

    assert counted() == (0, Decimal(0))
    decide(row, reviewer)
    assert counted() == (1, Decimal("1999.90"))
    for refused in (
        lambda: Contribution.objects.filter(pk=row.pk).update(amount=1),
        lambda: Contribution.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            refused()
    back = reverse(contribution_id=row.pk, why="重复登记", by=preparer, at=AT)
    assert counted() == (1, Decimal("1999.90"))
    with pytest.raises(Refused, match="已经登记过冲销"):
        reverse(contribution_id=row.pk, why="再冲一次", by=preparer, at=AT)
    decide(back, reviewer, "accept")
    assert counted() == (0, Decimal("0.00"))
    with pytest.raises(Refused, match="只有已确认"):
        reverse(contribution_id=back.pk, why="冲销的冲销", by=preparer, at=AT)


def test_a_reversal_that_is_not_acknowledged_may_be_told_anew() -> None:
    by = hands()
    row = contribution(by, supporter(by))
    decide(reverse(contribution_id=row.pk, why="弄错", by=by[0], at=AT), by[0], "drop")
    again = reverse(contribution_id=row.pk, why="真的重复", by=by[0], at=AT)
    assert decide(again, by[1]).amount == Decimal("-2000.00")


def test_what_another_floor_saw_is_told_once() -> None:
    by = hands()
    holder = supporter(by)
    told: dict[str, Any] = {
        "origin": "wish:12",
        "supporter_id": holder.pk,
        "kind": ContributionKind.WISH,
        "what": "想要一副老花镜",
        "amount": Decimal("80.00"),
        "given_on": TODAY,
        "for_whom": ForWhom.VETERANS,
        "by": user(Role.VILLAGE_WORKER, region=village(1, 1)),
        "at": AT,
    }
    row = contribution_of(**told)
    assert row is not None
    assert (row.stage, row.quantity, row.unit) == (Stage.DRAFT, 1, "个")
    assert contribution_of(**told) is None
    decide(row, by[0], "drop")
    assert contribution_of(**told) is not None


def test_every_figure_is_the_sum_of_its_own_list() -> None:
    """For every narrowing: what a line says is what its list adds up to, and the parts of each
    division are the whole."""
    by = hands()
    holders = [
        supporter(by, of=unit(kind, by=by[0], region=place))
        for kind, place in (
            ("enterprise", village(1, 1)),
            ("organisation", village(1, 2).parent),
            ("person", village(2, 1)),
            ("institution", None),
        )
    ]
    kinds: Iterator[dict[str, Any]] = itertools.cycle(
        [
            {"kind": "goods"},
            {"kind": "money", "quantity": None, "unit": ""},
            {"kind": "hours", "unit": "小时", "amount": None},
        ]
    )
    whom = itertools.cycle(["troops", "veterans", "families", "bereaved"])
    for place, holder in enumerate(holders * 3):
        row = contribution(by, holder, **{**given_row(place), **next(kinds)}, for_whom=next(whom))
        contribution(by, holder, stage=Stage.DRAFT)
        if place % 5 == 0:
            decide(reverse(contribution_id=row.pk, why="弄错", by=by[0], at=AT), by[1])
    members = team(by[0], holders[0])
    for place in range(6):
        made = activity(
            by[0],
            holders[place % 4].unit,
            kind="clinic" if place % 2 else "volunteer",
            state=ActivityState.REPORTED if place else ActivityState.HELD,
            region=village(1 + place % 2, 1),
            on=date(2026 - place % 2, 5, 1),
        )
        made.figures.create(code="served", reported=10 * (place + 1))
        made.attendances.create(
            volunteer=volunteer(by[0], members), hours=place + 1, entered_by=by[0], entered_at=AT
        )
    auditor = user(Role.AUDITOR)
    towns = ("", village(1, 1).path[:9], OF_THE_COUNTY)
    for year, unit_kind, town in itertools.product((0, 2025, 2026), ("", "person"), towns):
        asked = Asked(year=year, unit_kind=unit_kind, town=town)
        found = statistics(auditor, asked)
        for lines in (found.by_kind, found.by_unit, found.by_town, found.by_receiver):
            for line in (*lines, found.given):
                assert line.total == contributions.total(
                    contributions.contributions(auditor, line.asked)
                ), (asked, line.label)
            assert sum(one.total.count for one in lines) == found.given.total.count
            assert sum(one.total.amount for one in lines) == found.given.total.amount
        for done in found.done:
            rows = activities.activities(auditor, done.asked)
            assert done.count == len(rows)
            served = sum(one.figures.get(code="served").reported or 0 for one in rows)
            assert dict((f.code, much) for f, much in done.figures)["served"] == served
            assert done.hours == sum(a.hours for one in rows for a in one.attendances.all())
    assert statistics(auditor, Asked()).given.total.count == 12 - 3


def given_row(place: int) -> dict[str, Any]:
    return {
        "quantity": Decimal(place + 1),
        "amount": Decimal(f"{100 * (place + 1)}.10"),
        "given_on": date(2026 - place % 2, 3, 1 + place),
    }


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_a_row_back_once() -> None:
    by = hands()
    row = contribution(by, supporter(by))
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def press() -> None:
        gate.wait()
        try:
            reverse(contribution_id=row.pk, why="弄错", by=by[0], at=AT)
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert Contribution.objects.filter(reverses=row).count() == 1
