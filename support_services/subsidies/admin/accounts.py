"""Bank accounts: entered with evidence, waiting for a second person, verified or sent back.

Whoever verifies types the number from the paper or its photo without seeing what was entered: two
people read the same card, and the portal compares.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.account_forms import AccountForm, RefuseForm
from support_services.subsidies.admin import account_parts
from support_services.subsidies.admin.fact_forms import VerifyForm
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, done, filled_in
from veterans.foundation.errors import NotFound, Refused
from veterans.registry import services as registry
from veterans.registry.selectors import (
    accounts_visible_to,
    accounts_waiting,
    evidence_wanted,
    person_visible_to,
    proposals_visible_to,
    proposals_waiting,
)


def accounts_to_verify(request: HttpRequest) -> HttpResponse:
    """Accounts that nobody has verified yet, oldest first: the bureau's own, and what stations
    sent in."""
    user = actor(request)
    sent_in = proposals_waiting(user).select_related("person__region__parent", "proposed_by")
    entered = accounts_waiting(user).select_related("person__region__parent", "entered_by")
    counts = {"station": sent_in.count(), "": entered.count()}
    kind = request.GET.get("kind", "station" if counts["station"] and not counts[""] else "")
    kind = kind if kind in counts else ""
    shown: Any = (
        paged(request, sent_in, lambda one: account_parts.sent_in_row(one, user))
        if kind
        else paged(request, entered, lambda one: account_parts.waiting_row(one, user))
    )
    return page(
        request,
        "bureau/accounts_to_verify.html",
        title="账户核验",
        crumbs=(crumb("人员", "people"),),
        kind=kind,
        tabs=[
            {
                "title": title,
                # Named even when empty, so that the tab says what was chosen.
                "url": f"{address('accounts_to_verify')}?kind={code}",
                "count": counts[code],
                "current": code == kind,
            }
            for code, title in (("", "局里登记"), ("station", "服务站报来"))
        ],
        page_obj=shown,
    )


def new_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter an account, or correct one, with what proves it."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = AccountForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        registry.add_account(
            person=person, evidence=form.evidence(), by=user, at=timezone.now(), **form.entered()
        )
        told = "账户已登记，请由另一人核验；核验之前不向新账户付款。"
        return told, address("person", person.pk)

    answered = filled_in(request, form, deed)
    current = accounts_visible_to(user).filter(person=person, is_current=True).first()
    return answered or page(
        request,
        "bureau/account_new.html",
        title="更正银行账户" if current else "登记银行账户",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        form=form,
        current=account_parts.shown(current) if current else None,
        needed=evidence_wanted(person, account_name=person.name),
        cancel_url=address("person", person.pk),
    )


def verify_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """A second person types the number again, or sends it back with the reason."""
    user = actor(request)
    account = (
        accounts_visible_to(user)
        .filter(pk=account_id)
        .select_related("person__region__parent", "entered_by", "replaces")
        .first()
    )
    if account is None:
        raise NotFound("没有找到这个账户。")

    def verify(number: str) -> str:
        registry.check_typed_again(account=account, number=number)
        registry.verify_account(account=account, by=user, at=timezone.now())
        return f"{account.person.name} 的账户已核验，可以发放。"

    def refuse(reason: str) -> str:
        registry.refuse_account(account=account, reason=reason, by=user, at=timezone.now())
        return f"{account.person.name} 的账户已退回，仍用原来的账户。"

    return _compare(
        request,
        verify,
        refuse,
        title="核验账户",
        context=account_parts.to_compare(account, user, replaced=account.replaces),
        back=address("accounts_to_verify"),
    )


def sent_in(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What a station sent in: typed again from the photo, or sent back."""
    user = actor(request)
    proposal = (
        proposals_visible_to(user)
        .filter(pk=proposal_id)
        .select_related("person__region__parent", "proposed_by")
        .first()
    )
    if proposal is None:
        raise NotFound("没有找到这份账户更正。")
    current = accounts_visible_to(user).filter(person=proposal.person_id, is_current=True).first()

    def verify(number: str) -> str:
        registry.accept_proposal(proposal_id=proposal.pk, number=number, by=user, at=timezone.now())
        return f"{proposal.person.name} 的新账户已核验，以后发到这个账户。"

    def refuse(reason: str) -> str:
        registry.refuse_proposal(proposal_id=proposal.pk, reason=reason, by=user, at=timezone.now())
        return f"已退回服务站，{proposal.person.name} 仍用原来的账户。"

    return _compare(
        request,
        verify,
        refuse,
        title="核验服务站报来的账户",
        context=account_parts.sent_in(proposal, user, current=current),
        back=address("accounts_to_verify", kind="station"),
    )


def _compare(
    request: HttpRequest, verify: Any, refuse: Any, *, title: str, context: Any, back: str
) -> HttpResponse:
    """Evidence and typed data side by side; two forms, of which one was sent."""
    refusing = request.method == "POST" and "refuse" in request.POST
    form = VerifyForm(request.POST if request.method == "POST" and not refusing else None)
    refusal_form = RefuseForm(request.POST if refusing else None)
    sent: Any = refusal_form if refusing else form
    if request.method == "POST" and sent.is_valid():
        field = "reason" if refusing else "number"
        try:
            done = (refuse if refusing else verify)(sent.cleaned_data[field])
        except Refused as refusal:
            sent.add_error(field, str(refusal))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    return page(
        request,
        "bureau/account_verify.html",
        title=title,
        crumbs=(crumb("账户核验", "accounts_to_verify"),),
        form=form,
        refuse_form=refusal_form,
        refusing=refusing,
        cancel_url=back,
        **context,
    )


def withdraw_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Whoever entered an account takes it back before it is verified."""
    user = actor(request)
    account = accounts_visible_to(user).filter(pk=account_id).first()
    if account is None:
        raise NotFound("没有找到这个账户。")
    person, back = account.person, address("person", account.person_id)

    def deed(data: Data) -> str:
        registry.withdraw_account(account=account, by=user, at=timezone.now())
        return "已撤回，仍用原来的账户。"

    return done(request, deed, back=back) or page(
        request,
        "bureau/account_withdraw.html",
        title="撤回登记的账户",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        question=f"撤回您为 {person.name} 登记的账户？",
        consequences=[
            "这个账户不再待核验，以后也不会使用。",
            "原来使用的账户恢复使用，按原来的核验状态。",
        ],
        account=account_parts.shown(account),
        confirm_label="确认撤回",
        cancel_url=back,
    )


def account_history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every account a person ever had: which, from when, why, by whom, on what evidence."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    rows = (
        accounts_visible_to(user)
        .filter(person=person)
        .select_related("entered_by", "verified_by", "refused_by")
        .prefetch_related("evidence__stored", "evidence__added_by")
        .order_by("-is_current", "-created_at", "-pk")
    )
    sent_in = proposals_visible_to(user).filter(person=person).order_by("-pk")
    return page(
        request,
        "bureau/account_history.html",
        title=f"{person.name}：账户变更",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        rows=[account_parts.history_row(one) for one in rows],
        sent_in=[account_parts.sent_in_row(one, user) for one in sent_in],
    )


def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """One photo or scan. As an attachment: shown in a page by ``img``, never as a page itself."""
    shown = registry.open_evidence(evidence_id=evidence_id, by=actor(request), at=timezone.now())
    return account_parts.handed_out(shown)
