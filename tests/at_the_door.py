"""Going in at a door with a real browser, and working there."""

from collections.abc import Mapping

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.people import PASSWORD
from tests.subsidies.at_the_bureau import BACKEND
from tests.support.browser import NewContext, press
from veterans.accounts.models import User


def sign_in(page: Page, door: str, username: str) -> Page:
    """The person at the door, ``/bureau/`` or ``/station/``, signed in and let through."""
    page.goto(door)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    press(page.get_by_role("button", name="登录"))
    assert page.url.endswith(door), page.url
    assert "login" not in page.url, page.url
    return page


def fill(page: Page, given: Mapping[str, str]) -> None:
    """Each field by its name as a person fills it in, and the button of the form. A path that is
    there is a file; ``on`` ticks a box."""
    for name, value in given.items():
        boxes = page.locator(f"main [name={name}]")
        kind = boxes.first.get_attribute("type")
        if boxes.first.evaluate("e => e.tagName") == "SELECT":
            boxes.select_option(value)
        elif kind == "file":
            boxes.set_input_files(value)
        elif kind in ("radio", "checkbox"):
            (
                boxes if value == "on" else page.locator(f"main [name={name}][value='{value}']")
            ).check()
        else:
            boxes.fill(value)
    press(page.locator("main form button[type=submit]").last)


def at_work(new_context: NewContext, who: User) -> Page:
    """Signed in today, with a browser of his own; for tests in which days pass."""
    signed_in = Client()
    signed_in.force_login(who, backend=BACKEND)
    key = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    context = new_context()
    page = context.new_page()
    page.goto("/")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}])
    return page
