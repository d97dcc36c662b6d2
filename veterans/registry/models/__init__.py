"""The register of people: ``people`` says who they are, ``file`` what their file holds, ``events``
what happens to them, ``accounts`` where their money goes."""

from veterans.registry.models.accounts import (
    AccountEvidence,
    AccountProposal,
    AccountState,
    BankAccount,
)
from veterans.registry.models.events import SENSITIVE_PAPERS, LifeEvent, Paper, PaperKind
from veterans.registry.models.file import (
    Certificate,
    Circumstance,
    Employment,
    FileNote,
    FileRow,
    Merit,
    MeritKind,
    Placement,
    Relative,
    RelativeKind,
    Residence,
    ResidenceKind,
    SensitiveRecord,
    ServicePeriod,
)
from veterans.registry.models.people import (
    Category,
    Household,
    NameGrams,
    Person,
    PersonCategory,
    Sex,
)

__all__ = [
    "SENSITIVE_PAPERS",
    "AccountEvidence",
    "AccountProposal",
    "AccountState",
    "BankAccount",
    "Category",
    "Certificate",
    "Circumstance",
    "Employment",
    "FileNote",
    "FileRow",
    "Household",
    "LifeEvent",
    "Merit",
    "MeritKind",
    "NameGrams",
    "Paper",
    "PaperKind",
    "Person",
    "PersonCategory",
    "Placement",
    "Relative",
    "RelativeKind",
    "Residence",
    "ResidenceKind",
    "SensitiveRecord",
    "ServicePeriod",
    "Sex",
]
