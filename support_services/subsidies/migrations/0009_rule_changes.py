"""Changes of rules by two people; part years, rounding and the general cap as dated rules."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


# What every scheme counted part years by becomes its first rule.
CARRY_OVER = """
INSERT INTO subsidies_partyearrule
    (scheme_id, approved_from, approved_to, rule, source, confidence, is_live)
SELECT id, DATE '1949-10-01', NULL, part_year, '启用规则变更以前的设置，请本局确认', 'unconfirmed',
       true
FROM subsidies_scheme WHERE uses_service;
SET CONSTRAINTS ALL IMMEDIATE;
"""
CARRY_BACK = """
UPDATE subsidies_scheme s SET part_year = r.rule
FROM subsidies_partyearrule r
WHERE r.scheme_id = s.id AND r.is_live AND r.approved_to IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# Rows of rules end or are no longer live; what they say never changes, and none is deleted. A
# change that was decided is decided.
_ROWS = {
    "startrule": "scheme_id, approved_from, rule, change_id",
    "deathtail": "scheme_id, died_from, months, change_id",
    "partyearrule": "scheme_id, approved_from, rule, change_id",
    "roundingrule": "scheme_id, first_month, rule, change_id",
    "offsetcap": "first_month, percent, amount, change_id",
}
_WORDS = (
    "kind, scheme_id, other_id, first_on, last_on, value, kept_id, number, document_no, source,"
    " confidence, note, proposed_by_id, proposed_at"
)
GUARDS = (
    "".join(
        f"""
CREATE TRIGGER subsidies_{table}_keep BEFORE DELETE ON subsidies_{table}
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_{table}_frozen BEFORE UPDATE OF {columns} ON subsidies_{table}
    FOR EACH ROW EXECUTE FUNCTION subsidies_stacking_frozen();
"""
        for table, columns in {**_ROWS, "rulechange": _WORDS}.items()
    )
    + """
CREATE TRIGGER subsidies_rulechange_decided BEFORE UPDATE ON subsidies_rulechange
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION subsidies_stacking_frozen();
"""
)
GUARDS_BACK = "DROP TRIGGER subsidies_rulechange_decided ON subsidies_rulechange;" + "".join(
    f"""
DROP TRIGGER subsidies_{table}_frozen ON subsidies_{table};
DROP TRIGGER subsidies_{table}_keep ON subsidies_{table};
"""
    for table in (*_ROWS, "rulechange")
)


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0008_stacking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleChange",
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
                            ("start", "起发月"),
                            ("tail", "去世续发"),
                            ("part_year", "不足一年的折算"),
                            ("rounding", "年标准分月取整"),
                            ("stacking", "叠加"),
                            ("cap", "抵扣一般上限"),
                        ],
                        max_length=10,
                        verbose_name="规则",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="自")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("value", models.CharField(max_length=20, verbose_name="内容")),
                (
                    "number",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="数值"
                    ),
                ),
                ("document_no", models.CharField(max_length=80, verbose_name="文号")),
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
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待启用"),
                            ("in_force", "已启用"),
                            ("refused", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办理时间"),
                ),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="退回原因"),
                ),
                ("before", models.JSONField(default=list, verbose_name="原来的规则")),
                ("outcome", models.JSONField(default=dict, verbose_name="涉及")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="发放的一项",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="另一项目",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则变更",
                "verbose_name_plural": "规则变更",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "proposed"),
                            ),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["in_force", "refused"]), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_two_people",
                        violation_error_message="提出变更的人不能自己启用，请由另一人办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document_no", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="rule_change_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True),
                            ("last_on__gte", models.F("first_on")),
                            _connector="OR",
                        ),
                        name="rule_change_ends_after_start",
                        violation_error_message="截止日期不能早于起始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["rounding", "stacking", "cap"]), _negated=True),
                            models.Q(
                                models.Q(
                                    ("first_on__day", 1),
                                    ("first_on__isnull", True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("last_on__day", 1), ("last_on__isnull", True), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "cap"), ("other__isnull", True), ("scheme__isnull", True)
                            ),
                            models.Q(
                                ("kind", "stacking"),
                                ("other__isnull", False),
                                ("scheme__isnull", False),
                                ("scheme__lt", models.F("other")),
                            ),
                            models.Q(
                                ("kind__in", ["start", "tail", "part_year", "rounding"]),
                                ("other__isnull", True),
                                ("scheme__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_about",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kept__isnull", False),
                                ("value", "forbid"),
                                models.Q(
                                    ("kept", models.F("scheme")),
                                    ("kept", models.F("other")),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                models.Q(("value", "forbid"), _negated=True), ("kept__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", False),
                                ("value__in", ["months", "percent", "yuan"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("value__in", ["months", "percent", "yuan"]), _negated=True
                                ),
                                ("number__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="rule_change_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "part_year"), ("value", "none"), _negated=True),
                        name="rule_change_always_a_part_year",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "proposed")),
                        expressions=[
                            ("kind", "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("scheme"), models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("other"), models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    models.F("first_on"),
                                    models.F("last_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="rule_change_one_waiting",
                        violation_error_message="这条规则在这段时间已有一份变更等待启用。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OffsetCap",
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
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="百分比"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="金额（元）",
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
            ],
            options={
                "verbose_name": "抵扣一般上限",
                "verbose_name_plural": "抵扣一般上限",
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
                        name="offset_cap_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gte", 0),
                                ("amount__isnull", False),
                                ("percent__isnull", True),
                            ),
                            models.Q(
                                ("amount__isnull", True),
                                ("percent__gte", 0),
                                ("percent__isnull", False),
                                ("percent__lte", 100),
                            ),
                            _connector="OR",
                        ),
                        name="offset_cap_one_of_two",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            (
                                models.Func(
                                    models.F("first_month"),
                                    models.F("last_month"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            )
                        ],
                        name="offset_cap_no_overlap",
                        violation_error_message="抵扣一般上限的时间重叠。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartYearRule",
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
                ("approved_from", models.DateField(verbose_name="核定日期自")),
                ("approved_to", models.DateField(blank=True, null=True, verbose_name="核定日期至")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("up_to_six_is_half", "满六个月及以下计半年，超过六个月计一年"),
                            ("six_is_whole", "不足六个月计半年，满六个月计一年"),
                        ],
                        max_length=20,
                        verbose_name="折算",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_years",
                        to="subsidies.scheme",
                        verbose_name="项目",
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
            ],
            options={
                "verbose_name": "不足一年的折算规则",
                "verbose_name_plural": "不足一年的折算规则",
                "ordering": ["scheme", "approved_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("scheme", "="),
                            (
                                models.Func(
                                    models.F("approved_from"),
                                    models.F("approved_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="part_year_rule_no_overlap",
                        violation_error_message="同一项目的折算规则时间重叠。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundingRule",
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
                ("first_month", models.DateField(verbose_name="标准年度自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="标准年度至")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("cumulative", "逐月累计到分，十二个月合计等于年标准"),
                            ("each_month", "每月四舍五入到分"),
                            ("whole_yuan", "每月见分进元"),
                        ],
                        max_length=12,
                        verbose_name="取整",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roundings",
                        to="subsidies.scheme",
                        verbose_name="项目",
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
            ],
            options={
                "verbose_name": "分月取整规则",
                "verbose_name_plural": "分月取整规则",
                "ordering": ["scheme", "first_month"],
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
                        name="rounding_rule_months",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("scheme", "="),
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
                        name="rounding_rule_no_overlap",
                        violation_error_message="同一项目的分月取整规则时间重叠。",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="deathtail",
            name="death_tail_no_overlap",
        ),
        migrations.RemoveConstraint(
            model_name="startrule",
            name="start_rule_no_overlap",
        ),
        migrations.AddField(
            model_name="deathtail",
            name="is_live",
            field=models.BooleanField(default=True, verbose_name="生效"),
        ),
        migrations.AddField(
            model_name="startrule",
            name="is_live",
            field=models.BooleanField(default=True, verbose_name="生效"),
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="general_cap",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.offsetcap",
                verbose_name="一般上限",
            ),
        ),
        migrations.AddField(
            model_name="deathtail",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="subsidies.rulechange",
                verbose_name="由哪次变更而来",
            ),
        ),
        migrations.AddField(
            model_name="stackingrule",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="subsidies.rulechange",
                verbose_name="由哪次变更而来",
            ),
        ),
        migrations.AddField(
            model_name="startrule",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="subsidies.rulechange",
                verbose_name="由哪次变更而来",
            ),
        ),
        migrations.AddConstraint(
            model_name="deathtail",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_live", True)),
                expressions=[
                    ("scheme", "="),
                    (
                        models.Func(
                            models.F("died_from"),
                            models.F("died_to"),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    ),
                ],
                name="death_tail_no_overlap",
                violation_error_message="同一项目的去世续发规则时间重叠。",
            ),
        ),
        migrations.AddConstraint(
            model_name="startrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_live", True)),
                expressions=[
                    ("scheme", "="),
                    (
                        models.Func(
                            models.F("approved_from"),
                            models.F("approved_to"),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    ),
                ],
                name="start_rule_no_overlap",
                violation_error_message="同一项目的起发月规则时间重叠。",
            ),
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
        migrations.RemoveField(model_name="scheme", name="part_year"),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
