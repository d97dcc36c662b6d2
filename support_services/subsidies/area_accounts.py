"""Accounts that stations of the own area sent in, as the station tells them. Nothing here writes.

Account numbers are covered; who lives elsewhere does not exist.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support_services.stations.rules import spoken_name
from veterans.accounts.models import User
from veterans.foundation.masking import mask_account
from veterans.registry.models import AccountProposal
from veterans.registry.selectors import proposals_visible_to
from veterans.registry.states import PROPOSAL_LABELS, ProposalState

_TONES: dict[ProposalState, str] = {
    ProposalState.PENDING: "warn",
    ProposalState.ACCEPTED: "ok",
    ProposalState.REFUSED: "bad",
    ProposalState.WITHDRAWN: "idle",
}
_THEN: dict[ProposalState, str] = {
    ProposalState.PENDING: "区局核验以后才换账户，现在仍按原来的账户发放。",
    ProposalState.ACCEPTED: "已换成这个账户。以前没付成的，由区局重新发放。",
    ProposalState.REFUSED: "没有换账户。请按区局说的改好，再报一次。",
    ProposalState.WITHDRAWN: "报送人撤回，没有换账户。",
}


@dataclass(frozen=True)
class SentIn:
    """One account that was sent in. ``note``: why it came back. ``own``: this worker's, so that
    he may withdraw it while it waits."""

    proposal_id: int
    person_id: int
    name: str
    village: str
    bank_name: str
    account_name: str
    account: str
    reason: str
    speaks: str
    state: str
    tone: str
    then: str
    note: str
    sent_by: str
    sent_at: datetime
    decided_at: datetime | None
    waits: bool
    own: bool
    evidence: list[dict[str, Any]]


def sent_in(user: User) -> Any:
    """What the stations of the area sent in: what came back and what waits first."""
    rows = proposals_visible_to(user) if user.may("accounts.propose") else None
    if rows is None:
        return AccountProposal.objects.none()
    return rows.select_related("person__region").order_by("-pk")


def of_person(user: User, person_id: int) -> list[SentIn]:
    """What was sent in for one person, latest first."""
    rows = sent_in(user).filter(person=person_id).prefetch_related("evidence__stored")
    return [told(one, user) for one in rows[:5]]


def counts(user: User) -> dict[str, int]:
    """How many wait at the bureau, and how many came back to this worker and were not sent in
    again."""
    rows = sent_in(user)
    latest: dict[int, tuple[str, int]] = {}
    for person, state, by in rows.order_by("pk").values_list("person", "state", "proposed_by"):
        latest[person] = (state, by)
    return {
        "waiting": sum(state == ProposalState.PENDING for state, _ in latest.values()),
        "back": sum(
            state == ProposalState.REFUSED and by == user.pk for state, by in latest.values()
        ),
    }


def told(proposal: Any, user: User) -> SentIn:
    """One of them in words."""
    state = ProposalState(proposal.state)
    return SentIn(
        proposal_id=proposal.pk,
        person_id=proposal.person_id,
        name=proposal.person.name,
        village=spoken_name(proposal.person.region.name),
        bank_name=proposal.bank_name,
        account_name=proposal.account_name,
        account=mask_account(str(proposal.number)),
        reason=proposal.reason,
        speaks=proposal.speaks or "",
        state=PROPOSAL_LABELS[state],
        tone=_TONES[state],
        then=_THEN[state],
        note=proposal.decision_note,
        sent_by=str(proposal.proposed_by),
        sent_at=proposal.proposed_at,
        decided_at=proposal.decided_at,
        waits=state == ProposalState.PENDING,
        own=proposal.proposed_by_id == user.pk,
        evidence=[
            {"id": one.pk, "is_file": one.stored_id is not None} for one in proposal.evidence.all()
        ],
    )
