"""Marks: plain strings such as ``unit:12`` that an entry and a juror may have in common, and the
keyed digests that are all a panel keeps of an entry's."""

from honors.juries.states import MarkKind
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import Refused

LONGEST = 60


def kind_of(mark: str) -> MarkKind:
    """``unit:12`` is a unit. Refuses what is no mark: a typing mistake would let a tie through."""
    kind, _, key = mark.partition(":")
    known = {one.value: one for one in MarkKind}
    if kind not in known or not key.isascii() or not key.isalnum() or len(mark) > LONGEST:
        raise Refused(f"不认识的关联标记“{mark[:LONGEST]}”。")
    return known[kind]


def digest_of(mark: str, seed: str) -> bytes:
    """What the panel with that seed keeps of a mark."""
    return blind_index(f"{seed}\x00{mark}", purpose="jury mark")
