"""评分: who has which entry, what he gave, and what came of it."""

from django.db import models
from django.db.models import Q

from honors.juries.models.jurors import Seat
from honors.juries.models.panels import Criterion, Entry


class Assignment(models.Model):
    """评审任务. ``is_first``: of the draw with which the review began."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="assignments", verbose_name="材料"
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="assignments", verbose_name="席位"
    )
    is_first = models.BooleanField("首次分派")
    assigned_at = models.DateTimeField("分派时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审任务"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "seat"], name="juries_assigned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}：{self.seat}"


class Ballot(models.Model):
    """评分表. ``is_abstention``: no points, and ``comment`` says why. ``number``: his first, second
    … for that entry; the last one counts."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="ballots", verbose_name="任务"
    )
    number = models.PositiveSmallIntegerField("第几次")
    is_abstention = models.BooleanField("弃权", default=False)
    comment = models.CharField("评语", max_length=500, blank=True, default="")
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["assignment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="juries_ballot_number"),
            models.CheckConstraint(
                condition=Q(is_abstention=False) | ~Q(comment=""),
                name="juries_abstention_says_why",
                violation_error_message="弃权的，请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 第 {self.number} 次"


class Score(models.Model):
    """得分: 0 to 100 for one criterion of a ballot."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, related_name="scores", verbose_name="评分表"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", verbose_name="指标"
    )
    points = models.DecimalField("分", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["ballot", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "criterion"], name="juries_score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100),
                name="juries_score_range",
                violation_error_message="每项 0 到 100 分。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


class Place(models.Model):
    """名次, as it was when the review was closed; the ballots give the same again at any time."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="place", verbose_name="材料"
    )
    place = models.PositiveSmallIntegerField("名次", null=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)
    why = models.TextField("说明")

    class Meta:
        verbose_name = verbose_name_plural = "名次"
        ordering = ["entry"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True, score__isnull=True)
                | Q(place__isnull=False, score__isnull=False),
                name="juries_place_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} 第 {self.place} 名" if self.place else f"{self.entry} 不排名"
