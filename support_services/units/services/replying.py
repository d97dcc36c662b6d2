"""What whoever has given the code back sees, fills in, looks at again, and sends once.

What is filled in waits sealed beside the link (``Reply``) until it is sent, so that files need not
travel twice and a pass that ends takes nothing away. Sending is one transaction with what the floor
above makes of it: the link is locked first, what may be answered is asked again, and the second of
two that come at once finds it done.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import QueryDict

from support_services.units import answering
from support_services.units.answering import Answer, Shown
from support_services.units.models import Link, Reply, ReplyFile
from support_services.units.services.checking import tell_contact
from support_services.units.services.links import note
from support_services.units.services.opening import Gone, held, live
from support_services.units.states import MOST_FILES, LinkDeed
from veterans.foundation import audit, pace, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kinds_in
from veterans.registry.rules import clean_open_text

HOUR = 60 * 60
_UNWANTED = frozenset({"identity number", "account number"})
_FORM = re.compile(r"\A[0-9a-f]{32}\Z")
# What a form may hold altogether; every field has a limit of its own.
MOST_WORDS = 20_000
TOO_LATE = "这一项现在不能答复了，可能别人已经替贵单位答过。请回到上一页看看。"


class NotProven(Refused):
    """The link opens, but the code is still to be given, or its half hour is over."""


@dataclass(frozen=True)
class Seen:
    """What the page of a link shows after the code: the ``link``, what is to be answered
    (``shown``), and what was sent by it."""

    link: Link
    shown: Shown
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class Written:
    """What was filled in. ``form``: bound to it where it is not sent yet; None where it is sent.
    ``files``: names of what goes along."""

    reply: Reply
    answer: Answer | None
    form: forms.Form | None
    files: tuple[str, ...]


def is_token(form: str) -> bool:
    """Whether it looks like the token of a form that was shown."""
    return _FORM.match(form) is not None


def see(*, token: str, given: str, at: datetime, today: date) -> Seen:
    """What the unit sees; on record. Refuses with ``Gone``, also where the unit has nothing to do
    with it any more, and ``NotProven``."""
    with transaction.atomic():
        link, shown = _opened(token, given, at, today)
        note(link, LinkDeed.SEEN, at)
        sent = link.replies.filter(sent_at__isnull=False).defer("words").order_by("-pk")
        return Seen(link, shown, tuple(sent))


def offered(*, token: str, given: str, verb: str, at: datetime, today: date) -> tuple[Seen, Answer]:
    """What may be answered with this verb now. Refuses as ``see`` does, and what is not offered."""
    link, shown = _opened(token, given, at, today)
    answer = shown.answer(verb)
    if answer is None:
        raise Refused(TOO_LATE)
    return Seen(link, shown), answer


def write(
    *,
    token: str,
    given: str,
    verb: str,
    form: str,
    typed: Mapping[str, Sequence[str]],
    files: Sequence[bytes] = (),
    at: datetime,
    today: date,
) -> Reply:
    """Keep what was filled in until it is looked at and sent; again with the same ``form`` replaces
    it, and files where new ones come. ``typed``: as the form of the answer takes it, valid.

    Refuses as ``offered`` does, files that are none or too many, too much, and, whatever the floor
    thinks of it, an identity or account number and a unit's designation. One that was sent stays as
    it was sent.
    """
    for values in typed.values():
        _refuse_unwanted(values)
    checked = [check_attachment(one, max_bytes=settings.PORTAL_ATTACHMENT_BYTES) for one in files]
    if len(checked) > MOST_FILES:
        raise Refused(f"最多带 {MOST_FILES} 个文件。")
    words = json.dumps({name: list(values) for name, values in typed.items()}, ensure_ascii=False)
    if len(words) > MOST_WORDS or not is_token(form):
        raise Refused("写得太多了，或者这一页放得太久了，请回到上一页重新填。")
    with transaction.atomic():
        link, shown = _opened(token, given, at, today, lock=True)
        answer = shown.answer(verb)
        reply = link.replies.filter(form=form).first()
        if reply is not None and reply.sent_at is not None:
            return reply
        if answer is None:
            raise Refused(TOO_LATE)
        if checked and not answer.takes_files:
            raise Refused("这一项不用带文件。")
        reply = reply or Reply(link=link, form=form)
        reply.verb, reply.label, reply.words, reply.written_at = verb, answer.label, words, at
        reply.save()
        if checked:
            drop_files(reply)
            for number, one in enumerate(checked, start=1):
                stored = sealed_files.store(
                    name=f"{answer.label}附件{number}.{one.ending}",
                    content_type=one.content_type,
                    parts=[one.content],
                    at=at,
                )
                ReplyFile.objects.create(reply=reply, file=stored)
        note(link, LinkDeed.WRITTEN, at, told=answer.label)
    return reply


def _refuse_unwanted(values: Sequence[str]) -> None:
    for one in values:
        clean_open_text(one, longest=MOST_WORDS)
        if _UNWANTED & kinds_in(unicodedata.normalize("NFKC", one)):
            raise Refused("请不要写个人的身份证号、银行卡号，删掉以后再交。")


def written(*, token: str, given: str, form: str, at: datetime, today: date) -> Written:
    """What was filled in, to look at again; or its receipt. Refuses as ``see`` does; ``Gone`` for
    what was never written by this link."""
    link, shown = _opened(token, given, at, today)
    reply = link.replies.filter(form=form).first()
    if reply is None:
        raise Gone("没有这份答复。")
    if reply.sent_at is not None:
        return Written(reply, None, None, ())
    answer = shown.answer(reply.verb)
    names = tuple(one.file.name for one in reply.files.select_related("file"))
    bound = answer.form(typed_of(reply)) if answer is not None else None
    return Written(reply, answer, bound, names)


def send(
    *,
    token: str,
    given: str,
    form: str,
    address: str,
    denial_url: Callable[[str], str] | None = None,
    at: datetime,
    today: date,
) -> Reply:
    """Hand in what was looked at, once: the same form again gives the same receipt. The contact of
    the unit is told of it (``checking.tell_contact``); ``denial_url``: the address with a secret in
    it by which the contact says that it was not the unit's answer.

    Refuses as ``written`` does, what is not offered any more, and whatever the floor refuses; then
    nothing is written and what was filled in waits on.
    """
    pace.keep_strangers(
        pace.Counted("link_answers_from", address, HOUR, settings.PORTAL_LINK_ANSWERS_PER_ADDRESS),
        pace.Counted("link_answers_at", token, HOUR, settings.PORTAL_LINK_ANSWERS_PER_LINK),
        words="这一会儿交得太多了，请过一会儿再来，或者打下面的电话。",
        at=at,
    )
    with transaction.atomic():
        link, shown, alone = _passed(token, given, at, today, lock=True)
        reply = link.replies.select_for_update().filter(form=form).first()
        if reply is None:
            raise Gone("没有这份答复。")
        if reply.sent_at is not None:
            return reply
        answer = shown.answer(reply.verb)
        found = answering.known(link.about)
        if answer is None or found is None:
            raise Refused(TOO_LATE)
        bound = answer.form(typed_of(reply))
        if not bound.is_valid():
            raise Refused("有一格现在不能这样填了，请返回修改。")
        reply.said = found[0].answer(
            key=found[1],
            unit=link.unit,
            verb=reply.verb,
            data=bound.cleaned_data,
            files=[one.file for one in reply.files.select_related("file")],
            link_id=link.pk,
            at=at,
            today=today,
        )
        reply.sent_at, reply.words, reply.alone = at, None, alone
        reply.save(update_fields=["said", "sent_at", "words", "alone"])
        # Whoever took the answer has them now.
        reply.files.all().delete()
        note(link, LinkDeed.ANSWERED, at, told=reply.label)
        audit.record(
            actor=None,
            action="units.answered",
            subject="unit_link",
            subject_id=link.pk,
            detail={"unit": link.unit_id, "about": link.about, "verb": reply.verb},
            at=at,
        )
        tell_contact(reply, denial_url=denial_url, at=at, today=today)
    return reply


def typed_of(reply: Reply) -> QueryDict:
    """What was typed, as a form takes it."""
    typed = QueryDict(mutable=True)
    for name, values in json.loads(str(reply.words or "{}")).items():
        typed.setlist(name, values)
    return typed


def drop_files(reply: Reply) -> None:
    """Files of an answer that is not sent: gone with their bytes."""
    for one in reply.files.select_related("file"):
        stored = one.file
        one.delete()
        sealed_files.remove(stored)


def _opened(
    token: str, given: str, at: datetime, today: date, *, lock: bool = False
) -> tuple[Link, Shown]:
    link, shown, _ = _passed(token, given, at, today, lock=lock)
    return link, shown


def _passed(
    token: str, given: str, at: datetime, today: date, *, lock: bool = False
) -> tuple[Link, Shown, bool]:
    link = live(token, at=at, lock=lock)
    mine = held(link, given, at=at)
    if mine is None:
        raise NotProven("请先填验证码。")
    shown = answering.shows(link.about, link.unit, today)
    if shown is None:
        raise Gone("没有这个链接。")
    return link, shown, mine.alone
