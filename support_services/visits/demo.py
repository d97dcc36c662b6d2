"""Visits of an invented year: two tasks that recur, one that is under way; some things that were
handed over. All invented."""

from datetime import date, timedelta
from random import Random

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.numbers import pick
from support_services.subsidies.demo.population import SEED, Population
from support_services.subsidies.demo.staff import Staff
from support_services.visits.models import HandOver, KeyPerson, Visit
from support_services.visits.services import HandedOver, Taker, add_task, record_hand_over
from support_services.visits.states import HandedKind, Replaced
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.bulk_load import load_rows
from veterans.registry.models import Person, PersonCategory

YEARLY, MONTHLY = "每年走访一遍", "重点联系对象每月联系"
_WAYS = (("home", 72), ("station", 14), ("phone", 14))
_MET = (("self", 84), ("family", 12), ("nobody", 4))
_NEEDS = (("medical", 40), ("policy", 30), ("living", 20), ("care", 10))
_HANDED = (
    ("plaque", "", Taker()),
    ("certificate", "优待证（演示）", Taker("family", "演示人", "儿子")),
    ("sympathy", "", Taker()),
    ("good_news", "", Taker("proxy", "演示人", "村委会")),
)
# One in so many is a key person; four of five have been visited by the last month of a year.
KEY_IN, VISITED_OF, OUT_OF = 180, 82, 100


def visits(population: Population, hands: Staff) -> None:
    """Tasks, key persons and the visits of this year, loaded at once."""
    today, by = population.today, hands.preparer
    rng = Random(f"{SEED}:visits")
    began = moment(date(today.year, 1, 8), 9)
    add_task(
        title=YEARLY, reason="routine", period="year", first_on=date(today.year, 1, 1),
        last_on=None, by=by, at=began,
    )  # fmt: skip
    add_task(
        title=MONTHLY, reason="routine", period="month", first_on=date(today.year, 1, 1),
        last_on=None, key_only=True, by=by, at=began,
    )  # fmt: skip
    add_task(
        title="冬季走访八十岁以上老兵（演示）", reason="festival", period="once",
        first_on=today - timedelta(days=12), last_on=today + timedelta(days=9), least_age=80,
        at_home=True, note="看看取暖、用药", by=by, at=moment(today - timedelta(days=14), 10),
    )  # fmt: skip
    held = PersonCategory.objects.filter(valid_to__isnull=True).values("person")
    people = list(
        Person.objects.filter(pk__in=held, died_on__isnull=True)
        .order_by("pk")
        .values_list("pk", "region_id", "born_on")
    )
    load_rows(
        KeyPerson,
        ("person_id", "reason", "every", "valid_from", "entered_by_id", "entered_at"),
        (
            (pk, "alone" if born.year < today.year - 78 else "ill", "month",
             date(today.year, 2, 1), by.pk, began)
            for pk, _, born in people
            if rng.randrange(KEY_IN) == 0
        ),
    )  # fmt: skip
    days = (today - date(today.year, 1, 10)).days
    rows = []
    for pk, region, _ in people:
        if days <= 0 or rng.randrange(OUT_OF) >= VISITED_OF:
            continue
        on = today - timedelta(days=rng.randrange(days))
        met = pick(rng, _MET)
        way = pick(rng, _WAYS) if met != "nobody" else "home"
        needs = [pick(rng, _NEEDS)] if met != "nobody" and rng.randrange(30) == 0 else []
        told = "本人说了需要，已告知怎么办（演示）" if needs else None
        rows.append(
            (pk, region, on, way, met, "routine", told, "{" + ",".join(needs) + "}", "", False,
             by.pk, moment(on, 16), "")
        )  # fmt: skip
    load_rows(
        Visit,
        ("person_id", "region_id", "visited_on", "way", "met", "reason", "found", "needs", "gift",
         "photo_consent", "visited_by_id", "entered_at", "voided_why"),
        rows,
    )  # fmt: skip


def hand_overs(population: Population) -> None:
    """A worn plaque replaced, a card, two letters: in the village of the demo's worker."""
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if worker is None or worker.region is None or HandOver.objects.exists():
        return
    today = population.today
    people = Person.objects.filter(
        region=worker.region, died_on__isnull=True, household__isnull=False
    ).select_related("household")
    for back, (person, (kind, what, taker)) in enumerate(
        zip(people.order_by("pk")[: len(_HANDED)], _HANDED, strict=False), start=1
    ):
        on = today - timedelta(days=back * 2)
        number, why = "", ""
        if kind == HandedKind.PLAQUE and person.household is not None:
            number = f"鲁C演示9{person.pk:05d}"
            why = Replaced.DAMAGED.value if person.household.plaque_number else ""
        record_hand_over(
            person=person, visited_on=on, way="home", taker=taker,
            thing=HandedOver(kind, what, number, why), by=worker, at=moment(on, 15), today=today,
        )  # fmt: skip
