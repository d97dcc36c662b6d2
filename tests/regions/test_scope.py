"""Who sees which area. Three people in every question: own station, neighbour, stranger."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from tests.people import (
    COUNTY,
    EAST,
    EAST_ONE,
    EAST_TWO,
    WEST,
    WEST_ONE,
    a_county,
    colleague,
)
from veterans.accounts.roles import Role
from veterans.regions.selectors import county, region_by_code, regions_visible_to, scoped
from veterans.registry.models import Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return a_county()


def codes(user):
    return set(regions_visible_to(user).values_list("code", flat=True))


def test_town_worker_sees_the_town_and_its_villages(places):
    assert codes(colleague("east", Role.TOWN_WORKER, EAST)) == {EAST, EAST_ONE, EAST_TWO}


def test_village_worker_sees_the_village_only(places):
    assert codes(colleague("one", Role.VILLAGE_WORKER, EAST_ONE)) == {EAST_ONE}
    assert codes(colleague("two", Role.VILLAGE_WORKER, EAST_TWO)) == {EAST_TWO}


@pytest.mark.parametrize(
    "role", [Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN]
)
@pytest.mark.parametrize("region", ["", COUNTY])
def test_bureau_sees_the_whole_county(places, role, region):
    assert codes(colleague("x", role, region)) == set(places)


def test_rows_in_an_area(places):
    """Own station, neighbour, stranger; and the rows of each."""
    for number, code in enumerate([EAST, EAST_ONE, EAST_TWO, WEST, WEST_ONE]):
        Household.objects.create(number=str(number), region=places[code])

    def rows(user):
        return set(scoped(Household.objects.all(), user).values_list("number", flat=True))

    assert rows(colleague("own", Role.VILLAGE_WORKER, EAST_ONE)) == {"1"}
    assert rows(colleague("neighbour", Role.VILLAGE_WORKER, EAST_TWO)) == {"2"}
    assert rows(colleague("stranger", Role.TOWN_WORKER, WEST)) == {"3", "4"}
    assert rows(colleague("town", Role.TOWN_WORKER, EAST)) == {"0", "1", "2"}
    assert rows(colleague("bureau")) == {"0", "1", "2", "3", "4"}
    assert rows(AnonymousUser()) == set()


class TestFailsClosed:
    def test_anonymous(self, places):
        assert codes(AnonymousUser()) == set()

    def test_inactive(self, places):
        assert codes(colleague("gone", Role.PREPARER, is_active=False)) == set()
        assert codes(colleague("left", Role.TOWN_WORKER, EAST, is_active=False)) == set()

    def test_station_worker_without_region(self, places):
        """The database refuses such an account; the scope does not count on it."""
        worker = colleague("x", Role.TOWN_WORKER, EAST)
        worker.region = None
        assert codes(worker) == set()

    def test_unknown_role(self, places):
        user = colleague("x")
        user.role = "director"
        assert codes(user) == set()

    @pytest.mark.parametrize("what", [None, object(), "", 0])
    def test_whatever_is_no_user(self, places, what):
        assert not regions_visible_to(what).exists()

    def test_an_area_that_is_no_text(self, places):
        class Odd:
            area_path = 0

        assert not regions_visible_to(Odd()).exists()


def test_path_is_compared_byte_by_byte(places):
    """In another collation ":" may sort before the digits, and the range would be empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'regions_region' AND column_name = 'path'"
        )
        assert cursor.fetchone() == ("C",)


def test_small_questions(places):
    assert county() == places[COUNTY]
    assert region_by_code(EAST) == places[EAST]
    assert region_by_code("999999999999") is None
    assert str(places[EAST]) == "东街道"


def test_before_regions_are_loaded():
    assert county() is None
    assert not regions_visible_to(colleague("x")).exists()
