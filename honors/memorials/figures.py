"""What the memorials count."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from honors.memorials import selectors, showing
from honors.memorials.models import Ceremony, Entry, Facility, Trip
from honors.memorials.states import READ, EntryState, State, What
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User


def _martyrs(user: User, today: date, span: Span) -> QuerySet[Entry]:
    return selectors.visible(user, What.MARTYR).filter(state=EntryState.PUBLISHED.value)


def _facilities(user: User, today: date, span: Span) -> QuerySet[Facility]:
    return selectors.visible(user, What.FACILITY).filter(state=State.CHECKED.value)


def _ceremonies(user: User, today: date, span: Span) -> QuerySet[Ceremony]:
    rows = selectors.visible(user, What.CEREMONY).filter(state=State.DONE.value)
    return rows.filter(starts__date__range=(span.first, span.last))


def _trips(user: User, today: date, span: Span) -> QuerySet[Trip]:
    rows = selectors.visible(user, What.TRIP).filter(state__in=["decided", "done"])
    return rows.filter(from_on__range=(span.first, span.last))


def _figure(what: What, **more: Any) -> Figure:
    return Figure(
        group="honours",
        duty=READ,
        columns=(
            Column("名称", lambda row: showing.line(what, row, today=date.max)[0]),
            Column("说明", lambda row: showing.line(what, row, today=date.min)[1]),
        ),
        row_url=lambda row: reverse(
            "admin:memorial_sheet",
            args=[what, row.martyr_id if what is What.MARTYR else row.pk],
        ),
        **more,
    )


FIGURES: tuple[Figure, ...] = (
    _figure(
        What.MARTYR,
        code="memorials.martyrs",
        label="英名录",
        unit="位",
        rows=_martyrs,
        note="已公布的烈士。",
        order=("name", "pk"),
    ),
    _figure(
        What.FACILITY,
        code="memorials.facilities",
        label="烈士纪念设施",
        unit="处",
        rows=_facilities,
        place="region",
        chart="town",
        note="在册的。",
        order=("name", "pk"),
    ),
    _figure(
        What.CEREMONY,
        code="memorials.ceremonies",
        label="祭扫活动",
        unit="场",
        rows=_ceremonies,
        place="facility__region",
        note="期内举行、已登记的。",
        order=("-starts", "pk"),
    ),
    _figure(
        What.TRIP,
        code="memorials.trips",
        label="异地祭扫",
        unit="人次",
        rows=_trips,
        place="person__region",
        note="期内出发、已批准的申请。",
        order=("-from_on", "pk"),
    ),
)
