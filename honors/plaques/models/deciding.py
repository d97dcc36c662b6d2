"""What takes a second person: what families ask for, what is withdrawn. Triggers keep both as they
were decided.
"""

from django.db import models
from django.db.models import Q

from honors.plaques.models.choices import choices_of
from honors.plaques.states import (
    PLEA_LABELS,
    PLEA_STATES,
    WITHDRAWAL_LABELS,
    PleaState,
    WithdrawalState,
)
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, two_people
from veterans.registry.models import Household, Paper, Person


class Application(models.Model):
    """What a family asks for: taken down by one, decided by another. ``soldier``: whose parents
    live apart; of divorced parents the soldier chooses one home, so each soldier has one.
    ``papers`` lie in the person's file; none without consent."""

    home = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="plaque_pleas", verbose_name="家庭"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="plaque_pleas", verbose_name="申请人"
    )
    kind = models.CharField("申请什么", max_length=14, choices=choices_of(PLEA_LABELS))
    soldier = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="现役军人",
    )
    told = models.CharField("情况和证明", max_length=200)
    asked_on = models.DateField("申请日期")
    papers = models.ManyToManyField(Paper, blank=True, related_name="+", verbose_name="材料")
    photo_consent = models.BooleanField("同意拍照存档", default=False)
    state = models.CharField(
        "状态", max_length=8, choices=choices_of(PLEA_STATES), default=PleaState.ASKED.value
    )
    asked_by = hand("受理人", needed=True)
    asked_at = models.DateTimeField("受理时间")
    decided_by = hand("审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_why = models.CharField("意见", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌申请"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "kind"],
                condition=Q(state="asked"),
                name="plaque_plea_once",
                violation_error_message="这一户同样的申请正在等审批。",
            ),
            models.UniqueConstraint(
                fields=["soldier"],
                condition=Q(state__in=["asked", "granted"], kind="parents_apart"),
                name="plaque_one_parents_home",
                violation_error_message="这位军人的父母已经为另一处申请过；父母离异的，由军人选定一处。",
            ),
            models.CheckConstraint(
                condition=Q(kind="parents_apart", soldier__isnull=False)
                | ~Q(kind="parents_apart") & Q(soldier__isnull=True),
                name="plaque_plea_of_soldier",
            ),
            two_people(
                "asked", "decided", "plaque_plea_by_two", "受理人不能自己审批，请由另一人审批。"
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="asked")),
                name="plaque_plea_decided_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decided_why=""),
                name="plaque_plea_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_on:%Y-%m-%d}"


class Withdrawal(models.Model):
    """收回: asked for by one with a reason of the rules, decided by another; after correction
    restored the same way. ``note`` is sealed: it tells of somebody's misconduct."""

    home = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="plaque_withdrawals", verbose_name="家庭"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="当事人"
    )
    reason = models.CharField("原因", max_length=16)
    fact_on = models.DateField("事由日期")
    document_no = models.CharField("依据文书", max_length=80)
    note = SealedTextField("情况", null=True, blank=True)
    state = models.CharField(
        "状态",
        max_length=14,
        choices=choices_of(WITHDRAWAL_LABELS),
        default=WithdrawalState.ASKED.value,
    )
    asked_by = hand("提出人", needed=True)
    asked_at = models.DateTimeField("提出时间")
    decided_by = hand("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_no = models.CharField("决定文号", max_length=60, blank=True, default="")
    back_asked_by = hand("申请恢复人")
    back_asked_at = models.DateTimeField("申请恢复时间", null=True, blank=True)
    back_why = models.CharField("改正情况", max_length=200, blank=True, default="")
    restored_by = hand("批准恢复人")
    restored_at = models.DateTimeField("批准恢复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收回光荣牌"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                condition=Q(state__in=["asked", "withdrawn", "restore_asked"]),
                name="plaque_one_withdrawal",
                violation_error_message="这一户已经提出收回，或者已经收回。",
            ),
            two_people(
                "asked",
                "decided",
                "plaque_withdrawn_by_two",
                "提出人不能自己决定，请由另一人决定。",
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="asked")),
                name="plaque_withdrawal_signed",
            ),
            two_people(
                "back_asked",
                "restored",
                "plaque_restored_by_two",
                "申请恢复的人不能自己批准，请由另一人批准。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["restore_asked", "restored"])
                | signed("back_asked") & ~Q(back_why=""),
                name="plaque_restore_asked_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("restored", Q(state="restored")),
                name="plaque_restored_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "restore_asked", "restored"])
                | ~Q(decision_no=""),
                name="plaque_withdrawal_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"收回光荣牌 {self.pk}"
