"""Registering and correcting a station."""

import pytest

from support_services.stations.models import Station
from support_services.stations.selectors import (
    regions_without_station,
    station_name_of,
    stations_visible_to,
)
from support_services.stations.services import clean_phone, upsert_station
from tests.people import EAST, EAST_ONE, NOW, WEST, a_county, colleague
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return a_county()


def save(place, by, **values):
    given = {"name": "东一村服务站", "address": "", "phone": "", "opening_hours": "", **values}
    return upsert_station(region=place, by=by, at=NOW, **given)


def test_registered_corrected_and_left_alone(places):
    clerk = colleague("clerk")
    made = save(places[EAST_ONE], clerk, phone="13800000000")
    assert AuditEntry.objects.get(action="stations.registered").subject_id == EAST_ONE
    same = save(places[EAST_ONE], clerk, phone="138 0000 0000")
    assert same.pk == made.pk
    assert AuditEntry.objects.filter(action__startswith="stations.").count() == 1
    save(places[EAST_ONE], clerk, phone="0533 2178000", address="村委会一楼")
    made.refresh_from_db()
    assert made.phone == "0533-2178000"
    entry = AuditEntry.objects.get(action="stations.corrected")
    assert entry.detail == {"fields": ["address", "phone"]}
    assert Station.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PREPARER])
def test_only_the_preparer(places, role):
    region = {Role.TOWN_WORKER: EAST, Role.VILLAGE_WORKER: EAST_ONE}.get(role, "")
    with pytest.raises(PermissionRefused):
        save(places[EAST], colleague("x", role, region))
    assert not Station.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"name": "站" * 81},
        {"address": "址" * 121},
        {"phone": "找老王"},
        {"address": "一楼\u202e"},
    ],
)
def test_refused(places, wrong):
    with pytest.raises(Refused):
        save(places[EAST], colleague("clerk"), **wrong)
    assert not Station.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("0533-2178000", "0533-2178000"),
        ("05332178000", "0533-2178000"),
        ("（0533）2178000", "0533-2178000"),
        ("０５３３－２１７８０００", "0533-2178000"),
        ("0533—2178000", "0533-2178000"),
        ("010-65001234", "010-65001234"),
        ("2178000", "2178000"),
        ("0533-2178000转801", "0533-2178000转801"),
        ("0533-2178000 分机 801", "0533-2178000转801"),
        ("138 0000 0000", "13800000000"),
        ("12345", "12345"),
    ],
)
def test_phone(typed, shown):
    assert clean_phone(typed) == shown


@pytest.mark.parametrize(
    "typed", ["1", "0533-", "0533-2178000/2178001", "2380000000a", "12800000000", "电话"]
)
def test_no_phone(typed):
    with pytest.raises(Refused):
        clean_phone(typed)


def test_reading(places):
    clerk = colleague("clerk")
    worker, other = (
        colleague("own", Role.VILLAGE_WORKER, EAST_ONE),
        colleague("stranger", Role.TOWN_WORKER, WEST),
    )
    assert station_name_of(worker) == "东一村退役军人服务站"
    save(places[EAST_ONE], clerk)
    assert station_name_of(worker) == "东一村服务站"
    assert station_name_of(clerk) == ""
    assert stations_visible_to(worker).count() == 1
    assert not stations_visible_to(other).exists()
    assert stations_visible_to(clerk).count() == 1
    missing = [region.code for region in regions_without_station()]
    assert EAST_ONE not in missing
    assert len(missing) == len(places) - 1
