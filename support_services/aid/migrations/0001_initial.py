"""Applications for hardship aid, and small wishes."""

import django.core.validators
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        ("registry", "0010_people_exports"),
        ("subsidies", "0018_suspension_rules"),
        ("visits", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AidApplication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("illness", "重大疾病"),
                            ("disaster", "遭灾、意外"),
                            ("disability", "残疾、失能"),
                            ("school", "子女上学"),
                            ("living", "收入低、生活困难"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="困难原因",
                    ),
                ),
                ("told", veterans.foundation.fields.SealedTextField(verbose_name="困难情况")),
                (
                    "wanted",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="申请金额（元）",
                    ),
                ),
                (
                    "speaks",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="代办人"
                    ),
                ),
                ("applied_on", models.DateField(verbose_name="申请日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "待区局审核"),
                            ("handed_on", "已转核发"),
                            ("refused", "不予帮扶"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="受理时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="审核意见"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "grant",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="subsidies.grant",
                        verbose_name="核发",
                    ),
                ),
                (
                    "papers",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="registry.paper", verbose_name="材料"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_applications",
                        to="registry.person",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="村居",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受理人",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="visits.visit",
                        verbose_name="入户走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "困难帮扶申请",
                "verbose_name_plural": "困难帮扶申请",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "applied")),
                        fields=["taken_at"],
                        name="aid_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "applied")),
                        fields=("person",),
                        name="aid_one_waiting",
                        violation_error_message="此人已有一份申请在办，请等结果或先撤回。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "applied"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("state", "applied"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="aid_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "handed_on"),
                                ("grant__isnull", False),
                                ("visit__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "handed_on"), _negated=True),
                                ("grant__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="aid_handed_on_after_visit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applied", "withdrawn"]),
                            models.Q(("decided_by", models.F("taken_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="aid_two_people",
                        violation_error_message="自己受理的申请，须由另一人审核。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="aid_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=100, verbose_name="心愿")),
                (
                    "worth",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="大约花费（元）",
                    ),
                ),
                (
                    "told_openly",
                    models.BooleanField(default=False, verbose_name="本人同意公开征集"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等待认领"),
                            ("taken", "已有人认领"),
                            ("fulfilled", "已实现"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("supporter", models.CharField(blank=True, max_length=80, verbose_name="认领人")),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="认领日期")),
                ("fulfilled_on", models.DateField(blank=True, null=True, verbose_name="实现日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("moved_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "moved_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿",
                "verbose_name_plural": "微心愿",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "withdrawn"]),
                            models.Q(("supporter", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="wish_taken_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "fulfilled"), _negated=True),
                            ("fulfilled_on__isnull", False),
                            _connector="OR",
                        ),
                        name="wish_fulfilled_on_a_day",
                    ),
                ],
            },
        ),
    ]
