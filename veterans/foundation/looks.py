"""Which codes of the audit log are looks at somebody's file. Plain data.

Each app names its own in ``AppConfig.ready``; the subject of such an entry is the person, or
nobody where a number was asked for that belongs to nobody. Apart from these stand the codes of
files with many people in them: the detail of such an entry says in ``rows`` how many.
"""

WATCHED: set[str] = set()
TAKEN: set[str] = set()


def register(*actions: str) -> None:
    """From now on these count as looks at a file."""
    WATCHED.update(actions)


def register_taken(*actions: str) -> None:
    """From now on these count as people taken along in a file."""
    TAKEN.update(actions)
