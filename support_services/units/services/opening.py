"""What whoever has a link may do with it: open it, ask for a code, give the code back, leave.

Nobody of ours stands behind it, so there is no duty to ask for. A link that is none, was taken back
or is past its time, and one of a unit that was closed, are one and the same: one query, one
refusal (``Gone``). Before the right code nothing is told of what is to be answered.
"""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from support_services.units import secrets_of_links
from support_services.units.models import Link, LinkCode, LinkPass, Unit
from support_services.units.services.links import make_code, may_be_texted, note
from support_services.units.states import HOLDING, MOST_TRIES, TRIES, LinkDeed
from veterans.foundation import audit, pace
from veterans.foundation.codes import is_fresh, no_code
from veterans.foundation.errors import NotFound, Refused

HOUR = 60 * 60
TOO_MANY = "这一会儿试得太多了，先不能用。请过一会儿再来，或者打下面的电话。"
WRONG = "验证码不对，或者过了时间、已经用过了。"
BY_TELEPHONE = (
    "这个单位没有登记能收短信的手机，请打下面的电话，我们按登记的电话打回来，告诉您验证码。"
)


class Gone(NotFound):
    """The one answer to every link that opens nothing."""


class WrongCode(Refused):
    """The one answer to every code that is not right."""


def live(token: str, *, at: datetime, lock: bool = False) -> Link:
    """The link with that secret; refuses with ``Gone`` whatever opens nothing, after the same
    queries: one, and two where it is locked."""
    digest = secrets_of_links.link_digest(token)
    if lock:
        found = Link.objects.select_for_update().filter(digest=digest).first()
        # Asked after the lock was got: whoever closes the unit locks its links as well.
        unit = Unit.objects.filter(pk=found.unit_id if found is not None else 0).first()
        if found is not None and unit is not None:
            found.unit = unit
    else:
        found = Link.objects.select_related("unit").filter(digest=digest).first()
    if found is None or not found.is_live(at):
        raise Gone("没有这个链接。")
    return found


def may_ask_by_message(link: Link) -> bool:
    """Whether a code can go to the contact's mobile."""
    return may_be_texted(link.unit)


def open_link(*, token: str, address: str, at: datetime) -> bool:
    """Write down that it was opened; whether a code can be asked for by message."""
    _keep_openings(address, at)
    with transaction.atomic():
        link = live(token, at=at)
        note(link, LinkDeed.OPENED, at)
    return may_be_texted(link.unit)


def ask_code(*, token: str, address: str, at: datetime) -> int:
    """A new code on its way to the contact of the unit; the number of the link, for which the
    worker is rung. Refuses where no message can be sent, and whoever asks too often."""
    pace.keep_strangers(
        pace.Counted("link_codes_from", address, HOUR, settings.PORTAL_LINK_CODES_PER_ADDRESS),
        pace.Counted("link_codes", "all", HOUR, settings.PORTAL_LINK_CODES_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
    with transaction.atomic():
        link = live(token, at=at, lock=True)
        if not may_be_texted(link.unit):
            raise Refused(BY_TELEPHONE)
        make_code(link, LinkDeed.CODED, at)
        return int(link.pk)


def prove(*, token: str, code: str, address: str, at: datetime) -> str:
    """Give the code back, once; the pass. ``code``: six digits, its form was looked at before.

    Refuses with ``WrongCode`` whatever is wrong with it: none was made, another one, too late,
    used, tried too often.
    """
    pace.keep_strangers(
        pace.Counted("link_tries_from", address, HOUR, settings.PORTAL_LINK_TRIES_PER_ADDRESS),
        pace.Counted("link_tries_at", token, HOUR, settings.PORTAL_LINK_TRIES_PER_LINK),
        pace.Counted("link_tries", "all", HOUR, settings.PORTAL_LINK_TRIES_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
    given = secrets_of_links.new_secret()
    with transaction.atomic():
        link = live(token, at=at, lock=True)
        kept = LinkCode.objects.filter(link=link).first()
        expected = bytes(kept.digest) if kept is not None else no_code()
        fits = secrets.compare_digest(secrets_of_links.code_digest(link.digest, code), expected)
        right = kept is not None and _counts(kept, at) and fits
        mine = LinkCode.objects.filter(link=link)
        if right and kept is not None:
            mine.delete()
            LinkPass.objects.create(
                link=link,
                digest=secrets_of_links.pass_digest(given),
                given_at=at,
                alone=kept.alone,
            )
            note(link, LinkDeed.PROVED, at)
            audit.record(
                actor=None,
                action="units.proved",
                subject="unit_link",
                subject_id=link.pk,
                detail={"unit": link.unit_id},
                at=at,
            )
        else:
            mine.update(tries=Least(F("tries") + 1, MOST_TRIES))
            note(link, LinkDeed.WRONG, at)
    if not right:
        raise WrongCode(WRONG)
    return given


def _counts(kept: LinkCode, at: datetime) -> bool:
    minutes = settings.PORTAL_LINK_CODE_MINUTES
    return kept.tries < TRIES and is_fresh(kept.made_at, at=at, minutes=minutes)


def held(link: Link, given: str, *, at: datetime) -> LinkPass | None:
    """This pass, where it opens the link now."""
    rows = LinkPass.objects.filter(link=link, digest=secrets_of_links.pass_digest(given))
    return rows.filter(given_at__gt=at - HOLDING).first() if given else None


@transaction.atomic
def leave(*, token: str, given: str, at: datetime) -> None:
    """看完退出: the pass is worth nothing from now on. Twice does it once."""
    link = live(token, at=at, lock=True)
    gone, _ = LinkPass.objects.filter(
        link=link, digest=secrets_of_links.pass_digest(given)
    ).delete()
    if gone:
        note(link, LinkDeed.LEFT, at)


def _keep_openings(address: str, at: datetime) -> None:
    pace.keep_strangers(
        pace.Counted("links_from", address, HOUR, settings.PORTAL_LINK_OPENINGS_PER_ADDRESS),
        words=TOO_MANY,
        at=at,
    )
