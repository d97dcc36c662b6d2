"""送达: the own station puts a plaque or a letter into somebody's hands; the neighbour's worker and
the stranger of another town find nothing."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from support_services.notices.selectors.letters import letters_to_carry
from support_services.notices.services import carrying, handling
from support_services.notices.states import NoticeState
from support_services.visits import selectors, services
from support_services.visits.models import HandOver, Visit
from support_services.visits.services import HandedOver, Taker
from tests.pictures import png
from tests.subsidies.factories import person, user, village
from tests.visits.handing import AT, TODAY, at_home, hand, letter, plaque, plaque_at, state
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Household, Person
from veterans.registry.selectors.changes import changes_of
from veterans.registry.timeline import timeline_of


def test_one_act_hands_over_the_plaque_and_the_letters_and_he_counts_as_met(
    own: User, preparer: User
) -> None:
    man = at_home(name="曾建国")
    first, second = letter(man, preparer), letter(man, preparer, title="年度确认")
    made = hand(man, own, thing=plaque(" 鲁c - 00123 "), letters=[first.pk, second.pk])
    assert (made.reason, made.met, made.visited_by) == ("delivery", "self", own)
    assert plaque_at(man) == ("鲁C-00123", TODAY)
    assert {state(first), state(second)} == {NoticeState.HANDED}
    assert list(made.hand_overs.values_list("kind", "what", "letter", "taken_by")) == [
        ("plaque", "", None, "self"),
        ("paper", "证件到期换证", first.pk, "self"),
        ("paper", "年度确认", second.pk, "self"),
    ]
    changed = next(one for one in changes_of(man, sensitive=False) if one.what == "家庭")
    assert changed.who.startswith(str(own))
    assert changed.why == "送达光荣牌"
    assert ("光荣牌编号", "", "鲁C-00123") in {(v.field, v.before, v.after) for v in changed.values}
    happened, _ = timeline_of(own, man)
    assert (
        "送达（上门）",
        "光荣牌 鲁C-00123、通知书：证件到期换证、通知书：年度确认，本人收",
    ) in {(one.what, one.note) for one in happened}
    entry = AuditEntry.objects.get(action="visit.handed_over")
    assert entry.detail["kinds"] == ["plaque", "paper", "paper"]
    # The same day he is visited as well: that is another visit, and no second one.
    services.record_visit(
        person=man, visited_on=TODAY, way="home", met="self", reason="routine", by=own, at=AT,
        today=TODAY,
    )  # fmt: skip


def test_who_takes_it_decides_whether_somebody_was_met(own: User, preparer: User) -> None:
    man = at_home()
    services.add_task(
        title="每年走访一遍", reason="routine", period="year", first_on=date(2026, 1, 1),
        last_on=None, by=preparer, at=AT,
    )  # fmt: skip
    (one,) = selectors.rounds(today=TODAY)
    news, card = HandedOver("good_news"), HandedOver("certificate", "优待证")
    made = hand(man, own, way="station", thing=news, taker=Taker("proxy", "钱多", "村委会"))
    assert made.met == "nobody"
    assert list(selectors.left(own, one.task, one.window)) == [man]
    made = hand(man, own, thing=card, taker=Taker("family", " 曾 小军 ", "儿子"))
    assert made.met == "family"
    row = made.hand_overs.get()
    assert (row.taker_name, row.taker_relation) == ("曾小军", "儿子")
    assert list(selectors.left(own, one.task, one.window)) == []
    with pytest.raises(Refused, match="请从列表中选择事由"):
        services.add_task(
            title="送达", reason="delivery", period="year", first_on=TODAY, last_on=None,
            by=preparer, at=AT,
        )  # fmt: skip


def test_what_is_refused(own: User, neighbour: User, stranger: User, preparer: User) -> None:
    man, other = at_home(), at_home((1, 2), plaque="鲁C-00900")
    mine, others = letter(man, preparer), letter(other, preparer)
    news = HandedOver("good_news")
    for asked, says in (
        ({"thing": HandedOver()}, "请选择送的什么"),
        ({"thing": HandedOver("medal")}, "请选择送的什么"),
        ({"thing": news, "way": "phone"}, "上门或者到站"),
        ({"thing": news, "on": date(2026, 11, 6)}, "不能晚于今天"),
        ({"thing": news, "on": date(2026, 9, 1)}, "60 天以内"),
        ({"thing": news, "files": (png(),)}, "先征得"),
        (
            {
                "thing": news, "files": (png(),), "photo_consent": True,
                "taker": Taker("proxy", "钱多", "邻居"),
            },
            "没有人能同意拍照",
        ),
        ({"thing": news, "taker": Taker("dog")}, "谁收的"),
        ({"thing": news, "taker": Taker("family", "曾小军")}, "与本人的关系"),
        ({"thing": news, "taker": Taker("family", "曾小军", "儿子13912345678")}, "不要写身份证号"),
        ({"thing": HandedOver("certificate")}, "写明是什么"),
        ({"thing": HandedOver("paper", "证号370303195503080011")}, "不要写身份证号"),
        ({"thing": HandedOver("good_news", plaque_number="鲁C-1")}, "请选光荣牌"),
        ({"thing": plaque("")}, "填写光荣牌编号"),
        ({"thing": plaque("鲁C")}, "不像牌上的编号"),
        ({"thing": plaque("370303195503080011")}, "像是身份证号"),
        ({"thing": plaque("鲁C 00900")}, "另一户"),
        ({"thing": plaque("鲁c—00900")}, "另一户"),
        ({"thing": news, "letters": [mine.pk, others.pk]}, "请刷新再选"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=says), transaction.atomic():
            hand(man, own, **asked)
    assert not Visit.objects.exists()
    assert not HandOver.objects.exists()
    assert plaque_at(man) == ("", None)
    assert state(mine) == NoticeState.PRINTED
    homeless = person(village(1, 1))
    with pytest.raises(Refused, match="立户、换户主"), transaction.atomic():
        hand(homeless, own, thing=plaque("鲁C-00124"))
    with pytest.raises(Refused, match="家属的档案"), transaction.atomic():
        hand(at_home(died_on=TODAY), own, thing=plaque("鲁C-00124"))
    for away in (neighbour, stranger):
        with pytest.raises(NotFound), transaction.atomic():
            hand(man, away, thing=news)
    for nobody in (Role.REVIEWER, Role.AUDITOR, Role.SYSADMIN):
        with pytest.raises(PermissionRefused), transaction.atomic():
            hand(man, user(nobody), thing=news)
    hand(man, own, thing=news)
    with pytest.raises(Refused, match="已经登记过了"), transaction.atomic():
        hand(man, own, thing=news)


def test_another_plaque_takes_a_reason_and_voiding_brings_the_old_one_back(
    own: User, preparer: User
) -> None:
    man = at_home(plaque="鲁C-00100")
    for asked, says in (
        (plaque("鲁C-00200"), "已登记光荣牌 鲁C-00100"),
        (plaque("鲁C-00200", "bored"), "为什么换下"),
        (plaque("鲁C00100"), "不用再登记"),
    ):
        with pytest.raises(Refused, match=says), transaction.atomic():
            hand(man, own, thing=asked)
    made = hand(man, own, thing=plaque("鲁C-00200", "damaged"))
    assert plaque_at(man) == ("鲁C-00200", TODAY)
    row = made.hand_overs.get()
    assert (row.stood_number, row.stood_on, row.replaced_why) == (
        *("鲁C-00100", date(2019, 5, 1)),
        "damaged",
    )
    assert changes_of(man, sensitive=False)[0].why == "更换光荣牌：损坏"
    with pytest.raises(Refused, match="更换不能在那以前"), transaction.atomic():
        hand(man, own, on=date(2026, 11, 1), thing=plaque("鲁C-00300", "lost"))
    told = services.void_visit(visit_id=made.pk, why="登记错了人", by=own, at=AT).told
    assert told == "这一户的光荣牌恢复为 鲁C-00100。"
    assert plaque_at(man) == ("鲁C-00100", date(2019, 5, 1))
    assert changes_of(man, sensitive=False)[0].why == "送达登记有误，已作废"


def test_a_number_from_a_list_is_hung_as_it_is_spelt_there(own: User) -> None:
    man = at_home(plaque="鲁C-00100")
    Household.objects.filter(pk=man.household_id).update(plaque_hung_on=None)
    made = hand(man, own, thing=plaque("鲁c 00100"))
    assert plaque_at(man) == ("鲁C-00100", TODAY)
    services.void_visit(visit_id=made.pk, why="没有送", by=own, at=AT)
    assert plaque_at(man) == ("鲁C-00100", None)


def test_voiding_leaves_alone_what_was_changed_since(own: User, preparer: User) -> None:
    man, other = at_home(), at_home()
    first = hand(man, own, thing=plaque("鲁C-00200"))
    Household.objects.filter(pk=man.household_id).update(plaque_number="鲁C-00201")
    told = services.void_visit(visit_id=first.pk, why="登记错了", by=preparer, at=AT).told
    assert "后来又改过" in told
    assert plaque_at(man) == ("鲁C-00201", TODAY)
    # What stood before hangs at another home meanwhile.
    second = hand(man, own, thing=plaque("鲁C-00300", "style"))
    hand(other, own, thing=plaque("鲁C-00201"))
    told = services.void_visit(visit_id=second.pk, why="登记错了", by=preparer, at=AT).told
    assert "现在登记在另一户" in told
    assert plaque_at(man) == ("鲁C-00300", TODAY)
    # The letters of a voided hand-over wait again, and are handed over anew.
    mine = letter(man, preparer)
    third = hand(man, own, thing=HandedOver(), letters=[mine.pk])
    assert state(mine) == NoticeState.HANDED
    told = services.void_visit(visit_id=third.pk, why="没有送", by=own, at=AT).told
    assert told == "1 份书面通知重新等着送达。"
    assert list(letters_to_carry(own)) == [mine]
    hand(man, own, thing=HandedOver(), letters=[mine.pk])
    assert state(mine) == NoticeState.HANDED


def test_the_database_refuses_what_must_never_be(own: User) -> None:
    man, other = at_home(), at_home()
    made = hand(man, own, thing=plaque("鲁C-00200"))
    row = made.hand_overs.get()
    plain = services.record_visit(
        person=man, visited_on=TODAY, way="home", met="self", reason="routine", by=own, at=AT,
        today=TODAY,
    )  # fmt: skip
    for change in (
        lambda: HandOver.objects.filter(pk=row.pk).update(what="别的"),
        lambda: HandOver.objects.all().delete(),
        lambda: HandOver.objects.create(person=other, visit=made, kind="good_news"),
        lambda: HandOver.objects.create(
            person=man, visit=plain, kind="good_news", taken_by="self"
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    for name, wrong in (
        ("hand_over_plaque_whole", {"kind": "plaque", "plaque_number": "鲁C-1"}),
        ("hand_over_plaque_whole", {"kind": "good_news", "plaque_number": "鲁C-1"}),
        ("hand_over_taker_named", {"kind": "good_news", "taken_by": "family"}),
        ("hand_over_named", {"kind": "other"}),
        ("hand_over_letter_is_paper", {"kind": "sympathy", "letter": 1}),
        (
            "hand_over_plaque_whole",
            {
                "kind": "plaque", "plaque_number": "鲁C-1", "stood_number": "鲁C-2",
                "home_id": man.household_id,
            },
        ),
        (
            "hand_over_one_plaque",
            {"kind": "plaque", "plaque_number": "鲁C-1", "home_id": man.household_id},
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            HandOver.objects.create(**{"person": man, "visit": made, "taken_by": "self", **wrong})


def test_nobody_else_carries_letters(own: User, preparer: User) -> None:
    man = at_home()
    mine = letter(man, preparer)
    for nobody in (Role.REVIEWER, Role.AUDITOR, Role.SYSADMIN):
        who = user(nobody)
        assert not letters_to_carry(who).exists()
        with pytest.raises(PermissionRefused):
            carrying.hand_over(person=man, notice_ids=[mine.pk], by=who, at=AT)
        with pytest.raises(PermissionRefused):
            carrying.bring_back(notice_id=mine.pk, why="letter_away", by=who, at=AT)
    with pytest.raises(PermissionRefused):
        handling.mark_printed(notice_ids=[mine.pk], by=own, at=AT)
    # He moved: his new station carries it, though it was written for the old one.
    Person.objects.filter(pk=man.pk).update(region=village(1, 2))
    assert not letters_to_carry(own).exists()
    Person.objects.filter(pk=man.pk).update(region=village(1, 1), died_on=TODAY)
    assert not letters_to_carry(own).exists()


def at_once(*deeds: Callable[[], Any]) -> tuple[int, list[str]]:
    """How many were done, and what the others were told."""
    refused: list[str] = []
    done: list[Any] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            done.append(deed())
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) + len(refused) == len(deeds)
    return len(done), refused


@pytest.mark.django_db(transaction=True)
def test_one_number_raced_to_two_homes_hangs_at_one(own: User, preparer: User) -> None:
    for turn in range(4):
        here, there = at_home(), at_home((1, 2))
        number = f"鲁C-0{turn}777"
        done, refused = at_once(
            lambda who=here, n=number: hand(who, own, thing=plaque(n)),
            lambda who=there, n=number: hand(who, preparer, thing=plaque(n)),
        )
        assert done == 1
        assert "已登记在另一户" in refused[0]
        assert Household.objects.filter(plaque_number=number).count() == 1
        assert HandOver.objects.filter(plaque_number=number).count() == 1
    mine = letter(here, preparer)
    done, refused = at_once(
        *(lambda: hand(here, own, thing=HandedOver(), letters=[mine.pk]) for _ in range(2))
    )
    assert (done, len(refused)) == (1, 1)
    assert HandOver.objects.filter(letter=mine.pk).count() == 1
