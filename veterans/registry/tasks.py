"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from veterans.foundation import request_number
from veterans.registry.services import exports, lists


@shared_task(name="registry.read_list", acks_late=True, ignore_result=True)
def read_list(list_id: int) -> None:
    """Stage a list; delivered twice or too late, it does no harm."""
    try:
        lists.read_list(list_id=list_id, now=timezone.now)
    except OperationalError:
        raise  # the database was away: the sweep tries again
    except Exception:
        lists.fail_reading(list_id=list_id, note=request_number.current())
        raise


@shared_task(name="registry.apply_list", acks_late=True, ignore_result=True)
def apply_list(list_id: int) -> None:
    """Write a confirmed list, once."""
    try:
        lists.apply_list(list_id=list_id, at=timezone.now())
    except OperationalError:
        raise  # as above; or somebody stood in the way, and nothing was written
    except Exception:
        lists.give_back(list_id=list_id, note=lists.BROKEN + request_number.current())
        raise


@shared_task(name="registry.sweep_lists", ignore_result=True)
def sweep_lists() -> None:
    """Ring for every list whose state says that work is owed; forget the old ones."""
    for list_id in lists.owed_readings(at=timezone.now()):
        read_list.delay(list_id)
    for list_id in lists.owed_writings():
        apply_list.delay(list_id)
    lists.forget(at=timezone.now())


@shared_task(name="registry.make_export", acks_late=True, ignore_result=True)
def make_export(export_id: int) -> None:
    """Make the file of an export, once."""
    try:
        exports.make_export(export_id=export_id, now=timezone.now)
    except OperationalError:
        raise  # as above
    except Exception:
        exports.fail_export(export_id=export_id, note=request_number.current())
        raise


@shared_task(name="registry.sweep_exports", ignore_result=True)
def sweep_exports() -> None:
    """Destroy what is over its time; ring for every export that is owed."""
    exports.expire(at=timezone.now())
    for export_id in exports.owed_exports(at=timezone.now()):
        make_export.delay(export_id)
