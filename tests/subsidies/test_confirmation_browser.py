"""The yearly confirmation in a real browser: two taps on a telephone, and the round at a desk."""

from typing import Any

import pytest
from playwright.sync_api import expect

from support_services.subsidies.models import ConfirmationDue
from tests.at_the_door import sign_in
from tests.people import EAST_ONE, PASSWORD
from tests.subsidies.confirmations import held
from tests.subsidies.station_area import make_area
from tests.subsidies.test_confirmation_doors import over_now
from tests.support.browser import DESK, PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_taps_on_a_telephone_and_the_round_at_a_desk(
    live_server: Any, new_context: Any, seen: Any
) -> None:
    area = make_area()
    area.lab.reviewer.set_password(PASSWORD)
    area.lab.reviewer.save()
    right = area.draws(EAST_ONE, "张建国")
    area.draws(EAST_ONE, "李秀英")
    over_now(area)

    worker = sign_in(new_context(viewport=PHONE).new_page(), "/station/", "own")
    seen(worker)
    press(worker.locator(".due-list a").first)
    seen(worker)
    press(worker.locator("li", has_text="张建国").locator("a.btn"))
    seen(worker)
    press(worker.get_by_role("button", name="本人到站"))
    expect(worker.get_by_text("已确认 张建国（本人到站）")).to_be_visible()
    assert not held(right)
    press(worker.locator("li", has_text="李秀英").locator("a.btn"))
    worker.get_by_text("没有见到本人：去世").click()
    worker.get_by_label("找不到人").check()
    press(worker.get_by_role("button", name="报区局"))
    expect(worker.get_by_text("报区局，没有确认")).to_be_visible()
    reviewer = sign_in(
        new_context(viewport=DESK).new_page(), "/bureau/", area.lab.reviewer.username
    )
    press(reviewer.get_by_role("link", name="1 条年度确认的站点报告待处理"))
    seen(reviewer)
    press(reviewer.get_by_role("link", name="李秀英"))
    seen(reviewer)
    press(reviewer.get_by_role("link", name="写处理情况"))
    reviewer.get_by_label("处理情况").fill("已联系女儿，请再去")
    press(reviewer.get_by_role("button", name="下一步"))
    seen(reviewer)
    press(reviewer.locator("button[name=confirmed]"))
    expect(reviewer.get_by_text("已联系女儿")).to_be_visible()
    assert ConfirmationDue.objects.filter(state="held").count() == 1
