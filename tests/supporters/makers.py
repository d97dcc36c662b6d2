"""Supporters and what they hold for tests, made directly. All invented."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from support_services.supporters.models import (
    Activity,
    Badge,
    Contribution,
    Duty,
    Job,
    Pact,
    Party,
    Supporter,
    Team,
    Volunteer,
)
from support_services.supporters.states import ActivityState, Stage
from support_services.units.models import Unit
from tests.subsidies.factories import user, village
from tests.units.makers import unit
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
# Sound by their check sign, and nobody's.
CODES = ("91370303MA0000001M", "91370303MA0000002Q")
Hands = tuple[User, User, User]


def hands() -> Hands:
    return user(Role.PREPARER), user(Role.REVIEWER), user(Role.APPROVER)


def _signed(by: Hands, stage: Stage) -> dict[str, Any]:
    signed: dict[str, Any] = {"entered_by": by[0], "entered_at": AT, "stage": stage.value}
    if stage in (Stage.IN_FORCE, Stage.ENDED):
        signed |= {"decided_by": by[1], "decided_at": AT}
    if stage in (Stage.ENDED, Stage.DROPPED):
        signed |= {"ended_by": by[1], "ended_at": AT, "ended_why": "试验原因"}
    return signed


def supporter(
    by: Hands, *, stage: Stage = Stage.IN_FORCE, of: Unit | None = None, **fields: Any
) -> Supporter:
    """An enterprise of the first village."""
    of = of or unit("enterprise", by=by[0], region=village(1, 1))
    given = {"fields": ["goods"], "since": date(2026, 1, 1), **fields}
    return Supporter.objects.create(unit=of, **_signed(by, stage), **given)


def badge(by: Hands, of: Supporter, *, stage: Stage = Stage.IN_FORCE, **fields: Any) -> Badge:
    number = f"2026-{Badge.objects.count() + 1:04d}" if stage in ("in_force", "ended") else ""
    given: dict[str, Any] = {
        "kind": "post",
        "name": "拥军驿站",
        "region": village(1, 1),
        "address": "示例路 1 号",
        "phone": "0533-0000011",
        "hours": "每天 8:00–18:00",
        "given_on": date(2026, 1, 1),
        "number": number,
        **fields,
    }
    return Badge.objects.create(supporter=of, **_signed(by, stage), **given)


def pact(by: Hands, of: Supporter, *, stage: Stage = Stage.IN_FORCE, **fields: Any) -> Pact:
    given: dict[str, Any] = {
        "kind": "strategic",
        "title": "示例战略合作",
        "signed_on": date(2026, 1, 1),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        **fields,
    }
    return Pact.objects.create(supporter=of, **_signed(by, stage), **given)


def duty(by: Hands, of: Pact, **fields: Any) -> Duty:
    given = {"words": "每季度走访一次", "rhythm": "quarterly", **fields}
    return Duty.objects.create(pact=of, entered_by=by[0], entered_at=AT, **given)


def job(by: Hands, of: Supporter, *, stage: Stage = Stage.IN_FORCE, **fields: Any) -> Job:
    given: dict[str, Any] = {
        "title": "示例保安员",
        "count": 3,
        "meant_for": "veterans",
        "region": village(1, 1),
        "phone": "0533-0000012",
        "until": date(2026, 12, 31),
        **fields,
    }
    return Job.objects.create(supporter=of, **_signed(by, stage), **given)


def contribution(
    by: Hands, of: Supporter, *, stage: Stage = Stage.IN_FORCE, **fields: Any
) -> Contribution:
    given: dict[str, Any] = {
        "kind": "goods",
        "what": "米面油",
        "quantity": Decimal(20),
        "unit": "份",
        "amount": Decimal("2000.00"),
        "given_on": date(2026, 8, 1),
        "for_whom": "veterans",
        **fields,
    }
    return Contribution.objects.create(supporter=of, **_signed(by, stage), **given)


def activity(
    by: User,
    *units: Unit,
    state: ActivityState = ActivityState.PLANNED,
    **fields: Any,
) -> Activity:
    """In the first village, today."""
    given: dict[str, Any] = {
        "kind": "volunteer",
        "title": "示例活动",
        "on": TODAY,
        "region": village(1, 1),
        "venue": "村委会",
        **fields,
    }
    if state is ActivityState.REPORTED:
        given |= {"reported_by": by, "reported_at": AT}
    if state is ActivityState.CANCELLED:
        given |= {"cancelled_by": by, "cancelled_at": AT, "why": "下雨"}
    made = Activity.objects.create(state=state.value, entered_by=by, entered_at=AT, **given)
    for one in units:
        Party.objects.create(activity=made, unit=one, role="organiser")
    return made


def team(by: User, of: Supporter, **fields: Any) -> Team:
    given: dict[str, Any] = {
        "name": f"示例志愿队{Team.objects.count() + 1}",
        "region": village(1, 1),
        "formed_on": date(2026, 1, 1),
        **fields,
    }
    return Team.objects.create(supporter=of, entered_by=by, entered_at=AT, **given)


def volunteer(by: User, of: Team, **fields: Any) -> Volunteer:
    given: dict[str, Any] = {"name": "王志愿", "joined_on": date(2026, 1, 1), **fields}
    return Volunteer.objects.create(team=of, entered_by=by, entered_at=AT, **given)
