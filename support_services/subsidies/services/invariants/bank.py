"""Files to the bank and its answers: nothing goes out twice, nothing is paid unanswered."""

from support_services.subsidies.services.invariants.check import Check

CHECKS: dict[str, Check] = {
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
}
