"""Pages for residents. They read what is published, ask no session and set no cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.catalogue import published
from support_services.stations import published as stations
from support_services.stations.public.views import for_everyone

LONGEST = 40


@for_everyone
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is published today, by field; narrowed by words."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "q": typed,
        "fields": published.fields(today=timezone.localdate(), typed=typed),
        **_phone(),
    }
    return render(request, "public/catalogue.html", context)


@for_everyone
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item; a kind word for one that is not, or no longer, published."""
    found = published.item(code, today=timezone.localdate())
    if found is None:
        return render(request, "public/catalogue_gone.html", _phone(), status=404)
    return render(request, "public/catalogue_item.html", {"item": found, **_phone()})


def _phone() -> dict[str, str]:
    """Whom to ask: the bureau's number, or the service centre's."""
    center = stations.center()
    number = settings.PORTAL_BUREAU_PHONE or (center.phone if center else "")
    return {"bureau_phone": number, "bureau_tel": stations.tel_of(number)}
