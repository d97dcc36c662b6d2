"""Lists from other offices laid beside our own, and what came of each hit.

A hit is a question, not an answer: it holds money back until somebody has looked, and ends nothing
by itself. Whoever is on a list and not in the register leaves nothing here but a number in a count.
"""

from django.db import models
from django.db.models import F, Q

from support_services.subsidies.states import (
    CHECK_LABELS,
    HIT_LABELS,
    CheckKind,
    Finding,
    HitState,
    finding_labels,
)
from veterans.foundation.hands import hand, signed, unsigned
from veterans.registry.models import Person

_KINDS = [(kind.value, label) for kind, label in CHECK_LABELS.items()]


class CrossCheckList(models.Model):
    """A list as it was applied: whose it is, and how many of its lines were what."""

    kind = models.CharField("类型", max_length=10, choices=_KINDS)
    source = models.CharField("来源单位", max_length=60)
    document_no = models.CharField("文号", max_length=80, blank=True)
    digest = models.CharField("摘要", max_length=64, editable=False)
    line_count = models.PositiveIntegerField("行数")
    hit_count = models.PositiveIntegerField("命中")
    known_count = models.PositiveIntegerField("已登记")
    idle_count = models.PositiveIntegerField("不在发放")
    unknown_count = models.PositiveIntegerField("不在库")
    uploaded_by = hand("导入人", needed=True)
    uploaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = verbose_name_plural = "比对名单"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="crosscheck_list_once"),
            models.CheckConstraint(
                condition=Q(
                    line_count=F("hit_count")
                    + F("known_count")
                    + F("idle_count")
                    + F("unknown_count")
                ),
                name="crosscheck_list_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}{self.get_kind_display()}名单"


class CrossCheckHit(models.Model):
    """Somebody who draws money and stands on a list; open until a second person has decided."""

    list = models.ForeignKey(
        CrossCheckList, on_delete=models.PROTECT, related_name="hits", verbose_name="名单"
    )
    line_no = models.PositiveIntegerField("行号")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员"
    )
    kind = models.CharField("类型", max_length=10, choices=_KINDS)
    happened_on = models.DateField("名单所载日期")
    source = models.CharField("数据来源", max_length=60)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in HIT_LABELS.items()],
        default=HitState.OPEN.value,
    )
    raised_by = hand("导入人", needed=True)
    raised_at = models.DateTimeField("导入时间")
    decided_by = hand("结论人")
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)
    confirmed_on = models.DateField("核实日期", null=True, blank=True)
    evidence = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "比对结果"
        indexes = [
            models.Index(
                fields=["raised_at"], condition=Q(state="open"), name="crosscheck_hit_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "happened_on"], name="crosscheck_hit_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True)
                & unsigned("decided")
                & Q(state="open", evidence="")
                | (
                    Q(state="refuted", confirmed_on__isnull=True)
                    | Q(state="confirmed", confirmed_on__isnull=False)
                )
                & signed("decided")
                & ~Q(evidence=""),
                name="crosscheck_hit_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("raised_by")),
                name="crosscheck_hit_two_people",
                violation_error_message="导入名单的人不能自己下结论。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


class CrossCheckVisit(models.Model):
    """What a station worker saw; a testimony for the bureau, which decides."""

    hit = models.ForeignKey(
        CrossCheckHit, on_delete=models.PROTECT, related_name="visits", verbose_name="比对结果"
    )
    finding = models.CharField(
        "核实情况", max_length=16, choices=[(one.value, one.value) for one in Finding]
    )
    visited_on = models.DateField("核实日期")
    note = models.CharField("说明", max_length=200, blank=True)
    noted_by = hand("核实人", needed=True)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "上门核实"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The finding in the words that fit the kind of list."""
        return finding_labels(CheckKind(self.hit.kind))[Finding(self.finding)]
