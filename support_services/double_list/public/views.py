"""Pages for residents. They read what is published, ask no session and set no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from support_services.double_list import published
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation.residents import for_everyone


@for_everyone
def items(request: HttpRequest, year: int = 0) -> HttpResponse:
    """Both lists of a year, the newest where none is named."""
    years = published.years()
    if year and year not in years:
        raise Http404
    shown = published.of_year(year or years[0]) if years else None
    context = {"years": years, "shown": shown, **phone_of(stations.center())}
    return render(request, "public/double_list.html", context)
