"""Suspended or held: two ways in which nothing is paid.

中止 says that the months are not owed and never will be. 暂缓 says that they are owed, and that
somebody has to look first.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from support_services.subsidies.models import Entitlement, Hold, Suspension
from support_services.subsidies.models.entitlements import BY_HAND
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.rules import SuspensionStart, suspension_start
from support_services.subsidies.selectors.dated_rules import rule_of
from support_services.subsidies.services.facts import (
    EDIT,
    locked_entitlement,
    needed,
    record,
    refuse_ended,
    refuse_future,
    refuse_granted,
)
from support_services.subsidies.services.stacking import settle_stacking
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, first_of, month_cn


@transaction.atomic
def suspend(
    *,
    entitlement_id: int,
    fact_on: date,
    reason: str,
    document_no: str = "",
    by: User,
    at: datetime,
    today: date,
    duty: str = EDIT,
) -> Suspension:
    """中止, from the month that the scheme's rule says; these months are never paid later.

    The province decides (军人抚恤优待条例 art. 59), the county records. Refuses an ended right
    and one that is suspended in those months already.
    """
    entitlement = locked_entitlement(entitlement_id, by, duty)
    refuse_granted(entitlement)
    made = suspend_locked(
        entitlement, fact_on=fact_on, reason=reason, document_no=document_no, today=today
    )
    settle_stacking([entitlement.person_id], locked=True)
    record("suspended", entitlement, by, at, suspension=made.pk)
    return made


def suspend_locked(
    entitlement: Entitlement, *, fact_on: date, reason: str, document_no: str, today: date
) -> Suspension:
    """The row that ``suspend`` makes; the caller holds the lock and the duty, and records it."""
    refuse_future(fact_on, today, "事实确定日期")
    first = suspended_from(entitlement, fact_on)
    if entitlement.end_month is not None and entitlement.end_month < first:
        refuse_ended(entitlement)
    overlapping = entitlement.suspensions.filter(
        Q(last_month__isnull=True) | Q(last_month__gte=first)
    ).first()
    if overlapping is not None:
        raise Refused(f"这项待遇自{month_cn(overlapping.first_month)}起已登记中止。")
    return Suspension.objects.create(
        entitlement=entitlement,
        first_month=first,
        reason=needed(reason, "中止原因"),
        document_no=document_no.strip()[:80],
    )


def suspended_from(entitlement: Entitlement, fact_on: date) -> date:
    """The first month that is not paid after a fact of that day, by the rule of the time."""
    rule = rule_of(RuleKind.SUSPENSION, entitlement.scheme, fact_on)
    return suspension_start(fact_on, SuspensionStart(rule.rule))


@transaction.atomic
def resume(
    *, entitlement_id: int, from_month: date, by: User, at: datetime, duty: str = EDIT
) -> Suspension:
    """恢复, from that month on; no back pay for the months between.

    Refuses where nothing is suspended, and a month not after the first suspended one.
    """
    entitlement = locked_entitlement(entitlement_id, by, duty)
    running = entitlement.suspensions.filter(last_month__isnull=True).first()
    if running is None:
        raise Refused("这项待遇没有在中止中。")
    month = first_of(from_month)
    if month <= running.first_month:
        raise Refused(f"恢复月要晚于中止起始月（{month_cn(running.first_month)}）。")
    running.last_month = add_months(month, -1)
    running.save(update_fields=["last_month"])
    settle_stacking([entitlement.person_id], locked=True)
    record("resumed", entitlement, by, at, suspension=running.pk)
    return running


@transaction.atomic
def place_hold(*, entitlement_id: int, reason: str, by: User, at: datetime) -> Hold:
    """暂缓: go on owing, pay nothing until somebody has looked. Refuses a second open hold."""
    entitlement = locked_entitlement(entitlement_id, by)
    if entitlement.holds.filter(BY_HAND, released_at__isnull=True).exists():
        raise Refused("这项待遇已在暂缓中。")
    made = Hold.objects.create(
        entitlement=entitlement, reason=needed(reason, "暂缓原因"), placed_by=by, placed_at=at
    )
    record("held", entitlement, by, at, hold=made.pk)
    return made


@transaction.atomic
def release_hold(*, entitlement_id: int, note: str, by: User, at: datetime) -> Hold:
    """解除暂缓, with what was found; the months held back come out with the next batch.

    Refuses where nothing is held, what a cross-check or an objection holds (there a second person
    decides) and what waits for the yearly confirmation.
    """
    entitlement = locked_entitlement(entitlement_id, by)
    running = entitlement.holds.filter(released_at__isnull=True)
    hold = running.filter(BY_HAND).first()
    if hold is None and running.filter(objection__isnull=False).exists():
        raise Refused("这项暂缓来自公示异议，请在“公示”里对该条异议下结论，下结论后自动解除。")
    if hold is None and running.filter(due__isnull=False).exists():
        raise Refused("这项暂缓是因为没有做年度确认，请在“年度确认”里确认此人，确认后自动解除。")
    if hold is None and running.exists():
        raise Refused("这项暂缓来自数据比对，请在“数据比对”里对该条结果下结论，下结论后自动解除。")
    if hold is None:
        raise Refused("这项待遇没有在暂缓中。")
    hold.released_by, hold.released_at = by, at
    hold.release_note = needed(note, "核实情况")
    hold.save(update_fields=["released_by", "released_at", "release_note"])
    record("released", entitlement, by, at, hold=hold.pk)
    return hold
