"""Signatures, sources of funds and the budget."""

from support_services.subsidies.services.invariants.check import Check

_APPROVED = "b.kind = 'monthly' AND b.state IN ('approved', 'exported', 'settled', 'closed')"

# A scheme of a batch that is split, or ought to be: a share was in force when the batch was
# approved, and not only just: two who press at once are in no order. ``replaced`` ones were once.
_DUE = f"""
    SELECT b.id AS batch_id, bs.scheme_id
    FROM subsidies_batch b JOIN subsidies_batchscheme bs ON bs.batch_id = b.id
    WHERE {_APPROVED} AND EXISTS (
        SELECT FROM subsidies_fundshare s
        WHERE s.scheme_id = bs.scheme_id AND s.component = '' AND s.first_month <= b.through
          AND s.enforced_at <= b.approved_at - interval '1 minute'
          AND s.state IN ('in_force', 'replaced'))
    UNION
    SELECT f.batch_id, f.scheme_id FROM subsidies_fundpart f
    JOIN subsidies_batch b ON b.id = f.batch_id WHERE {_APPROVED}
"""

CHECKS: dict[str, Check] = {
    "signed_by_all": Check(
        "审批过的批次，签批人数和党组会纪要都合乎复核时记下的审批权限，签批人各不相同。",
        "个有审批权限的批次",
        "batch",
        f"""
        SELECT count(*) FROM subsidies_batch b
        WHERE {_APPROVED} AND b.approval_rule_id IS NOT NULL
        """,
        f"""
        SELECT b.id AS subject, '须签 ' || b.signatures_needed || '，首签 '
               || COALESCE(b.first_approved_by_id::text, '无') || '，纪要 '
               || CASE WHEN b.minutes_no = '' THEN '无' ELSE '有' END AS what
        FROM subsidies_batch b
        LEFT JOIN subsidies_approvalrule r ON r.id = b.approval_rule_id
        WHERE {_APPROVED} AND (
            (b.signatures_needed = 2) <> (b.first_approved_by_id IS NOT NULL)
            OR b.first_approved_by_id IN (b.approved_by_id, b.reviewed_by_id, b.prepared_by_id)
            OR b.needs_minutes <> (b.minutes_no <> '')
            OR (b.signatures_needed = 2) <> COALESCE(b.posted_total > r.second_above, false)
            OR b.needs_minutes <> COALESCE(b.posted_total > r.minutes_above, false))
        """,
    ),
    "funds_add_up": Check(
        "审批时有资金来源比例的批次，每个项目各来源相加等于入账；作废的批次来源合计为零。",
        "个批次项目",
        "batch",
        f"SELECT count(*) FROM ({_DUE}) due",
        f"""
        SELECT d.batch_id AS subject,
               '项目 ' || d.scheme_id || ' 入账 ' || COALESCE(p.amount, 0) || '，各来源 '
               || COALESCE(f.amount, 0) AS what
        FROM ({_DUE}) d
        LEFT JOIN (
            SELECT q.batch_id, e.scheme_id, sum(q.amount) AS amount
            FROM subsidies_posting q JOIN subsidies_entitlement e ON e.id = q.entitlement_id
            GROUP BY 1, 2
        ) p USING (batch_id, scheme_id)
        LEFT JOIN (
            SELECT batch_id, scheme_id, sum(amount) AS amount FROM subsidies_fundpart GROUP BY 1, 2
        ) f USING (batch_id, scheme_id)
        WHERE COALESCE(p.amount, 0) <> COALESCE(f.amount, 0)
        UNION ALL
        SELECT b.id, '作废，各来源合计 ' || sum(f.amount)
        FROM subsidies_fundpart f JOIN subsidies_batch b ON b.id = f.batch_id
        WHERE b.state = 'voided'
        GROUP BY b.id, f.scheme_id, f.component, f.source HAVING sum(f.amount) <> 0
        """,
    ),
    "budget_adds_up": Check(
        "每个预算指标：金额等于下达加追加减调减，控制方式是最后一次变动的；一笔支出只记在一个指标上。",
        "个预算指标",
        "",
        "SELECT count(*) FROM subsidies_budgetline",
        """
        SELECT l.id AS subject,
               '指标 ' || l.id || ' 记 ' || l.amount || '，各笔 ' || COALESCE(c.amount, 0) AS what
        FROM subsidies_budgetline l
        LEFT JOIN (
            SELECT line_id, sum(CASE kind WHEN 'issue' THEN amount WHEN 'add' THEN amount
                                WHEN 'cut' THEN -amount ELSE 0 END) AS amount
            FROM subsidies_budgetchange WHERE state = 'in_force' GROUP BY 1
        ) c ON c.line_id = l.id
        LEFT JOIN LATERAL (
            SELECT control, warn_percent FROM subsidies_budgetchange
            WHERE line_id = l.id AND state = 'in_force' ORDER BY enforced_at DESC, id DESC LIMIT 1
        ) last ON true
        WHERE l.amount <> COALESCE(c.amount, 0)
           OR l.is_in_force <> (c.line_id IS NOT NULL)
           OR (l.is_in_force AND (l.control, l.warn_percent) <> (last.control, last.warn_percent))
        UNION ALL
        SELECT min(line_id), year || ' 年 ' || source || ' 项目 ' || scheme_id || ' 有 '
               || count(*) || ' 个指标'
        FROM subsidies_budgetlinescheme WHERE is_live
        GROUP BY year, source, scheme_id HAVING count(*) > 1
        """,
    ),
    "part_sent_once": Check(
        "分开导出的批次，每个部分只有一份首次文件，没有与整批导出混在一起。",
        "个银行文件",
        "batch",
        "SELECT count(*) FROM subsidies_bankfile WHERE split <> ''",
        """
        SELECT batch_id AS subject, '分法 ' || count(DISTINCT split) || ' 种' AS what
        FROM subsidies_bankfile GROUP BY batch_id HAVING count(DISTINCT split) > 1
        UNION ALL
        SELECT batch_id, '“' || part_name || '”有 ' || count(*) || ' 份首次文件'
        FROM subsidies_bankfile WHERE NOT is_reissue
        GROUP BY batch_id, split, part, part_name HAVING count(*) > 1
        """,
    ),
}
