"""通报 at the bureau: drafted, signed by another; and what a joint meeting wants to know."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import (
    CircularForm,
    CircularWordsForm,
    SinceForm,
    WhyForm,
)
from support_services.double_list.models import Circular
from support_services.double_list.selectors import circulars as selectors
from support_services.double_list.selectors import meeting as meetings
from support_services.double_list.selectors.board import clockwork
from support_services.double_list.services import circulars as services
from support_services.double_list.showing import item_row, light_badge, owed_by
from support_services.double_list.states import (
    CIRCULAR_LABELS,
    DECIDE,
    ENTER,
    ITEM_LABELS,
    CircularState,
    ItemState,
    Light,
)
from veterans.accounts.bureau_pages import Crumb, actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes

_LIST = "通报"
HEADS = (
    *("序号", "编号", "事项", "提出单位", "承办单位", "状态", "灯", "进度（%）"),
    *("完成时限", "最近报告", "最近进展"),
)


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
    rows = _lines(found)
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
        is_draft=state is CircularState.DRAFT,
        words=found.words,
        why=found.proposed_why,
        dropped_why=found.dropped_why,
        drafted_by=str(found.drafted_by) if found.drafted_by else "系统按督办规则拟出",
        issued_by=str(found.issued_by) if found.issued_by else "",
        issued_on=found.issued_on,
        counts=[
            {**light_badge(one.value), "count": sum(row["light"] == one.value for row in rows)}
            for one in Light
        ],
        rows=rows,
        buttons=buttons,
        export_url=address("dlist_circular_export", found.pk)
        if state is CircularState.ISSUED
        else "",
    )


def _lines(found: Circular) -> list[dict[str, Any]]:
    """As frozen; of a draft as it would be frozen today."""
    if found.state == CircularState.ISSUED:
        return [
            {
                "code": one.code,
                "title": one.title,
                "lead": one.unit_name,
                "requester": one.requester_name,
                "state_label": ITEM_LABELS[ItemState(one.state)],
                "progress": one.progress,
                "deadline": one.deadline,
                "said_on": one.said_on,
                "words": one.last_words,
                **light_badge(one.light),
            }
            for one in found.lines.all()
        ]
    if found.state == CircularState.DROPPED:
        return []
    today = timezone.localdate()
    clock = clockwork(today)
    shown = services.lines_of_today(found, today)
    words = meetings.last_words([one.pk for one in shown])
    return [{**item_row(one, clock), "words": words.get(one.pk, "")} for one in shown]


def export(request: HttpRequest, circular_id: int) -> HttpResponse:
    """What was issued, as a workbook; the same whenever it is asked for."""
    found = selectors.circular_visible_to(actor(request), circular_id)
    if found.state != CircularState.ISSUED:
        back = address("dlist_circular", found.pk)
        return turned_back(request, "还没有签发，不能导出。", back)
    rows = [
        [
            place,
            *(one["code"], one["title"], one["requester"], one["lead"]),
            *(one["state_label"], one["light_label"], one["progress"]),
            f"{one['deadline']:%Y-%m-%d}" if one["deadline"] else "",
            f"{one['said_on']:%Y-%m-%d}" if one["said_on"] else "",
            one["words"],
        ]
        for place, one in enumerate(_lines(found), start=1)
    ]
    notes = [f"{found.issued_on:%Y-%m-%d} 签发，签发人 {found.issued_by}"]
    if found.words:
        notes.append(found.words)
    response = HttpResponse(xlsx_bytes(found.title, notes, HEADS, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="double-list-circular-{found.pk}.xlsx"'
    )
    return response


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
    given = {"words": found.words} if verb == "word" else {}
    form = form_class(request.POST or None, initial=given)

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
        about=[("通报", found.title), ("事项", f"{len(_lines(found))} 项")],
        danger=verb == "drop",
        submit_label=f"确认{label}",
        cancel_url=back,
    )


def meeting(request: HttpRequest) -> HttpResponse:
    """联席会议材料: who owes what, and what changed since the last meeting."""
    user = actor(request)
    today = timezone.localdate()
    clock = clockwork(today)
    form = SinceForm(request.GET or None, initial={"since": today - timedelta(days=90)})
    since: date = today - timedelta(days=90)
    if form.is_bound and form.is_valid():
        since = form.cleaned_data["since"]
    sheet = meetings.meeting_sheet(user, since=since, clock=clock)
    owed: dict[str, list[dict[str, Any]]] = {}
    for one in sheet.running:
        waiting = sheet.extensions.get(one.pk)
        row = {**item_row(one, clock), "url": address("dlist_item", one.pk)}
        for due in owed_by(one, clock, waiting):
            owed.setdefault(due["who"], []).append({**row, **due})
    return page(
        request,
        "bureau/double_list_meeting.html",
        title="联席会议材料",
        crumbs=(crumb(TITLE, "dlist"),),
        form=form,
        since=since,
        on=today,
        owed=[
            {"who": who, "rows": rows, "late": sum(one["late"] is True for one in rows)}
            for who, rows in sorted(owed.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ],
        changed=[
            {
                "code": one.item.code,
                "title": one.item.title,
                "url": address("dlist_item", one.item_id),
                "what": one.get_verb_display(),
                "on": one.on,
                "who": one.unit.name if one.unit else one.get_side_display(),
                "text": one.text,
            }
            for one in sheet.steps
        ],
        cut_off=sheet.cut_off,
        counts=sheet.counts,
    )
