"""The bureau's own lines of the rules. A trigger keeps what they say."""

from django.db import models
from django.db.models import Q

from honors.plaques.models.choices import choices_of
from honors.plaques.states import LINE_LABELS, RULE_KINDS, LineState
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, two_people


class RuleLine(models.Model):
    """A rule from a day on: entered by one, brought into force by another. It takes the place of
    what the file or an earlier line says of the same thing; ``ends``: from that day the thing is
    no rule any more. What it says never changes, and it is never deleted."""

    what = models.CharField("规则", max_length=10, choices=choices_of(RULE_KINDS))
    code = models.CharField("代码", max_length=16)
    value = models.CharField("内容", max_length=20, blank=True, default="")
    stays = models.BooleanField("牌子保留或可以恢复", default=False)
    ends = models.BooleanField("不再适用", default=False)
    first_on = models.DateField("自")
    label = models.CharField("说明", max_length=60)
    document_no = models.CharField("文号", max_length=80, blank=True, default="")
    source = models.CharField("来源", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    state = models.CharField(
        "状态", max_length=10, choices=choices_of(LINE_LABELS), default=LineState.DRAFT.value
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    enforced_by = hand("启用人")
    enforced_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌规则"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "code", "first_on"],
                condition=Q(state="in_force"),
                name="plaque_rule_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["what", "code"],
                condition=Q(state="draft"),
                name="plaque_rule_one_waits",
                violation_error_message="这条规则已有一条等待启用，请先启用或撤回。",
            ),
            two_people(
                "entered",
                "enforced",
                "plaque_rule_two_people",
                "录入人不能自己启用，请由另一人启用。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], enforced_by__isnull=True)
                | Q(state__in=["in_force", "replaced"], enforced_by__isnull=False),
                name="plaque_rule_in_force_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.label
