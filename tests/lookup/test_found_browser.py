"""Residents find their way in a real browser: an old telephone, large type, no script, on paper."""

from typing import Any

import pytest

from tests.stations.network import load_places, make_network
from tests.support.browser import DESK, PHONE, press, sizes, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 780}
RESULT = "/wo/?s=1&d=3&x=1&n=4&kan=1"
PAGES = ["/", "/sousuo/?q=光荣牌坏了", "/sousuo/?q=张", "/wo/", RESULT]
TOO_SMALL = """[...document.querySelectorAll('main a, main button, main input, main select')]
    .filter(e => e.offsetParent && e.type !== 'hidden')
    .map(e => [e.outerHTML.slice(0, 90), (e.closest('label') || e).getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([html]) => html)"""


@pytest.fixture
def network(db: None) -> None:
    load_places()
    make_network()


def test_every_page_fits_shuts_nobody_out_and_takes_large_type(
    network: None, new_context: Any, check_accessibility: Any
) -> None:
    page = new_context(viewport=PHONE).new_page()
    for path in PAGES:
        page.goto(path)
        for size in sizes(page, DESK, SMALL, PHONE):
            assert not too_wide(page), (path, size)
            assert page.evaluate(TOO_SMALL) == [], (path, size)
        check_accessibility(page)
        page.evaluate("document.documentElement.style.setProperty('font-size', '40px')")
        wide = page.evaluate("""[...document.querySelectorAll('main *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth)
            .map(e => e.outerHTML.slice(0, 120))""")
        assert not too_wide(page), (path, wide)
    assert page.context.cookies() == []


def test_from_the_box_to_the_questions_and_back_without_script(
    network: None, new_context: Any
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("您想办什么").fill("有什么优待")
    press(page.get_by_role("button", name="找一找"))
    press(page.get_by_role("link", name="现在就去"))
    press(page.get_by_role("button", name="看看能享受什么"))
    assert page.get_by_text("请先选").is_visible()
    page.get_by_label("残疾军人：").check()
    page.get_by_label("残疾等级是几级").select_option("3级")
    page.get_by_label("因战").check()
    press(page.get_by_role("button", name="看看能享受什么"))
    assert page.get_by_role("link", name="残疾抚恤金").is_visible()
    assert page.get_by_text("还差：优待证，或者残疾军人证").is_visible()
    press(page.get_by_role("link", name="换个回答").first)
    assert page.get_by_label("残疾军人：").is_checked()
    assert page.get_by_label("残疾等级是几级").input_value() == "3"
    page.get_by_label("残疾军人证").check()
    press(page.get_by_role("button", name="看看能享受什么"))
    assert page.get_by_text("还差").count() == 0
    press(page.get_by_role("link", name="市内公交"))
    assert page.get_by_role("heading", name="市内公交").is_visible()


def test_the_result_on_paper(network: None, page: Any) -> None:
    page.goto(RESULT)
    page.emulate_media(media="print")
    assert page.get_by_text("不是最后的决定").is_visible()
    assert page.get_by_text("残疾抚恤金").first.is_visible()
    assert page.get_by_text("您是这样选的").is_visible()
    assert not page.get_by_role("link", name="换个回答").first.is_visible()
