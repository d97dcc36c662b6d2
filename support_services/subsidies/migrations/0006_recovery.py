import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Entries of before the claims: a right's whole history becomes one case. The second entry that a
# batch has for a right is the one that its voiding wrote.
FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE subsidies_recoveryentry DISABLE TRIGGER subsidies_recoveryentry_no_change;
UPDATE subsidies_recoveryentry q SET month = b.through, kind = k.kind
FROM subsidies_batch b, (
    SELECT id, CASE
        WHEN row_number() OVER (PARTITION BY entitlement_id, batch_id ORDER BY id) > 1
            THEN 'reversal'
        WHEN amount > 0 THEN 'claim' ELSE 'offset' END AS kind
    FROM subsidies_recoveryentry
) k
WHERE b.id = q.batch_id AND k.id = q.id;
INSERT INTO subsidies_recoveryclaim
    (entitlement_id, state, opened_at, closed_at, claimed, balance)
SELECT entitlement_id,
       CASE WHEN balance > 0 THEN 'open' WHEN claimed = 0 THEN 'cancelled' ELSE 'settled' END,
       opened_at, CASE WHEN balance > 0 THEN NULL ELSE last_at END, claimed, balance
FROM (
    SELECT entitlement_id, min(at) AS opened_at, max(at) AS last_at, sum(amount) AS balance,
           COALESCE(sum(amount) FILTER (
               WHERE kind = 'claim' OR (kind = 'reversal' AND amount < 0)), 0) AS claimed
    FROM subsidies_recoveryentry GROUP BY 1
) x;
UPDATE subsidies_recoveryentry q SET claim_id = c.id
FROM subsidies_recoveryclaim c WHERE c.entitlement_id = q.entitlement_id;
ALTER TABLE subsidies_recoveryentry ENABLE TRIGGER subsidies_recoveryentry_no_change;
"""

# A claim is what its entries say, and nobody writes it but this. The row of the claim is locked by
# it, so two who take money off one claim at once meet here at the latest.
BOOK = """
CREATE FUNCTION subsidies_recovery_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added a JOIN subsidies_recoveryclaim c ON c.id = a.claim_id
        WHERE c.entitlement_id <> a.entitlement_id
    ) THEN
        RAISE EXCEPTION 'an entry belongs to a claim of its own entitlement'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE subsidies_recoveryclaim c
    SET claimed = c.claimed + s.claimed,
        balance = c.balance + s.amount,
        state = CASE WHEN c.balance + s.amount > 0 THEN 'open'
                     WHEN s.written_off THEN 'written_off'
                     WHEN c.claimed + s.claimed = 0 THEN 'cancelled'
                     ELSE 'settled' END,
        closed_at = CASE WHEN c.balance + s.amount > 0 THEN NULL ELSE s.at END
    FROM (
        SELECT claim_id, sum(amount) AS amount, max(at) AS at,
               bool_or(kind = 'write_off') AS written_off,
               COALESCE(sum(amount) FILTER (
                   WHERE kind = 'claim' OR (kind = 'reversal' AND amount < 0)), 0) AS claimed
        FROM added GROUP BY 1
    ) s
    WHERE c.id = s.claim_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_recovery_book AFTER INSERT ON subsidies_recoveryentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION subsidies_recovery_book();

CREATE FUNCTION subsidies_recovery_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a claim changes by its entries only'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_recoveryclaim_kept BEFORE UPDATE ON subsidies_recoveryclaim
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION subsidies_recovery_kept();
CREATE TRIGGER subsidies_recoveryclaim_keep BEFORE DELETE ON subsidies_recoveryclaim
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_recoveryplan_keep BEFORE DELETE ON subsidies_recoveryplan
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_recoveryrepayment_keep BEFORE DELETE ON subsidies_recoveryrepayment
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();
CREATE TRIGGER subsidies_recoverywriteoff_keep BEFORE DELETE ON subsidies_recoverywriteoff
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();

CREATE FUNCTION subsidies_asked_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was entered in % is confirmed or rejected, never changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER subsidies_recoveryplan_frozen
    BEFORE UPDATE OF claim_id, cap, tail_in_full, from_month, agreed_on, document_no, note,
        entered_by_id, entered_at ON subsidies_recoveryplan
    FOR EACH ROW EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoveryplan_decided BEFORE UPDATE ON subsidies_recoveryplan
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoveryrepayment_frozen
    BEFORE UPDATE OF claim_id, amount, paid_on, method, receipt_no, payer, entered_by_id,
        entered_at ON subsidies_recoveryrepayment
    FOR EACH ROW EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoveryrepayment_decided BEFORE UPDATE ON subsidies_recoveryrepayment
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoverywriteoff_frozen
    BEFORE UPDATE OF claim_id, amount, reason, document_no, entered_by_id, entered_at
    ON subsidies_recoverywriteoff
    FOR EACH ROW EXECUTE FUNCTION subsidies_asked_frozen();
CREATE TRIGGER subsidies_recoverywriteoff_decided BEFORE UPDATE ON subsidies_recoverywriteoff
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION subsidies_asked_frozen();
"""

BOOK_BACK = """
DROP TRIGGER subsidies_recoverywriteoff_decided ON subsidies_recoverywriteoff;
DROP TRIGGER subsidies_recoverywriteoff_frozen ON subsidies_recoverywriteoff;
DROP TRIGGER subsidies_recoveryrepayment_decided ON subsidies_recoveryrepayment;
DROP TRIGGER subsidies_recoveryrepayment_frozen ON subsidies_recoveryrepayment;
DROP TRIGGER subsidies_recoveryplan_decided ON subsidies_recoveryplan;
DROP TRIGGER subsidies_recoveryplan_frozen ON subsidies_recoveryplan;
DROP FUNCTION subsidies_asked_frozen();
DROP TRIGGER subsidies_recoverywriteoff_keep ON subsidies_recoverywriteoff;
DROP TRIGGER subsidies_recoveryrepayment_keep ON subsidies_recoveryrepayment;
DROP TRIGGER subsidies_recoveryplan_keep ON subsidies_recoveryplan;
DROP TRIGGER subsidies_recoveryclaim_keep ON subsidies_recoveryclaim;
DROP TRIGGER subsidies_recoveryclaim_kept ON subsidies_recoveryclaim;
DROP FUNCTION subsidies_recovery_kept();
DROP TRIGGER subsidies_recovery_book ON subsidies_recoveryentry;
DROP FUNCTION subsidies_recovery_book();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0005_components"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recoveryentry",
            name="from_tail",
            field=models.BooleanField(default=False, verbose_name="从续发抵扣"),
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("claim", "多发"),
                    ("offset", "抵扣"),
                    ("repayment", "退款"),
                    ("write_off", "核销"),
                    ("reversal", "作废冲回"),
                ],
                max_length=10,
                null=True,
                verbose_name="类别",
            ),
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="month",
            field=models.DateField(null=True, verbose_name="账期"),
        ),
        migrations.AlterField(
            model_name="recoveryentry",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.batch",
                verbose_name="批次",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryClaim",
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
                            ("open", "追缴中"),
                            ("settled", "已结清"),
                            ("written_off", "已核销"),
                            ("cancelled", "已撤销"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="立案时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结案时间")),
                (
                    "claimed",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="多发合计（元）"
                    ),
                ),
                (
                    "balance",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="待追缴（元）"
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="subsidies.entitlement",
                        verbose_name="待遇",
                    ),
                ),
            ],
            options={
                "verbose_name": "追缴案",
                "verbose_name_plural": "追缴案",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("entitlement",),
                        name="recovery_claim_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("balance__gte", 0), ("claimed__gte", models.F("balance"))
                        ),
                        name="recovery_claim_not_negative",
                        violation_error_message="退还的不能多于多发的。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("balance", 0),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_claim_closed_at_zero",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="claim",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="subsidies.recoveryclaim",
                verbose_name="追缴案",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryPlan",
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
                (
                    "cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="每批最多抵扣（元）",
                    ),
                ),
                (
                    "tail_in_full",
                    models.BooleanField(default=True, verbose_name="去世续发全额抵扣"),
                ),
                ("from_month", models.DateField(verbose_name="自哪个月起")),
                ("agreed_on", models.DateField(verbose_name="约定日期")),
                ("document_no", models.CharField(max_length=80, verbose_name="协议编号")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="约定说明")),
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
            ],
            options={
                "verbose_name": "抵扣约定",
                "verbose_name_plural": "抵扣约定",
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
                        name="recoveryplan_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recoveryplan_two_people",
                        violation_error_message="录入的人不能自己确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("from_month__day", 1),
                                ("from_month__isnull", True),
                                _connector="OR",
                            ),
                            models.Q(("cap__isnull", True), ("cap__gte", 0), _connector="OR"),
                        ),
                        name="recovery_plan_sound",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("claim",),
                        name="recovery_plan_one_pending",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.recoveryplan",
                verbose_name="约定",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryRepayment",
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
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="金额（元）"),
                ),
                ("paid_on", models.DateField(verbose_name="退款日期")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("transfer", "银行转账"),
                            ("cash", "现金缴存"),
                            ("pos", "刷卡"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("receipt_no", models.CharField(max_length=60, verbose_name="票据号")),
                ("payer", models.CharField(blank=True, max_length=50, verbose_name="退款人")),
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
            ],
            options={
                "verbose_name": "退款",
                "verbose_name_plural": "退款",
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
                        name="recoveryrepayment_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recoveryrepayment_two_people",
                        violation_error_message="录入的人不能自己确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="recovery_repayment_positive"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("claim", "receipt_no"),
                        name="recovery_receipt_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="repayment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.recoveryrepayment",
                verbose_name="退款",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryWriteOff",
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
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="金额（元）"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="核销理由")),
                ("document_no", models.CharField(max_length=80, verbose_name="决定文号")),
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
            ],
            options={
                "verbose_name": "核销",
                "verbose_name_plural": "核销",
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
                        name="recoverywriteoff_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recoverywriteoff_two_people",
                        violation_error_message="录入的人不能自己确认。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="recovery_write_off_positive"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("claim",),
                        name="recovery_write_off_one_pending",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recoveryentry",
            name="write_off",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subsidies.recoverywriteoff",
                verbose_name="核销",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
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
                ],
                max_length=10,
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="recoveryentry",
            name="month",
            field=models.DateField(verbose_name="账期"),
        ),
        migrations.AlterField(
            model_name="recoveryentry",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="subsidies.recoveryclaim",
                verbose_name="追缴案",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1), ("month__isnull", True), _connector="OR"),
                name="recovery_entry_month",
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
                        ("write_off__isnull", True),
                    ),
                    models.Q(
                        ("batch__isnull", True),
                        ("kind", "repayment"),
                        ("repayment__isnull", False),
                        ("write_off__isnull", True),
                    ),
                    models.Q(
                        ("batch__isnull", True),
                        ("kind", "write_off"),
                        ("repayment__isnull", True),
                        ("write_off__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recovery_entry_origin",
            ),
        ),
        migrations.RunSQL(BOOK, BOOK_BACK),
    ]
