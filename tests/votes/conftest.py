"""Messages go nowhere, and can be read."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _sms(settings: Any) -> None:
    settings.PORTAL_SMS = "console"
