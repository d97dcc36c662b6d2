"""Days for whoever is waited for, since when a unit helps, numbers of circulars, disowned steps.

The table of helping units is the one there was, with a column more.
"""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

guards = import_module("support_services.double_list.migrations.0002_guards")
# As ``states.steps_between`` has them; a test holds the two equal.
STEPS = f"{guards.STEPS} agreed>sorted confirmed>verified"


def moves(steps):
    return f"""
CREATE OR REPLACE FUNCTION double_list_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.state || '>' || NEW.state) = ANY (string_to_array('{steps}', ' ')) THEN
        RAISE EXCEPTION 'an item does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("double_list", "0002_guards"),
        ("units", "0004_second_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Helper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("since", models.DateField(blank=True, null=True, verbose_name="自何日起")),
                    ],
                    options={
                        "verbose_name": "协办单位",
                        "verbose_name_plural": "协办单位",
                        "db_table": "double_list_item_helpers",
                    },
                ),
                migrations.AddField(
                    model_name="helper",
                    name="item",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="double_list.item",
                        verbose_name="双清单事项",
                    ),
                ),
                migrations.AddField(
                    model_name="helper",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="units.unit",
                        verbose_name="参与单位",
                    ),
                ),
                migrations.AlterField(
                    model_name="item",
                    name="helpers",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="items_helped",
                        through="double_list.Helper",
                        to="units.unit",
                        verbose_name="协办单位",
                    ),
                ),
                migrations.AlterUniqueTogether(
                    name="helper",
                    unique_together={("item", "unit")},
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE double_list_item_helpers ADD COLUMN since date NULL",
                    "ALTER TABLE double_list_item_helpers DROP COLUMN since",
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="itemstep",
            name="dlist_step_of_its_side",
        ),
        migrations.AddField(
            model_name="circular",
            name="number",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="编号"),
        ),
        migrations.AddField(
            model_name="circular",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="编号年度"),
        ),
        migrations.AddField(
            model_name="circularline",
            name="wait_light",
            field=models.CharField(
                choices=[
                    ("green", "正常"),
                    ("yellow", "临近"),
                    ("red", "超期"),
                    ("grey", "不计时"),
                    ("none", "不在办"),
                ],
                default="none",
                max_length=6,
                verbose_name="等候",
            ),
        ),
        migrations.AddField(
            model_name="circularline",
            name="waiting",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="在等谁"),
        ),
        migrations.AddField(
            model_name="itemstep",
            name="disowns",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disowned",
                to="double_list.itemstep",
                verbose_name="否认哪一步",
            ),
        ),
        migrations.AddField(
            model_name="supervisionnote",
            name="requester_name",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="提出单位"),
        ),
        migrations.AddField(
            model_name="supervisionnote",
            name="unit_name",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="单位名称"),
        ),
        migrations.AddField(
            model_name="supervisionrule",
            name="agree_days",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(366),
                ],
                verbose_name="几个工作日内双方确认",
            ),
        ),
        migrations.AddField(
            model_name="supervisionrule",
            name="help_days",
            field=models.PositiveSmallIntegerField(
                default=31,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(366),
                ],
                verbose_name="协办单位几天没报亮黄灯",
            ),
        ),
        migrations.AlterField(
            model_name="itemstep",
            name="verb",
            field=models.CharField(
                choices=[
                    ("sort", "梳理完成"),
                    ("merge", "并入另一项"),
                    ("drop", "不列入"),
                    ("agree_asker", "提出单位确认"),
                    ("agree_answerer", "承办单位确认"),
                    ("differ_asker", "提出单位有异议"),
                    ("differ_answerer", "承办单位有异议"),
                    ("decide", "领导小组审定"),
                    ("refuse", "领导小组不同意列入"),
                    ("assign", "交办"),
                    ("accept", "接办"),
                    ("object", "退回（不归本单位办）"),
                    ("keep", "维持交办"),
                    ("hand_on", "转办"),
                    ("plan", "报办理方案"),
                    ("report", "报进展"),
                    ("help_report", "协办单位报进展"),
                    ("claim", "申请办结"),
                    ("verify", "核验通过"),
                    ("send_back", "核验不通过，退回办理"),
                    ("confirm", "提出单位评价"),
                    ("unsatisfied", "提出单位不满意，重办"),
                    ("close", "销号"),
                    ("ask_extension", "申请延期"),
                    ("grant_extension", "批准延期"),
                    ("refuse_extension", "不同意延期"),
                    ("pause", "暂缓"),
                    ("resume", "恢复办理"),
                    ("long_term", "转为长期坚持"),
                    ("carry", "结转下年"),
                    ("note", "记督办情况"),
                    ("enter", "录入"),
                    ("carried_in", "上年结转来"),
                    ("took_in", "并入了另一项"),
                    ("change", "修改内容"),
                    ("supervise", "发出督办单"),
                    ("ask_public", "申请公开"),
                    ("open_public", "保密审查通过，公开"),
                    ("refuse_public", "保密审查不通过"),
                    ("close_public", "停止公开"),
                    ("imported", "导入时表上写的进展"),
                    ("disown_asker", "否认一份答复"),
                    ("disown_answerer", "否认一份答复"),
                    ("disown_helper", "否认一份答复"),
                ],
                max_length=16,
                verbose_name="步骤",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="dlist_circular_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("year__isnull", True)),
                    models.Q(
                        ("number__isnull", False), ("state", "issued"), ("year__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="dlist_circular_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("side", "asker"),
                        (
                            "verb__in",
                            [
                                "agree_asker",
                                "confirm",
                                "differ_asker",
                                "disown_asker",
                                "unsatisfied",
                            ],
                        ),
                    ),
                    models.Q(
                        ("side", "answerer"),
                        (
                            "verb__in",
                            [
                                "accept",
                                "agree_answerer",
                                "ask_extension",
                                "claim",
                                "differ_answerer",
                                "disown_answerer",
                                "object",
                                "plan",
                                "report",
                            ],
                        ),
                    ),
                    models.Q(("side", "helper"), ("verb__in", ["disown_helper", "help_report"])),
                    models.Q(
                        ("side", "office"),
                        (
                            "verb__in",
                            [
                                "ask_public",
                                "assign",
                                "carried_in",
                                "carry",
                                "change",
                                "close",
                                "close_public",
                                "drop",
                                "enter",
                                "grant_extension",
                                "hand_on",
                                "imported",
                                "keep",
                                "long_term",
                                "merge",
                                "note",
                                "open_public",
                                "pause",
                                "refuse_extension",
                                "refuse_public",
                                "resume",
                                "send_back",
                                "sort",
                                "supervise",
                                "took_in",
                                "verify",
                            ],
                        ),
                    ),
                    models.Q(("side", "group"), ("verb__in", ["decide", "refuse"])),
                    _connector="OR",
                ),
                name="dlist_step_of_its_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disowns__isnull", False), ("verb__startswith", "disown_")),
                    models.Q(
                        models.Q(("verb__startswith", "disown_"), _negated=True),
                        ("disowns__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="dlist_step_disowns",
            ),
        ),
        migrations.RunSQL(moves(STEPS), moves(guards.STEPS)),
    ]
