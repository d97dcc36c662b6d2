"""Which plaque hangs at a home. What brings it there is told by the floor that hands it over."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from veterans.accounts.models import User
from veterans.foundation import history
from veterans.foundation.errors import Refused
from veterans.registry import rules
from veterans.registry.models import Household, Person
from veterans.registry.models.people import PlaqueKey

HANGS_ELSEWHERE = "这个光荣牌编号已登记在另一户，请照牌上核对；确实重号的，请报区局查明。"
NO_HOME = (
    "此人没有登记家庭，不知道牌子挂在哪一户。请先办理人员变动“立户、换户主”，办好以后再登记送达。"
)


@dataclass(frozen=True)
class Plaque:
    """A number and the day it was hung; "" where none hangs, None where the day is not known."""

    number: str
    hung_on: date | None


def plaque_of(home: Household) -> Plaque:
    """What hangs at a home by its row."""
    return Plaque(home.plaque_number, home.plaque_hung_on)


def home_for_plaque(person: Person) -> Household:
    """The home of somebody, locked, for a plaque to be hung there. Refuses whoever has none."""
    if person.household_id is None:
        raise Refused(NO_HOME)
    return Household.objects.select_for_update().get(pk=person.household_id)


def set_plaque(*, home: Household, plaque: Plaque, why: str, by: User, at: datetime) -> None:
    """Write what hangs at a locked home, with who and why in its history; inside another verb,
    which has a transaction and a duty of its own.

    Refuses a number that hangs at another home, however it is spelt there; of two homes that get
    the same one at once the database refuses the later.
    """
    elsewhere = (
        Household.objects.annotate(key=PlaqueKey("plaque_number"))
        .filter(key=rules.plaque_key(plaque.number))
        .exclude(plaque_number="")
        .exclude(pk=home.pk)
    )
    if plaque.number and elsewhere.exists():
        raise Refused(HANGS_ELSEWHERE)
    history.sign(by=by, why=why, at=at)
    home.plaque_number, home.plaque_hung_on = plaque.number, plaque.hung_on
    try:
        with transaction.atomic():
            home.save(update_fields=["plaque_number", "plaque_hung_on"])
    except IntegrityError as error:
        raise Refused(HANGS_ELSEWHERE) from error
