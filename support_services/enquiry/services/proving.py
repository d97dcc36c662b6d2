"""The second step: a code comes back; and the pass that it gives.

Whatever is wrong with it, the same two statements run, nothing sealed is opened, and there is one
answer: not there, nobody found, another code, too late, used, too many tries.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from support_services.enquiry import codes
from support_services.enquiry.models import Enquiry
from support_services.enquiry.services.asking import HOUR, TOO_MANY
from support_services.enquiry.states import MOST_TRIES, TRIES, VIEWING, EnquiryState
from veterans.foundation import audit, pace
from veterans.foundation.codes import is_fresh
from veterans.foundation.errors import Refused

WRONG = "验证码不对，或者过了时间、已经用过了。"
# What this asks of the row: nothing that is sealed.
_COLUMNS = ("ticket_digest", "code_digest", "state", "asked_at", "tries", "person_id")


class WrongCode(Refused):
    """The one answer to everything that is not right."""


@dataclass(frozen=True)
class Viewer:
    """Who looks: the person, and by which enquiry."""

    person_id: int
    enquiry_id: int


def prove(*, ticket: str, code: str, address: str, at: datetime) -> str:
    """Give the code back, once; the pass. ``code``: six digits, its form was looked at before.

    Refuses with ``WrongCode`` whatever is wrong, and whoever tries too often (``TooOften``).
    """
    _keep_pace(address, at)
    given = codes.new_pass()
    kept = codes.ticket_digest(ticket)
    with transaction.atomic():
        rows = Enquiry.objects.select_for_update(of=("self",)).only(*_COLUMNS)
        found = rows.filter(ticket_digest=kept).first()
        expected = bytes(found.code_digest) if found is not None else codes.no_code()
        fits = secrets.compare_digest(codes.code_digest(kept, code), expected)
        right = found is not None and _is_open(found, at) and fits
        mine = Enquiry.objects.filter(pk=found.pk if found is not None else 0)
        if found is None or not right:
            mine.update(tries=Least(F("tries") + 1, MOST_TRIES))
        else:
            mine.update(
                state=EnquiryState.PROVED.value,
                proved_at=at,
                pass_digest=codes.pass_digest(given),
            )
            audit.record(
                actor=None,
                action="enquiry.proved",
                subject="enquiry",
                subject_id=found.pk,
                detail={"person": str(found.person_id)},
                at=at,
            )
    if not right:
        raise WrongCode(WRONG)
    return given


def _is_open(found: Enquiry, at: datetime) -> bool:
    fresh = is_fresh(found.asked_at, at=at, minutes=settings.PORTAL_ENQUIRY_MINUTES)
    return found.state == EnquiryState.CODED and found.tries < TRIES and fresh


def whose(token: str, *, at: datetime) -> Viewer | None:
    """Who may look with this pass now; None alike for one that is over and one that never was."""
    rows = Enquiry.objects.filter(
        pass_digest=codes.pass_digest(token),
        state=EnquiryState.PROVED.value,
        proved_at__gt=at - VIEWING,
        person__died_on__isnull=True,
        person__merged_into__isnull=True,
    )
    found = rows.values_list("person", "pk").first()
    return Viewer(*found) if found is not None else None


@transaction.atomic
def leave(token: str, *, at: datetime) -> None:
    """结束查看: the pass is worth nothing from now on. Twice does it once."""
    rows = Enquiry.objects.select_for_update(of=("self",)).only("pk")
    found = rows.filter(
        pass_digest=codes.pass_digest(token), state=EnquiryState.PROVED.value
    ).first()
    if found is None:
        return
    Enquiry.objects.filter(pk=found.pk).update(state=EnquiryState.LEFT.value, pass_digest=None)
    audit.record(actor=None, action="enquiry.left", subject="enquiry", subject_id=found.pk, at=at)


def _keep_pace(address: str, at: datetime) -> None:
    """By address and in all, whatever is tried."""
    pace.keep_strangers(
        pace.Counted("proved_from", address, HOUR, settings.PORTAL_ENQUIRY_TRIES_PER_ADDRESS),
        pace.Counted("proved", "all", HOUR, settings.PORTAL_ENQUIRY_TRIES_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
