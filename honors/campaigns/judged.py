"""What campaigns ask of the jury and of the public's vote, in one place.

Only what stands here knows how either is asked: entries go over with covered texts and with marks
by which jurors stand aside, and what comes back is a standing and a score by candidate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from veterans.foundation.errors import Refused
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


class Judges(Protocol):
    """Who judges."""

    def open_panel(
        self, campaign: "Campaign", entries: Sequence[Entry], *, by: "User", at: datetime
    ) -> None: ...

    def standing(self, campaign: "Campaign") -> tuple[Standing, ...] | None:
        """None until nothing changes any more."""

    def panel_url(self, user: "User", campaign: "Campaign") -> str: ...

    def open_poll(
        self,
        campaign: "Campaign",
        options: Sequence[Option],
        *,
        opens_on: date,
        closes_on: date,
        by: "User",
        at: datetime,
    ) -> None: ...

    def votes(self, campaign: "Campaign") -> Mapping[str, Decimal] | None:
        """None until it is closed and its report is signed."""


_judges: Judges | None = None


def use(judges: Judges | None) -> None:
    """Who judges from now on."""
    global _judges
    _judges = judges


def judges() -> Judges:
    if _judges is None:
        raise Refused("评审还没有开通。")
    return _judges


def about_of(campaign: "Campaign") -> str:
    """By what a panel or poll of a campaign is known."""
    return f"campaign:{campaign.pk}"


def ref_of(candidate_id: int) -> str:
    """By what a candidate is known to jury and vote."""
    return f"candidate:{candidate_id}"


def panel_url(user: "User", campaign: "Campaign") -> str:
    """Where the jury of a campaign is seen to, for this reader; "" for nowhere."""
    return _judges.panel_url(user, campaign) if _judges is not None else ""
