"""Finding people: what was typed says which ways are asked, and each way has an index.

Nothing else is a road to many people at once: an empty question finds nobody, a number is asked
for whole, and there is a limit to what is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from veterans.accounts.models import User
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.regions.selectors import regions_visible_to
from veterans.registry import asked, pinyin
from veterans.registry.asked import Asked
from veterans.registry.models import Household, NameGrams, Person, PlaqueKey
from veterans.registry.selectors import id_index, people_visible_to, phone_index

FOUND_AT_MOST = 100
# Where a telephone may stand; a further table with an index of telephones is a further line.
PHONES = (
    "phone_index",
    "relative__phone_index",
)

# Homes whose plaques differ in dashes, spaces or capitals alone.
HOMES = 3
Way = tuple[Q, tuple[str, ...]]


@dataclass(frozen=True)
class Found:
    """Who was found, the best first; ``more``: there are others, who were not looked at."""

    asked: Asked
    people: list[Person]
    more: bool = False


def find_people(user: User | Any, text: str, *, at_most: int = FOUND_AT_MOST) -> Found:
    """People of the user's area by name or a part of it, pinyin, initials, whole identity number,
    telephone (their own or a relative's) or the plaque of their home; at most ``at_most``.

    Exact before beginning before part, in each the living before the dead. Always the same
    number of queries: the places of the area, the keys, the people.
    """
    question = asked.read(text)
    if not question:
        return Found(question, [])
    visible = people_visible_to(user)
    keys = list(dict.fromkeys(_keys(question, _places(user), room=at_most + 1)))
    found = visible.select_related("region__parent").in_bulk(keys[:at_most])
    return Found(
        question, [found[key] for key in keys[:at_most] if key in found], len(keys) > at_most
    )


def person_with_id(user: User | Any, text: str) -> Person | None:
    """Whoever of the user's area has that identity number; nobody for what is none."""
    try:
        number = idcard.check(text)
    except Refused:
        return None
    return people_visible_to(user).filter(id_index=id_index(number)).first()


def _places(user: User | Any) -> list[int] | None:
    """The places of the area by key, None for all of them. With a known, short list the database
    uses the indexes that begin with the place, as it would not through a join. What is found
    passes ``people_visible_to`` all the same."""
    if getattr(user, "area_path", None) == "":
        return None
    return list(regions_visible_to(user).values_list("pk", flat=True))


def _keys(question: Asked, places: list[int] | None, *, room: int) -> Iterator[int]:
    """Keys in order of rank: every branch is a short look into one index, and the database opens
    the next one only while there is room."""
    people: QuerySet[Person] = Person.objects.alias(
        plain_name=Collate("name", "C"), grams=NameGrams("name")
    )
    if places is not None:
        people = people.filter(region__in=places)
    branches = [
        people.filter(condition, died_on__isnull=not dead)
        .order_by(*order)
        .values_list("pk", flat=True)[:room]
        for condition, order in _ways(question, in_area=places is not None)
        for dead in (False, True)
    ]
    first, *others = branches
    yield from first.union(*others, all=True)[:room]


def _ways(question: Asked, *, in_area: bool) -> Iterator[Way]:
    if question.has_number:
        yield from _by_number(question)
    elif question.letters:
        yield from _by_letters(question, in_area=in_area)
    else:
        yield from _by_name(question.parts)


def _by_number(question: Asked) -> Iterator[Way]:
    if question.id_number:
        yield Q(id_index=id_index(question.id_number)), ()
    if question.phone:
        index = phone_index(question.phone)
        for column in PHONES:
            yield Q(**{column: index}), ()
    if question.plaque:
        homes = Household.objects.exclude(plaque_number="").alias(key=PlaqueKey("plaque_number"))
        # A number hangs on one home; saying so keeps the database from preparing for many.
        yield Q(household__in=homes.filter(key=question.plaque).values("pk")[:HOMES]), ()


def _by_letters(question: Asked, *, in_area: bool) -> Iterator[Way]:
    letters, (pattern, implied) = question.letters, question.mixed
    exact, begins = Q(name_initials=letters), Q(name_initials__startswith=letters)
    spelt = Q(name_pinyin__startswith=letters)
    if in_area:
        # So do the initials: this lets the index answer that begins with the place.
        spelt &= Q(name_initials__startswith=letters[0])
    # "zs" is 张三 before it is anybody whose surname begins so.
    yield exact, ("name_pinyin",)
    yield begins & ~exact, ("name_initials", "name_pinyin")
    yield spelt & ~begins, ("name_pinyin",)
    if pattern:
        mixed = Q(name_initials__startswith=implied, name_pinyin__regex=pattern)
        yield mixed & ~begins & ~spelt, ("name_initials", "name_pinyin")
    misread = Q()
    for surname, reading in pinyin.misread(letters):
        misread |= Q(name_pinyin__startswith=reading, name__startswith=surname)
    if misread:
        yield misread & ~begins & ~spelt, ("name_pinyin",)


def _by_name(parts: Sequence[str]) -> Iterator[Way]:
    whole = "".join(parts)
    exact = Q(plain_name__in=sorted({whole, "·".join(parts), " ".join(parts)}))
    begins = Q(plain_name__startswith=whole)
    inside = Q(grams__contains=[piece for part in parts for piece in _pieces(part)])
    for part in parts:
        # Pairs that all occur need not stand in this order.
        inside &= Q(name__contains=part)
    yield exact, ("plain_name",)
    yield begins & ~exact, ("plain_name",)
    # Unordered: the database stops at the limit instead of reading everybody with that character.
    yield inside & ~begins & ~exact, ()


def _pieces(part: str) -> list[str]:
    return [part] if len(part) == 1 else [part[i : i + 2] for i in range(len(part) - 1)]
