"""Two towns, three villages, people who draw money in each, and workers of each station.

Three stand for every question of area: the own station, its neighbour, and a stranger.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from support_services.subsidies.models import Batch, Entitlement
from support_services.subsidies.states import PaymentState
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST, WEST_ONE, a_county, colleague
from tests.subsidies.factories import account, person
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry import pinyin
from veterans.registry.models import Person

START, MONTH = date(2026, 1, 1), date(2026, 11, 1)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class Area:
    """What a test stands in. ``own`` works in the first village of the eastern town, ``neighbour``
    in the second, ``town`` for both, ``stranger`` in the western town."""

    lab: Lab
    places: dict[str, Region]
    own: User
    neighbour: User
    town: User
    stranger: User

    def draws(self, code: str, name: str, *, with_account: bool = True) -> Entitlement:
        """Somebody of that village who draws from the beginning of the year."""
        entitlement = self.lab.entitle(START, with_account=False)
        Person.objects.filter(pk=entitlement.person_id).update(
            region=self.places[code],
            name=name,
            name_pinyin=pinyin.full(name),
            name_initials=pinyin.initials(name),
        )
        entitlement.person.refresh_from_db()
        if with_account:
            account(entitlement.person)
        return entitlement

    def relative(self, code: str, name: str) -> Person:
        """Somebody of that village with an account who draws nothing."""
        made = person(self.places[code], name=name)
        account(made)
        return made

    def run(self, through: date = MONTH, *, approve: bool = True) -> Batch:
        return self.lab.run(through, approve=approve)


def make_area() -> Area:
    """A yearly standard of 12,000 yuan, and nobody yet who draws it."""
    places = a_county()
    lab = Lab.of()
    lab.rate("12000", START)
    return Area(
        lab=lab,
        places=places,
        own=colleague("own", Role.VILLAGE_WORKER, EAST_ONE),
        neighbour=colleague("neighbour", Role.VILLAGE_WORKER, EAST_TWO),
        town=colleague("town", Role.TOWN_WORKER, EAST, display_name="孙丽"),
        stranger=colleague("stranger", Role.TOWN_WORKER, WEST),
    )


def make_month() -> Area:
    """Everybody paid for November: two in the own village, one in each of the others; and one in
    the own village who has no account."""
    area = make_area()
    area.draws(EAST_ONE, "张建国")
    area.draws(EAST_ONE, "李秀英")
    area.draws(EAST_TWO, "王志强")
    area.draws(WEST_ONE, "赵玉兰")
    area.draws(EAST_ONE, "孙卫东", with_account=False)
    area.run()
    return area


def settle(batch: Batch, name: str, state: PaymentState) -> None:
    """The bank's answer for one person, past the return file."""
    batch.payments.filter(payee__name=name).update(state=state.value)


def many(area: Area, code: str, count: int) -> None:
    """That many people more."""
    for number in range(count):
        area.draws(code, f"钱{chr(0x4E00 + number)}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # nobody else sees these rows, so nobody counts them for us
