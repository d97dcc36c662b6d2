"""The full audits that were run, as the audit log has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from support_services.subsidies.models import Scheme
from veterans.accounts.models import User
from veterans.foundation.models import AuditEntry

ASKED, DONE = "subsidies.audit_asked", "subsidies.audited"
# After that a run that was asked for and never came is no longer waited for.
PATIENCE = timedelta(hours=1)


@dataclass(frozen=True)
class AuditRuns:
    """Runs, latest first; ``running``: one was asked for and has not been written down yet."""

    runs: list[AuditEntry]
    running: bool


def audit_runs(user: User, *, at: datetime) -> AuditRuns:
    """The last ten runs, for whoever may read what the books prove."""
    if not user.may("books.read"):
        return AuditRuns([], False)
    entries = AuditEntry.objects.filter(subject="ledger", action__in=[ASKED, DONE])
    newest = list(entries.order_by("-serial")[:20])
    last = newest[0] if newest else None
    running = last is not None and last.action == ASKED and at - last.at < PATIENCE
    return AuditRuns([entry for entry in newest if entry.action == DONE][:10], running)


def calculated_through() -> list[Scheme]:
    """Schemes with the last month that an ordinary run has covered."""
    return list(Scheme.objects.exclude(posted_through=None))
