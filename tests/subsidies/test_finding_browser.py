"""Typing into the box in a real browser: by keyboard, at the desk and on a telephone."""

import re

import pytest

from tests.at_the_door import sign_in
from tests.people import EAST_ONE, EAST_TWO, colleague
from tests.subsidies.station_area import make_area
from tests.support.browser import press
from veterans.registry.models import Person
from veterans.registry.selectors import phone_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOBILE = "13812345678"


@pytest.fixture
def area(live_server):
    area = make_area()
    for village, name in ((EAST_ONE, "张建国"), (EAST_ONE, "张建军"), (EAST_TWO, "张建平")):
        area.draws(village, name)
    Person.objects.filter(name="张建国").update(phone=MOBILE, phone_index=phone_index(MOBILE))
    Person.objects.filter(name="张建军").update(died_on="2026-05-01")
    colleague("jing")
    return area


def box(page):
    return page.get_by_role("combobox", name="查人")


def typed(page, text):
    """What has been typed key by key, answered."""
    box(page).fill("")
    with page.expect_response("**/suggest/") as answer:
        box(page).press_sequentially(text, delay=15)
    assert answer.value.status == 200
    page.get_by_role("option").first.wait_for()


def test_by_keyboard_alone(area, page, seen):
    sign_in(page, "/bureau/", "jing")
    typed(page, "zhangj")
    assert box(page).get_attribute("aria-expanded") == "true"
    assert page.get_by_role("option").count() == 3
    assert page.get_by_role("status").filter(has_text="查到 3 人").count() == 1
    # The head is dark and its links are white; these are not.
    ink = page.evaluate("getComputedStyle(document.querySelector('a.found')).color")
    assert ink == "rgb(30, 37, 34)"
    seen(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.get_by_role("option", selected=True)
    assert "张建国" in chosen.inner_text()
    assert box(page).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert box(page).get_attribute("aria-expanded") == "false"
    typed(page, "张建国")
    page.keyboard.press("ArrowDown")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/bureau/people/{Person.objects.get(name='张建国').pk}/")
    assert page.get_by_role("heading", name="张建国").is_visible()


def test_enter_without_a_choice_shows_the_whole_list(area, page):
    sign_in(page, "/bureau/", "jing")
    typed(page, "张建")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.get_by_text("查到 3 人。").is_visible()
    assert "q=" in page.url


def test_a_number_is_in_no_address_and_no_history(area, page):
    sign_in(page, "/bureau/", "jing")
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    typed(page, MOBILE)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert re.search(r"/bureau/people/\d+/$", page.url)
    page.go_back()
    page.wait_for_load_state()
    assert box(page).input_value() == ""
    assert not [url for url in addresses if MOBILE[:7] in url]


def test_an_answer_that_comes_late_is_dropped(area, page):
    sign_in(page, "/bureau/", "jing")
    held = []
    page.route("**/suggest/", lambda route: held.append(route))
    box(page).press_sequentially("zhangjianguo")
    page.wait_for_function("window.performance.now() > 0")
    while not held:
        page.wait_for_timeout(20)
    box(page).fill("张建平")
    while len(held) < 2:
        page.wait_for_timeout(20)
    held[1].continue_()
    page.get_by_role("option", name="张建平").wait_for()
    held[0].abort()
    page.wait_for_timeout(200)
    assert page.get_by_role("option").count() == 1
    assert page.get_by_role("option", name="张建平").is_visible()


def test_a_lost_connection_is_said_and_the_box_goes_on(area, page, watch):
    watch.expect("suggest")
    sign_in(page, "/bureau/", "jing")
    page.route("**/suggest/", lambda route: route.abort())
    box(page).press_sequentially("张建")
    page.get_by_role("search").get_by_text("网络不通").first.wait_for()
    page.unroute("**/suggest/")
    typed(page, "张建国")
    assert page.get_by_role("option").count() == 1


def test_after_the_session_has_ended_one_signs_in_again(area, page):
    sign_in(page, "/bureau/", "jing")
    page.context.clear_cookies(name="portal_session")
    with page.expect_event("load"):
        box(page).press_sequentially("张建")
    page.get_by_label("密码").wait_for()


def test_without_scripts_it_is_a_form(area, new_context):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "/bureau/", "jing")
    page.get_by_role("searchbox", name="查人").fill("zjg")
    press(page.get_by_role("button", name="查人"))
    assert page.get_by_role("link", name="张建国").is_visible()


def test_in_somebodys_yard(area, phone, seen):
    page = phone
    sign_in(page, "/station/", "own")
    press(page.get_by_role("link", name="查人", exact=True))
    typed(page, "zj")
    assert page.get_by_role("option").count() == 2
    assert min(one.bounding_box()["height"] for one in page.get_by_role("option").all()) >= 44
    seen(page)
    press(page.get_by_role("option", name="张建国"))
    assert page.get_by_role("heading", name="张建国").is_visible()
    page.goto("/station/find/")
    typed(page, "张建")
    press(page.get_by_role("button", name="查人"))
    assert page.get_by_text("查到 2 人。").is_visible()
    seen(page)
