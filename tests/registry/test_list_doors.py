"""Lists of people at the bureau's door: what each page says, and what it never does on a GET."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import EAST_ONE, NOW
from tests.registry.makers import id_number
from tests.registry.sheets import named, row, staged, xlsx
from tests.screen_text import latin_words, text_of
from veterans.accounts.models import User
from veterans.foundation.models import AuditEntry
from veterans.foundation.sheets import read_grid
from veterans.regions.models import Region
from veterans.registry.list_columns import NAMES, find_table
from veterans.registry.models import PeopleList, Person
from veterans.registry.services import lists, register_person
from veterans.registry.states import ListState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

LISTS = "/bureau/people/lists/"


@pytest.fixture
def door(clerk: User) -> Client:
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return " ".join(text_of(response.text).split())


def page_of(made: PeopleList) -> str:
    return f"{LISTS}{made.pk}/"


def test_the_whole_way_from_the_empty_form_to_the_register(door: Client) -> None:
    assert "导入人员名单" in told(door, "/bureau/people/")
    content = xlsx([row(1), row(2, name="李四", village="无名村")])
    upload = SimpleUploadedFile("十一月 名单.xlsx", content)
    answer = door.post(f"{LISTS}new/", {"file": upload}, follow=True)
    assert "正在核对" in text_of(answer.text)
    made = PeopleList.objects.get()
    assert "hx-get" in answer.text
    assert lists.read_list(list_id=made.pk, now=lambda: NOW)
    done = door.get(f"{page_of(made)}progress/")
    assert done.headers["HX-Refresh"] == "true"
    page = told(door, page_of(made))
    assert "没有这个村居" in page
    assert "序号、备注" in page
    assert set(latin_words(page)) <= {"xlsx", "jingban"}
    assert id_number(1) not in page
    step = f"{page_of(made)}do/confirm/"
    asked = told(door, step)
    assert "新登记 1 人" in asked
    assert "还有 1 行" in text_of(door.post(step, follow=True).text)
    assert not Person.objects.exists()
    assert "正在写入" in text_of(door.post(step, {"leaves_out": "on"}, follow=True).text)
    assert lists.apply_list(list_id=made.pk, at=NOW)
    page = told(door, page_of(made))
    assert "已写入" in page
    assert "没有导入" in page
    assert Person.objects.get().name == "张三"
    # The same button again finds the list gone on.
    assert "不能" in text_of(door.post(step, {"leaves_out": "on"}, follow=True).text)


def test_no_question_does_anything(door: Client, clerk: User) -> None:
    made = staged(clerk, xlsx([row()]))
    before = AuditEntry.objects.count()
    for verb in ("confirm", "again", "withdraw"):
        door.get(f"{page_of(made)}do/{verb}/")
    assert door.get(f"{page_of(made)}file/").status_code == 405
    assert door.get(f"{page_of(made)}do/nothing/").status_code == 404
    made.refresh_from_db()
    assert made.state == ListState.READ
    assert AuditEntry.objects.count() == before


def test_columns_are_chosen_and_the_list_is_read_again(door: Client, clerk: User) -> None:
    made = staged(clerk, xlsx([row()]))
    step = f"{page_of(made)}do/again/"
    assert "联系电话" in told(door, step)
    wrong = door.post(step, {"parts": ["account"]})
    assert "名单里没有这一列" in text_of(wrong.text)
    door.post(step, {"parts": ["region"]})
    made.refresh_from_db()
    assert (made.state, made.parts) == (ListState.RECEIVED, ["region"])


def test_a_doubtful_line_stands_beside_the_one_it_may_mean(door: Client, clerk: User) -> None:
    known = register_person(
        name="张三",
        id_number=id_number(1),
        region=Region.objects.get(code=EAST_ONE),
        by=clerk,
        at=NOW,
        today=date(2026, 11, 2),
    )
    made = staged(clerk, xlsx([row(2)]))
    line = f"{page_of(made)}lines/3/"
    assert line in door.get(f"{page_of(made)}?verdict=doubtful").text
    page = told(door, line)
    for number in (id_number(1), id_number(2)):
        assert number not in page
        assert f"370***********{number[-4:]}" in page
    for odd in ({}, {"same": "yes", "person": "x"}, {"same": "no", "person": "999999"}):
        door.post(line, odd)
    made.refresh_from_db()
    assert made.doubtful_count == 1
    door.post(line, {"same": "no", "person": str(known.pk)})
    made.refresh_from_db()
    assert (made.doubtful_count, made.new_count) == (0, 1)
    assert "已认定不是同一人" in told(door, line)


def test_the_file_and_the_template_are_tables_that_the_reader_knows(
    door: Client, clerk: User
) -> None:
    made = staged(clerk, xlsx([row(1), row(2, name="")]))
    for lines, count in (("open", 1), ("all", 2)):
        answer = door.post(f"{page_of(made)}file/", {"lines": lines})
        assert len(find_table(read_grid(answer.content)).lines) == count
    assert "no-store" in answer.headers["Cache-Control"]
    heads = read_grid(door.get(f"{LISTS}template/").content)[0]
    assert set(find_table([heads, ["x"] * len(heads)]).places) == set(NAMES)


def test_a_long_list_costs_no_more_queries_than_a_short_one(door: Client, clerk: User) -> None:
    def queries(made: PeopleList) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert door.get(page_of(made)).status_code == 200
        return len(found)

    short = staged(clerk, xlsx([row(1)]))
    long = staged(clerk, xlsx([row(n, name=named(n)) for n in range(1, 61)]))
    queries(short)
    assert queries(long) == queries(short)


def test_a_withdrawn_list_is_gone_and_one_that_cannot_be_read_says_why(
    door: Client, clerk: User
) -> None:
    made = staged(clerk, "甲,乙\n1,2\n".encode(), "坏.csv")
    page = told(door, page_of(made))
    assert "没有找到列名" in page
    assert "确认导入" not in page
    assert "已撤下" in text_of(door.post(f"{page_of(made)}do/withdraw/", follow=True).text)
    assert "撤下" in told(door, LISTS)
