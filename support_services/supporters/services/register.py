"""What one person enters of a supporter, badge, pact or job; another accepts it (``moving``)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from support_services.supporters.models import (
    Activity,
    Badge,
    Dealt,
    Duty,
    Job,
    Pact,
    Supporter,
)
from support_services.supporters.selectors.register import supporter_visible_to
from support_services.supporters.services.writing import (
    draft,
    label_of,
    open_text,
    place,
    record,
    saved,
)
from support_services.supporters.states import (
    BADGE_KINDS,
    ENTER,
    FIELD_LABELS,
    SUPPORTING,
    ActivityKind,
    ActivityState,
    BadgeKind,
    PactKind,
    Rhythm,
    Stage,
)
from support_services.units.models import Unit
from support_services.units.states import KIND_LABELS
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused

NOT_ACCEPTED = "这家单位还没有接纳（或已退出），先由另一人接纳。"


@transaction.atomic
def propose_supporter(
    *,
    unit_id: int,
    fields: Sequence[str],
    offer: str = "",
    tier: str,
    since: date,
    by: User,
    at: datetime,
) -> Supporter:
    """A unit asks to be a supporter, or is asked to. Refuses one that is one already, one that is
    closed or of a kind that does not support, and whoever offers nothing."""
    require(by, ENTER)
    unit = Unit.objects.select_for_update(of=("self",)).open().filter(pk=unit_id).first()
    if unit is None or unit.kind not in SUPPORTING:
        raise Refused("请从列表中选择单位；没有的先在“参与单位”里登记。")
    if Supporter.objects.filter(unit=unit).exists():
        raise Refused("这家单位已经在拥军力量里，请直接打开它。")
    made = Supporter(
        unit=unit,
        fields=_fields(fields),
        offer=open_text(offer, Supporter, "offer"),
        tier=tier,
        since=since,
        entered_by=by,
        entered_at=at,
    )
    saved(made, new=True)
    record("entered", "supporter", made, by, at)
    return made


@transaction.atomic
def change_supporter(
    *,
    supporter_id: int,
    fields: Sequence[str],
    offer: str = "",
    tier: str,
    since: date,
    by: User,
    at: datetime,
) -> Supporter:
    """What it offers, in other words. What two people have accepted is that it supports; before
    that, whoever writes last is the one whose word another has to look at."""
    require(by, ENTER)
    row = locked_supporter(supporter_id, by)
    row.fields, row.offer = _fields(fields), open_text(offer, Supporter, "offer")
    row.tier, row.since = tier, since
    if row.stage == Stage.DRAFT:
        row.entered_by, row.entered_at = by, at
    saved(row)
    record("changed", "supporter", row, by, at)
    return row


def _fields(chosen: Sequence[str]) -> list[str]:
    known = [code.value for code in FIELD_LABELS if code.value in chosen]
    if not known:
        raise Refused("请至少选一个支持领域。")
    return known


@transaction.atomic
def enter_badge(
    *,
    supporter_id: int,
    kind: str,
    name: str,
    region: str,
    address: str = "",
    phone: str = "",
    hours: str = "",
    services: str = "",
    document_no: str = "",
    given_on: date,
    valid_to: date | None = None,
    key: int | None = None,
    by: User,
    at: datetime,
) -> Badge:
    """A badge to be given by another; ``key``: a draft in other words. Refuses what its kind needs
    and lacks, and a kind that is not for such a unit (``states.BADGE_KINDS``)."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    if kind not in BADGE_KINDS:
        raise Refused("请选择标识种类。")
    rule = BADGE_KINDS[BadgeKind(kind)]
    if supporter.unit.kind not in rule.of:
        holders = "、".join(KIND_LABELS[one] for one in rule.of)
        raise Refused(f"“{rule.label}”只授予：{holders}。")
    made = draft(Badge, key, supporter, by, at)
    made.kind, made.region = kind, place(region)
    made.given_on, made.valid_to = given_on, valid_to
    for field, text in (
        *(("name", name), ("address", address), ("phone", phone)),
        *(("hours", hours), ("services", services), ("document_no", document_no)),
    ):
        setattr(made, field, open_text(text, Badge, field))
    lacking = [field for field in rule.needs if not getattr(made, field)]
    if lacking:
        labels = "、".join(label_of(Badge, one) for one in lacking)
        raise Refused(f"“{rule.label}”要写明{labels}，居民照着找过去。")
    _kept(made, key, by, at, kind=kind)
    return made


@transaction.atomic
def enter_pact(
    *,
    supporter_id: int,
    kind: str,
    partner_id: int | None = None,
    title: str,
    document_no: str = "",
    signed_on: date,
    valid_from: date,
    valid_to: date,
    key: int | None = None,
    by: User,
    at: datetime,
) -> Pact:
    """A pact as it was signed; ``key``: a draft in other words. Refuses a pair without a partner,
    days out of order, and duties that would lie outside of it."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    partner = None
    if kind == PactKind.PAIRED:
        partner = Unit.objects.open().filter(pk=partner_id or 0).first()
        if partner is None or partner.pk == supporter.unit_id:
            raise Refused("共建对子要另选一个结对单位。")
    made = draft(Pact, key, supporter, by, at)
    made.kind, made.partner, made.signed_on = kind, partner, signed_on
    made.valid_from, made.valid_to = valid_from, valid_to
    made.title = open_text(title, Pact, "title")
    made.document_no = open_text(document_no, Pact, "document_no")
    outside = key is not None and made.duties.filter(
        Q(due_on__lt=valid_from) | Q(due_on__gt=valid_to)
    )
    if outside and outside.exists():
        raise Refused("有一次性的义务不在新的有效期内，请先去掉那项义务。")
    _kept(made, key, by, at)
    return made


@transaction.atomic
def add_duty(
    *,
    pact_id: int,
    words: str,
    rhythm: str,
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> Duty:
    """A duty into a pact that nobody has confirmed yet: what was confirmed is what was signed.
    Refuses one that is due once without a day, or on a day outside the pact."""
    require(by, ENTER)
    pact = _draft_pact(pact_id, by, at)
    if rhythm == Rhythm.ONCE and due_on is None:
        raise Refused("“一次”的义务请写到哪天。")
    if due_on is not None and not pact.valid_from <= due_on <= pact.valid_to:
        raise Refused("义务的日期要在协议有效期内。")
    made = Duty(
        pact=pact,
        words=open_text(words, Duty, "words"),
        rhythm=rhythm,
        due_on=due_on,
        entered_by=by,
        entered_at=at,
    )
    saved(made, new=True)
    saved(pact)
    record("duty_added", "supporter_pact", pact, by, at)
    return made


@transaction.atomic
def drop_duty(*, duty_id: int, by: User, at: datetime) -> Pact:
    """A duty out of a pact that nobody has confirmed yet."""
    require(by, ENTER)
    known = Duty.objects.filter(pk=duty_id).first()
    if known is None:
        raise NotFound("没有找到这项义务。")
    pact = _draft_pact(known.pact_id, by, at)
    pact.duties.filter(pk=known.pk).delete()
    saved(pact)
    record("duty_dropped", "supporter_pact", pact, by, at)
    return pact


def _draft_pact(pact_id: int, by: User, at: datetime) -> Pact:
    """Held, and signed by whoever changes its duties: they are what the second person confirms."""
    known = Pact.objects.filter(pk=pact_id).first()
    if known is None:
        raise NotFound("没有找到这份协议。")
    locked_supporter(known.supporter_id, by)
    pact = Pact.objects.select_for_update().get(pk=pact_id)
    if pact.stage != Stage.DRAFT:
        raise Refused("协议已经确认，义务不能再改；内容变了的，终止以后另签一份。")
    pact.entered_by, pact.entered_at = by, at
    return pact


@transaction.atomic
def enter_job(
    *,
    supporter_id: int,
    title: str,
    count: int,
    meant_for: str,
    region: str,
    words: str = "",
    pay_from: Decimal | None = None,
    pay_to: Decimal | None = None,
    phone: str,
    until: date,
    fair_id: int | None = None,
    key: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Job:
    """Posts of a supporter, to be made public by another; ``fair_id``: offered at that job fair;
    ``key``: a draft in other words. Refuses a last day that is past, a pay with one end, numbers
    of people, a fair that is called off."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    if until < today:
        raise Refused("“招到哪天”已经过去。")
    made = draft(Job, key, supporter, by, at)
    made.count, made.meant_for, made.region = count, meant_for, place(region)
    made.pay_from, made.pay_to, made.until = pay_from, pay_to, until
    made.fair = _fair(fair_id) if fair_id else None
    for field, text in (("title", title), ("words", words), ("phone", phone)):
        setattr(made, field, open_text(text, Job, field))
    _kept(made, key, by, at)
    return made


def _fair(fair_id: int) -> Activity:
    """A job fair that is not called off."""
    found = (
        Activity.objects.filter(pk=fair_id, kind=ActivityKind.JOB_FAIR.value)
        .exclude(state=ActivityState.CANCELLED.value)
        .first()
    )
    if found is None:
        raise Refused("请从列表中选择招聘会。")
    return found


def _kept(row: Dealt, key: int | None, by: User, at: datetime, **detail: object) -> None:
    """Written and put on record, new or in other words."""
    saved(row, new=key is None)
    deed = "entered" if key is None else "rewritten"
    record(deed, f"supporter_{row.subject}", row, by, at, **detail)


def locked_supporter(supporter_id: int, by: User) -> Supporter:
    """The row of a supporter, held until the transaction ends."""
    supporter_visible_to(by, supporter_id)
    return (
        Supporter.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=supporter_id)
    )


def accepted_supporter(supporter_id: int, by: User) -> Supporter:
    """The same, of one that is accepted."""
    row = locked_supporter(supporter_id, by)
    if row.stage != Stage.IN_FORCE:
        raise Refused(NOT_ACCEPTED)
    return row
