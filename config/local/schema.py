"""The description of the programs' door: is the one in the repository what the views say?

    python -m config.local.schema            compares, and shows what differs
    python -m config.local.schema --write    writes it anew

Made with production's settings and without a database; whatever drf-spectacular warns of is an
error.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

from config.local.console import say

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "docs" / "api" / "openapi.yaml"
WORD = "python -m config.local.schema --write"


def made() -> str | None:
    """The description as the views say it now; None where it cannot be made, which was said."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "openapi.yaml"
        command = [sys.executable, "-m", "config.as_production", "spectacular"]
        flags = ["--fail-on-warn", "--validate", "--file", str(target)]
        if subprocess.run([*command, *flags], cwd=ROOT).returncode:
            return None
        return target.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    now = made()
    if now is None:
        return 1
    if arguments == ["--write"]:
        KEPT.write_text(now, encoding="utf-8")
        return 0
    kept = KEPT.read_text(encoding="utf-8") if KEPT.exists() else ""
    if kept == now:
        say(f"{KEPT.relative_to(ROOT)} is what the views say")
        return 0
    lines = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="")
    say("\n".join([*lines, f"{KEPT.relative_to(ROOT)} has drifted: {WORD}"]))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
