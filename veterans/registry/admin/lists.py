"""Lists of people at the bureau's door: brought in, looked at, confirmed."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, done, filled_in, turned_back
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.foundation.table_files import XLSX_TYPE
from veterans.registry import list_template, tasks
from veterans.registry.admin.list_forms import ListForm
from veterans.registry.admin.list_steps import STEPS, ring
from veterans.registry.list_columns import PARTS
from veterans.registry.models import ListVerdict, PeopleList
from veterans.registry.selectors.lists import (
    count_of,
    line_of,
    lines_of,
    list_visible_to,
    lists_visible_to,
    shown_of,
)
from veterans.registry.services import lists
from veterans.registry.services.list_lines import corrected_file, tell_apart, who_is_alike
from veterans.registry.states import LIST_MOVES, VERDICT_LABELS, ListState, Verdict

LISTS, NEW = "人员名单", "导入人员名单"
LIST_TONES: dict[ListState, str] = {
    ListState.RECEIVED: "info",
    ListState.READING: "info",
    ListState.READ: "warn",
    ListState.CONFIRMED: "info",
    ListState.APPLIED: "ok",
    ListState.FAILED: "bad",
    ListState.WITHDRAWN: "idle",
}
VERDICT_TONES: dict[Verdict, str] = {
    Verdict.NEW: "ok",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "idle",
    Verdict.DOUBTFUL: "warn",
    Verdict.REFUSED: "bad",
}
AT_WORK = (ListState.RECEIVED, ListState.READING, ListState.CONFIRMED)


def people_lists(request: HttpRequest) -> HttpResponse:
    """Every list, the newest first."""
    return page(
        request,
        "bureau/people_lists.html",
        title=LISTS,
        crumbs=(crumb("人员", "people"),),
        new_url=address("people_list_new"),
        page_obj=paged(request, lists_visible_to(actor(request)), _row),
    )


def new_list(request: HttpRequest) -> HttpResponse:
    """Take a file in; it is read in the background."""
    form = ListForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        file = data["file"]
        made = lists.receive_list(
            name=file.name, content=file.read(), by=actor(request), at=timezone.now()
        )
        ring(tasks.read_list, made)
        return "已上传，正在核对。核对完以前什么都不会写入。", address("people_list", made.pk)

    answer = filled_in(request, form, deed)
    return answer or page(
        request,
        "bureau/list_upload.html",
        title=NEW,
        crumbs=(crumb("人员", "people"), crumb(LISTS, "people_lists")),
        intro="先核对，看过每一行的结论再确认；确认以前什么都不写入，确认后要么全部写入，要么一行不写。",
        templates=[{"label": "人员名单空白表", "url": address("people_list_template")}],
        form=form,
        cancel_url=address("people_lists"),
    )


def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in, with the places of the area."""
    content = list_template.template(actor(request))
    return _workbook("人员名单空白表.xlsx", content)


def people_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list: how far it is, how many lines are what, and the lines with one of the verdicts."""
    made = list_visible_to(actor(request), list_id)
    here = address("people_list", made.pk)
    asked = request.GET.get("verdict", "")
    chosen = Verdict(asked) if asked in VERDICT_LABELS else None
    judged = bool(made.stamp) and made.state not in (ListState.RECEIVED, ListState.READING)
    return page(
        request,
        "bureau/people_list.html",
        title=made.name,
        crumbs=(crumb("人员", "people"), crumb(LISTS, "people_lists")),
        made=_row(made),
        note=made.note,
        progress=_progress(made) if made.state in AT_WORK else None,
        parts=[PARTS[part][0] for part in made.parts or ()],
        ignored=made.ignored,
        cards=[
            {
                "label": VERDICT_LABELS[one],
                "count": count_of(made, one),
                "tone": VERDICT_TONES[one] if count_of(made, one) else "",
                "url": f"{address('people_list', made.pk, verdict=one.value)}#lines",
            }
            for one in Verdict
        ]
        if judged
        else [],
        tabs=[
            {"label": label, "url": f"{url}#lines", "current": current}
            for label, url, current in (
                ("全部", here, chosen is None),
                *(
                    (
                        VERDICT_LABELS[one],
                        address("people_list", made.pk, verdict=one.value),
                        one is chosen,
                    )
                    for one in Verdict
                ),
            )
        ],
        page_obj=paged(
            request, lines_of(made, chosen.value if chosen else ""), partial(_line, made)
        )
        if judged and made.stored_id
        else None,
        actions=[
            button(step.label, step.kind, "people_list_step", made.pk, verb)
            for verb, step in STEPS.items()
            if made.state in LIST_MOVES[verb][0]
        ],
        file_url=address("people_list_file", made.pk) if judged and made.stored_id else "",
        open_count=made.refused_count + made.doubtful_count,
    )


@never_cache
def progress(request: HttpRequest, list_id: int) -> HttpResponse:
    """The fragment that asks again by itself; at the end the whole page is asked for anew."""
    made = list_visible_to(actor(request), list_id)
    response = render(request, "bureau/_people_list_progress.html", {"progress": _progress(made)})
    if made.state not in AT_WORK:
        response.headers["HX-Refresh"] = "true"
    return response


@never_cache
def line(request: HttpRequest, list_id: int, line: int) -> HttpResponse:
    """A doubtful line beside those registered whom it may mean; say of each whether it does."""
    user = actor(request)
    made = list_visible_to(user, list_id)
    found = line_of(made, line)
    back = f"{address('people_list', made.pk, verdict=Verdict.DOUBTFUL.value)}#lines"

    def deed(data: Data) -> str:
        same = request.POST.get("same", "")
        who = request.POST.get("person", "")
        if same not in ("yes", "no") or not who.isascii() or not who.isdigit():
            raise Refused("请选择是不是同一人。")
        tell_apart(
            list_id=made.pk,
            line=line,
            person_id=int(who),
            are_same=same == "yes",
            by=user,
            at=timezone.now(),
        )
        return f"第 {line} 行已认定。"

    answer = done(request, deed, back=back)
    if answer:
        return answer
    alike = who_is_alike(found, user)
    if not alike:
        return turned_back(request, "这一行没有要认定的人。", back)
    return page(
        request,
        "bureau/people_list_line.html",
        title=f"第 {line} 行是不是同一人",
        crumbs=(
            crumb("人员", "people"),
            crumb(LISTS, "people_lists"),
            crumb(made.name, "people_list", made.pk),
        ),
        line=_line(made, found),
        shown=shown_of(found),
        born_on=alike[0].person.born_on,
        may_decide=made.state == ListState.READ,
        others=[
            {
                "id": one.person.pk,
                "name": one.person.name,
                "masked_id": mask_id_number(str(one.person.id_number)),
                "born_on": one.person.born_on,
                "place": str(one.person.region),
                "phone": mask_phone(str(one.person.phone)) if one.person.phone else "",
                "died_on": one.person.died_on,
                "decided": {None: "", True: "已认定是同一人", False: "已认定不是同一人"}[one.same],
                "url": address("person", one.person.pk),
            }
            for one in alike
        ],
        back_url=back,
    )


@require_POST
def take_file(request: HttpRequest, list_id: int) -> HttpResponse:
    """The table with its column of results, to be mended and brought again; on record."""
    user = actor(request)
    here = address("people_list", list_id)
    try:
        name, content = corrected_file(
            list_id=list_id,
            only_open=request.POST.get("lines") == "open",
            by=user,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return turned_back(request, str(refusal), here)
    return _workbook(name, content)


@never_cache
def step(request: HttpRequest, list_id: int, verb: str) -> HttpResponse:
    """Asks before a step, and takes it."""
    user = actor(request)
    made = list_visible_to(user, list_id)
    one = STEPS.get(verb)
    if one is None:
        raise Http404
    here = address("people_list", made.pk)
    form = one.form(made, request.POST if request.method == "POST" else None)
    answer = done(request, lambda data: one.run(made, user, data), back=here, form=form)
    if answer:
        return answer
    if made.state not in LIST_MOVES[verb][0]:
        return turned_back(request, f"这份名单现在不能{one.label}。", here)
    return page(
        request,
        "bureau/people_list_step.html",
        title=one.label,
        crumbs=(
            crumb("人员", "people"),
            crumb(LISTS, "people_lists"),
            crumb(made.name, "people_list", made.pk),
        ),
        question=one.question(made),
        consequences=one.follows(made),
        form=form,
        confirm_label=one.label,
        danger=one.kind == "danger",
        cancel_url=here,
    )


def _workbook(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _row(made: PeopleList) -> dict[str, Any]:
    return {
        "name": made.name,
        "number": made.pk,
        "rows": made.rows_total,
        "state_label": made.get_state_display(),
        "state_tone": LIST_TONES[ListState(made.state)],
        "uploaded_by": made.uploaded_by,
        "uploaded_at": made.uploaded_at,
        "read_at": made.read_at,
        "confirmed_by": made.confirmed_by,
        "applied_at": made.applied_at,
        "leaves_out": made.leaves_out,
        "new": made.new_count,
        "changed": made.changed_count,
        "url": address("people_list", made.pk),
    }


def _line(made: PeopleList, found: ListVerdict) -> dict[str, Any]:
    shown = shown_of(found)
    verdict = Verdict(found.verdict)
    return {
        "number": found.line,
        "name": shown.name,
        "masked_id": shown.masked_id,
        "reason": found.reason,
        "label": VERDICT_LABELS[verdict],
        "tone": VERDICT_TONES[verdict],
        "decide_url": (
            address("people_list_line", made.pk, found.line)
            if verdict is Verdict.DOUBTFUL and made.state == ListState.READ
            else ""
        ),
    }


def _progress(made: PeopleList) -> dict[str, Any]:
    return {
        "running": made.state in AT_WORK,
        "writing": made.state == ListState.CONFIRMED,
        "label": made.get_state_display(),
        "done": made.rows_done,
        "total": made.rows_total,
        "poll_url": address("people_list_progress", made.pk),
        "page_url": address("people_list", made.pk),
    }
