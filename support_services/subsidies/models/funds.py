"""Approval bands, sources of funds and budget lines: what two people enter, and what batches use.

``FundPart`` is append-only like the ledger: the split of a batch as it was at its approval, and its
opposite when the batch is voided. What a budget line has used is the sum of the parts of its year,
source and schemes; nothing keeps that sum a second time.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.subsidies.fund_states import (
    CHANGE_LABELS,
    CONTROL_LABELS,
    PROPOSAL_LABELS,
    SOURCE_LABELS,
    ChangeOf,
    FundSource,
    PartKind,
    ProposalState,
)
from support_services.subsidies.funding import HUNDRED
from support_services.subsidies.models.enforcing import Enforced, by_another
from support_services.subsidies.models.ledger import Batch
from support_services.subsidies.models.schemes import Scheme, is_month
from veterans.foundation.hands import hand

_IN_FORCE = Q(state__in=["in_force", "replaced"])
SOURCE_CHOICES = [(s.value, label) for s, label in SOURCE_LABELS.items()]


class Proposal(Enforced):
    """What one person enters by a document and another brings into force."""

    document_no = models.CharField("文号", max_length=80)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in PROPOSAL_LABELS.items()],
        default=ProposalState.DRAFT.value,
    )

    class Meta:
        abstract = True


class ApprovalRule(Proposal):
    """审批权限 from a day on: above which total of a batch a second approver signs, and above
    which the minutes of the party group are needed. Null: that demand is never made."""

    first_on = models.DateField("自")
    second_above = models.DecimalField(
        "超过此数须两人签批（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    minutes_above = models.DecimalField(
        "超过此数须党组会纪要（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "审批权限"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_on"],
                condition=Q(state="in_force"),
                name="approval_rule_one_in_force",
            ),
            models.CheckConstraint(
                condition=(Q(second_above__isnull=True) | Q(second_above__gte=0))
                & (Q(minutes_above__isnull=True) | Q(minutes_above__gte=0)),
                name="approval_rule_not_negative",
            ),
            *by_another("approval_rule", _IN_FORCE),
        ]

    def __str__(self) -> str:
        return f"审批权限 {self.first_on:%Y-%m-%d}"


def _percent(label: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )


class FundShare(Proposal):
    """Who pays how much of a hundred of a scheme from a month on; of one component where named.

    Where a component has no share of its own, the scheme's holds. A scheme is split only where the
    scheme itself has a share.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    component = models.CharField("组成", max_length=12, blank=True, default="", db_collation="C")
    first_month = models.DateField("自")
    central = _percent("中央（%）")
    province = _percent("省级（%）")
    city = _percent("市级（%）")
    county = _percent("区级（%）")

    class Meta:
        verbose_name = verbose_name_plural = "资金来源比例"
        ordering = ["scheme", "component", "-first_month", "-pk"]
        constraints = [
            models.CheckConstraint(condition=is_month("first_month"), name="fund_share_month"),
            models.UniqueConstraint(
                fields=["scheme", "component", "first_month"],
                condition=Q(state="in_force"),
                name="fund_share_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(central__gte=0, province__gte=0, city__gte=0, county__gte=0)
                & Q(county=HUNDRED - F("central") - F("province") - F("city")),
                name="fund_share_is_a_hundred",
                violation_error_message="四级比例相加应为 100。",
            ),
            *by_another("fund_share", _IN_FORCE),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.first_month:%Y-%m}"

    @property
    def percents(self) -> dict[FundSource, Decimal]:
        """The share of every source that pays anything."""
        found = {source: Decimal(getattr(self, source.value)) for source in FundSource}
        return {source: percent for source, percent in found.items() if percent}


class FundPart(models.Model):
    """What one source pays of one scheme in one batch; negative when the batch was voided, and
    where the batch took back more than it gave. Never changed, never deleted."""

    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="fund_parts", verbose_name="批次"
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    component = models.CharField("组成", max_length=12, blank=True, default="", db_collation="C")
    source = models.CharField("来源", max_length=10, choices=SOURCE_CHOICES)
    share = models.ForeignKey(FundShare, on_delete=models.PROTECT, verbose_name="比例")
    month = models.DateField("月份")
    percent = models.DecimalField("比例（%）", max_digits=5, decimal_places=2)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    kind = models.CharField("事由", max_length=10, choices=[(k.value, k.value) for k in PartKind])
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "资金来源明细"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "scheme", "component", "source", "kind"], name="fund_part_once"
            ),
            models.CheckConstraint(condition=is_month("month"), name="fund_part_month"),
        ]
        indexes = [models.Index(fields=["month", "scheme", "source"], name="fund_part_use")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount}"


class BudgetLine(models.Model):
    """预算指标 of a year: so much from a source for some schemes.

    ``amount``, ``control`` and ``warn_percent`` are what the changes in force have made of it; the
    services keep them under the lock of the row, and an invariant holds them. A line without a
    change in force restricts nothing.
    """

    name = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("来源", max_length=10, choices=SOURCE_CHOICES)
    amount = models.DecimalField("指标（元）", max_digits=14, decimal_places=2, default=0)
    control = models.CharField(
        "超支", max_length=6, choices=[(c.value, label) for c, label in CONTROL_LABELS.items()]
    )
    warn_percent = models.PositiveSmallIntegerField("提醒线（%）")
    is_in_force = models.BooleanField("已启用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "预算指标"
        ordering = ["-year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=100), name="budget_line_warns"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100), name="budget_line_year"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLineScheme(models.Model):
    """A scheme that a line pays for. One live line per year, source and scheme, so that no yuan
    is counted against two lines."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="line_schemes")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("来源", max_length=10, choices=SOURCE_CHOICES)
    is_live = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算指标项目"
        constraints = [
            models.UniqueConstraint(fields=["line", "scheme"], name="budget_scheme_once"),
            models.UniqueConstraint(
                fields=["year", "source", "scheme"],
                condition=Q(is_live=True),
                name="budget_scheme_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.scheme}"


class BudgetChange(Proposal):
    """What a document does to a line; see ``ChangeOf``. The first one, 下达, makes the line."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="changes", verbose_name="预算指标"
    )
    kind = models.CharField(
        "种类", max_length=8, choices=[(c.value, label) for c, label in CHANGE_LABELS.items()]
    )
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    dated_on = models.DateField("文件日期")
    control = models.CharField(
        "超支", max_length=6, choices=[(c.value, label) for c, label in CONTROL_LABELS.items()]
    )
    warn_percent = models.PositiveSmallIntegerField("提醒线（%）")

    class Meta:
        verbose_name = verbose_name_plural = "预算指标变动"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChangeOf.CONTROL.value, amount=0)
                | (~Q(kind=ChangeOf.CONTROL.value) & Q(amount__gt=0)),
                name="budget_change_amount",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(kind="issue") & ~Q(state="withdrawn"),
                name="budget_change_one_issue",
            ),
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=100), name="budget_change_warns"
            ),
            *by_another("budget_change", _IN_FORCE),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class BudgetOverride(models.Model):
    """A batch was approved although it overdraws a line, by a decision with a document."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="budget_overrides")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="overrides")
    shortfall = models.DecimalField("超支（元）", max_digits=14, decimal_places=2)
    document_no = models.CharField("批准文号", max_length=80)
    by = hand("审批人", needed=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "超支批准"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="budget_override_once"),
            models.CheckConstraint(
                condition=Q(shortfall__gt=0) & ~Q(document_no=""), name="budget_override_sound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.shortfall}"
