"""In a yard with a bad line: a form half filled in, photo and all, is not lost and is sent once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.at_the_door import sign_in
from tests.pictures import png
from tests.subsidies.station_area import Area, make_area
from tests.support.browser import PHONE, NewContext, Watch, press
from veterans.registry.models import LifeEvent, Paper, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """() => new Promise(done => {
  const opening = indexedDB.open('portal-forms', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('kept').objectStore('kept').getAll();
    asked.onsuccess = async () => done(await Promise.all(asked.result.map(async row =>
      new TextDecoder('latin1').decode(row.sealed) + JSON.stringify({...row, sealed: 0}))));
  };
})"""


@pytest.fixture
def area(live_server: Any) -> Area:
    return make_area()


def fill(page: Page) -> None:
    page.get_by_label("去世日期").fill("2026-10-20")
    page.get_by_label("依据").select_option("medical")
    page.get_by_label("报告人", exact=True).fill("张建军")
    page.get_by_label("证明材料").set_input_files(
        {"name": "证明.png", "mimeType": "image/png", "buffer": png()}
    )


def test_lost_line_closed_tab_sent_once(
    area: Area, new_context: NewContext, watch: Watch, seen: Any
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    man = area.draws("370399001001", "张建国").person
    form = f"/station/payees/{man.pk}/events/death/"
    context = new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, "/station/", "own")
    page.goto(form)
    fill(page)
    context.set_offline(True)
    page.get_by_role("button", name="报送区局").click()
    expect(page.get_by_text("连不上网络，还没有提交")).to_be_visible()
    seen(page)
    # What stands on the device can be read by nobody who finds it.
    (kept,) = page.evaluate(KEPT)
    assert "张建" not in kept
    assert "2026-10-20" not in kept
    page.close()

    context.set_offline(False)
    page = context.new_page()
    page.goto("/station/")
    press(page.get_by_role("link", name="去世：张建国"))
    expect(page.get_by_text("填写、还没有提交的内容，已经填回")).to_be_visible()
    expect(page.get_by_label("报告人", exact=True)).to_have_value("张建军")
    assert page.get_by_label("证明材料").evaluate("e => e.files[0].name") == "证明.png"
    seen(page)
    # The answer to the first sending is lost; the second is led to what came of it.
    arrived = {"count": 0}

    def swallow(route: Any) -> None:
        if route.request.method == "POST" and not arrived["count"]:
            arrived["count"] += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    watch.expect("ERR_FAILED")
    page.route(f"**{form}", swallow)
    page.get_by_role("button", name="报送区局").click()
    expect(page.get_by_text("连不上网络，还没有提交")).to_be_visible()
    press(page.get_by_role("button", name="现在再提交"))
    expect(page.get_by_text("没有重复登记")).to_be_visible()
    assert page.url.endswith(f"/station/events/{LifeEvent.objects.get().pk}/")
    assert Paper.objects.count() == 1
    page.goto("/station/")
    expect(page.get_by_text("还没有提交的内容")).to_be_hidden()
    assert page.evaluate(KEPT) == []


def test_refused_gets_its_photo_back_and_a_stranger_on_the_device_sees_nothing(
    area: Area, new_context: NewContext
) -> None:
    man = area.draws("370399001001", "张建国").person
    form = f"/station/payees/{man.pk}/events/death/"
    context = new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, "/station/", "own")
    page.goto(form)
    fill(page)
    page.get_by_label("去世日期").fill("2030-01-01")
    with page.expect_event("load"):
        page.get_by_role("button", name="报送区局").click()
    expect(page.get_by_role("alert")).to_contain_text("不能晚于今天")
    expect(page.get_by_label("报告人", exact=True)).to_have_value("张建军")
    expect(page.get_by_role("button", name="报送区局")).to_be_enabled()
    page.wait_for_function("document.querySelector('input[type=file]').files.length === 1")
    page.get_by_label("说明").fill("日期写错过一次")
    page.wait_for_timeout(600)

    press(page.get_by_role("button", name="退出登录"))
    sign_in(page, "/station/", "town")
    expect(page.get_by_text("还没有提交的内容")).to_be_hidden()
    page.goto(form)
    expect(page.get_by_label("报告人", exact=True)).to_have_value("")
    press(page.get_by_role("button", name="退出登录"))

    sign_in(page, "/station/", "own")
    press(page.get_by_role("link", name="去世：张建国"))
    page.get_by_label("去世日期").fill("2026-10-20")
    press(page.get_by_role("button", name="报送区局"))
    expect(page.get_by_text("已报送区局")).to_be_visible()
    assert LifeEvent.objects.get().reason == "日期写错过一次"
    assert Person.objects.get(pk=man.pk).died_on is None
