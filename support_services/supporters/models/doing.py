"""What is done together: activities, who takes part, their figures; teams and their volunteers."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.supporters.models.dealt import choices
from support_services.supporters.models.register import Duty, Supporter
from support_services.supporters.states import (
    ACTIVITY_LABELS,
    KIND_LABELS,
    PARTY_LABELS,
    ActivityState,
)
from support_services.units.models import Unit
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.regions.models import Region
from veterans.registry.models import Person


class Team(models.Model):
    """志愿服务队 of a supporter. Hours are the sum over attendances and stand nowhere."""

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="teams", verbose_name="所属单位"
    )
    name = models.CharField("队名", max_length=40)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在地")
    formed_on = models.DateField("成立日期")
    note = models.CharField("专长", max_length=120, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务队"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="supporters_team_name",
                violation_error_message="已有一个同名的志愿服务队。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Volunteer(models.Model):
    """志愿者 of a team. ``person``: his file where he is a veteran and has said that it may be
    known (``consents``); of others nothing but the name is needed. The telephone goes when he
    leaves."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="volunteers", verbose_name="志愿服务队"
    )
    name = models.CharField("姓名", max_length=30)
    phone = SealedTextField("手机", null=True, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteering",
        verbose_name="人员档案",
    )
    consents = models.BooleanField("本人同意和档案关联", default=False)
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("离队日期", null=True, blank=True)
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        ordering = ["team", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(consents=True),
                name="supporters_volunteer_consents",
                violation_error_message="关联人员档案要本人同意。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="supporters_volunteer_order",
                violation_error_message="离队日期不能早于加入日期。",
            ),
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(person__isnull=False, left_on__isnull=True),
                name="supporters_volunteer_once",
                violation_error_message="此人已在这个队里。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """活动 of any kind: what differs between kinds are its figures (``states.FIGURES``).

    ``starts_at``, ``ends_at``: null: all day, to the day's end. ``is_open``: residents are told of
    it while it is planned. ``duty``: the duty of a pact that it fulfils.
    """

    kind = models.CharField("种类", max_length=12, choices=choices(KIND_LABELS))
    title = models.CharField("名称", max_length=60)
    on = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在地")
    venue = models.CharField("地点", max_length=80)
    about = models.CharField("内容", max_length=300, blank=True, default="")
    is_open = models.BooleanField("对居民公布", default=False)
    phone = models.CharField("咨询电话", max_length=40, blank=True, default="")
    duty = models.ForeignKey(
        Duty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="履行的义务",
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in ACTIVITY_LABELS.items()],
        default=ActivityState.PLANNED.value,
    )
    told = models.CharField("结果", max_length=300, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    confirmed_by = hand("确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    reported_by = hand("上报人")
    reported_at = models.DateTimeField("上报时间", null=True, blank=True)
    cancelled_by = hand("取消人")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    why = models.CharField("取消、退回原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "拥军活动"
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["-on", "-id"], name="supporters_activity_day"),
            models.Index(fields=["region", "-on"], name="supporters_activity_place"),
        ]
        constraints = [
            two_people(
                "entered",
                "confirmed",
                "supporters_booking_two_people",
                "预约由另一人确认。",
            ),
            models.CheckConstraint(
                condition=signed_where("reported", Q(state="reported")),
                name="supporters_activity_reported",
            ),
            models.CheckConstraint(
                condition=signed_where("cancelled", Q(state="cancelled"))
                & (~Q(state="cancelled") | ~Q(why="")),
                name="supporters_activity_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="supporters_activity_times",
                violation_error_message="结束要晚于开始；不写开始的也不写结束。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """A unit at an activity: who organises, who joins, who speaks. ``people``: how many it sent;
    never of troops, whose numbers do not belong here."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="parties", verbose_name="活动"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="activities", verbose_name="单位"
    )
    role = models.CharField("身份", max_length=10, choices=choices(PARTY_LABELS))
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动单位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "unit"],
                name="supporters_party_once",
                violation_error_message="这个单位已经在活动里。",
            ),
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(role="lecturer"),
                name="supporters_one_lecturer",
                violation_error_message="一场活动只登记一位讲师。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Measured(models.Model):
    """A figure of an activity: planned before, reported after."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="figures", verbose_name="活动"
    )
    code = models.CharField("指标", max_length=12)
    planned = models.PositiveIntegerField("计划", null=True, blank=True)
    reported = models.PositiveIntegerField("上报", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动数字"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "code"], name="supporters_figure_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Attendance(models.Model):
    """A volunteer at an activity, and his hours there."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="attendances", verbose_name="活动"
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="attendances", verbose_name="志愿者"
    )
    hours = models.DecimalField(
        "时长（小时）", max_digits=4, decimal_places=1, validators=[MinValueValidator(0)]
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "志愿者参加"
        ordering = ["volunteer__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"], name="supporters_attendance_once"
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24),
                name="supporters_hours_of_a_day",
                violation_error_message="时长要大于 0，一天最多 24 小时。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.hours}"
