"""The tests' own database, made in a tenth of the time.

After each operation of a migration Django draws anew every model that is related to the one that
was touched, and nearly all of ours name a user: of 41 seconds of processor for an empty database
38 go into that. Only a migration in Python would see the difference, and those that we have find
nothing to do in an empty database. So here the touched model alone is drawn anew. That the tables
come out the same is looked at where a whole portal is migrated as it is everywhere else:
``tests/chaos`` compares ``fingerprint``.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

# Whatever the database itself can tell of its shape, each line by itself.
_SHAPE = """
SELECT format('column %s.%s %s %s %s', c.relname, a.attname,
              format_type(a.atttypid, a.atttypmod), a.attnotnull,
              pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm')
  AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT format('function %s', pg_get_functiondef(p.oid)) FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL
SELECT format('migration %s.%s', app, name) FROM django_migrations
"""


def fingerprint(connection: Any) -> str:
    """How a database is shaped: tables, constraints, indexes, triggers, functions, in one word."""
    with connection.cursor() as cursor:
        cursor.execute(_SHAPE)
        lines = sorted(line for (line,) in cursor.fetchall())
    assert len(lines) > 1000
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """pytest-django asks for this before it makes the database."""
    from django.db.migrations.state import ProjectState
    from django.test import utils

    really = utils.setup_databases

    def setup_databases(*args: Any, **kwargs: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                ProjectState,
                "_find_reload_model",
                lambda state, app_label, model_name, delay=False: {(app_label, model_name)},
            )
            return really(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utils, "setup_databases", setup_databases)
        yield
