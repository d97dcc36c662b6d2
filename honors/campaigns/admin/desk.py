"""What campaigns put on the bureau's desk: what waits to be screened, opened, shown, decided, and
objections that nobody has answered. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest

from honors.campaigns.selectors import campaigns as reading
from honors.campaigns.selectors import candidates, publicity
from honors.campaigns.states import (
    ANSWER,
    CAMPAIGN_LABELS,
    CHECK,
    DECIDE,
    READ,
    SCREEN,
    CampaignState,
)
from veterans.accounts.bureau_pages import actor, address

FIRST = 5
# state -> (duty, what waits)
_WAITS = {
    CampaignState.DRAFT: (CHECK, "等开始推荐"),
    CampaignState.PROPOSED: (CHECK, "等开始公示"),
    CampaignState.PUBLICITY: (DECIDE, "公示满了等决定"),
}


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads campaigns."""
    user = actor(request)
    if not user.may(READ):
        return {}
    found: list[dict[str, Any]] = []
    if user.may(ANSWER):
        found += [
            _line(
                f"评选异议：{one.campaign.name}",
                address("campaign_objection", one.pk),
                "答复以后才能决定表彰",
                one.registered_at,
                "待核查",
            )
            for one in publicity.to_answer(user)[:FIRST]
        ]
    if user.may(SCREEN):
        found += [
            _line(
                f"评选人选：{one.name}",
                address("candidate", one.pk),
                f"{one.campaign.name}，等资格初审",
                one.entered_at,
                "待初审",
            )
            for one in candidates.to_screen(user)[:FIRST]
        ]
    states = [state for state, (duty, _) in _WAITS.items() if user.may(duty)]
    if states:
        rows = reading.campaigns_visible_to(user).filter(state__in=[one.value for one in states])
        found += [
            _line(
                f"评选：{one.name}",
                address("campaign", one.pk),
                _WAITS[CampaignState(one.state)][1],
                one.shown_at or one.proposed_at or one.entered_at,
                CAMPAIGN_LABELS[CampaignState(one.state)][0],
            )
            for one in rows.exclude(state="draft", entered_by=user).exclude(proposed_by=user)[
                :FIRST
            ]
        ]
    return {"waiting": found or None}


def _line(title: str, url: str, note: str, since: Any, label: str) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "note": note,
        "since": since,
        "state_label": label,
        "state_tone": "info",
    }
