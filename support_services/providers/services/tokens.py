"""核验凭证: issued to a provider, shown once, taken back at any time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from support_services.providers.models import Agreement, Provider, ProviderToken
from support_services.providers.selectors import provider_visible_to
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.rules import clean_open_text

PURPOSE = "provider token"
SECRET_BYTES = 32
# Longer than that nobody has looked whether it is still in the right hands.
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Issued:
    """A token and its ``secret``, which is nowhere else and cannot be shown again."""

    token: ProviderToken
    secret: str


def digest_of(secret: str) -> bytes:
    """By which a token is found; nobody comes back from it to the secret."""
    return blind_index(secret, purpose=PURPOSE)


@transaction.atomic
def issue_token(
    *,
    provider_id: int,
    label: str,
    items: Sequence[str],
    valid_to: date,
    per_minute: int | None = None,
    per_day: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Issued:
    """A new token, from today on.

    Refuses items that the agreement in force does not let the provider ask about, a token that
    lasts longer than the agreement or a year, and whoever entered the agreement: what may be
    asked and who may ask it is never one person's doing.
    """
    require(by, "providers.tokens")
    provider = _locked_provider(provider_id, by)
    agreement = Agreement.objects.in_force(today).filter(provider=provider).first()
    if agreement is None:
        raise Refused("这家单位没有已公布、在有效期内的协议，不能发放核验凭证。")
    if agreement.entered_by_id == by.pk:
        raise Refused("这份协议是您录入的，核验凭证请由另一人发放。")
    told = clean_open_text(label, what="用在哪里", longest=40)
    if not told:
        raise Refused("请写明用在哪里，例如：一楼收费处。")
    allowed = set(agreement.offers.filter(may_ask=True).values_list("item__code", flat=True))
    if not items or not set(items) <= allowed:
        raise Refused("请从协议里“可以在线核验”的项目中选择，至少一项。")
    last = min(today + LONGEST, agreement.valid_to or date.max)
    if not today <= valid_to <= last:
        raise Refused(f"有效期最晚到 {last:%Y-%m-%d}（协议期内，不超过一年），也不能早于今天。")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = ProviderToken(
        provider=provider,
        label=told,
        digest=digest_of(secret),
        tail=secret[-4:],
        items=sorted(set(items)),
        valid_from=today,
        valid_to=valid_to,
        per_minute=per_minute,
        per_day=per_day,
        issued_by=by,
        issued_at=at,
    )
    try:
        token.full_clean(exclude=["digest", "issued_by", "provider"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    token.save()
    _record("token_issued", token, by, at, items=token.items)
    return Issued(token, secret)


@transaction.atomic
def revoke_token(*, token_id: int, why: str, by: User, at: datetime) -> ProviderToken:
    """Nothing is answered to it any more, from the moment this commits. Any one person may."""
    require(by, "providers.end")
    token = ProviderToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotFound("没有找到这个核验凭证。")
    provider_visible_to(by, token.provider_id)
    if token.revoked_at is not None:
        raise Refused("这个核验凭证已经停用。")
    told = clean_open_text(why, what="原因")
    if not told:
        raise Refused("请写明为什么停用。")
    token.revoked_by, token.revoked_at, token.revoked_why = by, at, told
    token.save(update_fields=["revoked_by", "revoked_at", "revoked_why"])
    _record("token_revoked", token, by, at)
    return token


def _locked_provider(provider_id: int, by: User) -> Provider:
    provider_visible_to(by, provider_id)
    return Provider.objects.select_for_update().get(pk=provider_id)


def _record(deed: str, token: ProviderToken, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"providers.{deed}",
        subject="provider_token",
        subject_id=token.pk,
        detail={"provider": token.provider_id, **detail},
        at=at,
    )
