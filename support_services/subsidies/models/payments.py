"""Payments: what was sent to which account, and what the bank answered.

A payment exists once per batch and entitlement; every attempt to deliver it is a line in a bank
file. The database refuses a second live attempt, so a payment cannot be sent twice.
"""

from django.db import models
from django.db.models import Q

from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.ledger import Batch
from support_services.subsidies.states import (
    LINE_LABELS,
    LINE_LIVE,
    PAYMENT_LABELS,
    SPLIT_LABELS,
    LineState,
    PaymentState,
)
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region
from veterans.registry.models import Person


class Payment(models.Model):
    """What one batch pays one entitlement. The amount never changes."""

    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="payments", verbose_name="批次"
    )
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="payments", verbose_name="待遇"
    )
    payee = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="领取人"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name="村居"
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, label) for s, label in PAYMENT_LABELS.items()],
        default=PaymentState.OUTSTANDING.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "付款"
        constraints = [
            models.UniqueConstraint(fields=["batch", "entitlement"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="payment_batch_state")]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_state_display()}"


class BankLayout(models.Model):
    """How a bank file and its return are written: data, interpreted by ``bank_layouts``."""

    code = models.CharField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=60)
    definition = models.JSONField("格式定义")

    class Meta:
        verbose_name = verbose_name_plural = "银行文件格式"

    def __str__(self) -> str:
        return self.name


class BankFile(models.Model):
    """A file for the bank. Its bytes are stored before anybody can fetch them."""

    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="files", verbose_name="批次"
    )
    sequence = models.PositiveSmallIntegerField("序号")
    # A batch goes out whole, or in parts: by town (code) or by bank (name as stored).
    split = models.CharField(
        "拆分",
        max_length=4,
        blank=True,
        default="",
        choices=[(s.value, label) for s, label in SPLIT_LABELS.items()],
    )
    part = models.CharField("部分", max_length=60, blank=True, default="", db_collation="C")
    part_name = models.CharField("部分名称", max_length=60, blank=True, default="")
    is_reissue = models.BooleanField("重新发放", default=False)
    layout = models.ForeignKey(BankLayout, on_delete=models.PROTECT, verbose_name="格式")
    line_count = models.PositiveIntegerField("笔数")
    total = models.DecimalField("合计（元）", max_digits=14, decimal_places=2)
    stored = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")
    made_by = hand("导出人", needed=True)
    made_at = models.DateTimeField("导出时间")

    class Meta:
        verbose_name = verbose_name_plural = "银行文件"
        ordering = ["batch", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sequence"], name="bank_file_once"),
            # Whoever exports the same part at the same time gets the file that is there.
            models.UniqueConstraint(
                fields=["batch", "split", "part"],
                condition=Q(is_reissue=False),
                name="bank_file_first_of_part",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """文件编号: what the bank repeats in its return, batch and sequence in one."""
        return f"{self.batch.number}-{self.sequence:02d}"


class ReturnFile(models.Model):
    """What the bank sent back. Applied whole or not at all; the same bytes once."""

    bank_file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, related_name="returns", verbose_name="银行文件"
    )
    digest = models.CharField("文件摘要", max_length=64, unique=True)
    stored = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")
    counts = models.JSONField("各结果笔数")
    received_by = hand("导入人", needed=True)
    received_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = verbose_name_plural = "回盘文件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.digest[:12]


class FileLine(models.Model):
    """One attempt to deliver a payment: file, line, the account as it was, the bank's answer."""

    bank_file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, related_name="lines", verbose_name="银行文件"
    )
    line_no = models.PositiveIntegerField("行号")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="lines", verbose_name="付款"
    )
    account_id = models.BigIntegerField("账户编号")
    bank_name = models.CharField("开户行", max_length=60)
    account_name = models.CharField("户名", max_length=50)
    account_number = SealedTextField("账号")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    state = models.CharField(
        "结果",
        max_length=10,
        choices=[(s.value, label) for s, label in LINE_LABELS.items()],
        default=LineState.SENT.value,
    )
    result_code = models.CharField("结果码", max_length=20, blank=True)
    result_text = models.CharField("结果说明", max_length=100, blank=True)
    answered_by = models.ForeignKey(
        ReturnFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="回盘文件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "文件行"
        ordering = ["bank_file", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["bank_file", "line_no"], name="file_line_once"),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(state__in=sorted(s.value for s in LINE_LIVE)),
                name="payment_one_live_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_no} {self.get_state_display()}"
