"""Tables of the subsidies and the constraints that carry their invariants.

``schemes``: rules and rates as dated data. ``entitlements``: the facts that money follows.
``grants``: what is granted for a year or once. ``confirmation``: the yearly confirmation.
``rule_changes``: how a rule comes into force, and the rules that only come that way.
``ledger``: the postings and the batches that make them. ``payments``: what was sent and what the
bank answered. ``funds``: who must sign, whose money it is, and the budget. ``recovery``: what is
owed back and how it comes back. ``suspense``: what cannot be delivered. ``crosschecks``: lists of
other offices and what came of them. ``stacking``: what one person may draw together.
``publicity``: rosters made public before the first payment. Triggers that guard them stand in the
migrations.
"""

from support_services.subsidies.models.confirmation import (
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationForfeit,
    ConfirmationRound,
)
from support_services.subsidies.models.crosschecks import (
    CrossCheckHit,
    CrossCheckList,
    CrossCheckVisit,
)
from support_services.subsidies.models.entitlements import (
    Determination,
    Entitlement,
    Hold,
    RecheckMark,
    Supplement,
    Suspension,
)
from support_services.subsidies.models.funds import (
    ApprovalRule,
    BudgetChange,
    BudgetLine,
    BudgetLineScheme,
    BudgetOverride,
    FundPart,
    FundShare,
)
from support_services.subsidies.models.grants import (
    Grant,
    GrantDue,
    GrantFigure,
    GrantMerit,
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
    ReturnFile,
)
from support_services.subsidies.models.publicity import (
    PublicityEntry,
    PublicityHanging,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    PublicityWaiver,
)
from support_services.subsidies.models.recovery import (
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryTakeBack,
    RecoveryWriteOff,
)
from support_services.subsidies.models.rule_changes import (
    OffsetCap,
    PartYearRule,
    RoundingRule,
    RuleChange,
    SuspensionRule,
    TransferRule,
)
from support_services.subsidies.models.schemes import (
    DeathTail,
    PayComponent,
    RateRow,
    RateTable,
    Scheme,
    StartRule,
)
from support_services.subsidies.models.stacking import (
    Exclusion,
    StackingOverride,
    StackingRule,
)
from support_services.subsidies.models.suspense import (
    SuspenseEntry,
    SuspenseRequest,
    SuspenseVisit,
)

__all__ = [
    "ApprovalRule",
    "BankFile",
    "BankLayout",
    "Batch",
    "BatchChange",
    "BatchChunk",
    "BatchException",
    "BatchScheme",
    "BatchTotal",
    "BudgetChange",
    "BudgetLine",
    "BudgetLineScheme",
    "BudgetOverride",
    "Confirmation",
    "ConfirmationDue",
    "ConfirmationFinding",
    "ConfirmationForfeit",
    "ConfirmationRound",
    "CrossCheckHit",
    "CrossCheckList",
    "CrossCheckVisit",
    "DeathTail",
    "Determination",
    "Entitlement",
    "Exclusion",
    "FileLine",
    "FundPart",
    "FundShare",
    "Grant",
    "GrantDue",
    "GrantFigure",
    "GrantMerit",
    "GrantShare",
    "Hold",
    "OffsetCap",
    "PartYearRule",
    "PayComponent",
    "Payment",
    "Posting",
    "PublicityEntry",
    "PublicityHanging",
    "PublicityNotice",
    "PublicityObjection",
    "PublicityRule",
    "PublicityWaiver",
    "RateRow",
    "RateTable",
    "RecheckMark",
    "RecoveryClaim",
    "RecoveryEntry",
    "RecoveryPlan",
    "RecoveryRepayment",
    "RecoveryTakeBack",
    "RecoveryWriteOff",
    "ReturnFile",
    "RoundingRule",
    "RuleChange",
    "Scheme",
    "StackingOverride",
    "StackingRule",
    "StartRule",
    "Supplement",
    "SuspenseEntry",
    "SuspenseRequest",
    "SuspenseVisit",
    "Suspension",
    "SuspensionRule",
    "TransferRule",
]
