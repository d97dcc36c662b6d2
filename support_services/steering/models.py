"""Programmes, their tasks, what was promised for a year, what was done, and the yearly report.

Progress notes, their files and what was changed of a task are only ever added to; a report and its
lines are frozen once it is issued: triggers refuse what a service would not do. So is the record of
a day once a later day is recorded.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from support_services.steering.states import (
    CHANGE_LABELS,
    PART_LABELS,
    REPORT_LABELS,
    Part,
    ReportState,
)
from support_services.units.models import Unit
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.foundation.models import SealedFile

CODE_LENGTH = 60


class Programme(models.Model):
    """文件: an opinion or a plan whose tasks are followed."""

    title = models.CharField("文件名称", max_length=100)
    document_no = models.CharField("文号", max_length=60, blank=True, default="")
    issued_on = models.DateField("印发日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源说明", max_length=200, blank=True, default="")
    entered_by = hand("导入人", needed=True)
    entered_at = models.DateTimeField("导入时间")
    closed_by = hand("停止人")
    closed_at = models.DateTimeField("停止时间", null=True, blank=True)
    closed_why = models.CharField("停止原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "任务文件"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "issued_on"],
                condition=Q(closed_at__isnull=True),
                name="steering_one_of_a_document",
                violation_error_message="这份文件的任务清单已经导入过。",
            ),
            models.CheckConstraint(
                condition=signed_where("closed", ~Q(closed_why="")),
                name="steering_programme_closed_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """One task of a programme. ``figures``: codes of figures that show how far it is.
    ``confidence``: how sure title and units are; ``remark``: what of it is our own wording.
    ``ended_at``: from then on it is carried on no more; its number is not given again."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="tasks", verbose_name="文件"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("任务", max_length=60)
    demand = models.CharField("要求", max_length=300)
    figures = ArrayField(
        models.CharField(max_length=CODE_LENGTH), verbose_name="指标", default=list, blank=True
    )
    confidence = models.CharField("可靠程度", max_length=16, choices=Confidence)
    remark = models.CharField("说明", max_length=200, blank=True, default="")
    ended_by = hand("停办人")
    ended_at = models.DateTimeField("停办时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="steering_task_once"),
            models.CheckConstraint(
                condition=signed_where("ended", Q(ended_at__isnull=False)),
                name="steering_task_ended_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class TaskUnit(models.Model):
    """A unit that answers for a task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="responsible")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="steering_tasks")
    part = models.CharField(
        "职责",
        max_length=11,
        choices=[(one.value, label) for one, label in PART_LABELS.items()],
        default=Part.RESPONSIBLE.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "任务的责任单位"
        ordering = ["task", "part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="steering_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_part_display()}）"


class TaskChange(models.Model):
    """What was changed of a task, or that it was added or ended, and why. Append-only.

    ``changed``: rows of what it is called, what it was and what it became, as they are shown.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="changes")
    deed = models.CharField(
        "做了什么",
        max_length=8,
        choices=[(one.value, label) for one, label in CHANGE_LABELS.items()],
    )
    changed = models.JSONField("改动", default=list, blank=True)
    why = models.CharField("原因", max_length=200)
    made_by = hand("修改人", needed=True)
    made_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "任务的改动"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""),
                name="steering_change_says_why",
                violation_error_message="请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.task}"


class Target(models.Model):
    """年度目标: what was promised for a year, as a number of a figure or in words, or both.
    ``at_most``: no more than ``wanted``, such as overdue cases."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("年度")
    figure = models.CharField("指标", max_length=CODE_LENGTH, blank=True, default="")
    wanted = models.DecimalField("目标值", max_digits=14, decimal_places=2, null=True, blank=True)
    at_most = models.BooleanField("不超过", default=False)
    words = models.CharField("目标", max_length=200, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering = ["task", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "year", "figure"],
                condition=~Q(figure=""),
                name="steering_target_once",
                violation_error_message="这一年这个指标已经定过目标，请先去掉原来的一条。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2018, 2100)), name="steering_target_year"
            ),
            models.CheckConstraint(
                condition=Q(figure="", wanted__isnull=True, at_most=False) & ~Q(words="")
                | ~Q(figure="") & Q(wanted__gte=0),
                name="steering_target_says_what",
                violation_error_message="选了指标的要填目标值；没有指标的要用文字写明目标。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.words or self.figure}"


class ProgressNote(models.Model):
    """进展: what was done for a task, by whom, on which day. Append-only."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notes")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="报送单位"
    )
    on = models.DateField("日期")
    text = models.CharField("进展", max_length=500)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "进展记录"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.text[:20]}"


class NoteFile(models.Model):
    """佐证: a photo or scan beside a note. Append-only."""

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="files")
    stored = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "进展的佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.stored.name


class Report(models.Model):
    """年度报告: the targets of a year with the numbers of a day. Frozen once issued."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="reports", verbose_name="文件"
    )
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(one.value, label) for one, (label, _) in REPORT_LABELS.items()],
        default=ReportState.DRAFT.value,
    )
    summary = models.CharField("总体情况", max_length=500, blank=True, default="")
    taken_on = models.DateField("取数日期")
    drafted_by = hand("起草人", needed=True)
    drafted_at = models.DateTimeField("起草时间")
    issued_by = hand("签发人")
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    dropped_by = hand("放弃人")
    dropped_at = models.DateTimeField("放弃时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                condition=~Q(state="dropped"),
                name="steering_one_report_a_year",
                violation_error_message="这一年的报告已有一份，请接着办那一份。",
            ),
            two_people(
                "drafted",
                "issued",
                "steering_report_two_people",
                "起草人不能自己签发，请由另一人签发。",
            ),
            models.CheckConstraint(
                condition=signed_where("issued", Q(state="issued")),
                name="steering_report_issued_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("dropped", Q(state="dropped")),
                name="steering_report_dropped_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度报告"


class ReportLine(models.Model):
    """One promise in a report: as it was promised, and the number of the day. ``title``: what the
    task was called then. ``parts``: pairs of a town's name and its part of the number, as text.
    ``figure``: "" where nothing is counted. ``counted_on``: the day of the number where it is not
    ``Report.taken_on``. ``kept_rows``: the very rows that made it, as the drafter saw them, as a
    sealed workbook; None where a number of a day gone by comes from the record, or where there were
    too many."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("任务", max_length=60, default="")
    promised = models.CharField("目标", max_length=300, blank=True, default="")
    figure = models.CharField("指标代码", max_length=CODE_LENGTH, blank=True, default="")
    label = models.CharField("指标", max_length=60, blank=True, default="")
    unit = models.CharField("单位", max_length=4, blank=True, default="")
    wanted = models.DecimalField("目标值", max_digits=14, decimal_places=2, null=True, blank=True)
    at_most = models.BooleanField("不超过", default=False)
    number = models.DecimalField("实际", max_digits=16, decimal_places=2, null=True, blank=True)
    counted_on = models.DateField("数是哪天的", null=True, blank=True)
    kept_rows = models.ForeignKey(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="留存的明细"
    )
    parts = models.JSONField("分镇街", default=list, blank=True)
    standing = models.CharField("完成情况", max_length=8)
    notes = models.PositiveSmallIntegerField("进展条数", default=0)
    files = models.PositiveSmallIntegerField("佐证份数", default=0)
    last_note = models.CharField("最近进展", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "年度报告的一行"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], name="steering_report_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.position}"


class RecordedDay(models.Model):
    """记录日: a day whose figures were written down in its evening. ``taken_at`` None: nobody did,
    and what they were on that day is not known."""

    day = models.DateField("日期", unique=True)
    taken_at = models.DateTimeField("取数时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标的记录日"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class DayNumber(models.Model):
    """A figure on a day, as those of one role may count it. ``parts``: pairs of a town's name and
    its part of the number, as text."""

    recorded = models.ForeignKey(RecordedDay, on_delete=models.CASCADE, related_name="numbers")
    role = models.CharField("岗位", max_length=20)
    figure = models.CharField("指标代码", max_length=CODE_LENGTH)
    number = models.DecimalField("数", max_digits=16, decimal_places=2)
    parts = models.JSONField("分镇街", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标的按日记录"
        ordering = ["recorded", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["recorded", "role", "figure"], name="steering_number_of_a_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recorded} {self.figure}"
