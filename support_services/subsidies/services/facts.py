"""What every verb on an entitlement does first and last: lock, check, leave a trail."""

from datetime import date, datetime
from typing import Any

from support_services.subsidies.models import Entitlement
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rules import EndReason
from support_services.subsidies.selectors import entitlements_visible_to
from support_services.subsidies.services.stacking import lock_rights
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import month_cn

# What it takes to change a fact. A decision with a duty of its own hands that one on.
EDIT = "people.edit"


def locked_entitlement(entitlement_id: int, by: User, duty: str = EDIT) -> Entitlement:
    """A right, its row locked with those of all the person's others: what becomes of one may keep
    another back. Refuses alike what does not exist and what lies outside the area."""
    require(by, duty)
    rows = entitlements_visible_to(by).select_related(None).filter(pk=entitlement_id)
    person = rows.values_list("person_id", flat=True).first()
    if person is None:
        raise NotFound("没有找到这项待遇。")
    lock_rights([person])
    return rows.get()


def refuse_ended(entitlement: Entitlement) -> None:
    if entitlement.end_month is not None:
        raise Refused(f"这项待遇已终止，最后发放月为{month_cn(entitlement.end_month)}。")


def refuse_granted(entitlement: Entitlement) -> None:
    """What is granted yearly or once is stopped where it was granted: its months are decisions."""
    if entitlement.scheme.cycle != Cycle.MONTH:
        raise Refused(
            f"{entitlement.scheme.name}按次核发，不能在这里办理；请在核发记录上停发余款或取消。"
        )


def refuse_future(day: date, today: date, what: str) -> None:
    if day > today:
        raise Refused(f"{what}不能晚于今天。")


def needed(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"请填写{what}。")
    return text.strip()[:200]


def close(entitlement: Entitlement, *, reason: EndReason, ended_on: date, end_month: date) -> None:
    """Write where a right ends; the caller holds its lock."""
    entitlement.end_month, entitlement.ended_on = end_month, ended_on
    entitlement.end_reason = reason.value
    entitlement.save(update_fields=["end_month", "ended_on", "end_reason"])


def record(action: str, entitlement: Entitlement, by: User, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"entitlement.{action}",
        subject="entitlement",
        subject_id=entitlement.pk,
        detail=detail,
        at=at,
    )
