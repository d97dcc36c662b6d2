"""Compiles every template of the portal and looks for what the strict policy would block.

A template that is only reached on a rare path fails here rather than there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# The content security policy has no 'unsafe-inline': a browser drops these without a word.
BLOCKED = {
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I
    ),
    "an inline style sheet": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"(?:href|action|src)\s*=\s*[\"']?javascript:", re.I),
    "an address of another host": re.compile(r"<(?:script|link|img)[^>]*(?:https?:)?//[a-z]", re.I),
}
_COMMENTS = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)


def template_files() -> Iterator[tuple[str, Path]]:
    """Name and place of every template in the repository."""
    folders = [ROOT / "templates", *ROOT.glob("*/*/templates")]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".html", ".txt"):
                yield path.relative_to(folder).as_posix(), path


def blocked_parts(text: str) -> list[str]:
    """What of this template a browser would refuse to run or show."""
    bare = _COMMENTS.sub("", text)
    return [what for what, pattern in BLOCKED.items() if pattern.search(bare)]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    problems, count = [], 0
    for name, path in template_files():
        count += 1
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            problems.append(f"{path.relative_to(ROOT)}: {error}")
        for what in blocked_parts(path.read_text(encoding="utf-8")):
            problems.append(f"{path.relative_to(ROOT)}: holds {what}")
    print("\n".join([*problems, f"{count} templates compiled, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
