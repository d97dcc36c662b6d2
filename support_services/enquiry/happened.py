"""What enquiries tell of a life: for staff in the time line of the file."""

from collections.abc import Iterator

from support_services.enquiry.models import Enquiry
from support_services.enquiry.states import (
    ENQUIRY_LABELS,
    TROUBLE_LABELS,
    WHY_LABELS,
    EnquiryState,
    Trouble,
    Why,
)
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.selectors.changes import day_of
from veterans.registry.timeline import FILE, Happened

SHOWN = 60
# What may be somebody who tries other people's numbers.
_ODD = {Why.NAME, Why.DEAD, Why.OFTEN}


def looked_up(user: User, person: Person) -> Iterator[Happened]:
    """Who asked by this person's number, as far as it is known: that somebody did."""
    if not people_visible_to(user).filter(pk=person.pk).exists():
        return
    rows = Enquiry.objects.filter(person=person).defer("name", "number")
    for one in rows.order_by("-asked_at", "-pk")[:SHOWN]:
        yield Happened(
            FILE,
            day_of(one.asked_at),
            f"网上查询：{words(one)}",
            note(one),
            at=one.asked_at,
            tone=tone(one),
        )


def words(one: Enquiry) -> str:
    """What came of it, in a few words."""
    state = EnquiryState(one.state)
    if state is EnquiryState.SILENT:
        return f"没有发验证码，{WHY_LABELS[Why(one.why)]}"
    if state in (EnquiryState.PROVED, EnquiryState.LEFT):
        return "本人凭验证码看了"
    return ENQUIRY_LABELS[state]


def note(one: Enquiry) -> str:
    """Codes that were wrong, and a message that may not have arrived."""
    parts = [TROUBLE_LABELS[Trouble(one.trouble)]] if one.trouble else []
    if one.tries:
        parts.append(f"验证码填错 {one.tries} 次")
    return "；".join(parts)


def tone(one: Enquiry) -> str:
    if one.why and Why(one.why) in _ODD:
        return "warn"
    return "warn" if one.tries >= 3 else "idle"
