"""Writing down what was given. Another confirms it (``moving``); what was confirmed is only ever
taken back by a row with its sign turned round."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from support_services.supporters.models import Activity, Contribution, Duty, Job
from support_services.supporters.selectors.activities import activity_visible_to
from support_services.supporters.selectors.register import row_visible_to
from support_services.supporters.services.register import accepted_supporter
from support_services.supporters.services.writing import draft, open_text, record, saved
from support_services.supporters.states import (
    CONTRIBUTION_KINDS,
    ENTER,
    ContributionKind,
    ForWhom,
    Stage,
    Subject,
)
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused

ALREADY = "这一笔已经登记过，请在支持列表里查看。"


@transaction.atomic
def enter_contribution(
    *,
    supporter_id: int,
    kind: str,
    what: str,
    quantity: Decimal | None = None,
    unit: str = "",
    amount: Decimal | None = None,
    given_on: date,
    for_whom: str,
    receiver_id: int | None = None,
    evidence: str = "",
    activity_id: int | None = None,
    duty_id: int | None = None,
    job_id: int | None = None,
    key: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Contribution:
    """Something that a supporter gave; ``key``: a draft in other words. ``amount``: yuan, what it
    was worth; ``quantity`` in ``unit``, or in the unit of its kind.

    Refuses a day to come, what its kind needs and lacks (``states.CONTRIBUTION_KINDS``), a duty
    or job of somebody else's, hirings beyond the posts of a job; and to change what came of
    elsewhere or takes another back.
    """
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    if given_on > today:
        raise Refused("日期还没有到。")
    if kind not in CONTRIBUTION_KINDS:
        raise Refused("请选择支持的种类。")
    rule = CONTRIBUTION_KINDS[ContributionKind(kind)]
    if rule.amount and amount is None:
        raise Refused(f"“{rule.label}”请填金额。")
    if rule.counted and quantity is None:
        raise Refused(f"“{rule.label}”请填数量。")
    counted_in = rule.unit or open_text(unit, Contribution, "unit")
    if rule.counted and not counted_in:
        raise Refused("请填写数量的单位，例如：箱、件、台。")
    duty = Duty.objects.filter(pk=duty_id or 0, pact__supporter=supporter).first()
    if duty_id and (duty is None or duty.pact.stage != Stage.IN_FORCE):
        raise Refused("请选择这家单位履行中的协议义务。")
    made = draft(Contribution, key, supporter, by, at)
    if made.origin or made.reverses_id is not None:
        raise Refused("冲销和心愿来的支持不能改；不对的不予认可，另行登记。")
    job = _job_with_room(job_id, supporter.pk, kind, quantity, key) if job_id else None
    activity: Activity | None = activity_visible_to(by, activity_id) if activity_id else None
    receiver = Unit.objects.filter(pk=receiver_id).first() if receiver_id else None
    made.kind, made.given_on, made.for_whom = kind, given_on, for_whom
    made.what = open_text(what, Contribution, "what")
    made.evidence = open_text(evidence, Contribution, "evidence")
    made.quantity = quantity if rule.counted else None
    made.unit = counted_in if rule.counted else ""
    made.amount, made.receiver = amount, receiver
    made.activity, made.duty, made.job = activity, duty, job
    saved(made, new=key is None)
    deed = "entered" if key is None else "rewritten"
    record(deed, "contribution", made, by, at, supporter=supporter.pk)
    return made


def _job_with_room(
    job_id: int, supporter_id: int, kind: str, quantity: Decimal | None, but: int | None
) -> Job:
    """The job somebody was hired for, under the supporter's lock; ``but``: not counting this."""
    job = Job.objects.filter(pk=job_id, supporter=supporter_id).first()
    if job is None or job.stage not in (Stage.IN_FORCE, Stage.ENDED):
        raise Refused("请选择这家单位公布过的岗位。")
    if kind != ContributionKind.HIRED:
        raise Refused("选了岗位的，种类应是“录用”。")
    others = job.hirings.exclude(stage=Stage.DROPPED.value).exclude(pk=but or 0)
    taken = sum((row.quantity or Decimal(0)) for row in others)
    if quantity is not None and taken + quantity > job.count:
        raise Refused(f"这个岗位只招 {job.count} 人，已登记录用 {taken:.0f} 人。")
    return job


@transaction.atomic
def reverse(*, contribution_id: int, why: str, by: User, at: datetime) -> Contribution:
    """红字冲销: a row that takes a confirmed one back, on its own day, once another confirms it.
    Refuses one that does not count or is taken back already."""
    require(by, ENTER)
    known = row_visible_to(by, Subject.CONTRIBUTION, contribution_id)
    old = Contribution.objects.select_for_update().get(pk=known.pk)
    if old.stage != Stage.IN_FORCE or old.reverses_id is not None:
        raise Refused("只有已确认的支持可以冲销。")
    told = open_text(why, Contribution, "ended_why")
    if not told:
        raise Refused("请写明为什么冲销。")
    made = Contribution(
        supporter_id=old.supporter_id,
        kind=old.kind,
        what=f"冲销：{old.what}"[:80],
        quantity=None if old.quantity is None else -old.quantity,
        unit=old.unit,
        amount=None if old.amount is None else -old.amount,
        given_on=old.given_on,
        for_whom=old.for_whom,
        receiver_id=old.receiver_id,
        evidence=told[:120],
        activity_id=old.activity_id,
        duty_id=old.duty_id,
        job_id=old.job_id,
        reverses=old,
        entered_by=by,
        entered_at=at,
    )
    _saved_once(made, "这一笔已经登记过冲销。")
    record("entered", "contribution", made, by, at, supporter=old.supporter_id, reverses=old.pk)
    return made


@transaction.atomic
def contribution_of(
    *,
    origin: str,
    supporter_id: int,
    kind: ContributionKind,
    what: str,
    amount: Decimal | None,
    given_on: date,
    for_whom: ForWhom,
    by: User,
    at: datetime,
) -> Contribution | None:
    """What another floor saw given (``origin``: ``wish:12``), as a row that waits for the bureau's
    word; None for one that is known already. Whoever may do the deed there may tell of it here, so
    no duty is asked for; nothing counts before the bureau confirms it."""
    known = Contribution.objects.filter(origin=origin, reverses__isnull=True)
    if known.exclude(stage=Stage.DROPPED.value).exists():
        return None
    made = Contribution(
        supporter_id=supporter_id,
        kind=kind.value,
        what=open_text(what, Contribution, "what"),
        quantity=Decimal(1),
        unit=CONTRIBUTION_KINDS[kind].unit,
        amount=amount,
        given_on=given_on,
        for_whom=for_whom.value,
        origin=origin,
        entered_by=by,
        entered_at=at,
    )
    _saved_once(made, ALREADY)
    record("entered", "contribution", made, by, at, supporter=supporter_id, origin=origin)
    return made


def _saved_once(made: Contribution, refused: str) -> None:
    try:
        with transaction.atomic():
            saved(made, new=True)
    except IntegrityError as error:
        raise Refused(refused) from error
