"""Reading providers: how they stand, who grants an item, and what was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from support_services.catalogue.models import Edition
from support_services.providers.models import (
    Agreement,
    Offer,
    Provider,
    ProviderToken,
    Verification,
)
from support_services.providers.rules import telling
from support_services.providers.states import UNFINISHED, AgreementState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import Person

# What is entered of an agreement, in the order of the form.
FIELDS = (
    *("kind", "name", "code", "region", "address", "phone", "hours", "channel"),
    *("badge_text", "badge_number", "badge_on"),
    *("document_no", "signed_on", "valid_from", "valid_to", "note"),
)
# Within so many days an agreement is said to end soon.
SOON = timedelta(days=60)
DAYS_SHOWN = 30


@dataclass(frozen=True)
class DayAsked:
    """Questions of a provider on a day."""

    on: date
    yes: int
    no: int


def agreements_visible_to(user: User, *, today: date) -> QuerySet[Agreement]:
    """Every agreement for the bureau; for stations those in force of their own area, and of the
    places above it: a hospital of the town is the village's as well."""
    rows = Agreement.objects.select_related("provider", "region__parent")
    if not user.may("providers.read"):
        return rows.none()
    if not user.is_station:
        return rows
    path = user.area_path
    if not path:
        return rows.none()
    above = [path[:end] for end in range(1, len(path))]
    within = scoped(rows, user).values("pk")
    return rows.filter(Q(pk__in=within) | Q(region__path__in=above)).in_force(today)


def provider_visible_to(user: User, provider_id: int) -> Provider:
    """For the bureau, which sees all of them; stations read lists."""
    if user.is_station or not user.may("providers.read"):
        raise NotFound("没有找到这家承办单位。")
    found = Provider.objects.filter(pk=provider_id).first()
    if found is None:
        raise NotFound("没有找到这家承办单位。")
    return found


def agreement_visible_to(user: User, agreement_id: int) -> Agreement:
    found = (
        Agreement.objects.select_related(
            *("provider", "region__parent"),
            *("entered_by", "reviewed_by", "published_by", "ended_by"),
        )
        .filter(pk=agreement_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这份协议。")
    provider_visible_to(user, found.provider_id)
    return found


def agreements_of(user: User, provider_id: int) -> list[Agreement]:
    """All agreements of a provider, the newest first."""
    provider_visible_to(user, provider_id)
    return list(
        Agreement.objects.select_related(
            *("provider", "region__parent"),
            *("entered_by", "reviewed_by", "published_by", "ended_by"),
        )
        .prefetch_related("offers__item")
        .filter(provider=provider_id)
        .order_by("-number")
    )


def label_of(name: str) -> str:
    """What a field of an agreement is called."""
    field: Any = Agreement._meta.get_field(name)
    return str(field.verbose_name)


def standing(rows: Iterable[Agreement]) -> Agreement:
    """The agreement a provider is known by: the published one, or else the newest."""
    listed = list(rows)
    published = [one for one in listed if one.state == AgreementState.PUBLISHED]
    return published[0] if published else max(listed, key=lambda one: one.number)


def newest_number(provider: Provider) -> int:
    """The number of the last agreement; 0 where there is none."""
    return provider.agreements.aggregate(top=Max("number"))["top"] or 0


def ends_soon(agreement: Agreement, today: date) -> bool:
    """Whether it is published and its last day is near or past."""
    return (
        agreement.state == AgreementState.PUBLISHED
        and agreement.valid_to is not None
        and agreement.valid_to <= today + SOON
    )


def providers(
    user: User, *, today: date, kind: str = "", town: str = "", state: str = "", typed: str = ""
) -> list[Agreement]:
    """One agreement of each provider (``standing``), narrowed; ``open_draft`` of each says which
    newer one waits. ``town``: a path. ``state``: ``unfinished``, ``soon`` or a state. One query."""
    rows = agreements_visible_to(user, today=today)
    by_provider: dict[int, list[Agreement]] = {}
    for row in rows.order_by("provider", "-number"):
        by_provider.setdefault(row.provider_id, []).append(row)
    shown: list[Agreement] = []
    for agreements in by_provider.values():
        one: Any = standing(agreements)
        one.open_draft = next((a for a in agreements if a.state in UNFINISHED), None)
        if kind and one.kind != kind:
            continue
        if town and not one.region.path.startswith(town):
            continue
        if typed and typed not in f"{one.name}{one.address}{one.badge_text}{one.badge_number}":
            continue
        if not _stands(one, state, today):
            continue
        shown.append(one)
    return sorted(shown, key=lambda one: (one.region.path, one.kind, one.name, one.pk))


def _stands(one: Any, state: str, today: date) -> bool:
    if state == "unfinished":
        return one.open_draft is not None
    if state == "soon":
        return ends_soon(one, today)
    return not state or one.state == state


def to_review(user: User) -> QuerySet[Agreement]:
    """What waits for the second person: drafts of others with something in them, and what is
    reviewed; the one that has waited longest first."""
    drafts = Q(state=AgreementState.DRAFT.value, offers__isnull=False) & ~Q(entered_by=user)
    reviewed = Q(state=AgreementState.REVIEWED.value)
    return Agreement.objects.filter(drafts | reviewed).distinct().order_by("entered_at")


def ending(*, today: date) -> int:
    """How many providers are published whose last day is near or past."""
    rows = Agreement.objects.filter(state=AgreementState.PUBLISHED.value)
    return rows.filter(valid_to__lte=today + SOON).count()


def told_by(code: str, today: date) -> tuple[str, ...] | None:
    """What a "yes" about an item would tell; None where nobody can be judged by it today."""
    edition = Edition.objects.for_residents(today).filter(item__code=code).first()
    tree = edition.conditions() if edition is not None else None
    return None if tree is None else telling(tree)


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """Titles of items by code, of the published edition or else the newest; one query."""
    found: dict[str, str] = {}
    rows = Edition.objects.filter(item__code__in=list(codes)).order_by("number")
    for code, title, state in rows.values_list("item__code", "title", "state"):
        if state == "published" or code not in found:
            found[code] = title
    published = rows.filter(state="published").values_list("item__code", "title")
    return {**found, **dict(published)}


def offered_by(agreements: Iterable[Agreement], *, today: date) -> dict[int, list[str]]:
    """Titles of what each of these grants today, by items that are published; two queries."""
    titles = dict(Edition.objects.for_residents(today).values_list("item_id", "title"))
    rows = Offer.objects.in_force(today).filter(agreement__in=[one.pk for one in agreements])
    found: dict[int, list[str]] = {}
    for agreement, item in rows.order_by("item__code").values_list("agreement", "item_id"):
        if item in titles:
            found.setdefault(agreement, []).append(titles[item])
    return found


def choosable_items(today: date) -> list[tuple[str, str]]:
    """Code and title of every published item, in the order of the catalogue."""
    rows = Edition.objects.for_residents(today)
    return [(one.item.code, f"{one.item.code} {one.title}") for one in rows]


def token_visible_to(user: User, token_id: int) -> ProviderToken:
    found = ProviderToken.objects.select_related("provider").filter(pk=token_id).first()
    if found is None:
        raise NotFound("没有找到这个核验凭证。")
    provider_visible_to(user, found.provider_id)
    return found


def tokens_of(provider: Provider) -> QuerySet[ProviderToken]:
    return provider.tokens.select_related("issued_by", "revoked_by").order_by("-pk")


def asked_by_day(provider: Provider, *, today: date) -> list[DayAsked]:
    """How often a provider asked on each of the last days on which it did, the newest first."""
    rows = (
        Verification.objects.filter(provider=provider, on__gt=today - timedelta(days=DAYS_SHOWN))
        .order_by("-on")
        .values("on")
        .annotate(yes=Count("pk", filter=Q(is_meant=True)))
        .annotate(no=Count("pk", filter=Q(is_meant=False)))
    )
    return [DayAsked(row["on"], row["yes"], row["no"]) for row in rows]


def many_noes(*, today: date) -> list[tuple[ProviderToken, int]]:
    """Tokens that have used up their noes today or yesterday, with how many."""
    most = settings.PORTAL_VERIFICATION_NOES_PER_DAY
    if not most:
        return []
    rows = (
        Verification.objects.filter(on__gte=today - timedelta(days=1), is_meant=False)
        .order_by()
        .values("token", "on")
        .annotate(noes=Count("pk"))
        .filter(noes__gte=most)
    )
    noes: dict[int, int] = {}
    for row in rows:
        noes[row["token"]] = max(noes.get(row["token"], 0), row["noes"])
    tokens = ProviderToken.objects.select_related("provider").in_bulk(noes)
    return [(tokens[pk], count) for pk, count in sorted(noes.items())]


def asked_about(person: Person) -> QuerySet[Verification]:
    """What providers asked about somebody, the newest first."""
    return Verification.objects.filter(person=person).select_related("edition", "provider")


def names_of_providers(provider_ids: Iterable[int]) -> dict[int, str]:
    """What providers are called by the newest agreement that was published, or else by a draft;
    one query."""
    rows = Agreement.objects.filter(provider__in=list(provider_ids)).order_by("number")
    was_public = (AgreementState.PUBLISHED, AgreementState.REPLACED, AgreementState.ENDED)
    named: dict[int, str] = {}
    for provider, name, state in rows.values_list("provider", "name", "state"):
        if state in was_public or provider not in named:
            named[provider] = name
    return named
