"""Rows written one to a line: the fields of a nomination form, the offices that are asked. Read and
told again. Pure; criteria are read as those of projects are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from honors.campaigns.states import FIELD_LABELS, FieldKind
from veterans.foundation.errors import Refused

FIELD_EXAMPLE = "主要事迹 段落 300-1500 必填 评审"
OFFICE_EXAMPLE = "区公安分局 有无违法犯罪记录"
LONGEST = 3000
_KINDS = {label: kind for kind, label in FIELD_LABELS.items()}
_SPAN = re.compile(r"\A([0-9]{1,4})[-~～至—]([0-9]{1,4})字?\Z")


@dataclass(frozen=True)
class FieldRow:
    """A field. ``least``, ``most``: signs. ``is_judged``: the jury reads it."""

    label: str
    kind: FieldKind
    least: int
    most: int
    is_needed: bool
    is_judged: bool


@dataclass(frozen=True)
class OfficeRow:
    """An office of the joint check, and what it is asked."""

    name: str
    asks: str


def read_fields(text: str) -> list[FieldRow]:
    """``名称 种类 字数 必填 评审``; the last three may be missing."""
    found = []
    for at, line in _lines(text):
        label, *rest = line.split()
        kind = _KINDS.get(rest[0]) if rest else None
        if kind is None:
            raise _unread("推荐表", at, FIELD_EXAMPLE)
        least, most = 0, 60 if kind is FieldKind.LINE else 1000
        words = rest[1:]
        span = _SPAN.match(words[0]) if words else None
        if span is not None:
            least, most = int(span[1]), int(span[2])
            words = words[1:]
        if set(words) - {"必填", "评审", "选填"}:
            raise _unread("推荐表", at, FIELD_EXAMPLE)
        if least > most or not 1 <= most <= LONGEST:
            raise Refused(f"推荐表第 {at} 行的字数不对：前小后大，最多 {LONGEST} 字。")
        found.append(FieldRow(label, kind, least, most, "必填" in words, "评审" in words))
    return found


def fields_text(rows: Iterable[FieldRow]) -> str:
    """As ``read_fields`` reads it."""
    told = []
    for one in rows:
        words = [one.label, FIELD_LABELS[one.kind]]
        if one.kind in (FieldKind.LINE, FieldKind.TEXT):
            words.append(f"{one.least}-{one.most}")
        words += ["必填"] * one.is_needed + ["评审"] * one.is_judged
        told.append(" ".join(words))
    return "\n".join(told)


def read_offices(text: str) -> list[OfficeRow]:
    """``单位 查什么``."""
    found = []
    for at, line in _lines(text):
        name, _, asks = line.partition(" ")
        if not asks:
            raise _unread("联审单位", at, OFFICE_EXAMPLE)
        found.append(OfficeRow(name, asks.strip()))
    return found


def offices_text(rows: Iterable[tuple[str, str]]) -> str:
    """As ``read_offices`` reads it."""
    return "\n".join(f"{name} {asks}" for name, asks in rows)


def _lines(text: str) -> list[tuple[int, str]]:
    rows = (" ".join(line.split()) for line in (text or "").splitlines())
    return [(at, line) for at, line in enumerate(rows, start=1) if line]


def _unread(what: str, at: int, example: str) -> Refused:
    return Refused(f"{what}第 {at} 行看不懂，请照这样写一行：{example}。")
