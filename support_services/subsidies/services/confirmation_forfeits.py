"""不补发: months held for want of a confirmation that are not owed, for the person's own fault.

伤残抚恤管理办法 art. 23 (as reported): broken off by the person himself, not paid back. Nothing of
it is the machine's: one proposes with a document, another decides, and only in a round that says
so. What is decided is a suspension of these months, so the ordinary subtraction does the rest.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from support_services.subsidies.confirmation_states import (
    FORFEIT_LABELS,
    FORFEIT_MOVES,
    ForfeitState,
)
from support_services.subsidies.models import (
    ConfirmationForfeit,
    Entitlement,
    Hold,
    Posting,
    Suspension,
)
from support_services.subsidies.selectors.confirmation import due_visible_to, forfeit_visible_to
from support_services.subsidies.services.confirmation_settling import lock_rounds
from support_services.subsidies.services.confirming import plain
from support_services.subsidies.services.facts import needed
from support_services.subsidies.services.stacking import lock_rights, settle_stacking
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.months import first_of, month_cn

REASON = "年度确认中断（本人原因），不补发"


@transaction.atomic
def propose_forfeit(
    *,
    due_id: int,
    first_month: date,
    last_month: date,
    reason: str,
    document_no: str,
    by: User,
    at: datetime,
    today: date,
) -> ConfirmationForfeit:
    """Ask that months held are not owed. Refuses a round that does not know this, somebody who was
    never held in it, and months that were not held."""
    require(by, "confirmation.forfeit")
    asked = due_visible_to(by, due_id)
    lock_rounds([asked.round_id])
    due = due_visible_to(by, due_id)
    if not due.round.forfeits:
        raise Refused(f"“{due.round.title}”没有规定不补发，没有发的月份在确认以后补发。")
    if not due.holds.exists():
        raise Refused("此人没有因年度确认暂缓过，没有可以不补发的月份。")
    if due.forfeits.filter(state=ForfeitState.PROPOSED.value).exists():
        raise Refused("此人已有一份不补发的提议等待决定。")
    first, last = first_of(first_month), first_of(last_month)
    if last < first:
        raise Refused("最后一个月不能早于第一个月。")
    latest = due.confirmation.confirmed_on if due.confirmation else today
    if last > first_of(latest):
        raise Refused(f"最后一个月不能晚于{month_cn(first_of(latest))}：以后的月份没有中断。")
    if first < first_of(due.hold_on):
        raise Refused(f"暂缓从 {due.hold_on:%Y-%m-%d} 起，不能从更早的月份不补发。")
    made = ConfirmationForfeit.objects.create(
        due=due,
        first_month=first,
        last_month=last,
        reason=plain(needed(reason, "理由")),
        document_no=needed(document_no, "文号")[:80],
        proposed_by=by,
        proposed_at=at,
    )
    _refuse_paid_before(made)
    _record("forfeit_proposed", made, by, at)
    return made


@transaction.atomic
def confirm_forfeit(*, forfeit_id: int, by: User, at: datetime) -> ConfirmationForfeit:
    """These months are not owed. Refuses whoever proposed it, and months suspended already."""
    made = _moved(forfeit_id, "confirm", by, at)
    if made.proposed_by_id == by.pk:
        raise Refused("这是您提出的，须由另一人决定。")
    made.save(update_fields=["state", "decided_by", "decided_at"])
    lock_rights([made.due.person_id])
    _refuse_paid_before(made)
    for right in _rights(made):
        first = max(made.first_month, right.start_month)
        last = min(made.last_month, right.end_month or made.last_month)
        if last < first:
            continue
        known = right.suspensions.filter(first_month__lte=last).exclude(last_month__lt=first)
        if known.exists():
            raise Refused(f"{right.scheme.name}在这些月份已登记中止，请核对月份后重新提出。")
        Suspension.objects.create(
            entitlement=right,
            first_month=first,
            last_month=last,
            reason=REASON,
            document_no=made.document_no,
            forfeit=made,
        )
    if not made.suspensions.exists():
        raise Refused("这些月份没有应发的待遇，不需要决定不补发。")
    settle_stacking([made.due.person_id], locked=True)
    _record("forfeit_confirmed", made, by, at)
    return made


@transaction.atomic
def refuse_forfeit(*, forfeit_id: int, note: str, by: User, at: datetime) -> ConfirmationForfeit:
    """Not agreed, or taken back by whoever proposed it: the months are paid after confirming."""
    made = _moved(forfeit_id, "refuse", by, at)
    made.decided_note = plain(needed(note, "说明"))
    made.save(update_fields=["state", "decided_by", "decided_at", "decided_note"])
    _record("forfeit_refused", made, by, at)
    return made


@transaction.atomic
def revoke_forfeit(*, forfeit_id: int, note: str, by: User, at: datetime) -> ConfirmationForfeit:
    """The decision was wrong: the months are owed again and come out as arrears."""
    made = _moved(forfeit_id, "revoke", by, at)
    if made.proposed_by_id == by.pk:
        raise Refused("这是您提出的，须由另一人撤销。")
    made.decided_note = plain(needed(note, "撤销原因"))
    made.save(update_fields=["state", "decided_by", "decided_at", "decided_note"])
    lock_rights([made.due.person_id])
    made.suspensions.all().delete()
    settle_stacking([made.due.person_id], locked=True)
    _record("forfeit_revoked", made, by, at)
    return made


def _moved(forfeit_id: int, verb: str, by: User, at: datetime) -> ConfirmationForfeit:
    """The decision, under the round's lock and in its new state; the caller saves it."""
    origins, target, duty = FORFEIT_MOVES[verb]
    require(by, duty)
    lock_rounds([forfeit_visible_to(by, forfeit_id).due.round_id])
    made = forfeit_visible_to(by, forfeit_id)
    if made.state not in origins:
        raise Refused(f"这份提议已是“{FORFEIT_LABELS[ForfeitState(made.state)]}”。")
    made.state, made.decided_by, made.decided_at = target.value, by, at
    return made


def _rights(made: ConfirmationForfeit) -> list[Entitlement]:
    """The rights that were held for want of this confirmation."""
    keys = Hold.objects.filter(due=made.due_id).values("entitlement")
    return list(Entitlement.objects.filter(pk__in=keys).select_related("scheme").order_by("pk"))


def _refuse_paid_before(made: ConfirmationForfeit) -> None:
    """A month that a batch had paid before anything was held was not broken off."""
    for hold in Hold.objects.filter(due=made.due_id).order_by("pk"):
        paid = (
            Posting.objects.filter(
                entitlement_id=hold.entitlement_id,
                month__range=(made.first_month, made.last_month),
                batch__calculated_at__lt=hold.placed_at,
            )
            .values("month")
            .annotate(amount=Sum("amount"))
            .filter(amount__gt=0)
            .order_by("month")
            .first()
        )
        if paid is not None:
            raise Refused(f"{month_cn(paid['month'])}在暂缓以前已经发放，不能列入不补发的月份。")


def _record(action: str, made: ConfirmationForfeit, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"confirmation.{action}",
        subject="person",
        subject_id=made.due.person_id,
        detail={"forfeit": made.pk, "round": made.due.round_id},
        at=at,
    )
