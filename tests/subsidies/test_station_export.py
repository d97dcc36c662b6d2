"""The roster as a file: own area only, covered, on record, and no formula in it."""

import csv
import io
import zipfile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from support_services.subsidies.area_rosters import Chosen
from support_services.subsidies.services.area_records import export_roster
from tests.people import EAST_ONE, EAST_TWO, WEST_ONE, colleague
from tests.subsidies.station_area import AT, MONTH, make_month
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db
EXPORT = "/station/roster/export/"


@pytest.fixture
def area():
    return make_month()


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def xlsx_rows(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def names(rows):
    return [row[1] for row in rows[1:]]


def made(user, form="csv", **chosen):
    return export_roster(chosen=Chosen(MONTH, **chosen), form=form, by=user, at=AT)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("own", ["李秀英", "张建国"]),
        ("neighbour", ["王志强"]),
        ("town", ["李秀英", "张建国", "王志强"]),
        ("stranger", ["赵玉兰"]),
    ],
)
def test_own_area_only(area, who, seen):
    assert names(csv_rows(made(getattr(area, who)).content)) == seen


def test_a_village_that_is_not_theirs_gives_nothing(area):
    """The page answers 404; the service would not hand it out either."""
    with pytest.raises(Refused, match="没有可以导出"):
        made(area.own, village=area.places[WEST_ONE])


def test_workbook(area):
    rows = xlsx_rows(made(area.own, "xlsx").content)
    assert rows[0][0] == "东一村2026年11月抚恤补助发放花名册"
    assert "合计 22,000.00 元" in rows[1][0]
    assert rows[3][:3] == ["序号", "姓名", "身份证号"]
    assert rows[4][1] == "李秀英"
    assert rows[4][5] == 11000.0


def test_identity_numbers_are_covered(area):
    number = Person.objects.get(name="张建国").id_number
    for form in ("csv", "xlsx"):
        assert number not in str(
            (csv_rows if form == "csv" else xlsx_rows)(made(area.own, form).content)
        )


def test_on_record_without_personal_data(area):
    made(area.own, text="张")
    entry = AuditEntry.objects.get(action="subsidies.area_exported")
    assert (entry.actor_name, entry.subject_id) == ("own", EAST_ONE)
    assert entry.detail == {
        "month": "2026-11",
        "state": "",
        "by_name": True,
        "form": "csv",
        "rows": 1,
    }


def test_refused(area):
    with pytest.raises(PermissionRefused):
        made(colleague("clerk"))
    with pytest.raises(PermissionRefused):
        made(colleague("auditor", Role.AUDITOR))
    for form in ("pdf", "", "xls"):
        with pytest.raises(Refused):
            made(area.own, form)
    with pytest.raises(Refused):
        made(area.own, text="没有这个人")
    assert not AuditEntry.objects.filter(action="subsidies.area_exported").exists()


def test_a_name_is_never_a_formula(area):
    Person.objects.filter(name="张建国").update(name="=HYPERLINK(1)")
    cells = names(csv_rows(made(area.own).content))
    assert "'=HYPERLINK(1)" in cells
    content = made(area.own, "xlsx").content
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


class TestPage:
    def test_download(self, client, area):
        client.force_login(area.own)
        response = client.post(EXPORT, {"form": "xlsx", "month": "2026-11"})
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
        assert xlsx_rows(response.content)[4][1] == "李秀英"

    def test_the_filter_goes_along(self, client, area):
        client.force_login(area.town)
        response = client.post(EXPORT, {"form": "csv", "month": "2026-11", "village": EAST_TWO})
        assert names(csv_rows(response.content)) == ["王志强"]

    def test_other_villages_do_not_exist(self, client, area):
        client.force_login(area.own)
        for code in (EAST_TWO, WEST_ONE, "x"):
            assert client.post(EXPORT, {"form": "csv", "village": code}).status_code == 404
        assert not AuditEntry.objects.filter(action="subsidies.area_exported").exists()

    def test_a_refusal_leads_back_with_words(self, client, area):
        client.force_login(area.own)
        response = client.post(EXPORT, {"form": "csv", "q": "没有这个人"}, follow=True)
        assert "没有可以导出的名单" in response.content.decode()

    def test_not_without_the_pages_own_form(self, area):
        client = Client(enforce_csrf_checks=True)
        client.force_login(area.own)
        assert client.post(EXPORT, {"form": "csv"}).status_code == 403
