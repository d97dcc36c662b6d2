"""``make check``: everything that can be known without running the portal.

    python -m config.local.check             all of it
    python -m config.local.check types       only the steps named

Each step says what it looks at; all of them run, so that one red line does not hide the next.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.local.console import say

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


def _run(*command: str | Path) -> bool:
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode == 0


def _python(*arguments: str) -> bool:
    return _run(sys.executable, *arguments)


def _templates() -> bool:
    # Both run: the one reads the HTML, the other has Django compile it.
    lint = _run(BIN / "djlint", "--lint", "--quiet", "templates")
    return _python("-m", "config.local.templates") and lint


STEPS: dict[str, tuple[str, Callable[[], bool]]] = {
    "lint": ("ruff: mistakes and habits", lambda: _python("-m", "ruff", "check", ".")),
    "format": ("ruff: layout", lambda: _python("-m", "ruff", "format", "--check", ".")),
    "layers": ("import-linter: which way imports run", lambda: _run(BIN / "lint-imports")),
    "types": ("mypy: types", lambda: _python("-m", "mypy")),
    "templates": ("templates: they compile, and keep to the strict policy", _templates),
    "migrations": (
        "migrations: none is missing",
        # It would also like to ask a database what was applied there, and warns that none is up.
        lambda: _python(
            *("-W", "ignore::RuntimeWarning", "-m", "config.as_production"),
            *("makemigrations", "--check", "--dry-run"),
        ),
    ),
    "schema": (
        "drf-spectacular: the description of the programs' door is up to date",
        lambda: _python("-m", "config.local.schema"),
    ),
    "deployment": (
        "Django's deployment check, with production's settings",
        lambda: _python(
            *("-m", "config.as_production", "check", "--deploy", "--fail-level", "INFO")
        ),
    ),
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in STEPS]:
        say(f"Unknown: {', '.join(unknown)}. There are: {', '.join(STEPS)}.")
        return 2
    failed = []
    for name in names or STEPS:
        title, check = STEPS[name]
        say(f"\n── {title} " + "─" * max(0, 70 - len(title)))
        started = time.monotonic()
        if not check():
            failed.append(name)
        say(f"   {'FAILED' if name in failed else 'ok'} after {time.monotonic() - started:.1f} s")
    say("")
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
