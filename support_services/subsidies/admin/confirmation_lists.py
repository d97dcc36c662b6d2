"""数据比对免认证 at the bureau's door: bring a list in, see whom it confirms, apply it whole."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin.confirmation_forms import ListForm
from support_services.subsidies.admin.showing import home
from support_services.subsidies.selectors.confirmation import round_visible_to
from support_services.subsidies.services import confirmation_lists
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number


def _purpose(round_id: int) -> str:
    """A list waits for the round that it is about, and for no other."""
    return f"confirmation-{round_id}"


def upload(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take a list in, without applying it, and go on to what it would do."""
    user = actor(request)
    found = round_visible_to(user, round_id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        content = file.read()
        try:
            # Refused now rather than after it was sealed away.
            confirmation_lists.preview_list(
                round_id=found.pk,
                content=content,
                source=source,
                by=user,
                today=timezone.localdate(),
            )
            token = waiting_uploads.keep(
                purpose=_purpose(found.pk),
                content=content,
                filename=file.name,
                said=(source,),
                user_id=user.pk,
                at=timezone.now(),
            )
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            return HttpResponseRedirect(address("confirmation_preview", found.pk, token))
    return page(
        request,
        "bureau/list_upload.html",
        title="导入免认证名单",
        intro="先预览，再确认。不在本轮的人只计数，不留身份证号；有一行写错，整份不导入。",
        crumbs=_crumbs(found),
        form=form,
        cancel_url=address("confirmation", found.pk),
    )


def preview(request: HttpRequest, round_id: int, token: str) -> HttpResponse:
    """What the list would do (GET); apply it (POST)."""
    user = actor(request)
    if not user.may("confirmation.import"):
        raise PermissionDenied("免认证名单由经办岗位导入。")
    found = round_visible_to(user, round_id)
    try:
        waiting = waiting_uploads.find(purpose=_purpose(found.pk), token=token, user_id=user.pk)
        (source,) = waiting.said
        given: dict[str, Any] = {
            "round_id": found.pk,
            "content": waiting.content,
            "source": source,
            "by": user,
            "today": timezone.localdate(),
        }
        if request.method == "POST":
            done = confirmation_lists.apply_list(**given, at=timezone.now())
            waiting_uploads.discard(waiting)
            messages.success(request, _said(done))
            return HttpResponseRedirect(address("confirmation", found.pk))
        outcome = confirmation_lists.preview_list(**given)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("confirmation_import", found.pk))
    confirmed = len(outcome.matched)
    return page(
        request,
        "bureau/confirmation_preview.html",
        title="名单预览",
        crumbs=(*_crumbs(found), crumb("导入免认证名单", "confirmation_import", found.pk)),
        upload={"file_name": waiting.stored.name, "source": source},
        rows=outcome.rows,
        counts=[
            ("待确认，导入后确认", "ok", confirmed),
            ("已经确认过，没有变化", "idle", outcome.already),
            ("站点报告过没有见到本人，不确认", "warn", outcome.doubtful),
            ("已去世或不用确认", "idle", outcome.gone),
            ("不在本轮，只计数，不留身份证号", "idle", outcome.unknown),
        ],
        people=[_row(line, due, day) for line, due, day in outcome.matched[:50]],
        doubted=[_row(line, due, None) for line, due in outcome.doubted[:50]],
        back_url=address("confirmation", found.pk),
        confirm={
            "question": f"确认这 {confirmed:,} 人？",
            "consequences": [
                "方式记为“数据比对免认证”，注明数据来源。",
                "其中已暂缓的随即解除，没有发的月份下一批补发。",
                "一次全部写入；有误的可以在各人的页面逐个撤销。",
            ],
            "confirm_label": "确认导入",
            "cancel_url": address("confirmation_import", found.pk),
        }
        if confirmed
        else None,
    )


def _said(done: confirmation_lists.ListOutcome) -> str:
    said = f"名单已导入：{done.rows:,} 行中确认 {len(done.matched):,} 人"
    return f"{said}，{done.released:,} 项暂缓已解除。" if done.released else f"{said}。"


def _crumbs(found: Any) -> tuple[Any, ...]:
    return (crumb("年度确认", "confirmations"), crumb(found.title, "confirmation", found.pk))


def _row(line: int, due: Any, day: Any) -> dict[str, Any]:
    return {
        "line": line,
        "name": due.person.name,
        "masked_id": mask_id_number(str(due.person.id_number)),
        "village": home(due.person.region),
        "day": day,
        "is_held": due.state == "held",
        "url": address("confirmation_person", due.pk),
    }
