"""People with one name and one day of birth under two numbers, and what was decided about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.regions.selectors import scoped
from veterans.registry.models import Namesakes, Person
from veterans.registry.states import Verdict

ALIKE = "与已登记的一个人同名、同出生日期，只有身份证号不同。请认定是不是同一人。"
IS_ANOTHER = "已认定不是同一人，照新人登记。"
IS_SAME = "已认定与登记在册的同名人员是同一人，这里的身份证号有误，不导入。"
Pair = tuple[bytes, bytes]


@dataclass(frozen=True)
class Namesake:
    """Somebody registered with the name and the day of birth of a line."""

    id: int
    index: bytes


def pair(one: bytes, other: bytes) -> Pair:
    """The key by which two numbers are remembered, whichever comes first."""
    return (one, other) if one < other else (other, one)


def decisions(pairs: Iterable[Pair]) -> dict[Pair, bool]:
    """Which of these pairs somebody has decided, and whether they are one person."""
    wanted = set(pairs)
    found = Namesakes.objects.filter(first_index__in={first for first, _ in wanted})
    known = {
        (bytes(first), bytes(second)): same
        for first, second, same in found.values_list("first_index", "second_index", "are_same")
    }
    return {one: known[one] for one in wanted if one in known}


def remember(one: bytes, other: bytes, *, are_same: bool, by: User, at: datetime) -> None:
    """Keep what was decided about two numbers; the last word holds."""
    first, second = pair(one, other)
    Namesakes.objects.update_or_create(
        first_index=first,
        second_index=second,
        defaults={"are_same": are_same, "decided_by": by, "decided_at": at},
    )


@transaction.atomic
def tell_files_apart(*, one: Person, other: Person, by: User, at: datetime) -> None:
    """Two files of the register are two people's. Remembered for ever; merging them says otherwise.

    Refuses a file twice.
    """
    require(by, "people.edit")
    if one.pk == other.pk:
        raise Refused("这是同一份档案。")
    remember(bytes(one.id_index), bytes(other.id_index), are_same=False, by=by, at=at)
    audit.record(
        actor=by,
        action="person.told_apart",
        subject="person",
        subject_id=one.pk,
        detail={"other": other.pk, "same": False},
        at=at,
    )


def namesakes(
    wanted: Iterable[tuple[str, date]], area: Any
) -> dict[tuple[str, date], list[Namesake]]:
    """Who of the area is registered under these names and days of birth, by both."""
    asked = set(wanted)
    people = scoped(
        Person.objects.filter(
            name__in={name for name, _ in asked},
            born_on__in={born for _, born in asked},
            merged_into__isnull=True,
        ),
        area,
    )
    found: dict[tuple[str, date], list[Namesake]] = {}
    for pk, name, born, index in people.order_by("pk").values_list(
        "pk", "name", "born_on", "id_index"
    ):
        if (name, born) in asked:
            found.setdefault((name, born), []).append(Namesake(pk, bytes(index)))
    return found


def verdict_on(
    index: bytes, alike: Sequence[Namesake], decided: dict[Pair, bool]
) -> tuple[Verdict, str, Namesake | None]:
    """What becomes of a new number with these namesakes, why, and which of them it hangs on."""
    told = [(one, decided.get(pair(index, one.index))) for one in alike]
    for one, same in told:
        if same:
            return Verdict.REFUSED, IS_SAME, one
    for one, same in told:
        if same is None:
            return Verdict.DOUBTFUL, ALIKE, one
    return (Verdict.NEW, IS_ANOTHER, alike[0]) if alike else (Verdict.NEW, "", None)
