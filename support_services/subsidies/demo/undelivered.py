"""What could not be delivered for long, and an account that a village station sent in."""

from datetime import date, datetime, timedelta

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.numbers import luhn_digit
from support_services.subsidies.demo.pictures import blank_card
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import Payment, SuspenseRequest
from support_services.subsidies.selectors.suspense import overdue_payments
from support_services.subsidies.services import suspense
from support_services.subsidies.suspense_states import SoughtResult, SuspenseCause
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User
from veterans.registry.models import AccountProposal, Person
from veterans.registry.services import evidence_of, propose_account, refuse_proposal

# Payments by what has become of them: on suspense, given back, waiting for a decision.
LISTED, RETURNED, ASKED = 3, 1, 1


def undelivered(day: date, hands: Staff) -> None:
    """The oldest that nobody could deliver: put on suspense, one given back, one asked for. Two
    accounts sent in by a station, one of them sent back. Done once."""
    if not SuspenseRequest.objects.exists():
        _suspense(day, hands)
    if not AccountProposal.objects.exists():
        _sent_in(day, hands)


def _suspense(day: date, hands: Staff) -> None:
    found = overdue_payments(before=moment(day, 8))[: LISTED + ASKED]
    listed, asked = found[:LISTED], found[LISTED:]
    for payments, at in ((listed, moment(day, 9)), (asked, moment(day, 16))):
        if payments:
            suspense.propose(
                payment_ids=[one.pk for one in payments],
                cause=SuspenseCause.UNREACHABLE,
                reason="电话不通，两次上门未见，家属称在外地（演示）",
                by=hands.preparer,
                at=at,
            )
    if not listed:
        return
    ids = SuspenseRequest.objects.filter(payment__in=listed).values_list("pk", flat=True)
    suspense.confirm(request_ids=ids, by=hands.reviewer, at=moment(day, 10))
    for worker in _workers_of(listed[-1]):
        suspense.note_sought(
            payment_id=listed[-1].pk,
            result=SoughtResult.AWAY,
            visited_on=day,
            note="邻居说去了外地子女家，留了电话（演示）",
            by=worker,
            at=moment(day, 15),
            today=day,
        )
    for payment in listed[:RETURNED]:
        back = suspense.ask_treasury(
            payment_ids=[payment.pk],
            document_no="演示缴款书〔2026〕1号",
            returned_on=day,
            reason="年终清理，长期付不成（演示）",
            by=hands.preparer,
            at=moment(day, 14),
            today=day,
        )
        suspense.confirm(
            request_ids=[one.pk for one in back], by=hands.approver, at=moment(day, 14, 30)
        )


def _workers_of(payment: Payment) -> list[User]:
    """A worker whose area the payment lies in, if the demo has one."""
    names = [one.username for one in DEMO_ACCOUNTS if one.role.endswith("_worker")]
    workers = User.objects.filter(username__in=names).select_related("region")
    path = payment.region.path
    return [one for one in workers if one.region and path.startswith(one.region.path)][:1]


def _sent_in(day: date, hands: Staff) -> None:
    village = next(one for one in DEMO_ACCOUNTS if one.role == "village_worker")
    worker = User.objects.get(username=village.username)
    near = Person.objects.filter(
        region=worker.region,
        died_on__isnull=True,
        accounts__is_current=True,
        accounts__state__in=["verified", "rejected"],
    )
    drawing = near.filter(entitlements__end_month__isnull=True).distinct()
    for place, person in enumerate(drawing.order_by("pk")[:2]):
        at = moment(day, 9) + timedelta(hours=place)
        sent = propose_account(
            person=person,
            bank_name="示例农商银行",
            number=_number(person),
            reason="本人换了新卡（演示）",
            evidence=evidence_of(files=[blank_card()]),
            by=worker,
            at=at,
        )
        if place:
            _sent_back(sent, hands, at + timedelta(hours=3))


def _sent_back(sent: AccountProposal, hands: Staff, at: datetime) -> None:
    refuse_proposal(
        proposal_id=sent.pk, reason="照片反光，看不清末四位，请重拍", by=hands.reviewer, at=at
    )


def _number(person: Person) -> str:
    body = f"621799{person.pk:012d}"
    return body + str(luhn_digit(body))
