"""The second factor of whoever has one."""

import django.contrib.postgres.fields
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                ("secret", veterans.foundation.fields.SealedTextField(verbose_name="密钥")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="启用时间")),
                ("last_step", models.BigIntegerField(default=0, verbose_name="最近用过的时段")),
                (
                    "recovery",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        default=list,
                        size=None,
                        verbose_name="恢复码",
                    ),
                ),
            ],
            options={
                "verbose_name": "第二重验证",
                "verbose_name_plural": "第二重验证",
            },
        ),
    ]
