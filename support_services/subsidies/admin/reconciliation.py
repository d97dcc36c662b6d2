"""月度对账: a month's money by scheme or town on screen and paper, and as a workbook."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import MonthFilter, chosen
from support_services.subsidies.services import reconciliation as service
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import month_text, parse_month
from veterans.foundation.table_files import XLSX_TYPE

WAYS = (("scheme", "按项目"), ("town", "按镇街"))


def reconciliation(request: HttpRequest) -> HttpResponse:
    """The month that was asked for, or else the newest with a batch."""
    user = actor(request)
    months = selectors.months_paid(user)
    form = MonthFilter(request.GET, months=months)
    asked = chosen(form)["month"]
    month = parse_month(asked) if asked else (months[0] if months else None)
    way = "town" if request.GET.get("by") == "town" else "scheme"
    found = selectors.reconciliation_of(user, month) if month else None
    counts = found is not None and bool(found.batches)
    return page(
        request,
        "bureau/reconciliation.html",
        title="月度对账",
        crumbs=(crumb("发放批次", "batches"),),
        filter_form=form,
        month=month,
        found=found if counts else None,
        unfinished=[
            {"number": batch.number, "url": address("batch", batch.pk)}
            for batch in (found.unfinished if found else ())
        ],
        batches=[
            {"number": batch.number, "url": address("batch", batch.pk)}
            for batch in (found.batches if found else ())
        ],
        way=dict(WAYS)[way][1:],
        tabs=[
            {
                "title": title,
                "url": address("reconciliation", month=asked, by=code),
                "current": code == way,
            }
            for code, title in WAYS
        ],
        rows=(found.by_town() if way == "town" else found.by_scheme()) if found else [],
        balance=service.balance_line(found.total) if found else "",
        export_url=address("reconciliation_file", month_text(month)) if month and counts else "",
        recoveries_url=address("recoveries"),
        printed_at=timezone.localtime(),
    )


def reconciliation_file(request: HttpRequest, month: str) -> HttpResponseBase:
    """The workbook; that it was taken is on record."""
    try:
        first = parse_month(month)
    except Refused as refusal:
        raise NotFound("没有这个月份。") from refusal
    made = service.export_reconciliation(month=first, by=actor(request), at=timezone.now())
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=XLSX_TYPE
    )
