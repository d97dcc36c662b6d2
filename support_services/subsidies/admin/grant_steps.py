"""The steps of a grant: a question (GET), then the deed (POST). Each calls one service."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies.admin.grant_forms import StopForm, WhyForm
from support_services.subsidies.admin.grants import LIST, asked_for, grant_row
from support_services.subsidies.grant_explanations import told_steps
from support_services.subsidies.grant_states import (
    GRANT_LABELS,
    GRANT_MOVES,
    GRANT_VERB_LABELS,
    GrantState,
)
from support_services.subsidies.selectors import grants as selectors
from support_services.subsidies.services import grant_lists, grants
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, Run, doer, does, done, turned_back
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO, yuan_text
from veterans.foundation.months import month_cn, parse_month

AT_ONCE = 2000


@dataclass(frozen=True)
class GrantStep:
    """One button: what follows, what is asked besides, and which service does it."""

    follows: tuple[str, ...]
    run: Run
    form: type[forms.Form] | None = None
    danger: bool = False


STEPS: dict[str, GrantStep] = {
    "approve": GrantStep(
        follows=(
            "从发放月起成为应发款项，由该项目的下一批次核算、复核、审批后发放。",
            "金额不能再改；有错的只能取消，重新录入。",
        ),
        run=does(grants.approve_grant, "grant_id", "已批准，在发放月的批次发放。", dated=True),
    ),
    "refuse": GrantStep(
        follows=("不会发放。对象在同一年度或事由可以重新录入。",),
        run=does(grants.refuse_grant, "grant_id", "已登记不予核发。"),
        form=WhyForm,
        danger=True,
    ),
    "withdraw": GrantStep(
        follows=("不再等待审批。对象在同一年度或事由可以重新录入。",),
        run=does(grants.withdraw_grant, "grant_id", "已撤回。"),
    ),
    "stop": GrantStep(
        follows=(
            "从这个月起还没有到期的款项不再发放，以前的照发，不追缴。",
            "用于义务兵转改军士等情况；不该发的全部收回，请用“取消并追缴”。",
        ),
        run=does(grants.stop_grant, "grant_id", "余款已停发。"),
        form=StopForm,
        danger=True,
    ),
    "cancel": GrantStep(
        follows=(
            "这项核发一分也不再应发；已经发放的全部成为待追缴，从领取人以后的同类款项中抵扣。",
            "用于义务兵被除名、开除军籍，或核发有误。",
        ),
        run=does(grants.cancel_grant, "grant_id", "已取消。已经发放的，在下一批核算时转为待追缴。"),
        form=WhyForm,
        danger=True,
    ),
}


def take(request: HttpRequest, grant_id: int, verb: str) -> HttpResponse:
    """Ask, or do. Once done, or refused, the person is back on the page of the grant."""
    grant = selectors.grant_visible_to(actor(request), grant_id)
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    starts, _, duty = GRANT_MOVES[verb]
    label, name = GRANT_VERB_LABELS[verb], f"{grant.person.name}的{grant.scheme.name}"
    doer(request, duty, label)
    back = address("grant", grant.pk)
    if request.method != "POST" and grant.state not in starts:
        now = GRANT_LABELS[GrantState(grant.state)]
        return turned_back(request, f"这项核发现在是“{now}”，不能{label}。", back)
    form = step.form(request.POST or None) if step.form else None
    if answer := done(request, lambda data: step.run(request, grant, data), back=back, form=form):
        return answer
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
        return turned_back(request, "筛选的范围内没有待您审批的核发。", back)
    if len(rows) > AT_ONCE:
        too_many = f"一次最多批准 {AT_ONCE:,} 项，请按种类、镇街或年度筛选后再办。"
        return turned_back(request, too_many, back)
    total = sum((row.amount for row in rows), ZERO)
    token = f"{len(rows)}-{total}-{max(row.pk for row in rows)}"

    def deed(data: Data) -> str:
        if request.POST.get("token") != token:
            raise Refused("您确认期间名单有变动，没有批准，请核对新的名单后再办。")
        try:
            approved = grant_lists.approve_grants(
                grant_ids=[row.pk for row in rows],
                by=user,
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            raise Refused(f"没有批准：{refusal}") from refusal
        return f"已批准 {len(approved):,} 项，在各自发放月的批次发放。"

    if answer := done(request, deed, back=back):
        return answer
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
