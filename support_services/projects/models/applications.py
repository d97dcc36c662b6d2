"""项目申报: the project book of a unit, its budget, what it promises and until when.

The book is written as a draft or while it is returned for completion, and stands afterwards
(trigger). It is handed in between the first and the last day of the call, or until the day that
was set for its completion (trigger).
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from support_services.projects.models.calls import TITLE_LENGTH, Call
from support_services.projects.states import APPLICATION_LABELS, ApplicationState
from support_services.units.models import Unit
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.foundation.sealed_files import SealedFile

BOOK_LENGTH = 2000
MOST_LINES = 10
MOST_MILESTONES = 8


class Application(models.Model):
    """An application.

    ``number``: within the call, given when it is handed in first. ``brief``: one sentence for
    residents. ``asked``: yuan, the sum of its budget lines; ``granted``: what was decided, 0 for
    nothing, and before the decision what is proposed is not here but in ``proposed``. ``by_link``:
    the unit wrote it by its own link, without an account. ``place``, ``score``: as they stood when
    the review ended; null with too few ballots.
    """

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="applications", verbose_name="征集"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="project_applications", verbose_name="单位"
    )
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    title = models.CharField("项目名称", max_length=TITLE_LENGTH)
    team = models.CharField("服务队", max_length=30, blank=True, default="")
    brief = models.CharField("一句话介绍", max_length=120)
    background = models.TextField("项目背景", max_length=BOOK_LENGTH)
    aim = models.TextField("实施目标", max_length=BOOK_LENGTH)
    content = models.TextField("服务内容", max_length=BOOK_LENGTH)
    steps = models.TextField("实施步骤", max_length=BOOK_LENGTH)
    expected = models.TextField("绩效预估", max_length=BOOK_LENGTH)
    contact_name = SealedTextField("联系人", null=True, blank=True)
    contact_phone = SealedTextField("联系人手机", null=True, blank=True)
    asked = models.DecimalField(
        "申请金额", max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in APPLICATION_LABELS.items()],
        default=ApplicationState.DRAFT.value,
    )
    by_link = models.BooleanField("单位自己网上填报", default=False)
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间")
    handed_on = models.DateField("提交日期", null=True, blank=True)
    handed_at = models.DateTimeField("提交时间", null=True, blank=True)
    checked_by = hand("核对人")
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    missing = models.CharField("要补正什么", max_length=300, blank=True, default="")
    complete_by = models.DateField("补正期限", null=True, blank=True)
    ended_by = hand("撤回、终止的人")
    ended_at = models.DateTimeField("撤回、终止时间", null=True, blank=True)
    ended_why = models.CharField("撤回、终止原因", max_length=200, blank=True, default="")
    place = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    place_why = models.TextField("名次说明", blank=True, default="")
    proposed = models.DecimalField(
        "拟定金额", max_digits=12, decimal_places=2, null=True, blank=True
    )
    choice_why = models.CharField("拟定原因", max_length=200, blank=True, default="")
    granted = models.DecimalField(
        "立项金额", max_digits=12, decimal_places=2, default=Decimal("0.00")
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目申报"
        ordering = ["call", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="projects_number_of_a_call"),
            models.CheckConstraint(
                condition=Q(by_link=True, entered_by__isnull=True)
                | Q(by_link=False, entered_by__isnull=False),
                name="projects_entered_by_somebody",
            ),
            two_people(
                "entered",
                "checked",
                "projects_checked_by_another",
                "录入人不能自己核对，请由另一人核对。",
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=0, granted__gte=0)
                & Q(granted__lte=models.F("asked"))
                & (Q(proposed__isnull=True) | Q(proposed__lte=models.F("asked"), proposed__gte=0)),
                name="projects_no_more_than_asked",
                violation_error_message="金额不能超过申请的金额。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(number__isnull=False, handed_on__isnull=False, handed_at__isnull=False),
                name="projects_handed_in_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "handed_in", "returned", "withdrawn"])
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="projects_checked_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["chosen", "finished", "stopped"], granted__gt=0)
                | (~Q(state__in=["chosen", "finished", "stopped"]) & Q(granted=0)),
                name="projects_chosen_is_granted",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (~Q(missing="") & Q(complete_by__isnull=False)),
                name="projects_returned_says_what",
            ),
            models.CheckConstraint(
                # A unit that withdraws by its own link is no colleague, so nobody signs for it.
                condition=signed_where("ended", Q(state__in=["withdrawn", "stopped"]))
                | Q(state="withdrawn", ended_by__isnull=True, ended_at__isnull=False),
                name="projects_ended_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """经费预算: one line, in yuan."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="lines", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("序号")
    item = models.CharField("用途", max_length=60)
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "经费预算"
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="projects_line_number"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="projects_line_amount",
                violation_error_message="预算金额要大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.amount}"


class Milestone(models.Model):
    """节点: what is promised until when, with a figure that can be counted.

    ``due_on``: as promised; ``extended_to``: the day it was put off to last. ``promised``,
    ``reached``: in ``unit`` (``人次``); ``reached`` null: nothing known yet.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="milestones", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("序号")
    what = models.CharField("做什么", max_length=80)
    due_on = models.DateField("到哪天")
    measure = models.CharField("指标", max_length=40)
    promised = models.DecimalField("承诺", max_digits=10, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    extended_to = models.DateField("延到", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=200, blank=True, default="")
    reached = models.DecimalField("达到", max_digits=10, decimal_places=2, null=True, blank=True)
    reached_note = models.CharField("说明", max_length=200, blank=True, default="")
    done_by = hand("登记人")
    done_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目节点"
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="projects_milestone_number"
            ),
            models.CheckConstraint(
                condition=Q(promised__gt=0) & (Q(reached__isnull=True) | Q(reached__gte=0)),
                name="projects_milestone_figures",
                violation_error_message="承诺的数量要大于 0，达到的不能小于 0。",
            ),
            models.CheckConstraint(
                condition=signed_where("done", Q(done_on__isnull=False)),
                name="projects_milestone_done_signed",
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | Q(extended_to__gt=models.F("due_on")),
                name="projects_milestone_put_off",
                violation_error_message="延期只能往后延。",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def day(self) -> date:
        """Its day as it stands now."""
        return self.extended_to or self.due_on


class ProjectPaper(models.Model):
    """佐证: a photo or scan of a milestone. Never changed."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="papers", verbose_name="节点"
    )
    stored = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")
    added_by = hand("上传人", needed=True)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "项目佐证"
        ordering = ["milestone", "pk"]

    def __str__(self) -> str:
        return f"佐证 {self.pk}"
