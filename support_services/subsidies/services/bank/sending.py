"""Files out: the first file of a batch, and the files after it for what came back.

The order is: lock the batch, make the lines, write and store the bytes from those lines, then the
file's own row, the batch's state, the audit entry; all of it or nothing. Who asks again for a file
that exists gets the bytes that were stored.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from support_services.subsidies import bank_layouts
from support_services.subsidies.bank_layouts.writing import file_name
from support_services.subsidies.models import BankFile, BankLayout, Batch, FileLine
from support_services.subsidies.services.bank import lines
from support_services.subsidies.services.steps import check, locked, move
from support_services.subsidies.states import (
    SPLIT_LABELS,
    UNSENT_CURES,
    UNSENT_LABELS,
    LineState,
    Split,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_name
from veterans.foundation.months import month_cn
from veterans.foundation.sealed_files import SealedFile
from veterans.regions.selectors import county

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "delimited": "text/plain; charset=GB18030",
    "fixed": "text/plain; charset=GB18030",
}
_NUMBER = re.compile(r"[0-9]{6}-([0-9]{1,18})-([0-9]{2,5})\Z")


def export(*, batch_id: int, layout: str, by: User, at: datetime) -> BankFile:
    """The batch's first bank file, in the layout with that code.

    Asked again, it gives the file that exists; refuses another layout then, since the same money
    would lie about in two files. Refuses a batch that is not approved, and one of which nothing
    can be sent. Payments whose payee has no verified account stay outstanding: see
    ``unsent_payments``.
    """
    roles.require(by, "bank.exchange")
    with transaction.atomic():
        batch = locked(batch_id)
        chosen = layout_of(layout)
        first = BankFile.objects.filter(batch=batch, sequence=1).select_related("layout").first()
        if first is not None:
            if first.split:
                raise Refused(
                    f"批次 {batch.number} 已{SPLIT_LABELS[Split(first.split)]}分开导出，"
                    "不能再整批导出。其余部分请用“分开导出”。"
                )
            if first.layout_id != chosen.pk:
                raise Refused(
                    f"批次 {batch.number} 已按“{first.layout.name}”导出（{first.number}），"
                    "不能换格式再导出一份，以免同一笔钱出现在两个文件里。"
                    "请下载已有文件；确需换格式的，待银行回盘失败后用“重新发放”。"
                )
            return first
        move(batch, "export", by=by)
        bank_file = _make(batch, chosen, sequence=1, by=by, at=at)
        batch.save(update_fields=["state"])
        record("subsidies.export", bank_file, by, at)
    return bank_file


def reissue(*, batch_id: int, by: User, at: datetime, layout: str | None = None) -> BankFile:
    """A further file: what failed or came back, and what could not be sent before.

    In the layout of the file before unless another is named. Only payments without an attempt
    under way: the database refuses a second one. An account that the bank refused must have been
    verified again or replaced. Refuses when nothing can be sent, with the reasons counted.
    """
    roles.require(by, "bank.exchange")
    with transaction.atomic():
        batch = locked(batch_id)
        check(batch, "reissue", by=by)
        last = _last_file(batch)
        if last.split:
            raise Refused(
                f"批次 {batch.number} 是{SPLIT_LABELS[Split(last.split)]}分开导出的，"
                "请同样分开重新发放。"
            )
        chosen = layout_of(layout) if layout else last.layout
        bank_file = _make(batch, chosen, sequence=last.sequence + 1, is_reissue=True, by=by, at=at)
        move(batch, "reissue", by=by)
        batch.closed_at = None
        batch.save(update_fields=["state", "closed_at"])
        record("subsidies.reissue", bank_file, by, at)
    return bank_file


def _last_file(batch: Batch) -> BankFile:
    last = BankFile.objects.filter(batch=batch).select_related("layout").last()
    if last is None:
        raise Refused(f"批次 {batch.number} 还没有导出过银行文件，没有可以重新发放的。")
    return last


def read_file(*, bank_file: BankFile, by: User, at: datetime) -> Iterator[bytes]:
    """The stored bytes, for whoever hands files to the bank. Every reading is on record."""
    roles.require(by, "bank.exchange")
    with transaction.atomic():
        record("subsidies.file_read", bank_file, by, at)
    return bank_file.stored.read()


def find_file(number: str) -> BankFile:
    """The bank file with that 文件编号; refuses one that this portal has not made."""
    match = _NUMBER.match(number)
    if match:
        found = (
            BankFile.objects.select_related("batch", "layout", "stored")
            .filter(batch_id=int(match[1]), sequence=int(match[2]))
            .first()
        )
        if found is not None and found.number == number:
            return found
    raise NotFound(f"没有编号为“{number[:40]}”的银行文件，请核对是否为本系统导出的文件。")


def layout_of(code: str) -> BankLayout:
    """The layout with that code; refuses an unknown one, naming those there are."""
    found = BankLayout.objects.filter(code=code).first()
    if found is None:
        known = "、".join(BankLayout.objects.order_by("code").values_list("code", flat=True))
        raise Refused(f"没有“{code}”这种银行文件格式。可选：{known}。")
    return found


def make_file(
    batch: Batch,
    layout: BankLayout,
    *,
    sequence: int,
    by: User,
    at: datetime,
    is_reissue: bool = False,
    split: str = "",
    part: str = "",
    part_name: str = "",
    only: Mapping[str, str] | None = None,
) -> BankFile | None:
    """Lines, bytes and row of one file of a batch that the caller has locked; None without a line.

    ``only`` narrows the lines to a part, as ``lines.make_lines`` takes it.
    """
    form = bank_layouts.read_layout(layout.definition)
    file_id = lines.new_file_id()
    count, total = lines.make_lines(batch=batch, file_id=file_id, at=at, part=part, **(only or {}))
    if not count:
        return None
    bank_file = BankFile(
        pk=file_id,
        batch=batch,
        sequence=sequence,
        split=split,
        part=part,
        part_name=part_name,
        is_reissue=is_reissue,
        layout=layout,
        line_count=count,
        total=total,
        made_by=by,
        made_at=at,
    )
    bank_file.stored = _stored(bank_file, form, at)
    bank_file.save(force_insert=True)
    # Now, not at commit: the audit entry that follows makes all others wait until then.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return bank_file


def _make(
    batch: Batch,
    layout: BankLayout,
    *,
    sequence: int,
    by: User,
    at: datetime,
    is_reissue: bool = False,
) -> BankFile:
    made = make_file(batch, layout, sequence=sequence, is_reissue=is_reissue, by=by, at=at)
    if made is None:
        raise Refused(nothing_to_send(batch))
    return made


def _stored(bank_file: BankFile, form: bank_layouts.Layout, at: datetime) -> SealedFile:
    frame = _frame(bank_file, at)
    rows = lines.read_lines(bank_file.pk, fields=form.file.line_fields)
    try:
        return sealed_files.store(
            name=file_name(form.file_name, frame),
            content_type=CONTENT_TYPES[form.file.kind],
            parts=bank_layouts.write(form.file, frame=frame, rows=rows),
            at=at,
        )
    except bank_layouts.UnwritableRow as error:
        raise Refused(_unwritable(bank_file, error)) from error


def _frame(bank_file: BankFile, at: datetime) -> dict[str, Any]:
    batch = bank_file.batch
    place = county()
    schemes = batch.batch_schemes.order_by("scheme__position", "scheme_id")
    return {
        "unit": f"{place.name if place else ''}退役军人事务局",
        "batch": batch.number,
        "file_no": bank_file.number,
        "sequence": bank_file.sequence,
        "month": f"{batch.through:%Y%m}",
        "month_cn": month_cn(batch.through),
        "date": f"{timezone.localtime(at):%Y%m%d}",
        "schemes": "、".join(schemes.values_list("scheme__short_name", flat=True)),
        "count": bank_file.line_count,
        "total": Decimal(bank_file.total),
    }


def _unwritable(bank_file: BankFile, error: bank_layouts.UnwritableRow) -> str:
    if error.line_no is None:
        return f"无法按此格式写出：{error.what}。"
    line = FileLine.objects.select_related("payment__payee", "payment__region").get(
        bank_file_id=bank_file.pk, line_no=error.line_no
    )
    who = f"{line.payment.region.name} {mask_name(line.payment.payee.name)}"
    return f"无法写出{who}的一笔：{error.what}。请重新登记该账户，核验后再导出；文件尚未生成。"


def nothing_to_send(batch: Batch) -> str:
    """Why there is nothing to put into a file, counted by reason, in a sentence."""
    reasons = [
        f"{UNSENT_LABELS[u.reason]} {u.count} 笔（{UNSENT_CURES[u.reason].rstrip('。')}）"
        for u in lines.unsent_summary(batch)
    ]
    attempts = FileLine.objects.filter(bank_file__batch=batch)
    for state, words in (
        (LineState.SENT, "已送盘、待回盘"),
        (LineState.UNKNOWN, "结果不明、须先向银行查询，不可重发"),
        (LineState.PAID, "已成功"),
    ):
        if number := attempts.filter(state=state).count():
            reasons.append(f"{words} {number} 笔")
    why = "；".join(reasons) if reasons else "本批没有付款"
    return f"批次 {batch.number} 没有可以送银行的付款：{why}。"


def record(action: str, bank_file: BankFile, by: User, at: datetime) -> None:
    """A file in the log: number, layout, count, sum, digest; nothing of who is in it."""
    audit.record(
        actor=by,
        action=action,
        subject="batch",
        subject_id=bank_file.batch_id,
        detail={
            "file": bank_file.number,
            "layout": bank_file.layout.code,
            "lines": bank_file.line_count,
            "total": bank_file.total,
            "digest": bank_file.stored.digest,
        },
        at=at,
    )
