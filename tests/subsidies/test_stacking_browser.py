"""The pages of the stacking rules in a real browser: at a desk and on a telephone."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support_services.subsidies.models import Exclusion, StackingOverride
from support_services.subsidies.rules import Basis
from tests.at_the_door import sign_in
from tests.people import PASSWORD
from tests.subsidies.stacking_lab import ILL, RURAL, People
from tests.support.browser import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

START = date(2026, 9, 1)


@pytest.fixture
def people(live_server: Any) -> People:
    made = People.of(ILL, RURAL)
    made.rate(ILL, "700", date(2021, 8, 1))
    made.rate(RURAL, "50", date(2021, 8, 1), Basis.MONTH_PER_SERVICE_YEAR)
    for hand in (made.hands.preparer, made.hands.reviewer):
        hand.set_password(PASSWORD)
        hand.save()
    return made


def test_from_the_warning_to_the_approval(people: People, new_context: Any, seen: Any) -> None:
    owner = people.someone()
    people.right(owner, RURAL, START, factor="5")
    people.labs[RURAL].run(date(2026, 10, 1))

    def at_the_desk(name: str) -> Page:
        return sign_in(new_context().new_page(), "/bureau/", name)

    clerk = at_the_desk(people.hands.preparer.username)
    clerk.goto(f"/bureau/people/{owner.pk}/do/grant/?scheme={ILL}")
    clerk.get_by_label("批准日期").fill("2026-09-09")
    clerk.get_by_label("批准文号").fill("示批〔2026〕7号")
    press(clerk.get_by_role("button", name="下一步"))
    expect(clerk.get_by_text("系统将只发带病回乡")).to_be_visible()
    seen(clerk)
    press(clerk.locator("button[name=confirmed]"))
    expect(clerk.get_by_text("叠加不发")).to_be_visible()
    seen(clerk)
    press(clerk.get_by_role("link", name="提出特批"))
    clerk.get_by_label("农村籍老兵和带病回乡").check()
    clerk.get_by_label("自哪个月起").fill("2026-09")
    clerk.get_by_label("批准文号").fill("示特批〔2026〕1号")
    clerk.get_by_label("理由").fill("市局批复")
    seen(clerk)
    press(clerk.get_by_role("button", name="下一步"))
    seen(clerk)
    press(clerk.locator("button[name=confirmed]"))
    reviewer = at_the_desk(people.hands.reviewer.username)
    press(reviewer.get_by_role("link", name="1 份特批同时享受"))
    expect(reviewer.get_by_text("规定只发带病回乡")).to_be_visible()
    seen(reviewer)
    press(reviewer.get_by_role("link", name="叠加规则"))
    seen(reviewer)
    reviewer.go_back()
    press(reviewer.locator("#overrides").get_by_role("link", name=owner.name))
    seen(reviewer)
    press(reviewer.get_by_role("link", name="同意特批"))
    press(reviewer.get_by_role("button", name="下一步"))
    seen(reviewer)
    press(reviewer.locator("button[name=confirmed]"))
    expect(reviewer.get_by_text("特批已确认")).to_be_visible()
    assert StackingOverride.objects.get().state == "confirmed"
    assert not Exclusion.objects.exists()
