"""Lists in pages: what is on one, how many there are in all, where the next one is."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


class Page(serializers.Serializer):
    """A list's frame; each list adds its ``results``."""

    total = serializers.IntegerField(help_text="一共多少条", min_value=0)
    page = serializers.IntegerField(help_text="这是第几页", min_value=1)
    size = serializers.IntegerField(help_text="一页多少条", min_value=1)
    next = serializers.URLField(help_text="下一页的地址；没有下一页是空值", allow_null=True)
    previous = serializers.URLField(help_text="上一页的地址；没有上一页是空值", allow_null=True)


def page_of(rows: Sequence[Any], *, wanted: dict[str, Any], request: Request) -> dict[str, Any]:
    """The page that was asked for; an empty one past the end, since a list may grow shorter while
    somebody reads it."""
    number, size = wanted["page"], wanted["size"]
    last = max(1, -(-len(rows) // size))

    def address(page: int) -> str:
        query = request.query_params.copy()
        query["page"] = str(page)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "total": len(rows),
        "page": number,
        "size": size,
        "next": address(number + 1) if number < last else None,
        "previous": address(min(number - 1, last)) if number > 1 else None,
        "results": rows[(number - 1) * size : number * size],
    }
