"""Finding people: what was typed says which ways are asked, and each way has an index.

Nothing else is a road to many people at once: an empty question finds nobody, a number is asked
for whole, and there is a limit to what is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from veterans.accounts.models import User
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to
from veterans.registry import asked, pinyin
from veterans.registry.asked import Asked
from veterans.registry.models import Person
from veterans.registry.selectors import (
    id_index,
    people_visible_to,
    people_with_numbers,
    phone_index,
)

FOUND_AT_MOST = 100
# Where a telephone may stand, asked by its index; a further table is a further line.
PHONES = (
    "phone_index = %s",
    "id IN (SELECT person_id FROM registry_relative WHERE phone_index = %s)",
)
# A number hangs on one home: to say so keeps the database from preparing for many. Three, where
# plaques differ in dashes, spaces or capitals alone.
_PLAQUE = (
    "household_id IN (SELECT id FROM registry_household"
    " WHERE registry_plaque_key(plaque_number) = %s AND plaque_number <> '' LIMIT 3)"
)
_GIVEN = 'SUBSTRING(name, 2) COLLATE "C"'
# A condition, what is put into it, and the order of the index that answers, so that the database
# may stop at the limit.
Way = tuple[str, list[Any], str]


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """What a list of people shows of one; ``above`` names what ``place`` lies in."""

    pk: int
    name: str
    id_number: str
    sex: str
    born_on: date
    died_on: date | None
    place_code: str
    place_level: str
    place: str
    above: str | None

    @property
    def home(self) -> str:
        """A village with its town: villages of two towns may be called alike."""
        return f"{self.above}{self.place}" if self.place_level == Level.VILLAGE else self.place


# Columns of the above, in its order.
_SHOWN = (
    *("pk", "name", "id_number", "sex", "born_on", "died_on"),
    *("region__code", "region__level", "region__name", "region__parent__name"),
)


@dataclass(frozen=True)
class Found:
    """Who was found, the best first; ``more``: there are others, who were not looked at."""

    asked: Asked
    people: list[FoundPerson]
    more: bool = False


def find_people(user: User | Any, text: str, *, at_most: int = FOUND_AT_MOST) -> Found:
    """People of the user's area by name or a part of it, pinyin, initials, whole identity number,
    telephone (their own or a relative's) or the plaque of their home; at most ``at_most``.

    Exact before beginning before part, in each the living before the dead. Always the same
    number of queries: the places of a town, the keys, the people.
    """
    question = asked.read(text)
    if not question:
        return Found(question, [])
    keys = list(dict.fromkeys(_keys(question, _places(user), room=at_most + 1)))
    rows = people_visible_to(user).filter(pk__in=keys[:at_most]).values_list(*_SHOWN)
    found = {row[0]: FoundPerson(*row) for row in rows}
    people = [found[key] for key in keys[:at_most] if key in found]
    return Found(question, people, len(keys) > at_most)


def person_with_id(user: User | Any, text: str) -> Person | None:
    """Whoever of the user's area has that identity number; nobody for what is none."""
    try:
        number = idcard.check(text)
    except Refused:
        return None
    return people_with_numbers(user, [number]).get(number)


def _places(user: User | Any) -> list[int] | None:
    """The places of the area by key, None for all of them. With a known, short list the database
    uses the indexes that begin with the place, as it would not through a join. What is found
    passes ``people_visible_to`` all the same."""
    if getattr(user, "area_path", None) == "":
        return None
    region = getattr(user, "region", None)
    if region is not None and region.level == Level.VILLAGE:
        return [region.pk]
    return list(regions_visible_to(user).values_list("pk", flat=True))


def _keys(question: Asked, places: list[int] | None, *, room: int) -> list[int]:
    """Keys in order of rank: every branch is a short look into one index, and the database opens
    the next one only while there is room.

    One statement written out, because what answers a key on the keyboard has no time to be put
    together by the ORM: for ten branches that takes longer than answering.
    """
    branches: list[str] = []
    values: list[Any] = []
    # Whoever was merged is found by the file that stays; by number, both lead there.
    here = "" if question.id_number else " AND merged_into_id IS NULL"
    for condition, given, order in _ways(question, places):
        for dead in ("IS NULL", "IS NOT NULL"):
            branches.append(
                f"(SELECT id FROM registry_person WHERE died_on {dead} AND {condition}{here}"
                f"{' AND region_id = ANY(%s)' if places is not None else ''}"
                f"{f' ORDER BY {order}' if order else ''} LIMIT %s)"
            )
            values += [*given, *([places] if places is not None else []), room]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches) + " LIMIT %s", [*values, room])
        return [row[0] for row in cursor.fetchall()]


def _ways(question: Asked, places: list[int] | None) -> Iterator[Way]:
    if question.has_number:
        yield from _by_number(question)
    elif question.letters:
        yield from _by_letters(question, in_area=places is not None)
    else:
        yield from _by_name(question.parts, places)


def _by_number(question: Asked) -> Iterator[Way]:
    if question.id_number:
        yield "id_index = %s", [id_index(question.id_number)], ""
    if question.phone:
        for condition in PHONES:
            yield condition, [phone_index(question.phone)], ""
    if question.plaque:
        yield _PLAQUE, [question.plaque], ""


def _by_letters(question: Asked, *, in_area: bool) -> Iterator[Way]:
    letters, (pattern, implied) = question.letters, question.mixed
    begins = f"{letters}%"
    # "zs" is 张三 before it is anybody whose surname begins so.
    yield "name_initials = %s", [letters], "name_pinyin"
    yield (
        "name_initials LIKE %s AND name_initials <> %s",
        [begins, letters],
        "name_initials, name_pinyin",
    )
    spelt, given = "name_pinyin LIKE %s", [begins]
    if in_area:
        # So do the initials: this lets the index answer that begins with the place.
        spelt, given = f"{spelt} AND name_initials LIKE %s", [begins, f"{letters[0]}%"]
    yield f"{spelt} AND name_initials NOT LIKE %s", [*given, begins], "name_pinyin"
    others, told = " AND name_initials NOT LIKE %s AND name_pinyin NOT LIKE %s", [begins, begins]
    if pattern:
        yield (
            f"name_initials LIKE %s AND name_pinyin ~ %s{others}",
            [f"{implied}%", pattern, *told],
            "name_initials, name_pinyin",
        )
    misread = pinyin.misread(letters)
    if misread:
        either = " OR ".join(["name_pinyin LIKE %s AND name LIKE %s"] * len(misread))
        meant = [text for surname, right in misread for text in (f"{right}%", f"{surname}%")]
        yield f"({either}){others}", [*meant, *told], "name_pinyin"


def _by_name(parts: Sequence[str], places: list[int] | None) -> Iterator[Way]:
    whole = sorted({"".join(parts), "·".join(parts), " ".join(parts)})
    begins = f"{_literal(''.join(parts))}%"
    yield 'name COLLATE "C" = ANY(%s)', [whole], 'name COLLATE "C"'
    yield 'name COLLATE "C" LIKE %s AND name <> ALL(%s)', [begins, whole], 'name COLLATE "C"'
    others, told = "name NOT LIKE %s AND name <> ALL(%s)", [begins, whole]
    # What is called out without the surname, which is most of what is asked for by a part.
    yield f"{_GIVEN} LIKE %s AND {others}", [begins, *told], _GIVEN
    # Unordered: the database stops at the limit instead of reading everybody with that character.
    # Pairs that all occur need not stand in this order, so the parts are looked for as well.
    inside, given = "name LIKE ALL(%s)", [[f"%{_literal(part)}%" for part in parts]]
    if places is None or len(places) > 1:  # one village is read through sooner
        inside = f"registry_name_grams(name) @> %s AND {inside}"
        given = [[piece for part in parts for piece in _pieces(part)], *given]
    yield f"{inside} AND {_GIVEN} NOT LIKE %s AND {others}", [*given, begins, *told], ""


def _pieces(part: str) -> list[str]:
    return [part] if len(part) == 1 else [part[i : i + 2] for i in range(len(part) - 1)]


def _literal(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
