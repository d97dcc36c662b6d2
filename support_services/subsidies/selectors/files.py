"""Bank files: what went out, what the bank answered, line by line."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from support_services.subsidies.models import (
    BankFile,
    BankLayout,
    Batch,
    FileLine,
    Payment,
    ReturnFile,
)
from support_services.subsidies.states import LineState, PaymentState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.money import ZERO

FAILED = (LineState.FAILED.value, LineState.RETURNED.value)
OPEN = (LineState.SENT.value, LineState.UNKNOWN.value)


@dataclass(frozen=True)
class Sums:
    """Lines and yuan."""

    count: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True)
class FileFigures:
    """A bank file and how its lines stand."""

    file: BankFile
    by_state: dict[str, Sums]

    def of(self, *states: str) -> Sums:
        """The lines in any of these states together."""
        return sum((self.by_state.get(state, Sums()) for state in states), Sums())


def files_of(batch: Batch) -> list[FileFigures]:
    """The files of a batch in their order; three queries, however many there are."""
    files = list(
        BankFile.objects.filter(batch=batch)
        .select_related("batch", "layout", "made_by", "stored")
        .order_by("sequence")
    )
    sums: dict[int, dict[str, Sums]] = {file.pk: {} for file in files}
    rows = FileLine.objects.filter(bank_file__in=sums).order_by().values("bank_file", "state")
    for row in rows.annotate(count=Count("id"), amount=Sum("amount")):
        sums[row["bank_file"]][row["state"]] = Sums(row["count"], row["amount"])
    return [FileFigures(file, sums[file.pk]) for file in files]


def file_visible_to(user: User, file_id: int) -> FileFigures:
    """One file; refuses alike what does not exist and what is not for him."""
    file = None
    if user.may("ledger.read"):
        file = (
            BankFile.objects.select_related("batch", "layout", "made_by", "stored")
            .filter(pk=file_id)
            .first()
        )
    if file is None:
        raise NotFound("没有这个银行文件。")
    rows = FileLine.objects.filter(bank_file=file).order_by().values("state")
    found = rows.annotate(count=Count("id"), amount=Sum("amount"))
    return FileFigures(file, {row["state"]: Sums(row["count"], row["amount"]) for row in found})


def lines_of_file(file: BankFile, *, states: tuple[str, ...] = ()) -> QuerySet[FileLine]:
    """The lines in the order of the file."""
    lines = FileLine.objects.filter(bank_file=file).select_related("payment__payee")
    if states:
        lines = lines.filter(state__in=states)
    return lines.order_by("line_no")


def returns_of(batch: Batch) -> list[ReturnFile]:
    """Every return that came in for a batch, latest first."""
    returns = ReturnFile.objects.filter(bank_file__batch=batch)
    return list(returns.select_related("bank_file__batch", "received_by", "stored").order_by("-id"))


def undelivered_of(batch: Batch) -> QuerySet[Payment]:
    """Payments that failed, came back, or were never sent; with their attempts."""
    lines = FileLine.objects.order_by("bank_file__sequence")
    return (
        Payment.objects.filter(batch=batch)
        .filter(
            Q(state__in=[PaymentState.FAILED.value, PaymentState.RETURNED.value])
            | Q(state=PaymentState.OUTSTANDING.value, lines__isnull=True)
        )
        .select_related("payee__region__parent", "entitlement__scheme", "entitlement__person")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("id")
    )


def layouts() -> list[BankLayout]:
    """The layouts a file can be written in."""
    return list(BankLayout.objects.order_by("code"))


def layout_names() -> list[tuple[str, str]]:
    """Code and name of every layout, for a choice."""
    return [(layout.code, layout.name) for layout in layouts()]


def undelivered_sums(batch: Batch) -> Sums:
    """Payments that failed or came back and are not under way again."""
    found = Payment.objects.filter(
        batch=batch, state__in=[PaymentState.FAILED.value, PaymentState.RETURNED.value]
    ).aggregate(count=Count("id"), amount=Sum("amount", default=ZERO))
    return Sums(found["count"], found["amount"])
