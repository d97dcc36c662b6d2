"""What one box finds for residents: how to do a thing, items of the catalogue, who grants them,
who supports them, stations, and what floors above add (``further``)."""

from dataclasses import dataclass
from datetime import date

from support_services.catalogue import published as catalogue
from support_services.catalogue.published import PublicItem
from support_services.lookup import further, reference
from support_services.lookup.further import Group
from support_services.lookup.reference import Guidance
from support_services.lookup.rules import core, fit, heard, plain
from support_services.lookup.together import done_together, service_projects
from support_services.providers import published as providers
from support_services.providers.published import PublicProvider
from support_services.stations import published as stations
from support_services.stations.published import PublicPlace
from support_services.supporters import published as supporters
from support_services.supporters.published import PublicBadge

# Of floors below; those above add theirs when the portal starts.
further.add_source(done_together)
further.add_source(service_projects)
MOST_GUIDANCE = 3
MOST_ITEMS = 8
MOST_PROVIDERS = 4
MOST_BADGES = 4


@dataclass(frozen=True)
class Answers:
    """What was found. ``is_guess``: nothing was, and all of this only resembles what was typed.
    ``badges``: places and firms of supporters; ``jobs``: how many jobs are open, where work was
    asked for. ``further``: of floors above. ``more_…``: there are more than are shown."""

    guidance: tuple[Guidance, ...]
    items: tuple[PublicItem, ...]
    providers: tuple[PublicProvider, ...]
    badges: tuple[PublicBadge, ...]
    jobs: int
    places: tuple[PublicPlace, ...]
    further: tuple[Group, ...]
    is_guess: bool
    more_items: bool
    more_providers: bool
    more_badges: bool
    more_places: bool

    @property
    def is_empty(self) -> bool:
        found = (self.guidance, self.items, self.providers, self.badges, self.jobs, self.places)
        return not (any(found) or self.further)


def answers(text: str, *, today: date) -> Answers:
    """Everything for what was typed; guesses only where nothing was found. At most twelve
    queries, and those of the floors above."""
    # Apart: 光荣牌坏了 is a thing to do, and 光荣牌 in it an item.
    how, what = (
        heard(text, known) for known in (reference.guidance_words(), reference.said_words())
    )
    guidance = () if how.is_guess else _guidance(how.words)
    items = _items(text, () if what.is_guess else what.words, today)
    granting = providers.search(core(plain(text)), today=today)
    helping = supporters.search(core(plain(text)), today=today)
    search = stations.search(core(plain(text)))
    more = further.groups(text, today=today)
    found = (guidance, items, granting, helping.badges, helping.jobs)
    known = any(found) or any(not one.is_guess for one in more)
    is_guess = not known and (search.is_guess or not search.places)
    if is_guess:
        guidance, items = _guidance(how.words), _items("", what.words, today)
    places = search.places if search.is_guess == is_guess else ()
    more = tuple(one for one in more if one.is_guess == is_guess)
    return Answers(
        guidance[:MOST_GUIDANCE],
        items[:MOST_ITEMS],
        granting[:MOST_PROVIDERS],
        helping.badges[:MOST_BADGES],
        helping.jobs,
        places,
        more,
        is_guess and bool(guidance or items or places or more),
        len(items) > MOST_ITEMS,
        len(granting) > MOST_PROVIDERS,
        len(helping.badges) > MOST_BADGES,
        search.more and bool(places),
    )


def _guidance(words: tuple[str, ...]) -> tuple[Guidance, ...]:
    """The entry with the longest words first."""
    lengths = {
        one: sum(len(word) for word in words if word in one.words) for one in reference.guidance()
    }
    found = [one for one, length in lengths.items() if length]
    return tuple(sorted(found, key=lambda one: -lengths[one]))


def _items(text: str, words: tuple[str, ...], today: date) -> tuple[PublicItem, ...]:
    """The item that fits best first, and among equals in the order of the catalogue."""
    meant = [one for one in reference.meanings() if set(one.said) & set(words)]
    query = core(plain(text))
    if not meant and not query:
        return ()
    fits: list[tuple[int, PublicItem]] = []
    for field in catalogue.fields(today=today):
        for item in field.items:
            said = (
                f"{item.title}{item.field_label}{item.content}{item.beneficiaries}"
                f"{item.papers}{item.provider}{item.channel}"
            )
            if score := fit(item.title, said, meant, query):
                fits.append((score, item))
    return tuple(item for _, item in sorted(fits, key=lambda one: -one[0]))
