"""我能享受什么: the questions reach what the register knows, and answers are judged like files."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_services.catalogue import published, questions
from support_services.catalogue.models import Edition
from support_services.catalogue.public.views import CHANGE
from support_services.subsidies.models import Determination
from support_services.subsidies.selectors.conditions import DISABILITY
from tests.screen_text import latin_words, text_of
from tests.subsidies.factories import AT, entitlement, person
from veterans.registry.codes import CIRCUMSTANCES
from veterans.registry.criteria import kinds
from veterans.registry.criteria.judging import holds, judge, missing_papers
from veterans.registry.criteria.kinds import Kind, Shape, Source, kind_of
from veterans.registry.criteria.lives import lives_of
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, leaves
from veterans.registry.models import (
    Category,
    Certificate,
    CertificateKind,
    Circumstance,
    Person,
    PersonCategory,
)
from veterans.registry.rules import age_on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 5)
# What can be asked of a life that was answered.
ASKED = (
    *("category", "grade", "cause", "age", "certificate"),
    *("circumstance.hukou", "circumstance.work", "circumstance.aid", "circumstance.living"),
)
# Shipped and published, with conditions that ask for what residents are not asked.
NOT_REACHED = {
    "206": "安置方式",
    "208": "安置方式",
    "403": "医疗保险",
    "408": "辅助器械",
    "609": "服役年限和文化程度",
}


@st.composite
def answered(draw: Callable[..., Any]) -> dict[str, tuple[str, ...]]:
    given: dict[str, list[str]] = {}
    for question in questions.QUESTIONS:
        codes = [one.code for one in question.options]
        most = 3 if question.many else 1
        given[question.code] = draw(st.lists(st.sampled_from(codes), max_size=most, unique=True))
    return questions.read(given)


def on_file(answers: questions.Answers) -> Person:
    """A registered person of whom the register knows just that."""
    given = questions.facts(answers)
    ages = [value for name, value in given if name == "age"]
    # A file always has a birthday; where no age was answered, no age is asked for below.
    man = person(born_on=questions.birthday(ages[0] if ages else 50, TODAY))
    graded: dict[str, Any] = {}
    for name, value in given:
        if name == "category":
            PersonCategory.objects.create(person=man, category=value, valid_from=date(2010, 1, 1))
        elif name == "circumstance":
            kind, code = value
            Circumstance.objects.create(person=man, kind=kind, value=code, entered_at=AT)
        elif name == "certificate":
            Certificate.objects.create(person=man, kind=value, number="X1", entered_at=AT)
        elif name in ("grade", "cause"):
            graded[name] = value
    if graded:
        right = entitlement(man, scheme=DISABILITY)
        Determination.objects.create(
            entitlement=right,
            first_month=right.start_month,
            grade=graded["grade"],
            rate_class=graded.get("cause", ""),
            approved_on=right.start_month,
        )
    return man


@st.composite
def a_leaf(draw: Callable[..., Any]) -> Leaf:
    kind = kind_of(draw(st.sampled_from(ASKED)))
    assert kind is not None
    if kind.shape is Shape.CHOICE:
        codes = st.sets(st.sampled_from(sorted(kind.values())), min_size=1)
        return Leaf(kind, values=tuple(draw(codes)))
    low, high = sorted(draw(st.tuples(st.integers(1, 95), st.integers(1, 95))))
    ends = {"both": (low, high), "from": (low, None), "to": (None, high)}
    first, last = ends[draw(st.sampled_from(sorted(ends)))]
    return Leaf(kind, first=first, last=last)


TREES: st.SearchStrategy[Node] = st.recursive(
    a_leaf(),
    lambda inner: (
        inner.map(Not)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any_(tuple(parts)))
    ),
    max_leaves=5,
)


def test_property_answers_are_judged_as_a_file_with_the_same_facts() -> None:
    shipped = [(one.item.code, one.conditions()) for one in Edition.objects.for_residents(TODAY)]
    trees = [(code, tree) for code, tree in shipped if tree is not None]
    assert len(trees) == 50
    outcomes: set[bool] = set()
    came_out: set[str] = set()

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(answered(), st.lists(TREES, min_size=4, max_size=4))
    def the_same(answers: dict[str, tuple[str, ...]], more: list[Node]) -> None:
        man = on_file(answers)
        file, life = lives_of([man.pk])[man.pk], questions.life_of(answers, TODAY)
        random = [("", tree) for tree in more if "n" in answers]
        for code, tree in [*trees, *random]:
            # Every file has a birthday; who did not say how old he is, is judged without one.
            if "n" not in answers and "age" in {leaf.kind.code for leaf in leaves(tree)}:
                continue
            assert judge(tree, life, TODAY) == judge(tree, file, TODAY)
            assert missing_papers(tree, life, TODAY) == missing_papers(tree, file, TODAY)
            outcomes.add(holds(tree, life, TODAY))
            if code and holds(tree, life, TODAY):
                came_out.add(code)

    the_same()
    assert outcomes == {True, False}
    assert len(came_out) > 20


def test_every_category_is_an_answer_or_a_named_exception() -> None:
    given = {
        value
        for question in questions.QUESTIONS
        for option in question.options
        for name, value in option.facts
        if name == "category"
    }
    assert given | set(questions.NOT_ASKED) == set(Category.values)
    assert given.isdisjoint(questions.NOT_ASKED)


def test_every_answer_is_a_value_the_register_knows() -> None:
    causes = kind_of("cause")
    assert causes is not None
    for question in questions.QUESTIONS:
        codes = [option.code for option in question.options]
        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch("[0-9a-z]", code) for code in [question.code, *codes])
        for name, value in [fact for option in question.options for fact in option.facts]:
            match name:
                case "circumstance":
                    assert value[1] in CIRCUMSTANCES[value[0]].values
                case "certificate":
                    assert value in CertificateKind.values
                case "cause":
                    assert value in causes.values()
                case "grade":
                    assert value in range(1, 11)
                case "age":
                    assert age_on(questions.birthday(value, TODAY), TODAY) == value
                case _:
                    assert (name, value) == ("category", Category(value).value)
    assert age_on(questions.birthday(80, date(2028, 2, 29)), date(2028, 2, 29)) == 80


def test_every_shipped_item_is_reached_or_named() -> None:
    """All at once of what may be ticked together, one after the other of the rest."""
    reached: set[str] = set()
    one_each = {q.code: [o.code for o in q.options] for q in questions.QUESTIONS if not q.many}
    many = {q.code: tuple(o.code for o in q.options) for q in questions.QUESTIONS if q.many}
    for turn in range(max(map(len, one_each.values()))):
        chosen = {code: (codes[turn % len(codes)],) for code, codes in one_each.items()}
        life = questions.life_of({**chosen, **many}, TODAY)
        reached |= {one.item.code for one in published.estimate(life, today=TODAY).yes}
    with_conditions = {
        one.item.code for one in Edition.objects.for_residents(TODAY).exclude(criteria=None)
    }
    assert with_conditions - reached == set(NOT_REACHED)


def test_an_address_gives_the_answers_and_the_answers_the_address() -> None:
    typed = QueryDict("s=c&s=1&s=zz&d=3&d=4&x=1&n=9&kan=1&foo=bar&h=1&h=2")
    answers = questions.read(dict(typed.lists()))
    # In the order of the questions, one of those that take one, and nothing unknown.
    assert answers == {"s": ("1", "c"), "d": ("3",), "x": ("1",), "h": ("1",)}
    assert questions.pairs(answers) == [
        *(("s", "1"), ("s", "c"), ("d", "3"), ("x", "1"), ("h", "1")),
    ]
    assert ("grade", 3) in questions.facts(answers)
    # Of nobody else a grade means anything.
    assert questions.facts({**answers, "s": ("7",)}) == [
        *(("category", "TY"), ("circumstance", ("hukou", "rural"))),
    ]
    assert questions.life_of({"s": ("7",), "d": ("3",)}, TODAY)["graded"] == []
    assert questions.life_of({"s": ("1",), "x": ("1",)}, TODAY)["graded"] == []


def codes(parts: tuple[published.Estimated, ...]) -> list[str]:
    return [one.item.code for one in parts]


def test_what_comes_out_for_a_disabled_soldier() -> None:
    answers = {"s": ("1",), "d": ("3",), "x": ("1",), "n": ("4",)}
    told = published.estimate(questions.life_of(answers, TODAY), today=TODAY)
    assert {"201", "202", "401"} <= set(codes(told.yes))
    assert "402" not in codes(told.yes)
    # By field, and within it by code.
    assert codes(told.yes) == sorted(codes(told.yes))
    assert {one.item.code: one.missing for one in told.paper} == {
        "701": "残疾军人证",
        "703": "残疾军人证",
        "704": "残疾军人证",
        "705": "优待证，或者残疾军人证",
    }
    assert len(told.yes) + len(told.paper) + told.others == 79
    with_paper = questions.life_of({**answers, "z": ("2",)}, TODAY)
    told = published.estimate(with_paper, today=TODAY)
    assert {"701", "703", "704", "705"} <= set(codes(told.yes))
    assert told.paper == ()


def test_an_item_of_some_places_says_so_and_a_private_question_is_not_told_of(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    man = person()
    bus, pension = (Edition.objects.get(item__code=code) for code in ("701", "201"))
    Edition.objects.filter(pk=pension.pk).update(areas=[man.region.path])
    Edition.objects.filter(pk=bus.pk).update(criteria={"not": {"kind": "category", "in": ["TY"]}})
    life = questions.life_of({"s": ("1",), "d": ("3",), "x": ("1",)}, TODAY)
    with django_assert_num_queries(2):
        told = published.estimate(life, today=TODAY)
    found = {one.item.code: one.item for one in told.yes}
    assert found["201"].places == man.region.name
    assert found["202"].places == ""
    assert "701" in found
    hidden = Kind(
        *("secret", "不便问的事", Shape.FLAG, "身份", lambda life, today: ()),
        lambda today: Source("1"),
        private=True,
    )
    monkeypatch.setitem(kinds._kinds, "secret", hidden)
    Edition.objects.filter(pk=bus.pk).update(criteria={"not": {"kind": "secret"}})
    assert "701" not in codes(published.estimate(life, today=TODAY).yes)


# --- at the door -----------------------------------------------------------------------------


def test_from_the_questions_to_the_result_and_back(client: Client) -> None:
    page = client.get("/wo/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "public, max-age=300"
    assert not page.cookies
    for question in questions.QUESTIONS:
        assert question.text in page.text
    result = client.get("/wo/?s=1&s=7&d=3&x=1&n=4&kan=1")
    text = text_of(result.text)
    assert not result.cookies
    assert "noindex" in result.text
    assert "残疾抚恤金" in text
    assert "只差一个证件" in text
    assert "还差： 残疾军人证" in text or "还差：残疾军人证" in text
    assert "不是最后的决定" in text
    assert re.search(r"优待目录里还有 \d+ 项", text)
    assert latin_words(page.text) == latin_words(result.text) == []
    assert 'href="/youdai/201/"' in result.text
    back = re.search(r'href="(/wo/\?[^"]*gai=1)"', result.text)
    assert back is not None
    address = back[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query) == {
        **{"s": ["1", "7"], "d": ["3"], "x": ["1"], "n": ["4"], CHANGE: ["1"]},
    }
    again = client.get(address).text
    assert re.findall(r'name="(\w)" value="(\w)" checked', again) == [
        *(("s", "1"), ("s", "7"), ("x", "1"), ("n", "4")),
    ]
    assert '<option value="3" selected>' in again


def test_without_saying_who_nothing_is_judged(client: Client) -> None:
    page = client.get("/wo/?kan=1&h=1")
    assert "请先选" in page.text
    assert 'name="h" value="1" checked' in page.text
    # Whoever only looks is not told that he made a mistake.
    assert "请先选" not in client.get("/wo/?h=1").text
    assert "请先选" in client.get("/wo/?kan=1&s=%E7%94%B2").text


def test_nothing_came_out(client: Client) -> None:
    Edition.objects.update(criteria={"kind": "war_merit"})
    page = text_of(client.get("/wo/?s=7").text)
    assert "没有估算出来" in page
    assert "这不等于没有" in page


def test_the_catalogue_leads_there_and_nothing_is_sent(client: Client) -> None:
    assert 'href="/wo/"' in client.get("/youdai/").text
    assert client.post("/wo/", {"s": "1"}).status_code == 405
