"""督办单 and 通报 for whoever reads the double list."""

from django.db.models import Count, QuerySet

from support_services.double_list.models import Circular, SupervisionNote
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


def circulars_visible_to(user: User) -> QuerySet[Circular]:
    rows = Circular.objects.select_related("unit", "drafted_by", "issued_by", "dropped_by")
    rows = rows.annotate(line_count=Count("lines")).order_by("-pk")
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def circular_visible_to(user: User, circular_id: int) -> Circular:
    found = circulars_visible_to(user).filter(pk=circular_id).first()
    if found is None:
        raise NotFound("没有找到这份通报。")
    return found


def notes_visible_to(user: User) -> QuerySet[SupervisionNote]:
    rows = SupervisionNote.objects.select_related(
        *("item__requester", "item__lead", "item__of_class", "unit", "by")
    )
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def note_visible_to(user: User, note_id: int) -> SupervisionNote:
    found = notes_visible_to(user).filter(pk=note_id).first()
    if found is None:
        raise NotFound("没有找到这份督办单。")
    return found
