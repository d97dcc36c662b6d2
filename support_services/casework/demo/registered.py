"""Puts the cases behind the load of the demo; loaded at every start, so it imports little."""

from typing import Any

from support_services.subsidies.demo import further


def register() -> None:
    """From ``AppConfig.ready``."""
    further.add(_bring)


def _bring(population: Any, hands: Any) -> None:
    from support_services.casework.demo.stories import bring

    bring(population, hands)
