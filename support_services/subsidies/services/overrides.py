"""特批: one person may draw both after all. Proposed by one, confirmed by a second, can be ended.

It counts from its month on once it is confirmed; what was kept back comes out as arrears with the
next batch. Ended, the rules hold again from the month after.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from support_services.subsidies.models import Entitlement, Scheme, StackingOverride
from support_services.subsidies.selectors.stacking import overrides_visible_to
from support_services.subsidies.services.facts import needed
from support_services.subsidies.services.stacking import lock_rights, settle_stacking
from support_services.subsidies.stacking import (
    OVERRIDE_LABELS,
    OVERRIDE_MOVES,
    OverrideState,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, first_of, month_cn
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to

TWO_PEOPLE = "这份特批是您提出的，须由另一人确认。"
ALREADY = "此人的这两项待遇在这些月份已有特批，请先终止原来的特批。"


@transaction.atomic
def propose(
    *,
    person: Person,
    schemes: tuple[str, str],
    from_month: date,
    document_no: str,
    reason: str,
    by: User,
    at: datetime,
    today: date,
) -> StackingOverride:
    """Ask that a person be paid both schemes (their codes) from a month on. Pays nothing by itself.

    Refuses schemes of which the person has no right, the same one twice, a month more than a year
    ahead, an empty document number, and what has a proposal or a 特批 in these months already.
    """
    require(by, "override.propose")
    owner = people_visible_to(by).filter(pk=person.pk).first()
    if owner is None:
        raise NotFound("没有找到此人。")
    low, high = _pair(schemes)
    month = first_of(from_month)
    if month > add_months(first_of(today), 12):
        raise Refused("起始月在一年以后，请核对年份。")
    for scheme in (low, high):
        if not Entitlement.objects.filter(person=owner, scheme=scheme).exists():
            raise Refused(f"{owner.name} 没有登记过{scheme.name}，不需要特批。")
    if _confirmed_in(owner, low, high, month):
        raise Refused(ALREADY)
    made = StackingOverride(
        person=owner,
        low=low,
        high=high,
        first_month=month,
        document_no=needed(document_no, "批准文号")[:80],
        reason=needed(reason, "理由"),
        proposed_by=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("此人的这两项待遇已有一份特批等待确认，请在那一份上办理。") from error
    _record("proposed", made, by, at, schemes=[low.code, high.code], from_month=month)
    return made


@transaction.atomic
def confirm(*, override_id: int, by: User, at: datetime) -> StackingOverride:
    """确认: from its month on the person is paid both. Refuses whoever proposed it."""
    found = _locked(override_id, "confirm", by)
    if found.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    lock_rights([found.person_id])
    found.state, found.decided_by, found.decided_at = OverrideState.CONFIRMED.value, by, at
    try:
        with transaction.atomic():
            found.save(update_fields=["state", "decided_by", "decided_at"])
    except IntegrityError as error:
        raise Refused(ALREADY) from error
    settle_stacking([found.person_id], locked=True)
    _record("confirm", found, by, at)
    return found


@transaction.atomic
def withdraw(*, override_id: int, by: User, at: datetime) -> StackingOverride:
    """不批准, or taken back by whoever proposed it. What was confirmed is ended instead."""
    found = _locked(override_id, "withdraw", by)
    found.state, found.decided_by, found.decided_at = OverrideState.WITHDRAWN.value, by, at
    found.save(update_fields=["state", "decided_by", "decided_at"])
    _record("withdraw", found, by, at)
    return found


@transaction.atomic
def end(
    *, override_id: int, last_month: date, note: str, by: User, at: datetime
) -> StackingOverride:
    """终止: ``last_month`` is the last one in which both are paid; then the rules hold again.

    Months that were paid after it become overpaid. Refuses one that is ended, and a month before
    its first.
    """
    found = _locked(override_id, "end", by)
    month = first_of(last_month)
    if found.last_month is not None:
        raise Refused(f"这份特批已终止，最后一个月是{month_cn(found.last_month)}。")
    if month < found.first_month:
        raise Refused(f"最后一个月不能早于特批的起始月（{month_cn(found.first_month)}）。")
    lock_rights([found.person_id])
    found.last_month, found.ended_by, found.ended_at = month, by, at
    found.end_note = needed(note, "终止原因")
    found.save(update_fields=["last_month", "ended_by", "ended_at", "end_note"])
    settle_stacking([found.person_id], locked=True)
    _record("end", found, by, at, last_month=month)
    return found


def _pair(codes: tuple[str, str]) -> tuple[Scheme, Scheme]:
    found = {scheme.code: scheme for scheme in Scheme.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise Refused(f"没有这样的补助项目：{'、'.join(missing)}。")
    if len(found) < 2:
        raise Refused("请选择两个不同的项目。")
    low, high = sorted(found.values(), key=lambda scheme: scheme.pk)
    return low, high


def _confirmed_in(person: Person, low: Scheme, high: Scheme, month: date) -> bool:
    """Whether a 特批 without an end, or one that ends in or after that month, is there."""
    mine = StackingOverride.objects.filter(
        person=person, low=low, high=high, state=OverrideState.CONFIRMED.value
    )
    return mine.exclude(last_month__lt=month).exists()


def _locked(override_id: int, verb: str, by: User) -> StackingOverride:
    starts, _, duty = OVERRIDE_MOVES[verb]
    require(by, duty)
    rows = overrides_visible_to(by).select_related(None).order_by()
    found = rows.select_for_update(of=("self",)).filter(pk=override_id).first()
    if found is None:
        raise NotFound("没有找到这份特批。")
    if found.state not in starts:
        label = OVERRIDE_LABELS[OverrideState(found.state)]
        raise Refused(f"这份特批现在是“{label}”，不能办理这一步。请刷新页面查看最新状态。")
    return found


def _record(action: str, override: StackingOverride, by: User, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"override.{action}",
        subject="override",
        subject_id=override.pk,
        detail=detail,
        at=at,
    )
