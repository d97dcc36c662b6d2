"""A list of tasks brought in: uploaded or the one that is shipped, looked at, confirmed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.steering.admin.lists import TITLE
from support_services.steering.forms import UploadForm
from support_services.steering.reference import ZHANGDIAN
from support_services.steering.services.programmes import (
    check_list,
    load_programme,
    units_by_name,
)
from support_services.steering.task_list import (
    HINTS,
    SHIPPED,
    WORDS,
    ListedTask,
    names_in,
    read_list,
)
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.figures import GROUPS, figures_for, label_of
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import XLSX_TYPE, form_bytes

PURPOSE = "steering-tasks"
UPLOAD = "导入任务清单"
_DAYS = ("issued_on", "valid_to")


def upload(request: HttpRequest) -> HttpResponse:
    """Which document, and its list; kept until it is confirmed."""
    user = actor(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        given = data.pop("file")
        content = given.read()
        try:
            check_list(read_list(content))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=given.name,
                said=[_packed(data)],
                user_id=user.pk,
                at=timezone.now(),
            )
            return HttpResponseRedirect(address("steering_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title=UPLOAD,
        crumbs=(crumb(TITLE, "steering"),),
        form=form,
        intro="先核对，看清每一项再确认导入。清单里没有登记过的单位会新建，以后在参与单位里补全。",
        cancel_url=address("steering"),
        templates=[
            {"label": "空白任务清单", "url": address("steering_template")},
            {"label": "随系统带的清单：张店 2022 年十五项任务", "url": address("steering_shipped")},
        ],
    )


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Every task of an upload (GET); bring them in (POST)."""
    try:
        waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=actor(request).pk)
        document = _unpacked(str(waiting.said[0]))
        rows = read_list(waiting.content)
        if request.method == "POST":
            answer = _loaded(request, document, rows)
            waiting_uploads.discard(waiting)
            return answer
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("steering_upload"))
    return _shown(request, document, rows, waiting.stored.name)


def shipped(request: HttpRequest) -> HttpResponse:
    """The same of the list that is shipped."""
    rows = read_list(SHIPPED.read_bytes())
    try:
        if request.method == "POST":
            return _loaded(request, ZHANGDIAN, rows)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("steering_upload"))
    return _shown(request, ZHANGDIAN, rows, SHIPPED.name)


def _loaded(
    request: HttpRequest, document: Mapping[str, Any], rows: list[ListedTask]
) -> HttpResponse:
    made = load_programme(rows=rows, by=actor(request), at=timezone.now(), **document)
    messages.success(request, f"已导入 {len(rows)} 项任务。")
    return HttpResponseRedirect(address("steering", document=str(made.pk)))


def _shown(
    request: HttpRequest, document: Mapping[str, Any], rows: list[ListedTask], name: str
) -> HttpResponse:
    names = names_in(rows)
    known = units_by_name(names)
    new = [one for one in names if one not in known]
    follows = [f"新增文件和 {len(rows)} 项任务；导入以后可以逐项修改、停办、新增，改动都留记录。"]
    if new:
        follows.append(f"登记 {len(new)} 个没有登记过的单位：{'、'.join(new)}。")
    return page(
        request,
        "bureau/steering_preview.html",
        title="核对任务清单",
        crumbs=(crumb(TITLE, "steering"), crumb(UPLOAD, "steering_upload")),
        facts=[
            ("文件名", name),
            ("文件", document["title"]),
            ("文号", document["document_no"] or "没有登记"),
            ("印发日期", f"{document['issued_on']:%Y-%m-%d}"),
            ("来源说明", document["source"] or "没有填"),
        ],
        rows=[
            {
                "number": one.number,
                "title": one.title,
                "demand": one.demand,
                "lead": "、".join(one.lead),
                "units": "、".join(one.units),
                "figures": "、".join(label_of(code) for code in one.figures),
                "remark": one.remark,
            }
            for one in rows
        ],
        confirm={
            "question": f"导入这 {len(rows)} 项任务？",
            "consequences": follows,
            "confirm_label": "确认导入",
            "cancel_url": address("steering_upload"),
        },
    )


def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the heads, how to fill it in, and the codes of all figures."""
    codes = [
        [one.code, GROUPS[one.group], one.label, one.unit] for one in figures_for(actor(request))
    ]
    content = form_bytes(
        list(WORDS.values()), HINTS, also=[("指标", ["指标代码", "类别", "指标", "单位"], codes)]
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="tasks.xlsx"'
    return response


def _packed(data: Mapping[str, Any]) -> str:
    """What was said of the document, as the signed token carries it. Not escaped here: the token
    stands in an address and does it once more."""
    plain = {
        name: f"{value:%Y-%m-%d}" if isinstance(value, date) else value
        for name, value in data.items()
    }
    return json.dumps(plain, ensure_ascii=False)


def _unpacked(text: str) -> dict[str, Any]:
    said = json.loads(text)
    return {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in said.items()
    }
