"""征集公告: for what, until when, within which budget, by which criteria. What was opened does not
change any more (trigger); only its last day may be put off."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.projects.states import CALL_LABELS, CALL_ROAD, CallState
from support_services.units.states import KIND_LABELS
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS, Combination, TieRule

TITLE_LENGTH = 60
MOST_CRITERIA = 8


def _from(state: CallState) -> Q:
    """In that state or one further on."""
    return Q(state__in=[one.value for one in CALL_ROAD[CALL_ROAD.index(state) :]])


class Call(models.Model):
    """A call for projects.

    ``budget``, ``most_each``, ``granted``: yuan; ``most_each`` null: no limit of one project;
    ``granted``: what was decided for all of them, 0 before. ``opens_on``, ``closes_on``: the first
    and the last day on which something may be handed in. ``unit_kinds``: who may apply.
    ``least_reviewers``: with fewer ballots an application has no place.
    """

    title = models.CharField("名称", max_length=TITLE_LENGTH)
    year = models.PositiveSmallIntegerField("年度")
    told = models.TextField("征集说明", max_length=1000)
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    budget = models.DecimalField("总经费", max_digits=12, decimal_places=2)
    most_each = models.DecimalField(
        "每个项目最多", max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit_kinds = ArrayField(
        models.CharField(
            max_length=12, choices=[(k.value, label) for k, label in KIND_LABELS.items()]
        ),
        verbose_name="谁可以申报",
    )
    least_reviewers = models.PositiveSmallIntegerField(
        "每个项目至少几人评审",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    combination = models.CharField(
        "怎样合成得分",
        max_length=10,
        choices=[(k.value, label) for k, label in COMBINATION_LABELS.items()],
        default=Combination.TRIMMED.value,
    )
    tie_rule = models.CharField(
        "同分怎么排",
        max_length=10,
        choices=[(k.value, label) for k, label in TIE_LABELS.items()],
        default=TieRule.CRITERIA.value,
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in CALL_LABELS.items()],
        default=CallState.DRAFT.value,
    )
    granted = models.DecimalField(
        "立项金额", max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    opened_by = hand("开始征集的人")
    opened_at = models.DateTimeField("开始征集时间", null=True, blank=True)
    closed_by = hand("截止征集的人")
    closed_at = models.DateTimeField("截止征集时间", null=True, blank=True)
    ranked_by = hand("结束评审的人")
    ranked_at = models.DateTimeField("结束评审时间", null=True, blank=True)
    prepared_by = hand("拟定人")
    prepared_at = models.DateTimeField("拟定时间", null=True, blank=True)
    decided_by = hand("审定人")
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    ended_by = hand("结束人")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    sent_back_why = models.CharField("退回原因", max_length=200, blank=True, default="")
    extended_why = models.CharField("延长原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "项目征集"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="projects_call_order",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(budget__gt=0)
                & (Q(most_each__isnull=True) | Q(most_each__gt=0, most_each__lte=F("budget"))),
                name="projects_call_budget",
                violation_error_message="总经费要大于 0，每个项目最多的金额不能超过总经费。",
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=0, granted__lte=F("budget")),
                name="projects_call_within_budget",
                violation_error_message="立项金额合计超出总经费。",
            ),
            models.CheckConstraint(
                condition=~Q(unit_kinds=[]),
                name="projects_call_for_somebody",
                violation_error_message="请至少选一类可以申报的单位。",
            ),
            two_people("entered", "opened", "projects_call_two_people", "录入人不能自己开始征集。"),
            two_people(
                "prepared", "decided", "projects_choice_two_people", "拟定人不能自己审定立项。"
            ),
            models.CheckConstraint(
                condition=signed_where("opened", _from(CallState.OPEN)),
                name="projects_call_opened_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("closed", _from(CallState.CLOSED)),
                name="projects_call_closed_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("ranked", _from(CallState.RANKED)),
                name="projects_call_ranked_signed",
            ),
            models.CheckConstraint(
                condition=(_from(CallState.PROPOSED) & signed("prepared"))
                | (~_from(CallState.PROPOSED) & unsigned("prepared")),
                name="projects_call_prepared_signed",
            ),
            models.CheckConstraint(
                condition=(_from(CallState.DECIDED) & signed("decided"))
                | (~_from(CallState.DECIDED) & unsigned("decided") & Q(granted=0)),
                name="projects_call_decided_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("ended", Q(state__in=["ended", "dropped"])),
                name="projects_call_ended_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """评分指标. ``weight``: of 100; those of a call add up to 100 when it is opened."""

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="criteria", verbose_name="征集"
    )
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("指标", max_length=20)
    hint = models.CharField("怎样评", max_length=120, blank=True, default="")
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "评分指标"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="projects_criterion_number"),
            models.UniqueConstraint(
                fields=["call", "label"],
                name="projects_criterion_once",
                violation_error_message="同一个指标写了两次。",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="projects_criterion_weight",
                violation_error_message="权重要大于 0，不超过 100。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.weight.normalize():f}%"
