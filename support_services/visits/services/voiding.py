"""作废: a visit stays as it was written down and no longer counts, nor what it handed over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from support_services.visits.models import Visit
from support_services.visits.selectors import visit_visible_to
from support_services.visits.services.handing_over import take_back
from support_services.visits.services.log import record
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.registry import rules


@dataclass(frozen=True)
class Voided:
    """The visit, and what became of the things it had handed over, in sentences ("" for none)."""

    visit: Visit
    told: str


@transaction.atomic
def void_visit(*, visit_id: int, why: str, by: User, at: datetime) -> Voided:
    """By whoever entered it or by a preparer. What it handed over is taken back with it: letters
    and good news wait again, the home has the plaque it had before, unless that was changed
    since."""
    require(by, "visits.record")
    known = visit_visible_to(by, visit_id)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if visit.visited_by_id != by.pk and by.is_station:
        raise Refused("别人登记的走访，由登记的人或区局作废。")
    if visit.voided_at is not None:
        raise Refused("这次走访已经作废。")
    told = rules.clean_open_text(why, what="原因")
    if not told:
        raise Refused("请写明为什么作废。")
    visit.voided_by, visit.voided_at, visit.voided_why = by, at, told
    visit.save(update_fields=["voided_by", "voided_at", "voided_why"])
    followed = take_back(visit, by=by, at=at)
    record("voided", "visit", visit.pk, by, at, person=visit.person_id)
    return Voided(visit, followed)
