"""追缴: what somebody still owes back, how it arose and how it comes back.

A claim is a right's account of overpaid money; its entries are the lines of that account and are
only ever added. ``balance``, ``claimed``, ``state`` and ``closed_at`` of a claim are kept by a
trigger over the entries, and by nothing else: the database refuses a balance below zero, and a
closed claim with one. Plan, repayment and write-off are entered by one person and decided by
another. For every right, at any time,

    postings = payments − repaid by hand − written off − balance of its claims.
"""

from django.db import models
from django.db.models import F, Q

from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.ledger import Batch
from support_services.subsidies.models.schemes import is_month
from support_services.subsidies.recovery_states import (
    CLAIM_LABELS,
    ENTRY_LABELS,
    PLAN_LABELS,
    REPAID_BY_LABELS,
    REPAYMENT_LABELS,
    TAKE_BACK_LABELS,
    WRITE_OFF_LABELS,
    AskedState,
    ClaimState,
    EntryKind,
)
from veterans.foundation.hands import hand, signed, unsigned

_TWO_PEOPLE = "录入的人不能自己确认。"


class RecoveryClaim(models.Model):
    """One case of money owed back, in yuan; a right has at most one that is open."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="claims", verbose_name="待遇"
    )
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, label) for s, label in CLAIM_LABELS.items()],
        default=ClaimState.OPEN.value,
    )
    opened_at = models.DateTimeField("立案时间")
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    claimed = models.DecimalField("多发合计（元）", max_digits=12, decimal_places=2, default=0)
    balance = models.DecimalField("待追缴（元）", max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "追缴案"
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(state="open"), name="recovery_claim_one_open"
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=0, claimed__gte=F("balance")),
                name="recovery_claim_not_negative",
                violation_error_message="退还的不能多于多发的。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(balance=0, closed_at__isnull=False)),
                name="recovery_claim_closed_at_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"追缴案 {self.pk}"


class _Asked(models.Model):
    """Entered by one person, decided by another."""

    claim = models.ForeignKey(
        RecoveryClaim, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="追缴案"
    )
    state = models.CharField("状态", max_length=10, default=AskedState.PENDING.value)
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    decided_by = hand("确认人")
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    decision_note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=unsigned("decided") & Q(state="pending")
                | signed("decided") & Q(state__in=["confirmed", "rejected"]),
                name="%(class)s_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="%(class)s_two_people",
                violation_error_message=_TWO_PEOPLE,
            ),
        ]


class RecoveryPlan(_Asked):
    """约定: by how much a month may be reduced from ``from_month`` on, in yuan per batch and right.

    ``cap`` None: in full. Of the confirmed plans that have begun the latest counts; so a plan is
    given up by agreeing on another.
    """

    cap = models.DecimalField(
        "每批最多抵扣（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    tail_in_full = models.BooleanField("去世续发全额抵扣", default=True)
    from_month = models.DateField("自哪个月起")
    agreed_on = models.DateField("约定日期")
    document_no = models.CharField("协议编号", max_length=80)
    note = models.CharField("约定说明", max_length=200, blank=True)

    class Meta(_Asked.Meta):
        verbose_name = verbose_name_plural = "抵扣约定"
        constraints = [
            *_Asked.Meta.constraints,
            models.CheckConstraint(
                condition=is_month("from_month") & (Q(cap__isnull=True) | Q(cap__gte=0)),
                name="recovery_plan_sound",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="pending"), name="recovery_plan_one_pending"
            ),
        ]

    def __str__(self) -> str:
        return self.document_no

    @property
    def state_label(self) -> str:
        return PLAN_LABELS[AskedState(self.state)]


class RecoveryRepayment(_Asked):
    """退款: money that the person or the family gave back by hand; it counts once confirmed."""

    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    paid_on = models.DateField("退款日期")
    method = models.CharField(
        "方式", max_length=10, choices=[(m.value, label) for m, label in REPAID_BY_LABELS.items()]
    )
    receipt_no = models.CharField("票据号", max_length=60)
    payer = models.CharField("退款人", max_length=50, blank=True)

    class Meta(_Asked.Meta):
        verbose_name = verbose_name_plural = "退款"
        constraints = [
            *_Asked.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_repayment_positive"),
            models.UniqueConstraint(
                fields=["claim", "receipt_no"],
                condition=~Q(state="rejected"),
                name="recovery_receipt_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.receipt_no}"

    @property
    def state_label(self) -> str:
        return REPAYMENT_LABELS[AskedState(self.state)]


class RecoveryTakeBack(_Asked):
    """撤销退款: a confirmed repayment was wrong. It stays as it is; once confirmed by another
    person, an entry against it makes the money owed again."""

    repayment = models.ForeignKey(
        RecoveryRepayment, on_delete=models.PROTECT, related_name="take_backs", verbose_name="退款"
    )
    reason = models.CharField("撤销原因", max_length=200)
    document_no = models.CharField("依据", max_length=80)

    class Meta(_Asked.Meta):
        verbose_name = verbose_name_plural = "撤销退款"
        constraints = [
            *_Asked.Meta.constraints,
            models.UniqueConstraint(
                fields=["repayment"],
                condition=~Q(state="rejected"),
                name="recovery_take_back_once",
            ),
        ]

    def __str__(self) -> str:
        return self.document_no

    @property
    def state_label(self) -> str:
        return TAKE_BACK_LABELS[AskedState(self.state)]


class RecoveryWriteOff(_Asked):
    """核销: money that will not come back, given up by a decision with a document of its own."""

    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    reason = models.CharField("核销理由", max_length=200)
    document_no = models.CharField("决定文号", max_length=80)

    class Meta(_Asked.Meta):
        verbose_name = verbose_name_plural = "核销"
        constraints = [
            *_Asked.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_write_off_positive"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state="pending"),
                name="recovery_write_off_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.document_no}"

    @property
    def state_label(self) -> str:
        return WRITE_OFF_LABELS[AskedState(self.state)]


class RecoveryEntry(models.Model):
    """A line of a claim's account, yuan: claims positive, the rest mostly negative. Append-only.

    ``month``: the month whose books it belongs to. ``from_tail``: an offset taken from what is
    paid after a death. ``plan``: what an offset was limited by.
    """

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="recoveries", verbose_name="待遇"
    )
    claim = models.ForeignKey(
        RecoveryClaim, on_delete=models.PROTECT, related_name="entries", verbose_name="追缴案"
    )
    kind = models.CharField(
        "类别", max_length=10, choices=[(k.value, label) for k, label in ENTRY_LABELS.items()]
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, verbose_name="批次"
    )
    month = models.DateField("账期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    from_tail = models.BooleanField("从续发抵扣", default=False)
    plan = models.ForeignKey(
        RecoveryPlan, on_delete=models.PROTECT, null=True, blank=True, verbose_name="约定"
    )
    # Without an agreement: the general cap that limited the offset.
    general_cap = models.ForeignKey(
        "OffsetCap", on_delete=models.PROTECT, null=True, blank=True, verbose_name="一般上限"
    )
    repayment = models.OneToOneField(
        RecoveryRepayment, on_delete=models.PROTECT, null=True, blank=True, verbose_name="退款"
    )
    write_off = models.OneToOneField(
        RecoveryWriteOff, on_delete=models.PROTECT, null=True, blank=True, verbose_name="核销"
    )
    take_back = models.OneToOneField(
        RecoveryTakeBack, on_delete=models.PROTECT, null=True, blank=True, verbose_name="撤销退款"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "追缴与抵扣"
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="recovery_not_zero"),
            models.CheckConstraint(condition=is_month("month"), name="recovery_entry_month"),
            models.CheckConstraint(
                condition=(
                    Q(kind=EntryKind.CLAIM.value, amount__gt=0)
                    | Q(kind__in=["offset", "repayment", "write_off"], amount__lt=0)
                    | Q(kind=EntryKind.TAKE_BACK.value, amount__gt=0)
                    | Q(kind=EntryKind.REVERSAL.value)
                )
                & (Q(from_tail=False) | Q(kind__in=["offset", "reversal"])),
                name="recovery_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["claim", "offset", "reversal"],
                    batch__isnull=False,
                    repayment__isnull=True,
                    write_off__isnull=True,
                    take_back__isnull=True,
                )
                | Q(
                    kind="repayment",
                    batch__isnull=True,
                    repayment__isnull=False,
                    write_off__isnull=True,
                    take_back__isnull=True,
                )
                | Q(
                    kind="take_back",
                    batch__isnull=True,
                    repayment__isnull=True,
                    write_off__isnull=True,
                    take_back__isnull=False,
                )
                | Q(
                    kind="write_off",
                    batch__isnull=True,
                    repayment__isnull=True,
                    write_off__isnull=False,
                    take_back__isnull=True,
                ),
                name="recovery_entry_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
