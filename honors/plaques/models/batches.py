"""集中悬挂."""

from django.db import models
from django.db.models import F, Q

from honors.plaques.models.choices import choices_of
from honors.plaques.states import (
    OCCASION_LABELS,
)
from veterans.foundation.hands import hand, signed, unsigned


class Batch(models.Model):
    """集中悬挂: a campaign between two days. What is to be done in it are the tasks of these days,
    so there is no list to go stale; what came of them is the report."""

    title = models.CharField("名称", max_length=40, unique=True)
    occasion = models.CharField("时机", max_length=8, choices=choices_of(OCCASION_LABELS))
    first_on = models.DateField("自")
    last_on = models.DateField("至")
    note = models.CharField("要求", max_length=200, blank=True, default="")
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    ended_by = hand("停止人")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "集中悬挂"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="plaque_batch_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="plaque_batch_ended_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title
