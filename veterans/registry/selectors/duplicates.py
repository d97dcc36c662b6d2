"""Files of the register that may be one person's: the same name with the same birthday, or with
the same telephone."""

from dataclasses import dataclass

from django.db import connection

from veterans.accounts.models import User
from veterans.regions.selectors import regions_visible_to
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to

SHOWN = 50

# Each side of the union is one join by hashes of two equal columns, whatever the number of people.
_PAIRS = """
WITH here AS (
    SELECT id, name, born_on, phone_index, id_index FROM registry_person
    WHERE merged_into_id IS NULL AND region_id = ANY(%(places)s)
), pairs AS (
    SELECT a.id AS one, b.id AS other, a.name, a.id_index AS i, b.id_index AS j
    FROM here a JOIN here b ON b.name = a.name AND b.born_on = a.born_on AND b.id > a.id
    UNION
    SELECT a.id, b.id, a.name, a.id_index, b.id_index
    FROM here a JOIN here b ON b.name = a.name AND b.phone_index = a.phone_index AND b.id > a.id
)
SELECT one, other, COALESCE(n.are_same, false) FROM pairs
LEFT JOIN registry_namesakes n
    ON n.first_index = LEAST(i, j) AND n.second_index = GREATEST(i, j)
WHERE n.are_same IS NOT FALSE
ORDER BY name, one, other LIMIT %(room)s
"""


@dataclass(frozen=True)
class Doubtful:
    """Two files; ``same``: somebody has said that they are one person's, and they wait."""

    one: Person
    other: Person
    same: bool

    @property
    def alike(self) -> str:
        """What they have in common beside the name."""
        told = []
        if self.one.born_on == self.other.born_on:
            told.append("出生日期相同")
        if self.one.phone_index and self.one.phone_index == self.other.phone_index:
            told.append("电话相同")
        return "、".join(told)


def doubtful_files(user: User, *, at_most: int = SHOWN) -> tuple[list[Doubtful], bool]:
    """Pairs of the user's area that nobody has called two people, and whether there are more."""
    places = list(regions_visible_to(user).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"places": places, "room": at_most + 1})
        rows = cursor.fetchall()
    people = people_visible_to(user).select_related("region__parent")
    found = people.in_bulk({key for one, other, _ in rows[:at_most] for key in (one, other)})
    return [
        Doubtful(found[one], found[other], same)
        for one, other, same in rows[:at_most]
        if one in found and other in found
    ], len(rows) > at_most
