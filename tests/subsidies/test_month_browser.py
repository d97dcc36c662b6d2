"""A whole month in a real browser, by three people, with a real worker behind it."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support_services.subsidies.models import BankFile, Batch, Entitlement, Payment
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.people import PASSWORD
from tests.subsidies.factories import account
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.the_bank import BAD_ACCOUNT, PAID, answers
from tests.support.browser import DESK
from tests.support.worker import StartWorker
from veterans.registry.models import AccountState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OCTOBER = date(2026, 10, 1)


def sign_in(page: Page, username: str) -> Page:
    page.goto("/bureau/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    return page


def step(page: Page, button: str) -> None:
    """A button of the batch page, then the confirmation that says what follows."""
    page.get_by_role("link", name=button, exact=True).first.click()
    expect(page.locator(".confirm-question")).to_be_visible()
    page.locator("form.confirm button[type=submit]").click()


def the_state(page: Page, label: str) -> None:
    expect(page.locator("main").get_by_text(label, exact=True).first).to_be_visible(timeout=60_000)


@pytest.fixture
def lab(live_server: Any) -> Lab:
    lab = Lab.of()
    lab.rate("116270", date(2022, 8, 1))
    for hand in (lab.preparer, lab.reviewer, lab.approver):
        hand.set_password(PASSWORD)
        hand.save()
    return lab


def test_a_month_from_opening_to_the_reissue(
    lab: Lab, start_worker: StartWorker, new_context: Any, tmp_path: Path
) -> None:
    people = [lab.entitle(OCTOBER) for _ in range(3)]
    without = lab.entitle(OCTOBER, with_account=False)
    start_worker()
    preparer, reviewer, approver = (
        sign_in(new_context(viewport=DESK, accept_downloads=True).new_page(), hand.username)
        for hand in (lab.preparer, lab.reviewer, lab.approver)
    )

    preparer.goto("/bureau/batches/open/")
    for box in preparer.get_by_role("checkbox").all():
        box.set_checked(lab.scheme.name in (box.locator("xpath=..").text_content() or ""))
    preparer.get_by_label("发放至").fill("2026-10")
    preparer.get_by_role("button", name="建批").click()
    batch = Batch.objects.get()
    preparer.goto(f"/bureau/batches/{batch.pk}/")
    step(preparer, "核算")
    # The page finds out by itself that the worker is done.
    the_state(preparer, "待复核")
    expect(preparer.locator("main")).to_contain_text("没有银行账户")

    reviewer.goto(f"/bureau/batches/{batch.pk}/")
    step(reviewer, "复核通过")
    the_state(reviewer, "待审批")
    approver.goto(f"/bureau/batches/{batch.pk}/")
    step(approver, "审批通过")
    the_state(approver, "待导出")

    preparer.goto(f"/bureau/batches/{batch.pk}/")
    preparer.get_by_role("link", name="导出银行文件", exact=True).first.click()
    layouts = preparer.locator("form.confirm select, form.confirm input[type=radio]")
    if layouts.first.evaluate("e => e.tagName") == "SELECT":
        layouts.first.select_option("sample-text-gb18030")
    else:
        preparer.locator("input[value=sample-text-gb18030]").check()
    preparer.locator("form.confirm button[type=submit]").click()
    preparer.wait_for_load_state()
    made = BankFile.objects.get()
    preparer.goto(f"/bureau/files/{made.pk}/")
    with preparer.expect_download() as first:
        preparer.get_by_role("link", name=re.compile("下载")).first.click()
    text = Path(first.value.path()).read_bytes().decode("gb18030")
    assert text.count("9689.1") == 3

    back = tmp_path / "return.txt"
    back.write_bytes(answers(made, {1: PAID, 2: BAD_ACCOUNT, 3: PAID}))
    preparer.goto(f"/bureau/files/{made.pk}/returns/")
    preparer.locator("input[type=file]").set_input_files(back)
    preparer.locator("main form button[type=submit]").click()
    expect(preparer.locator("main")).to_contain_text("户名")
    assert Payment.objects.filter(state="paid").count() == 0, "a preview changes nothing"
    preparer.locator("main form button[type=submit]").last.click()
    preparer.wait_for_load_state()
    failed = Payment.objects.get(state="failed")

    preparer.goto(f"/bureau/batches/{batch.pk}/undelivered/")
    expect(preparer.locator("main")).to_contain_text(failed.payee.name)
    # The account the bank refused is none any more; the new one was looked at by two people.
    assert failed.payee.accounts.get().state == AccountState.REJECTED
    account(failed.payee)
    preparer.goto(f"/bureau/batches/{batch.pk}/")
    step(preparer, "重新发放")
    preparer.wait_for_load_state()
    again = BankFile.objects.get(sequence=2)
    assert (again.line_count, again.total) == (1, failed.amount)
    back.write_bytes(answers(again, PAID))
    preparer.goto(f"/bureau/files/{again.pk}/returns/")
    preparer.locator("input[type=file]").set_input_files(back)
    preparer.locator("main form button[type=submit]").click()
    preparer.wait_for_load_state()
    preparer.locator("main form button[type=submit]").last.click()
    preparer.wait_for_load_state()
    preparer.goto(f"/bureau/batches/{batch.pk}/")
    step(preparer, "办结")
    the_state(preparer, "已办结")

    sums = {one.pk: lab.sum_of(one, batch) for one in people}
    assert set(sums.values()) == {Decimal("9689.17")}
    assert lab.sum_of(Entitlement.objects.get(pk=without.pk), batch) == 0
    assert Payment.objects.filter(state="paid").count() == 3
    assert audit_ledger() == []
