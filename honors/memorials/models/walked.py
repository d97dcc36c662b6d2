"""The hands of whatever goes a road of ``states.MOVES``, and that the database knows them."""

from django.db import models
from django.db.models import Q

from honors.memorials.states import STATE_LABELS, State, What
from veterans.foundation.hands import hand, signed_where


def choices(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(code), label) for code, label in labels.items()]


def level_choices(labels: dict[object, str]) -> list[tuple[str, str]]:
    return [(str(code), label) for code, label in labels.items()]


class Walked(models.Model):
    """Entered; checked and decided by others; done; ended with a reason. Which of them a subject
    uses, its moves say. ``entered_by`` is null where a resident sent it."""

    what: What

    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(one.value, one.value) for one in State],
        default=State.ASKED.value,
    )
    entered_by = hand("登记人")
    entered_at = models.DateTimeField("登记时间")
    checked_by = hand("核准、初审、确认人")
    checked_at = models.DateTimeField("核准、初审、确认时间", null=True, blank=True)
    decided_by = hand("批准、验收人")
    decided_at = models.DateTimeField("批准、验收时间", null=True, blank=True)
    done_by = hand("办结登记人")
    done_at = models.DateTimeField("办结登记时间", null=True, blank=True)
    ended_by = hand("终止人")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    why = models.CharField("原因、结果", max_length=300, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def state_words(self) -> tuple[str, str]:
        return STATE_LABELS[self.what][State(self.state)]


def walked(table: str, signed_in: dict[str, list[str]]) -> list[models.BaseConstraint]:
    """``signed_in``: for each hand the states in which it is there."""
    return [
        models.CheckConstraint(
            condition=signed_where(who, Q(state__in=states)), name=f"memorial_{table}_{who}"
        )
        for who, states in signed_in.items()
    ]
