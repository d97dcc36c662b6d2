"""What follows when a rule changes: rights and determinations derived from it, marks, stacking.

``follow`` makes the change for whomever ``rule_concerned`` has found and locked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from support_services.subsidies import rules
from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import Determination, Entitlement, RuleChange
from support_services.subsidies.rule_kinds import NONE, RuleKind
from support_services.subsidies.rule_moves import (
    CannotMove,
    RightMonths,
    Says,
    TermMonths,
    followed,
)
from support_services.subsidies.rules import PartYear, StartMonth, TransferEnd
from support_services.subsidies.selectors.dated_rules import TABLES, DatedRule, cuts, in_force
from support_services.subsidies.services.rule_concerned import Concerned, parameters
from support_services.subsidies.services.stacking import settle_stacking

_BATCH = 500


@dataclass
class Followed:
    """What was done: rights or determinations changed or marked, and rights that somebody has to
    look at by hand, with the reason."""

    changed: int = 0
    by_hand: list[tuple[int, str]] = field(default_factory=list)


# --- the rule itself ------------------------------------------------------------------------------


def take_place(change: RuleChange) -> None:
    """Close what holds in the time of the change, and add what it says."""
    kind = RuleKind(change.kind)
    table = TABLES[kind]
    for cut in cuts(change):
        row = cut.rule.row
        rest = {name: getattr(row, name) for name in table.content}
        papers = {"source": row.source, "confidence": row.confidence, "change_id": row.change_id}
        old_last = getattr(row, table.last)
        if cut.ends is not None:
            setattr(row, table.last, cut.ends)
            row.save(update_fields=[table.last])
        else:
            row.is_live = False
            row.save(update_fields=["is_live"])
        if cut.begins is not None:
            table.model.objects.create(
                **rest, **papers, **{table.first: cut.begins, table.last: old_last}
            )
    if change.value != NONE:
        table.model.objects.create(
            **_content(change),
            **{table.first: change.first_on, table.last: change.last_on},
            source=change.source,
            confidence=change.confidence,
            change=change,
        )


def _content(change: RuleChange) -> dict[str, Any]:
    kind = RuleKind(change.kind)
    if kind is RuleKind.TAIL:
        return {"scheme_id": change.scheme_id, "months": int(change.number or 0)}
    if kind is RuleKind.STACKING:
        return {
            "low_id": change.scheme_id,
            "high_id": change.other_id,
            "effect": change.value,
            "kept_id": change.kept_id,
        }
    if kind is RuleKind.CAP:
        of = "percent" if change.value == "percent" else "amount"
        return {of: change.number}
    return {"scheme_id": change.scheme_id, "rule": change.value}


# --- what follows ---------------------------------------------------------------------------------


def follow(change: RuleChange, whom: Concerned) -> Followed:
    """The rule and everything that rests on it; whoever is ``concerned`` has been locked."""
    kind = RuleKind(change.kind)
    before = in_force(kind, scheme=change.scheme_id, other=change.other_id)
    take_place(change)
    after = in_force(kind, scheme=change.scheme_id, other=change.other_id)
    done = _FOLLOW[kind](change, whom, before, after)
    if whom.people:
        settle_stacking(whom.people, locked=True)
    return done


def _covering(spans: Sequence[DatedRule], day: date) -> Any:
    for one in spans:
        if one.first <= day and (one.last is None or day <= one.last):
            return one.row
    return None


def _start_said(spans: Sequence[DatedRule]) -> Says:
    def said(approved_on: date) -> date | None:
        row = _covering(spans, approved_on)
        return None if row is None else rules.start_month(approved_on, StartMonth(row.rule))

    return said


def _follow_start(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    done = Followed()
    said = {"before": _start_said(before), "after": _start_said(after)}
    rights = {
        e.pk: e for e in Entitlement.objects.filter(pk__in=whom.rights, scheme=change.scheme_id)
    }
    terms: dict[int, list[TermMonths]] = {key: [] for key in rights}
    for d in Determination.objects.filter(entitlement__in=rights).order_by("first_month"):
        terms[d.entitlement_id].append(TermMonths(d.pk, d.approved_on, d.first_month, d.last_month))
    moved: dict[int, RightMonths] = {}
    for key, e in rights.items():
        old = RightMonths(
            e.approved_on, e.start_month, e.end_month, e.ledger_from, tuple(terms[key])
        )
        try:
            new = followed(old, **said)
            if new == old:
                continue
            _refuse_meeting(e, new)
        except CannotMove as reason:
            done.by_hand.append((key, str(reason)))
            continue
        moved[key] = new
    _write_terms(moved, terms, later=change.value == StartMonth.NEXT_MONTH)
    Entitlement.objects.bulk_update(
        [
            Entitlement(pk=key, start_month=new.start, ledger_from=new.ledger_from)
            for key, new in sorted(moved.items())
            if (new.start, new.ledger_from) != (rights[key].start_month, rights[key].ledger_from)
        ],
        ["start_month", "ledger_from"],
        batch_size=_BATCH,
    )
    done.changed = len(moved)
    return done


def _refuse_meeting(right: Entitlement, new: RightMonths) -> None:
    """Another right of the person to the same scheme may lie right before."""
    if new.start >= right.start_month:
        return
    others = Entitlement.objects.filter(person=right.person_id, scheme=right.scheme_id)
    if (
        others.exclude(pk=right.pk)
        .filter(start_month__lte=new.start, end_month__gte=new.start)
        .exists()
    ):
        raise CannotMove("与同一项目的前一段享受期间重叠")


def _write_terms(
    moved: dict[int, RightMonths], old: dict[int, list[TermMonths]], *, later: bool
) -> None:
    """One determination of each right after the other: none may meet its neighbour in between,
    so months that move on are written from the last determination, months that move back from the
    first."""
    by_place: dict[int, list[Determination]] = {}
    for key, new in moved.items():
        for place, (was, now) in enumerate(zip(old[key], new.terms, strict=True)):
            if was != now:
                row = Determination(pk=now.key, first_month=now.first, last_month=now.last)
                by_place.setdefault(place, []).append(row)
    for place in sorted(by_place, reverse=later):
        Determination.objects.bulk_update(
            by_place[place], ["first_month", "last_month"], batch_size=_BATCH
        )


def _follow_transfer(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    done = Followed()
    moved = []
    # Those of the scheme and the time: among the locked are other rights of the same people.
    gone = Entitlement.objects.filter(
        pk__in=whom.rights, scheme=change.scheme_id, end_reason=rules.EndReason.TRANSFER.value
    )
    for e in gone.order_by("pk"):
        assert e.ended_on is not None
        was, now = (_covering(spans, e.ended_on) for spans in (before, after))
        if was is None or now is None or was.rule == now.rule:
            continue
        if e.end_month != rules.transfer_end(e.ended_on, TransferEnd(was.rule)):
            continue  # settled otherwise, by hand or by an import
        month = rules.transfer_end(e.ended_on, TransferEnd(now.rule))
        if month < e.start_month:
            done.by_hand.append((e.pk, "新的最后发放月早于起发月"))
            continue
        others = Entitlement.objects.filter(person=e.person_id, scheme=e.scheme_id)
        if (
            others.exclude(pk=e.pk)
            .filter(start_month__gt=e.start_month, start_month__lte=month)
            .exists()
        ):
            done.by_hand.append((e.pk, "与同一项目的后一段享受期间重叠"))
            continue
        e.end_month = month
        moved.append(e)
    Entitlement.objects.bulk_update(moved, ["end_month"], batch_size=_BATCH)
    done.changed = len(moved)
    return done


def _follow_part_year(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    changed = []
    found = Determination.objects.filter(
        entitlement__in=whom.rights,
        entitlement__scheme=change.scheme_id,
        service_months__gt=0,
        approved_on__gte=change.first_on,
    )
    if change.last_on is not None:
        found = found.filter(approved_on__lte=change.last_on)
    for d in found.order_by("pk"):
        was, now = (_covering(spans, d.approved_on) for spans in (before, after))
        if was is None or now is None or was.rule == now.rule:
            continue
        counted = [
            rules.service_factor(d.service_years, d.service_months, PartYear(row.rule))
            for row in (was, now)
        ]
        # A factor that was settled otherwise is nobody's reading of the rule: it stays.
        if d.service_factor == counted[0] != counted[1]:
            d.service_factor = counted[1]
            changed.append(d)
    Determination.objects.bulk_update(changed, ["service_factor"], batch_size=_BATCH)
    return Followed(changed=len(changed))


_MARK_DEATHS = mark(
    "SELECT id, end_month FROM subsidies_entitlement"
    " WHERE id = ANY(%(rights)s) AND end_month IS NOT NULL ORDER BY id"
)


def _follow_tail(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    return Followed(changed=_mark(_MARK_DEATHS, rights=whom.rights))


# A month that no batch has reached needs no mark: the batch that gets there reads the new rule.
_MARK_ROUNDED = f"""
WITH reached AS (
    SELECT GREATEST(s.posted_through, (
        SELECT max(b.through)
        FROM subsidies_batchscheme bs JOIN subsidies_batch b ON b.id = bs.batch_id
        WHERE bs.scheme_id = s.id AND bs.holding
    )) AS month
    FROM subsidies_scheme s WHERE s.id = %(scheme)s
)
{
    mark(
        "SELECT e.id, GREATEST(%(month)s::date, e.ledger_from)"
        " FROM subsidies_entitlement e, reached"
        " WHERE e.id = ANY(%(rights)s) AND reached.month >= %(month)s::date"
        " AND (e.end_month IS NULL OR e.end_month >= %(month)s::date) ORDER BY e.id"
    )
}
"""
_FIRST_ROUNDED = """
SELECT min(y.month) FROM (
    SELECT y::date AS month
    FROM subsidies_raterow r
    CROSS JOIN LATERAL generate_series(
        r.first_month::timestamp,
        LEAST(%(last)s, r.last_month, GREATEST(r.first_month, %(first)s) + interval '1 year'),
        interval '1 year'
    ) y
    WHERE r.scheme_id = %(scheme)s AND r.is_live AND r.basis = 'year'
) y WHERE y.month >= %(first)s
"""


def first_rounded(change: RuleChange) -> date | None:
    """The first month that a change of rounding touches: one with which a yearly rate's own year
    begins. None where no yearly rate has such a month in the time."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ROUNDED, parameters(change))
        row = cursor.fetchone()
    return row[0] if row else None


def _follow_rounding(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    month = first_rounded(change)
    if month is None:
        return Followed()
    marked = _mark(_MARK_ROUNDED, rights=whom.rights, month=month, scheme=change.scheme_id)
    return Followed(changed=marked)


def _follow_nothing(
    change: RuleChange, whom: Concerned, before: list[DatedRule], after: list[DatedRule]
) -> Followed:
    """Stacking is settled for everybody anyway; a cap is read by the next approval, a rule of
    suspension by the next one that is registered."""
    return Followed(changed=len(whom.people if change.kind == RuleKind.STACKING else whom.rights))


def _mark(sql: str, **params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


_FOLLOW: dict[
    RuleKind,
    Callable[[RuleChange, Concerned, list[DatedRule], list[DatedRule]], Followed],
] = {
    RuleKind.START: _follow_start,
    RuleKind.TRANSFER: _follow_transfer,
    RuleKind.SUSPENSION: _follow_nothing,
    RuleKind.PART_YEAR: _follow_part_year,
    RuleKind.TAIL: _follow_tail,
    RuleKind.ROUNDING: _follow_rounding,
    RuleKind.STACKING: _follow_nothing,
    RuleKind.CAP: _follow_nothing,
}
