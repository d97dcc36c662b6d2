"""The browser's watch sees what a strict page must not do. A watch that sleeps guards nothing."""

import time

import pytest
from playwright.sync_api import Page

from tests.support.browser import NewContext, Watch

pytestmark = pytest.mark.browser


def test_a_quiet_page_is_quiet(page: Page, watch: Watch) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert watch.problems == []


@pytest.mark.parametrize(
    ("script", "word"),
    [
        (
            "const s = document.createElement('script'); s.textContent = 'window.x = 1';"
            " document.body.append(s)",
            "portal-csp-violation",
        ),
        ("document.body.setAttribute('style', 'color: red')", "portal-csp-violation"),
        ("console.error('went wrong')", "went wrong"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        ("fetch('/nothing-is-here')", "404"),
        ("fetch('http://127.0.0.2:9/').catch(() => 0)", "portal-csp-violation"),
        ("location.href = 'http://127.0.0.2:9/'", "asked another host"),
    ],
)
def test_what_a_page_must_not_do_is_seen(page: Page, watch: Watch, script: str, word: str) -> None:
    watch.expect("")  # all of it is meant to happen here; keep the test itself green
    seen: list[str] = []
    watch.note = seen.append  # type: ignore[method-assign]
    page.goto("/healthz")
    page.evaluate(f"() => {{ {script} }}")
    deadline = time.monotonic() + 20
    while not any(word in problem for problem in seen) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert any(word in problem for problem in seen), seen


def test_what_is_expected_does_not_count(watch: Watch) -> None:
    watch.expect("status of 403")
    watch.note("console: Failed to load resource: the server responded with a status of 403 ()")
    assert watch.problems == []


def test_every_context_is_a_person_of_his_own(new_context: NewContext) -> None:
    first, second = new_context(), new_context()
    first.add_cookies([{"name": "mine", "value": "1", "url": "http://127.0.0.1/"}])
    assert second.cookies("http://127.0.0.1/") == []
