"""Lists of supporters and of jobs from a spreadsheet, at the bureau: an empty table, what becomes
of each line, taken in once, what was taken in, taken back."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.supporters.admin.frames import TITLE, asked
from support_services.supporters.list_columns import COLUMNS, HINTS, MOST_LINES, PARTS
from support_services.supporters.selectors import activities as doing
from support_services.supporters.selectors import lists as selectors
from support_services.supporters.services import imports as services
from support_services.supporters.services.imports import Asked
from support_services.supporters.services.undoing import undo_list
from support_services.supporters.states import LIST_LABELS, ListKind
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import DayField
from veterans.foundation.list_tables import Verdict
from veterans.foundation.table_files import XLSX_TYPE, form_bytes, xlsx_bytes
from veterans.foundation.waiting_uploads import Waiting
from veterans.regions.selectors import place_choices

PURPOSE = "supporters"
SHOWN = 200
PAGE_TITLE = "导入名单"
LABELS: dict[Verdict, tuple[str, str]] = {
    Verdict.NEW: ("新的", "ok"),
    Verdict.CHANGED: ("有变化", "info"),
    Verdict.SAME: ("已有", "idle"),
    Verdict.REFUSED: ("不能导入", "bad"),
}
_INTRO: dict[ListKind, str] = {
    ListKind.SUPPORTERS: (
        "先逐行核对，再导入。新的都从“待接纳”开始，由另一人接纳；已登记的只改勾选的内容，"
        "空着的格子不改。"
    ),
    ListKind.JOBS: (
        "先逐行核对，再导入。用人单位要是已接纳的拥军力量。新的都从“待公布”开始，由另一人公布；"
        "正在招聘的不改。"
    ),
}


class ListForm(forms.Form):
    """The file, and what holds for lines that do not say."""

    file = forms.FileField(
        label="表格文件",
        help_text=f"xlsx 或 csv，一次最多 {MOST_LINES} 行；列名可以用惯用的叫法。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    fair_id = forms.TypedChoiceField(
        label="哪场招聘会的岗位",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "请从列表中选择。"},
    )
    until = DayField(label="招到哪天", required=False, help_text="表上没有写截止日期的，用这一天。")
    parts = forms.MultipleChoiceField(
        label="已登记的，更新哪些内容",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾就不改。",
        error_messages={"invalid_choice": "请从列表中选择。"},
    )

    def __init__(self, *args: Any, kind: ListKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["parts"]
        parts.choices = list(PARTS[kind].items())
        if kind is ListKind.JOBS:
            fair: Any = self.fields["fair_id"]
            fair.choices = [("", "不是招聘会的"), *doing.choosable_fairs()]
        else:
            del self.fields["fair_id"], self.fields["until"]


def _kind(kind: str) -> ListKind:
    if kind not in LIST_LABELS:
        raise Http404
    return ListKind(kind)


def _crumbs() -> tuple[dict[str, str], ...]:
    return crumb(TITLE, "supporters"), crumb(PAGE_TITLE, "support_lists")


def lists(request: HttpRequest) -> HttpResponse:
    """What may be brought in, and what was."""
    user = actor(request)
    shown = paged(
        request,
        selectors.lists_visible_to(user),
        lambda one: {
            "name": one.filename,
            "kind": one.get_kind_display(),
            "lines": one.lines,
            "made": one.made,
            "changed": one.changed,
            "by": str(one.by),
            "at": one.at,
            "undone": one.undone_at is not None,
            "url": address("support_list", one.pk),
        },
    )
    return page(
        request,
        "bureau/support_lists.html",
        title=PAGE_TITLE,
        crumbs=(crumb(TITLE, "supporters"),),
        kinds=[
            {"label": label, "url": address("support_list_upload", kind.value)}
            for kind, label in LIST_LABELS.items()
        ],
        page_obj=shown,
    )


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file in, without entering it, and go on to what becomes of each line."""
    user, of = actor(request), _kind(kind)
    form = ListForm(request.POST or None, request.FILES or None, kind=of)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        content, until = given["file"].read(), given.get("until")
        try:
            services.read_list(of, content)
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=given["file"].name,
                said=(
                    *(of.value, ",".join(given["parts"]), given.get("fair_id") or 0),
                    until.isoformat() if until else "",
                ),
                user_id=user.pk,
                at=timezone.now(),
            )
            return HttpResponseRedirect(address("support_list_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title=f"导入{LIST_LABELS[of]}",
        crumbs=_crumbs(),
        intro=_INTRO[of],
        templates=[
            {"label": f"{LIST_LABELS[of]}空白表", "url": address("support_list_blank", of.value)}
        ],
        form=form,
        cancel_url=address("support_lists"),
    )


def _waiting(request: HttpRequest, token: str) -> tuple[Waiting, Asked, dict[str, Any]]:
    user = actor(request)
    waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=user.pk)
    kind, parts, fair_id, until = waiting.said
    told = Asked(
        kind=ListKind(kind),
        content=waiting.content,
        parts=tuple(filter(None, parts.split(","))),
        fair_id=fair_id or None,
        until=date.fromisoformat(until) if until else None,
    )
    return waiting, told, {"by": user, "at": timezone.now(), "today": timezone.localdate()}


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What becomes of each line (GET); take it in (POST)."""
    back = address("support_lists")
    try:
        waiting, told, who = _waiting(request, token)
        if request.method == "POST":
            done = services.take_in(
                asked=told,
                filename=waiting.stored.name,
                mark=request.POST.get("mark", ""),
                **who,
            )
            waiting_uploads.discard(waiting)
            said = f"已导入：新的 {done.made} 行，有变化的 {done.changed} 行。"
            messages.success(request, said)
            return HttpResponseRedirect(address("support_list", done.pk))
        looked = services.look(asked=told, **who)
    except Refused as refusal:
        messages.error(request, str(refusal))
        stays = str(refusal) == services.STALE
        return HttpResponseRedirect(address("support_list_preview", token) if stays else back)
    reading = looked.reading
    return page(
        request,
        "bureau/support_list_preview.html",
        title=f"核对{LIST_LABELS[told.kind]}",
        crumbs=_crumbs(),
        file_name=waiting.stored.name,
        counts=[(*LABELS[one], reading.count(one)) for one in Verdict],
        parts="、".join(PARTS[told.kind][one] for one in told.parts),
        made=reading.count(Verdict.NEW),
        changed=reading.count(Verdict.CHANGED),
        refused=reading.count(Verdict.REFUSED),
        begins="待公布" if told.kind is ListKind.JOBS else "待接纳",
        mark=looked.mark,
        rows=[
            {
                "number": one.number,
                "title": one.title,
                "label": LABELS[one.verdict][0],
                "tone": LABELS[one.verdict][1],
                "words": one.words,
            }
            for one in reading.shown_first(SHOWN)
        ],
        cut_off=max(len(reading.lines) - SHOWN, 0),
        marked_url=address("support_list_marked", token),
        refused_url=f"{address('support_list_marked', token)}?only=refused",
        cancel_url=address("support_list_upload", told.kind.value),
    )


def marked(request: HttpRequest, token: str) -> HttpResponse:
    """The same table with a column that says what becomes of each line; ``only=refused``: those
    that are to be mended and brought again."""
    try:
        waiting, told, who = _waiting(request, token)
        reading = services.look(asked=told, **who).reading
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("support_lists"))
    only = [Verdict.REFUSED] if request.GET.get("only") == "refused" else list(Verdict)
    words = {verdict: label for verdict, (label, _) in LABELS.items()}
    heads, rows = reading.marked(words, only=only)
    return _book(xlsx_bytes(waiting.stored.name, [], heads, rows), f"{told.kind.value}-checked")


def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook with our heads, how to fill it in, and the county's places."""
    of = _kind(kind)
    columns = COLUMNS[of]
    # A town stands first among its own places.
    places = [
        [town, "" if at == 0 else name]
        for town, own in place_choices()
        if not isinstance(own, str)
        for at, (_, name) in enumerate(own)
    ]
    content = form_bytes(
        [words[0] for words in columns.values()],
        [(words[0], HINTS[of][name]) for name, words in columns.items()],
        also=[("镇街村居", ("镇街", "村居"), places)],
    )
    return _book(content, f"{of.value}-blank")


def _book(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def one(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list that was taken in, and what each line of it wrote."""
    user = actor(request)
    found = selectors.list_visible_to(user, list_id)
    shown = paged(
        request,
        selectors.lines_of(found),
        lambda line: {
            "number": line.number,
            "title": line.title,
            "label": "新的" if line.made_row else "有变化",
            "tone": "ok" if line.made_row else "info",
            "stayed": line.stayed,
            "url": address("supporter", line.supporter_id) if line.supporter_id else "",
        },
    )
    return page(
        request,
        "bureau/support_list.html",
        title=found.filename,
        crumbs=_crumbs(),
        list=found,
        kind=found.get_kind_display(),
        page_obj=shown,
        undo_url=address("support_list_undo", found.pk) if found.undone_at is None else "",
    )


def undo(request: HttpRequest, list_id: int) -> HttpResponse:
    """Asks, then takes a list back, as far as nothing rests on it."""
    user = actor(request)
    found = selectors.list_visible_to(user, list_id)
    back = address("support_list", found.pk)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        done = undo_list(list_id=found.pk, by=user, at=timezone.now(), today=timezone.localdate())
        left = f"，{done.stayed} 行留着，原因写在每一行" if done.stayed else ""
        return f"已撤回{left}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.undone_at is not None:
        return turned_back(request, "这份名单已经撤回过。", back)
    return asked(
        request,
        form,
        title="撤回这次导入",
        intro="这次新登记、还没有人审核的删去，改过的内容改回原样。已经审核的、后来又改过的、"
        "别处用到的留着，每一行写明原因。撤回以后同一份文件可以再导入。",
        about=[
            ("文件", found.filename),
            ("新登记", f"{found.made} 行"),
            ("有变化", f"{found.changed} 行"),
        ],
        submit="确认撤回",
        back=back,
        danger=True,
        crumbs=_crumbs()[1:],
    )
