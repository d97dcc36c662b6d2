"""Batches: the list, opening one, the page of one, and its progress while it is calculated."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.subsidies import selectors, unread
from support_services.subsidies.admin import (
    batch_parts,
    batch_signing,
    batch_split,
    confirmation_desk,
    rule_parts,
    steps,
)
from support_services.subsidies.admin.forms import BatchFilter, BatchForm, chosen
from support_services.subsidies.selectors.publicity_unread import unread_in
from support_services.subsidies.services import batches as service
from support_services.subsidies.states import (
    BATCH_LABELS,
    EXCEPTION_CURES,
    BatchState,
    ExceptionReason,
)
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in
from veterans.foundation.months import parse_month

PER_PAGE = 20
SHOWN_EXCEPTIONS = 10
CAN_HAVE_CHANGED = {BatchState.CALCULATED, BatchState.REVIEWED}


def batch_list(request: HttpRequest) -> HttpResponse:
    """Every batch, newest first; narrowed by month, scheme and state."""
    user = actor(request)
    schemes = [scheme for scheme, _ in selectors.schemes_to_pay()]
    form = BatchFilter(request.GET, months=selectors.months_paid(user), schemes=schemes)
    asked = chosen(form)
    found = selectors.batches_matching(
        user,
        state=asked["state"],
        scheme=asked["scheme"],
        month=parse_month(asked["month"]) if asked["month"] else None,
    )
    shown = paged(request, found, batch_parts.list_row, per_page=PER_PAGE)
    return page(
        request,
        "bureau/batch_list.html",
        title="发放批次",
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=shown,
        open_url=address("batch_open") if user.may("batch.prepare") else "",
        reconciliation_url=address("reconciliation"),
    )


def open_batch(request: HttpRequest) -> HttpResponse:
    """Open a batch. What the service refuses is told on the form."""
    user, to_pay = actor(request), selectors.schemes_to_pay()
    free = [scheme for scheme, held in to_pay if held is None]
    # What was paid before is paid again; in a new portal, everything.
    monthly = {scheme.pk for scheme in selectors.monthly_schemes()}
    usual = [scheme for scheme in free if scheme.posted_through and scheme.pk in monthly]
    is_new = not any(scheme.posted_through for scheme, _ in to_pay)
    every = [scheme for scheme in free if scheme.pk in monthly]
    initial = {
        "schemes": [scheme.code for scheme in (every if is_new else usual)],
        "through": selectors.next_unpaid_month(usual, timezone.localdate()),
    }
    choices = [(scheme.code, scheme.name) for scheme in free]
    form = BatchForm(request.POST or None, schemes=choices, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        batch = service.open_batch(
            scheme_codes=data["schemes"], through=data["through"], by=user, at=timezone.now()
        )
        return f"批次 {batch.number} 已建立，下一步请核算。", address("batch", batch.pk)

    if answer := filled_in(request, form, deed):
        return answer
    taken = [
        {
            "scheme": scheme.name,
            "batch_number": held.batch.number,
            "batch_url": address("batch", held.batch_id),
            "state_label": BATCH_LABELS[BatchState(held.batch.state)],
        }
        for scheme, held in to_pay
        if held is not None
    ]
    return page(
        request,
        "bureau/batch_open.html",
        title="新建发放批次",
        crumbs=(crumb("发放批次", "batches"),),
        form=form,
        taken=taken,
        cancel_url=address("batches"),
    )


def batch_page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Everything about one batch, and what this person may do with it now."""
    user = actor(request)
    batch = selectors.batch_visible_to(user, batch_id)
    files, returns = selectors.files_of(batch), selectors.returns_of(batch)
    reports = selectors.exceptions_of(batch)[:SHOWN_EXCEPTIONS]
    by_scheme, by_town = selectors.totals_by_scheme(batch), selectors.totals_by_town(batch)
    stale = batch.state in CAN_HAVE_CHANGED and service.changed_since(batch)
    unseen = unread_in(batch) if batch.state in CAN_HAVE_CHANGED else []
    offered = steps.offered(batch, user)
    return page(
        request,
        "bureau/batch_detail.html",
        title=f"批次 {batch.number}",
        crumbs=(crumb("发放批次", "batches"),),
        batch=batch_parts.head(batch),
        steps=batch_parts.road(batch, files, returns),
        progress=_progress(batch) if batch.state == BatchState.CALCULATING else None,
        changed_since=stale,
        unread={"count": len(unseen), "url": unread.url_for(user)} if unseen else None,
        recalculate_url=(
            address("batch_step", batch.pk, "calculate") if "calculate" in offered else ""
        ),
        actions=[steps.link(batch, verb) for verb in offered],
        approval=batch_signing.approval(batch),
        funding=batch_signing.funding(batch),
        parts=batch_split.parts(batch, user),
        waiting_for=steps.waited_for(batch, user, offered),
        by_scheme=by_scheme,
        by_town=[
            {**row, "url": address("batch_lines", batch.pk, town=row["path"])} for row in by_town
        ],
        totals=_totals(by_scheme, by_town) if by_scheme or batch.calculated_at else None,
        changes=batch_parts.changes(batch),
        exceptions=[batch_parts.exception_row(row) for row in reports],
        unconfirmed=confirmation_desk.of_batch(batch) if reports else None,
        payments=batch_parts.payments(batch),
        undelivered_url=address("batch_undelivered", batch.pk),
        files=[batch_parts.file_row(found) for found in files],
        returns=[batch_parts.return_row(found) for found in returns],
        history=batch_parts.history(selectors.record_of(batch)),
        rule_changes=rule_parts.behind(batch),
    )


def batch_progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The fragment that asks again by itself; at the end the whole page is asked for anew."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    response = render(request, "bureau/_batch_progress.html", {"progress": _progress(batch)})
    if batch.state != BatchState.CALCULATING:
        response.headers["HX-Refresh"] = "true"
    return response


def _progress(batch: Any) -> dict[str, Any]:
    found = selectors.progress_of(batch)
    return {
        "running": batch.state == BatchState.CALCULATING,
        "failed": batch.job_state == "failed",
        "label": batch.get_job_state_display(),
        "done": found.done,
        "total": found.total,
        "lines": found.lines,
        "amount": found.amount,
        "note": batch.job_note,
        "poll_url": address("batch_progress", batch.pk),
        "page_url": address("batch", batch.pk),
    }


def _totals(by_scheme: list[dict[str, Any]], by_town: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums, and the largest of each table, for the small bars."""
    nothing = Decimal(0)
    return {
        "persons": sum(row["persons"] for row in by_scheme),
        "amount": sum((row["amount"] for row in by_scheme), nothing),
        "most_scheme": max((row["amount"] for row in by_scheme), default=nothing),
        "most_town": max((row["amount"] for row in by_town), default=nothing),
    }


def batch_exceptions(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Everybody who is owed money and is not on the list, with reason and cure."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    asked = request.GET.get("reason", "")
    counts = selectors.exceptions_by_reason(batch)
    asked = asked if any(row["reason"] == asked for row in counts) else ""
    shown = paged(request, selectors.exceptions_of(batch, reason=asked), batch_parts.exception_row)
    here = address("batch_exceptions", batch.pk)
    tabs = [
        {
            "label": "全部",
            "count": sum(row["persons"] for row in counts),
            "url": here,
            "current": not asked,
        }
    ]
    for row in counts:
        reason = ExceptionReason(row["reason"])
        tabs.append(
            {
                "label": batch_parts.EXCEPTION_LABELS[reason],
                "count": row["persons"],
                "url": address("batch_exceptions", batch.pk, reason=reason.value),
                "current": asked == reason,
            }
        )
    return page(
        request,
        "bureau/batch_exceptions.html",
        title="名单外",
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        reasons=tabs if counts else [],
        cure=EXCEPTION_CURES[ExceptionReason(asked)] if asked else "",
        page_obj=shown,
    )


def batch_changes(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Who is new, stopped, gets more or less than in the batch before, and why."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    rows = selectors.changes_by_reason(batch)
    kind, reason = request.GET.get("kind", ""), request.GET.get("reason", "")
    found = selectors.changes_of(batch, kind=kind, reason=reason)
    shown = paged(request, found, batch_parts.change_row)
    total = {
        "label": "全部",
        "count": sum(row["persons"] for row in rows),
        "url": address("batch_changes", batch.pk),
        "current": not (kind or reason),
    }
    tabs = [
        {
            "label": f"{row['kind_label']} · {row['reason']}",
            "count": row["persons"],
            "url": address("batch_changes", batch.pk, kind=row["kind"], reason=row["reason"]),
            "current": (kind, reason) == (row["kind"], row["reason"]),
        }
        for row in rows
    ]
    return page(
        request,
        "bureau/batch_changes.html",
        title="与上月相比",
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        kinds=[total, *tabs] if rows else [],
        page_obj=shown,
    )
