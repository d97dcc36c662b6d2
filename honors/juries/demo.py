"""Invented jurors for the demo, and hands by which what is to be judged in the demo is judged,
through the same services as people use. What varies is drawn from a fixed seed.

Called by the floor above: juries themselves have nothing to show without something to judge.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from honors.juries.models import Assignment, Panel
from honors.juries.services.assigning import begin
from honors.juries.services.closing import close
from honors.juries.services.reviewing import submit_ballot
from honors.juries.services.seating import appoint, declare_tie, open_ties
from honors.juries.states import MarkKind
from support_services.subsidies.demo.population import SEED
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Level, Region

NAMES = ("评委甲（演示）", "评委乙（演示）", "评委丙（演示）", "评委丁（演示）", "评委戊（演示）")


def jurors(hands: Any, *, at: datetime, today: date) -> list[User]:
    """Five who judge, the first of whom can sign in as ``pingwei``; each tied to his own village.
    They cannot sign in but for the accounts that the demo publishes."""
    found = list(User.objects.filter(role=Role.JUROR.value).order_by("pk"))
    for name in NAMES[len(found) :]:
        made = User(username=f"pingwei-{len(found) + 1}", display_name=name, role=Role.JUROR.value)
        made.set_unusable_password()
        made.save()
        found.append(made)
    villages = list(Region.objects.filter(level=Level.VILLAGE).order_by("path"))
    drawn = random.Random(f"{SEED}:jurors")
    for one in found:
        if villages and not open_ties(one):
            declare_tie(
                user_id=one.pk,
                kind=MarkKind.VILLAGE.value,
                what=drawn.choice(villages).code,
                why="本人家在这里（演示）",
                by=hands.preparer,
                at=at,
                today=today,
            )
    return found


def judge(
    panel: Panel,
    hands: Any,
    *,
    at: datetime,
    today: date,
    worth: Mapping[str, int] | None = None,
    unanswered: int = 0,
    closed: bool = True,
) -> Panel:
    """Jurors for a panel, shared out at ``at``; everybody scores a minute after it opens, but for
    the last ``unanswered``; then it is closed a minute after its end, by the reviewer.

    ``worth``: about how many points an entry is worth, by reference.
    """
    people = jurors(hands, at=at - timedelta(minutes=2), today=today)
    appoint(
        panel_id=panel.pk,
        user_ids=[one.pk for one in people],
        by=hands.preparer,
        at=at - timedelta(minutes=1),
    )
    begin(panel_id=panel.pk, by=hands.preparer, at=at)
    drawn = random.Random(f"{SEED}:judged:{panel.of}")
    # Some are strict and some are not.
    bias = {one.pk: drawn.randint(-6, 6) for one in people}
    tasks = list(
        Assignment.objects.filter(entry__panel=panel)
        .select_related("entry", "seat__user")
        .order_by("entry__number", "seat__number")
    )
    criteria = list(panel.criteria.order_by("number"))
    cast_at = panel.opens_at + timedelta(minutes=1)
    for task in tasks[: len(tasks) - unanswered]:
        middle = (worth or {}).get(task.entry.ref, drawn.randint(72, 90))
        points = {
            one.pk: Decimal(
                min(100, max(0, middle + bias[task.seat.user_id] + drawn.randint(-3, 3)))
            )
            for one in criteria
        }
        submit_ballot(
            assignment_id=task.pk,
            points=points,
            comment="（演示）事迹具体，有数有据。",
            by=task.seat.user,
            at=cast_at,
        )
    if closed and not unanswered:
        close(panel_id=panel.pk, by=hands.reviewer, at=panel.closes_at + timedelta(minutes=1))
    panel.refresh_from_db()
    return panel
