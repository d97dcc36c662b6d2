"""Grants of a year or once: entered by one person, decided by another, then owed by the ledger.

An approved grant writes what falls due; that is a fact like any other, and the next batch of the
scheme pays it through its own three hands. To stop or cancel withdraws what fell due: what was paid
of it becomes money to get back, by the same subtraction as everywhere.

Every verb locks the grant first, then the household whose cap it counts against or the soldier
whose merit it rewards, then the scheme (one approval of a scheme after the other), then
entitlements by the triggers, in their order.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from support_services.subsidies import grant_rules
from support_services.subsidies.grant_states import (
    GRANT_LABELS,
    GRANT_LIVE,
    GRANT_MOVES,
    GRANT_VERB_LABELS,
    GrantKind,
    GrantState,
)
from support_services.subsidies.models import (
    Entitlement,
    Grant,
    GrantDue,
    GrantShare,
    Scheme,
)
from support_services.subsidies.selectors.grants import SCHEME_OF, grants_visible_to
from support_services.subsidies.services import grant_merits
from support_services.subsidies.services.facts import needed
from support_services.subsidies.services.grant_reckoning import Asked, plan
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, first_of, month_cn
from veterans.registry.models import Household, Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.services.people import refuse_merged

TWO_PEOPLE = "录入人不能审批自己录入的核发，请由另一人审批。"
# How far from today money may fall due, in months.
EARLIEST, LATEST = -24, 24
MOST_PAYMENTS = {GrantKind.CONSCRIPT: 2}
# Only these are shared out; the money of the others is one person's.
SHARED = frozenset({GrantKind.DEATH, GrantKind.HONOUR})
# What may be granted for somebody who has died; a reward that was earned is the family's.
OF_THE_DEAD = SHARED | {GrantKind.MERIT}
MOST_PAYEES = 12

Share = tuple[int, Decimal]


@transaction.atomic
def enter_grant(
    *,
    asked: Asked,
    person: Person,
    months: Sequence[date],
    payee: Person | None = None,
    shares: Sequence[Share] = (),
    document_no: str,
    by: User,
    at: datetime,
    today: date,
) -> Grant:
    """A draft with its reckoning. Nothing is owed by it until another person has approved.

    ``months``: when it falls due; in equal parts that add up exactly. ``payee``: who draws it, the
    person himself where nobody is named. ``shares``: payees by number with yuan, as the family has
    agreed, where the kind is shared out. Refuses a second grant of the same year, festival, period
    of service, death or merit, more than what a household's year has left, and shares that do not
    add up.
    """
    require(by, "grants.enter")
    owner = people_visible_to(by).filter(pk=person.pk).first()
    if owner is None:
        raise NotFound("没有找到此人。")
    refuse_merged(owner)
    if asked.kind == GrantKind.HARDSHIP:
        _lock_household(owner)
    if grant_merits.counted_by(asked):
        grant_merits.lock_soldier(owner)
    if asked.kind == GrantKind.CONSCRIPT:
        _refuse_past_service(asked, owner)
    scheme = Scheme.objects.get(code=SCHEME_OF[asked.kind])
    planned = plan(asked=asked, person=owner, scheme=scheme, document_no=document_no, today=today)
    grant_merits.refuse_twice(asked, owner)
    due_in = _due_months(asked.kind, months, today)
    parts = _shares(asked.kind, owner, payee, shares, planned.reckoned.amount, by)
    grant = Grant(
        kind=asked.kind,
        scheme=scheme,
        person=owner,
        household_id=owner.household_id if asked.kind == GrantKind.HARDSHIP else None,
        year=planned.year,
        occasion=planned.occasion,
        once_key=planned.once_key,
        served_from=planned.served[0] if planned.served else None,
        served_to=planned.served[1] if planned.served else None,
        inputs={**asked.as_json(), "months": [f"{month:%Y-%m}" for month in due_in]},
        amount=planned.reckoned.amount,
        steps=[_step_json(step) for step in planned.reckoned.steps],
        document_no=document_no.strip()[:80],
        entered_by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_already(error, scheme, planned.occasion)) from error
    GrantShare.objects.bulk_create(
        GrantShare(grant=grant, payee_id=payee_id, amount=amount) for payee_id, amount in parts
    )
    grant_merits.write_counted(grant, asked)
    _record("entered", grant, by, at, kind=asked.kind.value, amount=grant.amount)
    return grant


def _already(error: IntegrityError, scheme: Scheme, occasion: str) -> str:
    if "grant_one_service_period" in str(error):
        return "这段服役时间与已经核发过自主就业补助的时间重叠，每段服役只核发一次。"
    return f"此人的{scheme.name}（{occasion}）已经录入或核发过，不能再办一次。"


def _step_json(step: grant_rules.Step) -> dict[str, Any]:
    return {**asdict(step), "amount": None if step.amount is None else str(step.amount)}


def _lock_household(person: Person) -> None:
    """Two who grant to one household at once come one after the other, and the cap holds."""
    if person.household_id is not None:
        homes = Household.objects.select_for_update(no_key=True).filter(pk=person.household_id)
        list(homes.values_list("pk"))
    else:
        alone = Person.objects.select_for_update(no_key=True).filter(pk=person.pk)
        list(alone.values_list("pk"))


def _refuse_past_service(asked: Asked, person: Person) -> None:
    """A conscript's family draws once for each year of service, and not after he is a sergeant."""
    mine = Grant.objects.filter(kind=GrantKind.CONSCRIPT, person=person, state__in=GRANT_LIVE)
    stopped = mine.filter(state=GrantState.STOPPED, year__lte=asked.year).first()
    if stopped is not None:
        raise Refused(
            f"此人{stopped.year}年度的优待金已停发余款（{stopped.note}），以后不再核发。"
            "停发有误的，先取消那一项，再重新录入。"
        )
    same = mine.filter(inputs__service_year=asked.service_year).exclude(year=asked.year).first()
    if same is not None:
        raise Refused(f"此人同一服役年的优待金已在{same.year}年度录入或核发，请核对服役第几年。")


def _due_months(kind: GrantKind, months: Sequence[date], today: date) -> list[date]:
    found = [first_of(month) for month in months]
    most = MOST_PAYMENTS.get(kind, 1)
    if not 1 <= len(found) <= most:
        raise Refused(f"发放月应填 1 至 {most} 个。" if most > 1 else "请填写一个发放月。")
    if found != sorted(set(found)):
        raise Refused("两次发放的月份要不同，第二次在后。")
    first, last = add_months(today, EARLIEST), add_months(today, LATEST)
    if found[0] < first or found[-1] > last:
        raise Refused(f"发放月应在{month_cn(first)}至{month_cn(last)}之间，请核对。")
    return found


def _shares(
    kind: GrantKind,
    owner: Person,
    payee: Person | None,
    shares: Sequence[Share],
    amount: Decimal,
    by: User,
) -> list[Share]:
    if kind in SHARED:
        if not shares:
            raise Refused("请填写领取人和各人的金额：由家属协商，合计等于总额。")
        parts = list(shares)
    elif shares:
        raise Refused("只有一次性抚恤金和烈士褒扬金在几位领取人之间分配。")
    else:
        parts = [((payee or owner).pk, amount)]
    if len(parts) > MOST_PAYEES or len({key for key, _ in parts}) != len(parts):
        raise Refused(f"同一位领取人只写一行，最多 {MOST_PAYEES} 位。")
    grant_rules.check_shares(amount, [share for _, share in parts])
    _check_payees([key for key, _ in parts], by)
    return parts


def _check_payees(keys: Sequence[int], by: User) -> None:
    known = {person.pk: person for person in people_visible_to(by).filter(pk__in=keys)}
    for key in keys:
        if key not in known:
            raise NotFound("没有找到领取人，请先登记此人。")
        if known[key].died_on is not None:
            raise Refused(f"领取人 {known[key].name} 已登记去世，请另定领取人。")


@transaction.atomic
def approve_grant(*, grant_id: int, by: User, at: datetime, today: date) -> Grant:
    """Another person vouches for it; from now on it is owed, and the next batch pays it.

    Refuses whoever entered it, a person or payee who has died since, a household that would have
    more than its cap, and a merit that is rewarded elsewhere.
    """
    grant = _move(grant_id, "approve", by)
    _two_people(grant, by)
    shares = list(grant.shares.order_by("payee_id"))
    if grant.kind not in OF_THE_DEAD and grant.person.died_on is not None:
        raise Refused("此人已登记去世，这项核发不能批准；请不予核发，或按规定另行办理。")
    _check_payees([share.payee_id for share in shares], by)
    if grant_merits.counted_by(before := grant_merits.asked_before(grant)):
        # Looked at again: what the bureau does about several of a year may have been settled since.
        grant_merits.lock_soldier(grant.person)
        grant_merits.refuse_twice(before, grant.person, besides=grant.pk)
    if grant.kind == GrantKind.HARDSHIP:
        _lock_household(grant.person)
        # Reckoned again: the cap may have been lowered since it was entered.
        asked = Asked(
            GrantKind.HARDSHIP,
            year=grant.year,
            asked=grant.amount,
            is_special=bool(grant.inputs.get("is_special")),
            reason=str(grant.inputs.get("reason", "")),
        )
        plan(
            asked=asked,
            person=grant.person,
            scheme=grant.scheme,
            document_no=grant.document_no,
            today=today,
            before=grant.pk,
        )
    scheme = Scheme.objects.select_for_update(no_key=True).get(pk=grant.scheme_id)
    months = [date.fromisoformat(f"{text}-01") for text in grant.inputs["months"]]
    dues = []
    for share in shares:
        entitlement = _entitlement(share, scheme, grant, months[0], at, today)
        parts = grant_rules.split_evenly(share.amount, len(months))
        dues += [
            GrantDue(share=share, entitlement=entitlement, month=month, amount=part)
            for month, part in zip(months, parts, strict=True)
        ]
    grant.state = GrantState.APPROVED
    grant.decided_by, grant.decided_at = by, at
    grant.save(update_fields=["state", "decided_by", "decided_at"])
    GrantDue.objects.bulk_create(dues)
    _record("approved", grant, by, at, amount=grant.amount)
    return grant


def _entitlement(
    share: GrantShare, scheme: Scheme, grant: Grant, first: date, at: datetime, today: date
) -> Entitlement:
    """The payee's one right to the scheme, made with the first grant; the scheme is locked."""
    rows = Entitlement.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(person=share.payee_id, scheme=scheme).order_by("pk").first()
    if found is None:
        return Entitlement.objects.create(
            person_id=share.payee_id,
            scheme=scheme,
            approved_on=today,
            start_month=first,
            ledger_from=first,
            document_no=grant.document_no,
            created_at=at,
        )
    if first < found.start_month:
        # Whole lives are looked at from here: nothing may fall due before.
        found.start_month = found.ledger_from = first
        found.save(update_fields=["start_month", "ledger_from"])
    return found


@transaction.atomic
def refuse_grant(*, grant_id: int, reason: str, by: User, at: datetime) -> Grant:
    """不予核发: another person decides against it, with a reason."""
    grant = _move(grant_id, "refuse", by)
    _two_people(grant, by)
    grant.note = needed(reason, "原因")
    grant.state = GrantState.REFUSED
    grant.decided_by, grant.decided_at = by, at
    grant.save(update_fields=["state", "decided_by", "decided_at", "note"])
    _record("refused", grant, by, at)
    return grant


@transaction.atomic
def withdraw_grant(*, grant_id: int, by: User, at: datetime) -> Grant:
    """撤回 a draft, to enter it anew."""
    grant = _move(grant_id, "withdraw", by)
    grant.state = GrantState.WITHDRAWN
    grant.save(update_fields=["state"])
    _record("withdrawn", grant, by, at)
    return grant


@transaction.atomic
def stop_grant(*, grant_id: int, from_month: date, reason: str, by: User, at: datetime) -> Grant:
    """停发余款: what falls due from that month on is not owed any more; the rest stays.

    A conscript who becomes a sergeant. Refuses where nothing is left to stop, and where nothing
    would be left of the grant: that is to cancel it.
    """
    grant = _move(grant_id, "stop", by)
    month = first_of(from_month)
    live = GrantDue.objects.filter(share__grant=grant, withdrawn_at__isnull=True)
    late = live.filter(month__gte=month)
    if not late.exists():
        raise Refused(f"{month_cn(month)}以后没有还要发放的款项。")
    if not live.filter(month__lt=month).exists():
        raise Refused("这样这项核发一分也不剩，请用“取消并追缴”办理。")
    _withdraw(late, at)
    _end(grant, "stop", GrantState.STOPPED, reason, by, at)
    return grant


@transaction.atomic
def cancel_grant(*, grant_id: int, reason: str, by: User, at: datetime) -> Grant:
    """取消: nothing of it is owed any more; what was paid is money to get back.

    A conscript who is dismissed, a grant that was wrong. The place of its year or festival is free
    again.
    """
    grant = _move(grant_id, "cancel", by)
    _withdraw(GrantDue.objects.filter(share__grant=grant, withdrawn_at__isnull=True), at)
    _end(grant, "cancel", GrantState.CANCELLED, reason, by, at)
    return grant


def _withdraw(dues: Any, at: datetime) -> None:
    # The rows of the entitlements first, as everybody does who touches marks.
    keys = set(dues.values_list("entitlement", flat=True))
    rows = Entitlement.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))
    dues.update(withdrawn_at=at)


def _end(grant: Grant, verb: str, state: GrantState, reason: str, by: User, at: datetime) -> None:
    grant.note = needed(reason, "原因")
    grant.state = state
    grant.ended_by, grant.ended_at = by, at
    grant.save(update_fields=["state", "ended_by", "ended_at", "note"])
    _record("stopped" if verb == "stop" else "cancelled", grant, by, at)


def _move(grant_id: int, verb: str, by: User) -> Grant:
    """The grant, locked, if the verb may start from its state."""
    starts, _, duty = GRANT_MOVES[verb]
    require(by, duty)
    grant = (
        grants_visible_to(by)
        .select_related("scheme", "person")
        .select_for_update(of=("self",))
        .filter(pk=grant_id)
        .first()
    )
    if grant is None:
        raise NotFound("没有找到这项核发。")
    if grant.state not in starts:
        now = GRANT_LABELS[GrantState(grant.state)]
        raise Refused(f"这项核发现在是“{now}”，不能{GRANT_VERB_LABELS[verb]}。请刷新页面查看。")
    return grant


def _two_people(grant: Grant, by: User) -> None:
    if grant.entered_by_id == by.pk:
        raise Refused(TWO_PEOPLE)


def _record(action: str, grant: Grant, by: User, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"grant.{action}",
        subject="grant",
        subject_id=grant.pk,
        detail=detail,
        at=at,
    )
