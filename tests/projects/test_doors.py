"""Projects at the bureau's desk and before the residents, by buttons."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from support_services.projects.models import Application, Ballot, Call, Spending
from support_services.projects.services.choosing import decide_choice
from tests.pictures import png
from tests.projects.makers import AT, LAST, Office, unit
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
BASE = "/bureau/projects/"


def written(**other: Any) -> dict[str, Any]:
    """A project book as a form sends it."""
    return {
        "title": "老兵家电维修（虚构）",
        "team": "",
        "brief": "上门给老兵修家电。",
        "background": "没人修。",
        "aim": "上门 200 次。",
        "content": "上门维修。\n教会使用。",
        "steps": "一月报名。",
        "expected": "满意。",
        "lines": "配件，29,000\n交通 1000.50 元",
        "promises": "上门维修 2027-06-30 上门次数 100 次",
        "contact_name": "",
        "contact_phone": "",
        **other,
    }


def test_a_round_by_buttons() -> None:
    """Called for, handed in, checked, judged, chosen, spent, told of."""
    preparer, checker, decider = (
        enter(one) for one in map(user, (Role.PREPARER, Role.REVIEWER, Role.APPROVER))
    )
    today = timezone.localdate()
    applying = unit("示例服务社")
    sent = {
        "title": "拥军服务项目（虚构）",
        "year": "2026",
        "told": "为老兵办实事。",
        "opens_on": f"{today - timedelta(days=5)}",
        "closes_on": f"{today}",
        "budget": "50,000",
        "most_each": "",
        "unit_kinds": ["organisation"],
        "least_reviewers": "2",
        "combination": "mean",
        "tie_rule": "shared",
        "criteria": "需要程度 60 急不急\n可行 30",
    }
    refused = preparer.post(f"{BASE}calls/new/", sent)
    assert "现在是 90" in said(refused)
    assert not Call.objects.exists()
    preparer.post(f"{BASE}calls/new/", {**sent, "criteria": "需要程度 60 急不急\n可行 40"})
    call = Call.objects.get()
    here = f"{BASE}calls/{call.pk}/"
    assert "等开始征集" in told(checker, "/bureau/")
    press(checker, f"{here}do/open/")
    bad = preparer.post(f"{here}apply/", {**written(lines="配件两万"), "unit": applying.pk})
    assert "第 1 行看不懂" in said(bad)
    preparer.post(f"{here}apply/", {**written(), "unit": applying.pk})
    made = Application.objects.get()
    assert f"{made.asked}" == "30000.50"
    page = f"{BASE}{made.pk}/"
    press(preparer, f"{page}do/hand_in/")
    assert "等核对材料" in told(checker, "/bureau/")
    press(checker, f"{page}do/check/")
    # The last day has passed.
    Call.objects.filter(pk=call.pk).update(closed_by=call.entered_by, closed_at=AT, state="closed")
    press(preparer, f"{here}do/begin_review/")
    people = re.findall(r'name="reviewer_ids" value="(\d+)"', preparer.get(f"{here}share/").text)
    press(preparer, f"{here}share/", reviewer_ids=people, each="3")
    assert "1 个项目等您评分" in told(decider, "/bureau/")
    criteria = [one.pk for one in call.criteria.order_by("number")]
    for judge, points in ((preparer, "80"), (checker, "91.5")):
        shown = told(judge, f"{page}score/")
        assert "提交以后才能看到别人的分" in shown
        given = {f"points_{key}": points for key in criteria}
        press(judge, f"{page}score/", comment="值得做", **given)
    assert "91.50" in told(preparer, page)
    assert "91.50" not in told(decider, page)
    missing = decider.post(f"{page}score/", {"comment": "好"})
    assert "请填写这一项" in said(missing)
    press(decider, f"{page}score/", comment="不懂", is_abstention="on")
    assert Ballot.objects.count() == 3
    press(checker, f"{here}do/end_review/")
    assert "得分最高，排第 1" in told(preparer, f"{here}compare/")
    press(preparer, f"{here}choose/", **{f"granted_{made.pk}": "20000", f"why_{made.pk}": ""})
    assert Call.objects.get().state == "ranked"
    press(preparer, f"{here}choose/", **{f"granted_{made.pk}": "20000", f"why_{made.pk}": "核减"})
    assert "等审定立项" in told(decider, "/bureau/")
    assert "核减" in told(decider, f"{here}do/decide/")
    press(decider, f"{here}do/decide/")
    assert "20,000.00" in told(Client(), "/xiangmu/")
    press(
        preparer, f"{page}spend/", spent_on_day=f"{today}", amount="500", what="配件", voucher="1"
    )
    press(preparer, f"{BASE}spendings/{Spending.objects.get().pk}/reverse/", why="登错")
    stone = made.milestones.get()
    press(
        checker,
        f"{BASE}milestones/{stone.pk}/put-off/",
        put_off_to="2027-07-31",
        why="雨季",
    )
    preparer.post(
        f"{BASE}milestones/{stone.pk}/done/",
        {"done_on": f"{today}", "note": "做完了", "reached": "120", "papers": [_file()]},
    )
    paper = stone.papers.get()
    assert preparer.get(f"{BASE}papers/{paper.pk}/").headers["Content-Type"] == "image/png"
    assert "120 次（120%）" in told(preparer, page)
    press(
        preparer, f"{page}result/", grade="good", points="95", summary="修了 120 次。",
        **{f"reached_{stone.pk}": "120", f"note_{stone.pk}": ""},
    )  # fmt: skip
    assert "修了 120 次" not in told(Client(), f"/xiangmu/{made.pk}/")
    press(checker, f"{page}publish/")
    public = told(Client(), f"/xiangmu/{made.pk}/")
    assert "修了 120 次" in public
    assert "做到 120 次（120%）" in public
    press(preparer, f"{here}do/end/")
    assert Call.objects.get().state == "ended"


def _file() -> io.BytesIO:
    picture = io.BytesIO(png())
    picture.name = "照片.png"
    return picture


def test_residents_see_what_is_called_for_and_chosen_and_nothing_else() -> None:
    office = Office(closes_on=timezone.localdate() + timedelta(days=5))
    assert "（虚构）" not in told(Client(), "/xiangmu/")
    office.open()
    assert "正在征集" in told(Client(), "/xiangmu/")
    made = office.draft("没有选中的")
    assert "没有选中的" not in told(Client(), "/xiangmu/")
    assert Client().get(f"/xiangmu/{made.pk}/").status_code == 404
    # A person's own name is not published with what he does.
    of_a_person = Office(unit_kinds=["person"])
    of_a_person.open()
    own = of_a_person.checked(of=unit("王示例", "person"))
    of_a_person.begin().judged({own: (80, 80)})
    of_a_person.propose({own: "30000"})
    of_a_person.decide()
    for url in ("/xiangmu/", f"/xiangmu/{own.pk}/"):
        text = told(Client(), url)
        assert "王示例" not in text
        assert "个人申报" in text


def test_many_side_by_side_cost_as_many_queries_as_one_and_go_into_a_workbook() -> None:
    office = Office(budget=900_000, most_each=None, closes_on=LAST).open()
    made = [office.checked(f"项目 {n}") for n in range(2)]
    more = [office.checked(f"另一个 {n}") for n in range(8)]
    office.begin()
    auditor = enter(user(Role.AUDITOR))
    here = f"{BASE}calls/{office.call.pk}/"
    office.judged({one: (80 - n, 90) for n, one in enumerate([*made, *more])})

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert auditor.get(url).status_code == 200
        return len(found)

    urls = [f"{here}compare/", here, BASE, f"{BASE}running/", "/xiangmu/"]
    before = [cost(url) for url in urls]
    office.propose({one: "30000" for one in [*made, *more]})
    decide_choice(call_id=office.call.pk, by=office.decider, at=AT)
    after = [cost(url) for url in urls]
    # Ten chosen cost no more than none, but for what only a chosen one has.
    assert after[:3] == before[:3]
    assert after[3] <= before[3] + 4
    assert max([*before, *after]) < 30
    content = auditor.get(f"{here}export/").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert "项目 0（虚构）" in cells
    assert any(str(cell).startswith("2 份有效评分：90.00、80.00，平均 85.00 分") for cell in cells)
    assert len(auditor.get(here).context["applications"]) == 10
