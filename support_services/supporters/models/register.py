"""A supporter, and what it holds: badges, pacts with their duties, jobs. Name, code, place and
contact are the unit's and stand nowhere else."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.supporters.models.dealt import Dealt, choices, two_hands
from support_services.supporters.states import (
    BADGE_LABELS,
    JOB_FOR_LABELS,
    PACT_LABELS,
    RHYTHM_LABELS,
    TIER_LABELS,
    Rhythm,
    Stage,
    Subject,
    Tier,
)
from support_services.units.models import Unit
from veterans.foundation.hands import hand
from veterans.regions.models import Region


class Supporter(Dealt):
    """拥军力量: a unit in its role as supporter. ``fields``: what it offers; ``offer`` in words."""

    subject = Subject.SUPPORTER

    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="supporter", verbose_name="单位"
    )
    fields = ArrayField(models.CharField(max_length=10), verbose_name="支持领域")
    offer = models.CharField("能提供什么", max_length=300, blank=True, default="")
    tier = models.CharField(
        "层级", max_length=8, choices=choices(TIER_LABELS), default=Tier.COUNTY.value
    )
    since = models.DateField("从哪天起")

    class Meta:
        verbose_name = verbose_name_plural = "拥军力量"
        ordering = ["unit__kind", "unit__name", "pk"]
        constraints = [
            *two_hands("supporter"),
            models.CheckConstraint(
                condition=~Q(fields=[]),
                name="supporters_offers_something",
                violation_error_message="请至少选一个支持领域。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class BadgeRows(models.QuerySet["Badge"]):
    """Badges, to be narrowed."""

    def valid_on(self, today: date) -> "BadgeRows":
        """Given, not withdrawn, in their time."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            stage=Stage.IN_FORCE.value,
            given_on__lte=today,
        )


class Badge(Dealt):
    """荣誉标识: what hangs at a door, proved by its number. One with an address is a place to go
    to (驿站, 药店, 基地), whose telephone and hours are its own.

    ``number``: made when it is given; "" before.
    """

    subject = Subject.BADGE

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="badges", verbose_name="拥军力量"
    )
    kind = models.CharField("标识种类", max_length=10, choices=choices(BADGE_LABELS))
    name = models.CharField("标识上的名称", max_length=40)
    number = models.CharField("编号", max_length=12, blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在地")
    address = models.CharField("地址", max_length=120, blank=True, default="")
    phone = models.CharField("电话", max_length=40, blank=True, default="")
    hours = models.CharField("开放时间", max_length=120, blank=True, default="")
    services = models.CharField("提供什么", max_length=200, blank=True, default="")
    document_no = models.CharField("授予依据", max_length=60, blank=True, default="")
    given_on = models.DateField("授予日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)

    objects = BadgeRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉标识"
        ordering = ["kind", "region__path", "name", "pk"]
        constraints = [
            *two_hands("badge"),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="supporters_badge_number"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "dropped"], number="")
                | Q(stage__in=["in_force", "ended"]) & ~Q(number=""),
                name="supporters_badge_numbered",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("given_on")),
                name="supporters_badge_order",
                violation_error_message="“有效期至”不能早于授予日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number or '未编号'}）"

    def is_valid_on(self, today: date) -> bool:
        """As ``valid_on`` asks the database."""
        return (
            self.stage == Stage.IN_FORCE
            and self.given_on <= today
            and (self.valid_to is None or self.valid_to >= today)
        )


class Pact(Dealt):
    """协议: a strategic agreement with the bureau, or a pair of units that work together.

    ``partner``: the other unit of a pair; troops by the name agreed for this portal.
    """

    subject = Subject.PACT

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="pacts", verbose_name="拥军力量"
    )
    kind = models.CharField("种类", max_length=10, choices=choices(PACT_LABELS))
    partner = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pacts",
        verbose_name="结对单位",
    )
    title = models.CharField("名称", max_length=60)
    document_no = models.CharField("协议编号", max_length=60, blank=True, default="")
    signed_on = models.DateField("签订日期")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")

    class Meta:
        verbose_name = verbose_name_plural = "拥军协议"
        ordering = ["-valid_to", "-pk"]
        constraints = [
            *two_hands("pact"),
            models.CheckConstraint(
                condition=Q(kind="paired", partner__isnull=False)
                | Q(kind="strategic", partner__isnull=True),
                name="supporters_pair_of_two",
                violation_error_message="共建对子要选结对单位，战略合作协议不选。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="supporters_pact_order",
                violation_error_message="“至”不能早于“自”。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Duty(models.Model):
    """约定的义务: one line of a pact. What fulfils it are activities and contributions that name
    it; whether it is fulfilled is reckoned (``rules.duty_standing``)."""

    pact = models.ForeignKey(
        Pact, on_delete=models.PROTECT, related_name="duties", verbose_name="协议"
    )
    words = models.CharField("义务", max_length=120)
    rhythm = models.CharField("多久一次", max_length=12, choices=choices(RHYTHM_LABELS))
    due_on = models.DateField("到哪天", null=True, blank=True)
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "协议义务"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.ONCE.value) | Q(due_on__isnull=True),
                name="supporters_duty_due_once",
                violation_error_message="只有“一次”的义务写到哪天。",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class JobRows(models.QuerySet["Job"]):
    """Jobs, to be narrowed."""

    def open_on(self, today: date) -> "JobRows":
        """Public and not over."""
        return self.filter(stage=Stage.IN_FORCE.value, until__gte=today)


class Job(Dealt):
    """拥军岗位: posts that a supporter keeps for veterans or soldiers' families. How many are taken
    is the sum of its confirmed contributions (录用). ``fair``: the job fair at which it is offered,
    if any. ``pay_from``, ``pay_to``: yuan a month."""

    subject = Subject.JOB

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="jobs", verbose_name="用人单位"
    )
    fair = models.ForeignKey(
        "supporters.Activity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="招聘会",
    )
    title = models.CharField("岗位", max_length=40)
    count = models.PositiveSmallIntegerField("人数", validators=[MinValueValidator(1)])
    meant_for = models.CharField("面向", max_length=10, choices=choices(JOB_FOR_LABELS))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="工作地点")
    words = models.CharField("做什么、要什么条件", max_length=300, blank=True, default="")
    pay_from = models.DecimalField(
        "月薪从（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    pay_to = models.DecimalField(
        "月薪到（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    phone = models.CharField("招聘电话", max_length=40)
    until = models.DateField("招到哪天")

    objects = JobRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拥军岗位"
        ordering = ["until", "pk"]
        constraints = [
            *two_hands("job"),
            models.CheckConstraint(condition=Q(count__gte=1), name="supporters_job_counts"),
            models.CheckConstraint(
                condition=Q(pay_from__isnull=True, pay_to__isnull=True)
                | Q(pay_from__gte=0, pay_to__gte=F("pay_from")),
                name="supporters_job_pay",
                violation_error_message="月薪要么都不填，要么都填，“到”不低于“从”。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
