"""The cellar's lines of work. The clock enters here."""

import structlog
from celery import shared_task
from django.utils import timezone

from veterans.foundation import chain_checks, retention

_log = structlog.get_logger("portal.audit")


@shared_task(name="foundation.verify_audit")
def verify_audit() -> int:
    """Walk the audit chain; returns the number of problems.

    The head goes to the log as well, on purpose: kept outside the database, it shows even to whom
    the tables were emptied that the end of the chain was cut off (``verify_audit --head``).
    """
    found = chain_checks.check(at=timezone.now())
    write = _log.error if found.problem_count else _log.info
    write(
        "audit chain verified",
        entries=found.entry_count,
        problems=found.problem_count,
        head=found.head,
        first_problems=found.problems[:5],
    )
    return found.problem_count


@shared_task(name="foundation.apply_retention", ignore_result=True)
def apply_retention() -> None:
    """Let go what is over its time, of the kinds that the setting names; by default of none."""
    retention.apply_switched_on(at=timezone.now())
