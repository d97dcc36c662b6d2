"""The page of the programs' door, told from the description that is kept in the repository."""

from typing import Any

from veterans.foundation.programs import schema
from veterans.foundation.programs.described import context

API_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "api": ("api/page.html", context(schema.as_data(), host="https://portal.example"))
}
