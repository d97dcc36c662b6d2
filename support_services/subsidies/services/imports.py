"""Importing a list of entitlements, in bulk: all of it or nothing.

``import_plan`` decides what every row asks for, ``opening`` puts what was paid before into the
ledger; here the list is read, laid on the database and written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from support_services.subsidies.models import Determination, Entitlement, Posting, Scheme
from support_services.subsidies.models.ledger import PostingReason
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import import_plan
from support_services.subsidies.services.import_plan import Row, Span, Term
from support_services.subsidies.services.opening import Opening, RateTimes, open_ledger
from support_services.subsidies.services.scheme_book import (
    SchemeBook,
    Terms,
    parse_count,
    parse_grade,
)
from support_services.subsidies.services.stacking import collisions_told, settle_stacking
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, idcard
from veterans.foundation.bulk_load import load_rows, next_ids
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LineReader
from veterans.foundation.months import add_months, first_of, parse_month
from veterans.foundation.sheets import parse_date
from veterans.registry.selectors import people_visible_to, people_with_numbers

COLUMNS = (
    "id_number",
    "scheme",
    "grade",
    "class",
    "service_years",
    "service_months",
    "approved_on",
    "ended_on",
    "document_no",
    "paid_through",
)
_BATCH = 5000


@dataclass
class ImportOutcome:
    """How many rows were what. ``applied`` is false after a dry run and after any refusal."""

    rows: int = 0
    new: int = 0
    regraded: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: int = 0
    applied: bool = False
    opening: Opening = field(default_factory=Opening)
    problems: list[LineProblem] = field(default_factory=list)
    #: Rights that cannot be drawn together, by the line that brings one of them.
    collisions: list[LineProblem] = field(default_factory=list)


@dataclass(frozen=True)
class _Person:
    id: int
    born_on: date


@transaction.atomic
def import_entitlements(
    *, rows: Iterable[Line], by: User, at: datetime, today: date, dry_run: bool = False
) -> ImportOutcome:
    """Take over who draws what, since when, and what was paid before the portal came.

    The month of ``ended_on`` is the last one paid. ``paid_through`` opens the ledger: these
    months stand in it as posted and paid, at what is owed by the rates in force now, so that
    later raises find their arrears. Rows may come in any order; several rows of one person and
    scheme are regradings, or rights of different times. The same list again changes nothing.
    One refused row refuses the whole list; ``problems`` names every such row. Rights that cannot
    be drawn together are taken over as they are, and ``collisions`` says what will be paid; what
    was paid before all the same stands as paid, and comes out as overpaid.
    """
    require(by, "people.edit")
    given = list(rows)
    outcome = ImportOutcome(rows=len(given))
    if not dry_run:
        # As for opening a batch: no month is opened in the middle of this, and no second import.
        list(Scheme.objects.select_for_update().order_by("pk"))
    book = SchemeBook.read()
    wanted = _read_rows(given, book, by, today, outcome)
    by_right: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in wanted:
        by_right[row.person_id, row.scheme.pk].append(row)
    people = {person for person, _ in by_right}
    known = _known_spans(people, book, lock=not dry_run)
    spans: list[Span] = []
    outcomes: list[str] = []
    for right, mine in by_right.items():
        plan = import_plan.plan(mine, known.get(right, []))
        spans += plan.spans
        outcomes += plan.outcomes.values()
        outcome.problems += [LineProblem(*refusal) for refusal in plan.refusals.items()]
    outcome.refused = len(outcome.problems)
    outcome.new = outcomes.count(import_plan.NEW)
    outcome.regraded = outcomes.count(import_plan.REGRADED)
    outcome.ended = outcomes.count(import_plan.ENDED)
    outcome.unchanged = outcomes.count(import_plan.UNCHANGED)
    if outcome.refused:
        return outcome
    with transaction.atomic():
        new = [span for span in spans if span.id is None]
        _change_known([span for span in spans if span.id is not None], book)
        _insert(new, book, at)
        if not dry_run:
            outcome.opening = open_ledger(spans=new, by=by, at=at)
        # After the opening: what was paid stands as paid, whatever the rules say of it.
        settle_stacking(people)
        outcome.collisions = collisions_told(
            {
                span.id: max(term.line for term in span.terms)
                for span in spans
                if span.id is not None and any(term.line for term in span.terms)
            }
        )
        # A dry run does what the real thing does, and nothing is left of it.
        transaction.set_rollback(dry_run)
    if dry_run:
        return outcome
    outcome.applied = True
    if outcome.new or outcome.regraded or outcome.ended:
        detail = {
            "new": outcome.new,
            "regraded": outcome.regraded,
            "ended": outcome.ended,
            "opening_batch": outcome.opening.batch,
            "opening_lines": outcome.opening.postings,
            "opening_amount": outcome.opening.amount,
        }
        audit.record(
            actor=by, action="entitlement.imported", subject="entitlement", detail=detail, at=at
        )
    return outcome


def _read_rows(
    lines: list[Line], book: SchemeBook, by: User, today: date, outcome: ImportOutcome
) -> list[Row]:
    """Every row that can be read; what is wrong with the others goes into the outcome."""
    numbers: dict[int, str] = {}
    readers = {line.number: LineReader() for line in lines}
    for line in lines:
        number = readers[line.number].take(idcard.check, line.values["id_number"], today=today)
        if number is not None:
            numbers[line.number] = number
    people = _people(set(numbers.values()), by)
    rows: list[Row] = []
    for line in lines:
        reader = readers[line.number]
        person = people.get(numbers.get(line.number, ""))
        if person is None and line.number in numbers:
            reader.complain("此身份证号还没有登记，请先导入人员。")
        row = _read_row(line, person, book, today, reader)
        if reader.complaints or row is None:
            outcome.problems.append(LineProblem(line.number, "".join(reader.complaints)))
        else:
            rows.append(row)
    return rows


def _people(numbers: set[str], by: User) -> dict[str, _Person]:
    """Registered people of the user's area, by identity number."""
    people = people_visible_to(by).select_related(None).only("id_index", "born_on", "merged_into")
    found = people_with_numbers(by, numbers, people=people)
    return {number: _Person(person.pk, person.born_on) for number, person in found.items()}


def _read_row(
    line: Line, person: _Person | None, book: SchemeBook, today: date, reader: LineReader
) -> Row | None:
    values = line.values
    scheme = reader.take(book.scheme, values["scheme"])
    approved_on = reader.take(parse_date, values["approved_on"])
    ended_on = reader.take(parse_date, values["ended_on"]) if values["ended_on"] else None
    paid = reader.take(_paid_through, values["paid_through"]) if values["paid_through"] else None
    grade = reader.take(parse_grade, values["grade"])
    years = reader.take(parse_count, values["service_years"], "服役年数")
    months = reader.take(parse_count, values["service_months"], "服役零月数")
    if len(values["document_no"]) > 80:
        reader.complain("批准文号超过 80 个字。")
    terms: Terms | None = None
    if scheme is not None and grade is not None and years is not None and months is not None:
        terms = reader.take(
            book.terms,
            scheme,
            grade=grade,
            rate_class=values["class"],
            service_years=years,
            service_months=months,
        )
    if scheme is None or approved_on is None:
        return None
    start = reader.take(book.start_month, scheme, approved_on)
    if approved_on > today:
        reader.complain("批准日期晚于今天，请核对。")
    if person is not None and approved_on < person.born_on:
        reader.complain("批准日期早于出生日期。")
    latest = add_months(first_of(today), 12)
    if ended_on is not None and first_of(ended_on) > latest:
        reader.complain("终止日期在一年以后，请核对年份。")
    if paid is not None and paid > latest:
        reader.complain("已发至月份在一年以后，请核对年份。")
    if start is None or terms is None or person is None:
        return None
    if ended_on is not None and first_of(ended_on) < start:
        reader.complain(f"终止日期早于起发月（{start:%Y-%m}），请核对两个日期。")
    return Row(
        line.number,
        person.id,
        scheme,
        terms,
        approved_on,
        start,
        ended_on,
        values["document_no"],
        paid,
    )


def _paid_through(text: str) -> date:
    """A month; a spreadsheet makes the first of the month of it, which is as good."""
    try:
        return parse_month(text)
    except Refused:
        try:
            day = parse_date(text)
        except Refused:
            day = None
        if day is None or day.day != 1:
            raise Refused(f"已发至“{text}”不是年月，请写成 2025-12 这样的格式。") from None
        return day


def _known_spans(
    people: set[int], book: SchemeBook, *, lock: bool
) -> dict[tuple[int, int], list[Span]]:
    """Rights that these people have, as far as a list may change them; their rows locked."""
    schemes = {scheme.pk: scheme for scheme in book.by_code.values()}
    spans: dict[int, Span] = {}
    for batch in _batches(sorted(people)):
        found = Entitlement.objects.filter(person_id__in=batch).order_by("pk")
        for e in found.select_for_update() if lock else found:
            spans[e.pk] = Span(
                scheme=schemes[e.scheme_id],
                person_id=e.person_id,
                start=e.start_month,
                end=e.end_month,
                ended_on=e.ended_on,
                terms=[],
                id=e.pk,
                approved_on=e.approved_on,
                paid_through=add_months(e.ledger_from, -1)
                if e.ledger_from > e.start_month
                else None,
            )
    for batch in _batches(sorted(spans)):
        for d in Determination.objects.filter(entitlement_id__in=batch).order_by("first_month"):
            terms = Terms(d.grade, d.rate_class, d.service_years, d.service_months)
            spans[d.entitlement_id].terms.append(
                Term(d.first_month, d.last_month, terms, d.approved_on, d.document_no, id=d.pk)
            )
        opened = Posting.objects.filter(entitlement_id__in=batch, reason=PostingReason.OPENING)
        for pk, month in opened.values_list("entitlement_id").annotate(Max("month")):
            spans[pk].paid_through = month
    of_right: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in spans.values():
        of_right[span.person_id, span.scheme.pk].append(span)
    return of_right


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _change_known(spans: list[Span], book: SchemeBook) -> None:
    """Close, add and end; the marks that follow are the database's own doing."""
    closed = [span.closed_term for span in spans if span.closed_term is not None]
    Determination.objects.bulk_update(
        [Determination(pk=term.id, last_month=term.last) for term in closed],
        ["last_month"],
        batch_size=1000,
    )
    _insert_terms([(span, span.new_terms) for span in spans], book)
    Entitlement.objects.bulk_update(
        [
            Entitlement(
                pk=span.id,
                end_month=span.end,
                ended_on=span.ended_on,
                end_reason=EndReason.OTHER.value,
            )
            for span in spans
            if span.newly_ended
        ],
        ["end_month", "ended_on", "end_reason"],
        batch_size=1000,
    )


def _insert(spans: list[Span], book: SchemeBook, at: datetime) -> None:
    times = RateTimes()
    for span, pk in zip(spans, next_ids(Entitlement, len(spans)), strict=True):
        span.id, span.ledger_from = pk, times.ledger_from(span)
    load_rows(
        Entitlement,
        (
            "id",
            "person_id",
            "scheme_id",
            "approved_on",
            "start_month",
            "end_month",
            "ended_on",
            "end_reason",
            "ledger_from",
            "document_no",
            "created_at",
        ),
        (
            (
                span.id,
                span.person_id,
                span.scheme.pk,
                span.approved_on,
                span.start,
                span.end,
                span.ended_on,
                EndReason.OTHER.value if span.end else "",
                span.ledger_from,
                span.document_no,
                at,
            )
            for span in spans
        ),
    )
    _insert_terms([(span, span.terms) for span in spans], book)


def _insert_terms(terms: list[tuple[Span, list[Term]]], book: SchemeBook) -> None:
    load_rows(
        Determination,
        (
            "entitlement_id",
            "first_month",
            "last_month",
            "grade",
            "rate_class",
            "service_years",
            "service_months",
            "service_factor",
            "approved_on",
            "document_no",
        ),
        (
            (
                span.id,
                term.first,
                term.last,
                term.terms.grade,
                term.terms.rate_class,
                term.terms.service_years,
                term.terms.service_months,
                book.factor(span.scheme, term.terms, term.approved_on),
                term.approved_on,
                term.document_no,
            )
            for span, mine in terms
            for term in mine
        ),
    )
