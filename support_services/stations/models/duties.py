"""职责清单: what a station of each level does, as data; and what a single one offers of it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from support_services.stations.models.staff import days
from support_services.stations.models.station import Station
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand
from veterans.regions.models import Level


class DutyItem(models.Model):
    """One item of the list of one level. ``text`` is what residents read; ``number`` its place.

    What was shipped has no ``entered_by``. Every change is kept by ``foundation.history``.
    """

    level = models.CharField("级别", max_length=8, choices=Level.choices)
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=30)
    text = models.CharField("居民看到的说法", max_length=100)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可靠程度", max_length=16, choices=Confidence)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责清单"
        ordering = ["level", "number", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duty_item_order",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values) & Q(number__range=(1, 99)),
                name="duty_item_has_its_place",
            ),
            ExclusionConstraint(
                name="duty_item_one_at_a_place",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StationOffer(models.Model):
    """What a station says of an item of its list. Without a row it offers it."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="offers")
    item = models.ForeignKey(DutyItem, on_delete=models.PROTECT, related_name="offers")
    is_offered = models.BooleanField("在本站办理")
    note = models.CharField("说明", max_length=60, blank=True)
    set_by = hand("登记人", needed=True)
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "本站办理的事项"
        constraints = [
            models.UniqueConstraint(fields=["station", "item"], name="station_offer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.item_id}"
