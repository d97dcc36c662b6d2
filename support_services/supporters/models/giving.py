"""What is given. The portal moves no money: it writes down what others did."""

from django.db import models
from django.db.models import Q

from support_services.supporters.models.dealt import Dealt, choices, two_hands
from support_services.supporters.models.doing import Activity
from support_services.supporters.models.register import Duty, Job, Supporter
from support_services.supporters.states import CONTRIBUTION_LABELS, FOR_LABELS, Subject
from support_services.units.models import Unit


class Contribution(Dealt):
    """支持: who gave what to whom, on which day. It counts once another has confirmed it; from
    then on it is never changed, and a mistake is taken back by a row with its sign turned round.

    ``amount``: yuan, what it was worth, null where that was not said. ``origin``: what of another
    floor it came of, such as ``wish:12``; "" for none. ``reverses``: the row that this takes back.
    """

    subject = Subject.CONTRIBUTION

    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="contributions", verbose_name="拥军力量"
    )
    kind = models.CharField("种类", max_length=10, choices=choices(CONTRIBUTION_LABELS))
    what = models.CharField("内容", max_length=80)
    quantity = models.DecimalField("数量", max_digits=10, decimal_places=1, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True, default="")
    amount = models.DecimalField(
        "价值（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    given_on = models.DateField("日期")
    for_whom = models.CharField("给谁", max_length=10, choices=choices(FOR_LABELS))
    receiver = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="received",
        verbose_name="接收单位",
    )
    evidence = models.CharField("凭据", max_length=120, blank=True, default="")
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="活动",
    )
    duty = models.ForeignKey(
        Duty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="履行的义务",
    )
    job = models.ForeignKey(
        Job,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hirings",
        verbose_name="岗位",
    )
    origin = models.CharField("来源", max_length=30, blank=True, default="", editable=False)
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
        verbose_name="冲销",
    )

    class Meta:
        verbose_name = verbose_name_plural = "支持"
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["-given_on", "-id"], name="supporters_given_day")]
        constraints = [
            *two_hands("contribution"),
            models.CheckConstraint(
                condition=~Q(stage="ended"), name="supporters_contribution_never_ends"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=False) | Q(amount__isnull=False),
                name="supporters_contribution_measured",
                violation_error_message="数量和金额至少填一项。",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True)
                & (Q(quantity__isnull=True) | Q(quantity__gt=0))
                & (Q(amount__isnull=True) | Q(amount__gte=0))
                | Q(reverses__isnull=False)
                & (Q(quantity__isnull=True) | Q(quantity__lt=0))
                & (Q(amount__isnull=True) | Q(amount__lte=0)),
                name="supporters_contribution_signs",
                violation_error_message="数量要大于 0，金额不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(job__isnull=True) | Q(kind="hired"),
                name="supporters_hired_for_a_job",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=~Q(stage="dropped"),
                name="supporters_reversed_once",
                violation_error_message="这一笔已经登记过冲销。",
            ),
            # One that was not acknowledged may be told anew.
            models.UniqueConstraint(
                fields=["origin"],
                condition=~Q(origin="") & Q(reverses__isnull=True) & ~Q(stage="dropped"),
                name="supporters_contribution_origin",
                violation_error_message="这一笔已经登记过。",
            ),
        ]

    def __str__(self) -> str:
        return self.what
