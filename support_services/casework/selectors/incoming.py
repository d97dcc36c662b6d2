"""Reading 网上来件. Like a restricted case it is there for whose duty it is and nobody else: at the
bureau, and at the station of the town it came from. What may be about a worker no station reads.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from support_services.casework.models import Case, Incoming
from support_services.casework.selectors import places_of
from support_services.casework.states import BUREAU_ONLY, IncomingState
from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.errors import NotFound

SHOWN: dict[str, str] = {"open": "等人接收", "all": "全部"}
_WAITING = Q(state=IncomingState.WAITING.value)


def incoming_visible_to(user: User | Any) -> QuerySet[Incoming]:
    """What came from the user's area; of a station's without what only the bureau reads."""
    rows = Incoming.objects.select_related("region__parent", "case", "objection").defer(
        "content", "phone", "meant_name", "reason_text"
    )
    if not isinstance(user, User) or not may(user, "incoming.take") or user.area_path is None:
        return rows.none()
    places = places_of(user)
    if places is not None:
        rows = rows.filter(region__in=places)
    if not user.is_bureau:
        rows = rows.exclude(kind__in=sorted(BUREAU_ONLY))
    return rows


def one_visible_to(user: User | Any, incoming_id: int) -> Incoming:
    """One of them; refuses alike what does not exist and what is not for him."""
    found = incoming_visible_to(user).filter(pk=incoming_id).first()
    if found is None:
        raise NotFound("没有找到这件来件。")
    return found


def incoming_matching(user: User, show: str) -> QuerySet[Incoming]:
    """What waits, the one that has waited longest first; or all, the newest first."""
    rows = incoming_visible_to(user)
    if show == "all":
        return rows.order_by("-sent_at", "-pk")
    return rows.filter(_WAITING).order_by("take_by", "pk")


@dataclass(frozen=True)
class Waiting:
    """How many wait, how many of them are late; by which day the first should be taken."""

    count: int
    late: int
    take_by: date | None


def waiting_for(user: User, *, today: date) -> Waiting:
    """What waits for this person; one query."""
    found = incoming_visible_to(user).filter(_WAITING).aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(take_by__lt=today)), first=Min("take_by")
    )  # fmt: skip
    return Waiting(found["count"], found["late"], found["first"])


def incoming_of(case: Case) -> Incoming | None:
    """What a case came of, where a resident sent it; for whoever may see the case."""
    return Incoming.objects.filter(case=case).first()


def phone_of(case: Case, sent: Incoming | None) -> str:
    """The telephone to call back: the one that was left with what was ``sent``, else the one
    registered."""
    if sent is not None:
        return str(sent.phone or "")
    return str((case.person.phone if case.person is not None else case.caller_phone) or "")
