"""Entering what two people vouch for: approval bands, shares of sources, lines of the budget and
their changes; and the second person's decision on each."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
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
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.accounts.models import User

FUNDS = "资金与预算"


@dataclass(frozen=True)
class Kind:
    """One kind of what waits for a second person: where it stands and what decides on it.
    ``key``: the word of these two services for its number."""

    title: str
    rows: Callable[[User], Any]
    row: Callable[[Any, User], dict[str, Any]]
    enforce: Callable[..., Any]
    withdraw: Callable[..., Any]
    key: str
    back: Callable[[Any], str]
    follows: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "rule": Kind(
        "审批权限",
        approval_rules_visible_to,
        fund_rows.rule_row,
        approval_rules.enforce_rule,
        approval_rules.withdraw_rule,
        "rule_id",
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
        fund_shares.enforce_share,
        fund_shares.withdraw_share,
        "share_id",
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
        budget.enforce_change,
        budget.withdraw_change,
        "change_id",
        lambda row: address("budget_line", row.line_id),
        ("指标金额、已用数和控制方式从现在起按它计算。", "启用后不能修改，有错的再录入一份更正。"),
    ),
}


def decide(request: HttpRequest, kind: str, row_id: int, verb: str) -> HttpResponse:
    """Bring a draft into force, or take it back: asked first, then done."""
    known = KINDS.get(kind)
    if known is None or verb not in PROPOSAL_MOVES:
        raise Http404
    label, duty = PROPOSAL_VERB_LABELS[verb], PROPOSAL_MOVES[verb][2]
    user = doer(request, duty, label)
    found = known.rows(user).filter(pk=row_id).first()
    if found is None:
        raise Http404
    back = known.back(found)

    def deed(data: Data) -> str:
        move = known.enforce if verb == "enforce" else known.withdraw
        move(**{known.key: row_id}, by=user, at=timezone.now())
        return f"{known.title}已{label}。"

    # A line whose issue was taken back is not there any more.
    is_gone = verb == "withdraw" and kind == "change" and found.kind == "issue"
    if answer := done(request, deed, back=back, onward=address("funds") if is_gone else ""):
        return answer
    if found.state != ProposalState.DRAFT:
        now = PROPOSAL_LABELS[ProposalState(found.state)]
        return turned_back(request, f"这一条{now}，不能再{label}。", back)
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
    save: Callable[[Data], tuple[str, str]],
    *,
    crumbs: tuple[dict[str, str], ...] = (),
    **context: Any,
) -> HttpResponse:
    """A form that leads to a draft."""
    return filled_in(request, form, save) or page(
        request,
        "bureau/fact_form.html",
        crumbs=(crumb(FUNDS, "funds"), *crumbs),
        form=form,
        submit_label="录入",
        **context,
    )


def new_rule(request: HttpRequest) -> HttpResponse:
    """A draft of the approval bands."""

    def save(data: Data) -> tuple[str, str]:
        approval_rules.enter_rule(by=actor(request), at=timezone.now(), **data)
        return "审批权限已录入，由另一人启用以后才生效。", address("approval_rules")

    return _enter(
        request,
        RuleForm(request.POST or None),
        save,
        title="录入审批权限",
        intro="按本局自己的规定填写。两个界限各自独立，可以只填一个；都不填的，一名审批人即可。",
        cancel_url=address("approval_rules"),
        crumbs=(crumb("审批权限", "approval_rules"),),
    )


def new_share(request: HttpRequest) -> HttpResponse:
    """A draft of the shares of a scheme."""

    def save(data: Data) -> tuple[str, str]:
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
        return "比例已录入，由另一人启用以后才用于拆分。", address("fund_shares")

    return _enter(
        request,
        ShareForm(request.POST or None, choices=component_choices()),
        save,
        title="录入资金来源比例",
        intro="按财政确定的分担比例填写，四级相加为 100%，不分担的留空。",
        cancel_url=address("fund_shares"),
        crumbs=(crumb("资金来源比例", "fund_shares"),),
    )


def new_line(request: HttpRequest) -> HttpResponse:
    """A draft of a budget line with the document that issues it."""

    def save(data: Data) -> tuple[str, str]:
        codes = data.pop("schemes")
        line = budget.enter_line(scheme_codes=codes, by=actor(request), at=timezone.now(), **data)
        return "指标已录入，由另一人启用以后才用于核对。", address("budget_line", line.pk)

    schemes = [(scheme.code, scheme.name) for scheme, _ in selectors.schemes_to_pay()]
    return _enter(
        request,
        LineForm(request.POST or None, schemes=schemes, initial=line_initial(timezone.localdate())),
        save,
        title="录入预算指标",
        intro="按财政下达指标的文件填写。已用数由系统按批次的资金来源拆分计算，当年启用以前的批次也算在内。",
        cancel_url=address("funds"),
    )


def new_change(request: HttpRequest, line_id: int) -> HttpResponse:
    """A draft of a further document on a line."""
    line = line_visible_to(actor(request), line_id)

    def save(data: Data) -> tuple[str, str]:
        amount = data.pop("amount") or Decimal(0)
        budget.enter_change(
            line_id=line.pk, amount=amount, by=actor(request), at=timezone.now(), **data
        )
        return "变动已录入，由另一人启用以后才生效。", address("budget_line", line.pk)

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
        cancel_url=address("budget_line", line.pk),
        crumbs=(crumb(line.name, "budget_line", line.pk),),
        about=[("指标", line.name), ("现在的金额", f"{line.amount:,.2f} 元")],
    )
