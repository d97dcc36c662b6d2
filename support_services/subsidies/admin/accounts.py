"""Bank accounts that wait for a second person.

Whoever verifies types the number from the paper without seeing what was entered: two people read
the same card, and the portal compares.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin.fact_forms import VerifyForm
from support_services.subsidies.admin.showing import actor, address, crumb, home, page, paged
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.registry import services as registry
from veterans.registry.selectors import accounts_visible_to


def accounts_to_verify(request: HttpRequest) -> HttpResponse:
    """Accounts that nobody has verified yet, oldest first."""
    user = actor(request)
    waiting = (
        accounts_visible_to(user)
        .filter(state="unverified", is_current=True, person__died_on__isnull=True)
        .select_related("person__region__parent", "entered_by")
        .order_by("created_at", "pk")
    )
    shown = paged(request, waiting, lambda account: _row(account, user))
    return page(
        request,
        "bureau/accounts_to_verify.html",
        title="账户核验",
        crumbs=(crumb("人员", "people"),),
        page_obj=shown,
    )


def _row(account: Any, user: Any) -> dict[str, Any]:
    person = account.person
    own = account.entered_by_id == user.pk
    return {
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "village": home(person.region),
        "url": address("person", person.pk),
        "bank_name": account.bank_name,
        "account_name": account.account_name,
        "same_name": account.account_name == person.name,
        "entered_by": str(account.entered_by) if account.entered_by else "导入",
        "entered_at": account.created_at,
        "own": own,
        "verify_url": ""
        if own or not user.may("people.verify")
        else address("account_verify", account.pk),
    }


def verify_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """A second person types the number again; the same number makes the account good."""
    user = actor(request)
    account = (
        accounts_visible_to(user)
        .filter(pk=account_id)
        .select_related("person__region__parent", "entered_by")
        .first()
    )
    if account is None:
        raise NotFound("没有找到这个账户。")
    person = account.person
    back = address("person", person.pk)
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registry.check_typed_again(account=account, number=form.cleaned_data["number"])
            registry.verify_account(account=account, by=user, at=timezone.now())
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, f"{person.name} 的账户已核验，可以发放。")
            return HttpResponseRedirect(address("accounts_to_verify"))
    return page(
        request,
        "bureau/account_verify.html",
        title="核验账户",
        crumbs=(crumb("账户核验", "accounts_to_verify"),),
        person={
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "village": home(person.region),
            "url": back,
        },
        account={
            "bank_name": account.bank_name,
            "account_name": account.account_name,
            "same_name": account.account_name == person.name,
            "entered_by": str(account.entered_by) if account.entered_by else "导入",
            "entered_at": account.created_at,
        },
        form=form,
        cancel_url=address("accounts_to_verify"),
    )
