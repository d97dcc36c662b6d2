"""公示 in a real browser: from the roster to the first payment, at desks and on telephones."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support_services.subsidies.models import Entitlement, PublicityNotice
from support_services.subsidies.publicity_states import Level
from tests.at_the_door import sign_in
from tests.people import EAST_ONE, PASSWORD, a_county, colleague
from tests.subsidies.factories import person
from tests.subsidies.publicity import Hall, after, posted
from tests.support.browser import PHONE, press
from veterans.accounts.roles import Role
from veterans.regions.models import Region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(live_server: Any) -> Hall:
    """The rule in force since some days before today's real day, and who can sign in."""
    a_county()
    hall, today = Hall.of(rule=False), timezone.localdate()
    hall.rule(first_on=after(today, -9), today=after(today, -10))
    for hand in (hall.lab.preparer, hall.lab.reviewer):
        hand.set_password(PASSWORD)
        hand.save()
    colleague("own", Role.VILLAGE_WORKER, EAST_ONE)
    return hall


def granted(hall: Hall, name: str) -> Entitlement:
    owner = person(Region.objects.get(code=EAST_ONE), name=name)
    return hall.granted(after(timezone.localdate(), -3), owner=owner)


@pytest.fixture
def seen(seen: Any) -> Any:
    return seen


def the_day_is(day: date, patch: pytest.MonkeyPatch) -> None:
    """From now on every door takes it for that day; whoever had signed in has to do so again."""
    real, ahead = timezone.now, day - timezone.localdate()
    patch.setattr(timezone, "now", lambda: real() + timedelta(days=ahead.days))


def test_from_the_roster_to_the_first_payment(
    hall: Hall, new_context: Any, seen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    zhang, li = granted(hall, "张建国"), granted(hall, "李秀英")

    preparer = sign_in(new_context().new_page(), "/bureau/", hall.lab.preparer.username)
    preparer.goto("/bureau/publicity/due/")
    preparer.get_by_label("每个村居一份").check()
    press(preparer.get_by_role("button", name="拟好公示单"))
    reviewer = sign_in(new_context().new_page(), "/bureau/", hall.lab.reviewer.username)
    reviewer.goto("/bureau/publicity/publish/")
    reviewer.get_by_label("公示首日").fill(f"{today}")
    press(reviewer.locator("form.confirm button[type=submit]"))
    expect(reviewer.get_by_text("已发布 1 份")).to_be_visible()
    notice = PublicityNotice.objects.get()
    assert notice.last_on is not None

    worker = sign_in(new_context(viewport=PHONE).new_page(), "/station/", "own")
    press(worker.get_by_role("link", name="请张贴公示"))
    press(worker.get_by_role("link", name="东一村：2 人"))
    worker.get_by_label("贴在哪里").fill("村务公开栏")
    worker.get_by_label("谁贴的").fill("王主任")
    press(worker.get_by_role("button", name="登记张贴"))
    expect(worker.get_by_text("已登记张贴。")).to_be_visible()
    seen(worker)
    press(worker.get_by_role("link", name="登记异议"))
    worker.get_by_label("对哪一位有意见").select_option(label="2. 李*英（优抚补助）")
    worker.get_by_role("textbox", name="说了什么").fill("她在外地已经领了一份")
    press(worker.get_by_role("button", name="登记异议"))
    expect(worker.get_by_text("待核查")).to_be_visible()
    worker.goto(f"/station/payees/{zhang.person_id}/")
    expect(worker.get_by_text("已登记张贴。有人提意见的，登记异议。")).to_be_visible()
    seen(worker)
    worker.goto(f"/station/payees/{li.person_id}/")
    expect(worker.get_by_text("核查清楚以前暂缓发放")).to_be_visible()

    resident = new_context(viewport=PHONE).new_page()
    resident.goto("/gongshi/")
    press(resident.get_by_role("link", name="东一村"))
    expect(resident.get_by_text("张*国")).to_be_visible()
    seen(resident)

    reviewer.goto("/bureau/publicity/")
    press(reviewer.get_by_role("link", name="李秀英"))
    press(reviewer.get_by_role("link", name="异议不成立"))
    reviewer.get_by_label("核查结论").fill("到原籍核实，没有领取")
    press(reviewer.locator("form.confirm button[type=submit]"))
    expect(reviewer.get_by_text("已作出结论：异议不成立")).to_be_visible()

    batch = hall.calculated(notice.last_on.replace(day=1), notice.last_on)
    assert posted(zhang) == posted(li) == 0
    over = after(notice.last_on)
    hall.signed(hall.again(batch, over), over)
    assert posted(zhang) == posted(li) > 0
    the_day_is(over, monkeypatch)
    worker = sign_in(worker, "/station/", "own")
    worker.goto(f"/station/payees/{li.person_id}/")
    expect(worker.get_by_text("公示已经办完")).to_be_visible()
    expect(worker.get_by_role("link", name="为什么是这个数")).to_be_visible()
    resident.goto("/gongshi/")
    expect(resident.get_by_text("今天没有正在公示的名单")).to_be_visible()


def test_a_village_reads_what_its_town_hangs_up(hall: Hall, new_context: Any, seen: Any) -> None:
    zhang = granted(hall, "张建国")
    hall.published(timezone.localdate(), level=Level.TOWN)
    worker = sign_in(new_context(viewport=PHONE).new_page(), "/station/", "own")
    worker.goto(f"/station/payees/{zhang.person_id}/")
    seen(worker)
    press(worker.get_by_role("link", name="看公示"))
    expect(worker.get_by_text("由东街道服务站张贴和登记")).to_be_visible()
    seen(worker)
    press(worker.get_by_role("link", name="返回"))
    expect(worker.get_by_text("东街道：本村 1 人")).to_be_visible()
    seen(worker)
