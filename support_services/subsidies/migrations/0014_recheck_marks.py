"""Marks move into a table of their own.

A mark was two columns of the right. A raise marks every right there is, and each marking wrote the
row anew, with an entry in its exclusion constraint and in every index: 50 to 95 seconds for a
million, most of it for indexes of columns that had not changed.

The functions keep their names, so the triggers of other tables that call them stay as they are.
There is no way back: what would have to be undone is every marking since.
"""

import django.db.models.deletion
from django.db import migrations, models

ON_CONFLICT = """
    ON CONFLICT (entitlement_id) DO UPDATE
    SET from_month = LEAST(k.from_month, EXCLUDED.from_month), seq = EXCLUDED.seq;
"""

CARRY_OVER = """
INSERT INTO subsidies_recheckmark (entitlement_id, from_month)
SELECT id, recheck_from FROM subsidies_entitlement WHERE recheck_from IS NOT NULL ORDER BY id;
"""

# Whoever marks goes through the rights in the order of their numbers: two who each wait for the
# other's row would end with one of them thrown out.
FUNCTIONS = f"""
DROP TRIGGER subsidies_entitlement_mark_new ON subsidies_entitlement;
DROP TRIGGER subsidies_entitlement_mark ON subsidies_entitlement;
DROP FUNCTION subsidies_mark_own();

CREATE FUNCTION subsidies_entitlement_whose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entitlement never changes its person or its scheme'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_entitlement_whose
    BEFORE UPDATE OF scheme_id, person_id ON subsidies_entitlement FOR EACH ROW
    WHEN ((NEW.scheme_id, NEW.person_id) IS DISTINCT FROM (OLD.scheme_id, OLD.person_id))
    EXECUTE FUNCTION subsidies_entitlement_whose();

CREATE FUNCTION subsidies_mark_new_right() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT id, ledger_from FROM added ORDER BY id
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_entitlement_mark_new AFTER INSERT ON subsidies_entitlement
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_new_right();

-- From the earlier of both versions: what either of them said may have to be undone.
CREATE FUNCTION subsidies_mark_right() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT id, from_month FROM (
        SELECT n.id, LEAST(
            CASE WHEN (n.start_month, n.ledger_from)
                      IS DISTINCT FROM (o.start_month, o.ledger_from)
                 THEN LEAST(n.start_month, o.start_month, n.ledger_from, o.ledger_from) END,
            CASE WHEN (n.end_month, n.ended_on, n.end_reason)
                      IS DISTINCT FROM (o.end_month, o.ended_on, o.end_reason)
                 THEN LEAST(n.end_month, o.end_month) END,
            CASE WHEN n.payee_id IS DISTINCT FROM o.payee_id THEN DATE '9999-12-01' END
        ) AS from_month
        FROM added n JOIN removed o ON o.id = n.id
    ) changed
    WHERE from_month IS NOT NULL
    ORDER BY id
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_entitlement_mark AFTER UPDATE ON subsidies_entitlement
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_right();

CREATE OR REPLACE FUNCTION subsidies_mark_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT entitlement_id, min(first_month) FROM added GROUP BY 1 ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION subsidies_mark_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT entitlement_id, min(first_month) FROM removed GROUP BY 1 ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION subsidies_mark_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT entitlement_id, min(first_month)
    FROM (
        SELECT entitlement_id, first_month FROM added
        UNION ALL SELECT entitlement_id, first_month FROM removed
    ) both_versions
    GROUP BY 1 ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION subsidies_mark_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT DISTINCT entitlement_id, DATE '9999-12-01' FROM added ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION subsidies_mark_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT id, DATE '9999-12-01' FROM subsidies_entitlement
    WHERE person_id IN (SELECT person_id FROM added)
       OR payee_id IN (SELECT person_id FROM added)
    ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION subsidies_mark_death() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT id, LEAST(DATE '9999-12-01', date_trunc('month', NEW.died_on)::date,
                     date_trunc('month', OLD.died_on)::date)
    FROM subsidies_entitlement WHERE person_id = NEW.id OR payee_id = NEW.id
    ORDER BY 1
    {ON_CONFLICT}
    RETURN NULL;
END
$$;
DROP FUNCTION subsidies_in_order(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_account_evidence"),
        ("subsidies", "0013_suspense"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidies_recheckmark_seq"),
        migrations.CreateModel(
            name="RecheckMark",
            fields=[
                (
                    "entitlement",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="recheck",
                        serialize=False,
                        to="subsidies.entitlement",
                    ),
                ),
                ("from_month", models.DateField(editable=False, verbose_name="待重核自")),
                (
                    "seq",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("subsidies_recheckmark_seq"), function="nextval"
                        ),
                        editable=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "待重核",
                "verbose_name_plural": "待重核",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_month__day", 1), ("from_month__isnull", True), _connector="OR"
                        ),
                        name="recheckmark_month",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CARRY_OVER + FUNCTIONS),
        migrations.RemoveConstraint(
            model_name="entitlement",
            name="entitlement_months",
        ),
        migrations.RemoveIndex(
            model_name="entitlement",
            name="entitlement_recheck",
        ),
        migrations.RemoveField(
            model_name="entitlement",
            name="recheck_from",
        ),
        migrations.RemoveField(
            model_name="entitlement",
            name="recheck_seq",
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("start_month__day", 1), ("start_month__isnull", True), _connector="OR"
                    ),
                    models.Q(("end_month__day", 1), ("end_month__isnull", True), _connector="OR"),
                    models.Q(
                        ("ledger_from__day", 1), ("ledger_from__isnull", True), _connector="OR"
                    ),
                ),
                name="entitlement_months",
            ),
        ),
    ]
