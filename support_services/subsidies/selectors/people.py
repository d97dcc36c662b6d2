"""One person's money: rights, what was determined, what stopped it, what was paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from support_services.subsidies.models import (
    Determination,
    Entitlement,
    Exclusion,
    FileLine,
    Hold,
    Payment,
    Posting,
    RecoveryEntry,
    StackingOverride,
    Suspension,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rules import Component
from support_services.subsidies.selectors.batches import entitlements_visible_to
from support_services.subsidies.states import BatchState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.foundation.money import ZERO

PAYMENTS_SHOWN = 36
POSTINGS_SHOWN = 120


@dataclass(frozen=True)
class Standing:
    """A right as it stands today.

    ``state``: ``drawing``, ``not_yet``, ``held``, ``suspended``, ``excluded`` (another right is
    paid instead), ``dead_not_ended``, ``ended``, or ``granted`` for what is granted yearly or
    once.
    ``latest``: month and yuan of the standard last recognised, None before the first.
    """

    entitlement: Entitlement
    state: str
    term: Determination | None
    hold: Hold | None
    suspension: Suspension | None
    latest: tuple[date, Decimal] | None


def standings(entitlements: Iterable[Entitlement], *, today: date) -> list[Standing]:
    """Every right with what counts for it today; a fixed number of queries for all of them."""
    found = list(entitlements)
    keys = [entitlement.pk for entitlement in found]
    month = today.replace(day=1)
    terms: dict[int, Determination] = {}
    for term in Determination.objects.filter(entitlement__in=keys).order_by("first_month"):
        # The last one that has begun; the first one where none has.
        if term.first_month <= month or term.entitlement_id not in terms:
            terms[term.entitlement_id] = term
    holds = {
        hold.entitlement_id: hold
        # One placed by hand comes last and is the one shown: there is a button for it.
        for hold in Hold.objects.filter(entitlement__in=keys, released_at__isnull=True).order_by(
            F("hit").asc(nulls_last=True), F("due").asc(nulls_last=True)
        )
    }
    suspensions = {
        row.entitlement_id: row
        for row in Suspension.objects.filter(entitlement__in=keys).filter(
            Q(last_month__isnull=True) | Q(last_month__gte=month)
        )
    }
    excluded = set(
        Exclusion.objects.filter(entitlement__in=keys, first_month__lte=month)
        .filter(Q(last_month__isnull=True) | Q(last_month__gte=month))
        .values_list("entitlement", flat=True)
    )
    latest = _latest(keys)
    return [
        Standing(
            entitlement=one,
            state=_state(one, month, one.pk in holds, suspensions.get(one.pk), one.pk in excluded),
            term=terms.get(one.pk),
            hold=holds.get(one.pk),
            suspension=suspensions.get(one.pk),
            latest=latest.get(one.pk),
        )
        for one in found
    ]


def _state(
    one: Entitlement,
    month: date,
    is_held: bool,
    suspension: Suspension | None,
    is_excluded: bool,
) -> str:
    if not is_monthly(one):
        return "held" if is_held else "granted"
    if one.end_month is not None and one.end_month < month:
        return "ended"
    if one.person.died_on is not None and one.end_month is None:
        return "dead_not_ended"
    if one.end_month is not None and one.end_reason == "death":
        return "ended"
    if is_held:
        return "held"
    if suspension is not None and suspension.first_month <= month:
        return "suspended"
    if is_excluded:
        return "excluded"
    return "drawing" if one.start_month <= month else "not_yet"


def _latest(keys: list[int]) -> dict[int, tuple[date, Decimal]]:
    rows = (
        Posting.objects.filter(entitlement_id__in=keys, component=Component.STANDARD.value)
        .values("entitlement_id", "month")
        .annotate(amount=Sum("amount"))
        .order_by("entitlement_id", "-month")
    )
    found: dict[int, tuple[date, Decimal]] = {}
    for row in rows:
        if row["amount"] and row["entitlement_id"] not in found:
            found[row["entitlement_id"]] = (row["month"], row["amount"])
    return found


def entitlements_of(user: User, person_id: int) -> QuerySet[Entitlement]:
    """A person's rights, the running ones first."""
    rows = entitlements_visible_to(user).filter(person_id=person_id).select_related("payee")
    return rows.order_by("end_month", "scheme__position", "start_month")


def entitlement_visible_to(user: User, entitlement_id: int) -> Entitlement:
    """One right; refuses alike what does not exist and what is not for him."""
    found = (
        entitlements_visible_to(user)
        .select_related("person__region__parent", "scheme", "payee")
        .filter(pk=entitlement_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这项待遇。")
    return found


def scheme_names(user: User, person_ids: Iterable[int]) -> dict[int, list[str]]:
    """Short names of the running schemes by person, of people whom the user has been shown to see;
    one query. Nothing for whoever may read no rights."""
    found: dict[int, list[str]] = {}
    if not (user.may("ledger.read") or user.may("station.roster")):
        return found
    rows = Entitlement.objects.filter(
        person__in=list(person_ids), end_month__isnull=True, scheme__cycle=Cycle.MONTH
    )
    drawn = rows.order_by("scheme__position").values_list("person_id", "scheme__short_name")
    for person_id, name in drawn:
        found.setdefault(person_id, []).append(name)
    return found


def is_monthly(entitlement: Entitlement) -> bool:
    """Whether it is paid by the month; the rest is granted yearly or once."""
    return entitlement.scheme.cycle == Cycle.MONTH


def determinations_of(entitlement: Entitlement) -> list[Determination]:
    """What was determined, latest first."""
    return list(entitlement.determinations.order_by("-first_month"))


def interruptions_of(entitlement: Entitlement) -> tuple[list[Hold], list[Suspension]]:
    """Holds and suspensions, latest first."""
    holds = entitlement.holds.select_related("placed_by", "released_by").order_by("-placed_at")
    return list(holds), list(entitlement.suspensions.order_by("-first_month"))


def postings_of(entitlement: Entitlement) -> list[Posting]:
    """The ledger of one right, latest months first, at most 120 lines."""
    rows = Posting.objects.filter(entitlement=entitlement).select_related("batch")
    return list(rows.order_by("-month", "component", "-sequence")[:POSTINGS_SHOWN])


def payments_of(user: User, entitlement_ids: Iterable[int]) -> list[Payment]:
    """Payments with their attempts, latest first, at most 36; ``lines`` are in their order."""
    mine = entitlements_visible_to(user).filter(pk__in=list(entitlement_ids))
    lines = FileLine.objects.select_related("bank_file__batch").order_by("bank_file__sequence")
    return list(
        Payment.objects.filter(entitlement__in=mine.values("pk"))
        .exclude(batch__kind=BatchKind.OPENING)
        .exclude(batch__state=BatchState.VOIDED)
        .select_related("batch", "entitlement__scheme", "payee")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("-batch_id", "entitlement_id")[:PAYMENTS_SHOWN]
    )


def owed_back(entitlement_ids: Iterable[int]) -> Decimal:
    """Yuan that are still to come back: offset against what follows."""
    rows = RecoveryEntry.objects.filter(entitlement__in=list(entitlement_ids))
    return rows.aggregate(sum=Sum("amount", default=ZERO))["sum"] or ZERO


def record_of_person(
    person_id: int, *, entitlements: Iterable[int], accounts: Iterable[int]
) -> list[AuditEntry]:
    """What was done about a person, latest first: person, rights and accounts together.

    Without the entries that say only that somebody looked.
    """
    subjects = Q(subject="person", subject_id=str(person_id))
    subjects |= Q(subject="entitlement", subject_id__in=[str(key) for key in entitlements])
    overrides = StackingOverride.objects.filter(person=person_id).values_list("pk", flat=True)
    subjects |= Q(subject="override", subject_id__in=[str(key) for key in overrides])
    subjects |= Q(subject="bank_account", subject_id__in=[str(key) for key in accounts])
    rows = AuditEntry.objects.filter(subjects).exclude(action__in=["person.viewed"])
    return list(rows.order_by("-serial")[:60])
