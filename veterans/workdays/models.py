"""Days that differ from their weekday, with the notice that says so."""

from django.db import models
from django.db.models import Q

from veterans.foundation.confidence import Confidence
from veterans.workdays.rules import KIND_LABELS


class CalendarDay(models.Model):
    """One day of a notice. Never deleted: what was wrong becomes an ordinary day again."""

    day = models.DateField("日期", unique=True)
    kind = models.CharField(
        "安排", max_length=8, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    name = models.CharField("节日", max_length=20)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in KIND_LABELS]),
                name="calendar_day_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
