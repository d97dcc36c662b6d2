"""What of the network stands on the desk: assessments of towns to check, points to enforce."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from support_services.stations.network_desk import BUREAU_DESK
from support_services.stations.selectors.assessment import templates, to_check
from support_services.stations.states import (
    ASSESSMENT_LABELS,
    ASSESSMENT_TONES,
    TEMPLATE_LABELS,
    TEMPLATE_TONES,
    AssessmentState,
    TemplateState,
)
from veterans.accounts.bureau_pages import actor

SHOWN = 10


def desk(request: HttpRequest) -> dict[str, Any]:
    """What waits for this person; nothing at all for whoever has no hand in it."""
    user = actor(request)
    waiting: list[dict[str, Any]] = []
    if user.may("assessment.check"):
        waiting += [
            {
                "title": f"{one.station.name}自评：核定",
                "url": BUREAU_DESK.url("assessment", one.pk),
                "note": one.template.period,
                "since": one.submitted_at,
                "state_label": ASSESSMENT_LABELS[AssessmentState.SUBMITTED],
                "state_tone": ASSESSMENT_TONES[AssessmentState.SUBMITTED],
            }
            for one in to_check(user)[:SHOWN]
        ]
    if user.may("assessment.enforce"):
        waiting += [
            {
                "title": f"{one.title}：启用",
                "url": reverse("admin:network_template", args=[one.pk]),
                "note": one.period,
                "since": one.entered_at,
                "state_label": TEMPLATE_LABELS[TemplateState.DRAFT],
                "state_tone": TEMPLATE_TONES[TemplateState.DRAFT],
            }
            for one in templates().filter(state=TemplateState.DRAFT).exclude(entered_by=user)
        ]
    return {"waiting": waiting} if waiting else {}
