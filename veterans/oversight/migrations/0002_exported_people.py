"""A kind of alert more: many people taken along in files in one day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_alerts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("many", "一天查看的人数过多"),
                    ("unusual", "比本人平时多得多"),
                    ("off_hours", "办公时间以外查看"),
                    ("crowd", "同一人被多人查看"),
                    ("taken", "一天导出的人数过多"),
                ],
                max_length=12,
                verbose_name="情形",
            ),
        ),
    ]
