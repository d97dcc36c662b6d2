"""Messages to contacts of units, outside the portal."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_jurors"),
        ("regions", "0001_initial"),
        ("registry", "0011_who_speaks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_goes_out_to_a_person",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="reminder_rule_channels_fit",
        ),
        migrations.AddField(
            model_name="notice",
            name="hearer_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="外部对象编号"),
        ),
        migrations.AddField(
            model_name="notice",
            name="hearer_kind",
            field=models.CharField(
                blank=True, default="", max_length=20, verbose_name="外部对象类别"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="hearer_name",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="外部对象"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="audience",
            field=models.CharField(
                choices=[
                    ("person", "本人"),
                    ("unit", "单位联系人"),
                    ("village", "村居站"),
                    ("town", "镇街站"),
                    ("bureau", "区局"),
                    ("user", "工作人员"),
                ],
                max_length=8,
                verbose_name="提醒谁",
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="audience",
            field=models.CharField(
                choices=[
                    ("person", "本人"),
                    ("unit", "单位联系人"),
                    ("village", "村居站"),
                    ("town", "镇街站"),
                    ("bureau", "区局"),
                ],
                max_length=8,
                verbose_name="提醒谁",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("audience", "unit")),
                fields=["hearer_kind", "hearer_id", "id"],
                name="notice_of_hearer",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "inbox"),
                    models.Q(("audience", "person"), ("person__isnull", False)),
                    models.Q(
                        ("audience", "unit"),
                        ("channel", "sms"),
                        ("hearer_id__isnull", False),
                        models.Q(("hearer_kind", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_goes_out_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("audience", "person"),
                    models.Q(("audience", "unit"), ("channels", ["sms"])),
                    models.Q(
                        models.Q(("audience", "unit"), _negated=True), ("channels", ["inbox"])
                    ),
                    _connector="OR",
                ),
                name="reminder_rule_channels_fit",
            ),
        ),
    ]
