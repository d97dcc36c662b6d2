"""Files out in parts: one per town or per bank, today some and tomorrow the others.

Each file has line numbers, bytes, digest, count and sum of its own and comes back by its own
return. As with a whole batch: lock the batch, make the lines, store the bytes; all of it or
nothing. Who asks again for a part that has a file gets that file.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from support_services.subsidies.models import BankFile, Batch, FileLine
from support_services.subsidies.services.bank import parts as batch_parts
from support_services.subsidies.services.bank import sending
from support_services.subsidies.services.bank.parts import Part, parts_of, split_of_batch
from support_services.subsidies.services.steps import check, locked, move
from support_services.subsidies.states import (
    SPLIT_LABELS,
    SPLIT_NOUNS,
    BatchState,
    LineState,
    Split,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation.errors import Refused


def export_parts(
    *,
    batch_id: int,
    layout: str,
    split: str,
    part_codes: Sequence[str] | None = None,
    by: User,
    at: datetime,
) -> list[BankFile]:
    """The first files of the parts with these codes; of every part where none is named.

    A part that has its file gives that file and makes no other. Refuses a batch that is not
    approved, one that goes out whole or split otherwise, an unknown part, a named one of which
    nothing can be sent, and another layout for a part that has a file.
    """
    roles.require(by, "bank.exchange")
    with transaction.atomic():
        batch = locked(batch_id)
        way, chosen = _way(batch, split), sending.layout_of(layout)
        check(batch, "export_part", by=by)
        parts = _named(parts_of(batch, way), way, part_codes)
        made: list[BankFile] = []
        sequence = BankFile.objects.filter(batch=batch).count()
        is_new = False
        for part in parts:
            if part.file is not None:
                if part_codes is not None and part.file.layout_id != chosen.pk:
                    raise Refused(
                        f"{part.name}已按“{part.file.layout.name}”导出（{part.file.number}），"
                        "不能换格式再导出一份，以免同一笔钱出现在两个文件里。"
                    )
                made.append(part.file)
                continue
            file = sending.make_file(
                batch,
                chosen,
                sequence=sequence + 1,
                split=way.value,
                part=part.code,
                part_name=part.name,
                only=_only(way, fresh_only=True),
                by=by,
                at=at,
            )
            if file is None:
                if part_codes is not None:
                    raise Refused(_nothing_in(part, way))
                continue
            sequence, is_new = sequence + 1, True
            made.append(file)
            sending.record("subsidies.export", file, by, at)
        if not made:
            raise Refused(sending.nothing_to_send(batch))
        if is_new:
            move(batch, "export_part", by=by)
            batch.closed_at = None
        elif batch.state == BatchState.EXPORTED:
            settle_if_answered(batch)
        batch.save(update_fields=["state", "closed_at"])
    return made


def reissue_parts(
    *,
    batch_id: int,
    by: User,
    at: datetime,
    layout: str | None = None,
    part_codes: Sequence[str] | None = None,
) -> list[BankFile]:
    """Further files, one per part: what failed or came back, and what could not be sent in the
    part's first file. Of every part, or of those named; of a batch that went out whole, one file.

    In the layout of the part's last file unless another is named. Refuses when nothing can go out.
    """
    roles.require(by, "bank.exchange")
    with transaction.atomic():
        batch = locked(batch_id)
        way = split_of_batch(batch)
        if way is None:
            if part_codes:
                raise Refused(f"批次 {batch.number} 没有分开导出，请不要指定部分。")
            return [sending.reissue(batch_id=batch_id, layout=layout, by=by, at=at)]
        check(batch, "reissue", by=by)
        made: list[BankFile] = []
        sequence = BankFile.objects.filter(batch=batch).count()
        for part in _named(parts_of(batch, way), way, part_codes):
            if not part.to_reissue:
                continue
            file = sending.make_file(
                batch,
                sending.layout_of(layout) if layout else _last_of(batch, part).layout,
                sequence=sequence + 1,
                is_reissue=True,
                split=way.value,
                part=part.code,
                part_name=part.name,
                # Before its first file, what was never sent is for that one.
                only=_only(way, tried_only=part.file is None),
                by=by,
                at=at,
            )
            if file is not None:
                sequence += 1
                made.append(file)
                sending.record("subsidies.reissue", file, by, at)
        if not made:
            raise Refused(sending.nothing_to_send(batch))
        move(batch, "reissue", by=by)
        batch.closed_at = None
        batch.save(update_fields=["state", "closed_at"])
    return made


def settle_if_answered(batch: Batch) -> None:
    """Move an EXPORTED batch on (not saved) when no line waits for the bank and no part for its
    first file. Payments that failed or cannot be sent wait for an account, not for the bank."""
    waiting = FileLine.objects.filter(
        bank_file__batch=batch, state__in=[LineState.SENT, LineState.UNKNOWN]
    )
    if not waiting.exists() and not batch_parts.has_unexported(batch):
        move(batch, "settle", by=None)


def _way(batch: Batch, split: str) -> Split:
    """The way to split; refuses another one than the batch's files have."""
    if split not in list(Split):
        raise Refused("请选择按镇街（town）还是按开户行（bank）分开导出。")
    way = Split(split)
    first = BankFile.objects.filter(batch=batch).order_by("sequence").first()
    if first is not None and first.split != way:
        before = f"{SPLIT_LABELS[Split(first.split)]}分开" if first.split else "整批"
        raise Refused(
            f"批次 {batch.number} 已{before}导出（{first.number}），不能再{SPLIT_LABELS[way]}导出。"
            "没有到账的，请用“重新发放”。"
        )
    return way


def _named(parts: list[Part], way: Split, codes: Sequence[str] | None) -> list[Part]:
    """The parts with these codes or names; those with a code at all where none is asked for."""
    if codes is None:
        return [part for part in parts if part.code]
    found = []
    for code in dict.fromkeys(codes):
        part = next((p for p in parts if p.code and code in (p.code, p.name)), None)
        if part is None:
            known = "、".join(
                p.name if way == Split.BANK else f"{p.code} {p.name}" for p in parts if p.code
            )
            raise Refused(f"本批没有“{code}”这个{SPLIT_NOUNS[way]}。可选：{known or '没有'}。")
        found.append(part)
    if not found:
        raise Refused(f"请至少选择一个{SPLIT_NOUNS[way]}。")
    return found


def _only(way: Split, *, fresh_only: bool = False, tried_only: bool = False) -> dict[str, str]:
    where = f"AND {batch_parts.CODE[way]} = %(part)s"
    if fresh_only:
        where += f" AND NOT {batch_parts.TRIED}"
    if tried_only:
        where += f" AND {batch_parts.TRIED}"
    return {"join": batch_parts.JOIN, "where": where}


def _last_of(batch: Batch, part: Part) -> BankFile:
    files = BankFile.objects.filter(batch=batch).select_related("layout").order_by("-sequence")
    last = files.filter(part=part.code).first() or files.first()
    assert last is not None
    return last


def _nothing_in(part: Part, way: Split) -> str:
    why = (
        f"有 {part.blocked_count} 笔不能送出，请看“没有到账”里的原因"
        if part.blocked_count
        else ("这部分的付款都已送出或已到账")
    )
    return f"{SPLIT_NOUNS[way]}“{part.name}”没有可以导出的付款：{why}。"
