"""Lists of people on their way into the register, their lines, and namesakes told apart."""

import django.contrib.postgres.fields
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0004_changes"),
        ("registry", "0007_finding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("area", models.CharField(blank=True, max_length=12, verbose_name="区域")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "等待核对"),
                            ("reading", "正在核对"),
                            ("read", "核对完，待确认"),
                            ("confirmed", "正在写入"),
                            ("applied", "已写入"),
                            ("failed", "无法读取"),
                            ("withdrawn", "已撤下"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "offered",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        default=list,
                        size=None,
                        verbose_name="可更新",
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        null=True,
                        size=None,
                        verbose_name="更新",
                    ),
                ),
                (
                    "service_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("conscript", "义务兵"),
                            ("sergeant", "军士（士官）"),
                            ("officer", "军官"),
                            ("civilian", "文职人员"),
                            ("militia", "参战民兵民工"),
                        ],
                        max_length=10,
                        verbose_name="没有写服役身份的按",
                    ),
                ),
                (
                    "ignored",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="未用的列",
                    ),
                ),
                ("run", models.PositiveIntegerField(default=0, verbose_name="第几次核对")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="已核对")),
                ("new_count", models.PositiveIntegerField(default=0, verbose_name="新登记")),
                ("changed_count", models.PositiveIntegerField(default=0, verbose_name="有更新")),
                (
                    "unchanged_count",
                    models.PositiveIntegerField(default=0, verbose_name="没有变化"),
                ),
                ("doubtful_count", models.PositiveIntegerField(default=0, verbose_name="疑似重复")),
                ("refused_count", models.PositiveIntegerField(default=0, verbose_name="不合格")),
                ("stamp", models.CharField(blank=True, max_length=64, verbose_name="核对依据")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "leaves_out",
                    models.BooleanField(default=False, verbose_name="不合格和未认定的行先不导入"),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("touched_at", models.DateTimeField(verbose_name="最近处理时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="核对完时间")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "applied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="写入时间"),
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
                    "stored",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="存档文件",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员名单",
                "verbose_name_plural": "人员名单",
            },
        ),
        migrations.CreateModel(
            name="ListVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="行号")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "新登记"),
                            ("changed", "有更新"),
                            ("unchanged", "没有变化"),
                            ("doubtful", "疑似重复"),
                            ("refused", "不合格"),
                        ],
                        max_length=9,
                        verbose_name="结论",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=600, verbose_name="原因")),
                ("id_index", models.BinaryField(null=True, verbose_name="身份证号索引")),
                ("shown", veterans.foundation.fields.SealedTextField(verbose_name="显示")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "people_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="registry.peoplelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单行",
                "verbose_name_plural": "名单行",
            },
        ),
        migrations.CreateModel(
            name="Namesakes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_index", models.BinaryField(verbose_name="索引一")),
                ("second_index", models.BinaryField(verbose_name="索引二")),
                ("are_same", models.BooleanField(verbose_name="是同一人")),
                ("decided_at", models.DateTimeField(verbose_name="认定时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑似重复的认定",
                "verbose_name_plural": "疑似重复的认定",
                "indexes": [models.Index(fields=["second_index"], name="namesakes_second")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first_index", "second_index"), name="namesakes_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_index__lt", models.F("second_index"))),
                        name="namesakes_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="peoplelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["confirmed", "applied"]),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state__in", ["confirmed", "applied"]), _negated=True),
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="people_list_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="peoplelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", False), ("state", "applied")),
                    models.Q(
                        models.Q(("state", "applied"), _negated=True), ("applied_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="people_list_applied_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="peoplelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stored__isnull", False),
                    ("state__in", ["applied", "withdrawn"]),
                    _connector="OR",
                ),
                name="people_list_has_its_file",
            ),
        ),
        migrations.AddIndex(
            model_name="listverdict",
            index=models.Index(
                fields=["people_list", "verdict", "line"], name="list_lines_by_verdict"
            ),
        ),
        migrations.AddConstraint(
            model_name="listverdict",
            constraint=models.UniqueConstraint(
                fields=("people_list", "line"), name="list_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="listverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "doubtful"), _negated=True),
                    models.Q(("id_index__isnull", False), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="list_doubt_names_somebody",
            ),
        ),
    ]
