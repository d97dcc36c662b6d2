"""What the programs' door says of itself: a page for people and a document for programs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from veterans.foundation.programs import schema, telling
from veterans.foundation.programs.problems import KINDS, problem
from veterans.foundation.programs.views import ProgramsView
from veterans.foundation.residents import for_everyone


def page(request: HttpRequest) -> HttpResponse:
    """How to ask, for whoever writes the program; for people, so it is a page."""
    if request.method not in ("GET", "HEAD"):
        return problem("method-not-allowed", headers={"Allow": "GET, HEAD"})
    return _page(request)


@for_everyone
def _page(request: HttpRequest) -> HttpResponse:
    host = f"{request.scheme}://{request.get_host()}"
    return render(request, "api/page.html", context(schema.as_data(), host=host))


def context(document: dict[str, Any], *, host: str) -> dict[str, Any]:
    """What the page shows."""
    return {
        **telling.told(document, host=host),
        "problems": list(KINDS.values()),
        "per_minute": settings.PORTAL_API_PER_MINUTE,
        "token_words": telling.TOKEN,
    }


class YamlRenderer(BaseRenderer):
    """Only names the format; the document is YAML already."""

    media_type = "application/yaml"
    format = "yaml"


@extend_schema(exclude=True)
class Document(ProgramsView):
    """The description as OpenAPI."""

    renderer_classes = (YamlRenderer,)

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(schema.document(), content_type="application/yaml; charset=utf-8")
