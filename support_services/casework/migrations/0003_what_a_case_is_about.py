"""事由对象 of cases and of what residents send; objections to a 公示 that are sent online, by
whoever will not say who he is too."""

import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models


# As in 0002: what was sent never changes, and what was decided stays decided.
GUARDS = """
CREATE TRIGGER casework_incoming_about BEFORE UPDATE OF about ON casework_incoming
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER casework_incoming_objected BEFORE UPDATE OF objection_id ON casework_incoming
    FOR EACH ROW WHEN (OLD.state <> 'waiting') EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER casework_incoming_objected ON casework_incoming;
DROP TRIGGER casework_incoming_about ON casework_incoming;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_what_residents_send"),
        ("foundation", "0005_chain_checks"),
        ("regions", "0001_initial"),
        ("registry", "0011_who_speaks"),
        ("subsidies", "0018_suspension_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="incoming",
            name="incoming_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="incoming",
            name="incoming_accepted_is_a_case",
        ),
        migrations.RemoveConstraint(
            model_name="incoming",
            name="incoming_refused_with_reason",
        ),
        migrations.AddField(
            model_name="case",
            name="about",
            field=models.CharField(
                blank=True, db_collation="C", default="", max_length=40, verbose_name="事由对象"
            ),
        ),
        migrations.AddField(
            model_name="incoming",
            name="about",
            field=models.CharField(
                blank=True, db_collation="C", default="", max_length=40, verbose_name="事由对象"
            ),
        ),
        migrations.AddField(
            model_name="incoming",
            name="objection",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incoming",
                to="subsidies.publicityobjection",
                verbose_name="登记成的公示异议",
            ),
        ),
        migrations.AlterField(
            model_name="incoming",
            name="kind",
            field=models.CharField(
                choices=[
                    ("consultation", "咨询"),
                    ("request", "诉求"),
                    ("hardship", "困难"),
                    ("complaint", "投诉"),
                    ("objection", "公示异议"),
                ],
                max_length=12,
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="incoming",
            name="name",
            field=veterans.foundation.fields.SealedTextField(
                blank=True, null=True, verbose_name="姓名"
            ),
        ),
        migrations.AlterField(
            model_name="incoming",
            name="phone",
            field=veterans.foundation.fields.SealedTextField(
                blank=True, null=True, verbose_name="联系电话"
            ),
        ),
        migrations.AlterField(
            model_name="incoming",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("duplicate", "重复，和另一件是同一件事"),
                    ("empty", "内容空泛，也联系不上"),
                    ("spam", "广告、骚扰"),
                    ("gone", "公示已撤回、已移出，或者待遇已撤销"),
                ],
                max_length=9,
                verbose_name="没有接收的原因",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("about", ""), _negated=True),
                fields=["about", "-received_on"],
                name="case_about",
            ),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(
                condition=models.Q(models.Q(("about", ""), _negated=True), ("state", "waiting")),
                fields=["about"],
                name="incoming_waiting_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("about", ""),
                    ("about__regex", "^[a-z]{2,12}:[0-9A-Za-z_-]{1,24}$"),
                    _connector="OR",
                ),
                name="case_about_shaped",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["consultation", "request", "hardship", "complaint", "objection"])
                ),
                name="incoming_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("about", ""),
                    ("about__regex", "^[a-z]{2,12}:[0-9A-Za-z_-]{1,24}$"),
                    _connector="OR",
                ),
                name="incoming_about_shaped",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("about__startswith", "publicity:"),
                        ("kind", "objection"),
                        ("meant_name__isnull", True),
                    ),
                    models.Q(
                        models.Q(("kind", "objection"), _negated=True),
                        models.Q(("about__startswith", "publicity:"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="incoming_objects_to_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "objection"),
                    models.Q(("name__isnull", False), ("phone__isnull", False)),
                    _connector="OR",
                ),
                name="incoming_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "accepted"),
                        models.Q(
                            models.Q(
                                ("case__isnull", True),
                                ("kind", "objection"),
                                ("objection__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "objection"), _negated=True),
                                ("case__isnull", False),
                                ("objection__isnull", True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("state", "accepted"), _negated=True),
                        ("case__isnull", True),
                        ("objection__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="incoming_accepted_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reason__in", ["duplicate", "empty", "spam", "gone"]),
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
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
