"""Supporters with what they hold, activities, contributions; what counts is never changed."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


# What was confirmed counts, and what was refused was refused: a mistake is taken back by a row.
GUARDS = """
CREATE TRIGGER supporters_contribution_no_change BEFORE UPDATE ON supporters_contribution
    FOR EACH ROW WHEN (OLD.stage <> 'draft') EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER supporters_contribution_no_delete BEFORE DELETE ON supporters_contribution
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER supporters_contribution_no_truncate BEFORE TRUNCATE ON supporters_contribution
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER supporters_contribution_no_change ON supporters_contribution;
DROP TRIGGER supporters_contribution_no_delete ON supporters_contribution;
DROP TRIGGER supporters_contribution_no_truncate ON supporters_contribution;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        ("registry", "0011_who_speaks"),
        ("units", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=120, verbose_name="义务")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("once", "一次"),
                            ("monthly", "每月一次"),
                            ("quarterly", "每季度一次"),
                            ("half_yearly", "每半年一次"),
                            ("yearly", "每年一次"),
                        ],
                        max_length=12,
                        verbose_name="多久一次",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="到哪天")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
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
                "verbose_name": "协议义务",
                "verbose_name_plural": "协议义务",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Activity",
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
                            ("volunteer", "志愿服务"),
                            ("joint", "军地共建活动"),
                            ("lecture", "思政宣讲"),
                            ("job_fair", "专场招聘会"),
                            ("troop_visit", "走访慰问部队"),
                            ("work", "拥军文艺作品"),
                            ("defence", "国防教育"),
                            ("clinic", "健康义诊"),
                            ("other", "其他活动"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("on", models.DateField(verbose_name="日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束")),
                ("venue", models.CharField(max_length=80, verbose_name="地点")),
                (
                    "about",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="内容"),
                ),
                ("is_open", models.BooleanField(default=False, verbose_name="对居民公布")),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", max_length=40, verbose_name="咨询电话"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "待区局确认"),
                            ("planned", "计划中"),
                            ("held", "已举办，待上报"),
                            ("reported", "已上报"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "told",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="结果"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "reported_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="上报时间"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="取消时间"),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="取消、退回原因"
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="取消人",
                    ),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="所在地",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上报人",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="supporters.duty",
                        verbose_name="履行的义务",
                    ),
                ),
            ],
            options={
                "verbose_name": "拥军活动",
                "verbose_name_plural": "拥军活动",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Measured",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="指标")),
                (
                    "planned",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="计划"),
                ),
                (
                    "reported",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="上报"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="supporters.activity",
                        verbose_name="活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动数字",
                "verbose_name_plural": "活动数字",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Pact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "待确认"),
                            ("in_force", "履行中"),
                            ("ended", "已终止"),
                            ("dropped", "未生效"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "ended_why",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="原因"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("strategic", "战略合作协议"), ("paired", "军地共建对子")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "document_no",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="协议编号"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(verbose_name="至")),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pacts",
                        to="units.unit",
                        verbose_name="结对单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "拥军协议",
                "verbose_name_plural": "拥军协议",
                "ordering": ["-valid_to", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="duty",
            name="pact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="supporters.pact",
                verbose_name="协议",
            ),
        ),
        migrations.CreateModel(
            name="Party",
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
                            ("organiser", "主办"),
                            ("partner", "协办、参加"),
                            ("lecturer", "讲师"),
                        ],
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="参加人数"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="supporters.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="units.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动单位",
                "verbose_name_plural": "活动单位",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Supporter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "待确认"),
                            ("in_force", "履行中"),
                            ("ended", "已终止"),
                            ("dropped", "未生效"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "ended_why",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="原因"),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        size=None,
                        verbose_name="支持领域",
                    ),
                ),
                (
                    "offer",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="能提供什么"
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("town", "镇街"),
                            ("county", "区县"),
                            ("city", "市"),
                            ("province", "省"),
                        ],
                        default="county",
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                ("since", models.DateField(verbose_name="从哪天起")),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporter",
                        to="units.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "拥军力量",
                "verbose_name_plural": "拥军力量",
                "ordering": ["unit__kind", "unit__name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="pact",
            name="supporter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pacts",
                to="supporters.supporter",
                verbose_name="拥军力量",
            ),
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "待确认"),
                            ("in_force", "履行中"),
                            ("ended", "已终止"),
                            ("dropped", "未生效"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "ended_why",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="原因"),
                ),
                ("title", models.CharField(max_length=40, verbose_name="岗位")),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="人数",
                    ),
                ),
                (
                    "meant_for",
                    models.CharField(
                        choices=[
                            ("both", "退役军人和军人家属"),
                            ("veterans", "退役军人"),
                            ("spouses", "军人家属"),
                        ],
                        max_length=10,
                        verbose_name="面向",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="做什么、要什么条件"
                    ),
                ),
                (
                    "pay_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="月薪从（元）",
                    ),
                ),
                (
                    "pay_to",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="月薪到（元）",
                    ),
                ),
                ("phone", models.CharField(max_length=40, verbose_name="招聘电话")),
                ("until", models.DateField(verbose_name="招到哪天")),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="工作地点",
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="supporters.supporter",
                        verbose_name="用人单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "拥军岗位",
                "verbose_name_plural": "拥军岗位",
                "ordering": ["until", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "待确认"),
                            ("in_force", "履行中"),
                            ("ended", "已终止"),
                            ("dropped", "未生效"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "ended_why",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="原因"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "物资"),
                            ("money", "资金"),
                            ("place", "场地设施"),
                            ("hired", "录用"),
                            ("hours", "服务时长"),
                            ("wish", "心愿认领"),
                            ("relief", "减免费用"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("what", models.CharField(max_length=80, verbose_name="内容")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=10, null=True, verbose_name="数量"
                    ),
                ),
                (
                    "unit",
                    models.CharField(blank=True, default="", max_length=10, verbose_name="单位"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="价值（元）",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="日期")),
                (
                    "for_whom",
                    models.CharField(
                        choices=[
                            ("troops", "部队"),
                            ("veterans", "退役军人"),
                            ("families", "军人家属"),
                            ("bereaved", "烈士遗属等三属"),
                            ("stations", "服务站"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="给谁",
                    ),
                ),
                (
                    "evidence",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="凭据"),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=30, verbose_name="来源"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="supporters.activity",
                        verbose_name="活动",
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
                        verbose_name="审核人",
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="units.unit",
                        verbose_name="接收单位",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="supporters.contribution",
                        verbose_name="冲销",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="supporters.duty",
                        verbose_name="履行的义务",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hirings",
                        to="supporters.job",
                        verbose_name="岗位",
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="supporters.supporter",
                        verbose_name="拥军力量",
                    ),
                ),
            ],
            options={
                "verbose_name": "支持",
                "verbose_name_plural": "支持",
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "待确认"),
                            ("in_force", "履行中"),
                            ("ended", "已终止"),
                            ("dropped", "未生效"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "ended_why",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="原因"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("firm", "拥军企业"),
                            ("society", "拥军社会组织"),
                            ("person", "拥军个人"),
                            ("post", "拥军驿站"),
                            ("pharmacy", "拥军药店"),
                            ("health", "健康服务站"),
                            ("base", "国防教育基地"),
                            ("park", "双拥主题公园"),
                            ("lecturer", "思政讲师"),
                        ],
                        max_length=10,
                        verbose_name="标识种类",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="标识上的名称")),
                (
                    "number",
                    models.CharField(blank=True, default="", max_length=12, verbose_name="编号"),
                ),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="地址"),
                ),
                (
                    "phone",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="电话"),
                ),
                (
                    "hours",
                    models.CharField(
                        blank=True, default="", max_length=120, verbose_name="开放时间"
                    ),
                ),
                (
                    "services",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="提供什么"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="授予依据"
                    ),
                ),
                ("given_on", models.DateField(verbose_name="授予日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="所在地",
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badges",
                        to="supporters.supporter",
                        verbose_name="拥军力量",
                    ),
                ),
            ],
            options={
                "verbose_name": "荣誉标识",
                "verbose_name_plural": "荣誉标识",
                "ordering": ["kind", "region__path", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="队名")),
                ("formed_on", models.DateField(verbose_name="成立日期")),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="专长"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
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
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="所在地",
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="supporters.supporter",
                        verbose_name="所属单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿服务队",
                "verbose_name_plural": "志愿服务队",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="姓名")),
                (
                    "phone",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="手机"
                    ),
                ),
                ("consents", models.BooleanField(default=False, verbose_name="本人同意和档案关联")),
                ("joined_on", models.DateField(verbose_name="加入日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离队日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteering",
                        to="registry.person",
                        verbose_name="人员档案",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteers",
                        to="supporters.team",
                        verbose_name="志愿服务队",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿者",
                "verbose_name_plural": "志愿者",
                "ordering": ["team", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="时长（小时）",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="supporters.activity",
                        verbose_name="活动",
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
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="supporters.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿者参加",
                "verbose_name_plural": "志愿者参加",
                "ordering": ["volunteer__name", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["-on", "-id"], name="supporters_activity_day"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["region", "-on"], name="supporters_activity_place"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_booking_two_people",
                violation_error_message="预约由另一人确认。",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "reported"),
                        ("reported_at__isnull", False),
                        ("reported_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "reported"), _negated=True),
                        ("reported_at__isnull", True),
                        ("reported_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_activity_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("state", "cancelled"),
                            ("cancelled_at__isnull", False),
                            ("cancelled_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            ("cancelled_at__isnull", True),
                            ("cancelled_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("state", "cancelled"), _negated=True),
                        models.Q(("why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_activity_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="supporters_activity_times",
                violation_error_message="结束要晚于开始；不写开始的也不写结束。",
            ),
        ),
        migrations.AddConstraint(
            model_name="measured",
            constraint=models.UniqueConstraint(
                fields=("activity", "code"), name="supporters_figure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("rhythm", "once"), ("due_on__isnull", True), _connector="OR"),
                name="supporters_duty_due_once",
                violation_error_message="只有“一次”的义务写到哪天。",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("activity", "unit"),
                name="supporters_party_once",
                violation_error_message="这个单位已经在活动里。",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "lecturer")),
                fields=("activity",),
                name="supporters_one_lecturer",
                violation_error_message="一场活动只登记一位讲师。",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_supporter_two_people",
                violation_error_message="录入人不能自己审核，请由另一人审核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("stage__in", ["in_force", "ended"]), _negated=True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_supporter_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stage__in", ["ended", "dropped"]),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("stage__in", ["ended", "dropped"]), _negated=True),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ended_by__isnull", True),
                        models.Q(("ended_why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_supporter_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporter",
            constraint=models.CheckConstraint(
                condition=models.Q(("fields", []), _negated=True),
                name="supporters_offers_something",
                violation_error_message="请至少选一个支持领域。",
            ),
        ),
        migrations.AddConstraint(
            model_name="pact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_pact_two_people",
                violation_error_message="录入人不能自己审核，请由另一人审核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="pact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("stage__in", ["in_force", "ended"]), _negated=True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_pact_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="pact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stage__in", ["ended", "dropped"]),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("stage__in", ["ended", "dropped"]), _negated=True),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ended_by__isnull", True),
                        models.Q(("ended_why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_pact_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="pact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "paired"), ("partner__isnull", False)),
                    models.Q(("kind", "strategic"), ("partner__isnull", True)),
                    _connector="OR",
                ),
                name="supporters_pair_of_two",
                violation_error_message="共建对子要选结对单位，战略合作协议不选。",
            ),
        ),
        migrations.AddConstraint(
            model_name="pact",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="supporters_pact_order",
                violation_error_message="“至”不能早于“自”。",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_job_two_people",
                violation_error_message="录入人不能自己审核，请由另一人审核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("stage__in", ["in_force", "ended"]), _negated=True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_job_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stage__in", ["ended", "dropped"]),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("stage__in", ["ended", "dropped"]), _negated=True),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ended_by__isnull", True),
                        models.Q(("ended_why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_job_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1)), name="supporters_job_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pay_from__isnull", True), ("pay_to__isnull", True)),
                    models.Q(("pay_from__gte", 0), ("pay_to__gte", models.F("pay_from"))),
                    _connector="OR",
                ),
                name="supporters_job_pay",
                violation_error_message="月薪要么都不填，要么都填，“到”不低于“从”。",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["-given_on", "-id"], name="supporters_given_day"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_contribution_two_people",
                violation_error_message="录入人不能自己审核，请由另一人审核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("stage__in", ["in_force", "ended"]), _negated=True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_contribution_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stage__in", ["ended", "dropped"]),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("stage__in", ["ended", "dropped"]), _negated=True),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ended_by__isnull", True),
                        models.Q(("ended_why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_contribution_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage", "ended"), _negated=True),
                name="supporters_contribution_never_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", False), ("amount__isnull", False), _connector="OR"
                ),
                name="supporters_contribution_measured",
                violation_error_message="数量和金额至少填一项。",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reverses__isnull", True),
                        models.Q(("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"),
                        models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                    ),
                    models.Q(
                        ("reverses__isnull", False),
                        models.Q(("quantity__isnull", True), ("quantity__lt", 0), _connector="OR"),
                        models.Q(("amount__isnull", True), ("amount__lte", 0), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="supporters_contribution_signs",
                violation_error_message="数量要大于 0，金额不能是负数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("job__isnull", True), ("kind", "hired"), _connector="OR"),
                name="supporters_hired_for_a_job",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "dropped"), _negated=True),
                fields=("reverses",),
                name="supporters_reversed_once",
                violation_error_message="这一笔已经登记过冲销。",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("origin", ""), _negated=True),
                    ("reverses__isnull", True),
                    models.Q(("stage", "dropped"), _negated=True),
                ),
                fields=("origin",),
                name="supporters_contribution_origin",
                violation_error_message="这一笔已经登记过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_badge_two_people",
                violation_error_message="录入人不能自己审核，请由另一人审核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("stage__in", ["in_force", "ended"]), _negated=True),
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="supporters_badge_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stage__in", ["ended", "dropped"]),
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("stage__in", ["ended", "dropped"]), _negated=True),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ended_by__isnull", True),
                        models.Q(("ended_why", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="supporters_badge_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="supporters_badge_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), ("stage__in", ["draft", "dropped"])),
                    models.Q(
                        ("stage__in", ["in_force", "ended"]),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="supporters_badge_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("given_on")),
                    _connector="OR",
                ),
                name="supporters_badge_order",
                violation_error_message="“有效期至”不能早于授予日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="supporters_team_name",
                violation_error_message="已有一个同名的志愿服务队。",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", True), ("consents", True), _connector="OR"),
                name="supporters_volunteer_consents",
                violation_error_message="关联人员档案要本人同意。",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on__isnull", True),
                    ("left_on__gte", models.F("joined_on")),
                    _connector="OR",
                ),
                name="supporters_volunteer_order",
                violation_error_message="离队日期不能早于加入日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True), ("person__isnull", False)),
                fields=("team", "person"),
                name="supporters_volunteer_once",
                violation_error_message="此人已在这个队里。",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("activity", "volunteer"), name="supporters_attendance_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", 24)),
                name="supporters_hours_of_a_day",
                violation_error_message="时长要大于 0，一天最多 24 小时。",
            ),
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
