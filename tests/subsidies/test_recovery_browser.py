"""A recovery in a real browser: from the desk to the last fen, at a desk and on a telephone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.at_the_door import sign_in
from tests.people import EAST_ONE, PASSWORD
from tests.subsidies.recoveries import claim_of
from tests.subsidies.station_area import Area, make_area
from tests.support.browser import PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

D = Decimal


@pytest.fixture
def area(live_server: Any) -> Area:
    area = make_area()
    for hand in (area.lab.preparer, area.lab.reviewer, area.lab.approver):
        hand.set_password(PASSWORD)
        hand.save()
    return area


def test_from_the_desk_to_the_last_fen(area: Area, new_context: Any, seen: Any) -> None:
    right = area.draws(EAST_ONE, "张建国")
    area.lab.rate("6000", date(2026, 1, 1), grade=2)
    area.run(date(2026, 10, 1))
    area.lab.determine(right, date(2026, 8, 1), grade=2)
    area.run()
    claim = claim_of(right)
    assert claim.balance == D("1000.00")

    def enter(who: Any) -> Page:
        return sign_in(new_context().new_page(), "/bureau/", who.username)

    def confirmed(page: Page) -> None:
        expect(page.locator(".confirm-question")).to_be_visible()
        seen(page)
        press(page.locator("button[name=confirmed]"))

    preparer = enter(area.lab.preparer)
    press(preparer.get_by_role("link", name="1 个追缴案还没有结清"))
    seen(preparer)
    press(preparer.get_by_role("link", name="张建国"))
    expect(preparer.get_by_text("2026年8月至2026年10月多发")).to_be_visible()
    seen(preparer)
    press(preparer.get_by_role("link", name="约定抵扣"))
    seen(preparer)
    preparer.get_by_label("每批最多抵扣（元）").fill("200")
    preparer.get_by_label("自哪个月的批次起").fill("2026-12")
    preparer.get_by_label("约定日期").fill("2026-11-05")
    preparer.get_by_label("协议编号").fill("协议1号")
    press(preparer.get_by_role("button", name="下一步"))
    confirmed(preparer)
    expect(preparer.get_by_text("约定已录入")).to_be_visible()
    press(preparer.get_by_role("link", name="登记退款"))
    preparer.get_by_label("退款金额（元）").fill("1000")
    today = claim.opened_at.date()
    preparer.get_by_label("退款日期").fill(f"{today}")
    preparer.get_by_label("票据号").fill("票1")
    press(preparer.get_by_role("button", name="下一步"))
    confirmed(preparer)
    expect(preparer.get_by_text("等另一人确认").first).to_be_visible()
    seen(preparer)
    press(preparer.get_by_role("link", name="追缴告知书"))
    expect(preparer.get_by_text("人民币壹仟元整")).to_be_visible()
    seen(preparer)
    worker = sign_in(new_context(viewport=PHONE).new_page(), "/station/", "own")
    worker.goto(f"/station/payees/{right.person_id}/")
    expect(worker.get_by_text("正在追缴")).to_be_visible()
    seen(worker)
    reviewer = enter(area.lab.reviewer)
    press(reviewer.get_by_role("link", name="1 笔退款：确认"))
    seen(reviewer)
    press(reviewer.get_by_role("link", name="确认退款"))
    seen(reviewer)
    press(reviewer.get_by_role("button", name="下一步"))
    confirmed(reviewer)
    expect(reviewer.get_by_text("退款已入账。")).to_be_visible()
    expect(reviewer.get_by_text("已结清").first).to_be_visible()
    seen(reviewer)
    assert claim_of(right).state == "settled"
