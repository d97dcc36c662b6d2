"""Panels, jurors and what they gave as rows of pages: words and tones. No query of its own but what
is named."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from honors.juries.models import Criterion, JurorContact, JurorTie, Panel, Recusal
from honors.juries.selectors.desk import Progress, Task
from honors.juries.selectors.results import Given
from honors.juries.selectors.told import Told
from honors.juries.states import (
    MARK_LABELS,
    PANEL_LABELS,
    PANEL_ROAD,
    TASK_LABELS,
    MarkKind,
    PanelState,
)
from support_services.projects.written_rows import plain
from veterans.foundation.masking import mask_phone
from veterans.foundation.ranking import Level, Standing, shown


def moment_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def panel_row(panel: Panel) -> dict[str, Any]:
    """A panel in a list."""
    label, tone = PANEL_LABELS[PanelState(panel.state)]
    return {
        "id": panel.pk,
        "title": panel.title,
        "entries": getattr(panel, "entry_count", None),
        "opens_at": panel.opens_at,
        "closes_at": panel.closes_at,
        "state_label": label,
        "state_tone": tone,
    }


def panel_facts(panel: Panel) -> list[tuple[str, str]]:
    """By which rules it judges, by label."""
    barred = "、".join(MARK_LABELS[MarkKind(one)] for one in panel.barred_by)
    facts = [
        ("评审时间", f"{moment_of(panel.opens_at)} 至 {moment_of(panel.closes_at)}"),
        ("延长原因", panel.extended_why),
        (
            "评审方式",
            "匿名：材料只有编号，姓名等已遮去" if panel.anonymous else "实名：材料里有姓名",
        ),
        ("每份材料", f"{panel.per_entry} 位评委，至少 {panel.least} 份有效评分才排名"),
        ("合成办法", panel.get_combination_display()),
        ("评委宽严", "先拉平：各位评委的平均分移到全体的平均分" if panel.levelled else "不调整"),
        ("同分", panel.get_tie_display()),
        ("自动回避", barred or "不自动查，只按申明"),
        (
            "他人评分",
            "评完自己的可以看，不显示是谁" if panel.shows_others else "结束以前都不看",
        ),
        ("取消原因", panel.dropped_why),
    ]
    return [(label, value) for label, value in facts if value]


def panel_steps(panel: Panel) -> list[dict[str, Any]]:
    """The road of a panel, for ``steps``."""
    signed: Mapping[str, tuple[str, Any, Any]] = {
        PanelState.FORMING: ("设立评委会", panel.made_by, panel.made_at),
        PanelState.REVIEWING: ("分派并评审", panel.begun_by, panel.begun_at),
        PanelState.CLOSED: ("结束评审", panel.closed_by, panel.closed_at),
    }
    here = PANEL_ROAD.index(PanelState(panel.state)) if panel.state in PANEL_ROAD else -1
    found = []
    for at, state in enumerate(PANEL_ROAD):
        label, by, when = signed[state]
        status = "done" if at < here else "current" if at == here else "todo"
        if state is PanelState.CLOSED and at == here:
            status = "done"
        found.append({"label": label, "status": status, "by": str(by) if by else "", "at": when})
    return found


def criteria_rows(criteria: Iterable[Criterion]) -> list[dict[str, str]]:
    return [{"label": one.label, "weight": plain(one.weight)} for one in criteria]


def seat_row(one: Progress) -> dict[str, Any]:
    """A juror and how far he is; never what he gave."""
    seat = one.seat
    if seat.left_at is not None:
        label, tone = TASK_LABELS_LEFT
    elif one.waiting:
        label, tone = f"还有 {one.waiting} 份", "warn"
    elif one.done:
        label, tone = "评完了", "ok"
    else:
        label, tone = "没有任务", "idle"
    return {
        "id": seat.pk,
        "number": seat.number,
        "name": str(seat.user),
        "user_id": seat.user_id,
        "done": one.done,
        "waiting": one.waiting,
        "total": one.done + one.waiting,
        "recused": one.recused,
        "state_label": label,
        "state_tone": tone,
        "left_why": seat.left_why,
    }


TASK_LABELS_LEFT = ("已退出", "idle")


def task_row(one: Task) -> dict[str, Any]:
    label, tone = TASK_LABELS[one.state]
    return {
        "id": one.id,
        "number": one.entry.number,
        "seat": one.seat.number,
        "state_label": label,
        "state_tone": tone,
        "given_at": one.given_at,
    }


def recusal_row(one: Recusal) -> dict[str, Any]:
    return {
        "number": one.entry.number,
        "seat": one.seat.number,
        "name": str(one.seat.user),
        "source": one.get_source_display(),
        "why": one.why,
        "at": one.entered_at,
    }


def tie_row(one: JurorTie) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.get_kind_display(),
        "label": one.label,
        "why": one.why,
        "by": str(one.declared_by),
        "at": one.declared_at,
    }


def ballot_rows(
    given: Iterable[Given], criteria: Sequence[Criterion], *, numbered: bool = True
) -> list[dict[str, Any]]:
    """Ballots as a table: points by criterion, total, comment. Not ``numbered``: without a word
    about whose they are."""
    return [
        {
            "seat": one.seat if numbered else None,
            "points": [(c.label, one.points.get(c.pk)) for c in criteria],
            "total": one.total,
            "is_abstention": one.is_abstention,
            "comment": one.comment,
            "corrected": one.corrected,
        }
        for one in given
    ]


def standing_rows(
    standings: Sequence[Standing],
    numbers: Mapping[str, int],
    criteria: Sequence[Criterion],
) -> list[dict[str, Any]]:
    """Everybody by place, called by his number."""
    return [
        {
            "number": numbers[str(one.candidate)],
            "place": one.place,
            "score": one.score,
            "means": [(c.label, one.means.get(c.pk)) for c in criteria],
            "spread": one.spread,
            "ballots": len(one.totals) + len(one.left_out),
            "why": one.why,
        }
        for one in standings
    ]


def level_rows(levels: Sequence[tuple[int, Level]]) -> list[dict[str, Any]]:
    """How strict each juror was: his mean, and by how much he was moved."""
    return [
        {
            "seat": seat,
            "ballots": level.ballots,
            "mean": shown(level.mean),
            "moved": signed_points(shown(level.moved)),
        }
        for seat, level in levels
    ]


def signed_points(value: Decimal) -> str:
    """``+1.20``, ``−0.40`` with a real minus sign, ``0.00``."""
    if value == 0:
        return "0.00"
    return f"{'+' if value > 0 else '−'}{abs(value)}"


def contact_row(one: JurorContact | None) -> dict[str, Any] | None:
    """A juror's number, covered; None for none."""
    if one is None:
        return None
    return {"phone": mask_phone(str(one.phone)), "agreed_on": one.agreed_on}


def told_row(one: Told) -> dict[str, Any]:
    """What a juror was told by message."""
    return {
        "number": one.seat.number,
        "name": str(one.seat.user),
        "has_phone": one.has_phone,
        "assigned": one.assigned,
        "ending": one.ending,
    }
