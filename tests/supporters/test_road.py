"""The road of two people, for whatever goes it, and what each subject asks for besides."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from support_services.notices.occasions import occasion
from support_services.supporters import published
from support_services.supporters.models import Badge, Supporter
from support_services.supporters.selectors import register as selectors
from support_services.supporters.services import register
from support_services.supporters.services.contributions import enter_contribution
from support_services.supporters.services.moving import move
from support_services.supporters.states import MOVES, ActivityState, Stage, Subject
from tests.subsidies.factories import user, village
from tests.supporters.makers import (
    AT,
    CODES,
    TODAY,
    Hands,
    activity,
    badge,
    contribution,
    duty,
    hands,
    job,
    pact,
    supporter,
)
from tests.units.makers import unit
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import PermissionRefused, Refused

pytestmark = pytest.mark.django_db


def step(subject: Subject, row: Any, verb: str, by: Any, **more: Any) -> Any:
    given = {"why": "试验原因", "at": AT, "today": TODAY, **more}
    return move(subject=subject, key=row.pk, verb=verb, by=by, **given)


def made(subject: Subject, by: Hands, stage: Stage) -> Any:
    """A row at that stage, of a supporter that is accepted."""
    if subject is Subject.SUPPORTER:
        of = unit("enterprise", by=by[0], code=CODES[0])
        return supporter(by, stage=stage, of=of)
    holder = supporter(by)
    if subject is Subject.PACT:
        row = pact(by, holder, stage=stage)
        duty(by, row)
        return row
    makers: dict[Subject, Any] = {
        Subject.BADGE: badge,
        Subject.JOB: job,
        Subject.CONTRIBUTION: contribution,
    }
    return makers[subject](by, holder, stage=stage)


def test_each_move_is_of_its_duty_its_stage_and_its_people() -> None:
    """Every subject, verb and stage by a role that may; every role by the stage that begins."""
    by = hands()
    people = {role: user(role) for role in Role if "worker" not in role}
    for subject, moves in MOVES.items():
        for verb, one in moves.items():
            holders = [role for role in people if role in DUTIES[one.duty]]
            for stage in Stage:
                if subject is Subject.CONTRIBUTION and stage is Stage.ENDED:
                    continue
                row = made(subject, by, stage)
                actor = people[holders[0]]
                if stage in one.starts:
                    for role in set(people) - set(holders):
                        with pytest.raises(PermissionRefused):
                            step(subject, row, verb, people[role])
                    assert step(subject, row, verb, actor).stage == one.target
                else:
                    with pytest.raises(Refused):
                        step(subject, row, verb, actor)
                if subject is Subject.SUPPORTER:
                    Supporter.objects.filter(pk=row.pk).delete()
                    row.unit.delete()


def test_nobody_accepts_what_he_entered_nor_drops_without_saying_why() -> None:
    by = hands()
    for subject in Subject:
        row = made(subject, by, Stage.DRAFT)
        by[0].role = Role.REVIEWER
        with pytest.raises(Refused, match="另一人"):
            step(subject, row, "accept", by[0])
        by[0].role = Role.PREPARER
        with pytest.raises(Refused, match="原因"):
            step(subject, row, "drop", by[0], why=" ")


def test_a_firm_is_not_accepted_without_its_code_a_person_is() -> None:
    preparer, reviewer, _ = hands()
    firm = unit("enterprise", by=preparer)
    fields: dict[str, Any] = {"fields": ["goods", "work"], "tier": "county", "since": TODAY}
    asked = register.propose_supporter(unit_id=firm.pk, **fields, by=preparer, at=AT)
    with pytest.raises(Refused, match="统一社会信用代码"):
        step(Subject.SUPPORTER, asked, "accept", reviewer)
    firm.code = CODES[0]
    firm.save()
    assert step(Subject.SUPPORTER, asked, "accept", reviewer).stage == Stage.IN_FORCE
    with pytest.raises(Refused, match="已经在"):
        register.propose_supporter(unit_id=firm.pk, **fields, by=preparer, at=AT)
    somebody = unit("person", by=preparer)
    asked = register.propose_supporter(unit_id=somebody.pk, **fields, by=preparer, at=AT)
    assert step(Subject.SUPPORTER, asked, "accept", reviewer).stage == Stage.IN_FORCE
    troops = unit("troops", by=preparer)
    with pytest.raises(Refused, match="参与单位"):
        register.propose_supporter(unit_id=troops.pk, **fields, by=preparer, at=AT)


def badge_fields(**other: Any) -> dict[str, Any]:
    return {
        "kind": "post",
        "name": "示例社区拥军驿站",
        "region": village(1, 1).code,
        "address": "示例路 1 号",
        "phone": "0533-0000011",
        "hours": "每天 8:00–18:00",
        "given_on": TODAY,
        **other,
    }


def test_a_badge_is_numbered_when_it_is_given_and_proves_itself_until_it_is_withdrawn() -> None:
    by = hands()
    preparer, reviewer, approver = by
    holder = supporter(by)
    first, second = (
        register.enter_badge(supporter_id=holder.pk, **badge_fields(), by=preparer, at=AT)
        for _ in range(2)
    )
    assert published.badge("", today=TODAY) is None
    assert step(Subject.BADGE, second, "accept", reviewer).number == "2026-0001"
    given = step(Subject.BADGE, first, "accept", approver)
    assert given.number == "2026-0002"
    proof = published.badge("2026-0002", today=TODAY)
    assert isinstance(proof, published.PublicBadge)
    assert proof.holder == holder.unit.name
    step(Subject.BADGE, given, "end", approver)
    lost = published.badge("2026-0002", today=TODAY)
    assert isinstance(lost, published.LostBadge)
    assert lost.is_withdrawn
    assert [one.number for k in published.badge_kinds(today=TODAY) for one in k.badges] == [
        "2026-0001"
    ]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"address": ""}, "地址"),
        ({"hours": " "}, "开放时间"),
        ({"phone": "13812345678"}, "个人手机号"),
        ({"kind": "society"}, "只授予"),
        ({"kind": "crown"}, "标识种类"),
        ({"valid_to": date(2025, 1, 1)}, "不能早于"),
        ({"region": "999"}, "所在地"),
    ],
)
def test_a_badge_has_what_its_kind_needs(other: dict[str, Any], why: str) -> None:
    by = hands()
    holder = supporter(by)
    with pytest.raises(Refused, match=why):
        register.enter_badge(supporter_id=holder.pk, **badge_fields(**other), by=by[0], at=AT)
    assert not Badge.objects.exists()


def test_who_leaves_takes_badges_pacts_and_jobs_along_and_what_was_given_stays() -> None:
    by = hands()
    holder = supporter(by)
    rows = [badge(by, holder), pact(by, holder), job(by, holder)]
    waiting = badge(by, holder, stage=Stage.DRAFT)
    gift = contribution(by, holder)
    step(Subject.SUPPORTER, holder, "end", by[1])
    for row in (*rows, waiting, gift):
        row.refresh_from_db()
    assert {row.stage for row in rows} == {Stage.ENDED}
    assert waiting.stage == Stage.DROPPED
    assert gift.stage == Stage.IN_FORCE
    with pytest.raises(Refused, match="还没有接纳"):
        register.enter_badge(supporter_id=holder.pk, **badge_fields(), by=by[0], at=AT)
    step(Subject.SUPPORTER, holder, "resume", by[0])
    holder.refresh_from_db()
    assert (holder.stage, holder.decided_by, holder.ended_why) == (Stage.DRAFT, None, "")


def test_a_pact_is_confirmed_with_its_duties_and_says_what_is_owed() -> None:
    by = hands()
    preparer, reviewer, _ = by
    holder = supporter(by)
    fields: dict[str, Any] = {
        "kind": "paired",
        "title": "示例共建对子",
        "signed_on": date(2026, 1, 1),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
    }
    with pytest.raises(Refused, match="结对单位"):
        register.enter_pact(supporter_id=holder.pk, **fields, by=preparer, at=AT)
    troops = unit("troops", by=preparer, name="驻地部队甲")
    made = register.enter_pact(
        supporter_id=holder.pk, **fields, partner_id=troops.pk, by=preparer, at=AT
    )
    with pytest.raises(Refused, match="还没有义务"):
        step(Subject.PACT, made, "accept", reviewer)
    with pytest.raises(Refused, match="写到哪天"):
        register.add_duty(pact_id=made.pk, words="捐书", rhythm="once", by=preparer, at=AT)
    line = register.add_duty(
        pact_id=made.pk, words="每半年走访", rhythm="half_yearly", by=preparer, at=AT
    )
    step(Subject.PACT, made, "accept", reviewer)
    with pytest.raises(Refused, match="不能再改"):
        register.add_duty(pact_id=made.pk, words="再一项", rhythm="yearly", by=preparer, at=AT)
    assert [row.duty.pk for row in selectors.late_duties(today=TODAY)] == [line.pk]
    assert selectors.ending_soon(today=TODAY) == [made]
    assert selectors.late_duties(today=date(2027, 1, 1)) == []
    # A visit that is reported fulfils it; one that is only planned does not.
    activity(preparer, holder.unit, kind="troop_visit", duty=line, on=date(2026, 9, 1))
    assert selectors.late_duties(today=TODAY)
    activity(
        preparer,
        holder.unit,
        kind="troop_visit",
        duty=line,
        on=date(2026, 9, 2),
        state=ActivityState.REPORTED,
    )
    assert selectors.late_duties(today=TODAY) == []


def test_the_bureau_is_reminded_before_a_pact_or_a_badge_ends() -> None:
    by = hands()
    day = TODAY + timedelta(days=15)
    holder = supporter(by)
    pact(by, holder, valid_to=day)
    badge(by, holder, valid_to=day)
    badge(by, holder, valid_to=day, stage=Stage.ENDED)
    for key in ("support_pact_ending", "support_badge_ending"):
        found = occasion(key)
        assert found is not None
        query = found.finder([day])
        with connection.cursor() as cursor:
            cursor.execute(query.sql, query.params)
            (row,) = cursor.fetchall()
        assert row[3] == day


def test_jobs_are_told_of_until_they_are_taken_or_over() -> None:
    by = hands()
    holder = supporter(by)
    open_one = job(by, holder, count=2)
    job(by, holder, stage=Stage.DRAFT)
    job(by, holder, until=TODAY - timedelta(days=1))
    given: dict[str, Any] = {
        "supporter_id": holder.pk,
        "kind": "hired",
        "what": "录用退役军人",
        "given_on": TODAY,
        "for_whom": "veterans",
        "job_id": open_one.pk,
        "by": by[0],
        "at": AT,
        "today": TODAY,
    }
    with pytest.raises(Refused, match="只招 2 人"):
        enter_contribution(**given, quantity=Decimal(3))
    hired = enter_contribution(**given, quantity=Decimal(1))
    assert [one.left for one in published.jobs(today=TODAY)] == [2]
    step(Subject.CONTRIBUTION, hired, "accept", by[1])
    assert [one.left for one in published.jobs(today=TODAY)] == [1]
    with pytest.raises(Refused, match="只招 2 人"):
        enter_contribution(**given, quantity=Decimal(2))
    step(Subject.CONTRIBUTION, enter_contribution(**given, quantity=Decimal(1)), "accept", by[1])
    assert published.jobs(today=TODAY) == ()
    assert selectors.filled_of([open_one]) == {open_one.pk: 2}
