"""The sections of a file, what happens in a life, and the papers that prove it.

Every change of a section's row is kept. What was decided is never decided otherwise, and a paper is
neither changed nor removed; sealed values may be sealed anew.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models

from veterans.foundation.history import tracked

_DATED = ("valid_from", "valid_to", "document_no")

GUARDS = """
CREATE FUNCTION registry_event_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND foundation_resealing()
       AND to_jsonb(NEW) - 'entered' - 'before' = to_jsonb(OLD) - 'entered' - 'before'
       AND (NEW.entered = OLD.entered OR foundation_resealed(OLD.entered, NEW.entered))
       AND (NEW.before IS NOT DISTINCT FROM OLD.before
            OR foundation_resealed(OLD.before, NEW.before)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decided event stays as it was decided'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER registry_event_decided BEFORE UPDATE ON registry_lifeevent
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION registry_event_frozen();
CREATE TRIGGER registry_event_kept BEFORE DELETE ON registry_lifeevent
    FOR EACH ROW EXECUTE FUNCTION registry_event_frozen();

CREATE FUNCTION registry_paper_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a paper is neither changed nor removed'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER registry_paper_frozen BEFORE UPDATE ON registry_paper FOR EACH ROW
    WHEN (
        to_jsonb(NEW) - 'voided_by_id' - 'voided_at' - 'voided_why' - 'person_id'
            IS DISTINCT FROM to_jsonb(OLD) - 'voided_by_id' - 'voided_at' - 'voided_why' - 'person_id'
        OR OLD.voided_at IS NOT NULL
        OR (OLD.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id)
    ) EXECUTE FUNCTION registry_paper_frozen();
CREATE TRIGGER registry_paper_kept BEFORE DELETE ON registry_paper
    FOR EACH ROW EXECUTE FUNCTION registry_paper_frozen();
"""
BACK = """
DROP FUNCTION registry_paper_frozen() CASCADE;
DROP FUNCTION registry_event_frozen() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("foundation", "0004_changes"),
        ("regions", "0001_initial"),
        ("registry", "0005_phones_and_plaques"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("text", veterans.foundation.fields.SealedTextField(verbose_name="内容")),
                ("for_station", models.BooleanField(default=False, verbose_name="服务站可见")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "备注",
                "verbose_name_plural": "备注",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LifeEvent",
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
                            ("report_in", "报到登记"),
                            ("recognised", "身份认定"),
                            ("category_ended", "身份终止"),
                            ("disability", "评残、调残"),
                            ("merit", "立功受奖"),
                            ("marriage", "婚姻变动"),
                            ("household", "立户、换户主"),
                            ("moved_within", "区内搬迁"),
                            ("moved_in", "关系迁入"),
                            ("moved_out", "关系迁出"),
                            ("death", "去世"),
                            ("suspended", "中止"),
                            ("resumed", "恢复"),
                        ],
                        max_length=16,
                        verbose_name="事项",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("entered", veterans.foundation.fields.SealedTextField(verbose_name="填报内容")),
                (
                    "before",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="办理前"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=80, verbose_name="文号或证明编号"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待办理"),
                            ("accepted", "已办理"),
                            ("refused", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "completed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="补充时间"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办理时间"),
                ),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="办理意见"),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="补充人",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registry.person",
                        verbose_name="人员",
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
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="村居",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员变动",
                "verbose_name_plural": "人员变动",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["proposed_at"],
                        name="event_waiting",
                    ),
                    models.Index(fields=["person", "happened_on"], name="event_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("person", "kind"),
                        name="event_one_waiting",
                        violation_error_message="此人已有一件同样的变动在办，请等结果或先撤回。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "proposed"),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            models.Q(
                                ("state__in", ["accepted", "refused", "withdrawn"]),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="event_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completed_at__isnull", False), ("completed_by__isnull", False)
                            ),
                            models.Q(
                                ("completed_at__isnull", True), ("completed_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="event_completed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "withdrawn"]),
                            models.Q(
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                models.Q(
                                    ("completed_by__isnull", True),
                                    models.Q(
                                        ("decided_by", models.F("completed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="event_two_people",
                        violation_error_message="自己提出或补充的变动，须由另一人办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(("before__isnull", False), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="event_accepted_about_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="event_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "荣誉称号"),
                            ("first", "一等功"),
                            ("second", "二等功"),
                            ("third", "三等功"),
                            ("good", "四有优秀个人（优秀士兵）"),
                            ("praise", "嘉奖"),
                            ("local", "地方荣誉表彰"),
                        ],
                        max_length=8,
                        verbose_name="等次",
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="名称"),
                ),
                ("in_war", models.BooleanField(default=False, verbose_name="战时")),
                ("awarded_on", models.DateField(verbose_name="授予日期")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "立功和荣誉",
                "verbose_name_plural": "立功和荣誉",
                "ordering": ["-awarded_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "awarded_on", "title"),
                        name="merit_once",
                        violation_error_message="这一项已经登记过了。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                            ("identity", "身份证"),
                            ("hukou", "户口簿"),
                            ("service", "退役、入伍证件"),
                            ("merit", "立功受奖证书"),
                            ("disability", "评残材料、残疾证"),
                            ("death", "死亡证明"),
                            ("marriage", "婚姻证明"),
                            ("decision", "批准或决定文件"),
                            ("photo", "照片"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="说明")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "voided_why",
                    models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="registry.lifeevent",
                        verbose_name="人员变动",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="文件",
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
                "verbose_name": "材料",
                "verbose_name_plural": "材料",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), ("event__isnull", False), _connector="OR"
                        ),
                        name="paper_of_something",
                    ),
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
                        name="paper_voided_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("self", "自主就业"),
                            ("assigned", "安排工作"),
                            ("monthly", "逐月领取退役金"),
                            ("retired", "退休安置"),
                            ("supported", "国家供养"),
                            ("demobilised", "复员"),
                            ("transferred", "转业（计划分配）"),
                            ("own_choice", "自主择业"),
                            ("home", "回乡生产"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="安置方式",
                    ),
                ),
                ("placed_on", models.DateField(blank=True, null=True, verbose_name="安置日期")),
                (
                    "batch",
                    models.CharField(blank=True, db_default="", max_length=40, verbose_name="批次"),
                ),
                (
                    "employer",
                    models.CharField(
                        blank=True, db_default="", max_length=80, verbose_name="接收单位"
                    ),
                ),
                (
                    "archive",
                    models.CharField(
                        blank=True, db_default="", max_length=80, verbose_name="档案保管单位"
                    ),
                ),
                (
                    "lump_sum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="一次性退役金（元）",
                    ),
                ),
                (
                    "monthly",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="逐月金额（元）",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "退役安置",
                "verbose_name_plural": "退役安置",
                "ordering": ["-placed_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lump_sum__isnull", True), ("lump_sum__gte", 0), _connector="OR"
                            ),
                            models.Q(
                                ("monthly__isnull", True), ("monthly__gte", 0), _connector="OR"
                            ),
                        ),
                        name="placement_not_negative",
                        violation_error_message="金额不能是负数。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Relative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("spouse", "配偶"),
                            ("father", "父亲"),
                            ("mother", "母亲"),
                            ("son", "儿子"),
                            ("daughter", "女儿"),
                            ("sibling", "兄弟姐妹"),
                            ("grandparent", "祖父母"),
                            ("grandchild", "孙子女"),
                            ("guardian", "抚养人"),
                            ("other", "其他亲属"),
                            ("neighbour", "邻居或朋友"),
                        ],
                        max_length=12,
                        verbose_name="关系",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "phone",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="电话"
                    ),
                ),
                ("phone_index", models.BinaryField(null=True, verbose_name="电话索引")),
                ("is_dependant", models.BooleanField(default=False, verbose_name="由其供养")),
                ("is_contact", models.BooleanField(default=False, verbose_name="紧急联系人")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="已建档的本人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "亲属和联系人",
                "verbose_name_plural": "亲属和联系人",
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone_index__isnull", False)),
                        fields=["phone_index"],
                        name="relative_phone",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="relative_order",
                        violation_error_message="“至”要晚于“自”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone__isnull", True), ("phone_index__isnull", True)),
                            models.Q(("phone__isnull", False), ("phone_index__isnull", False)),
                            _connector="OR",
                        ),
                        name="relative_phone_is_indexed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("other", models.F("person")), _negated=True),
                        name="relative_is_another",
                        violation_error_message="亲属不能是本人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_contact", False), ("phone__isnull", False), _connector="OR"
                        ),
                        name="contact_has_phone",
                        violation_error_message="紧急联系人要填电话。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("hukou", "户籍地"), ("living", "居住地")],
                        max_length=6,
                        verbose_name="种类",
                    ),
                ),
                (
                    "address",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="详细地址"
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="regions.region",
                        verbose_name="村居",
                    ),
                ),
            ],
            options={
                "verbose_name": "户籍和住址",
                "verbose_name_plural": "户籍和住址",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="residence_order",
                        violation_error_message="“至”要晚于“自”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("region__isnull", False), ("address__isnull", False), _connector="OR"
                        ),
                        name="residence_is_somewhere",
                        violation_error_message="请选择村居；在本区以外的，写详细地址。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            ("kind", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="residence_one_at_a_time",
                        violation_error_message="时间段重叠了，请先给原来的住址填上“至”。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SensitiveRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("combat", "参战经历"),
                            ("test", "参试（涉核）经历"),
                            ("illness", "病情"),
                            ("disability", "残情"),
                            ("penalty", "处分"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("text", veterans.foundation.fields.SealedTextField(verbose_name="内容")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "敏感信息",
                "verbose_name_plural": "敏感信息",
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServicePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                ("enlisted_on", models.DateField(verbose_name="入伍日期")),
                ("discharged_on", models.DateField(blank=True, null=True, verbose_name="退役日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("conscript", "义务兵"),
                            ("sergeant", "军士（士官）"),
                            ("officer", "军官"),
                            ("civilian", "文职人员"),
                            ("militia", "参战民兵民工"),
                        ],
                        max_length=10,
                        verbose_name="服役身份",
                    ),
                ),
                (
                    "force",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("army", "陆军"),
                            ("navy", "海军"),
                            ("air", "空军"),
                            ("rocket", "火箭军（第二炮兵）"),
                            ("police", "武警部队"),
                            ("other", "其他"),
                        ],
                        db_default="",
                        max_length=8,
                        verbose_name="军兵种",
                    ),
                ),
                (
                    "enlisted_from",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="入伍地"
                    ),
                ),
                (
                    "was_rural",
                    models.BooleanField(blank=True, null=True, verbose_name="入伍时为农村户籍"),
                ),
                (
                    "in_hardship_area",
                    models.BooleanField(default=False, verbose_name="在艰苦边远地区服役"),
                ),
                ("was_abroad", models.BooleanField(default=False, verbose_name="有海外任务经历")),
                (
                    "rank",
                    models.CharField(
                        blank=True, db_default="", max_length=10, verbose_name="退役时军衔"
                    ),
                ),
                (
                    "had_special_post",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="在特殊岗位服役"
                    ),
                ),
                (
                    "had_major_task",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="参加过重大任务"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "服役经历",
                "verbose_name_plural": "服役经历",
                "ordering": ["-enlisted_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("enlisted_on__isnull", True),
                            ("discharged_on__isnull", True),
                            ("discharged_on__gt", models.F("enlisted_on")),
                            _connector="OR",
                        ),
                        name="service_order",
                        violation_error_message="退役日期要晚于入伍日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            (
                                models.Func(
                                    models.F("enlisted_on"),
                                    models.F("discharged_on"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="service_no_overlap",
                        violation_error_message="与另一段服役经历的时间重叠了。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discharge", "退出现役证"),
                            ("demobilised", "复员（退伍）证"),
                            ("disabled", "残疾军人证"),
                            ("preferential", "优待证"),
                            ("martyr", "烈士证明书"),
                            ("duty_death", "因公牺牲证明书"),
                            ("illness_death", "病故证明书"),
                            ("bereaved", "定期抚恤金领取证"),
                            ("enlistment", "入伍通知书"),
                            ("other", "其他证件"),
                        ],
                        max_length=14,
                        verbose_name="证件",
                    ),
                ),
                ("number", veterans.foundation.fields.SealedTextField(verbose_name="证件号")),
                (
                    "issuer",
                    models.CharField(
                        blank=True, db_default="", max_length=80, verbose_name="发证机关"
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发证日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("is_void", models.BooleanField(default=False, verbose_name="已注销或换发")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "证件",
                "verbose_name_plural": "证件",
                "ordering": ["is_void", "-issued_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="certificate_order",
                        violation_error_message="有效期要晚于发证日期。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nation", "民族"),
                            ("political", "政治面貌"),
                            ("marriage", "婚姻状况"),
                            ("education", "文化程度"),
                            ("hukou", "户口性质"),
                            ("work", "就业状况"),
                            ("wish", "就业意愿"),
                            ("skill", "技能"),
                            ("medical", "医疗保险"),
                            ("pension", "养老保险"),
                            ("aid", "社会救助"),
                            ("disabled_allowance", "残疾人两项补贴"),
                            ("support", "供养方式"),
                            ("living", "居住情形"),
                            ("burial", "安葬意愿"),
                            ("equipment", "辅助器械"),
                            ("self_care", "生活自理"),
                        ],
                        max_length=20,
                        verbose_name="项目",
                    ),
                ),
                ("value", models.CharField(max_length=20, verbose_name="内容")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "基本情况",
                "verbose_name_plural": "基本情况",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="circumstance_order",
                        violation_error_message="“至”要晚于“自”。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            ("kind", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="circumstance_one_at_a_time",
                        violation_error_message="同一项目的时间段重叠了，请先给原来的一条填上“至”。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="依据"),
                ),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("job", "工作"), ("business", "创业"), ("training", "培训")],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="岗位、项目或课程")),
                (
                    "organisation",
                    models.CharField(
                        blank=True, db_default="", max_length=80, verbose_name="单位或机构"
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "result",
                    models.CharField(blank=True, db_default="", max_length=80, verbose_name="结果"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "就业和培训",
                "verbose_name_plural": "就业和培训",
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="employment_order",
                        violation_error_message="“至”要晚于“自”。",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
        tracked("registry_circumstance", columns=("kind", "value", *_DATED)),
        tracked(
            "registry_residence", columns=("kind", "region_id", *_DATED), sealed={"address": ""}
        ),
        tracked(
            "registry_relative",
            columns=("relation", "name", "other_id", "is_dependant", "is_contact", *_DATED),
            sealed={"phone": "phone_index"},
        ),
        tracked(
            "registry_serviceperiod",
            columns=(
                "enlisted_on",
                "discharged_on",
                "status",
                "force",
                "enlisted_from",
                "was_rural",
                "in_hardship_area",
                "was_abroad",
                "rank",
                "had_special_post",
                "had_major_task",
                "document_no",
            ),
        ),
        tracked("registry_merit", columns=("kind", "title", "in_war", "awarded_on", "document_no")),
        tracked(
            "registry_placement",
            columns=(
                "mode",
                "placed_on",
                "batch",
                "employer",
                "archive",
                "lump_sum",
                "monthly",
                "document_no",
            ),
        ),
        tracked(
            "registry_certificate",
            columns=("kind", "issuer", "issued_on", "valid_to", "is_void", "document_no"),
            sealed={"number": ""},
        ),
        tracked(
            "registry_employment",
            columns=(
                "kind",
                "title",
                "organisation",
                "starts_on",
                "ends_on",
                "result",
                "document_no",
            ),
        ),
        tracked("registry_sensitiverecord", columns=("kind", "document_no"), sealed={"text": ""}),
        tracked("registry_filenote", columns=("for_station",), sealed={"text": ""}),
    ]
