"""How homes stand, tasks, what families ask for, withdrawals, batches, the stock and runs.

``Standing`` and the opening and closing of tasks are written by one statement alone
(``services/reckoning``). Which plaque hangs is the register's word; triggers keep what was answered
at a door, why a plaque was withdrawn, and the stock book.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F, Q

from honors.plaques.states import (
    CLOSED_LABELS,
    ENTRY_LABELS,
    GROUND_LABELS,
    OCCASION_LABELS,
    OUTCOME_LABELS,
    PIECE_LABELS,
    PLEA_LABELS,
    PLEA_STATES,
    SPOT_LABELS,
    STAND_LABELS,
    TASK_LABELS,
    WHY_LABELS,
    WITHDRAWAL_LABELS,
    PieceState,
    PleaState,
    RunState,
    WithdrawalState,
)
from support_services.visits.models import Visit
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.regions.models import Region
from veterans.registry.models import Household, Person, PlaqueKey


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, str]]:
    return [
        (code.value, label if isinstance(label, str) else label[0])
        for code, label in labels.items()
    ]


class Standing(models.Model):
    """How one home stands today; homes of which there is nothing to say have no row."""

    home = models.OneToOneField(
        Household,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="plaque_standing",
        verbose_name="家庭",
    )
    state = models.CharField("情况", max_length=10, choices=_choices(STAND_LABELS))
    ground = models.CharField("依据", max_length=10, choices=_choices(GROUND_LABELS), blank=True)
    why = models.CharField("说明", max_length=12, choices=_choices(WHY_LABELS), blank=True)
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
    kind = models.CharField("去做什么", max_length=8, choices=_choices(TASK_LABELS))
    found_on = models.DateField("发现日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_why = models.CharField(
        "怎么办结的", max_length=10, choices=_choices(CLOSED_LABELS), blank=True, default=""
    )
    outcome = models.CharField(
        "上门结果", max_length=8, choices=_choices(OUTCOME_LABELS), blank=True, default=""
    )
    note = models.CharField("情况", max_length=200, blank=True, default="")
    spot = models.CharField(
        "挂在哪里", max_length=6, choices=_choices(SPOT_LABELS), blank=True, default=""
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


class Application(models.Model):
    """What a family asks for: taken down by one, decided by another. ``soldier``: whose parents
    live apart; of divorced parents the soldier chooses one home, so each soldier has one."""

    home = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="plaque_pleas", verbose_name="家庭"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="plaque_pleas", verbose_name="申请人"
    )
    kind = models.CharField("申请什么", max_length=14, choices=_choices(PLEA_LABELS))
    soldier = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="现役军人",
    )
    told = models.CharField("情况和证明", max_length=200)
    asked_on = models.DateField("申请日期")
    state = models.CharField(
        "状态", max_length=8, choices=_choices(PLEA_STATES), default=PleaState.ASKED.value
    )
    asked_by = hand("受理人", needed=True)
    asked_at = models.DateTimeField("受理时间")
    decided_by = hand("审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_why = models.CharField("意见", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌申请"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "kind"],
                condition=Q(state="asked"),
                name="plaque_plea_once",
                violation_error_message="这一户同样的申请正在等审批。",
            ),
            models.UniqueConstraint(
                fields=["soldier"],
                condition=Q(state__in=["asked", "granted"], kind="parents_apart"),
                name="plaque_one_parents_home",
                violation_error_message="这位军人的父母已经为另一处申请过；父母离异的，由军人选定一处。",
            ),
            models.CheckConstraint(
                condition=Q(kind="parents_apart", soldier__isnull=False)
                | ~Q(kind="parents_apart") & Q(soldier__isnull=True),
                name="plaque_plea_of_soldier",
            ),
            two_people(
                "asked", "decided", "plaque_plea_by_two", "受理人不能自己审批，请由另一人审批。"
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="asked")),
                name="plaque_plea_decided_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decided_why=""),
                name="plaque_plea_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_on:%Y-%m-%d}"


class Withdrawal(models.Model):
    """收回: asked for by one with a reason of the rules, decided by another; after correction
    restored the same way. ``note`` is sealed: it tells of somebody's misconduct."""

    home = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="plaque_withdrawals", verbose_name="家庭"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="当事人"
    )
    reason = models.CharField("原因", max_length=16)
    fact_on = models.DateField("事由日期")
    document_no = models.CharField("依据文书", max_length=80)
    note = SealedTextField("情况", null=True, blank=True)
    state = models.CharField(
        "状态",
        max_length=14,
        choices=_choices(WITHDRAWAL_LABELS),
        default=WithdrawalState.ASKED.value,
    )
    asked_by = hand("提出人", needed=True)
    asked_at = models.DateTimeField("提出时间")
    decided_by = hand("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_no = models.CharField("决定文号", max_length=60, blank=True, default="")
    back_asked_by = hand("申请恢复人")
    back_asked_at = models.DateTimeField("申请恢复时间", null=True, blank=True)
    back_why = models.CharField("改正情况", max_length=200, blank=True, default="")
    restored_by = hand("批准恢复人")
    restored_at = models.DateTimeField("批准恢复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收回光荣牌"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                condition=Q(state__in=["asked", "withdrawn", "restore_asked"]),
                name="plaque_one_withdrawal",
                violation_error_message="这一户已经提出收回，或者已经收回。",
            ),
            two_people(
                "asked",
                "decided",
                "plaque_withdrawn_by_two",
                "提出人不能自己决定，请由另一人决定。",
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="asked")),
                name="plaque_withdrawal_signed",
            ),
            two_people(
                "back_asked",
                "restored",
                "plaque_restored_by_two",
                "申请恢复的人不能自己批准，请由另一人批准。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["restore_asked", "restored"])
                | signed("back_asked") & ~Q(back_why=""),
                name="plaque_restore_asked_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("restored", Q(state="restored")),
                name="plaque_restored_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "restore_asked", "restored"])
                | ~Q(decision_no=""),
                name="plaque_withdrawal_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"收回光荣牌 {self.pk}"


class Batch(models.Model):
    """集中悬挂: a campaign between two days. What is to be done in it are the tasks of these days,
    so there is no list to go stale; what came of them is the report."""

    title = models.CharField("名称", max_length=40, unique=True)
    occasion = models.CharField("时机", max_length=8, choices=_choices(OCCASION_LABELS))
    first_on = models.DateField("自")
    last_on = models.DateField("至")
    note = models.CharField("要求", max_length=200, blank=True, default="")
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    ended_by = hand("停止人")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "集中悬挂"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="plaque_batch_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="plaque_batch_ended_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Piece(models.Model):
    """One plaque of the stock by its number, which exists once however it is spelt. ``town``: where
    it lies, null for the bureau. That it hangs says the home where it hangs."""

    number = models.CharField("编号", max_length=30)
    state = models.CharField(
        "状态", max_length=8, choices=_choices(PIECE_LABELS), default=PieceState.GOOD.value
    )
    town = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="在哪个镇街"
    )
    received_on = models.DateField("入库日期")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌"
        constraints = [
            models.UniqueConstraint(
                PlaqueKey("number"),
                name="plaque_piece_once",
                violation_error_message="这个编号已经入过库。",
            )
        ]

    def __str__(self) -> str:
        return self.number


class StockLine(models.Model):
    """The stock book: what came, went to a town, broke, was counted; only ever added to.

    ``pieces``: how many; of a count the number found, ``booked`` what the book said.
    """

    kind = models.CharField("事项", max_length=8, choices=_choices(ENTRY_LABELS))
    town = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="镇街"
    )
    pieces = models.PositiveIntegerField("块数")
    booked = models.PositiveIntegerField("账面块数", null=True, blank=True)
    numbers = models.TextField("编号", blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌收发"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="counted", booked__isnull=False)
                | ~Q(kind="counted") & Q(booked__isnull=True),
                name="plaque_count_against_book",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pieces}"


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
