"""The bureau's pages: the shared ones in its frame, the workbook, and papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from honors.memorials import month as shared
from honors.memorials import pages, papers, published, selectors, showing
from honors.memorials.event_forms import Filter
from honors.memorials.states import WHAT_LABELS, What
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import turned_back
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.paper import PDF_TYPE
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes

TITLE = "英烈和纪念设施"
TEMPLATES = {
    "list": "bureau/memorial_list.html",
    "sheet": "bureau/memorial_sheet.html",
    "form": "bureau/fact_form.html",
    "month": "bureau/memorial_month.html",
}


def _url(name: str, *args: Any) -> str:
    return address(f"memorial_{name}", *args)


def _show(request: HttpRequest, kind: str, title: str, context: dict[str, Any]) -> HttpResponse:
    crumbs = (crumb(TITLE, "memorials"),)
    return page(request, TEMPLATES[kind], title=title, crumbs=crumbs, **context)


DOOR = pages.Door(_url, _show, tuple(What))


def first(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_url("list", What.MARTYR))


def listing(request: HttpRequest, what: str) -> HttpResponse:
    return pages.listing(request, DOOR, what)


def new(request: HttpRequest, what: str) -> HttpResponse:
    return pages.new(request, DOOR, what)


def sheet(request: HttpRequest, what: str, key: int) -> HttpResponse:
    return pages.sheet(request, DOOR, what, key)


def edit(request: HttpRequest, what: str, key: int) -> HttpResponse:
    return pages.edit(request, DOOR, what, key)


def do(request: HttpRequest, what: str, key: int, verb: str) -> HttpResponse:
    return pages.do(request, DOOR, what, key, verb)


def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    return pages.photo(request, DOOR, photo_id)


def month(request: HttpRequest) -> HttpResponse:
    return shared.month(request, DOOR)


def month_file(request: HttpRequest) -> HttpResponse:
    return shared.month_file(request, DOOR)


def export(request: HttpRequest, what: str) -> HttpResponse:
    """The list as it is narrowed, as a workbook: what its lines say, no telephone."""
    subject, today = _subject(what), timezone.localdate()
    user = actor(request)
    asked = Filter(request.GET, user=user, what=subject).asked()
    rows = [
        [*showing.line(subject, one, today=today), showing.state_of(subject, one)[0]]
        for one in selectors.listed(user, subject, asked)
    ]
    content = xlsx_bytes(
        WHAT_LABELS[subject],
        [f"{today:%Y-%m-%d} 导出，共 {len(rows)} 条"],
        ["名称", "说明", "状态"],
        rows,
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="memorial-{subject}.xlsx"'
    return response


def printed(request: HttpRequest, what: str, key: int) -> HttpResponse:
    """One sheet for paper and frame."""
    subject = _subject(what)
    back = _url("sheet", subject, key)
    try:
        sheet = papers.sheet_of(_printable(request, subject, key))
    except NotFound:
        raise
    except Refused as refusal:
        return turned_back(request, str(refusal), back)
    return page(
        request,
        "bureau/memorial_paper.html",
        title=f"打印：{sheet.name}",
        crumbs=(crumb(TITLE, "memorials"),),
        sheet=sheet,
        pdf_url=_url("pdf", subject, key),
        printed_on=timezone.localdate(),
    )


def as_pdf(request: HttpRequest, what: str, key: int) -> HttpResponse:
    """The same as a file; where a letter is missing in its font the print view is pointed to."""
    subject = _subject(what)
    today = timezone.localdate()
    try:
        sheet = papers.sheet_of(_printable(request, subject, key))
        content = papers.pdf_of(sheet, published.day_of(today))
    except NotFound:
        raise
    except Refused as refusal:
        return turned_back(request, str(refusal), _url("sheet", subject, key))
    response = HttpResponse(content, content_type=PDF_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="memorial-{subject}-{key}.pdf"'
    return response


def _subject(what: str) -> What:
    if what not in list(What):
        raise NotFound("没有这个列表。")
    return What(what)


def _printable(request: HttpRequest, subject: What, key: int) -> Any:
    if subject not in (What.MARTYR, What.TRIP):
        raise NotFound("这一种没有打印页。")
    return selectors.one_visible(actor(request), subject, key)
