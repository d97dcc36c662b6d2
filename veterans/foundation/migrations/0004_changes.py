"""What stood in the files before; only ever added to, save that sealed values are sealed anew."""

from django.db import migrations, models

import veterans.foundation.fields

GUARD = """
CREATE FUNCTION foundation_change_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'sealed_before' - 'sealed_after'
           = to_jsonb(OLD) - 'sealed_before' - 'sealed_after'
       AND (NEW.sealed_before IS NOT DISTINCT FROM OLD.sealed_before
            OR foundation_resealed(OLD.sealed_before, NEW.sealed_before))
       AND (NEW.sealed_after IS NOT DISTINCT FROM OLD.sealed_after
            OR foundation_resealed(OLD.sealed_after, NEW.sealed_after)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER foundation_change_kept BEFORE UPDATE OR DELETE ON foundation_change
    FOR EACH ROW EXECUTE FUNCTION foundation_change_kept();
CREATE TRIGGER foundation_change_no_truncate BEFORE TRUNCATE ON foundation_change
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER foundation_change_no_truncate ON foundation_change;
DROP FUNCTION foundation_change_kept() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_resealing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table_name", models.CharField(max_length=60, verbose_name="表")),
                ("row_key", models.BigIntegerField(verbose_name="行")),
                ("person_id", models.BigIntegerField(blank=True, null=True, verbose_name="人员")),
                ("deed", models.CharField(max_length=1, verbose_name="动作")),
                ("field", models.CharField(blank=True, max_length=60, verbose_name="字段")),
                ("before", models.TextField(blank=True, null=True, verbose_name="改前")),
                ("after", models.TextField(blank=True, null=True, verbose_name="改后")),
                (
                    "sealed_before",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="改前（密）"
                    ),
                ),
                (
                    "sealed_after",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="改后（密）"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "actor_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="操作人编号"),
                ),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("act", models.BigIntegerField(verbose_name="事务")),
            ],
            options={
                "verbose_name": "改动记录",
                "verbose_name_plural": "改动记录",
                "indexes": [
                    models.Index(fields=["person_id", "id"], name="change_of_person"),
                    models.Index(fields=["table_name", "row_key", "id"], name="change_of_row"),
                ],
            },
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
