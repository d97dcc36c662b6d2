"""Every page in a real browser, at a desk and on a telephone: nothing cut off, nobody shut out."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from tests.design.pages import PAGES
from tests.people import a_county, colleague
from tests.support.browser import DESK, PHONE, NewContext, Watch, sizes
from veterans.accounts.roles import Role
from veterans.regions.models import Region

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.design.urls"),
    pytest.mark.django_db(transaction=True),
]

SMALL_PHONE = {"width": 360, "height": 780}
AXE = Axe()
ONLY_WRONG = "{preload: false, resultTypes: ['violations']}"
# Half of axe's time. Colours are tokens, and ``test_tokens`` holds the pairs meant for text to what
# axe asks; of the bureau's pages axe asks the rest.
NO_COLOURS = ONLY_WRONG.replace("{", "{rules: {'color-contrast': {enabled: false}}, ", 1)
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.offsetParent && e.type !== 'hidden' && !e.closest('.skip-link'))
  .map(e => [/radio|checkbox/.test(e.type) && e.closest('label') || e, e.outerHTML.slice(0, 120)])
  .map(([e, html]) => [e.getBoundingClientRect(), html])
  .filter(([box]) => box.height < 43.9 || box.width < 43.9)
  .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page, where: str, *, axe: bool = True, colours: bool = True) -> Iterator[str]:
    if sideways := page.evaluate(SIDEWAYS):
        yield f"{where}: {sideways} px too wide"
    if not axe:
        return
    # Without its preloading, axe writes no style of its own into the page, which the policy
    # would refuse and the watch would report. What is in order need not be told at length.
    page.evaluate(AXE.axe_script)
    asked = ONLY_WRONG if colours else NO_COLOURS
    if page.evaluate(f"axe.run({asked}).then(found => found.violations.length)"):
        result = AXE.run(page, options={"preload": False, "resultTypes": ["violations"]})
        yield f"{where}: {result.generate_report()}"


def names(*beginnings: str) -> list[str]:
    return [name for name in PAGES if name.startswith(beginnings)]


def weight(name: str) -> int:
    """How much there is on a sample page, by its made-up data."""
    return len(repr(PAGES[name][1]))


STAFF = [name for name in PAGES if name not in names("public-", "station", "error")]
TOUCHED = names("public-", "station")


@pytest.mark.parametrize("half", [0, 1])
def test_bureau_pages(new_context: NewContext, half: int) -> None:
    page = new_context().new_page()
    found: list[str] = []
    # The fullest sample of each template; what others have in other words ``test_pages`` reads.
    fullest: dict[str, str] = {}
    for name in [*STAFF, *names("error")]:
        template = PAGES[name][0]
        if template not in fullest or weight(name) > weight(fullest[template]):
            fullest[template] = name
    # In two halves, cut between templates: one alone would keep everybody waiting.
    for template in sorted(fullest)[half::2]:
        page.goto(f"/preview/{fullest[template]}/")
        for size in sizes(page, PHONE, DESK):
            where = f"{fullest[template]} at {size['width']}"
            found += problems(page, where, axe=size is DESK, colours=False)
    assert found == []


def test_station_and_public_pages(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    found: list[str] = []
    seen: set[str] = set()
    for name in TOUCHED:
        page.goto(f"/preview/{name}/")
        public = name.startswith("public-")
        for size in sizes(page, DESK, SMALL_PHONE, PHONE):
            where = f"{name} at {size['width']}"
            # Every page of the residents; of a station's once for each template.
            asked = size is PHONE and (public or PAGES[name][0] not in seen)
            found += problems(page, where, axe=asked)
            found += [f"{where}: hard to touch: {html}" for html in page.evaluate(TOO_SMALL)]
        if public:
            if (letters := page.evaluate(SMALLEST)) < 18:
                found.append(f"{name}: letters of {letters} px")
            page.evaluate("document.documentElement.style.setProperty('font-size', '40px')")
            found += problems(page, f"{name} in letters of twice the size", axe=False)
        seen.add(PAGES[name][0])
    assert found == []


def test_a_statement_on_paper_is_never_below_16_pt(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 688, "height": 1000}).new_page()
    for name in ("payee-statement", "station-statement"):
        page.goto(f"/preview/{name}/")
        page.emulate_media(media="print")
        sizes = page.evaluate(
            "() => [...document.querySelectorAll('.statement *')].filter(e => e.innerText)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize) * 0.75)"
        )
        assert len(sizes) > 20
        assert round(min(sizes), 2) >= 16
        assert page.evaluate(SIDEWAYS) == 0


def test_stock_admin_pages(new_context: NewContext) -> None:
    """The pages Django brings along, under our theme and our policy."""
    a_county()
    administrator = colleague("guan", Role.SYSADMIN, display_name="管理员")
    village = Region.objects.filter(level="village").first()
    assert village is not None
    context = new_context()
    page = context.new_page()
    page.goto("/bureau/login/")
    found = list(problems(page, "sign-in"))

    client = Client()
    client.force_login(administrator)
    session = client.cookies["portal_session"]
    context.add_cookies(
        [{"name": session.key, "value": session.value, "url": page.url.split("/bureau")[0]}]
    )
    for path in (
        "",
        "password_change/",
        "accounts/",
        "accounts/user/?role__exact=sysadmin",
        f"accounts/user/{administrator.pk}/change/",
        f"accounts/user/{administrator.pk}/history/",
        "regions/region/?q=东",
        f"regions/region/{village.pk}/delete/",
        "regions/region/?_popup=1",
        "registry/person/",
        "registry/person/add/",
    ):
        page.goto(f"/bureau/{path}")
        for size in sizes(page, PHONE, DESK):
            found += problems(page, f"{path} at {size['width']}", axe=size is DESK)
    page.click("input[name=_save]")
    page.wait_for_selector(".errornote")
    found += problems(page, "a form with errors")
    assert found == []


def test_a_form_is_sent_once(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/preview/batch-confirm/")
    page.evaluate("""() => {
      window.sent = 0;
      window.addEventListener('submit', event => {
        if (!event.defaultPrevented) { window.sent += 1; }
        event.preventDefault();
      });
    }""")
    button = page.get_by_role("button", name="确认复核通过")
    button.click()
    assert page.locator("form.confirm").get_attribute("aria-busy") == "true"
    page.get_by_role("button", name="正在提交").click()
    assert page.evaluate("window.sent") == 1


def test_the_question_is_read_first(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/preview/batch-confirm/")
    assert page.evaluate("document.activeElement.className") == "confirm-question"


def test_pages_work_without_scripts(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/preview/line-explain/")
    assert not page.get_by_role("button", name="打印").is_visible()
    page.goto("/preview/batch-calculating/")
    assert page.get_by_role("link", name="刷新").is_visible()


def test_progress_that_cannot_be_fetched_says_so(new_context: NewContext, watch: Watch) -> None:
    watch.expect("progress|htmx:(sendError|afterRequest)")
    page = new_context().new_page()
    page.route("**/progress/", lambda route: route.abort())
    page.goto("/preview/batch-calculating/")
    page.wait_for_selector("[data-poll-note]", state="visible")


def test_progress_after_the_session_has_ended_leads_to_sign_in(new_context: NewContext) -> None:
    """The answer is the sign-in page; it must not be put into the middle of this one."""
    page = new_context().new_page()
    page.goto("/preview/batch-calculating/")
    with page.expect_navigation():
        pass
    assert page.locator("#login-form").count() == 0
