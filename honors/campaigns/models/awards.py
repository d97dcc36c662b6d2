"""表彰: what a winner gets. The honour stands on the roll, the reward in the ledger; here is what
leads to both, the number of the certificate, and what was recommended to the level above."""

from django.db import models
from django.db.models import Q

from honors.campaigns.models.candidates import Candidate
from honors.campaigns.states import OUTCOME_LABELS, Outcome
from honors.roll.models import Honour
from support_services.subsidies.models import Grant
from veterans.foundation.hands import hand, signed_where


class Award(models.Model):
    """A winner's. ``certificate_no``: made with the decision, never another's, never changed.
    ``rewarded_how``: of a unit or group, whose reward is no affair of the ledger: how it was
    given."""

    candidate = models.OneToOneField(
        Candidate, on_delete=models.PROTECT, related_name="award", verbose_name="人选"
    )
    certificate_no = models.CharField("证书编号", max_length=30, unique=True)
    decided_at = models.DateTimeField("决定时间")
    honour = models.OneToOneField(
        Honour,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award",
        verbose_name="荣誉",
    )
    grant = models.OneToOneField(
        Grant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award",
        verbose_name="奖励核发",
    )

    rewarded_how = models.CharField("奖励另行办理", max_length=200, blank=True, default="")
    rewarded_by = hand("登记另行办理的人")
    rewarded_at = models.DateTimeField("登记另行办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表彰"
        ordering = ["certificate_no"]
        constraints = [
            models.CheckConstraint(
                condition=signed_where("rewarded", ~Q(rewarded_how="")),
                name="campaigns_rewarded_signed",
            ),
            models.CheckConstraint(
                condition=Q(rewarded_how="") | Q(grant__isnull=True),
                name="campaigns_rewarded_once",
                violation_error_message="已经录入核发，不能再登记另行办理。",
            ),
        ]

    def __str__(self) -> str:
        return self.certificate_no


class Recommendation(models.Model):
    """择优上报, with what came of it."""

    award = models.OneToOneField(
        Award, on_delete=models.PROTECT, related_name="recommendation", verbose_name="表彰"
    )
    to_body = models.CharField("报给谁", max_length=60)
    for_title = models.CharField("参评什么", max_length=60)
    document_no = models.CharField("上报文号", max_length=60, blank=True, default="")
    sent_on = models.DateField("上报日期")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    outcome = models.CharField(
        "结果",
        max_length=13,
        choices=[(s.value, label) for s, (label, _) in OUTCOME_LABELS.items()],
        default=Outcome.WAITING.value,
    )
    outcome_note = models.CharField("结果说明", max_length=200, blank=True, default="")
    settled_by = hand("登记结果的人")
    settled_at = models.DateTimeField("登记结果时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "择优上报"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=signed_where("settled", ~Q(outcome="waiting")),
                name="campaigns_outcome_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}：{self.to_body}"
