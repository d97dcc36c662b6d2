"""Conditions over people: read, told, judged for one, compiled for all; the two are held equal."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.subsidies.models import Determination, Entitlement
from tests.subsidies.factories import AT, entitlement, person, village
from veterans.foundation.errors import Refused
from veterans.registry.criteria.compiling import birthdays
from veterans.registry.criteria.judging import holds, judge, missing_papers
from veterans.registry.criteria.kinds import Shape, all_kinds
from veterans.registry.criteria.lives import lives_of
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, dump, lines, parse
from veterans.registry.models import (
    Category,
    Certificate,
    CertificateKind,
    Circumstance,
    Household,
    Merit,
    MeritKind,
    Person,
    PersonCategory,
    Placement,
    PlacementMode,
    ServicePeriod,
    ServiceStatus,
)
from veterans.registry.rules import age_on
from veterans.registry.selectors.criteria import count_of, people_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
DAYS = (TODAY, date(2024, 2, 29), date(2027, 2, 28), date(2027, 3, 1))
BIRTHS = (date(1944, 2, 29), date(1966, 11, 5), date(1966, 11, 6), date(1980, 3, 1))


def disabled(grade: int = 5, cause: str = "duty") -> Person:
    man = person()
    hold(man, Category.DISABLED)
    right = entitlement(man)
    Determination.objects.create(
        entitlement=right,
        first_month=right.start_month,
        grade=grade,
        rate_class=cause,
        approved_on=right.start_month,
    )
    return man


def hold(man: Person, category: str, first: date = date(2010, 1, 1), **more: Any) -> None:
    PersonCategory.objects.create(person=man, category=category, valid_from=first, **more)


def paper(man: Person, kind: str = "preferential", **more: Any) -> Certificate:
    return Certificate.objects.create(person=man, kind=kind, number="X1", entered_at=AT, **more)


def life(man: Person) -> Any:
    return lives_of([man.pk])[man.pk]


PREFERRED: dict[str, Any] = {
    "all": [
        {"kind": "category", "in": ["DIS", "CZ"]},
        {"any": [{"kind": "grade", "from": 1, "to": 6}, {"kind": "age", "from": 60}]},
        {"not": {"kind": "circumstance.aid", "in": ["tekun"]}},
        {"kind": "certificate", "in": ["preferential"]},
    ]
}


def test_told_judged_and_counted() -> None:
    tree = parse(PREFERRED)
    assert dump(tree) == PREFERRED
    assert [(line.depth, line.text) for line in lines(tree)] == [
        (0, "下列各项都要符合："),
        (1, "人员类别：残疾军人或参战退役军人"),
        (1, "下列各项符合一项即可："),
        (2, "残疾等级：1 至 6级"),
        (2, "年龄：60周岁以上"),
        (1, "不是：社会救助：特困供养"),
        (1, "持有证件：优待证"),
    ]
    young, old, other = disabled(grade=7), disabled(grade=3), person()
    Person.objects.filter(pk=young.pk).update(born_on=date(1990, 1, 1))
    paper(old)
    assert list(people_of(tree, today=TODAY)) == [old]
    assert count_of(tree, today=TODAY) == 1
    told = judge(tree, life(young), TODAY)
    assert not told.holds
    assert [(one.holds, one.found) for one in told.parts] == [
        (True, "残疾军人"),
        (False, ""),
        (True, "档案里没有"),
        (False, "档案里没有"),
    ]
    assert [one.found for one in told.parts[1].parts] == ["7级", "36周岁"]
    assert not judge(tree, life(other), TODAY).holds


def test_one_paper_is_missing_and_two_things_are_not() -> None:
    tree = parse(PREFERRED)
    man, poor = disabled(grade=3), disabled(grade=3)
    assert [leaf.values for leaf in missing_papers(tree, life(man), TODAY)] == [("preferential",)]
    Circumstance.objects.create(person=poor, kind="aid", value="tekun", entered_at=AT)
    assert missing_papers(tree, life(poor), TODAY) == []
    paper(man, valid_to=TODAY - timedelta(days=1))
    assert len(missing_papers(tree, life(man), TODAY)) == 1
    paper(man)
    assert missing_papers(tree, life(man), TODAY) == []


def test_the_dead_and_the_merged_are_entitled_to_nothing() -> None:
    tree = parse({"kind": "category", "in": ["DIS"]})
    dead, merged, man = disabled(), disabled(), disabled()
    Person.objects.filter(pk=dead.pk).update(died_on=TODAY)
    Person.objects.filter(pk=merged.pk).update(merged_into=man)
    assert list(people_of(tree, today=TODAY)) == [man]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "格式不对"),
        ({}, "格式不对"),
        ({"all": []}, "至少要有一项"),
        ({"all": [1]}, "格式不对"),
        ({"kind": "rank"}, "不认识"),
        ({"kind": "category", "in": []}, "至少选一项"),
        ({"kind": "category", "in": ["XX"]}, "不在列表中"),
        ({"kind": "category", "in": "DIS"}, "至少选一项"),
        ({"kind": "category", "in": ["DIS"], "from": 1}, "格式不对"),
        ({"kind": "age"}, "至少一项"),
        ({"kind": "age", "from": "六十"}, "整数"),
        ({"kind": "age", "from": True}, "整数"),
        ({"kind": "age", "from": -1}, "整数"),
        ({"kind": "age", "from": 70, "to": 60}, "起不能大于止"),
        ({"kind": "born", "from": "1950-02-30"}, "日期不对"),
        ({"kind": "born", "from": 19500101}, "日期不对"),
        ({"kind": "war_merit", "in": ["first"]}, "格式不对"),
        ({"not": {"not": {"not": {"not": {"not": {"kind": "war_merit"}}}}}}, "太深"),
        ({"all": [{"kind": "war_merit"}] * 41}, "条件太多"),
        ({"all": [{"kind": "war_merit"}], "any": []}, "不认识"),
    ],
)
def test_what_is_no_condition_is_refused(data: Any, told: str) -> None:
    with pytest.raises(Refused, match=told):
        parse(data)


def test_values_never_become_sql() -> None:
    """Nothing that is typed reaches the text of a statement: it is a parameter or refused."""
    for kind in all_kinds():
        if kind.shape is Shape.CHOICE:
            with pytest.raises(Refused):
                parse({"kind": kind.code, "in": ["'; DROP TABLE registry_person; --"]})


@given(
    st.dates(date(1920, 1, 1), date(2026, 12, 31)),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(0, 110),
    st.integers(0, 110),
)
def test_property_birthdays_are_ages(born: date, today: date, low: int, high: int) -> None:
    first, last = birthdays(low, high, today)
    assert first is not None
    assert last is not None
    if born <= today:
        assert (low <= age_on(born, today) <= high) == (first <= born <= last)


def _day(dice: random.Random, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(days=dice.randrange((last - first) * 365))


def _lives(dice: random.Random) -> list[int]:
    """Sixty people with a little of everything, so that every condition holds of some and not of
    others, and intervals begin and end around the days that are asked."""
    around = [*DAYS, *(day + timedelta(days=1) for day in DAYS), date(2000, 1, 1)]
    homes = [
        Household.objects.create(
            number=f"H{number}",
            region=village(1, 1),
            **({"plaque_number": f"P{number}"} if number % 2 else {}),
        )
        for number in range(8)
    ]
    made: list[Person] = []
    for number in range(60):
        man = person(
            village(1 + number % 2, 1 + number % 3),
            born_on=dice.choice([*BIRTHS, _day(dice, 1930, 2000)]),
            died_on=dice.choice([None] * 9 + [date(2020, 1, 1)]),
        )
        if dice.random() < 0.7:
            man.household = dice.choice(homes)
            man.save(update_fields=["household"])
        for category in dice.sample(list(Category.values), dice.randrange(3)):
            first = dice.choice(around)
            ends = dice.choice([None, first + timedelta(days=dice.choice([1, 400, 9000]))])
            hold(man, category, first, valid_to=ends)
        for kind in dice.sample(["aid", "medical", "hukou", "living"], dice.randrange(4)):
            values = {"aid": "dibao", "medical": "none", "hukou": "rural", "living": "alone"}
            ends = dice.choice([None, *around])
            Circumstance.objects.create(
                person=man, kind=kind, value=values[kind], valid_to=ends, entered_at=AT
            )
        for kind in dice.sample(list(CertificateKind.values), dice.randrange(3)):
            paper(man, kind, valid_to=dice.choice([None, *around]), is_void=dice.random() < 0.2)
        for kind in dice.sample(list(MeritKind.values), dice.randrange(2)):
            Merit.objects.create(
                person=man, kind=kind, in_war=dice.random() < 0.5, awarded_on=AT, entered_at=AT
            )
        if dice.random() < 0.6:
            joined = dice.choice([date(1980, 2, 29), date(1984, 2, 29), _day(dice, 1950, 2015)])
            gone = joined + timedelta(days=dice.choice([364, 365, 366, 730, 1826, 1827, 8000]))
            ServicePeriod.objects.create(
                person=man,
                enlisted_on=joined,
                discharged_on=dice.choice([gone, gone, None]),
                status=dice.choice(ServiceStatus.values),
                in_hardship_area=dice.random() < 0.3,
                was_rural=dice.choice([True, False, None]),
                entered_at=AT,
            )
            Placement.objects.create(
                person=man, mode=dice.choice(PlacementMode.values), entered_at=AT
            )
        for scheme in dice.sample(["disability_pension", "rural_60_allowance"], dice.randrange(3)):
            start = dice.choice([date(2024, 2, 1), date(2024, 3, 1), date(2010, 1, 1)])
            right = entitlement(man, scheme=scheme, start=start)
            end = dice.choice([None, date(2026, 10, 1), date(2026, 11, 1)])
            Entitlement.objects.filter(pk=right.pk).update(
                end_month=end, ended_on=end, end_reason="other" if end else ""
            )
            if scheme == "disability_pension":
                split = dice.choice([None, date(2026, 10, 1), date(2026, 11, 1)])
                Determination.objects.create(
                    entitlement=right,
                    first_month=start,
                    last_month=split,
                    grade=dice.randrange(1, 11),
                    rate_class=dice.choice(["combat", "duty", "illness"]),
                    approved_on=start,
                )
        made.append(man)
    gone_into = [one for one in made if one.household_id is None][:2]
    for one in gone_into:
        Person.objects.filter(pk=one.pk).update(merged_into=made[0])
    return [one.pk for one in made]


@st.composite
def a_leaf(draw: Callable[..., Any]) -> Leaf:
    kind = draw(st.sampled_from(all_kinds()))
    if kind.shape is Shape.FLAG:
        return Leaf(kind)
    if kind.shape is Shape.CHOICE:
        codes = sorted(kind.values())
        return Leaf(kind, values=tuple(draw(st.sets(st.sampled_from(codes), min_size=1))))
    if kind.shape is Shape.DAYS:
        ends = st.dates(date(1940, 1, 1), date(2027, 1, 1)) | st.sampled_from(BIRTHS)
    else:
        ends = {
            "age": st.integers(0, 100),
            "grade": st.integers(1, 10),
            "served_years": st.integers(0, 25),
        }[kind.code]
    first, last = sorted(draw(st.tuples(ends, ends)))
    which = draw(st.sampled_from(["both", "first", "last"]))
    return Leaf(
        kind,
        first=None if which == "last" else first,
        last=None if which == "first" else last,
    )


TREES: st.SearchStrategy[Node] = st.recursive(
    a_leaf(),
    lambda inner: (
        inner.map(Not)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any_(tuple(parts)))
    ),
    max_leaves=6,
)


def test_property_one_statement_says_what_judging_says_of_each() -> None:
    ids = _lives(random.Random(20261105))
    with connection.cursor() as cursor:
        # What earlier tests left behind in these tables is not what the server should reckon with.
        cursor.execute("ANALYZE")
    living = set(
        Person.objects.filter(died_on=None, merged_into=None, pk__in=ids).values_list(
            "pk", flat=True
        )
    )
    lives = lives_of(ids)
    outcomes: set[bool] = set()
    seen: set[str] = set()

    @settings(max_examples=150)
    @given(TREES, st.sampled_from(DAYS))
    def the_same(tree: Node, today: date) -> None:
        told = {pk for pk in living if holds(tree, lives[pk], today)}
        assert set(people_of(tree, today=today).values_list("pk", flat=True)) == told
        assert all(judge(tree, lives[pk], today).holds == (pk in told) for pk in living)
        outcomes.update(pk in told for pk in living)
        if isinstance(tree, Leaf) and 0 < len(told) < len(living):
            seen.add(tree.kind.code)

    the_same()
    assert outcomes == {True, False}

    # Every kind by itself, on every day: some people are and some are not, so that the random
    # trees above compared something.
    for kind in all_kinds():
        for today in DAYS:
            for tree in _each(kind):
                told = {pk for pk in living if holds(tree, lives[pk], today)}
                found = set(people_of(tree, today=today).values_list("pk", flat=True))
                assert found == told, kind.code
                if 0 < len(told) < len(living):
                    seen.add(kind.code)
    asked = {kind.code for kind in all_kinds() if not kind.code.startswith("circumstance.")}
    asked |= {f"circumstance.{one}" for one in ("aid", "medical", "hukou", "living")}
    assert asked <= seen


def _each(kind: Any) -> list[Leaf]:
    if kind.shape is Shape.FLAG:
        return [Leaf(kind)]
    if kind.shape is Shape.CHOICE:
        return [Leaf(kind, values=(code,)) for code in kind.values()]
    if kind.shape is Shape.DAYS:
        return [Leaf(kind, first=date(1960, 1, 1), last=date(1985, 1, 1)), Leaf(kind, last=TODAY)]
    return [Leaf(kind, first=n, last=n + m) for n in (0, 1, 2, 5, 60) for m in (0, 4)]


def test_lives_take_a_fixed_number_of_queries(django_assert_num_queries: Any) -> None:
    home = Household.objects.create(number="H1", region=village())
    many = [person().pk for _ in range(30)]
    Person.objects.filter(pk__in=many).update(household=home)
    for people in (many[:1], many):
        with django_assert_num_queries(10):
            lives_of(people)
