"""The register of people: ``people`` says who they are, ``file`` what their file holds, ``events``
what happens to them, ``accounts`` where their money goes, ``lists`` how they come in by the
thousand, ``exports`` what of them is taken along."""

from veterans.registry.models.accounts import (
    AccountEvidence,
    AccountProposal,
    AccountState,
    BankAccount,
)
from veterans.registry.models.events import SENSITIVE_PAPERS, LifeEvent, Paper, PaperKind
from veterans.registry.models.exports import PURPOSE_LENGTH, Life, PeopleExport, Plaque
from veterans.registry.models.file import (
    Certificate,
    CertificateKind,
    Circumstance,
    Employment,
    FileNote,
    FileRow,
    Merit,
    MeritKind,
    Placement,
    PlacementMode,
    Relative,
    RelativeKind,
    Residence,
    ResidenceKind,
    SensitiveRecord,
    ServicePeriod,
    ServiceStatus,
)
from veterans.registry.models.lists import REASON_LENGTH, ListVerdict, Namesakes, PeopleList
from veterans.registry.models.people import (
    Category,
    Household,
    NameGrams,
    Person,
    PersonCategory,
    PlaqueKey,
    Sex,
)

__all__ = [
    "PURPOSE_LENGTH",
    "REASON_LENGTH",
    "SENSITIVE_PAPERS",
    "AccountEvidence",
    "AccountProposal",
    "AccountState",
    "BankAccount",
    "Category",
    "Certificate",
    "CertificateKind",
    "Circumstance",
    "Employment",
    "FileNote",
    "FileRow",
    "Household",
    "Life",
    "LifeEvent",
    "ListVerdict",
    "Merit",
    "MeritKind",
    "NameGrams",
    "Namesakes",
    "Paper",
    "PaperKind",
    "PeopleExport",
    "PeopleList",
    "Person",
    "PersonCategory",
    "Placement",
    "PlacementMode",
    "Plaque",
    "PlaqueKey",
    "Relative",
    "RelativeKind",
    "Residence",
    "ResidenceKind",
    "SensitiveRecord",
    "ServicePeriod",
    "ServiceStatus",
    "Sex",
]
