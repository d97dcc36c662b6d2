"""网上来件: what residents send. What was said never changes; only refused advertising may go."""

import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models

# Sealed values may be sealed with another key. The guard against deletion comes after the row is
# gone in the statement, and so before anything of it is committed.
GUARDS = """
CREATE TRIGGER casework_incoming_identity
    BEFORE UPDATE OF number, form, receipt, kind, region_id, meant_relation, sent_at, sent_on,
        take_by ON casework_incoming
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_incoming_decided
    BEFORE UPDATE OF state, decided_by_id, decided_at, case_id, reason, same_as
    ON casework_incoming
    FOR EACH ROW WHEN (OLD.state <> 'waiting') EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_incoming_stays AFTER DELETE ON casework_incoming
    FOR EACH ROW WHEN (OLD.reason <> 'spam') EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER casework_incoming_stays ON casework_incoming;
DROP TRIGGER casework_incoming_decided ON casework_incoming;
DROP TRIGGER casework_incoming_identity ON casework_incoming;
"""
SAID = """
CREATE TRIGGER casework_incoming_said_{0} BEFORE UPDATE OF {0} ON casework_incoming
    FOR EACH ROW WHEN (foundation_resealed(OLD.{0}, NEW.{0}) IS NOT TRUE)
    EXECUTE FUNCTION portal_append_only();
"""
UNSAID = "DROP TRIGGER casework_incoming_said_{0} ON casework_incoming;"
SEALED = ("name", "phone", "content", "meant_name")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_collation="C", max_length=12, unique=True, verbose_name="来件编号"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        db_collation="C", max_length=32, unique=True, verbose_name="表单标识"
                    ),
                ),
                (
                    "receipt",
                    models.CharField(
                        db_collation="C", max_length=32, unique=True, verbose_name="回执标识"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consultation", "咨询"),
                            ("request", "诉求"),
                            ("hardship", "困难"),
                            ("complaint", "投诉"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("name", veterans.foundation.fields.SealedTextField(verbose_name="姓名")),
                ("phone", veterans.foundation.fields.SealedTextField(verbose_name="联系电话")),
                ("content", veterans.foundation.fields.SealedTextField(verbose_name="内容")),
                (
                    "meant_name",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="替谁反映"
                    ),
                ),
                (
                    "meant_relation",
                    models.CharField(blank=True, max_length=20, verbose_name="与本人关系"),
                ),
                ("sent_at", models.DateTimeField(verbose_name="发来时间")),
                ("sent_on", models.DateField(verbose_name="发来日期")),
                ("take_by", models.DateField(verbose_name="应接收")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等人接收"),
                            ("accepted", "已接收"),
                            ("refused", "没有接收"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办理时间"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duplicate", "重复，和另一件是同一件事"),
                            ("empty", "内容空泛，也联系不上"),
                            ("spam", "广告、骚扰"),
                        ],
                        max_length=9,
                        verbose_name="没有接收的原因",
                    ),
                ),
                ("same_as", models.CharField(blank=True, max_length=12, verbose_name="与哪件重复")),
                (
                    "reason_text",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="说明"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming",
                        to="casework.case",
                        verbose_name="登记成的诉求",
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
                        verbose_name="办理人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="属地",
                    ),
                ),
            ],
            options={
                "verbose_name": "网上来件",
                "verbose_name_plural": "网上来件",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["take_by", "id"],
                        name="incoming_waiting",
                    ),
                    models.Index(fields=["-sent_at", "-id"], name="incoming_newest"),
                    models.Index(fields=["region", "-sent_at"], name="incoming_of_region"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "accepted", "refused"])),
                        name="incoming_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["consultation", "request", "hardship", "complaint"])
                        ),
                        name="incoming_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(
                                ("state", "waiting"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="incoming_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("state", "accepted")),
                            models.Q(
                                models.Q(("state", "accepted"), _negated=True),
                                ("case__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="incoming_accepted_is_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason__in", ["duplicate", "empty", "spam"]),
                                ("state", "refused"),
                                ("reason_text__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                ("reason", ""),
                                ("reason_text__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="incoming_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", "duplicate"), models.Q(("same_as", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("reason", "duplicate"), _negated=True), ("same_as", "")
                            ),
                            _connector="OR",
                        ),
                        name="incoming_duplicate_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("meant_name__isnull", True), ("meant_relation", "")),
                            models.Q(
                                ("meant_name__isnull", False),
                                models.Q(("meant_relation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incoming_meant_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
        *(migrations.RunSQL(SAID.format(one), UNSAID.format(one)) for one in SEALED),
    ]
