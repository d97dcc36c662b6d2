from datetime import date
from typing import Any

from django.db import migrations

# Kept here as it was on the day of this migration; the living one is ``merit_rules.MERIT_KINDS``.
KINDS = {
    "honour_title": "title",
    "medal": "title",
    "merit_1": "first",
    "battle_1": "first",
    "merit_2": "second",
    "battle_2": "second",
    "merit_3": "third",
    "battle_3": "third",
    "excellent": "good",
}
LIVE = ("draft", "approved", "stopped")


def count(apps: Any, schema_editor: Any) -> None:
    """Every conscript's year that was raised by merits says which, as a new one does."""
    grants = apps.get_model("subsidies", "Grant")
    merits = apps.get_model("subsidies", "GrantMerit")
    rows = grants.objects.filter(kind="conscript", inputs__has_key="merits", counted__isnull=True)
    rows = rows.order_by("pk").values_list("pk", "person_id", "year", "state", "inputs__merits")
    merits.objects.bulk_create(
        (
            merits(
                grant_id=pk,
                person_id=person_id,
                merit=kind,
                first_on=date(year, 1, 1),
                last_on=date(year, 12, 31),
                is_live=state in LIVE,
            )
            for pk, person_id, year, state, codes in rows
            for kind in sorted({KINDS.get(code, code) for code in codes})
        ),
        batch_size=5000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0021_merit_rewards"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
