"""The stations' door in a real browser: at a desk and on the telephone in somebody's yard."""

import pytest

from support_services.subsidies.models import Payment
from support_services.subsidies.states import PaymentState
from tests.at_the_door import sign_in
from tests.subsidies.station_area import make_month, settle
from tests.support.browser import PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
    .filter(e => !e.classList.contains('skip-link'))
    .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height < 43.5).map(([text]) => text)"""


@pytest.fixture
def area(live_server):
    area = make_month()
    settle(Payment.objects.first().batch, "张建国", PaymentState.FAILED)
    settle(Payment.objects.first().batch, "王志强", PaymentState.PAID)
    return area


def test_every_page_fits_and_shuts_nobody_out(area, new_context, seen):
    page = new_context(viewport=PHONE).new_page()
    sign_in(page, "/station/", "town")
    payment = Payment.objects.get(payee__name="张建国")
    for path in (
        "/station/",
        "/station/roster/",
        "/station/roster/?q=zzz",
        "/station/follow-up/?kind=bank",
        "/station/follow-up/?kind=list",
        f"/station/payees/{payment.payee_id}/",
        f"/station/payments/{payment.pk}/",
        "/station/roster/print/",
        "/station/password_change/",
    ):
        page.goto(path)
        assert page.evaluate(TOO_SMALL) == [], path
        seen(page)


def test_a_worker_finds_who_was_not_paid_and_why(area, phone):
    sign_in(phone, "/station/", "own")
    press(phone.get_by_role("link", name="张建国"))
    press(phone.get_by_role("link", name="为什么是这个数").first)
    assert phone.get_by_role("heading", name="为什么是这个数").is_visible()
    assert phone.get_by_text("11,000.00").first.is_visible()
    press(phone.get_by_role("link", name="全部", exact=True))
    press(phone.get_by_role("link", name="待联系"))
    press(phone.get_by_role("link", name="没有进发放名单"))
    assert phone.get_by_text("没有银行账户").is_visible()
    assert not phone.get_by_text("王志强").is_visible()


def test_filter_and_file(area, page):
    sign_in(page, "/station/", "town")
    press(page.get_by_role("link", name="花名册").first)
    page.get_by_label("村居").select_option(label="东二村")
    press(page.get_by_role("button", name="查找"))
    assert page.get_by_role("link", name="王志强", exact=True).is_visible()
    assert not page.get_by_text("张建国").is_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出表格").click()
    assert download.value.suggested_filename == "东二村2026-11花名册.xlsx"
    press(page.get_by_role("link", name="打印"))
    assert page.get_by_role("button", name="打印").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("站长").is_visible()
    assert not page.get_by_role("link", name="返回花名册").is_visible()
