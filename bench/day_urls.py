"""The limit of every page of the day: one person by primary key, past the same guard, named in the
frame of the same door."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import *  # noqa: F403
from config.urls import urlpatterns as portal
from veterans.accounts.bureau_site import bureau_site
from veterans.accounts.doors import for_bureau, for_station
from veterans.registry.models import Person

_BODY = "{% block content %}<p>{{ person.name }}</p>{% endblock %}"
_STATION = engines["django"].from_string('{% extends "station/base.html" %}' + _BODY)
_BUREAU = engines["django"].from_string('{% extends "bureau/base.html" %}' + _BODY)


def at_station(request: HttpRequest, person_id: int) -> HttpResponse:
    return HttpResponse(_STATION.render({"person": Person.objects.get(pk=person_id)}, request))


def at_bureau(request: HttpRequest, person_id: int) -> HttpResponse:
    context = {**bureau_site().each_context(request), "title": "人员", "crumbs": []}
    person = Person.objects.get(pk=person_id)
    return HttpResponse(_BUREAU.render({**context, "person": person}, request))


urlpatterns = [
    path("bench/bureau/<int:person_id>/", for_bureau("people.read")(at_bureau)),
    # Beneath the door's root: the frame is put round what lies there.
    path("station/bench/<int:person_id>/", for_station("station.roster")(at_station)),
    *portal,
]
