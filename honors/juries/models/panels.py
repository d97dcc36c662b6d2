"""评委会, and what it judges.

Of whom an entry tells is in no table here: an entry has a reference that means something to whoever
asked for the panel, a number by lot, texts that were redacted before they came, and marks of which
only keyed digests are kept, under a key of that panel.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from honors.juries.states import MARK_LABELS, PANEL_LABELS, PanelState
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS

TITLE_LENGTH, TEXT_LENGTH, REF_LENGTH = 80, 6000, 80
MARK_KINDS = [(one.value, label) for one, label in MARK_LABELS.items()]


class Panel(models.Model):
    """评委会. ``of``: what asked for it. ``seed``: by which numbers and jurors are drawn, made when
    the panel is. ``barred_by``: kinds of marks for which a juror stands aside. ``shows_others``: a
    juror reads what others gave once his own is in."""

    of = models.CharField("评什么", max_length=REF_LENGTH)
    title = models.CharField("名称", max_length=TITLE_LENGTH)
    state = models.CharField(
        "状态",
        max_length=9,
        choices=[(one.value, label) for one, (label, _) in PANEL_LABELS.items()],
        default=PanelState.FORMING.value,
    )
    anonymous = models.BooleanField("匿名评审")
    shows_others = models.BooleanField("评完可见他人评分")
    per_entry = models.PositiveSmallIntegerField("每份几位评委")
    least = models.PositiveSmallIntegerField("至少几份有效评分")
    combination = models.CharField(
        "合成办法",
        max_length=8,
        choices=[(one.value, text) for one, text in COMBINATION_LABELS.items()],
    )
    tie = models.CharField(
        "同分办法", max_length=8, choices=[(one.value, text) for one, text in TIE_LABELS.items()]
    )
    levelled = models.BooleanField("拉平评委宽严")
    barred_by = ArrayField(
        models.CharField(max_length=9, choices=MARK_KINDS), verbose_name="回避范围"
    )
    seed = models.CharField("随机种子", max_length=32, editable=False)
    opens_at = models.DateTimeField("评审开始")
    closes_at = models.DateTimeField("评审截止")
    extended_why = models.CharField("延长原因", max_length=200, blank=True, default="")
    made_by = hand("设立人", needed=True)
    made_at = models.DateTimeField("设立时间")
    begun_by = hand("分派人")
    begun_at = models.DateTimeField("分派时间", null=True, blank=True)
    closed_by = hand("结束评审的人")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    dropped_by = hand("取消人")
    dropped_at = models.DateTimeField("取消时间", null=True, blank=True)
    dropped_why = models.CharField("取消原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "评委会"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of"],
                condition=~Q(state="dropped"),
                name="juries_one_panel",
                violation_error_message="已经为它设立了评委会。",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="juries_opens_before_it_closes",
                violation_error_message="评审截止应晚于开始。",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1, per_entry__gte=F("least")),
                name="juries_enough_each",
                violation_error_message="每份的评委人数不能少于至少几份有效评分。",
            ),
            models.CheckConstraint(
                condition=(Q(state="forming") & unsigned("begun"))
                | (Q(state__in=["reviewing", "closed"]) & signed("begun"))
                | (Q(state="dropped") & (unsigned("begun") | signed("begun"))),
                name="juries_begun_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("closed", Q(state="closed")), name="juries_closed_signed"
            ),
            models.CheckConstraint(
                condition=signed_where("dropped", Q(state="dropped")), name="juries_dropped_signed"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("closes_at")),
                name="juries_closed_after_its_day",
                violation_error_message="截止时间还没有到，不能结束评审。",
            ),
            two_people(
                "begun",
                "closed",
                "juries_closed_by_another",
                "分派评委的人不能自己结束评审，请由另一人办理。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """评分指标."""

    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="criteria", verbose_name="评委会"
    )
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("指标", max_length=40)
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "评分指标"
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="juries_criterion_number"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100), name="juries_weight_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.weight.normalize():f}）"


class Entry(models.Model):
    """参评材料. ``ref``: what it is to whoever asked; ``number``: by lot."""

    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="entries", verbose_name="评委会"
    )
    ref = models.CharField("来处", max_length=REF_LENGTH)
    number = models.PositiveSmallIntegerField("编号")

    class Meta:
        verbose_name = verbose_name_plural = "参评材料"
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "ref"], name="juries_entry_once"),
            models.UniqueConstraint(fields=["panel", "number"], name="juries_entry_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} 号"


class Section(models.Model):
    """材料的一段, as jurors read it."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="sections", verbose_name="材料"
    )
    number = models.PositiveSmallIntegerField("序号")
    heading = models.CharField("标题", max_length=40)
    text = models.TextField("内容", max_length=TEXT_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "材料内容"
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="juries_section_number"),
        ]

    def __str__(self) -> str:
        return self.heading


class EntryMark(models.Model):
    """关联标记: a digest of what an entry is tied to; nothing leads back from it without our key,
    and the same thing has another digest in another panel."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="marks", verbose_name="材料"
    )
    kind = models.CharField("种类", max_length=9, choices=MARK_KINDS)
    digest = models.BinaryField("摘要", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "关联标记"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "digest"], name="juries_mark_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
