"""A resident on an old telephone, without script: from the first page to the receipt, and how it
stands."""

import re
from typing import Any

import pytest

from support_services.casework.models import Incoming
from tests.people import EAST, EAST_ONE, a_county
from tests.support.browser import PHONE, press, sizes, too_wide
from veterans.regions.models import Region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 780}
TOO_SMALL = """[...document.querySelectorAll('main a, main button, main input, main summary')]
    .filter(e => e.offsetParent && e.type !== 'hidden')
    .map(e => [e.outerHTML.slice(0, 90), (e.closest('label') || e).getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([html]) => html)"""


@pytest.fixture
def county() -> dict[str, Region]:
    from support_services.stations.models import Station

    places = a_county()
    Station.objects.create(
        region=places[EAST],
        name="东街道退役军人服务站",
        address="试验路 1 号",
        phone="0533-2000300",
        opening_hours="周一至周五",
    )
    return places


def test_from_the_first_page_to_the_receipt_and_how_it_stands(
    county: Any, new_context: Any, check_accessibility: Any
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")
    press(page.get_by_role("link", name="反映问题"))
    press(page.get_by_role("button", name="下一步：看一遍"))
    assert page.get_by_text("写过的都在").is_visible()
    page.get_by_label("诉求：有一件事").check()
    page.get_by_label("您住在哪个村").fill("东")
    page.get_by_label("您的姓名").fill("钱不留")
    page.get_by_label("您的电话").fill("139 1111 2222")
    page.get_by_label("要说的事").fill("优待证交了材料一年，没有消息。")
    page.get_by_text("我是替别人反映的").click()
    page.get_by_label("他的姓名").fill("钱老栓")
    page.get_by_label("他是您的什么人").fill("父亲")
    press(page.get_by_role("button", name="下一步：看一遍"))
    # Several are called so: which one. Nothing that was written is lost.
    assert page.get_by_label("您的姓名").input_value() == "钱不留"
    page.get_by_label("东街道东一村").check()
    press(page.get_by_role("button", name="下一步：看一遍"))
    assert page.get_by_text("钱老栓（父亲）").is_visible()
    press(page.get_by_role("button", name="改一改"))
    page.get_by_label("要说的事").fill("优待证交了材料一年，没有消息，请查。")
    press(page.get_by_role("button", name="下一步：看一遍"))
    # Twice in one moment, as hands do that are used to the mouse: one sending, one receipt.
    page.get_by_role("button", name="发出去").dblclick()
    page.wait_for_url("**/fanying/huizhi/*/")
    receipt = page.url
    assert re.search(r"/fanying/huizhi/[0-9a-f]{32}/$", receipt)
    number = page.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"W\d{4}-00001", number)
    assert page.get_by_role("link", name="0533-2000300").is_visible()
    row = Incoming.objects.get()
    assert (row.region.code, row.content) == (EAST_ONE, "优待证交了材料一年，没有消息，请查。")
    page.emulate_media(media="print")
    assert page.locator(".receipt-number").is_visible()
    assert not page.get_by_role("link", name="回首页").is_visible()
    page.emulate_media(media="screen")
    press(page.get_by_role("main").get_by_role("link", name="办到哪一步"))
    for tail, told in (("9999", "没有查到"), ("2222", "收到了，还没有人接")):
        page.get_by_label("编号").fill(number.lower())
        page.get_by_label("电话后四位").fill(tail)
        press(page.get_by_role("button", name="查一查"))
        assert page.get_by_text(told, exact=True).is_visible()
        assert page.get_by_label("编号").input_value() == ""
        assert number not in page.url
    assert page.context.cookies() == []


def test_every_step_fits_and_shuts_nobody_out(
    county: Any, new_context: Any, check_accessibility: Any
) -> None:
    page = new_context(viewport=PHONE).new_page()

    def look(where: str) -> None:
        check_accessibility(page)
        for size in sizes(page, SMALL, PHONE):
            assert not too_wide(page), (where, size)
            assert page.evaluate(TOO_SMALL) == [], (where, size)

    page.goto(f"/stations/{EAST_ONE}/")
    press(page.get_by_role("link", name="反映问题"))
    assert page.get_by_label("您住在哪个村").input_value() == "东一村"
    look("form")
    press(page.get_by_role("button", name="下一步：看一遍"))
    look("mistakes")
    page.get_by_label("投诉").check()
    page.get_by_label("您的姓名").fill("钱不留")
    page.get_by_label("您的电话").fill("13911112222")
    page.get_by_label("要说的事").fill("窗口没有人。" * 40)
    press(page.get_by_role("button", name="下一步：看一遍"))
    look("check")
    press(page.get_by_role("button", name="发出去"))
    look("receipt")
    page.goto("/jindu/")
    look("ask")
    press(page.get_by_role("button", name="查一查"))
    look("wrong")
