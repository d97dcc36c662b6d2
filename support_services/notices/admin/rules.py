"""Rules at the bureau: what is in force, what waits, entering one, and the second person's step."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.notices.admin import showing
from support_services.notices.admin.forms import RuleForm
from support_services.notices.channels import sms
from support_services.notices.models import ReminderRule
from support_services.notices.occasions import Proposal, occasion, proposals
from support_services.notices.rules import offsets_cn
from support_services.notices.selectors import planned
from support_services.notices.services import rule_book
from support_services.notices.states import (
    AUDIENCE_LABELS,
    CHANNEL_LABELS,
    RULE_LABELS,
    RULE_MOVES,
    RULE_VERB_LABELS,
    Audience,
    Channel,
    NoticeState,
    RuleState,
)
from veterans.accounts.bureau_pages import actor, address, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back

_FOLLOWS: dict[str, tuple[str, ...]] = {
    "enforce": (
        "从现在起，到期的提醒每小时写入一次；提醒本人的在可发时段发出。",
        "同一条规则的旧版由它接替，已经说过的不会再说。启用后不能修改，要改的录入新版。",
    ),
    "withdraw": ("不再等待启用，保留可查。",),
    "stop": ("不再写入新的提醒；还没有发出的通知一并取消。", "已经发出的不能收回。"),
}


def reminders(request: HttpRequest) -> HttpResponse:
    """The rules: waiting, in force, before; and what this portal proposes."""
    user = actor(request)
    rows = list(planned.rules_visible_to(user))
    by_state: dict[str, list[dict[str, Any]]] = {"draft": [], "in_force": [], "past": []}
    for rule in rows:
        by_state.get(rule.state, by_state["past"]).append(showing.rule_row(rule, user))
    taken = {rule.code for rule in rows if rule.state in (RuleState.DRAFT, RuleState.IN_FORCE)}
    may_enter = user.may("notices.rules")
    return page(
        request,
        "bureau/reminders.html",
        title=showing.REMINDERS,
        tabs=showing.tabs("reminders", user),
        drafts=by_state["draft"],
        in_force=by_state["in_force"],
        past=by_state["past"][:30],
        proposals=[
            _proposal_row(one, may_enter) for one in proposals().values() if one.code not in taken
        ],
        new_url=address("reminder_new") if may_enter else "",
        sms_off=not sms.is_on(),
    )


def _proposal_row(one: Proposal, may_enter: bool) -> dict[str, Any]:
    known = occasion(one.occasion)
    return {
        "title": one.title,
        "occasion": known.label if known else "",
        "when": offsets_cn(one.offsets, working=False),
        "audience": AUDIENCE_LABELS[Audience(one.audience)],
        "channels": "、".join(CHANNEL_LABELS[Channel(c)] for c in one.channels),
        "template": one.template,
        "url": address("reminder_new", proposal=one.code) if may_enter else "",
    }


def reminder(request: HttpRequest, rule_id: int) -> HttpResponse:
    """One rule, and its dry run: what it would write today and in the next thirty days."""
    user = actor(request)
    rule = planned.rule_visible_to(user, rule_id)
    today = timezone.localdate()
    first, last = planned.window(today)
    now = planned.counts(rule, first, last, fresh=True)
    ahead = planned.counts(rule, *planned.days_ahead(today))
    return page(
        request,
        "bureau/reminder.html",
        title=rule.title,
        crumbs=showing.crumbs(),
        row=showing.rule_row(rule, user),
        now=[count_row(one) for one in now],
        now_total=sum(one.count for one in now if one.state != NoticeState.CANCELLED),
        ahead=[{**count_row(one), "url": _day_url(rule, one)} for one in ahead],
        versions=[
            showing.rule_row(one, user)
            for one in planned.rules_visible_to(user).filter(code=rule.code).exclude(pk=rule.pk)
        ],
        change_url=address("reminder_new", rule=str(rule.pk))
        if user.may("notices.rules") and rule.state != RuleState.DRAFT
        else "",
        known=occasion(rule.occasion) is not None,
    )


def _day_url(rule: ReminderRule, one: planned.Count) -> str:
    return address("reminder_people", rule.pk, f"{one.say_on:%Y-%m-%d}")


def count_row(one: planned.Count) -> dict[str, Any]:
    """How many notices of a kind on a day."""
    nobody = one.state == NoticeState.CANCELLED
    return {
        "say_on": one.say_on,
        "audience": AUDIENCE_LABELS[one.audience],
        "channel": "没有电话，发不到" if nobody else CHANNEL_LABELS[one.channel],
        "count": one.count,
        "nobody": nobody,
    }


def new(request: HttpRequest) -> HttpResponse:
    """A draft: from nothing, from a proposal of the portal, or the next version of a rule."""
    user = actor(request)
    code, initial = f"own-{uuid4().hex[:12]}", {"active_from": timezone.localdate()}
    title = "录入提醒规则"
    if wanted := request.GET.get("proposal", ""):
        known = proposals().get(wanted)
        if known is None:
            raise Http404
        code, initial = known.code, {**initial, **_from_proposal(known)}
    elif (number := request.GET.get("rule", "")).isascii() and number.isdigit():
        rule = planned.rule_visible_to(user, int(number))
        code, initial, title = rule.code, {**initial, **_from_rule(rule)}, "录入规则的新版"
    form = RuleForm(request.POST or None, initial=initial)

    def save(data: Data) -> tuple[str, str]:
        data.pop("channel", None)
        made = rule_book.enter(code=code, by=user, at=timezone.now(), **data)
        return "规则已录入，由另一人启用以后才会提醒。", address("reminder", made.pk)

    if answer := filled_in(request, form, save):
        return answer
    return page(
        request,
        "bureau/reminder_form.html",
        title=title,
        crumbs=showing.crumbs(),
        form=form,
        cancel_url=address("reminders"),
    )


def _from_proposal(one: Proposal) -> dict[str, Any]:
    return {
        "title": one.title,
        "occasion_key": one.occasion,
        "offsets": _typed(one.offsets),
        "audience": one.audience,
        "channel": ",".join(one.channels),
        "template": one.template,
        "town_after": one.town_after,
        "bureau_after": one.bureau_after,
        "note": "系统建议",
    }


def _from_rule(rule: ReminderRule) -> dict[str, Any]:
    return {
        "title": rule.title,
        "occasion_key": rule.occasion,
        "offsets": _typed(rule.offsets),
        "working_days": rule.working_days,
        "audience": rule.audience,
        "channel": ",".join(rule.channels),
        "template": rule.template,
        "on_rest_days": rule.on_rest_days,
        "town_after": rule.town_after,
        "bureau_after": rule.bureau_after,
        "note": "",
    }


def _typed(offsets: Any) -> str:
    return "，".join(str(one) for one in offsets)


def step(request: HttpRequest, rule_id: int, verb: str) -> HttpResponse:
    """Enforce, withdraw, stop: asked first, then done."""
    if verb not in RULE_MOVES:
        raise Http404
    label = RULE_VERB_LABELS[verb]
    user = doer(request, RULE_MOVES[verb][2], label)
    rule = planned.rule_visible_to(user, rule_id)
    back = address("reminder", rule.pk)
    run = {"enforce": rule_book.enforce, "withdraw": rule_book.withdraw, "stop": rule_book.stop}

    def deed(data: Data) -> str:
        run[verb](rule_id=rule_id, by=user, at=timezone.now())
        return f"规则“{rule.title}”已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    if rule.state not in RULE_MOVES[verb][0]:
        return turned_back(
            request, f"这条规则{RULE_LABELS[RuleState(rule.state)][0]}，不能再{label}。", back
        )
    first, last = planned.window(timezone.localdate())
    now = planned.counts(rule, first, last, fresh=True) if verb == "enforce" else []
    owed = sum(one.count for one in now if one.state != NoticeState.CANCELLED)
    return page(
        request,
        "bureau/reminder_confirm.html",
        title=f"{label}提醒规则",
        crumbs=showing.crumbs(),
        row=showing.rule_row(rule, user),
        question=f"{label}“{rule.title}”？",
        consequences=[
            *([f"今天就会写入 {owed:,} 条通知。"] if verb == "enforce" else []),
            *_FOLLOWS[verb],
        ],
        confirm_label=f"确认{label}",
        danger=verb == "stop",
        cancel_url=back,
    )
