"""Migration operation for tables that are only ever added to.

The guard is a trigger, so that it holds for every road into the database short of a superuser
who switches it off; and that one is found by the hash chain or the ledger audit.
"""

from django.db.migrations.operations import RunSQL

FUNCTION = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    filled boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        -- Emptying what is empty changes nothing; a fresh database may be flushed.
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME)
            INTO filled;
        IF NOT filled THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
"""

_GUARD = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""

_UNGUARD = """
DROP TRIGGER {table}_no_change ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""


def define_guard() -> RunSQL:
    """Creates the trigger function; the first migration of the foundation does it once."""
    return RunSQL(FUNCTION, "DROP FUNCTION portal_append_only()")


def append_only(table: str) -> RunSQL:
    """The database refuses UPDATE, DELETE and TRUNCATE of ``table`` from here on."""
    if not table.replace("_", "").isalnum():
        raise ValueError("table is a plain identifier")
    return RunSQL(_GUARD.format(table=table), _UNGUARD.format(table=table))
