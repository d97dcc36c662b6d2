"""How the programs' door describes itself: OpenAPI, written from the views and kept in the
repository (``docs/api/openapi.yaml``), where ``make check`` compares it."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.conf import settings
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from veterans.foundation.programs.asked import Asked
from veterans.foundation.programs.problems import CONTENT_TYPE, KINDS, ROOT

F = TypeVar("F", bound=Callable[..., Any])
# What may happen at every address.
ALWAYS = ("bad-parameter", "not-acceptable", "too-often", "server-error")
TOKEN = "token"
# On a serializer that refuses what it does not know.
CLOSED = "x-closed"


class ProblemPart(serializers.Serializer):
    name = serializers.CharField(help_text="哪个参数或者哪一项；空的是指整个请求", allow_blank=True)
    detail = serializers.CharField(help_text="哪里不对")


class Problem(serializers.Serializer):
    type = serializers.ChoiceField(
        choices=[(f"{ROOT}#{code}", kind.title) for code, kind in KINDS.items()],
        help_text="哪一种问题，不会变，程序按它判断",
    )
    title = serializers.CharField(help_text="一句话说明")
    status = serializers.IntegerField(help_text="状态码，和响应的一致")
    detail = serializers.CharField(help_text="怎么办")
    request_number = serializers.CharField(help_text="请求编号，查问题时请报上", allow_blank=True)
    errors = ProblemPart(  # type: ignore[assignment]
        many=True, required=False, help_text="逐项的问题；没有逐项的就没有这一项"
    )


def described(
    operation: str,
    *,
    summary: str,
    description: str,
    answer: type[serializers.Serializer],
    example: dict[str, Any],
    asked: type[Asked] = Asked,
    path: Sequence[OpenApiParameter] = (),
    body: type[serializers.Serializer] | None = None,
    body_example: dict[str, Any] | None = None,
    problems: Sequence[str] = (),
    token: bool = False,
) -> Callable[[F], F]:
    """Describes one method of a view; what can go wrong everywhere is added.

    ``problems``: codes of what else can. ``token``: only who has one is answered.
    """
    examples = [OpenApiExample("响应示例", value=example, response_only=True)]
    if body_example is not None:
        examples.append(OpenApiExample("请求示例", value=body_example, request_only=True))
    return extend_schema(
        operation_id=operation,
        summary=summary,
        description=description,
        parameters=[*path, *asked.parameters()],
        request=body,
        responses={
            200: OpenApiResponse(answer, description="办成了"),
            **({} if body else {304: OpenApiResponse(description="和您上次取的一样，没有变")}),
            **_problems([*problems, *ALWAYS]),
        },
        # The framework takes what it says of its own schemes for a name; the standard, for a map.
        auth=[{TOKEN: []}] if token else [],  # type: ignore[list-item]
        examples=examples,
        tags=["查询"],
    )


def _problems(codes: Sequence[str]) -> dict[Any, OpenApiResponse]:
    found: dict[int, list[str]] = {}
    for code in codes:
        found.setdefault(KINDS[code].status, []).append(KINDS[code].title)
    return {
        (status, CONTENT_TYPE): OpenApiResponse(Problem, description="；".join(titles))
        for status, titles in sorted(found.items())
    }


def tidied(result: Any, **_: Any) -> Any:
    """Takes out the marks by which drf-spectacular would gather lists of codes elsewhere, and puts
    in what it has no word for: that a body may hold nothing else."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
        if result.pop(CLOSED, False):
            result["additionalProperties"] = False
    for part in result.values() if isinstance(result, dict) else result:
        if isinstance(part, dict | list):
            tidied(part)
    return result


@cache
def document() -> bytes:
    """The whole description as YAML, as it is kept: making it anew takes the framework's views
    apart and is nothing for a running portal."""
    return Path(settings.BASE_DIR, "docs", "api", "openapi.yaml").read_bytes()


@cache
def as_data() -> dict[str, Any]:
    """The same, read."""
    found: dict[str, Any] = yaml.safe_load(document())
    return found
