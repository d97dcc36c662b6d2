"""A year of one item in real browsers: asked for in March, red in July, closed, told in a circular
that is signed by another and taken away as PDF."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from support_services.double_list.models import Circular, Item, SupervisionNote
from support_services.double_list.services import supervising
from tests.at_the_door import at_work, fill
from tests.double_list.makers import TODAY, Office, noon
from tests.support.browser import NewContext, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/bureau/double-list/"


@pytest.fixture
def office(live_server: Any) -> Office:
    return Office.of()


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """What day it is, at noon: its only place may be changed."""
    found = [TODAY]
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(found[0]))
    return found


def test_a_year_of_one_item(
    office: Office, day: list[date], new_context: NewContext, seen: Any
) -> None:
    def step(page: Page, verb: str, **given: str) -> None:
        item = Item.objects.get()
        page.goto(f"{BASE}{item.pk}/")
        press(page.locator(f"a[href$='/do/{verb}/']").first)
        fill(page, given)
        expect(page.get_by_text("已记录")).to_be_visible()

    clerk, second, chief = (
        at_work(new_context, one) for one in (office.clerk, office.second, office.chief)
    )
    clerk.goto(f"{BASE}new/")
    seen(clerk)
    fields = {k: str(v) for k, v in office.fields().items() if k != "helpers"}
    fill(clerk, {"year": "2026", "direction": "army", "rhythm": "monthly", **fields})
    expect(clerk.get_by_text("编号 军2026-001")).to_be_visible()
    step(clerk, "sort")
    step(clerk, "agree_asker", how="phone")
    step(clerk, "agree_answerer", how="paper")
    step(chief, "decide", meeting="联席会议", decided_on=f"{day[0]:%Y-%m-%d}")
    deadline = TODAY + timedelta(days=100)
    step(second, "assign", deadline=f"{deadline:%Y-%m-%d}", quality="开学前落实")
    step(clerk, "plan", how="phone", measures="分两步走")
    seen(clerk)

    # The first day after the deadline: red on the board, and a note that nobody had to write.
    day[0] = deadline + timedelta(days=1)
    supervising.sweep(at=noon(day[0]), today=day[0])
    clerk, second = at_work(new_context, office.clerk), at_work(new_context, office.second)
    clerk.goto(BASE)
    expect(clerk.locator("main").get_by_text("军2026-001").first).to_be_visible()
    expect(clerk.locator("main").get_by_text("超期 1 天").first).to_be_visible()
    note = SupervisionNote.objects.get()
    clerk.goto(f"{BASE}notes/{note.pk}/")
    expect(clerk.get_by_text("区教育局（虚构）").first).to_be_visible()

    # Claimed with evidence, verified by another, confirmed by the side that asked, closed.
    step(clerk, "claim", how="paper", result="全部落实", evidence="名单存双拥办")
    step(second, "verify", text="看过名单")
    step(clerk, "confirm", how="phone", satisfaction="5")
    step(second, "close")

    # 月度通报: drafted by one, signed by another, taken away.
    clerk.goto(f"{BASE}circulars/new/")
    fill(clerk, {"month": f"{day[0]:%Y-%m}", "words": "本月办结一项。"})
    made = Circular.objects.get()
    second.goto(f"{BASE}circulars/{made.pk}/")
    press(second.locator("a[href$='/do/issue/']"))
    press(second.locator("main form button[type=submit]").last)
    seen(second)
    content = second.request.get(f"{BASE}circulars/{made.pk}/pdf/").body()
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for word in ("军2026-001", "军人子女就近入学", "本月办结一项。", "双通〔2026〕1号"):
        assert word in "".join(told.split()), word
