"""People of the stations, duty lists, 五有, self-assessment.

At the end of every transaction the sums of an assessment are those of its scores. What is in force
or closed does not change, a paper never does; every change of a duty item is kept.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import veterans.foundation.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from veterans.foundation.history import tracked

GUARDS = """
CREATE FUNCTION stations_assessment_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint;
    made stations_assessment%ROWTYPE;
    scored numeric;
    checked numeric;
    scores bigint;
    worth numeric;
    items bigint;
BEGIN
    IF TG_TABLE_NAME = 'stations_assessment' THEN
        key := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        key := OLD.assessment_id;
    ELSE
        key := NEW.assessment_id;
    END IF;
    SELECT * INTO made FROM stations_assessment WHERE id = key;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT COALESCE(sum(points), 0), sum(checked_points), count(checked_points)
        INTO scored, checked, scores
        FROM stations_assessmentscore WHERE assessment_id = key;
    SELECT sum(most), count(*) INTO worth, items
        FROM stations_assessmentitem WHERE template_id = made.template_id;
    IF made.maximum IS DISTINCT FROM worth OR made.self_total <> scored
       OR (made.state = 'closed'
           AND (made.checked_total IS DISTINCT FROM checked OR scores <> items)) THEN
        RAISE EXCEPTION 'the sums of assessment % are not those of its scores', key
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER stations_assessment_sums AFTER INSERT OR UPDATE ON stations_assessment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stations_assessment_sums();
CREATE CONSTRAINT TRIGGER stations_score_sums
    AFTER INSERT OR UPDATE OR DELETE ON stations_assessmentscore
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stations_assessment_sums();

CREATE FUNCTION stations_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'stations_assessmentitem' THEN
        PERFORM 1 FROM stations_assessmenttemplate
            WHERE id = COALESCE(NEW.template_id, OLD.template_id) AND state = 'draft';
    ELSIF TG_TABLE_NAME = 'stations_assessmentscore' THEN
        PERFORM 1 FROM stations_assessment
            WHERE id = COALESCE(NEW.assessment_id, OLD.assessment_id) AND state <> 'closed';
    ELSE
        PERFORM 1 WHERE false;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: what is in force, closed or proved does not change', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER stations_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON stations_assessmentitem
    FOR EACH ROW EXECUTE FUNCTION stations_frozen();
CREATE TRIGGER stations_score_frozen BEFORE INSERT OR UPDATE OR DELETE ON stations_assessmentscore
    FOR EACH ROW EXECUTE FUNCTION stations_frozen();
CREATE TRIGGER stations_closed_frozen BEFORE UPDATE OR DELETE ON stations_assessment
    FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION stations_frozen();
CREATE TRIGGER stations_paper_frozen BEFORE UPDATE OR DELETE ON stations_stationpaper
    FOR EACH ROW EXECUTE FUNCTION stations_frozen();
"""
BACK = """
DROP FUNCTION stations_assessment_sums() CASCADE;
DROP FUNCTION stations_frozen() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        # For btree_gist.
        ("registry", "0009_merging"),
        ("accounts", "__first__"),
        ("foundation", "0005_chain_checks"),
        ("stations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationWorker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "phone",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="手机号"
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("head", "站长"),
                            ("full_time", "专职"),
                            ("part_time", "兼职"),
                            ("public_post", "公益岗"),
                            ("volunteer", "志愿者"),
                        ],
                        max_length=12,
                        verbose_name="岗位",
                    ),
                ),
                ("is_shown", models.BooleanField(default=False, verbose_name="居民页面显示姓氏")),
                ("from_on", models.DateField(verbose_name="到岗")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="离岗")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
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
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workers",
                        to="stations.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点人员",
                "verbose_name_plural": "站点人员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="station_worker_order",
                        violation_error_message="离岗不能早于到岗。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_shown", False), ("post", "head"), _connector="OR"),
                        name="station_worker_only_the_head_is_shown",
                        violation_error_message="居民页面只显示站长的姓氏。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("post", "head")),
                        expressions=[
                            ("station", "="),
                            (
                                models.Func(
                                    models.F("from_on"),
                                    models.F("to_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="station_one_head_at_a_time",
                        violation_error_message="这段时间已有站长，请先登记原站长的离岗。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("account__isnull", False)),
                        expressions=[
                            ("account", "="),
                            (
                                models.Func(
                                    models.F("from_on"),
                                    models.F("to_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="station_account_of_one_worker",
                        violation_error_message="这个账号已经对应另一名工作人员。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkerCover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="自")),
                ("to_on", models.DateField(verbose_name="至")),
                ("reason", models.CharField(max_length=80, verbose_name="事由")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="取消时间")),
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
                    "substitute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covering",
                        to="stations.stationworker",
                        verbose_name="顶岗人员",
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
                        verbose_name="取消人",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to="stations.stationworker",
                        verbose_name="离岗人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "顶岗",
                "verbose_name_plural": "顶岗",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))),
                        name="worker_cover_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("substitute")), _negated=True),
                        name="worker_cover_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("voided_at__isnull", False), ("voided_by__isnull", False)),
                            models.Q(("voided_at__isnull", True), ("voided_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="worker_cover_void_is_signed",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        expressions=[
                            ("worker", "="),
                            (
                                models.Func(
                                    models.F("from_on"),
                                    models.F("to_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="worker_covered_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("county", "县区"), ("town", "镇街"), ("village", "村居")],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=30, verbose_name="名称")),
                ("text", models.CharField(max_length=100, verbose_name="居民看到的说法")),
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
                        max_length=16,
                        verbose_name="可靠程度",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
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
                "verbose_name": "职责清单",
                "verbose_name_plural": "职责清单",
                "ordering": ["level", "number", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="duty_item_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["county", "town", "village"]), ("number__range", (1, 99))
                        ),
                        name="duty_item_has_its_place",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("level", "="),
                            ("number", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="duty_item_one_at_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_offered", models.BooleanField(verbose_name="在本站办理")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                ("set_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="stations.dutyitem",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="stations.station",
                    ),
                ),
            ],
            options={
                "verbose_name": "本站办理的事项",
                "verbose_name_plural": "本站办理的事项",
                "constraints": [
                    models.UniqueConstraint(fields=("station", "item"), name="station_offer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[("county", "县区"), ("town", "镇街"), ("village", "村居")],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "part",
                    models.CharField(
                        choices=[("1", "上半年"), ("2", "下半年"), ("3", "全年")],
                        max_length=1,
                        verbose_name="时段",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="自评截止")),
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
                        max_length=16,
                        verbose_name="可靠程度",
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
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="启用或撤回时间"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启用或撤回人",
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
                "verbose_name": "自评标准",
                "verbose_name_plural": "自评标准",
                "ordering": ["-year", "-part", "level"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("level", "year", "part"),
                        name="assessment_template_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["town", "village"]),
                            ("year__range", (2018, 2100)),
                            ("part__in", ["1", "2", "3"]),
                        ),
                        name="assessment_template_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(
                                ("state", "draft"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_template_decided_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), _negated=True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="assessment_template_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("block", models.CharField(max_length=20, verbose_name="板块")),
                ("text", models.CharField(max_length=200, verbose_name="要求")),
                ("proof", models.CharField(blank=True, max_length=100, verbose_name="佐证")),
                (
                    "most",
                    models.DecimalField(
                        decimal_places=1, default=Decimal("0"), max_digits=5, verbose_name="分值"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="stations.assessmenttemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "自评项目",
                "verbose_name_plural": "自评项目",
                "ordering": ["template", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "number"), name="assessment_item_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gt", 0), ("most__lte", 100)),
                        name="assessment_item_worth_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
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
                            ("open", "自评中"),
                            ("submitted", "待上级核定"),
                            ("returned", "退回补正"),
                            ("closed", "已核定"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(decimal_places=1, max_digits=6, verbose_name="满分"),
                ),
                (
                    "self_total",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("0"),
                        max_digits=6,
                        verbose_name="自评得分",
                    ),
                ),
                (
                    "checked_total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="核定得分",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="开始时间")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                ),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核定或退回时间"),
                ),
                (
                    "sent_back_why",
                    models.CharField(blank=True, max_length=200, verbose_name="退回原因"),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="开始人",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定或退回人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="stations.station",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="stations.assessmenttemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点自评",
                "verbose_name_plural": "站点自评",
                "constraints": [
                    models.UniqueConstraint(fields=("station", "template"), name="assessment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("self_total__gte", 0),
                            ("self_total__lte", models.F("maximum")),
                            models.Q(
                                ("checked_total__isnull", True),
                                ("checked_total__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("checked_total__isnull", True),
                                ("checked_total__lte", models.F("maximum")),
                                _connector="OR",
                            ),
                        ),
                        name="assessment_within_its_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            models.Q(
                                ("state", "open"),
                                ("submitted_at__isnull", True),
                                ("submitted_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_submitted_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                models.Q(("checked_by", models.F("submitted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_checked_by_another",
                        violation_error_message="自己的自评不能自己核定。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_total__isnull", False),
                                ("state", "closed"),
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("checked_total__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_closed_has_its_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(
                                models.Q(("sent_back_why", ""), _negated=True),
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_sent_back_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("most", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="分值")),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=1, default=Decimal("0"), max_digits=5, verbose_name="自评"
                    ),
                ),
                ("told", models.CharField(max_length=200, verbose_name="说明")),
                (
                    "checked_points",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="核定"
                    ),
                ),
                (
                    "check_note",
                    models.CharField(blank=True, max_length=200, verbose_name="核定说明"),
                ),
                ("scored_at", models.DateTimeField(verbose_name="自评时间")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="stations.assessment",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.assessmentitem",
                    ),
                ),
                (
                    "scored_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="自评人",
                    ),
                ),
            ],
            options={
                "verbose_name": "自评得分",
                "verbose_name_plural": "自评得分",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "item"), name="assessment_score_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__gte", 0),
                            ("points__lte", models.F("most")),
                            models.Q(
                                ("checked_points__isnull", True),
                                ("checked_points__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("checked_points__isnull", True),
                                ("checked_points__lte", models.F("most")),
                                _connector="OR",
                            ),
                        ),
                        name="assessment_score_within_its_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_points__isnull", True),
                            ("checked_points", models.F("points")),
                            models.Q(("check_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assessment_score_changed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiveItem",
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
                            ("organ", "有机构"),
                            ("establishment", "有编制"),
                            ("staff", "有人员"),
                            ("funds", "有经费"),
                            ("means", "有保障"),
                        ],
                        max_length=14,
                        verbose_name="项目",
                    ),
                ),
                ("is_met", models.BooleanField(verbose_name="有")),
                ("since_on", models.DateField(verbose_name="日期")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                ("set_at", models.DateTimeField(verbose_name="登记时间")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="five",
                        to="stations.station",
                    ),
                ),
            ],
            options={
                "verbose_name": "五有",
                "verbose_name_plural": "五有",
                "constraints": [
                    models.UniqueConstraint(fields=("station", "kind"), name="five_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["organ", "establishment", "staff", "funds", "means"])
                        ),
                        name="five_item_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                            models.Q(
                                ("seen_at__isnull", False),
                                ("seen_by__isnull", False),
                                models.Q(("seen_by", models.F("set_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="five_item_seen_by_another",
                        violation_error_message="自己登记的不能自己核对。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "five",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="stations.fiveitem",
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="stations.assessmentscore",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="stations.station",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="存档文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点佐证",
                "verbose_name_plural": "站点佐证",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("five__isnull", False), ("score__isnull", True)),
                            models.Q(("five__isnull", True), ("score__isnull", False)),
                            _connector="OR",
                        ),
                        name="station_paper_proves_one_thing",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
        tracked(
            "stations_dutyitem",
            columns=(
                "level",
                "number",
                "title",
                "text",
                "source",
                "confidence",
                "valid_from",
                "valid_to",
            ),
            person="",
            # The shipped lists come by themselves; who entered a later one stands in its row.
            added=False,
        ),
    ]
