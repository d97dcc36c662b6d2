"""Written by one, reviewed by another, published, ended: the hands of whatever residents read, and
that the database refuses a row whose hands do not fit its state.

States that such a row has by itself: ``draft``, ``reviewed``, ``published``, ``dropped``. What
becomes of it once it was published (``replaced``, ``withdrawn`` …) each table names.
"""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned

_NEVER_PUBLIC = ["draft", "reviewed", "dropped"]


class Publication(models.Model):
    """The hands of such a row. ``ended_why``: also why it was sent back to whoever entered it."""

    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    reviewed_by = hand("审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    published_by = hand("公布人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    ended_by = hand("终止人")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_why = models.CharField("退回、终止原因", max_length=200, blank=True, default="")

    class Meta:
        abstract = True


def publication_constraints(
    prefix: str, *, past: Sequence[str], shipped: bool = False
) -> list[models.CheckConstraint]:
    """Who reviews is not who entered; nothing is published unread; whatever is over says by whom.

    ``prefix``: of the constraints' names. ``past``: the states after having been published.
    ``shipped``: a row without anybody who entered it came with the portal and needs no hands.
    """
    public = ["published", *past]
    came_with_it = Q(entered_by__isnull=True)
    read = Q(state__in=["draft", "dropped"]) | signed("reviewed")
    shown = signed("published")
    if shipped:
        read, shown = read | came_with_it, shown | came_with_it
    return [
        two_people(
            "entered", "reviewed", f"{prefix}_two_people", "录入人不能自己审核，请由另一人审核。"
        ),
        models.CheckConstraint(condition=read, name=f"{prefix}_reviewed_first"),
        models.CheckConstraint(
            condition=(Q(state__in=public) & shown)
            | (Q(state__in=_NEVER_PUBLIC) & unsigned("published")),
            name=f"{prefix}_published_signed",
        ),
        models.CheckConstraint(
            condition=signed_where("ended", Q(state__in=[*past, "dropped"])),
            name=f"{prefix}_ended_signed",
        ),
    ]
