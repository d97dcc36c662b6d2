"""Postings, payments, what is owed back and what is on suspense: they add up."""

from support_services.subsidies.services.invariants.check import Check

CHECKS: dict[str, Check] = {
    "posted_is_paid": Check(
        "每项待遇：入账合计等于付款合计减去本人退款、核销和待追缴余额。",
        "项待遇",
        "entitlement",
        "SELECT count(DISTINCT entitlement_id) FROM subsidies_posting",
        """
        SELECT x.entitlement_id AS subject,
               '入账 ' || sum(x.posted) || '，付款 ' || sum(x.paid) || '，退款和核销 '
               || sum(x.given) || '，待追缴 ' || sum(x.back) AS what
        FROM (
            SELECT p.entitlement_id, sum(p.amount) AS posted, 0 AS paid, 0 AS given, 0 AS back
            FROM subsidies_posting p JOIN subsidies_batch b ON b.id = p.batch_id
            WHERE b.state IN ('approved', 'exported', 'settled', 'closed', 'voided')
            GROUP BY 1
            UNION ALL
            SELECT entitlement_id, 0, sum(amount), 0, 0 FROM subsidies_payment
            WHERE state <> 'cancelled' GROUP BY 1
            UNION ALL
            SELECT c.entitlement_id, 0, 0, sum(g.amount), 0
            FROM (
                SELECT claim_id, amount FROM subsidies_recoveryrepayment WHERE state = 'confirmed'
                UNION ALL
                SELECT claim_id, amount FROM subsidies_recoverywriteoff WHERE state = 'confirmed'
                UNION ALL
                SELECT t.claim_id, -r.amount FROM subsidies_recoverytakeback t
                JOIN subsidies_recoveryrepayment r ON r.id = t.repayment_id
                WHERE t.state = 'confirmed'
            ) g JOIN subsidies_recoveryclaim c ON c.id = g.claim_id
            GROUP BY 1
            UNION ALL
            SELECT entitlement_id, 0, 0, 0, sum(amount) FROM subsidies_recoveryentry GROUP BY 1
        ) x
        GROUP BY 1 HAVING sum(x.posted) <> sum(x.paid) - sum(x.given) - sum(x.back)
        """,
    ),
    "claim_is_entries": Check(
        "每个追缴案：余额等于各笔相加，不为负；还清才结案，结案就已还清。",
        "个追缴案",
        "entitlement",
        "SELECT count(*) FROM subsidies_recoveryclaim",
        """
        SELECT c.entitlement_id AS subject,
               '案 ' || c.id || ' 余额 ' || c.balance || '，各笔 ' || COALESCE(sum(q.amount), 0)
               || '，状态 ' || c.state AS what
        FROM subsidies_recoveryclaim c
        LEFT JOIN subsidies_recoveryentry q
            ON q.claim_id = c.id AND q.entitlement_id = c.entitlement_id
        GROUP BY c.id
        HAVING c.balance <> COALESCE(sum(q.amount), 0) OR c.balance < 0
            OR (c.state = 'open') <> (c.balance > 0)
            OR c.claimed <> COALESCE(sum(q.amount) FILTER (
                   WHERE q.kind = 'claim' OR (q.kind = 'reversal' AND q.amount < 0)), 0)
        """,
    ),
    "cap_is_kept": Check(
        "每批抵扣不超过双方约定的数额，没有约定的不超过一般上限；全额抵扣的去世续发除外。",
        "笔有约定或上限的抵扣",
        "entitlement",
        """
        SELECT count(*) FROM subsidies_recoveryentry
        WHERE kind = 'offset' AND (plan_id IS NOT NULL OR general_cap_id IS NOT NULL)
        """,
        """
        SELECT q.entitlement_id AS subject,
               '抵扣 ' || -sum(q.amount) || '，约定最多 ' || p.cap AS what
        FROM subsidies_recoveryentry q JOIN subsidies_recoveryplan p ON p.id = q.plan_id
        WHERE q.kind = 'offset' AND NOT (q.from_tail AND p.tail_in_full)
        GROUP BY q.entitlement_id, q.batch_id, p.id HAVING -sum(q.amount) > p.cap
        UNION ALL
        -- What was due for months is what was paid of them and what was taken from them.
        SELECT q.entitlement_id,
               '抵扣 ' || -q.amount || '，一般上限 ' || most.yuan
        FROM subsidies_recoveryentry q
        JOIN subsidies_offsetcap g ON g.id = q.general_cap_id
        CROSS JOIN LATERAL (
            SELECT COALESCE(g.amount, round(g.percent / 100 * (
                COALESCE((SELECT p.amount FROM subsidies_payment p
                          WHERE p.batch_id = q.batch_id AND p.entitlement_id = q.entitlement_id), 0)
                - (SELECT COALESCE(sum(o.amount), 0) FROM subsidies_recoveryentry o
                   WHERE o.batch_id = q.batch_id AND o.entitlement_id = q.entitlement_id
                     AND o.kind = 'offset')
                - GREATEST(0, (
                    SELECT COALESCE(sum(p.amount), 0) FROM subsidies_posting p
                    WHERE p.batch_id = q.batch_id AND p.entitlement_id = q.entitlement_id
                      AND (p.component = 'tail' OR left(p.component, 2) = 't_')
                      AND p.reason <> 'void'))
            ), 2)) AS yuan
        ) most
        WHERE q.kind = 'offset' AND -q.amount > most.yuan
        """,
    ),
    "payment_has_ledger": Check(
        "没有入账，就没有付款。",
        "笔付款",
        "entitlement",
        "SELECT count(*) FROM subsidies_payment",
        """
        SELECT p.entitlement_id AS subject, '付款 ' || p.amount AS what
        FROM subsidies_payment p
        WHERE NOT EXISTS (SELECT FROM subsidies_posting q
                          WHERE q.entitlement_id = p.entitlement_id AND q.batch_id = p.batch_id)
        """,
    ),
    "batch_adds_up": Check(
        "每个批次：核定减抵扣、加转待追缴，等于成功、失败、退汇、未回、挂账、上缴之和。",
        "个批次",
        "batch",
        """
        SELECT count(*) FROM subsidies_batch b
        WHERE b.kind = 'monthly' AND b.state IN ('approved', 'exported', 'settled', 'closed')
        """,
        """
        SELECT b.id AS subject,
               '应付 ' || COALESCE(q.amount, 0) + COALESCE(r.amount, 0)
               || '，成功 ' || COALESCE(y.paid, 0) || '，失败 ' || COALESCE(y.failed, 0)
               || '，退汇 ' || COALESCE(y.returned, 0) || '，未回 ' || COALESCE(y.open, 0)
               || '，挂账 ' || COALESCE(y.suspense, 0)
               || '，上缴 ' || COALESCE(y.treasury, 0) AS what
        FROM subsidies_batch b
        LEFT JOIN (SELECT batch_id, sum(amount) AS amount FROM subsidies_posting GROUP BY 1) q
            ON q.batch_id = b.id
        LEFT JOIN (SELECT batch_id, sum(amount) AS amount FROM subsidies_recoveryentry GROUP BY 1) r
            ON r.batch_id = b.id
        LEFT JOIN (
            SELECT batch_id,
                   COALESCE(sum(amount) FILTER (WHERE state = 'paid'), 0) AS paid,
                   COALESCE(sum(amount) FILTER (WHERE state = 'failed'), 0) AS failed,
                   COALESCE(sum(amount) FILTER (WHERE state = 'returned'), 0) AS returned,
                   COALESCE(sum(amount) FILTER (WHERE state = 'outstanding'), 0) AS open,
                   COALESCE(sum(amount) FILTER (WHERE state = 'suspense'), 0) AS suspense,
                   COALESCE(sum(amount) FILTER (WHERE state = 'treasury'), 0) AS treasury
            FROM subsidies_payment GROUP BY 1
        ) y ON y.batch_id = b.id
        WHERE b.kind = 'monthly' AND b.state IN ('approved', 'exported', 'settled', 'closed')
          AND COALESCE(q.amount, 0) + COALESCE(r.amount, 0)
              <> COALESCE(y.paid + y.failed + y.returned + y.open + y.suspense + y.treasury, 0)
        """,
    ),
    "suspense_is_entries": Check(
        "每笔挂账、上缴的付款：挂账明细相加正好是它的金额；没有挂账的，相加为零。",
        "笔有挂账明细的付款",
        "entitlement",
        "SELECT count(DISTINCT payment_id) FROM subsidies_suspenseentry",
        """
        SELECT p.entitlement_id AS subject,
               '付款 ' || p.amount || ' 状态 ' || p.state || '，挂账明细合计 '
               || COALESCE(b.balance, 0) || '，上缴 ' || COALESCE(b.treasury, 0) AS what
        FROM subsidies_payment p
        LEFT JOIN (
            SELECT payment_id, sum(amount) AS balance,
                   -COALESCE(sum(amount) FILTER (WHERE kind IN ('treasury', 'reopen')), 0)
                       AS treasury
            FROM subsidies_suspenseentry GROUP BY 1
        ) b ON b.payment_id = p.id
        WHERE (b.payment_id IS NOT NULL OR p.state IN ('suspense', 'treasury'))
          AND (COALESCE(b.balance, 0) <> CASE p.state WHEN 'suspense' THEN p.amount ELSE 0 END
               OR COALESCE(b.treasury, 0)
                  <> CASE p.state WHEN 'treasury' THEN p.amount ELSE 0 END)
        """,
    ),
    "batch_figures": Check(
        "批次上写的合计，等于明细相加。",
        "个批次",
        "batch",
        "SELECT count(*) FROM subsidies_batch WHERE kind = 'monthly'",
        """
        SELECT b.id AS subject,
               '批次 ' || b.posted_total || '，明细 ' || COALESCE(sum(p.amount), 0) AS what
        FROM subsidies_batch b
        LEFT JOIN subsidies_posting p ON p.batch_id = b.id
        WHERE b.kind = 'monthly'
          AND b.state IN ('calculated', 'reviewed', 'approved', 'exported', 'settled', 'closed')
        GROUP BY b.id HAVING b.posted_total <> COALESCE(sum(p.amount), 0)
        """,
    ),
    "voided_is_nothing": Check(
        "作废的批次一分不剩：每人的明细加冲销合计为零。",
        "个作废批次",
        "batch",
        "SELECT count(*) FROM subsidies_batch WHERE state = 'voided'",
        """
        SELECT p.batch_id AS subject, '待遇 ' || p.entitlement_id || ' 余 ' || sum(p.amount) AS what
        FROM subsidies_posting p JOIN subsidies_batch b ON b.id = p.batch_id
        WHERE b.state = 'voided'
        GROUP BY p.batch_id, p.entitlement_id HAVING sum(p.amount) <> 0
        """,
    ),
}
