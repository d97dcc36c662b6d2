"""The demo bureau, small and loaded in some seconds."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import override_settings

TODAY = date(2026, 11, 22)


@pytest.fixture
def demo(transactional_db: None) -> Iterator[dict[str, Any]]:
    # Named on the command line, this file is read before Django is set up.
    from support_services.subsidies.demo.bureau import load_demo
    from support_services.subsidies.demo.population import SMALL

    with override_settings(PORTAL_DEMO=True):
        yield load_demo(today=TODAY, size=SMALL)
