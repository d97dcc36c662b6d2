"""The catalogue that every deployment begins with: 94 items after the national laws, each with
how sure its source is.

What was read in the text of a law is published; what was not, or is the practice of another place,
is a draft that says so and waits for somebody to confirm it. Conditions are this portal's reading
of the law and are shown with every item.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support_services.catalogue.states import EditionState
from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv

ITEMS = Path(__file__).parent / "data" / "items.csv"
# Of items that the files can say of who has them: those that stations are sent out for.
ENJOYED = ITEMS.with_name("enjoyed.json")
COLUMNS = (
    *("code", "field", "title", "beneficiaries", "provider", "channel", "legal_basis", "level"),
    *("confidence", "note", "criteria"),
)
# When the list was put together; nobody's hand at the bureau.
AS_OF = datetime(2026, 11, 21, tzinfo=UTC)


def shipped() -> list[dict[str, Any]]:
    """The rows of the list, as fields of an edition and its item's ``code``."""
    has = json.loads(ENJOYED.read_text(encoding="utf-8"))
    rows = []
    for line in read_csv(read_bytes(ITEMS), COLUMNS):
        values = dict(line.values)
        sure = values["confidence"] == Confidence.VERIFIED
        rows.append(
            {
                **values,
                "criteria": json.loads(values["criteria"]) if values["criteria"] else None,
                "enjoyed": has.get(values["code"]),
                "seeks": values["code"] in has,
                "state": (EditionState.PUBLISHED if sure else EditionState.DRAFT).value,
            }
        )
    return rows


def ensure_catalogue(**_: Any) -> None:
    """Insert the shipped list where there is no item at all; called after ``migrate``."""
    from support_services.catalogue.models import Edition, Item

    if Item.objects.exists():
        return
    rows = shipped()
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
