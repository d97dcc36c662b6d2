"""The look at the paper by which somebody agreed; it is on record first."""

from datetime import datetime

from django.db import transaction

from honors.roll.selectors import edition_visible_to
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound
from veterans.registry.services.account_evidence import Shown


@transaction.atomic
def open_consent(*, edition_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever reads the roll at the bureau. Under the person, whose file it belongs
    to; under the honour where there is none."""
    require(by, "honours.read")
    edition = edition_visible_to(by, edition_id)
    stored = edition.consent_file
    if stored is None:
        raise NotFound("没有上传同意书。")
    audit.record(
        actor=by,
        action="honours.consent_seen",
        subject="person" if edition.person_id else "honour",
        subject_id=edition.person_id or edition.honour_id,
        detail={"edition": edition.pk},
        at=at,
    )
    ending = stored.name.rpartition(".")[2]
    return Shown(
        f"同意书-{edition.honour_id}.{ending}",
        stored.content_type,
        stored.byte_count,
        stored.read(),
    )
