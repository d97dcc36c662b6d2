"""A vote in the elder edition, on a telephone with letters twice as large: switched in the middle
of writing and back, nothing typed is lost, nothing is cut off, and everybody can read and touch."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from honors.votes.models import Vote, VoteMessage
from tests.design.test_browser import AXE, SIDEWAYS, problems
from tests.design.test_elder_browser import CUT_OFF, LETTERS, TOO_SMALL
from tests.support.browser import PHONE, NewContext
from tests.votes.makers import Ballots, code_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Beyond what axe asks by itself: seven to one for every text.
SEVEN = "{preload: false, runOnly: ['color-contrast-enhanced']}"
TOLD = "found => found.violations.flatMap(v => v.nodes.map(n => n.html.slice(0, 100)))"
WHO = "13800001234"


def wrong(page: Page, where: str, *, elder: bool) -> list[str]:
    found = list(problems(page, where))
    if not elder:
        return found
    page.evaluate(AXE.axe_script)
    found += [f"{where}: under 7:1: {html}" for html in
              page.evaluate(f"axe.run({SEVEN}).then({TOLD})")]  # fmt: skip
    for what, script in (("small", LETTERS), ("hard to touch", TOO_SMALL), ("cut off", CUT_OFF)):
        found += [f"{where}: {what}: {html}" for html in page.evaluate(script)]
    page.evaluate("document.documentElement.style.setProperty('font-size', '48px')")
    found += [f"{where} doubled: cut off: {html}" for html in page.evaluate(CUT_OFF)]
    found += [f"{where} doubled: sideways"] if page.evaluate(SIDEWAYS) else []
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return found


def switch(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def test_a_vote_in_the_elder_edition_from_choosing_to_done(
    new_context: NewContext, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The code is read where it waits for its courier.
    monkeypatch.setattr("honors.votes.tasks.carry.delay", lambda key: None)
    today = timezone.localdate()
    held = Ballots(opens_on=today, closes_on=today + timedelta(days=3))
    page = new_context(viewport=PHONE).new_page()
    found: list[str] = []
    page.goto(f"{live_server}/toupiao/{held.poll.pk}/")
    found += wrong(page, "choosing", elder=False)
    page.get_by_label("2 号 候选人2（虚构）").check()
    page.get_by_label("手机").fill(WHO)
    switch(page, "长辈版")
    expect(page.get_by_label("2 号 候选人2（虚构）")).to_be_checked()
    expect(page.get_by_label("手机")).to_have_value(WHO)
    found += wrong(page, "choosing, elder", elder=True)
    switch(page, "回到普通版")
    expect(page.get_by_label("手机")).to_have_value(WHO)
    switch(page, "长辈版")
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("填验证码")
    found += wrong(page, "code, elder", elder=True)
    code = code_in(VoteMessage.objects.get().text)
    page.get_by_label("验证码").fill(code[:3])
    switch(page, "回到普通版")
    expect(page.get_by_label("验证码")).to_have_value(code[:3])
    found += wrong(page, "code", elder=False)
    switch(page, "长辈版")
    expect(page.get_by_label("验证码")).to_have_value(code[:3])
    assert not Vote.objects.exists()
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="投票", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("投票成功")
    found += wrong(page, "done, elder", elder=True)
    assert Vote.objects.get().option == held.option(2)
    for address in ("/toupiao/", "/pingxuan/", "/pingxuan/zhengshu/"):
        page.goto(f"{live_server}{address}")
        found += wrong(page, f"{address}, elder", elder=True)
    assert found == []
