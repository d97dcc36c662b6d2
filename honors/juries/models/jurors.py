"""评委: seats in a panel, what jurors have to do with whom, where they stand aside, and the
telephones that may be told of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from honors.juries.models.panels import MARK_KINDS, Entry, Panel
from honors.juries.states import SOURCE_LABELS, RecusalSource
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, unsigned


class JurorTie(models.Model):
    """评委的关联: what a juror has to do with whom. ``label`` names units and villages; of people
    it says no more than that there is one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="评委",
    )
    kind = models.CharField("种类", max_length=9, choices=MARK_KINDS)
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


class JurorContact(models.Model):
    """评委的手机. A number to which messages about his reviews may go, since he agreed to that.
    Another number is another row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="评委",
    )
    phone = SealedTextField("手机")
    agreed_on = models.DateField("同意日期")
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    ended_by = hand("停用人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评委的手机"
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="juries_one_contact"
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="juries_contact_ended_signed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


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
