"""材料: photos and scans in a file. Kept sealed, known by their bytes, shown on record.

They lie in the database, never where a web server could reach them, and are only read through
``open_paper``.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import Attachment, check_attachment
from veterans.foundation.errors import Refused
from veterans.registry import rules
from veterans.registry.models import LifeEvent, Paper, PaperKind, Person
from veterans.registry.selectors.file import paper_visible_to
from veterans.registry.services.account_evidence import Shown
from veterans.registry.services.people import locked_person

MOST_FILES = 6


def checked_files(files: Sequence[bytes]) -> tuple[Attachment, ...]:
    """Photos and scans that were brought. Refuses what is neither, and more than six at once."""
    if len(files) > MOST_FILES:
        raise Refused(f"一次最多上传 {MOST_FILES} 个文件，请选最清楚的。")
    most = settings.PORTAL_ATTACHMENT_BYTES
    return tuple(check_attachment(content, max_bytes=most) for content in files)


def keep_papers(
    files: Sequence[Attachment],
    *,
    kind: str,
    title: str = "",
    person: Person | None,
    event: LifeEvent | None = None,
    by: User,
    at: datetime,
) -> list[Paper]:
    """Put them into the file or beside the event, in the caller's transaction."""
    label = PaperKind(kind).label
    return [
        Paper.objects.create(
            person=person,
            event=event,
            kind=kind,
            title=title,
            stored=sealed_files.store(
                name=f"{label}{number}.{one.ending}",
                content_type=one.content_type,
                parts=[one.content],
                at=at,
            ),
            added_by=by,
            added_at=at,
        )
        for number, one in enumerate(files, start=1)
    ]


@transaction.atomic
def add_papers(
    *, person: Person, files: Sequence[bytes], kind: str, title: str, by: User, at: datetime
) -> list[Paper]:
    """Photos and scans for the file. Refuses none at all, and whoever lives elsewhere."""
    require(by, "people.contact")
    if kind not in PaperKind.values:
        raise Refused("请选择材料的种类。")
    checked = checked_files(files)
    if not checked:
        raise Refused("请选择照片或扫描件。")
    found = locked_person(person, by=by)
    told = rules.clean_open_text(title, what="说明", longest=80)
    made = keep_papers(checked, kind=kind, title=told, person=found, by=by, at=at)
    audit.record(
        actor=by,
        action="paper.added",
        subject="person",
        subject_id=found.pk,
        detail={"papers": [one.pk for one in made], "kind": kind},
        at=at,
    )
    return made


@transaction.atomic
def void_paper(*, paper_id: int, why: str, by: User, at: datetime) -> Paper:
    """作废: it was put in by mistake. The bytes stay, nobody is shown them any more.

    Refuses a second time, and what proves an event that was decided.
    """
    require(by, "people.edit")
    told = rules.clean_open_text(why, what="原因")
    if not told:
        raise Refused("请写明为什么作废。")
    found = paper_visible_to(by, paper_id)
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if paper.voided_at is not None:
        raise Refused("这份材料已经作废。")
    if paper.event_id is not None:
        raise Refused("这份材料是办理变动的依据，不能作废。")
    paper.voided_by, paper.voided_at, paper.voided_why = by, at, told
    paper.save(update_fields=["voided_by", "voided_at", "voided_why"])
    _record("voided", paper, by, at)
    return paper


@transaction.atomic
def open_paper(*, paper_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever may see them; that they were looked at is on record first."""
    paper = paper_visible_to(by, paper_id)
    _record("viewed", paper, by, at)
    stored = paper.stored
    ending = stored.name.rpartition(".")[2]
    return Shown(f"材料-{paper.pk}.{ending}", stored.content_type, stored.byte_count, stored.read())


def _record(deed: str, paper: Paper, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"paper.{deed}",
        subject="person" if paper.person_id else "life_event",
        subject_id=paper.person_id or paper.event_id or "",
        detail={"paper": paper.pk, "kind": paper.kind},
        at=at,
    )
