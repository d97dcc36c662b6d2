"""What is handed over at a visit: a plaque, a letter; with whoever took it. Never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARDS = """
CREATE FUNCTION visits_handover_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM visits_visit v WHERE v.id = NEW.visit_id
                   AND v.person_id = NEW.person_id AND v.reason = 'delivery') THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what is handed over belongs to a hand-over of the same person'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'what was handed over is never changed or deleted; its visit is voided'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER visits_handover_frozen BEFORE INSERT OR UPDATE OR DELETE ON visits_handover
    FOR EACH ROW EXECUTE FUNCTION visits_handover_frozen();
"""
BACK = """
DROP TRIGGER visits_handover_frozen ON visits_handover;
DROP FUNCTION visits_handover_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("regions", "0001_initial"),
        ("registry", "0010_people_exports"),
        ("visits", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
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
                            ("plaque", "光荣牌"),
                            ("good_news", "喜报"),
                            ("sympathy", "慰问信"),
                            ("certificate", "优待证或其他证件"),
                            ("paper", "通知书"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="送的什么",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=80, verbose_name="名称、说明")),
                (
                    "plaque_number",
                    models.CharField(blank=True, max_length=30, verbose_name="光荣牌编号"),
                ),
                (
                    "stood_number",
                    models.CharField(blank=True, max_length=30, verbose_name="原来的编号"),
                ),
                (
                    "stood_on",
                    models.DateField(blank=True, null=True, verbose_name="原来的悬挂日期"),
                ),
                (
                    "replaced_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("damaged", "损坏"),
                            ("lost", "遗失"),
                            ("style", "式样更新"),
                            ("other", "其他"),
                        ],
                        max_length=8,
                        verbose_name="更换原因",
                    ),
                ),
                (
                    "letter",
                    models.BigIntegerField(blank=True, null=True, verbose_name="书面通知编号"),
                ),
                (
                    "taken_by",
                    models.CharField(
                        choices=[("self", "本人"), ("family", "家属"), ("proxy", "代收人")],
                        max_length=8,
                        verbose_name="谁收的",
                    ),
                ),
                (
                    "taker_name",
                    models.CharField(blank=True, max_length=50, verbose_name="收件人姓名"),
                ),
                (
                    "taker_relation",
                    models.CharField(blank=True, max_length=20, verbose_name="与本人关系"),
                ),
            ],
            options={
                "verbose_name": "送达记录",
                "verbose_name_plural": "送达记录",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="visit",
            name="visit_missed_somewhere",
        ),
        migrations.AlterField(
            model_name="visit",
            name="reason",
            field=models.CharField(
                choices=[
                    ("routine", "日常走访"),
                    ("festival", "节日慰问"),
                    ("illness", "生病住院"),
                    ("hardship", "生活困难"),
                    ("disaster", "遭灾、意外"),
                    ("change", "家庭重大变故"),
                    ("asked", "本人要求"),
                    ("other", "其他"),
                    ("delivery", "送达"),
                ],
                max_length=10,
                verbose_name="事由",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met", "nobody"), _negated=True),
                    ("way__in", ["home", "phone"]),
                    ("reason", "delivery"),
                    _connector="OR",
                ),
                name="visit_missed_somewhere",
                violation_error_message="没有见到的，方式只能是上门或电话。",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="home",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.household",
                verbose_name="挂在哪一户",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs",
                to="registry.person",
                verbose_name="人员",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs",
                to="visits.visit",
                verbose_name="走访",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["person", "kind"], name="hand_over_of_person"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("stood_number", ""),
                            ("stood_number", models.F("plaque_number")),
                            _connector="OR",
                        ),
                        ("home__isnull", False),
                        ("kind", "plaque"),
                        ("replaced_why", ""),
                        models.Q(("plaque_number", ""), _negated=True),
                    ),
                    models.Q(
                        ("home__isnull", False),
                        ("kind", "plaque"),
                        models.Q(("plaque_number", ""), _negated=True),
                        models.Q(("stood_number", ""), _negated=True),
                        models.Q(("stood_number", models.F("plaque_number")), _negated=True),
                        models.Q(("replaced_why", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "plaque"), _negated=True),
                        ("home__isnull", True),
                        ("plaque_number", ""),
                        ("replaced_why", ""),
                        ("stood_number", ""),
                        ("stood_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="hand_over_plaque_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stood_on__isnull", True),
                    models.Q(("stood_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="hand_over_stood_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_by", "self"), ("taker_name", ""), ("taker_relation", "")),
                    models.Q(
                        models.Q(("taken_by", "self"), _negated=True),
                        models.Q(("taker_name", ""), _negated=True),
                        models.Q(("taker_relation", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hand_over_taker_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["certificate", "paper", "other"]), _negated=True),
                    models.Q(("what", ""), _negated=True),
                    _connector="OR",
                ),
                name="hand_over_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("letter__isnull", True), ("kind", "paper"), _connector="OR"),
                name="hand_over_letter_is_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=("visit", "letter"), name="hand_over_letter_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "plaque")),
                fields=("visit",),
                name="hand_over_one_plaque",
            ),
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
