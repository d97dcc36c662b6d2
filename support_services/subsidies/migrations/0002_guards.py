"""What the database refuses by itself, and the mark that it sets by itself.

* The ledger is append-only, and every posting speaks of rows that exist. One check per statement
  over all its new rows: a foreign key would cost one look-up per row and column.
* What the ledger speaks of cannot be deleted.
* Any change of a fact marks the entitlement for a fresh look from the earliest month concerned,
  whoever makes the change and by whatever road. Statement triggers, so bulk loads stay bulk.
"""

from django.db import migrations

from veterans.foundation.append_only import append_only

REFERENCES = """
CREATE FUNCTION subsidies_posting_references() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT batch_id, rate_row_id FROM added) a
        WHERE NOT EXISTS (SELECT FROM subsidies_batch b WHERE b.id = a.batch_id)
           OR (a.rate_row_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM subsidies_raterow r WHERE r.id = a.rate_row_id))
    ) OR EXISTS (
        SELECT FROM added a
        WHERE NOT EXISTS (SELECT FROM subsidies_entitlement e WHERE e.id = a.entitlement_id)
    ) THEN
        RAISE EXCEPTION 'a posting refers to a row that does not exist'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_posting_references AFTER INSERT ON subsidies_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_posting_references();

CREATE FUNCTION subsidies_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are ended or withdrawn, never deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_entitlement_keep BEFORE DELETE ON subsidies_entitlement
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_batch_keep BEFORE DELETE ON subsidies_batch
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_raterow_keep BEFORE DELETE ON subsidies_raterow
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_payment_keep BEFORE DELETE ON subsidies_payment
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_fileline_keep BEFORE DELETE ON subsidies_fileline
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();

CREATE FUNCTION subsidies_payment_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a payment pays, and whom, never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_payment_frozen
    BEFORE UPDATE OF batch_id, entitlement_id, payee_id, amount ON subsidies_payment
    FOR EACH ROW EXECUTE FUNCTION subsidies_payment_frozen();
CREATE TRIGGER subsidies_fileline_frozen
    BEFORE UPDATE OF bank_file_id, line_no, payment_id, account_id, account_number, amount
    ON subsidies_fileline
    FOR EACH ROW EXECUTE FUNCTION subsidies_payment_frozen();
CREATE TRIGGER subsidies_raterow_frozen
    BEFORE UPDATE OF table_id, scheme_id, grade, rate_class, amount, basis, first_month
    ON subsidies_raterow
    FOR EACH ROW WHEN (OLD.is_live)
    EXECUTE FUNCTION subsidies_payment_frozen();
"""

REFERENCES_BACK = """
DROP TRIGGER subsidies_raterow_frozen ON subsidies_raterow;
DROP TRIGGER subsidies_fileline_frozen ON subsidies_fileline;
DROP TRIGGER subsidies_payment_frozen ON subsidies_payment;
DROP FUNCTION subsidies_payment_frozen();
DROP TRIGGER subsidies_fileline_keep ON subsidies_fileline;
DROP TRIGGER subsidies_payment_keep ON subsidies_payment;
DROP TRIGGER subsidies_raterow_keep ON subsidies_raterow;
DROP TRIGGER subsidies_batch_keep ON subsidies_batch;
DROP TRIGGER subsidies_entitlement_keep ON subsidies_entitlement;
DROP FUNCTION subsidies_keep();
DROP TRIGGER subsidies_posting_references ON subsidies_posting;
DROP FUNCTION subsidies_posting_references();
"""

# LEAST ignores NULL, so an unmarked entitlement takes the month as it is. Whoever writes marks takes
# the rows in the order of their numbers: two who each wait for the other's row would end with one
# of them thrown out.
MARK = """
CREATE FUNCTION subsidies_in_order(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT FROM subsidies_entitlement WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE
$$;
CREATE FUNCTION subsidies_mark_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.recheck_from := NEW.ledger_from;
    ELSE
        IF (NEW.start_month, NEW.ledger_from)
            IS DISTINCT FROM (OLD.start_month, OLD.ledger_from) THEN
            NEW.recheck_from := LEAST(NEW.recheck_from, NEW.start_month, OLD.start_month,
                                      NEW.ledger_from, OLD.ledger_from);
        END IF;
        IF (NEW.end_month, NEW.ended_on, NEW.end_reason)
            IS DISTINCT FROM (OLD.end_month, OLD.ended_on, OLD.end_reason) THEN
            NEW.recheck_from := LEAST(NEW.recheck_from, NEW.end_month, OLD.end_month);
        END IF;
        IF (NEW.scheme_id, NEW.person_id) IS DISTINCT FROM (OLD.scheme_id, OLD.person_id) THEN
            RAISE EXCEPTION 'an entitlement never changes its person or its scheme'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.payee_id IS DISTINCT FROM OLD.payee_id THEN
            NEW.recheck_from := LEAST(NEW.recheck_from, DATE '9999-12-01');
        END IF;
    END IF;
    NEW.recheck_seq := NEW.recheck_seq + 1;
    RETURN NEW;
END
$$;
CREATE TRIGGER subsidies_entitlement_mark_new BEFORE INSERT ON subsidies_entitlement
    FOR EACH ROW EXECUTE FUNCTION subsidies_mark_own();
CREATE TRIGGER subsidies_entitlement_mark
    BEFORE UPDATE OF start_month, ledger_from, end_month, ended_on, end_reason, payee_id,
        scheme_id, person_id
    ON subsidies_entitlement
    FOR EACH ROW EXECUTE FUNCTION subsidies_mark_own();

CREATE FUNCTION subsidies_mark_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM subsidies_in_order((SELECT array_agg(entitlement_id) FROM added));
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, a.first_month), recheck_seq = e.recheck_seq + 1
    FROM (SELECT entitlement_id, min(first_month) AS first_month FROM added GROUP BY 1) a
    WHERE e.id = a.entitlement_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION subsidies_mark_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM subsidies_in_order((SELECT array_agg(entitlement_id) FROM removed));
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, a.first_month), recheck_seq = e.recheck_seq + 1
    FROM (SELECT entitlement_id, min(first_month) AS first_month FROM removed GROUP BY 1) a
    WHERE e.id = a.entitlement_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION subsidies_mark_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM subsidies_in_order((
        SELECT array_agg(entitlement_id) FROM (
            SELECT entitlement_id FROM added UNION SELECT entitlement_id FROM removed
        ) touched
    ));
    -- From the earlier of both first months: what either version said may have to be undone.
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, a.first_month), recheck_seq = e.recheck_seq + 1
    FROM (
        SELECT entitlement_id, min(first_month) AS first_month
        FROM (
            SELECT entitlement_id, first_month FROM added
            UNION ALL SELECT entitlement_id, first_month FROM removed
        ) both_versions
        GROUP BY 1
    ) a
    WHERE e.id = a.entitlement_id;
    RETURN NULL;
END
$$;

CREATE FUNCTION subsidies_mark_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM subsidies_in_order((SELECT array_agg(entitlement_id) FROM added));
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, DATE '9999-12-01'), recheck_seq = e.recheck_seq + 1
    WHERE e.id IN (SELECT entitlement_id FROM added);
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_hold_mark_new AFTER INSERT ON subsidies_hold
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_hold();
CREATE TRIGGER subsidies_hold_mark AFTER UPDATE ON subsidies_hold
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_hold();

CREATE FUNCTION subsidies_mark_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM subsidies_in_order((
        SELECT array_agg(id) FROM subsidies_entitlement
        WHERE person_id IN (SELECT person_id FROM added)
           OR payee_id IN (SELECT person_id FROM added)
    ));
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, DATE '9999-12-01'), recheck_seq = e.recheck_seq + 1
    WHERE e.person_id IN (SELECT person_id FROM added)
       OR e.payee_id IN (SELECT person_id FROM added);
    RETURN NULL;
END
$$;
CREATE TRIGGER registry_bankaccount_mark_new AFTER INSERT ON registry_bankaccount
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_account();
CREATE TRIGGER registry_bankaccount_mark AFTER UPDATE ON registry_bankaccount
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_account();
CREATE TRIGGER registry_bankaccount_mark_gone AFTER DELETE ON registry_bankaccount
    REFERENCING OLD TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_account();

CREATE FUNCTION subsidies_mark_death() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subsidies_entitlement e
    SET recheck_from = LEAST(e.recheck_from, DATE '9999-12-01',
                             date_trunc('month', NEW.died_on)::date,
                             date_trunc('month', OLD.died_on)::date),
        recheck_seq = e.recheck_seq + 1
    WHERE e.person_id = NEW.id OR e.payee_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER registry_person_mark_death AFTER UPDATE OF died_on ON registry_person
    FOR EACH ROW WHEN (OLD.died_on IS DISTINCT FROM NEW.died_on)
    EXECUTE FUNCTION subsidies_mark_death();
"""

FACTS = "".join(
    f"""
CREATE TRIGGER subsidies_{table}_mark_new AFTER INSERT ON subsidies_{table}
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_added();
CREATE TRIGGER subsidies_{table}_mark_gone AFTER DELETE ON subsidies_{table}
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_removed();
CREATE TRIGGER subsidies_{table}_mark AFTER UPDATE ON subsidies_{table}
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_changed();
"""
    for table in ("determination", "suspension")
)

MARK_BACK = (
    """
DROP TRIGGER registry_person_mark_death ON registry_person;
DROP FUNCTION subsidies_mark_death();
DROP TRIGGER registry_bankaccount_mark_gone ON registry_bankaccount;
DROP TRIGGER registry_bankaccount_mark ON registry_bankaccount;
DROP TRIGGER registry_bankaccount_mark_new ON registry_bankaccount;
DROP FUNCTION subsidies_mark_account();
DROP TRIGGER subsidies_hold_mark ON subsidies_hold;
DROP TRIGGER subsidies_hold_mark_new ON subsidies_hold;
DROP FUNCTION subsidies_mark_hold();
DROP TRIGGER subsidies_entitlement_mark ON subsidies_entitlement;
DROP TRIGGER subsidies_entitlement_mark_new ON subsidies_entitlement;
DROP FUNCTION subsidies_mark_own();
DROP FUNCTION subsidies_in_order(bigint[]);
"""
    + "".join(
        f"""
DROP TRIGGER subsidies_{table}_mark ON subsidies_{table};
DROP TRIGGER subsidies_{table}_mark_gone ON subsidies_{table};
DROP TRIGGER subsidies_{table}_mark_new ON subsidies_{table};
"""
        for table in ("determination", "suspension")
    )
    + """
DROP FUNCTION subsidies_mark_changed();
DROP FUNCTION subsidies_mark_removed();
DROP FUNCTION subsidies_mark_added();
"""
)


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]

    operations = [
        append_only("subsidies_posting"),
        append_only("subsidies_recoveryentry"),
        migrations.RunSQL(REFERENCES, REFERENCES_BACK),
        migrations.RunSQL(MARK + FACTS, MARK_BACK),
    ]
