"""Places and stations for programs: where somebody goes, as data. No name of a worker."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from support_services.stations import published
from support_services.stations.api import shapes
from veterans.foundation.programs.asked import REGION
from veterans.foundation.programs.pages import page_of
from veterans.foundation.programs.schema import described
from veterans.foundation.programs.views import ProgramsView

CODE = OpenApiParameter(
    "code",
    type={"type": "string", "pattern": REGION},
    location=OpenApiParameter.PATH,
    examples=[OpenApiExample("示例", value=shapes.PLACE_EXAMPLE["code"])],
    description="地区代码，12 位数字。",
)


class Stations(ProgramsView):
    """Every registered centre and station, by the code of its place."""

    asked = shapes.StationsAsked

    @described(
        "stations",
        summary="服务中心和服务站",
        description="已登记的服务中心和服务站，按地区代码排列。",
        answer=shapes.StationPage,
        example=shapes.page_example(shapes.STATION_EXAMPLE),
        asked=shapes.StationsAsked,
        problems=["not-found"],
    )
    def get(self, request: Request) -> Response:
        found = published.stations(level=self.wanted["level"], town=self.wanted["town"])
        if found is None:
            raise NotFound
        page = page_of(found, wanted=self.wanted, request=request)
        return Response(shapes.StationPage(page).data)


class Places(ProgramsView):
    """Villages, towns and the county with the station that serves each."""

    asked = shapes.PlacesAsked

    @described(
        "places",
        summary="地区和它的服务站",
        description=(
            "村、社区、镇街和区，各到哪个服务站办事。不带 `q` 的按地区代码排列；"
            "带 `q` 的按名称找，最像的在前，只给找到的，不猜。"
        ),
        answer=shapes.PlacePage,
        example=shapes.page_example(shapes.PLACE_EXAMPLE),
        asked=shapes.PlacesAsked,
        problems=["not-found"],
    )
    def get(self, request: Request) -> Response:
        asked = self.wanted
        found = published.places(level=asked["level"], town=asked["town"], typed=asked["q"])
        if found is None:
            raise NotFound
        page = page_of(found, wanted=asked, request=request)
        return Response(shapes.PlacePage(page).data)


class Place(ProgramsView):
    """One place: its station, those above, and what can be done there."""

    @described(
        "place",
        summary="一个地区",
        description="按地区代码取一个村、社区、镇街或者区：到哪里办，上级有哪些，能办什么。",
        answer=shapes.OnePlaceShape,
        example=shapes.ONE_PLACE_EXAMPLE,
        path=[CODE],
        problems=["not-found"],
    )
    def get(self, request: Request, code: str) -> Response:
        found = published.place(code)
        if found is None:
            raise NotFound
        serving = found.station
        offers = published.offers(serving, today=timezone.localdate()) if serving else ()
        return Response(
            {
                **shapes.PlaceShape(found).data,
                "above": shapes.StationShape(found.above, many=True).data,
                "offers": shapes.OfferShape(offers, many=True).data,
            }
        )
