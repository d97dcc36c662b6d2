"""The picture in a real browser: charts out of the table beside them under the strict policy, a
wall that turns its pages and can be held, and all of it without the script."""

import pytest

# Whole before the first request: a page and its files are asked for at once, and two threads that
# import the addresses at once find half of them.
from tests.design import urls
from tests.design.steering_pages import SECTIONS
from tests.support.browser import NewContext

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls(urls.__name__),
    pytest.mark.django_db(transaction=True),
]


def test_charts_and_the_wall(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/preview/steering-picture/")
    charts = page.locator("[data-chart]")
    # Those of the sections, and the way of a figure by months.
    assert charts.count() == sum(len(one["charts"]) for one in SECTIONS) + 1 == 3
    # The watch fails this test for any style or script that the policy refuses.
    page.wait_for_selector("[data-chart] canvas")
    assert page.locator("[data-chart] canvas").count() == 3
    assert page.locator("[data-chart] svg.bars:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator("[data-chart] canvas:visible").count() == 0
    assert page.locator("[data-chart] table:visible").count() == 3

    page = new_context().new_page()
    page.clock.install()
    page.goto("/preview/steering-wall/")
    seen = page.locator(".wall-slide:visible h2")
    assert seen.count() == 1
    first = seen.inner_text()
    page.clock.run_for(21_000)
    second = seen.inner_text()
    assert second != first
    page.get_by_role("button", name="暂停").click()
    page.clock.run_for(90_000)
    assert seen.inner_text() == second
    page.get_by_role("button", name="上一屏").click()
    assert seen.inner_text() == first
    page.get_by_role("button", name="继续轮播").click()
    page.clock.run_for(21_000)
    assert seen.inner_text() == second


def test_without_script_or_motion_everything_stands(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/preview/steering-wall/")
    assert page.locator(".wall-slide:visible").count() == len(SECTIONS) + 1
    assert page.locator("svg.bars:visible").count() == 2
    assert page.get_by_role("button", name="暂停").count() == 0
    still = new_context(reduced_motion="reduce").new_page()
    still.clock.install()
    still.goto("/preview/steering-wall/")
    seen = still.locator(".wall-slide:visible h2")
    first = seen.inner_text()
    still.clock.run_for(60_000)
    assert seen.inner_text() == first
