"""What higher floors put into the demo bureau, when the money is told and today not reached yet.

They add their parts in ``AppConfig.ready``. A part is drawn with a generator of its own, so that
the people stay who they are, and is one transaction with all the others: a load that was killed
begins them anew.
"""

from collections.abc import Callable

from support_services.subsidies.demo.population import Population
from support_services.subsidies.demo.staff import Staff

Part = Callable[[Population, Staff], None]

_parts: list[Part] = []


def add_demo_part(part: Part) -> None:
    """Adding it twice adds it once."""
    if part not in _parts:
        _parts.append(part)


def load_more(population: Population, hands: Staff) -> None:
    """All of them, in the order in which they were added."""
    for part in _parts:
        part(population, hands)
