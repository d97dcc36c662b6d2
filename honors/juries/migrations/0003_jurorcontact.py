"""Telephones of jurors who agreed to be told of their reviews by message."""

import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


GUARDS = """
-- A number may be out of use from some day on, and its seal may be renewed; nothing else changes.
CREATE FUNCTION juries_contact_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.user_id, OLD.agreed_on, OLD.entered_by_id, OLD.entered_at)
       IS DISTINCT FROM (NEW.user_id, NEW.agreed_on, NEW.entered_by_id, NEW.entered_at)
       OR (OLD.ended_at IS NOT NULL AND (OLD.ended_by_id, OLD.ended_at)
           IS DISTINCT FROM (NEW.ended_by_id, NEW.ended_at))
       OR (OLD.phone <> NEW.phone AND NOT foundation_resealed(OLD.phone, NEW.phone)) THEN
        RAISE EXCEPTION 'contact %: another number is another row', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_contact_stands BEFORE UPDATE ON juries_jurorcontact
    FOR EACH ROW EXECUTE FUNCTION juries_contact_stands();
CREATE TRIGGER juries_contact_keep BEFORE DELETE ON juries_jurorcontact
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER juries_contact_keep ON juries_jurorcontact;
DROP FUNCTION juries_contact_stands() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_resealing"),
        ("juries", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JurorContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone", veterans.foundation.fields.SealedTextField(verbose_name="手机")),
                ("agreed_on", models.DateField(verbose_name="同意日期")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="评委",
                    ),
                ),
            ],
            options={
                "verbose_name": "评委的手机",
                "verbose_name_plural": "评委的手机",
                "ordering": ["user", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user",),
                        name="juries_one_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="juries_contact_ended_signed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
