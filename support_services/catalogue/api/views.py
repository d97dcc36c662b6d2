"""The catalogue for programs: what residents read, as data."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from support_services.catalogue import published
from support_services.catalogue.api import shapes
from veterans.foundation.programs.pages import page_of
from veterans.foundation.programs.schema import described
from veterans.foundation.programs.views import ProgramsView

CODE = OpenApiParameter(
    "code",
    type={"type": "string", "pattern": "^[0-9A-Za-z_-]{1,20}$"},
    location=OpenApiParameter.PATH,
    examples=[OpenApiExample("示例", value=shapes.EXAMPLE["code"])],
    description="项目编号。",
)


class Items(ProgramsView):
    """What is published today, by code."""

    asked = shapes.ItemsAsked

    @described(
        "items",
        summary="优待目录",
        description="今天已公布、在有效期内的优待项目，按编号排列。",
        answer=shapes.ItemPage,
        example=shapes.PAGE_EXAMPLE,
        asked=shapes.ItemsAsked,
        problems=["not-found"],
    )
    def get(self, request: Request) -> Response:
        asked = self.wanted
        found = published.items(
            today=timezone.localdate(),
            field=asked["field"],
            issuer=asked["issuer"],
            place=asked["place"],
            typed=asked["q"],
        )
        if found is None:
            raise NotFound
        page = page_of(found, wanted=asked, request=request)
        return Response(shapes.ItemPage(page).data)


class Item(ProgramsView):
    """One item that is published today."""

    @described(
        "item",
        summary="一个优待项目",
        description="按编号取一个项目。没有公布、已经停用、不在有效期内的，都答没有找到。",
        answer=shapes.ItemShape,
        example=shapes.EXAMPLE,
        path=[CODE],
        problems=["not-found"],
    )
    def get(self, request: Request, code: str) -> Response:
        found = published.item(code, today=timezone.localdate())
        if found is None:
            raise NotFound
        return Response(shapes.ItemShape(found).data)
