"""A database with something of everything that is counted, in two towns and at the county, over
three years and by several months. All invented; drawn from a fixed seed."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from honors.letters.services import check_letter, deliver_letter, plan_letter, receive_letter
from honors.memorials.services.trips import apply_for_trip
from honors.memorials.states import What
from support_services.aid.models import AidApplication, Wish
from support_services.casework.models import Case, ClockRule
from support_services.catalogue.models import Edition
from support_services.finder.models import Gap
from support_services.providers.states import AgreementState
from support_services.stations.models import FiveItem, Station, StationWorker
from support_services.stations.states import FiveHave
from support_services.subsidies.models import RecoveryClaim
from support_services.subsidies.states import PaymentState
from support_services.supporters.states import ActivityState
from support_services.visits.models import KeyPerson, Visit
from support_services.visits.services import Taker
from tests.campaigns.makers import Office as AwardOffice
from tests.double_list import makers as double_list
from tests.juries.makers import Jury
from tests.memorials import makers as memorials
from tests.plaques.homes import home_of, run
from tests.projects import makers as projects
from tests.providers.makers import agreement, publish
from tests.roll import makers as roll
from tests.subsidies.factories import approved_batch, hands, person, user, village
from tests.subsidies.grants import payee
from tests.supporters import makers as supporters
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry.models import Person

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
# Half past seven in the evening in UTC is the next day, and here the next year, at the bureau.
LATE = datetime(2025, 12, 31, 19, 30, tzinfo=UTC)
MONEY = (
    ("disability_pension", date(2024, 2, 1)),
    ("bereaved_pension", date(2025, 12, 1)),
    ("rural_60_allowance", date(2026, 1, 1)),
    ("ill_returned_allowance", date(2026, 10, 1)),
)
STATES = (PaymentState.PAID, PaymentState.RETURNED, PaymentState.PAID, PaymentState.OUTSTANDING)


def fill() -> tuple[User, User, User]:
    """Everything at once; gives preparer, reviewer, approver."""
    drawn = random.Random(7)
    three = hands()
    village()
    county = Region.objects.get(code="370303000000")
    places = [village(1, 1), village(1, 2), village(2, 1), county]
    people = [person(place) for place in places for _ in range(2)]
    _paid(people, drawn)
    for at, who in enumerate(people):
        _cases_of(who, at, three[0])
        _of_one(who, at, three)
    _network(places, three[0])
    agreement(by=three, region=places[0])
    agreement(by=three, region=places[2], name="示例医院（虚构）")
    agreement(by=three, state=AgreementState.DRAFT)
    publish("101")
    _on_the_double_list()
    projects.Office().running()
    Jury(entries=1).begun()
    _honoured()
    _plaques_and_letters(three)
    _remembered(three)
    _supported(three, places[:3])
    for at, place in enumerate(places[:3]):
        roll.edition(
            by=three, name=f"王示例{at}", region=place, conferred_on=date(2025 + at % 2, 8, 1)
        )
    return three


def more_of_everything(three: tuple[User, User, User]) -> None:
    """Ten more people with all of it, in a village of the first town."""
    people = [person(village(1, 3)) for _ in range(10)]
    _paid(people, random.Random(8))
    for at, who in enumerate(people, start=50):
        _cases_of(who, at, three[0])
        _of_one(who, at, three)
    _network([village(1, 3)], three[0])
    for number in range(3):
        agreement(by=three, region=people[0].region, name=f"示例门店{number}（虚构）")
        roll.edition(by=three, name=f"李示例{number}", region=people[0].region)
    _on_the_double_list()
    _supported(three, [village(1, 3)])


def _honoured() -> None:
    """A campaign with a winner, and one over whose list somebody has objected."""
    decided, shown = AwardOffice(), AwardOffice()
    decided.shown("孙示例")
    decided.wait_out().decide()
    shown.object(shown.shown("赵示例"))


def _plaques_and_letters(three: tuple[User, User, User]) -> None:
    """A home with its plaque, two without; a letter that was brought, and one that is late."""
    worker = user(Role.VILLAGE_WORKER, region=village(1, 1))
    homes = [home_of(plaque="370303-000001"), home_of(), home_of(place=(2, 1))]
    run(NOW)
    signed: dict[str, Any] = {"at": NOW, "today": TODAY}
    for who, received in zip(homes, (date(2026, 11, 5), date(2026, 9, 1)), strict=False):
        letter = receive_letter(
            person_id=who.pk, merit="third", awarded_on=date(2026, 8, 1), document_no="通知 1 号",
            received_on=received, region=village(1, 1).code, by=three[0], **signed,
        )  # fmt: skip
        if received.month == 9:
            continue
        given: dict[str, Any] = {"letter_id": letter.pk, **signed}
        check_letter(forces_said="人武部 11月6日", by=three[1], **given)
        plan_letter(team="镇里、人武部", planned_on=TODAY, by=three[0], **given)
        taker = Taker("family", "张示例", "父亲")
        deliver_letter(delivered_on=TODAY, taker=taker, by=worker, **given)


def _remembered(three: tuple[User, User, User]) -> None:
    """A martyr, a facility, a ceremony that was held, a journey that is approved."""
    where, martyr = memorials.facility(three), memorials.martyr(three)
    booked = memorials.ceremony(where, three[0])
    memorials.step(What.CEREMONY, booked, "confirm", three[0])
    held = {"at": booked.ends, "came": 40, "report": "敬献花篮"}
    memorials.step(What.CEREMONY, booked, "hold", three[0], **held)
    memorials.an_office()
    link = memorials.survivor(three, martyr, payee(region=village()))
    worker = user(Role.VILLAGE_WORKER, region=village())
    asked = {**memorials.WANTED, "from_on": memorials.TODAY, "survivor": link.pk}
    at = {"at": memorials.AT, "today": memorials.TODAY}
    trip = apply_for_trip(fields=asked, by=worker, **at)
    memorials.step(What.TRIP, trip, "check", three[0], month=memorials.TODAY.replace(day=1))
    memorials.step(What.TRIP, trip, "approve", three[1])


def _on_the_double_list() -> None:
    """One that is late, one that is nearly so, one that runs, one that is closed."""
    office = double_list.Office.of()
    for deadline in (date(2026, 11, 10), date(2026, 11, 24), date(2027, 11, 30)):
        office.walked("in_hand", today=date(2026, 11, 2), deadline=deadline)
    office.walked("closed", today=date(2026, 10, 9), deadline=date(2026, 12, 1))


def _supported(three: tuple[User, User, User], places: list[Region]) -> None:
    for at, place in enumerate(places):
        one = supporters.supporter(three)
        supporters.badge(three, one, region=place)
        supporters.job(three, one, region=place)
        supporters.contribution(three, one, given_on=date(2026 - at % 2, 3 + at, 1))
        supporters.contribution(three, one, given_on=date(2026, 3, 1), amount=None)
        supporters.activity(
            three[0], one.unit, state=ActivityState.REPORTED, region=place, on=date(2026, 4, 1 + at)
        )


def _paid(people: list[Person], drawn: random.Random) -> None:
    for scheme, through in MONEY:
        amounts = [Decimal(drawn.randrange(100, 99_999)) / 100 for _ in people]
        batch = approved_batch(
            amounts, scheme=scheme, people=people, with_accounts=False, through=through
        )
        for at, payment in enumerate(batch.payments.order_by("pk")):
            payment.state = STATES[(at + through.month) % len(STATES)].value
            payment.save(update_fields=["state"])


def _cases_of(who: Person, at: int, by: User) -> None:
    """One open and long overdue, one open, one closed of last year, one of this, one withheld."""
    rule = ClockRule.objects.first()
    outcome = ("satisfied", "unsaid", "unsatisfied")[at % 3]
    given: tuple[dict[str, Any], ...] = (
        {"state": "in_hand", "finish_by": TODAY - timedelta(days=9), "is_sensitive": at % 4 == 0},
        {"state": "informed", "finish_by": TODAY + timedelta(days=9)},
        {"state": "closed", "closed_on": date(2025, 6, 1), "outcome": outcome},
        {"state": "closed", "closed_on": date(2026, 6, at % 28 + 1), "outcome": outcome},
        {"state": "withdrawn", "closed_on": date(2026, 6, 1)},
    )
    assert rule is not None
    for number, fields in enumerate(given):
        Case.objects.create(
            number=f"T{at:04d}{number}",
            kind=rule.kind,
            channel="visit",
            person=who,
            subject="咨询待遇",
            content="咨询",
            region=who.region,
            owner=who.region,
            rule=rule,
            received_on=date(2025 + (number + at) % 2, number + 1, 3),
            registered_by=by,
            registered_at=NOW,
            **fields,
        )


def _of_one(who: Person, at: int, three: tuple[User, User, User]) -> None:
    by = three[0]
    for number, day in enumerate((date(2025, 7, 30), date(2026, 7, 30), date(2026, 1, 1))):
        Visit.objects.create(
            person=who,
            region=who.region,
            visited_on=day,
            way="home",
            met=("self", "family", "nobody")[(at + number) % 3],
            reason="festival",
            visited_by=by,
            entered_at=NOW,
        )
    KeyPerson.objects.create(
        person=who,
        reason="alone",
        every="month",
        valid_from=date(2025, 1, 1),
        entered_by=by,
        entered_at=NOW,
    )
    for state in ("applied", "refused"):
        decided = {"decided_by": three[1], "decided_at": LATE, "decision_note": "不符合"}
        AidApplication.objects.create(
            person=who,
            region=who.region,
            cause="illness",
            told="生病",
            applied_on=date(2025, 12, 1),
            state=state,
            taken_by=by,
            taken_at=NOW,
            **(decided if state == "refused" else {}),
        )
    Wish.objects.create(
        person=who,
        text="一副老花镜",
        state="fulfilled",
        supporter="示例商店",
        taken_on=date(2026, 1, 1),
        fulfilled_on=date(2026, 1 + at % 11, 1),
        entered_by=by,
        entered_at=NOW,
        moved_by=by,
        moved_at=NOW,
    )
    for number, edition in enumerate(Edition.objects.order_by("pk")[:3]):
        closed: dict[str, Any] = {}
        if number:
            closed = {"closed_on": date(2026, number * 3, 1), "closed_why": "has_it"}
        Gap.objects.create(
            item=edition.item,
            edition=edition,
            person=who,
            kind=("entitled", "paper", "entitled")[number],
            found_on=date(2025, 5, 1),
            **closed,
        )
    if at % 2:
        right = who.entitlements.order_by("pk")[0]
        RecoveryClaim.objects.create(
            entitlement=right, opened_at=NOW, claimed=Decimal("90.10"), balance=Decimal("80.05")
        )


def _network(places: list[Region], by: User) -> None:
    for at, place in enumerate(places[:3]):
        station = Station.objects.create(region=place, name=f"{place.name}退役军人服务站")
        if at == 1:
            continue
        StationWorker.objects.create(
            station=station, name="站长甲", post="head", from_on=date(2025, 1, 1),
            entered_by=by, entered_at=NOW,
        )  # fmt: skip
        for kind in list(FiveHave)[: 5 - at]:
            FiveItem.objects.create(
                station=station, kind=kind.value, is_met=True, since_on=date(2025, 1, 1),
                set_by=by, set_at=NOW,
            )  # fmt: skip
