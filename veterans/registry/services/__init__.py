"""The verbs of the register: each is permission, change and audit in one transaction."""

from veterans.registry.services.account_evidence import (
    Evidence,
    evidence_of,
    open_evidence,
)
from veterans.registry.services.account_proposals import (
    accept_proposal,
    propose_account,
    refuse_proposal,
    withdraw_proposal,
)
from veterans.registry.services.accounts import (
    add_account,
    refuse_account,
    reject_account,
    reject_accounts,
    verify_account,
    withdraw_account,
)
from veterans.registry.services.events import (
    accept_event,
    complete_event,
    propose_event,
    refuse_event,
    try_event,
    withdraw_event,
)
from veterans.registry.services.file import drop_row, put_row
from veterans.registry.services.imports import ImportOutcome, import_people
from veterans.registry.services.look_ups import (
    check_typed_again,
    note_viewed,
)
from veterans.registry.services.papers import add_papers, open_paper, void_paper
from veterans.registry.services.people import (
    correct_name,
    note_death,
    record_death,
    register_person,
    update_contact,
)
from veterans.registry.services.unmasking import unmask

__all__ = [
    "Evidence",
    "ImportOutcome",
    "accept_event",
    "accept_proposal",
    "add_account",
    "add_papers",
    "check_typed_again",
    "complete_event",
    "correct_name",
    "drop_row",
    "evidence_of",
    "import_people",
    "note_death",
    "note_viewed",
    "open_evidence",
    "open_paper",
    "propose_account",
    "propose_event",
    "put_row",
    "record_death",
    "refuse_account",
    "refuse_event",
    "refuse_proposal",
    "register_person",
    "reject_account",
    "reject_accounts",
    "try_event",
    "unmask",
    "update_contact",
    "verify_account",
    "void_paper",
    "withdraw_account",
    "withdraw_event",
    "withdraw_proposal",
]
