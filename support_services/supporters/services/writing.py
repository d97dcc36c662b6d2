"""What every verb here does with what was filled in: words tidied, rows checked, refusals said."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from support_services.supporters.models import Dealt, Supporter
from support_services.supporters.states import SUBJECT_LABELS, Stage
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import region_by_code
from veterans.registry.rules import clean_open_text

Drafted = TypeVar("Drafted", bound=Dealt)


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


def draft(
    model: type[Drafted], key: int | None, supporter: Supporter, by: User, at: datetime
) -> Drafted:
    """A new row of a supporter whose row the caller has locked, or the draft with that number,
    held. Whoever writes it last is the one whose word another has to look at. Refuses one that
    another has looked at already."""
    row: Any = model(supporter=supporter)
    if key is not None:
        rows: Any = model._default_manager.select_for_update()
        row = rows.filter(pk=key, supporter=supporter).first()
        if row is None:
            raise NotFound("没有找到这条记录。")
        if row.stage != Stage.DRAFT:
            raise Refused(f"这条{SUBJECT_LABELS[row.subject]}已经是“{row.stage_label}”，不能再改。")
    row.entered_by, row.entered_at = by, at
    return row  # type: ignore[no-any-return]


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
