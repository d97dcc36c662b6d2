"""Puts the cases behind the load of the demo; imported at every start, so it imports nothing."""


def register() -> None:
    """From ``AppConfig.ready``."""
