"""What a list of entitlements asks for, person by person, before anything is written.

The rows of one person and scheme are taken in the order of their approval and laid on what is
known: the same facts again are nothing new; other facts from a later approval on are a regrading
of the open right; an end newly given ends it; an interval that touches no other is a right of
its own. Everything else is refused with the reason. Reads and writes no database.
"""

from dataclasses import dataclass, field
from datetime import date

from support_services.subsidies.models import Scheme
from support_services.subsidies.services.scheme_book import Terms
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, first_of, month_cn

FOREVER = date(9999, 12, 1)


@dataclass(frozen=True)
class Row:
    """One line of the list, read and checked by itself."""

    line: int
    person_id: int
    scheme: Scheme
    terms: Terms
    approved_on: date
    start: date
    ended_on: date | None
    document_no: str
    paid_through: date | None

    @property
    def last(self) -> date:
        return FOREVER if self.ended_on is None else first_of(self.ended_on)


@dataclass
class Term:
    """A determination, known (``id``) or to be made."""

    first: date
    last: date | None
    terms: Terms
    approved_on: date
    document_no: str
    id: int | None = None
    line: int = 0


@dataclass
class Span:
    """A right over months, known (``id``) or to be made."""

    scheme: Scheme
    person_id: int
    start: date
    end: date | None
    ended_on: date | None
    terms: list[Term]
    id: int | None = None
    document_no: str = ""
    approved_on: date = FOREVER
    #: What was paid before the portal came: of a known right, through which month the ledger
    #: was opened; of a new one, what the list says.
    paid_through: date | None = None
    #: First month that the ledger speaks of; of a new right, once it is known.
    ledger_from: date = FOREVER
    #: What is to be written of a known right.
    closed_term: Term | None = None
    new_terms: list[Term] = field(default_factory=list)
    newly_ended: bool = False

    @property
    def last(self) -> date:
        return self.end or FOREVER

    def meets(self, row: Row) -> bool:
        """Whether they have a month in common; a right that ended before it began has none."""
        return self.start <= self.last and self.start <= row.last and row.start <= self.last


@dataclass
class Plan:
    """The spans of one person and scheme after the list, and what became of each row."""

    spans: list[Span]
    outcomes: dict[int, str] = field(default_factory=dict)
    refusals: dict[int, str] = field(default_factory=dict)


NEW, REGRADED, ENDED, UNCHANGED = "new", "regraded", "ended", "unchanged"


def plan(rows: list[Row], known: list[Span]) -> Plan:
    """Lay the rows of one person and scheme on what is known of them."""
    made = Plan(list(known))
    for row in sorted(rows, key=lambda row: (row.approved_on, row.line)):
        try:
            made.outcomes[row.line] = _lay(row, made.spans)
        except Refused as refusal:
            made.refusals[row.line] = str(refusal)
    return made


def _lay(row: Row, spans: list[Span]) -> str:
    for span in spans:
        for term in span.terms:
            if term.approved_on == row.approved_on:
                return _again(row, span, term)
    touching = [span for span in spans if span.meets(row)]
    if not touching:
        spans.append(_new(row))
        return NEW
    if len(touching) == 1 and touching[0].end is None:
        return _regrade(row, touching[0])
    span = touching[0]
    until = f"至{month_cn(span.end)}" if span.end else "起"
    raise Refused(
        f"与已有的同一项目待遇（{month_cn(span.start)}{until}）时间重叠，请核对批准日期和终止日期。"
    )


def _new(row: Row) -> Span:
    return Span(
        scheme=row.scheme,
        person_id=row.person_id,
        start=row.start,
        end=None if row.ended_on is None else first_of(row.ended_on),
        ended_on=row.ended_on,
        terms=[_term(row, row.start)],
        document_no=row.document_no,
        approved_on=row.approved_on,
        paid_through=row.paid_through,
    )


def _term(row: Row, first: date) -> Term:
    return Term(first, None, row.terms, row.approved_on, row.document_no, line=row.line)


def _again(row: Row, span: Span, term: Term) -> str:
    """A row that speaks of a determination that is known."""
    if term.line:
        raise Refused(f"与第 {term.line} 行是同一人、同一项目、同一批准日期，请只保留一行。")
    if term.terms != row.terms:
        raise Refused("同一批准日期已登记为不同的等级、性质或服役年限，请核对。")
    if row.document_no and row.document_no != term.document_no:
        raise Refused("同一批准日期已登记为不同的批准文号，请核对。")
    _check_paid(row, span)
    return _end(row, span) if row.ended_on is not None else UNCHANGED


def _check_paid(row: Row, span: Span) -> None:
    """The ledger is opened once, when the right comes in."""
    if row.paid_through is None or span.id is None:
        return
    asked = min(row.paid_through, span.last)
    if asked >= span.start and (span.paid_through is None or asked > span.paid_through):
        raise Refused("这项待遇已建账，原系统已发月份（paid_through）不能再往后改。")


def _end(row: Row, span: Span) -> str:
    """An end that a row gives for a known right."""
    if span.end is not None:
        if span.ended_on != row.ended_on:
            raise Refused("已登记的终止日期与此不同，请核对。")
        return UNCHANGED
    latest = max(term.first for term in span.terms)
    if row.last < latest:
        raise Refused(f"终止日期早于最近一次核定的起始月（{month_cn(latest)}），请核对。")
    span.end, span.ended_on, span.newly_ended = row.last, row.ended_on, True
    return ENDED


def _regrade(row: Row, span: Span) -> str:
    """Other facts from a later approval on, within the right that is open."""
    latest = max(span.terms, key=lambda term: term.first)
    if row.approved_on < latest.approved_on or row.start <= latest.first:
        raise Refused(
            f"批准日期不晚于已登记的核定（自{month_cn(latest.first)}起），又与它时间重叠，请核对。"
        )
    if row.terms == latest.terms:
        raise Refused("已有内容相同的待遇，只是批准日期不同，请核对批准日期。")
    if span.id is not None:
        _check_paid(row, span)
    else:
        paid = [month for month in (span.paid_through, row.paid_through) if month is not None]
        span.paid_through = max(paid, default=None)
    latest.last = add_months(row.start, -1)
    if latest.id is not None:
        span.closed_term = latest
    term = _term(row, row.start)
    span.terms.append(term)
    if span.id is not None:
        span.new_terms.append(term)
    if row.ended_on is not None:
        span.end, span.ended_on, span.newly_ended = row.last, row.ended_on, True
    return REGRADED
