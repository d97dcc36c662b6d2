"""Whether an answer was the unit's own: its contact is told of it, says so if it was not, and
somebody else than who made the link finds out.

A forged answer is noticed because the receipt goes to the number of the register, not to who holds
the link. Where no message reaches the contact, or one hand of ours had both the link and the code,
the office has to ask the unit itself.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from support_services.notices.rules import TEXT_LENGTH
from support_services.notices.services import telling
from support_services.units import answering, secrets_of_links
from support_services.units.hearing import KIND
from support_services.units.models import Link, Reply, ReplyCheck
from support_services.units.rules import receipt_message
from support_services.units.selectors import reply_visible_to
from support_services.units.services.links import end_link, note
from support_services.units.services.opening import Gone
from support_services.units.states import (
    CHECK_WHY_LABELS,
    DENIABLE,
    ROAD_LABELS,
    CheckState,
    CheckWhy,
    LinkDeed,
    Road,
)
from veterans.accounts.models import User
from veterans.accounts.roles import Role, require
from veterans.foundation import audit, pace
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text

HOUR = 60 * 60
# Who is told that there is something to look into: whoever did not make the link.
HEARERS = (Role.REVIEWER, Role.APPROVER)
DENIED_WHY, FORGED_WHY = "单位说答复不是它交的", "核实过，答复不是单位交的"
NOTHING_TAKEN_BACK = "事项没有自动变，由双拥办核实以后处理。"


def tell_contact(
    reply: Reply, *, denial_url: Callable[[str], str] | None, at: datetime, today: date
) -> None:
    """A receipt to the contact on file, by the outbox, with the way to say that it was not theirs;
    in the transaction of the answer. Where no message can go, or the answer is of one hand of ours,
    a check is opened and the reviewers are told."""
    secret = secrets_of_links.new_secret()
    told = telling.tell(
        event="unit_answered",
        subject=("unit_reply", reply.pk),
        title=f"答复回执 {reply.receipt}",
        text=_receipt(reply, denial_url(secret) if denial_url is not None else "", at),
        on=today,
        at=at,
        hearer=(KIND, reply.link.unit_id),
    )
    if told:
        reply.denial = secrets_of_links.denial_digest(secret)
        reply.save(update_fields=["denial"])
        note(reply.link, LinkDeed.TOLD, at, told=reply.receipt)
    if told and not reply.alone:
        return
    why = CheckWhy.ONE_HAND if reply.alone else CheckWhy.UNREACHED
    check = ReplyCheck.objects.create(reply=reply, why=why.value, opened_at=at)
    _tell_office(check, at, today)


def _receipt(reply: Reply, url: str, at: datetime) -> str:
    """As it goes out; without the address where that makes it too long for a message, so that the
    answer itself is taken all the same."""
    bureau, phone = settings.PORTAL_BUREAU_NAME, settings.PORTAL_BUREAU_PHONE
    sent = timezone.localtime(at)
    whole = receipt_message(bureau, sent, reply.receipt, url=url, phone=phone)
    if len(whole) <= TEXT_LENGTH:
        return whole
    return receipt_message(bureau, sent, reply.receipt, url="", phone=phone)


def _tell_office(check: ReplyCheck, at: datetime, today: date) -> None:
    reply = check.reply
    why = CheckWhy(check.why)
    for role in HEARERS:
        telling.tell(
            event=f"unit_check_{why.value}",
            subject=("unit_reply", reply.pk),
            title=f"答复 {reply.receipt}：{CHECK_WHY_LABELS[why]}"[:60],
            text=f"“{reply.link.unit.name}”对“{reply.link.title}”的答复（{reply.label}）："
            f"{CHECK_WHY_LABELS[why]}。请没有发链接的人打单位登记的电话问清楚，再记下结果。",
            on=today,
            at=at,
            role=role,
            link=reverse("admin:unit_reply", args=[reply.pk]),
        )


def deniable(token: str, *, at: datetime) -> Reply:
    """The answer that this receipt is of; one query. Refuses with ``Gone`` what is none, and what
    is older than ``DENIABLE``."""
    rows = Reply.objects.select_related("link__unit").filter(sent_at__gt=at - DENIABLE)
    found = rows.filter(denial=secrets_of_links.denial_digest(token)).first()
    if found is None:
        raise Gone("没有这份回执。")
    return found


def keep_denials(address: str, at: datetime) -> None:
    """As many as a person has; refuses whoever asks faster."""
    pace.keep_strangers(
        pace.Counted("denials_from", address, HOUR, settings.PORTAL_LINK_TRIES_PER_ADDRESS),
        words="这一会儿试得太多了，请过一会儿再来，或者打下面的电话。",
        at=at,
    )


@transaction.atomic
def deny_by_receipt(*, token: str, address: str, at: datetime, today: date) -> ReplyCheck:
    """这不是我们答的, by whoever has the receipt; twice does it once."""
    keep_denials(address, at)
    found = deniable(token, at=at)
    return _deny(found.pk, Road.LINK, None, "", at, today)


@transaction.atomic
def deny_by_link(*, reply: Reply, at: datetime, today: date) -> ReplyCheck:
    """The same by whoever opened the link anew, with another code, and found an answer there that
    is none of theirs. The caller has asked for the pass."""
    return _deny(reply.pk, Road.LINK, None, "", at, today)


@transaction.atomic
def deny_told(
    *, reply_id: int, road: str, note: str = "", by: User, at: datetime, today: date
) -> ReplyCheck:
    """The unit told the office, which writes it down: by which road, and what was said."""
    require(by, "units.code")
    reply_visible_to(by, reply_id)
    if road not in (Road.PHONE, Road.PAPER, Road.FACE):
        raise Refused("请选择单位是怎样告诉我们的。")
    check = _deny(reply_id, Road(road), by, _said(note, "单位怎样说"), at, today)
    _record("denied", check, by, at, road=road)
    return check


def _deny(
    reply_id: int, road: Road, by: User | None, words: str, at: datetime, today: date
) -> ReplyCheck:
    """The link opens nothing any more, what can be taken back is, and somebody has to find out."""
    reply = _locked(reply_id)
    check = ReplyCheck.objects.filter(reply=reply).first()
    if check is not None and check.state in (CheckState.DENIED, CheckState.NOT_THEIRS):
        return check
    if check is None:
        check = ReplyCheck(reply=reply, opened_at=at)
    check.why, check.state = CheckWhy.DENIED.value, CheckState.DENIED.value
    check.denied_at, check.denied_by, check.denied_road = at, by, road.value
    check.note = words
    check.settled_by = check.settled_at = None
    check.settled_how = ""
    check.did = _taken_back(reply, road, by, at, today)
    check.save()
    told = f"{reply.receipt}，{ROAD_LABELS[road]}"
    end_link(reply.link, LinkDeed.DENIED, DENIED_WHY, by, at, told=told)
    if by is None:
        _record("denied", check, None, at, road=road.value)
    _tell_office(check, at, today)
    return check


def _taken_back(reply: Reply, road: Road, by: User | None, at: datetime, today: date) -> str:
    found = answering.known(reply.link.about)
    if found is None or not isinstance(found[0], answering.Disownable) or reply.sent_at is None:
        return NOTHING_TAKEN_BACK
    return found[0].disown(
        key=found[1],
        unit=reply.link.unit,
        verb=reply.verb,
        link_id=reply.link_id,
        answered_at=reply.sent_at,
        road=road.value,
        by=by,
        at=at,
        today=today,
    )[:300]


@transaction.atomic
def settle(*, reply_id: int, theirs: bool, how: str, by: User, at: datetime, today: date) -> Reply:
    """核实: whether the unit gave that answer, as it said itself when it was called at the number
    of the register, and how that was found out. Refuses who made the link, and an answer about
    which nothing waits.

    Theirs: it stands; what a denial has taken back, the unit answers again. Not theirs: what can be
    taken back is.
    """
    require(by, "units.check")
    reply_visible_to(by, reply_id)
    reply = _locked(reply_id)
    check = ReplyCheck.objects.filter(reply=reply).first()
    if check is None or check.state not in (CheckState.OPEN, CheckState.DENIED):
        raise Refused("这份答复没有要核实的。")
    if why := why_not_settle(reply, by):
        raise Refused(why)
    told = _said(how, "怎样核实的", needed=True)
    if not theirs and check.state == CheckState.OPEN:
        check.did = _taken_back(reply, Road.PHONE, by, at, today)
    check.state = (CheckState.THEIRS if theirs else CheckState.NOT_THEIRS).value
    check.settled_by, check.settled_at, check.settled_how = by, at, told
    check.save()
    said = f"{reply.receipt}，{'是' if theirs else '不是'}本单位答的"
    if theirs:
        note(reply.link, LinkDeed.CHECKED, at, by=by, told=said)
    else:
        end_link(reply.link, LinkDeed.CHECKED, FORGED_WHY, by, at, told=said)
    _record("checked", check, by, at, theirs=theirs)
    return reply


def why_not_settle(reply: Reply, by: User) -> str:
    """Why this person does not find out about that answer; "" where he may."""
    if reply.link.made_by_id == by.pk and not settings.PORTAL_LINK_ALONE:
        return "链接是您发的，请另一位同事核实。"
    return ""


def _locked(reply_id: int) -> Reply:
    """The link first, as whoever answers does."""
    link_id = Reply.objects.values_list("link", flat=True).get(pk=reply_id)
    link = Link.objects.select_for_update(of=("self",)).select_related("unit").get(pk=link_id)
    reply = Reply.objects.select_for_update().get(pk=reply_id)
    reply.link = link
    return reply


def _said(text: str, what: str, *, needed: bool = False) -> str:
    told = clean_open_text(text, what=what, longest=200)
    if kind_in(told):
        raise Refused(f"{what}里不要写身份证号、电话或账号。")
    if needed and not told:
        raise Refused(f"请填写{what}。")
    return told


def _record(deed: str, check: ReplyCheck, by: User | None, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"units.reply_{deed}",
        subject="unit_link",
        subject_id=check.reply.link_id,
        detail={"reply": check.reply_id, **detail},
        at=at,
    )
