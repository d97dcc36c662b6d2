"""年度确认: rounds as dated data, who is to be confirmed in each, and what came of it.

军人抚恤优待条例 (2024) art. 8 asks for a yearly confirmation; how long the window is, what grace
there is and who is visited at home the bureau settles for each round, with the source. A hold of
this origin points to the ``ConfirmationDue`` it rests on; ``services.confirmation_settling`` places
and releases it, nothing else does.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from support_services.subsidies.confirmation_states import (
    DUE_LABELS,
    FORFEIT_LABELS,
    FOUND_LABELS,
    ROUND_LABELS,
    WAY_LABELS,
    DueState,
    ForfeitState,
    RoundState,
)
from support_services.subsidies.models.schemes import Confidence, Scheme, is_month
from veterans.foundation.hands import hand, signed_where
from veterans.registry.models import Person

REMINDERS = [30, 15, 3]
LATE_DAYS = 30


class ConfirmationRound(models.Model):
    """One round: for which schemes, from when to when, and by which rules."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=60)
    schemes = models.ManyToManyField(Scheme, related_name="+", verbose_name="项目")
    first_day = models.DateField("开始日期")
    last_day = models.DateField("截止日期")
    grace_days = models.PositiveSmallIntegerField("宽限天数")
    reminder_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="截止前几天提醒")
    late_days = models.PositiveSmallIntegerField("后加入者的期限天数", default=LATE_DAYS)
    home_visit_age = models.PositiveSmallIntegerField("满几岁上门", null=True, blank=True)
    home_visit_grade = models.PositiveSmallIntegerField("几级以上残疾上门", null=True, blank=True)
    forfeits = models.BooleanField("本人原因中断的可不补发", default=False)
    document_no = models.CharField("文号", max_length=80, blank=True)
    source = models.CharField("时间和宽限的依据", max_length=200)
    visit_source = models.CharField("上门对象的依据", max_length=200, blank=True)
    forfeit_source = models.CharField("不补发的依据", max_length=200, blank=True)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in ROUND_LABELS.items()],
        default=RoundState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    opened_by = hand("启用人")
    opened_at = models.DateTimeField("启用时间", null=True, blank=True)
    # Withdrawn, ended or cancelled.
    closed_by = hand("办结人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    close_note = models.CharField("办结说明", max_length=200, blank=True)
    swept_on = models.DateField("最近清查", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度确认"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="confirmation_round_days",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=signed_where(
                    "opened",
                    Q(state__in=["open", "ended", "cancelled"]),
                ),
                name="confirmation_round_opened",
            ),
            models.CheckConstraint(
                condition=signed_where(
                    "closed",
                    Q(state__in=["withdrawn", "ended", "cancelled"]),
                ),
                name="confirmation_round_closed",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("entered_by")),
                name="confirmation_round_two_people",
                violation_error_message="录入的人不能自己启用。",
            ),
            models.CheckConstraint(
                condition=~Q(source="")
                & (Q(forfeits=False) | ~Q(forfeit_source=""))
                & (
                    Q(home_visit_age__isnull=True, home_visit_grade__isnull=True)
                    | ~Q(visit_source="")
                ),
                name="confirmation_round_sources",
                violation_error_message="每条规则都要写明依据。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Confirmation(models.Model):
    """Somebody was seen, or found in another office's data; it covers all that waits for him."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员"
    )
    way = models.CharField(
        "方式", max_length=10, choices=[(way.value, label) for way, label in WAY_LABELS.items()]
    )
    confirmed_on = models.DateField("确认日期")
    note = models.CharField("说明", max_length=200, blank=True)
    by = hand("确认人", needed=True)
    at = models.DateTimeField("登记时间")
    taken_back_by = hand("撤销人")
    taken_back_at = models.DateTimeField("撤销时间", null=True, blank=True)
    taken_back_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "确认记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person"], name="confirmation_person")]
        constraints = [
            models.CheckConstraint(
                condition=signed_where("taken_back", ~Q(taken_back_reason="")),
                name="confirmation_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_way_display()}"


class ConfirmationDue(models.Model):
    """Somebody who is to be confirmed in a round, once, whatever number of rights he draws."""

    round = models.ForeignKey(
        ConfirmationRound, on_delete=models.PROTECT, related_name="dues", verbose_name="年度确认"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员"
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in DUE_LABELS.items()],
        default=DueState.DUE.value,
    )
    joined_on = models.DateField("列入日期")
    due_on = models.DateField("截止日期")
    hold_on = models.DateField("暂缓日期")
    home_visit = models.BooleanField("上门", default=False)
    confirmation = models.ForeignKey(
        Confirmation,
        on_delete=models.PROTECT,
        related_name="dues",
        null=True,
        blank=True,
        verbose_name="确认记录",
    )

    class Meta:
        verbose_name = verbose_name_plural = "应确认人员"
        indexes = [
            models.Index(fields=["round", "state", "hold_on"], name="confirmation_due_queue"),
            models.Index(fields=["person"], name="confirmation_due_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="confirmation_due_once"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmation__isnull=False)
                | (~Q(state="confirmed") & Q(confirmation__isnull=True)),
                name="confirmation_due_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(hold_on__gt=F("due_on")), name="confirmation_due_grace"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.round}"


class ConfirmationFinding(models.Model):
    """What the station found instead of the person: a task for the bureau, no decision."""

    due = models.ForeignKey(
        ConfirmationDue, on_delete=models.PROTECT, related_name="findings", verbose_name="应确认"
    )
    finding = models.CharField(
        "情况",
        max_length=10,
        choices=[(found.value, label) for found, label in FOUND_LABELS.items()],
    )
    found_on = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    noted_by = hand("登记人", needed=True)
    noted_at = models.DateTimeField("登记时间")
    handled_by = hand("处理人")
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    handled_note = models.CharField("处理情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点报告"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(handled_at__isnull=True),
                name="confirmation_finding_one_open",
                violation_error_message="这个人已有一条报告等区局处理。",
            ),
            models.CheckConstraint(
                condition=signed_where("handled", ~Q(handled_note="")),
                name="confirmation_finding_handled",
            ),
        ]

    def __str__(self) -> str:
        return self.get_finding_display()


class ConfirmationForfeit(models.Model):
    """Months that are not owed because the break was the person's own fault; two people decide."""

    due = models.ForeignKey(
        ConfirmationDue, on_delete=models.PROTECT, related_name="forfeits", verbose_name="应确认"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至")
    reason = models.CharField("理由", max_length=200)
    document_no = models.CharField("文号", max_length=80)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in FORFEIT_LABELS.items()],
        default=ForfeitState.PROPOSED.value,
    )
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = hand("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_note = models.CharField("决定说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不补发决定"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month")
                & is_month("last_month")
                & Q(last_month__gte=F("first_month")),
                name="confirmation_forfeit_months",
            ),
            models.CheckConstraint(
                condition=~Q(document_no="") & ~Q(reason=""),
                name="confirmation_forfeit_has_document",
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="proposed")),
                name="confirmation_forfeit_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(state="refused")
                | ~Q(decided_by=F("proposed_by")),
                name="confirmation_forfeit_two_people",
                violation_error_message="提出的人不能自己决定。",
            ),
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(state="proposed"),
                name="confirmation_forfeit_one_proposed",
                violation_error_message="此人已有一份不补发的提议等待决定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.first_month:%Y-%m}"
