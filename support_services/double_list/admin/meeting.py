"""联席会议材料: who owes what, and what changed since the last meeting."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list import sheet_files
from support_services.double_list.admin.giving import given
from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import SinceForm
from support_services.double_list.selectors.board import clockwork
from support_services.double_list.sheets import MeetingPaper, meeting_paper
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.paper import PDF_TYPE
from veterans.foundation.table_files import XLSX_TYPE

_BACK = timedelta(days=90)


def _asked(request: HttpRequest) -> tuple[SinceForm, MeetingPaper]:
    today = timezone.localdate()
    form = SinceForm(request.GET or None, initial={"since": today - _BACK})
    since: date = today - _BACK
    if form.is_bound and form.is_valid():
        since = form.cleaned_data["since"]
    return form, meeting_paper(actor(request), since=since, clock=clockwork(today))


def meeting(request: HttpRequest) -> HttpResponse:
    """On the screen, for print, and the ways to the files."""
    form, paper = _asked(request)
    since = f"{paper.since:%Y-%m-%d}"
    return page(
        request,
        "bureau/double_list_meeting.html",
        title="联席会议材料",
        crumbs=(crumb(TITLE, "dlist"),),
        form=form,
        since=paper.since,
        on=paper.on,
        owed=[{**group, "rows": [_linked(row) for row in group["rows"]]} for group in paper.owed],
        changed=[_linked(one) for one in paper.changed],
        cut_off=paper.cut_off,
        counts=paper.counts,
        files=[
            ("导出表格", address("dlist_meeting_xlsx", since=since)),
            ("下载 PDF", address("dlist_meeting_pdf", since=since)),
        ],
    )


def _linked(row: Any) -> dict[str, Any]:
    return {**row, "url": address("dlist_item", row["key"])}


def workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    return _file(request, sheet_files.meeting_xlsx, XLSX_TYPE, "xlsx")


def pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF."""
    return _file(request, sheet_files.meeting_pdf, PDF_TYPE, "pdf")


def _file(
    request: HttpRequest, make: Callable[[MeetingPaper], bytes], kind: str, ending: str
) -> HttpResponse:
    _, paper = _asked(request)
    name = f"double-list-meeting-{paper.on:%Y%m%d}.{ending}"
    back = address("dlist_meeting", since=f"{paper.since:%Y-%m-%d}")
    return given(request, lambda: make(paper), kind, name, back=back)
