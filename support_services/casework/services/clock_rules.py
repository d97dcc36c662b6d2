"""办理时限: a new one for what is registered from a day on; earlier cases keep their own."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.casework.models import ClockRule
from support_services.casework.rules import Unit
from support_services.casework.states import CaseKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused

MOST_DAYS = 365


@transaction.atomic
def enter_rule(
    *,
    kind: str,
    valid_from: date,
    inform_days: int,
    inform_unit: str,
    object_days: int,
    finish_days: int,
    finish_unit: str,
    extension_days: int,
    is_restricted: bool,
    source: str,
    confidence: str,
    by: User,
    at: datetime,
    today: date,
) -> ClockRule:
    """Refuses a day that is past: cases are registered under the old one already."""
    require(by, "cases.rules")
    if kind not in list(CaseKind):
        raise Refused("请选择类别。")
    if valid_from <= today:
        raise Refused("新的时限最早从明天登记的诉求起；已经登记的按原来的时限。")
    if not all(1 <= days <= MOST_DAYS for days in (inform_days, object_days, finish_days)):
        raise Refused(f"天数应为 1 至 {MOST_DAYS}。")
    if not 0 <= extension_days <= MOST_DAYS:
        raise Refused(f"延期天数应为 0 至 {MOST_DAYS}。")
    if inform_unit not in list(Unit) or finish_unit not in list(Unit):
        raise Refused("请选择按日还是按工作日。")
    if not source.strip():
        raise Refused("请填写依据，例如文件名称和文号。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    try:
        with transaction.atomic():
            rule = ClockRule.objects.create(
                kind=kind,
                valid_from=valid_from,
                inform_days=inform_days,
                inform_unit=inform_unit,
                object_days=object_days,
                finish_days=finish_days,
                finish_unit=finish_unit,
                extension_days=extension_days,
                is_restricted=is_restricted,
                source=source.strip()[:200],
                confidence=confidence,
                entered_by=by,
                entered_at=at,
            )
    except IntegrityError as error:
        raise Refused("这一类从这一天起已有时限，请换一个日期。") from error
    audit.record(
        actor=by,
        action="clock_rule.entered",
        subject="clock_rule",
        subject_id=rule.pk,
        detail={"kind": kind, "valid_from": valid_from},
        at=at,
    )
    return rule
