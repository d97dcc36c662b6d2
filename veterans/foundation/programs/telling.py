"""The description of the programs' door in words: from OpenAPI to what a page shows. Pure.

Only what our own descriptions use is understood: one kind of body, one kind of answer, no choice
between shapes.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

_TYPES = {
    "string": "文本",
    "integer": "整数",
    "boolean": "是或否",
    "array": "列表",
    "object": "对象",
}
_FORMATS = {"date": "日期，年-月-日", "uri": "网址"}
TOKEN = "本单位的核验凭证"
_CODE = re.compile(r"^\* `([^`]+)` - (.+)$", re.MULTILINE)


def told(schema: dict[str, Any], *, host: str) -> dict[str, Any]:
    """``title``, ``paragraphs`` and ``operations`` for the template. ``host``: how it is reached,
    ``https://…``, for the examples."""
    return {
        "title": schema["info"]["title"],
        "paragraphs": [pieces(one) for one in schema["info"]["description"].split("\n\n") if one],
        "host": host,
        "operations": [
            _operation(schema, path, method, one, host)
            for path, methods in schema["paths"].items()
            for method, one in methods.items()
        ],
    }


def pieces(text: str) -> list[dict[str, Any]]:
    """The text cut at its back quotes, which stand around what is typed and not read."""
    parts = text.strip().split("`")
    return [{"text": part, "code": at % 2 == 1} for at, part in enumerate(parts) if part]


def _operation(
    schema: dict[str, Any], path: str, method: str, one: dict[str, Any], host: str
) -> dict[str, Any]:
    content = one["responses"]["200"]["content"]["application/json"]
    [example] = [each["value"] for each in content["examples"].values()]
    body = one.get("requestBody", {}).get("content", {}).get("application/json")
    sent = next(iter(body["examples"].values()))["value"] if body else None
    parameters = one.get("parameters", [])
    return {
        "ident": one["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": one["summary"],
        "description": pieces(one["description"]),
        "token": bool(one.get("security")),
        "parameters": [
            {
                "name": each["name"],
                "required": each.get("required", False),
                "told": pieces(each["description"]),
            }
            for each in parameters
        ],
        "sent": list(_fields(schema, body["schema"])) if body else [],
        "fields": list(_fields(schema, content["schema"])),
        "curl": _curl(host, path, parameters, example, sent, token=bool(one.get("security"))),
        "example": json.dumps(example, ensure_ascii=False, indent=2),
        "answers": [
            {"status": status, "told": pieces(answer["description"])}
            for status, answer in one["responses"].items()
        ],
    }


def _fields(
    schema: dict[str, Any], shape: dict[str, Any], before: str = ""
) -> Iterator[dict[str, Any]]:
    shape = _resolved(schema, shape)
    required = shape.get("required", [])
    for name, one in shape["properties"].items():
        whole = _resolved(schema, one)
        inner = whole.get("items")
        # A list of codes with their words follows the description.
        words, _, listed = one.get("description", "").partition("\n\n")
        yield {
            "name": f"{before}{name}",
            "type": _type(whole, nullable=one.get("nullable", False)),
            "told": words,
            "codes": [{"code": code, "told": told} for code, told in _CODE.findall(listed)],
            "optional": name not in required,
        }
        if inner is not None:
            yield from _fields(schema, inner, f"{before}{name}[].")
        elif whole.get("type") == "object":
            yield from _fields(schema, whole, f"{before}{name}.")


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """What a shape refers to; a description beside a reference makes an ``allOf`` of one."""
    if len(shape.get("allOf", [])) == 1:
        shape = shape["allOf"][0]
    if "$ref" in shape:
        found: dict[str, Any] = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        return found
    return shape


def _type(shape: dict[str, Any], *, nullable: bool) -> str:
    name = _FORMATS.get(shape.get("format", "")) or _TYPES[shape["type"]]
    return f"{name}，或空值" if nullable else name


def _curl(
    host: str,
    path: str,
    parameters: list[dict[str, Any]],
    example: dict[str, Any],
    sent: dict[str, Any] | None,
    *,
    token: bool,
) -> str:
    """A question that can be typed as it stands: with the first code of what takes codes, and the
    example's own code in the path."""
    asked: list[tuple[str, str]] = []
    for each in parameters:
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(str(example[each["name"]])))
        elif each["schema"].get("enum") and not asked:
            asked.append((each["name"], each["schema"]["enum"][0]))
    address = f"{host}{path}" + (f"?{urlencode(asked)}" if asked else "")
    lines = [f"curl '{address}'"]
    if token:
        lines.append(f"  -H 'Authorization: Bearer {TOKEN}'")
    if sent is not None:
        lines.append("  -H 'Content-Type: application/json'")
        lines.append(f"  -d '{json.dumps(sent, ensure_ascii=False)}'")
    return " \\\n".join(lines)
