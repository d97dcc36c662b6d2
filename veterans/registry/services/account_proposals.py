"""更正申请: what a station worker takes down at the door, and what the bureau makes of it.

The worker types and photographs, somebody at the bureau types again from the photo and compares.
Only then is it an account; until then the person is paid as before.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

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
from veterans.registry.selectors import account_index, proposals_visible_to
from veterans.registry.services.account_evidence import Evidence, attach
from veterans.registry.services.accounts import mark_verified, put_account
from veterans.registry.services.look_ups import check_typed_again
from veterans.registry.services.people import locked_person
from veterans.registry.states import PROPOSAL_LABELS, PROPOSAL_MOVES, ProposalState

WAITING = "此人已有一份账户更正在区局待核验，请等结果；报错了的，由报送人先撤回。"


@transaction.atomic
def propose_account(
    *,
    person: Person,
    bank_name: str,
    number: str,
    account_name: str = "",
    reason: str,
    evidence: Evidence | None,
    speaker: rules.Speaker = rules.IN_PERSON,
    by: User,
    at: datetime,
) -> AccountProposal:
    """Send an account in. Nothing is paid otherwise until the bureau has verified it.

    Always with evidence: nobody at the bureau has the card. Refuses whoever lives elsewhere or
    has died, a second one that waits (the bureau's own entry included), the account that is in
    use already, and somebody who speaks for the person without saying who and by what consent.
    """
    require(by, "accounts.propose")
    found = locked_person(person, by=by)
    if found.died_on is not None:
        raise Refused("此人已登记去世。请家属商定领取人，带身份证、银行卡报区局登记。")
    told = reason.strip()[:200]
    if not told:
        raise Refused("请写明为什么更正，例如：银行退回，本人换了新卡。")
    if evidence is None:
        raise Refused("请拍一张存折或银行卡的照片；没有的，写明原因和证明的编号。")
    clean = rules.clean_account_number(number)
    holder = rules.clean_name(account_name) if account_name.strip() else found.name
    index = account_index(clean)
    current = BankAccount.objects.filter(person=found, is_current=True).first()
    # One that came with a list and a strange name may be corrected; what was entered by hand waits.
    if current is not None and current.state == AccountState.UNVERIFIED and current.reason:
        raise Refused("区局正在核验此人新登记的账户，请等结果；不对的由区局退回。")
    if (
        current is not None
        and bytes(current.number_index) == index
        and current.account_name == holder
        and current.state != AccountState.REJECTED
    ):
        raise Refused("这就是当前使用的账户，不用更正。")
    if AccountProposal.objects.filter(person=found, state=ProposalState.PENDING).exists():
        raise Refused(WAITING)
    try:
        with transaction.atomic():
            made = AccountProposal.objects.create(
                person=found,
                bank_name=rules.clean_bank_name(bank_name),
                account_name=holder,
                number=clean,
                number_index=index,
                reason=told,
                speaks=speaker.told() or None,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError as error:
        raise Refused(WAITING) from error
    attach(evidence, person=found, proposal=made, by=by, at=at)
    _record("made", made, by, at)
    return made


@transaction.atomic
def accept_proposal(*, proposal_id: int, number: str, by: User, at: datetime) -> BankAccount:
    """The second person has typed the number from the photo, and it is the same: a verified
    account, current from now on.

    Refuses another number, what is decided, and whoever sent it in.
    """
    proposal = _moved(proposal_id, "accept", by)
    check_typed_again(account=proposal, number=number)
    account = put_account(
        person=proposal.person,
        bank_name=proposal.bank_name,
        number=str(proposal.number),
        account_name=proposal.account_name,
        reason=proposal.reason,
        has_evidence=True,
        by=proposal.proposed_by,
        at=at,
    )
    AccountEvidence.objects.filter(proposal=proposal).update(account=account)
    mark_verified(account, by=by, at=at)
    proposal.account = account
    _decide(proposal, by, at)
    _record("accepted", proposal, by, at, account=account.pk)
    return account


@transaction.atomic
def refuse_proposal(*, proposal_id: int, reason: str, by: User, at: datetime) -> AccountProposal:
    """Back to the station, with what is wrong."""
    note = reason.strip()[:200]
    if not note:
        raise Refused("请写明哪里不对，让服务站知道要改什么。")
    proposal = _moved(proposal_id, "refuse", by)
    proposal.decision_note = note
    _decide(proposal, by, at)
    _record("refused", proposal, by, at)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, by: User, at: datetime) -> AccountProposal:
    """Whoever sent it in takes it back before it is decided."""
    proposal = _moved(proposal_id, "withdraw", by)
    if proposal.proposed_by_id != by.pk:
        raise Refused("只能撤回自己报送的；别人报的，请联系报送人。")
    _decide(proposal, by, at)
    _record("withdrawn", proposal, by, at)
    return proposal


def _moved(proposal_id: int, verb: str, by: User) -> AccountProposal:
    """The proposal, its person and itself locked, in its new state (not yet saved)."""
    starts, target, duty = PROPOSAL_MOVES[verb]
    require(by, duty)
    known = proposals_visible_to(by).filter(pk=proposal_id).first()
    if known is None:
        raise NotFound("没有找到这份账户更正。")
    person = locked_person(known.person, by=by)
    found = (
        AccountProposal.objects.select_for_update(of=("self",))
        .select_related("proposed_by")
        .get(pk=proposal_id)
    )
    found.person = person
    if found.state not in starts:
        now = PROPOSAL_LABELS[ProposalState(found.state)]
        raise Refused(f"这份账户更正{now}，不用再办。请刷新页面查看。")
    if verb != "withdraw" and found.proposed_by_id == by.pk:
        raise Refused("这是您报送的，须由另一人核验。")
    found.state = target.value
    return found


def _decide(proposal: AccountProposal, by: User, at: datetime) -> None:
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "account"])


def _record(deed: str, proposal: AccountProposal, by: User, at: datetime, **detail: int) -> None:
    audit.record(
        actor=by,
        action=f"account_proposal.{deed}",
        subject="account_proposal",
        subject_id=proposal.pk,
        detail=detail,
        at=at,
    )
