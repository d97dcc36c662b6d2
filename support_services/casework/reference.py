"""Clocks and step lists that a new database starts with; from then on they are the bureau's own.

The clocks of 信访 are law (信访工作条例: 15 days to tell, 5 working days to say "not ours", 60 days
to finish, 30 more with approval). For the other kinds no law was found: they start with the same
outer bounds and say so. The steps of the errands are neutral and wait for the bureau's word.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from support_services.casework.states import CaseKind

BEGINNING = date(2022, 5, 1)
LAW = (
    "信访工作条例（2022年5月1日起施行）：15日内告知，5个工作日内提出异议，60日内办结，延长不超过30日。"
    "办结自收到之日起算，严于条例的自受理之日"
)
LIKE_IT = "没有查到专门规定，暂按信访工作条例的最长期限，请按本局制度另行录入"
STEPS = Path(__file__).parent / "data" / "errand_steps.csv"


def ensure_reference_data(**_: Any) -> None:
    """Insert what is missing; called after ``migrate``. What the bureau has is left alone."""
    from support_services.casework.models import ClockRule, ErrandKind

    known = set(ClockRule.objects.values_list("kind", flat=True))
    ClockRule.objects.bulk_create(
        (_rule(kind) for kind in CaseKind if kind not in known), ignore_conflicts=True
    )
    if not ErrandKind.objects.exists():
        _ensure_errands()


def _rule(kind: CaseKind) -> Any:
    from support_services.casework.models import ClockRule

    is_law = kind is CaseKind.PETITION
    return ClockRule(
        kind=kind,
        valid_from=BEGINNING,
        inform_days=15,
        inform_unit="day",
        object_days=5,
        finish_days=60,
        finish_unit="day",
        extension_days=30,
        is_restricted=kind is CaseKind.COMPLAINT,
        source=LAW if is_law else LIKE_IT,
        confidence="verified" if is_law else "unconfirmed",
    )


def _ensure_errands() -> None:
    from support_services.casework.models import ErrandKind, ErrandStep

    with STEPS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for position, code in enumerate(dict.fromkeys(row["kind"] for row in rows), start=1):
        own = [row for row in rows if row["kind"] == code]
        kind, made = ErrandKind.objects.get_or_create(
            code=code,
            defaults={
                "title": own[0]["kind_title"],
                "position": position,
                "is_sensitive": code == "combat",
                "source": own[0]["kind_source"],
                "confidence": "unconfirmed",
            },
        )
        if made:
            ErrandStep.objects.bulk_create(
                ErrandStep(
                    kind=kind,
                    number=number,
                    title=row["title"],
                    who=row["who"],
                    papers=[one for one in row["papers"].split("；") if one],
                    source=row["source"],
                    confidence=row["confidence"],
                )
                for number, row in enumerate(own, start=1)
            )
