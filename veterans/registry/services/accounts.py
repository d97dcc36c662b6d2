"""Bank accounts: entered by one person, verified by another, refused by the bank."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.registry import rules
from veterans.registry.models import AccountState, BankAccount, Person
from veterans.registry.selectors import account_index, accounts_visible_to
from veterans.registry.services.people import locked_person


@transaction.atomic
def add_account(
    *,
    person: Person,
    bank_name: str,
    number: str,
    account_name: str = "",
    by: User,
    at: datetime,
) -> BankAccount:
    """A new current account, to be verified by somebody else; the old one is no longer current.

    ``account_name`` is the person's own name when empty. Refuses what is no account number, and
    the account that is current already.
    """
    require(by, "people.edit")
    found = locked_person(person, by=by)
    clean = rules.clean_account_number(number)
    holder = rules.clean_name(account_name) if account_name.strip() else found.name
    index = account_index(clean)
    current = BankAccount.objects.filter(person=found, is_current=True).first()
    if (
        current is not None
        and bytes(current.number_index) == index
        and current.account_name == holder
        and current.state != AccountState.REJECTED
    ):
        raise Refused("这就是当前使用的账户，不需要重新登记。")
    BankAccount.objects.filter(person=found, is_current=True).update(is_current=False)
    account = BankAccount.objects.create(
        person=found,
        bank_name=rules.clean_bank_name(bank_name),
        account_name=holder,
        number=clean,
        number_index=index,
        state=AccountState.UNVERIFIED,
        entered_by=by,
        created_at=at,
    )
    audit.record(
        actor=by, action="bank_account.added", subject="bank_account", subject_id=account.pk, at=at
    )
    return account


def _locked_account(account: BankAccount, by: User) -> BankAccount:
    found = (
        accounts_visible_to(by)
        .select_related(None)
        .select_for_update(of=("self",))
        .filter(pk=account.pk)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这个账户。")
    return found


@transaction.atomic
def verify_account(*, account: BankAccount, by: User, at: datetime) -> BankAccount:
    """A second person has compared account and paper: money may go there.

    Refuses whoever entered it, an account no longer current, one that the bank has refused (it
    is entered anew), and does nothing to one verified already.
    """
    require(by, "people.verify")
    found = _locked_account(account, by)
    if found.state == AccountState.VERIFIED:
        return found
    if not found.is_current:
        raise Refused("此账户已不再使用，请核验当前账户。")
    if found.state == AccountState.REJECTED:
        raise Refused("此账户已被银行退回，请先联系本人更正，重新登记后再核验。")
    if found.entered_by_id == by.pk:
        raise Refused("账户不能由登记人自己核验，请由另一人核验。")
    found.state = AccountState.VERIFIED
    found.verified_by, found.verified_at = by, at
    found.save(update_fields=["state", "verified_by", "verified_at"])
    audit.record(
        actor=by, action="bank_account.verified", subject="bank_account", subject_id=found.pk, at=at
    )
    return found


def reject_account(*, account: BankAccount, by: User, at: datetime) -> None:
    """The bank refused the account: no money goes there until a new one is entered."""
    reject_accounts(account_ids=[account.pk], by=by, at=at)


@transaction.atomic
def reject_accounts(*, account_ids: Iterable[int], by: User, at: datetime) -> int:
    """Mark the accounts that a bank return refused; how many were not marked before.

    By id, because a return speaks of accounts as they were when the file was made.
    """
    require(by, "bank.exchange")
    ids = sorted(set(account_ids))
    accounts = BankAccount.objects.filter(pk__in=ids).exclude(state=AccountState.REJECTED)
    locked = list(accounts.order_by("pk").select_for_update().values_list("pk", flat=True))
    if locked:
        BankAccount.objects.filter(pk__in=locked).update(state=AccountState.REJECTED)
        audit.record(
            actor=by,
            action="bank_account.rejected",
            subject="bank_account",
            detail={"accounts": locked},
            at=at,
        )
    return len(locked)
