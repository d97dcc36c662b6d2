"""The first step: what somebody typed is written down, and nobody is looked up.

So neither the answer nor its time can depend on who it is: the same statements run for everybody,
and a worker looks later.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from support_services.enquiry import codes
from support_services.enquiry.models import Enquiry
from support_services.notices.channels import sms
from veterans.foundation import idcard, pace
from veterans.foundation.codes import is_fresh
from veterans.foundation.errors import Refused
from veterans.registry.rules import clean_name

HOUR, DAY = 60 * 60, 24 * 60 * 60
TOO_MANY = "这一会儿查得太多了，先不能查。请过一会儿再来，或者打下面的电话，我们帮您查。"
CLOSED = "这里还没有开通凭验证码查询，请打下面的电话，或者到服务站问。"
_FORM = re.compile(r"\A[0-9a-f]{32}\Z")
_TICKET = re.compile(r"\A[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Asked:
    """``ticket``: what the form for the code takes along; ``key``: what the worker is rung for."""

    ticket: str
    key: int


def is_open() -> bool:
    """Whether a message can be sent at all; the same for everybody."""
    return sms.is_on()


def is_token(form: str) -> bool:
    """Whether it looks like the token of a form that was shown."""
    return _FORM.match(form) is not None


def ticket_of(typed: str) -> str:
    """The ticket that came back with a form; for what is none, one that belongs to nobody, so that
    it is answered like any other."""
    return typed if _TICKET.match(typed) else codes.new_ticket()


def ask(*, name: str, number: str, form: str, address: str, at: datetime, today: date) -> Asked:
    """Write down that somebody asks. The same form with the same words is the same enquiry.

    ``form``: the token of the form that was shown. ``address``: from where; counted by a digest
    that nobody keeps. Refuses what is no name or identity number by its form alone, whoever asks
    too often (``TooOften``, also where that cannot be counted), and everybody while no message can
    be sent.
    """
    if not is_open():
        raise Refused(CLOSED)
    if not is_token(form):
        raise Refused("这一页放得太久了，请再按一次。")
    clean, checked = clean_name(name), idcard.check(number, today=today)
    _keep_pace(checked, address, at)
    ticket = codes.ticket(form, clean, checked)
    known = _known(ticket)
    if known is not None:
        key, asked_at = known
        if is_fresh(asked_at, at=at, minutes=settings.PORTAL_ENQUIRY_MINUTES):
            return Asked(ticket, key)
        # The browser brought back a form of long ago: it is a new enquiry.
        ticket = codes.new_ticket()
    return _write(ticket, clean, checked, at)


def _known(ticket: str) -> tuple[int, datetime] | None:
    rows = Enquiry.objects.filter(ticket_digest=codes.ticket_digest(ticket))
    return rows.values_list("pk", "asked_at").first()


def _write(ticket: str, name: str, number: str, at: datetime) -> Asked:
    try:
        with transaction.atomic():
            made = Enquiry.objects.create(
                ticket_digest=codes.ticket_digest(ticket),
                name=name,
                number=number,
                asked_at=at,
                code_digest=codes.no_code(),
            )
    except IntegrityError:
        # Pressed twice in one moment.
        found = _known(ticket)
        assert found is not None
        return Asked(ticket, found[0])
    return Asked(ticket, made.pk)


def _keep_pace(number: str, address: str, at: datetime) -> None:
    """By address, by number whether it is anybody's or not, and in all. Nobody may go on guessing
    where the count cannot be kept."""
    pace.keep_strangers(
        pace.Counted("enquired_from", address, HOUR, settings.PORTAL_ENQUIRIES_PER_ADDRESS),
        pace.Counted("enquired_for", number, DAY, settings.PORTAL_ENQUIRIES_PER_NUMBER),
        pace.Counted("enquired", "all", HOUR, settings.PORTAL_ENQUIRIES_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
