"""Makes the pictures of the catalogue, the finder, of handing over and of what residents send.

    python docs/manual/screenshots_services.py --address http://127.0.0.1:8000

Needs what ``screenshots.py`` needs. It begins a draft of one item, which is all it changes.
"""

import re

from screenshots import Walk, confirm, follow, walking


def catalogue(walk: Walk) -> None:
    """The catalogue at the bureau: the list, one item, its conditions, whom it means."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/catalogue/")
        walk.shot(page, "catalogue")
        walk.go(page, "/bureau/catalogue/201/next/")
        # A second walk finds the draft of the first.
        if page.get_by_role("button", name="起草").count():
            confirm(page)
        walk.go(page, "/bureau/catalogue/201/")
        walk.shot(page, "catalogue-item")
        page.get_by_role("link", name="条件", exact=True).click()
        page.wait_for_selector(".condition-tree")
        walk.shot(page, "conditions")
        follow(walk, page, "/bureau/catalogue/701/people/", "main td a[href*='/claims/']")
        money = ".claim-list > li:has-text('残疾抚恤金')"
        page.locator(money).first.locator("summary").click()
        walk.shot(page, "claims", at=f"{money} >> nth=0")
    with walk.person("", phone=True) as page:
        walk.go(page, "/youdai/")
        walk.shot(page, "catalogue-public")


def at_a_station(walk: Walk) -> None:
    """The catalogue by itself and beside a person, and handing something over."""
    with walk.person("cunju", door="station", phone=True) as page:
        walk.go(page, "/station/catalogue/")
        walk.shot(page, "station-catalogue")
        follow(walk, page, "/station/roster/", "main a[href*='/station/payees/']")
        page.get_by_role("link", name="可享受的优待").click()
        page.wait_for_selector(".claim-list")
        walk.shot(page, "station-claims")
        follow(walk, page, "/station/roster/", "main a[href*='/station/payees/']")
        page.get_by_role("link", name="登记送达").click()
        page.wait_for_selector("form[method=post]")
        page.locator("h1").click()
        walk.shot(page, "handover-form")


def found_by_policy(walk: Walk) -> None:
    """政策找人 at the bureau and at a station; what a resident may find out himself."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/finder/")
        walk.shot(page, "finder")
    with walk.person("cunju", door="station", phone=True) as page:
        follow(walk, page, "/station/finder/", ".work-title a")
        walk.shot(page, "station-gap")
    with walk.person("", phone=True) as page:
        walk.go(page, "/wo/")
        walk.shot(page, "entitled")


def sent_by_residents(walk: Walk) -> None:
    with walk.person("", phone=True) as page:
        walk.go(page, "/fanying/")
        walk.shot(page, "report-public")
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/cases/incoming/")
        walk.shot(page, "incoming")


def elder_edition(walk: Walk) -> None:
    with walk.person("", phone=True) as page:
        walk.go(page, "/zhangbei/")
        page.get_by_role("button", name="用长辈版").click()
        page.wait_for_selector("html.elder .ways")
        walk.shot(page, "elder")


def ones_own(walk: Walk) -> None:
    """The way by a code, with the demo's telephone."""
    with walk.person("", phone=True) as page:
        walk.go(page, "/wode/yanshi/")
        name, number = page.locator("#who-title ~ p strong").all_inner_texts()
        walk.go(page, "/wode/")
        page.get_by_label("您的姓名").fill(name)
        page.get_by_label("您的身份证号").fill(number)
        walk.shot(page, "own-ask")
        page.get_by_role("button", name="发验证码").click()
        page.wait_for_selector("input[name=code]")
        walk.shot(page, "own-code")
        # A worker looks at it in between.
        page.wait_for_timeout(3000)
        telephone = page.context.new_page()
        walk.go(telephone, "/wode/yanshi/")
        said = telephone.locator("#texts-title ~ p").nth(1).inner_text()
        code = re.findall(r"(?<!\d)\d{6}(?!\d)", said)[0]
        telephone.close()
        page.locator("input[name=code]").fill(code)
        page.get_by_role("button", name="看我的").click()
        page.wait_for_selector(".own-part")
        walk.shot(page, "own")


def providers(walk: Walk) -> None:
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/providers/")
        walk.shot(page, "providers")
        follow(walk, page, "/bureau/providers/", "main td a, main th a")
        walk.shot(page, "provider")
    with walk.person("", phone=True) as page:
        walk.go(page, "/lvsetongdao/")
        walk.shot(page, "providers-public")


def main() -> None:
    with walking("Make the pictures of the catalogue and of the stations' services anew.") as walk:
        catalogue(walk)
        at_a_station(walk)
        found_by_policy(walk)
        sent_by_residents(walk)
        elder_edition(walk)
        ones_own(walk)
        providers(walk)


if __name__ == "__main__":
    main()
