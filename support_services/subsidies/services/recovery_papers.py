"""Papers of a recovery: the list as a workbook, the notice to the person. Both are on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.models import RecoveryClaim
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.selectors.recovery import (
    claim_visible_to,
    claims_matching,
    sums_of,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.table_files import Cell, xlsx_bytes

HEADS = (
    "案号",
    "姓名",
    "身份证号",
    "镇街",
    "村居",
    "项目",
    "状态",
    "立案日期",
    "结案日期",
    "多发（元）",
    "抵扣（元）",
    "退款（元）",
    "核销（元）",
    "待追缴（元）",
)


@dataclass(frozen=True)
class Workbook:
    """A file to hand out."""

    name: str
    content: bytes


def export_claims(*, by: User, at: datetime, **asked: str) -> Workbook:
    """The list as it was narrowed (``state``, ``town``, ``q``), with a sum in the last row.

    Identity numbers stay covered. Refuses whoever does not read the ledger.
    """
    roles.require(by, "ledger.read")
    claims = claims_matching(by, **asked)
    rows = [_cells(claim) for claim in claims]
    sums = sums_of(claims)
    total: tuple[Cell, ...] = (
        "合计",
        *[""] * 8,
        sums.claimed,
        sums.taken,
        sums.repaid,
        sums.written_off,
        sums.balance,
    )
    day = timezone.localtime(at)
    notes = (
        f"共 {sums.count} 案，待追缴 {yuan_text(sums.balance)} 元。"
        "单位：元。多发 = 抵扣 + 退款 + 核销 + 待追缴。",
        f"{by.get_full_name()} 于 {day:%Y-%m-%d %H:%M} 导出。",
    )
    content = xlsx_bytes("追缴案台账", notes, HEADS, [*rows, total])
    with transaction.atomic():
        audit.record(
            actor=by,
            action="recovery.exported",
            subject="ledger",
            detail={"claims": sums.count, "state": asked.get("state", "")},
            at=at,
        )
    return Workbook(f"{day:%Y-%m-%d}追缴案台账.xlsx", content)


def _cells(claim: Any) -> tuple[Cell, ...]:
    right = claim.entitlement
    region = right.person.region
    is_village = region.level == "village" and region.parent is not None
    closed = f"{timezone.localdate(claim.closed_at)}" if claim.closed_at else ""
    return (
        str(claim.pk),
        right.person.name,
        mask_id_number(str(right.person.id_number)),
        region.parent.name if is_village else region.name,
        region.name if is_village else "",
        right.scheme.short_name,
        claim.get_state_display(),
        f"{timezone.localdate(claim.opened_at)}",
        closed,
        claim.claimed,
        claim.taken,
        claim.repaid,
        claim.written_off,
        claim.balance,
    )


def open_notice(*, claim_id: int, by: User, at: datetime) -> RecoveryClaim:
    """追缴告知书, opened to be printed. Refuses a claim on which nothing is owed any more."""
    roles.require(by, "ledger.read")
    claim = claim_visible_to(by, claim_id)
    if claim.state != ClaimState.OPEN:
        raise Refused(f"这个追缴案{claim.get_state_display()}，没有要告知的欠款。")
    with transaction.atomic():
        audit.record(
            actor=by,
            action="recovery.notice",
            subject="recovery",
            subject_id=claim.pk,
            detail={"balance": claim.balance},
            at=at,
        )
    return claim
