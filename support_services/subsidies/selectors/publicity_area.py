"""公示 that a town hangs up, as a village is concerned by it: to be read there and nothing else.

The notices that are a station's own stand in ``publicity``.
"""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from support_services.subsidies.models import PublicityEntry, PublicityNotice
from support_services.subsidies.publicity_states import NoticeState
from support_services.subsidies.selectors.publicity import still_shown
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import Person


def towns_notices(user: User, *, today: date) -> list[PublicityNotice]:
    """What the town over the user's village makes public of people of that village: coming,
    running and lately ended. ``people``: how many of the lines are the village's."""
    mine = lines_of_area(user).filter(notice=OuterRef("pk")).order_by().values("notice")
    rows = _towns_notices(user).annotate(
        people=Subquery(mine.annotate(count=Count("pk")).values("count")),
        hung=Count("hangings"),
    )
    return still_shown(rows, today=today)


def towns_notice_visible_to(user: User, notice_id: int) -> PublicityNotice:
    """One of these, however old; refuses alike what does not exist and what is not for him."""
    found = _towns_notices(user).filter(pk=notice_id).first()
    if found is None:
        raise NotFound("没有找到这份公示。")
    return found


def lines_of_area(user: User) -> QuerySet[PublicityEntry]:
    """The lines that count, of people who live in the user's area today."""
    people = scoped(Person.objects.all(), user).values("pk")
    return PublicityEntry.objects.filter(
        Q(entitlement__person__in=people) | Q(grant__person__in=people), is_live=True
    )


def _towns_notices(user: User) -> QuerySet[PublicityNotice]:
    """Both have to be the user's, the town whose paper it is and somebody on it: who has moved
    here shows nobody the paper of the town he came from."""
    rows = PublicityNotice.objects.filter(state=NoticeState.PUBLISHED)
    if not user.may("station.roster") or user.region is None or user.region.parent_id is None:
        return rows.none()
    mine = lines_of_area(user).filter(notice=OuterRef("pk"))
    return rows.filter(Exists(mine), region=user.region.parent_id).select_related("region")
