"""What residents may see of providers: those in force today, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils import timezone

from support_services.catalogue.models import Edition
from support_services.providers.models import Agreement, AgreementRows, Offer
from support_services.providers.states import KIND_LABELS, KIND_WORDS, AgreementState, ProviderKind
from support_services.stations.published import tel_of
from support_services.stations.rules import spoken_name
from veterans.regions.models import Level, Region


@dataclass(frozen=True)
class PublicOffer:
    """An item that is published, and how it is granted; "" where nothing was said."""

    code: str
    title: str
    words: str


@dataclass(frozen=True)
class PublicProvider:
    """A provider as residents read it; "" for what nobody has written. ``town``: the name of its
    town, "" where it is the whole county's."""

    id: int
    kind: str
    kind_label: str
    name: str
    town: str
    address: str
    phone: str
    hours: str
    channel: str
    badge: str
    valid_to: date | None
    offers: tuple[PublicOffer, ...]

    @property
    def tel(self) -> str:
        """The telephone as a ``tel:`` address has it."""
        return tel_of(self.phone)


@dataclass(frozen=True)
class PublicKind:
    """A kind with its providers, by place and name."""

    code: str
    label: str
    providers: tuple[PublicProvider, ...]


@dataclass(frozen=True)
class Gone:
    """A provider that was published once and is not in force. ``last_on``: its last day, None
    where it has not begun."""

    name: str
    last_on: date | None


def towns() -> list[tuple[str, str]]:
    """Code and name of every town, for choosing."""
    rows = Region.objects.filter(level=Level.TOWN).order_by("path")
    return list(rows.values_list("code", "name"))


def kinds(*, today: date, kind: str = "", town: str = "") -> tuple[PublicKind, ...]:
    """Everybody in force, by kind, empty kinds left out. ``town``: a code; those of the whole
    county are of every town. Four queries."""
    rows = Agreement.objects.in_force(today)
    if kind:
        rows = rows.filter(kind=kind)
    if town:
        place = Region.objects.filter(code=town, level=Level.TOWN).first()
        path = place.path if place is not None else town
        rows = rows.filter(Q(region__path__startswith=path) | Q(region__level=Level.COUNTY))
    found: dict[str, list[PublicProvider]] = {}
    for one in _granting(rows, today):
        found.setdefault(one.kind, []).append(one)
    return tuple(
        PublicKind(code.value, label, tuple(found[code.value]))
        for code, label in KIND_LABELS.items()
        if code.value in found
    )


def provider(provider_id: int, *, today: date) -> PublicProvider | Gone | None:
    """One of them; what is left to say of one that was published once; None for all others."""
    rows = Agreement.objects.filter(provider=provider_id)
    shown = _public(rows.in_force(today), today)
    if shown:
        return shown[0]
    was_public = (AgreementState.PUBLISHED, AgreementState.ENDED, AgreementState.REPLACED)
    last = rows.filter(state__in=was_public).order_by("-number").first()
    if last is None:
        return None
    return Gone(last.name, _last_day(last, today))


def _last_day(agreement: Agreement, today: date) -> date | None:
    """The day from which it no longer was; an end by hand is told by the day alone."""
    if agreement.valid_from > today:
        return None
    ended = timezone.localdate(agreement.ended_at) if agreement.ended_at else None
    known = [day for day in (agreement.valid_to, ended) if day is not None]
    return min(known, default=None)


def granting(code: str, *, today: date) -> tuple[PublicProvider, ...]:
    """Who grants an item today; ``offers`` of each is that one alone."""
    offers = Offer.objects.in_force(today).filter(item__code=code)
    rows = Agreement.objects.filter(pk__in=offers.values("agreement"))
    return tuple(
        replace(one, offers=tuple(offer for offer in one.offers if offer.code == code))
        for one in _public(rows, today)
    )


def search(query: str, *, today: date) -> tuple[PublicProvider, ...]:
    """Providers whose name has what was typed in it, or is in it; else all of the kinds that are
    spoken of. ``query``: without spaces and signs."""
    if len(query) < 2:
        return ()
    shown = _granting(Agreement.objects.in_force(today), today)
    named = tuple(one for one in shown if query in one.name or one.name in query)
    if named:
        return named
    meant = {kind.value for kind in _kinds_in(query)}
    return tuple(one for one in shown if one.kind in meant)


def _kinds_in(query: str) -> Iterable[ProviderKind]:
    return (kind for kind, words in KIND_WORDS.items() if any(word in query for word in words))


def _granting(rows: AgreementRows, today: date) -> list[PublicProvider]:
    """Those that grant anything today."""
    return [one for one in _public(rows, today) if one.offers]


def _public(rows: AgreementRows, today: date) -> list[PublicProvider]:
    """By place, kind and name, with what is granted today, by items that are published."""
    agreements = list(
        rows.select_related("region__parent").order_by("region__path", "kind", "name", "pk")
    )
    if not agreements:
        return []
    titles = dict(Edition.objects.for_residents(today).values_list("item_id", "title"))
    offers: dict[int, list[PublicOffer]] = {}
    granted = Offer.objects.in_force(today).filter(agreement__in=agreements)
    for one in granted.select_related("item").order_by("item__code"):
        if one.item_id in titles:
            offers.setdefault(one.agreement_id, []).append(
                PublicOffer(one.item.code, titles[one.item_id], one.words)
            )
    return [_shown(one, tuple(offers.get(one.pk, ()))) for one in agreements]


def _shown(agreement: Agreement, offers: tuple[PublicOffer, ...]) -> PublicProvider:
    return PublicProvider(
        id=agreement.provider_id,
        kind=agreement.kind,
        kind_label=agreement.get_kind_display(),
        name=agreement.name,
        town=_town(agreement.region),
        address=agreement.address,
        phone=agreement.phone,
        hours=agreement.hours,
        channel=agreement.channel,
        badge=agreement.badge_text,
        valid_to=agreement.valid_to,
        offers=offers,
    )


def _town(region: Region) -> str:
    if region.level == Level.COUNTY:
        return ""
    town = region.parent if region.level == Level.VILLAGE and region.parent else region
    return spoken_name(town.name)
