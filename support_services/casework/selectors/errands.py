"""Reading errands, their steps and kinds; as cases, within the reader's area."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from support_services.casework.models import Errand, ErrandItem, ErrandKind, ErrandStep
from support_services.casework.selectors import has_in_hand, within
from support_services.casework.states import ErrandState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.registry.models import Person

# Nothing has moved for so long: somebody should ask.
STALE = timedelta(days=30)


def errands_visible_to(user: User | Any) -> QuerySet[Errand]:
    """Errands of the user's area and those its stations run, with how far they are."""
    rows = Errand.objects.select_related(
        "kind", "person", "region__parent", "owner__parent"
    ).annotate(
        steps=Count("items"), steps_done=Count("items", filter=Q(items__done_on__isnull=False))
    )
    found: QuerySet[Errand] = within(user, rows, "errands.read", "kind__is_sensitive")
    return found


def errand_visible_to(user: User | Any, errand_id: int) -> Errand:
    """One errand; refuses alike what does not exist and what is not for him."""
    found = errands_visible_to(user).filter(pk=errand_id).first()
    if found is None:
        raise NotFound("没有找到这件代办。")
    return found


def errands_matching(user: User, show: str) -> QuerySet[Errand]:
    """Those that are open, the one that has waited longest first; or those that are over."""
    rows = errands_visible_to(user)
    if show == "over":
        return rows.exclude(state=ErrandState.OPEN.value).order_by("-finished_at", "-pk")
    return rows.filter(state=ErrandState.OPEN.value).order_by("moved_on", "pk")


def stale_errands(user: User, *, today: date) -> QuerySet[Errand]:
    """Open ones in the user's own hands that nothing has moved for a month."""
    rows = errands_matching(user, "open").filter(moved_on__lte=today - STALE)
    return rows.filter(owner=user.region_id) if user.is_station else rows


def items_of(errand: Errand) -> list[ErrandItem]:
    return list(errand.items.select_related("done_by", "paper"))


def next_item(items: list[ErrandItem]) -> ErrandItem | None:
    """Where it stands: the first step that is not done."""
    return next((one for one in items if one.done_on is None), None)


def item_of(errand: Errand, number: int) -> ErrandItem:
    """One step by its number; refuses one that the errand does not have."""
    found = errand.items.select_related("paper").filter(number=number).first()
    if found is None:
        raise NotFound("没有这个步骤。")
    return found


def kinds_offered() -> list[ErrandKind]:
    return list(ErrandKind.objects.filter(is_offered=True))


def all_kinds() -> list[ErrandKind]:
    """Every kind with its steps, two queries."""
    steps = Prefetch("steps", queryset=ErrandStep.objects.order_by("number"))
    return list(ErrandKind.objects.prefetch_related(steps))


def kind_by_code(code: str) -> ErrandKind:
    """The kind of that code; refuses one that there is not."""
    found = ErrandKind.objects.filter(code=code).first()
    if found is None:
        raise NotFound("没有这个代办事项。")
    return found


def errands_of(user: User, person: Person) -> QuerySet[Errand]:
    """The errands of one person that this reader may know of, newest first."""
    return errands_visible_to(user).filter(person=person).order_by("-started_at")


def may_handle(user: User, errand: Errand) -> bool:
    """Whether it is this person's to carry on: the station that runs it, or the bureau."""
    if not user.may("errands.handle"):
        return False
    return user.is_bureau or has_in_hand(user, errand.owner)
