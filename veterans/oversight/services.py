"""Telling the auditor what is unusual, and noting what he found."""

from datetime import date, datetime, timedelta

from django.db import transaction

from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.oversight import rules, selectors
from veterans.oversight.models import FINDING_AT_LEAST, FINDING_AT_MOST, Alert
from veterans.oversight.states import AlertKind
from veterans.workdays.selectors import calendar


def look(*, today: date, at: datetime) -> int:
    """Raise what is unusual about today, and about yesterday's last hours; how many alerts.

    Once for each kind, colleague (or person) and day, however often it is called. Sixteen
    statements at most, the transaction's own included, whatever is in the log.
    """
    limits = selectors.limits()
    working = calendar(since=today - timedelta(days=1)).is_working_day
    found = []
    for day in (today - timedelta(days=1), today):
        found += _unusual(day, limits, working=working(day), at=at)
    with transaction.atomic():
        known = set(
            Alert.objects.filter(day__gte=today - timedelta(days=1)).values_list(
                "kind", "day", "actor_id", "person_id"
            )
        )
        new = [
            one for one in found if (one.kind, one.day, one.actor_id, one.person_id) not in known
        ]
        if not new:
            return 0
        Alert.objects.bulk_create(new, ignore_conflicts=True)
        kinds = sorted({one.kind for one in new})
        detail = {"count": len(new), "kinds": kinds}
        audit.record(actor=None, action="alert.raised", subject="alert", detail=detail, at=at)
    return len(new)


def _unusual(day: date, limits: rules.Limits, *, working: bool, at: datetime) -> list[Alert]:
    days = selectors.looks_by_colleague(day, working=working, limits=limits)
    busy = [one.actor_id for one in days if one.people >= rules.AT_LEAST]
    usual = selectors.usual_of(busy, day) if busy else {}
    found = [
        Alert(kind=kind, day=day, actor_id=one.actor_id, figures=figures, raised_at=at)
        for one in days
        for kind, figures in rules.told_of(one, usual.get(one.actor_id, rules.NEVER_LOOKED), limits)
    ]
    if limits.exported_a_day:
        found += [
            Alert(
                kind=AlertKind.TAKEN,
                day=day,
                actor_id=actor_id,
                figures={"people": people, "limit": limits.exported_a_day},
                raised_at=at,
            )
            for actor_id, people in selectors.taken_along(day, most=limits.exported_a_day).items()
        ]
    if limits.lookers_a_day:
        crowds = selectors.crowds(day, lookers=limits.lookers_a_day)
        found += [
            Alert(
                kind=AlertKind.CROWD,
                day=day,
                person_id=person_id,
                figures={"lookers": lookers},
                raised_at=at,
            )
            for person_id, lookers in crowds.items()
        ]
    return found


@transaction.atomic
def look_into(*, alert_id: int, finding: str, by: User, at: datetime) -> Alert:
    """Note what the auditor found.

    Refuses whoever does not read the audit log, the colleague whom it is about, a second finding,
    one of fewer than five characters, and one with what looks like personal data.
    """
    roles.require(by, "audit.read")
    told = " ".join(finding.split())
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("没有这条异常查阅。")
    if not alert.is_open:
        raise Refused("这条异常查阅已经登记过核查结果。")
    if alert.actor_id == by.pk:
        raise Refused("这条说的是您自己的查阅，请由另一名审计人员核查。")
    if not FINDING_AT_LEAST <= len(told) <= FINDING_AT_MOST:
        raise Refused(
            f"请写明查到了什么，{FINDING_AT_LEAST} 到 {FINDING_AT_MOST} 个字，"
            "例如：因年度确认逐户核对，已向本人了解。"
        )
    if kind_in(told):
        raise Refused("核查结果里不要写身份证号、电话或账号。")
    alert.finding, alert.looked_into_by, alert.looked_into_at = told, by, at
    alert.save(update_fields=["finding", "looked_into_by", "looked_into_at"])
    audit.record(actor=by, action="alert.looked_into", subject="alert", subject_id=alert.pk, at=at)
    return alert
