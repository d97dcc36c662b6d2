"""Grants: which there are, what a household's year has left, what a line of the ledger rests on."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_rules import Figure
from support_services.subsidies.grant_states import GRANT_LIVE, GrantKind, GrantState
from support_services.subsidies.models import Grant, GrantDue, GrantShare, Scheme
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.selectors.grant_figures import figure_on
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.foundation.money import ZERO
from veterans.regions.selectors import scoped
from veterans.registry.models import Person

SCHEME_OF: dict[GrantKind, str] = {
    GrantKind.CONSCRIPT: "conscript_family_grant",
    GrantKind.SELF_EMPLOYMENT: "self_employment_grant",
    GrantKind.DEATH: "death_lump_sum",
    GrantKind.HONOUR: "martyr_honour_sum",
    GrantKind.HARDSHIP: "hardship_grant",
    GrantKind.FESTIVAL: "festival_grant",
    GrantKind.AWARD: "award_grant",
    GrantKind.GRAVE_VISIT: "grave_visit_grant",
    GrantKind.MERIT: "merit_reward",
}


def scheme_of(kind: GrantKind) -> Scheme:
    """The scheme whose money a kind is."""
    return Scheme.objects.get(code=SCHEME_OF[kind])


def grant_kinds() -> list[tuple[str, str]]:
    """Kinds with the names of their schemes, for a choice."""
    names = dict(Scheme.objects.exclude(cycle=Cycle.MONTH).values_list("code", "name"))
    return [(kind.value, names[code]) for kind, code in SCHEME_OF.items() if code in names]


def grants_visible_to(user: User) -> QuerySet[Grant]:
    """Grants to people of the user's area: the bureau's readers, and stations for their own."""
    if not (user.may("ledger.read") or user.may("station.roster")):
        return Grant.objects.none()
    rows = Grant.objects.select_related("scheme", "person__region__parent")
    return scoped(rows, user, path_field="person__region__path")


def grants_matching(
    user: User, *, kind: str = "", year: str = "", state: str = "", town: str = "", who: str = ""
) -> QuerySet[Grant]:
    """The list of grants, the latest first."""
    rows = grants_visible_to(user)
    if kind:
        rows = rows.filter(kind=kind)
    if year.isascii() and year.isdigit():
        rows = rows.filter(year=int(year))
    if state:
        rows = rows.filter(state=state)
    if town:
        rows = rows.filter(person__region__path__startswith=town)
    if who:
        rows = rows.filter(Q(person__name__contains=who) | Q(shares__payee__name__contains=who))
    return rows.distinct().order_by("-pk")


def grant_visible_to(user: User, grant_id: int) -> Grant:
    """One grant; refuses alike what does not exist and what is not for him."""
    found = (
        grants_visible_to(user)
        .select_related("entered_by", "decided_by", "ended_by", "household")
        .filter(pk=grant_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这项核发。")
    return found


def grants_to_decide(user: User) -> tuple[int, datetime] | None:
    """How many wait for this person's decision, and since when the oldest does; None for none."""
    rows = grants_visible_to(user).filter(state=GrantState.DRAFT).exclude(entered_by=user)
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min("entered_at"))
    return (found["count"], found["oldest"]) if found["count"] else None


def grants_of(user: User, person_id: int) -> list[Grant]:
    """What was granted to somebody or is paid out to him, latest first."""
    rows = grants_visible_to(user).filter(Q(person=person_id) | Q(shares__payee=person_id))
    return list(rows.distinct().order_by("-pk"))


def grant_years(user: User) -> list[int]:
    """Years for which anything was granted, latest first."""
    years = grants_visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(years))


def shares_of(grant: Grant) -> list[GrantShare]:
    """Payees with their parts; ``dues`` are at hand."""
    dues = GrantDue.objects.order_by("month")
    rows = grant.shares.select_related("payee__region__parent")
    return list(rows.prefetch_related(Prefetch("dues", queryset=dues)))


def record_of_grant(grant: Grant) -> list[AuditEntry]:
    """What was done about a grant, latest first."""
    rows = AuditEntry.objects.filter(subject="grant", subject_id=str(grant.pk))
    return list(rows.order_by("-serial"))


def sum_of_grants(rows: QuerySet[Grant]) -> tuple[int, Decimal]:
    """How many and how much."""
    keys = rows.order_by().values("pk")
    found = Grant.objects.filter(pk__in=keys).aggregate(amount=Sum("amount", default=ZERO))
    return rows.count(), found["amount"]


def hardship_used(person: Person, year: int, *, before: int | None = None) -> Decimal:
    """Yuan the person's household has been granted in that year, or is waiting for.

    Whoever has no household on record counts alone; what he was granted then goes with him into
    the household that is recorded later.
    ``before``: as it was when that grant was entered, so that a special one that came later takes
    nothing from it.
    """
    whose = Q(person=person)
    if person.household_id is not None:
        whose = Q(household=person.household_id) | Q(
            household__isnull=True, person__household=person.household_id
        )
    rows = Grant.objects.filter(whose, kind=GrantKind.HARDSHIP, year=year, state__in=GRANT_LIVE)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.aggregate(sum=Sum("amount", default=ZERO))["sum"] or ZERO


def grants_since(person: Person, kind: GrantKind, first: int, last: int) -> int | None:
    """The last year from ``first`` to ``last`` of which the person has such a grant, or None."""
    rows = Grant.objects.filter(person=person, kind=kind, state__in=GRANT_LIVE)
    return (
        rows.filter(year__range=(first, last)).order_by("-year").values_list("year", flat=True)
    ).first()


def hardship_cap(year: int, *, is_special: bool) -> Figure | None:
    """The cap of that year, as it was last settled for it."""
    variant = "special" if is_special else "ordinary"
    return figure_on(Code.HARDSHIP_CAP, date(year, 12, 31), variant)
