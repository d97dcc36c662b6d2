import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was opened says what it said; what people did stays on record.
GUARDS = """
CREATE TRIGGER subsidies_confirmationround_keep BEFORE DELETE ON subsidies_confirmationround
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_confirmationdue_keep BEFORE DELETE ON subsidies_confirmationdue
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_confirmation_keep BEFORE DELETE ON subsidies_confirmation
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_confirmationfinding_keep BEFORE DELETE ON subsidies_confirmationfinding
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_confirmationforfeit_keep BEFORE DELETE ON subsidies_confirmationforfeit
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE FUNCTION subsidies_confirmation_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a round of confirmation says never changes; it is withdrawn or cancelled'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_confirmationround_frozen
    BEFORE UPDATE OF year, first_day, last_day, grace_days, reminder_days, late_days, home_visit_age,
        home_visit_grade, forfeits, source, visit_source, forfeit_source, confidence, document_no,
        entered_by_id
    ON subsidies_confirmationround
    FOR EACH ROW EXECUTE FUNCTION subsidies_confirmation_frozen();
CREATE FUNCTION subsidies_confirmation_schemes_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM subsidies_confirmationround r
               WHERE r.id = COALESCE(NEW.confirmationround_id, OLD.confirmationround_id)
                 AND r.state <> 'draft') THEN
        RAISE EXCEPTION 'the schemes of an opened round of confirmation never change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER subsidies_confirmationround_schemes_frozen
    BEFORE INSERT OR UPDATE OR DELETE ON subsidies_confirmationround_schemes
    FOR EACH ROW EXECUTE FUNCTION subsidies_confirmation_schemes_frozen();
"""

GUARDS_BACK = """
DROP TRIGGER subsidies_confirmationround_schemes_frozen ON subsidies_confirmationround_schemes;
DROP FUNCTION subsidies_confirmation_schemes_frozen();
DROP TRIGGER subsidies_confirmationround_frozen ON subsidies_confirmationround;
DROP FUNCTION subsidies_confirmation_frozen();
DROP TRIGGER subsidies_confirmationforfeit_keep ON subsidies_confirmationforfeit;
DROP TRIGGER subsidies_confirmationfinding_keep ON subsidies_confirmationfinding;
DROP TRIGGER subsidies_confirmation_keep ON subsidies_confirmation;
DROP TRIGGER subsidies_confirmationdue_keep ON subsidies_confirmationdue;
DROP TRIGGER subsidies_confirmationround_keep ON subsidies_confirmationround;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_search_and_two_people"),
        ("subsidies", "0010_publicity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "本人到站"),
                            ("home", "上门见到本人"),
                            ("video", "视频"),
                            ("data", "数据比对免认证"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("confirmed_on", models.DateField(verbose_name="确认日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "taken_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                (
                    "taken_back_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤销原因"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
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
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "确认记录",
                "verbose_name_plural": "确认记录",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["person"], name="confirmation_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("taken_back_reason", ""), _negated=True),
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                            ),
                            models.Q(
                                ("taken_back_reason", ""),
                                ("taken_back_at__isnull", True),
                                ("taken_back_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_taken_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("first_day", models.DateField(verbose_name="开始日期")),
                ("last_day", models.DateField(verbose_name="截止日期")),
                ("grace_days", models.PositiveSmallIntegerField(verbose_name="宽限天数")),
                (
                    "reminder_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        size=None,
                        verbose_name="截止前几天提醒",
                    ),
                ),
                (
                    "late_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="后加入者的期限天数"),
                ),
                (
                    "home_visit_age",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="满几岁上门"
                    ),
                ),
                (
                    "home_visit_grade",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="几级以上残疾上门"
                    ),
                ),
                (
                    "forfeits",
                    models.BooleanField(default=False, verbose_name="本人原因中断的可不补发"),
                ),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("source", models.CharField(max_length=200, verbose_name="时间和宽限的依据")),
                (
                    "visit_source",
                    models.CharField(blank=True, max_length=200, verbose_name="上门对象的依据"),
                ),
                (
                    "forfeit_source",
                    models.CharField(blank=True, max_length=200, verbose_name="不补发的依据"),
                ),
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
                            ("open", "进行中"),
                            ("ended", "已结束"),
                            ("withdrawn", "已撤回"),
                            ("cancelled", "已取消"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="启用时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "close_note",
                    models.CharField(blank=True, max_length=200, verbose_name="办结说明"),
                ),
                ("swept_on", models.DateField(blank=True, null=True, verbose_name="最近清查")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
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
                    "opened_by",
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
                    "schemes",
                    models.ManyToManyField(
                        related_name="+", to="subsidies.scheme", verbose_name="项目"
                    ),
                ),
            ],
            options={
                "verbose_name": "年度确认",
                "verbose_name_plural": "年度确认",
                "ordering": ["-year", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="confirmation_round_days",
                        violation_error_message="截止日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["open", "ended", "cancelled"]),
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["open", "ended", "cancelled"]), _negated=True
                                ),
                                ("opened_at__isnull", True),
                                ("opened_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_round_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["withdrawn", "ended", "cancelled"]),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["withdrawn", "ended", "cancelled"]),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_round_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_by__isnull", True),
                            models.Q(("opened_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="confirmation_round_two_people",
                        violation_error_message="录入的人不能自己启用。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(
                                ("forfeits", False),
                                models.Q(("forfeit_source", ""), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(
                                    ("home_visit_age__isnull", True),
                                    ("home_visit_grade__isnull", True),
                                ),
                                models.Q(("visit_source", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="confirmation_round_sources",
                        violation_error_message="每条规则都要写明依据。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "待确认"),
                            ("held", "未确认，已暂缓"),
                            ("confirmed", "已确认"),
                            ("left", "不用确认"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="列入日期")),
                ("due_on", models.DateField(verbose_name="截止日期")),
                ("hold_on", models.DateField(verbose_name="暂缓日期")),
                ("home_visit", models.BooleanField(default=False, verbose_name="上门")),
                (
                    "confirmation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dues",
                        to="subsidies.confirmation",
                        verbose_name="确认记录",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dues",
                        to="subsidies.confirmationround",
                        verbose_name="年度确认",
                    ),
                ),
            ],
            options={
                "verbose_name": "应确认人员",
                "verbose_name_plural": "应确认人员",
                "indexes": [
                    models.Index(
                        fields=["round", "state", "hold_on"], name="confirmation_due_queue"
                    ),
                    models.Index(fields=["person"], name="confirmation_due_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "person"), name="confirmation_due_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation__isnull", False), ("state", "confirmed")),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("confirmation__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_due_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_on__gt", models.F("due_on"))),
                        name="confirmation_due_grace",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("died", "家属说已去世"),
                            ("moved", "已迁出"),
                            ("prison", "在服刑或被羁押"),
                            ("not_found", "找不到人"),
                        ],
                        max_length=10,
                        verbose_name="情况",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("noted_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
                (
                    "handled_note",
                    models.CharField(blank=True, max_length=200, verbose_name="处理情况"),
                ),
                (
                    "due",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="subsidies.confirmationdue",
                        verbose_name="应确认",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点报告",
                "verbose_name_plural": "站点报告",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("handled_at__isnull", True)),
                        fields=("due",),
                        name="confirmation_finding_one_open",
                        violation_error_message="这个人已有一条报告等区局处理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("handled_note", ""), _negated=True),
                                ("handled_at__isnull", False),
                                ("handled_by__isnull", False),
                            ),
                            models.Q(
                                ("handled_note", ""),
                                ("handled_at__isnull", True),
                                ("handled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_finding_handled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationForfeit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_month", models.DateField(verbose_name="自")),
                ("last_month", models.DateField(verbose_name="至")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("document_no", models.CharField(max_length=80, verbose_name="文号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待决定"),
                            ("confirmed", "不补发"),
                            ("refused", "未同意"),
                            ("revoked", "已撤销"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="决定时间"),
                ),
                (
                    "decided_note",
                    models.CharField(blank=True, max_length=200, verbose_name="决定说明"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forfeits",
                        to="subsidies.confirmationdue",
                        verbose_name="应确认",
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
                "verbose_name": "不补发决定",
                "verbose_name_plural": "不补发决定",
                "ordering": ["-pk"],
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
                            ("last_month__gte", models.F("first_month")),
                        ),
                        name="confirmation_forfeit_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document_no", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="confirmation_forfeit_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(
                                ("state", "proposed"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_forfeit_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("state", "refused"),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="confirmation_forfeit_two_people",
                        violation_error_message="提出的人不能自己决定。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("due",),
                        name="confirmation_forfeit_one_proposed",
                        violation_error_message="此人已有一份不补发的提议等待决定。",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="hold",
            name="hold_one_open",
        ),
        migrations.AddField(
            model_name="hold",
            name="due",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="subsidies.confirmationdue",
                verbose_name="年度确认",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("released_at__isnull", True),
                    ("due__isnull", True),
                    ("hit__isnull", True),
                    ("objection__isnull", True),
                ),
                fields=("entitlement",),
                name="hold_one_open",
                violation_error_message="此待遇已在暂缓中。",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)),
                fields=("entitlement", "due"),
                name="hold_one_of_a_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hit__isnull", True), ("objection__isnull", True)),
                    models.Q(("due__isnull", True), ("hit__isnull", True)),
                    models.Q(("due__isnull", True), ("objection__isnull", True)),
                    _connector="OR",
                ),
                name="hold_one_origin",
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="forfeit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suspensions",
                to="subsidies.confirmationforfeit",
                verbose_name="不补发决定",
            ),
        ),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
