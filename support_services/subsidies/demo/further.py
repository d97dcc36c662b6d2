"""What floors above add to the demo bureau once its people are there: cases, visits and the like.

They register from ``AppConfig.ready``, so nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support_services.subsidies.demo.population import Population
    from support_services.subsidies.demo.staff import Staff

    Further = Callable[[Population, Staff], None]

_further: list[Further] = []


def add(more: Further) -> None:
    """Done once in every load, and again where a load is gone on with: whoever adds something
    looks whether it is there already. Adding it twice adds it once."""
    if more not in _further:
        _further.append(more)


def all_of() -> list[Further]:
    return list(_further)
