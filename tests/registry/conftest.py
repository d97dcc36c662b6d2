"""Read before Django is set up where only these tests are asked for: models are imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from veterans.accounts.models import User
    from veterans.regions.models import Region


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    from tests.people import a_county

    return a_county()


@pytest.fixture
def clerk(db: None) -> User:
    from tests.people import colleague

    return colleague("jingban")


@pytest.fixture
def second(db: None) -> User:
    from tests.people import colleague
    from veterans.accounts.roles import Role

    return colleague("fuhe", Role.REVIEWER)
