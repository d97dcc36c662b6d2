"""What a return does, told before it is done: the same words for a preview and for the record."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import connection

from support_services.subsidies import bank_layouts
from support_services.subsidies.models import BankFile, Batch
from support_services.subsidies.services.bank.matching import match
from support_services.subsidies.states import LINE_LABELS, BatchState, LineState
from veterans.foundation.masking import mask_name

LISTED = 50


@dataclass(frozen=True)
class Group:
    """Answers of one kind: the state the line was in, the state it takes, how many, yuan."""

    before: LineState
    after: LineState
    count: int
    amount: Decimal

    @property
    def is_move(self) -> bool:
        return self.before != self.after

    @property
    def label(self) -> str:
        if self.is_move:
            return f"{LINE_LABELS[self.before]} → {LINE_LABELS[self.after]}"
        return f"{LINE_LABELS[self.after]}（已登记，不变）"


@dataclass(frozen=True)
class Trouble:
    """A line whose money did not arrive. The name is masked."""

    line_no: int
    name: str
    amount: Decimal
    after: LineState
    code: str
    message: str


@dataclass(frozen=True)
class ReturnEffect:
    """What a return does to its file. ``applied_at`` is set when it was applied before."""

    bank_file: BankFile
    line_count: int
    total: Decimal
    groups: tuple[Group, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    rejected_accounts: int = 0
    unanswered: int = 0
    warnings: tuple[str, ...] = ()
    batch_state: BatchState = BatchState.EXPORTED
    applied_at: datetime | None = None

    @property
    def moved(self) -> int:
        return sum(group.count for group in self.groups if group.is_move)

    def counts(self) -> dict[str, dict[str, str | int]]:
        """By outcome, for the record: how many answers, and yuan."""
        found: dict[str, dict[str, str | int]] = {}
        for state in LineState:
            groups = [group for group in self.groups if group.after == state]
            if groups:
                found[state.value] = {
                    "count": sum(group.count for group in groups),
                    "amount": str(sum((group.amount for group in groups), Decimal("0.00"))),
                }
        return found


def examine(bank_file: BankFile, layout: bank_layouts.Layout, content: bytes) -> ReturnEffect:
    """Read and match everything, before anything is written; leaves ``bank_match`` behind."""
    match(bank_file, bank_layouts.read_answers(layout, content, file_no=bank_file.number))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT before, after, count(*), sum(amount) FROM bank_match GROUP BY 1, 2 "
            "ORDER BY 1, 2"
        )
        groups = tuple(Group(LineState(b), LineState(a), n, s) for b, a, n, s in cursor.fetchall())
        cursor.execute(
            "SELECT m.line_no, l.account_name, m.amount, m.after, m.code, m.message "
            "FROM bank_match m JOIN subsidies_fileline l ON l.id = m.line_id "
            "WHERE m.moves AND m.after IN ('failed', 'returned', 'unknown') "
            "ORDER BY m.line_no LIMIT %s",
            [LISTED],
        )
        troubles = tuple(
            Trouble(n, mask_name(name), amount, LineState(after), code, message)
            for n, name, amount, after, code, message in cursor.fetchall()
        )
        cursor.execute(
            "SELECT (SELECT count(*) FROM subsidies_fileline l "
            "        WHERE l.bank_file_id = %s AND l.state = 'sent') "
            "     - (SELECT count(*) FROM bank_match WHERE before = 'sent')",
            [bank_file.pk],
        )
        unanswered = cursor.fetchone()[0]
    effect = ReturnEffect(
        bank_file=bank_file,
        line_count=sum(group.count for group in groups),
        total=sum((group.amount for group in groups), Decimal("0.00")),
        groups=groups,
        troubles=troubles,
        rejected_accounts=len(refused_accounts(layout)),
        unanswered=unanswered,
        batch_state=_state_after(bank_file.batch),
    )
    return replace(effect, warnings=_warnings(effect))


def _warnings(effect: ReturnEffect) -> tuple[str, ...]:
    found = []
    if effect.unanswered:
        found.append(f"还有 {effect.unanswered} 笔没有结果，等银行下一次回盘。")
    unknown = sum(g.count for g in effect.groups if g.after == LineState.UNKNOWN)
    if unknown:
        found.append(f"{unknown} 笔结果不明：请先向银行查询，系统不会重发。")
    if effect.rejected_accounts:
        found.append(
            f"{effect.rejected_accounts} 个账户将标为“银行退回”，更正并核验之前不再向其发放。"
        )
    late = sum(g.count for g in effect.groups if g.is_move and g.after == LineState.RETURNED)
    if late:
        found.append(f"{late} 笔成功后又退汇：款项已退回，请联系本人更正账户后重新发放。")
    if not effect.moved:
        found.append("所有结果都已登记过，导入后不会有变动。")
    return tuple(found)


def refused_accounts(layout: bank_layouts.Layout) -> list[int]:
    """Accounts that this return says are to be put right, verified until now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.account_id FROM bank_match m "
            "JOIN registry_bankaccount a ON a.id = m.account_id AND a.state <> 'rejected' "
            "WHERE m.moves AND m.after IN ('failed', 'returned') AND m.code = ANY(%s) ORDER BY 1",
            [sorted(layout.account_codes)],
        )
        return [row[0] for row in cursor.fetchall()]


def _state_after(batch: Batch) -> BatchState:
    """Where the batch will stand once ``bank_match`` is applied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM bank_match WHERE moves), "
            "(SELECT count(*) FROM subsidies_fileline l "
            " JOIN subsidies_bankfile f ON f.id = l.bank_file_id "
            " WHERE f.batch_id = %s AND l.state IN ('sent', 'unknown')) "
            "- (SELECT count(*) FROM bank_match "
            "   WHERE before IN ('sent', 'unknown') AND after IN ('paid', 'failed'))",
            [batch.pk],
        )
        moves, waiting = cursor.fetchone()
    if not moves:
        return BatchState(batch.state)
    return BatchState.EXPORTED if waiting else BatchState.SETTLED
