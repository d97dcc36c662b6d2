"""One covered value of one person, in full, for a stated reason; on record in his own file."""

from datetime import datetime
from typing import Any

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules
from veterans.registry.covered import COVERED, REASONS, Covered
from veterans.registry.models import Person
from veterans.registry.selectors import person_visible_to


@transaction.atomic
def unmask(
    *,
    person_id: int,
    what: str,
    row_id: int | None = None,
    reason: str,
    note: str = "",
    by: User,
    at: datetime,
) -> str:
    """The value of ``COVERED[what]``, written down first: who, whose, what, why.

    Refuses whoever may not, a person of another area, no reason, "other" without a word, a number
    in the reason, and a value that there is not.
    """
    kind = COVERED.get(what)
    if kind is None or (by.is_station and not kind.at_station):
        raise NotFound("没有这一项。")
    require(by, kind.duty)
    if reason not in REASONS:
        raise Refused("请选择查看的原因。")
    told = rules.clean_open_text(note, what="原因", longest=100)
    if reason == "other" and not told:
        raise Refused("选“其他”的，请写明原因。")
    if kind_in(told):
        raise Refused("原因里不要写身份证号、电话或账号。")
    person = person_visible_to(by, person_id)
    value = _value(kind, person, row_id)
    if not value:
        raise Refused(f"没有登记{kind.label}。")
    audit.record(
        actor=by,
        action="file.sensitive_read" if what == "sensitive" else "file.unmasked",
        subject="person",
        subject_id=person.pk,
        detail={"what": what, "row": row_id, "reason": reason, "note": told},
        at=at,
    )
    return value


def _value(kind: Covered, person: Person, row_id: int | None) -> str:
    if kind.table is None:
        owner: Any = person.household if kind.column == "address" else person
        return str(getattr(owner, kind.column, "") or "") if owner is not None else ""
    row = kind.table._default_manager.filter(person=person, pk=row_id).first()
    if row is None:
        raise NotFound("没有找到这一条，可能已被删除。")
    return str(getattr(row, kind.column) or "")
