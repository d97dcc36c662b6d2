"""Verification for programs. Calls one service, ``services.verifying``, and nothing else.

Number and name come in the body, so that they are in no address and no log; what is wrong with
them is said without repeating them.
"""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from support_services.providers.api import shapes
from support_services.providers.services import verifying
from veterans.foundation.errors import PermissionRefused
from veterans.foundation.programs.answers import NoToken
from veterans.foundation.programs.schema import described
from veterans.foundation.programs.views import ProgramsView, bearer


class Verifications(ProgramsView):
    """Whether one item means the person who stands at the counter."""

    @described(
        "verify",
        summary="核验一个人",
        description=(
            "本人到场、出示证件时，问他今天是不是某一项优待的对象，只答是或否。"
            "不说为什么，不说他有没有享受过。答否不等于没有优待，请他到服务站问。每次核验都有记录。"
        ),
        answer=shapes.AnswerShape,
        example=shapes.EXAMPLE,
        body=shapes.AskedShape,
        body_example=shapes.ASKED_EXAMPLE,
        problems=[
            *("malformed-body", "unauthorized", "forbidden", "too-large"),
            *("unsupported-media-type", "bad-body", "refused"),
        ],
        token=True,
    )
    def post(self, request: Request) -> Response:
        secret = bearer(request)
        asked = shapes.AskedShape(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        try:
            verdict = verifying.verify(
                secret=secret,
                item_code=given["item"],
                number=given["number"],
                name=given["name"],
                address=request.META.get("REMOTE_ADDR", ""),
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except verifying.UnknownToken as refusal:
            raise NoToken(str(refusal)) from None
        except verifying.OutOfScope as refusal:
            raise PermissionRefused(str(refusal)) from None
        return Response(shapes.AnswerShape({"entitled": verdict.is_meant}).data)
