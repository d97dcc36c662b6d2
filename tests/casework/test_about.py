"""What a case is about: an item of the catalogue, from its public page to the count beside it; and
how a floor above adds a kind of its own."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from support_services.casework import subjects
from support_services.casework.models import Case, Incoming
from support_services.casework.services import arriving
from support_services.casework.services import incoming as services
from support_services.casework.services.opening import open_case
from support_services.casework.subjects import Kind, Subject
from support_services.catalogue import published as catalogue
from tests.casework.hands import MONDAY, Hands, noon, the_hands
from tests.casework.test_case_doors import enter, sent, told
from tests.casework.test_what_residents_send import counted_apart, hidden, token_in, words
from tests.catalogue.test_catalogue import public
from tests.people import EAST_ONE
from veterans.foundation.errors import Refused

__all__ = ["counted_apart"]
pytestmark = pytest.mark.django_db
TEXT = "九月五日去公园，门口说优待证不管用，让我买票。"


@pytest.fixture
def hands() -> Hands:
    return the_hands()


@pytest.fixture
def item(hands: Hands) -> catalogue.PublicItem:
    edition = public(hands.clerk, hands.second)
    found = catalogue.item(edition.item.code, today=timezone.localdate())
    assert found is not None
    return found


def complained(item: catalogue.PublicItem, form: str = "a" * 32, **more: Any) -> Incoming:
    today = timezone.localdate()
    given = {"kind": "complaint", "place": EAST_ONE, "name": "曾国藩", "phone": "13800001234"}
    given |= {"content": TEXT, "about": f"item:{item.code}", **more}
    receipt = arriving.send(
        letter=arriving.Letter(**given), form=form, address="203.0.113.79",
        at=timezone.now(), today=today,
    )  # fmt: skip
    return Incoming.objects.get(receipt=receipt)


def taken(hands: Hands, one: Incoming, **more: Any) -> Case:
    given: dict[str, Any] = {"kind": "complaint", "subject": "公园不认优待证", **more}
    return services.accept(
        incoming_id=one.pk, person=None, by=hands.clerk, at=timezone.now(),
        today=timezone.localdate(), **given,
    )  # fmt: skip


def test_from_the_items_page_to_the_count_beside_it(
    client: Client, hands: Hands, item: catalogue.PublicItem
) -> None:
    url = f"/fanying/?youdai={item.code}"
    assert url in client.get(f"/youdai/{item.code}/").text
    form = client.get(url).text
    assert item.title in words(form)
    assert item.provider in words(form)
    assert re.search(r'value="complaint"[^>]* checked', form)
    assert "困难" not in words(form).split("您住在哪个村")[0]
    given = {
        **hidden(form), "form": token_in(form), "kind": "complaint", "where": "东一",
        "name": "钱不留", "phone": "13911112222", "content": TEXT,
    }  # fmt: skip
    check = client.post("/fanying/", given)
    assert f"哪项优待 {item.title}" in words(check.text)
    assert client.post("/fanying/", {**hidden(check.text), "send": "1"}).status_code == 302
    one = Incoming.objects.get()
    assert one.about == f"item:{item.code}"

    door, page = enter(hands.clerk), f"/bureau/catalogue/{item.code}/"
    assert "等人接收 1 件" in told(door, page)
    opened = told(door, f"/bureau/cases/incoming/{one.pk}/")
    for word in (item.title, item.provider, "二万元以上五万元以下", "不要告诉对方是谁反映的"):
        assert word in opened
    case = taken(hands, one)
    assert case.about == one.about
    shown = door.get(page).text
    assert "在办 1 件 今年一共 1 件" in words(shown)
    for word in ("钱不留", TEXT, case.number, case.subject):
        assert word not in shown
    listed = f"/bureau/cases/?show=open&kind=complaint&about=item%3A{item.code}"
    assert listed.replace("&", "&amp;") in shown
    rows = told(door, listed)
    assert case.number in rows
    assert "只看一项" in rows
    assert item.title in told(door, f"/bureau/cases/{case.pk}/")
    assert door.get("/bureau/cases/?about=item:nothing").status_code == 404


def test_the_list_says_who_is_complained_of_most_and_only_to_whom_it_can_be_opened(
    hands: Hands, item: catalogue.PublicItem
) -> None:
    other = catalogue.item(
        public(hands.clerk, hands.second, title="另一项").item.code, today=timezone.localdate()
    )
    assert other is not None
    complained(other)
    door = enter(hands.clerk)
    page = told(door, "/bureau/catalogue/?sort=complaints")
    assert page.index(other.title) < page.index(item.title)
    assert "在办投诉" in page
    for somebody in (hands.chief, hands.auditor):
        reader = enter(somebody)
        assert "在办投诉" not in told(reader, "/bureau/catalogue/")
        assert "没有落实的投诉" not in told(reader, f"/bureau/catalogue/{other.code}/")
    for somebody in (hands.own, hands.neighbour, hands.stranger, hands.town):
        assert "投诉" not in told(enter(somebody), f"/station/catalogue/{other.code}/")


def test_a_station_chooses_the_item_and_others_see_no_more_than_before(
    hands: Hands, item: catalogue.PublicItem
) -> None:
    door = enter(hands.own)
    form = door.get(f"/station/cases/new/{hands.person.pk}/").text
    assert f'value="item:{item.code}"' in form
    fill = {
        "kind": "request", "channel": "window", "subject": "公园不认优待证", "content": TEXT,
        "people_count": "1", "about": f"item:{item.code}",
    }  # fmt: skip
    url = f"/station/cases/new/{hands.person.pk}/"
    wrong = sent(door, url, **{**fill, "about": "item:999"})
    assert "请从列表中选择" in wrong
    checked = door.post(url, fill)
    assert item.title in words(checked.text)
    door.post(url, {**hidden(checked.text), **fill, "confirmed": "1"})
    case = Case.objects.get()
    assert case.about == f"item:{item.code}"
    about = f"/station/cases/?show=open&about=item:{item.code}"
    assert case.subject in told(door, about)
    for somebody in (hands.neighbour, hands.stranger):
        assert case.subject not in told(enter(somebody), about)


def test_what_cannot_be_named(hands: Hands, item: catalogue.PublicItem) -> None:
    """An item that is not shown, a kind that does not fit, a key that is none."""
    for more, why in (
        ({"about": "item:999"}, "已经不在网上"),
        ({"about": "item"}, "已经不在网上"),
        ({"about": "item:' OR 1"}, "已经不在网上"),
        ({"kind": "hardship"}, "哪一类"),
    ):
        with pytest.raises(Refused, match=why):
            complained(item, **more)
    given: dict[str, Any] = {
        "of": hands.person, "channel": "window", "subject": "票", "content": TEXT,
        "by": hands.own, "at": noon(MONDAY), "today": MONDAY,
    }  # fmt: skip
    with pytest.raises(Refused, match="没有找到"):
        open_case(kind="request", about="item:999", **given)
    with pytest.raises(Refused, match="换一类"):
        open_case(kind="hardship", about=f"item:{item.code}", **given)
    assert not Case.objects.exists()


def test_a_floor_above_adds_a_kind_in_a_few_lines(
    client: Client, hands: Hands, item: catalogue.PublicItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only its owner may name is refused at the open form, and taken from a door that has
    asked who he is."""
    monkeypatch.setattr(subjects, "_KINDS", dict(subjects._KINDS))
    subjects.register(
        Kind(
            "payment",
            frozenset({"consultation", "request"}),
            find=lambda key: Subject("一笔补助", "2026年9月的补助") if key == "7" else None,
            url=lambda user, key: f"/x/{key}/" if user.is_bureau else "",
        )
    )
    with pytest.raises(Refused, match="已经不在网上"):
        complained(item, kind="request", about="payment:7")
    given = {
        "kind": "request", "where": "东一", "name": "钱不留", "phone": "13911112222",
        "content": TEXT, "about": "payment:7", "form": "b" * 32, "send": "1",
    }  # fmt: skip
    page = words(client.post("/fanying/", given).text)
    assert "已经不在网上" in page
    assert "2026年9月的补助" not in page
    one = complained(item, kind="request", about="payment:7", proven=True)
    assert taken(hands, one, kind="request").about == "payment:7"
    assert "2026年9月的补助" in told(enter(hands.town), f"/station/cases/incoming/{one.pk}/")
