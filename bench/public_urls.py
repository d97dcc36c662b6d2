"""The limit of residents' pages: one person by primary key, past the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403
from config.urls import urlpatterns as portal
from veterans.registry.models import Person


def bare(request: HttpRequest, person_id: int) -> HttpResponse:
    return HttpResponse(Person.objects.get(pk=person_id).name)


urlpatterns = [path("bench/<int:person_id>/", bare), *portal]
