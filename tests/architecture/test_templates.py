"""Every template is shown by somebody: by a view, by another template, or as Django's own."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.template.loaders.app_directories import get_app_template_dirs

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
PACKAGES = ("config", "veterans", "support_services", "honors")
_NAMED = re.compile(r"[\"']([a-z_0-9/]+\.html)[\"']")
_ASKED = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
# The page of a status is named by its number: see ``veterans.foundation.error_pages``.
_BY_STATUS = re.compile(r"errors/\d{3}\.html\Z")


def ours() -> dict[str, str]:
    """Name and text of every template of the project."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*.html")
    }


def stands_in_for_another(name: str) -> bool:
    """A template of an installed package that ours is taken instead of."""
    return any((Path(folder) / name).is_file() for folder in get_app_template_dirs("templates"))


def named_in_code() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found |= set(_NAMED.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_template_is_used() -> None:
    there = ours()
    used = {name for name in there if _BY_STATUS.match(name) or stands_in_for_another(name)}
    used |= named_in_code() & set(there)
    pending = list(used)
    while pending:
        for name in _ASKED.findall(there[pending.pop()]):
            if name in there and name not in used:
                used.add(name)
                pending.append(name)
    assert sorted(set(there) - used) == []


def test_every_template_that_is_asked_for_is_there() -> None:
    engine = engines["django"]
    asked = {name for text in ours().values() for name in _ASKED.findall(text)}
    asked |= {name for name in named_in_code() if "/" in name}
    for name in sorted(asked):
        engine.get_template(name)  # raises where it is missing
