"""Exports of people at the bureau's door: asked for, followed, fetched, destroyed."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.bureau_site import bureau_site
from veterans.accounts.deeds import Data, done, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.audit_words import action_word
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.table_files import XLSX_TYPE
from veterans.registry import tasks
from veterans.registry.admin.export_forms import WhatForm, WhomForm, kept_for
from veterans.registry.export_columns import chosen
from veterans.registry.models import PeopleExport
from veterans.registry.selectors.exports import (
    choice_of,
    entries_of,
    export_visible_to,
    exports_visible_to,
    in_words,
)
from veterans.registry.services import exports
from veterans.registry.states import EXPORT_LABELS, EXPORT_MOVES, EXPORT_TONES, ExportState

OWN, ALL, NEW = "我的导出", "人员导出", "导出名册"
AT_WORK = (ExportState.ASKED, ExportState.MAKING)


def people_exports(request: HttpRequest) -> HttpResponse:
    """One's own, the newest first; the auditor's page has everybody's."""
    user = actor(request)
    return page(
        request,
        "bureau/people_exports.html",
        title=_title(user),
        crumbs=(crumb("人员", "people"),),
        new_url=address("people_export_new") if user.may("people.export") else "",
        of_all=user.may("audit.read"),
        kept_for=kept_for(),
        page_obj=paged(request, exports_visible_to(user), partial(_row, user)),
    )


def new_export(request: HttpRequest) -> HttpResponse:
    """First whom, which says how many they are; then which columns and what for."""
    user, today = actor(request), timezone.localdate()
    asked = bool(request.GET)
    whom = WhomForm(user, today, request.GET if asked else None)
    count = None
    if asked and whom.is_valid():
        try:
            count = exports.how_many(choice=whom.choice, by=user)
        except Refused as refusal:
            whom.add_error(None, str(refusal))
    what = WhatForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = exports.ask_export(choice=whom.choice, by=user, at=timezone.now(), **data)
        # Robust: with the courier away the sweep finds it all the same.
        transaction.on_commit(partial(tasks.make_export.delay, made.pk), robust=True)
        return "已提交，正在生成。", address("people_export", made.pk)

    answer = filled_in(request, what, deed) if count is not None else None
    return answer or page(
        request,
        "bureau/people_export_new.html",
        title=NEW,
        crumbs=(crumb("人员", "people"), crumb(_title(user), "people_exports")),
        whom=whom,
        what=what,
        count=count,
        words=in_words(whom.choice) if count is not None else [],
        too_many=count is not None and count > exports.MOST_ROWS,
        most=exports.MOST_ROWS,
        told_from=settings.PORTAL_EXPORTED_A_DAY,
        kept_for=kept_for(),
        here=address("people_export_new"),
        cancel_url=address("people_exports"),
    )


def people_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """One export: how far it is, until when it may be fetched, and what became of it."""
    user = actor(request)
    made = export_visible_to(user, export_id)
    row = _row(user, made)
    return page(
        request,
        "bureau/people_export.html",
        title=str(made),
        crumbs=(crumb("人员", "people"), crumb(_title(user), "people_exports")),
        made=row,
        note=made.note,
        columns=[column.label for column in chosen(made.columns)],
        progress=_progress(made) if made.state in AT_WORK else None,
        file_url=address("people_export_file", made.pk) if row["may_fetch"] else "",
        actions=[button("立即销毁", "danger", "people_export_destroy", made.pk)]
        if row["may_destroy"]
        else [],
        entries=[
            {
                "what": action_word(entry.action),
                "who": entry.actor_name if entry.actor_id is not None else "",
                "at": entry.at,
            }
            for entry in entries_of(made)
        ],
    )


@never_cache
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """The fragment that asks again by itself; at the end the whole page is asked for anew."""
    made = export_visible_to(actor(request), export_id)
    response = render(request, "bureau/_people_export_progress.html", {"progress": _progress(made)})
    if made.state not in AT_WORK:
        response.headers["HX-Refresh"] = "true"
    return response


@never_cache
@require_POST
def take_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file, for whoever asked for it; on record."""
    try:
        name, content = exports.hand_out(export_id=export_id, by=actor(request), at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return turned_back(request, str(refusal), address("people_export", export_id))
    response = FileResponse(content, as_attachment=True, filename=name, content_type=XLSX_TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
def destroy(request: HttpRequest, export_id: int) -> HttpResponse:
    """Asks before the file is destroyed, and destroys it."""
    user = actor(request)
    made = export_visible_to(user, export_id)
    if made.asked_by_id != user.pk:
        raise NotFound("没有找到这份导出。")
    here = address("people_export", made.pk)

    def deed(data: Data) -> str:
        exports.destroy_export(export_id=made.pk, by=user, at=timezone.now())
        return "已销毁，记录保留。"

    answer = done(request, deed, back=here)
    if answer:
        return answer
    if made.state not in EXPORT_MOVES["destroy"][0]:
        return turned_back(request, f"这份导出现在是“{made.get_state_display()}”。", here)
    return page(
        request,
        "bureau/people_list_step.html",
        title="立即销毁",
        crumbs=(
            crumb("人员", "people"),
            crumb(_title(user), "people_exports"),
            crumb(str(made), "people_export", made.pk),
        ),
        question=f"销毁“{made}”的文件？",
        consequences=[
            "文件从系统中删除，以后不能再下载；导出的记录保留。",
            "已经下载到电脑上的、打印出来的，系统收不回，请自行销毁。",
        ],
        irreversible=True,
        form=None,
        confirm_label="立即销毁",
        danger=True,
        cancel_url=here,
    )


def _title(user: User) -> str:
    return ALL if user.may("audit.read") else OWN


def _row(user: User, made: PeopleExport) -> dict[str, Any]:
    now = timezone.now()
    over = made.expires_at is not None and made.expires_at <= now
    # While the sweep is late, too.
    state = ExportState.EXPIRED if over and made.state == ExportState.READY else made.state
    own = made.asked_by_id == user.pk and user.may("people.export")
    return {
        "number": made.pk,
        "words": in_words(choice_of(made)),
        "purpose": made.purpose,
        "rows": made.rows_total,
        "state_label": EXPORT_LABELS[ExportState(state)],
        "state_tone": EXPORT_TONES[ExportState(state)],
        "asked_by": made.asked_by,
        "asked_at": made.asked_at,
        "made_at": made.made_at,
        "expires_at": made.expires_at,
        "downloads": made.downloads,
        "digest": made.digest,
        "may_fetch": own and state == ExportState.READY,
        "may_destroy": own and made.state in EXPORT_MOVES["destroy"][0],
        "url": address("people_export", made.pk),
        "file_url": address("people_export_file", made.pk),
        "destroy_url": address("people_export_destroy", made.pk),
    }


def _progress(made: PeopleExport) -> dict[str, Any]:
    return {
        "running": made.state in AT_WORK,
        "label": made.get_state_display(),
        "done": made.rows_done,
        "total": made.rows_total,
        "poll_url": address("people_export_progress", made.pk),
        "page_url": address("people_export", made.pk),
    }


def desk(request: HttpRequest) -> dict[str, Any]:
    """The auditor's way to everybody's exports."""
    if not actor(request).may("audit.read"):
        return {}
    note = "谁、为什么、导出过哪些人，谁下载过"
    return {"shortcuts": [{"title": ALL, "url": address("people_exports"), "note": note}]}


bureau_site().add_to_desk(desk)
