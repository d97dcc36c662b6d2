"""网上异议 that nobody has read, as batches and notices are concerned by them (``unread``)."""

from django.db.models import Exists, OuterRef

from support_services.subsidies import unread
from support_services.subsidies.models import (
    Batch,
    GrantDue,
    Posting,
    PublicityEntry,
    PublicityNotice,
)
from support_services.subsidies.unread import Unread


def unread_in(batch: Batch) -> list[Unread]:
    """Those against somebody whom this batch pays by his line; two queries, one where none waits.

    They came while the notice was made public, for later nobody can send one.
    """
    waiting = unread.waiting()
    if not waiting:
        return []
    postings = Posting.objects.filter(batch=batch)
    right = postings.filter(entitlement=OuterRef("entitlement"))
    grant = GrantDue.objects.filter(
        share__grant=OuterRef("grant"),
        withdrawn_at__isnull=True,
        entitlement__in=postings.values("entitlement"),
    )
    lines = PublicityEntry.objects.filter(pk__in={one.entry for one in waiting}, is_live=True)
    paid = set(lines.filter(Exists(right) | Exists(grant)).values_list("pk", flat=True))
    return [one for one in waiting if one.entry in paid]


def unread_of(notice: PublicityNotice) -> list[Unread]:
    """Those against a line of the notice."""
    waiting = unread.waiting()
    if not waiting:
        return []
    lines = set(notice.entries.values_list("pk", flat=True))
    return [one for one in waiting if one.entry in lines]
