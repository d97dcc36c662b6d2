"""Stations at the bureau's door: who reads, who keeps them, and that nothing is deleted."""

import pytest

from support_services.stations.models import Station
from tests.people import colleague
from tests.stations.network import TOWN, WITHOUT
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region

pytestmark = pytest.mark.django_db

LIST = "/bureau/stations/station/"
ADD = f"{LIST}add/"


def change(code):
    return f"{LIST}{Station.objects.get(region__code=code).pk}/change/"


def values(**given):
    return {"name": "某站", "address": "", "phone": "", "opening_hours": "", **given}


@pytest.mark.parametrize(
    ("role", "reads", "keeps"),
    [
        (Role.PREPARER, True, True),
        (Role.REVIEWER, True, False),
        (Role.APPROVER, True, False),
        (Role.AUDITOR, True, False),
        (Role.SYSADMIN, False, False),
    ],
)
def test_roles(client, network, role, reads, keeps):
    client.force_login(colleague("somebody", role))
    assert client.get(LIST).status_code == (200 if reads else 403)
    assert client.get(change(TOWN)).status_code == (200 if reads else 403)
    assert client.get(ADD).status_code == (200 if keeps else 403)
    posted = client.post(change(TOWN), values())
    assert posted.status_code == (302 if keeps else 403)
    assert Station.objects.get(region__code=TOWN).name == (
        "某站" if keeps else "湖田街道退役军人服务站"
    )
    assert client.post(change(TOWN).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_station_workers_have_their_own_door(client, network):
    client.force_login(colleague("worker", Role.TOWN_WORKER, TOWN))
    assert client.get(LIST).status_code == 403


class TestPreparer:
    @pytest.fixture(autouse=True)
    def _clerk(self, client, network):
        client.force_login(colleague("clerk"))

    def test_registers_and_corrects_with_a_trail(self, client):
        region = Region.objects.get(code=WITHOUT)
        client.post(ADD, values(region=region.pk, name="南焦宋村服务站", phone="05332178000"))
        made = Station.objects.get(region=region)
        assert made.phone == "0533-2178000"
        client.post(change(WITHOUT), values(name="南焦宋村退役军人服务站", phone=made.phone))
        made.refresh_from_db()
        assert made.name == "南焦宋村退役军人服务站"
        actions = AuditEntry.objects.filter(subject="station").order_by("serial")
        assert [entry.action for entry in actions] == ["stations.registered", "stations.corrected"]
        assert "南焦宋村退役军人服务站" in client.get(LIST).content.decode()

    def test_only_places_without_a_station_are_offered(self, client):
        html = client.get(ADD).content.decode()
        assert "湖田街道 › 南焦宋村委会" in html
        assert "湖田街道 › 洪一社区居委会" not in html
        taken = Region.objects.get(code=TOWN)
        assert client.post(ADD, values(region=taken.pk)).status_code == 200
        assert Station.objects.filter(region=taken).count() == 1

    def test_says_what_is_wrong(self, client):
        html = client.post(change(TOWN), values(phone="找老王")).content.decode()
        assert "电话只填一个号码" in html
        html = client.post(change(TOWN), values(name="站\u200b")).content.decode()
        assert Station.objects.get(region__code=TOWN).name == "湖田街道退役军人服务站"

    def test_found_by_level_and_name(self, client):
        assert "洪一社区退役军人服务站" not in client.get(f"{LIST}?level=town").content.decode()
        assert "洪一社区退役军人服务站" in client.get(f"{LIST}?q=洪一").content.decode()
