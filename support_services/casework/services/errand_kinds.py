"""The step lists, kept by the bureau. What is under way keeps the steps it began with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from support_services.casework.models import ErrandKind, ErrandStep
from support_services.casework.selectors.errands import kind_by_code
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.registry.rules import clean_open_text

MOST_STEPS = 20


@dataclass(frozen=True)
class StepEntered:
    """One step as it was written: what, by whom, which papers."""

    title: str
    who: str
    papers: tuple[str, ...] = ()


@transaction.atomic
def change_kind(
    *,
    code: str,
    steps: Sequence[StepEntered],
    source: str,
    confidence: str,
    is_offered: bool,
    by: User,
    at: datetime,
) -> ErrandKind:
    """Put another list of steps in the place of the old one. Refuses an empty one, and one
    without its source."""
    require(by, "errands.kinds")
    kind = ErrandKind.objects.select_for_update().get(pk=kind_by_code(code).pk)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Refused(f"步骤应有 1 至 {MOST_STEPS} 步。")
    told = clean_open_text(source, what="依据")
    if not told:
        raise Refused("请填写依据，例如文件名称和文号。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    rows = [
        ErrandStep(
            kind=kind,
            number=number,
            title=_text(step.title, "步骤", 60),
            who=_text(step.who, "由谁办", 30),
            papers=[_text(one, "材料", 60) for one in step.papers],
            source=told,
            confidence=confidence,
        )
        for number, step in enumerate(steps, start=1)
    ]
    kind.steps.all().delete()
    ErrandStep.objects.bulk_create(rows)
    kind.source, kind.confidence, kind.is_offered = told, confidence, is_offered
    kind.save(update_fields=["source", "confidence", "is_offered"])
    audit.record(
        actor=by,
        action="errand_kind.changed",
        subject="errand_kind",
        subject_id=kind.pk,
        detail={"code": code, "steps": len(rows), "offered": is_offered},
        at=at,
    )
    return kind


def _text(text: str, what: str, longest: int) -> str:
    clean = clean_open_text(text, what=what, longest=longest)
    if not clean:
        raise Refused(f"每一步都要写{what}。")
    return clean
