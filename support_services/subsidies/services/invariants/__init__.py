"""What must always hold of the books: each a sentence for people and a statement that looks.

Written apart from what they check, and set-based: a statement yields (subject, what) per fault.
What waits to be done (a marked entitlement) is no fault. Fixed statements, nothing comes from
outside but ``silent_since`` (a time; without it nothing counts as standing still) and the setting
``stacking_default``.
"""

from support_services.subsidies.services.invariants import bank, facts, funds, ledger, people
from support_services.subsidies.services.invariants.check import Check
from support_services.subsidies.services.invariants.facts import OWED_IS_POSTED
from support_services.subsidies.services.invariants.people import SILENCE

__all__ = ["CHAIN", "CHECKS", "OWED_IS_POSTED", "SILENCE", "Check"]

# Walked entry by entry, by the audit log itself.
CHAIN = "chain"

# In the order in which people read them.
CHECKS: dict[str, Check] = {
    **facts.CHECKS,
    **ledger.CHECKS,
    **bank.CHECKS,
    **people.CHECKS,
    **funds.CHECKS,
    CHAIN: Check("审计记录首尾相连，没有改动，编号没有缺口。", "条记录", ""),
}
