"""What every verb here does: words tidied, photos kept, rows checked, refusals said, recorded."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from honors.memorials.models import Photo
from veterans.accounts.models import User
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import region_by_code, regions_visible_to
from veterans.registry.rules import clean_open_text

MOST_PHOTOS = 6


def told(model: type[models.Model], fields: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Texts for fields of a model: as long as they may be, without numbers of people and
    designations of units; refused where one is missing that must not be."""
    found = {}
    for name in names:
        field: Any = model._meta.get_field(name)
        label, longest = str(field.verbose_name), field.max_length or 3000
        lines = str(fields.get(name) or "").splitlines()
        text = "\n".join(
            filter(None, (clean_open_text(one, what=label, longest=longest) for one in lines))
        )
        if len(text) > longest:
            raise Refused(f"{label}最多 {longest} 个字。")
        if kind_in(text):
            raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
        if not text and not field.blank:
            raise Refused(f"请填写{label}。")
        found[name] = text
    return found


def place(code: str, by: User) -> Region:
    """The place with that code; of the own area for a station."""
    region = region_by_code(str(code))
    if region is None or not regions_visible_to(by).filter(pk=region.pk).exists():
        raise Refused("请从列表中选择所在地。")
    return region


def saved(row: models.Model, *, new: bool = False) -> None:
    """Written, if the checks of the table let it; else refused in their words. Somebody who was
    quicker is found by the database."""
    hands = [field.name for field in row._meta.concrete_fields if field.related_model is User]
    try:
        row.full_clean(exclude=[*hands, "region"])
        with transaction.atomic():
            row.save(force_insert=new)
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    except IntegrityError as error:
        raise Refused(_said(row, str(error))) from error


def _said(row: models.Model, text: str) -> str:
    for constraint in row._meta.constraints:
        if constraint.name in text and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return "同样的一条刚刚已经登记，请刷新页面查看。"


def keep_photos(files: Sequence[bytes], by: User, at: datetime, **of: Any) -> None:
    """Sealed; nobody outside sees them."""
    if len(files) > MOST_PHOTOS:
        raise Refused(f"一次最多 {MOST_PHOTOS} 张照片。")
    checked = [check_attachment(one, max_bytes=settings.PORTAL_ATTACHMENT_BYTES) for one in files]
    for number, one in enumerate(checked, start=1):
        file = sealed_files.store(
            name=f"照片-{number}.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        Photo.objects.create(file=file, entered_by=by, entered_at=at, **of)


def record(
    deed: str, subject: str, key: int, by: User | None, at: datetime, **detail: object
) -> None:
    """A word in the log: ``memorials.<deed>``."""
    audit.record(
        actor=by,
        action=f"memorials.{deed}",
        subject=f"memorial_{subject}",
        subject_id=key,
        detail=detail,
        at=at,
    )
