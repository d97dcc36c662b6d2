"""What is looked at in a database that was brought back from a backup. Plain data.

A floor above that knows what must hold of its tables registers a check in ``AppConfig.ready``. A
check reads the database that ``django.db.connection`` names at the time, changes nothing, and says
in Chinese what is wrong; an empty list means that all is well.
"""

from collections.abc import Callable

CHECKS: dict[str, Callable[[], list[str]]] = {}


def register(title: str, look: Callable[[], list[str]]) -> None:
    """Add a check under its Chinese title; refuses a title that is taken by another."""
    if CHECKS.setdefault(title, look) is not look:
        raise ValueError(f"there are two checks called {title}")
