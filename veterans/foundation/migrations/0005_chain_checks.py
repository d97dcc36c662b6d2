"""Each walk of the audit chain with the end it saw; only ever added to."""

from django.db import migrations, models

from veterans.foundation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0004_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="核验时间")),
                ("entry_count", models.BigIntegerField(verbose_name="核验条数")),
                ("problem_count", models.BigIntegerField(verbose_name="问题数")),
                ("problems", models.JSONField(default=list, verbose_name="问题")),
                ("head", models.CharField(max_length=90, verbose_name="链尾")),
            ],
            options={
                "verbose_name": "审计记录核验",
                "verbose_name_plural": "审计记录核验",
                "ordering": ["-pk"],
            },
        ),
        append_only("foundation_chaincheck"),
    ]
