"""Looking at somebody leaves a trace: who looked whom up, and when; never what was typed."""

from datetime import datetime

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.registry import rules
from veterans.registry.models import AccountProposal, BankAccount, Person
from veterans.registry.selectors import account_index


@transaction.atomic
def note_viewed(*, person: Person, by: User, at: datetime) -> None:
    """Somebody opened a person's page."""
    require(by, "people.read")
    audit.record(actor=by, action="person.viewed", subject="person", subject_id=person.pk, at=at)


def check_typed_again(*, account: BankAccount | AccountProposal, number: str) -> None:
    """The second person types the number from the paper, without seeing what the first typed.

    Refuses another number than the account's.
    """
    if account_index(rules.clean_account_number(number)) != bytes(account.number_index):
        raise Refused(
            "与登记的账号不一致。请对照存折或卡片重新输入；仍不一致的，请让登记人更正后再核验。"
        )
