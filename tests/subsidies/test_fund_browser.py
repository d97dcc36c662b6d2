"""Two signatures and a batch in parts, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support_services.subsidies.models import BankFile
from tests.at_the_door import sign_in
from tests.people import EAST_ONE, PASSWORD
from tests.subsidies.factories import user
from tests.subsidies.funds import Treasury
from tests.subsidies.station_area import Area, make_area
from tests.support.browser import DESK, press
from veterans.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def area(live_server: Any) -> Area:
    area = make_area()
    for hand in (area.lab.preparer, area.lab.reviewer, area.lab.approver):
        hand.set_password(PASSWORD)
        hand.save()
    return area


def test_two_sign_and_one_town_goes_out(area: Area, new_context: Any, seen: Any) -> None:
    area.draws(EAST_ONE, "张建国")
    treasury = Treasury()
    treasury.rule("1", "2")
    treasury.share(scheme=area.lab.scheme.code, central="60", county="40")
    treasury.line("1", schemes=(area.lab.scheme.code,))
    second = user(Role.APPROVER)
    second.set_password(PASSWORD)
    second.save()
    batch = area.run(approve=False)

    def enter(who: Any) -> Page:
        page = sign_in(new_context(viewport=DESK).new_page(), "/bureau/", who.username)
        page.goto(f"/bureau/batches/{batch.pk}/")
        return page

    def step(page: Page, name: str, *, confirm: str = "") -> None:
        press(page.get_by_role("link", name=name, exact=True))
        seen(page)
        if confirm:
            press(page.get_by_role("button", name=confirm))

    step(enter(area.lab.reviewer), "复核通过", confirm="确认复核通过")
    first = enter(area.lab.approver)
    step(first, "签批")
    first.get_by_label("党组会议纪要文号").fill("党纪1号")
    first.get_by_label("党组会议日期").fill("2026-01-05")
    press(first.get_by_role("button", name="确认签批"))
    expect(first.locator("strong", has_text="已签 1/2")).to_be_visible()
    seen(first)
    other = enter(second)
    step(other, "签批")
    other.get_by_label("批准超支的文号").fill("局办9号")
    press(other.get_by_role("button", name="确认签批"))
    expect(other.locator("strong", has_text="已签 2/2")).to_be_visible()
    seen(other)
    clerk = enter(area.lab.preparer)
    step(clerk, "分开导出")
    clerk.locator("[name=layout]").first.check()
    press(clerk.get_by_role("button", name="确认分开导出"))
    expect(clerk.get_by_text("都已导出")).to_be_visible()
    seen(clerk)
    assert BankFile.objects.get().split == "town"
