"""Each walk of the audit chain, kept: when, how much, what was found, and where the chain ended.

A chain alone does not show that its end was cut off. So every walk is held against the end that
the last good one saw, and that stands here, in a table that only grows, as well as in the logs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from veterans.foundation import audit
from veterans.foundation.models import AuditEntry, ChainCheck

KEPT = 20
# Walked every night; after two of them without, somebody has to look why.
OVERDUE = timedelta(hours=49)


@dataclass(frozen=True)
class Standing:
    """How the chain stands: the last walk, None before the first, and whether it is long ago."""

    last: ChainCheck | None
    overdue: bool

    @property
    def alarming(self) -> bool:
        return self.overdue or (self.last is not None and self.last.problem_count > 0)


def last_good_head() -> audit.Head | None:
    """Where the chain ended when it was last found whole."""
    last = ChainCheck.objects.filter(problem_count=0).order_by("-pk").first()
    return audit.parse_head(last.head) if last is not None else None


def check(*, at: datetime) -> ChainCheck:
    """Walk the chain, its known end included, and keep what was found."""
    found = audit.report(expected_head=last_good_head(), limit=KEPT)
    return ChainCheck.objects.create(
        at=at,
        entry_count=found.entries,
        problem_count=found.count,
        problems=[f"第 {problem.serial} 条：{problem.what}" for problem in found.problems],
        head=str(found.head),
    )


def standing(*, at: datetime) -> Standing:
    """The last walk, and whether two nights have passed since it or, without one, since the
    first entry of the log. Two statements."""
    last = ChainCheck.objects.order_by("-pk").first()
    since = (
        last.at if last is not None else AuditEntry.objects.aggregate(models.Min("at"))["at__min"]
    )
    return Standing(last, since is not None and at - since > OVERDUE)
