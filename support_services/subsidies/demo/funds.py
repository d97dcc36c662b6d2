"""Approval bands, sources of funds and a budget for the demo bureau. Nothing of it is a real rule.

Bands and shares are there before the first batch, so that every batch is signed and split by them;
the lines of the year are sized by what was used of it, so that one of them is near its end.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.population import SIX_SCHEMES
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.fund_states import ChangeOf, Control, FundSource
from support_services.subsidies.models import ApprovalRule, BudgetLine, FundPart
from support_services.subsidies.services import approval_rules, budget, fund_shares
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months

PAPER = "演示用，不是真实文件"
# Percent by source, scheme by scheme in the order of SIX_SCHEMES: invented.
SHARES = (
    ("60", "20", "5", "15"),
    ("60", "20", "5", "15"),
    ("50", "25", "10", "15"),
    ("50", "25", "10", "15"),
    ("40", "30", "0", "30"),
    ("50", "0", "0", "50"),
)
# So much of the year's use the line is worth by its end: enough, and not enough.
LINES = (
    (FundSource.CENTRAL, "优抚对象补助经费（演示）", "1.25", Control.REFUSE),
    (FundSource.COUNTY, "区级优抚配套资金（演示）", "1.08", Control.WARN),
)


def settle_funds(hands: Staff, *, first_month: date, rights: int, at: datetime) -> None:
    """Bands and shares from the first month on. Done already, nothing is done."""
    if ApprovalRule.objects.exists():
        return
    later = at + timedelta(hours=2)
    rule = approval_rules.enter_rule(
        first_on=date(first_month.year, 1, 1),
        # Such that the month's ordinary batch takes two signatures, whatever the demo's size.
        second_above=_round(Decimal(rights) * 300),
        minutes_above=_round(Decimal(rights) * 20000),
        document_no="演示局发〔2026〕3号",
        note=PAPER,
        by=hands.preparer,
        at=at,
    )
    approval_rules.enforce_rule(rule_id=rule.pk, by=hands.reviewer, at=later)
    for scheme, percents in zip(SIX_SCHEMES, SHARES, strict=True):
        share = fund_shares.enter_share(
            scheme_code=scheme,
            first_month=add_months(first_month, -1),
            percents=dict(zip(FundSource, map(Decimal, percents), strict=True)),
            document_no="演示财社〔2026〕12号",
            note=PAPER,
            by=hands.preparer,
            at=at,
        )
        fund_shares.enforce_share(share_id=share.pk, by=hands.reviewer, at=later)


def settle_budget(hands: Staff, *, today: date) -> None:
    """Lines of the year with what was used of them, and a document that waits for its second
    person. Done already, nothing is done."""
    if BudgetLine.objects.exists():
        return
    day = last_working_day(today)
    for source, name, worth, control in LINES:
        used = FundPart.objects.filter(month__year=today.year, source=source.value)
        amount = _round(used.aggregate(sum=Sum("amount", default=ZERO))["sum"] * Decimal(worth))
        line = budget.enter_line(
            name=f"{today.year} 年{name}",
            year=today.year,
            source=source.value,
            scheme_codes=SIX_SCHEMES,
            amount=amount,
            dated_on=date(today.year, 1, 15),
            document_no=f"演示财指〔{today.year}〕{1 + list(FundSource).index(source)}号",
            control=control.value,
            warn_percent=80,
            note=PAPER,
            by=hands.preparer,
            at=moment(day, 9),
        )
        issue = line.changes.get()
        budget.enforce_change(change_id=issue.pk, by=hands.reviewer, at=moment(day, 9, 30))
        line.refresh_from_db()
    budget.enter_change(
        line_id=line.pk,
        kind=ChangeOf.ADD.value,
        amount=_round(amount / 10),
        dated_on=day,
        document_no=f"演示财指〔{today.year}〕30号",
        control=line.control,
        warn_percent=line.warn_percent,
        note=PAPER,
        by=hands.preparer,
        at=moment(day, 15),
    )


def _round(amount: Decimal) -> Decimal:
    """A round sum of yuan, as a document names it."""
    return max((amount / 10000).quantize(Decimal(1)) * 10000, Decimal(10000))
