"""How homes stand, the tasks at their doors, and the runs that reckon both.

``Standing`` and the opening and closing of tasks are written by one statement alone
(``services/reckoning``). Which plaque hangs is the register's word; a trigger keeps what was
answered at a door.
"""

from django.db import models
from django.db.models import Q

from honors.plaques.models.choices import choices_of
from honors.plaques.states import (
    CLOSED_LABELS,
    GROUND_LABELS,
    OUTCOME_LABELS,
    SPOT_LABELS,
    STAND_LABELS,
    TASK_LABELS,
    WHY_LABELS,
    RunState,
)
from support_services.visits.models import Visit
from veterans.foundation.hands import hand, signed_where
from veterans.registry.models import Household


class Standing(models.Model):
    """How one home stands today; homes of which there is nothing to say have no row."""

    home = models.OneToOneField(
        Household,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="plaque_standing",
        verbose_name="家庭",
    )
    state = models.CharField("情况", max_length=10, choices=choices_of(STAND_LABELS))
    ground = models.CharField("依据", max_length=10, choices=choices_of(GROUND_LABELS), blank=True)
    why = models.CharField("说明", max_length=16, choices=choices_of(WHY_LABELS), blank=True)
    fact_on = models.DateField("事由日期", null=True, blank=True)
    since = models.DateField("自")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌情况"
        indexes = [models.Index(fields=["state"], name="plaque_by_state")]

    def __str__(self) -> str:
        return f"{self.home_id} {self.get_state_display()}"


class Task(models.Model):
    """Somebody has to go to a door. A home has one open; runs open and close it, and what came of
    it at the door is a person's word, by which the next run learns.

    ``visit``: the hand-over at which a plaque was hung. ``spot``: where the family wanted it.
    """

    home = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="plaque_tasks", verbose_name="家庭"
    )
    kind = models.CharField("去做什么", max_length=8, choices=choices_of(TASK_LABELS))
    found_on = models.DateField("发现日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_why = models.CharField(
        "怎么办结的", max_length=10, choices=choices_of(CLOSED_LABELS), blank=True, default=""
    )
    outcome = models.CharField(
        "上门结果", max_length=8, choices=choices_of(OUTCOME_LABELS), blank=True, default=""
    )
    note = models.CharField("情况", max_length=200, blank=True, default="")
    spot = models.CharField(
        "挂在哪里", max_length=6, choices=choices_of(SPOT_LABELS), blank=True, default=""
    )
    visit = models.ForeignKey(
        Visit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="送达记录",
    )
    answered_on = models.DateField("上门日期", null=True, blank=True)
    answered_by = hand("登记人")
    answered_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌上门任务"
        indexes = [
            models.Index(
                fields=["home", "kind", "-answered_on"],
                condition=~Q(outcome=""),
                name="plaque_answers",
            ),
            models.Index(fields=["found_on", "closed_on"], name="plaque_tasks_over_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["home"], condition=Q(closed_on__isnull=True), name="plaque_one_open_task"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_why="")
                | Q(closed_on__isnull=False) & ~Q(closed_why=""),
                name="plaque_task_closed_says_why",
            ),
            models.CheckConstraint(
                condition=signed_where("answered", ~Q(outcome="")), name="plaque_answer_signed"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True)
                | ~Q(outcome="") & Q(answered_on__isnull=False, closed_on__isnull=False),
                name="plaque_answer_closes",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["declined", "moved", "not_so"]) | ~Q(note=""),
                name="plaque_answer_says_why",
                violation_error_message="没有挂上的，请写明情况。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="hung", visit__isnull=False) & Q(spot__in=["door", "indoor"])
                | ~Q(outcome="hung") & Q(visit__isnull=True, spot=""),
                name="plaque_hung_by_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.found_on:%Y-%m-%d}"


class Run(models.Model):
    """One reckoning of every home, or of those whose files changed. ``homes``: null for every home;
    ``seen``: the newest rows that it knew of, by table, for the next one."""

    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(RunState.RUNNING.value, "计算中"), (RunState.DONE.value, "已完成")],
        default=RunState.RUNNING.value,
    )
    homes = models.JSONField("变动的家庭", null=True, blank=True)
    seen = models.JSONField("已看到", default=dict)
    opened = models.PositiveIntegerField("新任务", default=0)
    closed = models.PositiveIntegerField("已消除", default=0)
    changed = models.PositiveIntegerField("情况有变的家庭", default=0)
    started_by = hand("发起人")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌比对"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="plaque_one_run"
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state="running", finished_at__isnull=True),
                name="plaque_run_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 次光荣牌比对"
