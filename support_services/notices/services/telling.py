"""What other floors tell: one notice, in the transaction of what it tells of."""

import re
from datetime import date, datetime
from uuid import uuid4

from django.db import connection, transaction

from support_services.notices import hearers
from support_services.notices.channels import sms
from support_services.notices.models import TITLE_LENGTH, Notice
from support_services.notices.rules import TEXT_LENGTH
from support_services.notices.states import Audience, Channel, NoticeState
from veterans.accounts.models import User
from veterans.accounts.roles import BUREAU, DUTIES, Role
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Level, Region
from veterans.registry.models import Person

_INSIDE = re.compile(r"/(?!/)[^\\]*\Z")


def tell(
    *,
    event: str,
    subject: tuple[str, int],
    title: str,
    text: str,
    on: date,
    at: datetime,
    user: User | None = None,
    region: Region | None = None,
    role: Role | None = None,
    person: Person | None = None,
    hearer: tuple[str, int] | None = None,
    link: str = "",
) -> bool:
    """Write one notice to a colleague, to the inbox of a place's station, to a role at the bureau,
    to a person (by message, or by letter where he has no telephone), or by message to whom a floor
    knows outside the portal (``hearer``: kind and number, ``hearers``); exactly one of the five.

    Once for each event, subject, day and hearer: told again, it writes nothing and gives False.
    So it does for the dead and for a file that was merged, and for a hearer outside whom no message
    reaches. ``title`` and ``link`` lie in the open
    and hold nothing personal; ``text`` is sealed. Raises outside a transaction: a notice without
    what it tells of, or the other way round, must not be. The deed's own entry in the audit log
    speaks for it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("tell needs the deed's transaction")
    if sum(one is not None for one in (user, region, role, person, hearer)) != 1:
        raise ValueError("a notice has one hearer")
    if role is not None and role not in DUTIES["notices.inbox"] & BUREAU:
        raise ValueError("that role reads no notices")
    if not title or len(title) > TITLE_LENGTH or not text or len(text) > TEXT_LENGTH:
        raise ValueError("a notice has a title and a text that fit")
    if kind_in(title) or kind_in(link) or (link and not _INSIDE.match(link)):
        raise ValueError("title and link hold nothing personal, and the link stays in the portal")
    notice = Notice(
        subject_kind=subject[0],
        subject_id=subject[1],
        due_on=on,
        say_on=on,
        title=title,
        text=text,
        link=link,
        channel=Channel.INBOX.value,
        state=NoticeState.SENT.value,
        key=uuid4(),
        next_try_at=at,
        written_at=at,
        sent_at=at,
    )
    if person is not None:
        if person.died_on is not None or person.merged_into_id is not None:
            return False
        notice.audience, notice.person, notice.region = Audience.PERSON.value, person, person.region
        notice.channel = (Channel.SMS if person.phone else Channel.LETTER).value
        notice.state, notice.sent_at = NoticeState.WAITING.value, None
        told = ""
    elif hearer is not None:
        found = hearers.find(*hearer) if sms.is_on() else None
        if found is None or not found.phone:
            return False
        notice.audience, notice.channel = Audience.UNIT.value, Channel.SMS.value
        notice.hearer_kind, notice.hearer_id = hearer
        notice.hearer_name = found.name[:60]
        notice.state, notice.sent_at = NoticeState.WAITING.value, None
        told = f"@{hearer[0]}{hearer[1]}"
    elif region is not None:
        by_level = {Level.VILLAGE: Audience.VILLAGE, Level.TOWN: Audience.TOWN}
        if region.level not in by_level:
            raise ValueError("the bureau is told by role")
        notice.audience, notice.region = by_level[Level(region.level)].value, region
        told = f"@{region.code}"
    elif role is not None:
        notice.audience, notice.role = Audience.BUREAU.value, role.value
        told = f"@{role.value}"
    else:
        assert user is not None
        notice.audience, notice.user = Audience.USER.value, user
        told = f"@{user.pk}"
    # Two colleagues hear of the same subject each once.
    notice.about = f"{event}{told}"
    if len(notice.about) > 60:
        raise ValueError("the name of the event is too long")
    made = Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return bool(made) and Notice.objects.filter(key=notice.key).exists()
