"""The full audit as people order it: who asked, what was recomputed, what was found.

Both the asking and the finding are entries of the audit log, so that there is nothing else to
keep, and nothing that could be changed afterwards.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from support_services.subsidies.models import Posting
from support_services.subsidies.services.invariants import CHAIN, OWED_IS_POSTED
from support_services.subsidies.services.ledger_audit import check_books
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit, chain_checks

ASKED, DONE = "subsidies.audit_asked", "subsidies.audited"
# Faults in words: in all of a broken chain, and of each check.
KEPT = 40
KEPT_EACH = 10


def ask_for_audit(*, by: User, at: datetime) -> None:
    """Somebody wants the books gone through now; refuses whoever does not read the audit log."""
    roles.require(by, "audit.read")
    with transaction.atomic():
        audit.record(actor=by, action=ASKED, subject="ledger", at=at)


def run_audit(
    *,
    by: User | None,
    at: datetime,
    snapshot: bool = True,
    stopwatch: Callable[[], float] | None = None,
) -> dict[str, Any]:
    """Recompute everything, walk the audit chain, and write down what was found.

    ``by`` is whoever asked, None for the nightly run. Of each check the first ten faults are kept
    in words; their number is kept whatever it is. ``snapshot``: see ``check_books``. ``stopwatch``
    tells seconds that pass, so that the record says how long it took.
    """
    begun = stopwatch() if stopwatch else 0.0
    findings = check_books(at=at, snapshot=snapshot)
    chain = audit.report(expected_head=chain_checks.last_good_head(), limit=KEPT)
    looked = {finding.check: finding.looked for finding in findings}
    detail = {
        "faults": sum(finding.count for finding in findings),
        "findings": [
            {"check": finding.check, "looked": finding.looked, "count": finding.count}
            for finding in findings
        ]
        + [{"check": CHAIN, "looked": chain.entries, "count": chain.count}],
        "shown": [
            {"check": fault.check, "subject": fault.subject, "what": fault.what}
            for finding in findings
            for fault in finding.faults[:KEPT_EACH]
        ],
        "entitlements": looked[OWED_IS_POSTED],
        "postings": Posting.objects.count(),
        "chain_entries": chain.entries,
        "chain_breaks": chain.count,
        "chain_shown": [f"第 {p.serial} 条：{p.what}" for p in chain.problems],
        "seconds": round(stopwatch() - begun) if stopwatch else None,
    }
    with transaction.atomic():
        audit.record(actor=by, action=DONE, subject="ledger", detail=detail, at=at)
    return detail
