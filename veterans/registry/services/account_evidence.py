"""佐证: photos, scans and written reasons beside an account. Kept sealed, shown on record.

What a file is, its bytes say (``foundation.attachments``). It lies in the database, never where a
web server could reach it, and is only read through ``open_evidence``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import Attachment, check_attachment
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.models import AccountEvidence, AccountProposal, BankAccount, Person
from veterans.registry.selectors import evidence_visible_to

MOST_FILES = 3


@dataclass(frozen=True)
class Evidence:
    """Files that were checked, or a written reason with the number of its document."""

    files: tuple[Attachment, ...] = ()
    statement: str = ""
    document_no: str = ""


@dataclass(frozen=True)
class Shown:
    """A file to hand out: ``content`` once, piece by piece."""

    name: str
    content_type: str
    byte_count: int
    content: Iterator[bytes]


def evidence_of(
    *, files: list[bytes], statement: str = "", document_no: str = ""
) -> Evidence | None:
    """What was brought, checked; None when nothing was.

    Refuses a file that is no photo or scan, more than three, and a reason without a document
    number or the other way round.
    """
    if len(files) > MOST_FILES:
        raise Refused(f"最多上传 {MOST_FILES} 个文件，请选最清楚的。")
    most = settings.PORTAL_ATTACHMENT_BYTES
    checked = tuple(check_attachment(content, max_bytes=most) for content in files)
    told, number = statement.strip()[:300], document_no.strip()[:80]
    if not checked and bool(told) != bool(number):
        raise Refused("没有照片或扫描件的，原因和文号（编号）都要填写。")
    if not checked and not told:
        return None
    return Evidence(checked, told, number)


def attach(
    evidence: Evidence,
    *,
    person: Person,
    account: BankAccount | None = None,
    proposal: AccountProposal | None = None,
    by: User,
    at: datetime,
) -> None:
    """Put it beside the account or the proposal, in the caller's transaction."""
    common = {"person": person, "account": account, "proposal": proposal}
    signed = {"added_by": by, "added_at": at}
    for number, one in enumerate(evidence.files, start=1):
        stored = sealed_files.store(
            name=f"佐证{number}.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        AccountEvidence.objects.create(kind="file", stored=stored, **common, **signed)
    if evidence.statement and evidence.document_no:
        AccountEvidence.objects.create(
            kind="statement",
            statement=evidence.statement,
            document_no=evidence.document_no,
            **common,
            **signed,
        )


@transaction.atomic
def open_evidence(*, evidence_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever may see them; that they were looked at is on record first."""
    found = evidence_visible_to(by, evidence_id)
    if found.stored is None:
        raise NotFound("这份佐证是书面说明，没有文件。")
    audit.record(
        actor=by,
        action="account_evidence.viewed",
        subject="account_evidence",
        subject_id=found.pk,
        detail={"person": found.person_id},
        at=at,
    )
    stored = found.stored
    ending = stored.name.rpartition(".")[2]
    return Shown(
        f"账户佐证-{found.pk}.{ending}", stored.content_type, stored.byte_count, stored.read()
    )
