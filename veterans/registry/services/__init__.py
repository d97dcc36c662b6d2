"""The verbs of the register: each is permission, change and audit in one transaction."""

from veterans.registry.services.accounts import (
    add_account,
    reject_account,
    reject_accounts,
    verify_account,
)
from veterans.registry.services.imports import ImportOutcome, import_people
from veterans.registry.services.look_ups import (
    check_typed_again,
    note_looked_up,
    note_viewed,
)
from veterans.registry.services.people import (
    correct_name,
    note_death,
    record_death,
    register_person,
    update_contact,
)

__all__ = [
    "ImportOutcome",
    "add_account",
    "check_typed_again",
    "correct_name",
    "import_people",
    "note_death",
    "note_looked_up",
    "note_viewed",
    "record_death",
    "register_person",
    "reject_account",
    "reject_accounts",
    "update_contact",
    "verify_account",
]
