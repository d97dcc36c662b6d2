"""What came of a gap at the door."""

from datetime import datetime

from django.db import transaction

from support_services.finder.models import Gap
from support_services.finder.selectors import gap_visible_to
from support_services.finder.states import FOR_STATIONS, OUTCOME_LABELS, Outcome
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.registry.rules import clean_open_text


@transaction.atomic
def answer_gap(*, gap_id: int, outcome: str, note: str = "", by: User, at: datetime) -> Gap:
    """Somebody spoke to the person: applied, declined, or not so and why.

    Refuses what is closed meanwhile, an excess (the bureau's own), and "not so" without a reason.
    The last word counts; the ones before stay in the audit log.
    """
    require(by, "finder.answer")
    known = gap_visible_to(by, gap_id)
    gap = Gap.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if gap.closed_on is not None:
        raise Refused("这一条已经消除，不用再办。请刷新名单。")
    if gap.kind not in FOR_STATIONS:
        raise Refused("在享受而不再符合的，由区局核实办理。")
    if outcome not in OUTCOME_LABELS:
        raise Refused("请选择上门的结果。")
    told = clean_open_text(note, what="情况")
    if outcome == Outcome.NOT_SO and not told:
        raise Refused("情况不符的，请写明哪里不符，区局好更正档案。")
    gap.outcome, gap.outcome_note = outcome, told
    gap.outcome_by, gap.outcome_at = by, at
    gap.save(update_fields=["outcome", "outcome_note", "outcome_by", "outcome_at"])
    audit.record(
        actor=by,
        action="finder.answered",
        subject="finder_gap",
        subject_id=gap.pk,
        detail={"item": gap.item_id, "person": gap.person_id, "outcome": outcome},
        at=at,
    )
    return gap
