"""Honours of somebody, for the time line of his file."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from honors.roll.selectors import honours_of
from honors.roll.states import EDITION_LABELS, EditionState
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import LIFE, Happened


def honoured(user: User, person: Person) -> Iterator[Happened]:
    """What he was honoured with, on the day on which it was conferred, or else entered."""
    for one in honours_of(person):
        state = EditionState(one.state)
        on = one.conferred_on or timezone.localdate(one.published_at or one.entered_at)
        reads = user.may("honours.read") and not user.is_station
        yield Happened(
            LIFE,
            on,
            f"荣誉：{one.year} 年度{one.title.name}",
            "" if state is EditionState.PUBLISHED else EDITION_LABELS[state][0],
            one.title.body,
            tone="ok" if state is EditionState.PUBLISHED else "idle",
            url=reverse("admin:honour", args=[one.honour_id]) if reads else "",
        )
