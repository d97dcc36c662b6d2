"""Runs of the finder, and gaps: one person and one item between which something is not in order."""

from django.db import models
from django.db.models import Q

from support_services.catalogue.models import Edition, Item
from support_services.finder.states import (
    CLOSED_LABELS,
    GAP_LABELS,
    OUTCOME_LABELS,
    RunState,
)
from veterans.foundation.hands import hand, signed_where
from veterans.registry.models import Person


class Run(models.Model):
    """One comparison of everybody, or of those whose files changed since the one before.

    ``items``: codes still to do, in order; one that is done is taken off in the transaction of its
    statement, so whoever takes a run up again goes on where it stood. ``seen``: the newest rows
    that it knew of, by table, for the next one. ``touched_at``: its last sign of life.
    """

    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(RunState.RUNNING.value, "比对中"), (RunState.DONE.value, "已完成")],
        default=RunState.RUNNING.value,
    )
    only_changed = models.BooleanField("只比对有变动的人", default=False)
    items = models.JSONField("待比对")
    total = models.PositiveSmallIntegerField("项目数")
    people = models.JSONField("变动的人", null=True, blank=True)
    seen = models.JSONField("已看到", default=dict)
    found = models.PositiveIntegerField("新发现", default=0)
    closed = models.PositiveIntegerField("已消除", default=0)
    started_by = hand("发起人")
    started_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近进展")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策比对"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="finder_one_run"
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state="running", finished_at__isnull=True),
                name="finder_run_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 次比对"


class Gap(models.Model):
    """An item and somebody it is not in order with, from the day it was found to the day it no
    longer was. Only runs open and close it; what came of it at the door is a person's word.

    A person has one open gap for an item. Who declined is not asked again for a year.
    """

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="gaps", verbose_name="项目"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, verbose_name="版次")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="gaps", verbose_name="人员"
    )
    kind = models.CharField(
        "情形", max_length=8, choices=[(k.value, label) for k, (label, _) in GAP_LABELS.items()]
    )
    found_on = models.DateField("发现日期")
    closed_on = models.DateField("消除日期", null=True, blank=True)
    closed_why = models.CharField(
        "怎么消除的",
        max_length=10,
        choices=[(c.value, label) for c, label in CLOSED_LABELS.items()],
        blank=True,
        default="",
    )
    outcome = models.CharField(
        "上门结果",
        max_length=8,
        choices=[(o.value, label) for o, (label, _) in OUTCOME_LABELS.items()],
        blank=True,
        default="",
    )
    outcome_note = models.CharField("情况", max_length=200, blank=True, default="")
    outcome_by = hand("登记人")
    outcome_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应享未享"
        indexes = [
            models.Index(
                fields=["person"], condition=Q(closed_on__isnull=True), name="finder_open_of_person"
            ),
            models.Index(fields=["item", "found_on", "closed_on"], name="finder_over_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"],
                condition=Q(closed_on__isnull=True),
                name="finder_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_why="")
                | Q(closed_on__isnull=False) & ~Q(closed_why=""),
                name="finder_closed_says_why",
            ),
            models.CheckConstraint(
                condition=signed_where("outcome", ~Q(outcome="")), name="finder_outcome_signed"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_so") | ~Q(outcome_note=""),
                name="finder_not_so_says_why",
                violation_error_message="情况不符的，请写明哪里不符。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.found_on:%Y-%m-%d}"
