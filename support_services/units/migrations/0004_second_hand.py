"""Who made a link does not know its code without its being said: the database wants the mark."""

from django.db import migrations

GUARD = """
CREATE FUNCTION units_code_second_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.alone AND NEW.read_by_id IS NOT NULL AND EXISTS (
        SELECT FROM units_link l WHERE l.id = NEW.link_id AND l.made_by_id = NEW.read_by_id
    ) THEN
        RAISE EXCEPTION 'who made a link reads its code only where that is marked'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER units_linkcode_second_hand BEFORE INSERT OR UPDATE ON units_linkcode
    FOR EACH ROW EXECUTE FUNCTION units_code_second_hand();
"""
BACK = """
DROP TRIGGER units_linkcode_second_hand ON units_linkcode;
DROP FUNCTION units_code_second_hand();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0003_whose_answer")]

    operations = [migrations.RunSQL(GUARD, BACK)]
