"""One line of work each: a Celery name for a service. The clock enters here."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from support_services.subsidies.services import (
    audits,
    calculation,
    confirmation_settling,
    suspense,
)
from veterans.accounts.selectors import user_by_id
from veterans.foundation import request_number, waiting_uploads

# The chunks of a batch fall to whoever is free; two workers halve the wait.
CALCULATORS = 2


@shared_task(name="subsidies.calculate", acks_late=True, ignore_result=True)
def calculate(batch_id: int) -> None:
    """Work on a batch until nothing is left; delivered twice or too late, it does no harm."""
    try:
        calculation.calculate(batch_id=batch_id, at=timezone.now())
    except Exception:
        # The sweep tries again; until then the batch page says so, with the number under which
        # the log has the details.
        calculation.fail(batch_id=batch_id, note=f"出错编号 {request_number.current()}")
        raise


def ring(batch_id: int) -> None:
    """Call for as many workers as share a calculation; one that finds nothing left goes home."""
    for _ in range(CALCULATORS):
        calculate.delay(batch_id)


@shared_task(name="subsidies.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for every batch whose state says that work is owed, whoever was to have done it."""
    for batch_id in calculation.owed_work():
        ring(batch_id)


@shared_task(name="subsidies.forget_uploads", ignore_result=True)
def forget_uploads() -> int:
    """What was uploaded and never confirmed, returns and lists alike, goes after a day."""
    return waiting_uploads.forget(at=timezone.now())


@shared_task(name="subsidies.confirmation_sweep", ignore_result=True)
def sweep_confirmations() -> None:
    """Bring every round of the yearly confirmation up to today; twice does it once."""
    confirmation_settling.sweep(at=timezone.now(), today=timezone.localdate())


@shared_task(name="subsidies.propose_suspense", ignore_result=True)
def propose_suspense() -> int:
    """What could not be delivered for so many days is proposed for the suspense list."""
    return suspense.propose_overdue(at=timezone.now())


@shared_task(name="subsidies.audit", ignore_result=True)
def run_audit(user_id: int | None = None) -> None:
    """Go through the books, for whoever asked or, at night, for nobody in particular."""
    by = user_by_id(user_id) if user_id is not None else None
    audits.run_audit(by=by, at=timezone.now(), stopwatch=monotonic)
