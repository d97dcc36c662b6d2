"""Lets a test that commits be cleaned up after: append-only tables refuse TRUNCATE.

A pytest plugin; the root ``conftest.py`` names it. Only Django's own flush between tests goes past
the guards, and only as the test database's superuser: the guards hold inside every test. Of some
hundred and fifty tables a test fills a handful: those alone are emptied, which takes a tenth of the
time of truncating all. What Django itself would write again at once, the names of models and their
permissions, stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

SAME_FOR_EVERY_TEST = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def _flush_past_guards() -> Iterator[None]:
    # Plugins are imported before Django is set up.
    from django.db import transaction
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **_: Any) -> list[str]:
        names = sorted(set(tables) - SAME_FOR_EVERY_TEST)
        ask = " UNION ALL ".join(
            f"SELECT {place} WHERE EXISTS (SELECT FROM {self.quote_name(name)})"
            for place, name in enumerate(names)
        )
        with self.connection.cursor() as cursor:
            cursor.execute(ask)
            return [f"DELETE FROM {self.quote_name(names[row[0]])}" for row in cursor.fetchall()]

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        alias = self.connection.alias
        with transaction.atomic(using=alias), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for sql in sql_list:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield
