"""The network as a whole: coverage, the picture, people, who covers for whom, what is offered."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from support_services.stations import network_layers
from support_services.stations.models import (
    DutyItem,
    Station,
    StationPaper,
    StationWorker,
    WorkerCover,
)
from support_services.stations.selectors.network import coverage, standing
from support_services.stations.services import duties, five, staff
from tests.people import COUNTY, EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.pictures import pdf, png
from tests.stations.assessing import TODAY, Office
from tests.stations.network import TOWN, WITH_STATION, WITHOUT, make_station
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, Change
from veterans.regions.models import Region

pytestmark = pytest.mark.django_db

PHONE = "13812345678"


def worker(code, name, by, *, post="full_time", **more):
    given = {"phone": "", "account": "", "is_shown": False, "from_on": date(2026, 1, 1)}
    return staff.put_worker(
        station_code=code, name=name, post=post, by=by, at=NOW, **{"to_on": None, **given, **more}
    )


def figures(user, level):
    return {
        one.gap: (one.have, one.total) for one in coverage(standing(user, today=TODAY), level=level)
    }


def test_the_real_network_is_counted_and_drawn_with_as_many_queries_as_a_small_one(client, network):
    clerk, town = colleague("clerk"), colleague("town", Role.TOWN_WORKER, TOWN)
    assert figures(clerk, "town")["station"] == (1, 12)
    assert figures(clerk, "village")["station"] == (1, 235)
    assert figures(town, "town")["station"] == (1, 1)
    client.force_login(clerk)
    with CaptureQueriesContext(
        connection,
    ) as small:
        html = client.get("/bureau/network/?gap=station&level=town").content.decode()
    # The hole is mended where it is shown: the form with the place chosen.
    park = Region.objects.get(code="370303002000")
    add = f"/bureau/stations/station/add/?region={park.pk}"
    assert add in html
    assert f'<option value="{park.pk}" selected>' in client.get(add).content.decode()

    for region in Region.objects.filter(station__isnull=True):
        make_station(region.code, phone="")
    Station.objects.filter(region__code=WITH_STATION).update(phone="0533-2000301")
    for code in (TOWN, WITH_STATION, WITHOUT):
        worker(code, f"逄{code[-3:]}", clerk)
    for kind in ("organ", "establishment", "staff", "funds", "means"):
        five.set_five(
            station_code=WITHOUT,
            kind=kind,
            is_met=True,
            since_on=TODAY,
            note="",
            by=clerk,
            at=NOW,
            today=TODAY,
        )
    assert figures(clerk, "village") == {
        "station": (235, 235),
        "phone": (1, 235),
        "worker": (2, 235),
        "five": (1, 235),
        "assessed": (0, 235),
    }
    assert figures(clerk, "town")["worker"] == (1, 12)
    with CaptureQueriesContext(connection) as large:
        html = client.get("/bureau/network/?layer=five&gap=five&level=village").content.decode()
    assert len(large) <= len(small) <= 12
    assert html.count('class="net-tile ') == 235
    assert html.count('<section class="net-town"') == 12
    assert "逄" not in html
    # At a town station: its own villages and nobody else's.
    client.force_login(town)
    html = client.get("/station/network/").content.decode()
    own = Region.objects.filter(parent__code=TOWN).count()
    assert html.count('class="net-tile ') == own
    assert "公园街道" not in html
    assert client.get(f"/station/network/{WITHOUT}/").status_code == 200
    assert client.get("/station/network/370303002000/").status_code == 404


def test_another_floor_adds_its_layer(client, monkeypatch):
    office = Office()
    monkeypatch.setattr(network_layers, "_layers", network_layers.layers())
    asked = []

    def meals(user, today):
        asked.append(user)
        return {office.places[EAST_ONE].pk: ("12户", "ok")}

    for _ in range(2):
        network_layers.add_layer("meals", "送餐", meals, (("ok", "送过餐"),))
    client.force_login(office.town)
    html = client.get("/station/network/?layer=meals").content.decode()
    assert [user.pk for user in asked] == [office.town.pk]
    assert 'title="东一村：12户"' in html
    assert 'title="东二村：—"' in html
    assert html.count(">走访</a>") == 1


def test_people_are_kept_by_the_bureau_the_town_and_the_own_station(client):
    office = Office()
    made = worker(EAST_ONE, "王一", office.village, phone=PHONE, account="dongyi")
    assert worker(EAST_ONE, "王 一", office.town, post="volunteer").pk != made.pk
    worker(EAST_ONE, "欧阳建国", office.preparer, post="head", is_shown=True)
    for other, error in (
        (office.neighbour, NotFound),
        (office.stranger, NotFound),
        (office.reviewer, PermissionRefused),
    ):
        with pytest.raises(error):
            worker(EAST_ONE, "赵二", other)
    for wrong, message in (
        ({"post": "head"}, "已有站长"),
        ({"account": "donger"}, "没有这个站的这个账号"),
        ({"account": "dongyi"}, "已经对应另一名"),
        ({"phone": "12"}, "不像电话"),
        ({"to_on": date(2025, 1, 1)}, "离岗不能早于到岗"),
        ({"name": "王一"}, "已经登记为"),
    ):
        with pytest.raises(Refused, match=message):
            worker(EAST_ONE, **{"name": "李四", "by": office.village, **wrong})
    # The town cannot have residents read a name; the bureau can, and it is the surname.
    assert not worker(EAST_TWO, "张三丰", office.town, post="head", is_shown=True).is_shown
    page = client.get(f"/stations/{EAST_ONE}/").content.decode()
    assert "负责人：欧阳站长" in page
    for secret in ("建国", "王一", PHONE, "138", "dongyi"):
        assert secret not in page
    assert "张" not in client.get(f"/stations/{EAST_TWO}/").content.decode()
    # Covered for everybody; read by whoever keeps the station, on record.
    for who, door in ((office.reviewer, "bureau"), (office.town, "station")):
        client.force_login(who)
        path = f"/{door}/network/" + ("stations/" if door == "bureau" else "") + f"{EAST_ONE}/"
        html = client.get(path).content.decode()
        assert "138****5678" in html
        assert PHONE not in html
    see = f"/station/network/{EAST_ONE}/do/phone/{made.pk}/"
    assert PHONE not in client.get(see).content.decode()
    assert PHONE in client.post(see).content.decode()
    assert AuditEntry.objects.latest("serial").action == "station_worker.phone_seen"
    assert not AuditEntry.objects.filter(detail__icontains="王一").exists()
    edit = f"/station/network/{EAST_ONE}/do/worker/{made.pk}/"
    html = client.get(edit).content.decode()
    assert PHONE not in html
    client.post(edit, {"name": "王一", "post": "part_time", "from_on": "2026-01-01", "phone": ""})
    made.refresh_from_db()
    assert (made.post, made.phone, made.account) == ("part_time", PHONE, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM stations_stationworker w")
        assert all(PHONE not in row and PHONE.encode().hex() not in row for (row,) in cursor)
    for stranger in (office.stranger, office.neighbour):
        client.force_login(stranger)
        assert client.get(edit).status_code == client.post(see).status_code == 404
    client.force_login(office.reviewer)
    assert (
        client.get(f"/bureau/network/stations/{EAST_ONE}/do/worker/{made.pk}/").status_code == 403
    )


def test_covers_do_not_overlap_and_nobody_covers_for_himself():
    office = Office()
    first, second = (
        worker(EAST_ONE, "王一", office.village),
        worker(EAST_ONE, "李二", office.village),
    )
    near, far = worker(EAST, "赵三", office.town), worker(WEST_ONE, "钱四", office.preparer)
    day = date(2026, 11, 10)

    def cover(who, by_whom, start=day, days=4, by=office.village):
        return staff.put_cover(
            worker_id=who.pk,
            substitute_id=by_whom.pk,
            from_on=start,
            to_on=start + timedelta(days=days),
            reason="年休假",
            by=by,
            at=NOW,
        )

    made = cover(first, second)
    for again, message in (
        ((first, near), "已经登记了顶岗"),
        ((first, near, day + timedelta(days=4)), "已经登记了顶岗"),
        ((first, first, date(2026, 12, 1)), "自己不能顶自己"),
        ((first, far, date(2026, 12, 1)), "同一镇街"),
        ((near, first), "自己也不在岗"),
        ((second, near), "正在替别人顶岗"),
        ((first, second, date(2025, 12, 30)), "不全在岗"),
        ((first, second, date(2026, 12, 1), -1), "不能早于"),
    ):
        by = office.town if again[0] is near else office.village
        with pytest.raises(Refused, match=message):
            cover(*again, by=by)
    assert cover(first, near, day + timedelta(days=5)).pk
    with pytest.raises(NotFound):
        cover(first, second, date(2026, 12, 1), by=office.neighbour)
    for worker_id, substitute_id in ((first.pk, near.pk), (second.pk, second.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkerCover.objects.create(
                worker_id=worker_id,
                substitute_id=substitute_id,
                from_on=day,
                to_on=day,
                reason="x",
                entered_by=office.town,
                entered_at=NOW,
            )
    for _ in range(2):
        staff.void_cover(cover_id=made.pk, by=office.town, at=NOW)
    assert AuditEntry.objects.filter(action="station_cover.voided").count() == 1
    assert cover(first, near, day, 3).pk
    assert StationWorker.objects.count() == 4


def test_duty_lists_are_data_with_a_past_and_stations_say_what_they_do(client):
    office = Office()
    make_station(COUNTY)
    lists = DutyItem.objects.values_list("level", "number")
    assert sorted(lists) == [
        *(("county", n) for n in range(1, 9)),
        *(("town", n) for n in range(1, 9)),
        *(("village", n) for n in range(1, 5)),
    ]
    assert set(DutyItem.objects.values_list("confidence", flat=True)) == {"unconfirmed"}
    item = DutyItem.objects.get(level="village", number=2)
    values = {
        "level": "village",
        "number": 2,
        "title": item.title,
        "text": "问政策，代跑手续",
        "source": "试验〔2026〕3号",
        "confidence": "verified",
        "valid_from": item.valid_from,
        "valid_to": None,
        "why": "按文件核改",
    }
    with pytest.raises(PermissionRefused):
        duties.put_duty_item(item_id=item.pk, **values, by=office.reviewer, at=NOW)
    for _ in range(2):
        duties.put_duty_item(item_id=item.pk, **values, by=office.preparer, at=NOW)
    with pytest.raises(Refused, match="已有一项"):
        duties.put_duty_item(**{**values, "title": "别的"}, by=office.preparer, at=NOW)
    kept = Change.objects.filter(table_name="stations_dutyitem", row_key=item.pk, deed="U")
    assert {row.field for row in kept} == {"text", "source", "confidence"}
    assert {row.actor_id for row in kept} == {office.preparer.pk}
    client.force_login(office.preparer)
    page = client.get(f"/bureau/network/duties/{item.pk}/").content.decode()
    assert "按文件核改" in page
    assert "未经证实" in page

    set_it = {"station_code": EAST_ONE, "at": NOW, "today": TODAY}
    first = DutyItem.objects.get(level="village", number=1)
    duties.set_offer(item_id=item.pk, is_offered=True, note="周三下午", by=office.village, **set_it)
    duties.set_offer(item_id=first.pk, is_offered=False, note="", by=office.town, **set_it)
    town_item = DutyItem.objects.get(level="town", number=1)
    with pytest.raises(Refused, match="不在本级"):
        duties.set_offer(item_id=town_item.pk, is_offered=True, note="", by=office.town, **set_it)
    with pytest.raises(Refused, match="给居民看"):
        duties.set_offer(item_id=item.pk, is_offered=True, note=PHONE, by=office.town, **set_it)
    with pytest.raises(NotFound):
        duties.set_offer(item_id=item.pk, is_offered=True, note="", by=office.neighbour, **set_it)
    client.logout()
    own, other = (
        client.get(f"/stations/{code}/").content.decode() for code in (EAST_ONE, EAST_TWO)
    )
    assert "问政策，代跑手续（周三下午）" in own
    assert first.text not in own
    assert first.text in other
    assert "周三下午" not in other


def test_a_day_of_assessing_at_the_doors(client):
    """The village fills it in on a telephone, the town checks, the bureau ranks."""
    office = Office()
    template = office.template()
    client.force_login(office.village)
    page = client.get("/station/assessment/").content.decode()
    begin = f"/station/network/{EAST_ONE}/begin/{template.pk}/"
    assert begin in page
    made_url = client.post(begin)["Location"]
    assert client.post(begin)["Location"] == made_url
    items = list(template.items.all())
    first = f"{made_url}items/{items[0].pk}/"
    assert "最多 10 分" in client.post(first, {"points": "11", "told": "有"}).content.decode()
    photos = [ContentFile(png(), "一.png"), ContentFile(pdf(), "二.exe")]
    fake = {"points": "9", "told": "有专人", "papers": ContentFile(b"MZ", "一.png")}
    assert "改文件名没有用" in client.post(first, fake).content.decode()
    assert client.post(first, {**fake, "papers": photos})["Location"] == (
        f"{made_url}items/{items[1].pk}/"
    )
    paper = StationPaper.objects.first()
    assert StationPaper.objects.count() == 2
    shown = client.get(f"/station/network/papers/{paper.pk}/")
    assert (b"".join(shown), shown["Content-Type"]) == (png(), "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]
    client.post(f"{made_url}items/{items[1].pk}/", {"points": "7.5", "told": "有记录"})
    assert client.get(f"{made_url}do/close/").status_code == 403
    client.post(f"{made_url}do/submit/")

    client.force_login(office.town)
    assert "东一村退役军人服务站" in client.get("/station/assessment/").content.decode()
    check = f"{made_url}do/close/"
    html = client.get(check).content.decode()
    token = html.split('name="token" value="')[1].split('"')[0]
    given = {f"points_{items[0].pk}": "9", f"points_{items[1].pk}": "5"}
    answer = client.post(check, {**given, "token": token}).content.decode()
    assert "第 2 项的分数与自评不同" in answer
    given[f"note_{items[1].pk}"] = "只走访了一户"
    assert "又改过" in client.post(check, {**given, "token": "x"}).content.decode()
    assert client.post(check, {**given, "token": token})["Location"] == made_url
    assert "已核定" in client.get(made_url).content.decode()
    assert client.get(check).status_code == 302

    client.force_login(office.stranger)
    assert client.get(made_url).status_code == 404
    client.force_login(office.preparer)
    page = client.get(f"/bureau/network/assessments/?template={template.pk}").content.decode()
    assert "80.0" in page
    file = client.get(f"/bureau/network/assessments/file/?template={template.pk}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0)
    (row,) = [row for row in sheet.to_python() if row[1] == "东一村"]
    assert row[3:8] == ["16.5", "14.0", "17.5", "80.0", ""]
    assert Decimal("14.0") == template.assessments.get().checked_total
