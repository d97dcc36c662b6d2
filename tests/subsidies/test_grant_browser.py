"""Grants in a real browser, at a desk and on a telephone: from the person to the batch's line."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.models import GrantDue
from tests.at_the_door import sign_in
from tests.people import PASSWORD
from tests.subsidies.grants import Office, household_of, payee
from tests.support.browser import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(live_server: Any) -> Office:
    office = Office.of("hardship_grant")
    for hand in (office.lab.preparer, office.lab.reviewer):
        hand.set_password(PASSWORD)
        hand.save()
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    office.figure(Code.HARDSHIP_CAP, "10000", date(2020, 1, 1), "special")
    return office


def test_from_the_figure_to_the_decision(office: Office, new_context: Any, seen: Any) -> None:
    veteran = payee(name="张建国")
    household_of(veteran)

    preparer = sign_in(new_context().new_page(), "/bureau/", office.lab.preparer.username)
    preparer.goto("/bureau/grants/")
    seen(preparer)
    press(preparer.get_by_role("link", name="核发基数").first)
    seen(preparer)
    press(preparer.get_by_role("link", name="录入基数"))
    seen(preparer)
    preparer.get_by_label("基数").select_option("festival_amount:spring")
    preparer.get_by_label("数值").fill("500")
    preparer.get_by_label("执行日期").fill("2026-01-01")
    preparer.get_by_label("来源").fill("本局会议纪要")
    preparer.get_by_label("可信程度").select_option("verified")
    press(preparer.get_by_role("button", name="录入"))
    expect(preparer.get_by_text("等另一人启用")).to_be_visible()
    seen(preparer)
    preparer.goto(f"/bureau/people/{veteran.pk}/")
    press(preparer.get_by_role("link", name="核发年度、一次性款项"))
    seen(preparer)
    preparer.get_by_label("困难帮扶").check()
    press(preparer.get_by_role("button", name="下一步"))
    expect(preparer.get_by_text("剩余（普通）")).to_be_visible()
    seen(preparer)
    preparer.get_by_label("金额（元）").fill("6000")
    preparer.get_by_label("帮扶事由").fill("家庭成员重大疾病")
    press(preparer.get_by_role("button", name="核算"))
    expect(preparer.get_by_text("最多还可核发 5,000.00 元").first).to_be_visible()
    seen(preparer)
    preparer.get_by_label("金额（元）").fill("2000")
    press(preparer.get_by_role("button", name="核算"))
    expect(preparer.locator(".confirm-question")).to_be_visible()
    seen(preparer)
    press(preparer.get_by_role("button", name="确认录入"))
    expect(preparer.get_by_text("等待另一人审批")).to_be_visible()
    seen(preparer)
    reviewer = sign_in(new_context().new_page(), "/bureau/", office.lab.reviewer.username)
    reviewer.goto("/bureau/grants/")
    press(reviewer.get_by_role("link", name="核对名单，一起批准"))
    seen(reviewer)
    reviewer.goto("/bureau/grants/")
    press(reviewer.get_by_role("link", name="张建国"))
    seen(reviewer)
    press(reviewer.get_by_role("link", name="批准", exact=True))
    seen(reviewer)
    press(reviewer.get_by_role("button", name="确认批准"))
    expect(reviewer.get_by_text("已批准，在发放月的批次发放")).to_be_visible()
    seen(reviewer)
    press(reviewer.get_by_role("link", name="张建国").first)
    seen(reviewer)
    assert GrantDue.objects.count() == 1
