"""The cellar's one line of work."""

import structlog
from celery import shared_task

from veterans.foundation import audit

_log = structlog.get_logger("portal.audit")


@shared_task(name="foundation.verify_audit")
def verify_audit() -> int:
    """Walk the audit chain; returns the number of problems.

    The head goes to the log on purpose: kept outside the database, it is what shows later that
    the end of the chain was cut off (``verify_audit --head``).
    """
    report = audit.report()
    write = _log.error if report.count else _log.info
    write(
        "audit chain verified",
        entries=report.entries,
        problems=report.count,
        head=str(report.head),
        first_problems=[f"{problem.serial}: {problem.what}" for problem in report.problems[:5]],
    )
    return report.count
