"""佐证 of a station: photos and scans, known by their bytes, kept sealed, shown on record.

They lie in the database, never where a web server could reach them, and are only read through
``open_paper``.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from support_services.stations.models import AssessmentScore, FiveItem, Station, StationPaper
from support_services.stations.selectors.assessment import paper_visible_to
from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import Attachment
from veterans.foundation.errors import Refused
from veterans.registry.services.account_evidence import Shown

MOST_FILES = 6


def keep_papers(
    files: Sequence[Attachment],
    *,
    station: Station,
    five: FiveItem | None = None,
    score: AssessmentScore | None = None,
    by: User,
    at: datetime,
) -> list[int]:
    """Put checked files beside what they prove, in the caller's transaction; a file that lies
    there already is not kept twice. Refuses more than six beside one thing."""
    beside = StationPaper.objects.filter(five=five, score=score).select_related("stored")
    known = {paper.stored.digest for paper in beside}
    made: list[int] = []
    for one in files:
        stored = sealed_files.store(
            name=f"站点佐证.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        if stored.digest in known:
            sealed_files.remove(stored)
            continue
        known.add(stored.digest)
        if len(known) > MOST_FILES:
            raise Refused(f"一项最多放 {MOST_FILES} 个文件，请选最清楚的。")
        paper = StationPaper.objects.create(
            station=station, five=five, score=score, stored=stored, added_by=by, added_at=at
        )
        made.append(paper.pk)
    return made


@transaction.atomic
def open_paper(*, paper_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever may see them; that they were looked at is on record first."""
    paper = paper_visible_to(by, paper_id)
    audit.record(
        actor=by,
        action="station_paper.viewed",
        subject="station",
        subject_id=paper.station.region.code,
        detail={"paper": paper.pk},
        at=at,
    )
    stored = paper.stored
    ending = stored.name.rpartition(".")[2]
    return Shown(
        f"站点佐证-{paper.pk}.{ending}", stored.content_type, stored.byte_count, stored.read()
    )
