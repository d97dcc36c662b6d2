"""What providers put on the bureau's desk: agreements to review or publish, those that end, tokens
that try people out. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.providers import selectors
from support_services.providers.states import AGREEMENT_LABELS, AgreementState
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads providers."""
    user = actor(request)
    if not user.may("providers.read"):
        return {}
    return {"waiting": _waiting(user) or None, "attention": _attention(user) or None}


def _waiting(user: User) -> list[dict[str, Any]]:
    if not user.may("providers.review"):
        return []
    return [
        {
            "title": f"承办协议：{one.name}",
            "url": address("provider", one.provider_id),
            "note": "等人审核" if one.state == AgreementState.DRAFT else "已审核，等公布",
            "since": one.reviewed_at or one.entered_at,
            "state_label": AGREEMENT_LABELS[AgreementState(one.state)][0],
            "state_tone": "info",
        }
        for one in selectors.to_review(user)[:FIRST]
    ]


def _attention(user: User) -> list[dict[str, Any]]:
    today = timezone.localdate()
    found: list[dict[str, Any]] = []
    ending = selectors.ending(today=today) if user.may("providers.end") else 0
    if ending:
        found.append(
            {
                "title": f"{ending:,} 家承办单位的协议快到期或已过期",
                "url": address("providers", state="soon"),
                "detail": "续签，或者终止",
                "tone": "warn",
                "due_on": None,
            }
        )
    noes = selectors.many_noes(today=today)
    names = selectors.names_of_providers(token.provider_id for token, _ in noes) if noes else {}
    found += [
        {
            "title": f"{names.get(token.provider_id, '')}：核验答复“否” {count:,} 次",
            "url": address("provider", token.provider_id),
            "detail": f"凭证“{token.label}”当天已暂停，问清楚是不是在试探",
            "tone": "bad",
            "due_on": None,
        }
        for token, count in noes[:FIRST]
    ]
    return found
