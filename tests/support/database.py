"""How a database is shaped, as it tells itself; ``python -m tests.support.database`` writes it down
after having migrated an empty one as Django does (``veterans/foundation/migrating``)."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

SHAPE = Path(__file__).resolve().parent.parent / "foundation" / "shape.txt"
# Whatever the database itself can tell of its shape, each line by itself.
_ASKED = """
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


def shape(connection: Any) -> list[str]:
    """A line for each kind of thing: how many of them there are, and their digest; the first line
    says which PostgreSQL was asked, whose words for the same thing differ by version."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        lines = sorted(line for (line,) in cursor.fetchall())
    kinds = sorted({line.partition(" ")[0] for line in lines})
    told = [f"PostgreSQL {connection.pg_version // 10000}"]
    for kind in kinds:
        own = [line for line in lines if line.startswith(f"{kind} ")]
        digest = hashlib.sha256("\n".join(own).encode()).hexdigest()
        told.append(f"{kind} {len(own)} {digest}")
    return told


def main() -> int:
    from config.local.servers import servers

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        with servers(folder, fast=True) as (urls, _):
            os.environ.update({**urls, "PORTAL_ENV": "test"})
            os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            call_command("migrate", verbosity=0, as_django_does=True)
            SHAPE.write_text("\n".join(shape(connection)) + "\n", encoding="utf-8")
            connection.close()
    print(SHAPE.read_text(encoding="utf-8"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
