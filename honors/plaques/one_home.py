"""One home as the plain reference takes it, and what it says of it: by whom and by which line of
the rules a home stands as it does."""

from dataclasses import dataclass
from datetime import date

from honors.plaques import rule_book
from honors.plaques.models import Application, Task, Withdrawal
from honors.plaques.rule_lines import Line, book_of, holding
from honors.plaques.rules import (
    Answer,
    Held,
    Home,
    Hukou,
    Member,
    Served,
    Standing,
    grounds_of,
    standing,
)
from honors.plaques.states import (
    Outcome,
    Plea,
    PleaState,
    RuleKind,
    TaskKind,
    WithdrawalState,
)
from veterans.registry.models import Household, Person


@dataclass(frozen=True)
class Because:
    """Of one home: how it stands by the reference, and the lines that make it so, each with whom
    it is about, "" for the home."""

    standing: Standing | None
    lines: list[tuple[str, Line]]


def because(home: Household, today: date) -> Because:
    """As the files say now; a run that has not been yet may know less."""
    people = list(
        Person.objects.filter(household=home)
        .prefetch_related("categories", "serviceperiod_set", "residence_set")
        .order_by("pk")
    )
    facts = _facts(home, people)
    lines = rule_book.lines()
    book = book_of(lines, today)
    said = standing(facts, book, today)
    held = {one.key: one for one in holding(lines, today)}
    found = [
        (person.name, held[what, code])
        for person, member in zip(people, facts.members, strict=True)
        for what, code, ground in grounds_of(member, book, today)
        if said is not None and ground == said.ground and (what, code) in held
    ]
    cause = (RuleKind.CAUSE.value, said.why.value) if said is not None and said.why else None
    if cause in held:
        found.append(("", held[cause]))
    return Because(said, found)


def _facts(home: Household, people: list[Person]) -> Home:
    granted = list(Application.objects.filter(home=home, state=PleaState.GRANTED.value))
    answers = (
        Task.objects.filter(home=home).exclude(outcome="").order_by("answered_on", "pk")
    )  # the last of each kind stays
    return Home(
        plaque=home.plaque_number,
        hung_on=home.plaque_hung_on,
        members=tuple(_member(home, one, granted) for one in people),
        worn=tuple(one.asked_on for one in granted if one.kind == Plea.WORN),
        again=tuple(one.asked_on for one in granted if one.kind == Plea.AGAIN),
        withdrawals=tuple(
            WithdrawalState(state)
            for state in Withdrawal.objects.filter(home=home).values_list("state", flat=True)
        ),
        answers={
            TaskKind(one.kind): Answer(Outcome(one.outcome), one.answered_on)
            for one in answers
            if one.answered_on is not None
        },
    )


def _member(home: Household, one: Person, granted: list[Application]) -> Member:
    rows = list(one.residence_set.all())
    here = [
        row.valid_from
        for row in rows
        if row.kind == "living"
        and row.valid_to is None
        and row.region_id == home.region_id
        and row.valid_from is not None
    ]
    return Member(
        died_on=one.died_on,
        held=tuple(Held(c.category, c.valid_from, c.valid_to) for c in one.categories.all()),
        served=tuple(
            Served(s.status, s.enlisted_on, s.discharged_on) for s in one.serviceperiod_set.all()
        ),
        pleas=tuple(Plea(plea.kind) for plea in granted if plea.person_id == one.pk),
        is_head=one.relation == "户主",
        lives_here_since=max(here, default=None),
        hukou=tuple(
            Hukou(row.region_id, row.valid_from, row.valid_to)
            for row in rows
            if row.kind == "hukou"
        ),
    )
