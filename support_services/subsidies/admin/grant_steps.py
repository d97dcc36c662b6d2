"""The steps of a grant: a question (GET), then the deed (POST). Each calls one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin.grant_forms import StopForm, WhyForm
from support_services.subsidies.admin.grants import LIST, asked_for, grant_row
from support_services.subsidies.admin.showing import actor, address, crumb, page
from support_services.subsidies.grant_explanations import told_steps
from support_services.subsidies.grant_states import (
    GRANT_LABELS,
    GRANT_MOVES,
    GRANT_VERB_LABELS,
    GrantState,
)
from support_services.subsidies.selectors import grants as selectors
from support_services.subsidies.services import grant_lists, grants
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO, yuan_text
from veterans.foundation.months import month_cn, parse_month

AT_ONCE = 2000


@dataclass(frozen=True)
class GrantStep:
    """One button: what follows, what is asked besides, and which service does it."""

    follows: tuple[str, ...]
    run: Callable[..., Any]
    done: str
    form: type[forms.Form] | None = None
    danger: bool = False
    wants_today: bool = False


STEPS: dict[str, GrantStep] = {
    "approve": GrantStep(
        follows=(
            "从发放月起成为应发款项，由该项目的下一批次核算、复核、审批后发放。",
            "金额不能再改；有错的只能取消，重新录入。",
        ),
        run=grants.approve_grant,
        done="已批准，在发放月的批次发放。",
        wants_today=True,
    ),
    "refuse": GrantStep(
        follows=("不会发放。对象在同一年度或事由可以重新录入。",),
        run=grants.refuse_grant,
        done="已登记不予核发。",
        form=WhyForm,
        danger=True,
    ),
    "withdraw": GrantStep(
        follows=("不再等待审批。对象在同一年度或事由可以重新录入。",),
        run=grants.withdraw_grant,
        done="已撤回。",
    ),
    "stop": GrantStep(
        follows=(
            "从这个月起还没有到期的款项不再发放，以前的照发，不追缴。",
            "用于义务兵转改军士等情况；不该发的全部收回，请用“取消并追缴”。",
        ),
        run=grants.stop_grant,
        done="余款已停发。",
        form=StopForm,
        danger=True,
    ),
    "cancel": GrantStep(
        follows=(
            "这项核发一分也不再应发；已经发放的全部成为待追缴，从领取人以后的同类款项中抵扣。",
            "用于义务兵被除名、开除军籍，或核发有误。",
        ),
        run=grants.cancel_grant,
        done="已取消。已经发放的，在下一批核算时转为待追缴。",
        form=WhyForm,
        danger=True,
    ),
}


def take(request: HttpRequest, grant_id: int, verb: str) -> HttpResponse:
    """Ask, or do. Once done, or refused, the person is back on the page of the grant."""
    user = actor(request)
    grant = selectors.grant_visible_to(user, grant_id)
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    starts, _, duty = GRANT_MOVES[verb]
    if not user.may(duty):
        raise PermissionDenied(f"“{GRANT_VERB_LABELS[verb]}”不由您的岗位办理。")
    back = address("grant", grant.pk)
    if request.method != "POST" and grant.state not in starts:
        now = GRANT_LABELS[GrantState(grant.state)]
        messages.warning(request, f"这项核发现在是“{now}”，不能{GRANT_VERB_LABELS[verb]}。")
        return HttpResponseRedirect(back)
    form = step.form(request.POST or None) if step.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given = dict(form.cleaned_data) if form is not None else {}
        if step.wants_today:
            given["today"] = timezone.localdate()
        try:
            step.run(grant_id=grant.pk, by=user, at=timezone.now(), **given)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, step.done)
        return HttpResponseRedirect(back)
    label, name = GRANT_VERB_LABELS[verb], f"{grant.person.name}的{grant.scheme.name}"
    return page(
        request,
        "bureau/grant_confirm.html",
        title=label,
        crumbs=(crumb(LIST, "grants"), crumb(grant.person.name, "grant", grant.pk)),
        rows=[grant_row(grant)],
        steps=told_steps(grant.steps),
        question=f"{label}：{name} {yuan_text(grant.amount)} 元？",
        consequences=step.follows,
        danger=step.danger,
        form=form,
        confirm_label=f"确认{label}",
        cancel_url=back,
    )


def approve_all(request: HttpRequest) -> HttpResponse:
    """Approve every draft that the list shows; what has come or gone since is said and not done."""
    user = actor(request)
    _, asked = asked_for(request)
    back = address("grants", **asked)
    drafts = selectors.grants_matching(user, **{**asked, "state": GrantState.DRAFT.value})
    rows = list(drafts.exclude(entered_by=user)[: AT_ONCE + 1])
    if not rows:
        messages.warning(request, "筛选的范围内没有待您审批的核发。")
        return HttpResponseRedirect(back)
    if len(rows) > AT_ONCE:
        messages.warning(request, f"一次最多批准 {AT_ONCE:,} 项，请按种类、镇街或年度筛选后再办。")
        return HttpResponseRedirect(back)
    total = sum((row.amount for row in rows), ZERO)
    token = f"{len(rows)}-{total}-{max(row.pk for row in rows)}"
    if request.method == "POST":
        if request.POST.get("token") != token:
            messages.error(request, "您确认期间名单有变动，没有批准，请核对新的名单后再办。")
            return HttpResponseRedirect(back)
        try:
            done = grant_lists.approve_grants(
                grant_ids=[row.pk for row in rows],
                by=user,
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            messages.error(request, f"没有批准：{refusal}")
        else:
            messages.success(request, f"已批准 {len(done):,} 项，在各自发放月的批次发放。")
        return HttpResponseRedirect(back)
    months = sorted({text for row in rows for text in row.inputs.get("months", ())})
    due = "、".join(month_cn(parse_month(text)) for text in months)
    return page(
        request,
        "bureau/grant_confirm.html",
        title="批准名单",
        crumbs=(crumb(LIST, "grants"),),
        rows=[grant_row(row) for row in rows],
        steps=[],
        question=f"批准以下 {len(rows):,} 项，合计 {yuan_text(total)} 元？",
        consequences=[f"发放月：{due}。", *STEPS["approve"].follows],
        danger=False,
        form=None,
        confirm_label="确认批准",
        cancel_url=back,
        token=token,
    )
