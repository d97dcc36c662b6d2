"""One box: what residents type, and what they are told; guesses are never mixed with findings."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from support_services.catalogue import published as catalogue
from support_services.catalogue.models import Edition
from support_services.double_list.models import Item
from support_services.lookup import published, reference
from support_services.lookup.rules import LONGEST, core, heard, plain
from support_services.units.models import Unit
from tests.double_list.makers import AT, Office, row
from tests.projects.makers import Office as ServiceOffice
from tests.screen_text import latin_words, text_of
from tests.stations.network import WITH_STATION, load_places, make_network
from veterans.foundation.personal_data import kind_in

TODAY = date(2026, 11, 5)


@pytest.fixture
def network(db: None) -> None:
    load_places()
    make_network()


def codes(found: tuple[Any, ...]) -> list[str]:
    return [one.code for one in found]


# --- what is meant ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("优待证怎么办", "优待证"),
        ("怎么办优待证", "优待证"),
        ("请问评残在哪里", "评残"),
        ("洪一社区电话", "洪一社区"),
        ("吗哪吗吗", "哪"),
        ("请问怎么办", ""),
        ("", ""),
    ],
)
def test_the_word_that_is_meant(typed: str, meant: str) -> None:
    assert core(typed) == meant


def test_words_are_heard_in_a_phrase_and_each_sign_belongs_to_one() -> None:
    known = ["养老", "养老保险", "看病", "报销", "换银行卡"]
    assert heard("老人看病，怎么 报销？", known).words == ("报销", "看病")
    assert heard("养老保险怎么转", known).words == ("养老保险",)
    assert heard("ｙａｎｇｌａｏ", known).words == ("养老",)
    assert not heard("yanglao", known).is_guess
    guess = heard("换银杭卡", known)
    assert (guess.words, guess.is_guess) == (("换银行卡",), True)
    for nothing in ("", "b", "火星人", "？！"):
        assert heard(nothing, known).words == ()
    assert len(plain("证" * 500)) == LONGEST


# --- the data --------------------------------------------------------------------------------


def test_guidance_is_complete_and_finds_itself(db: None) -> None:
    entries = reference.guidance()
    assert len(set(codes(entries))) == len(entries) >= 15
    for one in entries:
        assert one.answer.count("。") in (1, 2, 3), one.code
        assert one.where, one.code
        assert not kind_in(one.answer)
        # No law is cited that nobody of the bureau has looked up.
        assert not re.search("《|第.{1,6}条", f"{one.answer}{one.where}{one.bring}")
        if one.page:
            assert reverse(one.page)
        for word in one.words:
            assert one.code in codes(published.answers(word, today=TODAY).guidance), word


def test_every_word_of_residents_means_something_in_the_catalogue(db: None) -> None:
    text = "".join(
        f"{one.title}{one.field_label}{one.beneficiaries}{one.provider}{one.channel}"
        for field in catalogue.fields(today=TODAY)
        for one in field.items
    )
    for meaning in reference.meanings():
        assert any(word in text for word in meaning.means), meaning.means
        for word in meaning.said:
            assert len(plain(word)) >= 2
            assert published.answers(word, today=TODAY).items, word


# --- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "guidance", "item"),
    [
        ("办优待证", "card", ""),
        ("家人去世要办什么", "death", ""),
        ("换银行卡", "bank", ""),
        ("评残", "disability", ""),
        ("光荣牌坏了", "plaque", ""),
        ("反映问题", "report", ""),
        ("查进度", "progress", ""),
        ("钱没到账怎么办", "late", ""),
        ("ydz", "card", ""),
        ("老人看病怎么报销", "", "401"),
        ("坐公交要钱吗", "", "701"),
        ("养老院", "", "301"),
        ("孩子上学", "", "601"),
        ("高考加分", "", "602"),
        ("残疾军人坐火车", "", "704"),
        ("老兵看病", "", "405"),
        ("护理费", "", "202"),
        ("军人公墓", "", "113"),
    ],
)
def test_the_answer_comes_first(network: None, typed: str, guidance: str, item: str) -> None:
    found = published.answers(typed, today=TODAY)
    assert not found.is_guess
    assert codes(found.guidance)[:1] == ([guidance] if guidance else [])
    if item:
        assert codes(found.items)[0] == item


def test_a_matter_narrows_and_who_only_puts_in_order(db: None) -> None:
    by_bus = published.answers("老兵坐公交", today=TODAY)
    assert codes(by_bus.items) == ["701"]
    assert len(published.answers("老兵", today=TODAY).items) == published.MOST_ITEMS
    # What is not published is not found.
    Edition.objects.filter(item__code="701").update(state="draft", published_at=None)
    assert published.answers("老兵坐公交", today=TODAY).items == ()


def test_guesses_are_never_mixed_with_what_was_found(network: None) -> None:
    slip = published.answers("优待正", today=TODAY)
    assert slip.is_guess
    assert codes(slip.guidance) == ["card"]
    village = published.answers("宏一", today=TODAY)
    assert village.is_guess
    assert codes(village.places) == [WITH_STATION]
    exact = published.answers("洪一", today=TODAY)
    assert not exact.is_guess
    assert codes(exact.places) == [WITH_STATION]
    assert (exact.guidance, exact.items) == ((), ())
    assert published.answers("看病", today=TODAY).places == ()
    nothing = published.answers("甲乙丙", today=TODAY)
    assert nothing.is_empty
    assert not nothing.is_guess


# --- at the door -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/", "/sousuo/", "/sousuo/?q=看病", "/sousuo/?q=洪一", "/sousuo/?q=张", "/sousuo/?q=甲乙丙"],
)
def test_a_visitor_leaves_no_trace(client: Client, network: None, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"] == "public, max-age=300"
    assert latin_words(page.text) == []
    assert "<script" not in page.text
    assert "csrf" not in page.text
    assert client.post(path).status_code == 405


def test_the_front_page_has_one_box_and_three_ways(
    client: Client, network: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        html = client.get("/").text
    assert html.count('type="search"') == 1
    for address in ("/stations/", "/wo/", "/fanying/", "/jindu/", "/shuangqingdan/", "/xiangmu/"):
        assert f'href="{address}"' in html
    assert "张店区退役军人服务中心" in text_of(html)


def test_the_front_page_before_anything_is_registered(client: Client, db: None) -> None:
    html = client.get("/").text
    assert 'name="q"' in html
    assert "直接到服务站来" in html


def test_answers_stand_before_items_and_stations_and_sources_below(
    client: Client, network: None, django_assert_num_queries: Any
) -> None:
    # One each for the double list, projects and the fallen.
    with django_assert_num_queries(9):
        text = text_of(client.get("/sousuo/?q=光荣牌坏了").text)
    order = ["光荣牌没有、坏了", "有关的优待", "再找一次", "这些是从哪里来的", "待区局核对", "《"]
    places = [text.rindex(word) if word == "《" else text.index(word) for word in order]
    # What the item rests on is told last.
    assert places == sorted(places)
    card = client.get("/sousuo/?q=洪一").text
    assert f'href="/stations/{WITH_STATION}/"' in card
    assert 'href="tel:05332000301"' in card
    assert "有关的优待" not in card
    many = client.get("/sousuo/?q=张").text
    assert "张一村" in text_of(many)
    assert "tel:05332000301" not in many


def test_nothing_found_says_whom_to_ask_and_typed_text_is_only_shown(
    client: Client, network: None
) -> None:
    page = client.get("/sousuo/", {"q": "<b>甲乙丙</b>"}).text
    assert "<b>" not in page
    assert "没有找到" in page
    assert 'href="tel:05332100000"' in page
    assert "没有找到" not in client.get("/sousuo/?q=%20").text
    assert "noindex" in page


def test_the_box_finds_what_troops_and_place_do_for_each_other_and_projects(
    client: Client, network: None
) -> None:
    office = Office.of()
    shown = {
        "publicity": "open", "publicity_asked_by": office.clerk, "publicity_asked_at": AT,
        "secrecy_checked_by": office.second, "secrecy_checked_at": AT,
    }  # fmt: skip
    hidden = {"publicity": "asked", "publicity_asked_by": office.clerk, "publicity_asked_at": AT}
    Item.objects.bulk_create(
        [
            *(
                row(office, number, "in_hand", public_title=f"营门前道路{number}期", **shown)
                for number in range(1, 7)
            ),
            row(office, 7, "in_hand", public_title="营门前道路审查中", **hidden),
        ]
    )
    page = client.get("/sousuo/?q=营门前道路")
    text = text_of(page.text)
    assert "军地互办实事" in text
    assert "还有一些没有列出" in text
    assert "2026年 · 子女入学 · 正在办理" in text
    assert page["Cache-Control"] == "no-store"
    for secret in ("审查中", "第 1 件事", "驻地部队甲"):
        assert secret not in text
    assert 'href="/shuangqingdan/2026/"' in page.text
    assert "军地互办实事" in text_of(client.get("/sousuo/?q=双清单").text)
    for nothing in ("路", "甲乙丙"):
        assert "军地互办" not in text_of(client.get(f"/sousuo/?q={nothing}").text)
    assert published.answers("拥军服务项目", today=TODAY).further == ()
    project = ServiceOffice().running()
    for typed in (project.title, "拥军服务项目", project.unit.name):
        (group,) = published.answers(typed, today=TODAY).further
        assert (group.heading, group.lines[0].url) == ("拥军服务项目", f"/xiangmu/{project.pk}/")
    # A person's own name finds nothing.
    Unit.objects.filter(pk=project.unit_id).update(kind="person", code="", name="张三丰")
    assert published.answers("张三丰", today=TODAY).further == ()
