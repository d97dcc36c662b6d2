"""What is kept of residents' pages, and for whom."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from support_services.stations.models import Station
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import user, village
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db

MEMORY = {
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "test-pages",
        "TIMEOUT": 60,
    }
}


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Any:
    settings.CACHES = {**settings.CACHES, **MEMORY}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def station() -> Station:
    here = village(1, 1)
    return Station.objects.create(region=here, name="旧名字服务站")


def test_a_page_is_made_once_a_minute_and_asks_nothing_the_second_time(
    client: Client, station: Station, django_assert_num_queries: Any
) -> None:
    address = f"/stations/{station.region.code}/"
    first = client.get(address)
    assert "旧名字服务站" in first.text
    with django_assert_num_queries(0):
        again = client.get(address)
    assert again.content == first.content
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    # Another address is another page, what follows the question mark too.
    assert client.get(f"{address}?x=1").status_code == 200
    assert client.get("/stations/?q=找不到").content != client.get("/stations/?q=没有").content


def test_whoever_is_signed_in_sees_what_he_changed_and_leaves_nothing_for_others(
    client: Client, station: Station
) -> None:
    address = f"/stations/{station.region.code}/"
    clerk = enter(user(Role.PREPARER))
    assert "private" in clerk.get(address).headers["Cache-Control"]
    Station.objects.update(name="新名字服务站")
    assert "新名字服务站" in client.get(address).text
    Station.objects.update(name="再改的服务站")
    assert "再改的服务站" in clerk.get(address).text
    assert "新名字服务站" in client.get(address).text


def test_what_is_not_found_and_what_is_kept_by_nobody_is_made_anew(
    client: Client, station: Station
) -> None:
    for address in ("/stations/000000000000/", "/gongshi/", "/gongshi/1/"):
        client.get(address)
    assert not caches["pages"]._cache  # type: ignore[attr-defined]
    assert client.get("/gongshi/").headers["Cache-Control"] == "no-store"
    assert client.get("/gongshi/1/").headers["Cache-Control"] == "no-store"
    client.head("/stations/")
    assert not caches["pages"]._cache  # type: ignore[attr-defined]


def test_each_edition_is_kept_by_itself(
    client: Client, station: Station, django_assert_num_queries: Any
) -> None:
    address = f"/stations/{station.region.code}/"
    in_elder = {"headers": {"cookie": "portal_elder=1"}}
    first = [client.get(address), client.get(address, **in_elder)]
    with django_assert_num_queries(0):
        again = [client.get(address), client.get(address, **in_elder)]
    for one, other in zip(first, again, strict=True):
        assert one.content == other.content
        for name in ("Cache-Control", "Vary", "Content-Type"):
            assert one.headers[name] == other.headers[name]
    assert "回到普通版" not in again[0].text
    assert "回到普通版" in again[1].text
    assert [one.headers["Cache-Control"] for one in again] == [
        "public, max-age=300",
        "private, no-cache",
    ]
    assert again[0].headers["Vary"] == "Cookie"
