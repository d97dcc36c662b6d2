"""What the pages of a batch are made of, in the shape their templates take."""

from decimal import Decimal
from typing import Any

from support_services.subsidies import selectors
from support_services.subsidies.admin.showing import (
    CHANGE_TONES,
    PAYMENT_TONES,
    batch_state,
    exception_reason,
    person_cells,
)
from support_services.subsidies.states import (
    EXCEPTION_CURES,
    EXCEPTION_LABELS,
    LINE_LABELS,
    PAYMENT_LABELS,
    BatchState,
    ExceptionReason,
    LineState,
    PaymentState,
)
from veterans.accounts.bureau_pages import Crumb, address, crumb
from veterans.accounts.selectors import names_of
from veterans.foundation.audit_words import action_word

__all__ = [
    "EXCEPTION_LABELS",
    "change_row",
    "changes",
    "crumbs",
    "exception_row",
    "file_row",
    "head",
    "history",
    "list_row",
    "payments",
    "return_row",
    "road",
]

# States in which there is something on the list that can be printed.
HAS_LINES = frozenset(BatchState) - {BatchState.DRAFT, BatchState.CALCULATING, BatchState.VOIDED}

# The tone of a step in the timeline; everything else is plain.
RECORDED_TONES = {
    "subsidies.calculated": "ok",
    "subsidies.review": "ok",
    "subsidies.sign": "info",
    "subsidies.unsign": "warn",
    "subsidies.approve": "ok",
    "subsidies.close": "ok",
    "subsidies.send_back": "bad",
    "subsidies.void": "bad",
    "subsidies.export": "info",
    "subsidies.reissue": "info",
    "subsidies.receive": "info",
}


def crumbs(batch: Any) -> tuple[Crumb, ...]:
    """The way to a page below a batch."""
    return crumb("发放批次", "batches"), crumb(batch.number, "batch", batch.pk)


def head(batch: Any) -> dict[str, Any]:
    """The batch as every one of its pages shows it."""
    return {
        "number": batch.number,
        "url": address("batch", batch.pk),
        "through": batch.through,
        "schemes": [scheme.short_name for scheme in selectors.schemes_of(batch)],
        **batch_state(batch.state),
        "persons": batch.person_count,
        "lines": batch.line_count,
        "amount": batch.posted_total,
        "exceptions": batch.exception_count,
        "note": batch.note,
        "lines_url": address("batch_lines", batch.pk),
        "exceptions_url": address("batch_exceptions", batch.pk),
        "roster_url": address("batch_roster", batch.pk) if batch.state in HAS_LINES else "",
    }


def list_row(batch: Any) -> dict[str, Any]:
    """A line of the list of batches."""
    names = [scheme.short_name for scheme in selectors.schemes_of(batch)]
    text = "、".join(names) if len(names) <= 3 else f"{'、'.join(names[:2])}等 {len(names)} 项"
    return {
        "number": batch.number,
        "url": address("batch", batch.pk),
        "through": batch.through,
        "schemes": text if batch.kind == "monthly" else batch.get_kind_display(),
        "persons": batch.person_count,
        "amount": batch.posted_total,
        "exceptions": batch.exception_count,
        "prepared_by": str(batch.prepared_by or "—"),
        **batch_state(batch.state),
    }


def road(batch: Any, files: list[Any], returns: list[Any]) -> list[dict[str, Any]]:
    """Where the batch stands on its way, who brought it there, and when."""
    order = [
        ("建批", batch.prepared_by, batch.opened_at),
        ("核算", batch.prepared_by, batch.calculated_at),
        ("复核", batch.reviewed_by, batch.reviewed_at),
        (_approval_label(batch), batch.approved_by, batch.approved_at),
        ("导出", files[0].file.made_by, files[0].file.made_at) if files else ("导出", None, None),
        ("回盘", returns[0].received_by, returns[0].received_at)
        if returns
        else ("回盘", None, None),
        ("办结", None, batch.closed_at),
    ]
    at = {
        BatchState.DRAFT: 1,
        BatchState.CALCULATING: 1,
        BatchState.CALCULATED: 2,
        BatchState.REVIEWED: 3,
        BatchState.APPROVED: 4,
        BatchState.EXPORTED: 5,
        BatchState.SETTLED: 6,
        BatchState.CLOSED: 7,
        BatchState.VOIDED: 0,
    }[BatchState(batch.state)]
    found = []
    for place, (label, by, when) in enumerate(order):
        if batch.state == BatchState.VOIDED:
            status = "done" if when else "todo"
        else:
            status = "done" if place < at else "current" if place == at else "todo"
        known = status == "done" or (label == "回盘" and bool(returns))
        found.append(
            {
                "label": label,
                "status": status,
                "by": str(by) if by and known else "",
                "at": when if known else None,
            }
        )
    return found


def _approval_label(batch: Any) -> str:
    if batch.signatures_needed == 2 and batch.state == BatchState.REVIEWED:
        return f"审批（已签 {batch.signed}/2）"
    return "审批"


def changes(batch: Any) -> dict[str, Any] | None:
    """From the amount of the batch before, step by step, to this one's; None for a first batch."""
    earlier = selectors.before(batch)
    if earlier is None or batch.state in (BatchState.DRAFT, BatchState.CALCULATING):
        return None
    totals = selectors.totals_by_scheme(batch)
    after = sum((row["amount"] for row in totals), Decimal(0))
    rows = [
        {
            "kind": row["kind_label"],
            "tone": CHANGE_TONES[row["kind"]],
            "reason": row["reason"],
            "count": row["persons"],
            "amount": row["difference"],
            "url": address("batch_changes", batch.pk, kind=row["kind"], reason=row["reason"]),
        }
        for row in selectors.changes_by_reason(batch)
    ]
    # Fen that come from spreading a yearly standard are no change of anybody's; they are summed.
    spread = after - earlier.amount - sum((row["amount"] for row in rows), Decimal(0))
    if spread:
        rows.append(
            {
                "kind": "尾差",
                "tone": "idle",
                "reason": "年标准分月的分位尾差",
                "count": None,
                "amount": spread,
                "url": "",
            }
        )
    return {
        "previous": [
            {"number": one.number, "url": address("batch", one.pk)} for one in earlier.batches
        ],
        "before": earlier.amount,
        "after": after,
        "persons_before": earlier.persons,
        "persons_after": sum(row["persons"] for row in totals),
        "rows": rows,
    }


def change_row(row: Any) -> dict[str, Any]:
    """Somebody whose money differs from the batch before."""
    return {
        **person_cells(row.entitlement),
        "kind": row.get_kind_display(),
        "tone": CHANGE_TONES[row.kind],
        "before": row.before,
        "after": row.after,
        "difference": row.after - row.before,
        "reason": row.reason,
    }


def exception_row(row: Any) -> dict[str, Any]:
    """Somebody who is not paid, and what to do about it."""
    return {
        **person_cells(row.entitlement),
        **exception_reason(row.reason),
        "from_month": row.from_month,
        "amount": row.amount,
        "cure": EXCEPTION_CURES[ExceptionReason(row.reason)],
        "claim_url": address("recovery", row.claim_id)
        if row.reason == ExceptionReason.OVERPAID and row.claim_id
        else "",
        "publicity_url": address("publicity_due")
        if row.reason == ExceptionReason.NOT_PUBLISHED
        else "",
    }


def payments(batch: Any) -> list[dict[str, Any]]:
    """Payments by state; nothing before the approval made them."""
    sums = selectors.payment_sums(batch)
    return [
        {
            "label": PAYMENT_LABELS[state],
            "tone": PAYMENT_TONES[state],
            "count": sums[state.value][0],
            "amount": sums[state.value][1],
        }
        for state in PaymentState
        if sums[state.value][0]
    ]


def file_row(found: selectors.FileFigures) -> dict[str, Any]:
    """A bank file and how its lines stand."""
    file = found.file
    return {
        "name": file.number,
        "url": address("bank_file", file.pk),
        "part": file.part_name,
        "is_reissue": file.is_reissue,
        "layout": file.layout.name,
        "lines": file.line_count,
        "amount": file.total,
        "made_by": str(file.made_by),
        "made_at": file.made_at,
        "digest": file.stored.digest,
        "paid": found.of(LineState.PAID),
        "failed": found.of(*selectors.FAILED),
        "open": found.of(*selectors.OPEN),
    }


def return_row(found: Any) -> dict[str, Any]:
    """A return that came in, and what it said."""
    said = [
        f"{LINE_LABELS[state]} {found.counts[state.value]['count']:,} 笔"
        for state in LineState
        if state.value in found.counts
    ]
    return {
        "file_name": found.bank_file.number,
        "received_by": str(found.received_by),
        "received_at": found.received_at,
        "digest": found.digest,
        "summary": "，".join(said),
    }


def history(entries: list[Any]) -> list[dict[str, Any]]:
    """What was done, by whom, when, for the timeline; in the order given."""
    names = names_of(entry.actor_id for entry in entries)
    return [
        {
            "at": entry.at,
            "what": action_word(entry.action),
            "who": names.get(entry.actor_id, entry.actor_name),
            "tone": RECORDED_TONES.get(entry.action, "idle"),
            "note": _noted(entry.action, entry.detail),
        }
        for entry in entries
    ]


def _noted(action: str, detail: dict[str, Any]) -> str:
    if action == "subsidies.calculated":
        return f"入账 {detail.get('lines', 0):,} 行，名单外 {detail.get('exceptions', 0):,} 人"
    if action in ("subsidies.sign", "subsidies.unsign"):
        return f"已签 {detail.get('signed', 0)}/{detail.get('needed', 1)}"
    if action in ("subsidies.export", "subsidies.reissue", "subsidies.file_read"):
        return f"文件 {detail.get('file', '')}，{detail.get('lines', 0):,} 笔"
    if action == "subsidies.roster":
        return str(detail.get("area") or "全部镇街")
    return ""
