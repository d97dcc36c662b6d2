"""A unit hands its project in by its own link: what it is shown, what it may do, and when."""

from datetime import date, timedelta
from typing import Any

import pytest

from support_services.projects.answering import KIND, ProjectCalls, takes_part
from support_services.projects.models import Application
from support_services.projects.written_rows import (
    budget_text,
    criteria_text,
    promises_text,
    read_budget,
    read_criteria,
    read_promises,
)
from support_services.units import answering
from support_services.units.models import Unit
from tests.projects.makers import AFTER, AT, LAST, TODAY, Office, unit
from tests.projects.test_doors import written
from tests.subsidies.factories import user
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry


def send(office: Office, of: Unit, verb: str = "hand_in", *, today: date = TODAY) -> str:
    """As the pages of a link do it: the answer is offered, its form filled in, and sent."""
    key = str(office.call.pk)
    shown = answering.shows(f"{KIND}:{key}", of, today)
    assert shown is not None
    answer = shown.answer(verb)
    if answer is None:
        raise Refused(shown.over)
    form = answer.form({**written(contact_phone="13800000000"), "why": "做不了"})
    assert form.is_valid(), form.errors
    given: dict[str, Any] = {"data": form.cleaned_data, "files": (), "link_id": 5}
    return ProjectCalls().answer(key=key, unit=of, verb=verb, at=AT, today=today, **given)


@pytest.mark.django_db
def test_a_unit_hands_in_mends_and_takes_back_by_its_link() -> None:
    office = Office()
    own, other = unit("示例服务社"), unit("示例学校", "institution")
    about = f"{KIND}:{office.call.pk}"
    assert answering.shows(about, own, TODAY) is None
    office.open()
    # Whoever may not apply is shown nothing, like a call that is none.
    assert answering.shows(about, other, TODAY) is None
    assert answering.shows(f"{KIND}:999999", own, TODAY) is None
    assert "编号 1" in send(office, own)
    made = Application.objects.get()
    assert (made.by_link, made.entered_by, made.state) == (True, None, "handed_in")
    entry = AuditEntry.objects.get(action="projects.answered")
    assert (entry.actor_id, entry.detail["link"]) == (None, 5)
    with pytest.raises(Refused):
        send(office, own)
    office.step(made, "return", why="缺预算说明", complete_by=AFTER)
    shown = answering.shows(about, own, AFTER)
    assert shown is not None
    assert ("要补正", f"缺预算说明，{AFTER:%Y-%m-%d} 以前") in shown.facts
    (again, back) = shown.answers
    assert again.initial["lines"] == "配件 29000.00\n交通 1000.50"
    # Whoever holds the paper reads no telephone, and leaving it out keeps it.
    assert "13800000000" not in str(shown)
    assert "编号 1" in send(office, own, today=AFTER)
    made.refresh_from_db()
    assert made.contact_phone == "13800000000"
    assert back.danger
    assert "已撤回" in send(office, own, "withdraw")
    made.refresh_from_db()
    assert (made.state, made.ended_why) == ("withdrawn", "做不了")
    with pytest.raises(Refused, match="已于 2026-11-20 截止"):
        send(office, own, today=LAST + timedelta(days=1))
    (part,) = takes_part(office.preparer, own, TODAY)
    assert (part.role, part.about) == ("申报", about)
    assert takes_part(user(Role.SYSADMIN), own, TODAY) == []


def test_rows_are_read_as_people_write_them_and_told_again() -> None:
    rows = read_budget("配件，29,000\n\n 交通 和 误餐：1000.5 元")
    assert [(one.item, f"{one.amount}") for one in rows] == [
        ("配件", "29000"), ("交通 和 误餐", "1000.5"),
    ]  # fmt: skip
    assert read_budget(budget_text((one.item, one.amount) for one in rows))[0].amount == 29000
    criteria = read_criteria("需要程度 40 急不急、多少人\n可行：60%")
    assert [(one.label, int(one.weight), one.hint) for one in criteria] == [
        ("需要程度", 40, "急不急、多少人"), ("可行", 60, ""),
    ]  # fmt: skip
    told = criteria_text((one.label, one.weight, one.hint) for one in criteria)
    assert read_criteria(told) == criteria
    (one,) = read_promises("上门 维修，2027年6月30日，上门次数，1,000 次")
    assert (one.what, one.due_on, one.measure) == ("上门 维修", date(2027, 6, 30), "上门次数")
    assert (int(one.promised), one.unit) == (1000, "次")
    row = (one.what, one.due_on, one.measure, one.promised, one.unit)
    assert read_promises(promises_text([row])) == [one]


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (read_budget, "配件 100\n配件两万", "第 2 行看不懂"),
        (read_budget, "配件 1.234", "第 1 行看不懂"),
        (read_criteria, "四十", "第 1 行看不懂"),
        (read_promises, "上门 2027-06-30 次数 100", "第 1 行看不懂"),
        (read_promises, "上门 2027-02-30 次数 100 次", "不是真实的日期"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(read: Any, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(text)
