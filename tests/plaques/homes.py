"""Homes as the plaques see them, made directly, and the same as facts for the reference."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from honors.plaques.models import Application, Task, Withdrawal
from honors.plaques.rules import Book, Home, Standing
from honors.plaques.services.reckoning import carry_on, start_run
from honors.plaques.services.reckoning_sql import statement
from honors.plaques.states import Ground, Stand, Why
from tests.subsidies.factories import person, village
from veterans.accounts.models import User
from veterans.registry.models import Household, Person, PersonCategory, Residence, ServicePeriod

TODAY = date(2026, 11, 5)
AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)


def home_of(
    category: str = "TY", *, place: tuple[int, int] = (1, 1), plaque: str = "", **more: Any
) -> Person:
    """The head of a home of his own, of some category since 1980 ("" for none)."""
    made = person(village(*place), **more)
    made.household = Household.objects.create(
        number=f"H{made.pk:06d}",
        region=made.region,
        plaque_number=plaque,
        plaque_hung_on=date(2019, 5, 1) if plaque else None,
    )
    made.relation = "户主"
    made.save()
    if category:
        PersonCategory.objects.create(person=made, category=category, valid_from=date(1980, 1, 1))
    return made


def run(at: datetime = AT) -> Any:
    made = start_run(by=None, at=at)
    carry_on(run_id=made.pk, at=at)
    made.refresh_from_db()
    return made


def build(facts: Home, by: User, other: User, soldier: Person) -> Household:
    """A home in the database as these facts tell of it."""
    home = Household.objects.create(
        number=f"R{Household.objects.count():06d}",
        region=soldier.region,
        plaque_number=facts.plaque,
        plaque_hung_on=facts.hung_on,
    )
    signed: dict[str, Any] = {
        "asked_by": by, "asked_at": AT, "decided_by": other, "decided_at": AT,
    }  # fmt: skip
    for member in facts.members:
        made = person(soldier.region, died_on=member.died_on)
        made.household, made.relation = home, "户主" if member.is_head else ""
        made.save()
        for held in member.held:
            PersonCategory.objects.create(
                person=made,
                category=held.category,
                valid_from=held.valid_from,
                valid_to=held.valid_to,
            )
        for served in member.served:
            ServicePeriod.objects.create(
                person=made,
                status=served.status,
                enlisted_on=served.enlisted_on,
                discharged_on=served.discharged_on,
                entered_at=AT,
            )
        if member.lives_here_since is not None:
            Residence.objects.create(
                person=made,
                kind="living",
                region=soldier.region,
                valid_from=member.lives_here_since,
                entered_at=AT,
            )
        for row in member.hukou:
            Residence.objects.create(
                person=made,
                kind="hukou",
                region=village(1, row.village) if row.village is not None else None,
                address=None if row.village is not None else "外省某县",
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                entered_at=AT,
            )
        for plea in member.pleas:
            _plea(home, made, plea.value, TODAY, signed)
    if facts.members:
        somebody = Person.objects.filter(household=home).order_by("pk").first()
        for kind, days in (("worn", facts.worn), ("again", facts.again)):
            for day in days:
                _plea(home, somebody, kind, day, signed)
    for state in facts.withdrawals:
        back = state in ("restore_asked", "restored")
        Withdrawal.objects.create(
            home=home,
            person=soldier,
            reason="public_order",
            fact_on=TODAY,
            document_no="试验",
            state=state.value,
            decision_no="试验",
            **signed if state != "asked" else {"asked_by": by, "asked_at": AT},
            **{"back_asked_by": by, "back_asked_at": AT, "back_why": "改了"} if back else {},
            **{"restored_by": other, "restored_at": AT} if state == "restored" else {},
        )
    for kind, answer in (facts.answers or {}).items():
        Task.objects.create(
            home=home,
            kind=kind.value,
            found_on=answer.on,
            closed_on=answer.on,
            closed_why="answered",
            outcome=answer.outcome.value,
            note="试验",
            answered_on=answer.on,
            answered_by=by,
            answered_at=AT,
        )
    return home


def _plea(home: Household, who: Any, kind: str, on: date, signed: dict[str, Any]) -> None:
    Application.objects.create(
        home=home, person=who, kind=kind, told="试验", asked_on=on, state="granted", **signed
    )


def by_statement(homes: list[int], book: Book) -> dict[int, Standing]:
    """How the statement says that these homes stand by this book."""
    sql, params = statement(book, TODAY, homes, write=False)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {
            home: Standing(
                Stand(state), Ground(ground) if ground else None, Why(why) if why else None, on
            )
            for home, state, ground, why, on in cursor.fetchall()
        }
