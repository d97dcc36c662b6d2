"""Visits, their tasks and key persons; a visit is only ever voided."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


GUARDS = """
CREATE FUNCTION visits_visit_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - '{voided_by_id,voided_at,voided_why,found}'::text[])
           IS NOT DISTINCT FROM (to_jsonb(OLD) - '{voided_by_id,voided_at,voided_why,found}'::text[])
           AND (NEW.found IS NOT DISTINCT FROM OLD.found
                OR COALESCE(foundation_resealed(OLD.found, NEW.found), false))
           AND OLD.voided_at IS NULL OR NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a visit is never changed or deleted, only voided'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER visits_visit_frozen BEFORE UPDATE OR DELETE ON visits_visit
    FOR EACH ROW EXECUTE FUNCTION visits_visit_frozen();
"""
BACK = """
DROP TRIGGER visits_visit_frozen ON visits_visit;
DROP FUNCTION visits_visit_frozen();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("casework", "0001_initial"),
        ("regions", "0001_initial"),
        ("registry", "0010_people_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyPerson",
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
                            ("ill", "重病、长期卧床"),
                            ("disabled", "残疾、需要照料"),
                            ("alone", "高龄、独居"),
                            ("poor", "生活困难"),
                            ("bereaved", "烈属、失独家庭"),
                            ("hero", "功臣模范"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="原因",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "每月"), ("quarter", "每季度")],
                        max_length=8,
                        verbose_name="联系频次",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_terms",
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "重点联系对象",
                "verbose_name_plural": "重点联系对象",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="key_person_order",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="key_person_once",
                        violation_error_message="此人已是重点联系对象，请先结束原来的一条。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="走访日期")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("home", "上门"),
                            ("station", "到站"),
                            ("phone", "电话"),
                            ("video", "视频"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "met",
                    models.CharField(
                        choices=[("self", "本人"), ("family", "家属"), ("nobody", "没有见到")],
                        max_length=8,
                        verbose_name="见到",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("routine", "日常走访"),
                            ("festival", "节日慰问"),
                            ("illness", "生病住院"),
                            ("hardship", "生活困难"),
                            ("disaster", "遭灾、意外"),
                            ("change", "家庭重大变故"),
                            ("asked", "本人要求"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                (
                    "found",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="情况"
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="需要",
                    ),
                ),
                (
                    "gift",
                    models.CharField(blank=True, max_length=80, verbose_name="慰问品、慰问金"),
                ),
                ("photo_consent", models.BooleanField(default=False, verbose_name="同意拍照存档")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "voided_why",
                    models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                ),
                (
                    "cases",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="casework.case", verbose_name="诉求"
                    ),
                ),
                (
                    "papers",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="registry.paper", verbose_name="照片"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="registry.person",
                        verbose_name="人员",
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
                    "visited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="走访人",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访记录",
                "verbose_name_plural": "走访记录",
                "ordering": ["-visited_on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("voided_at__isnull", True), models.Q(("met", "nobody"), _negated=True)
                        ),
                        fields=["person", "visited_on"],
                        name="visit_met",
                    ),
                    models.Index(fields=["region", "visited_on"], name="visit_of_region"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("voided_at__isnull", False),
                                ("voided_by__isnull", False),
                                models.Q(("voided_why", ""), _negated=True),
                            ),
                            models.Q(
                                ("voided_at__isnull", True),
                                ("voided_by__isnull", True),
                                ("voided_why", ""),
                            ),
                            _connector="OR",
                        ),
                        name="visit_voided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met", "nobody"), _negated=True),
                            ("way__in", ["home", "phone"]),
                            _connector="OR",
                        ),
                        name="visit_missed_somewhere",
                        violation_error_message="没有见到的，方式只能是上门或电话。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("routine", "日常走访"),
                            ("festival", "节日慰问"),
                            ("illness", "生病住院"),
                            ("hardship", "生活困难"),
                            ("disaster", "遭灾、意外"),
                            ("change", "家庭重大变故"),
                            ("asked", "本人要求"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("once", "一次"),
                            ("month", "每月"),
                            ("quarter", "每季度"),
                            ("half", "每半年"),
                            ("year", "每年"),
                        ],
                        max_length=8,
                        verbose_name="频次",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="自")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="人员类别",
                    ),
                ),
                ("key_only", models.BooleanField(default=False, verbose_name="只限重点联系对象")),
                (
                    "least_age",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="年满（周岁）"
                    ),
                ),
                ("at_home", models.BooleanField(default=False, verbose_name="须上门")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="要求")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停止时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停止人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访任务",
                "verbose_name_plural": "走访任务",
                "ordering": ["last_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True),
                            ("last_on__gte", models.F("first_on")),
                            _connector="OR",
                        ),
                        name="visit_task_order",
                        violation_error_message="“至”不能早于“自”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("period", "once"), _negated=True),
                            ("last_on__isnull", False),
                            _connector="OR",
                        ),
                        name="visit_task_once_ends",
                        violation_error_message="一次的任务要填“至”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="visit_task_ended_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
