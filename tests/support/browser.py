"""A real Chromium: found on the machine, watched for everything a strict page must not do.

A page that breaks the content security policy, writes an error to the console, throws, or asks
another host for anything fails its test, whatever the test itself looked at.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    sync_playwright,
)

# The shell first: the same engine without the window around it takes two thirds of the time.
NAMES = (
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
REASON = "no Chromium on this machine"
_VIOLATION = "portal-csp-violation: "
_LISTENER = """
document.addEventListener('securitypolicyviolation', event => console.error(
  '%s' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
""".replace("%s", _VIOLATION)


def chromium() -> str | None:
    """The program named by ``PORTAL_CHROMIUM``, or the first one on the PATH."""
    if named := os.environ.get("PORTAL_CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def required() -> bool:
    """Whether a missing browser is a failure, as it is where changes are accepted."""
    return os.environ.get("PORTAL_REQUIRE_BROWSER") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium() is None and not required():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None, None, None]:
    yield  # everything else first: what comes last is read
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and REASON in report.longrepr[2]
    ]
    if skipped:
        loud = {"red": True, "bold": True}
        terminalreporter.write_sep("!", f"{len(skipped)} BROWSER TESTS DID NOT RUN", **loud)
        terminalreporter.write_line(
            "There is no Chromium on this machine, so nothing of what a person sees was tested. "
            "Install one (apt-get install chromium) or name it: PORTAL_CHROMIUM=/path/to/chrome",
            **loud,
        )


def press(what: Locator) -> None:
    """Press what leads to another page, and go on only when that page stands.

    A click alone returns while the old page is still there, or neither: what is read off the page
    next is then read off the wrong one.
    """
    with what.page.expect_event("load"):
        what.click()


def too_wide(page: Page) -> bool:
    """Whether the page, as it stands now, runs out of the screen sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def sizes(page: Page, *wanted: Any) -> Iterator[Any]:
    """The page, loaded once, at one size after the other; in the end at its own again."""
    own = page.viewport_size
    for size in wanted:
        page.set_viewport_size(size)
        yield size
    if own is not None:
        page.set_viewport_size(own)


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Some problem is meant to happen in this test, such as the 403 of a refused page."""
        self.expected.append(pattern)

    def note(self, problem: str) -> None:
        if not any(re.search(pattern, problem) for pattern in self.expected):
            self.problems.append(problem)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.fail(f"PORTAL_REQUIRE_BROWSER=1, but there is {REASON}.")
    # Playwright keeps an event loop running in this thread, and Django would take every use of
    # the database in it for a mistake. The tests are not asynchronous.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's own sandbox refuses root
        launched = playwright.chromium.launch(executable_path=program, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collects what goes wrong on the test's pages, and fails the test at its end."""
    found = Watch()
    yield found
    assert not found.problems, "\n".join(found.problems)


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, watch: Watch, live_server: object) -> Iterator[NewContext]:
    """``new_context(viewport=PHONE)``: one more person with a browser of his own.

    Addresses may be written without the host: ``page.goto("/bureau/")``.
    """
    base = str(live_server)
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        settings = {"viewport": DESK, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(base_url=base, **{**settings, **options})
        context.set_default_timeout(15_000)
        context.add_init_script(_LISTENER)
        context.on("console", lambda message: _console(message, watch))
        context.on("weberror", lambda error: watch.note(f"script error: {error.error}"))
        context.on("request", lambda request: _request(request, base, watch))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A page at a desk's size."""
    return new_context().new_page()


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """A page at a telephone's size."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(scope="session")
def check_accessibility() -> Callable[[Page], None]:
    """Fails with axe's own words when the page, as it stands now, shuts somebody out."""
    axe = Axe()

    def check(page: Page) -> None:
        # Without its preloading, axe writes no style of its own into the page, which the policy
        # would refuse. What is in order need not be told at length.
        result = axe.run(page, options={"preload": False, "resultTypes": ["violations"]})
        assert result.violations_count == 0, result.generate_report()

    return check


@pytest.fixture(scope="session")
def seen(check_accessibility: Callable[[Page], None]) -> Callable[[Page], None]:
    """``seen(page)``: as it stands it fits a desk and a telephone, and shuts nobody out."""

    def look(page: Page) -> None:
        for size in sizes(page, DESK, PHONE):
            assert not too_wide(page), f"{page.url} at {size['width']}"
        check_accessibility(page)

    return look


def _console(message: ConsoleMessage, watch: Watch) -> None:
    if message.type == "error":
        at = message.location.get("url", "")
        watch.note(f"console: {message.text} ({at})")


def _request(request: Request, base: str, watch: Watch) -> None:
    if not request.url.startswith((base, "data:", "blob:")):
        watch.note(f"asked another host: {request.url}")
