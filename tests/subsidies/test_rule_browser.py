"""A change of a rule in a real browser: proposed, looked at, brought into force by another."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support_services.subsidies.models import RuleChange
from tests.at_the_door import sign_in
from tests.people import PASSWORD
from tests.subsidies.ledger_lab import Lab
from tests.support.browser import DESK, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_rules_page_to_the_second_person(
    live_server: Any, new_context: Any, seen: Any
) -> None:
    lab = Lab.of()
    lab.rate("12000", date(2024, 8, 1))
    right = lab.entitle(date(2025, 3, 1))
    lab.run(date(2026, 10, 1))
    for hand in (lab.preparer, lab.reviewer):
        hand.set_password(PASSWORD)
        hand.save()

    def at_the_desk(name: str) -> Page:
        return sign_in(new_context(viewport=DESK).new_page(), "/bureau/", name)

    clerk = at_the_desk(lab.preparer.username)
    clerk.goto("/bureau/rates/rules/")
    press(clerk.locator("#disability_pension").get_by_role("link", name="变更起发月规则"))
    clerk.get_by_label("批准次月起").check()
    clerk.get_by_label("批准日期自").fill("2025-03-01")
    clerk.get_by_label("文号").fill("示局发〔2026〕9号")
    clerk.get_by_label("依据").fill("市局答复")
    clerk.get_by_label("可信程度").select_option("reported")
    seen(clerk)
    press(clerk.get_by_role("button", name="提出变更"))
    expect(clerk.get_by_text("等另一人启用")).to_be_visible()
    expect(clerk.get_by_role("link", name=right.person.name)).to_be_visible()
    seen(clerk)
    reviewer = at_the_desk(lab.reviewer.username)
    press(reviewer.get_by_role("link", name="规则变更“起发月"))
    press(reviewer.get_by_role("link", name="启用", exact=True))
    expect(reviewer.get_by_text("冲减 1,000.00 元")).to_be_visible()
    seen(reviewer)
    press(reviewer.get_by_role("button", name="确认启用"))
    expect(reviewer.get_by_text("变更已启用。差额在有关项目的下一批")).to_be_visible()
    seen(reviewer)
    assert RuleChange.objects.get().state == "in_force"
