"""Whom outside the portal a message may go to: contacts of units, as their own floor names them.

A floor registers one ``Hearers`` for its kind when the portal starts. What a notice to one of them
says lies in its text, sealed; the number is asked for when it is sent. This module reads no table.
"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Hearer:
    """``name``: of the unit, shown at the bureau, never a person's. ``phone``: the mobile of its
    contact, "" for none; not shown by ``repr``."""

    name: str
    phone: str = field(repr=False)


class Hearers(Protocol):
    """A kind of hearers."""

    @property
    def kind(self) -> str:
        """Its code."""

    def find(self, key: int) -> Hearer | None:
        """The one of that number; None where there is none (any more) to whom anything is said."""


_KINDS: dict[str, Hearers] = {}


def register(one: Hearers) -> None:
    """Called by the ``ready`` of the floor that knows them. Registering again replaces."""
    _KINDS[one.kind] = one


def find(kind: str, key: int | None) -> Hearer | None:
    """Who that is; None for nobody."""
    known = _KINDS.get(kind)
    return known.find(key) if known is not None and key is not None else None
