"""What one person enters of a supporter, badge, pact or job; another accepts it (``moving``)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.supporters.models import Badge, Duty, Job, Pact, Supporter
from support_services.supporters.selectors.register import supporter_visible_to
from support_services.supporters.services.writing import label_of, open_text, place, record, saved
from support_services.supporters.states import (
    BADGE_KINDS,
    ENTER,
    FIELD_LABELS,
    SUPPORTING,
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
    """What it offers, in other words. What two people have accepted is that it supports."""
    require(by, ENTER)
    row = locked_supporter(supporter_id, by)
    row.fields, row.offer = _fields(fields), open_text(offer, Supporter, "offer")
    row.tier, row.since = tier, since
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
    by: User,
    at: datetime,
) -> Badge:
    """A badge to be given by another. Refuses what its kind needs and lacks, and a kind that is
    not for such a unit (``states.BADGE_KINDS``)."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    if kind not in BADGE_KINDS:
        raise Refused("请选择标识种类。")
    rule = BADGE_KINDS[BadgeKind(kind)]
    if supporter.unit.kind not in rule.of:
        holders = "、".join(KIND_LABELS[one] for one in rule.of)
        raise Refused(f"“{rule.label}”只授予：{holders}。")
    made = Badge(
        supporter=supporter,
        kind=kind,
        region=place(region),
        given_on=given_on,
        valid_to=valid_to,
        entered_by=by,
        entered_at=at,
        **{
            field: open_text(text, Badge, field)
            for field, text in (
                *(("name", name), ("address", address), ("phone", phone)),
                *(("hours", hours), ("services", services), ("document_no", document_no)),
            )
        },
    )
    lacking = [field for field in rule.needs if not getattr(made, field)]
    if lacking:
        labels = "、".join(label_of(Badge, one) for one in lacking)
        raise Refused(f"“{rule.label}”要写明{labels}，居民照着找过去。")
    saved(made, new=True)
    record("entered", "supporter_badge", made, by, at, kind=kind)
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
    by: User,
    at: datetime,
) -> Pact:
    """A pact as it was signed. Refuses a pair without a partner, days out of order."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    partner = None
    if kind == PactKind.PAIRED:
        partner = Unit.objects.open().filter(pk=partner_id or 0).first()
        if partner is None or partner.pk == supporter.unit_id:
            raise Refused("共建对子要另选一个结对单位。")
    made = Pact(
        supporter=supporter,
        kind=kind,
        partner=partner,
        title=open_text(title, Pact, "title"),
        document_no=open_text(document_no, Pact, "document_no"),
        signed_on=signed_on,
        valid_from=valid_from,
        valid_to=valid_to,
        entered_by=by,
        entered_at=at,
    )
    saved(made, new=True)
    record("entered", "supporter_pact", made, by, at)
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
    pact = Pact.objects.select_for_update().filter(pk=pact_id).first()
    if pact is None:
        raise NotFound("没有找到这份协议。")
    supporter_visible_to(by, pact.supporter_id)
    if pact.stage != Stage.DRAFT:
        raise Refused("协议已经确认，义务不能再改；内容变了的，终止以后另签一份。")
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
    record("duty_added", "supporter_pact", pact, by, at)
    return made


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
    by: User,
    at: datetime,
    today: date,
) -> Job:
    """Posts of a supporter, to be made public by another. Refuses a last day that is past, a pay
    with one end, numbers of people."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    if until < today:
        raise Refused("“招到哪天”已经过去。")
    made = Job(
        supporter=supporter,
        title=open_text(title, Job, "title"),
        count=count,
        meant_for=meant_for,
        region=place(region),
        words=open_text(words, Job, "words"),
        pay_from=pay_from,
        pay_to=pay_to,
        phone=open_text(phone, Job, "phone"),
        until=until,
        entered_by=by,
        entered_at=at,
    )
    saved(made, new=True)
    record("entered", "supporter_job", made, by, at)
    return made


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
