"""What happens by itself at night: silence closes a case, an offer nobody answered is accepted,
and days by which things are due follow the calendar."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from support_services.casework.models import Case
from support_services.casework.rules import ONE_DAY
from support_services.casework.services.clocks import COLUMNS, settle
from support_services.casework.services.writing import write
from support_services.casework.states import OPEN, CaseState, Outcome
from veterans.foundation import audit
from veterans.workdays.selectors import calendar

A_LOT = 500


def sweep(*, at: datetime, today: date) -> dict[str, int]:
    """Every case once; a second run the same night finds nothing to do."""
    return {
        "settled": _settle_all(at),
        "accepted": sum(_accept(key, at, today) for key in _offered_too_long(today)),
        "closed": sum(_lapse(key, at, today) for key in _unsaid(today)),
    }


def _settle_all(at: datetime) -> int:
    days, changed, last = calendar(), 0, 0
    while True:
        with transaction.atomic():
            rows = (
                Case.objects.filter(state__in=sorted(OPEN), pk__gt=last)
                .select_related("rule", "owner")
                .prefetch_related("pauses", "extensions")
                .defer("content", "representatives")
                .select_for_update(of=("self",))
                .order_by("pk")[:A_LOT]
            )
            lot = list(rows)
            moved = [case for case in lot if settle(case, days)]
            Case.objects.bulk_update(moved, list(COLUMNS))
            changed += len(moved)
        if len(lot) < A_LOT:
            break
        last = lot[-1].pk
    if changed:
        with transaction.atomic():
            audit.record(actor=None, action="case.swept", detail={"cases": changed}, at=at)
    return changed


def _offered_too_long(today: date) -> list[int]:
    rows = Case.objects.filter(offered_from__isnull=False, object_by__lt=today)
    return list(rows.filter(state__in=sorted(OPEN)).values_list("pk", flat=True))


@transaction.atomic
def _accept(case_id: int, at: datetime, today: date) -> bool:
    case = _locked(case_id)
    if case.offered_from_id is None or case.object_by is None or case.object_by >= today:
        return False
    case.offered_from = case.offered_on = None
    write(case, "taken_as_accepted", by=None, at=at, on=today)
    return True


def _unsaid(today: date) -> list[int]:
    days = settings.PORTAL_CASE_WORD_DAYS
    if not days:
        return []
    rows = Case.objects.filter(
        state=CaseState.ANSWERED.value, answered_on__lt=today - timedelta(days=days)
    )
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def _lapse(case_id: int, at: datetime, today: date) -> bool:
    case = _locked(case_id)
    if case.state != CaseState.ANSWERED:
        return False
    case.pauses.filter(last_on__isnull=True).update(last_on=today - ONE_DAY)
    case.outcome = Outcome.UNSAID.value
    write(case, "lapse", by=None, at=at, on=today)
    return True


def _locked(case_id: int) -> Case:
    rows = Case.objects.select_related("rule", "owner", "region").select_for_update(of=("self",))
    return rows.get(pk=case_id)
