"""Hits of the cross-checks: which there are, and whose rights they concern."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from support_services.subsidies.models import (
    CrossCheckHit,
    CrossCheckList,
    CrossCheckVisit,
    Entitlement,
    Hold,
    Suspension,
)
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rules import EndReason
from support_services.subsidies.selectors.batches import entitlements_visible_to
from support_services.subsidies.states import CheckKind, HitState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped

LISTS_SHOWN = 10


@dataclass(frozen=True)
class OpenHits:
    """How many hits wait for a decision, and since when the oldest does."""

    count: int
    oldest: datetime | None


def hits_visible_to(user: User) -> QuerySet[CrossCheckHit]:
    """Hits on people of the user's area: the bureau's readers, and stations for their own."""
    if not (user.may("ledger.read") or user.may("station.visit")):
        return CrossCheckHit.objects.none()
    rows = CrossCheckHit.objects.select_related("person__region__parent", "list")
    return scoped(rows, user, path_field="person__region__path")


def hits_matching(user: User, *, kind: str = "", state: str = "") -> QuerySet[CrossCheckHit]:
    """The list of hits: the open ones first, the oldest on top; then the latest decisions."""
    rows = hits_visible_to(user).annotate(visit_count=Count("visits"))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by(F("decided_at").desc(nulls_first=True), "raised_at", "pk")


def hit_visible_to(user: User, hit_id: int) -> CrossCheckHit:
    """One hit; refuses alike what does not exist and what is not for him."""
    found = (
        hits_visible_to(user)
        .select_related("raised_by", "decided_by", "list__uploaded_by")
        .filter(pk=hit_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这条比对结果。")
    return found


def open_hits(user: User) -> OpenHits:
    """What waits for a decision; one query."""
    sums = hits_visible_to(user).filter(state=HitState.OPEN.value)
    found = sums.aggregate(count=Count("pk"), oldest=Min("raised_at"))
    return OpenHits(found["count"], found["oldest"])


def visits_of(hit: CrossCheckHit) -> list[CrossCheckVisit]:
    """What the station found, latest first."""
    rows = CrossCheckVisit.objects.filter(hit=hit).select_related("noted_by", "hit")
    return list(rows.order_by("-pk"))


def holds_of_hit(hit: CrossCheckHit) -> list[Hold]:
    """What it holds or held, with the rights."""
    rows = Hold.objects.filter(hit=hit).select_related("entitlement__scheme")
    return list(rows.order_by("entitlement__scheme__position", "pk"))


def lists_applied(user: User) -> list[CrossCheckList]:
    """The last lists that were brought in, newest first."""
    if not user.may("ledger.read"):
        return []
    return list(CrossCheckList.objects.select_related("uploaded_by")[:LISTS_SHOWN])


def rights_drawn(
    user: User, person_ids: Iterable[int], kind: CheckKind, *, today: date
) -> QuerySet[Entitlement]:
    """Rights by which these people draw or will draw money; ``is_settled`` where the fact that
    such a list tells is on record already.

    After the month in which a right ends nothing is drawn by it. A relative draws what a dead
    person is still owed, and must not go on doing so after dying. What is granted yearly or once is
    drawn while something of it is to come (it is marked), and only a death concerns it.
    """
    people = list(person_ids)
    month = today.replace(day=1)
    to_come = Q(scheme__cycle=Cycle.MONTH)
    if kind is CheckKind.DEATH:
        to_come |= Q(recheck__isnull=False)
    drawn = Q(person__in=people) & (Q(end_month__isnull=True) | Q(end_month__gte=month)) & to_come
    if kind is CheckKind.DEATH:
        drawn |= Q(payee__in=people)
        settled = Q(person__died_on__isnull=False, payee__isnull=True) | Q(
            payee__died_on__isnull=False
        )
    elif kind is CheckKind.SENTENCE:
        settled = Q(
            Exists(Suspension.objects.filter(entitlement=OuterRef("pk"), last_month__isnull=True))
        )
    else:
        settled = Q(end_reason=EndReason.TRANSFER.value)
    rows = entitlements_visible_to(user).filter(drawn).annotate(is_settled=settled)
    return rows.order_by("pk")
