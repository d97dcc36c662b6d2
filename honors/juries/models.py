"""Panels, what they judge, who judges, and what was given.

Of whom an entry tells is in no table here: an entry has a reference that means something to whoever
asked for the panel, a number by lot, texts that were redacted before they came, and marks of which
only keyed digests are kept, under a key of that panel. Everything but a panel's state, a juror's
leaving and a tie's end is added and never changed (triggers).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from honors.juries.states import (
    MARK_LABELS,
    PANEL_LABELS,
    SOURCE_LABELS,
    PanelState,
    RecusalSource,
)
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS

TITLE_LENGTH, TEXT_LENGTH, REF_LENGTH = 80, 6000, 80
_MARK_KINDS = [(one.value, label) for one, label in MARK_LABELS.items()]


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
        models.CharField(max_length=9, choices=_MARK_KINDS), verbose_name="回避范围"
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
    kind = models.CharField("种类", max_length=9, choices=_MARK_KINDS)
    digest = models.BinaryField("摘要", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "关联标记"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "digest"], name="juries_mark_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class JurorTie(models.Model):
    """评委的关联: what a juror has to do with whom. ``label`` names units and villages; of people
    it says no more than that there is one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="评委",
    )
    kind = models.CharField("种类", max_length=9, choices=_MARK_KINDS)
    mark = SealedTextField("标记")
    label = models.CharField("与谁", max_length=80)
    why = models.CharField("什么关系", max_length=100)
    declared_by = hand("登记人", needed=True)
    declared_at = models.DateTimeField("登记时间")
    ended_by = hand("解除人")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评委的关联"
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="juries_tie_ended_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.why}"


class Seat(models.Model):
    """评委席位. ``number``: what the juror is called where his name is nobody's business."""

    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="seats", verbose_name="评委会"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="评委"
    )
    number = models.PositiveSmallIntegerField("席位")
    appointed_by = hand("聘请人", needed=True)
    appointed_at = models.DateTimeField("聘请时间")
    left_by = hand("登记退出的人")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    left_why = models.CharField("退出原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "评委席位"
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="juries_seat_once",
                violation_error_message="已经是这个评委会的评委。",
            ),
            models.UniqueConstraint(fields=["panel", "number"], name="juries_seat_number"),
            models.CheckConstraint(
                condition=signed_where("left", ~Q(left_why="")), name="juries_left_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"评委 {self.number}"


class Recusal(models.Model):
    """回避: whatever a juror gave that entry is as if it were not there. Cannot be undone.
    ``entered_by`` null: found by the marks."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="recusals", verbose_name="材料"
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="recusals", verbose_name="席位"
    )
    source = models.CharField(
        "由谁",
        max_length=6,
        choices=[(one.value, label) for one, label in SOURCE_LABELS.items()],
    )
    why = models.CharField("原因", max_length=200)
    entered_by = hand("登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "seat"],
                name="juries_recused_once",
                violation_error_message="已经登记过回避。",
            ),
            models.CheckConstraint(
                condition=Q(source=RecusalSource.FOUND.value, entered_by__isnull=True)
                | (~Q(source=RecusalSource.FOUND.value) & Q(entered_by__isnull=False)),
                name="juries_recusal_has_a_source",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="juries_recusal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} 回避 {self.entry}"


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
