"""Stations: where people go. One per region of the tree."""

from django.db import models

from veterans.regions.models import Region


class Station(models.Model):
    """The service centre, a town station or a village station."""

    region = models.OneToOneField(
        Region, on_delete=models.PROTECT, related_name="station", verbose_name="区划"
    )
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    opening_hours = models.CharField("开放时间", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务站"

    def __str__(self) -> str:
        return self.name
