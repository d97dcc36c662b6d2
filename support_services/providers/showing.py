"""Providers as the pages of both staff doors take them: words only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from support_services.providers.models import Agreement, ProviderToken
from support_services.providers.selectors import ends_soon
from support_services.providers.states import AGREEMENT_LABELS, AgreementState
from support_services.stations.published import tel_of
from veterans.regions.models import Level
from veterans.regions.selectors import place_name


def place_of(agreement: Agreement) -> str:
    """Where it is; the county itself is everywhere."""
    if agreement.region.level == Level.COUNTY:
        return "全区"
    return place_name(agreement.region)


def provider_row(agreement: Agreement, today: date) -> dict[str, Any]:
    """A provider in a list."""
    state = AgreementState(agreement.state)
    draft = getattr(agreement, "open_draft", None)
    over = agreement.valid_to is not None and agreement.valid_to < today
    return {
        "name": agreement.name,
        "kind": agreement.get_kind_display(),
        "place": place_of(agreement),
        "address": agreement.address,
        "phone": agreement.phone,
        "tel": tel_of(agreement.phone),
        "badge": agreement.badge_text,
        "valid_to": agreement.valid_to,
        "state_label": AGREEMENT_LABELS[state][0],
        "state_tone": AGREEMENT_LABELS[state][1],
        "over": state is AgreementState.PUBLISHED and over,
        "soon": ends_soon(agreement, today) and not over,
        "draft": AGREEMENT_LABELS[AgreementState(draft.state)][0]
        if draft is not None and draft.pk != agreement.pk
        else "",
    }


def agreement_body(agreement: Agreement, titles: Mapping[str, str]) -> dict[str, Any]:
    """One agreement in full, its offers with the ``titles`` of their items by code."""
    state = AgreementState(agreement.state)
    return {
        "id": agreement.pk,
        "number": agreement.number,
        "state_label": AGREEMENT_LABELS[state][0],
        "state_tone": AGREEMENT_LABELS[state][1],
        "facts": [
            (label, value)
            for label, value in (
                ("类别", agreement.get_kind_display()),
                ("名称", agreement.name),
                ("统一社会信用代码", agreement.code),
                ("所在地", place_of(agreement)),
                ("地址", agreement.address),
                ("电话", agreement.phone),
                ("开放时间", agreement.hours),
                ("绿色通道", agreement.channel),
                ("挂牌", _badge(agreement)),
                ("协议", _paper(agreement)),
                ("有效期", span(agreement.valid_from, agreement.valid_to)),
                ("说明", agreement.note),
            )
            if value
        ],
        "offers": [
            {
                "code": one.item.code,
                "title": titles.get(one.item.code, one.item.code),
                "words": one.words,
                "span": span(one.valid_from, one.valid_to),
                "may_ask": one.may_ask,
                "told": "、".join(one.told),
                "ask_why": one.ask_why,
            }
            for one in agreement.offers.all()
        ],
        "hands": [
            (label, str(who), at)
            for label, who, at in (
                ("录入", agreement.entered_by, agreement.entered_at),
                ("审核", agreement.reviewed_by, agreement.reviewed_at),
                ("公布", agreement.published_by, agreement.published_at),
                (AGREEMENT_LABELS[state][0], agreement.ended_by, agreement.ended_at),
            )
            if who and at
        ],
        "ended_why": agreement.ended_why,
    }


def token_row(token: ProviderToken, titles: Mapping[str, str], today: date) -> dict[str, Any]:
    """A token, never its secret."""
    if token.revoked_at is not None:
        state = ("已停用", "idle")
    elif token.valid_to < today:
        state = ("已过期", "idle")
    else:
        state = ("可以使用", "ok")
    return {
        "id": token.pk,
        "label": token.label,
        "tail": token.tail,
        "items": "、".join(titles.get(code, code) for code in token.items),
        "span": span(token.valid_from, token.valid_to),
        "limits": _limits(token),
        "state_label": state[0],
        "state_tone": state[1],
        "is_live": token.revoked_at is None,
        "issued": f"{token.issued_by} {_day(token.issued_at)} 发放",
        "revoked": f"{token.revoked_by} {_day(token.revoked_at)} 停用：{token.revoked_why}"
        if token.revoked_at is not None
        else "",
        "last_used_at": token.last_used_at,
    }


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"


def _limits(token: ProviderToken) -> str:
    told = [
        f"{word}最多 {most} 次"
        for word, most in (("每分钟", token.per_minute), ("每天", token.per_day))
        if most
    ]
    return "，".join(told) or "按系统设定"


def _badge(agreement: Agreement) -> str:
    number = f"（{agreement.badge_number}）" if agreement.badge_number else ""
    hung = f"，{agreement.badge_on:%Y-%m-%d}挂牌" if agreement.badge_on else ""
    return f"{agreement.badge_text}{number}{hung}" if agreement.badge_text else ""


def _paper(agreement: Agreement) -> str:
    signed = f"{agreement.signed_on:%Y-%m-%d} 签订"
    return f"{agreement.document_no}，{signed}" if agreement.document_no else signed


def span(first: date | None, last: date | None) -> str:
    """``2026-01-01 至 2026-12-31``; "" where neither is said."""
    if first and last:
        return f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    if first:
        return f"自 {first:%Y-%m-%d}"
    return f"至 {last:%Y-%m-%d}" if last else ""
