"""Exports of people. The row is the record of who took whom along: it is never deleted."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARD = """
CREATE TRIGGER registry_peopleexport_kept BEFORE DELETE ON registry_peopleexport
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER registry_peopleexport_no_truncate BEFORE TRUNCATE ON registry_peopleexport
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER registry_peopleexport_kept ON registry_peopleexport;
DROP TRIGGER registry_peopleexport_no_truncate ON registry_peopleexport;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_chain_checks"),
        ("regions", "0001_initial"),
        ("registry", "0009_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=12, verbose_name="区域")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DIS", "残疾军人"),
                            ("SS-L", "烈士遗属"),
                            ("SS-G", "因公牺牲军人遗属"),
                            ("SS-B", "病故军人遗属"),
                            ("FY", "在乡老复员军人"),
                            ("DB", "带病回乡退役军人"),
                            ("CZ", "参战退役军人"),
                            ("CS", "参试退役军人"),
                            ("NC60", "年满60周岁农村籍退役士兵"),
                            ("LSZN", "部分烈士老年子女"),
                            ("SH", "三红人员"),
                            ("YWB", "义务兵家庭"),
                            ("TY", "其他退役军人"),
                            ("JS", "现役军人家属"),
                        ],
                        max_length=5,
                        verbose_name="类别",
                    ),
                ),
                ("on_day", models.DateField(verbose_name="类别截至")),
                (
                    "life",
                    models.CharField(
                        blank=True,
                        choices=[("alive", "健在"), ("dead", "已去世")],
                        max_length=5,
                        verbose_name="是否健在",
                    ),
                ),
                (
                    "plaque",
                    models.CharField(
                        blank=True,
                        choices=[("with", "已挂光荣牌"), ("without", "没有光荣牌")],
                        max_length=7,
                        verbose_name="光荣牌",
                    ),
                ),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None, verbose_name="列"
                    ),
                ),
                ("purpose", models.CharField(max_length=60, verbose_name="用途")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等待生成"),
                            ("making", "正在生成"),
                            ("ready", "可以下载"),
                            ("failed", "没有生成"),
                            ("expired", "已到期，文件已销毁"),
                            ("destroyed", "已销毁"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("run", models.PositiveIntegerField(default=0, verbose_name="第几次生成")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="人数")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="已写入")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("downloads", models.PositiveIntegerField(default=0, verbose_name="下载次数")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("touched_at", models.DateTimeField(verbose_name="最近处理时间")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="生成时间")),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="到期时间"),
                ),
                ("gone_at", models.DateTimeField(blank=True, null=True, verbose_name="销毁时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
                (
                    "gone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="销毁人",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="镇街或村居",
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员导出",
                "verbose_name_plural": "人员导出",
                "indexes": [
                    models.Index(fields=["asked_by", "state"], name="export_by_asker"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "making", "ready"])),
                        fields=["state"],
                        name="export_at_work",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__isnull", False),
                            models.Q(("category", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="export_is_not_of_everybody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), ("stored__isnull", False)),
                            models.Q(
                                models.Q(("state", "ready"), _negated=True),
                                ("stored__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="export_has_its_file_while_ready",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("digest", ""),
                                ("expires_at__isnull", True),
                                ("made_at__isnull", True),
                            ),
                            models.Q(
                                ("expires_at__gt", models.F("made_at")),
                                ("made_at__isnull", False),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="export_made_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["ready", "expired"]), _negated=True),
                            ("made_at__isnull", False),
                            _connector="OR",
                        ),
                        name="export_ready_was_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "destroyed"),
                                ("gone_at__isnull", False),
                                ("gone_by__isnull", False),
                            ),
                            models.Q(
                                ("gone_at__isnull", False),
                                ("gone_by__isnull", True),
                                ("state", "expired"),
                            ),
                            models.Q(
                                models.Q(("state__in", ["destroyed", "expired"]), _negated=True),
                                ("gone_at__isnull", True),
                                ("gone_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="export_gone_by_somebody_or_by_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
