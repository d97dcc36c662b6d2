"""Looks at what is sealed: papers beside a nomination, consents, what somebody objected and his
evidence. Each is on record first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from honors.campaigns.models import NominationPaper, ObjectionPaper
from honors.campaigns.selectors.candidates import candidate_visible_to, nominations_visible_to
from honors.campaigns.selectors.publicity import objection_visible_to, objections_visible_to
from honors.campaigns.services.recording import of_campaign, of_candidate, of_nomination
from honors.campaigns.states import ANSWER, READ, SCREEN
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_phone
from veterans.foundation.sealed_files import SealedFile
from veterans.registry.services.account_evidence import Shown

GONE = "没有找到这份材料。"


@dataclass(frozen=True)
class Heard:
    """What was said, and by whom; the telephone covered."""

    text: str
    objector: str
    phone: str


def _shown(stored: SealedFile) -> Shown:
    return Shown(stored.name, stored.content_type, stored.byte_count, stored.read())


@transaction.atomic
def open_paper(*, paper_id: int, by: User, at: datetime) -> Shown:
    """Evidence beside a nomination; of a station's own too."""
    rows = NominationPaper.objects.select_related("nomination", "file")
    seen = nominations_visible_to(by).values("pk")
    found = rows.filter(pk=paper_id, nomination__in=seen).first()
    if found is None:
        raise NotFound(GONE)
    of_nomination("paper_seen", found.nomination, by, at, paper=found.pk)
    return _shown(found.file)


@transaction.atomic
def open_consent(*, candidate_id: int, by: User, at: datetime) -> Shown:
    """The paper by which somebody agreed."""
    require(by, READ)
    candidate = candidate_visible_to(by, candidate_id)
    if candidate.consent_file is None:
        raise NotFound(GONE)
    of_candidate("paper_seen", candidate, by, at)
    return _shown(candidate.consent_file)


@transaction.atomic
def open_objection(*, objection_id: int, by: User, at: datetime) -> Heard | None:
    """What was objected, for whoever registers or answers; None for other readers."""
    found = objection_visible_to(by, objection_id)
    if not (by.may(SCREEN) or by.may(ANSWER)):
        return None
    of_campaign("objection_seen", found.campaign, by, at, objection=found.pk)
    phone = mask_phone(str(found.phone)) if found.phone else ""
    return Heard(str(found.text), str(found.objector or "不愿具名"), phone)


@transaction.atomic
def open_evidence(*, paper_id: int, by: User, at: datetime) -> Shown:
    """Evidence beside an objection."""
    require(by, ANSWER)
    rows = ObjectionPaper.objects.select_related("objection__campaign", "file")
    seen = objections_visible_to(by).values("pk")
    found = rows.filter(pk=paper_id, objection__in=seen).first()
    if found is None:
        raise NotFound(GONE)
    of_campaign("objection_seen", found.objection.campaign, by, at, paper=found.pk)
    return _shown(found.file)
