"""挂账 at the bureau's door: the list, one payment, its papers."""

import io
import re
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.subsidies.admin import suspense_parts
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.suspense_forms import SuspenseFilter
from support_services.subsidies.selectors import suspense as selectors
from support_services.subsidies.services import suspense_papers
from support_services.subsidies.services.bank import obstacles_of
from support_services.subsidies.states import PaymentState
from support_services.subsidies.suspense_states import RequestKind
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import towns_visible_to

PRINTED = 2000
_BATCH = re.compile(r"[0-9]{1,18}\Z")


def _asked(request: HttpRequest) -> tuple[SuspenseFilter, dict[str, str]]:
    user = actor(request)
    everything = selectors.suspense_matching(user, stand="all")
    form = SuspenseFilter(
        request.GET,
        towns=list(towns_visible_to(user)),
        months=[(one.label, month_cn(one.key)) for one in selectors.suspense_by_month(everything)],
    )
    asked = chosen(form)
    # A number typed here would stay in the address; people are found by it elsewhere.
    if any(char.isdigit() for char in asked["q"]):
        asked["q"] = ""
    batch = request.GET.get("batch", "")
    return form, {**asked, "batch": batch if _BATCH.match(batch) else ""}


def suspense(request: HttpRequest) -> HttpResponse:
    """What stands on suspense, the oldest first, with sums by month and batch."""
    user = actor(request)
    form, asked = _asked(request)
    found = selectors.suspense_matching(user, **asked)
    shown = paged(request, found, lambda payment: payment)
    obstacles = obstacles_of(payment.pk for payment in shown.object_list)
    shown.object_list = [suspense_parts.list_row(one, user, obstacles) for one in shown.object_list]
    counts = {
        stand: selectors.suspense_sums(selectors.suspense_matching(user, stand=stand))
        for stand in ("", "pending", "treasury")
    }
    stand = asked["stand"]
    return page(
        request,
        "bureau/suspense.html",
        title="挂账",
        filter_form=form,
        filtered=any(asked[key] for key in ("month", "town", "q", "batch")),
        stand=stand,
        tabs=[
            {
                "title": title,
                "url": address("suspense", stand=code),
                "count": counts[code].count,
                "current": code == stand,
            }
            for code, title in (("", "挂账中"), ("pending", "待决定"), ("treasury", "已上缴"))
        ],
        sums=selectors.suspense_sums(found),
        by_month=suspense_parts.sum_rows(selectors.suspense_by_month(found), "month"),
        by_batch=suspense_parts.sum_rows(selectors.suspense_by_batch(found), "batch"),
        page_obj=shown,
        steps=suspense_parts.steps_offered(stand, user),
        export_url=address("suspense_file", **asked),
        print_url=address("suspense_print", **asked),
    )


def suspense_print(request: HttpRequest) -> HttpResponse:
    """The same list in one piece, for paper."""
    user = actor(request)
    _, asked = _asked(request)
    found = selectors.suspense_matching(user, **asked)
    rows = list(found[:PRINTED])
    return page(
        request,
        "bureau/suspense_print.html",
        title="挂账台账",
        crumbs=(crumb("挂账", "suspense"),),
        rows=[suspense_parts.list_row(one, user, {}) for one in rows],
        sums=selectors.suspense_sums(found),
        cut_off=max(0, selectors.suspense_sums(found).count - PRINTED),
        stand_label=suspense_parts.STANDS[asked["stand"]],
        back_url=address("suspense", **asked),
        printed_at=timezone.localtime(),
    )


def suspense_file(request: HttpRequest) -> HttpResponseBase:
    """The same list as a workbook; that it was taken is on record."""
    _, asked = _asked(request)
    made = suspense_papers.export_suspense(by=actor(request), at=timezone.now(), **asked)
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=XLSX_TYPE
    )


def suspended(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment: why it stands there, what was tried, what was decided."""
    user = actor(request)
    payment = selectors.suspended_payment(user, payment_id)
    obstacles = obstacles_of([payment.pk])
    return page(
        request,
        "bureau/suspended.html",
        title=f"{payment.payee.name}：挂账",
        crumbs=(crumb("挂账", "suspense"),),
        row=suspense_parts.list_row(payment, user, obstacles),
        ready=suspense_parts.is_ready(payment, obstacles),
        attempts=[suspense_parts.attempt_row(one) for one in selectors.attempts_of(payment)],
        visits=[suspense_parts.visit_row(one) for one in selectors.visits_of(payment)],
        requests=[suspense_parts.request_row(one, user) for one in selectors.requests_of(payment)],
        entries=[suspense_parts.entry_row(one) for one in selectors.entries_of(payment)],
        actions=_actions(payment, user),
        reissue_url=address("batch_step", payment.batch_id, "reissue")
        if user.may("bank.exchange") and payment.state == PaymentState.SUSPENSE
        else "",
    )


def _actions(payment: Any, user: Any) -> list[dict[str, str]]:
    if not user.may("suspense.enter") or payment.waiting:
        return []
    kinds = {
        PaymentState.SUSPENSE.value: RequestKind.TREASURY,
        PaymentState.TREASURY.value: RequestKind.REOPEN,
    }
    kind = kinds.get(payment.state)
    if kind is None:
        return []
    label = {RequestKind.TREASURY: "提请上缴财政", RequestKind.REOPEN: "本人来领，恢复挂账"}[kind]
    return [{"label": label, "url": f"{address('suspense_step', kind.value)}?payment={payment.pk}"}]
