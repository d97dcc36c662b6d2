from django.db import migrations, models

# What was brought stays as it was written down, unless the visit that brought it was voided: then
# it is to be brought again. Which grant was the reward is said later, as before.
GUARD = """
CREATE OR REPLACE FUNCTION letters_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    brought text[] := ARRAY['state', 'visit_id', 'delivered_on'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'grant_id' = to_jsonb(NEW) - 'grant_id' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'delivered' AND NEW.state IN ('checked', 'planned')
        AND NEW.visit_id IS NULL AND NEW.delivered_on IS NULL
        AND to_jsonb(OLD) - brought = to_jsonb(NEW) - brought
        AND EXISTS (SELECT FROM visits_visit WHERE id = OLD.visit_id AND voided_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a letter that was brought or sent back is never changed, and none is deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
GUARD_BACK = """
CREATE OR REPLACE FUNCTION letters_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'grant_id' = to_jsonb(NEW) - 'grant_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a letter that was brought or sent back is never changed, and none is deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# Those whose visit was voided before this was so.
AGAIN = """
UPDATE letters_letter AS l
   SET state = CASE WHEN l.planned_on IS NULL THEN 'checked' ELSE 'planned' END,
       visit_id = NULL, delivered_on = NULL
  FROM visits_visit AS v
 WHERE v.id = l.visit_id AND v.voided_at IS NOT NULL AND l.state = 'delivered'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("subsidies", "0022_merits_counted_before"),
        ("visits", "0003_newest_and_tried"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "等另一人核对"),
                    ("checked", "已核对，等安排送喜报"),
                    ("planned", "已安排，等送达"),
                    ("delivered", "已送达"),
                    ("dropped", "不符，已作废"),
                ],
                default="received",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunSQL(GUARD, GUARD_BACK),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
