"""督办: the rules by two people, what was sent out by them, circulars as they were issued; and the
spreadsheets that items came from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from support_services.double_list.models.items import Item
from support_services.double_list.states import (
    CIRCULAR_LABELS,
    ITEM_LABELS,
    LIGHT_LABELS,
    NOTE_LABELS,
    RULE_LABELS,
    CircularState,
    RuleState,
    choices_of,
)
from support_services.units.models import NAME_LENGTH, Unit
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed_where, two_people


def _days(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )


class SupervisionRule(models.Model):
    """督办规则: the numbers that hold from a day on; a later one takes its place. What is in force
    is never changed. The columns are those of ``rules.Figures``."""

    valid_from = models.DateField("自何日起")
    yellow_percent = models.PositiveSmallIntegerField(
        "剩余时间不足百分之几亮黄灯", validators=[MaxValueValidator(100)]
    )
    yellow_days = models.PositiveSmallIntegerField("剩余几天以内亮黄灯")
    weekly_days = _days("每周报：几天没报亮黄灯")
    monthly_days = _days("每月报：几天没报亮黄灯")
    grace_days = _days("再过几天亮红灯")
    in_workdays = models.BooleanField("没报进展的天数按工作日算", default=False)
    object_days = _days("几个工作日内可以退回")
    plan_days = _days("几个工作日内报方案")
    verify_days = _days("几个工作日内核验")
    confirm_days = _days("几个工作日内评价")
    agree_days = models.PositiveSmallIntegerField(
        "几个工作日内双方确认",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    help_days = models.PositiveSmallIntegerField(
        "协办单位几天没报亮黄灯",
        default=31,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    circular_reds = models.PositiveSmallIntegerField(
        "一个单位几项红灯拟通报", validators=[MinValueValidator(1)]
    )
    circular_days = _days("一项超期几天拟通报")
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    state = models.CharField(
        "状态",
        max_length=9,
        choices=choices_of(RULE_LABELS),
        default=RuleState.DRAFT.value,
    )
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)
    enforced_by = hand("启用人")
    enforced_at = models.DateTimeField("启用时间", null=True, blank=True)
    withdrawn_by = hand("撤回人")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办规则"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(state="in_force"),
                name="dlist_one_rule_of_a_day",
                violation_error_message="这一天起已有一份督办规则，请换一个日期。",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="draft"),
                name="dlist_one_rule_draft",
                violation_error_message="已有一份待启用的督办规则，请先启用或撤回。",
            ),
            two_people(
                "entered",
                "enforced",
                "dlist_rule_by_two",
                "录入人不能自己启用，请由另一人启用。",
            ),
            # What the portal is shipped with was entered and enforced by nobody, and says so.
            models.CheckConstraint(
                condition=Q(enforced_by__isnull=False, enforced_at__isnull=False)
                | ~Q(state="in_force")
                | Q(entered_by__isnull=True, confidence=Confidence.UNCONFIRMED.value),
                name="dlist_rule_enforced",
            ),
            models.CheckConstraint(
                condition=signed_where("withdrawn", Q(state="withdrawn")),
                name="dlist_rule_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"督办规则（自 {self.valid_from:%Y-%m-%d}）"


class SupervisionNote(models.Model):
    """督办单: numbered within its year, once for an item and an occasion.

    ``occasion``: what it is for, with the day it counts from (``overdue:2026-09-30``), so that a
    date that was moved is a new occasion and the same one is told once. What it says of the item is
    frozen. ``by`` is empty where the night wrote it."""

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="notes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    # As they were called then; "" in notes from before this was kept.
    unit_name = models.CharField("单位名称", max_length=NAME_LENGTH, blank=True, default="")
    requester_name = models.CharField("提出单位", max_length=NAME_LENGTH, blank=True, default="")
    why = models.CharField("缘由", max_length=8, choices=choices_of(NOTE_LABELS))
    occasion = models.CharField("事由", max_length=40)
    deadline = models.DateField("时限")
    said_on = models.DateField("最近报告")
    demand = models.CharField("要求", max_length=200, blank=True, default="")
    issued_on = models.DateField("发出日期")
    at = models.DateTimeField("时间")
    by = hand("签发人")

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="dlist_note_number"),
            models.UniqueConstraint(fields=["item", "occasion"], name="dlist_note_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"双督〔{self.year}〕{self.number} 号"


class Circular(models.Model):
    """通报: of a month over all units, or about one unit that is late. ``month``: its first day."""

    month = models.DateField("月份")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    # 双通〔year〕number 号, given when it is issued; what was issued before has none.
    year = models.PositiveSmallIntegerField("编号年度", null=True, blank=True)
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    title = models.CharField("标题", max_length=80)
    words = models.CharField("正文", max_length=500, blank=True, default="")
    proposed_why = models.CharField("为什么拟发", max_length=200, blank=True, default="")
    state = models.CharField(
        "状态",
        max_length=7,
        choices=choices_of(CIRCULAR_LABELS),
        default=CircularState.DRAFT.value,
    )
    drafted_by = hand("拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    issued_by = hand("签发人")
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    issued_on = models.DateField("签发日期", null=True, blank=True)
    dropped_by = hand("不发决定人")
    dropped_at = models.DateTimeField("不发时间", null=True, blank=True)
    dropped_why = models.CharField("为什么不发", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "双清单通报"
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(unit__isnull=True) & ~Q(state="dropped"),
                name="dlist_one_circular_of_a_month",
                violation_error_message="这个月已有一份通报。",
            ),
            # Once dropped it is not proposed again in that month.
            models.UniqueConstraint(
                fields=["month", "unit"],
                condition=Q(unit__isnull=False),
                name="dlist_one_circular_of_a_unit",
                violation_error_message="这个单位这个月已有一份通报。",
            ),
            models.UniqueConstraint(fields=["year", "number"], name="dlist_circular_number"),
            models.CheckConstraint(
                condition=Q(year__isnull=True, number__isnull=True)
                | Q(state="issued", year__isnull=False, number__isnull=False),
                name="dlist_circular_numbered",
            ),
            models.CheckConstraint(
                condition=signed_where("issued", Q(state="issued")),
                name="dlist_circular_issued",
            ),
            models.CheckConstraint(
                condition=signed_where("dropped", Q(state="dropped")),
                name="dlist_circular_dropped",
            ),
            two_people(
                "drafted",
                "issued",
                "dlist_circular_by_two",
                "拟稿人不能自己签发，请由另一人签发。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Its number as it is written; "" before it is issued."""
        return f"双通〔{self.year}〕{self.number} 号" if self.number is not None else ""


class CircularLine(models.Model):
    """One item as it stood when the circular was issued; words, so that nothing changes it."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField("序号")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("编号", max_length=20)
    title = models.CharField("事项", max_length=60)
    unit_name = models.CharField("承办单位", max_length=NAME_LENGTH)
    requester_name = models.CharField("提出单位", max_length=NAME_LENGTH)
    state = models.CharField("状态", max_length=9, choices=choices_of(ITEM_LABELS))
    light = models.CharField("灯", max_length=6, choices=choices_of(LIGHT_LABELS))
    progress = models.PositiveSmallIntegerField("进度（%）")
    deadline = models.DateField("时限", null=True, blank=True)
    said_on = models.DateField("最近报告", null=True, blank=True)
    last_words = models.CharField("最近进展", max_length=500, blank=True, default="")
    # Who else is waited for, and how long already.
    wait_light = models.CharField(
        "等候", max_length=6, choices=choices_of(LIGHT_LABELS), default="none"
    )
    waiting = models.CharField("在等谁", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "通报所列事项"
        ordering = ["circular", "place"]
        constraints = [
            models.UniqueConstraint(fields=["circular", "place"], name="dlist_line_place"),
            models.UniqueConstraint(fields=["circular", "item"], name="dlist_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.place}"


class ListImport(models.Model):
    """A spreadsheet that was brought in, known by its bytes: it is not brought in twice."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    filename = models.CharField("文件名", max_length=120)
    lines = models.PositiveIntegerField("行数")
    made = models.PositiveIntegerField("新录入")
    by = hand("导入人", needed=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "清单导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename
