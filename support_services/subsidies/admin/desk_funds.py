"""What approval bands, sources of funds and the budget put on the desk."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies.fund_states import SOURCE_LABELS, FundSource
from support_services.subsidies.selectors.budget import proposals_waiting, strained_lines
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User

MOST_LINES = 3
_WAITING = {
    "rule": ("份审批权限：启用", "approval_rules"),
    "share": ("份资金来源比例：启用", "fund_shares"),
    "change": ("份预算指标变动：启用", "funds"),
}


def waiting(user: User) -> list[dict[str, Any]]:
    """What colleagues entered and this person may bring into force."""
    return [
        {
            "title": f"{found.count:,} {_WAITING[found.kind][0]}",
            "url": address(_WAITING[found.kind][1]),
            "note": "经办录入，须由另一人核对文件后启用",
            "since": found.oldest,
            "state_label": "待启用",
            "state_tone": "info",
        }
        for found in proposals_waiting(user)
    ]


def attention(user: User, at: datetime) -> list[dict[str, Any]]:
    """Budget lines of this year near their end or beyond it, the worst first."""
    year = timezone.localdate(at).year
    uses = sorted(strained_lines(user, year=year), key=lambda use: -use.standing.percent)
    rows = [
        {
            "title": f"预算指标“{use.line.name}”"
            + ("已超支" if use.standing.is_over else f"已用 {use.standing.percent}%"),
            "url": address("budget_line", use.line.pk),
            "detail": f"{SOURCE_LABELS[FundSource(use.line.source)]}，"
            + (
                f"超支 {use.standing.shortfall:,.2f} 元"
                if use.standing.is_over
                else f"剩余 {use.standing.remaining:,.2f} 元"
            ),
            "tone": "bad" if use.standing.is_over else "warn",
        }
        for use in uses[:MOST_LINES]
    ]
    if len(uses) > MOST_LINES:
        rows.append(
            {
                "title": f"另有 {len(uses) - MOST_LINES} 个预算指标接近用完",
                "url": address("funds", year=str(year)),
                "detail": "到“资金与预算”查看",
                "tone": "warn",
            }
        )
    return rows
