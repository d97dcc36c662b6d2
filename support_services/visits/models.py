"""Tasks of visits, key persons, the visits themselves, which are only ever added to, and what was
handed over at them."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from support_services.casework.models import Case
from support_services.visits.states import (
    ASKED_REASONS,
    HANDED_LABELS,
    HANDED_NAMED,
    KEY_LABELS,
    MET_LABELS,
    PERIOD_LABELS,
    REASON_LABELS,
    REPLACED_LABELS,
    TAKEN_LABELS,
    WAY_LABELS,
    HandedKind,
    Met,
    Period,
    Reason,
    TakenBy,
    Way,
)
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, unsigned
from veterans.regions.models import Region
from veterans.registry.models import Household, Paper, Person


def choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Codes and words as a field takes them, the codes as plain text."""
    return [(code.value, label) for code, label in labels.items()]


class VisitTask(models.Model):
    """走访任务: who is to be met once in every period, or once between two days.

    ``categories`` empty: whoever holds any category. ``key_only``: key persons whose own rhythm is
    this period. ``least_age``: of that many years and more on the last day of the window.
    """

    title = models.CharField("名称", max_length=40, unique=True)
    reason = models.CharField("事由", max_length=10, choices=choices(ASKED_REASONS))
    period = models.CharField("频次", max_length=8, choices=choices(PERIOD_LABELS))
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True, blank=True)
    categories = ArrayField(
        models.CharField(max_length=5), verbose_name="人员类别", default=list, blank=True
    )
    key_only = models.BooleanField("只限重点联系对象", default=False)
    least_age = models.PositiveSmallIntegerField("年满（周岁）", null=True, blank=True)
    at_home = models.BooleanField("须上门", default=False)
    note = models.CharField("要求", max_length=200, blank=True)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    ended_by = hand("停止人")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "走访任务"
        ordering = ["last_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="visit_task_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=~Q(period=Period.ONCE.value) | Q(last_on__isnull=False),
                name="visit_task_once_ends",
                violation_error_message="一次的任务要填“至”。",
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="visit_task_ended_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class KeyPerson(models.Model):
    """重点联系: somebody who is to be met every month or quarter, from a day to a day."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="key_terms", verbose_name="人员"
    )
    reason = models.CharField("原因", max_length=10, choices=choices(KEY_LABELS))
    every = models.CharField(
        "联系频次",
        max_length=8,
        choices=[(p.value, PERIOD_LABELS[p]) for p in (Period.MONTH, Period.QUARTER)],
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "重点联系对象"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="key_person_order",
            ),
            ExclusionConstraint(
                name="key_person_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="此人已是重点联系对象，请先结束原来的一条。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Visit(models.Model):
    """走访记录. Never changed; one that was wrong is voided, with a reason, and entered anew.

    ``found`` is how he is and what was said, sealed. ``needs`` are codes of ``Need``. A photo takes
    consent, which is a person's word and no box that is ticked by itself.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="visits", verbose_name="人员"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    visited_on = models.DateField("走访日期")
    way = models.CharField("方式", max_length=8, choices=choices(WAY_LABELS))
    met = models.CharField("见到", max_length=8, choices=choices(MET_LABELS))
    reason = models.CharField("事由", max_length=10, choices=choices(REASON_LABELS))
    found = SealedTextField("情况", null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=8), verbose_name="需要", default=list, blank=True
    )
    cases = models.ManyToManyField(Case, blank=True, related_name="+", verbose_name="诉求")
    gift = models.CharField("慰问品、慰问金", max_length=80, blank=True)
    photo_consent = models.BooleanField("同意拍照存档", default=False)
    papers = models.ManyToManyField(Paper, blank=True, related_name="+", verbose_name="照片")
    visited_by = hand("走访人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    voided_by = hand("作废人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_why = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
        ordering = ["-visited_on", "-pk"]
        indexes = [
            # Whether somebody was met in a window: asked of everybody of an area at once.
            models.Index(
                fields=["person", "visited_on"],
                condition=Q(voided_at__isnull=True) & ~Q(met=Met.NOBODY.value),
                name="visit_met",
            ),
            # Whether somebody tried in vain: asked of everybody who was not met.
            models.Index(
                fields=["person", "visited_on"],
                condition=Q(voided_at__isnull=True, met=Met.NOBODY.value),
                name="visit_tried",
            ),
            models.Index(fields=["region", "visited_on"], name="visit_of_region"),
            # What was entered last, without a sort of all that ever was.
            models.Index(fields=["-entered_at"], name="visit_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(signed("voided") & ~Q(voided_why=""))
                | (unsigned("voided") & Q(voided_why="")),
                name="visit_voided_whole",
            ),
            models.CheckConstraint(
                # A proxy may come to the station and take something for him: then nobody was met.
                condition=~Q(met=Met.NOBODY.value)
                | Q(way__in=[Way.HOME.value, Way.PHONE.value])
                | Q(reason=Reason.DELIVERY.value),
                name="visit_missed_somewhere",
                violation_error_message="没有见到的，方式只能是上门或电话。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d} {Reason(self.reason).value}"


_NO_PLAQUE = Q(
    home__isnull=True, plaque_number="", stood_number="", stood_on__isnull=True, replaced_why=""
)


class HandOver(models.Model):
    """送达: one thing handed over at a visit. Never changed; it counts as long as its visit does.

    A plaque names the home where it hangs and what hung there before (``stood_number``,
    ``stood_on``), so that it can be taken back; ``replaced_why`` where that was another number.
    ``letter``: the number of the notice, which is kept shorter than this.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="hand_overs", verbose_name="人员"
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="hand_overs", verbose_name="走访"
    )
    kind = models.CharField("送的什么", max_length=12, choices=choices(HANDED_LABELS))
    what = models.CharField("名称、说明", max_length=80, blank=True)
    home = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="挂在哪一户",
    )
    plaque_number = models.CharField("光荣牌编号", max_length=30, blank=True)
    stood_number = models.CharField("原来的编号", max_length=30, blank=True)
    stood_on = models.DateField("原来的悬挂日期", null=True, blank=True)
    replaced_why = models.CharField(
        "更换原因", max_length=8, choices=choices(REPLACED_LABELS), blank=True
    )
    letter = models.BigIntegerField("书面通知编号", null=True, blank=True)
    taken_by = models.CharField("谁收的", max_length=8, choices=choices(TAKEN_LABELS))
    taker_name = models.CharField("收件人姓名", max_length=50, blank=True)
    taker_relation = models.CharField("与本人关系", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "kind"], name="hand_over_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Q(stood_number="") | Q(stood_number=F("plaque_number")),
                    kind=HandedKind.PLAQUE.value,
                    home__isnull=False,
                    replaced_why="",
                )
                & ~Q(plaque_number="")
                | Q(kind=HandedKind.PLAQUE.value, home__isnull=False)
                & ~Q(plaque_number="")
                & ~Q(stood_number="")
                & ~Q(stood_number=F("plaque_number"))
                & ~Q(replaced_why="")
                | ~Q(kind=HandedKind.PLAQUE.value) & _NO_PLAQUE,
                name="hand_over_plaque_whole",
            ),
            models.CheckConstraint(
                condition=Q(stood_on__isnull=True) | ~Q(stood_number=""),
                name="hand_over_stood_has_number",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=TakenBy.SELF.value, taker_name="", taker_relation="")
                | ~Q(taken_by=TakenBy.SELF.value) & ~Q(taker_name="") & ~Q(taker_relation=""),
                name="hand_over_taker_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in HANDED_NAMED]) | ~Q(what=""),
                name="hand_over_named",
            ),
            models.CheckConstraint(
                condition=Q(letter__isnull=True) | Q(kind=HandedKind.PAPER.value),
                name="hand_over_letter_is_paper",
            ),
            models.UniqueConstraint(fields=["visit", "letter"], name="hand_over_letter_once"),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(kind=HandedKind.PLAQUE.value),
                name="hand_over_one_plaque",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号送达记录"
