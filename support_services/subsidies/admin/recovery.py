"""追缴 at the bureau's door: the list, one claim, its papers."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import recovery_parts
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.recovery_forms import ClaimFilter
from support_services.subsidies.admin.showing import home
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.services import recovery_papers
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import capital_text
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import towns_visible_to

_MANY_DIGITS = 6


def _asked(request: HttpRequest) -> tuple[ClaimFilter, dict[str, str]]:
    form = ClaimFilter(request.GET, towns=list(towns_visible_to(actor(request))))
    asked = chosen(form)
    # A number typed here would stay in the address; people are found by it elsewhere.
    if sum(char.isdigit() for char in asked["q"]) >= _MANY_DIGITS:
        asked["q"] = ""
        messages.warning(request, "这里按姓名查找。按身份证号查人，请到“人员”。")
    return form, asked


def recoveries(request: HttpRequest) -> HttpResponse:
    """Every claim, the open ones first; with sums of what is shown."""
    user = actor(request)
    form, asked = _asked(request)
    found = selectors.claims_matching(user, **asked)
    return page(
        request,
        "bureau/recoveries.html",
        title="追缴",
        filter_form=form,
        filtered=any(asked.values()),
        sums=selectors.sums_of(found),
        page_obj=paged(request, found, recovery_parts.list_row),
        export_url=address("recoveries_file", **asked),
    )


def recoveries_file(request: HttpRequest) -> HttpResponseBase:
    """The same list as a workbook; that it was taken is on record."""
    _, asked = _asked(request)
    made = recovery_papers.export_claims(by=actor(request), at=timezone.now(), **asked)
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=XLSX_TYPE
    )


def recovery(request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim: who, why, what has come back, what was agreed, what waits."""
    user = actor(request)
    claim = selectors.claim_visible_to(user, claim_id)
    sums = selectors.sums_of(selectors.claims_visible_to(user).filter(pk=claim.pk))
    is_open = claim.state == ClaimState.OPEN
    enters = is_open and user.may("recovery.enter")
    may_take_back = user.may("recovery.enter") and bool(selectors.repayments_standing(claim))
    return page(
        request,
        "bureau/recovery.html",
        title=f"{claim.entitlement.person.name}：追缴案",
        crumbs=(crumb("追缴", "recoveries"),),
        claim=claim,
        badge=recovery_parts.claim_state(claim.state),
        is_open=is_open,
        who=_who(claim),
        sums=sums,
        causes=recovery_parts.causes(claim),
        account=recovery_parts.account(claim),
        plan_words=recovery_parts.plan_words(recovery_parts.plan_now(claim)) if is_open else "",
        coming=_coming(claim) if is_open else "",
        plans=[recovery_parts.asked_row(one, "plan", user) for one in selectors.plans_of(claim)],
        repayments=[
            recovery_parts.asked_row(one, "repayment", user)
            for one in selectors.repayments_of(claim)
        ],
        take_backs=[
            recovery_parts.asked_row(one, "take_back", user)
            for one in selectors.take_backs_of(claim)
        ],
        write_offs=[
            recovery_parts.asked_row(one, "write_off", user)
            for one in selectors.write_offs_of(claim)
        ],
        notice_url=address("recovery_notice", claim.pk) if is_open else "",
        actions=[
            {"label": label, "url": address("recovery_enter", claim.pk, verb)}
            for verb, label in (
                ("repayment", "登记退款"),
                ("plan", "约定抵扣"),
                ("write_off", "提请核销"),
                ("take_back", "撤销退款"),
            )
            if (may_take_back if verb == "take_back" else enters)
        ],
    )


def _who(claim: Any) -> dict[str, Any]:
    right = claim.entitlement
    return {
        "name": right.person.name,
        "masked_id": mask_id_number(str(right.person.id_number)),
        "village": home(right.person.region),
        "person_url": address("person", right.person_id),
        "scheme": right.scheme.name,
        "right_url": address("entitlement", right.pk),
        "payee": right.payee.name if right.payee else "",
        "payee_url": address("person", right.payee_id) if right.payee_id else "",
    }


def _coming(claim: Any) -> str:
    """Whether anything will come that could be offset."""
    right = claim.entitlement
    if right.end_month is None:
        return ""
    return "这项待遇已经终止，一般没有后续发放可以抵扣，需要本人或家属退款。"


def recovery_notice(request: HttpRequest, claim_id: int) -> HttpResponse:
    """追缴告知书 on A4."""
    try:
        claim = recovery_papers.open_notice(claim_id=claim_id, by=actor(request), at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("recovery", claim_id))
    user = actor(request)
    right = claim.entitlement
    return page(
        request,
        "bureau/recovery_notice.html",
        title="追缴告知书",
        crumbs=(
            crumb("追缴", "recoveries"),
            crumb(f"{right.person.name}：追缴案", "recovery", claim.pk),
        ),
        number=claim.pk,
        who=_who(claim),
        causes=recovery_parts.causes(claim),
        sums=selectors.sums_of(selectors.claims_visible_to(user).filter(pk=claim.pk)),
        balance=claim.balance,
        capitals=capital_text(claim.balance),
        plan_words=recovery_parts.plan_words(recovery_parts.plan_now(claim)),
        ended=right.end_month is not None,
        printed_at=timezone.localtime(),
    )
