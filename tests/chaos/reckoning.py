"""Afterwards: is every line there, once, and did everybody get what the rules owe him?

Four books are held against each other: what the rules owe (plain Python, from the facts), the
ledger, the portal's payments and file lines, and the bank's own book.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from support_services.subsidies.models import (
    BankFile,
    Batch,
    Entitlement,
    FileLine,
    Payment,
    Posting,
    RecoveryEntry,
)
from support_services.subsidies.services import bank
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.states import BatchState, JobState, LineState, PaymentState
from tests.chaos.bank import Bank
from tests.chaos.county import County
from tests.subsidies import the_bank
from veterans.foundation import audit
from veterans.foundation.models import AuditEntry
from veterans.foundation.money import ZERO
from veterans.registry.models import BankAccount

# The bank's last word on a line, and what the portal must have made of it.
STATES = {
    the_bank.PAID: LineState.PAID,
    the_bank.BAD_ACCOUNT: LineState.FAILED,
    the_bank.OTHER_FAILURE: LineState.FAILED,
    the_bank.RETURNED: LineState.RETURNED,
}


def faults_in_the_books(county: County, its_bank: Bank) -> list[str]:
    """Every difference in words; empty when all is as it should be."""
    return [
        *its_bank.findings,
        *(f"audit of the ledger: {fault}" for fault in audit_ledger()),
        *(f"log: {problem}" for problem in audit.verify()),
        *_batches(),
        *_steps_taken_once(),
        *_files(its_bank),
        *_people(county, its_bank),
    ]


def _sum(rows: object) -> Decimal:
    return rows.aggregate(sum=Sum("amount", default=ZERO))["sum"]  # type: ignore[attr-defined]


def _batches() -> list[str]:
    found = []
    for batch in Batch.objects.order_by("pk"):
        totals = bank.reconcile(batch)
        found += [f"batch {batch.pk}: {problem}" for problem in totals.problems]
        if (batch.state, batch.job_state) != (BatchState.CLOSED, JobState.IDLE):
            found.append(f"batch {batch.pk} ended as {batch.state}, {batch.job_state}")
        if totals.paid != totals.approved:
            found.append(f"batch {batch.pk}: approved {totals.approved}, paid {totals.paid}")
        lines = Posting.objects.filter(batch=batch)
        if (batch.line_count, batch.posted_total) != (lines.count(), _sum(lines)):
            found.append(f"batch {batch.pk}: its figures are not those of its lines")
    if (posted := _sum(Posting.objects)) != (paid := _sum(Payment.objects)) - (
        back := _sum(RecoveryEntry.objects)
    ):
        found.append(f"posted {posted}, payments {paid}, to be recovered {back}")
    arrived = _sum(FileLine.objects.filter(state=LineState.PAID))
    if arrived != paid:
        found.append(f"payments {paid}, lines that arrived {arrived}")
    unpaid = Payment.objects.exclude(state=PaymentState.PAID).count()
    return [*found, *([f"{unpaid} payments did not arrive"] if unpaid else [])]


def _steps_taken_once() -> list[str]:
    """One step, one entry in the log, whoever pressed and however often."""
    log = Counter(AuditEntry.objects.filter(subject="batch").values_list("subject_id", "action"))
    found = []
    for batch in Batch.objects.order_by("pk"):
        files = BankFile.objects.filter(batch=batch)
        returns = sum(made.returns.count() for made in files)
        for action, times in {
            "open": 1,
            "calculate": batch.run,
            "calculated": batch.run,
            "approve": 1,
            "export": min(files.count(), 1),
            "reissue": max(files.count() - 1, 0),
            "receive": returns,
        }.items():
            if (seen := log[str(batch.pk), f"subsidies.{action}"]) != times:
                found.append(f"batch {batch.pk}: {action} is {seen} times in the log, not {times}")
    return found


def _files(its_bank: Bank) -> list[str]:
    found = []
    numbers = {made.number for made in BankFile.objects.all()}
    if numbers != set(its_bank.files):
        found.append(f"files never handed over, or unknown: {numbers ^ set(its_bank.files)}")
    for made in BankFile.objects.order_by("pk"):
        ours = {
            line.line_no: (line.account_number, line.amount, LineState(line.state))
            for line in made.lines.all()
        }
        theirs = {
            line.line_no: (line.account, line.amount, STATES[line.code])
            for line in its_bank.lines.get(made.number, [])
        }
        if ours != theirs:
            found.append(f"file {made.number} is not at the bank what it is here")
        if b"".join(made.stored.read()) != its_bank.files.get(made.number):
            found.append(f"file {made.number}: the stored bytes are not those handed over")
    return found


def _people(county: County, its_bank: Bank) -> list[str]:
    found = []
    through: date = county.paid_to
    accounts: dict[int, set[str]] = {}
    for account in BankAccount.objects.all():
        accounts.setdefault(account.person_id, set()).add(account.number)
    for one in Entitlement.objects.order_by("pk"):
        owed = county.lab.owed(one, through)
        if county.lab.posted(one) != owed:
            found.append(f"entitlement {one.pk}: the ledger has not what the rules owe")
        numbers = accounts.get(one.person_id, set()) | accounts.get(one.payee_id or 0, set())
        got = sum((its_bank.book[number] for number in numbers), ZERO)
        if any(e.payee_id == one.person_id for e in Entitlement.objects.exclude(payee=None)):
            continue  # a survivor: what lies on his account is counted with whom he survived
        back = _sum(RecoveryEntry.objects.filter(entitlement=one))
        due = sum(owed.values(), ZERO) + back
        if got != due:
            found.append(
                f"entitlement {one.pk}: {got} arrived, owed {due - back}, to give back {back}"
            )
    return found
