"""Who put a hand to a row and when, and that two hands are two people's.

``X_by`` and ``X_at`` are one signature: both are there, or neither is.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def hand(label: str, *, needed: bool = False) -> "models.ForeignKey":
    """A person who put a hand to a row; ``needed``: it never is without."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=not needed,
        blank=not needed,
        verbose_name=label,
    )


def signed(who: str) -> Q:
    """``who``: the stem of the two columns, such as ``decided``."""
    return Q(**{f"{who}_by__isnull": False, f"{who}_at__isnull": False})


def unsigned(who: str) -> Q:
    return Q(**{f"{who}_by__isnull": True, f"{who}_at__isnull": True})


def signed_where(who: str, condition: Q) -> Q:
    """Signed exactly where ``condition`` holds."""
    return (condition & signed(who)) | (~condition & unsigned(who))


def two_people(first: str, second: str, name: str, message: str) -> models.CheckConstraint:
    """The second hand may be missing; where it is there, it is signed and another's."""
    return models.CheckConstraint(
        condition=unsigned(second) | (signed(second) & ~Q(**{f"{second}_by": F(f"{first}_by")})),
        name=name,
        violation_error_message=message,
    )
