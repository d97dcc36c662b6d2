"""Returns in: what a return file would do, and doing it, whole or not at all.

A return is known by the SHA-256 of its bytes: the same file again changes nothing and says when
it was applied. It may answer some lines only, and may come late: a line that succeeded can still
be returned, also after the batch was closed; the batch then waits for somebody to close it again.
What the bank does not know stays unknown and is never sent again.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import PurePath

from django.db import connection, transaction

from support_services.subsidies import bank_layouts
from support_services.subsidies.bank_layouts.reading import MAX_BYTES
from support_services.subsidies.models import BankFile, BankLayout, Batch, ReturnFile
from support_services.subsidies.services.bank.effects import (
    ReturnEffect,
    examine,
    refused_accounts,
)
from support_services.subsidies.services.bank.sending import CONTENT_TYPES, find_file
from support_services.subsidies.services.bank.splitting import settle_if_answered
from support_services.subsidies.services.steps import check, locked, move
from support_services.subsidies.states import (
    PAYMENT_OF_LINE,
    BatchState,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.errors import Refused
from veterans.registry.services import reject_accounts


@dataclass(frozen=True)
class Received:
    """A return that is in. ``already`` says that it was in before and nothing changed now."""

    return_file: ReturnFile
    effect: ReturnEffect
    already: bool


def preview_return(
    *, content: bytes, filename: str, by: User, bank_file: BankFile | None = None
) -> ReturnEffect:
    """What ``receive`` would do with these bytes; writes nothing. Refuses what it would refuse."""
    roles.require(by, "bank.exchange")
    _check_size(content, filename)
    earlier = _earlier(_digest(content))
    if earlier is not None:
        return _effect_of(earlier)
    with transaction.atomic():
        found, layout = _file_of(content, bank_file)
        check(found.batch, "receive", by=by)
        effect = examine(found, layout, content)
        transaction.set_rollback(True)
    return effect


def file_answered(content: bytes) -> BankFile:
    """The bank file that these bytes answer; refuses what cannot be read."""
    return _file_of(content, None)[0]


def receive(
    *,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
    bank_file: BankFile | None = None,
) -> Received:
    """Apply a return: lines, payments, refused accounts and the batch, in one transaction.

    The file it answers is found by the number it carries; ``bank_file``, when given, must be that
    file. Refuses, whole: what cannot be read, a foreign file number, a line, amount or account
    that is not the file's, and an answer that contradicts an earlier one. The same bytes again
    are a success that changes nothing.
    """
    roles.require(by, "bank.exchange")
    _check_size(content, filename)
    digest = _digest(content)
    earlier = _earlier(digest)
    if earlier is not None:
        return Received(earlier, _effect_of(earlier), already=True)
    with transaction.atomic():
        found, layout = _file_of(content, bank_file)
        batch = locked(found.batch_id)
        # Whoever uploaded the same file at the same time was first.
        earlier = _earlier(digest)
        if earlier is not None:
            return Received(earlier, _effect_of(earlier), already=True)
        check(batch, "receive", by=by)
        found.batch = batch
        effect = examine(found, layout, content)
        stored = sealed_files.store(
            name=_safe_name(filename),
            content_type=CONTENT_TYPES[layout.answer.kind],
            parts=[content],
            at=at,
        )
        return_file = ReturnFile.objects.create(
            bank_file=found,
            digest=digest,
            stored=stored,
            counts=effect.counts(),
            received_by=by,
            received_at=at,
        )
        _apply(return_file)
        if effect.moved:
            _settle(batch, by)
        effect = replace(effect, batch_state=BatchState(batch.state))
        with connection.cursor() as cursor:
            # Now, not at commit: the audit entries that follow make all others wait until then.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        rejected = refused_accounts(layout)
        if rejected:
            reject_accounts(account_ids=rejected, by=by, at=at)
        audit.record(
            actor=by,
            action="subsidies.receive",
            subject="batch",
            subject_id=batch.pk,
            detail={
                "file": found.number,
                "digest": digest,
                "results": effect.counts(),
                "moved": effect.moved,
                "accounts_rejected": len(rejected),
                "state": batch.state,
            },
            at=at,
        )
    return Received(return_file, effect, already=False)


def _check_size(content: bytes, filename: str) -> None:
    if not content:
        raise Refused(f"文件“{_safe_name(filename)}”是空的，请重新取得回盘文件。")
    if len(content) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES >> 20} MB，请银行拆分后再导入。")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _safe_name(filename: str) -> str:
    """The last part of a name somebody else chose, printable, as long as the column takes."""
    name = PurePath(filename.replace("\\", "/")).name
    return "".join(c for c in name if c.isprintable())[-120:] or "回盘文件"


def _earlier(digest: str) -> ReturnFile | None:
    return (
        ReturnFile.objects.select_related("bank_file__batch", "bank_file__layout")
        .filter(digest=digest)
        .first()
    )


def _file_of(content: bytes, expected: BankFile | None) -> tuple[BankFile, bank_layouts.Layout]:
    """The bank file that the return answers, and its layout; by the number in the content.

    The layout is tried that the file was made in; without an expected file every layout that a
    file was ever made in.
    """
    if expected is not None:
        layout = bank_layouts.read_layout(expected.layout.definition)
        number = bank_layouts.peek_file_number(layout, content)
        if number != expected.number:
            raise Refused(
                f"这是 {number[:40]} 的回盘，不是 {expected.number} 的。请在对应的批次里导入。"
            )
        return expected, layout
    reasons = []
    for row in BankLayout.objects.filter(bankfile__isnull=False).distinct().order_by("code"):
        layout = bank_layouts.read_layout(row.definition)
        try:
            number = bank_layouts.peek_file_number(layout, content)
        except bank_layouts.AnswerRefused as error:
            reasons.append(f"按“{row.name}”读取：{error}")
            continue
        found = find_file(number)
        if found.layout_id == row.pk:
            return found, layout
        reasons.append(f"{number} 是按“{found.layout.name}”导出的，回盘却是“{row.name}”")
    if not reasons:
        raise Refused("还没有导出过银行文件，没有可以对应的回盘。")
    raise Refused(f"无法识别这个回盘文件。{'；'.join(reasons)}")


def _effect_of(earlier: ReturnFile) -> ReturnEffect:
    """What is on record of a return that is in already."""
    counts = earlier.counts.values()
    return ReturnEffect(
        bank_file=earlier.bank_file,
        line_count=sum(int(found["count"]) for found in counts),
        total=sum((Decimal(found["amount"]) for found in counts), Decimal("0.00")),
        warnings=("这个文件以前已经导入，本次没有任何变动。",),
        batch_state=BatchState(earlier.bank_file.batch.state),
        applied_at=earlier.received_at,
    )


def _apply(return_file: ReturnFile) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subsidies_fileline l SET state = m.after, result_code = m.code, "
            "result_text = m.message, answered_by_id = %s "
            "FROM bank_match m WHERE m.moves AND l.id = m.line_id",
            [return_file.pk],
        )
        cursor.execute(
            "UPDATE subsidies_payment p SET state = w.payment "
            "FROM bank_match m JOIN unnest(%s::text[], %s::text[]) AS w (line, payment) "
            "ON w.line = m.after "
            "WHERE m.moves AND p.id = m.payment_id AND p.state <> w.payment",
            [
                [line.value for line in PAYMENT_OF_LINE],
                [payment.value for payment in PAYMENT_OF_LINE.values()],
            ],
        )


def _settle(batch: Batch, by: User) -> None:
    """Where a batch stands after a return that changed something.

    EXPORTED while a line waits for the bank, or a part for its first file. Otherwise SETTLED, also
    with payments that failed or could not be sent: they wait for an account, not for the bank. A
    closed batch is open again.
    """
    move(batch, "receive", by=by)
    settle_if_answered(batch)
    batch.closed_at = None
    batch.save(update_fields=["state", "closed_at"])
