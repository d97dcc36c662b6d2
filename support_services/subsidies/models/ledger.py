"""The append-only ledger and the batches that write it.

A posting is identified by what it says: entitlement, month, component, sequence. Two runs that
race compute the same next sequence, and the database refuses one of them. UPDATE, DELETE and
TRUNCATE are refused by triggers; references are checked set-based by a statement trigger, since
a per-row foreign key costs more than the row.
"""

from django.db import models
from django.db.models import F, Q

from support_services.subsidies.approval import Band
from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.schemes import RateRow, Scheme, is_month
from support_services.subsidies.states import (
    BATCH_HOLDS_SCHEME,
    BATCH_LABELS,
    EXCEPTION_LABELS,
    JOB_LABELS,
    BatchState,
    JobState,
)
from veterans.foundation.hands import hand, signed, two_people, unsigned
from veterans.regions.models import Region


class PostingReason(models.TextChoices):
    """Why the ledger got a line, in the words of the roster."""

    ORDINARY = "ordinary", "当期"
    ARREARS = "arrears", "补发以前月份"
    RAISE = "raise", "调标补差"
    CORRECTION = "correction", "更正"
    OVERPAID = "overpaid", "冲减多发"
    TAIL = "tail", "去世续发"
    OPENING = "opening", "期初（原系统已发）"
    VOID = "void", "作废冲销"


class BatchKind(models.TextChoices):
    MONTHLY = "monthly", "按月发放"
    OPENING = "opening", "期初建账"


class Batch(models.Model):
    """One run of payment. ``state`` is where people stand, ``job_state`` what the machine does."""

    kind = models.CharField("类型", max_length=10, choices=BatchKind, default=BatchKind.MONTHLY)
    through = models.DateField("发放至")
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, label) for s, label in BATCH_LABELS.items()],
        default=BatchState.DRAFT.value,
    )
    job_state = models.CharField(
        "任务状态",
        max_length=8,
        choices=[(s.value, label) for s, label in JOB_LABELS.items()],
        default=JobState.IDLE.value,
    )
    job_note = models.CharField("任务说明", max_length=300, blank=True)
    run = models.PositiveIntegerField("核算次数", default=0)
    summarised_run = models.PositiveIntegerField("已汇总的核算次数", default=0, editable=False)
    opened_at = models.DateTimeField("建批时间")
    prepared_by = hand("经办人")
    calculated_at = models.DateTimeField("核算完成时间", null=True, blank=True)
    reviewed_by = hand("复核人")
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    # Copied from the approval rule in force when the batch was reviewed; sending back clears it.
    approval_rule = models.ForeignKey(
        "subsidies.ApprovalRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批权限",
    )
    signatures_needed = models.PositiveSmallIntegerField("须签批人数", default=1)
    needs_minutes = models.BooleanField("须党组会纪要", default=False)
    minutes_no = models.CharField("党组会纪要文号", max_length=80, blank=True)
    minutes_on = models.DateField("党组会日期", null=True, blank=True)
    # The first of two who sign. ``approved_by`` is always the one whose signature approved it.
    first_approved_by = hand("第一位审批人")
    first_approved_at = models.DateTimeField("第一位签批时间", null=True, blank=True)
    approved_by = hand("审批人")
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    voided_by = hand("作废人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    note = models.CharField("退回或作废原因", max_length=300, blank=True)
    line_count = models.PositiveIntegerField("明细行数", default=0)
    person_count = models.PositiveIntegerField("人数", default=0)
    posted_total = models.DecimalField("核定金额（元）", max_digits=14, decimal_places=2, default=0)
    exception_count = models.PositiveIntegerField("名单外人数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发放批次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=is_month("through"), name="batch_month"),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=False), name="batch_has_preparer"
            ),
            two_people("prepared", "reviewed", "batch_reviewer_is_another", "复核人不能是经办人。"),
            models.CheckConstraint(
                condition=unsigned("approved")
                | (
                    signed("approved")
                    & Q(reviewed_by__isnull=False)
                    & ~Q(approved_by=F("reviewed_by"))
                    & ~Q(approved_by=F("prepared_by"))
                ),
                name="batch_approver_is_a_third",
                violation_error_message="审批人不能是经办人或复核人，且须先复核。",
            ),
            models.CheckConstraint(
                condition=unsigned("first_approved")
                | (
                    signed("first_approved")
                    & Q(reviewed_by__isnull=False, signatures_needed=2)
                    & ~Q(first_approved_by=F("prepared_by"))
                    & ~Q(first_approved_by=F("reviewed_by"))
                    & (Q(approved_by__isnull=True) | ~Q(first_approved_by=F("approved_by")))
                ),
                name="batch_signers_are_others",
                violation_error_message="两名审批人须是不同的人，也不能是经办人或复核人。",
            ),
            models.CheckConstraint(
                condition=Q(signatures_needed=1)
                | (
                    Q(signatures_needed=2)
                    & (Q(approved_by__isnull=True) | Q(first_approved_by__isnull=False))
                ),
                name="batch_signed_by_all",
            ),
            models.CheckConstraint(
                condition=Q(needs_minutes=False)
                | Q(approved_by__isnull=True)
                | (~Q(minutes_no="") & Q(minutes_on__isnull=False)),
                name="batch_minutes_given",
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind="monthly", state__in=["approved", "exported", "settled", "closed"]
                )
                | Q(approved_by__isnull=False),
                name="batch_paid_only_if_approved",
            ),
            models.CheckConstraint(
                condition=unsigned("voided") | signed("voided"), name="batch_void_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it: month and id."""
        return f"{self.through:%Y%m}-{self.pk}"

    @property
    def signed(self) -> int:
        """How many approvers have signed so far."""
        return sum(one is not None for one in (self.first_approved_by_id, self.approved_by_id))

    @property
    def band(self) -> Band:
        """What was copied from the approval rule."""
        return Band(self.signatures_needed, self.needs_minutes)

    @property
    def holds_schemes(self) -> bool:
        return BatchState(self.state) in BATCH_HOLDS_SCHEME


class BatchScheme(models.Model):
    """A scheme in a batch. At most one batch at a time may hold a scheme."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="batch_schemes")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    quick_from = models.DateField("常规起始月", null=True)
    holding = models.BooleanField("占用中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次项目"
        constraints = [
            models.UniqueConstraint(fields=["batch", "scheme"], name="batch_scheme_once"),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(holding=True), name="scheme_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.scheme}"


class BatchChunk(models.Model):
    """A range of entitlements, calculated in one transaction. Pending is the queue."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    is_pending = models.BooleanField(default=True)
    quick_done = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "批次分段"
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} #{self.number}"


class Posting(models.Model):
    """One line of the ledger: what was recognised as owed, or taken back."""

    pk = models.CompositePrimaryKey("entitlement_id", "month", "component", "sequence")
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    month = models.DateField("月份")
    # The codes of ``rules.Component`` and of the bureau's own parts; ``labels`` names them.
    component = models.CharField("组成", max_length=12, db_collation="C")
    sequence = models.PositiveSmallIntegerField("序次")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    batch = models.ForeignKey(
        Batch, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    rate_row = models.ForeignKey(
        RateRow, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True
    )
    reason = models.CharField("事由", max_length=10, choices=PostingReason, db_collation="C")

    class Meta:
        verbose_name = verbose_name_plural = "入账明细"
        indexes = [models.Index(fields=["batch", "entitlement"], name="posting_batch")]
        constraints = [
            models.CheckConstraint(
                condition=is_month("month") & ~Q(amount=0) & Q(sequence__gte=1),
                name="posting_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"


class BatchTotal(models.Model):
    """Totals by scheme and town, made after a calculation ends."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="totals")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    town = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="镇街")
    persons = models.PositiveIntegerField("人数")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "批次合计"
        constraints = [
            models.UniqueConstraint(fields=["batch", "scheme", "town"], name="batch_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.town} {self.amount}"


class BatchException(models.Model):
    """Somebody who is owed money and is not paid in this batch, with the reason."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="exceptions")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, verbose_name="待遇")
    reason = models.CharField(
        "原因",
        max_length=20,
        choices=[(r.value, label) for r, label in EXCEPTION_LABELS.items()],
    )
    from_month = models.DateField("自")
    amount = models.DecimalField("涉及金额（元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "名单外人员"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "entitlement", "reason"], name="exception_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class ChangeKind(models.TextChoices):
    NEW = "new", "新增"
    STOPPED = "stopped", "停发"
    MORE = "more", "增加"
    LESS = "less", "减少"


class BatchChange(models.Model):
    """How one entitlement's money differs from the batch before; made when calculation ends."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, verbose_name="待遇")
    kind = models.CharField("变化", max_length=8, choices=ChangeKind)
    before = models.DecimalField("上月（元）", max_digits=12, decimal_places=2)
    after = models.DecimalField("本月（元）", max_digits=12, decimal_places=2)
    reason = models.CharField("原因", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "与上月相比"
        constraints = [
            models.UniqueConstraint(fields=["batch", "entitlement"], name="change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.after - self.before}"
