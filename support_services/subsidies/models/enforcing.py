"""What one person enters and another brings into force."""

from django.db import models
from django.db.models import Q

from veterans.foundation.hands import hand, two_people

BY_ANOTHER = "录入人不能自己启用，请由另一人启用。"


class Enforced(models.Model):
    """The two hands; what is entered does nothing before the second."""

    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    enforced_by = hand("启用人")
    enforced_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        abstract = True


def by_another(name: str, in_force: Q, message: str = BY_ANOTHER) -> list[models.BaseConstraint]:
    """Entered by one, brought into force by another, and ``in_force`` only so."""
    return [
        two_people("entered", "enforced", f"{name}_two_people", message),
        models.CheckConstraint(
            condition=~in_force | Q(enforced_by__isnull=False), name=f"{name}_in_force_signed"
        ),
    ]
