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
from tests.at_the_door import sign_in
from tests.people import PASSWORD
from tests.subsidies.factories import account
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.the_bank import BAD_ACCOUNT, PAID, answers
from tests.support.browser import DESK, press
from tests.support.worker import StartWorker
from veterans.registry.models import AccountState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OCTOBER = date(2026, 10, 1)


def step(page: Page, button: str) -> None:
    """A button of the batch page, then the confirmation that says what follows."""
    press(page.get_by_role("link", name=button, exact=True).first)
    expect(page.locator(".confirm-question")).to_be_visible()
    press(page.locator("form.confirm button[type=submit]"))


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
        sign_in(
            new_context(viewport=DESK, accept_downloads=True).new_page(), "/bureau/", hand.username
        )
        for hand in (lab.preparer, lab.reviewer, lab.approver)
    )

    preparer.goto("/bureau/batches/open/")
    for box in preparer.get_by_role("checkbox").all():
        box.set_checked(lab.scheme.name in (box.locator("xpath=..").text_content() or ""))
    preparer.get_by_label("发放至").fill("2026-10")
    press(preparer.get_by_role("button", name="建批"))
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
    press(preparer.get_by_role("link", name="导出银行文件", exact=True).first)
    layouts = preparer.locator("form.confirm select, form.confirm input[type=radio]")
    if layouts.first.evaluate("e => e.tagName") == "SELECT":
        layouts.first.select_option("sample-text-gb18030")
    else:
        preparer.locator("input[value=sample-text-gb18030]").check()
    press(preparer.locator("form.confirm button[type=submit]"))
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
    press(preparer.locator("main form button[type=submit]"))
    expect(preparer.locator("main")).to_contain_text("户名")
    assert Payment.objects.filter(state="paid").count() == 0, "a preview changes nothing"
    press(preparer.locator("main form button[type=submit]").last)
    failed = Payment.objects.get(state="failed")

    preparer.goto(f"/bureau/batches/{batch.pk}/undelivered/")
    expect(preparer.locator("main")).to_contain_text(failed.payee.name)
    # The account the bank refused is none any more; the new one was looked at by two people.
    assert failed.payee.accounts.get().state == AccountState.REJECTED
    account(failed.payee)
    preparer.goto(f"/bureau/batches/{batch.pk}/")
    step(preparer, "重新发放")
    again = BankFile.objects.get(sequence=2)
    assert (again.line_count, again.total) == (1, failed.amount)
    back.write_bytes(answers(again, PAID))
    preparer.goto(f"/bureau/files/{again.pk}/returns/")
    preparer.locator("input[type=file]").set_input_files(back)
    press(preparer.locator("main form button[type=submit]"))
    press(preparer.locator("main form button[type=submit]").last)
    preparer.goto(f"/bureau/batches/{batch.pk}/")
    step(preparer, "办结")
    the_state(preparer, "已办结")

    sums = {one.pk: lab.sum_of(one, batch) for one in people}
    assert set(sums.values()) == {Decimal("9689.17")}
    assert lab.sum_of(Entitlement.objects.get(pk=without.pk), batch) == 0
    assert Payment.objects.filter(state="paid").count() == 3
    assert audit_ledger() == []
