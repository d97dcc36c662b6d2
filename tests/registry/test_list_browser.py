"""A clerk brings a list in with a real browser, and the page follows the work by itself."""

from pathlib import Path

import pytest

from tests.at_the_door import sign_in
from tests.people import NOW
from tests.registry.sheets import row, xlsx
from tests.support.browser import NewContext, press
from veterans.accounts.models import User
from veterans.registry.models import PeopleList, Person
from veterans.registry.services import lists

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("regions"),
]


def test_from_the_upload_to_the_register(
    new_context: NewContext, clerk: User, tmp_path: Path
) -> None:
    file = tmp_path / "十一月名单.xlsx"
    file.write_bytes(xlsx([row(1), row(2, name="李四", village="无名村")]))
    page = sign_in(new_context().new_page(), "/bureau/", clerk.username)
    page.goto("/bureau/people/")
    page.get_by_role("link", name="导入人员名单").click()
    page.get_by_role("link", name="导入名单").first.click()
    page.get_by_label("名单文件").set_input_files(file)
    press(page.get_by_role("button", name="核对名单"))
    page.get_by_text("等待核对").first.wait_for()
    made = PeopleList.objects.get()
    lists.read_list(list_id=made.pk, now=lambda: NOW)
    # The page asks every two seconds and shows itself anew.
    page.get_by_text("没有这个村居").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载要改的").click()
    assert download.value.suggested_filename == f"名单校验结果-{made.pk}.xlsx"
    page.get_by_role("link", name="确认导入").click()
    page.get_by_label("不合格和未认定的行先不导入").check()
    press(page.get_by_role("button", name="确认导入"))
    page.get_by_text("正在写入").first.wait_for()
    assert not Person.objects.exists()
    lists.apply_list(list_id=made.pk, at=NOW)
    page.get_by_text("已写入").first.wait_for()
    assert Person.objects.get().name == "张三"
