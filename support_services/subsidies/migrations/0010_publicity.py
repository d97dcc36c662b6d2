import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


KEPT = (
    "publicityrule",
    "publicitynotice",
    "publicityentry",
    "publicityhanging",
    "publicityobjection",
    "publicitywaiver",
)

# What was made public, said or settled never changes; it is withdrawn, decided or replaced.
GUARDS = (
    "".join(
        f"""
CREATE TRIGGER subsidies_{table}_keep BEFORE DELETE ON subsidies_{table}
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
"""
        for table in KEPT
    )
    + """
CREATE FUNCTION subsidies_publicity_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was made public, said or settled never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_publicityrule_frozen
    BEFORE UPDATE OF scheme_id, first_on, is_needed, days, public_name, shows_amount, state
    ON subsidies_publicityrule
    FOR EACH ROW WHEN (OLD.state = 'in_force')
    EXECUTE FUNCTION subsidies_publicity_frozen();
CREATE TRIGGER subsidies_publicitynotice_frozen
    BEFORE UPDATE OF region_id, title, days, first_on, last_on, drafted_by_id
    ON subsidies_publicitynotice
    FOR EACH ROW WHEN (
        OLD.published_at IS NOT NULL
        AND (OLD.first_on, OLD.last_on, OLD.region_id, OLD.title, OLD.days, OLD.drafted_by_id)
            IS DISTINCT FROM
            (NEW.first_on, NEW.last_on, NEW.region_id, NEW.title, NEW.days, NEW.drafted_by_id)
    )
    EXECUTE FUNCTION subsidies_publicity_frozen();
CREATE TRIGGER subsidies_publicityentry_frozen
    BEFORE UPDATE OF notice_id, entitlement_id, grant_id, public_person, public_place, public_name,
        public_money
    ON subsidies_publicityentry
    FOR EACH ROW EXECUTE FUNCTION subsidies_publicity_frozen();
CREATE TRIGGER subsidies_publicityobjection_frozen
    BEFORE UPDATE OF entry_id, raised_on, objector, contact, text, registered_by_id
    ON subsidies_publicityobjection
    FOR EACH ROW EXECUTE FUNCTION subsidies_publicity_frozen();
CREATE TRIGGER subsidies_publicitywaiver_frozen
    BEFORE UPDATE ON subsidies_publicitywaiver
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION subsidies_publicity_frozen();
"""
)

GUARDS_BACK = """
DROP TRIGGER subsidies_publicitywaiver_frozen ON subsidies_publicitywaiver;
DROP TRIGGER subsidies_publicityobjection_frozen ON subsidies_publicityobjection;
DROP TRIGGER subsidies_publicityentry_frozen ON subsidies_publicityentry;
DROP TRIGGER subsidies_publicitynotice_frozen ON subsidies_publicitynotice;
DROP TRIGGER subsidies_publicityrule_frozen ON subsidies_publicityrule;
DROP FUNCTION subsidies_publicity_frozen();
""" + "".join(
    f"""
DROP TRIGGER subsidies_{table}_keep ON subsidies_{table};
"""
    for table in KEPT
)


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("subsidies", "0009_rule_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicityNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("days", models.PositiveSmallIntegerField(verbose_name="公示工作日")),
                ("first_on", models.DateField(blank=True, null=True, verbose_name="首日")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="末日")),
                (
                    "calendar_note",
                    models.CharField(blank=True, max_length=100, verbose_name="推算说明"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待发布"),
                            ("published", "已发布"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="撤回原因")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="村居或镇街",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示",
                "verbose_name_plural": "公示",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["state", "last_on"], name="publicity_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at__isnull", True), ("published_by__isnull", True)
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                models.Q(("published_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_notice_two_people",
                        violation_error_message="拟稿人不能自己发布，请由另一人发布。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_on__isnull", True),
                                ("last_on__isnull", True),
                                ("published_by__isnull", True),
                            ),
                            models.Q(
                                ("first_on__isnull", False),
                                ("last_on__gte", models.F("first_on")),
                                ("last_on__isnull", False),
                                ("published_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_notice_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_by__isnull", False),
                            _connector="OR",
                        ),
                        name="publicity_notice_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_notice_withdrawal_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicityEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_person", models.CharField(max_length=50, verbose_name="公示的姓名")),
                ("public_place", models.CharField(max_length=60, verbose_name="公示的村居")),
                ("public_name", models.CharField(max_length=20, verbose_name="公示的项目")),
                (
                    "public_money",
                    models.CharField(blank=True, max_length=60, verbose_name="公示的金额和期间"),
                ),
                ("is_live", models.BooleanField(default=True, verbose_name="有效")),
                (
                    "taken_off_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移出时间"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="移出原因")),
                (
                    "entitlement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publicity_entries",
                        to="subsidies.entitlement",
                        verbose_name="待遇",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publicity_entries",
                        to="subsidies.grant",
                        verbose_name="核发",
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移出人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="subsidies.publicitynotice",
                        verbose_name="公示",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示名单",
                "verbose_name_plural": "公示名单",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entitlement__isnull", False), ("grant__isnull", True)),
                            models.Q(("entitlement__isnull", True), ("grant__isnull", False)),
                            _connector="OR",
                        ),
                        name="publicity_entry_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("entitlement",),
                        name="publicity_right_once",
                        violation_error_message="这项待遇已经在一份公示里。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("grant",),
                        name="publicity_grant_once",
                        violation_error_message="这项核发已经在一份公示里。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("note", ""),
                                ("taken_off_at__isnull", True),
                                ("taken_off_by__isnull", True),
                            ),
                            models.Q(
                                ("is_live", False),
                                ("taken_off_at__isnull", False),
                                ("taken_off_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_entry_taken_off_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicityHanging",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=60, verbose_name="张贴地点")),
                ("hung_on", models.DateField(verbose_name="张贴日期")),
                ("hung_by", models.CharField(max_length=20, verbose_name="张贴人")),
                ("noted_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hangings",
                        to="subsidies.publicitynotice",
                        verbose_name="公示",
                    ),
                ),
            ],
            options={
                "verbose_name": "张贴记录",
                "verbose_name_plural": "张贴记录",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "place", "hung_on"),
                        name="publicity_hanging_once",
                        violation_error_message="同一地点、同一天已经登记过。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicityObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="提出日期")),
                ("objector", veterans.foundation.fields.SealedTextField(verbose_name="提出人")),
                ("contact", veterans.foundation.fields.SealedTextField(verbose_name="联系方式")),
                ("text", veterans.foundation.fields.SealedTextField(verbose_name="异议内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待核查"),
                            ("upheld", "异议成立"),
                            ("dismissed", "异议不成立"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="结论时间"),
                ),
                (
                    "decision",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="核查结论"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作出结论的人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="subsidies.publicityentry",
                        verbose_name="对象",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示异议",
                "verbose_name_plural": "公示异议",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("registered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_objection_two_people",
                        violation_error_message="登记人不能自己作结论，请由另一人办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_objection_decided_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicityRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="批准日期自")),
                ("is_needed", models.BooleanField(default=True, verbose_name="须公示")),
                ("days", models.PositiveSmallIntegerField(verbose_name="公示工作日")),
                ("public_name", models.CharField(max_length=20, verbose_name="公示用的名称")),
                ("shows_amount", models.BooleanField(default=False, verbose_name="公示金额和期间")),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待启用"),
                            ("in_force", "已启用"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "enforced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="启用时间"),
                ),
                (
                    "enforced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启用人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publicity_rules",
                        to="subsidies.scheme",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示规则",
                "verbose_name_plural": "公示规则",
                "ordering": ["scheme__position", "-first_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("scheme", "first_on"),
                        name="publicity_rule_one_in_force",
                        violation_error_message="这一项目在这一天已有启用的公示规则。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 30)),
                        name="publicity_rule_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enforced_at__isnull", True), ("enforced_by__isnull", True)),
                            models.Q(
                                ("enforced_at__isnull", False),
                                ("enforced_by__isnull", False),
                                models.Q(("enforced_by", models.F("entered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_rule_two_people",
                        violation_error_message="录入人不能自己启用，请由另一人启用。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), _negated=True),
                            ("enforced_by__isnull", False),
                            _connector="OR",
                        ),
                        name="publicity_rule_in_force_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicityWaiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("is_withdrawn", models.BooleanField(default=False, verbose_name="已撤回")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "confirmed_by",
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
                    "entitlement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.entitlement",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subsidies.grant",
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
                "verbose_name": "免于公示",
                "verbose_name_plural": "免于公示",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entitlement__isnull", False), ("grant__isnull", True)),
                            models.Q(("entitlement__isnull", True), ("grant__isnull", False)),
                            _connector="OR",
                        ),
                        name="publicity_waiver_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_withdrawn", False)),
                        fields=("entitlement",),
                        name="publicity_waived_right",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_withdrawn", False)),
                        fields=("grant",),
                        name="publicity_waived_grant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_waiver_two_people",
                        violation_error_message="提出人不能自己确认，请由另一人确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_withdrawn", False), ("confirmed_by__isnull", True), _connector="OR"
                        ),
                        name="publicity_waiver_confirmed_stays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="publicity_waiver_has_reason",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="hold",
            name="hold_one_open",
        ),
        migrations.AlterField(
            model_name="batchexception",
            name="reason",
            field=models.CharField(
                choices=[
                    ("hold", "暂缓发放"),
                    ("no_account", "没有银行账户"),
                    ("account_unverified", "账户待核验"),
                    ("account_rejected", "账户被银行退回"),
                    ("dead_not_ended", "登记去世但未停发"),
                    ("dead_no_payee", "已去世，未指定遗属领取人"),
                    ("no_rate", "没有适用标准"),
                    ("not_published", "公示未满"),
                    ("overpaid", "多发待抵扣"),
                ],
                max_length=20,
                verbose_name="原因",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="objection",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="subsidies.publicityobjection",
                verbose_name="公示异议",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("hit__isnull", True),
                    ("objection__isnull", True),
                    ("released_at__isnull", True),
                ),
                fields=("entitlement",),
                name="hold_one_open",
                violation_error_message="此待遇已在暂缓中。",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                fields=("entitlement", "objection"), name="hold_one_of_an_objection"
            ),
        ),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
