"""The limit of finding: one person by primary key, past the same guard, and nothing around it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403
from config.urls import urlpatterns as portal
from veterans.accounts.doors import for_bureau, for_station
from veterans.registry.models import Person


def bare(request: HttpRequest, person_id: int) -> HttpResponse:
    return HttpResponse(Person.objects.get(pk=person_id).name)


urlpatterns = [
    path("bench/bureau/<int:person_id>/", for_bureau("people.read")(bare)),
    path("bench/station/<int:person_id>/", for_station("station.roster")(bare)),
    *portal,
]
