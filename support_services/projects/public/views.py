"""Pages for residents. They read what is published, ask no session and set no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.projects import published
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation.residents import for_everyone


@for_everyone
def projects(request: HttpRequest) -> HttpResponse:
    """Calls that are open, and what was chosen in every round."""
    context = {
        "calls": published.open_calls(today=timezone.localdate()),
        "rounds": published.rounds(),
        **phone_of(stations.center()),
    }
    return render(request, "public/projects.html", context)


@for_everyone
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project: what it promised, what came of it, what it cost."""
    found = published.project(project_id)
    if found is None:
        raise Http404
    context = {"project": found, **phone_of(stations.center())}
    return render(request, "public/project.html", context)
