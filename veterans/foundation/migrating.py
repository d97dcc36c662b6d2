"""An empty database is migrated in a fifteenth of the time.

After each operation of a migration Django draws anew every model that is related to the one that
was touched, so that a migration in Python sees them all as they are. Nearly all of ours name a
user: of a minute of processor for an empty database nearly all goes into that, and nobody looks.
What migrations in Python we have find nothing to do in an empty database. So there the touched
model alone is drawn anew. In a database that holds something everything goes as Django does it.

That the tables come out the same is known from ``tests/foundation/shape.txt``, which is written
by migrating in Django's own way, and which the tests hold against a database made in this one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def is_empty(alias: str) -> bool:
    """Whether nothing was ever migrated there."""
    recorder = MigrationRecorder(connections[alias])
    return not recorder.has_table() or not recorder.migration_qs.exists()


@contextmanager
def drawing_what_is_touched() -> Iterator[None]:
    """Until the end of the block; what remains is drawn anew as a whole afterwards."""

    def itself(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        state.is_delayed = True  # so that the command draws all of it once, at the end
        return {(app_label, model_name)}

    with patch.object(ProjectState, "_find_reload_model", itself):
        yield
