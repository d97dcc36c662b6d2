"""One entry of the audit log for a deed with a campaign or a candidate; what a row may not be, said
in words."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from honors.campaigns.models import Campaign, Candidate, Nomination
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused


def of_campaign(deed: str, campaign: Campaign, by: User | None, at: datetime, **more: Any) -> None:
    audit.record(
        actor=by,
        action=f"campaigns.{deed}",
        subject="campaign",
        subject_id=campaign.pk,
        detail=more,
        at=at,
    )


def of_candidate(
    deed: str, candidate: Candidate, by: User | None, at: datetime, **more: Any
) -> None:
    audit.record(
        actor=by,
        action=f"campaigns.{deed}",
        subject="candidate",
        subject_id=candidate.pk,
        detail={"campaign": candidate.campaign_id, **more},
        at=at,
    )


def of_nomination(
    deed: str, nomination: Nomination, by: User | None, at: datetime, **more: Any
) -> None:
    audit.record(
        actor=by,
        action=f"campaigns.{deed}",
        subject="nomination",
        subject_id=nomination.pk,
        detail={"campaign": nomination.campaign_id, **more},
        at=at,
    )


def checked(row: Model, *, exclude: tuple[str, ...] = ()) -> None:
    """Refuse in words what the fields and constraints of a row do not allow; then save it."""
    people = [one.name for one in row._meta.fields if one.is_relation and one.name.endswith("_by")]
    try:
        row.full_clean(exclude=[*people, *exclude])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    row.save()
