"""A death ends every right of whoever died; what is still owed then goes to a named survivor."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from support_services.subsidies.models import Entitlement
from support_services.subsidies.rules import EndReason
from support_services.subsidies.selectors import entitlements_visible_to
from support_services.subsidies.services.facts import close, locked_entitlement, record
from support_services.subsidies.services.stacking import lock_rights, settle_stacking
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import first_of
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.services import note_death
from veterans.registry.services.people import locked_person


@transaction.atomic
def record_death_and_end(
    *,
    person: Person,
    died_on: date,
    by: User,
    at: datetime,
    today: date,
    replaces: date | None = None,
) -> list[Entitlement]:
    """Record a death and end every running right with it; those ended by this call.

    The month of death is the last one; what follows it (续发) the calculation books by the
    scheme's rule. A right that is to run on after a move ends too. ``replaces`` names the day
    recorded so far when it was wrong. Refuses what ``record_death`` refuses. The same twice
    changes nothing. 军人抚恤优待条例 (2024) arts. 22, 32, 62.
    """
    require(by, "people.edit")
    return end_by_death(
        person=person, died_on=died_on, by=by, at=at, today=today, replaces=replaces
    )


def end_by_death(
    *,
    person: Person,
    died_on: date,
    by: User,
    at: datetime,
    today: date,
    replaces: date | None = None,
) -> list[Entitlement]:
    """``record_death_and_end`` inside another verb, which has a transaction and a duty."""
    month = first_of(died_on)
    lock_rights([person.pk])
    # Before looking: a right that is being granted at this moment is seen, or refused.
    locked_person(person, by=by)
    running = Q(end_month__isnull=True) | Q(end_month__gt=month)
    if replaces is not None:
        running |= Q(end_reason=EndReason.DEATH.value, ended_on=replaces)
    ended = list(
        entitlements_visible_to(by)
        .select_related(None)
        .filter(running, person_id=person.pk)
        .order_by("pk")
    )
    for entitlement in ended:
        close(entitlement, reason=EndReason.DEATH, ended_on=died_on, end_month=month)
    settle_stacking([person.pk], locked=True)
    note_death(person=person, died_on=died_on, by=by, at=at, today=today, replaces=replaces)
    for entitlement in ended:
        record("ended", entitlement, by, at, reason=EndReason.DEATH.value)
    return ended


@transaction.atomic
def set_payee(*, entitlement_id: int, payee: Person | None, by: User, at: datetime) -> Entitlement:
    """Who draws what a dead person is still owed; None takes the entry back.

    Money goes to the payee's own verified account. Refuses a payee for somebody who lives, the
    dead person himself, and a payee who has died.
    """
    entitlement = locked_entitlement(entitlement_id, by)
    chosen: Person | None = None
    if payee is not None:
        chosen = people_visible_to(by).filter(pk=payee.pk).first()
        if chosen is None:
            raise NotFound("没有找到领取人，请先登记此人。")
        if entitlement.person.died_on is None:
            raise Refused("本人健在的，款项只发到本人账户；本人去世后才能登记遗属领取人。")
        if chosen.pk == entitlement.person_id:
            raise Refused("领取人不能是已去世的本人。")
        if chosen.died_on is not None:
            raise Refused("领取人已登记去世，请另选遗属。")
    if entitlement.payee_id != (chosen.pk if chosen else None):
        entitlement.payee = chosen
        entitlement.save(update_fields=["payee"])
        record("payee_set", entitlement, by, at, payee=chosen.pk if chosen else None)
    return entitlement
