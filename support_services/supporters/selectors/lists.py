"""Reading lists that were brought in."""

from django.db.models import QuerySet

from support_services.supporters.models import LineTaken, ListTaken
from support_services.supporters.states import ENTER
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


def lists_visible_to(user: User) -> QuerySet[ListTaken]:
    """Every list, the newest first, for whoever brings them in."""
    rows = ListTaken.objects.select_related("by", "undone_by")
    return rows.order_by("-pk") if user.may(ENTER) else rows.none()


def list_visible_to(user: User, list_id: int) -> ListTaken:
    found = lists_visible_to(user).filter(pk=list_id).first()
    if found is None:
        raise NotFound("没有找到这份名单。")
    return found


def lines_of(taken: ListTaken) -> QuerySet[LineTaken]:
    """What it wrote, in the order of the list."""
    return taken.wrote.order_by("number", "pk")
