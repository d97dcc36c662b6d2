"""A person's file and life events as the doors show them: own station, neighbour, stranger; two
browsers at one file."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.people import EAST_ONE, EAST_TWO
from tests.pictures import png
from tests.screen_text import latin_words
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import person
from tests.subsidies.station_area import Area, make_area
from veterans.foundation.models import AuditEntry
from veterans.registry.models import (
    LifeEvent,
    Paper,
    Person,
    Relative,
    SensitiveRecord,
    ServicePeriod,
)
from veterans.registry.selectors import phone_index

pytestmark = pytest.mark.django_db

USERS = ("preparer", "reviewer", "own", "neighbour")
TODAY = timezone.localdate


@pytest.fixture
def area() -> Area:
    return make_area()


@pytest.fixture
def zhang(area: Area) -> Person:
    found = area.draws(EAST_ONE, "张建国").person
    Person.objects.filter(pk=found.pk).update(
        phone="13800001111", phone_index=phone_index("13800001111")
    )
    found.refresh_from_db()
    return found


@pytest.fixture
def preparer(area: Area) -> Client:
    return enter(area.lab.preparer)


@pytest.fixture
def reviewer(area: Area) -> Client:
    return enter(area.lab.reviewer)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("照片.png", png(), content_type="image/png")


def report(client: Client, who: Person, kind: str, **fields: Any) -> Any:
    return client.post(
        f"/station/payees/{who.pk}/events/{kind}/",
        {"happened_on": f"{TODAY():%Y-%m-%d}", "papers": [photo()], **fields},
        follow=True,
    )


def test_a_death_goes_from_the_door_to_the_ledger(
    area: Area, zhang: Person, preparer: Client
) -> None:
    station = enter(area.own)
    assert "报告变动" in told(station, f"/station/payees/{zhang.pk}/")
    page = said(report(station, zhang, "death", proof="medical", reporter="张二"))
    assert "已报送区局" in page
    assert "等区局核对办理" in page
    event = LifeEvent.objects.get()
    assert f"张建国 {event.region.name}" in told(preparer, "/bureau/events/")
    before = told(preparer, f"/bureau/events/{event.pk}/")
    assert "死亡医学证明" in before
    assert "停发残疾抚恤，发到当月" in before
    # To look at it has moved nothing.
    zhang.refresh_from_db()
    assert zhang.died_on is None
    done = said(preparer.post(f"/bureau/events/{event.pk}/do/accept/", {"note": ""}, follow=True))
    assert "已办理。登记" in done
    zhang.refresh_from_db()
    assert zhang.died_on == TODAY()
    assert "区局已办理" in told(station, f"/station/events/{event.pk}/")
    # The same button again leads back, and does nothing.
    again = preparer.post(f"/bureau/events/{event.pk}/do/accept/", {"note": ""}, follow=True)
    assert again.redirect_chain[-1][0] == f"/bureau/events/{event.pk}/"
    assert AuditEntry.objects.filter(action="life_event.accepted").count() == 1


def test_what_is_typed_wrongly_stays_on_the_form(area: Area, zhang: Person) -> None:
    station = enter(area.own)
    page = report(station, zhang, "marriage", marriage="21", spouse="李秀英", spouse_phone="123")
    assert "不像电话号码" in said(page)
    assert 'value="李秀英"' in page.text
    assert "文件要重新选择一次" in page.text
    assert not LifeEvent.objects.exists()
    assert not Paper.objects.exists()


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_another_villages_file_does_not_exist(area: Area, zhang: Person, who: str) -> None:
    report(enter(area.own), zhang, "death", proof="medical")
    event, paper = LifeEvent.objects.get(), Paper.objects.get()
    row = Relative.objects.create(
        person=zhang, relation="son", name="张二", entered_at=timezone.now()
    )
    client = enter(getattr(area, who))
    for address in (
        f"payees/{zhang.pk}/",
        f"payees/{zhang.pk}/phone/",
        f"payees/{zhang.pk}/unmask/phone/",
        f"payees/{zhang.pk}/file/relatives/",
        f"payees/{zhang.pk}/file/relatives/{row.pk}/",
        f"payees/{zhang.pk}/file/relatives/{row.pk}/remove/",
        f"payees/{zhang.pk}/events/",
        f"payees/{zhang.pk}/events/death/",
        f"events/{event.pk}/",
        f"events/{event.pk}/withdraw/",
        f"papers/{paper.pk}/",
    ):
        assert client.get(f"/station/{address}").status_code == 404, address
        assert client.post(f"/station/{address}", {"why": "x"}).status_code in (404, 405), address
    assert "张建国" not in told(client, "/station/events/")
    row.refresh_from_db()


def test_a_telephone_is_called_for_a_reason_and_the_file_says_so(
    area: Area, zhang: Person, preparer: Client
) -> None:
    station = enter(area.own)
    page = told(station, f"/station/payees/{zhang.pk}/")
    assert "138****1111" in page
    assert "13800001111" not in page
    address = f"/station/payees/{zhang.pk}/unmask/phone/"
    assert "请填写这一项" in said(station.post(address, {"reason": ""}))
    shown = station.post(address, {"reason": "call", "note": "通知领牌"})
    assert "13800001111" in said(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    file = told(preparer, f"/bureau/people/{zhang.pk}/?show=file")
    assert "查看完整的联系电话" in file
    assert "电话联系本人或家属，通知领牌" in file


def test_contacts_change_at_once_and_two_browsers_lose_nothing(
    area: Area, zhang: Person, preparer: Client
) -> None:
    station = enter(area.own)
    new = f"/station/payees/{zhang.pk}/file/relatives/"
    station.post(new, {"relation": "son", "name": "张二", "phone": "13800002222", "seen": "0"})
    row = Relative.objects.get(person=zhang)
    at_station = f"{new}{row.pk}/"
    at_bureau = f"/bureau/people/{zhang.pk}/file/relatives/{row.pk}/"
    seen = {
        client: client.get(address).context["form"]["seen"].value()
        for client, address in ((station, at_station), (preparer, at_bureau))
    }
    sent = {"relation": "son", "name": "张二", "why": "本人换号"}
    station.post(at_station, {**sent, "phone": "13900003333", "seen": seen[station]})
    late = preparer.post(at_bureau, {**sent, "phone": "13700004444", "seen": seen[preparer]})
    page = said(late)
    assert "您打开以后，这一条被别人改过" in page
    assert "“138****2222”改为“139****3333”" in page
    # What the clerk typed is still there, and may be saved by whoever has now seen it.
    assert 'value="13700004444"' in late.text
    row.refresh_from_db()
    assert row.phone == "13900003333"
    again = late.context["form"]["seen"].value()
    preparer.post(at_bureau, {**sent, "phone": "13700004444", "seen": again})
    row.refresh_from_db()
    assert row.phone == "13700004444"
    history = told(preparer, f"/bureau/people/{zhang.pk}/history/")
    assert "138****2222 → 139****3333" in history
    assert "139****3333 → 137****4444" in history
    assert "13700004444" not in history


def test_stations_write_contacts_and_nothing_that_moves_money(area: Area, zhang: Person) -> None:
    station = enter(area.own)
    for section in ("service", "merits", "identity"):
        answer = station.post(f"/station/payees/{zhang.pk}/file/{section}/", {"what": "nation:01"})
        assert answer.status_code == 403, section
    for section in ("sensitive", "placement", "nothing"):
        assert station.get(f"/station/payees/{zhang.pk}/file/{section}/").status_code == 404
    assert not ServicePeriod.objects.exists()
    station.post(f"/station/payees/{zhang.pk}/phone/", {"phone": "13900009999"})
    zhang.refresh_from_db()
    assert zhang.phone == "13900009999"


def test_what_is_covered_is_not_filled_in_where_it_is_corrected(
    area: Area, zhang: Person, preparer: Client
) -> None:
    """A form would be a way round the question why; left empty it changes nothing."""
    station = enter(area.own)
    new = f"/station/payees/{zhang.pk}/file/relatives/"
    station.post(new, {"relation": "son", "name": "张二", "phone": "13800002222", "seen": "0"})
    row = Relative.objects.get(person=zhang)
    for client, address in (
        (station, f"{new}{row.pk}/"),
        (preparer, f"/bureau/people/{zhang.pk}/file/relatives/{row.pk}/"),
    ):
        page = client.get(address)
        assert "13800002222" not in page.text
        sent = {"relation": "son", "name": "张贰", "why": "名字写错", "phone": "",
                "seen": page.context["form"]["seen"].value()}  # fmt: skip
        client.post(address, sent)
        row.refresh_from_db()
        assert (row.name, row.phone) == ("张贰", "13800002222")
    sent["seen"] = station.get(f"{new}{row.pk}/").context["form"]["seen"].value()
    station.post(f"{new}{row.pk}/", {**sent, "clear_phone": "on"})
    row.refresh_from_db()
    assert row.phone is None


def test_a_record_and_an_events_numbers_stay_covered_on_the_way(
    area: Area, zhang: Person, preparer: Client
) -> None:
    preparer.post(
        f"/bureau/people/{zhang.pk}/file/sensitive/",
        {"kind": "illness", "text": "肺部旧疾", "document_no": "", "seen": "0"},
    )
    record = SensitiveRecord.objects.get()
    page = preparer.get(f"/bureau/people/{zhang.pk}/file/sensitive/{record.pk}/")
    assert "肺部旧疾" not in page.text
    report(enter(area.own), zhang, "marriage", marriage="21", spouse="李秀英",
           spouse_phone="13911112222")  # fmt: skip
    event = LifeEvent.objects.get()
    address = f"/bureau/events/{event.pk}/complete/"
    page = preparer.get(address)
    assert "13911112222" not in page.text
    assert "现在是 139****2222" in said(page)
    preparer.post(
        address,
        {"happened_on": f"{TODAY():%Y-%m-%d}", "marriage": "22", "spouse": "李秀英",
         "spouse_phone": "", "document_no": "婚字1号"},
    )  # fmt: skip
    event.refresh_from_db()
    assert json.loads(event.entered)["spouse_phone"] == "13911112222"


def test_a_telephone_does_not_go_by_an_empty_box(area: Area, zhang: Person) -> None:
    station, address = enter(area.own), f"/station/payees/{zhang.pk}/phone/"
    assert "请填写新号码" in said(station.post(address, {"phone": ""}))
    zhang.refresh_from_db()
    assert zhang.phone == "13800001111"
    station.post(address, {"phone": "", "clear": "on"})
    zhang.refresh_from_db()
    assert zhang.phone is None


def test_who_draws_nothing_has_a_page_at_his_station(area: Area) -> None:
    quiet = person(area.places[EAST_TWO], name="单雄信")
    assert "没有登记待遇" in told(enter(area.neighbour), f"/station/payees/{quiet.pk}/")
    assert enter(area.own).get(f"/station/payees/{quiet.pk}/").status_code == 404


def test_a_sensitive_paper_and_record_are_for_those_whose_duty_needs_them(
    area: Area, zhang: Person, preparer: Client
) -> None:
    preparer.post(
        f"/bureau/people/{zhang.pk}/file/sensitive/",
        {"kind": "illness", "text": "肺部旧疾", "document_no": "", "seen": "0"},
    )
    page = told(preparer, f"/bureau/people/{zhang.pk}/")
    assert "病情" in page
    assert "肺部旧疾" not in page
    report(enter(area.own), zhang, "disability", grade="6", rate_class="duty",
           paper_kind="disability")  # fmt: skip
    paper = Paper.objects.get()
    assert preparer.get(f"/bureau/papers/{paper.pk}/").status_code == 200
    auditor = enter(make_auditor())
    assert "病情" not in told(auditor, f"/bureau/people/{zhang.pk}/")
    assert auditor.get(f"/bureau/papers/{paper.pk}/").status_code == 404
    assert enter(area.own).get(f"/station/papers/{paper.pk}/").status_code == 404


def make_auditor() -> Any:
    from tests.subsidies.factories import user
    from veterans.accounts.roles import Role

    return user(Role.AUDITOR)


def test_the_bureau_completes_what_a_station_sent_in_and_another_decides(
    area: Area, zhang: Person, preparer: Client, reviewer: Client
) -> None:
    report(enter(area.own), zhang, "merit", merit="third")
    event = LifeEvent.objects.get()
    form = preparer.get(f"/bureau/events/{event.pk}/complete/")
    assert form.context["form"]["merit"].value() == "third"
    preparer.post(
        f"/bureau/events/{event.pk}/complete/",
        {
            "happened_on": f"{TODAY():%Y-%m-%d}",
            "merit": "second",
            "document_no": "优抚〔2026〕9号",
        },
    )
    page = told(preparer, f"/bureau/events/{event.pk}/")
    assert "须由另一人核对材料后办理" in page
    refused = preparer.post(f"/bureau/events/{event.pk}/do/accept/", {"note": ""}, follow=True)
    assert "须由另一人办理" in said(refused)
    reviewer.post(f"/bureau/events/{event.pk}/do/accept/", {"note": "材料齐全"})
    assert "二等功" in told(preparer, f"/bureau/people/{zhang.pk}/")


def test_every_new_page_speaks_chinese(area: Area, zhang: Person, preparer: Client) -> None:
    station = enter(area.own)
    report(station, zhang, "death", proof="medical", document_no="死字1号")
    event = LifeEvent.objects.get()
    for client, addresses in (
        (
            preparer,
            (
                f"people/{zhang.pk}/",
                f"people/{zhang.pk}/history/",
                f"people/{zhang.pk}/print/",
                f"people/{zhang.pk}/file/service/",
                f"people/{zhang.pk}/file/identity/",
                f"people/{zhang.pk}/events/",
                f"people/{zhang.pk}/events/recognised/",
                f"people/{zhang.pk}/unmask/phone/",
                f"people/{zhang.pk}/papers/new/",
                "events/",
                "events/?show=all",
                "events/new/report_in/",
                f"events/{event.pk}/",
                f"events/{event.pk}/complete/",
                f"events/{event.pk}/do/refuse/",
            ),
        ),
        (
            station,
            (
                f"payees/{zhang.pk}/",
                f"payees/{zhang.pk}/phone/",
                f"payees/{zhang.pk}/file/security/",
                f"payees/{zhang.pk}/events/",
                f"payees/{zhang.pk}/events/household/",
                "events/",
                "events/new/",
                f"events/{event.pk}/",
                f"events/{event.pk}/withdraw/",
            ),
        ),
    ):
        root = "/bureau/" if client is preparer else "/station/"
        for address in addresses:
            words = latin_words(client.get(root + address).text)
            assert [one for one in words if one not in (*USERS, "PDF")] == [], address
