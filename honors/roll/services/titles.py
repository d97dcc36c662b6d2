"""荣誉称号: entered, mended while nothing of it is published, retired and given again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from honors.roll.models import Edition, Title
from honors.roll.selectors import title_visible_to
from honors.roll.states import EditionState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text

FIELDS = ("name", "level", "body", "note")
_LENGTHS = {"name": 40, "body": 80, "note": 200}
WAS_PUBLISHED = "这个称号已有公布过的荣誉，名称和级别不能再改；改了名的，另增一个称号，把旧的停用。"


@transaction.atomic
def enter_title(*, fields: Mapping[str, Any], by: User, at: datetime) -> Title:
    """A title nobody has entered. What the bureau enters it has looked up itself."""
    require(by, "honours.enter")
    title = Title(entered_by=by, entered_at=at, confidence=Confidence.VERIFIED.value)
    return _kept(title, fields, "title_entered", by, at)


@transaction.atomic
def change_title(*, title_id: int, fields: Mapping[str, Any], by: User, at: datetime) -> Title:
    """Other words. Refuses another name or level for a title of which anything was ever
    published: what people were given is called what it was called."""
    require(by, "honours.enter")
    title_visible_to(by, title_id)
    title = Title.objects.select_for_update().get(pk=title_id)
    was_published = Edition.objects.filter(title=title).exclude(
        state__in=[EditionState.DRAFT, EditionState.REVIEWED, EditionState.DROPPED]
    )
    is_other = (title.name, title.level) != (fields["name"].strip(), fields["level"])
    if is_other and was_published.exists():
        raise Refused(WAS_PUBLISHED)
    title.confidence = Confidence.VERIFIED.value
    return _kept(title, fields, "title_changed", by, at)


@transaction.atomic
def retire_title(*, title_id: int, by: User, at: datetime) -> Title:
    """No longer given; what was given stays on the roll."""
    title = _locked(title_id, by)
    if title.retired_at is not None:
        raise Refused("这个称号已经停用。")
    title.retired_by, title.retired_at = by, at
    title.save(update_fields=["retired_by", "retired_at"])
    _record("title_retired", title, by, at)
    return title


@transaction.atomic
def restore_title(*, title_id: int, by: User, at: datetime) -> Title:
    """Given again."""
    title = _locked(title_id, by)
    if title.retired_at is None:
        raise Refused("这个称号没有停用。")
    title.retired_by = title.retired_at = None
    title.save(update_fields=["retired_by", "retired_at"])
    _record("title_restored", title, by, at)
    return title


def _locked(title_id: int, by: User) -> Title:
    require(by, "honours.enter")
    title_visible_to(by, title_id)
    return Title.objects.select_for_update().get(pk=title_id)


def _kept(title: Title, fields: Mapping[str, Any], deed: str, by: User, at: datetime) -> Title:
    for name in FIELDS:
        label = str(Title._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        told = clean_open_text(fields[name], what=label, longest=_LENGTHS.get(name, 8))
        if kind_in(told):
            raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
        setattr(title, name, told)
    if not title.name or not title.body:
        raise Refused("请填写名称和授予单位。")
    try:
        title.full_clean(exclude=["entered_by", "retired_by"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    title.save()
    _record(deed, title, by, at)
    return title


def _record(deed: str, title: Title, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"honours.{deed}",
        subject="honour_title",
        subject_id=title.pk,
        detail={},
        at=at,
    )
