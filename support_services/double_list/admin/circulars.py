"""通报 at the bureau: drafted, signed by another; on the screen, as a workbook and as a PDF."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list import sheet_files
from support_services.double_list.admin.giving import given
from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import CircularForm, CircularWordsForm, WhyForm
from support_services.double_list.selectors import circulars as selectors
from support_services.double_list.services import circulars as services
from support_services.double_list.sheets import OFFICE_NAME, CircularSheet, circular_sheet
from support_services.double_list.states import CIRCULAR_LABELS, DECIDE, ENTER, CircularState
from veterans.accounts.bureau_pages import Crumb, actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.paper import PDF_TYPE
from veterans.foundation.table_files import XLSX_TYPE

_LIST = "通报"


def _crumbs() -> tuple[Crumb, ...]:
    return (crumb(TITLE, "dlist"), crumb(_LIST, "dlist_circulars"))


def circulars(request: HttpRequest) -> HttpResponse:
    """Drafts and what was issued, the newest first."""
    user = actor(request)
    return page(
        request,
        "bureau/double_list_circulars.html",
        title=_LIST,
        crumbs=(crumb(TITLE, "dlist"),),
        page_obj=paged(request, selectors.circulars_visible_to(user), _row),
        new_url=address("dlist_circular_new") if user.may(ENTER) else "",
    )


def _row(one: Any) -> dict[str, Any]:
    label, tone = CIRCULAR_LABELS[CircularState(one.state)]
    return {
        "title": one.title,
        "code": one.code,
        "month": one.month,
        "why": one.proposed_why or one.dropped_why,
        "state_label": label,
        "state_tone": tone,
        "lines": one.line_count,
        "issued_on": one.issued_on,
        "issued_by": str(one.issued_by) if one.issued_by else "",
        "url": address("dlist_circular", one.pk),
    }


def new(request: HttpRequest) -> HttpResponse:
    """月度通报 of a month, as a draft."""
    user = actor(request)
    today = timezone.localdate()
    form = CircularForm(request.POST or None, initial={"month": today})

    def deed(data: Data) -> tuple[str, str]:
        made = services.draft_circular(**data, by=user, at=timezone.now(), today=today)
        return "已拟稿，由另一人签发。", address("dlist_circular", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="起草月度通报",
        crumbs=_crumbs(),
        form=form,
        intro="列出当年清单里每一项办到哪一步。签发那一刻照当时的情况抄下来，以后不再变。",
        about=[],
        submit_label="拟稿",
        cancel_url=address("dlist_circulars"),
    )


def circular(request: HttpRequest, circular_id: int) -> HttpResponse:
    """One of them: as it was issued, or as it would be issued now."""
    user = actor(request)
    found = selectors.circular_visible_to(user, circular_id)
    state = CircularState(found.state)
    sheet = circular_sheet(found, timezone.localdate())
    label, tone = CIRCULAR_LABELS[state]
    buttons = []
    if state is CircularState.DRAFT:
        if user.may(ENTER):
            buttons.append(button("写正文", "plain", "dlist_circular_do", found.pk, "word"))
        if user.may(DECIDE) and found.drafted_by_id != user.pk:
            buttons.append(button("签发", "primary", "dlist_circular_do", found.pk, "issue"))
            buttons.append(button("不发", "danger", "dlist_circular_do", found.pk, "drop"))
    return page(
        request,
        "bureau/double_list_circular.html",
        title=found.title,
        crumbs=_crumbs(),
        state_label=label,
        state_tone=tone,
        sheet=sheet,
        why=found.proposed_why,
        dropped_why=found.dropped_why,
        office=OFFICE_NAME,
        buttons=buttons,
        files=[
            ("导出表格", address("dlist_circular_export", found.pk)),
            ("下载 PDF", address("dlist_circular_pdf", found.pk)),
        ]
        if state is CircularState.ISSUED
        else [],
    )


def export(request: HttpRequest, circular_id: int) -> HttpResponse:
    """What was issued, as a workbook; the same whenever it is asked for."""
    return _file(request, circular_id, "导出", sheet_files.circular_xlsx, XLSX_TYPE, "xlsx")


def printed(request: HttpRequest, circular_id: int) -> HttpResponse:
    """What was issued, as a PDF; the same whenever it is asked for."""
    return _file(request, circular_id, "下载", sheet_files.circular_pdf, PDF_TYPE, "pdf")


def _file(
    request: HttpRequest,
    circular_id: int,
    what: str,
    make: Callable[[CircularSheet], bytes],
    kind: str,
    ending: str,
) -> HttpResponse:
    found = selectors.circular_visible_to(actor(request), circular_id)
    back = address("dlist_circular", found.pk)
    if found.state != CircularState.ISSUED:
        return turned_back(request, f"还没有签发，不能{what}。", back)
    sheet = circular_sheet(found, timezone.localdate())
    return given(request, lambda: make(sheet), kind, f"double-list-circular-{found.pk}.{ending}",
                 back=back)  # fmt: skip


def step(request: HttpRequest, circular_id: int, verb: str) -> HttpResponse:
    """Words, signing, or not sending a draft."""
    known: dict[str, tuple[str, str, type[forms.Form], str]] = {
        "word": (
            "写正文",
            ENTER,
            CircularWordsForm,
            "写在表格前面；写的人就是拟稿人，不能自己签发。",
        ),
        "issue": (
            "签发",
            DECIDE,
            forms.Form,
            "照现在的情况抄下每一项，签发以后不再变，也不能撤回。",
        ),
        "drop": ("不发", DECIDE, WhyForm, "这个月不再拟这一份。"),
    }
    if verb not in known:
        raise Http404
    label, duty, form_class, follows = known[verb]
    user = doer(request, duty, label)
    found = selectors.circular_visible_to(user, circular_id)
    back = address("dlist_circular", found.pk)
    known_words = {"words": found.words} if verb == "word" else {}
    form = form_class(request.POST or None, initial=known_words)

    def deed(data: Data) -> tuple[str, str]:
        who: Data = {"circular_id": found.pk, "by": user, "at": timezone.now()}
        if verb == "word":
            services.word_circular(**data, **who)
        elif verb == "issue":
            services.issue_circular(**who, today=timezone.localdate())
        else:
            services.drop_circular(**data, **who)
        return f"“{found.title}”：{label}，已记录。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != CircularState.DRAFT:
        return turned_back(request, "这份通报已经办过。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{label}：{found.title}",
        crumbs=_crumbs(),
        form=form,
        intro=follows,
        about=[
            ("通报", found.title),
            ("事项", f"{len(circular_sheet(found, timezone.localdate()).rows)} 项"),
        ],
        danger=verb == "drop",
        submit_label=f"确认{label}",
        cancel_url=back,
    )
