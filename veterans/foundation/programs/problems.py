"""How the programs' door says that something went wrong: problem details (RFC 9457) in Chinese.

``type`` is stable and leads to the page that explains it; a program may rely on it, not on words.
Nothing that was sent is repeated: it may be an identity number.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from veterans.foundation import request_number

ROOT = "/api/"
CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem. ``advice``: what to do, where nothing more exact is known."""

    code: str
    status: int
    title: str
    advice: str


_KINDS = (
    Kind("bad-request", 400, "请求无法处理", "请对照接口说明检查地址和请求头。"),
    Kind("bad-parameter", 400, "参数不对", "请按所列各项改正参数。"),
    Kind("malformed-body", 400, "请求内容无法读取", "请对照接口说明检查格式和文字编码。"),
    Kind("unauthorized", 401, "没有有效的核验凭证", "请在请求头里带上本单位的核验凭证。"),
    Kind("forbidden", 403, "没有这项权限", "这个核验凭证不能查这一项，请联系退役军人事务局。"),
    Kind("no-such-address", 404, "没有这个地址", "请对照接口说明检查地址，末尾不带斜杠。"),
    Kind("not-found", 404, "没有找到", "请检查编号或者代码；也可能已经停用。"),
    Kind("method-not-allowed", 405, "这个地址不能这样请求", "能用的方法写在响应头里。"),
    Kind("not-acceptable", 406, "没有您要的格式", "请在请求头里接受本接口的格式。"),
    Kind("conflict", 409, "这次没有办成", "请稍等几秒再发一次。"),
    Kind("too-large", 413, "请求内容太大", "请只发送接口说明里列出的各项。"),
    Kind("unsupported-media-type", 415, "请求内容的格式不对", "请按接口说明写明内容的格式。"),
    Kind("bad-body", 422, "请求内容不对", "请按所列各项改正请求内容。"),
    Kind("refused", 422, "没有办理", "请对照接口说明检查请求内容。"),
    Kind("too-often", 429, "请求太快", "请等够响应头里写的秒数再发。"),
    Kind("server-error", 500, "系统出了问题", "不是请求有误，请稍后再发；仍不行，请报上请求编号。"),
)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}
# For pages that only know their status.
_OF_STATUS = {
    400: "bad-request",
    403: "forbidden",
    404: "no-such-address",
    409: "conflict",
    429: "too-often",
}


def for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which cannot read a page. ``/api/`` itself is a page for people."""
    return request.path.startswith(ROOT) and request.path != ROOT


def of_status(status: int) -> str:
    """The code of the kind that goes with a status."""
    return _OF_STATUS.get(status, "server-error")


def problem(
    code: str,
    *,
    detail: str = "",
    errors: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer. ``errors``: names of parameters or fields, each with what is wrong with it."""
    kind = KINDS[code]
    told: dict[str, object] = {
        "type": f"{ROOT}#{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.advice,
        "request_number": request_number.current(),
    }
    if listed := [{"name": name, "detail": words} for name, words in errors]:
        told["errors"] = listed
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False), status=kind.status, content_type=CONTENT_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
