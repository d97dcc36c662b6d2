"""What every verb here does with what was filled in: words tidied, rows checked, refusals said."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import region_by_code
from veterans.registry.rules import clean_open_text


def label_of(model: type[models.Model], name: str) -> str:
    """What a field is called."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def open_text(text: str, model: type[models.Model], name: str) -> str:
    """A text for a field of a model: as long as it may be, without numbers of people and unit
    designations; refused where it is missing and must not be."""
    field: Any = model._meta.get_field(name)
    label = str(field.verbose_name)
    told = clean_open_text(text, what=label, longest=field.max_length)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    if not told and not field.blank:
        raise Refused(f"请填写{label}。")
    return told


def place(code: str) -> Region:
    """The place with that code; refuses what is none."""
    region = region_by_code(str(code))
    if region is None:
        raise Refused("请从列表中选择所在地。")
    return region


def saved(row: models.Model, *, new: bool = False) -> None:
    """Written, if the checks of the table let it; else refused in their words."""
    hands = [field.name for field in row._meta.concrete_fields if field.related_model is User]
    try:
        row.full_clean(exclude=hands, validate_unique=False)
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    row.save(force_insert=new)


def record(
    deed: str, subject: str, row: models.Model, by: User, at: datetime, **detail: object
) -> None:
    """A word in the log: ``supporters.<deed>``."""
    audit.record(
        actor=by,
        action=f"supporters.{deed}",
        subject=subject,
        subject_id=row.pk,
        detail=detail,
        at=at,
    )
