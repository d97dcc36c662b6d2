"""What time it is."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.campaigns.makers import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    from tests.campaigns.makers import Clock

    return Clock(monkeypatch)
