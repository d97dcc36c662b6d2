"""The page of the programs' door, told from the description that is kept in the repository."""

from pathlib import Path
from typing import Any

import yaml

from veterans.foundation.programs.described import context

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"

API_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "api": (
        "api/page.html",
        context(
            yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")), host="https://portal.example"
        ),
    )
}
