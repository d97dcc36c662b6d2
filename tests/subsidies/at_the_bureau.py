"""Colleagues at the bureau's door, and a batch as the ledger's laboratory makes it."""

import re
from dataclasses import dataclass
from datetime import date

from django.test import Client

from support_services.subsidies.models import Batch, Entitlement
from tests.screen_text import text_of
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def enter(user: User) -> Client:
    """The person at the door, signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def said(response: object) -> str:
    """What the page says, with single spaces; the page must have come."""
    assert response.status_code == 200, response.status_code  # type: ignore[attr-defined]
    return " ".join(text_of(response.text).split())  # type: ignore[attr-defined]


def told(client: Client, address: str) -> str:
    """What a page says."""
    return said(client.get(address))


def press(client: Client, address: str, **data: str) -> object:
    """Confirm a step as the browser does: with the token that the question carried."""
    question = client.get(address)
    found = re.search(r'name="token" value="([^"]*)"', getattr(question, "text", ""))
    return client.post(address, {"token": found[1] if found else "", **data}, follow=True)


@dataclass
class Bureau:
    """One scheme, three hands at the door, people who draw since the start of the year."""

    lab: Lab
    rights: list[Entitlement]

    @classmethod
    def of(cls, people: int = 3, *, start: date = OCTOBER) -> "Bureau":
        lab = Lab.of()
        lab.rate("116270", date(2022, 8, 1))
        return cls(lab, [lab.entitle(start) for _ in range(people)])

    @property
    def preparer(self) -> Client:
        return enter(self.lab.preparer)

    @property
    def reviewer(self) -> Client:
        return enter(self.lab.reviewer)

    @property
    def approver(self) -> Client:
        return enter(self.lab.approver)

    def batch(self, through: date = OCTOBER, *, approve: bool = False) -> Batch:
        return self.lab.run(through, approve=approve)
