"""What of the memorials one may be reminded of: facilities to inspect, ceremonies that are near."""

from collections.abc import Sequence
from datetime import date

from honors.memorials.rules import of_year
from honors.memorials.selectors.days import remembrance_days
from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

# Which days they are the calendar knows (清明), so it is reckoned and not joined.
_INSPECTIONS = """
SELECT f.id AS subject_id, NULL::bigint AS person_id, f.region_id, d.day AS due_on,
       jsonb_build_object('日子', d.name) AS words
  FROM unnest(%(days)s::date[], %(names)s::text[], %(since)s::date[]) AS d (day, name, since)
 CROSS JOIN memorials_facility f
 WHERE f.state = 'checked'
   AND NOT EXISTS (SELECT 1 FROM memorials_inspection i
                    WHERE i.facility_id = f.id AND i.done_on BETWEEN d.since AND d.day)
"""
_CEREMONIES = """
SELECT c.id AS subject_id, NULL::bigint AS person_id, f.region_id,
       (c.starts AT TIME ZONE 'Asia/Shanghai')::date AS due_on,
       jsonb_build_object('活动', c.title) AS words
  FROM memorials_ceremony c JOIN memorials_facility f ON f.id = c.facility_id
 WHERE c.state = 'checked'
   AND (c.starts AT TIME ZONE 'Asia/Shanghai')::date = ANY(%(days)s::date[])
"""


def _inspections(days: Sequence[date]) -> Query:
    wanted = set(days)
    found = [
        one
        for day in remembrance_days()
        for year in sorted({on.year for on in days})
        if (one := of_year(day, year)).on in wanted
    ]
    return Query(
        _INSPECTIONS,
        {
            "days": [one.on for one in found],
            "names": [one.name for one in found],
            "since": [one.since for one in found],
        },
    )


def _ceremonies(days: Sequence[date]) -> Query:
    return Query(_CEREMONIES, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "memorial_inspection",
            "烈士纪念设施要检查",
            _inspections,
            subject="memorial_facility",
            words={"日子": "清明、烈士纪念日"},
            ends=True,
        ),
        Occasion(
            "memorial_ceremony",
            "祭扫活动快到了",
            _ceremonies,
            subject="memorial_ceremony",
            words={"活动": "活动的名称"},
        ),
    )
    propose(
        Proposal(
            "memorial-inspection",
            "清明、烈士纪念日以前检查纪念设施",
            "memorial_inspection",
            (-30, -15, -7),
            "town",
            "有 {人数} 处烈士纪念设施要在 {日期}以前检查，检查后请登记。",
            bureau_after=3,
        )
    )
    propose(
        Proposal(
            "memorial-ceremony",
            "祭扫活动前提醒镇街",
            "memorial_ceremony",
            (-3, -1),
            "town",
            "{日期}有 {人数} 场祭扫活动，请安排人员到场。",
        )
    )
