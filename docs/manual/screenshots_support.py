"""Makes the pictures of what is done together with others, and of honours: double list to the
leaders' picture.

    python docs/manual/screenshots_support.py --address http://127.0.0.1:8000

Needs what ``screenshots.py`` needs. It looks, and makes one link for a unit.
"""

from screenshots import Walk, follow, walking


def double_list(walk: Walk) -> None:
    """The board, an item at work with its story, a circular."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/double-list/")
        walk.shot(page, "double-list")
        walk.go(page, "/bureau/double-list/?state=in_hand")
        follow(walk, page, "/bureau/double-list/?state=in_hand", "main td a, main th a")
        walk.shot(page, "double-list-item")
        walk.go(page, "/bureau/double-list/meeting/")
        walk.shot(page, "double-list-meeting")
        walk.go(page, "/bureau/double-list/month/")
        walk.shot(page, "double-list-month")
    with walk.person("", phone=True) as page:
        walk.go(page, "/shuangqingdan/")
        walk.shot(page, "double-list-public")


def units(walk: Walk) -> None:
    """The register, one unit with what it takes part in."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/units/")
        walk.shot(page, "units")
        follow(walk, page, "/bureau/units/?q=教育", "main td a, main th a")
        walk.shot(page, "unit")


def projects(walk: Walk) -> None:
    """Calls, forty applications side by side, one under way."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/projects/")
        walk.shot(page, "projects")
        follow(walk, page, "/bureau/projects/running/", "main td a, main th a")
        walk.shot(page, "project")
        walk.go(page, "/bureau/projects/calls/1/compare/")
        walk.shot(page, "projects-compare")
    with walk.person("", phone=True) as page:
        walk.go(page, "/xiangmu/")
        walk.shot(page, "projects-public")


def supporters(walk: Walk) -> None:
    """The register, one of it, a year's statistics, and what residents find."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/supporters/")
        walk.shot(page, "supporters")
        follow(walk, page, "/bureau/supporters/", "main td a, main th a")
        walk.shot(page, "supporter")
        walk.go(page, "/bureau/supporters/statistics/")
        walk.shot(page, "support-statistics")
        walk.go(page, "/bureau/supporters/activities/month/")
        walk.shot(page, "activities-month")
    with walk.person("", phone=True) as page:
        walk.go(page, "/yongjun/")
        walk.shot(page, "badges-public")


def honours(walk: Walk) -> None:
    """The roll at the bureau, one honour, and the wall for residents."""
    with walk.person("jingban") as page:
        walk.go(page, "/bureau/honours/")
        walk.shot(page, "honours")
        follow(walk, page, "/bureau/honours/", "main td a, main th a")
        walk.shot(page, "honour")
    with walk.person("", phone=True) as page:
        walk.go(page, "/rongyu/")
        walk.shot(page, "honours-public")
        follow(walk, page, "/rongyu/", "main a[href^='/rongyu/']")
        walk.shot(page, "honour-public")


def given(walk: Walk) -> None:
    """Campaigns with juries and votes, plaques, good news, the fallen."""
    with walk.person("jingban") as page:
        for address, name in (
            ("campaigns", "campaigns"),
            ("juries", "juries"),
            ("plaques", "plaques"),
            ("good-news", "letters"),
            ("memorials", "memorials"),
            ("campaigns/statistics", "campaigns-years"),
            ("plaques/rules", "plaque-rules"),
            ("memorials/days", "memorials-days"),
        ):
            walk.go(page, f"/bureau/{address}/")
            walk.shot(page, name)
        walk.go(page, "/bureau/memorials/month/")
        page.get_by_role("link", name="下个月").click()
        page.wait_for_load_state("networkidle")
        walk.shot(page, "memorials-month")
        follow(walk, page, "/bureau/plaques/rules/", "main a[href*='/rules/1/']")
        walk.shot(page, "plaque-rule")
        follow(walk, page, "/bureau/good-news/?state=unrewarded", "main td a, main th a")
        walk.shot(page, "letter")
        follow(walk, page, "/bureau/juries/", "main td a, main th a")
        walk.shot(page, "jury")
    with walk.person("", phone=True) as page:
        for address, name in (
            ("pingxuan", "campaigns-public"),
            ("toupiao", "votes-public"),
            ("yinglie", "martyrs-public"),
            ("jisao/yuyue", "memorials-booking"),
        ):
            walk.go(page, f"/{address}/")
            walk.shot(page, name)
        walk.go(page, "/jisao/1/yue/")
        walk.shot(page, "memorials-free")


def picture(walk: Walk) -> None:
    """The leaders' picture, the rows of one figure, the tasks, the wall."""
    with walk.person("shenpi") as page:
        walk.go(page, "/bureau/picture/")
        walk.shot(page, "picture")
        walk.go(page, "/bureau/picture/figures/double_list.red/")
        walk.shot(page, "picture-figure")
        walk.go(page, "/bureau/steering/")
        walk.shot(page, "tasks")
        walk.go(page, "/bureau/picture/screen/")
        walk.shot(page, "picture-wall")


def main() -> None:
    with walking("Make the pictures of what is done together with others anew.") as walk:
        double_list(walk)
        units(walk)
        projects(walk)
        supporters(walk)
        honours(walk)
        given(walk)
        picture(walk)


if __name__ == "__main__":
    main()
