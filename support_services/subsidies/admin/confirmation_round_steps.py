"""A round of the yearly confirmation: entered by one, opened by another, ended or cancelled.

Which buttons are offered is a courtesy; whether a step may be taken the service says.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import facts
from support_services.subsidies.admin.confirmation_forms import (
    NoteForm,
    RoundForm,
)
from support_services.subsidies.admin.facts import Fact, of_form
from support_services.subsidies.confirmation_states import (
    ROUND_MOVES,
)
from support_services.subsidies.selectors import confirmation as reading
from support_services.subsidies.services import (
    confirmation_rounds,
)
from support_services.subsidies.services.confirmation_rounds import RoundTerms
from veterans.accounts.bureau_pages import actor, address, button, crumb
from veterans.accounts.deeds import Data, does
from veterans.accounts.models import User


def _round_form(request: HttpRequest, copied: Any) -> forms.Form:
    schemes = [(scheme.code, scheme.name) for scheme in selectors.monthly_schemes()]
    if request.method == "POST":
        return RoundForm(request.POST, schemes=schemes)
    initial: dict[str, Any] = {"year": timezone.localdate().year, "reminder_days": "30、15、3"}
    initial |= {"late_days": 30, "home_visit_age": 80, "confidence": "unconfirmed"}
    if copied is not None:
        terms = confirmation_rounds.terms_for_next_year(copied)
        initial = {**vars(terms), "reminder_days": "、".join(map(str, terms.reminder_days))}
    return RoundForm(initial=initial, schemes=schemes)


def _enter(request: HttpRequest, copied: Any, data: Data) -> str:
    made = confirmation_rounds.enter_round(
        terms=RoundTerms(**data), by=actor(request), at=timezone.now()
    )
    return f"“{made.title}”已录入，请由复核或审批岗位的另一人启用。"


ENTER = Fact(
    label="录入年度确认",
    intro="写明对哪些项目、从哪天到哪天、宽限几天，每条规则都写依据。由另一人核对后启用。",
    form=_round_form,
    follows=lambda copied, data: [
        "由复核或审批岗位的另一人启用；启用以前不要求任何人确认。",
        "启用以后这些内容不能改，写错了只能取消重来。",
    ],
    run=_enter,
    kind="primary",
    duty="confirmation.enter",
)


def new_round(request: HttpRequest) -> HttpResponse:
    """A draft, from nothing or from the round that ``from`` names, a year later."""
    asked = request.GET.get("from", "")
    copied = (
        reading.round_visible_to(actor(request), int(asked))
        if asked.isascii() and asked.isdigit() and len(asked) < 10
        else None
    )
    crumbs = (crumb("年度确认", "confirmations"),)
    return facts.take(request, ENTER, copied, crumbs=crumbs, back=address("confirmations"))


def _opened(found: Any, data: Data) -> list[str]:
    count = reading.people_to_ask(found, today=timezone.localdate())
    return [
        f"现在享受这些项目的约 {count:,} 人列入应确认名单，服务站随即看到本辖区的人。",
        f"到 {reading.last_day_of_grace(found):%Y-%m-%d} 宽限期满仍没有确认的，次日起暂缓发放。",
        "以后新享受的人自动列入；待遇终止或去世的自动退出。",
    ]


ROUND_STEPS: dict[str, Fact] = {
    "open": Fact(
        label="启用",
        intro="核对时间、宽限、上门对象和依据，都与通知一致。",
        form=of_form(forms.Form),
        follows=_opened,
        run=does(
            confirmation_rounds.open_round,
            "round_id",
            lambda made, data: f"“{made[0].title}”已启用，{made[1].joined:,} 人列入。",
            dated=True,
        ),
        kind="primary",
        duty="confirmation.open",
        hands="复核或审批",
    ),
    "withdraw": Fact(
        label="撤回草稿",
        intro="内容有误或不再需要的，撤回草稿。",
        form=of_form(NoteForm),
        follows=lambda found, data: ["没有人被列入，账目没有变化。"],
        run=does(
            confirmation_rounds.withdraw_round, "round_id", "草稿已撤回。可以以它为底重新录入。"
        ),
        duty="confirmation.enter",
    ),
    "end": Fact(
        label="结束本轮",
        intro="宽限期满以后结束本轮，不再列入新的人。",
        form=of_form(NoteForm),
        follows=lambda found, data: [
            "以后新享受的人不再列入本轮。",
            "没有确认的人仍暂缓，随时可以确认，确认以后解除并补发。",
        ],
        run=does(
            confirmation_rounds.end_round,
            "round_id",
            lambda made, data: f"“{made.title}”已结束。没有确认的人仍暂缓，确认以后解除。",
            dated=True,
        ),
        duty="confirmation.open",
        hands="复核或审批",
    ),
    "cancel": Fact(
        label="取消本轮",
        intro="本轮启用有误的，取消；因本轮暂缓的全部解除。",
        form=of_form(NoteForm),
        follows=lambda found, data: [
            "因本轮没有确认而暂缓的全部解除，没有发的月份下一批补发。",
            "确认记录保留可查。取消以后不能恢复，可以以它为底重新录入。",
        ],
        run=does(
            confirmation_rounds.cancel_round,
            "round_id",
            lambda made, data: f"“{made[0].title}”已取消，{made[1].released:,} 项暂缓已解除。",
            dated=True,
        ),
        kind="danger",
        duty="confirmation.open",
        hands="复核或审批",
    ),
}


def round_actions(found: Any, user: User) -> list[dict[str, str]]:
    """What this person may do with a round as it stands."""
    actions = [
        button(fact.label, fact.kind, "confirmation_step", found.pk, verb)
        for verb, fact in ROUND_STEPS.items()
        if found.state in ROUND_MOVES[verb][0]
        and user.may(ROUND_MOVES[verb][2])
        and (verb != "open" or found.entered_by_id != user.pk)
        and (verb != "end" or reading.last_day_of_grace(found) < timezone.localdate())
    ]
    if user.may("confirmation.enter") and found.state != "draft":
        copied = {"from": str(found.pk)}
        actions.append(button("照此录入下一年", "plain", "confirmation_new", **copied))
    return actions


def round_step(request: HttpRequest, round_id: int, verb: str) -> HttpResponse:
    """Open, withdraw, end or cancel."""
    found = reading.round_visible_to(actor(request), round_id)
    crumbs = (crumb("年度确认", "confirmations"), crumb(found.title, "confirmation", found.pk))
    back = address("confirmation", found.pk)
    return facts.take(request, ROUND_STEPS.get(verb), found, crumbs=crumbs, back=back)
