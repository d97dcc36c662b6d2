"""The pages of the cross-checks in a real browser: at a desk and on a telephone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from support_services.subsidies.models import Hold
from tests.at_the_door import sign_in
from tests.people import EAST_ONE, PASSWORD
from tests.subsidies.checks import findable, names, the_hit
from tests.subsidies.station_area import Area, make_area
from tests.support.browser import PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def area(live_server: Any) -> Area:
    area = make_area()
    for hand in (area.lab.preparer, area.lab.reviewer):
        hand.set_password(PASSWORD)
        hand.save()
    return area


def test_from_the_list_to_the_visit_to_the_decision(
    area: Area, new_context: Any, seen: Any
) -> None:
    old_zhang = area.draws(EAST_ONE, "张建国")
    findable(old_zhang)

    preparer = sign_in(new_context().new_page(), "/bureau/", area.lab.preparer.username)
    preparer.goto("/bureau/crosschecks/")
    seen(preparer)
    press(preparer.get_by_role("link", name="导入比对名单"))
    seen(preparer)
    preparer.get_by_label("死亡").check()
    preparer.get_by_label("来源单位").fill("区民政局")
    preparer.get_by_label("名单文件").set_input_files(
        {"name": "火化名单.csv", "mimeType": "text/csv", "buffer": names(old_zhang)}
    )
    press(preparer.get_by_role("button", name="核对名单"))
    expect(preparer.locator(".confirm-question")).to_be_visible()
    seen(preparer)
    press(preparer.get_by_role("button", name="确认导入"))
    expect(preparer.get_by_role("link", name="张建国")).to_be_visible()
    seen(preparer)
    worker = sign_in(new_context(viewport=PHONE).new_page(), "/station/", "own")
    seen(worker)
    press(worker.get_by_role("link", name="请上门核实"))
    seen(worker)
    press(worker.get_by_role("link", name="张建国"))
    seen(worker)
    worker.get_by_label("见到本人").check()
    worker.get_by_label("说明").fill("在家")
    press(worker.get_by_role("button", name="登记核实情况"))
    expect(worker.get_by_text("已登记，等区局结论")).to_be_visible()
    reviewer = sign_in(new_context().new_page(), "/bureau/", area.lab.reviewer.username)
    press(reviewer.get_by_role("link", name="1 条比对结果待核实"))
    press(reviewer.get_by_role("link", name="张建国"))
    expect(reviewer.get_by_text("见到本人")).to_be_visible()
    seen(reviewer)
    press(reviewer.get_by_role("link", name="不属实", exact=True))
    reviewer.get_by_label("核实依据").fill("站点上门见到本人")
    press(reviewer.get_by_role("button", name="下一步"))
    seen(reviewer)
    press(reviewer.locator("button[name=confirmed]"))
    expect(reviewer.get_by_text("暂缓已解除")).to_be_visible()
    assert the_hit(old_zhang).state == "refuted"
    assert not Hold.objects.filter(released_at__isnull=True).exists()
