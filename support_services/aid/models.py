"""Applications for hardship aid and small wishes."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.aid.states import (
    AID_LABELS,
    CAUSE_LABELS,
    WISH_LABELS,
    AidState,
    WishState,
)
from support_services.subsidies.models import Grant
from support_services.supporters.models import Supporter
from support_services.visits.models import Visit, choices
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, unsigned
from veterans.regions.models import Region
from veterans.registry.models import Paper, Person


class AidApplication(models.Model):
    """困难帮扶申请 of a home, taken down by a station or the bureau.

    ``told`` is what happened, sealed; ``speaks`` who speaks for the applicant and as what, sealed,
    where it is not himself. Handed on, it has the visit it was looked at by and the grant that
    came of it; whoever took it down hands nothing on.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="aid_applications", verbose_name="申请人"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    cause = models.CharField("困难原因", max_length=12, choices=choices(CAUSE_LABELS))
    told = SealedTextField("困难情况")
    wanted = models.DecimalField(
        "申请金额（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    speaks = SealedTextField("代办人", null=True, blank=True)
    applied_on = models.DateField("申请日期")
    papers = models.ManyToManyField(Paper, blank=True, related_name="+", verbose_name="材料")
    state = models.CharField(
        "状态", max_length=10, choices=choices(AID_LABELS), default=AidState.APPLIED.value
    )
    taken_by = hand("受理人", needed=True)
    taken_at = models.DateTimeField("受理时间")
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="入户走访"
    )
    grant = models.OneToOneField(
        Grant, on_delete=models.PROTECT, null=True, blank=True, verbose_name="核发"
    )
    decided_by = hand("审核人")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decision_note = models.CharField("审核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难帮扶申请"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["taken_at"], condition=Q(state="applied"), name="aid_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="applied"),
                name="aid_one_waiting",
                violation_error_message="此人已有一份申请在办，请等结果或先撤回。",
            ),
            models.CheckConstraint(
                condition=(Q(state="applied") & unsigned("decided"))
                | (~Q(state="applied") & signed("decided")),
                name="aid_decided_whole",
            ),
            models.CheckConstraint(
                condition=(Q(state="handed_on") & Q(grant__isnull=False, visit__isnull=False))
                | (~Q(state="handed_on") & Q(grant__isnull=True)),
                name="aid_handed_on_after_visit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "withdrawn"]) | ~Q(decided_by=F("taken_by")),
                name="aid_two_people",
                violation_error_message="自己受理的申请，须由另一人审核。",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_note=""), name="aid_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.applied_on:%Y-%m-%d}"


class Wish(models.Model):
    """微心愿: something small that would gladden somebody. ``text`` is read by those who may take
    it up, so it names nobody; ``told_openly`` is the person's consent to that. ``supporter`` is
    the name of whoever takes it up, ``by_supporter`` the same where the register knows him."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="wishes", verbose_name="人员"
    )
    text = models.CharField("心愿", max_length=100)
    worth = models.DecimalField(
        "大约花费（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    told_openly = models.BooleanField("本人同意公开征集", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=choices(WISH_LABELS), default=WishState.OPEN.value
    )
    supporter = models.CharField("认领人", max_length=80, blank=True)
    by_supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wishes",
        verbose_name="认领的拥军力量",
    )
    taken_on = models.DateField("认领日期", null=True, blank=True)
    fulfilled_on = models.DateField("实现日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    moved_by = hand("办理人")
    moved_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "微心愿"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | ~Q(supporter=""),
                name="wish_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="fulfilled") | Q(fulfilled_on__isnull=False),
                name="wish_fulfilled_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(by_supporter__isnull=True) | ~Q(supporter=""),
                name="wish_supporter_named",
            ),
        ]

    def __str__(self) -> str:
        return self.text
