import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from veterans.foundation.append_only import append_only


# Where a payment on suspense stands is what its entries say, and nobody writes it but this. The
# rows of the payments are locked by it, so two who move one payment at once meet here at the latest.
BOOK = """
CREATE FUNCTION subsidies_suspense_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM subsidies_payment p
    WHERE p.id IN (SELECT payment_id FROM added) ORDER BY p.id FOR UPDATE;
    IF (SELECT count(*) <> count(DISTINCT payment_id) FROM added) THEN
        RAISE EXCEPTION 'a payment moves once at a time'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM added a JOIN subsidies_payment p ON p.id = a.payment_id
        WHERE abs(a.amount) <> p.amount OR NOT CASE a.kind
            WHEN 'put' THEN p.state IN ('outstanding', 'failed', 'returned') AND NOT EXISTS (
                SELECT FROM subsidies_fileline l
                WHERE l.payment_id = p.id AND l.state IN ('sent', 'unknown', 'paid'))
            WHEN 'reopen' THEN p.state = 'treasury'
            ELSE p.state = 'suspense' END
    ) THEN
        RAISE EXCEPTION 'the payment does not stand where this entry takes it from'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE subsidies_payment p
    SET state = CASE a.kind WHEN 'treasury' THEN 'treasury' WHEN 'reissue' THEN 'outstanding'
                            ELSE 'suspense' END
    FROM added a WHERE p.id = a.payment_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_suspense_book AFTER INSERT ON subsidies_suspenseentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_suspense_book();

CREATE FUNCTION subsidies_suspense_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment goes on suspense and off it by the entries of the book only'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_payment_suspense BEFORE UPDATE OF state ON subsidies_payment
    FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND pg_trigger_depth() = 0
          AND (OLD.state IN ('suspense', 'treasury') OR NEW.state IN ('suspense', 'treasury')))
    EXECUTE FUNCTION subsidies_suspense_kept();
CREATE TRIGGER subsidies_suspenserequest_keep BEFORE DELETE ON subsidies_suspenserequest
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_suspenserequest_frozen
    BEFORE UPDATE OF payment_id, kind, cause, reason, document_no, happened_on, entered_by_id,
        entered_at ON subsidies_suspenserequest
    FOR EACH ROW EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_suspenserequest_decided BEFORE UPDATE ON subsidies_suspenserequest
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION subsidies_asked_frozen();

CREATE TRIGGER subsidies_recoverytakeback_keep BEFORE DELETE ON subsidies_recoverytakeback
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_recoverytakeback_frozen
    BEFORE UPDATE OF claim_id, repayment_id, reason, document_no, entered_by_id, entered_at
    ON subsidies_recoverytakeback
    FOR EACH ROW EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoverytakeback_decided BEFORE UPDATE ON subsidies_recoverytakeback
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION subsidies_asked_frozen();
"""
BOOK_BACK = """
DROP TRIGGER subsidies_recoverytakeback_decided ON subsidies_recoverytakeback;
DROP TRIGGER subsidies_recoverytakeback_frozen ON subsidies_recoverytakeback;
DROP TRIGGER subsidies_recoverytakeback_keep ON subsidies_recoverytakeback;
DROP TRIGGER subsidies_suspenserequest_decided ON subsidies_suspenserequest;
DROP TRIGGER subsidies_suspenserequest_frozen ON subsidies_suspenserequest;
DROP TRIGGER subsidies_suspenserequest_keep ON subsidies_suspenserequest;
DROP TRIGGER subsidies_payment_suspense ON subsidies_payment;
DROP FUNCTION subsidies_suspense_kept();
DROP TRIGGER subsidies_suspense_book ON subsidies_suspenseentry;
DROP FUNCTION subsidies_suspense_book();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0012_funds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecoveryTakeBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default="pending", max_length=10, verbose_name="状态")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="说明"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="撤销原因")),
                ("document_no", models.CharField(max_length=80, verbose_name="依据")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="subsidies.recoveryclaim",
                        verbose_name="追缴案",
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
                    "repayment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_backs",
                        to="subsidies.recoveryrepayment",
                        verbose_name="退款",
                    ),
                ),
            ],
            options={
                "verbose_name": "撤销退款",
                "verbose_name_plural": "撤销退款",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["confirmed", "rejected"]),
                            ),
                            _connector="OR",
                        ),
                        name="recoverytakeback_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recoverytakeback_two_people",
                        violation_error_message="录入的人不能自己确认。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("repayment",),
                        name="recovery_take_back_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseRequest",
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
                        choices=[("put", "挂账"), ("treasury", "上缴财政"), ("reopen", "恢复挂账")],
                        max_length=10,
                        verbose_name="办理",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待决定"),
                            ("confirmed", "已同意"),
                            ("rejected", "未同意"),
                            ("withdrawn", "已撤回"),
                            ("lapsed", "已失效"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bad_account", "账户不对，未更正"),
                            ("no_account", "没有账户"),
                            ("dead", "已去世，没有领取人"),
                            ("unreachable", "联系不上"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="原因类别",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="日期")),
                ("entered_at", models.DateTimeField(verbose_name="提请时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="决定时间"),
                ),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="说明"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
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
                        verbose_name="提请人",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense_requests",
                        to="subsidies.payment",
                        verbose_name="付款",
                    ),
                ),
            ],
            options={
                "verbose_name": "挂账办理",
                "verbose_name_plural": "挂账办理",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("payment",),
                        name="suspense_one_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(("decided_at__isnull", False), ("state", "lapsed")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["confirmed", "rejected", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="suspense_request_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "rejected"]), _negated=True),
                            ("entered_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="suspense_request_two_people",
                        violation_error_message="提请的人不能自己决定。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "put"), models.Q(("cause", ""), _negated=True)),
                            models.Q(
                                ("cause", ""),
                                ("entered_by__isnull", False),
                                ("happened_on__isnull", False),
                                ("kind__in", ["treasury", "reopen"]),
                                models.Q(("document_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="suspense_request_sound",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseEntry",
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
                            ("put", "挂账"),
                            ("treasury", "上缴财政"),
                            ("reopen", "恢复挂账"),
                            ("reissue", "重新发放"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="金额（元）"),
                ),
                ("month", models.DateField(verbose_name="账期")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "bank_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="subsidies.bankfile",
                        verbose_name="银行文件",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense_entries",
                        to="subsidies.payment",
                        verbose_name="付款",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="subsidies.suspenserequest",
                        verbose_name="办理",
                    ),
                ),
            ],
            options={
                "verbose_name": "挂账明细",
                "verbose_name_plural": "挂账明细",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind__in", ["put", "reopen"])),
                            models.Q(("amount__lt", 0), ("kind__in", ["treasury", "reissue"])),
                            _connector="OR",
                        ),
                        name="suspense_entry_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("bank_file__isnull", False),
                                ("kind", "reissue"),
                                ("request__isnull", True),
                            ),
                            models.Q(
                                ("bank_file__isnull", True),
                                ("kind__in", ["put", "treasury", "reopen"]),
                                ("request__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suspense_entry_origin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month__day", 1), ("month__isnull", True), _connector="OR"
                        ),
                        name="suspense_entry_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "联系上了，去办账户"),
                            ("away", "人在外地，留了话"),
                            ("not_found", "找不到人"),
                            ("dead", "家属说已去世"),
                            ("unwilling", "本人不配合"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("noted_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense_visits",
                        to="subsidies.payment",
                        verbose_name="付款",
                    ),
                ),
            ],
            options={
                "verbose_name": "查找记录",
                "verbose_name_plural": "查找记录",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="recoveryentry",
            name="recovery_entry_sign",
        ),
        migrations.RemoveConstraint(
            model_name="recoveryentry",
            name="recovery_entry_origin",
        ),
        migrations.AlterField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("outstanding", "在途"),
                    ("paid", "成功"),
                    ("failed", "失败"),
                    ("returned", "退汇"),
                    ("suspense", "挂账"),
                    ("treasury", "已上缴"),
                    ("cancelled", "已取消"),
                ],
                default="outstanding",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="recoveryentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("claim", "多发"),
                    ("offset", "抵扣"),
                    ("repayment", "退款"),
                    ("write_off", "核销"),
                    ("reversal", "作废冲回"),
                    ("take_back", "退款撤销"),
                ],
                max_length=10,
                verbose_name="类别",
            ),
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="take_back",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.recoverytakeback",
                verbose_name="撤销退款",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("amount__gt", 0), ("kind", "claim")),
                        models.Q(
                            ("amount__lt", 0), ("kind__in", ["offset", "repayment", "write_off"])
                        ),
                        models.Q(("amount__gt", 0), ("kind", "take_back")),
                        ("kind", "reversal"),
                        _connector="OR",
                    ),
                    models.Q(
                        ("from_tail", False), ("kind__in", ["offset", "reversal"]), _connector="OR"
                    ),
                ),
                name="recovery_entry_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("batch__isnull", False),
                        ("kind__in", ["claim", "offset", "reversal"]),
                        ("repayment__isnull", True),
                        ("take_back__isnull", True),
                        ("write_off__isnull", True),
                    ),
                    models.Q(
                        ("batch__isnull", True),
                        ("kind", "repayment"),
                        ("repayment__isnull", False),
                        ("take_back__isnull", True),
                        ("write_off__isnull", True),
                    ),
                    models.Q(
                        ("batch__isnull", True),
                        ("kind", "take_back"),
                        ("repayment__isnull", True),
                        ("take_back__isnull", False),
                        ("write_off__isnull", True),
                    ),
                    models.Q(
                        ("batch__isnull", True),
                        ("kind", "write_off"),
                        ("repayment__isnull", True),
                        ("take_back__isnull", True),
                        ("write_off__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recovery_entry_origin",
            ),
        ),
        migrations.RunSQL(BOOK, BOOK_BACK),
        append_only("subsidies_suspenseentry"),
        append_only("subsidies_suspensevisit"),
    ]
