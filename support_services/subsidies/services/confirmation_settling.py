"""Settling a round: who joins, leaves, is held and is let go, as today's facts have it.

State and holds are derived: every verb settles the people it concerns in its own transaction, and
the nightly sweep settles everybody, so that a death, a new right or a day gone by needs no bell.
Delivered twice it does the work once. Whoever touches a round takes its row first: sweeps, openings
and confirmations come one after the other, and then, in the order of their numbers, the rights.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from support_services.subsidies import confirmation_sql as sql
from support_services.subsidies.confirmation_states import ROUND_LIVE
from support_services.subsidies.models import ConfirmationRound
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.months import first_of

NOBODY_NEEDED = "不再需要年度确认"


@dataclass(frozen=True)
class Settled:
    """How many people joined, left and are newly unconfirmed past their grace; how many rights
    were held and let go."""

    joined: int = 0
    left: int = 0
    expired: int = 0
    held: int = 0
    released: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def lock_rounds(round_ids: Iterable[int]) -> list[ConfirmationRound]:
    """These rounds, their rows locked in the order of their numbers."""
    rows = ConfirmationRound.objects.filter(pk__in=list(round_ids)).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def live_rounds() -> list[int]:
    """Numbers of the rounds whose holds are to stand."""
    rows = ConfirmationRound.objects.filter(state__in=[state.value for state in ROUND_LIVE])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def settle(
    round_id: int,
    *,
    at: datetime,
    today: date,
    people: Sequence[int] | None = None,
    opening: bool = False,
    by: User | None = None,
    note: str = NOBODY_NEEDED,
) -> Settled:
    """Bring a round up to the facts; inside another verb, which holds the round's row.

    ``people`` None is everybody. ``by`` and ``note`` sign what is released; without them whoever
    opened the round does. A fixed number of statements, however many people there are.
    """
    given: dict[str, Any] = {
        "round": round_id,
        "people": list(people) if people is not None else None,
        "today": today,
        "month": first_of(today),
        "late": not opening,
        "at": at,
        "by": by.pk if by else None,
        "note": note[:200],
    }
    with connection.cursor() as cursor:

        def run(statement: str) -> int:
            cursor.execute(statement, given)
            return max(int(cursor.rowcount), 0)

        left = run(sql.LEAVE)
        back = run(sql.RETURN)
        joined = run(sql.JOIN)
        expired = run(sql.EXPIRE)
        held = run(sql.HOLD)
        released = run(sql.RELEASE)
    return Settled(joined + back, left, expired, held, released)


def sweep(*, at: datetime, today: date) -> dict[int, Settled]:
    """Settle every live round, one transaction each; what was done, by round."""
    return {
        round_id: sweep_round(round_id=round_id, at=at, today=today) for round_id in live_rounds()
    }


@transaction.atomic
def sweep_round(*, round_id: int, at: datetime, today: date) -> Settled:
    """Settle one round; one that is no longer live is left alone."""
    found = lock_rounds([round_id])
    if not found or found[0].state not in ROUND_LIVE:
        return Settled()
    done = settle(round_id, at=at, today=today)
    if found[0].swept_on != today:
        found[0].swept_on = today
        found[0].save(update_fields=["swept_on"])
    if done:
        audit.record(
            actor=None,
            action="confirmation.swept",
            subject="confirmation_round",
            subject_id=round_id,
            detail=asdict(done),
            at=at,
        )
    return done
