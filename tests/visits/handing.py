"""Somebody with a home, a letter that was printed for him, and what is handed over."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from support_services.notices.models import Notice
from support_services.notices.services import handling
from support_services.notices.services.telling import tell
from support_services.notices.states import Channel
from support_services.visits import services
from support_services.visits.models import Visit
from support_services.visits.services import HandedOver
from tests.subsidies.factories import person, village
from veterans.accounts.models import User
from veterans.registry.models import Category, Household, Person, PersonCategory

TODAY = date(2026, 11, 5)
AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)


def at_home(place: tuple[int, int] = (1, 1), *, plaque: str = "", **more: Any) -> Person:
    """Somebody with a home of his own, perhaps with a plaque since 2019."""
    made = person(village(*place), **more)
    made.household = Household.objects.create(
        number=f"H{made.pk:06d}",
        region=made.region,
        plaque_number=plaque,
        plaque_hung_on=date(2019, 5, 1) if plaque else None,
    )
    made.save()
    PersonCategory.objects.create(
        person=made, category=Category.VETERAN, valid_from=date(1980, 1, 1)
    )
    return made


def plaque_at(who: Person) -> tuple[str, date | None]:
    home = Household.objects.get(pk=who.household_id)
    return home.plaque_number, home.plaque_hung_on


def hand(who: Person, by: User, *, on: date = TODAY, way: str = "home", **more: Any) -> Visit:
    return services.record_hand_over(
        person=who, visited_on=on, way=way, **more, by=by, at=AT, today=TODAY
    )


def plaque(number: str, why: str = "") -> HandedOver:
    return HandedOver("plaque", plaque_number=number, replaced_why=why)


def letter(who: Person, by: User, *, title: str = "证件到期换证", at: datetime = AT) -> Notice:
    """A printed letter of somebody without a telephone."""
    with transaction.atomic():
        tell(
            event=f"letter-{title}", subject=("test", who.pk), title=title, text="请来换证。",
            on=TODAY, person=who, at=at,
        )  # fmt: skip
    made = Notice.objects.get(about=f"letter-{title}", person=who)
    assert made.channel == Channel.LETTER
    handling.mark_printed(notice_ids=[made.pk], by=by, at=at)
    return made


def state(of: Notice) -> str:
    of.refresh_from_db()
    return of.state
