"""Enquiries of residents, and the messages with their codes.

Two tables with a reason: the row of an enquiry is what the residents' door locks when somebody
gives a code back, so nobody holds it while a gateway is asked. Otherwise the time of that answer
would tell whether there is a message at all.
"""

from django.db import models
from django.db.models import Q

from support_services.enquiry.states import (
    ENQUIRY_LABELS,
    TROUBLE_LABELS,
    WHY_LABELS,
    EnquiryState,
)
from support_services.notices.channels.waiting import WaitingMessage
from veterans.foundation.fields import SealedTextField
from veterans.registry.models import Person

_WAITS = Q(state=EnquiryState.ASKED.value)


class Enquiry(models.Model):
    """Somebody gave a name and a number. ``name`` and ``number`` are emptied when a worker has
    looked; ``code_digest`` is there from the first moment, of chance where no code was made.

    ``person``: whose number it was, whatever came of it; nobody where it was nobody's.
    """

    ticket_digest = models.BinaryField("查询标识摘要", unique=True, editable=False)
    name = SealedTextField("填写的姓名", null=True, blank=True)
    number = SealedTextField("填写的身份证号", null=True, blank=True)
    asked_at = models.DateTimeField("查询时间")
    state = models.CharField(
        "状态",
        max_length=6,
        choices=[(one.value, text) for one, text in ENQUIRY_LABELS.items()],
        default=EnquiryState.ASKED.value,
    )
    why = models.CharField(
        "没有发验证码的原因",
        max_length=8,
        choices=[(one.value, text) for one, text in WHY_LABELS.items()],
        blank=True,
        default="",
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        verbose_name="人员",
    )
    code_digest = models.BinaryField("验证码摘要", editable=False)
    looked_at = models.DateTimeField("核对时间", null=True, blank=True)
    trouble = models.CharField(
        "短信情况",
        max_length=10,
        choices=[(one.value, text) for one, text in TROUBLE_LABELS.items()],
        blank=True,
        default="",
    )
    tries = models.PositiveSmallIntegerField("验证码填错次数", default=0)
    pass_digest = models.BinaryField("查看凭证摘要", null=True, unique=True, editable=False)
    proved_at = models.DateTimeField("验证通过时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上查询"
        indexes = [
            models.Index(fields=["asked_at"], condition=_WAITS, name="enquiry_waiting"),
            models.Index(
                fields=["person", "-asked_at"],
                condition=Q(person__isnull=False),
                name="enquiry_of_person",
            ),
            models.Index(fields=["asked_at"], name="enquiry_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ENQUIRY_LABELS]),
                name="enquiry_state_known",
            ),
            models.CheckConstraint(
                condition=(
                    _WAITS & Q(name__isnull=False, number__isnull=False, looked_at__isnull=True)
                )
                | (~_WAITS & Q(name__isnull=True, number__isnull=True, looked_at__isnull=False)),
                name="enquiry_words_are_emptied",
            ),
            models.CheckConstraint(
                condition=(Q(state="silent") & Q(why__in=[one.value for one in WHY_LABELS]))
                | (~Q(state="silent") & Q(why="")),
                name="enquiry_silent_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "silent"]) | Q(person__isnull=False),
                name="enquiry_code_is_somebodys",
            ),
            # A code is given back once; nobody looks without a pass, and leaving ends it.
            models.CheckConstraint(
                condition=(Q(state="proved", pass_digest__isnull=False, proved_at__isnull=False))
                | (Q(state="left", pass_digest__isnull=True, proved_at__isnull=False))
                | (
                    Q(state__in=["asked", "coded", "silent"])
                    & Q(pass_digest__isnull=True, proved_at__isnull=True)
                ),
                name="enquiry_pass_after_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.asked_at:%Y-%m-%d}"


class CodeMessage(WaitingMessage):
    """A message with a code that a gateway has not answered for yet; the row is gone when it is
    answered, or when the code would be too old."""

    enquiry = models.OneToOneField(
        Enquiry, on_delete=models.CASCADE, related_name="message", verbose_name="网上查询"
    )

    class Meta:
        verbose_name = verbose_name_plural = "验证码短信"
        indexes = [models.Index(fields=["next_try_at"], name="enquiry_message_due")]
