"""What pages of the floors below are told of cases about their things; registered with them.

Numbers are of what the reader could open, counted as his lists are, so that number and list agree;
whoever may not read what is restricted is told nothing rather than nought.
"""

from datetime import date

from django.db.models import Count, Q

from support_services.casework.models import Incoming
from support_services.casework.page_frames import BUREAU
from support_services.casework.selectors import cases_visible_to
from support_services.casework.selectors.incoming import incoming_visible_to
from support_services.casework.states import OPEN, CaseKind, IncomingState
from support_services.casework.subject_kinds import ITEM, LINE
from support_services.catalogue import complaints
from support_services.catalogue.complaints import Complaints
from support_services.subsidies import unread
from support_services.subsidies.unread import Unread
from veterans.accounts.models import User

_COMPLAINT = CaseKind.COMPLAINT.value
_WAITING = IncomingState.WAITING.value


def of_items(user: User, today: date) -> dict[str, Complaints] | None:
    """By the code of the item; two queries. None for whoever does not read complaints."""
    if not (user.is_bureau and user.may("cases.read") and user.may("people.sensitive")):
        return None
    start = f"{ITEM}:"
    of_year = Q(received_on__year=today.year)
    cases = (
        cases_visible_to(user)
        .filter(about__startswith=start, kind=_COMPLAINT)
        .order_by()
        .values("about")
        .annotate(
            open=Count("pk", filter=Q(state__in=sorted(OPEN))), year=Count("pk", filter=of_year)
        )
    )
    letters = (
        incoming_visible_to(user)
        .filter(about__startswith=start, kind=_COMPLAINT, state=_WAITING)
        .order_by()
        .values("about")
        .annotate(waiting=Count("pk"))
    )
    waiting = {one["about"]: one["waiting"] for one in letters}
    counts = {one["about"]: (one["open"], one["year"]) for one in cases}
    return {
        about.removeprefix(start): Complaints(
            waiting=waiting.get(about, 0),
            open=counts.get(about, (0, 0))[0],
            year=counts.get(about, (0, 0))[1],
            open_url=BUREAU.query("cases", show="open", kind=_COMPLAINT, about=about),
            over_url=BUREAU.query("cases", show="over", kind=_COMPLAINT, about=about),
            waiting_url=BUREAU.url("incoming_list"),
        )
        for about in waiting.keys() | counts.keys()
    }


def unread_objections() -> list[Unread]:
    """Objections that were sent and that nobody has taken or refused; one query."""
    rows = Incoming.objects.filter(about__startswith=f"{LINE}:", state=_WAITING).order_by("pk")
    return [
        Unread(entry=int(about.partition(":")[2]), take_by=take_by)
        for about, take_by in rows.values_list("about", "take_by")
    ]


def _read_at(user: User) -> str:
    return BUREAU.url("incoming_list") if user.is_bureau and user.may("incoming.take") else ""


def register() -> None:
    """Called once by the app's ``ready``."""
    complaints.register(of_items)
    unread.register(unread_objections, _read_at)
