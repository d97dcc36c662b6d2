"""What a station sees of the money in its area: the month's roster, and who is not paid.

Everything is limited to the worker's own area and fails closed: no area, no rows; another area's
village or person is ``NotFound``, as if it did not exist. Nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from support_services.stations.rules import spoken_name
from support_services.subsidies.models import (
    Batch,
    BatchException,
    BatchScheme,
    FileLine,
    Hold,
    Payment,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.selectors import payments_visible_to
from support_services.subsidies.selectors.suspense import ON_LIST, suspense_matching
from support_services.subsidies.states import (
    BATCH_ROAD,
    CONFIRMATION_STATION_CURE,
    EXCEPTION_LABELS,
    EXCEPTION_STATION_CURES,
    PAYMENT_LABELS,
    UNDELIVERED_STATION_CURES,
    BatchState,
    ExceptionReason,
    LineState,
    PaymentState,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import ZERO
from veterans.regions.models import Level, Region
from veterans.regions.selectors import regions_visible_to, scoped
from veterans.registry.models import BankAccount

# From approval on there are payments; from the calculation on it is known who is left out.
PAYING = BATCH_ROAD[BATCH_ROAD.index(BatchState.APPROVED) :]
CALCULATED = BATCH_ROAD[BATCH_ROAD.index(BatchState.CALCULATED) :]
UNDELIVERED = (PaymentState.FAILED, PaymentState.RETURNED)
# A cancelled payment was never sent to anybody.
SHOWN_STATES = tuple(state for state in PaymentState if state != PaymentState.CANCELLED)
MONTHS_BACK = 36

PAYMENT_TONES: dict[PaymentState, str] = {
    PaymentState.OUTSTANDING: "info",
    PaymentState.PAID: "ok",
    PaymentState.FAILED: "bad",
    PaymentState.RETURNED: "bad",
    PaymentState.SUSPENSE: "warn",
    PaymentState.TREASURY: "idle",
}
EXCEPTION_TONES: dict[ExceptionReason, str] = {
    ExceptionReason.HOLD: "info",
    ExceptionReason.NO_ACCOUNT: "bad",
    ExceptionReason.ACCOUNT_UNVERIFIED: "warn",
    ExceptionReason.ACCOUNT_REJECTED: "bad",
    ExceptionReason.DEAD_NOT_ENDED: "bad",
    ExceptionReason.DEAD_NO_PAYEE: "bad",
    ExceptionReason.NO_RATE: "idle",
    ExceptionReason.NOT_PUBLISHED: "info",
    ExceptionReason.OVERPAID: "idle",
}
_WAITING = {
    None: "待送银行",
    LineState.SENT.value: "已送银行，等银行答复",
    LineState.UNKNOWN.value: "银行答复不明，区局正在查",
}


@dataclass(frozen=True)
class Chosen:
    """What the worker wants to see. ``village`` is one of his own, ``state`` a payment's or ""."""

    month: date
    village: Region | None = None
    text: str = ""
    state: str = ""


@dataclass(frozen=True)
class Figures:
    """A month in the area: people and yuan to be paid, and how many have what."""

    persons: int
    amount: Decimal
    paid: int
    under_way: int
    undelivered: int


@dataclass(frozen=True)
class RosterRow:
    """One payment on the roster. ``of_whom``: the entitled person, where another one is paid."""

    payment_id: int
    person_id: int
    is_here: bool
    name: str
    of_whom: str
    masked_id: str
    village: str
    scheme: str
    amount: Decimal
    state_label: str
    state_tone: str
    note: str


@dataclass(frozen=True)
class Trouble:
    """Somebody who is not paid: why, and what the station can do. ``is_cured``: the obstacle has
    been removed since, the next batch pays."""

    person_id: int
    is_here: bool
    name: str
    village: str
    scheme: str
    month: date
    is_since: bool
    amount: Decimal
    reason: str
    tone: str
    cure: str
    is_cured: bool = False


def roster_months() -> list[date]:
    """Months that have been approved for payment, newest first."""
    months = Batch.objects.filter(kind=BatchKind.MONTHLY, state__in=PAYING)
    return list(
        months.order_by("-through").values_list("through", flat=True).distinct()[:MONTHS_BACK]
    )


def villages_of(user: User) -> list[Region]:
    """The villages of the worker's own area, in the order of their codes."""
    return list(regions_visible_to(user).filter(level=Level.VILLAGE).order_by("code"))


def village_of(user: User, code: str) -> Region:
    """One of the worker's own villages; whatever else that is does not exist for him."""
    village = regions_visible_to(user).filter(level=Level.VILLAGE, code=code).first()
    if village is None:
        raise NotFound("没有这个村居。")
    return village


def state_choices() -> list[tuple[PaymentState, str]]:
    """The states to filter by, in the order of a payment's way."""
    return [(state, PAYMENT_LABELS[state]) for state in SHOWN_STATES]


def payment_state(code: str) -> str:
    """A state to filter by, "" for all; refuses what is none."""
    if code and code not in {state.value for state in SHOWN_STATES}:
        raise NotFound("没有这个状态。")
    return code


def roster(user: User, chosen: Chosen) -> QuerySet[Payment]:
    """The payments of a month in the area, village by village, by name."""
    payments = _of_month(user, chosen.month)
    if chosen.village is not None:
        payments = payments.filter(region=chosen.village)
    if chosen.state:
        payments = payments.filter(state=chosen.state)
    if chosen.text:
        payments = payments.filter(_named(chosen.text, "payee"))
    last = FileLine.objects.filter(payment=OuterRef("pk")).order_by("-pk")
    return (
        payments.select_related(
            "payee__region", "region", "entitlement__person", "entitlement__scheme"
        )
        .annotate(
            line_state=Subquery(last.values("state")[:1]),
            line_text=Subquery(last.values("result_text")[:1]),
        )
        .order_by("region__path", "payee__name_pinyin", "payee__name", "pk")
    )


def sums_of(payments: QuerySet[Payment]) -> tuple[int, Decimal]:
    """People and yuan of a roster."""
    sums = payments.aggregate(persons=Count("payee", distinct=True), amount=Sum("amount"))
    return sums["persons"], sums["amount"] or ZERO


def rows_of(user: User, payments: Iterable[Payment]) -> list[RosterRow]:
    """Payments as the roster shows them; identity numbers covered."""
    return [_row(user, payment) for payment in payments]


def figures(user: User, month: date) -> Figures:
    """The month in the area; one query."""

    def people(*states: PaymentState) -> Count:
        return Count("payee", distinct=True, filter=Q(state__in=states))

    sums = _of_month(user, month).aggregate(
        persons=Count("payee", distinct=True),
        total=Sum("amount"),
        paid=people(PaymentState.PAID),
        under_way=people(PaymentState.OUTSTANDING),
        undelivered=people(*UNDELIVERED),
    )
    return Figures(
        persons=sums["persons"],
        amount=sums["total"] or ZERO,
        paid=sums["paid"],
        under_way=sums["under_way"],
        undelivered=sums["undelivered"],
    )


def undelivered(user: User, village: Region | None = None) -> QuerySet[Payment]:
    """Payments of any month that the bank could not deliver and that wait to be sent again."""
    payments = payments_visible_to(user).filter(state__in=UNDELIVERED)
    if village is not None:
        payments = payments.filter(region=village)
    last = FileLine.objects.filter(payment=OuterRef("pk")).order_by("-pk")
    return (
        payments.select_related("payee__region", "region", "batch", "entitlement__scheme")
        .annotate(line_text=Subquery(last.values("result_text")[:1]))
        .order_by("region__path", "-batch__through", "pk")
    )


def suspended(user: User, village: Region | None = None) -> QuerySet[Payment]:
    """Payments of the own area on suspense or given back: people to be looked for. As
    ``selectors.suspense.told``."""
    payments = suspense_matching(user, stand="all").filter(state__in=ON_LIST)
    if village is not None:
        payments = payments.filter(region=village)
    return payments.order_by("region__path", "batch__through", "pk")


def exceptions(user: User, village: Region | None = None) -> QuerySet[BatchException]:
    """Who is owed money and stood outside the last list of his scheme, with today's facts."""
    if not user.may("station.roster"):
        return BatchException.objects.none()
    last = (
        BatchScheme.objects.filter(batch__kind=BatchKind.MONTHLY, batch__state__in=CALCULATED)
        .values("scheme")
        .annotate(last=Max("batch"))
        .values_list("scheme", "last")
    )
    current = Q(pk__in=[])
    for scheme, batch in last:
        current |= Q(batch=batch, entitlement__scheme=scheme)
    rows = scoped(
        BatchException.objects.filter(current), user, path_field="entitlement__person__region__path"
    )
    if village is not None:
        rows = rows.filter(entitlement__person__region=village)
    account = BankAccount.objects.filter(
        person=Coalesce(OuterRef("entitlement__payee"), OuterRef("entitlement__person")),
        is_current=True,
    )
    holds = Hold.objects.filter(entitlement=OuterRef("entitlement"), released_at__isnull=True)
    unconfirmed = holds.filter(due__isnull=False)
    return (
        rows.select_related("batch", "entitlement__person__region", "entitlement__scheme")
        .annotate(
            account_state=Subquery(account.values("state")[:1]),
            is_held=Exists(holds),
            is_unconfirmed=Exists(unconfirmed),
            died_on=F("entitlement__person__died_on"),
        )
        .order_by("entitlement__person__region__path", "entitlement__person__name", "pk")
    )


def trouble_of_payment(user: User, payment: Payment) -> Trouble:
    """An undelivered payment told: what the bank said, and what to do."""
    state = PaymentState(payment.state)
    said = getattr(payment, "line_text", "") or ""
    return Trouble(
        person_id=payment.payee_id,
        is_here=is_within(user, payment.payee.region),
        name=payment.payee.name,
        village=spoken_name(payment.region.name),
        scheme=payment.entitlement.scheme.short_name,
        month=payment.batch.through,
        is_since=False,
        amount=payment.amount,
        reason=f"{PAYMENT_LABELS[state]}：{said}" if said else PAYMENT_LABELS[state],
        tone=PAYMENT_TONES[state],
        cure=UNDELIVERED_STATION_CURES[state],
    )


def trouble_of_exception(row: Any) -> Trouble:
    """Somebody outside the list told, by what stands against it now and not only then."""
    recorded = ExceptionReason(row.reason)
    now = recorded if recorded in _NO_OBSTACLE else obstacle_now(row)
    entitlement = row.entitlement
    reason = EXCEPTION_LABELS[now] if now else f"{EXCEPTION_LABELS[recorded]}，已解决"
    cure = EXCEPTION_STATION_CURES[now] if now else "不用再跑，下一批自动补发。"
    if now is ExceptionReason.HOLD and row.is_unconfirmed:
        reason, cure = f"{reason}：没有做年度确认", CONFIRMATION_STATION_CURE
    return Trouble(
        person_id=entitlement.person_id,
        is_here=True,
        name=entitlement.person.name,
        village=spoken_name(entitlement.person.region.name),
        scheme=entitlement.scheme.short_name,
        month=row.from_month,
        is_since=True,
        amount=row.amount,
        reason=reason,
        tone=EXCEPTION_TONES[now] if now else "ok",
        cure=cure,
        is_cured=now is None,
    )


# These are told as they were found: nothing at the station stands in the way.
_NO_OBSTACLE = frozenset(
    {ExceptionReason.NO_RATE, ExceptionReason.NOT_PUBLISHED, ExceptionReason.OVERPAID}
)


def obstacle_now(row: Any) -> ExceptionReason | None:
    """What stands against paying today, asked in the order of the calculation; None: nothing.

    ``row`` comes from ``exceptions``.
    """
    entitlement = row.entitlement
    if row.is_held:
        return ExceptionReason.HOLD
    if row.died_on is not None and entitlement.end_month is None:
        return ExceptionReason.DEAD_NOT_ENDED
    if (row.died_on is not None or entitlement.end_reason == "death") and not entitlement.payee_id:
        return ExceptionReason.DEAD_NO_PAYEE
    return {
        None: ExceptionReason.NO_ACCOUNT,
        "unverified": ExceptionReason.ACCOUNT_UNVERIFIED,
        "rejected": ExceptionReason.ACCOUNT_REJECTED,
    }.get(row.account_state)


def _of_month(user: User, month: date) -> QuerySet[Payment]:
    return payments_visible_to(user).filter(
        batch__through=month,
        batch__kind=BatchKind.MONTHLY,
        batch__state__in=PAYING,
        state__in=SHOWN_STATES,
    )


def _named(text: str, person: str) -> Q:
    """A part of the name, or the beginning of its pinyin or initials."""
    typed = "".join(text.split())
    letters = typed.lower().replace("ü", "v").replace("'", "")
    if letters.isascii() and letters.isalpha():
        return Q(**{f"{person}__name_initials__startswith": letters}) | Q(
            **{f"{person}__name_pinyin__startswith": letters}
        )
    return Q(**{f"{person}__name__contains": typed})


def _row(user: User, payment: Any) -> RosterRow:
    payee, entitled = payment.payee, payment.entitlement.person
    state = PaymentState(payment.state)
    note = payment.line_text or ""
    if state == PaymentState.OUTSTANDING:
        note = _WAITING.get(payment.line_state, "")
    elif state == PaymentState.PAID:
        note = ""
    return RosterRow(
        payment_id=payment.pk,
        person_id=payee.pk,
        is_here=is_within(user, payee.region),
        name=payee.name,
        of_whom=entitled.name if entitled.pk != payee.pk else "",
        masked_id=mask_id_number(payee.id_number),
        village=spoken_name(payment.region.name),
        scheme=payment.entitlement.scheme.short_name,
        amount=payment.amount,
        state_label=PAYMENT_LABELS[state],
        state_tone=PAYMENT_TONES[state],
        note=note,
    )


def is_within(user: User, region: Region) -> bool:
    """Whether a place lies in the worker's area, without asking the database."""
    path = user.area_path
    return isinstance(path, str) and region.path.startswith(path)
