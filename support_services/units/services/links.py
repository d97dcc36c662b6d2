"""Links at the bureau: made and shown once, taken back, and a code read out on the telephone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from support_services.notices.channels import sms
from support_services.units import answering, secrets_of_links
from support_services.units.models import (
    TITLE_LENGTH,
    Link,
    LinkAct,
    LinkCode,
    LinkMessage,
    Unit,
)
from support_services.units.rules import code_message, link_message
from support_services.units.selectors import link_visible_to, unit_visible_to
from support_services.units.states import CODES, LinkDeed, MessageFor
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.codes import new_code
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text

# Longer than that nobody has looked whether the paper is still in the right hands.
LONGEST = 92
ALONE = "链接也是本人发的，按设置一人办理"
NOT_THEIRS = "这件事和这个单位没有关系，或者已经撤回，不能发答复链接。"


@dataclass(frozen=True)
class Made:
    """A link and its ``secret``, which is nowhere else and cannot be shown again."""

    link: Link
    secret: str


@transaction.atomic
def make_link(
    *,
    unit_id: int,
    about: str,
    days: int,
    purpose: str = "",
    by_message: bool = False,
    url_of: Callable[[str], str],
    by: User,
    at: datetime,
    today: date,
) -> Made:
    """A link for one unit and one thing, to the end of the last of ``days``; an older one for the
    same ends. ``by_message``: it goes to the contact's mobile too. ``url_of``: the address with a
    secret in it.

    Refuses a closed unit, a thing that is none of its business or over, more than ``LONGEST``
    days, and a message where none can be sent.
    """
    require(by, "units.link")
    unit_visible_to(by, unit_id)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if unit.closed_at is not None:
        raise Refused("这个单位已经停用，不能发答复链接。")
    shown = answering.shows(about, unit, today)
    if shown is None:
        raise Refused(NOT_THEIRS)
    if shown.over:
        raise Refused(f"这件事现在不用答复：{shown.over}")
    if not 1 <= days <= LONGEST:
        raise Refused(f"有效期最短 1 天，最长 {LONGEST} 天。")
    told = clean_open_text(purpose, what="请他们做什么")
    if kind_in(told):
        raise Refused("“请他们做什么”里不要写身份证号、电话或账号。")
    if by_message and not may_be_texted(unit):
        raise Refused("短信没有开通，或者没有登记联系人的手机号，不能用短信发，请打印答复单。")
    older = Link.objects.select_for_update().filter(unit=unit, about=about, revoked_at=None).first()
    if older is not None:
        end_link(older, LinkDeed.REPLACED, "另发了新的链接", by, at)
    secret = secrets_of_links.new_secret()
    last_day = today + timedelta(days=days)
    link = Link.objects.create(
        unit=unit,
        about=about,
        title=shown.title[:TITLE_LENGTH],
        purpose=told,
        digest=secrets_of_links.link_digest(secret),
        made_by=by,
        made_at=at,
        expires_at=timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min)),
    )
    note(link, LinkDeed.MADE, at, by=by)
    if by_message:
        text = link_message(settings.PORTAL_BUREAU_NAME, url_of(secret), last_day)
        put_message(link, MessageFor.LINK, text, at)
        note(link, LinkDeed.TEXTED, at, by=by)
    _record("link_made", link, by, at, about=about, replaces=older.pk if older else None)
    return Made(link, secret)


@transaction.atomic
def revoke_link(*, link_id: int, why: str, by: User, at: datetime) -> Link:
    """It opens nothing any more from the moment this commits; a form that is open is not taken."""
    require(by, "units.link")
    link = _locked(link_id, by)
    told = clean_open_text(why, what="原因")
    if not told or kind_in(told):
        raise Refused("请写明为什么收回，不要写身份证号、电话或账号。")
    if link.revoked_at is not None:
        raise Refused("这个链接已经收回。")
    end_link(link, LinkDeed.REVOKED, told, by, at)
    _record("link_revoked", link, by, at)
    return link


@transaction.atomic
def read_out_code(*, link_id: int, by: User, at: datetime) -> str:
    """A code to be read out to somebody of the unit who was called at the number of the register;
    it is shown once, and the one before counts no more. On record beside the link, with who read
    it.

    Refuses who made the link: with both he could answer in the unit's place. Where the setting lets
    one person do it, that is on record too, and the answer has to be looked into by another.
    """
    require(by, "units.code")
    link = _locked(link_id, by)
    if not link.is_live(at):
        raise Refused("这个链接已经收回、过期，或者单位已经停用，不用再读验证码。")
    if why := why_not_read(link, by):
        raise Refused(why)
    code = make_code(link, LinkDeed.READ, at, by=by)
    _record("code_read", link, by, at, alone=link.made_by_id == by.pk)
    return code


def why_not_read(link: Link, by: User) -> str:
    """Why this person does not read out a code of this link; "" where he may."""
    if link.made_by_id == by.pk and not settings.PORTAL_LINK_ALONE:
        return "链接是您发的，验证码要由另一位同事打单位登记的电话读出，您看不到。"
    return ""


def may_be_texted(unit: Unit) -> bool:
    """Whether a message can reach its contact."""
    return sms.is_on() and unit.contact_phone is not None


def make_code(link: Link, deed: LinkDeed, at: datetime, *, by: User | None = None) -> str:
    """A new code for a link that the caller has locked; the one before is gone. Refuses a link that
    had as many today as the setting allows."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    had = link.acts.filter(deed__in=[one.value for one in CODES], at__gte=midnight).count()
    if had >= settings.PORTAL_LINK_CODES_A_DAY:
        raise Refused("这个链接今天要验证码的次数满了，请明天再要，或者请区局重新发一个链接。")
    code = new_code()
    LinkCode.objects.filter(link=link).delete()
    link.messages.filter(brings=MessageFor.CODE).delete()
    LinkCode.objects.create(
        link=link,
        digest=secrets_of_links.code_digest(link.digest, code),
        made_at=at,
        read_by=by,
        alone=is_alone(link, by),
    )
    if by is None:
        minutes = settings.PORTAL_LINK_CODE_MINUTES
        text = code_message(settings.PORTAL_BUREAU_NAME, code, minutes)
        put_message(link, MessageFor.CODE, text, at)
    alone = by is not None and link.made_by_id == by.pk
    note(link, deed, at, by=by, told=ALONE if alone else "")
    return code


def is_alone(link: Link, by: User | None) -> bool:
    """Whether who made the link may know its code: he reads it out, or it goes to a mobile that he
    wrote down and nobody else has checked."""
    if by is not None:
        return link.made_by_id == by.pk
    unit = link.unit
    return unit.contact_by_id == link.made_by_id and unit.contact_checked_by_id is None


def put_message(link: Link, brings: MessageFor, text: str, at: datetime) -> None:
    LinkMessage.objects.create(
        link=link,
        brings=brings.value,
        phone=str(link.unit.contact_phone),
        text=text,
        made_at=at,
        next_try_at=at,
    )


def note(
    link: Link, deed: LinkDeed, at: datetime, *, by: User | None = None, told: str = ""
) -> None:
    """A line in the story of a link."""
    LinkAct.objects.create(link=link, deed=deed.value, by=by, at=at, note=told)


def end_link(
    link: Link, deed: LinkDeed, why: str, by: User | None, at: datetime, *, told: str = ""
) -> None:
    """It opens nothing from now on; ``by`` nobody of ours where the unit ended it. The caller has
    locked it; one that had ended stays as it was."""
    if link.revoked_at is None:
        link.revoked_by, link.revoked_at, link.revoked_why = by, at, why
        link.save(update_fields=["revoked_by", "revoked_at", "revoked_why"])
    LinkCode.objects.filter(link=link).delete()
    link.passes.all().delete()
    link.messages.all().delete()
    note(link, deed, at, by=by, told=told)


def _locked(link_id: int, by: User) -> Link:
    link_visible_to(by, link_id)
    rows = Link.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=link_id)


def _record(deed: str, link: Link, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"units.{deed}",
        subject="unit_link",
        subject_id=link.pk,
        detail={"unit": link.unit_id, **detail},
        at=at,
    )
