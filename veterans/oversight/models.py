"""Alerts: raised once, looked into once, never deleted."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from veterans.accounts.models import User
from veterans.oversight.states import KIND_LABELS, AlertKind

FINDING_AT_LEAST = 5
FINDING_AT_MOST = 500


class Alert(models.Model):
    """Something unusual about a day: of one colleague, or of the looks at one person.

    ``figures`` say why, as they were when it was raised. A trigger keeps everything but what the
    auditor found, which is written once; DELETE and TRUNCATE are refused.
    """

    kind = models.CharField(
        "情形", max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    day = models.DateField("日期")
    actor = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name="查看人",
    )
    # A number like those of the log: it outlives whatever it speaks of.
    person_id = models.BigIntegerField("被查看的人", null=True, blank=True)
    figures = models.JSONField("数字")
    raised_at = models.DateTimeField("发现时间")
    finding = models.CharField("核查结果", max_length=FINDING_AT_MOST, blank=True)
    looked_into_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查人",
    )
    looked_into_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异常查阅"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "actor", "day"], name="alert_once_per_actor"),
            models.UniqueConstraint(
                fields=["kind", "person_id", "day"], name="alert_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(kind=AlertKind.CROWD.value, person_id__isnull=False, actor__isnull=True)
                | (~Q(kind=AlertKind.CROWD.value) & Q(person_id__isnull=True, actor__isnull=False)),
                name="alert_about_one",
            ),
            models.CheckConstraint(
                condition=Q(finding="", looked_into_by__isnull=True, looked_into_at__isnull=True)
                | Q(
                    GreaterThanOrEqual(Length("finding"), FINDING_AT_LEAST),
                    looked_into_by__isnull=False,
                    looked_into_at__isnull=False,
                ),
                name="alert_looked_into_whole",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=True)
                | Q(looked_into_by__isnull=True)
                | ~Q(looked_into_by=F("actor")),
                name="alert_not_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.looked_into_at is None
