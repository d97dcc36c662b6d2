"""Ceremonies at facilities; survivors who go to a grave far away, and who come to one here."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from honors.memorials.models.facilities import Facility
from honors.memorials.models.martyrs import Survivor
from honors.memorials.models.walked import Walked, choices, walked
from honors.memorials.states import ORGANISER_LABELS, What
from support_services.subsidies.models import Grant
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import two_people
from veterans.registry.models import Person


class Slot(Func):
    """From the first moment to the last, which is free again."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Ceremony(Walked):
    """祭扫活动, booked by staff or by a resident without an account. ``receipt``: the address of
    what he takes home; ``form``: the token of the form it came by, "" from staff."""

    what = What.CEREMONY

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="ceremonies")
    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("活动", max_length=60)
    organiser = models.CharField("谁来办", max_length=10, choices=choices(ORGANISER_LABELS))
    unit = models.CharField("单位、学校名称", max_length=60, blank=True, default="")
    contact = SealedTextField("联系人")
    phone = SealedTextField("电话")
    starts = models.DateTimeField("开始")
    ends = models.DateTimeField("结束")
    people = models.PositiveIntegerField("预计人数")
    came = models.PositiveIntegerField("实到人数", null=True, blank=True)
    report = models.CharField("做了什么", max_length=300, blank=True, default="")
    receipt = models.CharField(max_length=32, unique=True, editable=False)
    form = models.CharField(max_length=32, blank=True, default="", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "祭扫活动"
        ordering = ["starts", "pk"]
        constraints = [
            *walked("ceremony", {"done": ["done"], "ended": ["ended"]}),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "done"]) | Q(checked_by__isnull=False),
                name="memorial_ceremony_checked",
            ),
            ExclusionConstraint(
                name="memorial_one_at_a_time",
                expressions=[
                    ("facility", RangeOperators.EQUAL),
                    (Slot(F("starts"), F("ends"), Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="ended"),
                violation_error_message="这段时间已经有人预约，请换一个时间。",
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="memorial_ceremony_people"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="memorial_ceremony_order"
            ),
            models.UniqueConstraint(
                fields=["form"], condition=~Q(form=""), name="memorial_ceremony_form"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Trip(Walked):
    """异地祭扫: a survivor's journey to a grave elsewhere. The money is a grant like any other."""

    what = What.TRIP

    survivor = models.ForeignKey(
        Survivor, on_delete=models.PROTECT, related_name="trips", verbose_name="遗属"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="grave_trips", verbose_name="申请人"
    )
    year = models.PositiveSmallIntegerField("年度")
    to_place = models.CharField("去哪里", max_length=80)
    to_bureau = models.CharField("当地退役军人事务部门", max_length=60)
    from_on = models.DateField("去程日期")
    until_on = models.DateField("回程日期")
    people = models.PositiveSmallIntegerField("同行人数（含本人）")
    told = models.CharField("说明", max_length=200, blank=True, default="")
    grant = models.OneToOneField(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("结果", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "异地祭扫"
        ordering = ["-pk"]
        constraints = [
            *walked("trip", {"decided": ["decided", "done"], "done": ["done"], "ended": ["ended"]}),
            two_people("entered", "checked", "memorial_trip_two", "受理人不能自己初审。"),
            two_people("checked", "decided", "memorial_trip_three", "初审人不能自己批准。"),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "decided", "done"])
                | Q(grant__isnull=False, checked_by__isnull=False),
                name="memorial_trip_granted",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="memorial_trip_order",
                violation_error_message="回程日期不能早于去程日期。",
            ),
            models.CheckConstraint(
                condition=Q(people__gt=0),
                name="memorial_trip_people",
                violation_error_message="人数至少 1 人。",
            ),
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=~Q(state="ended"),
                name="memorial_trip_once",
                violation_error_message="此人这一年已有一份异地祭扫申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.to_place}"


class Guest(Walked):
    """外来祭扫接待: who comes to a grave here. Names are sealed; no number is kept."""

    what = What.GUEST

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="guests")
    come_from = models.CharField("从哪里来", max_length=60)
    contact = SealedTextField("来人姓名")
    phone = SealedTextField("电话", null=True, blank=True)
    martyr_name = models.CharField("来看哪位烈士", max_length=40)
    on = models.DateField("日期")
    people = models.PositiveSmallIntegerField("人数")
    transport = models.CharField("接送", max_length=120, blank=True, default="")
    lodging = models.CharField("食宿", max_length=120, blank=True, default="")
    report = models.CharField("接待情况", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "外来祭扫接待"
        ordering = ["-on", "-pk"]
        constraints = [
            *walked("guest", {"done": ["done"], "ended": ["ended"]}),
            models.CheckConstraint(
                condition=Q(people__gt=0),
                name="memorial_guest_people",
                violation_error_message="人数至少 1 人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.come_from} {self.on:%Y-%m-%d}"
