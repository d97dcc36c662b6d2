"""The five commonest acts of a station on a telephone, each within a counted number of taps."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from support_services.casework.models import Case
from support_services.visits.models import Visit
from tests.at_the_door import sign_in
from tests.pictures import png
from tests.subsidies.station_area import Area, make_area
from tests.subsidies.test_confirmation_doors import over_now
from tests.support.browser import PHONE, NewContext, press
from veterans.registry.models import LifeEvent, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Thumb:
    """Counts what it presses; typing and choosing a file are no taps."""

    def __init__(self) -> None:
        self.taps = 0

    def on(self, what: Locator, *, leads_on: bool = True) -> None:
        self.taps += 1
        press(what) if leads_on else what.click()

    def took(self, most: int) -> None:
        assert self.taps <= most, self.taps
        self.taps = 0


@pytest.fixture
def area(live_server: Any) -> Area:
    return make_area()


def at_the_person(page: Page, thumb: Thumb, name: str) -> None:
    """From any page: the box in the head, a few letters, one tap."""
    thumb.on(page.get_by_role("link", name="查人", exact=True))
    with page.expect_response("**/suggest/"):
        page.get_by_role("combobox", name="查人").press_sequentially(name)
    page.get_by_role("option").first.wait_for()
    thumb.on(page.get_by_role("option", name=name))


def test_the_five_commonest_acts(area: Area, new_context: NewContext, seen: Any) -> None:
    man = area.draws("370399001001", "张建国").person
    over_now(area)
    page, thumb = new_context(viewport=PHONE).new_page(), Thumb()
    sign_in(page, "/station/", "own")
    seen(page)

    # Confirm that a payee lives: from the first page, without looking for him.
    thumb.on(page.locator(".due-list a", has_text="确认"))
    thumb.on(page.locator("li", has_text="张建国").locator("a.btn"))
    thumb.on(page.get_by_role("button", name="本人到站"))
    expect(page.get_by_text("已确认 张建国")).to_be_visible()
    thumb.took(3)

    # Visit: met at home, nothing special.
    at_the_person(page, thumb, "张建国")
    seen(page)
    thumb.on(page.get_by_role("link", name="登记走访"))
    seen(page)
    thumb.on(page.get_by_role("button", name="登记", exact=True))
    expect(page.get_by_text("走访已登记。")).to_be_visible()
    assert Visit.objects.get().person == man
    thumb.took(4)

    # Take a request; it is kept on the way like every form here.
    at_the_person(page, thumb, "张建国")
    thumb.on(page.get_by_role("link", name="登记诉求"))
    thumb.on(page.get_by_label("类别"), leads_on=False)
    page.get_by_label("类别").select_option("request")
    page.get_by_label("事由").fill("优待证一直没有办下来")
    page.get_by_label("内容", exact=False).fill("去年十月交的材料，到现在没有消息")
    thumb.on(page.get_by_role("button", name="下一步"))
    seen(page)
    thumb.on(page.get_by_role("button", name="确认登记"))
    expect(page.get_by_text("已登记，受理编号")).to_be_visible()
    assert Case.objects.get().person == man
    thumb.took(7)

    # Another telephone number.
    at_the_person(page, thumb, "张建国")
    thumb.on(page.get_by_role("link", name="改号码"))
    page.get_by_label("联系电话").fill("13900001111")
    thumb.on(page.get_by_role("button", name="保存"))
    expect(page.get_by_text("139****1111")).to_be_visible()
    thumb.took(4)

    # Report a death, with a photo.
    at_the_person(page, thumb, "张建国")
    thumb.on(page.get_by_role("link", name="报告变动"))
    thumb.on(page.get_by_role("link", name="去世"))
    page.get_by_label("去世日期").fill("2026-11-01")
    thumb.on(page.get_by_label("依据"), leads_on=False)
    page.get_by_label("依据").select_option("medical")
    page.get_by_label("证明材料").set_input_files(
        {"name": "证明.png", "mimeType": "image/png", "buffer": png()}
    )
    thumb.on(page.get_by_role("button", name="报送区局"))
    expect(page.get_by_text("已报送区局")).to_be_visible()
    assert LifeEvent.objects.get().person == man
    thumb.took(6)
    assert Person.objects.get(pk=man.pk).died_on is None
