"""One panel: its rules, how far everybody is, its steps. Nothing of what was given is here before
the review is closed."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.juries.admin.lists import TITLE
from honors.juries.forms import ExtendForm, WhyForm
from honors.juries.models import Panel
from honors.juries.selectors import desk as reading
from honors.juries.selectors.results import agrees
from honors.juries.selectors.told import told_in
from honors.juries.services import assigning, closing, opening
from honors.juries.showing import (
    criteria_rows,
    moment_of,
    panel_facts,
    panel_row,
    panel_steps,
    recusal_row,
    seat_row,
    task_row,
    told_row,
)
from honors.juries.states import PANEL_MOVES, PanelState
from veterans.accounts.bureau_pages import Crumb, actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

_FOLLOWS = {
    "begin": "按记下的随机种子，给每份材料分派评委，评委马上能看到材料、到时间就能评分。"
    "登记了手机的马上收到短信。以后还可以加评委、登记回避，空出来的由别的评委接手。",
    "close": "名次按评分算出来并存档；评分、回避、分派从此都不能再改。",
    "drop": "评审不再进行，已经打的分留作历史、不算数。可以另外设立评委会。",
}


def panel(request: HttpRequest, panel_id: int) -> HttpResponse:
    """One panel with its jurors and entries, and what can be done."""
    user = actor(request)
    found = reading.panel_visible_to(user, panel_id)
    tasks: dict[int, list[dict[str, Any]]] = {}
    for task in reading.tasks_in(found):
        tasks.setdefault(task.entry.pk, []).append(task_row(task))
    enters = user.may("juries.enter") and found.state in ("forming", "reviewing")
    draw = assigning.draw_of(found) if found.state == PanelState.FORMING else None
    closed = found.state == PanelState.CLOSED
    recusals = reading.recusals_of(found)
    return page(
        request,
        "bureau/jury_panel.html",
        title=found.title,
        crumbs=(crumb(TITLE, "jury_panels"),),
        row=panel_row(found),
        steps=panel_steps(found),
        facts=panel_facts(found),
        criteria=criteria_rows(found.criteria.all()),
        seats=[
            {
                **seat_row(one),
                "url": address("juror", one.seat.user_id),
                "leave_url": address("jury_leave", one.seat.pk)
                if enters and one.seat.left_at is None
                else "",
            }
            for one in reading.progress_of(found)
        ],
        entries=[
            {
                "number": one.number,
                "url": address("jury_entry", one.pk),
                "tasks": tasks.get(one.pk, []),
                "done": sum(task["state_label"] == "已评" for task in tasks.get(one.pk, [])),
                "wanted": found.per_entry,
            }
            for one in found.entries.all()
        ],
        told=_told(found),
        recusals=[recusal_row(one) for one in recusals],
        lacking=assigning.lacking(draw) if draw is not None else "",
        how=assigning.how_drawn(found),
        actions=_actions(found, user),
        sheet_url=address("jury_sheet", found.pk) if closed else "",
        agrees=agrees(found) if closed else None,
    )


def _told(found: Panel) -> list[dict[str, Any]]:
    """What jurors were told by message; nothing where it is over and none was sent."""
    rows = told_in(found)
    open_ = found.state in (PanelState.FORMING, PanelState.REVIEWING)
    return [told_row(one) for one in rows] if open_ or any(one.assigned for one in rows) else []


def _actions(found: Panel, user: User) -> list[dict[str, str]]:
    shown = []
    if user.may("juries.enter") and found.state in ("forming", "reviewing"):
        shown.append(button("聘请评委", "plain", "jury_appoint", found.pk))
    if user.may("juries.enter") and found.state == PanelState.REVIEWING:
        shown.append(button("延长时间", "plain", "jury_extend", found.pk))
    if found.state == PanelState.CLOSED:
        shown.append(button("评审会表", "primary", "jury_sheet", found.pk))
    for verb, move in PANEL_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if verb == "close" and user.pk in (found.begun_by_id, found.made_by_id):
            continue
        kind = "danger" if verb == "drop" else "primary"
        shown.append(button(move.label, kind, "jury_step", found.pk, verb))
    return shown


def step(request: HttpRequest, panel_id: int, verb: str) -> HttpResponse:
    """A step of a panel: asked first, then done."""
    if verb not in PANEL_MOVES:
        raise Http404
    move = PANEL_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = reading.panel_visible_to(user, panel_id)
    back = address("jury_panel", found.pk)
    form: forms.Form = (WhyForm if move.why else forms.Form)(request.POST or None)
    services = {"begin": assigning.begin, "close": closing.close, "drop": opening.drop_panel}

    def deed(data: Data) -> tuple[str, str]:
        services[verb](panel_id=found.pk, **data, by=user, at=timezone.now())  # type: ignore[operator]
        return f"“{found.title}”：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这个评委会已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.title}",
        crumbs=(crumb(TITLE, "jury_panels"), crumb(found.title, "jury_panel", found.pk)),
        form=form,
        intro=_FOLLOWS[verb],
        about=_about(found, verb),
        danger=verb == "drop",
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def _about(found: Panel, verb: str) -> list[tuple[str, str]]:
    if verb == "begin":
        seats = found.seats.filter(left_at__isnull=True).count()
        lacking = assigning.lacking(assigning.draw_of(found)) or "够"
        return [
            ("材料", f"{found.entries.count()} 份，每份 {found.per_entry} 位评委"),
            ("评委", f"{seats} 位"),
            ("人数", lacking),
        ]
    if verb == "close":
        waiting = sum(one.waiting for one in reading.progress_of(found))
        few = reading.behind(found)
        told = [("截止", moment_of(found.closes_at)), ("没有评的", f"{waiting} 份")]
        if few:
            numbers = "、".join(f"{one} 号" for one in few)
            told.append(("有效评分不够、不排名的", numbers))
        return told
    return [("评委会", found.title)]


def extend(request: HttpRequest, panel_id: int) -> HttpResponse:
    """A later end for everybody, with a reason."""
    user = actor(request)
    found = reading.panel_visible_to(user, panel_id)
    back = address("jury_panel", found.pk)
    form = ExtendForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        closing.extend(
            panel_id=found.pk,
            closes_at=form.closes_at(),
            why=data["why"],
            by=user,
            at=timezone.now(),
        )
        return f"评审延长到 {data['day']:%Y-%m-%d}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != PanelState.REVIEWING:
        return turned_back(request, "评审中的才能延长。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="延长评审时间",
        crumbs=_crumbs(found),
        form=form,
        intro="对全部评委一样延长，不能改回。",
        about=[("现在的截止时间", moment_of(found.closes_at))],
        submit_label="确认延长",
        cancel_url=back,
    )


def _crumbs(found: Panel) -> tuple[Crumb, ...]:
    return (crumb(TITLE, "jury_panels"), crumb(found.title, "jury_panel", found.pk))
