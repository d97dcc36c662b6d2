"""Signing in with a real browser: binding a telephone, ending a session, heeding a warning."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.at_the_door import sign_in
from tests.people import EAST, PASSWORD, a_county, colleague
from tests.support.browser import NewContext, Watch, press, too_wide
from veterans.accounts import rules
from veterans.accounts.models import SecondFactor, User
from veterans.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def code_of(user: User, ahead: int = 0) -> str:
    """What the person's telephone shows now, or in so many half minutes."""
    secret = SecondFactor.objects.get(pk=user.pk).secret
    return rules.code_at(secret, rules.step_of(timezone.now().timestamp()) + ahead)


def give_password(page: Page, username: str) -> None:
    page.goto("/bureau/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    press(page.get_by_role("button", name="登录"))


def test_a_telephone_is_bound_at_the_first_sign_in_and_asked_for_at_the_next(
    page: Page,
    new_context: NewContext,
    settings: pytest.FixtureRequest,
    check_accessibility: Callable[[Page], None],
) -> None:
    settings.PORTAL_SECOND_FACTOR = "required"  # type: ignore[attr-defined]
    clerk = colleague("clerk", display_name="周敏")
    give_password(page, "clerk")
    assert page.get_by_role("heading", name="绑定手机", exact=True).is_visible()
    assert page.get_by_role("img", name="绑定手机用的二维码").bounding_box()["width"] > 100
    check_accessibility(page)
    page.get_by_label("验证码").fill(code_of(clerk))
    press(page.get_by_role("button", name="确认绑定"))
    codes = page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    check_accessibility(page)
    press(page.get_by_role("link", name="已经收好，继续"))
    assert page.get_by_role("heading", name="工作台").is_visible()

    phone = new_context(viewport={"width": 390, "height": 844}).new_page()
    give_password(phone, "clerk")
    assert phone.get_by_role("heading", name="输入验证码").is_visible()
    check_accessibility(phone)
    assert not too_wide(phone)
    phone.get_by_label("验证码").fill(codes[0])
    press(phone.get_by_role("button", name="登录"))
    assert phone.get_by_text("还剩 9 个").is_visible()


def test_a_session_ended_from_another_browser_is_dead(
    page: Page, new_context: NewContext, check_accessibility: Callable[[Page], None]
) -> None:
    colleague("clerk", display_name="周敏")
    other = new_context().new_page()
    sign_in(page, "/bureau/", "clerk")
    sign_in(other, "/bureau/", "clerk")
    press(page.get_by_role("link", name="我的登录"))
    check_accessibility(page)
    press(page.get_by_role("button", name="结束其他各处登录"))
    assert page.get_by_text("已结束 1 处登录").is_visible()
    other.reload()
    assert "/bureau/login/" in other.url


@pytest.mark.parametrize(("door", "role", "place"), [
    ("/bureau/", Role.PREPARER, ""), ("/station/", Role.TOWN_WORKER, EAST),
])  # fmt: skip
def test_the_warning_is_answered_and_the_form_keeps_what_was_written(
    page: Page,
    settings: pytest.FixtureRequest,
    check_accessibility: Callable[[Page], None],
    door: str,
    role: Role,
    place: str,
) -> None:
    settings.PORTAL_IDLE_MINUTES = 0.1  # type: ignore[attr-defined]
    a_county()
    colleague("x", role, place)
    sign_in(page, door, "x")
    page.goto(f"{door}password_change/")
    page.get_by_label("现用密码").fill("half written")
    warning = page.get_by_role("alertdialog")
    warning.wait_for()
    check_accessibility(page)
    assert not too_wide(page)
    with page.expect_response("**/stay/") as answer:
        warning.get_by_role("button", name="继续").click()
    assert answer.value.status == 204
    warning.wait_for(state="detached")
    assert page.get_by_label("现用密码").input_value() == "half written"


def test_after_the_end_the_page_says_so(page: Page, settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_IDLE_MINUTES = 0.02  # type: ignore[attr-defined]
    colleague("clerk")
    sign_in(page, "/bureau/", "clerk")
    page.get_by_text("已经自动退出登录").wait_for()


def test_continuing_too_late_is_told(
    page: Page, settings: pytest.FixtureRequest, watch: Watch
) -> None:
    settings.PORTAL_IDLE_MINUTES = 0.2  # type: ignore[attr-defined]
    clerk = colleague("clerk")
    sign_in(page, "/bureau/", "clerk")
    warning = page.get_by_role("alertdialog")
    warning.wait_for()
    clerk.sessions.all().delete()
    warning.get_by_role("button", name="继续").click()
    page.get_by_text("已经自动退出登录").wait_for()
