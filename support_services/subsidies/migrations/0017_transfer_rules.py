"""Up to which month whoever moves away is paid: a dated rule, like the others."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Rows of rules end or are no longer live; what they say never changes, and none is deleted.
GUARDS = """
CREATE TRIGGER subsidies_transferrule_keep BEFORE DELETE ON subsidies_transferrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_transferrule_frozen
    BEFORE UPDATE OF scheme_id, moved_from, rule, change_id ON subsidies_transferrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_stacking_frozen();
"""
BACK = """
DROP TRIGGER subsidies_transferrule_frozen ON subsidies_transferrule;
DROP TRIGGER subsidies_transferrule_keep ON subsidies_transferrule;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0016_resealing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferRule",
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
                ("moved_from", models.DateField(verbose_name="迁出日期自")),
                ("moved_to", models.DateField(blank=True, null=True, verbose_name="迁出日期至")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("year_end", "发到迁出当年12月，次年1月起由迁入地发"),
                            ("moving_month", "发到迁出当月，次月起由迁入地发"),
                        ],
                        max_length=20,
                        verbose_name="发到哪个月",
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
                        related_name="transfer_rules",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "关系迁出规则",
                "verbose_name_plural": "关系迁出规则",
                "ordering": ["scheme", "moved_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("scheme", "="),
                            (
                                models.Func(
                                    models.F("moved_from"),
                                    models.F("moved_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="transfer_rule_no_overlap",
                        violation_error_message="同一项目的迁出规则时间重叠。",
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
            name="rule_change_always_a_part_year",
        ),
        migrations.AlterField(
            model_name="rulechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "起发月"),
                    ("tail", "去世续发"),
                    ("transfer", "关系迁出"),
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
                        ("kind__in", ["start", "tail", "transfer", "part_year", "rounding"]),
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
                    ("kind__in", ["transfer", "part_year"]), ("value", "none"), _negated=True
                ),
                name="rule_change_always_a_rule",
            ),
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
