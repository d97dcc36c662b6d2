"""The demo's campaigns stand where they say they do."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from honors.campaigns.demo import campaigns
from honors.campaigns.models import Award, Campaign, Objection
from tests.campaigns.makers import known
from tests.subsidies.factories import user, village
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db


def test_one_ended_one_is_made_public_one_is_open(settings: Any) -> None:
    settings.PORTAL_SMS = "console"
    today = date(2026, 11, 26)
    for number in range(2, 30):
        village(number, 1)
    for number in range(12):
        known(f"陈示例{'甲乙丙丁戊己庚辛壬癸子丑'[number]}")
    hands = SimpleNamespace(
        preparer=user(Role.PREPARER), reviewer=user(Role.REVIEWER), approver=user(Role.APPROVER)
    )
    population = SimpleNamespace(today=today)
    campaigns(population, hands)
    campaigns(population, hands)
    states = dict(Campaign.objects.values_list("title__name", "state"))
    assert states == {
        "最美退役军人": "decided", "好军嫂": "publicity", "最美拥军模范": "open",
    }  # fmt: skip
    assert Award.objects.filter(honour__editions__state="published").count() == 2
    assert Award.objects.filter(grant__state="draft").count() == 1
    assert Objection.objects.get().state == "open"
    assert "陈示例" in Client().get("/pingxuan/").text
