"""Rules of reminders, and the outbox. A notice about the same thing is written once."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        ("registry", "0009_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("occasion", models.CharField(max_length=40, verbose_name="事项")),
                (
                    "offsets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None, verbose_name="何时提醒"
                    ),
                ),
                ("working_days", models.BooleanField(default=False, verbose_name="按工作日计")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("person", "本人"),
                            ("village", "村居站"),
                            ("town", "镇街站"),
                            ("bureau", "区局"),
                        ],
                        max_length=8,
                        verbose_name="提醒谁",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None, verbose_name="方式"
                    ),
                ),
                ("template", models.CharField(max_length=300, verbose_name="通知内容")),
                ("on_rest_days", models.BooleanField(default=False, verbose_name="休息日也发")),
                (
                    "town_after",
                    models.SmallIntegerField(
                        blank=True, null=True, verbose_name="过后几天报镇街站"
                    ),
                ),
                (
                    "bureau_after",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="过后几天报区局"),
                ),
                ("active_from", models.DateField(verbose_name="自哪天起")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待启用"),
                            ("in_force", "已启用"),
                            ("replaced", "已被新版接替"),
                            ("withdrawn", "已撤回"),
                            ("stopped", "已停用"),
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
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
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
            ],
            options={
                "verbose_name": "提醒规则",
                "verbose_name_plural": "提醒规则",
                "ordering": ["code", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("code",),
                        name="reminder_rule_one_in_force",
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
                        name="reminder_rule_two_people",
                        violation_error_message="录入人不能自己启用，请由另一人启用。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), _negated=True),
                            ("enforced_by__isnull", False),
                            _connector="OR",
                        ),
                        name="reminder_rule_in_force_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["withdrawn", "stopped", "replaced"]),
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["withdrawn", "stopped", "replaced"]),
                                    _negated=True,
                                ),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="reminder_rule_ended_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience", "person"), ("channels", ["inbox"]), _connector="OR"
                        ),
                        name="reminder_rule_channels_fit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(db_collation="C", max_length=60, verbose_name="依据")),
                (
                    "subject_kind",
                    models.CharField(db_collation="C", max_length=30, verbose_name="对象类别"),
                ),
                ("subject_id", models.BigIntegerField(verbose_name="对象编号")),
                ("due_on", models.DateField(verbose_name="事项日期")),
                ("offset_days", models.SmallIntegerField(default=0, verbose_name="提前或过后几天")),
                ("say_on", models.DateField(verbose_name="通知日期")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("person", "本人"),
                            ("village", "村居站"),
                            ("town", "镇街站"),
                            ("bureau", "区局"),
                            ("user", "工作人员"),
                        ],
                        max_length=8,
                        verbose_name="提醒谁",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("preparer", "经办"),
                            ("reviewer", "复核"),
                            ("approver", "审批"),
                            ("auditor", "审计"),
                            ("sysadmin", "系统管理员"),
                            ("secadmin", "安全管理员"),
                            ("town_worker", "镇街站工作人员"),
                            ("village_worker", "村居站工作人员"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="岗位",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "短信"), ("letter", "书面通知"), ("inbox", "站内通知")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发"),
                            ("sending", "发送中"),
                            ("unknown", "没有答复，将再问"),
                            ("failed", "没发成，将再试"),
                            ("sent", "已发出"),
                            ("dead", "发不出去"),
                            ("cancelled", "已取消"),
                            ("printed", "已打印"),
                            ("handed", "已送达"),
                            ("read", "已阅"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                (
                    "link",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="去处"),
                ),
                ("words", models.JSONField(default=dict, verbose_name="填的词")),
                (
                    "phone",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="号码"
                    ),
                ),
                (
                    "text",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="内容"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="幂等号"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="发送次数")),
                ("next_try_at", models.DateTimeField(verbose_name="下次发送")),
                (
                    "answer",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="答复"),
                ),
                ("written_at", models.DateTimeField(verbose_name="写入时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办理时间"),
                ),
                (
                    "handled_by",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="地",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="notices.reminderrule",
                        verbose_name="规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "通知",
                "verbose_name_plural": "通知",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("channel", "sms"),
                            ("state__in", ["waiting", "sending", "unknown", "failed"]),
                        ),
                        fields=["next_try_at", "id"],
                        name="notice_queue",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "inbox")),
                        fields=["region", "id"],
                        name="notice_inbox",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("channel", "letter"), ("state__in", ["waiting", "printed"])
                        ),
                        fields=["say_on", "id"],
                        name="notice_letters",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "sms"), ("sent_at__isnull", False)),
                        fields=["person", "sent_at"],
                        name="notice_person_day",
                    ),
                    models.Index(fields=["state", "id"], name="notice_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "about",
                            "subject_kind",
                            "subject_id",
                            "due_on",
                            "offset_days",
                            "audience",
                        ),
                        name="notice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel", "inbox"),
                            models.Q(("audience", "person"), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_goes_out_to_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "sms"), _negated=True),
                            models.Q(
                                ("state__in", ["sending", "unknown", "failed", "sent"]),
                                _negated=True,
                            ),
                            models.Q(("phone__isnull", False), ("text__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_fixed_before_it_goes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="notice_sent_when",
                    ),
                ],
            },
        ),
    ]
