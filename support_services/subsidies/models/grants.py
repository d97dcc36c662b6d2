"""What is granted for a year or once, the figures it is reckoned by, and what falls due of it.

A ``GrantDue`` is a fact of the ledger like a determination: it says what is owed, and a trigger
marks its entitlement whenever it comes, changes or goes. One entitlement of a person and scheme
carries all of that person's grants of the scheme; the rest of the portal sees an entitlement like
any other.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from support_services.subsidies.grant_figures import Code, figure_label
from support_services.subsidies.grant_states import (
    FIGURE_LABELS,
    GRANT_LABELS,
    GRANT_LIVE,
    FigureState,
    GrantKind,
    GrantState,
)
from support_services.subsidies.models.enforcing import Enforced, by_another
from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.schemes import (
    Confidence,
    Scheme,
    closed_months,
    is_month,
)
from veterans.foundation.hands import hand, signed, two_people
from veterans.registry.models import Household, Person

_LIVE = Q(state__in=sorted(state.value for state in GRANT_LIVE))


class GrantFigure(Enforced):
    """基数: a figure from ``first_on`` on, or of its year, with its paper. Two people, like a
    standard; what was in force never changes, another figure takes its place."""

    code = models.CharField("基数", max_length=40, choices=[(c.value, c.value) for c in Code])
    variant = models.CharField("分类", max_length=20, blank=True, default="")
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    first_on = models.DateField("自")
    document_no = models.CharField("文号", max_length=80, blank=True)
    source = models.CharField("来源", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in FIGURE_LABELS.items()],
        default=FigureState.DRAFT.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "核发基数"
        ordering = ["code", "variant", "-first_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "variant", "first_on"],
                condition=Q(state="in_force"),
                name="grant_figure_one_in_force",
            ),
            *by_another("grant_figure", Q(state__in=["in_force", "replaced"])),
            models.CheckConstraint(condition=Q(value__gte=0), name="grant_figure_not_negative"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return figure_label(self.code, self.variant)


class Grant(models.Model):
    """One decision: for whom, for what year or occasion, how much and why.

    ``inputs`` and ``steps`` are what was known and reckoned when it was entered; they and the
    amount never change after that. ``once_key`` says what there may be one of per person.
    """

    kind = models.CharField(
        "种类", max_length=16, choices=[(kind.value, kind.value) for kind in GrantKind]
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="grants", verbose_name="对象"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, verbose_name="家庭"
    )
    year = models.PositiveSmallIntegerField("年度")
    occasion = models.CharField("事由", max_length=60)
    once_key = models.CharField("唯一标识", max_length=40, blank=True, editable=False)
    served_from = models.DateField("入伍日期", null=True, blank=True)
    served_to = models.DateField("退役日期", null=True, blank=True)
    inputs = models.JSONField("填写内容")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    steps = models.JSONField("算式")
    document_no = models.CharField("文号", max_length=80, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in GRANT_LABELS.items()],
        default=GrantState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    decided_by = hand("审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    ended_by = hand("停发或取消人")
    ended_at = models.DateTimeField("停发或取消时间", null=True, blank=True)
    note = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核发"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["household", "year"], name="grant_household_year"),
            models.Index(fields=["scheme", "year", "state"], name="grant_list"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "person", "once_key"],
                condition=_LIVE & ~Q(once_key=""),
                name="grant_once",
                violation_error_message="此人已有同一项目、同一年度或事由的核发。",
            ),
            ExclusionConstraint(
                name="grant_one_service_period",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (closed_months("served_from", "served_to"), RangeOperators.OVERLAPS),
                ],
                condition=_LIVE & Q(kind="self_employment"),
                violation_error_message="这段服役时间已经核发过自主就业补助。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="self_employment")
                | Q(served_from__isnull=False, served_to__isnull=False),
                name="grant_service_period_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="hardship") | ~Q(once_key=""),
                name="grant_once_key_known",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_amount_positive"),
            two_people(
                "entered",
                "decided",
                "grant_two_people",
                "录入人不能审批自己录入的核发，请由另一人审批。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "stopped", "refused", "cancelled"])
                | Q(decided_by__isnull=False),
                name="grant_decision_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["stopped", "cancelled"]) | (signed("ended") & ~Q(note="")),
                name="grant_end_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.scheme} · {self.occasion}"


class GrantMerit(models.Model):
    """Which merit of whom a grant rewards, so that none is rewarded by two.

    A conscript's year settles every merit of the ticked kinds that was awarded in it, a flat reward
    the one of its day. ``merit``: ``merit_rules.kind_of``. ``is_live`` follows the grant by a
    trigger: what is refused, withdrawn or cancelled settles nothing.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="counted")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="立功军人"
    )
    merit = models.CharField("等次", max_length=16)
    first_on = models.DateField("授予日期自")
    last_on = models.DateField("授予日期至")
    is_live = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "计入核发的立功"
        ordering = ["first_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="grant_merit_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("merit", RangeOperators.EQUAL),
                    (closed_months("first_on", "last_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
                violation_error_message="这项立功已经计入另一项核发。",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="grant_merit_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merit} {self.first_on:%Y-%m-%d}"


class GrantShare(models.Model):
    """What one payee gets of a grant; the shares of a grant add up to its amount."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="shares")
    payee = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="领取人"
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "分配"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "payee"], name="grant_share_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_share_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.payee} {self.amount}"


class GrantDue(models.Model):
    """What falls due of a share in a month: a fact that the ledger follows.

    Comes with the approval; is withdrawn when the grant is stopped or cancelled, and never
    deleted. The column is called ``first_month`` like that of every other fact, because the
    triggers that mark entitlements read it by that name.
    """

    share = models.ForeignKey(GrantShare, on_delete=models.PROTECT, related_name="dues")
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="dues", verbose_name="待遇"
    )
    month = models.DateField("发放月", db_column="first_month")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应发款项"
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["share", "month"], name="grant_due_once"),
            models.CheckConstraint(
                condition=is_month("month") & Q(amount__gt=0), name="grant_due_sound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"
