"""长辈版 in a real browser: every residents' page, for a man of 75 with his telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.design.pages import PAGES
from tests.design.test_browser import SIDEWAYS, SMALL_PHONE, problems
from tests.support.browser import DESK, PHONE, NewContext, sizes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.design.urls"),
    pytest.mark.django_db(transaction=True),
]

ZOOMED = {"width": 640, "height": 400}  # a desk at 200 %
# What anybody may meet here without signing in.
OURS = [name for name in PAGES if name.startswith(("public-", "error-40", "error-500"))]
# Whatever shows a letter, in the page and in its boxes; what a reader of screens alone is told
# has a size too, but nobody sees it.
UNSEEN = "'.visually-hidden, .skip-link, .enter-goes-on, svg, thead'"
LETTERS = f"""() => [...document.querySelectorAll('body, body *')]
  .filter(e => e.checkVisibility() && !e.closest({UNSEEN}))
  .filter(e => e.matches('input, select, textarea')
    || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .flatMap(e => [null, '::before', '::after'].map(part => [e, getComputedStyle(e, part), part]))
  .filter(([, style, part]) => !part || !['none', 'normal'].includes(style.content))
  .map(([e, style]) => [parseFloat(style.fontSize), e.outerHTML.slice(0, 100)])
  .filter(([size]) => size < 24).map(([size, html]) => `${{size}} px: ${{html}}`)"""
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.offsetParent && e.type !== 'hidden' && !e.closest('.skip-link'))
  .map(e => [/radio|checkbox/.test(e.type) && e.closest('label') || e, e.outerHTML.slice(0, 120)])
  .map(([e, html]) => [e.getBoundingClientRect(), html])
  .filter(([box]) => box.height < 55.9 || box.width < 55.9)
  .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
# Cut off: it runs out of what holds it, and that does not let it.
CUT_OFF = f"""() => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && e.innerText && !e.closest({UNSEEN}))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1
    || (e.clientWidth && e.scrollWidth > e.clientWidth + 1
      && getComputedStyle(e).overflowX !== 'visible'))
  .map(e => e.outerHTML.slice(0, 120))"""


def elder(context: BrowserContext, live_server: object) -> Page:
    context.add_cookies([{"name": "portal_elder", "value": "1", "url": str(live_server)}])
    return context.new_page()


@pytest.fixture
def phone_set(settings: object) -> None:
    settings.PORTAL_BUREAU_PHONE = "0533-2180000"  # type: ignore[attr-defined]


def test_every_page_is_large_and_fits_and_shuts_nobody_out(
    new_context: NewContext, live_server: object, phone_set: None
) -> None:
    page = elder(new_context(viewport=PHONE), live_server)
    found: list[str] = []
    seen: set[str] = set()
    for name in OURS:
        page.goto(f"/preview/{name}/")
        # axe takes most of the time: once for each template; the ordinary pages are all asked.
        template = PAGES[name][0]
        found += problems(page, name, axe=template not in seen)
        seen.add(template)
        found += [f"{name}: too small: {html}" for html in page.evaluate(LETTERS)]
        found += [f"{name}: hard to touch: {html}" for html in page.evaluate(TOO_SMALL)]
        for size in sizes(page, DESK, ZOOMED, SMALL_PHONE):
            where = f"{name} at {size['width']}"
            found += problems(page, where, axe=False)
            found += [f"{where}: cut off: {html}" for html in page.evaluate(CUT_OFF)]
        # The browser's own letters set to twice their size, on a telephone.
        page.set_viewport_size(SMALL_PHONE)
        page.evaluate("document.documentElement.style.setProperty('font-size', '48px')")
        found += problems(page, f"{name} at 200 %", axe=False)
        found += [f"{name} at 200 %: cut off: {html}" for html in page.evaluate(CUT_OFF)]
        page.set_viewport_size(PHONE)
    assert found == []


def test_on_paper_it_is_the_ordinary_page_in_larger_type(
    new_context: NewContext, live_server: object, phone_set: None
) -> None:
    pages = [elder(new_context(), live_server), new_context().new_page()]
    words, heights = [], []
    for page in pages:
        page.set_viewport_size({"width": 688, "height": 1000})
        page.goto("/preview/public-entitled-result/")
        page.emulate_media(media="print")
        words.append(page.inner_text("main").split())
        heights.append(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
        assert page.evaluate(SIDEWAYS) == 0
        assert page.get_by_role("link", name="0533-2270000").is_visible()
        assert not page.get_by_role("button", name="版").is_visible()
    assert words[0] == words[1]
    assert heights[0] > heights[1] * 1.4
