"""What becomes of a hit: the station tells what it found, a second person at the bureau decides.

属实 puts the fact on record by the verbs that exist for it, 不属实 only lets go. Either way the
holds of this hit end with the decision, and what is owed and was held back comes out as arrears
with the next calculation. A hold that somebody placed by hand, or that another hit placed, stays.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from support_services.subsidies.models import CrossCheckHit, CrossCheckVisit, Entitlement, Hold
from support_services.subsidies.selectors.crosschecks import hits_visible_to, rights_drawn
from support_services.subsidies.services.entitlements import end_by_death, transfer_locked
from support_services.subsidies.services.facts import needed, record, refuse_future
from support_services.subsidies.services.interruptions import suspend_locked
from support_services.subsidies.services.stacking import lock_schemes, settle_stacking
from support_services.subsidies.states import (
    HIT_LABELS,
    HIT_MOVES,
    CheckKind,
    Finding,
    HitState,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused

TWO_PEOPLE = "这份名单是您导入的，结论须由另一人作出。"


@transaction.atomic
def confirm(
    *, hit_id: int, confirmed_on: date, evidence: str, by: User, at: datetime, today: date
) -> CrossCheckHit:
    """属实: a death ends the rights, a sentence suspends them, a move transfers them out.

    ``confirmed_on`` is the day by the papers, which may differ from the list's. Refuses whoever
    brought the list in, a hit that is decided, and what the verbs for these facts refuse.
    """
    # Up to which month whoever moved is paid is a rule: see ``transfer_out``.
    lock_schemes()
    hit = _decided(hit_id, "confirm", evidence, by, at, confirmed_on=confirmed_on)
    refuse_future(confirmed_on, today, "核实日期")
    kind = CheckKind(hit.kind)
    held = _locked_rights(hit)
    _release(hit, by, at)
    done: list[tuple[str, Entitlement]] = []
    if kind is not CheckKind.DEATH:
        for right in rights_drawn(by, [hit.person_id], kind, today=today):
            if right.is_settled:  # type: ignore[attr-defined]
                continue
            if kind is CheckKind.SENTENCE:
                suspend_locked(
                    right,
                    fact_on=confirmed_on,
                    reason=f"服刑（数据比对核实：{hit.source}）",
                    document_no=hit.list.document_no,
                    today=today,
                )
                done.append(("suspended", right))
            elif transfer_locked(right, moved_on=confirmed_on, today=today):
                done.append(("transferred", right))
    else:
        end_by_death(person=hit.person, died_on=confirmed_on, by=by, at=at, today=today)
    settle_stacking([hit.person_id], locked=True)
    for action, right in done:
        record(action, right, by, at, hit=hit.pk)
    _recorded(hit, "confirm", held, by, at)
    return hit


@transaction.atomic
def refute(*, hit_id: int, evidence: str, by: User, at: datetime) -> CrossCheckHit:
    """不属实: another person, or alive. The holds end and the months held back are paid.

    Refuses whoever brought the list in, and a hit that is decided.
    """
    hit = _decided(hit_id, "refute", evidence, by, at)
    held = _locked_rights(hit)
    _release(hit, by, at)
    _recorded(hit, "refute", held, by, at)
    return hit


@transaction.atomic
def note_visit(
    *,
    hit_id: int,
    finding: Finding,
    visited_on: date,
    note: str,
    by: User,
    at: datetime,
    today: date,
) -> CrossCheckVisit:
    """What a station worker saw. It releases nothing: the bureau decides.

    Refuses people of another area as if they did not exist, a hit that is decided, a day after
    ``today``, and one before the day that was to be looked into.
    """
    require(by, "station.visit")
    hit = _locked(hit_id, by)
    if hit.state != HitState.OPEN:
        raise Refused("区局已经对这条比对结果作出结论，不用再登记。")
    refuse_future(visited_on, today, "核实日期")
    if visited_on < hit.happened_on:
        raise Refused("核实日期早于名单所载的日期，不能说明问题，请核对。")
    made = CrossCheckVisit.objects.create(
        hit=hit,
        finding=finding.value,
        visited_on=visited_on,
        note=note.strip()[:200],
        noted_by=by,
        noted_at=at,
    )
    audit.record(
        actor=by,
        action="crosscheck.visited",
        subject="crosscheck_hit",
        subject_id=hit.pk,
        detail={"finding": finding.value, "visit": made.pk},
        at=at,
    )
    return made


def _locked(hit_id: int, by: User) -> CrossCheckHit:
    found = (
        hits_visible_to(by)
        .select_related("person", "list")
        .select_for_update(of=("self",))
        .filter(pk=hit_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这条比对结果。")
    return found


def _decided(
    hit_id: int,
    verb: str,
    evidence: str,
    by: User,
    at: datetime,
    *,
    confirmed_on: date | None = None,
) -> CrossCheckHit:
    """The hit, locked and in its new state."""
    origins, target, duty = HIT_MOVES[verb]
    require(by, duty)
    hit = _locked(hit_id, by)
    if hit.state not in origins:
        raise Refused(f"这条比对结果已有结论：{HIT_LABELS[HitState(hit.state)]}。")
    if hit.raised_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    hit.state, hit.decided_by, hit.decided_at = target.value, by, at
    hit.evidence, hit.confirmed_on = needed(evidence, "核实依据"), confirmed_on
    hit.save(update_fields=["state", "decided_by", "decided_at", "evidence", "confirmed_on"])
    return hit


def _locked_rights(hit: CrossCheckHit) -> list[Entitlement]:
    """The rights it holds. Their rows and those of all the person's other rights are locked in
    the order of their numbers, so that nobody waits in a circle."""
    keys = set(
        Hold.objects.filter(hit=hit, released_at__isnull=True).values_list("entitlement", flat=True)
    )
    rights = Entitlement.objects.filter(Q(pk__in=keys) | Q(person=hit.person_id)).order_by("pk")
    return [right for right in rights.select_for_update(of=("self",)) if right.pk in keys]


def _release(hit: CrossCheckHit, by: User, at: datetime) -> None:
    note = f"比对结论：{HIT_LABELS[HitState(hit.state)]}。{hit.evidence}"[:200]
    Hold.objects.filter(hit=hit, released_at__isnull=True).update(
        released_by=by, released_at=at, release_note=note
    )


def _recorded(
    hit: CrossCheckHit, verb: str, held: list[Entitlement], by: User, at: datetime
) -> None:
    for right in held:
        record("released", right, by, at, hit=hit.pk)
    audit.record(
        actor=by,
        action=f"crosscheck.{verb}",
        subject="crosscheck_hit",
        subject_id=hit.pk,
        detail={"kind": hit.kind, "rights": len(held)},
        at=at,
    )
