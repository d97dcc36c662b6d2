"""The catalogue that every deployment begins with: 94 items after the national laws, each with
how sure its source is.

What was read in the text of a law is published; what was not, or is the practice of another place,
is a draft that says so and waits for somebody to confirm it. Conditions are this portal's reading
of the law and are shown with every item.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support_services.catalogue.states import EditionState
from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv

ITEMS = Path(__file__).parent / "data" / "items.csv"
# One for each subsidy scheme that has a standing of its own, for the finder; staff alone see them.
SCHEMES = ITEMS.with_name("scheme_items.csv")
# Of items that the files can say of who has them: those that stations are sent out for.
ENJOYED = ITEMS.with_name("enjoyed.json")
COLUMNS = (
    *("code", "field", "title", "beneficiaries", "provider", "channel", "legal_basis", "level"),
    *("confidence", "note", "criteria"),
)
# When the list was put together; nobody's hand at the bureau.
AS_OF = datetime(2026, 11, 21, tzinfo=UTC)


def shipped() -> list[dict[str, Any]]:
    """The rows of both lists, as fields of an edition and its item's ``code``."""
    has = json.loads(ENJOYED.read_text(encoding="utf-8"))
    return [
        _row(line.values, has, path == SCHEMES)
        for path in (ITEMS, SCHEMES)
        for line in read_csv(read_bytes(path), COLUMNS)
    ]


def _row(values: Mapping[str, str], has: Mapping[str, Any], staff_only: bool) -> dict[str, Any]:
    # What only staff see is no promise to anybody; it holds what a scheme is held against.
    published = staff_only or values["confidence"] == Confidence.VERIFIED
    return {
        **values,
        "criteria": json.loads(values["criteria"]) if values["criteria"] else None,
        "enjoyed": has.get(values["code"]),
        "seeks": values["code"] in has,
        "staff_only": staff_only,
        "state": (EditionState.PUBLISHED if published else EditionState.DRAFT).value,
    }


def ensure_catalogue(**_: Any) -> None:
    """Insert what of the shipped lists was never there; called after ``migrate``. An item never
    goes, so what is missing is new."""
    from support_services.catalogue.models import Edition, Item

    known = set(Item.objects.values_list("code", flat=True))
    rows = [row for row in shipped() if row["code"] not in known]
    items = Item.objects.bulk_create(Item(code=row["code"]) for row in rows)
    Edition.objects.bulk_create(
        Edition(
            item=item,
            number=1,
            entered_at=AS_OF,
            **{name: value for name, value in row.items() if name != "code"},
        )
        for item, row in zip(items, rows, strict=True)
    )
