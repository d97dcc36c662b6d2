"""Reading cases and their story. Every list comes from here, limited to the reader's area.

A restricted case is there for whoever has it in hand and, at the bureau, for whose duty it is to
know such things. For everybody else it does not exist.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from support_services.casework.models import (
    Case,
    CaseEntry,
    CaseExtension,
    ClockRule,
    ExtensionState,
)
from support_services.casework.rules import Clock, Standing, standing
from support_services.casework.states import AT_WORK, MOVES, OPEN, CaseState, Who
from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.accounts.selectors import names_of
from veterans.foundation.errors import NotFound
from veterans.regions.models import Level, Region
from veterans.regions.selectors import regions_visible_to
from veterans.registry.models import Person

SHOWN_WITH = ("person", "region__parent", "owner__parent", "offered_from", "rule")


def places_of(user: User) -> list[int] | None:
    """The keys of the user's area, None for all of it: with a short list the database reads the
    indexes that begin with the place, as it would not through a join."""
    if user.area_path == "":
        return None
    if user.region is not None and user.region.level == Level.VILLAGE:
        return [user.region.pk]  # nothing lies below a village
    return list(regions_visible_to(user).values_list("pk", flat=True))


def within(user: User | Any, rows: QuerySet[Any], duty: str, sensitive: str) -> QuerySet[Any]:
    """Rows of the area or in its hands; ``sensitive``: the column that restricts."""
    if not isinstance(user, User) or not may(user, duty) or user.area_path is None:
        return rows.none()
    places = places_of(user)
    if places is not None:
        rows = rows.filter(Q(region__in=places) | Q(owner__in=places))
    if may(user, "people.sensitive"):
        return rows
    open_to_all = Q(**{sensitive: False})
    return rows.filter(open_to_all | Q(owner=user.region_id) if user.is_station else open_to_all)


def cases_visible_to(user: User | Any) -> QuerySet[Case]:
    """Cases of the user's area, and those its stations have."""
    rows = Case.objects.select_related(*SHOWN_WITH).defer("content", "representatives")
    found: QuerySet[Case] = within(user, rows, "cases.read", "is_sensitive")
    return found


def case_visible_to(user: User | Any, case_id: int) -> Case:
    """One case; refuses alike what does not exist and what is not for him."""
    found = cases_visible_to(user).filter(pk=case_id).first()
    if found is None:
        raise NotFound("没有找到这件诉求。")
    return found


def has_in_hand(user: User, owner: Region) -> bool:
    """Whether somebody acts for that station, or for the bureau where the county is the owner."""
    if user.is_station:
        return user.region_id == owner.pk
    return user.is_bureau and owner.level == Level.COUNTY


def is_above(user: User, owner: Region) -> bool:
    """Whether somebody works at a level above that station, in the same line."""
    path = user.area_path
    if path is None or has_in_hand(user, owner):
        return False
    return owner.path.startswith(path)


def extension_open(case: Case) -> CaseExtension | None:
    """The extension that waits for a decision, or for the person to be told."""
    waiting = [ExtensionState.PROPOSED, ExtensionState.GRANTED]
    return case.extensions.filter(state__in=waiting).select_related("proposed_by").first()


def verbs_for(user: User, case: Case) -> list[str]:
    """What this person can do with the case as it stands, in the order of ``MOVES``."""
    extension = extension_open(case)
    return [verb for verb in MOVES if not why_not(user, case, verb, extension)]


def why_not(user: User, case: Case, verb: str, extension: CaseExtension | None) -> str:
    """Why somebody cannot do that with the case, in words; "" where it can be done."""
    move = MOVES[verb]
    state = CaseState(case.state)
    if not move.duty or not may(user, move.duty):
        return "您的岗位没有这项权限。"
    if state not in move.starts:
        return f"这件诉求现在是“{case.get_state_display()}”，不能“{move.label}”。请刷新页面查看。"
    offered = case.offered_from_id is not None
    mine = has_in_hand(user, case.owner)
    if move.who is Who.OWNER and not mine:
        return f"这件诉求在{case.owner.name}，由承办的单位办理。"
    if move.who is Who.OWNER and offered:
        return "这件诉求是转来的，请先接收，或者退回转办。"
    if move.who is Who.RECEIVER and not (mine and offered):
        return "这件诉求没有等您接收。请刷新页面查看。"
    if move.who is Who.ABOVE and not is_above(user, case.owner):
        return "只有上一级可以收回办理。"
    return _of_extension(user, verb, extension) or _of_the_rest(case, verb)


def _of_extension(user: User, verb: str, extension: CaseExtension | None) -> str:
    state = extension.state if extension is not None else ""
    if verb == "ask_extension" and extension is not None:
        return "已有一份延期在办。"
    if verb in ("grant_extension", "refuse_extension"):
        if extension is None or state != ExtensionState.PROPOSED:
            return "没有待批准的延期。请刷新页面查看。"
        if extension.proposed_by_id == user.pk:
            return "自己申请的延期，须由另一人批准。"
    if verb == "tell_extension" and state != ExtensionState.GRANTED:
        return "没有待告知的延期。请刷新页面查看。"
    return ""


def _of_the_rest(case: Case, verb: str) -> str:
    if verb == "restrict" and case.is_sensitive:
        return "已经限制查看。"
    if verb == "unrestrict" and not case.is_sensitive:
        return "没有限制查看。"
    if verb == "hand_over" and not hand_over_targets(case).exists():
        return "没有可以转的单位。"
    return ""


def hand_over_targets(case: Case) -> QuerySet[Region]:
    """Where its owner may hand it: any level above, and everything below."""
    owner = case.owner
    above = [owner.path[:size] for size in (6, 9, 12) if size < len(owner.path)]
    below = Q(path__startswith=owner.path)
    return (
        Region.objects.select_related("parent")
        .filter(Q(path__in=above) | below)
        .exclude(pk=owner.pk)
        .order_by("path")
    )


def dues_of(case: Case) -> dict[Clock, date | None]:
    return {
        Clock.INFORM: case.inform_by,
        Clock.OBJECT: case.object_by,
        Clock.FINISH: case.finish_by,
    }


def standing_of(case: Case, *, today: date) -> Standing:
    """How a case stands: which clock, which day, late or not. From stored days; no query."""
    return standing(dues_of(case), today=today, near=settings.PORTAL_CASE_NEAR_DAYS)


@dataclass(frozen=True)
class Chosen:
    """What a list was asked for. ``show``: a key of ``SHOWS``; ``kind`` or "" for all; ``town``:
    whose stations have them; ``about``: what they are about (``subjects``), "" for all."""

    show: str = "mine"
    kind: str = ""
    town: Region | None = None
    about: str = ""


SHOWS: dict[str, str] = {
    "mine": "在我这里",
    "late": "已超期",
    "near": "快到期",
    "back": "不满意重办",
    "word": "待反馈",
    "open": "全部在办",
    "over": "已办完",
}


def cases_matching(user: User, chosen: Chosen, *, today: date) -> QuerySet[Case]:
    """The cases of a list: what is open by its day, the most pressing first; the rest newest
    first."""
    rows = cases_visible_to(user)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.about:
        rows = rows.filter(about=chosen.about)
    if chosen.town is not None:
        below = Region.objects.filter(path__startswith=chosen.town.path)
        rows = rows.filter(owner__in=list(below.values_list("pk", flat=True)))
    if chosen.show == "over":
        return rows.exclude(state__in=sorted(OPEN)).order_by("-received_on", "-pk")
    rows = rows.filter(state__in=sorted(OPEN))
    conditions: dict[str, Q] = {
        "mine": _mine(user) & Q(state__in=sorted(AT_WORK | {CaseState.PAUSED})),
        "late": Q(due_by__lt=today),
        "near": Q(due_by__range=(today, today + timedelta(days=settings.PORTAL_CASE_NEAR_DAYS))),
        "back": Q(state=CaseState.CAME_BACK.value),
        "word": Q(state=CaseState.ANSWERED.value),
    }
    return rows.filter(conditions.get(chosen.show, Q())).order_by("due_by", "pk")


def _mine(user: User) -> Q:
    if user.is_station:
        return Q(owner=user.region_id)
    return Q(owner__level=Level.COUNTY)


def counts_of(user: User, *, today: date) -> dict[str, int]:
    """How many cases each list of open ones holds; one query."""
    near = today + timedelta(days=settings.PORTAL_CASE_NEAR_DAYS)
    found: dict[str, int] = (
        cases_visible_to(user)
        .filter(state__in=sorted(OPEN))
        .aggregate(
            mine=Count(
                "pk", filter=_mine(user) & Q(state__in=sorted(AT_WORK | {CaseState.PAUSED}))
            ),
            late=Count("pk", filter=Q(due_by__lt=today)),
            near=Count("pk", filter=Q(due_by__range=(today, near))),
            back=Count("pk", filter=Q(state=CaseState.CAME_BACK.value)),
            word=Count("pk", filter=Q(state=CaseState.ANSWERED.value)),
            open=Count("pk"),
        )
    )
    return found


@dataclass(frozen=True)
class EntryTold:
    """An entry of the story, for whoever may read it."""

    entry: CaseEntry
    who: str


def story_of(user: User, case: Case) -> list[EntryTold]:
    """What was done with the case, oldest first; what is confidential for the bureau alone."""
    rows = CaseEntry.objects.filter(case=case).select_related("place", "owner")
    if not may(user, "cases.note"):
        rows = rows.filter(is_confidential=False)
    entries = list(rows)
    names = names_of(entry.by_id for entry in entries)
    return [EntryTold(one, names.get(one.by_id or 0, "系统")) for one in entries]


def cases_of(user: User, person: Person) -> QuerySet[Case]:
    """The cases of one person that this reader may know of, newest first."""
    return cases_visible_to(user).filter(person=person).order_by("-received_on", "-pk")


def extensions_waiting(user: User) -> QuerySet[CaseExtension]:
    """Extensions that this person may decide, oldest first."""
    if not may(user, "cases.extend"):
        return CaseExtension.objects.none()
    return (
        CaseExtension.objects.filter(
            state=ExtensionState.PROPOSED, case__in=cases_visible_to(user).values("pk")
        )
        .exclude(proposed_by=user)
        .select_related("case")
        .order_by("proposed_at")
    )


def clock_rules() -> list[ClockRule]:
    """Every rule there is, of each kind the newest first."""
    return list(ClockRule.objects.select_related("entered_by"))


def rule_for(kind: str, day: date) -> ClockRule | None:
    """The rule for a case of that kind received on that day."""
    rows = ClockRule.objects.filter(kind=kind, valid_from__lte=day)
    return rows.order_by("-valid_from").first()
