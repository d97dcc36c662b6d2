"""What a resident sends without signing in: written down once, and nothing answered of others.

Nobody of ours stands behind it, so there is no duty to ask for: what protects is how much may come
(``pace``), what is refused, and that it waits for a worker to read it. The only service that the
residents' door may call (ADR 37).
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from support_services.casework import subjects
from support_services.casework.models import Incoming
from support_services.casework.rules import Term, Unit, last_day
from support_services.casework.services.numbers import next_number
from support_services.casework.states import INCOMING_KINDS, OBJECTION
from veterans.foundation import audit, pace
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kinds_in
from veterans.regions.models import Level
from veterans.regions.selectors import region_by_code
from veterans.registry.rules import clean_name, clean_open_text, clean_phone
from veterans.workdays.selectors import calendar

CONTENT_LENGTH, RELATION_LENGTH = 1000, 20
# Somebody should have taken it by the end of the next working day.
TAKE_WITHIN = Term(1, Unit.WORKDAY)
HOUR, DAY = 60 * 60, 24 * 60 * 60
_TOKEN = re.compile(r"\A[0-9a-f]{32}\Z")
_UNWANTED = frozenset({"identity number", "account number"})
CALL = "请打页面下面的电话，我们在电话里记下来，一样办。"
NO_NUMBERS = "请不要写身份证号、银行卡号，删掉以后再发。需要的时候我们会当面或者在电话里问您。"


class SentAlready(Refused):
    """The same form was sent before, and said something else."""


@dataclass(frozen=True)
class Letter:
    """What somebody wrote. ``place``: code of a village or town; of an objection the notice says
    it. ``meant_name`` and its relation: for whom he speaks, both "" where for himself. ``about``:
    what it is about (``subjects``), or ""; ``proven``: the sender has shown that it is his, so that
    it may be something not everybody may name."""

    kind: str
    place: str
    name: str
    phone: str
    content: str
    meant_name: str = ""
    meant_relation: str = ""
    about: str = ""
    proven: bool = False


def send(*, letter: Letter, form: str, address: str, at: datetime, today: date) -> str:
    """Keep it for a worker; the token of its receipt. The same form with the same words gives the
    same receipt, however often it comes.

    ``form``: the token of the form that was shown. ``address``: from where it came; only a digest
    is counted by, nothing of it is kept. Refuses what is not filled in, what is about something
    that is not shown (any more), an identity or account number anywhere in it, a unit's
    designation, whoever sends too much (``TooOften``), and a form that was sent before with other
    words (``SentAlready``). Whoever objects to a 公示 need not say who he is.
    """
    if not is_token(form):
        raise Refused("这一页放得太久了，请再按一次“下一步”。")
    written = _checked(letter, today)
    known = Incoming.objects.filter(form=form).first()
    if known is None:
        _keep_pace(written.phone, address, at)
        known = _write(written, form, at, today)
    if not _says_the_same(known, written):
        raise SentAlready(
            f"您刚才已经发过一份，我们收到了，编号 {known.number}。这一份写得不一样："
            "要另外再发一份，请再按一次“发出去”。"
        )
    return str(known.receipt)


def is_token(form: str) -> bool:
    """Whether it looks like the token of a form that was shown."""
    return _TOKEN.match(form) is not None


def checked(letter: Letter, today: date) -> None:
    """Refuses what ``send`` would refuse of the words alone; nothing is written or counted."""
    _checked(letter, today)


def _checked(letter: Letter, today: date) -> Incoming:
    objects = letter.kind == OBJECTION
    if letter.kind not in INCOMING_KINDS or (objects and not letter.about):
        raise Refused("请选一下是哪一类事情。")
    about = subjects.sent(letter.about, letter.kind, proven=letter.proven, today=today)
    region = region_by_code(about.place if about is not None and about.place else letter.place)
    if region is None or region.level not in (Level.VILLAGE, Level.TOWN):
        raise Refused("请写明是哪个村、哪个社区，或者选镇、街道。")
    texts = (letter.name, letter.content, letter.meant_name, letter.meant_relation)
    if any(_UNWANTED & kinds_in(unicodedata.normalize("NFKC", text)) for text in texts):
        raise Refused(NO_NUMBERS)
    if kinds_in(unicodedata.normalize("NFKC", letter.meant_relation)):
        raise Refused("“和您是什么关系”请只写关系，例如：父亲、战友。")
    phone = clean_phone(letter.phone)
    if not phone and not objects:
        raise Refused("请填写电话，我们好给您回话。")
    content = clean_open_text(letter.content, what="要说的事", longest=CONTENT_LENGTH)
    if not content:
        raise Refused("请写一写是什么事。")
    made = Incoming(
        kind=letter.kind,
        about=letter.about,
        region=region,
        name=None if objects and not letter.name.strip() else clean_name(letter.name),
        phone=phone or None,
        content=content,
    )
    if objects:
        return made
    if letter.meant_name.strip() or letter.meant_relation.strip():
        _say_for_whom(made, letter)
    return made


def _say_for_whom(made: Incoming, letter: Letter) -> None:
    if not letter.meant_name.strip():
        raise Refused("替别人反映的，请写他的姓名。")
    made.meant_name = clean_name(letter.meant_name)
    made.meant_relation = clean_open_text(
        letter.meant_relation, what="和您是什么关系", longest=RELATION_LENGTH
    )
    if not made.meant_relation:
        raise Refused("替别人反映的，请写他和您是什么关系。")


def _keep_pace(phone: str | None, address: str, at: datetime) -> None:
    """By address, by telephone where one was left, and in all; each counted under a digest."""
    counts = [
        ("sent_from", pace.stranger(address), HOUR, settings.PORTAL_SENDINGS_PER_ADDRESS),
        ("sent", "all", HOUR, settings.PORTAL_SENDINGS_PER_HOUR),
    ]
    if phone:
        by_phone = settings.PORTAL_SENDINGS_PER_PHONE
        counts.insert(1, ("sent_by", pace.stranger(str(phone)), DAY, by_phone))
    words = f"这一会儿发来的太多了，没有收下。写的内容还在这一页上，{CALL}"
    for deed, who, seconds, most in counts:
        pace.keep(deed=deed, who=who, limits=[pace.Limit(seconds, most, words)], at=at)


def _write(made: Incoming, form: str, at: datetime, today: date) -> Incoming:
    """The row, or the one that came of the same form in the same moment."""
    take_by = last_day(today, TAKE_WITHIN, calendar(since=today))
    assert take_by is not None
    made.form, made.receipt = form, secrets.token_hex(16)
    made.sent_at, made.sent_on, made.take_by = at, today, take_by
    try:
        with transaction.atomic():
            made.number = next_number(Incoming, "W", today)
            made.save(force_insert=True)
            audit.record(
                actor=None,
                action="incoming.sent",
                subject="incoming",
                subject_id=made.pk,
                detail={"kind": made.kind},
                at=at,
            )
    except IntegrityError:
        return Incoming.objects.get(form=form)
    return made


def _says_the_same(known: Incoming, written: Incoming) -> bool:
    names = (
        *("kind", "about", "region_id", "name", "phone", "content"),
        *("meant_name", "meant_relation"),
    )
    return all(getattr(known, name) == getattr(written, name) for name in names)
