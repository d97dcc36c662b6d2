"""A list from a spreadsheet: looked at line by line, then taken in."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.double_list.admin.steps import TITLE
from support_services.double_list.services import imports as services
from support_services.double_list.services.imports import COLUMNS, MOST_LINES
from support_services.double_list.states import DIRECTION_LABELS, choices_of
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.list_tables import Reading, Verdict
from veterans.foundation.table_files import XLSX_TYPE, form_bytes, xlsx_bytes
from veterans.foundation.waiting_uploads import Waiting

PURPOSE = "dlist"
NEW = "导入双清单"
SHOWN = 200
_LABELS = {
    Verdict.NEW: ("新的", "ok"),
    Verdict.SAME: ("已有", "idle"),
    Verdict.REFUSED: ("不能导入", "bad"),
}
_HINTS = {
    "year": "四位年份；没有这一列的，按上传时填的年度。",
    "direction": "部队或地方；没有这一列的，按提出单位是不是驻地部队。",
    "of_class": "照“双清单 › 类别”里的名称；空着算“其他”。",
    "title": "一句话。同一年度、同一单位、同样的一句算同一项，不会导入第二次。",
    "content": "要办什么；空着就用事项那一句。",
    "requester": "要已登记在“参与单位”里的名称或简称；部队只用代称。",
    "lead": "同上，可以空着。",
    "helpers": "几个用顿号隔开。",
    "leader_name": "加密保存。",
    "person_name": "加密保存。",
    "person_phone": "只填座机。",
    "source": "集中征集、座谈走访、重大任务专项之一；空着算集中征集。",
    "quality": "怎样才算办好。",
    "start_on": "如 2026-03-01。",
    "deadline": "如 2026-10-31。",
    "measures": "分几步。",
    "difficulty": "可以空着。",
    "funds_planned": "元；列名写“（万元）”或者数字后写“万元”的按万元算。",
    "progress": "如 60%。记作“导入时表上写的进展”，不改变走到哪一步，导入以后仍从“待梳理”开始。",
    "told": "做到哪一步。记法同上。",
}


class ImportForm(forms.Form):
    """The file, and what holds for lines that do not say."""

    file = forms.FileField(
        label="表格文件",
        help_text=f"xlsx 或 csv，一次最多 {MOST_LINES} 行；列名可以用各单位惯用的叫法。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "请填写年度。",
            "invalid": "请填四位年份。",
            "min_value": "请填四位年份。",
            "max_value": "请填四位年份。",
        },
    )
    direction = forms.ChoiceField(
        label="谁提出的",
        required=False,
        choices=[("", "看提出单位"), *choices_of(DIRECTION_LABELS)],
    )


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in, without entering it, and go on to what becomes of each line."""
    user, now = actor(request), timezone.now()
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"year": timezone.localdate().year}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        content = given["file"].read()
        try:
            if services.was_taken_in(content):
                raise Refused("这份文件已经导入过。")
            services.read_list(content)
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=given["file"].name,
                said=(str(given["year"]), given["direction"]),
                user_id=user.pk,
                at=now,
            )
            return HttpResponseRedirect(address("dlist_import_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title=NEW,
        crumbs=(crumb(TITLE, "dlist"),),
        intro="先逐行核对，再导入新的；不能导入的一行写明原因，下载下来改好再传。导入的都从“待梳理”开始。",
        templates=[{"label": "双清单空白表", "url": address("dlist_import_form")}],
        form=form,
        cancel_url=address("dlist"),
    )


def _waiting(request: HttpRequest, token: str) -> tuple[Waiting, dict[str, Any]]:
    waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=actor(request).pk)
    year, direction = waiting.said
    return waiting, {
        "content": waiting.content,
        "year": int(year),
        "direction": direction,
        "by": actor(request),
        "at": timezone.now(),
        "today": timezone.localdate(),
    }


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What becomes of each line (GET); take in what is new (POST)."""
    try:
        waiting, asked = _waiting(request, token)
        if request.method == "POST":
            typed = request.POST.get("expected", "")
            done = services.take_in(
                **asked,
                filename=waiting.stored.name,
                expected=int(typed) if typed.isdigit() else -1,
            )
            waiting_uploads.discard(waiting)
            messages.success(request, f"已导入 {done.made} 项，从“待梳理”开始。")
            return HttpResponseRedirect(address("dlist", state="collected"))
        reading = services.preview(**asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("dlist_import"))
    new = reading.count(Verdict.NEW)
    return page(
        request,
        "bureau/double_list_import.html",
        title="核对双清单表格",
        crumbs=(crumb(TITLE, "dlist"), crumb(NEW, "dlist_import")),
        file_name=waiting.stored.name,
        with_progress=sum(bool(one.beside) for one in reading.lines),
        counts=[
            (_LABELS[one][0], _LABELS[one][1], reading.count(one))
            for one in (Verdict.NEW, Verdict.SAME, Verdict.REFUSED)
        ],
        rows=_rows(reading),
        cut_off=max(len(reading.lines) - SHOWN, 0),
        marked_url=address("dlist_import_marked", token) if reading.count(Verdict.REFUSED) else "",
        expected=new,
        cancel_url=address("dlist_import"),
    )


def _rows(reading: Reading) -> list[dict[str, Any]]:
    """The refused first."""
    return [
        {
            "number": one.number,
            "title": one.title,
            "label": _LABELS[one.verdict][0],
            "tone": _LABELS[one.verdict][1],
            "words": _words(one.verdict, one.words),
            "so_far": one.beside,
        }
        for one in reading.shown_first(SHOWN)
    ]


def _words(verdict: Verdict, words: str) -> str:
    if verdict is Verdict.SAME:
        return f"和 {words} 是同一项"
    return f"将编为 {words}" if verdict is Verdict.NEW else words


def marked(request: HttpRequest, token: str) -> HttpResponse:
    """The same table with a column that says what becomes of each line."""
    try:
        waiting, asked = _waiting(request, token)
        reading = services.preview(**asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("dlist_import"))
    told = {verdict: label for verdict, (label, _) in _LABELS.items()}
    lines = [replace(one, words=_words(one.verdict, one.words)) for one in reading.lines]
    heads, rows = replace(reading, lines=tuple(lines)).marked(told)
    # What will be kept of the work stands behind the verdict.
    heads.append("将记下的进展")
    for row, one in zip(rows, reading.lines, strict=True):
        row.append(one.beside)
    response = HttpResponse(
        xlsx_bytes(waiting.stored.name, [], heads, rows), content_type=XLSX_TYPE
    )
    response.headers["Content-Disposition"] = 'attachment; filename="double-list-marked.xlsx"'
    return response


def form_file(request: HttpRequest) -> HttpResponse:
    """An empty workbook with our heads, and how to fill it in."""
    heads = [words[0] for words in COLUMNS.values()]
    hints = [(words[0], _HINTS[name]) for name, words in COLUMNS.items()]
    response = HttpResponse(form_bytes(heads, hints), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="double-list-form.xlsx"'
    return response
