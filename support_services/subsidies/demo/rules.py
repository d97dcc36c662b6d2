"""A rule that two people settled, and one that waits for the second of them.

The papers are invented and say so.
"""

from datetime import date

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import RuleChange
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.rules import MonthRounding, PartYear
from support_services.subsidies.services import rule_changes
from support_services.subsidies.services.rule_changes import Asked


def change_rules(today: date, hands: Staff) -> None:
    """Where nothing has been changed yet."""
    if RuleChange.objects.exists():
        return
    day = last_working_day(today)
    settled = rule_changes.propose(
        asked=Asked(
            kind=RuleKind.PART_YEAR,
            schemes=("rural_60_allowance",),
            first=date(2011, 11, 1),
            last=None,
            value=PartYear.UP_TO_SIX_IS_HALF.value,
            document_no="演示局纪〔2026〕6号",
            source="局长办公会纪要（演示）：沿用原算法",
            confidence="reported",
            note="请局里确认的规则，已经确认",
        ),
        by=hands.preparer,
        at=moment(day, 9),
        today=today,
    )
    rule_changes.enforce(change_id=settled.pk, by=hands.reviewer, at=moment(day, 10))
    rule_changes.propose(
        asked=Asked(
            kind=RuleKind.ROUNDING,
            schemes=("disability_pension",),
            # With the year of the standards that runs.
            first=date(today.year if today.month >= 8 else today.year - 1, 8, 1),
            last=None,
            value=MonthRounding.WHOLE_YUAN.value,
            document_no="演示局发〔2026〕12号",
            source="关于抚恤金按月发放取整的通知（演示）",
            confidence="unconfirmed",
            note="财政局来函商定，等正式文件",
        ),
        by=hands.preparer,
        at=moment(day, 16),
        today=today,
    )
