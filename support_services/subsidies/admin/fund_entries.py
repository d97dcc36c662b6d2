"""Entering what two people vouch for: approval bands, shares of sources, lines of the budget and
their changes; and the second person's decision on each."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import fund_rows
from support_services.subsidies.admin.fund_forms import (
    ChangeForm,
    LineForm,
    RuleForm,
    ShareForm,
    line_initial,
)
from support_services.subsidies.admin.showing import actor, address, crumb, page
from support_services.subsidies.fund_states import (
    PROPOSAL_LABELS,
    PROPOSAL_MOVES,
    PROPOSAL_VERB_LABELS,
    FundSource,
    ProposalState,
)
from support_services.subsidies.selectors.approval import approval_rules_visible_to
from support_services.subsidies.selectors.budget import changes_visible_to, line_visible_to
from support_services.subsidies.selectors.funding import component_choices, shares_visible_to
from support_services.subsidies.services import approval_rules, budget, fund_shares
from veterans.accounts.models import User
from veterans.foundation.errors import Refused

FUNDS = "资金与预算"


@dataclass(frozen=True)
class Kind:
    """One kind of what waits for a second person: where it stands and what decides on it."""

    title: str
    rows: Callable[[User], Any]
    row: Callable[[Any, User], dict[str, Any]]
    enforce: Callable[[int, User, Any], Any]
    withdraw: Callable[[int, User, Any], Any]
    back: Callable[[Any], str]
    follows: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "rule": Kind(
        "审批权限",
        approval_rules_visible_to,
        fund_rows.rule_row,
        lambda pk, by, at: approval_rules.enforce_rule(rule_id=pk, by=by, at=at),
        lambda pk, by, at: approval_rules.withdraw_rule(rule_id=pk, by=by, at=at),
        lambda row: address("approval_rules"),
        (
            "从起始日起复核的批次按它办理；已经复核的批次不变。",
            "同一天起的原权限由它接替。启用后不能修改，有错的再录入一份接替。",
        ),
    ),
    "share": Kind(
        "资金来源比例",
        shares_visible_to,
        fund_rows.share_row,
        lambda pk, by, at: fund_shares.enforce_share(share_id=pk, by=by, at=at),
        lambda pk, by, at: fund_shares.withdraw_share(share_id=pk, by=by, at=at),
        lambda row: address("fund_shares"),
        (
            "以后审批的、该月及以后的批次按它拆分；已经审批的批次不变。",
            "同一个月起的原比例由它接替。启用后不能修改，有错的再录入一份接替。",
        ),
    ),
    "change": Kind(
        "预算指标变动",
        changes_visible_to,
        fund_rows.change_row,
        lambda pk, by, at: budget.enforce_change(change_id=pk, by=by, at=at),
        lambda pk, by, at: budget.withdraw_change(change_id=pk, by=by, at=at),
        lambda row: address("budget_line", row.line_id),
        ("指标金额、已用数和控制方式从现在起按它计算。", "启用后不能修改，有错的再录入一份更正。"),
    ),
}


def decide(request: HttpRequest, kind: str, row_id: int, verb: str) -> HttpResponse:
    """Bring a draft into force, or take it back: asked first, then done."""
    user = actor(request)
    known = KINDS.get(kind)
    if known is None or verb not in PROPOSAL_MOVES:
        raise Http404
    label, duty = PROPOSAL_VERB_LABELS[verb], PROPOSAL_MOVES[verb][2]
    if not user.may(duty):
        raise PermissionDenied(f"“{label}”不由您的岗位办理。")
    found = known.rows(user).filter(pk=row_id).first()
    if found is None:
        raise Http404
    back = known.back(found)
    if request.method == "POST":
        try:
            (known.enforce if verb == "enforce" else known.withdraw)(row_id, user, timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{known.title}已{label}。")
            if verb == "withdraw" and kind == "change" and found.kind == "issue":
                back = address("funds")
        return HttpResponseRedirect(back)
    if found.state != ProposalState.DRAFT:
        now = PROPOSAL_LABELS[ProposalState(found.state)]
        messages.warning(request, f"这一条{now}，不能再{label}。")
        return HttpResponseRedirect(back)
    row = known.row(found, user)
    return page(
        request,
        "bureau/fund_confirm.html",
        title=f"{label}{known.title}",
        crumbs=(crumb(FUNDS, "funds"),),
        row=row,
        question=f"{label}“{row['title']}”？",
        consequences=list(known.follows) if verb == "enforce" else ["不再等待启用，保留可查。"],
        danger=verb == "withdraw",
        confirm_label=f"确认{label}",
        cancel_url=back,
    )


def _enter(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    intro: str,
    done: str,
    cancel_url: str,
    crumbs: tuple[dict[str, str], ...] = (),
    about: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """A form that leads to a draft; what the service refuses is told on it."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(saved)
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=(crumb(FUNDS, "funds"), *crumbs),
        form=form,
        intro=intro,
        about=about,
        submit_label="录入",
        cancel_url=cancel_url,
    )


def new_rule(request: HttpRequest) -> HttpResponse:
    """A draft of the approval bands."""

    def save(data: dict[str, Any]) -> str:
        approval_rules.enter_rule(by=actor(request), at=timezone.now(), **data)
        return address("approval_rules")

    return _enter(
        request,
        RuleForm(request.POST or None),
        save,
        title="录入审批权限",
        intro="按本局自己的规定填写。两个界限各自独立，可以只填一个；都不填的，一名审批人即可。",
        done="审批权限已录入，由另一人启用以后才生效。",
        cancel_url=address("approval_rules"),
        crumbs=(crumb("审批权限", "approval_rules"),),
    )


def new_share(request: HttpRequest) -> HttpResponse:
    """A draft of the shares of a scheme."""

    def save(data: dict[str, Any]) -> str:
        scheme, _, component = data.pop("what").partition(":")
        percents = {source: data.pop(source.value) or Decimal(0) for source in FundSource}
        fund_shares.enter_share(
            scheme_code=scheme,
            component=component,
            percents=percents,
            by=actor(request),
            at=timezone.now(),
            **data,
        )
        return address("fund_shares")

    return _enter(
        request,
        ShareForm(request.POST or None, choices=component_choices()),
        save,
        title="录入资金来源比例",
        intro="按财政确定的分担比例填写，四级相加为 100%，不分担的留空。",
        done="比例已录入，由另一人启用以后才用于拆分。",
        cancel_url=address("fund_shares"),
        crumbs=(crumb("资金来源比例", "fund_shares"),),
    )


def new_line(request: HttpRequest) -> HttpResponse:
    """A draft of a budget line with the document that issues it."""

    def save(data: dict[str, Any]) -> str:
        codes = data.pop("schemes")
        line = budget.enter_line(scheme_codes=codes, by=actor(request), at=timezone.now(), **data)
        return address("budget_line", line.pk)

    schemes = [(scheme.code, scheme.name) for scheme, _ in selectors.schemes_to_pay()]
    return _enter(
        request,
        LineForm(request.POST or None, schemes=schemes, initial=line_initial(timezone.localdate())),
        save,
        title="录入预算指标",
        intro="按财政下达指标的文件填写。已用数由系统按批次的资金来源拆分计算，当年启用以前的批次也算在内。",
        done="指标已录入，由另一人启用以后才用于核对。",
        cancel_url=address("funds"),
    )


def new_change(request: HttpRequest, line_id: int) -> HttpResponse:
    """A draft of a further document on a line."""
    line = line_visible_to(actor(request), line_id)

    def save(data: dict[str, Any]) -> str:
        amount = data.pop("amount") or Decimal(0)
        budget.enter_change(
            line_id=line.pk, amount=amount, by=actor(request), at=timezone.now(), **data
        )
        return address("budget_line", line.pk)

    return _enter(
        request,
        ChangeForm(
            request.POST or None,
            initial={
                "control": line.control,
                "warn_percent": line.warn_percent,
                "dated_on": timezone.localdate(),
            },
        ),
        save,
        title="录入指标变动",
        intro="追加、调减、退回国库和改控制方式都在这里录入，由另一人核对文件后启用。",
        done="变动已录入，由另一人启用以后才生效。",
        cancel_url=address("budget_line", line.pk),
        crumbs=(crumb(line.name, "budget_line", line.pk),),
        about=[("指标", line.name), ("现在的金额", f"{line.amount:,.2f} 元")],
    )
