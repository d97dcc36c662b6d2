"""The register of people: ``people`` says who they are, ``accounts`` where their money goes."""

from veterans.registry.models.accounts import (
    AccountEvidence,
    AccountProposal,
    AccountState,
    BankAccount,
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
    "AccountEvidence",
    "AccountProposal",
    "AccountState",
    "BankAccount",
    "Category",
    "Household",
    "NameGrams",
    "Person",
    "PersonCategory",
    "Sex",
]
