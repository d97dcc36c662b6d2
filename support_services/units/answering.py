"""一事一链: what units without an account see and answer by a link, as upper floors register it.

A floor that wants an answer of a unit (an item of the double list, a project, an award) registers
one ``Answerable`` for its kind of thing when the portal starts. This app makes the link, asks for
the code, shows what ``shows`` gives and carries what was filled in to ``answer``; what either means
is the floor's own. This module reads no table.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django import forms

if TYPE_CHECKING:
    from support_services.units.models import Unit
    from veterans.accounts.models import User
    from veterans.foundation.sealed_files import SealedFile

SHAPE = r"^[a-z_]{2,20}:[0-9A-Za-z_-]{1,24}$"
VERB = re.compile(r"\A[a-z][a-z_]{0,19}\Z")


@dataclass(frozen=True)
class Answer:
    """One thing a unit may answer now.

    ``verb``: a slug, in the address of its page. ``label``: the button, a Chinese verb. ``form``:
    a form's class, or a function that makes one (``form(data)`` and ``form(initial=…)``); its
    fields are plain ones, without files and without hidden ones. ``hint``: a sentence above the
    form, what follows. ``danger``: it is hard to take back. ``takes_files``: evidence may be
    added (PDF, JPEG, PNG).
    """

    verb: str
    label: str
    form: Callable[..., forms.Form] = forms.Form
    hint: str = ""
    danger: bool = False
    takes_files: bool = False
    initial: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not VERB.match(self.verb):
            raise ValueError(f"{self.verb!r} is no slug")


@dataclass(frozen=True)
class Past:
    """What happened, as the unit may read it. ``who``: a unit or an office, never a person's
    name."""

    on: date
    what: str
    note: str = ""
    who: str = ""


@dataclass(frozen=True)
class Shown:
    """What a unit sees: no personal data, whoever has the paper might read it.

    ``facts``: (label, text). ``history``: newest first. ``answers``: what may be answered now; none
    where ``over`` says in one sentence why nothing is (办结、撤回、另有单位承办…).
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    history: tuple[Past, ...] = ()
    answers: tuple[Answer, ...] = ()
    over: str = ""

    def __post_init__(self) -> None:
        if self.over and self.answers:
            raise ValueError("what is over is not answered")

    def answer(self, verb: str) -> Answer | None:
        """The one of that verb, where it may be given now."""
        return next((one for one in self.answers if one.verb == verb), None)


class Answerable(Protocol):
    """A kind of thing that units answer."""

    @property
    def kind(self) -> str:
        """Its code, as in ``kind:key``: small letters."""

    @property
    def label(self) -> str:
        """What things of this kind are called, e.g. 双清单事项."""

    def shows(self, key: str, unit: "Unit", today: date) -> Shown | None:
        """What this unit sees of it; None where there is no such thing, or the unit has nothing to
        do with it. The same number of queries for either."""

    def answer(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        data: Mapping[str, Any],
        files: "Sequence[SealedFile]",
        link_id: int,
        at: datetime,
        today: date,
    ) -> str:
        """Take the answer; a sentence that tells the unit what follows.

        Called in the transaction of the link, which is locked; ``shows`` just offered the verb,
        but this locks its own row and asks again. ``data``: cleaned by the form. ``files``: stored
        and checked. Writes its own audit with ``actor=None`` and ``{"link": link_id}`` in detail.
        Raises ``Refused``; then nothing is written and the unit still has what it typed.
        """

    def url(self, user: "User", key: str) -> str:
        """The bureau's page of it for this reader; "" for none."""


@runtime_checkable
class Disownable(Protocol):
    """What a floor does besides, where an answer it took turns out not to be the unit's own."""

    def disown(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        link_id: int,
        answered_at: datetime,
        road: str,
        by: "User | None",
        at: datetime,
        today: date,
    ) -> str:
        """Take back what follows from the answer of that moment by that link, as far as nobody has
        built on it; a sentence that says what was done, or that somebody has to decide.

        ``road``: how the unit said so (``states.Road``); ``by``: whose hand wrote it down, None
        where the unit said it itself. In the transaction of whoever asks. Never refuses.
        """


_KINDS: dict[str, Answerable] = {}


def register(*answerables: Answerable) -> None:
    """Called by the ``ready`` of the floor that knows the things. Registering again replaces."""
    for one in answerables:
        _KINDS[one.kind] = one


def answerable(kind: str) -> Answerable | None:
    """Who knows things of that kind; None where nobody does (any more)."""
    return _KINDS.get(kind)


def answerables() -> Iterator[Answerable]:
    """Every kind there is."""
    yield from _KINDS.values()


def about_of(kind: str, key: object) -> str:
    """``kind:key``."""
    return f"{kind}:{key}"


def known(about: str) -> tuple[Answerable, str] | None:
    """Kind and key that ``kind:key`` means; None for what nobody knows."""
    kind, _, key = about.partition(":")
    found = _KINDS.get(kind)
    return (found, key) if found is not None and re.match(SHAPE, about) else None


def shows(about: str, unit: "Unit", today: date) -> Shown | None:
    """What the unit sees of it, None for nothing."""
    found = known(about)
    return found[0].shows(found[1], unit, today) if found else None
