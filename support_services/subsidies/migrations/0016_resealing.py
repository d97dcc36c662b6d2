"""Sealed values that never change may be sealed with another key, and nobody is marked for it."""

from django.db import migrations

GUARDS = """
DROP TRIGGER subsidies_fileline_frozen ON subsidies_fileline;
CREATE TRIGGER subsidies_fileline_frozen
    BEFORE UPDATE OF bank_file_id, line_no, payment_id, account_id, amount ON subsidies_fileline
    FOR EACH ROW EXECUTE FUNCTION subsidies_payment_frozen();
CREATE TRIGGER subsidies_fileline_sealed BEFORE UPDATE OF account_number ON subsidies_fileline
    FOR EACH ROW WHEN (NOT foundation_resealed(OLD.account_number, NEW.account_number))
    EXECUTE FUNCTION subsidies_payment_frozen();

DROP TRIGGER subsidies_publicityobjection_frozen ON subsidies_publicityobjection;
CREATE TRIGGER subsidies_publicityobjection_frozen
    BEFORE UPDATE OF entry_id, raised_on, registered_by_id ON subsidies_publicityobjection
    FOR EACH ROW EXECUTE FUNCTION subsidies_publicity_frozen();
"""

SEALED = "".join(
    f"""
CREATE TRIGGER subsidies_publicityobjection_{column} BEFORE UPDATE OF {column}
    ON subsidies_publicityobjection
    FOR EACH ROW WHEN (NOT foundation_resealed(OLD.{column}, NEW.{column}))
    EXECUTE FUNCTION subsidies_publicity_frozen();
"""
    for column in ("objector", "contact", "text")
)

# The account is the same one: nothing about money has to be looked at again.
MARK_ACCOUNT = """
CREATE OR REPLACE FUNCTION subsidies_mark_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF foundation_resealing() THEN
        RETURN NULL;
    END IF;
    INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
    SELECT id, DATE '9999-12-01' FROM subsidies_entitlement
    WHERE person_id IN (SELECT person_id FROM added)
       OR payee_id IN (SELECT person_id FROM added)
    ORDER BY 1
    ON CONFLICT (entitlement_id) DO UPDATE
    SET from_month = LEAST(k.from_month, EXCLUDED.from_month), seq = EXCLUDED.seq;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_resealing"),
        ("subsidies", "0015_posting_component"),
    ]

    operations = [migrations.RunSQL(GUARDS + SEALED + MARK_ACCOUNT)]
