"""What went to units by message about one item: which reminder, to whom, when, and what became of
it."""

from django.db.models import Q, QuerySet

from support_services.double_list.models import CircularLine, Item
from support_services.notices.models import Notice
from support_services.notices.states import Audience
from support_services.units.answering import about_of
from support_services.units.hearing import KIND as UNIT_CONTACT
from support_services.units.models import Reply

KIND, OCCASION = "dlist", "dlist_due"


def told_of(item: Item) -> QuerySet[Notice]:
    """Reminders of its deadline (a message may be about several items), 督办单, circulars that list
    it, and receipts of answers; the newest first. One query."""
    units = {item.requester_id, item.lead_id, *item.helpers.values_list("pk", flat=True)}
    units |= {one for row in item.owners.values_list("from_unit", "to_unit") for one in row}
    replies = Reply.objects.filter(link__about=about_of(KIND, item.pk))
    listed = CircularLine.objects.filter(item=item, circular__state="issued").values("circular")
    about = (
        Q(rule__occasion=OCCASION, words__subjects__contains=[item.pk])
        | Q(subject_kind="dlist_note", subject_id__in=item.notes.values("pk"))
        | Q(subject_kind="dlist_circular", subject_id__in=listed, hearer_id=item.lead_id)
        | Q(subject_kind="unit_reply", subject_id__in=replies.values("pk"))
    )
    rows = Notice.objects.filter(
        audience=Audience.UNIT.value,
        hearer_kind=UNIT_CONTACT,
        hearer_id__in=[one for one in units if one is not None],
    )
    return rows.filter(about).order_by("-pk")
