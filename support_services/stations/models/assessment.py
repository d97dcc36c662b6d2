"""五有, templates of the self-assessment, and what a station and the level above make of one.

A trigger keeps the sums of an assessment equal to those of its scores at the end of every
transaction; that points are no more than an item has is a check constraint of each score.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from support_services.stations.models.station import Station
from support_services.stations.states import (
    ASSESSMENT_LABELS,
    FIVE_LABELS,
    PART_LABELS,
    TEMPLATE_LABELS,
    AssessmentState,
    Part,
    TemplateState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed, signed_where, two_people
from veterans.foundation.models import SealedFile
from veterans.regions.models import Level


def points_field(label: str, *, null: bool = False) -> "models.DecimalField":
    """Points, to half of one."""
    if null:
        return models.DecimalField(label, max_digits=5, decimal_places=1, null=True, blank=True)
    return models.DecimalField(label, max_digits=5, decimal_places=1, default=Decimal(0))


class AssessmentTemplate(models.Model):
    """One list of points: of towns or of villages, of one period. One is in force for each.

    ``source`` and ``confidence``: the points are the bureau's own unless somebody has the paper.
    """

    title = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    year = models.PositiveSmallIntegerField("年度")
    part = models.CharField(
        "时段", max_length=1, choices=[(one.value, label) for one, label in PART_LABELS.items()]
    )
    due_on = models.DateField("自评截止")
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可靠程度", max_length=16, choices=Confidence)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, label) for one, label in TEMPLATE_LABELS.items()],
        default=TemplateState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    decided_by = hand("启用或撤回人")
    decided_at = models.DateTimeField("启用或撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评标准"
        ordering = ["-year", "-part", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "year", "part"],
                condition=Q(state=TemplateState.IN_FORCE.value),
                name="assessment_template_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["town", "village"])
                & Q(year__range=(2018, 2100))
                & Q(part__in=[one.value for one in Part]),
                name="assessment_template_known",
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state=TemplateState.DRAFT.value)),
                name="assessment_template_decided_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=TemplateState.IN_FORCE.value) | ~Q(decided_by=F("entered_by")),
                name="assessment_template_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        return f"{self.year}年{PART_LABELS[Part(self.part)]}"


class AssessmentItem(models.Model):
    """One line of a template: what is asked, what proves it, what it is worth."""

    template = models.ForeignKey(AssessmentTemplate, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    block = models.CharField("板块", max_length=20)
    text = models.CharField("要求", max_length=200)
    proof = models.CharField("佐证", max_length=100, blank=True)
    most = points_field("分值")

    class Meta:
        verbose_name = verbose_name_plural = "自评项目"
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="assessment_item_once"),
            models.CheckConstraint(
                condition=Q(most__gt=0) & Q(most__lte=100), name="assessment_item_worth_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:20]}"


class Assessment(models.Model):
    """What one station makes of itself by one template, and what the level above makes of that.

    ``maximum`` is the template's; ``checked_total`` is empty until it is closed.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="assessments")
    template = models.ForeignKey(
        AssessmentTemplate, on_delete=models.PROTECT, related_name="assessments"
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, label) for one, label in ASSESSMENT_LABELS.items()],
        default=AssessmentState.OPEN.value,
    )
    maximum = models.DecimalField("满分", max_digits=6, decimal_places=1)
    self_total = models.DecimalField("自评得分", max_digits=6, decimal_places=1, default=Decimal(0))
    checked_total = models.DecimalField(
        "核定得分", max_digits=6, decimal_places=1, null=True, blank=True
    )
    begun_by = hand("开始人", needed=True)
    begun_at = models.DateTimeField("开始时间")
    submitted_by = hand("提交人")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    checked_by = hand("核定或退回人")
    checked_at = models.DateTimeField("核定或退回时间", null=True, blank=True)
    sent_back_why = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点自评"
        constraints = [
            models.UniqueConstraint(fields=["station", "template"], name="assessment_once"),
            models.CheckConstraint(
                condition=Q(self_total__gte=0)
                & Q(self_total__lte=F("maximum"))
                & (Q(checked_total__isnull=True) | Q(checked_total__gte=0))
                & (Q(checked_total__isnull=True) | Q(checked_total__lte=F("maximum"))),
                name="assessment_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=signed_where("submitted", ~Q(state=AssessmentState.OPEN.value)),
                name="assessment_submitted_is_signed",
            ),
            two_people(
                "submitted", "checked", "assessment_checked_by_another", "自己的自评不能自己核定。"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=AssessmentState.CLOSED.value, checked_total__isnull=False)
                    & signed("checked")
                )
                | (~Q(state=AssessmentState.CLOSED.value) & Q(checked_total__isnull=True)),
                name="assessment_closed_has_its_points",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.RETURNED.value)
                | (~Q(sent_back_why="") & signed("checked")),
                name="assessment_sent_back_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.template.period}"


class AssessmentScore(models.Model):
    """One item of one assessment. ``most`` is what the item is worth, so that the database can
    hold the points against it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    item = models.ForeignKey(AssessmentItem, on_delete=models.PROTECT, related_name="+")
    most = models.DecimalField("分值", max_digits=5, decimal_places=1)
    points = points_field("自评")
    told = models.CharField("说明", max_length=200)
    checked_points = points_field("核定", null=True)
    check_note = models.CharField("核定说明", max_length=200, blank=True)
    scored_by = hand("自评人", needed=True)
    scored_at = models.DateTimeField("自评时间")

    class Meta:
        verbose_name = verbose_name_plural = "自评得分"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item"], name="assessment_score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0)
                & Q(points__lte=F("most"))
                & (Q(checked_points__isnull=True) | Q(checked_points__gte=0))
                & (Q(checked_points__isnull=True) | Q(checked_points__lte=F("most"))),
                name="assessment_score_within_its_item",
            ),
            models.CheckConstraint(
                condition=Q(checked_points__isnull=True)
                | Q(checked_points=F("points"))
                | ~Q(check_note=""),
                name="assessment_score_changed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.most}"


class FiveItem(models.Model):
    """One of 五有 at one station, as the station says; seen by the level above, or not yet."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="five")
    kind = models.CharField(
        "项目", max_length=14, choices=[(one.value, label) for one, label in FIVE_LABELS.items()]
    )
    is_met = models.BooleanField("有")
    since_on = models.DateField("日期")
    note = models.CharField("说明", max_length=100, blank=True)
    set_by = hand("登记人", needed=True)
    set_at = models.DateTimeField("登记时间")
    seen_by = hand("核对人")
    seen_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "五有"
        constraints = [
            models.UniqueConstraint(fields=["station", "kind"], name="five_item_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in FIVE_LABELS]), name="five_item_known"
            ),
            two_people("set", "seen", "five_item_seen_by_another", "自己登记的不能自己核对。"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class StationPaper(models.Model):
    """佐证: a photo or scan beside one of 五有 or one score. Never changed, never removed."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="papers")
    five = models.ForeignKey(
        FiveItem, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    score = models.ForeignKey(
        AssessmentScore, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    stored = models.ForeignKey(SealedFile, on_delete=models.PROTECT, verbose_name="存档文件")
    added_by = hand("上传人", needed=True)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "站点佐证"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(five__isnull=False, score__isnull=True)
                | Q(five__isnull=True, score__isnull=False),
                name="station_paper_proves_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"佐证 {self.pk}"
