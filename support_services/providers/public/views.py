"""Pages for residents. They read what is published, ask no session and set no cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.providers import published
from support_services.providers.published import Gone
from support_services.providers.states import KIND_LABELS
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation.residents import for_everyone

KIND, TOWN = "lei", "zhen"


@for_everyone
def providers(request: HttpRequest) -> HttpResponse:
    """Who grants something, by kind; narrowed by kind and town."""
    kind = request.GET.get(KIND, "")
    kind = kind if kind in KIND_LABELS else ""
    towns = published.towns()
    town = request.GET.get(TOWN, "")
    town = town if town in dict(towns) else ""
    context = {
        "kinds": published.kinds(today=timezone.localdate(), kind=kind, town=town),
        "kind_name": KIND,
        "town_name": TOWN,
        "kind": kind,
        "town": town,
        "all_kinds": [(code.value, label) for code, label in KIND_LABELS.items()],
        "towns": towns,
        **phone_of(stations.center()),
    }
    return render(request, "public/providers.html", context)


@for_everyone
def provider(request: HttpRequest, provider_id: int) -> HttpResponse:
    """One provider: that it is in force today, or that it no longer is. The code at its door leads
    here, so the second is an answer and no error. Kept by nobody: what was ended this minute must
    not be proved by a page of the last."""
    today = timezone.localdate()
    found = published.provider(provider_id, today=today)
    context = {"today": today, **phone_of(stations.center())}
    if found is None or isinstance(found, Gone):
        status = 404 if found is None else 200
        response = render(
            request, "public/provider_gone.html", context | {"gone": found}, status=status
        )
    else:
        response = render(request, "public/provider.html", context | {"provider": found})
    response.headers["Cache-Control"] = "no-store"
    return response
