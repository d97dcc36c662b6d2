"""One entry of the audit log for a deed with a call or a project."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from support_services.projects.models import Application, Call
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused


def of_call(deed: str, call: Call, by: User, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"projects.{deed}",
        subject="project_call",
        subject_id=call.pk,
        detail=detail,
        at=at,
    )


def of_project(
    deed: str, application: Application, by: User | None, at: datetime, **detail: Any
) -> None:
    audit.record(
        actor=by,
        action=f"projects.{deed}",
        subject="project",
        subject_id=application.pk,
        detail={"call": application.call_id, **detail},
        at=at,
    )


def checked(row: Model, *, exclude: tuple[str, ...] = ()) -> None:
    """Refuse in words what the fields and constraints of a row do not allow; then save it."""
    people = [one.name for one in row._meta.fields if one.name.endswith("_by")]
    try:
        row.full_clean(exclude=[*people, *exclude])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    row.save()
