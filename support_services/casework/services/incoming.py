"""What is done with 网上来件: opened, made a case or an objection, or refused with its reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from support_services.casework.models import Case, Incoming
from support_services.casework.selectors import cases_visible_to
from support_services.casework.selectors.incoming import incoming_visible_to, one_visible_to
from support_services.casework.services.opening import Caller, Proxy, open_case
from support_services.casework.services.writing import said
from support_services.casework.states import (
    ANONYMOUS,
    BUREAU_ONLY,
    OBJECTION,
    OF_OBJECTIONS,
    Channel,
    IncomingState,
    RefusalReason,
)
from support_services.subsidies.models import PublicityObjection
from support_services.subsidies.services.publicity_objections import raise_objection
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.accounts.selectors import names_of
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.covered import REASONS
from veterans.registry.models import Person


class TakenAlready(Refused):
    """Somebody else was quicker; the message says who."""


@dataclass(frozen=True)
class OpenedLetter:
    """What somebody sent, open. The telephone only by ``see_phone`` or to look somebody up."""

    incoming: Incoming
    name: str
    phone: str
    content: str
    meant_name: str
    reason_text: str


@transaction.atomic
def open_up(*, incoming_id: int, by: User, at: datetime) -> OpenedLetter:
    """What was sent, for whoever may see it; the look is on record."""
    found = one_visible_to(by, incoming_id)
    _record("viewed", found, by, at)
    return OpenedLetter(
        incoming=found,
        name=str(found.name or ANONYMOUS),
        phone=str(found.phone or ""),
        content=str(found.content),
        meant_name=str(found.meant_name or ""),
        reason_text=str(found.reason_text or ""),
    )


@transaction.atomic
def see_phone(*, incoming_id: int, reason: str, by: User, at: datetime) -> str:
    """The telephone to call back, for a reason that is on record."""
    if reason not in REASONS:
        raise Refused("请选择查看的原因。")
    found = one_visible_to(by, incoming_id)
    if not found.phone:
        raise Refused("没有留电话。")
    _record("phone_seen", found, by, at, {"reason": reason})
    return str(found.phone)


@transaction.atomic
def accept(
    *,
    incoming_id: int,
    person: Person | None,
    kind: str,
    subject: str,
    consent_no: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Case:
    """Make a case of it, in the hands of whoever takes it; received on the day it was sent, so
    that the clocks have been running since, and about the same thing.

    ``person``: whose it is, None for somebody who is not registered. ``consent_no``: how it is
    known that somebody may speak for another. Refuses what was taken already, and says by whom.
    """
    require(by, "incoming.take")
    incoming = _locked(incoming_id, by)
    if incoming.kind == OBJECTION:
        raise Refused("这是公示异议，请按“登记为异议”，不登记成诉求。")
    case = open_case(
        of=person if person is not None else _caller(incoming),
        kind=kind,
        channel=Channel.ONLINE.value,
        subject=subject,
        content=str(incoming.content),
        about=incoming.about,
        received_on=incoming.sent_on,
        proxy=_proxy(incoming, consent_no),
        is_sensitive=True if incoming.kind in BUREAU_ONLY else None,
        by=by,
        at=at,
        today=today,
    )
    incoming.state, incoming.case = IncomingState.ACCEPTED.value, case
    incoming.decided_by, incoming.decided_at = by, at
    incoming.save(update_fields=["state", "case", "decided_by", "decided_at"])
    _record("accepted", incoming, by, at, {"case": case.pk})
    return case


@transaction.atomic
def object_by(*, incoming_id: int, by: User, at: datetime, today: date) -> PublicityObjection:
    """Register it as an objection to that line of the 公示, raised on the day it was sent, so that
    what came on the last day is in time whenever it is read. From here on it holds the money.

    Refuses what was taken already, and says by whom; and a line there is nothing to hold of any
    more: that is refused, with the reason.
    """
    require(by, "incoming.take")
    incoming = _locked(incoming_id, by)
    if incoming.kind != OBJECTION:
        raise Refused("这件来件不是公示异议，请接收，登记成诉求。")
    made = raise_objection(
        entry_id=int(incoming.about.partition(":")[2]),
        raised_on=incoming.sent_on,
        objector=str(incoming.name or ""),
        contact=str(incoming.phone or ""),
        text=str(incoming.content),
        by=by,
        at=at,
        today=today,
    )
    incoming.state, incoming.objection = IncomingState.ACCEPTED.value, made
    incoming.decided_by, incoming.decided_at = by, at
    incoming.save(update_fields=["state", "objection", "decided_by", "decided_at"])
    _record("objected", incoming, by, at, {"objection": made.pk})
    return made


def _caller(incoming: Incoming) -> Caller:
    """Whoever it is about; the telephone is the one that was left."""
    return Caller(str(incoming.meant_name or incoming.name), str(incoming.phone), incoming.region)


def _proxy(incoming: Incoming, consent_no: str) -> Proxy | None:
    if incoming.meant_name is None:
        return None
    if not consent_no.strip():
        raise Refused("这件是替别人反映的，请写明怎么向本人确认的。")
    return Proxy(str(incoming.name), str(incoming.meant_relation), consent_no=consent_no)


@transaction.atomic
def refuse(
    *,
    incoming_id: int,
    reason: str,
    same_as: str = "",
    text: str,
    by: User,
    at: datetime,
) -> Incoming:
    """Not a case, for one of the reasons and no other; what was sent stays, with the reason.

    ``same_as``: the number of the other one, of a case or of another sending, where it is the same
    thing twice; refuses a number that this person does not find.
    """
    require(by, "incoming.refuse")
    if reason not in list(RefusalReason):
        raise Refused("请选择没有接收的原因。")
    told = said(text, what="说明")
    incoming = _locked(incoming_id, by)
    if RefusalReason(reason) in OF_OBJECTIONS and incoming.kind != OBJECTION:
        raise Refused("这个原因只用于公示异议，请另选原因。")
    incoming.same_as = _other(same_as, incoming, by) if reason == RefusalReason.DUPLICATE else ""
    incoming.state, incoming.reason, incoming.reason_text = (
        IncomingState.REFUSED.value, reason, told
    )  # fmt: skip
    incoming.decided_by, incoming.decided_at = by, at
    incoming.save(
        update_fields=["state", "reason", "reason_text", "same_as", "decided_by", "decided_at"]
    )
    _record("refused", incoming, by, at, {"reason": reason})
    return incoming


def _other(typed: str, incoming: Incoming, by: User) -> str:
    number = typed.strip().upper()
    if not number or kind_in(number) or number == incoming.number:
        raise Refused("重复的，请填写另一件的编号，例如 S2026-00012 或 W2026-00012。")
    there = (
        cases_visible_to(by).filter(number=number).exists()
        or incoming_visible_to(by).filter(number=number).exists()
    )
    if not there:
        raise Refused("没有查到另一件的编号，请核对。")
    return number


def _locked(incoming_id: int, by: User) -> Incoming:
    """As it is now, nobody else's until the transaction ends. Refuses what somebody was quicker
    with, and says who."""
    rows = incoming_visible_to(by).select_related(None).select_related("region__parent")
    found = rows.select_for_update(of=("self",)).filter(pk=incoming_id).first()
    if found is None:
        raise NotFound("没有找到这件来件。")
    if found.state != IncomingState.WAITING:
        who = names_of([found.decided_by_id]).get(found.decided_by_id or 0, "别人")
        deed = "接收了" if found.state == IncomingState.ACCEPTED else "处理了，没有接收"
        raise TakenAlready(f"这件来件刚才已经由{who}{deed}，不用再办。")
    return found


def _record(
    deed: str,
    incoming: Incoming,
    by: User,
    at: datetime,
    detail: dict[str, str | int] | None = None,
) -> None:
    audit.record(
        actor=by,
        action=f"incoming.{deed}",
        subject="incoming",
        subject_id=incoming.pk,
        detail=detail or {},
        at=at,
    )
