"""Notices of merit: 喜报 from the army's letter to the family's door."""

from django.db import models
from django.db.models import F, Q

from honors.letters.states import LETTER_LABELS, MERITS, LetterState
from support_services.subsidies.models import Grant
from support_services.visits.models import Visit
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.regions.models import Region
from veterans.registry.models import Merit, MeritKind, Person


class Letter(models.Model):
    """One notice of one merit. ``person``: the soldier, whose family is congratulated. ``region``:
    the place that congratulates. ``forces_said``: who at the armed forces office confirmed it, and
    on which day. ``merit_row``: what was written into the file. ``grant``: the reward, of the
    ledger.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="good_news", verbose_name="立功军人"
    )
    merit = models.CharField(
        "等次",
        max_length=8,
        choices=[(code, label) for code, label in MeritKind.choices if code in MERITS],
    )
    title = models.CharField("名称", max_length=80, blank=True, default="")
    awarded_on = models.DateField("授予日期")
    document_no = models.CharField("通知文号", max_length=60)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("应送达日期")
    from_college = models.BooleanField("从高校入伍", default=False)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name="由哪里送喜报"
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(code.value, label) for code, (label, _) in LETTER_LABELS.items()],
        default=LetterState.RECEIVED.value,
    )
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")
    checked_by = hand("核对人")
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    forces_said = models.CharField("人武部核对", max_length=80, blank=True, default="")
    checked_why = models.CharField("不符的原因", max_length=200, blank=True, default="")
    merit_row = models.ForeignKey(
        Merit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="档案里的立功",
    )
    team = models.CharField("送喜报的人", max_length=120, blank=True, default="")
    planned_on = models.DateField("送喜报日期", null=True, blank=True)
    visit = models.OneToOneField(
        Visit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="送达记录",
    )
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    grant = models.OneToOneField(
        Grant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="奖励金",
    )

    class Meta:
        verbose_name = verbose_name_plural = "喜报"
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="letter_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "merit", "awarded_on"],
                condition=~Q(state="dropped"),
                name="letter_once",
                violation_error_message="这项立功的喜报已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("awarded_on")),
                name="letter_received_after_award",
                violation_error_message="收到日期不能早于授予日期。",
            ),
            two_people(
                "entered", "checked", "letter_by_two", "登记人不能自己核对，请由另一人核对。"
            ),
            models.CheckConstraint(
                condition=signed_where("checked", ~Q(state="received")), name="letter_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="received", forces_said="", checked_why="")
                | Q(state="dropped") & ~Q(checked_why="")
                | Q(state__in=["checked", "planned", "delivered"], merit_row__isnull=False)
                & ~Q(forces_said=""),
                name="letter_checked_by_forces",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | ~Q(team="") & Q(planned_on__isnull=False),
                name="letter_planned_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", visit__isnull=False, delivered_on__isnull=False)
                | ~Q(state="delivered") & Q(visit__isnull=True, delivered_on__isnull=True),
                name="letter_delivered_by_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}：{self.get_merit_display()}"
