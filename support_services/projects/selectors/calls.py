"""Reading calls and applications."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from support_services.projects.models import Application, Call
from support_services.projects.states import GRANTED, ApplicationState
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.ranking import Combination, Criterion, Rules, TieRule

NO_CALL = "没有找到这次征集。"
NO_APPLICATION = "没有找到这个项目。"
_HANDS = ("entered_by", "opened_by", "closed_by", "ranked_by", "prepared_by", "decided_by")
_LATER = (ApplicationState.DRAFT.value, ApplicationState.WITHDRAWN.value)


def _reads(user: User) -> bool:
    return not user.is_station and user.may("projects.read")


def calls_visible_to(user: User) -> QuerySet[Call]:
    """Every call for the bureau, the newest first; none for stations."""
    return Call.objects.all() if _reads(user) else Call.objects.none()


def call_rows(user: User) -> QuerySet[Call]:
    """The same, each with ``handed`` (how many were handed in) and ``chosen``. One query."""
    chosen = Q(applications__state__in=[one.value for one in GRANTED])
    return calls_visible_to(user).annotate(
        handed=Count("applications", filter=~Q(applications__state__in=_LATER)),
        chosen=Count("applications", filter=chosen),
    )


def call_visible_to(user: User, call_id: int) -> Call:
    found = calls_visible_to(user).select_related(*_HANDS, "ended_by").filter(pk=call_id).first()
    if found is None:
        raise NotFound(NO_CALL)
    return found


def applications_visible_to(user: User) -> QuerySet[Application]:
    """Every application for the bureau, none for stations."""
    rows = Application.objects.select_related("call", "unit")
    return rows if _reads(user) else rows.none()


def application_visible_to(user: User, application_id: int) -> Application:
    found = (
        applications_visible_to(user)
        .select_related("entered_by", "checked_by", "ended_by")
        .filter(pk=application_id)
        .first()
    )
    if found is None:
        raise NotFound(NO_APPLICATION)
    return found


def applications_of(user: User, call: Call) -> list[Application]:
    """All of a call, by number, drafts at the end. One query."""
    rows = applications_visible_to(user).filter(call=call).order_by("number", "pk")
    return sorted(rows, key=lambda one: (one.number is None, one.number or 0, one.pk))


def rules_of(call: Call) -> Rules:
    """How the ballots of a call are put together. One query."""
    return Rules(
        tuple(Criterion(one.pk, one.label, one.weight) for one in call.criteria.order_by("number")),
        least=call.least_reviewers,
        combination=Combination(call.combination),
        tie=TieRule(call.tie_rule),
    )


def weights_of(call: Call) -> Decimal:
    """What the weights of a call add up to."""
    return call.criteria.aggregate(sum=Sum("weight"))["sum"] or Decimal(0)


def is_open(call: Call, today: date) -> bool:
    """Whether something may be handed in on that day."""
    return call.state == "open" and call.opens_on <= today <= call.closes_on


def units_for(call: Call) -> list[tuple[int, str]]:
    """Number and name of every unit that may apply. One query."""
    rows = Unit.objects.open().filter(kind__in=call.unit_kinds)
    return list(rows.values_list("pk", "name"))


def waiting_for_check(user: User) -> QuerySet[Application]:
    """Handed in and not looked at, by somebody else; the one that waits longest first."""
    rows = applications_visible_to(user).filter(state=ApplicationState.HANDED_IN.value)
    return rows.exclude(entered_by=user).order_by("handed_at")


def unchecked(call: Call) -> int:
    """How many of a call still wait for somebody: handed in, or returned for completion."""
    waiting = (ApplicationState.HANDED_IN.value, ApplicationState.RETURNED.value)
    return call.applications.filter(state__in=waiting).count()


def names_of(applications: Sequence[Application]) -> dict[int, str]:
    """What applications are called among others: number and title."""
    return {
        one.pk: f"{one.number:02d} {one.title}" if one.number else one.title for one in applications
    }
