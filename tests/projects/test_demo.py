"""What the demo shows of projects: all of it by services, all of it said to be invented."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from support_services.projects import demo, published
from support_services.projects.models import Application, Call
from support_services.projects.selectors.carrying import running
from tests.subsidies.factories import hands

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 5)


def test_the_demo_has_a_round_that_was_decided_and_one_that_is_open(monkeypatch: Any) -> None:
    # Fewer of them, and less money: the demo's own load has all forty.
    for name, few in (("HANDED_IN", 9), ("WANTED", 6), ("FINISHED", 2)):
        monkeypatch.setattr(demo, name, few)
    monkeypatch.setattr(demo, "BUDGET", Decimal("200000.00"))
    by = dict(zip(("preparer", "reviewer", "approver"), hands(), strict=True))
    for _ in range(2):
        demo.projects(SimpleNamespace(today=TODAY), SimpleNamespace(**by))
    last, now = Call.objects.order_by("opens_on")
    assert (last.state, now.state) == ("decided", "open")
    assert last.applications.count() == demo.HANDED_IN
    assert last.granted <= last.budget
    found = running(by["preparer"], today=TODAY)
    assert len(found) == demo.WANTED
    assert sum(one.light is None for one in found) == demo.FINISHED
    assert all("示例" in one.title and "演示" in one.unit.name for one in Application.objects.all())
    (shown,) = published.rounds()
    assert sum(bool(one.summary) for one in shown.projects) == demo.FINISHED
