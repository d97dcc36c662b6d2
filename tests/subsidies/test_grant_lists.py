"""A list of grants at the bureau's door: the empty workbook, the look, the entry, the refusals."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant
from support_services.subsidies.services import grant_lists
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, said
from tests.subsidies.grants import Office, payee
from veterans.foundation import waiting_uploads
from veterans.foundation.table_files import csv_bytes
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db

LIST, NEW = "/bureau/grants/", "/bureau/grants/new/"
HEADS = ["身份证号", "年度", "节日", "发放月"]


@pytest.fixture
def office() -> Office:
    office = Office.of("festival_grant")
    office.figure(Code.FESTIVAL, "500", date(2026, 1, 1), "spring")
    return office


def findable(*people: Person) -> None:
    for one in people:
        Person.objects.filter(pk=one.pk).update(id_index=id_index(one.id_number))


def three() -> list[Person]:
    people = [payee(name=name) for name in ("张建国", "王志强", "李卫国")]
    findable(*people)
    return people


def lines_for(*people: Person, heads: list[str] = HEADS, festival: str = "春节") -> bytes:
    return csv_bytes(heads, [[str(one.id_number), "2026", festival, "2026-11"] for one in people])


def bring(client: Client, content: bytes, kind: str = "festival", name: str = "名单.csv") -> Any:
    given = {"kind": kind, "document_no": "示范〔2026〕3号"}
    return client.post(NEW, {**given, "file": SimpleUploadedFile(name, content)}, follow=True)


def test_what_was_looked_at_is_what_is_entered(office: Office) -> None:
    preparer = enter(office.lab.preparer)
    people = three()
    shown = bring(preparer, lines_for(*people))
    seen = said(shown)
    assert "录入这 3 项，合计 1,500.00 元？" in seen
    assert "王志强" in seen
    assert str(people[0].id_number) not in shown.text
    assert not Grant.objects.exists()
    address = shown.redirect_chain[-1][0]
    done = preparer.post(address, follow=True)
    assert "已录入 3 项，合计 1,500.00 元，等另一人批准。" in said(done)
    assert set(Grant.objects.values_list("state", "document_no", "amount")) == {
        ("draft", "示范〔2026〕3号", Decimal("500.00"))
    }
    assert not waiting_uploads.waiting().exists()
    # The same click twice: it is gone, and nothing came twice.
    assert "已经处理过" in said(preparer.post(address, follow=True))
    assert Grant.objects.count() == 3


def test_the_same_list_again_is_refused_by_line(office: Office) -> None:
    preparer = enter(office.lab.preparer)
    people = three()
    preparer.post(bring(preparer, lines_for(people[1])).redirect_chain[-1][0])
    again = said(bring(preparer, lines_for(*people)))
    assert "第 3 行：" in again
    assert "第 2 行：" not in again
    assert Grant.objects.count() == 1
    assert not waiting_uploads.waiting().exists()


def test_one_bad_line_refuses_the_list_and_says_which(office: Office) -> None:
    people = three()
    bad = lines_for(*people).replace("春节".encode(), "端午".encode(), 1)
    seen = said(bring(enter(office.lab.preparer), bad))
    assert "第 2 行：" in seen
    assert "可填：春节、八一" in seen
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        ("身份证号,年度,节日\n".encode(), "缺少：发放月"),
        ("身份证号,年度,节日,发放月,备注\n".encode(), "不认识：备注"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
        ("身份证号,年度,节日,发放月\n3.70303E+17,2026,春节,2026-11\n".encode(), "第 2 行"),
    ],
)
def test_a_file_that_is_no_such_list_is_told_what_is_wrong(
    office: Office, content: bytes, told: str
) -> None:
    assert told in said(bring(enter(office.lab.preparer), content))
    assert not waiting_uploads.waiting().exists()


def test_an_upload_is_for_whoever_brought_it(office: Office) -> None:
    address = bring(enter(office.lab.preparer), lines_for(*three())).redirect_chain[-1][0]
    other = Office.of("festival_grant").lab.preparer
    assert "已过期" in said(enter(other).post(address, follow=True))
    assert enter(office.lab.reviewer).post(address).status_code == 403
    assert not Grant.objects.exists()


@pytest.mark.parametrize("kind", list(GrantKind))
def test_the_empty_workbook_comes_back_as_a_list(office: Office, kind: GrantKind) -> None:
    answer = enter(office.lab.preparer).get(f"{NEW}template/{kind.value}/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["名单", "填写说明"]
    heads = [str(cell) for cell in book.get_sheet_by_index(0).to_python()[0]]
    told = book.get_sheet_by_index(1).to_python()
    assert [str(row[0]) for row in told] == heads
    assert all(str(row[1]).strip() for row in told)
    rows = grant_lists.read_list(csv_bytes(heads, [["x"] * len(heads)]), kind)
    assert set(rows[0].values) == {*grant_lists.COLUMNS[kind], *grant_lists.OPTIONAL}
    assert enter(office.lab.reviewer).get(f"{NEW}template/{kind.value}/").status_code == 403


def test_no_workbook_of_an_unknown_kind(office: Office) -> None:
    assert enter(office.lab.preparer).get(f"{NEW}template/salary/").status_code == 404


def test_the_pages_speak_chinese(office: Office) -> None:
    preparer = enter(office.lab.preparer)
    for page in (preparer.get(NEW), bring(preparer, lines_for(*three()))):
        text = text_of(page.text)
        assert set(latin_words(text)) <= {"csv", "preparer"}
