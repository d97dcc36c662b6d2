"""A list of units at the bureau: looked at line by line, then entered whole or not at all."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.units.admin.lists import TITLE
from support_services.units.services import unit_lists
from support_services.units.services.unit_lists import Verdict
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import XLSX_TYPE, form_bytes

PURPOSE, NEW, NAMED = "units", "导入单位名单", 200


class ListForm(forms.Form):
    """The list."""

    file = forms.FileField(
        label="名单文件",
        help_text=f"用空白表填好的名单，首行为列名；一次最多 {unit_lists.MOST_LINES:,} 行。",
        error_messages={"required": "请选择名单文件。", "empty": "文件是空的，请重新选择。"},
    )


def upload(request: HttpRequest) -> HttpResponse:
    """Take a list in, without entering it, and go on to what it would enter."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            # Refused now rather than after it was sealed away.
            unit_lists.read_list(content)
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=file.name,
                user_id=actor(request).pk,
                at=timezone.now(),
            )
            return HttpResponseRedirect(address("units_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title=NEW,
        crumbs=(crumb(TITLE, "units"),),
        intro="每行一个单位。先看每一行怎么处理，再一次登记；已经登记过的跳过，有一行不合格，整份不登记。",
        templates=[{"label": "参与单位", "url": address("units_blank")}],
        form=form,
        cancel_url=address("units"),
    )


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Every line with its verdict (GET); enter them all (POST)."""
    user, at = actor(request), timezone.now()
    try:
        waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=user.pk)
        lines = unit_lists.read_list(waiting.content)
        if request.method == "POST":
            made = unit_lists.enter_list(lines, by=user, at=at)
            waiting_uploads.discard(waiting)
            messages.success(request, f"已登记 {made:,} 个单位。")
            return HttpResponseRedirect(address("units"))
        verdicts = unit_lists.judge(lines, by=user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("units_import"))
    new = sum(one.unit is not None for one in verdicts)
    problems = [one for one in verdicts if one.problem]
    return page(
        request,
        "bureau/unit_list.html",
        title="名单预览",
        crumbs=(crumb(TITLE, "units"), crumb(NEW, "units_import")),
        file_name=waiting.stored.name,
        new=new,
        known=sum(bool(one.known) for one in verdicts),
        problems=len(problems),
        named=NAMED,
        cut_off=max(0, len(verdicts) - NAMED),
        # What has to be put right comes first.
        rows=[_row(one) for one in sorted(verdicts, key=_pressing)[:NAMED]],
        confirm={
            "question": f"登记这 {new:,} 个单位？",
            "consequences": ["登记后可以逐个修改、停用。", "已经登记过的不改动。"],
            "confirm_label": "确认登记",
            "cancel_url": address("units_import"),
        }
        if new and not problems
        else None,
        back_url=address("units_import"),
    )


def _pressing(one: Verdict) -> tuple[bool, int]:
    return (not one.problem, one.line)


def _row(one: Verdict) -> dict[str, object]:
    if one.unit is not None:
        label, tone, note = "新登记", "ok", one.unit.get_kind_display()
    elif one.known:
        label, tone, note = "已登记，跳过", "idle", ""
    else:
        label, tone, note = "不合格", "bad", one.problem
    return {"line": one.line, "name": one.name, "label": label, "tone": tone, "note": note}


def blank(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the heads, and how to fill it in."""
    heads = list(unit_lists.WORDS.values())
    content = form_bytes(heads, [(head, unit_lists.HINTS[head]) for head in heads])
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="units-blank.xlsx"'
    return response
