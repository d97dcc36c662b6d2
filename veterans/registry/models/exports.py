"""What the pages show of many people, taken along in a file that does not last.

The row is the record of it and stays; the file hangs on it only while it may be fetched. No value
of anybody stands here.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from veterans.foundation.hands import hand, signed, unsigned
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region
from veterans.registry.models.people import Category
from veterans.registry.states import EXPORT_LABELS, ExportState

PURPOSE_LENGTH = 60


class Life(models.TextChoices):
    ALIVE = "alive", "健在"
    DEAD = "dead", "已去世"


class Plaque(models.TextChoices):
    WITH = "with", "已挂光荣牌"
    WITHOUT = "without", "没有光荣牌"


class PeopleExport(models.Model):
    """人员导出: whom, which columns, what for; its state is the queue of the work on it.

    ``area``: path of the place, or else of the area of whoever asked: it is made and fetched only
    by somebody who still has all of it. ``on_day``: the day on which a category is held. ``run``
    counts the attempts: a worker whose run is over writes nothing any more. DELETE and TRUNCATE
    are refused by triggers.
    """

    area = models.CharField("区域", max_length=12, blank=True)
    place = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="镇街或村居"
    )
    category = models.CharField("类别", max_length=5, choices=Category, blank=True)
    on_day = models.DateField("类别截至")
    life = models.CharField("是否健在", max_length=5, choices=Life, blank=True)
    plaque = models.CharField("光荣牌", max_length=7, choices=Plaque, blank=True)
    columns = ArrayField(models.CharField(max_length=12), verbose_name="列")
    purpose = models.CharField("用途", max_length=PURPOSE_LENGTH)
    state = models.CharField(
        "状态",
        max_length=9,
        choices=[(state.value, label) for state, label in EXPORT_LABELS.items()],
        default=ExportState.ASKED.value,
    )
    run = models.PositiveIntegerField("第几次生成", default=0)
    rows_total = models.PositiveIntegerField("人数", default=0)
    rows_done = models.PositiveIntegerField("已写入", default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    stored = models.OneToOneField(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="文件"
    )
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)
    asked_by = hand("导出人", needed=True)
    asked_at = models.DateTimeField("提出时间")
    touched_at = models.DateTimeField("最近处理时间")
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    gone_by = hand("销毁人")
    gone_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员导出"
        indexes = [
            models.Index(fields=["asked_by", "state"], name="export_by_asker"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["asked", "making", "ready"]),
                name="export_at_work",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(category=""),
                name="export_is_not_of_everybody",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", stored__isnull=False)
                | ~Q(state="ready") & Q(stored__isnull=True),
                name="export_has_its_file_while_ready",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True, digest="")
                | Q(made_at__isnull=False, expires_at__gt=F("made_at")) & ~Q(digest=""),
                name="export_made_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "expired"]) | Q(made_at__isnull=False),
                name="export_ready_was_made",
            ),
            models.CheckConstraint(
                condition=Q(state="destroyed") & signed("gone")
                | Q(state="expired", gone_by__isnull=True, gone_at__isnull=False)
                | ~Q(state__in=["destroyed", "expired"]) & unsigned("gone"),
                name="export_gone_by_somebody_or_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"人员导出 {self.pk}"
