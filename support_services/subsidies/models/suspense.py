"""挂账: money that cannot be delivered, by decision on a list of its own, never written off.

Where a payment stands, its own state says; the book's entries, which are only added, move it, by
a trigger and by nothing else. So for every payment, at any time,

    on suspense:         sum of its entries = its amount, otherwise 0
    with the treasury:   − its entries of treasury and reopen = its amount, otherwise 0.
"""

from django.db import models
from django.db.models import F, Q

from support_services.subsidies.models.payments import BankFile, Payment
from support_services.subsidies.models.schemes import is_month
from support_services.subsidies.suspense_states import (
    CAUSE_LABELS,
    ENTRY_LABELS,
    REQUEST_LABELS,
    REQUEST_STATE_LABELS,
    SOUGHT_LABELS,
    EntryKind,
    RequestKind,
    RequestState,
)
from veterans.foundation.hands import hand, signed, unsigned


class SuspenseRequest(models.Model):
    """Asked by one person, decided by another. ``entered_by`` None: proposed by the portal itself
    after so many days; then one person decides.

    ``document_no`` and ``happened_on``: of the payment to the treasury, of the person's claim.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="suspense_requests", verbose_name="付款"
    )
    kind = models.CharField(
        "办理", max_length=10, choices=[(k.value, label) for k, label in REQUEST_LABELS.items()]
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in REQUEST_STATE_LABELS.items()],
        default=RequestState.PENDING.value,
    )
    cause = models.CharField(
        "原因类别",
        max_length=12,
        blank=True,
        choices=[(c.value, label) for c, label in CAUSE_LABELS.items()],
    )
    reason = models.CharField("原因", max_length=200)
    document_no = models.CharField("文号", max_length=80, blank=True)
    happened_on = models.DateField("日期", null=True, blank=True)
    entered_by = hand("提请人")
    entered_at = models.DateTimeField("提请时间")
    decided_by = hand("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "挂账办理"
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state="pending"), name="suspense_one_pending"
            ),
            models.CheckConstraint(
                condition=unsigned("decided") & Q(state="pending")
                | Q(state="lapsed", decided_at__isnull=False)
                | signed("decided") & Q(state__in=["confirmed", "rejected", "withdrawn"]),
                name="suspense_request_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "rejected"])
                | Q(entered_by__isnull=True)
                | ~Q(decided_by=F("entered_by")),
                name="suspense_request_two_people",
                violation_error_message="提请的人不能自己决定。",
            ),
            models.CheckConstraint(
                condition=(Q(kind="put") & ~Q(cause=""))
                | (
                    Q(
                        kind__in=["treasury", "reopen"],
                        cause="",
                        happened_on__isnull=False,
                        entered_by__isnull=False,
                    )
                    & ~Q(document_no="")
                ),
                name="suspense_request_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def kind_known(self) -> RequestKind:
        return RequestKind(self.kind)

    @property
    def state_known(self) -> RequestState:
        return RequestState(self.state)


class SuspenseEntry(models.Model):
    """A line of the suspense book, yuan: into it positive, out of it negative. Append-only."""

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="suspense_entries", verbose_name="付款"
    )
    kind = models.CharField(
        "类别", max_length=10, choices=[(k.value, label) for k, label in ENTRY_LABELS.items()]
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    month = models.DateField("账期")
    request = models.OneToOneField(
        SuspenseRequest, on_delete=models.PROTECT, null=True, blank=True, verbose_name="办理"
    )
    bank_file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="银行文件"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "挂账明细"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["put", "reopen"], amount__gt=0)
                | Q(kind__in=["treasury", "reissue"], amount__lt=0),
                name="suspense_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="reissue", request__isnull=True, bank_file__isnull=False)
                | Q(
                    kind__in=["put", "treasury", "reopen"],
                    request__isnull=False,
                    bank_file__isnull=True,
                ),
                name="suspense_entry_origin",
            ),
            models.CheckConstraint(condition=is_month("month"), name="suspense_entry_month"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def kind_known(self) -> EntryKind:
        return EntryKind(self.kind)


class SuspenseVisit(models.Model):
    """What a station worker found when he looked for somebody; append-only, it moves nothing."""

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="suspense_visits", verbose_name="付款"
    )
    result = models.CharField(
        "结果", max_length=10, choices=[(r.value, label) for r, label in SOUGHT_LABELS.items()]
    )
    visited_on = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    noted_by = hand("登记人", needed=True)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "查找记录"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_result_display()
