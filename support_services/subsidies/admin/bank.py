"""Bank files and returns: download the same bytes, upload, look at the effect, apply."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from support_services.subsidies import selectors
from support_services.subsidies.admin import batch_parts, steps
from support_services.subsidies.admin.forms import ReturnForm
from support_services.subsidies.admin.showing import LINE_TONES, home, line_state, payment_state
from support_services.subsidies.selectors.suspense import loose_payments
from support_services.subsidies.services import bank
from support_services.subsidies.states import (
    LINE_LABELS,
    UNSENT_CURES,
    UNSENT_LABELS,
    BatchState,
    LineState,
    PaymentState,
    UnsentReason,
)
from support_services.subsidies.suspense_states import BATCH_AT_BANK
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_account, mask_id_number

# What follows from each answer, for the preview.
THEN = {
    LineState.SENT: "等待银行结果。",
    LineState.PAID: "已到账，不用再办。",
    LineState.FAILED: "没有到账：更正账户并核验后重新发放。",
    LineState.UNKNOWN: "结果不明：先向银行查询，不得重发。",
    LineState.RETURNED: "到账后又退回：联系本人更正账户后重新发放。",
}


def file_page(request: HttpRequest, file_id: int) -> HttpResponse:
    """One bank file: what it holds, what the bank answered, and where an answer is brought in."""
    return _file_page(request, file_id, ReturnForm())


def _file_page(
    request: HttpRequest, file_id: int, form: ReturnForm, status: int = 200
) -> HttpResponse:
    user = actor(request)
    found = selectors.file_visible_to(user, file_id)
    file, exchanges = found.file, user.may("bank.exchange")
    asked = request.GET.get("state", "")
    asked = asked if asked in LINE_LABELS else ""
    lines = selectors.lines_of_file(file, states=(asked,) if asked else ())
    shown = paged(request, lines, _line_row)
    can_receive = exchanges and file.batch.state in (
        BatchState.EXPORTED,
        BatchState.SETTLED,
        BatchState.CLOSED,
    )
    left = selectors.undelivered_sums(file.batch)
    return page(
        request,
        "bureau/bank_file.html",
        title=f"银行文件 {file.number}",
        crumbs=batch_parts.crumbs(file.batch),
        status=status,
        batch=batch_parts.head(file.batch),
        file={
            "name": file.stored.name,
            "part": file.part_name,
            "layout": file.layout.name,
            "lines": file.line_count,
            "amount": file.total,
            "made_by": str(file.made_by),
            "made_at": file.made_at,
            "digest": file.stored.digest,
            "bytes": file.stored.byte_count,
            "download_url": address("bank_file_download", file.pk) if exchanges else "",
        },
        outcome=_outcome(found, asked),
        all_url=address("bank_file", file.pk) if asked else "",
        return_form=form if can_receive else None,
        return_url=address("return_upload", file.pk),
        reissue=(
            {
                "url": address("batch_step", file.batch_id, "reissue", part=file.part),
                "count": left.count,
                "amount": left.amount,
            }
            if can_receive and left.count
            else None
        ),
        returns=[
            batch_parts.return_row(one)
            for one in selectors.returns_of(file.batch)
            if one.bank_file_id == file.pk
        ],
        page_obj=shown,
    )


def _outcome(found: selectors.FileFigures, asked: str) -> list[dict[str, Any]]:
    rows = []
    for state in LineState:
        sums = found.of(state)
        if sums.count:
            rows.append(
                {
                    "label": LINE_LABELS[state],
                    "tone": LINE_TONES[state],
                    "count": sums.count,
                    "amount": sums.amount,
                    "url": address("bank_file", found.file.pk, state=state.value) + "#lines",
                    "current": asked == state,
                }
            )
    return rows


def _line_row(line: Any) -> dict[str, Any]:
    said = " ".join(part for part in (line.result_code, line.result_text) if part)
    return {
        "line_no": line.line_no,
        "name": line.account_name,
        "masked_account": mask_account(line.account_number),
        "bank_name": line.bank_name,
        "amount": line.amount,
        **line_state(line.state),
        "result": said,
        "url": address("person", line.payment.payee_id),
    }


def batch_undelivered(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Payments whose money is not there: what the bank said, what stands in the way now, and
    what to do about it."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    obstacles = bank.unsent_payments(batch)
    may_put = batch.state in BATCH_AT_BANK and actor(request).may("suspense.enter")
    shown = paged(
        request,
        selectors.undelivered_of(batch),
        lambda payment: _undelivered_row(payment, obstacles.get(payment.pk), may_put=may_put),
    )
    return page(
        request,
        "bureau/batch_undelivered.html",
        title="没有到账",
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        page_obj=shown,
        suspense_url=address("suspense", batch=str(batch.pk)),
        suspended=selectors.payment_sums(batch)[PaymentState.SUSPENSE.value],
        put_all_url=f"{address('suspense_step', 'put')}?batch={batch.pk}"
        if may_put and loose_payments(batch).exists()
        else "",
        reissue_url=(
            address("batch_step", batch.pk, "reissue")
            if "reissue" in steps.offered(batch, actor(request))
            else ""
        ),
    )


def _undelivered_row(
    payment: Any, obstacle: UnsentReason | None, *, may_put: bool
) -> dict[str, Any]:
    lines = list(payment.lines.all())
    last = lines[-1] if lines else None
    said = " ".join(part for part in (last.result_code, last.result_text) if part) if last else ""
    state = (
        payment_state(payment.state)
        if last is not None
        else {"state_label": "未送银行", "state_tone": "warn"}
    )
    return {
        "name": payment.payee.name,
        "masked_id": mask_id_number(payment.payee.id_number),
        "village": home(payment.payee.region),
        "scheme": payment.entitlement.scheme.short_name,
        "amount": payment.amount,
        **state,
        "put_url": f"{address('suspense_step', 'put')}?payment={payment.pk}" if may_put else "",
        "attempts": len(lines),
        "said": said,
        "obstacle": UNSENT_LABELS[obstacle] if obstacle else "",
        "cure": UNSENT_CURES[obstacle] if obstacle else "可以重新发放。",
        "url": address("person", payment.payee_id),
    }


def file_download(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """The stored bytes; every reading is on record."""
    user = actor(request)
    file = selectors.file_visible_to(user, file_id).file
    parts = bank.read_file(bank_file=file, by=user, at=timezone.now())
    response = StreamingHttpResponse(parts, content_type=file.stored.content_type)
    response.headers["Content-Length"] = str(file.stored.byte_count)
    disposition = content_disposition_header(True, file.stored.name)
    if disposition:
        response.headers["Content-Disposition"] = disposition
    return response


def _purpose(file_id: int) -> str:
    """A return waits for the file that it answers, and for no other."""
    return f"return-{file_id}"


def return_upload(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take the bank's answer in, without applying it, and go on to what it would do."""
    user = actor(request)
    found = selectors.file_visible_to(user, file_id)
    if request.method != "POST":
        return HttpResponseRedirect(address("bank_file", found.file.pk))
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_page(request, file_id, form, status=200)
    upload = form.cleaned_data["file"]
    content = upload.read()
    try:
        # Refused now rather than after it was sealed away.
        bank.preview_return(content=content, filename=upload.name, by=user, bank_file=found.file)
        token = waiting_uploads.keep(
            purpose=_purpose(found.file.pk),
            content=content,
            filename=upload.name,
            user_id=user.pk,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _file_page(request, file_id, form, status=200)
    return HttpResponseRedirect(address("return_preview", found.file.pk, token))


def return_preview(request: HttpRequest, file_id: int, token: str) -> HttpResponse:
    """What the upload would do (GET); apply it (POST)."""
    user = actor(request)
    file = selectors.file_visible_to(user, file_id).file
    if not user.may("bank.exchange"):
        raise PermissionDenied("回盘由经办岗位导入。")
    back = address("bank_file", file.pk)
    try:
        upload = waiting_uploads.find(purpose=_purpose(file.pk), token=token, user_id=user.pk)
        stored, content = upload.stored, upload.content
        if request.method == "POST":
            done = bank.receive(
                content=content,
                filename=stored.name,
                by=user,
                at=timezone.now(),
                bank_file=file,
            )
            waiting_uploads.discard(upload)
            messages.success(request, _said(done))
            return HttpResponseRedirect(back)
        effect = bank.preview_return(content=content, filename=stored.name, by=user, bank_file=file)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)
    return page(
        request,
        "bureau/return_preview.html",
        title="回盘预览",
        crumbs=(*batch_parts.crumbs(file.batch), crumb(file.number, "bank_file", file.pk)),
        batch=batch_parts.head(file.batch),
        file={"name": file.number, "url": back},
        upload={
            "file_name": stored.name,
            "lines": effect.line_count,
            "amount": effect.total,
            "digest": stored.digest,
        },
        repeat=effect.applied_at,
        warnings=list(effect.warnings),
        effects=[
            {
                "label": group.label,
                "tone": LINE_TONES[group.after],
                "count": group.count,
                "amount": group.amount,
                "note": THEN[group.after] if group.is_move else "以前已登记，没有变化。",
            }
            for group in effect.groups
        ],
        samples=[
            {
                "line_no": one.line_no,
                "name": one.name,
                "amount": one.amount,
                "after_label": LINE_LABELS[one.after],
                "after_tone": LINE_TONES[one.after],
                "result": " ".join(part for part in (one.code, one.message) if part),
            }
            for one in effect.troubles
        ],
        settles=effect.batch_state == BatchState.SETTLED and not effect.applied_at,
        confirm={
            "question": "按这份回盘入账？",
            "consequences": [
                f"{effect.line_count:,} 笔的结果一次写入；中途出错则一笔也不写。",
                "同一份文件再次导入不会有任何变化。",
            ],
            "confirm_label": "确认入账",
            "cancel_url": back,
            "action_url": "",
            "irreversible": True,
        }
        if not effect.applied_at
        else None,
    )


def _said(done: bank.Received) -> str:
    if done.already:
        return "这份回盘以前已经导入，本次没有任何变动。"
    return f"回盘已入账：{done.effect.line_count:,} 笔中 {done.effect.moved:,} 笔有了新结果。"
