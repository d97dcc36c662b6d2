"""叠加规则: which schemes one person may draw together, and what follows from it.

Rules and 特批 are what people enter. An ``Exclusion`` is derived from them, from the rights and
from the standards in force: months that are not owed, taken out by the same subtraction and marked
by the same triggers as a suspension. ``services.stacking`` settles them; the audit proves them.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.schemes import (
    DatedRule,
    Scheme,
    closed_months,
    is_month,
)
from support_services.subsidies.stacking import (
    EFFECT_LABELS,
    OVERRIDE_LABELS,
    Effect,
    OverrideState,
)
from veterans.foundation.hands import hand, signed, unsigned
from veterans.registry.models import Person

EFFECT_CHOICES = [(effect.value, label) for effect, label in EFFECT_LABELS.items()]


def months_in_order(name: str) -> list[models.BaseConstraint]:
    """Both are months, and the last one is not before the first."""
    return [
        models.CheckConstraint(
            condition=is_month("first_month") & is_month("last_month"), name=f"{name}_months"
        ),
        models.CheckConstraint(
            condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
            name=f"{name}_ends_after_start",
        ),
    ]


class StackingRule(DatedRule):
    """What holds for two schemes from a month on. The pair has one order: lower number first."""

    low = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    high = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="+", verbose_name="另一项目"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    effect = models.CharField("规则", max_length=12, choices=EFFECT_CHOICES)
    kept = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="发放的一项",
    )

    class Meta:
        verbose_name = verbose_name_plural = "叠加规则"
        ordering = ["low__position", "high__position", "first_month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lt=F("high")),
                name="stacking_rule_pair_order",
                violation_error_message="叠加规则的两个项目不能相同。",
            ),
            models.CheckConstraint(
                condition=Q(effect=Effect.FORBID.value)
                & Q(kept__isnull=False)
                & (Q(kept=F("low")) | Q(kept=F("high")))
                | ~Q(effect=Effect.FORBID.value) & Q(kept__isnull=True),
                name="stacking_rule_kept",
                violation_error_message="只有“不能同时享受”要写明发放哪一项，且须是两项之一。",
            ),
            *months_in_order("stacking_rule"),
            ExclusionConstraint(
                name="stacking_rule_no_overlap",
                expressions=[
                    ("low", RangeOperators.EQUAL),
                    ("high", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
                violation_error_message="这两个项目的叠加规则时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low.short_name}、{self.high.short_name}：{self.get_effect_display()}"


class StackingOverride(models.Model):
    """特批: one person may draw both from a month on. Counts once a second person has confirmed."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员"
    )
    low = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    high = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="+", verbose_name="另一项目"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    document_no = models.CharField("批准文号", max_length=80)
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in OVERRIDE_LABELS.items()],
        default=OverrideState.PROPOSED.value,
    )
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = hand("确认人")
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_by = hand("终止人")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    end_note = models.CharField("终止原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "特批同时享受"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="override_pair_order"),
            *months_in_order("override"),
            models.CheckConstraint(condition=~Q(document_no=""), name="override_has_document"),
            models.CheckConstraint(
                condition=unsigned("decided") & Q(state=OverrideState.PROPOSED.value)
                | ~Q(state=OverrideState.PROPOSED.value) & signed("decided"),
                name="override_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=OverrideState.CONFIRMED.value)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="override_two_people",
                violation_error_message="提出特批的人不能自己确认。",
            ),
            models.CheckConstraint(
                condition=Q(end_note="") & unsigned("ended")
                | signed("ended")
                & Q(last_month__isnull=False, state=OverrideState.CONFIRMED.value)
                & ~Q(end_note=""),
                name="override_end_signed",
            ),
            models.UniqueConstraint(
                fields=["person", "low", "high"],
                condition=Q(state=OverrideState.PROPOSED.value),
                name="override_one_proposed",
                violation_error_message="此人的这两项待遇已有一份特批等待确认。",
            ),
            ExclusionConstraint(
                name="override_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("low", RangeOperators.EQUAL),
                    ("high", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=OverrideState.CONFIRMED.value),
                violation_error_message="此人的这两项待遇在这些月份已有特批。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.low.short_name}、{self.high.short_name}"


class Exclusion(models.Model):
    """Months of a right that are not owed because another right is paid. Derived, never entered."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="exclusions", verbose_name="待遇"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    because = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="+", verbose_name="发放的待遇"
    )
    effect = models.CharField("规则", max_length=12, choices=EFFECT_CHOICES)
    # None where no rule speaks of the two schemes and the setting decides.
    rule = models.ForeignKey(
        StackingRule,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="依据的规则",
    )

    class Meta:
        verbose_name = verbose_name_plural = "叠加不发"
        ordering = ["first_month"]
        constraints = [
            *months_in_order("exclusion"),
            models.CheckConstraint(
                condition=~Q(entitlement=F("because")), name="exclusion_of_another"
            ),
            ExclusionConstraint(
                name="exclusion_no_overlap",
                expressions=[
                    ("entitlement", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.first_month:%Y-%m}"
