"""The residents' door in a real browser: an old telephone, large type, no script."""

import pytest

from tests.stations.network import CENTER, TOWN, WITH_STATION, WITHOUT
from tests.support.browser import DESK, PHONE, press, sizes, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 360, "height": 780}
PAGES = [
    "/",
    "/stations/",
    "/stations/?q=洪一",
    "/stations/?q=张",
    "/stations/?q=宏一",
    "/stations/?q=蓬莱",
    f"/stations/{WITH_STATION}/",
    f"/stations/{WITHOUT}/",
    f"/stations/{TOWN}/",
    f"/stations/{CENTER}/",
]
# What is to be touched: links and buttons that stand alone.
TOO_SMALL = """[...document.querySelectorAll('main a, main button, main input')]
    .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height < 44).map(([text]) => text)"""


def test_every_page_fits_and_shuts_nobody_out(network, new_context, check_accessibility):
    page = new_context(viewport=PHONE).new_page()
    for path in PAGES:
        page.goto(path)
        for size in sizes(page, DESK, SMALL, PHONE):
            assert not too_wide(page), (path, size)
            assert page.evaluate(TOO_SMALL) == [], (path, size)
        check_accessibility(page)
    assert page.context.cookies() == []


def test_large_type_does_not_run_out_of_the_screen(network, new_context):
    page = new_context(viewport=PHONE).new_page()
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '40px')")
        assert not too_wide(page), path


def test_finding_a_station_without_script(network, new_context):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")
    press(page.get_by_role("link", name="找我的服务站"))
    page.get_by_label("您住在哪个村").fill("洪一")
    press(page.get_by_role("button", name="找服务站"))
    assert page.get_by_role("link", name="0533-2000301").get_attribute("href") == "tel:05332000301"
    press(page.get_by_role("link", name="洪一社区退役军人服务站"))
    assert page.url.endswith(f"/stations/{WITH_STATION}/")
    press(page.get_by_role("link", name="找别的服务站"))
    press(page.get_by_role("link", name="湖田街道"))
    press(page.get_by_role("link", name="南焦宋村"))
    assert page.get_by_role("link", name="0533-2000300").is_visible()


def test_the_keyboard_is_enough(network, page):
    page.goto("/stations/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    page.get_by_label("您住在哪个村").focus()
    page.keyboard.type("njs")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.url.endswith("/stations/?q=njs")
    assert page.get_by_role("heading", name="您的服务站").is_visible()


def test_on_paper(network, page):
    page.goto(f"/stations/{WITH_STATION}/")
    page.emulate_media(media="print")
    assert page.get_by_text("0533-2000301").is_visible()
    assert page.get_by_text("在这里可以办").is_visible()
    assert not page.get_by_role("link", name="找别的服务站").is_visible()
