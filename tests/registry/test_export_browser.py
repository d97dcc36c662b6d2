"""A clerk takes a roster along with a real browser, and the page follows the work by itself."""

import pytest
from django.utils import timezone

from tests.at_the_door import sign_in
from tests.people import NOW
from tests.registry.makers import line
from tests.support.browser import NewContext, press
from veterans.accounts.models import User
from veterans.foundation.models import SealedPiece
from veterans.foundation.sheets import read_grid
from veterans.registry.models import PeopleExport
from veterans.registry.services import exports, import_people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("regions"),
]


def test_from_the_choice_to_the_destroyed_file(new_context: NewContext, clerk: User) -> None:
    import_people(rows=[line()], by=clerk, at=NOW)
    page = sign_in(new_context().new_page(), "/bureau/", clerk.username)
    page.goto("/bureau/people/")
    page.get_by_role("link", name="人员导出").click()
    page.get_by_role("link", name="导出名册").first.click()
    page.get_by_label("镇街或村居").select_option(label="东街道 › 东一村")
    press(page.get_by_role("button", name="看有多少人"))
    page.get_by_label("身份证号（遮盖）").check()
    page.get_by_role("textbox", name="用途").fill("核对走访慰问名单")
    press(page.get_by_role("button", name="导出这 1 人"))
    page.get_by_text("等待生成").first.wait_for()
    made = PeopleExport.objects.get()
    exports.make_export(export_id=made.pk, now=timezone.now)
    # The page asks every two seconds and shows itself anew.
    with page.expect_download() as download:
        page.get_by_role("button", name="下载名册").click()
    assert download.value.suggested_filename == f"人员导出-{made.pk}.xlsx"
    assert any("张三" in row for row in read_grid(download.value.path().read_bytes()))
    page.reload()
    page.get_by_role("link", name="立即销毁").click()
    press(page.get_by_role("button", name="立即销毁"))
    page.get_by_text("已销毁，记录保留").wait_for()
    assert not SealedPiece.objects.exists()
