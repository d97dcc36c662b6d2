"""异议: registered by whoever heard it, decided by another. While it is open, nothing is paid.

An objection places a hold on the rights it is about, as a cross-check does; only the decision lets
go of it. Upheld, the right is annulled or the grant cancelled by the verbs for that, and what was
paid by then is money to get back. Not upheld, the months held back come out with the next batch.
What was said, and by whom, is sealed; reading it is on record.

Locks: the objection, then the grant, then the person's rights in the order of their numbers.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from support_services.subsidies.grant_states import GRANT_MOVES, GrantState
from support_services.subsidies.models import (
    Entitlement,
    Grant,
    Hold,
    PublicityEntry,
    PublicityObjection,
)
from support_services.subsidies.publicity_states import (
    OBJECTION_LABELS,
    OBJECTION_MOVES,
    NoticeState,
    ObjectionState,
)
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services.entitlements import annul_locked
from support_services.subsidies.services.facts import needed, record
from support_services.subsidies.services.grants import cancel_grant
from support_services.subsidies.services.stacking import lock_rights
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused

TWO_PEOPLE = "登记人不能自己作结论，请由另一人办理。"
ANONYMOUS = "不愿具名"
LONGEST = 1000


@transaction.atomic
def raise_objection(
    *,
    entry_id: int,
    raised_on: date,
    objector: str,
    contact: str,
    text: str,
    by: User,
    at: datetime,
    today: date,
) -> PublicityObjection:
    """Register what somebody says against somebody on a roster, and hold the money meanwhile.

    A name and a way to reach them may be left out. After the last day of the notice it is a late
    objection and taken all the same. Refuses a day before the notice or after ``today``, a line
    that does not count, and the same said twice.
    """
    require(by, "publicity.object")
    entry = selectors.entry_visible_to(by, entry_id)
    said = text.strip()[:LONGEST]
    if not said:
        raise Refused("请填写异议内容：对谁、说了什么。")
    rights = _locked_rights(entry)
    entry = selectors.entry_visible_to(by, entry_id)
    _refuse_pointless(entry, raised_on, today)
    who = objector.strip()[:50] or ANONYMOUS
    for other in entry.objections.filter(state=ObjectionState.OPEN, raised_on=raised_on):
        if (other.objector, other.text) == (who, said):
            raise Refused("同样的异议已经登记，不用重复登记。")
    made = PublicityObjection.objects.create(
        entry=entry,
        raised_on=raised_on,
        objector=who,
        contact=contact.strip()[:100],
        text=said,
        registered_by=by,
        registered_at=at,
    )
    holds = Hold.objects.bulk_create(
        Hold(
            entitlement=right,
            reason="公示有异议，正在核查",
            placed_by=by,
            placed_at=at,
            objection=made,
        )
        for right in rights
    )
    for hold in holds:
        record("held", hold.entitlement, by, at, hold=hold.pk, objection=made.pk)
    _record("raised", made, by, at, rights=len(holds))
    return made


def is_late(objection: PublicityObjection) -> bool:
    """Whether it came after the last day of the notice."""
    last = objection.entry.notice.last_on
    return last is not None and objection.raised_on > last


def _refuse_pointless(entry: PublicityEntry, raised_on: date, today: date) -> None:
    notice = entry.notice
    if notice.state != NoticeState.PUBLISHED or not entry.is_live:
        raise Refused("这一项不在发布的公示里，不能登记异议；有情况请直接向区局反映。")
    assert notice.published_at is not None
    if raised_on > today:
        raise Refused("提出日期不能晚于今天。")
    if raised_on < timezone.localdate(notice.published_at):
        raise Refused("提出日期早于公示发布的日期，请核对。")
    if _annulled(entry):
        raise Refused("这一项已经撤销，不会发放，不用再登记异议。")


def _annulled(entry: PublicityEntry) -> bool:
    right, grant = entry.entitlement, entry.grant
    if right is not None:
        return right.end_month is not None and right.end_month < right.start_month
    assert grant is not None
    return grant.state == GrantState.CANCELLED


def _locked_rights(entry: PublicityEntry) -> list[Entitlement]:
    """What the line is about: the right, or the payees' rights by which the grant is paid."""
    if entry.entitlement_id is not None:
        assert entry.entitlement is not None
        lock_rights([entry.entitlement.person_id])
        return [Entitlement.objects.get(pk=entry.entitlement.pk)]
    list(Grant.objects.select_for_update().filter(pk=entry.grant_id or 0).values_list("pk"))
    mine = Q(dues__share__grant=entry.grant_id, dues__withdrawn_at__isnull=True)
    keys = set(Entitlement.objects.filter(mine).values_list("pk", flat=True))
    rows = Entitlement.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return list(rows.order_by("pk"))


@transaction.atomic
def uphold(
    *, objection_id: int, decision: str, by: User, at: datetime, today: date
) -> PublicityObjection:
    """成立: the right ought never to have been granted, the grant is cancelled.

    Refuses whoever registered the objection, and one that is decided.
    """
    objection, holds = _decide(objection_id, "uphold", decision, by, at)
    entry = objection.entry
    if entry.entitlement is not None:
        right = Entitlement.objects.get(pk=entry.entitlement.pk)
        if not _annulled(entry):
            annul_locked(right, today=today)
        _recorded(objection, "upheld", holds, by, at)
        record("ended", right, by, at, objection=objection.pk)
        return objection
    assert entry.grant is not None
    entry.grant.refresh_from_db()
    if entry.grant.state in GRANT_MOVES["cancel"][0]:
        reason = f"公示异议成立（{entry.notice.number}）"
        cancel_grant(grant_id=entry.grant.pk, reason=reason, by=by, at=at)
    _recorded(objection, "upheld", holds, by, at)
    return objection


@transaction.atomic
def dismiss(*, objection_id: int, decision: str, by: User, at: datetime) -> PublicityObjection:
    """不成立: the hold ends, and what was held back is paid once the notice is over."""
    objection, holds = _decide(objection_id, "dismiss", decision, by, at)
    _recorded(objection, "dismissed", holds, by, at)
    return objection


def _decide(
    objection_id: int, verb: str, decision: str, by: User, at: datetime
) -> tuple[PublicityObjection, list[Hold]]:
    """The objection in its new state, its holds released."""
    starts, target, duty = OBJECTION_MOVES[verb]
    require(by, duty)
    rows = selectors.objections_visible_to(by).select_for_update(of=("self",))
    objection = rows.filter(pk=objection_id).first()
    if objection is None:
        raise NotFound("没有找到这条异议。")
    if objection.state not in starts:
        now = OBJECTION_LABELS[ObjectionState(objection.state)]
        raise Refused(f"这条异议已有结论：{now}。请刷新页面查看。")
    if objection.registered_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    objection.state = target
    objection.decided_by, objection.decided_at = by, at
    objection.decision = needed(decision, "核查结论")
    objection.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    _locked_rights(objection.entry)
    holds = list(
        Hold.objects.select_related("entitlement")
        .filter(objection=objection, released_at__isnull=True)
        .order_by("entitlement")
    )
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(
        released_by=by,
        released_at=at,
        release_note=f"异议核查完毕：{OBJECTION_LABELS[ObjectionState(target)]}。",
    )
    return objection, holds


def _recorded(
    objection: PublicityObjection, action: str, holds: list[Hold], by: User, at: datetime
) -> None:
    for hold in holds:
        record("released", hold.entitlement, by, at, hold=hold.pk, objection=objection.pk)
    _record(action, objection, by, at, rights=len(holds))


@transaction.atomic
def read_objection(*, objection_id: int, by: User, at: datetime) -> PublicityObjection:
    """Open what somebody said in confidence: that goes on record."""
    found = selectors.objection_visible_to(by, objection_id)
    _record("read", found, by, at)
    return found


def _record(
    action: str, objection: PublicityObjection, by: User, at: datetime, **more: int
) -> None:
    audit.record(
        actor=by,
        action=f"objection.{action}",
        subject="objection",
        subject_id=objection.pk,
        detail={"entry": objection.entry_id, **more},
        at=at,
    )
