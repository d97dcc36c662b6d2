"""Projects as rows of pages: words, tones and amounts. No query of its own but what is named."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.projects.models import Application, Assignment, Call, Criterion, Spending
from support_services.projects.rules import reached_share
from support_services.projects.selectors.carrying import Running
from support_services.projects.selectors.review import Given
from support_services.projects.services.applications import BOOK, BOOK_LABELS
from support_services.projects.states import (
    APPLICATION_LABELS,
    CALL_LABELS,
    CALL_ROAD,
    LIGHT_LABELS,
    ApplicationState,
    CallState,
)
from support_services.projects.written_rows import plain
from support_services.units.states import KIND_LABELS, UnitKind
from veterans.foundation.masking import mask_name, mask_phone
from veterans.foundation.ranking import Standing


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f} 元"


def call_row(call: Call) -> dict[str, Any]:
    """A call in a list."""
    label, tone = CALL_LABELS[CallState(call.state)]
    return {
        "id": call.pk,
        "title": call.title,
        "year": call.year,
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        "budget": call.budget,
        "granted": call.granted if call.decided_by_id else None,
        "handed": getattr(call, "handed", None),
        "chosen": getattr(call, "chosen", None),
        "state_label": label,
        "state_tone": tone,
    }


def call_facts(call: Call) -> list[tuple[str, str]]:
    """What was called for, by label."""
    kinds = "、".join(KIND_LABELS[UnitKind(one)] for one in call.unit_kinds)
    facts = [
        ("征集说明", call.told),
        ("提交时间", f"{call.opens_on:%Y-%m-%d} 至 {call.closes_on:%Y-%m-%d}"),
        ("延长原因", call.extended_why),
        ("总经费", yuan(call.budget)),
        ("每个项目最多", yuan(call.most_each) if call.most_each else "不限"),
        ("谁可以申报", kinds),
        ("评审", f"每个项目至少 {call.least_reviewers} 人；{call.get_combination_display()}"),
        ("同分", call.get_tie_rule_display()),
        ("退回原因", call.sent_back_why),
    ]
    return [(label, value) for label, value in facts if value]


def call_steps(call: Call) -> list[dict[str, Any]]:
    """The road of a call, for ``steps``."""
    signed: Mapping[str, tuple[Any, Any]] = {
        CallState.DRAFT: (call.entered_by, call.entered_at),
        CallState.OPEN: (call.opened_by, call.opened_at),
        CallState.CLOSED: (call.closed_by, call.closed_at),
        CallState.RANKED: (call.ranked_by, call.ranked_at),
        CallState.PROPOSED: (call.prepared_by, call.prepared_at),
        CallState.DECIDED: (call.decided_by, call.decided_at),
        CallState.ENDED: (call.ended_by, call.ended_at),
    }
    words = {
        CallState.DRAFT: "起草",
        CallState.OPEN: "开始征集",
        CallState.CLOSED: "截止",
        CallState.REVIEWING: "评审",
        CallState.RANKED: "评审结束",
        CallState.PROPOSED: "拟定立项",
        CallState.DECIDED: "审定立项",
        CallState.ENDED: "结束",
    }
    here = CALL_ROAD.index(CallState(call.state)) if call.state in CALL_ROAD else -1
    found = []
    for at, state in enumerate(CALL_ROAD):
        by, when = signed.get(state, (None, None))
        status = "done" if at < here else "current" if at == here else "todo"
        found.append(
            {"label": words[state], "status": status, "by": str(by) if by else "", "at": when}
        )
    return found


def criteria_rows(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    return [{"label": one.label, "weight": plain(one.weight), "hint": one.hint} for one in criteria]


def application_row(application: Application) -> dict[str, Any]:
    """An application in a list; the place only once there is one."""
    label, tone = APPLICATION_LABELS[ApplicationState(application.state)]
    return {
        "id": application.pk,
        "number": application.number,
        "title": application.title,
        "unit": application.unit.name,
        "asked": application.asked,
        "granted": application.granted or None,
        "place": application.place,
        "score": application.score,
        "state_label": label,
        "state_tone": tone,
        "by_link": application.by_link,
    }


def book_of(application: Application) -> list[tuple[str, str]]:
    """The book, by label."""
    head = [("一句话介绍", application.brief), ("服务队", application.team)]
    texts = [(BOOK_LABELS[name], getattr(application, name)) for name in BOOK]
    return [(label, value) for label, value in (*head, *texts) if value]


def contact_of(application: Application) -> str:
    """Covered; "" where nobody was named."""
    name = mask_name(application.contact_name or "")
    phone = mask_phone(application.contact_phone or "")
    return " ".join(one for one in (name, phone) if one)


def milestone_rows(application: Application, *, today: date) -> list[dict[str, Any]]:
    """Milestones with their papers and extensions; three queries."""
    found = []
    rows = application.milestones.prefetch_related("papers", "extensions").order_by("number")
    for one in rows:
        late = one.done_on is None and one.day < today
        found.append(
            {
                "id": one.pk,
                "number": one.number,
                "what": one.what,
                "due_on": one.due_on,
                "day": one.day,
                "promised": f"{one.measure} {plain(one.promised)} {one.unit}",
                "reached": "" if one.reached is None else f"{plain(one.reached)} {one.unit}",
                "share": reached_share(one.promised, one.reached),
                "note": one.reached_note,
                "done_on": one.done_on,
                "done_note": one.done_note,
                "late": late,
                "is_done": one.done_on is not None,
                "extensions": [
                    f"{e.was_on:%Y-%m-%d} 延到 {e.put_off_to:%Y-%m-%d}：{e.why}"
                    for e in one.extensions.all()
                ],
                "papers": [paper.pk for paper in one.papers.all()],
            }
        )
    return found


def spending_rows(rows: Iterable[Spending]) -> list[dict[str, Any]]:
    """Entries with the running sum; ``taken_back``: reversed by a later one."""
    listed = list(rows)
    back = {one.reverses_id for one in listed if one.reverses_id}
    total = Decimal("0.00")
    found = []
    for one in listed:
        total += one.amount
        found.append(
            {
                "id": one.pk,
                "spent_on": one.spent_on,
                "what": one.what,
                "voucher": one.voucher,
                "amount": one.amount,
                "total": total,
                "by": str(one.entered_by),
                "taken_back": one.pk in back,
                "is_reversal": one.reverses_id is not None,
            }
        )
    return found


def ballot_rows(given: Iterable[Given], criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Ballots as a table: points by criterion, total, comment."""
    return [
        {
            "reviewer": str(one.reviewer),
            "points": [(c.label, one.points.get(c.pk)) for c in criteria],
            "total": one.total,
            "is_abstention": one.is_abstention,
            "comment": one.comment,
            "at": one.at,
            "corrected": one.corrected,
        }
        for one in given
    ]


def task_row(task: Assignment) -> dict[str, Any]:
    """Who reviews, and how far he is; never what he gave."""
    if task.recused_at is not None:
        state = ("回避", "idle")
    elif task.is_done:  # type: ignore[attr-defined]
        state = ("已评", "ok")
    else:
        state = ("待评", "warn")
    return {
        "id": task.pk,
        "reviewer": str(task.reviewer),
        "state_label": state[0],
        "state_tone": state[1],
        "why": task.recused_why,
    }


def compared(
    applications: Iterable[Application],
    standings: Sequence[Standing],
    criteria: Sequence[Criterion],
) -> list[dict[str, Any]]:
    """Everybody under review side by side, by place."""
    by_key = {one.pk: one for one in applications}
    found = []
    for one in standings:
        application = by_key[int(str(one.candidate))]
        found.append(
            {
                **application_row(application),
                "place": one.place,
                "score": one.score,
                "means": [(c.label, one.means.get(c.pk)) for c in criteria],
                "spread": one.spread,
                "ballots": len(one.totals) + len(one.left_out),
                "why": one.why,
                "granted": application.granted or None,
                "proposed": application.proposed,
                "choice_why": application.choice_why,
            }
        )
    return found


def running_row(one: Running) -> dict[str, Any]:
    """A project under way, with its light."""
    state = APPLICATION_LABELS[ApplicationState(one.application.state)]
    label, tone = LIGHT_LABELS[one.light] if one.light else state
    return {
        "id": one.application.pk,
        "title": one.application.title,
        "unit": one.application.unit.name,
        "call": one.application.call.title,
        "granted": one.application.granted,
        "spent": one.spent,
        "done": one.done,
        "milestones": one.milestones,
        "next_due": one.next_due,
        "light_label": label,
        "light_tone": tone,
    }
