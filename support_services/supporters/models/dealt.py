"""What every row has that takes two people: its stage, and whose hands brought it there."""

from typing import Any

from django.db import models
from django.db.models import Q

from support_services.supporters.states import STAGE_LABELS, Stage, Subject
from veterans.foundation.hands import hand, signed_where, two_people


def choices(labels: dict[Any, str]) -> list[tuple[str, str]]:
    return [(code.value, label) for code, label in labels.items()]


class Dealt(models.Model):
    """Entered by one, decided by another, ended with a reason. ``subject`` says which road of
    ``states.MOVES`` it goes and what its stages are called."""

    subject: Subject

    stage = models.CharField(
        "状态",
        max_length=10,
        choices=choices(STAGE_LABELS[Subject.PACT]),
        default=Stage.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    decided_by = hand("审核人")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    ended_by = hand("终止人")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_why = models.CharField("原因", max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def stage_label(self) -> str:
        return STAGE_LABELS[self.subject][Stage(self.stage)]


def two_hands(table: str) -> list[models.CheckConstraint]:
    """That the database holds to the road as well."""
    return [
        two_people(
            "entered",
            "decided",
            f"supporters_{table}_two_people",
            "录入人不能自己审核，请由另一人审核。",
        ),
        models.CheckConstraint(
            condition=signed_where("decided", Q(stage__in=["in_force", "ended"])),
            name=f"supporters_{table}_decided",
        ),
        models.CheckConstraint(
            condition=signed_where("ended", Q(stage__in=["ended", "dropped"]))
            & (Q(ended_by__isnull=True) | ~Q(ended_why="")),
            name=f"supporters_{table}_ended",
        ),
    ]
