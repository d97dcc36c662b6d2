"""What must always hold of the books: each a sentence for people and a statement that looks.

Written apart from what they check, and set-based: a statement yields (subject, what) per fault.
What waits to be done (a marked entitlement) is no fault. Fixed statements, nothing comes from
outside but ``silent_since`` (a time; without it nothing counts as standing still) and the setting
``stacking_default``.
"""

from dataclasses import dataclass
from datetime import timedelta

from support_services.subsidies import confirmation_sql, publicity_sql, stacking_sql
from support_services.subsidies.fund_checks import FUND_CHECKS

# A calculation that shows no sign of life for that long is stuck: the sweep rings every minute.
SILENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Check:
    """``sentence`` is what the chief reads; ``unit`` what ``looked`` counts; ``of`` whose number
    the subject of a fault is (entitlement, batch or bank_file)."""

    sentence: str
    unit: str
    of: str
    looked: str = ""
    faults: str = ""


# Reckoned anew scheme by scheme, by ``ledger_audit``.
OWED_IS_POSTED = "owed_is_posted"
# Walked entry by entry, by the audit log itself.
CHAIN = "chain"

CHECKS: dict[str, Check] = {
    OWED_IS_POSTED: Check(
        "每人每月每项应发的钱只入账一次，数额与按事实重新计算的一致。",
        "项待遇",
        "entitlement",
        """
        SELECT count(*) FROM subsidies_entitlement e
        JOIN subsidies_scheme s ON s.id = e.scheme_id WHERE s.posted_through IS NOT NULL
        """,
    ),
    "stacking_settled": Check(
        "不能同时享受的待遇，哪些月份不发、因哪一项不发，与叠加规则算出的一致。",
        "个同时有多项待遇的人",
        "entitlement",
        """
        SELECT count(*) FROM (SELECT FROM subsidies_entitlement
                              GROUP BY person_id HAVING count(*) > 1) people
        """,
        stacking_sql.FAULTS,
    ),
    "confirmation_holds": Check(
        "做过年度确认的人没有因此暂缓；因没有确认的暂缓，都过了宽限期，轮次有效，人确实没有确认。",
        "条年度确认的暂缓",
        "entitlement",
        confirmation_sql.COUNT,
        confirmation_sql.FAULTS,
    ),
    "confirmation_forfeits": Check(
        "年度确认的不补发决定，与登记的中止月份一致；没有同意或已撤销的，一个月也不扣。",
        "份不补发决定",
        "entitlement",
        confirmation_sql.FORFEITS,
        confirmation_sql.FORFEIT_FAULTS,
    ),
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
    "one_live_line": Check(
        "一笔付款同时最多一次送盘在途或成功，不会发两遍。",
        "行送盘明细",
        "entitlement",
        "SELECT count(*) FROM subsidies_fileline",
        """
        SELECT p.entitlement_id AS subject,
               '付款 ' || p.amount || ' 有 ' || count(*) || ' 次在途或成功' AS what
        FROM subsidies_fileline l JOIN subsidies_payment p ON p.id = l.payment_id
        WHERE l.state IN ('sent', 'unknown', 'paid')
        GROUP BY p.id HAVING count(*) > 1
        """,
    ),
    "file_is_lines": Check(
        "每个银行文件的笔数和合计，等于文件里各行相加。",
        "个银行文件",
        "bank_file",
        "SELECT count(*) FROM subsidies_bankfile",
        """
        SELECT f.id AS subject,
               '文件 ' || f.line_count || ' 笔 ' || f.total || '，行 ' || count(l.id)
               || ' 笔 ' || COALESCE(sum(l.amount), 0) AS what
        FROM subsidies_bankfile f LEFT JOIN subsidies_fileline l ON l.bank_file_id = f.id
        GROUP BY f.id
        HAVING f.line_count <> count(l.id) OR f.total <> COALESCE(sum(l.amount), 0)
        """,
    ),
    "line_is_payment": Check(
        "文件行与它的付款，金额和结果一致。",
        "行送盘明细",
        "bank_file",
        "SELECT count(*) FROM subsidies_fileline",
        """
        SELECT l.bank_file_id AS subject,
               '第 ' || l.line_no || ' 行 ' || l.amount || ' ' || l.state
               || '，付款 ' || p.amount || ' ' || p.state AS what
        FROM subsidies_fileline l
        JOIN subsidies_payment p ON p.id = l.payment_id
        WHERE l.amount <> p.amount
           OR (p.state = 'cancelled')
           OR (l.state = 'paid' AND p.state <> 'paid')
           OR (l.state IN ('sent', 'unknown') AND p.state <> 'outstanding')
        """,
    ),
    "paid_has_answer": Check(
        "记为成功的付款，都有银行的成功回盘。",
        "笔成功付款",
        "entitlement",
        "SELECT count(*) FROM subsidies_payment WHERE state = 'paid'",
        """
        SELECT p.entitlement_id AS subject, '付款 ' || p.amount AS what
        FROM subsidies_payment p JOIN subsidies_batch b ON b.id = p.batch_id
        WHERE p.state = 'paid' AND b.kind = 'monthly'
          AND NOT EXISTS (SELECT FROM subsidies_fileline l
                          WHERE l.payment_id = p.id AND l.state = 'paid')
        """,
    ),
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
    **{code: Check(*check) for code, check in FUND_CHECKS.items()},
    CHAIN: Check("审计记录首尾相连，没有改动，编号没有缺口。", "条记录", ""),
}
