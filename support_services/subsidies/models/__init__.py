"""Tables of the subsidies and the constraints that carry their invariants.

``schemes``: rules and rates as dated data. ``entitlements``: the facts that money follows.
``grants``: what is granted for a year or once.
``ledger``: the postings and the batches that make them. ``payments``: what was sent and what the
bank answered. ``crosschecks``: lists of other offices and what came of them. Triggers that
guard them stand in the migrations.
"""

from support_services.subsidies.models.crosschecks import (
    CrossCheckHit,
    CrossCheckList,
    CrossCheckVisit,
)
from support_services.subsidies.models.entitlements import (
    Determination,
    Entitlement,
    Hold,
    Suspension,
)
from support_services.subsidies.models.grants import (
    Grant,
    GrantDue,
    GrantFigure,
    GrantShare,
)
from support_services.subsidies.models.ledger import (
    Batch,
    BatchChange,
    BatchChunk,
    BatchException,
    BatchScheme,
    BatchTotal,
    Posting,
)
from support_services.subsidies.models.payments import (
    BankFile,
    BankLayout,
    FileLine,
    Payment,
    RecoveryEntry,
    ReturnFile,
)
from support_services.subsidies.models.schemes import (
    DeathTail,
    RateRow,
    RateTable,
    Scheme,
    StartRule,
)

__all__ = [
    "BankFile",
    "BankLayout",
    "Batch",
    "BatchChange",
    "BatchChunk",
    "BatchException",
    "BatchScheme",
    "BatchTotal",
    "CrossCheckHit",
    "CrossCheckList",
    "CrossCheckVisit",
    "DeathTail",
    "Determination",
    "Entitlement",
    "FileLine",
    "Grant",
    "GrantDue",
    "GrantFigure",
    "GrantShare",
    "Hold",
    "Payment",
    "Posting",
    "RateRow",
    "RateTable",
    "RecoveryEntry",
    "ReturnFile",
    "Scheme",
    "StartRule",
    "Suspension",
]
