"""A gateway that tells what it was given."""

from typing import Any

import pytest

from tests.enquiry.telephone import Telephone


@pytest.fixture
def telephone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Telephone:
    """Messages can be sent, and this is where they come."""
    settings.PORTAL_SMS = "http"
    made = Telephone()
    monkeypatch.setattr("support_services.notices.channels.sms.gateway", lambda: made)
    return made
