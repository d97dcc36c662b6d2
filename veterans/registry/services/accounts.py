"""Bank accounts: entered by one person, verified or turned down by another, refused by the bank.

A correction, that is an account in the place of another or one whose name is not the person's,
takes evidence beside the second person (``account_evidence``).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.registry import rules
from veterans.registry.models import (
    AccountEvidence,
    AccountProposal,
    AccountState,
    BankAccount,
    Person,
)
from veterans.registry.selectors import account_index, accounts_visible_to, evidence_wanted
from veterans.registry.services.account_evidence import Evidence, attach
from veterans.registry.services.people import locked_person
from veterans.registry.states import ProposalState

DECIDED = "这个账户已经办过，请刷新页面查看。"


@transaction.atomic
def add_account(
    *,
    person: Person,
    bank_name: str,
    number: str,
    account_name: str = "",
    reason: str = "",
    evidence: Evidence | None = None,
    by: User,
    at: datetime,
) -> BankAccount:
    """A new current account, to be verified by somebody else; the old one is no longer current.

    ``account_name`` is the person's own name when empty. Refuses what is no account number, the
    account that is current already, a correction without evidence, and while one that a station
    sent in waits: that one is to be decided first.
    """
    require(by, "people.edit")
    found = locked_person(person, by=by)
    if AccountProposal.objects.filter(person=found, state=ProposalState.PENDING).exists():
        raise Refused("服务站报来的账户更正还没有核验，请先到“账户核验”办理，再登记新的账户。")
    account = put_account(
        person=found,
        bank_name=bank_name,
        number=number,
        account_name=account_name,
        reason=reason,
        has_evidence=evidence is not None,
        by=by,
        at=at,
    )
    if evidence is not None:
        attach(evidence, person=found, account=account, by=by, at=at)
    _record("added", account, by, at)
    return account


def put_account(
    *,
    person: Person,
    bank_name: str,
    number: str,
    account_name: str,
    reason: str,
    has_evidence: bool,
    by: User,
    at: datetime,
) -> BankAccount:
    """The row, in the place of the current one; the caller holds the person's row."""
    clean = rules.clean_account_number(number)
    holder = rules.clean_name(account_name) if account_name.strip() else person.name
    index = account_index(clean)
    current = BankAccount.objects.filter(person=person, is_current=True).first()
    if (
        current is not None
        and bytes(current.number_index) == index
        and current.account_name == holder
        and current.state != AccountState.REJECTED
    ):
        raise Refused("这就是当前使用的账户，不需要重新登记。")
    needed = evidence_wanted(person, account_name=holder)
    if needed and not has_evidence:
        raise Refused(
            f"{needed}，须有佐证：请上传存折或卡片的照片、扫描件；"
            "确实没有纸质材料的，写明原因和文号。"
        )
    BankAccount.objects.filter(person=person, is_current=True).update(
        is_current=False, replaced_at=at
    )
    return BankAccount.objects.create(
        person=person,
        bank_name=rules.clean_bank_name(bank_name),
        account_name=holder,
        number=clean,
        number_index=index,
        state=AccountState.UNVERIFIED,
        # Never empty: an account without a reason came with a list.
        reason=reason.strip()[:200] or (needed or "登记账户"),
        evidence_needed=bool(needed),
        replaces=current,
        entered_by=by,
        created_at=at,
    )


def _locked_account(account: BankAccount, by: User) -> BankAccount:
    """The account, after its person: whoever changes an account holds the person's row first."""
    known = accounts_visible_to(by).filter(pk=account.pk).first()
    if known is None:
        raise NotFound("没有找到这个账户。")
    locked_person(known.person, by=by)
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
    if found.state != AccountState.UNVERIFIED:
        raise Refused(DECIDED)
    if found.entered_by_id == by.pk:
        raise Refused("账户不能由登记人自己核验，请由另一人核验。")
    if found.evidence_needed and not AccountEvidence.objects.filter(account=found).exists():
        raise Refused("这次更正没有佐证，不能核验。请退回登记人，附上照片或书面说明后重新登记。")
    mark_verified(found, by=by, at=at)
    _record("verified", found, by, at)
    return found


def mark_verified(account: BankAccount, *, by: User, at: datetime) -> None:
    """Good from now on; the caller has looked at everything that stands against it."""
    account.state = AccountState.VERIFIED
    account.verified_by, account.verified_at = by, at
    account.save(update_fields=["state", "verified_by", "verified_at"])


@transaction.atomic
def refuse_account(*, account: BankAccount, reason: str, by: User, at: datetime) -> BankAccount:
    """退回: the second person does not find it right; back to whoever entered it, with the reason.

    The account before it is current again, as it stood. Refuses whoever entered it (who may
    withdraw it) and what is decided.
    """
    require(by, "people.verify")
    note = reason.strip()[:200]
    if not note:
        raise Refused("请写明哪里不对，让登记的人知道要改什么。")
    found = _locked_account(account, by)
    if found.state != AccountState.UNVERIFIED or not found.is_current:
        raise Refused(DECIDED)
    if found.entered_by_id is None:
        raise Refused("这个账户是随名单导入的，没有登记人可退；请登记正确的账户来更换它。")
    if found.entered_by_id == by.pk:
        raise Refused("这个账户是您登记的：不对的请撤回，核验由另一人办理。")
    found.refused_by, found.refused_at, found.refusal = by, at, note
    _take_back(found, AccountState.REFUSED, at)
    _record("refused", found, by, at)
    return found


@transaction.atomic
def withdraw_account(*, account: BankAccount, by: User, at: datetime) -> BankAccount:
    """撤回: whoever entered it takes it back before anybody has verified it."""
    require(by, "people.edit")
    found = _locked_account(account, by)
    if found.state != AccountState.UNVERIFIED or not found.is_current:
        raise Refused(DECIDED)
    if found.entered_by_id != by.pk:
        raise Refused("只能撤回自己登记的账户；别人登记的，核验时可以退回。")
    _take_back(found, AccountState.WITHDRAWN, at)
    _record("withdrawn", found, by, at)
    return found


def _take_back(account: BankAccount, state: AccountState, at: datetime) -> None:
    """The account never counted: what was current before it is current again."""
    account.state, account.is_current, account.replaced_at = state, False, at
    account.save(
        update_fields=["state", "is_current", "replaced_at", "refused_by", "refused_at", "refusal"]
    )
    if account.replaces_id is not None:
        BankAccount.objects.filter(pk=account.replaces_id).update(is_current=True, replaced_at=None)


def _record(deed: str, account: BankAccount, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"bank_account.{deed}",
        subject="bank_account",
        subject_id=account.pk,
        at=at,
    )


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
