"""Rules as dated rows, and the one way by which such a row comes, ends or is replaced.

A ``RuleChange`` says what is to hold from a day on, until when, and on whose word. Proposed by
one person it does nothing; brought into force by another it closes what held in that time and, if
it says anything, adds a row that points back to it. Rows of rules never change what they say and
are never deleted: they end, or are no longer live (see the triggers in the migration).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from support_services.subsidies.models.schemes import (
    Confidence,
    DatedRule,
    Scheme,
    closed_months,
    is_month,
    one_at_a_time,
)
from support_services.subsidies.rule_kinds import (
    CHANGE_LABELS,
    KINDS,
    NONE,
    PART_YEAR_LABELS,
    ROUNDING_LABELS,
    SUSPENSION_LABELS,
    TRANSFER_LABELS,
    ChangeState,
    RuleKind,
)
from veterans.foundation.hands import hand, signed, unsigned

# Without a rule of these kinds there is no answer at all.
_ALWAYS = [kind.value for kind, one in KINDS.items() if not one.none]
_MONTHLY = [kind.value for kind, one in KINDS.items() if one.by_month]


class RuleChange(models.Model):
    """What is to hold for a scheme (two for stacking, none for the cap) in a time, and its paper.

    ``value`` is what the rule says, ``none`` that there is to be no rule; ``number`` the months
    of a tail, the percent or the yuan of a cap. ``first_on`` and ``last_on`` are days, or firsts
    of months where the kind goes by the month; both count. ``before`` keeps, in words, what held
    until then; ``outcome`` how many rights were concerned.
    """

    kind = models.CharField(
        "规则", max_length=10, choices=[(kind.value, one.label) for kind, one in KINDS.items()]
    )
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="项目",
    )
    other = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="另一项目",
    )
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True, blank=True)
    value = models.CharField("内容", max_length=20)
    kept = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="发放的一项",
    )
    number = models.DecimalField("数值", max_digits=12, decimal_places=2, null=True, blank=True)
    document_no = models.CharField("文号", max_length=80)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in CHANGE_LABELS.items()],
        default=ChangeState.PROPOSED.value,
    )
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = hand("办理人")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decision_note = models.CharField("退回原因", max_length=200, blank=True)
    before = models.JSONField("原来的规则", default=list)
    outcome = models.JSONField("涉及", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "规则变更"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=unsigned("decided") & Q(state=ChangeState.PROPOSED.value)
                | ~Q(state=ChangeState.PROPOSED.value) & signed("decided"),
                name="rule_change_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ChangeState.IN_FORCE.value, ChangeState.REFUSED.value])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="rule_change_two_people",
                violation_error_message="提出变更的人不能自己启用，请由另一人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(document_no="") & ~Q(source=""), name="rule_change_has_document"
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="rule_change_ends_after_start",
                violation_error_message="截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=_MONTHLY) | (is_month("first_on") & is_month("last_on")),
                name="rule_change_months",
            ),
            models.CheckConstraint(
                condition=Q(kind=RuleKind.CAP.value, scheme__isnull=True, other__isnull=True)
                | Q(
                    kind=RuleKind.STACKING.value,
                    scheme__isnull=False,
                    other__isnull=False,
                    scheme__lt=F("other"),
                )
                | Q(
                    kind__in=[
                        "start",
                        "tail",
                        "transfer",
                        "suspension",
                        "part_year",
                        "rounding",
                    ],
                    scheme__isnull=False,
                    other__isnull=True,
                ),
                name="rule_change_about",
            ),
            models.CheckConstraint(
                condition=Q(value="forbid", kept__isnull=False)
                & (Q(kept=F("scheme")) | Q(kept=F("other")))
                | ~Q(value="forbid") & Q(kept__isnull=True),
                name="rule_change_kept",
            ),
            models.CheckConstraint(
                condition=Q(value__in=["months", "percent", "yuan"], number__isnull=False)
                | ~Q(value__in=["months", "percent", "yuan"]) & Q(number__isnull=True),
                name="rule_change_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=_ALWAYS, value=NONE), name="rule_change_always_a_rule"
            ),
            # One waits at a time: who decides must see what held before, and nothing else.
            ExclusionConstraint(
                name="rule_change_one_waiting",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce(F("scheme"), Value(0)), RangeOperators.EQUAL),
                    (Coalesce(F("other"), Value(0)), RangeOperators.EQUAL),
                    (closed_months("first_on", "last_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=ChangeState.PROPOSED.value),
                violation_error_message="这条规则在这段时间已有一份变更等待启用。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_on:%Y-%m-%d}"


class TransferRule(DatedRule):
    """Up to which month the old county pays whoever moved away in that time."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="transfer_rules", verbose_name="项目"
    )
    moved_from = models.DateField("迁出日期自")
    moved_to = models.DateField("迁出日期至", null=True, blank=True)
    rule = models.CharField("发到哪个月", max_length=20, choices=list(TRANSFER_LABELS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "关系迁出规则"
        ordering = ["scheme", "moved_from"]
        constraints = [
            one_at_a_time(
                "transfer_rule_no_overlap", "moved_from", "moved_to", "同一项目的迁出规则时间重叠。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_rule_display()}"


class SuspensionRule(DatedRule):
    """From which month a right is suspended for a fact that was established in that time."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="suspension_rules", verbose_name="项目"
    )
    fact_from = models.DateField("事实确定日期自")
    fact_to = models.DateField("事实确定日期至", null=True, blank=True)
    rule = models.CharField("从哪个月起", max_length=20, choices=list(SUSPENSION_LABELS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "中止规则"
        ordering = ["scheme", "fact_from"]
        constraints = [
            one_at_a_time(
                "suspension_rule_no_overlap",
                "fact_from",
                "fact_to",
                "同一项目的中止规则时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_rule_display()}"


class PartYearRule(DatedRule):
    """How months beyond whole years of service count in a determination of that time."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="part_years", verbose_name="项目"
    )
    approved_from = models.DateField("核定日期自")
    approved_to = models.DateField("核定日期至", null=True, blank=True)
    rule = models.CharField("折算", max_length=20, choices=list(PART_YEAR_LABELS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "不足一年的折算规则"
        ordering = ["scheme", "approved_from"]
        constraints = [
            one_at_a_time(
                "part_year_rule_no_overlap",
                "approved_from",
                "approved_to",
                "同一项目的折算规则时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_rule_display()}"


class RoundingRule(DatedRule):
    """How a yearly standard is spread over the months of its own years that begin in that time.

    Where there is none, months are cumulative: see ``rules.month_amount``.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="roundings", verbose_name="项目"
    )
    first_month = models.DateField("标准年度自")
    last_month = models.DateField("标准年度至", null=True, blank=True)
    rule = models.CharField("取整", max_length=12, choices=list(ROUNDING_LABELS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "分月取整规则"
        ordering = ["scheme", "first_month"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="rounding_rule_months",
            ),
            one_at_a_time(
                "rounding_rule_no_overlap",
                "first_month",
                "last_month",
                "同一项目的分月取整规则时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_rule_display()}"


class OffsetCap(DatedRule):
    """The most that a batch of that month takes from one right where nothing was agreed.

    Either a ``percent`` of what the batch pays for months, or ``amount`` yuan. What follows a
    death is offset in full, as without any cap.
    """

    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    percent = models.DecimalField("百分比", max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "抵扣一般上限"
        ordering = ["first_month"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="offset_cap_months",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True, amount__isnull=False, amount__gte=0)
                | Q(percent__isnull=False, amount__isnull=True, percent__gte=0, percent__lte=100),
                name="offset_cap_one_of_two",
            ),
            ExclusionConstraint(
                name="offset_cap_no_overlap",
                expressions=[(closed_months("first_month", "last_month"), RangeOperators.OVERLAPS)],
                condition=Q(is_live=True),
                violation_error_message="抵扣一般上限的时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%" if self.percent is not None else f"{self.amount} 元"
