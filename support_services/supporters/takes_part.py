"""What a unit is among the supporters, for its page in the register of units."""

from datetime import date

from django.urls import reverse

from support_services.supporters.models import Party, Supporter
from support_services.supporters.selectors.register import supporters_visible_to
from support_services.supporters.states import ACTIVITY_LABELS, STAGE_TONES, ActivityState, Stage
from support_services.units.models import Unit
from support_services.units.taking_part import Part
from veterans.accounts.models import User

SHOWN = 20


def parts(user: User, unit: Unit, today: date) -> list[Part]:
    """That it supports, and its last activities; for the bureau. Two queries."""
    if user.is_station or not user.may("supporters.read"):
        return []
    found: Supporter | None = supporters_visible_to(user).filter(unit=unit).first()
    shown = [] if found is None else [_as_supporter(found)]
    rows = Party.objects.filter(unit=unit).select_related("activity").order_by("-activity__on")
    return shown + [_at_an_activity(one) for one in rows[:SHOWN]]


def _as_supporter(found: Supporter) -> Part:
    return Part(
        "拥军力量",
        str(found),
        state_label=found.stage_label,
        state_tone=STAGE_TONES[Stage(found.stage)],
        url=reverse("admin:supporter", args=[found.pk]),
        on=found.since,
    )


def _at_an_activity(one: Party) -> Part:
    label, tone = ACTIVITY_LABELS[ActivityState(one.activity.state)]
    return Part(
        "拥军活动",
        one.activity.title,
        role=one.get_role_display(),
        state_label=label,
        state_tone=tone,
        url=reverse("admin:support_activity", args=[one.activity_id]),
        on=one.activity.on,
    )
