"""One payee of the own area, as the station tells him: what he is entitled to, what came, and why.

The person lives in the worker's area today, or does not exist for him. Payments are those made for
the own area; identity numbers, telephones and accounts are covered. Nothing here writes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from support_services.stations.rules import spoken_name
from support_services.subsidies.area_rosters import PAYING, PAYMENT_TONES, SHOWN_STATES, is_within
from support_services.subsidies.area_standing import StandingTold, standings
from support_services.subsidies.explanations import Explanation, Fact, RuleTold, explain_all
from support_services.subsidies.labels import ComponentNames, determined_as
from support_services.subsidies.models import (
    Determination,
    Entitlement,
    Exclusion,
    FileLine,
    Hold,
    Payment,
    Posting,
    RecoveryEntry,
    Suspension,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rules import Component
from support_services.subsidies.selectors import payments_visible_to
from support_services.subsidies.states import (
    EXCEPTION_LABELS,
    PAYMENT_LABELS,
    ExceptionReason,
    PaymentState,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_account, mask_id_number, mask_phone
from veterans.foundation.money import ZERO
from veterans.regions.selectors import scoped
from veterans.registry.models import AccountState, BankAccount, Person

PAYMENTS_SHOWN = 12
# Three years of arrears.
LINES_SHOWN = 36
FACTS_TOLD = ("享受期间", "核定")


@dataclass(frozen=True)
class EntitlementTold:
    """A right: since when, as what, and whether it is paid now. ``of_whom`` is somebody who died,
    whose money this person draws."""

    scheme: str
    of_whom: str
    determined: str
    start_month: date
    end_month: date | None
    end_text: str
    document_no: str
    state: str
    tone: str


@dataclass(frozen=True)
class PaymentTold:
    """What one batch paid, and what became of it at the bank."""

    payment_id: int
    month: date
    scheme: str
    amount: Decimal
    state: str
    tone: str
    said: str


@dataclass(frozen=True)
class Payee:
    """A person of the own area, with rights, how far their 公示 is, and the last payments."""

    person_id: int
    name: str
    masked_id: str
    masked_phone: str
    village: str
    died_on: date | None
    account: str
    account_state: str
    account_tone: str
    entitlements: list[EntitlementTold]
    publicity: list[StandingTold]
    payments: list[PaymentTold]


@dataclass(frozen=True)
class LineTold:
    """One line of the ledger and how it came about."""

    month: date
    component: str
    amount: Decimal
    told: Explanation


@dataclass(frozen=True)
class PaymentExplained:
    """A payment and the lines of the ledger it is made of, newest first. ``facts`` and ``rules``:
    what the newest one rests on; why somebody is suspended is not for the station.

    ``recovered``: yuan taken for what had been paid too much before, so that
    ``amount = posted − recovered``; below zero where more was found than may be taken
    at once. ``more``: lines that are too old to be told.
    """

    payment: PaymentTold
    person_id: int
    is_here: bool
    name: str
    of_whom: str
    lines: list[LineTold]
    facts: list[Fact]
    rules: list[RuleTold]
    more: int
    posted: Decimal
    recovered: Decimal
    account: str

    @property
    def kept(self) -> Decimal:
        """Yuan found to be overpaid with this payment and left for later ones."""
        return max(-self.recovered, ZERO)


def payee_visible_to(user: User, person_id: int, *, today: date) -> Payee:
    """The person with that number; refuses alike whoever does not exist and lives elsewhere."""
    if not user.may("station.roster"):
        raise NotFound("没有找到此人。")
    people = scoped(Person.objects.select_related("region"), user)
    person: Any = people.filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有找到此人。")
    publicity = standings(user, person, today=today)
    entitlements = _entitlements(
        person, today, {one.entitlement_id for one in publicity if not one.is_done}
    )
    payments = _payments(user).filter(Q(payee=person) | Q(entitlement__person=person))
    told = [
        _told(payment) for payment in payments.order_by("-batch__through", "-pk")[:PAYMENTS_SHOWN]
    ]
    account: Any = BankAccount.objects.filter(person=person, is_current=True).first()
    return Payee(
        person_id=person.pk,
        name=person.name,
        masked_id=mask_id_number(person.id_number),
        masked_phone=mask_phone(person.phone or ""),
        village=spoken_name(person.region.name),
        died_on=person.died_on,
        account=f"{account.bank_name} {mask_account(account.number)}" if account else "",
        account_state=account.get_state_display() if account else "没有登记",
        account_tone=_ACCOUNT_TONES[account.state] if account else "bad",
        entitlements=entitlements,
        publicity=publicity,
        payments=told,
    )


def payment_visible_to(user: User, payment_id: int) -> PaymentExplained:
    """One payment made for the own area, with its lines; refuses any other."""
    payment = _payments(user).filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("没有找到这笔发放。")
    key = {"batch": payment.batch_id, "entitlement": payment.entitlement_id}
    lines = list(
        Posting.objects.filter(**key)
        .select_related("batch", "entitlement__person", "entitlement__scheme")
        .order_by("-month", "component", "sequence")
    )
    shown = lines[:LINES_SHOWN]
    explained, names = explain_all(shown), ComponentNames.read()
    newest = explained[0] if explained else None
    # Entries of the recovery are negative where something was taken back.
    taken = RecoveryEntry.objects.filter(**key).aggregate(taken=Sum("amount"))["taken"] or ZERO
    last: Any = FileLine.objects.filter(payment=payment).order_by("-pk").first()
    entitled = payment.entitlement.person
    return PaymentExplained(
        payment=_told(payment),
        person_id=payment.payee_id,
        is_here=is_within(user, payment.payee.region),
        name=payment.payee.name,
        of_whom=entitled.name if entitled.pk != payment.payee_id else "",
        lines=[_line(line, told, names) for line, told in zip(shown, explained, strict=True)],
        facts=[fact for fact in newest.facts if fact.label in FACTS_TOLD] if newest else [],
        rules=newest.rules if newest else [],
        more=max(0, len(lines) - LINES_SHOWN),
        posted=sum((line.amount for line in lines), ZERO),
        recovered=-taken,
        account=f"{last.bank_name} {mask_account(last.account_number)}" if last else "",
    )


_ACCOUNT_TONES = {
    AccountState.VERIFIED.value: "ok",
    AccountState.UNVERIFIED.value: "warn",
    AccountState.REJECTED.value: "bad",
}


def _payments(user: User) -> Any:
    last = FileLine.objects.filter(payment=OuterRef("pk")).order_by("-pk")
    return (
        payments_visible_to(user)
        .select_related("payee__region", "batch", "entitlement__scheme", "entitlement__person")
        .filter(batch__kind=BatchKind.MONTHLY, batch__state__in=PAYING, state__in=SHOWN_STATES)
        .annotate(line_text=Subquery(last.values("result_text")[:1]))
    )


def _told(payment: Payment) -> PaymentTold:
    state = PaymentState(payment.state)
    undelivered = state in (PaymentState.FAILED, PaymentState.RETURNED)
    return PaymentTold(
        payment_id=payment.pk,
        month=payment.batch.through,
        scheme=payment.entitlement.scheme.name,
        amount=payment.amount,
        state=PAYMENT_LABELS[state],
        tone=PAYMENT_TONES[state],
        said=(getattr(payment, "line_text", "") or "") if undelivered else "",
    )


def _line(line: Posting, told: Explanation, names: ComponentNames) -> LineTold:
    return LineTold(
        month=line.month,
        component=(
            names.of(line.entitlement.scheme_id, line.component)
            if line.component != Component.STANDARD
            else ""
        ),
        amount=line.amount,
        told=told,
    )


def _entitlements(person: Person, today: date, unpublished: set[int]) -> list[EntitlementTold]:
    month = today.replace(day=1)
    term = Determination.objects.filter(
        entitlement=OuterRef("pk"), first_month__lte=month
    ).order_by("-first_month")
    rows = (
        Entitlement.objects.filter(Q(person=person) | Q(payee=person))
        .select_related("scheme", "person")
        .annotate(
            grade=Subquery(term.values("grade")[:1]),
            rate_class=Subquery(term.values("rate_class")[:1]),
            factor=Subquery(term.values("service_factor")[:1]),
            is_held=Exists(
                Hold.objects.filter(entitlement=OuterRef("pk"), released_at__isnull=True)
            ),
            is_suspended=Exists(
                Suspension.objects.filter(
                    Q(last_month__isnull=True) | Q(last_month__gte=month),
                    entitlement=OuterRef("pk"),
                    first_month__lte=month,
                )
            ),
        )
        .annotate(
            kept=Subquery(
                Exclusion.objects.filter(
                    Q(last_month__isnull=True) | Q(last_month__gte=month),
                    entitlement=OuterRef("pk"),
                    first_month__lte=month,
                ).values("because__scheme__short_name")[:1]
            )
        )
        .order_by("scheme__position", "-start_month")
    )
    return [_entitlement(row, person, month, row.pk in unpublished) for row in rows]


def _entitlement(row: Any, person: Person, month: date, is_unpublished: bool) -> EntitlementTold:
    parts = [determined_as(row.grade or 0, row.rate_class or "")]
    if row.factor:
        parts.append(f"服役折算 {row.factor.normalize():f} 年")
    state, tone = "发放中", "ok"
    if row.end_month and row.end_month < month:
        state, tone = "已停发", "idle"
    elif row.start_month > month:
        state, tone = "尚未起发", "info"
    elif row.is_suspended:
        state, tone = "中止", "warn"
    elif row.kept:
        state, tone = f"不同时发，只发{row.kept}", "idle"
    elif row.is_held:
        state, tone = "暂缓发放", "warn"
    elif is_unpublished:
        state, tone = EXCEPTION_LABELS[ExceptionReason.NOT_PUBLISHED], "warn"
    elif row.scheme.cycle != Cycle.MONTH:
        state, tone = "按次核发", "info"
    return EntitlementTold(
        scheme=row.scheme.name,
        of_whom=row.person.name if row.person_id != person.pk else "",
        determined="，".join(part for part in parts if part),
        start_month=row.start_month,
        end_month=row.end_month,
        end_text=row.get_end_reason_display() if row.end_reason else "",
        document_no=row.document_no,
        state=state,
        tone=tone,
    )
