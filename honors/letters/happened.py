"""Good news of somebody, for the time line of his file."""

from collections.abc import Iterator

from django.urls import reverse

from honors.letters.selectors import letters_of
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import LIFE, Happened


def good_news(user: User, person: Person) -> Iterator[Happened]:
    """What was checked: on the day it was brought, or else awarded."""
    if not user.may("letters.read"):
        return
    for one in letters_of(person):
        delivered = one.delivered_on is not None
        yield Happened(
            LIFE,
            one.delivered_on or one.awarded_on,
            f"喜报：{one.get_merit_display()}",
            "" if delivered else one.get_state_display(),
            tone="ok" if delivered else "info",
            url="" if user.is_station else reverse("admin:letter", args=[one.pk]),
        )
