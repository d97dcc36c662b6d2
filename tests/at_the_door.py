"""Going in at a door with a real browser."""

from playwright.sync_api import Page

from tests.people import PASSWORD
from tests.support.browser import press


def sign_in(page: Page, door: str, username: str) -> Page:
    """The person at the door, ``/bureau/`` or ``/station/``, signed in and let through."""
    page.goto(door)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    press(page.get_by_role("button", name="登录"))
    assert page.url.endswith(door), page.url
    assert "login" not in page.url, page.url
    return page
