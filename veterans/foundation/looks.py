"""Which codes of the audit log are looks at somebody's file. Plain data.

Each app names its own in ``AppConfig.ready``; the subject of such an entry is the person, or
nobody where a number was asked for that belongs to nobody.
"""

WATCHED: set[str] = set()


def register(*actions: str) -> None:
    """From now on these count as looks at a file."""
    WATCHED.update(actions)
