"""What follows from the facts: what is owed, what rules keep back, what a round holds."""

from support_services.subsidies import confirmation_sql, stacking_sql
from support_services.subsidies.services.invariants.check import Check

# Reckoned anew scheme by scheme, by ``ledger_audit``.
OWED_IS_POSTED = "owed_is_posted"

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
}
