"""Components beside the standard, rates for them, and who has a named one."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


# What the database keeps by itself: a change of a supplement marks its entitlement like any other
# fact; what a component means never changes once it is written down, and it is never deleted.
GUARDS = """
CREATE TRIGGER subsidies_supplement_mark_new AFTER INSERT ON subsidies_supplement
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_added();
CREATE TRIGGER subsidies_supplement_mark_gone AFTER DELETE ON subsidies_supplement
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_removed();
CREATE TRIGGER subsidies_supplement_mark AFTER UPDATE ON subsidies_supplement
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_changed();

CREATE TRIGGER subsidies_paycomponent_keep BEFORE DELETE ON subsidies_paycomponent
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE FUNCTION subsidies_component_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a component is paid for never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_paycomponent_frozen
    BEFORE UPDATE OF scheme_id, code, is_named, in_tail ON subsidies_paycomponent
    FOR EACH ROW EXECUTE FUNCTION subsidies_component_frozen();

CREATE FUNCTION subsidies_rate_component() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added a
        WHERE a.component <> 'standard' AND NOT EXISTS (
            SELECT FROM subsidies_paycomponent c
            WHERE c.scheme_id = a.scheme_id AND c.code = a.component
        )
    ) THEN
        RAISE EXCEPTION 'a rate is for a component that its scheme does not have'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_raterow_component AFTER INSERT ON subsidies_raterow
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_rate_component();
DROP TRIGGER subsidies_raterow_frozen ON subsidies_raterow;
CREATE TRIGGER subsidies_raterow_frozen
    BEFORE UPDATE OF table_id, scheme_id, component, grade, rate_class, amount, base, percent,
        basis, first_month
    ON subsidies_raterow
    FOR EACH ROW WHEN (OLD.is_live)
    EXECUTE FUNCTION subsidies_payment_frozen();
"""

GUARDS_BACK = """
DROP TRIGGER subsidies_raterow_frozen ON subsidies_raterow;
CREATE TRIGGER subsidies_raterow_frozen
    BEFORE UPDATE OF table_id, scheme_id, grade, rate_class, amount, basis, first_month
    ON subsidies_raterow
    FOR EACH ROW WHEN (OLD.is_live)
    EXECUTE FUNCTION subsidies_payment_frozen();
DROP TRIGGER subsidies_raterow_component ON subsidies_raterow;
DROP FUNCTION subsidies_rate_component();
DROP TRIGGER subsidies_paycomponent_frozen ON subsidies_paycomponent;
DROP FUNCTION subsidies_component_frozen();
DROP TRIGGER subsidies_paycomponent_keep ON subsidies_paycomponent;
DROP TRIGGER subsidies_supplement_mark ON subsidies_supplement;
DROP TRIGGER subsidies_supplement_mark_gone ON subsidies_supplement;
DROP TRIGGER subsidies_supplement_mark_new ON subsidies_supplement;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0004_crosschecks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(db_collation="C", max_length=10, verbose_name="代码")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("is_named", models.BooleanField(default=False, verbose_name="逐人核定")),
                ("in_tail", models.BooleanField(default=False, verbose_name="去世后续发")),
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
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "待遇组成",
                "verbose_name_plural": "待遇组成",
                "ordering": ["scheme", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "code"),
                        name="component_code_once",
                        violation_error_message="这一项目已有这个代码的组成。",
                    ),
                    models.UniqueConstraint(
                        fields=("scheme", "name"),
                        name="component_name_once",
                        violation_error_message="这一项目已有这个名称的组成。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^[a-z][a-z0-9]{1,9}$"),
                            models.Q(("code__in", ["standard", "tail", "grant"]), _negated=True),
                        ),
                        name="component_code_sound",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="至")),
                ("approved_on", models.DateField(verbose_name="核定日期")),
                ("document_no", models.CharField(max_length=80, verbose_name="文号")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="情形")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="subsidies.paycomponent",
                        verbose_name="组成",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="subsidies.entitlement",
                        verbose_name="待遇",
                    ),
                ),
            ],
            options={
                "verbose_name": "增发核定",
                "verbose_name_plural": "增发核定",
                "ordering": ["first_month"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_month__day", 1),
                                ("first_month__isnull", True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("last_month__day", 1),
                                ("last_month__isnull", True),
                                _connector="OR",
                            ),
                        ),
                        name="supplement_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_month__isnull", True),
                            ("last_month__gte", models.F("first_month")),
                            _connector="OR",
                        ),
                        name="supplement_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("entitlement", "="),
                            ("component", "="),
                            (
                                models.Func(
                                    models.F("first_month"),
                                    models.F("last_month"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="supplement_no_overlap",
                        violation_error_message="这一组成的核定期间重叠。",
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="raterow",
            options={
                "ordering": ["scheme", "component", "grade", "rate_class", "first_month"],
                "verbose_name": "标准",
                "verbose_name_plural": "标准",
            },
        ),
        migrations.RemoveConstraint(
            model_name="raterow",
            name="rate_row_once_per_table",
        ),
        migrations.RemoveConstraint(
            model_name="raterow",
            name="rate_amount_positive",
        ),
        migrations.RemoveConstraint(
            model_name="raterow",
            name="rate_row_no_overlap",
        ),
        migrations.AddField(
            model_name="raterow",
            name="base",
            field=models.DecimalField(
                decimal_places=2, max_digits=12, null=True, verbose_name="计算基数（元）"
            ),
        ),
        migrations.AddField(
            model_name="raterow",
            name="component",
            field=models.CharField(
                db_collation="C", default="standard", max_length=10, verbose_name="组成"
            ),
        ),
        migrations.AddField(
            model_name="raterow",
            name="percent",
            field=models.DecimalField(
                decimal_places=2, max_digits=6, null=True, verbose_name="比例（%）"
            ),
        ),
        migrations.AddConstraint(
            model_name="raterow",
            constraint=models.UniqueConstraint(
                fields=("table", "scheme", "component", "grade", "rate_class"),
                name="rate_row_once_per_table",
                violation_error_message="同一张标准表里，这一项目、组成、等级、性质已经有一行。",
            ),
        ),
        migrations.AddConstraint(
            model_name="raterow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    models.Q(("amount", 0), models.Q(("component", "standard"), _negated=True)),
                    _connector="OR",
                ),
                name="rate_amount_positive",
                violation_error_message="标准必须大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="raterow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("base__isnull", True), ("percent__isnull", True)),
                    models.Q(
                        (
                            "amount",
                            models.Func(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("base"), "*", models.F("percent")
                                    ),
                                    "/",
                                    models.Value(100),
                                ),
                                models.Value(2),
                                function="round",
                            ),
                        ),
                        ("base__gt", 0),
                        ("base__isnull", False),
                        ("percent__gt", 0),
                        ("percent__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rate_amount_is_the_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="raterow",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_live", True)),
                expressions=[
                    ("scheme", "="),
                    ("component", "="),
                    ("grade", "="),
                    ("rate_class", "="),
                    (
                        models.Func(
                            models.F("first_month"),
                            models.F("last_month"),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    ),
                ],
                name="rate_row_no_overlap",
                violation_error_message="生效标准的执行月份重叠。",
            ),
        ),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
