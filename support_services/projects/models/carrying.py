"""Carrying out: what was spent, what was put off, what came of it. Spending and extensions are only
ever added to; together what was spent is never more than was granted (trigger)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from support_services.projects.models.applications import Application, Milestone
from support_services.projects.states import GRADE_LABELS, RESULT_LABELS, ResultState
from veterans.foundation.hands import hand, signed_where, two_people

SUMMARY_LENGTH = 1000


class Spending(models.Model):
    """支出. ``amount``: yuan, more than 0; less than 0 where it takes ``reverses`` back."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="spendings", verbose_name="项目"
    )
    spent_on = models.DateField("日期")
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    what = models.CharField("用在哪里", max_length=100)
    voucher = models.CharField("凭证号", max_length=40)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="冲销",
    )
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "项目支出"
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
                name="projects_spending_sign",
                violation_error_message="支出金额要大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}"


class Extension(models.Model):
    """延期: from which day to which, and why."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="extensions", verbose_name="节点"
    )
    was_on = models.DateField("原来到")
    put_off_to = models.DateField("延到")
    why = models.CharField("原因", max_length=200)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "节点延期"
        ordering = ["milestone", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(put_off_to__gt=models.F("was_on")) & ~Q(why=""),
                name="projects_extension_later",
                violation_error_message="延期只能往后延，并写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} 延到 {self.put_off_to}"


class Result(models.Model):
    """绩效评价: the bureau's assessment and what residents read of it. ``points``: 0 to 100."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="result", verbose_name="项目"
    )
    grade = models.CharField(
        "评价", max_length=10, choices=[(g.value, label) for g, (label, _) in GRADE_LABELS.items()]
    )
    points = models.DecimalField("评分", max_digits=5, decimal_places=2)
    note = models.CharField("给工作人员的说明", max_length=300, blank=True, default="")
    summary = models.TextField("公开小结", max_length=SUMMARY_LENGTH)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in RESULT_LABELS.items()],
        default=ResultState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    published_by = hand("公布人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    spent = models.DecimalField("支出", max_digits=12, decimal_places=2, default=Decimal("0.00"))

    class Meta:
        verbose_name = verbose_name_plural = "项目绩效评价"
        ordering = ["-pk"]
        constraints = [
            two_people(
                "entered",
                "published",
                "projects_result_two_people",
                "录入人不能自己公布，请由另一人复核公布。",
            ),
            models.CheckConstraint(
                condition=signed_where("published", Q(state="published")),
                name="projects_result_published_signed",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100),
                name="projects_result_range",
                violation_error_message="评分是 0 到 100 分。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}：{self.get_grade_display()}"
