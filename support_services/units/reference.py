"""The departments that the shipped lists of tasks name, with the short names that the lists use.

Those of the opinion of 张店区 of 2022-07-30 on its fifteen tasks; another district loads a list of
its own (``load_units``, or 导入名单 at the bureau). Nothing here is law.
"""

from dataclasses import dataclass
from pathlib import Path

from veterans.foundation.csv_reading import read_bytes, read_csv

DEPARTMENTS = Path(__file__).parent / "data" / "departments.csv"


@dataclass(frozen=True)
class Department:
    """``short_name``: as the lists of tasks write it (``人社``)."""

    name: str
    short_name: str


def departments() -> list[Department]:
    """In the order of the file."""
    lines = read_csv(read_bytes(DEPARTMENTS), ("name", "short_name"))
    return [Department(**line.values) for line in lines]
