"""What the subsidies put on the bureau's desk. Fixed number of queries, whatever waits there."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import (
    batch_parts,
    confirmation_desk,
    desk_funds,
    publicity_desk,
    rule_parts,
)
from support_services.subsidies.admin.showing import batch_state
from support_services.subsidies.grant_states import GrantState
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.selectors.grants import grants_to_decide
from support_services.subsidies.selectors.suspense import (
    suspense_matching,
    suspense_sums,
    suspense_waiting,
)
from support_services.subsidies.states import (
    EXCEPTION_LABELS,
    VERB_LABELS,
    ExceptionReason,
    HitState,
)
from support_services.subsidies.suspense_states import REQUEST_LABELS
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User
from veterans.foundation.money import ZERO
from veterans.registry.selectors import accounts_waiting, proposals_waiting
from veterans.registry.selectors.file import events_waiting

RECENT = 6
MOST_REASONS = 3
# Reasons that somebody can do something about today; the rest stand on the batch's own page.
PRESSING = {
    ExceptionReason.DEAD_NOT_ENDED,
    ExceptionReason.DEAD_NO_PAYEE,
    ExceptionReason.NO_RATE,
    ExceptionReason.NO_ACCOUNT,
    ExceptionReason.ACCOUNT_REJECTED,
}


def desk(request: HttpRequest) -> dict[str, Any]:
    """Waiting, late, money, recent; nothing at all for whoever may not read the ledger."""
    user = actor(request)
    if not user.may("ledger.read"):
        return {}
    at = timezone.now()
    return {
        "waiting": _waiting(user) if user.role != "auditor" else None,
        "attention": _attention(user, at),
        "funds": _funds(user, at),
        "batches": [
            batch_parts.list_row(batch) for batch in selectors.batches_matching(user)[:RECENT]
        ],
        "batches_url": address("batches"),
        "open_batch_url": address("batch_open") if user.may("batch.prepare") else "",
        "shortcuts": _shortcuts(user),
    }


def _waiting(user: User) -> list[dict[str, Any]]:
    found = []
    for item in selectors.waiting_for(user):
        batch = item.batch
        row = batch_parts.list_row(batch)
        verb = VERB_LABELS[item.verb]
        note = (
            f"{row['schemes']}，{batch.person_count:,} 人" if batch.person_count else row["schemes"]
        )
        if item.verb == "approve" and batch.signatures_needed == 2:
            note = f"已签 {batch.signed}/2，{note}"
        if batch.note and item.verb == "calculate":
            note = f"被退回：{batch.note}"
        found.append(
            {
                "title": f"批次 {batch.number}：{verb}",
                "url": address("batch", batch.pk),
                "note": note,
                "since": item.since,
                **batch_state(batch.state),
            }
        )
    if user.may("rates.enforce"):
        found += [
            {
                "title": f"标准表“{table.title}”：启用",
                "url": address("rate_table", table.pk),
                "note": f"{table.entered_by} 录入，须由另一人启用",
                "since": table.entered_at,
                "state_label": "待启用",
                "state_tone": "info",
            }
            for table in selectors.drafts_waiting(user)
        ]
    found += rule_parts.desk_rows(user)
    found += desk_funds.waiting(user)
    found += _recoveries(user)
    found += publicity_desk.waiting(user)
    found += confirmation_desk.waiting(user)
    found += _suspense(user)
    if user.may("override.confirm"):
        asked = selectors.overrides_waiting(user)
        if asked.oldest is not None:
            found.append(
                {
                    "title": f"{asked.count:,} 份特批同时享受：确认",
                    "url": address("stacking") + "#overrides",
                    "note": "经办提出，须由另一人核对批复后确认",
                    "since": asked.oldest,
                    "state_label": "待确认",
                    "state_tone": "info",
                }
            )
    if user.may("grants.approve"):
        grants = grants_to_decide(user)
        if grants is not None:
            found.append(
                {
                    "title": f"{grants[0]:,} 项年度、一次性核发：审批",
                    "url": address("grants", state=GrantState.DRAFT.value),
                    "note": "批准以后，在发放月的批次发放",
                    "since": grants[1],
                    "state_label": "待审批",
                    "state_tone": "warn",
                }
            )
    if user.may("people.verify"):
        found += _accounts(user)
    if user.may("events.decide"):
        found += _life_events(user)
    return found


def _suspense(user: User) -> list[dict[str, Any]]:
    """What colleagues or the portal ask for the suspense list and this person is to decide."""
    return [
        {
            "title": f"{waiting.count:,} 笔{REQUEST_LABELS[waiting.kind]}：决定",
            "url": address("suspense", stand="pending"),
            "note": "须由提请人以外的人决定",
            "since": waiting.oldest,
            "state_label": "待决定",
            "state_tone": "warn",
        }
        for waiting in suspense_waiting(user)
    ]


def _life_events(user: User) -> list[dict[str, Any]]:
    """Changes in people's lives that somebody else proposed."""
    rows = events_waiting(user).exclude(proposed_by=user).exclude(completed_by=user)
    waiting = rows.aggregate(count=Count("pk"), oldest=Min("proposed_at"))
    if not waiting["count"]:
        return []
    return [
        {
            "title": f"{waiting['count']:,} 件人员变动待办理",
            "url": address("life_events"),
            "state_label": "待办理",
            "state_tone": "warn",
            "since": waiting["oldest"],
            "note": "对照材料核对后办理；办理以前什么都不变。",
        }
    ]


def _accounts(user: User) -> list[dict[str, Any]]:
    """Accounts that wait for a second person: the bureau's own, and what stations sent in."""
    kinds: tuple[tuple[Any, str, str, str], ...] = (
        (
            accounts_waiting(user)
            .exclude(entered_by=user)
            .aggregate(count=Count("pk"), oldest=Min("created_at")),
            "个银行账户：核验",
            "对照存折、卡片或佐证，核对一致后才能发放",
            "",
        ),
        (
            proposals_waiting(user).aggregate(count=Count("pk"), oldest=Min("proposed_at")),
            "个服务站报来的账户更正：核验",
            "对照照片核对一致后才换账户",
            "station",
        ),
    )
    return [
        {
            "title": f"{waiting['count']:,} {title}",
            "url": address("accounts_to_verify", kind=kind),
            "note": note,
            "since": waiting["oldest"],
            "state_label": "待核验",
            "state_tone": "warn",
        }
        for waiting, title, note, kind in kinds
        if waiting["count"]
    ]


_RECOVERY_TITLES = {
    "plan": "份抵扣约定：确认",
    "repayment": "笔退款：确认",
    "take_back": "笔退款撤销：确认",
    "write_off": "份核销：决定",
}


def _recoveries(user: User) -> list[dict[str, Any]]:
    """What colleagues entered in a recovery and this person is to decide."""
    return [
        {
            "title": f"{waiting.count:,} {_RECOVERY_TITLES[kind]}",
            "url": address("recovery", claim_id),
            "note": "最早的一条所在的追缴案",
            "since": waiting.oldest,
            "state_label": "待决定" if kind == "write_off" else "待确认",
            "state_tone": "warn",
        }
        for kind, claim_id, waiting in selectors.recovery_waiting(user)
    ]


def _attention(user: User, at: datetime) -> list[dict[str, Any]]:
    found = []
    for late in selectors.late_batches(user, at=at):
        url = address("batch", late.batch.pk)
        title, detail, tone = {
            "job": (
                f"批次 {late.batch.number} 核算出错",
                "系统会自动再试；反复出错请联系系统管理员",
                "bad",
            ),
            "return": (
                f"批次 {late.batch.number} 回盘已逾期 {late.days} 天",
                f"{late.unanswered:,} 笔还没有结果，请向银行查询",
                "bad",
            ),
            "hand": (
                f"批次 {late.batch.number} 已搁置 {late.days} 天",
                "停在这一步没有人办理",
                "warn",
            ),
        }[late.kind]
        found.append({"title": title, "url": url, "detail": detail, "tone": tone})
    found += _hits(user, at)
    found += publicity_desk.attention(user, at)
    found += confirmation_desk.attention(user)
    found += _undelivered(user)
    found += _suspended(user)
    found += _claims(user)
    found += desk_funds.attention(user, at)
    found += _exceptions(user)
    found += rule_parts.desk_attention(user)
    if not user.may("rates.enforce"):
        drafts = selectors.drafts_waiting(user).count()
        if drafts:
            found.append(
                {
                    "title": f"{drafts} 张标准表等待启用",
                    "url": address("rates"),
                    "detail": "须由录入人以外的复核或审批岗位启用",
                    "tone": "warn",
                }
            )
    return found


def _hits(user: User, at: datetime) -> list[dict[str, Any]]:
    """People whose money waits until somebody has looked; the oldest counts."""
    waiting = selectors.open_hits(user)
    if waiting.oldest is None:
        return []
    days = (timezone.localdate(at) - timezone.localdate(waiting.oldest)).days
    return [
        {
            "title": f"{waiting.count:,} 条比对结果待核实",
            "url": address("crosschecks", state=HitState.OPEN.value),
            "detail": f"最早的一条已等了 {days} 天，核实以前暂缓发放"
            if days
            else "今天导入，核实以前暂缓发放",
            "tone": "warn",
        }
    ]


def _suspended(user: User) -> list[dict[str, Any]]:
    """Money on suspense, in one line."""
    sums = suspense_sums(suspense_matching(user))
    if not sums.count:
        return []
    return [
        {
            "title": f"{sums.count:,} 笔挂账待发",
            "url": address("suspense"),
            "detail": f"共 {sums.amount:,.2f} 元，账户更正后重新发放",
            "tone": "warn",
        }
    ]


def _claims(user: User) -> list[dict[str, Any]]:
    """Money that is owed back, in one line."""
    sums = selectors.open_claims(user)
    if not sums.count:
        return []
    return [
        {
            "title": f"{sums.count:,} 个追缴案还没有结清",
            "url": address("recoveries", state=ClaimState.OPEN.value),
            "detail": f"待追缴 {sums.balance:,.2f} 元",
            "tone": "warn",
        }
    ]


def _exceptions(user: User) -> list[dict[str, Any]]:
    """The pressing reasons of the last batch, most people first."""
    batch = selectors.last_calculated(user)
    if batch is None:
        return []
    counts = [
        (ExceptionReason(reason), count) for reason, count in selectors.exception_counts(batch)
    ]
    return [
        {
            "title": f"{count:,} 人{EXCEPTION_LABELS[reason]}",
            "url": address("batch_exceptions", batch.pk, reason=reason.value),
            "detail": f"批次 {batch.number} 的名单外人员",
            "tone": "warn",
        }
        for reason, count in counts
        if reason in PRESSING
    ][:MOST_REASONS]


def _funds(user: User, at: datetime) -> dict[str, Any] | None:
    today = timezone.localdate(at)
    month = selectors.month_on_desk(user, today=today)
    rows = selectors.month_money(user, month) if month else []
    if not rows:
        return None
    keys = ("due", "paid", "unpaid", "returned")
    return {
        "month": month,
        "title": "本月资金" if month == today.replace(day=1) else "最近一月资金",
        "rows": rows,
        "total": {key: sum((row[key] for row in rows), Decimal(0)) for key in keys},
    }


def _shortcuts(user: User) -> list[dict[str, Any]]:
    found = []
    if user.may("audit.read"):
        found.append(
            {
                "title": "账目核对",
                "url": address("audit"),
                "note": "重新计算每一笔入账，核对审计记录是否完整",
            }
        )
    return found


# So many batches with money that came back are named one by one, the newest first.
NAMED = 3


def _undelivered(user: User) -> list[dict[str, Any]]:
    """Money that came back: the newest batches each, what is older in one line."""
    older = selectors.batches_with_undelivered(user)
    newest = [older.pop() for _ in range(min(NAMED, len(older)))]
    rows = [
        {
            "title": f"批次 {batch.number} 有 {count:,} 笔没有到账",
            "url": address("batch_undelivered", batch.pk),
            "detail": f"共 {amount:,.2f} 元，更正账户后可重新发放",
            "tone": "warn",
        }
        for batch, count, amount in newest
    ]
    if older:
        first = older[0][0]
        count = sum(count for _, count, _ in older)
        amount = sum((amount for _, _, amount in older), ZERO)
        rows.append(
            {
                "title": f"更早的 {len(older)} 个批次还有 {count:,} 笔没有到账",
                "url": address("batch_undelivered", first.pk),
                "detail": f"共 {amount:,.2f} 元，最早的是批次 {first.number}",
                "tone": "warn",
            }
        )
    return rows
