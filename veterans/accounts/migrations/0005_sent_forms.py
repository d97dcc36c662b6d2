"""Forms that were sent, so that none is done twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sessions")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32, verbose_name="表单标记")),
                ("onward", models.CharField(blank=True, max_length=200, verbose_name="去向")),
                ("sent_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "已提交的表单",
                "verbose_name_plural": "已提交的表单",
                "indexes": [models.Index(fields=["sent_at"], name="sent_form_old")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "token"), name="sent_form_once")
                ],
            },
        ),
    ]
