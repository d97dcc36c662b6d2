"""The list of polls, and one of them with its steps."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from honors.votes import selectors
from honors.votes.forms import WhyForm
from honors.votes.models import Poll
from honors.votes.services import opening, settling
from honors.votes.showing import (
    day_bars,
    poll_facts,
    poll_row,
    poll_steps,
    result_rows,
)
from honors.votes.states import POLL_MOVES, PollState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

TITLE = "投票"
_FOLLOWS = {
    "release": "投票页马上公开，到开始那天起可以投票。候选项和规则从此不能再改。",
    "close": "不再收票；接着看异常情况、剔除可疑的票，再由两人签认。",
    "drop": "投票页马上撤下，已经投的票留作历史、不算数。可以另外设立投票。",
}


def polls(request: HttpRequest) -> HttpResponse:
    """Every poll, the newest first."""
    rows = paged(
        request,
        selectors.polls_visible_to(actor(request)),
        lambda one: {**poll_row(one), "url": address("vote_poll", one.pk)},
    )
    return page(request, "bureau/vote_polls.html", title=TITLE, page_obj=rows)


def poll(request: HttpRequest, poll_id: int) -> HttpResponse:
    """One poll: what may be chosen, how many chose, and once it is over what."""
    user = actor(request)
    found = selectors.poll_visible_to(user, poll_id)
    over = found.state in (PollState.CLOSED, PollState.SIGNED)
    told = over or (found.live and found.state == PollState.OPEN)
    return page(
        request,
        "bureau/vote_poll.html",
        title=found.title,
        crumbs=(crumb(TITLE, "vote_polls"),),
        row=poll_row(found),
        steps=poll_steps(found),
        facts=poll_facts(found),
        options=[
            {"number": one.number, "label": one.label, "text": one.text}
            for one in found.options.all()
        ],
        results=result_rows(selectors.result_of(found)) if told else [],
        days=day_bars(selectors.by_day(found)),
        first_by=str(found.first_by) if found.first_by else "",
        agrees=selectors.agrees(found) if found.state == PollState.SIGNED else None,
        report_url=address("vote_report", found.pk) if over else "",
        public_url=reverse("votes:poll", args=[found.pk])
        if found.state in (PollState.OPEN, PollState.CLOSED, PollState.SIGNED)
        else "",
        actions=_actions(found, user),
    )


def _actions(found: Poll, user: User) -> list[dict[str, str]]:
    shown = []
    if found.state in (PollState.CLOSED, PollState.SIGNED):
        shown.append(button("异常报告", "plain", "vote_report", found.pk))
    for verb, move in POLL_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if verb == "release" and found.made_by_id == user.pk:
            continue
        kind = "danger" if verb == "drop" else "primary"
        shown.append(button(move.label, kind, "vote_step", found.pk, verb))
    return shown


def step(request: HttpRequest, poll_id: int, verb: str) -> HttpResponse:
    """A step of a poll: asked first, then done."""
    if verb not in POLL_MOVES:
        raise Http404
    move = POLL_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.poll_visible_to(user, poll_id)
    back = address("vote_poll", found.pk)
    form: forms.Form = (WhyForm if move.why else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"poll_id": found.pk, "by": user, "at": timezone.now()}
        if verb == "release":
            opening.release(**given)
        elif verb == "drop":
            opening.drop_poll(why=data["why"], **given)
        else:
            settling.close(today=timezone.localdate(), **given)
        return f"“{found.title}”：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这次投票已经办过，不能再{move.label}。", back)
    about = poll_facts(found)
    if verb == "release":
        about += [(f"{one.number} 号 {one.label}", one.text or "—") for one in found.options.all()]
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.title}",
        crumbs=(crumb(TITLE, "vote_polls"), crumb(found.title, "vote_poll", found.pk)),
        form=form,
        intro=_FOLLOWS[verb],
        about=about,
        danger=verb == "drop",
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )
