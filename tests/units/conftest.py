"""A floor above that is not there, and a gateway that tells what it was given."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.enquiry.telephone import Telephone

if TYPE_CHECKING:
    from tests.units.fakes import FakeItems


@pytest.fixture
def items() -> "Iterator[FakeItems]":
    from tests.units.fakes import FakeItems

    with FakeItems.registered() as fake:
        yield fake


@pytest.fixture
def telephone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Telephone:
    """Messages can be sent, and this is where they come."""
    settings.PORTAL_SMS = "http"
    made = Telephone()
    monkeypatch.setattr("support_services.notices.channels.sms.gateway", lambda: made)
    return made
