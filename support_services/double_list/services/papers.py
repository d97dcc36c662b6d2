"""佐证 of items: photos and scans, known by their bytes, kept sealed, shown on record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from support_services.double_list.selectors.items import paper_visible_to
from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.models import SealedFile
from veterans.registry.services.account_evidence import Shown
from veterans.registry.services.papers import checked_files


def stored_files(files: Sequence[bytes], *, at: datetime) -> list[SealedFile]:
    """Checked and sealed, in the caller's transaction. Refuses what is no photo and no scan."""
    return [
        sealed_files.store(
            name=f"双清单佐证{number}.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        for number, one in enumerate(checked_files(files), start=1)
    ]


@transaction.atomic
def open_paper(*, paper_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever may see them; that they were looked at is on record first."""
    paper = paper_visible_to(by, paper_id)
    audit.record(
        actor=by,
        action="dlist.paper_viewed",
        subject="dlist_item",
        subject_id=paper.step.item_id,
        detail={"paper": paper.pk},
        at=at,
    )
    stored = paper.stored
    ending = stored.name.rpartition(".")[2]
    return Shown(
        f"双清单佐证-{paper.pk}.{ending}", stored.content_type, stored.byte_count, stored.read()
    )
