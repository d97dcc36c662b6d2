"""Makes the pictures of the manual anew by walking through a month of the demo bureau.

    python docs/manual/screenshots.py --address http://127.0.0.1:8000

Needs Playwright, a Chromium and a fresh demo with web and worker running: ``load_demo --small``
is enough. It opens a batch and takes it to the bank and back, so the demo is not fresh afterwards.
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCHEMES = ("disability_pension", "bereaved_pension", "ill_returned_allowance")
LAYOUT = "sample-text-gb18030"


class Walk:
    """One browser, one address, and the pictures that are taken on the way."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.browser, self.address, self.password = browser, address.rstrip("/"), password

    @contextmanager
    def person(self, name: str, *, door: str = "bureau", phone: bool = False) -> Iterator[Page]:
        """A page on which this person has signed in; a nameless one is a resident."""
        size = PHONE if phone else DESKTOP
        context = self.browser.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
        page = context.new_page()
        if name:
            self.go(page, f"/{door}/")
            page.fill("[name=username]", name)
            page.fill("[name=password]", self.password)
            page.click("button[type=submit]")
            page.wait_for_selector("h1")
        yield page
        context.close()

    def go(self, page: Page, path: str) -> None:
        page.goto(self.address + path, wait_until="networkidle")

    def shot(self, page: Page, name: str, *, height: int = 0, at: str = "") -> None:
        """What one sees without scrolling, or as much of its top as ``height`` pixels, or what one
        sees after going to ``at``."""
        page.evaluate("window.scrollTo(0, 0)")
        if at:
            page.locator(at).evaluate("panel => panel.scrollIntoView({behavior: 'instant'})")
        part = {**DESKTOP, "height": height, "x": 0, "y": 0} if height else None
        page.screenshot(path=IMAGES / f"{name}.png", clip=part)


def confirm(page: Page) -> None:
    """The button of a page that asks."""
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")


def open_and_calculate(walk: Walk) -> str:
    """Opening a batch and calculating it; returns the path of its page."""
    with walk.person("jingban") as page:
        walk.shot(page, "desk")
        walk.go(page, "/bureau/batches/open/")
        for box in page.locator("[name=schemes]").all():
            box.set_checked(box.get_attribute("value") in SCHEMES)
        walk.shot(page, "batch-open")
        confirm(page)
        path = page.url.removeprefix(walk.address)
        walk.shot(page, "batch-draft")
        walk.go(page, f"{path}do/calculate/")
        walk.shot(page, "batch-calculate")
        confirm(page)
        for _ in range(60):
            if page.get_by_text("等待“复核”岗位").count():
                break
            page.wait_for_timeout(1000)
            walk.go(page, path)
        walk.shot(page, "batch-calculated")
    return path


def review_and_approve(walk: Walk, path: str) -> None:
    with walk.person("fuhe") as page:
        walk.go(page, path)
        walk.shot(page, "batch-to-review")
        walk.go(page, f"{path}changes/")
        walk.shot(page, "batch-changes", height=700)
        walk.go(page, f"{path}exceptions/")
        walk.shot(page, "batch-exceptions")
        walk.go(page, f"{path}lines/")
        walk.shot(page, "batch-lines", height=700)
        page.locator("main a[href*='/bureau/lines/']").first.click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "line")
        walk.go(page, f"{path}do/review/")
        walk.shot(page, "batch-review")
        confirm(page)
    with walk.person("shenpi") as page:
        walk.go(page, f"{path}do/approve/")
        walk.shot(page, "batch-approve")
        confirm(page)
    with walk.person("shenpi2") as page:
        walk.go(page, path)
        # Where the demo's band asks for a second signature.
        if page.locator("main a[href$='/do/approve/']").count():
            walk.go(page, f"{path}do/approve/")
            confirm(page)


def to_the_bank_and_back(walk: Walk, path: str, folder: Path) -> None:
    with walk.person("jingban") as page:
        walk.go(page, f"{path}do/export/")
        page.check(f"[name=layout][value={LAYOUT}]")
        walk.shot(page, "batch-export")
        confirm(page)
        walk.go(page, path)
        page.locator("main a[href*='/bureau/files/']").first.click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "bank-file")
        file_url = page.url
        with page.expect_download() as download:
            page.locator("main a[href*='/download/']").first.click()
        sent = folder / "sent.txt"
        download.value.save_as(sent)
        answer = folder / "回盘.txt"
        answer.write_bytes(answered(sent.read_bytes().decode("gb18030")).encode("gb18030"))
        page.goto(file_url, wait_until="networkidle")
        page.set_input_files("main input[type=file]", answer)
        page.locator("form[enctype] button[type=submit]").click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "return-preview")
        confirm(page)
        walk.shot(page, "return-applied")
        walk.go(page, f"{path}do/reissue/")
        walk.shot(page, "batch-reissue")


def funds(walk: Walk) -> None:
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/funds/")
        walk.shot(page, "funds")
        walk.go(page, "/bureau/funds/use/")
        walk.shot(page, "fund-use")
        walk.go(page, "/bureau/batches/?state=exported")
        page.locator("main tbody a[href*='/bureau/batches/']").first.click()
        page.wait_for_load_state("networkidle")
        rest = page.get_by_role("link", name="导出其余部分")
        if rest.count():
            rest.click()
            page.wait_for_load_state("networkidle")
            walk.shot(page, "batch-export-parts")


def answered(sent: str) -> str:
    """An answer of the sample bank: the second line fails, all others succeed."""
    lines = sent.split("\r\n")
    answers = ["文件编号|序号|账号后四位|金额|结果码|说明"]
    for line in lines[1:-2]:
        cells = line.split("|")
        said = "3031|账号户名不符" if cells[1] == "2" else "0000|成功"
        answers.append("|".join([cells[0], cells[1], cells[5][-4:], cells[7], said]))
    return "\r\n".join([*answers, lines[-2], ""])


def people_and_standards(walk: Walk) -> None:
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/people/?q=zj")
        walk.shot(page, "people")
        page.get_by_role("row").filter(has_not_text="无").locator("a").first.click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "person")
        path = page.url.removeprefix(walk.address)
        page.locator("main a[href*='/bureau/entitlements/']").first.click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "entitlement")
        walk.go(page, f"{path}do/death/")
        page.fill("[name=died_on]", "2026-08-20")
        confirm(page)
        walk.shot(page, "death")
        walk.go(page, "/bureau/rates/new/")
        walk.shot(page, "rates-new")
    with walk.person("fuhe") as page:
        walk.go(page, "/bureau/rates/")
        walk.shot(page, "rates", height=600)
        walk.go(page, "/bureau/bank-accounts/")
        page.locator("main a[href*='/verify/']").first.click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "account-verify")
        follow(walk, page, "/bureau/bank-accounts/?kind=station", "main a[href*='/sent-in/']")
        walk.shot(page, "account-evidence")


def files(walk: Walk) -> None:
    """A person's file, a change on its way, and both as the station sees them."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/events/")
        walk.shot(page, "life-events")
        page.locator("table a", has_text="评残").first.click()
        page.wait_for_selector("h1")
        walk.shot(page, "life-event")
        page.get_by_role("link", name="看此人档案").click()
        page.wait_for_selector("#file")
        page.locator("h1").click()
        path = page.url.removeprefix(walk.address)
        walk.shot(page, "file", at="#file")
        page.locator("#file-security .file-row-actions a").first.click()
        page.wait_for_selector("h1")
        walk.shot(page, "file-row")
        walk.go(page, f"{path}unmask/id_number/")
        walk.shot(page, "unmask", height=560)
    with walk.person("cunju", door="station", phone=True) as page:
        walk.go(page, "/station/find/")
        page.get_by_role("combobox").fill("王")
        page.wait_for_timeout(1200)
        walk.shot(page, "station-find")
        walk.go(page, "/station/events/")
        walk.shot(page, "station-events")
        page.locator(".work-list a").nth(1).click()
        page.wait_for_selector("h1")
        page.get_by_role("link", name="看此人").click()
        page.wait_for_selector("#who")
        walk.shot(page, "station-file")


def stations_day(walk: Walk) -> None:
    """What is due at a station, a visit, a request; and what the bureau sees of it."""
    with walk.person("cunju", door="station", phone=True) as page:
        walk.go(page, "/station/")
        walk.shot(page, "station-home")
        walk.go(page, "/station/visits/")
        walk.shot(page, "station-visits")
        page.get_by_role("link", name="看还有谁").first.click()
        page.wait_for_selector("#left")
        walk.shot(page, "visit-round")
        page.get_by_role("link", name="登记走访").first.click()
        page.wait_for_selector("h1")
        walk.shot(page, "visit-form")
        walk.go(page, "/station/cases/")
        walk.shot(page, "station-cases")
        page.locator(".work-list a, table a").first.click()
        page.wait_for_selector("h1")
        walk.shot(page, "station-case")
        walk.go(page, "/station/inbox/")
        walk.shot(page, "station-inbox")
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/visits/")
        walk.shot(page, "visits")
        walk.go(page, "/bureau/cases/")
        walk.shot(page, "cases")
        walk.go(page, "/bureau/aid/")
        page.locator("table a").first.click()
        page.wait_for_selector("#visit")
        walk.shot(page, "aid")
        walk.go(page, "/bureau/reminders/")
        walk.shot(page, "reminders")
        walk.go(page, "/bureau/reminders/preview/")
        walk.shot(page, "reminders-preview")
        walk.go(page, "/bureau/people/exports/new/")
        walk.shot(page, "export")
        walk.go(page, "/bureau/network/")
        walk.shot(page, "network")


def others(walk: Walk) -> None:
    with walk.person("shenji") as page:
        walk.go(page, "/bureau/audit/")
        page.get_by_role("button", name="重新核对").click()
        for _ in range(30):
            page.wait_for_timeout(1000)
            walk.go(page, "/bureau/audit/")
            if page.get_by_role("heading", name="历次核对").count():
                break
        walk.shot(page, "audit")
        walk.go(page, "/bureau/foundation/auditentry/")
        walk.shot(page, "audit-log", height=700)
    with walk.person("guanli") as page:
        walk.go(page, "/bureau/accounts/user/")
        walk.shot(page, "users")
    with walk.person("zhenjie", door="station", phone=True) as page:
        walk.shot(page, "station")
        walk.go(page, "/station/roster/")
        walk.shot(page, "station-roster")
        walk.go(page, "/station/follow-up/")
        walk.shot(page, "station-follow-up")
        walk.go(page, "/station/confirmation/")
        walk.shot(page, "station-confirmation")
    with walk.person("", phone=True) as page:
        walk.go(page, "/stations/?q=夏庄")
        walk.shot(page, "public")


def the_object(walk: Walk, page: Page) -> str:
    """The address that an object's buttons stand below, from its page."""
    return page.url.removeprefix(walk.address).partition("change/")[0]


def doors(walk: Walk) -> None:
    """The second factor, one's own sign-ins, and what takes two administrators. At the end of all:
    the reviewer is asked for a code from here on."""
    with walk.person("guanli") as page:
        follow(walk, page, "/bureau/accounts/user/?q=jingban", "#result_list tbody th a")
        walk.go(page, f"{the_object(walk, page)}do/emergency/")
        page.select_option("[name=role]", "reviewer")
        page.fill("[name=reason]", "复核人员病假，今天是发放日")
        confirm(page)
    with walk.person("anquan") as page:
        follow(walk, page, "/bureau/", "#waiting a")
        walk.go(page, f"{the_object(walk, page)}do/confirm/")
        walk.shot(page, "appointment-confirm", height=600)
        confirm(page)
        walk.go(page, "/bureau/sign-ins/")
        walk.shot(page, "sign-ins", height=700)
    with walk.person("jingban") as page:
        walk.shot(page, "emergency", height=500)
        walk.go(page, "/bureau/me/")
        walk.shot(page, "my-sign-ins", height=700)
    with walk.person("fuhe") as page:
        walk.go(page, "/bureau/second-factor/")
        confirm(page)
        secret = "".join(page.locator(".secret-groups span").all_inner_texts())
        walk.shot(page, "second-factor-enrol", height=700)
        page.fill("[name=code]", pyotp.TOTP(secret).now())
        confirm(page)
        walk.shot(page, "second-factor-codes", height=600)
    with walk.person("fuhe") as page:
        walk.shot(page, "second-factor-code", height=600)


def follow(walk: Walk, page: Page, path: str, link: str) -> None:
    """From a list to the first page that its links of that kind lead to."""
    walk.go(page, path)
    page.locator(link).first.click()
    page.wait_for_load_state("networkidle")


def beside_the_month(walk: Walk) -> None:
    """What is kept beside the month: trials, checks, claims, collisions, grants, books."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/rates/care/")
        walk.shot(page, "care")
        follow(walk, page, "/bureau/rates/", "main tr:has-text('草稿') a[href*='/bureau/rates/']")
        path = page.url.removeprefix(walk.address)
        walk.go(page, f"{path}trial/")
        walk.shot(page, "trial")
        walk.go(page, "/bureau/crosschecks/")
        walk.shot(page, "crosschecks", height=700)
        follow(walk, page, "/bureau/confirmations/", "main th a")
        walk.shot(page, "confirmation")
        follow(walk, page, "/bureau/recovery/", "main td a, main th a")
        walk.shot(page, "recovery")
        walk.go(page, "/bureau/suspense/")
        walk.shot(page, "suspense")
        walk.go(page, "/bureau/bank-accounts/?kind=station")
        walk.shot(page, "accounts-sent-in")
        walk.go(page, "/bureau/stacking/")
        walk.shot(page, "stacking", height=700)
        follow(walk, page, "/bureau/grants/?state=draft", "main th a")
        walk.shot(page, "grant")
        walk.go(page, "/bureau/reconciliation/")
        walk.shot(page, "reconciliation")
        follow(walk, page, "/bureau/entitlements/1/", "main .page-head a")
        page.get_by_role("link", name="年度发放明细").click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "statement")
        walk.go(page, "/bureau/entitlements/1/")
        walk.shot(page, "supplement")
    with walk.person("fuhe") as page:
        follow(walk, page, "/bureau/rates/rules/changes/?state=proposed", "main th a")
        walk.shot(page, "rule-change")


def made_public(walk: Walk) -> None:
    """公示 at the three doors."""
    with walk.person("fuhe") as page:
        walk.go(page, "/bureau/publicity/")
        walk.shot(page, "publicity")
        follow(walk, page, "/bureau/publicity/?when=running", "main th a")
        walk.shot(page, "publicity-notice")
        page.locator("main a[href*='/bureau/entitlements/']").last.click()
        page.wait_for_load_state("networkidle")
        person = page.locator("main a[href*='/bureau/people/']").first.get_attribute("href") or ""
    with walk.person("cunju", door="station", phone=True) as page:
        follow(walk, page, "/station/publicity/", "main .work-title a")
        walk.shot(page, "publicity-station")
        walk.go(page, f"/station/payees/{person.rstrip('/').rpartition('/')[2]}/")
        walk.shot(page, "publicity-payee", at="#rights")
    with walk.person("", phone=True) as page:
        follow(walk, page, "/gongshi/", "main .plain-list a")
        walk.shot(page, "publicity-public")


@contextmanager
def walking(title: str) -> Iterator[Walk]:
    """A walk as the command line names it, with a browser that ends with it."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the demo runs")
    parser.add_argument("--password", default="Yanshi-2026-portal", help="of the demo accounts")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser program")
    options = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium,
            # Text without coloured edges: smaller files.
            args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
        )
        yield Walk(browser, options.address, options.password)
        browser.close()


def main() -> None:
    with walking("Make the pictures of the manual anew.") as walk:
        with walk.person("") as page:
            walk.go(page, "/bureau/")
            # A field that is not being written in has no blinking cursor.
            page.locator("h1").click()
            walk.shot(page, "sign-in")
        path = open_and_calculate(walk)
        review_and_approve(walk, path)
        with TemporaryDirectory() as folder:
            to_the_bank_and_back(walk, path, Path(folder))
        people_and_standards(walk)
        files(walk)
        stations_day(walk)
        funds(walk)
        others(walk)
        beside_the_month(walk)
        made_public(walk)
        doors(walk)


if __name__ == "__main__":
    main()
