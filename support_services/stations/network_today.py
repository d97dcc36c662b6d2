"""What the network has for a station's day: the own assessment, and those of the villages."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from support_services.stations.selectors.assessment import (
    assessments_visible_to,
    current,
    to_check,
)
from support_services.stations.states import AssessmentState
from support_services.stations.today import Due, Urgency
from veterans.accounts.models import User

# From how many days before the last one on an assessment not handed in is told.
AHEAD = timedelta(days=30)


def due(user: User, today: date) -> Iterator[Due]:
    """Own assessment sent back, late or due; assessments that wait for this person. Three
    queries."""
    if not user.is_station or user.region is None:
        return
    template = current(today=today).get(user.region.level)
    own = assessments_visible_to(user).filter(station__region=user.region)
    for made in own.filter(state=AssessmentState.RETURNED):
        yield Due(
            Urgency.BACK,
            f"{made.template.period}自评被退回",
            reverse("network:assessment", args=[made.pk]),
            note=made.sent_back_why,
        )
    if template is not None and template.due_on - AHEAD <= today:
        mine = own.filter(template=template).first()
        if mine is None or mine.state == AssessmentState.OPEN:
            late = template.due_on < today
            yield Due(
                Urgency.LATE if late else Urgency.SOON,
                f"{template.period}自评未交",
                reverse("network:assessment", args=[mine.pk])
                if mine
                else reverse("network:assessments"),
                note=f"截止 {template.due_on:%Y-%m-%d}",
                due_on=template.due_on,
            )
    waiting = to_check(user).count()
    if waiting:
        yield Due(
            Urgency.TODAY,
            f"{waiting} 份村居自评待核定",
            reverse("network:assessments"),
            count=waiting,
        )
