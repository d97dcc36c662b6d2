"""Names behind a reminder: a list of people who have something in common, so it is on record."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from support_services.notices.models import ReminderRule
from support_services.notices.selectors.planned import people_said, steps_of
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.regions.selectors import place_name
from veterans.registry.selectors import people_visible_to


@transaction.atomic
def people_of_day(
    *, rule: ReminderRule, say_on: date, start: int, limit: int, by: User, at: datetime
) -> tuple[list[dict[str, Any]], int]:
    """A page of them as the reader's area has them, and how many there are in all."""
    roles.require(by, "notices.read")
    steps = steps_of(rule, say_on, say_on)
    told, count = people_said(rule, steps, area=by.area_path, limit=limit, start=start)
    known = (
        people_visible_to(by)
        .select_related("region__parent")
        .in_bulk([one.person_id for one in told])
    )
    rows = [
        {
            "key": person.pk,
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "phone": mask_phone(str(person.phone)) if person.phone else "",
            "place": place_name(person.region),
            "due_on": one.due_on,
        }
        for one in told
        for person in [known.get(one.person_id)]
        if person is not None
    ]
    if rows:
        audit.record(
            actor=by,
            action="notices.people_shown",
            subject="reminder_rule",
            subject_id=rule.pk,
            detail={"say_on": say_on, "count": len(rows)},
            at=at,
        )
    return rows, count
