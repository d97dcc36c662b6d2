"""The verbs of an agreement: written, its offers put in and taken out, reviewed by another,
published, ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from support_services.catalogue.models import Edition
from support_services.providers.models import Agreement, Offer, Provider
from support_services.providers.selectors import (
    FIELDS,
    agreement_visible_to,
    agreements_of,
    label_of,
    newest_number,
    standing,
    told_by,
)
from support_services.providers.states import (
    AGREEMENT_LABELS,
    MOVES,
    UNFINISHED,
    AgreementState,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.foundation.uscc import clean_code
from veterans.regions.selectors import region_by_code
from veterans.registry.rules import clean_open_text

OPEN_DRAFT = "这家单位已有一份没有公布的新协议，请先公布或放弃。"
NOT_JUDGED = "这个项目没有公布的条件，系统答不了“是”或“否”，不能在线核验。"
_TEXTS = (
    *("name", "address", "phone", "hours", "channel"),
    *("badge_text", "badge_number", "document_no", "note"),
)


@transaction.atomic
def enter_provider(*, fields: Mapping[str, Any], by: User, at: datetime) -> Agreement:
    """A provider nobody knew, with its first agreement as a draft.

    ``fields``: by name, those of ``FIELDS``, ``region`` as a code. Refuses what is missing or too
    long, numbers of people, a code that is none, and days out of order.
    """
    require(by, "providers.enter")
    provider = Provider.objects.create(entered_at=at)
    return _draft(provider, _clean(fields), by, at)


@transaction.atomic
def enter_next(*, provider_id: int, by: User, at: datetime) -> Agreement:
    """The next agreement, as a draft with everything that stands in the one before: to renew it,
    or where something has changed."""
    require(by, "providers.enter")
    rows = agreements_of(by, provider_id)
    provider = _locked(provider_id)
    if any(one.state in UNFINISHED for one in rows):
        raise Refused(OPEN_DRAFT)
    # What was dropped last is what somebody worked on last.
    before = rows[0] if rows[0].state == AgreementState.DROPPED else standing(rows)
    made = _draft(provider, {name: getattr(before, name) for name in FIELDS}, by, at)
    for one in before.offers.all():
        one.pk, one.agreement = None, made
        one._state.adding = True
        one.save()
    return made


@transaction.atomic
def change_draft(
    *, agreement_id: int, fields: Mapping[str, Any], by: User, at: datetime
) -> Agreement:
    """Other words in a draft; one of somebody else's is refused, because two people have to have
    read it."""
    agreement = _own_draft(agreement_id, by)
    for name, value in _clean(fields).items():
        setattr(agreement, name, value)
    _save(agreement)
    _record("changed", agreement, by, at)
    return agreement


@transaction.atomic
def put_offer(
    *,
    agreement_id: int,
    code: str,
    words: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    may_ask: bool = False,
    ask_why: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Offer:
    """An item into a draft, or other words for one that is in it.

    Refuses an item that is not published; to let it be asked about where it has no conditions, or
    where a yes would tell something sensitive and nobody says why that must be.
    """
    agreement = _own_draft(agreement_id, by)
    edition = Edition.objects.for_residents(today).filter(item__code=code).first()
    if edition is None:
        raise Refused("请选择一个已公布的优待项目。")
    offer = Offer.objects.filter(agreement=agreement, item=edition.item_id).first()
    offer = offer or Offer(agreement=agreement, item=edition.item)
    offer.words = _text(words, "怎么优待", 200)
    offer.valid_from, offer.valid_to = valid_from, valid_to
    offer.may_ask, offer.told = may_ask, []
    offer.ask_why = _text(ask_why, "为什么可以核验", 200) if may_ask else ""
    if may_ask:
        told = told_by(code, today)
        if told is None:
            raise Refused(NOT_JUDGED)
        if told and not offer.ask_why:
            raise Refused(
                f"答复“是”会透露这个人的{'、'.join(told)}。确实需要在线核验的，请写明为什么；"
                "不需要的，不要勾选“可以在线核验”。"
            )
        offer.told = list(told)
    try:
        offer.full_clean(exclude=["agreement", "item"], validate_unique=False)
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    offer.save()
    _record("changed", agreement, by, at)
    return offer


@transaction.atomic
def take_offer_out(*, agreement_id: int, code: str, by: User, at: datetime) -> None:
    """An item out of a draft."""
    agreement = _own_draft(agreement_id, by)
    gone, _ = Offer.objects.filter(agreement=agreement, item__code=code).delete()
    if not gone:
        raise NotFound("这个项目不在协议里。")
    _record("changed", agreement, by, at)


@transaction.atomic
def move_agreement(
    *, agreement_id: int, verb: str, why: str = "", by: User, at: datetime, today: date
) -> Agreement:
    """Review, send back, publish, end, drop.

    Refuses whoever entered it at the review; at the publishing an agreement without offers, one
    whose last day is past, and one that lets something be asked that tells more than it says; to
    end or send back without saying why. The agreement before is replaced.
    """
    move = MOVES[verb]
    require(by, move.duty)
    known = agreement_visible_to(by, agreement_id)
    _locked(known.provider_id)
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    if agreement.state not in move.starts:
        now = AGREEMENT_LABELS[AgreementState(agreement.state)][0]
        raise Refused(f"这份协议{now}，不能再{move.label}。")
    told = clean_open_text(why, what="原因")
    if verb in ("end", "send_back") and not told:
        raise Refused("请写明原因。")
    if verb == "review":
        if agreement.entered_by_id == by.pk:
            raise Refused("录入人不能自己审核，请由另一人审核。")
        _is_whole(agreement, today)
        agreement.reviewed_by, agreement.reviewed_at = by, at
        agreement.ended_why = ""
    if verb == "send_back":
        agreement.reviewed_by = agreement.reviewed_at = None
        agreement.ended_why = told
    if verb == "publish":
        _is_whole(agreement, today)
        before = Agreement.objects.select_for_update().filter(
            provider=agreement.provider_id, state=AgreementState.PUBLISHED.value
        )
        for one in before:
            _end(one, AgreementState.REPLACED, "", by, at)
        agreement.published_by, agreement.published_at = by, at
    if move.target in (AgreementState.ENDED, AgreementState.DROPPED):
        _end(agreement, move.target, told, by, at)
    else:
        agreement.state = move.target.value
        agreement.save()
    _record(verb, agreement, by, at)
    return agreement


def _is_whole(agreement: Agreement, today: date) -> None:
    if agreement.valid_to is not None and agreement.valid_to < today:
        raise Refused("协议的最后一天已经过去，请退回修改。")
    offers = list(agreement.offers.select_related("item"))
    if not offers:
        raise Refused("协议里还没有优待项目，请退回录入人加上。")
    for one in offers:
        if one.may_ask and not set(told_by(one.item.code, today) or ()) <= set(one.told):
            raise Refused(
                f"项目 {one.item.code} 的条件改过，核验会透露更多情况，请退回录入人重新保存这一项。"
            )


def _draft(provider: Provider, fields: Mapping[str, Any], by: User, at: datetime) -> Agreement:
    agreement = Agreement(
        provider=provider,
        number=newest_number(provider) + 1,
        entered_by=by,
        entered_at=at,
        **fields,
    )
    _save(agreement)
    _record("entered", agreement, by, at)
    return agreement


def _save(agreement: Agreement) -> None:
    try:
        agreement.full_clean(exclude=["entered_by", "reviewed_by", "provider", "region"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    agreement.save()


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    clean = {name: fields[name] for name in FIELDS}
    for name in _TEXTS:
        field: Any = Agreement._meta.get_field(name)
        clean[name] = _text(clean[name], label_of(name), field.max_length)
        if not clean[name] and not field.blank:
            raise Refused(f"请填写{label_of(name)}。")
    clean["code"] = clean_code(clean["code"])
    region = region_by_code(str(clean["region"]))
    if region is None:
        raise Refused("请从列表中选择所在地。")
    return {**clean, "region": region}


def _text(text: str, label: str, longest: int) -> str:
    told = clean_open_text(text, what=label, longest=longest)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    return told


def _own_draft(agreement_id: int, by: User) -> Agreement:
    require(by, "providers.enter")
    known = agreement_visible_to(by, agreement_id)
    _locked(known.provider_id)
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    if agreement.state != AgreementState.DRAFT:
        now = AGREEMENT_LABELS[AgreementState(agreement.state)][0]
        raise Refused(f"这份协议{now}，不能再改；要改的另起一份。")
    if agreement.entered_by_id != by.pk:
        raise Refused(
            f"这份草稿由{known.entered_by}录入，请由录入人修改；或放弃它，另起一份接着写。"
        )
    return agreement


def _end(agreement: Agreement, state: AgreementState, why: str, by: User, at: datetime) -> None:
    agreement.state, agreement.ended_why = state.value, why
    agreement.ended_by, agreement.ended_at = by, at
    agreement.save(update_fields=["state", "ended_why", "ended_by", "ended_at"])


def _locked(provider_id: int) -> Provider:
    return Provider.objects.select_for_update().get(pk=provider_id)


def _record(deed: str, agreement: Agreement, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"providers.{deed}",
        subject="provider_agreement",
        subject_id=agreement.pk,
        detail={"provider": agreement.provider_id, "number": agreement.number},
        at=at,
    )
