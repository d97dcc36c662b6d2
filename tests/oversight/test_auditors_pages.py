"""The auditor's pages in a real browser: an alarm, an alert, and what he writes down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.at_the_door import sign_in
from tests.people import NOW, colleague
from tests.support.browser import NewContext, press
from veterans.accounts.roles import Role
from veterans.foundation import chain_checks
from veterans.oversight.models import Alert

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_red_notice_to_the_finding(
    new_context: NewContext, seen: Callable[[Page], None]
) -> None:
    walk = chain_checks.check(at=NOW - timedelta(days=30))
    alert = Alert.objects.create(
        kind="many",
        day=timezone.localdate() - timedelta(days=1),
        actor=colleague("wang.fang", display_name="王芳"),
        figures={"people": 312, "limit": 200},
        raised_at=timezone.now(),
    )
    colleague("zhao.min", Role.AUDITOR)
    page = new_context().new_page()
    sign_in(page, "/bureau/", "zhao.min")
    assert page.get_by_text("审计记录已连续两夜没有核验").is_visible()
    seen(page)
    press(page.get_by_role("link", name="1 条异常查阅待核查"))
    seen(page)
    page.goto(f"/bureau/oversight/alert/{alert.pk}/change/")
    assert page.get_by_text("查看了 312 人，超过每天 200 人").is_visible()
    seen(page)
    press(page.get_by_role("link", name="登记核查结果"))
    seen(page)
    page.get_by_label("核查结果").fill("年度确认逐户核对，已向本人了解。")
    press(page.get_by_role("button", name="确认登记核查结果"))
    assert page.get_by_text("核查结果已登记。").is_visible()
    for path in ("", f"{walk.pk}/change/"):
        page.goto(f"/bureau/foundation/chaincheck/{path}")
        seen(page)
