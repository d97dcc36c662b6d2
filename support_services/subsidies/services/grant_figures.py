"""Figures that grants are reckoned by: one person enters, another brings into force.

A figure in force never changes; a better one for the same day takes its place. What was reckoned
before keeps its own figures: they stand in the grant.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.grant_figures import FIGURES, Code, choices_text
from support_services.subsidies.grant_states import FIGURE_LABELS, FigureState
from support_services.subsidies.models import GrantFigure
from support_services.subsidies.models.schemes import Confidence
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.line_problems import LineProblem, LineReader, LinesRefused
from veterans.foundation.sheets import parse_date

COLUMNS = ("code", "variant", "value", "first_on", "document_no", "source", "confidence")
_NUMBER = re.compile(r"\A[0-9]{1,9}(\.[0-9]{1,2})?\Z")


@dataclass
class FiguresEntered:
    """New drafts, and how many lines said what is in force or lies in a draft already."""

    figures: list[GrantFigure] = field(default_factory=list)
    known: int = 0


@transaction.atomic
def enter_figure(
    *,
    code: str,
    variant: str = "",
    value: Decimal,
    first_on: date,
    document_no: str = "",
    source: str,
    confidence: str,
    by: User,
    at: datetime,
) -> GrantFigure:
    """A draft. A figure of a year stands on its first of January, whatever day was named.

    Refuses an unknown code or variant, a value that makes no sense, a missing source, and what is
    in force or lies in a draft already. Nothing is reckoned by a draft.
    """
    require(by, "rates.enter")
    draft = _draft(code, variant, value, first_on, document_no, source, confidence)
    known = _known(draft)
    if known is not None:
        raise Refused(f"同样的基数{FIGURE_LABELS[FigureState(known.state)]}，不用重复录入。")
    return _saved(draft, by, at)


@transaction.atomic
def enter_figures(*, rows: Iterable[Line], by: User, at: datetime) -> FiguresEntered:
    """Several drafts from a list; refuses all of it, naming every line that is wrong."""
    require(by, "rates.enter")
    outcome = FiguresEntered()
    problems: list[LineProblem] = []
    for line in rows:
        reader = LineReader()
        draft = _read(line, reader)
        if draft is None or reader.complaints:
            problems.append(LineProblem(line.number, "".join(reader.complaints)))
        elif _known(draft) is not None:
            outcome.known += 1
        else:
            outcome.figures.append(_saved(draft, by, at))
    if problems:
        raise LinesRefused(problems)
    return outcome


def _read(line: Line, reader: LineReader) -> GrantFigure | None:
    values = line.values
    first_on = reader.take(parse_date, values["first_on"])
    number = values["value"].strip()
    if not _NUMBER.match(number):
        reader.complain("数值应为不带千分位逗号的数，最多两位小数。")
        return None
    if first_on is None:
        return None
    return reader.take(
        _draft,
        values["code"].strip(),
        values["variant"].strip(),
        Decimal(number),
        first_on,
        values["document_no"],
        values["source"],
        values["confidence"].strip(),
    )


def _draft(
    code: str,
    variant: str,
    value: Decimal,
    first_on: date,
    document_no: str,
    source: str,
    confidence: str,
) -> GrantFigure:
    if code not in list(Code):
        raise Refused(f"没有“{code}”这项基数，可填：{'、'.join(Code)}。")
    kind = FIGURES[Code(code)]
    variants = dict(kind.variants)
    if variants and variant not in variants:
        raise Refused(f"{kind.label}须选分类，可填：{'、'.join(variants)}。")
    if not variants and variant:
        raise Refused(f"{kind.label}不分类，请不要填分类。")
    if value < 0 or value > kind.most or value != value.quantize(Decimal("0.01")):
        raise Refused(f"{kind.label}应在 0 至 {kind.most:f} 之间，最多两位小数。")
    if kind.choices and value != int(value):
        raise Refused(f"{kind.label}应为{choices_text(kind.choices)}。")
    if not source.strip():
        raise Refused("请填写来源：哪个部门发布的、什么文件。")
    if confidence not in Confidence.values:
        raise Refused(f"可信程度应为 {'、'.join(Confidence.values)} 之一。")
    return GrantFigure(
        code=code,
        variant=variant,
        value=value,
        first_on=date(first_on.year, 1, 1) if kind.of_year else first_on,
        document_no=document_no.strip()[:80],
        source=source.strip()[:200],
        confidence=confidence,
    )


def _known(draft: GrantFigure) -> GrantFigure | None:
    return GrantFigure.objects.filter(
        code=draft.code,
        variant=draft.variant,
        first_on=draft.first_on,
        value=draft.value,
        state__in=[FigureState.DRAFT, FigureState.IN_FORCE],
    ).first()


def _saved(draft: GrantFigure, by: User, at: datetime) -> GrantFigure:
    draft.entered_by, draft.entered_at = by, at
    draft.save(force_insert=True)
    _record("entered", draft, by, at)
    return draft


@transaction.atomic
def enforce_figure(*, figure_id: int, by: User, at: datetime) -> GrantFigure:
    """Bring a draft into force; whoever entered it may not. One of the same day is replaced."""
    require(by, "rates.enforce")
    figure = _locked_draft(figure_id)
    if figure.entered_by_id == by.pk:
        raise Refused("录入人不能自己启用，请由另一人启用。")
    GrantFigure.objects.filter(
        code=figure.code,
        variant=figure.variant,
        first_on=figure.first_on,
        state=FigureState.IN_FORCE,
    ).update(state=FigureState.REPLACED)
    figure.state = FigureState.IN_FORCE
    figure.enforced_by, figure.enforced_at = by, at
    figure.save(update_fields=["state", "enforced_by", "enforced_at"])
    _record("enforced", figure, by, at)
    return figure


@transaction.atomic
def withdraw_figure(*, figure_id: int, by: User, at: datetime) -> GrantFigure:
    """Take back a draft."""
    require(by, "rates.enter")
    figure = _locked_draft(figure_id)
    figure.state = FigureState.WITHDRAWN
    figure.save(update_fields=["state"])
    _record("withdrawn", figure, by, at)
    return figure


def _locked_draft(figure_id: int) -> GrantFigure:
    # All figures of the same name, in one order: two who bring two drafts of one day into force
    # come one after the other, and the later one replaces the earlier.
    wanted = GrantFigure.objects.filter(pk=figure_id).values("code")
    rows = GrantFigure.objects.select_for_update(of=("self",)).filter(code__in=wanted)
    figure = next((row for row in rows.order_by("pk") if row.pk == figure_id), None)
    if figure is None:
        raise NotFound("没有找到这项基数。")
    if figure.state != FigureState.DRAFT:
        now = FIGURE_LABELS[FigureState(figure.state)]
        raise Refused(f"这项基数{now}，只有待启用的可以启用或撤回。")
    return figure


def _record(action: str, figure: GrantFigure, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"figure.{action}",
        subject="grant_figure",
        subject_id=figure.pk,
        detail={"code": figure.code, "variant": figure.variant, "value": figure.value},
        at=at,
    )
