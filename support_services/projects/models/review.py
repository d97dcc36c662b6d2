"""评审: who reviews what, and what he gave. A ballot is never changed; a better one follows it
while the review lasts (trigger), and it is the last one that counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from support_services.projects.models.applications import Application
from support_services.projects.models.calls import Criterion
from support_services.units.models import Unit
from veterans.foundation.hands import hand, signed_where


class UnitTie(models.Model):
    """利害关系: what a colleague has to do with a unit, as he declared it himself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="申明人",
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="ties", verbose_name="单位"
    )
    why = models.CharField("什么关系", max_length=100)
    declared_at = models.DateTimeField("申明时间")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "利害关系"
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                condition=Q(ended_at__isnull=True),
                name="projects_one_tie",
                violation_error_message="已经申明过与这个单位的关系。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} 与 {self.unit}"


class Assignment(models.Model):
    """评审任务. Recused: whatever he gave is as if it were not there."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assignments", verbose_name="项目"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="评委",
    )
    assigned_by = hand("分派人", needed=True)
    assigned_at = models.DateTimeField("分派时间")
    recused_by = hand("登记回避的人")
    recused_at = models.DateTimeField("回避时间", null=True, blank=True)
    recused_why = models.CharField("回避原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "评审任务"
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="projects_reviewer_once"
            ),
            models.CheckConstraint(
                condition=signed_where("recused", ~Q(recused_why="")),
                name="projects_recused_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}：{self.reviewer}"


class Ballot(models.Model):
    """评分表. ``is_abstention``: no points, and ``comment`` says why. ``number``: his first, second
    … one for that application."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="ballots", verbose_name="评审任务"
    )
    number = models.PositiveSmallIntegerField("第几次")
    is_abstention = models.BooleanField("弃权", default=False)
    comment = models.CharField("评语", max_length=500)
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["assignment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="projects_ballot_number"),
            models.CheckConstraint(
                condition=Q(is_abstention=False) | ~Q(comment=""),
                name="projects_abstention_says_why",
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
            models.UniqueConstraint(fields=["ballot", "criterion"], name="projects_score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100),
                name="projects_score_range",
                violation_error_message="每项 0 到 100 分。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"
