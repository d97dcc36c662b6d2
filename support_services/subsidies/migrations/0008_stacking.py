import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Derived months mark like entered ones: whoever changes them, the next calculation looks again.
GUARDS = """
CREATE TRIGGER subsidies_exclusion_mark_new AFTER INSERT ON subsidies_exclusion
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_added();
CREATE TRIGGER subsidies_exclusion_mark_gone AFTER DELETE ON subsidies_exclusion
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_removed();
CREATE TRIGGER subsidies_exclusion_mark AFTER UPDATE ON subsidies_exclusion
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_mark_changed();
CREATE TRIGGER subsidies_stackingrule_keep BEFORE DELETE ON subsidies_stackingrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_stackingoverride_keep BEFORE DELETE ON subsidies_stackingoverride
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE FUNCTION subsidies_stacking_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a rule or an approval says never changes; it ends'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_stackingrule_frozen
    BEFORE UPDATE OF low_id, high_id, first_month, effect, kept_id ON subsidies_stackingrule
    FOR EACH ROW EXECUTE FUNCTION subsidies_stacking_frozen();
CREATE TRIGGER subsidies_stackingoverride_frozen
    BEFORE UPDATE OF person_id, low_id, high_id, first_month, document_no, proposed_by_id
    ON subsidies_stackingoverride
    FOR EACH ROW EXECUTE FUNCTION subsidies_stacking_frozen();
"""

GUARDS_BACK = """
DROP TRIGGER subsidies_stackingoverride_frozen ON subsidies_stackingoverride;
DROP TRIGGER subsidies_stackingrule_frozen ON subsidies_stackingrule;
DROP FUNCTION subsidies_stacking_frozen();
DROP TRIGGER subsidies_stackingoverride_keep ON subsidies_stackingoverride;
DROP TRIGGER subsidies_stackingrule_keep ON subsidies_stackingrule;
DROP TRIGGER subsidies_exclusion_mark ON subsidies_exclusion;
DROP TRIGGER subsidies_exclusion_mark_gone ON subsidies_exclusion;
DROP TRIGGER subsidies_exclusion_mark_new ON subsidies_exclusion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_search_and_two_people"),
        ("subsidies", "0007_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StackingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("allow", "可以同时享受"),
                            ("higher_only", "就高不就低，只发一项"),
                            ("forbid", "不能同时享受，只发指定的一项"),
                        ],
                        max_length=12,
                        verbose_name="规则",
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
                (
                    "high",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="另一项目",
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
                    "low",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "叠加规则",
                "verbose_name_plural": "叠加规则",
                "ordering": ["low__position", "high__position", "first_month"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("low__lt", models.F("high"))),
                        name="stacking_rule_pair_order",
                        violation_error_message="叠加规则的两个项目不能相同。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("effect", "forbid"),
                                ("kept__isnull", False),
                                models.Q(
                                    ("kept", models.F("low")),
                                    ("kept", models.F("high")),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                models.Q(("effect", "forbid"), _negated=True),
                                ("kept__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="stacking_rule_kept",
                        violation_error_message="只有“不能同时享受”要写明发放哪一项，且须是两项之一。",
                    ),
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
                        name="stacking_rule_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_month__isnull", True),
                            ("last_month__gte", models.F("first_month")),
                            _connector="OR",
                        ),
                        name="stacking_rule_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("low", "="),
                            ("high", "="),
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
                        name="stacking_rule_no_overlap",
                        violation_error_message="这两个项目的叠加规则时间重叠。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("allow", "可以同时享受"),
                            ("higher_only", "就高不就低，只发一项"),
                            ("forbid", "不能同时享受，只发指定的一项"),
                        ],
                        max_length=12,
                        verbose_name="规则",
                    ),
                ),
                (
                    "because",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.entitlement",
                        verbose_name="发放的待遇",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="subsidies.entitlement",
                        verbose_name="待遇",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.stackingrule",
                        verbose_name="依据的规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "叠加不发",
                "verbose_name_plural": "叠加不发",
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
                        name="exclusion_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_month__isnull", True),
                            ("last_month__gte", models.F("first_month")),
                            _connector="OR",
                        ),
                        name="exclusion_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entitlement", models.F("because")), _negated=True),
                        name="exclusion_of_another",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("entitlement", "="),
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
                        name="exclusion_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StackingOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(blank=True, null=True, verbose_name="至")),
                ("document_no", models.CharField(max_length=80, verbose_name="批准文号")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("confirmed", "已确认"),
                            ("withdrawn", "未批准"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                ("end_note", models.CharField(blank=True, max_length=200, verbose_name="终止原因")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="终止人",
                    ),
                ),
                (
                    "high",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="另一项目",
                    ),
                ),
                (
                    "low",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="人员",
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
            ],
            options={
                "verbose_name": "特批同时享受",
                "verbose_name_plural": "特批同时享受",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("low__lt", models.F("high"))),
                        name="override_pair_order",
                    ),
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
                        name="override_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_month__isnull", True),
                            ("last_month__gte", models.F("first_month")),
                            _connector="OR",
                        ),
                        name="override_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document_no", ""), _negated=True),
                        name="override_has_document",
                    ),
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
                        name="override_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="override_two_people",
                        violation_error_message="提出特批的人不能自己确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_note", ""),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("last_month__isnull", False),
                                ("state", "confirmed"),
                                models.Q(("end_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="override_end_signed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("person", "low", "high"),
                        name="override_one_proposed",
                        violation_error_message="此人的这两项待遇已有一份特批等待确认。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "confirmed")),
                        expressions=[
                            ("person", "="),
                            ("low", "="),
                            ("high", "="),
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
                        name="override_no_overlap",
                        violation_error_message="此人的这两项待遇在这些月份已有特批。",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
