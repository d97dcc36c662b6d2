"""Budget lines: what was used of each, how a batch would leave it, where the year will end.

Used is the sum of the parts of the line's year, source and schemes, less what went back to the
treasury. It is read from the parts each time and stands nowhere else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Min, QuerySet, Sum

from support_services.subsidies.fund_states import ChangeOf, ProposalState
from support_services.subsidies.funding import Forecast, Standing, forecast
from support_services.subsidies.models import (
    ApprovalRule,
    Batch,
    BudgetChange,
    BudgetLine,
    BudgetLineScheme,
    BudgetOverride,
    FundPart,
    FundShare,
    Scheme,
)
from support_services.subsidies.selectors.funding import SplitPart, split_of
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.money import ZERO


@dataclass(frozen=True)
class LineUse:
    """A line, its schemes, and what was used of it by month (1 to 12), in yuan."""

    line: BudgetLine
    schemes: list[Scheme]
    by_month: dict[int, Decimal] = field(default_factory=dict)
    returned: Decimal = ZERO

    @property
    def used(self) -> Decimal:
        return sum(self.by_month.values(), ZERO) - self.returned

    @property
    def standing(self) -> Standing:
        return self.with_batch(ZERO)

    @property
    def forecast(self) -> Forecast | None:
        """By December at the present monthly rate, less what went back to the treasury."""
        found = forecast(self.by_month)
        if found is None or not self.returned:
            return found
        return Forecast(found.monthly, found.by_december - self.returned)

    def with_batch(self, asked: Decimal) -> Standing:
        """How the line would stand with so much more."""
        return Standing(self.line.amount, self.used, self.line.warn_percent, asked)


def uses_of(lines: Iterable[BudgetLine]) -> list[LineUse]:
    """What was used of each line; three queries, however many there are."""
    listed = list(lines)
    links = BudgetLineScheme.objects.filter(line__in=listed).select_related("scheme")
    schemes: dict[int, list[Scheme]] = defaultdict(list)
    line_of: dict[tuple[int, str, int], int] = {}
    for link in links.order_by("scheme__position", "scheme_id"):
        schemes[link.line_id].append(link.scheme)
        if link.is_live:
            line_of[link.year, link.source, link.scheme_id] = link.line_id
    used: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    parts = FundPart.objects.filter(month__year__in={line.year for line in listed}).order_by()
    for row in parts.values("month", "source", "scheme_id").annotate(sum=Sum("amount")):
        month: date = row["month"]
        line_id = line_of.get((month.year, row["source"], row["scheme_id"]))
        if line_id is not None:
            used[line_id][month.month] += row["sum"]
    returned = dict(
        BudgetChange.objects.filter(
            line__in=listed, kind=ChangeOf.RETURN, state=ProposalState.IN_FORCE
        )
        .order_by()
        .values_list("line")
        .annotate(sum=Sum("amount"))
    )
    return [
        LineUse(
            line,
            schemes[line.pk],
            {month: amount for month, amount in used[line.pk].items() if amount},
            returned.get(line.pk, ZERO),
        )
        for line in listed
    ]


def line_use(line: BudgetLine) -> LineUse:
    """What was used of one line."""
    return uses_of([line])[0]


def lines_visible_to(user: User) -> QuerySet[BudgetLine]:
    """Every line but those whose first document was taken back."""
    if not user.may("ledger.read"):
        return BudgetLine.objects.none()
    gone = BudgetChange.objects.filter(kind=ChangeOf.ISSUE, state=ProposalState.WITHDRAWN)
    return BudgetLine.objects.exclude(pk__in=gone.values("line"))


def line_visible_to(user: User, line_id: int) -> BudgetLine:
    """One line; refuses alike what does not exist and what is not for him."""
    line = lines_visible_to(user).filter(pk=line_id).first()
    if line is None:
        raise NotFound("没有找到这个预算指标。")
    return line


def budget_years(user: User) -> list[int]:
    """Years with a line, the newest first."""
    years = lines_visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def changes_visible_to(user: User) -> QuerySet[BudgetChange]:
    """Every document on a line."""
    if not user.may("ledger.read"):
        return BudgetChange.objects.none()
    return BudgetChange.objects.select_related("line", "entered_by", "enforced_by").order_by("pk")


def overrides_of(line: BudgetLine) -> list[BudgetOverride]:
    """Batches that were approved beyond the line, by whose decision."""
    return list(line.overrides.select_related("batch", "by").order_by("pk"))


def parts_of_line(use: LineUse) -> list[dict[str, object]]:
    """What the line paid, batch by batch: voided batches come with both signs."""
    rows = (
        FundPart.objects.filter(
            month__year=use.line.year, source=use.line.source, scheme__in=use.schemes
        )
        .order_by()
        .values("batch_id", "batch__through", "kind", "at")
        .annotate(sum=Sum("amount"))
        .order_by("at", "batch_id")
    )
    return [dict(row) for row in rows]


@dataclass(frozen=True)
class Outlook:
    """How a batch would leave a line."""

    use: LineUse
    standing: Standing

    @property
    def line(self) -> BudgetLine:
        return self.use.line


def outlook(batch: Batch, parts: list[SplitPart] | None = None) -> list[Outlook]:
    """The lines in force that a batch draws on, in the order of their numbers, and how it would
    leave each. For a batch that is not approved yet: what is, stands in the lines' own use."""
    asked: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for part in split_of(batch) if parts is None else parts:
        asked[part.source.value, part.scheme_id] += part.amount
    links = BudgetLineScheme.objects.filter(
        year=batch.through.year, is_live=True, line__is_in_force=True
    ).select_related("line")
    by_line: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines: dict[int, BudgetLine] = {}
    for link in links:
        amount = asked.get((link.source, link.scheme_id))
        if amount is not None:
            by_line[link.line_id] += amount
            lines[link.line_id] = link.line
    uses = uses_of(lines[pk] for pk in sorted(lines))
    return [Outlook(use, use.with_batch(by_line[use.line.pk])) for use in uses]


@dataclass(frozen=True)
class Proposed:
    """So many drafts of a kind wait for a second person, the oldest since when."""

    kind: str
    count: int
    oldest: datetime


def proposals_waiting(user: User) -> list[Proposed]:
    """What others entered and this person may bring into force."""
    if not user.may("funds.enforce"):
        return []
    found = []
    for kind, model in (("rule", ApprovalRule), ("share", FundShare), ("change", BudgetChange)):
        waiting = model.objects.filter(state=ProposalState.DRAFT).exclude(entered_by=user)
        oldest = waiting.aggregate(at=Min("entered_at"))["at"]
        if oldest is not None:
            found.append(Proposed(kind, waiting.count(), oldest))
    return found


def strained_lines(user: User, *, year: int) -> list[LineUse]:
    """Lines of a year that are near their end or beyond it."""
    lines = lines_visible_to(user).filter(year=year, is_in_force=True).order_by("pk")
    return [use for use in uses_of(lines) if use.standing.is_near]
