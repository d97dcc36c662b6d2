"""Reading notices of merit: what waits, what is late, what is told of somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact

from honors.letters.models import Letter
from honors.letters.rules import Registered, congratulating
from honors.letters.states import OPEN, TO_BRING
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_rules import Figure
from support_services.subsidies.grant_states import GRANT_LIVE, FigureState, GrantKind
from support_services.subsidies.merit_rules import MERIT_KINDS, REWARDED
from support_services.subsidies.models import Grant, GrantFigure
from support_services.subsidies.selectors.grant_figures import figure_on
from support_services.subsidies.selectors.grant_standing import MoneyStanding, standings_of
from support_services.subsidies.selectors.grants import grants_visible_to
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import scoped
from veterans.registry.models import Person, Residence, ServicePeriod


def days_allowed() -> int:
    """Days from receiving to delivering; the bureau's setting, no law."""
    return int(settings.PORTAL_GOOD_NEWS_DAYS)


def letters_visible_to(user: User) -> QuerySet[Letter]:
    """Those of soldiers of the user's area; a station sees what was checked."""
    rows = Letter.objects.select_related(
        *("person__region__parent", "region__parent", "entered_by", "checked_by", "grant"),
    )
    if not user.may("letters.read"):
        return rows.none()
    if user.is_station:
        rows = rows.exclude(state__in=["received", "dropped"])
    return scoped(rows, user, path_field="person__region__path")


def letter_visible_to(user: User, letter_id: int) -> Letter:
    found = letters_visible_to(user).filter(pk=letter_id).first()
    if found is None:
        raise NotFound("没有找到这份喜报。")
    return found


def narrowed(
    user: User, *, state: str = "", town: str = "", q: str = "", today: date
) -> QuerySet[Letter]:
    """``state``: one of them, ``open``, ``late`` or ``unrewarded``; ``town``: a path; ``q``: a name
    or number."""
    rows = letters_visible_to(user)
    open_ones = [one.value for one in OPEN]
    if state == "open":
        rows = rows.filter(state__in=open_ones)
    elif state == "unrewarded":
        rows = _unrewarded(rows)
    elif state == "late":
        rows = rows.filter(state__in=open_ones, due_on__lt=today)
    elif state:
        rows = rows.filter(state=state)
    if town:
        rows = rows.filter(region__path__gte=town, region__path__lt=subtree_end(town))
    if q:
        rows = rows.filter(Q(person__name__icontains=q) | Q(document_no__icontains=q))
    return rows.order_by("-received_on", "-pk")


def to_bring(user: User) -> QuerySet[Letter]:
    """What a station has to bring, the most pressing first."""
    rows = letters_visible_to(user).filter(state__in=[one.value for one in TO_BRING])
    return rows.order_by("due_on", "pk")


def to_check(user: User) -> QuerySet[Letter]:
    """What waits for another than whoever entered it."""
    rows = letters_visible_to(user).filter(state="received").exclude(entered_by=user)
    return rows.order_by("due_on", "pk")


def place_of(person: Person, *, college_on: date | None) -> Region | None:
    """Which place congratulates by the file; None where it does not say."""
    service = ServicePeriod.objects.filter(person=person).order_by("enlisted_on").first()
    left_on = college_on or (service.enlisted_on if service is not None else None)
    if left_on is None:
        return None
    rows = Residence.objects.filter(person=person, kind="hukou").order_by("-valid_from")
    place = congratulating(
        [Registered(one.region_id, one.valid_from, one.valid_to) for one in rows], left_on
    )
    return Region.objects.filter(pk=place).first() if place is not None else None


def is_rewarded(letter: Letter) -> bool:
    """Whether its grant stands: waits for a decision, is owed, or was. One that was refused,
    withdrawn or cancelled frees the letter."""
    return letter.grant is not None and letter.grant.state in GRANT_LIVE


def to_reward(user: User) -> QuerySet[Letter]:
    """What was checked and has no reward that stands, the oldest first; but not what the bureau's
    figure of that day says is rewarded with nothing."""
    return _unrewarded(letters_visible_to(user)).order_by("received_on", "pk")


def _unrewarded(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    figure = GrantFigure.objects.filter(
        code=Code.MERIT_REWARD,
        variant=Case(
            *(
                When(Exact(OuterRef("merit"), kind), then=Value(codes[0]))
                for kind, codes in MERIT_KINDS.items()
            ),
            default=Value(""),
        ),
        state=FigureState.IN_FORCE,
        first_on__lte=OuterRef("awarded_on"),
    ).order_by("-first_on")
    return (
        rows.exclude(state__in=["received", "dropped"])
        .filter(Q(grant__isnull=True) | ~Q(grant__state__in=sorted(GRANT_LIVE)))
        .annotate(figure=Subquery(figure.values("value")[:1]))
        .filter(Q(figure__isnull=True) | Q(figure__gt=0))
    )


def reward_figures(letter: Letter) -> list[tuple[str, str, Figure | None]]:
    """As which merits the letter's may count: code, name, and the figure of the day of its award,
    None where none was in force."""
    return [
        (code, REWARDED[code], figure_on(Code.MERIT_REWARD, letter.awarded_on, code))
        for code in MERIT_KINDS[letter.merit]
    ]


def grants_for(user: User, letter: Letter) -> QuerySet[Grant]:
    """Grants to the soldier that may be the reward: alive, for this merit, of no other letter. A
    conscript's year that was raised by it, or a flat reward that was entered elsewhere."""
    ways = Q(kind=GrantKind.CONSCRIPT, year=letter.awarded_on.year)
    ways |= Q(kind=GrantKind.MERIT, inputs__awarded_on=letter.awarded_on.isoformat())
    merit = Q()
    for code in MERIT_KINDS[letter.merit]:
        merit |= Q(inputs__merits__contains=[code])
    rows: QuerySet[Any] = grants_visible_to(user).filter(
        ways, merit, person=letter.person_id, state__in=sorted(GRANT_LIVE)
    )
    taken = Letter.objects.filter(grant__isnull=False).exclude(pk=letter.pk).values("grant")
    return rows.exclude(pk__in=taken).order_by("-pk")


def rewards_shown(user: User, letters: Iterable[Letter]) -> dict[int, MoneyStanding]:
    """How far the reward of each letter is, by the letter's number; only where this person may see
    that money, and only what there is."""
    grant_of = {one.pk: one.grant.pk for one in letters if one.grant is not None}
    if not grant_of:
        return {}
    told = standings_of(grants_visible_to(user).filter(pk__in=grant_of.values()))
    return {letter: told[grant] for letter, grant in grant_of.items() if grant in told}


def letters_of(person: Person) -> QuerySet[Letter]:
    return Letter.objects.filter(person=person).exclude(state__in=["received", "dropped"])
