"""What stands in the invented people's files, and a few changes on their way. All of it invented.

Drawn with a generator of its own, so that the people stay who they are.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.numbers import pick
from support_services.subsidies.demo.pictures import blank_card
from support_services.subsidies.demo.population import (
    SEED,
    Human,
    Population,
    age_on,
    years_after,
)
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import Entitlement
from veterans.accounts.models import User
from veterans.foundation import history
from veterans.foundation.bulk_load import load_rows
from veterans.regions.models import Level, Region
from veterans.registry.models import (
    Circumstance,
    LifeEvent,
    Merit,
    Person,
    Relative,
    ServicePeriod,
)
from veterans.registry.selectors import phone_index
from veterans.registry.services import accept_event, propose_event, refuse_event

_EDUCATION = (("80", 40), ("70", 38), ("60", 15), ("40", 4), ("30", 2), ("20", 1))
_NATION = (("01", 985), ("03", 8), ("11", 5), ("02", 2))
_MERIT = (("praise", 60), ("third", 28), ("good", 10), ("second", 2))
_FORCE = (("army", 78), ("navy", 8), ("air", 8), ("police", 6))
# One home in so many has no plaque yet.
NO_PLAQUE_IN = 90
# Veterans with an honour of the time of service; others whose country origin is known.
MERIT_IN, RURAL_KNOWN_IN = 16, 160


def plaque(serial: int) -> tuple[str, date | None]:
    """Number of the plaque of the home with that number in the list, and the day it was hung."""
    if serial % NO_PLAQUE_IN == 7:
        return "", None
    return f"鲁C演示{serial + 1:06d}", date(2019, 5, 1) + timedelta(days=serial % 400)


def load_files(population: Population, people: list[int], *, by: User, at: datetime) -> None:
    """Service, merits, circumstances and spouses, by COPY; one signature for all of it."""
    rng = Random(f"{SEED}:files")
    history.sign(by=by, why="建档立卡采集导入", at=at)
    humans = population.humans
    served = {human.serial: _served(human, rng) for human in humans if human.joined_on is not None}
    load_rows(
        ServicePeriod,
        ("person_id", "enlisted_on", "discharged_on", "status", "force", "enlisted_from",
         "was_rural", "in_hardship_area", "was_abroad", "document_no", "entered_by_id",
         "entered_at"),
        (
            (people[serial], *row, "", by.pk, at)
            for serial, row in served.items()
        ),
    )  # fmt: skip
    load_rows(
        Merit,
        ("person_id", "kind", "title", "in_war", "awarded_on", "document_no", "entered_by_id",
         "entered_at"),
        (
            (people[serial], pick(rng, _MERIT), "", False, row[0] + timedelta(days=600), "",
             by.pk, at)
            for serial, row in served.items()
            if rng.randrange(MERIT_IN) == 0
        ),
    )  # fmt: skip
    drawing = [human for human in humans if human.rights]
    load_rows(
        Circumstance,
        ("person_id", "kind", "value", "valid_from", "valid_to", "document_no", "entered_by_id",
         "entered_at"),
        (
            (people[human.serial], kind, value, None, None, "", by.pk, at)
            for human in drawing
            for kind, value in _circumstances(human, population, rng)
        ),
    )  # fmt: skip
    heads = {human.home: human for human in drawing}
    load_rows(
        Relative,
        ("person_id", "relation", "name", "other_id", "phone", "phone_index", "is_dependant",
         "is_contact", "valid_from", "valid_to", "document_no", "entered_by_id", "entered_at"),
        (
            (people[heads[human.home].serial], "spouse", human.name, people[human.serial],
             human.phone or None, phone_index(human.phone) if human.phone else None, False,
             bool(human.phone), None, None, "", by.pk, at)
            for human in humans
            if human.relation == "配偶" and human.home in heads
        ),
    )  # fmt: skip


def _served(human: Human, rng: Random) -> tuple[Any, ...]:
    assert human.joined_on is not None
    rural = next((r for r in human.rights if r.scheme == "rural_60_allowance"), None)
    if rural is not None:
        left = years_after(human.joined_on, rural.service_years) + timedelta(
            days=30 * rural.service_months
        )
        was_rural: bool | None = True
    else:
        left = human.joined_on + timedelta(days=rng.randint(735, 1500))
        was_rural = True if rng.randrange(RURAL_KNOWN_IN) == 0 else None
    # 60 years old, a conscript from the country, and nothing drawn: worth a question.
    return (
        human.joined_on,
        left,
        "conscript",
        pick(rng, _FORCE),
        "山东淄博",
        was_rural,
        rng.randrange(40) == 0,
        False,
    )


def _circumstances(human: Human, population: Population, rng: Random) -> Iterator[tuple[str, str]]:
    yield "nation", pick(rng, _NATION)
    yield "education", pick(rng, _EDUCATION)
    yield "medical", "resident" if rng.randrange(4) else "employee"
    if age_on(human.born_on, population.today) >= 70:
        yield "living", pick(rng, (("couple", 45), ("family", 38), ("alone", 17)))
        yield "self_care", pick(rng, (("able", 82), ("partly", 14), ("unable", 4)))


def lives(population: Population, hands: Staff) -> None:
    """A few changes on their way: sent in by a station with a photo, proposed at the bureau, done
    and sent back. Once there are any, nothing is added."""
    if LifeEvent.objects.exists():
        return
    day = last_working_day(population.today)
    village = User.objects.get(username="cunju")
    assert village.region is not None
    here = list(
        Entitlement.objects.filter(
            person__region=village.region, person__died_on__isnull=True, end_month__isnull=True
        )
        .select_related("person")
        .order_by("person_id")[:5]
    )
    people: list[Person] = [right.person for right in here]
    common: dict[str, Any] = {"today": day, "files": [blank_card()], "by": village}

    def sent_in(place: int, kind: str, hour: int, happened: int, **entered: str) -> LifeEvent:
        return propose_event(
            kind=kind,
            person=people[place],
            happened_on=day - timedelta(days=happened),
            entered=entered,
            reason="村居走访时了解到，家属已来站说明",
            at=moment(day, hour),
            **common,
        )

    if len(people) < 4:
        return
    sent_in(0, "death", 9, 3, proof="medical", reporter="家属（演示）")
    sent_in(1, "moved_within", 10, 10, region=_other_village(village), address="演示路12号")
    done = sent_in(2, "merit", 11, 40, merit="local", title="街道最美退役军人（演示）")
    accept_event(event_id=done.pk, by=hands.preparer, at=moment(day, 14), today=day)
    back = sent_in(3, "marriage", 12, 20, marriage="30")
    refuse_event(
        event_id=back.pk, note="照片不清楚，请重拍结婚证或死亡证明", by=hands.preparer,
        at=moment(day, 15),
    )  # fmt: skip
    graded = (
        Entitlement.objects.filter(
            scheme__code="disability_pension",
            person__died_on__isnull=True,
            end_month__isnull=True,
            determinations__grade__gte=7,
            determinations__last_month__isnull=True,
        )
        .select_related("person")
        .order_by("pk")
        .first()
    )
    if graded is not None:
        term = graded.determinations.get(last_month__isnull=True)
        propose_event(
            kind="disability",
            person=graded.person,
            happened_on=day - timedelta(days=35),
            entered={"grade": str(term.grade - 1), "rate_class": term.rate_class},
            document_no="演示评残〔2026〕18号",
            paper_kind="disability",
            at=moment(day, 16),
            **{**common, "by": hands.preparer},
        )


def _other_village(worker: User) -> str:
    assert worker.region is not None
    other = (
        Region.objects.filter(level=Level.VILLAGE, parent=worker.region.parent)
        .exclude(pk=worker.region.pk)
        .order_by("code")
        .first()
    )
    assert other is not None
    return str(other.code)
