"""The worker's part: who is meant, whether a code goes out, and handing it over.

*Looking* is one transaction: it decides, makes the code and the sealed message, and empties what
was typed. Lookers stand in line behind an advisory lock and touch the row of the enquiry once, at
the end, in the same way whatever they found: at the residents' door that row is locked when a code
comes back, and how long that takes must not tell anything. *Handing over* holds the row of the
message while the gateway is asked. A worker that dies leaves an enquiry nobody has looked at, or a
message that goes again with the same words under the same key.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from support_services.enquiry import codes
from support_services.enquiry.models import CodeMessage, Enquiry
from support_services.enquiry.rules import message
from support_services.enquiry.states import WITH_CODE, EnquiryState, Trouble, Why
from support_services.notices.channels.sms import Gateway, Outcome
from veterans.foundation import audit
from veterans.foundation.codes import may_still_go
from veterans.foundation.personal_data import is_mobile
from veterans.registry.models import Person
from veterans.registry.selectors import people_with_numbers

# Any number that nothing else in the portal takes.
_LOOKING = 0x656E7175
LOT = 200
# So many without an answer in a row, and the sweep goes home: the gateway is down, and a worker
# that waits for it does nothing else.
GIVE_UP_AFTER = 3


@dataclass(frozen=True)
class _Found:
    """Whose number it is, and why there is no code for him; ``why`` is None where there is one."""

    person: Person | None
    why: Why | None


def carry(*, enquiry_id: int, sender: Gateway, at: datetime) -> Outcome | None:
    """Look, and hand over what came of it; what the gateway said, None where it was not asked.
    Delivered twice or too late, it does no harm."""
    look(enquiry_id=enquiry_id, at=at)
    return hand_over(enquiry_id=enquiry_id, sender=sender, at=at)


@transaction.atomic
def look(*, enquiry_id: int, at: datetime) -> EnquiryState | None:
    """Decide one enquiry; None where somebody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOOKING])
    asked = Enquiry.objects.filter(pk=enquiry_id, state=EnquiryState.ASKED).first()
    if asked is None:
        return None
    found = _find(asked, at)
    state, digest = EnquiryState.SILENT, codes.no_code()
    if found.why is None and found.person is not None:
        state = EnquiryState.CODED
        digest = _write_code(asked, found.person, at)
    Enquiry.objects.filter(pk=asked.pk).update(
        state=state.value,
        why=found.why.value if found.why is not None else "",
        person=found.person,
        code_digest=digest,
        looked_at=at,
        name=None,
        number=None,
    )
    detail = {"outcome": found.why.value if found.why is not None else "code"}
    if found.person is not None:
        detail["person"] = str(found.person.pk)
    audit.record(
        actor=None,
        action="enquiry.looked",
        subject="enquiry",
        subject_id=asked.pk,
        detail=detail,
        at=at,
    )
    return state


def _find(asked: Enquiry, at: datetime) -> _Found:
    people = people_with_numbers(None, [str(asked.number)], people=Person.objects.all())
    person = people.get(str(asked.number))
    if not may_still_go(asked.asked_at, at=at, minutes=settings.PORTAL_ENQUIRY_MINUTES):
        return _Found(person, Why.LATE)
    if person is None:
        return _Found(None, Why.NOBODY)
    if person.died_on is not None:
        return _Found(person, Why.DEAD)
    if person.name != asked.name:
        return _Found(person, Why.NAME)
    if not is_mobile(str(person.phone or "")):
        return _Found(person, Why.NO_PHONE)
    if _codes_today(person, at) >= settings.PORTAL_ENQUIRY_CODES_A_DAY:
        return _Found(person, Why.OFTEN)
    return _Found(person, None)


def _codes_today(person: Person, at: datetime) -> int:
    """How many codes were made for him today; lookers stand in line, so no two count the same."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    states = [state.value for state in WITH_CODE]
    return person.enquiries.filter(asked_at__gte=midnight, state__in=states).count()


def _write_code(asked: Enquiry, person: Person, at: datetime) -> bytes:
    """Make the code and its message; the code's digest."""
    code = codes.new_code()
    CodeMessage.objects.create(
        enquiry=asked,
        phone=str(person.phone),
        text=message(settings.PORTAL_BUREAU_NAME, code, settings.PORTAL_ENQUIRY_MINUTES),
        next_try_at=at,
    )
    return codes.code_digest(bytes(asked.ticket_digest), code)


@transaction.atomic
def hand_over(*, enquiry_id: int, sender: Gateway, at: datetime) -> Outcome | None:
    """Ask the gateway to take a message; None where there is none to hand over now.

    An answer that is no clear one: again soon, under the same key, as long as the code is of use.
    """
    rows = CodeMessage.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = (
        rows.select_related("enquiry")
        .defer("enquiry__name", "enquiry__number")
        .filter(enquiry_id=enquiry_id, next_try_at__lte=at)
        .first()
    )
    if waiting is None:
        return None
    minutes = settings.PORTAL_ENQUIRY_MINUTES
    if not may_still_go(waiting.enquiry.asked_at, at=at, minutes=minutes):
        _note(waiting, Trouble.UNANSWERED)
        waiting.delete()
        return None
    outcome = waiting.attempt(sender=sender, at=at)
    if outcome is Outcome.REJECTED:
        _note(waiting, Trouble.REFUSED)
    return outcome


def _note(waiting: CodeMessage, trouble: Trouble) -> None:
    Enquiry.objects.filter(pk=waiting.enquiry_id).update(trouble=trouble.value)


def owed(at: datetime, *, is_open: bool) -> list[int]:
    """Enquiries that nobody has looked at, and messages whose time has come: those of the sweep.
    Where nothing can be sent (any more), only those that are too old by now, to be emptied."""
    unseen = Enquiry.objects.filter(state=EnquiryState.ASKED)
    due = CodeMessage.objects.filter(next_try_at__lte=at)
    if not is_open:
        before = at - timedelta(minutes=settings.PORTAL_ENQUIRY_MINUTES)
        unseen, due = unseen.filter(asked_at__lt=before), due.filter(enquiry__asked_at__lt=before)
    found = list(unseen.order_by("asked_at").values_list("pk", flat=True)[:LOT])
    return [*found, *due.order_by("next_try_at").values_list("enquiry", flat=True)[:LOT]]
