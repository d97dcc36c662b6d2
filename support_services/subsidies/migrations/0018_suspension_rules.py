"""From which month a right is suspended: a dated rule, like the others."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Rows of rules end or are no longer live; what they say never changes, and none is deleted.
GUARDS = """
CREATE TRIGGER subsidies_suspensionrule_keep BEFORE DELETE ON subsidies_suspensionrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_suspensionrule_frozen
    BEFORE UPDATE OF scheme_id, fact_from, rule, change_id ON subsidies_suspensionrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_stacking_frozen();
"""
BACK = """
DROP TRIGGER subsidies_suspensionrule_frozen ON subsidies_suspensionrule;
DROP TRIGGER subsidies_suspensionrule_keep ON subsidies_suspensionrule;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0017_transfer_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SuspensionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("verified", "已核对原文"),
                            ("reported", "转载来源"),
                            ("inferred_date", "日期系推定"),
                            ("unconfirmed", "未经证实"),
                        ],
                        max_length=20,
                        verbose_name="可信程度",
                    ),
                ),
                ("is_live", models.BooleanField(default=True, verbose_name="生效")),
                ("fact_from", models.DateField(verbose_name="事实确定日期自")),
                ("fact_to", models.DateField(blank=True, null=True, verbose_name="事实确定日期至")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("next_month", "事实确定的次月起中止"),
                            ("fact_month", "事实确定的当月起中止"),
                        ],
                        max_length=20,
                        verbose_name="从哪个月起",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.rulechange",
                        verbose_name="由哪次变更而来",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspension_rules",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "中止规则",
                "verbose_name_plural": "中止规则",
                "ordering": ["scheme", "fact_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("scheme", "="),
                            (
                                models.Func(
                                    models.F("fact_from"),
                                    models.F("fact_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="suspension_rule_no_overlap",
                        violation_error_message="同一项目的中止规则时间重叠。",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="rulechange",
            name="rule_change_about",
        ),
        migrations.RemoveConstraint(
            model_name="rulechange",
            name="rule_change_always_a_rule",
        ),
        migrations.AlterField(
            model_name="rulechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "起发月"),
                    ("tail", "去世续发"),
                    ("transfer", "关系迁出"),
                    ("suspension", "中止"),
                    ("part_year", "不足一年的折算"),
                    ("rounding", "年标准分月取整"),
                    ("stacking", "叠加"),
                    ("cap", "抵扣一般上限"),
                ],
                max_length=10,
                verbose_name="规则",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "cap"), ("other__isnull", True), ("scheme__isnull", True)),
                    models.Q(
                        ("kind", "stacking"),
                        ("other__isnull", False),
                        ("scheme__isnull", False),
                        ("scheme__lt", models.F("other")),
                    ),
                    models.Q(
                        (
                            "kind__in",
                            ["start", "tail", "transfer", "suspension", "part_year", "rounding"],
                        ),
                        ("other__isnull", True),
                        ("scheme__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rule_change_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["transfer", "suspension", "part_year"]),
                    ("value", "none"),
                    _negated=True,
                ),
                name="rule_change_always_a_rule",
            ),
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
