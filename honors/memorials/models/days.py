"""Days: those before which facilities are inspected, and those on which one of them is closed."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from honors.memorials.models.facilities import Facility
from honors.memorials.models.walked import choices
from honors.memorials.states import MOVING_LABELS
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed, unsigned


class RemembranceDay(models.Model):
    """A day before which every facility is inspected: data that the bureau keeps. ``moves``: "" on
    ``month`` and ``day`` of every year, or the feast that says the day anew each year, of which
    ``month`` and ``day`` are the earliest. ``within``: days before it in which the inspection is
    done. ``entered_by`` null: it came with the portal."""

    name = models.CharField("名称", max_length=20)
    month = models.PositiveSmallIntegerField("月")
    day = models.PositiveSmallIntegerField("日")
    moves = models.CharField(
        "怎么定", max_length=10, choices=choices(MOVING_LABELS), blank=True, default=""
    )
    within = models.PositiveSmallIntegerField("提前几天以内检查", default=30)
    confidence = models.CharField("把握", max_length=15, choices=Confidence)
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)
    ended_by = hand("停用人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查期限日"
        ordering = ["month", "day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_at__isnull=True),
                name="memorial_day_name",
                violation_error_message="已有同名的日子。",
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31), within__range=(1, 180)),
                name="memorial_day_fits",
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="memorial_day_ended"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """不开放: from a first to a last day nobody books there. ``why`` is read by everybody."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="closures")
    first_on = models.DateField("从哪天")
    last_on = models.DateField("到哪天")
    why = models.CharField("原因", max_length=60)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    ended_by = hand("恢复开放的人")
    ended_at = models.DateTimeField("恢复开放的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不开放的日子"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="memorial_closure_order",
                violation_error_message="“到哪天”不能早于“从哪天”。",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="memorial_closure_why"),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="memorial_closure_ended"
            ),
        ]

    def __str__(self) -> str:
        days = f"{self.first_on}" if self.first_on == self.last_on else ""
        return f"{days or f'{self.first_on} 至 {self.last_on}'}：{self.why}"


def closures(facility_id: int, *, since: date) -> models.QuerySet[Closure]:
    """Days on which it is closed, from a day on."""
    rows = Closure.objects.filter(facility=facility_id, ended_at__isnull=True, last_on__gte=since)
    return rows.order_by("first_on", "pk")


def closed_days(facility_id: int, *, since: date) -> list[tuple[date, date, str]]:
    """The same for ``rules.check_open``."""
    return list(closures(facility_id, since=since).values_list("first_on", "last_on", "why"))
