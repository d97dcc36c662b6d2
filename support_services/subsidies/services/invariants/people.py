"""Who is paid, on which word, and whose hands it went through."""

from datetime import timedelta

from support_services.subsidies import publicity_sql
from support_services.subsidies.services.invariants.check import Check

# A calculation that shows no sign of life for that long is stuck: the sweep rings every minute.
SILENCE = timedelta(minutes=30)

CHECKS: dict[str, Check] = {
    "dead_not_paid": Check(
        "登记去世的人，去世次月起没有发放；去世续发除外。",
        "项去世人员的待遇",
        "entitlement",
        """
        SELECT count(*) FROM subsidies_entitlement e
        JOIN registry_person d ON d.id = e.person_id WHERE d.died_on IS NOT NULL
        """,
        """
        SELECT e.id AS subject,
               '去世 ' || d.died_on || '，' || to_char(p.month, 'YYYY-MM') || ' 入账 '
               || sum(p.amount) AS what
        FROM registry_person d
        JOIN subsidies_entitlement e ON e.person_id = d.id
        JOIN subsidies_posting p ON p.entitlement_id = e.id AND p.month > d.died_on
        WHERE d.died_on IS NOT NULL
          AND NOT EXISTS (SELECT FROM subsidies_recheckmark k WHERE k.entitlement_id = e.id)
        GROUP BY e.id, d.died_on, p.month HAVING sum(p.amount) > 0
        """,
    ),
    "right_account": Check(
        "送盘的账户都核验过，而且是领取人本人的；本人去世的，是登记的遗属的。",
        "行送盘明细",
        "bank_file",
        "SELECT count(*) FROM subsidies_fileline",
        """
        SELECT l.bank_file_id AS subject,
               '第 ' || l.line_no || ' 行：' || CASE
                   WHEN a.id IS NULL THEN '账户不存在'
                   WHEN a.state = 'unverified' THEN '账户未核验'
                   ELSE '账户不是领取人的' END AS what
        FROM subsidies_fileline l
        JOIN subsidies_payment p ON p.id = l.payment_id
        JOIN subsidies_entitlement e ON e.id = p.entitlement_id
        LEFT JOIN registry_bankaccount a ON a.id = l.account_id
        WHERE a.id IS NULL OR a.state = 'unverified'
           OR (a.person_id <> p.payee_id AND a.person_id IS DISTINCT FROM e.payee_id
               AND NOT EXISTS (
                   SELECT FROM foundation_auditentry t
                   WHERE t.subject = 'entitlement' AND t.subject_id = e.id::text
                     AND t.action = 'entitlement.payee_set'
                     AND t.detail->>'payee' = a.person_id::text))
        """,
    ),
    "grants_add_up": Check(
        "每项核发：各领取人之和等于总额；已批准的全部应发，取消的一分不应发。",
        "项核发",
        "grant",
        "SELECT count(*) FROM subsidies_grant",
        """
        SELECT g.id AS subject,
               '金额 ' || g.amount || '，分配 ' || COALESCE(s.amount, 0) || '，应发 '
               || COALESCE(d.amount, 0) || '，状态 ' || g.state AS what
        FROM subsidies_grant g
        LEFT JOIN (SELECT grant_id, sum(amount) AS amount FROM subsidies_grantshare GROUP BY 1) s
            ON s.grant_id = g.id
        LEFT JOIN (
            SELECT s.grant_id, sum(d.amount) AS amount
            FROM subsidies_grantdue d JOIN subsidies_grantshare s ON s.id = d.share_id
            WHERE d.withdrawn_at IS NULL GROUP BY 1
        ) d ON d.grant_id = g.id
        WHERE COALESCE(s.amount, 0) <> g.amount
           OR (g.state = 'approved' AND COALESCE(d.amount, 0) <> g.amount)
           OR (g.state = 'stopped' AND COALESCE(d.amount, 0) >= g.amount)
           OR (g.state NOT IN ('approved', 'stopped') AND COALESCE(d.amount, 0) <> 0)
        """,
    ),
    "published_first": Check(
        "须公示的待遇和核发，公示期满以前没有付过款。",
        "条公示名单",
        "entitlement",
        "SELECT count(*) FROM subsidies_publicityentry WHERE is_live",
        publicity_sql.PAID_UNPUBLISHED,
    ),
    "four_eyes": Check(
        "审批过的批次，经办、复核、审批是三个不同的人。",
        "个批次",
        "batch",
        """
        SELECT count(*) FROM subsidies_batch b
        WHERE b.kind = 'monthly' AND b.state IN ('approved', 'exported', 'settled', 'closed')
        """,
        """
        SELECT b.id AS subject, CASE
                   WHEN b.reviewed_by_id IS NULL OR b.approved_by_id IS NULL THEN '缺少复核或审批'
                   ELSE '同一人办了两步' END AS what
        FROM subsidies_batch b
        WHERE b.kind = 'monthly' AND b.state IN ('approved', 'exported', 'settled', 'closed')
          AND (b.reviewed_by_id IS NULL OR b.approved_by_id IS NULL
               OR b.reviewed_by_id = b.prepared_by_id OR b.approved_by_id = b.prepared_by_id
               OR b.approved_by_id = b.reviewed_by_id)
        """,
    ),
    "nothing_stuck": Check(
        "没有批次停在“核算中”超过 30 分钟没有进展。",
        "个核算中批次",
        "batch",
        "SELECT count(*) FROM subsidies_batch WHERE state = 'calculating'",
        """
        SELECT b.id AS subject, '最后进展 ' || to_char(
                   life.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS what
        FROM subsidies_batch b
        CROSS JOIN LATERAL (
            SELECT GREATEST(
                b.opened_at,
                (SELECT max(c.done_at) FROM subsidies_batchchunk c WHERE c.batch_id = b.id),
                (SELECT max(t.at) FROM foundation_auditentry t
                 WHERE t.subject = 'batch' AND t.subject_id = b.id::text
                   AND t.action = 'subsidies.calculate')
            ) AS at
        ) life
        WHERE b.state = 'calculating' AND life.at < %(silent_since)s
        """,
    ),
}
