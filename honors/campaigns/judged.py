"""What campaigns ask of the jury and of the public's vote, in one place.

Only what stands here knows how either is asked: entries go over with covered texts and with marks
by which jurors stand aside, and what comes back is a standing and a score by candidate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honors.juries.models import Panel
from honors.juries.selectors import results as jury
from honors.juries.services.opening import NewEntry
from honors.juries.services.opening import open_panel as ask_jury
from honors.juries.states import PanelState
from honors.votes import selectors as votes
from honors.votes.models import Poll
from honors.votes.services.opening import open_poll as ask_public
from honors.votes.states import PollState
from veterans.foundation.ranking import Standing

if TYPE_CHECKING:
    from honors.campaigns.models import Campaign
    from veterans.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """An entry for the jury: ``sections`` are (heading, text)."""

    ref: str
    sections: tuple[tuple[str, str], ...]
    marks: frozenset[str]


@dataclass(frozen=True)
class Option:
    """What the public may vote for."""

    ref: str
    label: str
    text: str


def about_of(campaign: "Campaign") -> str:
    """By what a panel or poll of a campaign is known."""
    return f"campaign:{campaign.pk}"


def ref_of(candidate_id: int) -> str:
    """By what a candidate is known to jury and vote."""
    return f"candidate:{candidate_id}"


def open_panel(
    campaign: "Campaign", entries: Sequence[Entry], *, by: "User", at: datetime
) -> Panel:
    """A panel whose jurors are yet to be asked, until the end of the day planned for it."""
    last = timezone.make_aware(datetime.combine(campaign.review_by, time.min))
    return ask_jury(
        of=about_of(campaign),
        title=campaign.name,
        criteria=list(campaign.criteria.values_list("label", "weight")),
        entries=[NewEntry(one.ref, one.sections, one.marks) for one in entries],
        anonymous=campaign.is_anonymous,
        per_entry=campaign.per_entry,
        least=campaign.least_ballots,
        combination=campaign.combination,
        tie=campaign.tie_rule,
        levelled=campaign.is_levelled,
        shows_others=campaign.shows_others,
        opens_at=at,
        closes_at=last + timedelta(days=1),
        by=by,
        at=at,
    )


def standing(campaign: "Campaign") -> tuple[Standing, ...] | None:
    """How the jury has placed everybody; None until nothing changes any more."""
    panel = jury.panel_of(about_of(campaign))
    if panel is None or panel.state != PanelState.CLOSED:
        return None
    return jury.standing(panel)


def open_poll(
    campaign: "Campaign",
    options: Sequence[Option],
    *,
    opens_on: date,
    closes_on: date,
    by: "User",
    at: datetime,
) -> Poll:
    """A poll that another person is yet to open."""
    return ask_public(
        of=about_of(campaign),
        title=campaign.name,
        options=[(one.ref, one.label, one.text) for one in options],
        opens_on=opens_on,
        closes_on=closes_on,
        per_phone_per_day=campaign.votes_a_day,
        share=Decimal(campaign.vote_share),
        live=campaign.votes_live,
        by=by,
        at=at,
    )


def scores(campaign: "Campaign") -> Mapping[str, Decimal] | None:
    """The public's points by candidate; None until two have signed the report."""
    poll = votes.poll_of(about_of(campaign))
    if poll is None or poll.state != PollState.SIGNED:
        return None
    return votes.scores(poll)


def urls(user: "User", campaign: "Campaign") -> list[tuple[str, str]]:
    """Where jury and vote of a campaign are seen to, for this reader."""
    found = []
    panel = jury.panel_of(about_of(campaign)) if user.may("juries.read") else None
    if panel is not None:
        found.append(("评委会", reverse("admin:jury_panel", args=[panel.pk])))
    poll = votes.poll_of(about_of(campaign)) if user.may("votes.read") else None
    if poll is not None:
        found.append(("群众投票", reverse("admin:vote_poll", args=[poll.pk])))
    return found
