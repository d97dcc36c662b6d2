"""One objection on an old telephone, without script: from the roster to the hold at the bureau."""

from typing import Any

import pytest

from support_services.casework.models import Incoming
from support_services.subsidies.models import Hold
from tests.at_the_door import sign_in
from tests.casework.test_residents_browser import TOO_SMALL
from tests.people import EAST_ONE, PASSWORD, a_county
from tests.subsidies.publicity import made_public
from tests.support.browser import PHONE, press, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_roster_to_the_hold(live_server: Any, new_context: Any) -> None:
    made = made_public(a_county()[EAST_ONE])
    clerk = made["objection"].registered_by
    clerk.set_password(PASSWORD)
    clerk.save()
    context = new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/gongshi/{made['notice'].pk}/")
    press(page.get_by_role("link", name="在网上写"))
    press(page.get_by_role("button", name="下一步：看一遍"))
    assert page.get_by_text("写过的都在").is_visible()
    page.get_by_label("对哪一位").select_option(index=1)
    page.get_by_label("什么情况").fill("他家去年在城里买了房。")
    assert not too_wide(page)
    assert page.evaluate(TOO_SMALL) == []
    press(page.get_by_role("button", name="下一步：看一遍"))
    assert page.get_by_text("1 号：").is_visible()
    page.get_by_role("button", name="发出去").dblclick()
    page.wait_for_url("**/fanying/huizhi/*/")
    assert page.get_by_text("您没有留电话").is_visible()
    assert context.cookies() == []
    one = Incoming.objects.get()
    before = Hold.objects.count()

    desk = new_context(java_script_enabled=False).new_page()
    sign_in(desk, "/bureau/", clerk.username)
    desk.goto(f"/bureau/publicity/{made['notice'].pk}/")
    press(desk.get_by_role("link", name="看网上来件"))
    press(desk.get_by_role("link", name=one.number))
    press(desk.get_by_role("link", name="登记为异议"))
    press(desk.get_by_role("button", name="登记为异议"))
    assert desk.get_by_text("已登记为公示异议，这一项暂缓发放").is_visible()
    assert Hold.objects.count() == before + 1
