"""联审 answers: only added to; of each office on each candidate the last one counts."""

from django.db import models
from django.db.models import Q

from honors.campaigns.models.campaigns import Department
from honors.campaigns.models.candidates import Candidate
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand


class CheckAnswer(models.Model):
    """What an office answered of a candidate. ``why``: of a no, sealed; told to nobody but whoever
    screens. ``link``: number of the link by which the office answered itself, null where the bureau
    took its list in. ``number``: which of its answers on him."""

    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="answers", verbose_name="人选"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="answers", verbose_name="联审单位"
    )
    number = models.PositiveSmallIntegerField("第几次")
    is_clear = models.BooleanField("无影响")
    why = SealedTextField("情况", null=True, blank=True)
    answered_on = models.DateField("答复日期")
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间")
    link = models.BigIntegerField("答复链接", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联审答复"
        ordering = ["candidate", "department", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "department", "number"], name="campaigns_answer_number"
            ),
            models.CheckConstraint(
                condition=(Q(is_clear=True) & Q(why__isnull=True))
                | (Q(is_clear=False) & Q(why__isnull=False)),
                name="campaigns_no_says_why",
                violation_error_message="不同意的要写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False, link__isnull=True)
                | Q(entered_by__isnull=True, link__isnull=False),
                name="campaigns_answered_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{'无影响' if self.is_clear else '不同意'}"
