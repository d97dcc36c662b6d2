"""Roles are proposed by one and confirmed by another, for good or for some hours (紧急授权)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_second_factor"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        max_length=16,
                        verbose_name="岗位",
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        null=True, verbose_name="紧急授权时长（小时）"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("confirmed", "已确认"),
                            ("refused", "未同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "answer",
                    models.CharField(blank=True, max_length=200, verbose_name="不同意的原因"),
                ),
                ("ends_at", models.DateTimeField(null=True, verbose_name="到期时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="提前结束时间")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="审计查看时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="服务区域",
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
                        verbose_name="提前结束人",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审计查看人",
                    ),
                ),
            ],
            options={
                "verbose_name": "授权",
                "verbose_name_plural": "授权",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("user",),
                        name="appointment_one_open",
                        violation_error_message="这个账号已有一项授权等待确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_by", models.F("user")), _negated=True),
                        name="appointment_not_for_oneself",
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
                        name="appointment_decided_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_two_people",
                        violation_error_message="提出和确认必须是两个人，本人也不能确认自己的授权。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("hours__isnull", True)),
                            models.Q(
                                ("hours__range", (1, 24)),
                                ("region__isnull", True),
                                ("role__in", ["approver", "preparer", "reviewer"]),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(
                                    models.Q(("ends_at__isnull", False), ("state", "confirmed")),
                                    models.Q(
                                        models.Q(("state", "confirmed"), _negated=True),
                                        ("ends_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_emergency_is_limited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", False),
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("seen_at__isnull", True),
                                ("seen_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_only_an_emergency_ends",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="user",
            name="user_role_known",
        ),
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
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
                max_length=16,
                verbose_name="岗位",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="emergency",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "",
                            "preparer",
                            "reviewer",
                            "approver",
                            "auditor",
                            "sysadmin",
                            "secadmin",
                            "town_worker",
                            "village_worker",
                        ],
                    )
                ),
                name="user_role_known",
            ),
        ),
    ]
