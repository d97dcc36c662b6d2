"""The invented people: sound numbers, lives that fit, the same ones every time."""

from collections import Counter
from datetime import date
from functools import lru_cache

import pytest

from support_services.subsidies.demo import lives
from support_services.subsidies.demo.events import (
    AccountGiven,
    Died,
    Ended,
    HoldPlaced,
    PayeeNamed,
    Registered,
    Regraded,
    Resumed,
    Suspended,
)
from support_services.subsidies.demo.lives import invent
from support_services.subsidies.demo.numbers import luhn_digit
from support_services.subsidies.demo.places import Village
from support_services.subsidies.demo.population import (
    BEREAVED,
    COMBAT,
    DISABILITY,
    FULL,
    ILL,
    MARTYR_CHILD,
    RURAL,
    SMALL,
    Human,
    Population,
    Right,
    age_on,
    years_after,
)
from support_services.subsidies.demo.staff import REGION_COLUMNS, REGIONS
from support_services.subsidies.demo.story import tell
from support_services.subsidies.rules import EndReason
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.foundation import idcard
from veterans.foundation.csv_reading import read_bytes, read_csv
from veterans.registry.rules import clean_account_number, clean_name, clean_phone

TODAY = date(2026, 11, 22)


@lru_cache
def villages() -> tuple[Village, ...]:
    rows = [line.values for line in read_csv(read_bytes(REGIONS), REGION_COLUMNS)]
    names = {row["code"]: row["name"] for row in rows}
    return tuple(
        Village(row["code"], row["name"], names[row["parent_code"]])
        for row in rows
        if row["level"] == "village"
    )


@pytest.fixture(scope="module")
def district() -> Population:
    return invent(villages(), today=TODAY, size=FULL)


def drawing(district: Population, scheme: str) -> list[tuple[Human, Right]]:
    found = [(human, right) for human, right in district.rights() if right.scheme == scheme]
    assert found
    return found


def test_as_many_homes_and_people_as_the_district_has(district: Population) -> None:
    assert len(district.homes) == 31_904
    assert len(district.humans) == 40_000
    assert {human.home for human in district.humans} == set(range(31_904))


def test_every_identity_number_is_sound_and_says_birth_and_sex(district: Population) -> None:
    for human in district.humans:
        assert idcard.check(human.id_number, today=TODAY) == human.id_number
        assert idcard.birth_date(human.id_number) == human.born_on
        assert idcard.sex(human.id_number) == human.sex
    assert len({human.id_number for human in district.humans}) == len(district.humans)


def test_no_number_can_be_anybodys(district: Population) -> None:
    """Serials that no county comes to, a mobile prefix and an issuer that nobody has."""
    for human in district.humans:
        assert 900 <= int(human.id_number[14:17]) <= 995
        assert not human.phone or human.phone.startswith("154")
        if human.account is not None:
            assert human.account.number.startswith("990000")
            assert human.account.bank_name.startswith("演示")


def test_the_register_would_take_them_as_they_are(district: Population) -> None:
    phones = [human.phone for human in district.humans if human.phone]
    accounts = [human.account for human in district.humans if human.account is not None]
    assert len(set(phones)) == len(phones)
    assert len({account.number for account in accounts}) == len(accounts)
    for human in district.humans:
        assert clean_name(human.name) == human.name
        assert clean_phone(human.phone) == human.phone
    for account in accounts:
        assert clean_account_number(account.number) == account.number
        assert luhn_digit(account.number[:-1]) == account.number[-1]
        assert len(account.number) == 19


def test_every_sixth_or_so_draws_money_most_of_them_rural_veterans(district: Population) -> None:
    drawing_people = sum(bool(human.rights) for human in district.humans)
    assert 8_000 <= drawing_people <= 8_800
    number = Counter(right.scheme for _, right in district.rights())
    assert number.most_common()[0][0] == RURAL
    assert number[COMBAT] > number[DISABILITY] > number[ILL] > number[BEREAVED]
    assert number[BEREAVED] > number[MARTYR_CHILD] > 100


def test_most_of_the_disabled_are_lightly_so(district: Population) -> None:
    grades = Counter(right.grade for _, right in drawing(district, DISABILITY))
    assert set(grades) == set(range(1, 11))
    assert sum(grades[grade] for grade in range(7, 11)) > 0.75 * sum(grades.values())
    for _, right in drawing(district, DISABILITY):
        assert right.rate_class in ("combat", "duty", "illness")
        assert right.grade <= 6 or right.rate_class != "illness"


def test_rural_veterans_are_sixty_and_were_conscripts_in_those_years(
    district: Population,
) -> None:
    for human, right in drawing(district, RURAL):
        assert age_on(human.born_on, right.approved_on) >= 60
        assert human.joined_on is not None
        assert lives.RURAL_FROM <= human.joined_on <= lives.RURAL_UNTIL
        assert 17 <= age_on(human.born_on, human.joined_on) <= 22
        assert right.service_years >= 2
        assert len(human.rights) == 1, "only for who draws nothing else"


def test_soldiers_joined_as_young_people(district: Population) -> None:
    joined = [human for human in district.humans if human.joined_on is not None]
    assert len(joined) > 25_000
    for human in joined:
        assert human.joined_on is not None
        assert 17 <= age_on(human.born_on, human.joined_on) <= 22
        assert human.joined_on < TODAY


def test_veterans_of_wars_are_of_the_age_of_those_wars(district: Population) -> None:
    for human, _ in drawing(district, COMBAT):
        assert 1940 <= human.born_on.year <= 1968
    for human, right in drawing(district, DISABILITY):
        if right.rate_class == "combat":
            assert 1940 <= human.born_on.year <= 1968


def test_children_of_martyrs_are_old_and_orphans_are_young(district: Population) -> None:
    for human, right in drawing(district, MARTYR_CHILD):
        assert age_on(human.born_on, right.approved_on) >= 60
        assert human.born_on.year <= 1953
    minors = [h for h, _ in drawing(district, BEREAVED) if age_on(h.born_on, TODAY) < 18]
    assert len(minors) > 20
    for human, _ in drawing(district, BEREAVED):
        assert years_after(human.born_on, 18) > district.first_month or (
            age_on(human.born_on, TODAY) >= 30
        )


def test_nobody_is_approved_before_birth_or_after_today(district: Population) -> None:
    for human, right in district.rights():
        assert human.born_on < right.approved_on < TODAY
        assert right.start.day == 1
        assert right.registered_on is None or right.approved_on < right.registered_on <= TODAY
        for held in human.categories:
            assert held.valid_to is None or held.valid_from < held.valid_to


def test_names_hold_what_is_difficult(district: Population) -> None:
    names = {human.name for human in district.humans}
    for surname in "曾单解仇查乐":
        assert any(name.startswith(surname) for name in names), surname
    assert any("·" in name for name in names)
    assert any(name.startswith("欧阳") for name in names)
    beyond = [name for name in names if any(ord(char) > 0xFFFF for char in name)]
    assert len(beyond) > 10, "characters outside the basic plane"
    assert all(name.encode("gb18030") for name in names)


def test_every_village_has_people_and_large_towns_have_more(district: Population) -> None:
    by_village = Counter(human.village.code for human in district.humans)
    assert len(by_village) == 235
    size = Counter(village.town for village in villages())
    by_town = Counter(human.village.town for human in district.humans)
    largest, smallest = size.most_common()[0][0], size.most_common()[-1][0]
    assert by_town[largest] > 2 * by_town[smallest]


def test_the_same_seed_and_day_give_the_same_people() -> None:
    first = invent(villages(), today=TODAY, size=SMALL)
    again = invent(tuple(reversed(villages())), today=TODAY, size=SMALL)
    assert first.digest() == again.digest()
    assert tell(first) == tell(again)
    # A change of this digest is a change of everybody; so is one between two machines.
    assert first.digest().startswith("301fdf71")


def test_the_demo_workers_stations_have_people_in_every_size(district: Population) -> None:
    stations = [a.region_code for a in DEMO_ACCOUNTS if a.role == "village_worker"]
    assert len(set(stations)) == 2
    small = invent(villages(), today=TODAY, size=SMALL)
    for code in stations:
        assert sum(bool(h.rights) for h in district.humans if h.village.code == code) > 60
        assert any(h.rights for h in small.humans if h.village.code == code)


def test_another_seed_or_day_gives_others() -> None:
    plain = invent(villages(), today=TODAY, size=SMALL)
    assert plain.digest() != invent(villages(), today=TODAY, size=SMALL, seed=7).digest()
    assert plain.digest() != invent(villages(), today=date(2027, 1, 3), size=SMALL).digest()


@pytest.mark.parametrize(
    "today", [date(2026, 11, 1), date(2027, 1, 31), date(2028, 2, 29), date(2026, 8, 15)]
)
def test_any_day_will_do(today: date) -> None:
    people = invent(villages(), today=today, size=SMALL)
    assert len(people.humans) == SMALL.people
    for human, right in people.rights():
        assert right.scheme != RURAL or age_on(human.born_on, right.approved_on) >= 60
    events = tell(people)
    assert all(people.first_month <= event.on < today for event in events)


def test_the_small_demo_has_something_of_everything() -> None:
    events = tell(invent(villages(), today=TODAY, size=SMALL))
    kinds = {type(event) for event in events}
    assert {Registered, Died, Ended, PayeeNamed, Regraded, Suspended, HoldPlaced} <= kinds


def test_two_years_hold_what_makes_a_bureau_interesting(district: Population) -> None:
    events = tell(district)
    number = Counter(type(event) for event in events)
    assert all(number[kind] for kind in (Resumed, AccountGiven, Regraded, Suspended))
    deaths: dict[int, list[Died]] = {}
    for event in events:
        if isinstance(event, Died):
            deaths.setdefault(event.human, []).append(event)
    delays = [(first.on - first.died_on).days for first, *_ in deaths.values()]
    assert min(delays) >= 1
    assert 0.05 < sum(delay > 60 for delay in delays) / len(delays) < 0.25
    assert sum(len(known) == 2 for known in deaths.values()) > 3, "papers that came later"
    late = [
        e for e in events if isinstance(e, Registered) and (e.on - e.right.approved_on).days > 40
    ]
    assert len(late) > 15
    reasons = {event.reason for event in events if isinstance(event, Ended)}
    assert reasons == {EndReason.TRANSFER, EndReason.INELIGIBLE}
