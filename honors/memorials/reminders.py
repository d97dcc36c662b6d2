"""What of the memorials one may be reminded of: facilities to inspect, ceremonies that are near."""

from collections.abc import Sequence
from datetime import date

from honors.memorials.rules import BEFORE
from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_INSPECTIONS = """
SELECT f.id AS subject_id, NULL::bigint AS person_id, f.region_id, d.day AS due_on,
       jsonb_build_object('日子', r.name) AS words
  FROM unnest(%(days)s::date[]) AS d (day)
  JOIN memorials_remembranceday r
    ON r.month = extract(month FROM d.day) AND r.day = extract(day FROM d.day)
 CROSS JOIN memorials_facility f
 WHERE f.state = 'checked'
   AND NOT EXISTS (SELECT 1 FROM memorials_inspection i
                    WHERE i.facility_id = f.id AND i.done_on BETWEEN d.day - %(before)s AND d.day)
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
    return Query(_INSPECTIONS, {"days": list(days), "before": BEFORE})


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
