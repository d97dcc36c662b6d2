"""Lists of people and their lines, for those whose area holds the list's."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.errors import NotFound
from veterans.registry.models import ListVerdict, PeopleList
from veterans.registry.states import Verdict


@dataclass(frozen=True)
class Shown:
    """What a line is shown by; numbers are covered, ``place`` and ``phone`` may be ""."""

    name: str
    masked_id: str
    place: str
    phone: str


def shown_of(line: ListVerdict) -> Shown:
    """What may be shown of a line."""
    return Shown(*line.shown.split("\t"))


def lists_visible_to(user: User | Any) -> QuerySet[PeopleList]:
    """Lists that reach no farther than the user's own area, newest first."""
    lists = PeopleList.objects.select_related("uploaded_by", "confirmed_by").order_by("-pk")
    if not isinstance(user, User) or not may(user, "people.edit") or user.area_path is None:
        return lists.none()
    return lists.filter(area__startswith=user.area_path)


def list_visible_to(user: User | Any, list_id: int) -> PeopleList:
    """One list; refuses alike what does not exist and what is not for him."""
    found = lists_visible_to(user).filter(pk=list_id).first()
    if found is None:
        raise NotFound("没有找到这份名单。")
    return found


def lines_of(people_list: PeopleList, verdict: str = "") -> QuerySet[ListVerdict]:
    """The lines with that verdict, or all of them, in the order of the file."""
    lines = people_list.verdicts.order_by("line")
    return lines.filter(verdict=verdict) if verdict else lines


def line_of(people_list: PeopleList, line: int) -> ListVerdict:
    """One line; refuses a number that no line of the list has."""
    found = lines_of(people_list).filter(line=line).first()
    if found is None:
        raise NotFound("名单里没有这一行。")
    return found


def count_of(people_list: PeopleList, verdict: Verdict) -> int:
    """How many lines have that verdict, as counted when they were judged."""
    return int(getattr(people_list, f"{verdict.value}_count"))
