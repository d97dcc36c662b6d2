"""异议: what residents bring against what is made public; the decision waits for every answer
(trigger)."""

from django.db import models
from django.db.models import Q

from honors.campaigns.models.campaigns import Campaign
from honors.campaigns.models.candidates import Candidate
from honors.campaigns.states import OBJECTION_LABELS, ObjectionState
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.foundation.sealed_files import SealedFile


class Objection(models.Model):
    """An objection. ``receipt``: by which whoever sent it asks how it stands; ``form``: the token
    of the form. ``registered_by`` null: it came over the net. ``told``: the answer, in words for
    whoever objected."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="objections", verbose_name="评选"
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="objections", verbose_name="人选"
    )
    raised_on = models.DateField("提出日期")
    objector = SealedTextField("提出人", null=True, blank=True)
    phone = SealedTextField("电话", null=True, blank=True)
    text = SealedTextField("异议内容")
    form = models.CharField("表单标识", max_length=32, null=True, blank=True, unique=True)
    receipt = models.CharField("回执", max_length=32, unique=True)
    registered_by = hand("登记人")
    registered_at = models.DateTimeField("登记时间")
    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(s.value, label) for s, (label, _) in OBJECTION_LABELS.items()],
        default=ObjectionState.OPEN.value,
    )
    found = models.CharField("核查情况", max_length=500, blank=True, default="")
    told = models.CharField("答复", max_length=300, blank=True, default="")
    answered_by = hand("答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评选异议"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=signed_where("answered", ~Q(state="open")),
                name="campaigns_objection_answered_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(found="") & ~Q(told="")),
                name="campaigns_objection_answer_says",
            ),
            two_people(
                "registered",
                "answered",
                "campaigns_objection_two_people",
                "登记人不能自己作结论，请由另一人办理。",
            ),
        ]

    def __str__(self) -> str:
        return f"异议 {self.pk}"


class ObjectionPaper(models.Model):
    """Evidence beside an objection, sealed."""

    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="papers", verbose_name="异议"
    )
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "异议佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)
