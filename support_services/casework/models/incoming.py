"""网上来件: what a resident sent, waiting for a worker to take it.

Who sent it and what it says is sealed and never changes. Accepted, it is a ``Case``, or an
objection of the 公示; refused, it says why. Only refused advertising may go again; the database
keeps everything else.
"""

from django.db import models
from django.db.models import Q

from support_services.casework.models.cases import Case, about_field, about_shaped
from support_services.casework.states import (
    INCOMING_KINDS,
    INCOMING_LABELS,
    OBJECTION,
    REFUSAL_LABELS,
    IncomingState,
)
from support_services.subsidies.models import PublicityObjection
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where
from veterans.regions.models import Region


class Incoming(models.Model):
    """One sending. ``form``: the token of the form, by which a second sending is known;
    ``receipt``: by which alone the receipt is found. ``take_by``: the last day on which somebody
    should have taken it. ``meant_name``: for whom it was sent, empty where for himself. ``about``:
    see ``subjects``; of an objection the line of the roster. Name and telephone are missing only
    where somebody objects without saying who he is."""

    number = models.CharField("来件编号", max_length=12, unique=True, db_collation="C")
    form = models.CharField("表单标识", max_length=32, unique=True, db_collation="C")
    receipt = models.CharField("回执标识", max_length=32, unique=True, db_collation="C")
    kind = models.CharField("类别", max_length=12, choices=list(INCOMING_KINDS.items()))
    about = about_field()
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="属地"
    )
    name = SealedTextField("姓名", null=True, blank=True)
    phone = SealedTextField("联系电话", null=True, blank=True)
    content = SealedTextField("内容")
    meant_name = SealedTextField("替谁反映", null=True, blank=True)
    meant_relation = models.CharField("与本人关系", max_length=20, blank=True)
    sent_at = models.DateTimeField("发来时间")
    sent_on = models.DateField("发来日期")
    take_by = models.DateField("应接收")
    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(one.value, text) for one, text in INCOMING_LABELS.items()],
        default=IncomingState.WAITING.value,
    )
    decided_by = hand("办理人")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incoming",
        verbose_name="登记成的诉求",
    )
    objection = models.OneToOneField(
        PublicityObjection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incoming",
        verbose_name="登记成的公示异议",
    )
    reason = models.CharField(
        "没有接收的原因",
        max_length=9,
        choices=[(one.value, text) for one, text in REFUSAL_LABELS.items()],
        blank=True,
    )
    same_as = models.CharField("与哪件重复", max_length=12, blank=True)
    reason_text = SealedTextField("说明", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上来件"
        indexes = [
            models.Index(
                fields=["take_by", "id"], condition=Q(state="waiting"), name="incoming_waiting"
            ),
            models.Index(fields=["-sent_at", "-id"], name="incoming_newest"),
            models.Index(fields=["region", "-sent_at"], name="incoming_of_region"),
            models.Index(
                fields=["about"],
                condition=~Q(about="") & Q(state="waiting"),
                name="incoming_waiting_about",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in INCOMING_LABELS]),
                name="incoming_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(INCOMING_KINDS)), name="incoming_kind_known"
            ),
            about_shaped("incoming_about_shaped"),
            models.CheckConstraint(
                condition=Q(kind=OBJECTION, about__startswith="publicity:", meant_name__isnull=True)
                | (~Q(kind=OBJECTION) & ~Q(about__startswith="publicity:")),
                name="incoming_objects_to_a_line",
            ),
            models.CheckConstraint(
                condition=Q(kind=OBJECTION) | Q(name__isnull=False, phone__isnull=False),
                name="incoming_of_somebody",
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="waiting")), name="incoming_signed"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="accepted")
                    & (
                        Q(kind=OBJECTION, case__isnull=True, objection__isnull=False)
                        | (~Q(kind=OBJECTION) & Q(case__isnull=False, objection__isnull=True))
                    )
                )
                | (~Q(state="accepted") & Q(case__isnull=True, objection__isnull=True)),
                name="incoming_accepted_is_one_thing",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="refused", reason__in=[one.value for one in REFUSAL_LABELS])
                    & Q(reason_text__isnull=False)
                )
                | (~Q(state="refused") & Q(reason="", reason_text__isnull=True)),
                name="incoming_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason="duplicate") & ~Q(same_as="")
                | (~Q(reason="duplicate") & Q(same_as="")),
                name="incoming_duplicate_of_one",
            ),
            models.CheckConstraint(
                condition=Q(meant_name__isnull=True, meant_relation="")
                | (Q(meant_name__isnull=False) & ~Q(meant_relation="")),
                name="incoming_meant_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
