"""Candidacies of somebody, for the time line of his file: that he was nominated, and what came of
it; not why another office said no."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from honors.campaigns.selectors.candidates import candidacies_of
from honors.campaigns.states import CANDIDATE_LABELS, READ, CandidateState
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import LIFE, Happened


def nominated(user: User, person: Person) -> Iterator[Happened]:
    """For readers of the bureau; a station hears only of what was conferred, by the roll."""
    if user.is_station or not user.may(READ):
        return
    for one in candidacies_of(person):
        label, tone = CANDIDATE_LABELS[CandidateState(one.state)]
        yield Happened(
            LIFE,
            timezone.localdate(one.entered_at),
            f"参加评选：{one.campaign.name}",
            label,
            "",
            tone=tone,
            url=reverse("admin:candidate", args=[one.pk]),
        )
