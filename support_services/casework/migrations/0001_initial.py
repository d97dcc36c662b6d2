"""Cases with their story, the clock rules, errands; what is written of them stays."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models

from veterans.foundation.append_only import append_only


# The story is only added to, but may be sealed with another key. What somebody said never changes
# either, and nothing goes.
GUARDS = """
CREATE TRIGGER casework_caseentry_no_update BEFORE UPDATE ON casework_caseentry
    FOR EACH ROW WHEN (NOT (
        to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' AND foundation_resealed(OLD.text, NEW.text)
    )) EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_caseentry_no_delete BEFORE DELETE ON casework_caseentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_caseentry_no_truncate BEFORE TRUNCATE ON casework_caseentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_case_said BEFORE UPDATE OF content ON casework_case
    FOR EACH ROW WHEN (NOT foundation_resealed(OLD.content, NEW.content))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_case_identity
    BEFORE UPDATE OF number, rule_id, received_on, person_id, registered_by_id ON casework_case
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_case_no_delete BEFORE DELETE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_errand_no_delete BEFORE DELETE ON casework_errand
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER casework_errand_no_delete ON casework_errand;
DROP TRIGGER casework_case_no_delete ON casework_case;
DROP TRIGGER casework_case_identity ON casework_case;
DROP TRIGGER casework_case_said ON casework_case;
DROP TRIGGER casework_caseentry_no_truncate ON casework_caseentry;
DROP TRIGGER casework_caseentry_no_delete ON casework_caseentry;
DROP TRIGGER casework_caseentry_no_update ON casework_caseentry;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("foundation", "0005_chain_checks"),
        ("regions", "0001_initial"),
        ("registry", "0009_merging"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockRule",
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
                            ("consultation", "咨询"),
                            ("request", "诉求"),
                            ("hardship", "困难"),
                            ("dispute", "矛盾"),
                            ("petition", "信访"),
                            ("complaint", "投诉"),
                            ("hotline", "12345转办"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自何日登记的起")),
                ("inform_days", models.PositiveSmallIntegerField(verbose_name="告知受理")),
                (
                    "inform_unit",
                    models.CharField(
                        choices=[("day", "日"), ("workday", "个工作日")],
                        max_length=7,
                        verbose_name="告知受理按",
                    ),
                ),
                (
                    "object_days",
                    models.PositiveSmallIntegerField(verbose_name="提出退回（工作日）"),
                ),
                ("finish_days", models.PositiveSmallIntegerField(verbose_name="办结")),
                (
                    "finish_unit",
                    models.CharField(
                        choices=[("day", "日"), ("workday", "个工作日")],
                        max_length=7,
                        verbose_name="办结按",
                    ),
                ),
                ("extension_days", models.PositiveSmallIntegerField(verbose_name="最多延期")),
                (
                    "is_restricted",
                    models.BooleanField(default=False, verbose_name="登记时即限制查看"),
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
                (
                    "entered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="录入时间"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理时限",
                "verbose_name_plural": "办理时限",
                "ordering": ["kind", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "valid_from"), name="clock_rule_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finish_days__gte", 1),
                            ("inform_days__gte", 1),
                            ("object_days__gte", 1),
                        ),
                        name="clock_rule_has_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_collation="C", max_length=12, unique=True, verbose_name="受理编号"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consultation", "咨询"),
                            ("request", "诉求"),
                            ("hardship", "困难"),
                            ("dispute", "矛盾"),
                            ("petition", "信访"),
                            ("complaint", "投诉"),
                            ("hotline", "12345转办"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("window", "窗口"),
                            ("visit", "上门"),
                            ("phone", "电话"),
                            ("hotline", "12345"),
                            ("petition_office", "信访转办"),
                            ("online", "网上"),
                        ],
                        max_length=15,
                        verbose_name="来源",
                    ),
                ),
                (
                    "caller_name",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="来访人姓名"
                    ),
                ),
                (
                    "caller_phone",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="来访人电话"
                    ),
                ),
                ("people_count", models.PositiveIntegerField(default=1, verbose_name="人数")),
                (
                    "representatives",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="代表"
                    ),
                ),
                (
                    "representative_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="代表人数"),
                ),
                (
                    "proxy_name",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="代为反映的人"
                    ),
                ),
                (
                    "proxy_relation",
                    models.CharField(blank=True, max_length=20, verbose_name="与当事人关系"),
                ),
                (
                    "consent_no",
                    models.CharField(blank=True, max_length=80, verbose_name="委托说明"),
                ),
                ("subject", models.CharField(max_length=60, verbose_name="事由")),
                ("content", veterans.foundation.fields.SealedTextField(verbose_name="内容")),
                ("offered_on", models.DateField(blank=True, null=True, verbose_name="转办日期")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="限制查看")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "待告知受理"),
                            ("informed", "已受理"),
                            ("in_hand", "办理中"),
                            ("paused", "暂停计时"),
                            ("answered", "已答复，待反馈"),
                            ("came_back", "不满意，重办"),
                            ("closed", "已办结"),
                            ("declined", "不予受理"),
                            ("withdrawn", "本人撤回"),
                        ],
                        default="registered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "满意"),
                            ("unsaid", "未表态"),
                            ("unsatisfied", "不满意，已告知复查途径"),
                        ],
                        max_length=11,
                        verbose_name="本人评价",
                    ),
                ),
                (
                    "came_back",
                    models.PositiveSmallIntegerField(default=0, verbose_name="退回重办次数"),
                ),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("inform_by", models.DateField(blank=True, null=True, verbose_name="应告知")),
                ("object_by", models.DateField(blank=True, null=True, verbose_name="应接收或退回")),
                ("finish_by", models.DateField(blank=True, null=True, verbose_name="应办结")),
                ("target_by", models.DateField(blank=True, null=True, verbose_name="内部时限")),
                (
                    "due_by",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least(
                            "inform_by", "object_by", "finish_by"
                        ),
                        output_field=models.DateField(verbose_name="最近期限"),
                    ),
                ),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="委托书",
                    ),
                ),
                (
                    "offered_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="转自",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="承办",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="registry.person",
                        verbose_name="当事人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="属地",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.clockrule",
                        verbose_name="时限",
                    ),
                ),
            ],
            options={
                "verbose_name": "诉求",
                "verbose_name_plural": "诉求",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "answered",
                                    "came_back",
                                    "in_hand",
                                    "informed",
                                    "paused",
                                    "registered",
                                ],
                            )
                        ),
                        fields=["owner", "due_by"],
                        name="case_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "answered",
                                    "came_back",
                                    "in_hand",
                                    "informed",
                                    "paused",
                                    "registered",
                                ],
                            )
                        ),
                        fields=["due_by"],
                        name="case_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "answered")),
                        fields=["answered_on"],
                        name="case_unanswered",
                    ),
                    models.Index(fields=["region", "-received_on"], name="case_of_region"),
                    models.Index(fields=["owner", "-received_on"], name="case_by_owner"),
                    models.Index(fields=["-received_on", "-id"], name="case_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "registered",
                                    "informed",
                                    "in_hand",
                                    "paused",
                                    "answered",
                                    "came_back",
                                    "closed",
                                    "declined",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="case_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            ("caller_name__isnull", False),
                            _connector="OR",
                        ),
                        name="case_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("people_count__gte", 1),
                            ("representative_count__lte", 5),
                            models.Q(
                                ("people_count__lte", 5),
                                ("representative_count__gte", 1),
                                _connector="OR",
                            ),
                        ),
                        name="case_representatives",
                        violation_error_message="超过五人反映同一件事的，推选一至五名代表。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consent__isnull", True),
                                ("proxy_name__isnull", True),
                                ("proxy_relation", ""),
                            ),
                            models.Q(
                                ("proxy_name__isnull", False),
                                models.Q(("proxy_relation", ""), _negated=True),
                                models.Q(
                                    ("consent__isnull", False),
                                    models.Q(("consent_no", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="case_proxy_with_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_from__isnull", True), ("offered_on__isnull", True)),
                            models.Q(
                                ("object_by__isnull", False),
                                ("offered_from__isnull", False),
                                ("offered_on__isnull", False),
                                ("state__in", ["came_back", "in_hand", "informed", "registered"]),
                            ),
                            _connector="OR",
                        ),
                        name="case_offered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inform_by__isnull", True), ("state", "registered"), _connector="OR"
                        ),
                        name="case_inform_while_registered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", True),
                                ("outcome", ""),
                                (
                                    "state__in",
                                    [
                                        "answered",
                                        "came_back",
                                        "in_hand",
                                        "informed",
                                        "paused",
                                        "registered",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("closed_on__isnull", False),
                                ("finish_by__isnull", True),
                                ("inform_by__isnull", True),
                                ("object_by__isnull", True),
                                ("state__in", ["closed", "declined", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="case_over_or_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_closed_with_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("open", "登记"),
                            ("inform", "告知受理"),
                            ("decline", "不予受理"),
                            ("begin", "开始办理"),
                            ("answer", "答复本人"),
                            ("satisfied", "本人满意"),
                            ("unsatisfied", "本人不满意"),
                            ("conclude", "告知复查，办结"),
                            ("lapse", "未表态办结"),
                            ("pause", "暂停计时"),
                            ("resume", "恢复计时"),
                            ("hand_over", "转办"),
                            ("accept", "接收"),
                            ("object", "退回转办"),
                            ("taken_as_accepted", "逾期视为接收"),
                            ("take", "收回办理"),
                            ("ask_extension", "申请延期"),
                            ("grant_extension", "批准延期"),
                            ("refuse_extension", "不同意延期"),
                            ("tell_extension", "告知延期"),
                            ("withdraw", "本人撤回"),
                            ("urge", "督办"),
                            ("note", "记内部情况"),
                            ("restrict", "限制查看"),
                            ("unrestrict", "取消限制"),
                        ],
                        max_length=18,
                        verbose_name="办理",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "待告知受理"),
                            ("informed", "已受理"),
                            ("in_hand", "办理中"),
                            ("paused", "暂停计时"),
                            ("answered", "已答复，待反馈"),
                            ("came_back", "不满意，重办"),
                            ("closed", "已办结"),
                            ("declined", "不予受理"),
                            ("withdrawn", "本人撤回"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("face", "当面"),
                            ("visit", "上门"),
                            ("phone", "电话"),
                            ("paper", "书面"),
                            ("online", "网上、短信"),
                        ],
                        max_length=6,
                        verbose_name="方式",
                    ),
                ),
                ("text", veterans.foundation.fields.SealedTextField(verbose_name="内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("is_confidential", models.BooleanField(default=False, verbose_name="内部情况")),
                (
                    "by",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="承办",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理经过",
                "verbose_name_plural": "办理经过",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CasePause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("papers", "等本人补材料"),
                            ("appraisal", "等鉴定、检测结果"),
                            ("above", "等上级答复请示"),
                            ("court", "等法院、仲裁结果"),
                            ("away", "本人外出，联系不上"),
                            ("word", "等本人表态"),
                        ],
                        max_length=9,
                        verbose_name="原因",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="自")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停计时",
                "verbose_name_plural": "暂停计时",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("last_on__isnull", True)),
                        fields=("case",),
                        name="case_one_pause",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="延长")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待批准"),
                            ("granted", "已批准，待告知本人"),
                            ("in_force", "已告知本人"),
                            ("refused", "未批准"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
                ),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="告知日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="casework.case",
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
                        verbose_name="批准人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期",
                "verbose_name_plural": "延期",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "granted"])),
                        fields=("case",),
                        name="case_one_extension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_extension_two_people",
                        violation_error_message="自己申请的延期，须由另一人批准。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "proposed"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="case_extension_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), ("told_on__isnull", False)),
                            models.Q(
                                models.Q(("state", "in_force"), _negated=True),
                                ("told_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="case_extension_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1)), name="case_extension_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at__isnull", True),
                            ("decided_at__gte", models.F("proposed_at")),
                            _connector="OR",
                        ),
                        name="case_extension_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrandKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                ("title", models.CharField(max_length=40, verbose_name="事项")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("is_offered", models.BooleanField(default=True, verbose_name="受理")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="限制查看")),
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
            ],
            options={
                "verbose_name": "代办事项",
                "verbose_name_plural": "代办事项",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ErrandStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=60, verbose_name="步骤")),
                ("who", models.CharField(max_length=30, verbose_name="由谁办")),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="材料",
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
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="casework.errandkind",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办步骤",
                "verbose_name_plural": "代办步骤",
                "ordering": ["number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="errand_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_collation="C", max_length=12, unique=True, verbose_name="代办编号"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "代办中"),
                            ("done", "已办成"),
                            ("refused", "未获批准"),
                            ("stopped", "本人不办了"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                ("moved_on", models.DateField(verbose_name="最近进展")),
                ("started_at", models.DateTimeField(verbose_name="受理时间")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办结时间"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="casework.case",
                        verbose_name="由哪件诉求来",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.lifeevent",
                        verbose_name="人员变动",
                    ),
                ),
                (
                    "finished_by",
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
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="代办",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errands",
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="属地",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受理人",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="casework.errandkind",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办",
                "verbose_name_plural": "代办",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner", "moved_on"],
                        name="errand_of_owner",
                    ),
                    models.Index(fields=["region", "-started_at"], name="errand_of_region"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("person", "kind"),
                        name="errand_one_at_a_time",
                        violation_error_message="此人的这件事已在代办，请接着办。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("finished_at__isnull", False),
                                ("finished_by__isnull", False),
                            ),
                            models.Q(
                                ("state", "open"),
                                ("finished_at__isnull", True),
                                ("finished_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="errand_finished_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("result", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="errand_says_its_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrandItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=60, verbose_name="步骤")),
                ("who", models.CharField(max_length=30, verbose_name="由谁办")),
                (
                    "papers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="材料",
                    ),
                ),
                (
                    "papers_in",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="已收材料",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办理日期")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                (
                    "done_by",
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
                    "errand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="casework.errand",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.paper",
                        verbose_name="扫描件",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办进展",
                "verbose_name_plural": "代办进展",
                "ordering": ["number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("errand", "number"), name="errand_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_on__isnull", False),
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("done_on__isnull", False), _negated=True),
                                ("done_at__isnull", True),
                                ("done_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="errand_item_done",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
        append_only("casework_clockrule"),
    ]
