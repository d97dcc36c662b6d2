"""Setting a panel up: what is judged, by which rules. Asked for by whoever has something to be
judged; nobody is named here but by marks, of which digests are kept."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from honors.juries.marks import digest_of, kind_of
from honors.juries.models import TEXT_LENGTH, Criterion, Entry, EntryMark, Panel, Section
from honors.juries.rules import drawn_numbers
from honors.juries.services.recording import checked, locked_panel, of_panel
from honors.juries.states import PANEL_MOVES, MarkKind, PanelState
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.foundation.ranking import WHOLE, Combination, TieRule
from veterans.registry.rules import clean_open_text

EVERY_KIND = tuple(one.value for one in MarkKind)


@dataclass(frozen=True)
class NewEntry:
    """``ref``: what it is to whoever asks, without a name, such as ``nomination:12``.
    ``sections``: (heading, text) as jurors are to read them, redacted where the panel is anonymous.
    ``marks``: whom it has to do with: ``person:``, ``household:``, ``unit:`` and a number,
    ``village:`` and a code."""

    ref: str
    sections: Sequence[tuple[str, str]]
    marks: frozenset[str] = field(default_factory=frozenset)


@transaction.atomic
def open_panel(
    *,
    of: str,
    title: str,
    criteria: Sequence[tuple[str, Decimal]],
    entries: Sequence[NewEntry],
    anonymous: bool,
    per_entry: int,
    least: int,
    combination: Combination | str,
    tie: TieRule | str,
    levelled: bool,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    at: datetime,
    barred_by: Iterable[str] = EVERY_KIND,
    shows_others: bool = False,
) -> Panel:
    """A panel whose jurors are yet to be asked. ``of``: what is judged, such as ``campaign:3``; it
    has one panel, but for those that were dropped. ``criteria``: (label, weight), weights of 100.

    Refuses weights that do not add up, nothing to judge, the same reference twice, marks that are
    none, texts with identity numbers, accounts or mobile numbers, and an anonymous panel whose
    references could hold a name.
    """
    require(by, "juries.enter")
    weights = [(line(label, "指标", 40), Decimal(weight)) for label, weight in criteria]
    if sum(weight for _, weight in weights) != WHOLE or any(w <= 0 for _, w in weights):
        raise Refused("评分指标的权重都要大于 0，合计 100。")
    refs = [one.ref for one in entries]
    if not refs or len(set(refs)) != len(refs):
        raise Refused("至少要有一份参评材料，同一份不能有两次。")
    if any(not one.isascii() for one in [of, *refs]):
        raise Refused("参评材料的来处只能用字母和数字。")
    if not set(barred_by) <= set(EVERY_KIND):
        raise Refused("请从列表中选择回避范围。")
    panel = Panel(
        of=of,
        title=line(title, "名称", 80),
        anonymous=anonymous,
        shows_others=shows_others,
        per_entry=per_entry,
        least=least,
        combination=Combination(combination).value,
        tie=TieRule(tie).value,
        levelled=levelled,
        barred_by=[one for one in EVERY_KIND if one in set(barred_by)],
        seed=secrets.token_hex(16),
        opens_at=opens_at,
        closes_at=closes_at,
        made_by=by,
        made_at=at,
    )
    checked(panel)
    Criterion.objects.bulk_create(
        Criterion(panel=panel, number=number, label=label, weight=weight)
        for number, (label, weight) in enumerate(weights, start=1)
    )
    _bring_in(panel, entries)
    of_panel("made", panel, by, at, entries=len(refs))
    return panel


def _bring_in(panel: Panel, entries: Sequence[NewEntry]) -> None:
    numbers = drawn_numbers(panel.seed, [one.ref for one in entries])
    # In the order of their numbers, so that not even the keys tell in which order they came.
    asked = sorted(entries, key=lambda one: numbers[one.ref])
    made = Entry.objects.bulk_create(
        Entry(panel=panel, ref=one.ref, number=numbers[one.ref]) for one in asked
    )
    sections, marks = [], []
    for row, one in zip(made, asked, strict=True):
        if not one.sections:
            raise Refused("每份参评材料都要有内容。")
        sections += [
            Section(entry=row, number=number, heading=line(heading, "标题", 40), text=_text(text))
            for number, (heading, text) in enumerate(one.sections, start=1)
        ]
        marks += [
            EntryMark(entry=row, kind=kind_of(mark).value, digest=digest_of(mark, panel.seed))
            for mark in sorted(one.marks)
        ]
    Section.objects.bulk_create(sections)
    EntryMark.objects.bulk_create(marks)


def _text(text: str) -> str:
    kept = [clean_open_text(one, what="材料", longest=TEXT_LENGTH) for one in text.splitlines()]
    told = "\n".join(one for one in kept if one)
    if not told or len(told) > TEXT_LENGTH:
        raise Refused(f"每段材料 1 到 {TEXT_LENGTH} 个字。")
    if kind_in(told):
        raise Refused("材料里不要写身份证号、账号和手机号，请先遮去再交评审。")
    return told


@transaction.atomic
def drop_panel(*, panel_id: int, why: str, by: User, at: datetime) -> Panel:
    """It comes to nothing; another may be set up for the same. What was given stays."""
    move = PANEL_MOVES["drop"]
    require(by, move.duty)
    panel = locked_panel(panel_id, *map(PanelState, move.starts))
    panel.dropped_why = line(why, "取消原因", 200)
    panel.state, panel.dropped_by, panel.dropped_at = move.target, by, at
    panel.save(update_fields=["state", "dropped_by", "dropped_at", "dropped_why"])
    of_panel("dropped", panel, by, at)
    return panel
