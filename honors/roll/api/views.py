"""The roll for programs: what residents read, as data.

An answer may be kept only to be asked about again (``no-cache`` with an ETag): what was withdrawn
is gone with the next question.
"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from honors.roll import published
from honors.roll.api import shapes
from honors.roll.published import PublicHonour
from veterans.foundation.programs.pages import page_of
from veterans.foundation.programs.schema import described
from veterans.foundation.programs.views import ProgramsView

KEY = OpenApiParameter(
    "id",
    type={"type": "integer", "minimum": 1, "maximum": shapes.LARGEST},
    location=OpenApiParameter.PATH,
    examples=[OpenApiExample("示例", value=shapes.EXAMPLE["id"])],
    description="荣誉的编号。",
)
TAKEN_DOWN = "撤下、撤销的马上就没有了；保存下来的，请按时重新取，取不到的也删掉。"


def _answer(data: Any) -> Response:
    return Response(data, headers={"Cache-Control": "no-cache"})


class Honours(ProgramsView):
    """Everything on the roll, the newest year first."""

    asked = shapes.HonoursAsked

    @described(
        "honours",
        summary="荣誉名录",
        description=f"已公布的荣誉，年度近的在前。都经本人、近亲属或者所在部队同意。{TAKEN_DOWN}",
        answer=shapes.HonourPage,
        example=shapes.page_example(shapes.EXAMPLE),
        asked=shapes.HonoursAsked,
        problems=["not-found"],
    )
    def get(self, request: Request) -> Response:
        asked = self.wanted
        found = published.roll(
            year=asked["year"],
            title=asked["title"],
            kind=asked["kind"],
            place=asked["place"],
            typed=asked["q"],
        )
        if found is None:
            raise NotFound
        page = page_of(found, wanted=asked, request=request)
        return _answer(shapes.HonourPage(page).data)


class Titles(ProgramsView):
    """Titles that are given, or of which something is on the roll."""

    asked = shapes.TitlesAsked

    @described(
        "honour_titles",
        summary="荣誉称号",
        description="在用的荣誉称号，和名录里还有的停用称号，级别高的在前。",
        answer=shapes.TitlePage,
        example=shapes.page_example(shapes.TITLE_EXAMPLE),
        asked=shapes.TitlesAsked,
    )
    def get(self, request: Request) -> Response:
        level = self.wanted["level"]
        found = [one for one in published.titles(empty=True) if not level or one.level == level]
        page = page_of(found, wanted=self.wanted, request=request)
        return _answer(shapes.TitlePage(page).data)


class One(ProgramsView):
    """One honour that is on the roll."""

    @described(
        "honour",
        summary="一项荣誉",
        description=f"按编号取一项荣誉和它的事迹。没有公布、已撤下、已撤销的，都答没有找到。{TAKEN_DOWN}",
        answer=shapes.OneHonourShape,
        example=shapes.ONE_EXAMPLE,
        path=[KEY],
        problems=["not-found"],
    )
    def get(self, request: Request, id: int) -> Response:
        found = published.honour(id) if id <= shapes.LARGEST else None
        if not isinstance(found, PublicHonour):
            raise NotFound
        return _answer(shapes.OneHonourShape(found).data)
