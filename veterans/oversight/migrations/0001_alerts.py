"""Alerts: what was found is written once, everything else never changes, nothing goes."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION oversight_alert_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.looked_into_at IS NULL
       AND to_jsonb(NEW) - '{finding,looked_into_by_id,looked_into_at}'::text[]
           = to_jsonb(OLD) - '{finding,looked_into_by_id,looked_into_at}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER oversight_alert_kept BEFORE UPDATE OR DELETE ON oversight_alert
    FOR EACH ROW EXECUTE FUNCTION oversight_alert_kept();
CREATE TRIGGER oversight_alert_no_truncate BEFORE TRUNCATE ON oversight_alert
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER oversight_alert_no_truncate ON oversight_alert;
DROP FUNCTION oversight_alert_kept() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0005_chain_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("many", "一天查看的人数过多"),
                            ("unusual", "比本人平时多得多"),
                            ("off_hours", "办公时间以外查看"),
                            ("crowd", "同一人被多人查看"),
                        ],
                        max_length=12,
                        verbose_name="情形",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="被查看的人"),
                ),
                ("figures", models.JSONField(verbose_name="数字")),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                ("finding", models.CharField(blank=True, max_length=500, verbose_name="核查结果")),
                (
                    "looked_into_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核查时间"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
                (
                    "looked_into_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
                    ),
                ),
            ],
            options={
                "verbose_name": "异常查阅",
                "verbose_name_plural": "异常查阅",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "actor", "day"), name="alert_once_per_actor"
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "person_id", "day"), name="alert_once_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("actor__isnull", True),
                                ("kind", "crowd"),
                                ("person_id__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind", "crowd"),
                                    _negated=True,
                                ),
                                ("actor__isnull", False),
                                ("person_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="alert_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finding", ""),
                                ("looked_into_at__isnull", True),
                                ("looked_into_by__isnull", True),
                            ),
                            models.Q(
                                django.db.models.lookups.GreaterThanOrEqual(
                                    django.db.models.functions.text.Length("finding"), 5
                                ),
                                ("looked_into_at__isnull", False),
                                ("looked_into_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="alert_looked_into_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor__isnull", True),
                            ("looked_into_by__isnull", True),
                            models.Q(("looked_into_by", models.F("actor")), _negated=True),
                            _connector="OR",
                        ),
                        name="alert_not_by_oneself",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
