"""Figures by day, and the rows of a report; what a day was is never changed afterwards."""

import django.db.models.deletion
from django.db import migrations, models


# What a day was is closed once a later day is recorded; taking away is retention's.
CLOSED = """
CREATE FUNCTION steering_past_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of date;
BEGIN
    IF TG_TABLE_NAME = 'steering_recordedday' THEN
        of := NEW.day;
    ELSE
        SELECT day INTO of FROM steering_recordedday WHERE id = NEW.recorded_id;
    END IF;
    IF EXISTS (SELECT 1 FROM steering_recordedday WHERE day > of AND taken_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a day after % is recorded: % refused', of, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER steering_past_is_closed BEFORE INSERT OR UPDATE ON steering_recordedday
    FOR EACH ROW EXECUTE FUNCTION steering_past_is_closed();
CREATE TRIGGER steering_past_is_closed BEFORE INSERT OR UPDATE ON steering_daynumber
    FOR EACH ROW EXECUTE FUNCTION steering_past_is_closed();
"""
OPENED = """
DROP TRIGGER steering_past_is_closed ON steering_daynumber;
DROP TRIGGER steering_past_is_closed ON steering_recordedday;
DROP FUNCTION steering_past_is_closed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_chain_checks"),
        ("steering", "0003_task_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="取数时间")),
            ],
            options={
                "verbose_name": "指标的记录日",
                "verbose_name_plural": "指标的记录日",
                "ordering": ["-day"],
            },
        ),
        migrations.AddField(
            model_name="reportline",
            name="counted_on",
            field=models.DateField(blank=True, null=True, verbose_name="数是哪天的"),
        ),
        migrations.AddField(
            model_name="reportline",
            name="kept_rows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="foundation.sealedfile",
                verbose_name="留存的明细",
            ),
        ),
        migrations.CreateModel(
            name="DayNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20, verbose_name="岗位")),
                ("figure", models.CharField(max_length=60, verbose_name="指标代码")),
                ("number", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="数")),
                ("parts", models.JSONField(blank=True, default=list, verbose_name="分镇街")),
                (
                    "recorded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="numbers",
                        to="steering.recordedday",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标的按日记录",
                "verbose_name_plural": "指标的按日记录",
                "ordering": ["recorded", "figure"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recorded", "role", "figure"), name="steering_number_of_a_day_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(CLOSED, OPENED),
    ]
