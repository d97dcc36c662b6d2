"""事由对象: what a case, or what a resident sent, is about. A short key, ``kind:key``.

Kinds are registered when the portal starts: those of the floors below by this app
(``subject_kinds``), those of floors above by themselves. A kind says what its things are called,
where their page is for whom, which cases may be about them, and which of them somebody may name who
has shown nothing (``open_to_all``). This module reads no table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from veterans.foundation.errors import Refused

if TYPE_CHECKING:
    from veterans.accounts.models import User

SHAPE = r"^[a-z]{2,12}:[0-9A-Za-z_-]{1,24}$"
GONE = "您要说的这一项已经不在网上了，请打页面下面的电话，我们记下来。"
UNKNOWN = "没有找到这件事涉及的对象，请刷新页面再选。"


@dataclass(frozen=True)
class Subject:
    """One thing that a case may be about, in words. ``what``: what things of its kind are called.
    ``facts``: [(label, value)], for staff. ``law``: what staff should know where somebody complains
    of it. ``place``: the code of the region it belongs to, "" where the sender says."""

    what: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    law: str = ""
    place: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing. ``cases``: the kinds of cases and of letters that may be about it.

    ``find``: the thing of that key whatever its state, None where there is none; it is shown to
    whoever sees the case, so it names nobody whom that reader may not know. ``url``: its page for
    this reader at his own door, "" for none. ``open_to_all``: the same as ``find``, for what
    anybody may name on that day; None for kinds that somebody must have shown to be his.
    ``choices``: what staff choose from, by group.
    """

    code: str
    cases: frozenset[str]
    find: Callable[[str], Subject | None]
    url: Callable[["User", str], str]
    open_to_all: Callable[[str, date], Subject | None] | None = None
    choices: Callable[[date], list[tuple[str, list[tuple[str, str]]]]] | None = None


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Called by the ``ready`` of whoever knows the things. Registering again replaces."""
    for kind in kinds:
        _KINDS[kind.code] = kind


def key_of(code: str, key: object) -> str:
    """``kind:key``."""
    return f"{code}:{key}"


def _known(about: str) -> tuple[Kind, str] | None:
    code, _, key = about.partition(":")
    kind = _KINDS.get(code)
    return (kind, key) if kind is not None and re.match(SHAPE, about) else None


def find(about: str) -> Subject | None:
    """What the key means, for staff; None for "" and for what nobody knows."""
    known = _known(about)
    return known[0].find(known[1]) if known else None


def for_everybody(about: str, today: date) -> Subject | None:
    """What anybody may name on that day, None for the rest."""
    known = _known(about)
    if known is None or known[0].open_to_all is None:
        return None
    return known[0].open_to_all(known[1], today)


def url_of(user: "User", about: str) -> str:
    """The page of it at the reader's door, or ""."""
    known = _known(about)
    return known[0].url(user, known[1]) if known else ""


def kinds_of(about: str) -> frozenset[str]:
    """The kinds of cases that may be about it; none where nobody knows it."""
    known = _known(about)
    return known[0].cases if known else frozenset()


def choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """What staff choose from, by group."""
    return [
        (group, [(key_of(kind.code, key), label) for key, label in rows])
        for kind in _KINDS.values()
        if kind.choices is not None
        for group, rows in kind.choices(today)
    ]


def taken_down(about: str, kind: str) -> Subject | None:
    """What a case of that kind is about; None for "". Refuses what there is not, and a kind of
    case that cannot be about it."""
    if not about:
        return None
    found = find(about)
    if found is None:
        raise Refused(UNKNOWN)
    if kind not in kinds_of(about):
        raise Refused(f"这一类不能选“{found.what}”，请换一类，或者不选。")
    return found


def sent(about: str, kind: str, *, proven: bool, today: date) -> Subject | None:
    """What a letter of that kind is about. ``proven``: the sender has shown that it is his.
    Refuses what may not, or no longer, be named."""
    if not about:
        return None
    found = find(about) if proven else for_everybody(about, today)
    if found is None:
        raise Refused(GONE)
    if kind not in kinds_of(about):
        raise Refused("请选一下是哪一类事情。")
    return found
