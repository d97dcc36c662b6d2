"""An account taken down at somebody's door: sent in with a photo, followed, taken back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.subsidies import area_accounts, area_payees
from support_services.subsidies.account_forms import DoorAccountForm
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused
from veterans.registry import services as registry
from veterans.registry.handed_out import handed_out
from veterans.registry.selectors import person_visible_to

PAGE = 30


@require_safe
@never_cache
@for_station("accounts.propose")
def sent_in(request: HttpRequest) -> HttpResponse:
    """What the area's stations sent in, and what became of it."""
    user: Any = request.user
    rows = area_accounts.sent_in(user).prefetch_related("evidence__stored")
    shown: Any = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown.object_list = [area_accounts.told(one, user) for one in shown.object_list]
    context = {"counts": area_accounts.counts(user), "page_obj": shown}
    return render(request, "station/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("accounts.propose")
def propose(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form at the door. It changes nothing by itself: the bureau compares first."""
    user: Any = request.user
    found = area_payees.payee_visible_to(user, person_id, today=timezone.localdate())
    form = DoorAccountForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        registry.propose_account(
            person=person_visible_to(user, person_id),
            evidence=form.evidence(),
            speaker=form.speaker(),
            by=user,
            at=timezone.now(),
            **form.entered(),
        )
        return f"已报送 {found.name} 的新账户，由区局核验。", reverse("station:accounts")

    answered = filled_in(request, form, deed)
    if answered:
        return answered
    context = {
        "payee": found,
        "form": form,
        "earlier": area_accounts.of_person(user, person_id),
        "back_url": reverse("station:payee", args=[person_id]),
    }
    return render(request, "station/account_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("accounts.propose")
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Ask, then take back what was sent in by mistake."""
    user: Any = request.user
    back = reverse("station:accounts")
    found = area_accounts.sent_in(user).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound("没有找到这份账户更正。")
    if request.method == "POST":
        try:
            registry.withdraw_proposal(proposal_id=found.pk, by=user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已撤回。要改的改好以后可以再报。")
        return HttpResponseRedirect(back)
    context = {
        "one": area_accounts.told(found, user),
        "question": f"撤回为 {found.person.name} 报送的账户？",
        "consequences": ["区局不再核验这一份，账户不变。", "改好以后可以重新报送。"],
        "confirm_label": "确认撤回",
        "cancel_url": back,
    }
    return render(request, "station/account_withdraw.html", context)


@require_safe
@for_station("accounts.propose")
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """A photo that a station of the own area sent in. Every look is on record."""
    user: Any = request.user
    shown = registry.open_evidence(evidence_id=evidence_id, by=user, at=timezone.now())
    return handed_out(shown)
