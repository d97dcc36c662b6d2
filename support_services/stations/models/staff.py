"""Who works at a station, and who covers for whom."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from support_services.stations.models.station import Station
from support_services.stations.states import POST_LABELS, Post
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, unsigned


def days(first: str, last: str) -> Func:
    """Both days belong to it; an open end is endless."""
    return Func(F(first), F(last), Value("[]"), function="daterange", output_field=DateRangeField())


def working_on(day: date) -> Q:
    """Rows of workers that hold on that day."""
    return Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gte=day))


class StationWorker(models.Model):
    """One person at one station from one day to another; who changes the post gets another row.

    The telephone is the person's own and is shown to nobody outside; residents call the station's.
    ``is_shown``: residents read ``王站长``, the surname and no more.
    """

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="workers", verbose_name="服务站"
    )
    name = models.CharField("姓名", max_length=50)
    phone = SealedTextField("手机号", null=True, blank=True)
    post = models.CharField(
        "岗位", max_length=12, choices=[(one.value, label) for one, label in POST_LABELS.items()]
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="账号",
    )
    is_shown = models.BooleanField("居民页面显示姓氏", default=False)
    from_on = models.DateField("到岗")
    to_on = models.DateField("离岗", null=True, blank=True)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "站点人员"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="station_worker_order",
                violation_error_message="离岗不能早于到岗。",
            ),
            models.CheckConstraint(
                condition=Q(is_shown=False) | Q(post=Post.HEAD.value),
                name="station_worker_only_the_head_is_shown",
                violation_error_message="居民页面只显示站长的姓氏。",
            ),
            ExclusionConstraint(
                name="station_one_head_at_a_time",
                expressions=[
                    ("station", RangeOperators.EQUAL),
                    (days("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(post=Post.HEAD.value),
                violation_error_message="这段时间已有站长，请先登记原站长的离岗。",
            ),
            ExclusionConstraint(
                name="station_account_of_one_worker",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    (days("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(account__isnull=False),
                violation_error_message="这个账号已经对应另一名工作人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.pk}"


class WorkerCover(models.Model):
    """顶岗: somebody is away, and who does the work meanwhile. Taken back, it is as if it had
    never been; it is never removed."""

    worker = models.ForeignKey(
        StationWorker, on_delete=models.PROTECT, related_name="covers", verbose_name="离岗人员"
    )
    substitute = models.ForeignKey(
        StationWorker, on_delete=models.PROTECT, related_name="covering", verbose_name="顶岗人员"
    )
    from_on = models.DateField("自")
    to_on = models.DateField("至")
    reason = models.CharField("事由", max_length=80)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    voided_by = hand("取消人")
    voided_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "顶岗"
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="worker_cover_order"),
            models.CheckConstraint(
                condition=~Q(worker=F("substitute")), name="worker_cover_by_another"
            ),
            models.CheckConstraint(
                condition=signed("voided") | unsigned("voided"), name="worker_cover_void_is_signed"
            ),
            ExclusionConstraint(
                name="worker_covered_once",
                expressions=[
                    ("worker", RangeOperators.EQUAL),
                    (days("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(voided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} — {self.to_on}"
