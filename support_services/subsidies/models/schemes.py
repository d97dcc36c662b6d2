"""Schemes, their dated rules, and rate tables. All of it data; none of it law by itself."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from support_services.subsidies.models.enforcing import Enforced, by_another
from support_services.subsidies.rule_kinds import START_LABELS
from support_services.subsidies.rules import Basis, Component
from veterans.foundation.confidence import Confidence as Confidence

BASIS_CHOICES = [
    (Basis.YEAR.value, "每年"),
    (Basis.MONTH.value, "每月"),
    (Basis.MONTH_PER_SERVICE_YEAR.value, "每服役一年每月"),
]
START_CHOICES = list(START_LABELS.items())


def closed_months(first: str, last: str) -> Func:
    """``daterange(first, last, '[]')`` over months as first days."""
    return Func(F(first), F(last), Value("[]"), function="daterange")


def is_month(field: str) -> Q:
    """The date is the first day of a month (NULL passes)."""
    return Q(**{f"{field}__day": 1}) | Q(**{f"{field}__isnull": True})


class Cycle(models.TextChoices):
    """Whether money flows by the month, or is granted for a year or once."""

    MONTH = "month", "按月发放"
    YEAR = "year", "按年核发"
    ONCE = "once", "一次核发"


class Scheme(models.Model):
    """One kind of money. ``posted_through`` is the last month an ordinary run has covered."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("项目名称", max_length=60)
    short_name = models.CharField("简称", max_length=10)
    cycle = models.CharField("周期", max_length=5, choices=Cycle, default=Cycle.MONTH)
    uses_grade = models.BooleanField("按等级", default=False)
    uses_class = models.BooleanField("按性质", default=False)
    uses_service = models.BooleanField("按服役年限", default=False)
    legal_basis = models.CharField("政策依据", max_length=200)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    posted_through = models.DateField("已核算至", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "补助项目"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=is_month("posted_through"), name="scheme_month"),
        ]

    def __str__(self) -> str:
        return self.name


class DatedRule(models.Model):
    """What every rule row carries beside what it says."""

    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    is_live = models.BooleanField("生效", default=True)
    change = models.ForeignKey(
        "subsidies.RuleChange",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="由哪次变更而来",
    )

    class Meta:
        abstract = True


def one_at_a_time(name: str, first: str, last: str, message: str) -> ExclusionConstraint:
    """Live rules of one scheme never overlap; ``first`` and ``last``: the columns of their time."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("scheme", RangeOperators.EQUAL),
            (closed_months(first, last), RangeOperators.OVERLAPS),
        ],
        condition=Q(is_live=True),
        violation_error_message=message,
    )


class StartRule(DatedRule):
    """From which month an approval of that time is paid; the regulation's own dates."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="start_rules", verbose_name="项目"
    )
    approved_from = models.DateField("批准日期自")
    approved_to = models.DateField("批准日期至", null=True, blank=True)
    rule = models.CharField("起发月", max_length=20, choices=START_CHOICES)

    class Meta:
        verbose_name = verbose_name_plural = "起发月规则"
        ordering = ["scheme", "approved_from"]
        constraints = [
            one_at_a_time(
                "start_rule_no_overlap",
                "approved_from",
                "approved_to",
                "同一项目的起发月规则时间重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_rule_display()}"


class DeathTail(DatedRule):
    """Months still paid after a death in that period."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="death_tails", verbose_name="项目"
    )
    died_from = models.DateField("去世日期自")
    died_to = models.DateField("去世日期至", null=True, blank=True)
    months = models.PositiveSmallIntegerField("续发月数")

    class Meta:
        verbose_name = verbose_name_plural = "去世续发规则"
        ordering = ["scheme", "died_from"]
        constraints = [
            one_at_a_time(
                "death_tail_no_overlap", "died_from", "died_to", "同一项目的去世续发规则时间重叠。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.months}个月"


class RateTableState(models.TextChoices):
    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "已启用"
    WITHDRAWN = "withdrawn", "已撤回"


class RateTable(Enforced):
    """A notice with standards. It takes effect only when a second person brings it into force."""

    title = models.CharField("名称", max_length=100)
    document_no = models.CharField("文号或来源", max_length=200)
    effective_from = models.DateField("执行起始月")
    state = models.CharField(
        "状态", max_length=10, choices=RateTableState, default=RateTableState.DRAFT
    )

    class Meta:
        verbose_name = verbose_name_plural = "标准表"
        ordering = ["-effective_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=is_month("effective_from"), name="rate_table_month"),
            *by_another(
                "rate_table",
                Q(state="in_force"),
                "录入人不能自己启用标准表，请由另一人启用。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PayComponent(models.Model):
    """A part of a scheme's monthly money that the bureau names itself, beside the standard.

    自然增长, 粮油补贴, 孤老增发, 护理费 and the like. Its yuan stand in rate tables like any
    standard;
    a component without rates pays nobody. What it is for, and whether it goes on after a
    death, is settled when it is made and never changes: another component takes its place.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="components", verbose_name="项目"
    )
    code = models.CharField("代码", max_length=10, db_collation="C")
    name = models.CharField("名称", max_length=20)
    is_named = models.BooleanField("逐人核定", default=False)
    in_tail = models.BooleanField("去世后续发", default=False)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "待遇组成"
        ordering = ["scheme", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="component_code_once",
                violation_error_message="这一项目已有这个代码的组成。",
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="component_name_once",
                violation_error_message="这一项目已有这个名称的组成。",
            ),
            # The ledger keeps "standard", "tail" and "grant" for itself, and "t_" for what follows
            # a death of a component.
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z][a-z0-9]{1,9}$")
                & ~Q(code__in=["standard", "tail", "grant"]),
                name="component_code_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RateRow(models.Model):
    """One standard: yuan by scheme, component, grade and class. Live rows of one key never overlap.

    Grade 0 and class "" of a component beside the standard stand for all grades and classes; zero
    yuan end such a component for the key.
    """

    table = models.ForeignKey(
        RateTable, on_delete=models.PROTECT, related_name="rows", verbose_name="标准表"
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="rates", verbose_name="项目"
    )
    component = models.CharField(
        "组成", max_length=10, default=Component.STANDARD.value, db_collation="C"
    )
    grade = models.PositiveSmallIntegerField("等级", default=0)
    rate_class = models.CharField("性质", max_length=30, blank=True, default="", db_collation="C")
    amount = models.DecimalField("标准（元）", max_digits=12, decimal_places=2)
    # Where the notice gives a share of something: what the amount was reckoned from.
    base = models.DecimalField("计算基数（元）", max_digits=12, decimal_places=2, null=True)
    percent = models.DecimalField("比例（%）", max_digits=6, decimal_places=2, null=True)
    basis = models.CharField("计发口径", max_length=30, choices=BASIS_CHOICES)
    first_month = models.DateField("执行起始月")
    last_month = models.DateField("执行截止月", null=True, blank=True)
    is_live = models.BooleanField("生效", default=False)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "标准"
        ordering = ["scheme", "component", "grade", "rate_class", "first_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "scheme", "component", "grade", "rate_class"],
                name="rate_row_once_per_table",
                violation_error_message="同一张标准表里，这一项目、组成、等级、性质已经有一行。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | (Q(amount=0) & ~Q(component=Component.STANDARD.value)),
                name="rate_amount_positive",
                violation_error_message="标准必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=True, percent__isnull=True)
                | Q(
                    base__isnull=False,
                    percent__isnull=False,
                    base__gt=0,
                    percent__gt=0,
                    amount=Func(F("base") * F("percent") / Value(100), Value(2), function="round"),
                ),
                name="rate_amount_is_the_share",
            ),
            models.CheckConstraint(
                condition=is_month("first_month") & is_month("last_month"),
                name="rate_row_months",
            ),
            ExclusionConstraint(
                name="rate_row_no_overlap",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("component", RangeOperators.EQUAL),
                    ("grade", RangeOperators.EQUAL),
                    ("rate_class", RangeOperators.EQUAL),
                    (closed_months("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
                violation_error_message="生效标准的执行月份重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.amount}"
