"""What is never changed: progress notes and their files, and a report once it is issued."""

from django.db import migrations

from veterans.foundation.append_only import append_only

FROZEN = """
CREATE FUNCTION steering_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'report % is %: % refused', OLD.id, OLD.state, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER steering_report_frozen BEFORE UPDATE OR DELETE ON steering_report
    FOR EACH ROW EXECUTE FUNCTION steering_report_frozen();
CREATE FUNCTION steering_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM steering_report WHERE id = of AND state = 'draft') THEN
        RAISE EXCEPTION 'report % is no draft: % of a line refused', of, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER steering_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON steering_reportline
    FOR EACH ROW EXECUTE FUNCTION steering_line_frozen();
"""
UNFROZEN = """
DROP TRIGGER steering_line_frozen ON steering_reportline;
DROP FUNCTION steering_line_frozen();
DROP TRIGGER steering_report_frozen ON steering_report;
DROP FUNCTION steering_report_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("steering", "0001_initial"), ("foundation", "0001_initial")]

    operations = [
        append_only("steering_progressnote"),
        append_only("steering_notefile"),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
