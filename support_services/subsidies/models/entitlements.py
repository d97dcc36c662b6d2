"""The dated facts that money follows.

``RecheckMark`` is the one mark "something about this one is not ordinary, from that month on".
Triggers set it whenever a fact changes (see the migrations); only the calculation takes it away,
and only if its ``seq`` has not moved meanwhile.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from support_services.subsidies.models.schemes import (
    PayComponent,
    Scheme,
    closed_months,
    is_month,
)
from support_services.subsidies.rules import EndReason
from veterans.registry.models import Person

END_CHOICES = [
    (EndReason.DEATH.value, "去世"),
    (EndReason.TRANSFER.value, "关系迁出"),
    (EndReason.CANCELLED.value, "取消"),
    (EndReason.INELIGIBLE.value, "不再符合条件"),
    (EndReason.OTHER.value, "其他"),
]

# A mark without a month of its own: look again, from the next month that is due.
NEXT_DUE = date(9999, 12, 1)

# A hold that somebody placed, and that somebody releases; the others follow what they rest on.
BY_HAND = Q(hit__isnull=True, objection__isnull=True, due__isnull=True)


class Entitlement(models.Model):
    """A person's right to one scheme over an interval of months."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="entitlements", verbose_name="享受人"
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="项目")
    approved_on = models.DateField("批准日期")
    start_month = models.DateField("起发月")
    end_month = models.DateField("最后发放月", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=12, choices=END_CHOICES, blank=True)
    ledger_from = models.DateField("本账起始月")
    document_no = models.CharField("批准文号", max_length=80, blank=True)
    payee = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="领取人",
        help_text="不填即本人领取；本人去世后登记遗属领取人。",
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "享受待遇"
        constraints = [
            models.CheckConstraint(
                condition=is_month("start_month") & is_month("end_month") & is_month("ledger_from"),
                name="entitlement_months",
            ),
            models.CheckConstraint(
                condition=Q(end_month__isnull=True, ended_on__isnull=True, end_reason="")
                | (Q(end_month__isnull=False, ended_on__isnull=False) & ~Q(end_reason="")),
                name="entitlement_end_complete",
                violation_error_message="终止要同时登记日期、原因和最后发放月。",
            ),
            models.CheckConstraint(
                condition=Q(ledger_from__gte=F("start_month")), name="entitlement_ledger_start"
            ),
            ExclusionConstraint(
                name="entitlement_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    (closed_months("start_month", "end_month"), RangeOperators.OVERLAPS),
                ],
                condition=Q(end_month__isnull=True) | Q(end_month__gte=F("start_month")),
                violation_error_message="此人在这一项目下的享受期间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.scheme}"


class RecheckMark(models.Model):
    """The next calculation looks at this right again, from ``from_month`` on.

    A narrow table of its own: the rights carry an exclusion constraint and six indexes, and a raise
    marks all of them (``docs/adr/0020``). Written by ``mark_sql`` and triggers alone. ``seq`` comes
    from a sequence of the database and so tells every marking from every other.
    """

    entitlement = models.OneToOneField(
        Entitlement,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="recheck",
    )
    from_month = models.DateField("待重核自", editable=False)
    seq = models.BigIntegerField(
        editable=False, db_default=Func(Value("subsidies_recheckmark_seq"), function="nextval")
    )

    class Meta:
        verbose_name = verbose_name_plural = "待重核"
        constraints = [
            models.CheckConstraint(condition=is_month("from_month"), name="recheckmark_month")
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} 自 {self.from_month}"


class Determination(models.Model):
    """What was determined for an interval of months: grade, class, years of service."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="determinations", verbose_name="待遇"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    grade = models.PositiveSmallIntegerField("等级", default=0)
    rate_class = models.CharField("性质", max_length=30, blank=True, default="", db_collation="C")
    service_years = models.PositiveSmallIntegerField("服役年数", default=0)
    service_months = models.PositiveSmallIntegerField("服役零月数", default=0)
    service_factor = models.DecimalField("折算年限", max_digits=5, decimal_places=1, default=0)
    approved_on = models.DateField("核定日期")
    document_no = models.CharField("文号", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核定"
        ordering = ["first_month"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="determination_months",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="determination_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(service_months__lte=11), name="determination_service_months"
            ),
            ExclusionConstraint(
                name="determination_no_overlap",
                expressions=[
                    ("entitlement", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="核定期间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_month:%Y-%m}"


class Supplement(models.Model):
    """A named component of the scheme, determined for this entitlement for some months."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="supplements", verbose_name="待遇"
    )
    component = models.ForeignKey(PayComponent, on_delete=models.PROTECT, verbose_name="组成")
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    approved_on = models.DateField("核定日期")
    document_no = models.CharField("文号", max_length=80)
    note = models.CharField("情形", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "增发核定"
        ordering = ["first_month"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="supplement_months",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="supplement_ends_after_start",
            ),
            ExclusionConstraint(
                name="supplement_no_overlap",
                expressions=[
                    ("entitlement", RangeOperators.EQUAL),
                    ("component", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="这一组成的核定期间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.first_month:%Y-%m}"


class Suspension(models.Model):
    """中止: months that are not owed, for a sentence and the like; never paid back later."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="suspensions", verbose_name="待遇"
    )
    first_month = models.DateField("自")
    last_month = models.DateField("至", null=True, blank=True)
    reason = models.CharField("原因", max_length=200)
    document_no = models.CharField("文号", max_length=80, blank=True)
    # Where a confirmation was broken off by the person's own fault; gone if that is revoked.
    forfeit = models.ForeignKey(
        "ConfirmationForfeit",
        on_delete=models.PROTECT,
        related_name="suspensions",
        null=True,
        blank=True,
        verbose_name="不补发决定",
    )

    class Meta:
        verbose_name = verbose_name_plural = "中止"
        ordering = ["first_month"]
        constraints = [
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="suspension_months",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="suspension_ends_after_start",
            ),
            ExclusionConstraint(
                name="suspension_no_overlap",
                expressions=[
                    ("entitlement", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="中止期间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Hold(models.Model):
    """暂缓: owed, not paid until somebody has looked. Released months come out as arrears."""

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="holds", verbose_name="待遇"
    )
    reason = models.CharField("原因", max_length=200)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    placed_at = models.DateTimeField("登记时间")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="解除人",
    )
    released_at = models.DateTimeField("解除时间", null=True, blank=True)
    release_note = models.CharField("核实情况", max_length=200, blank=True)
    # Where a cross-check placed it; released by the decision on that hit and by nothing else.
    hit = models.ForeignKey(
        "CrossCheckHit",
        on_delete=models.PROTECT,
        related_name="holds",
        null=True,
        blank=True,
        verbose_name="比对结果",
    )
    # Where an objection to a publicity notice placed it; released likewise, by its decision.
    objection = models.ForeignKey(
        "PublicityObjection",
        on_delete=models.PROTECT,
        related_name="holds",
        null=True,
        blank=True,
        verbose_name="公示异议",
    )
    # Where the yearly confirmation is missing; released by confirming and by nothing else.
    due = models.ForeignKey(
        "ConfirmationDue",
        on_delete=models.PROTECT,
        related_name="holds",
        null=True,
        blank=True,
        verbose_name="年度确认",
    )

    class Meta:
        verbose_name = verbose_name_plural = "暂缓"
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=Q(released_at__isnull=True) & BY_HAND,
                name="hold_one_open",
                violation_error_message="此待遇已在暂缓中。",
            ),
            models.UniqueConstraint(fields=["entitlement", "hit"], name="hold_one_of_a_hit"),
            models.UniqueConstraint(
                fields=["entitlement", "objection"], name="hold_one_of_an_objection"
            ),
            models.UniqueConstraint(
                fields=["entitlement", "due"],
                condition=Q(released_at__isnull=True),
                name="hold_one_of_a_due",
            ),
            models.CheckConstraint(
                condition=Q(hit__isnull=True, objection__isnull=True)
                | Q(hit__isnull=True, due__isnull=True)
                | Q(objection__isnull=True, due__isnull=True),
                name="hold_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="hold_release_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_by_hand(self) -> bool:
        """Somebody placed it and somebody releases it; the others follow what they rest on."""
        return self.hit_id is None and self.objection_id is None and self.due_id is None
