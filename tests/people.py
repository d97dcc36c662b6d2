"""The people and places that tests speak of: a small county, and colleagues of every role.

Three stand for every question of area: one of the own station, the neighbour, the stranger.
"""

from datetime import UTC, datetime
from typing import Any

from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.regions.rules import RegionRow
from veterans.regions.services import load_regions

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
PASSWORD = "Qing-feng-2026"

COUNTY, EAST, WEST = "370399000000", "370399001000", "370399002000"
EAST_ONE, EAST_TWO, WEST_ONE = "370399001001", "370399001002", "370399002001"
PLACES = [
    (COUNTY, "试验区", "county"),
    (EAST, "东街道", "town"),
    (WEST, "西镇", "town"),
    (EAST_ONE, "东一村", "village"),
    (EAST_TWO, "东二村", "village"),
    (WEST_ONE, "西一村", "village"),
]


def a_county() -> dict[str, Region]:
    """Two towns and three villages, by code."""
    parents = {"county": "", "town": COUNTY}
    load_regions(
        [
            RegionRow(code, name, level, parents.get(level, code[:9] + "000"))
            for code, name, level in PLACES
        ],
        at=NOW,
    )
    return {region.code: region for region in Region.objects.all()}


def colleague(username: str, role: Role = Role.PREPARER, region: str = "", **more: Any) -> User:
    """An account as if it had been opened long ago; regions must be there already."""
    place = Region.objects.get(code=region) if region else None
    return User.objects.create_user(username, PASSWORD, role=role, region=place, **more)
