"""Providers at a station: looked up, called."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from support_services.providers import selectors
from support_services.providers.showing import provider_row
from support_services.providers.states import KIND_LABELS
from veterans.accounts.doors import for_station


@require_safe
@never_cache
@for_station("providers.read")
def providers(request: HttpRequest) -> HttpResponse:
    """Those in force of the own area and of the places above it, by kind."""
    user: Any = request.user
    today = timezone.localdate()
    found = selectors.providers(user, today=today)
    offers = selectors.offered_by(found, today=today)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(
            {
                **provider_row(one, today),
                "offers": offers.get(one.pk, []),
                "channel": one.channel,
                "url": reverse("providers:provider", args=[one.provider_id]),
            }
        )
    context = {
        "groups": [
            {"label": label, "rows": groups[code.value]}
            for code, label in KIND_LABELS.items()
            if code.value in groups
        ]
    }
    return render(request, "station/providers.html", context)
