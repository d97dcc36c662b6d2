"""Three at the stations and one at the bureau: the own, the neighbour, the stranger.

Read before Django is set up where only these tests are asked for: models are imported late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from veterans.accounts.models import User


def _worker(role: str, town: int, number: int) -> User:
    from tests.subsidies.factories import user, village
    from veterans.accounts.roles import Role

    place = village(town, number)
    return user(Role(role), region=place if role == "village_worker" else place.parent)


@pytest.fixture
def own(db: None) -> User:
    return _worker("village_worker", 1, 1)


@pytest.fixture
def neighbour(db: None) -> User:
    return _worker("village_worker", 1, 2)


@pytest.fixture
def stranger(db: None) -> User:
    return _worker("town_worker", 2, 1)


@pytest.fixture
def preparer(db: None) -> User:
    from tests.subsidies.factories import user
    from veterans.accounts.roles import Role

    return user(Role.PREPARER)
