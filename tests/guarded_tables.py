"""Lets a test that commits be cleaned up after: append-only tables refuse TRUNCATE.

A pytest plugin; the root ``conftest.py`` names it. Only Django's own flush between tests goes past
the guards, and only as the test database's superuser: the guards hold inside every test.
"""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True, scope="session")
def _flush_past_guards() -> Iterator[None]:
    # Plugins are imported before Django is set up.
    from django.db import transaction
    from django.db.backends.postgresql.operations import DatabaseOperations

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        alias = self.connection.alias
        with transaction.atomic(using=alias), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for sql in sql_list:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield
