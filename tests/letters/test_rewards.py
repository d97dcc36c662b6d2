"""The reward of a letter: entered from it, freed again, seen by whom it may be; and a letter whose
hand-over was void is brought again."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from honors.letters import selectors, services
from honors.letters.models import Letter
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant
from support_services.subsidies.services import grants
from support_services.visits.services import void_visit
from tests.letters.test_letters import AWARDED, FATHER, receive
from tests.plaques.homes import AT, TODAY, home_of
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import account, person, user, village
from tests.subsidies.grants import NOVEMBER, Office
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.models import Merit, Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)
MONTH: dict[str, Any] = {"month": NOVEMBER, "at": AT, "today": TODAY}


@pytest.fixture
def office(db: None) -> Office:
    office = Office.of("merit_reward")
    for code, yuan in (("merit_3", "1000"), ("praise", "200"), ("excellent", "0")):
        office.figure(Code.MERIT_REWARD, yuan, JANUARY, code, confidence="unconfirmed")
    office.figure(Code.MERIT_REWARD_SEVERAL, "0", JANUARY, confidence="unconfirmed")
    return office


def checked(office: Office, who: Person | None = None, **more: Any) -> Letter:
    soldier = who or home_of("")
    made = receive(soldier, office.lab.preparer, **more)
    return services.check_letter(
        letter_id=made.pk, forces_said="人武部", by=office.lab.reviewer, at=AT, today=TODAY
    )


def delivered(letter: Letter, by: User) -> Letter:
    return services.deliver_letter(
        letter_id=letter.pk, delivered_on=TODAY, taker=FATHER, by=by, at=AT, today=TODAY
    )


def test_what_the_letter_says_is_typed_once(office: Office) -> None:
    clerk = office.lab.preparer
    letter = checked(office)
    with pytest.raises(PermissionRefused):
        services.enter_reward(letter_id=letter.pk, by=office.lab.reviewer, **MONTH)
    with pytest.raises(Refused, match="按喜报上的等次"):
        services.enter_reward(letter_id=letter.pk, merit="merit_1", by=clerk, **MONTH)
    assert list(selectors.to_reward(clerk)) == [letter]
    done = services.enter_reward(letter_id=letter.pk, by=clerk, **MONTH)
    grant = done.grant
    assert grant is not None
    assert (grant.amount, grant.document_no) == (1000, letter.document_no)
    assert (grant.person, grant.inputs["awarded_on"]) == (letter.person, f"{AWARDED:%Y-%m-%d}")
    assert not selectors.to_reward(clerk).exists()
    with pytest.raises(Refused, match="已经录入"):
        services.enter_reward(letter_id=letter.pk, by=clerk, **MONTH)
    # Refused: the letter is free, and stands on the list again.
    grants.refuse_grant(grant_id=grant.pk, reason="文号不对", by=office.lab.approver, at=AT)
    assert list(selectors.to_reward(clerk)) == [letter]
    again = services.enter_reward(letter_id=letter.pk, by=clerk, **MONTH)
    assert again.grant is not None
    assert again.grant.pk != grant.pk
    office.approve(again.grant)
    office.cancel(again.grant, "重新核对")
    assert list(selectors.to_reward(clerk)) == [letter]


def test_no_reward_before_it_was_checked_or_without_a_figure(office: Office) -> None:
    clerk = office.lab.preparer
    waiting = receive(home_of(""), clerk)
    with pytest.raises(Refused, match="核对相符以后"):
        services.enter_reward(letter_id=waiting.pk, by=clerk, **MONTH)
    second = checked(office, merit="second")
    with pytest.raises(Refused, match="“二等功”的立功受奖奖励金还没有启用"):
        services.enter_reward(letter_id=second.pk, by=clerk, **MONTH)
    second.refresh_from_db()
    assert second.grant is None
    assert not Grant.objects.exists()
    praised = checked(office, merit="praise")
    assert services.enter_reward(letter_id=praised.pk, by=clerk, **MONTH).grant is not None
    nothing = checked(office, merit="good")
    with pytest.raises(Refused, match="不发奖励金"):
        services.enter_reward(letter_id=nothing.pk, by=clerk, **MONTH)
    assert list(selectors.to_reward(clerk)) == [second], (
        "a merit that brings nothing waits for none"
    )
    gone = checked(office)
    Person.objects.filter(pk=gone.person_id).update(died_on=date(2026, 11, 2))
    with pytest.raises(Refused, match="领取奖励金的家属"):
        services.enter_reward(letter_id=gone.pk, by=clerk, **MONTH)
    father = person()
    account(father)
    services.enter_reward(letter_id=gone.pk, payee=father, by=clerk, **MONTH)


def test_a_conscripts_year_or_a_flat_sum_but_not_both(office: Office) -> None:
    clerk = office.lab.preparer
    office.figure(Code.CONSCRIPT_FIXED, "10000", JANUARY)
    office.figure(Code.CONSCRIPT_MERIT, "10", JANUARY, "merit_3")
    letter = checked(office)
    given: dict[str, Any] = {"service_year": 1, "merits": ("merit_3",)}
    year = office.granted(letter.person, GrantKind.CONSCRIPT, year=2026, **given)
    with pytest.raises(Refused, match="优待金"):
        services.enter_reward(letter_id=letter.pk, by=clerk, **MONTH)
    services.link_reward(letter_id=letter.pk, grant_id=year.pk, by=clerk, at=AT)
    with pytest.raises(Refused, match="已经录入"):
        services.link_reward(letter_id=letter.pk, grant_id=year.pk, by=clerk, at=AT)
    other = checked(office)
    services.enter_reward(letter_id=other.pk, by=clerk, **MONTH)
    with pytest.raises(Refused, match="一项立功只奖一次"):
        office.enter(other.person, GrantKind.CONSCRIPT, year=2026, **given)
    elsewhere = checked(office)
    flat = office.enter(elsewhere.person, GrantKind.MERIT, merits=("merit_3",), awarded_on=AWARDED)
    services.link_reward(letter_id=elsewhere.pk, grant_id=flat.pk, by=clerk, at=AT)


def test_a_wrong_letter_says_what_is_left_to_do(office: Office) -> None:
    letter = checked(office)
    desk, second = enter(office.lab.preparer), enter(office.lab.reviewer)
    services.enter_reward(letter_id=letter.pk, by=office.lab.preparer, **MONTH)
    page = press(second, f"/bureau/good-news/{letter.pk}/do/recall/", why="")
    assert "请填写" in said(page)
    page = said(press(second, f"/bureau/good-news/{letter.pk}/do/recall/", why="人武部更正通知"))
    assert "档案里还有这项立功" in page
    letter.refresh_from_db()
    assert letter.state == "dropped"
    # Nobody had decided on the money: it goes with the letter.
    assert letter.grant is not None
    assert letter.grant.state == "refused"
    assert letter.grant.note == "喜报有误，作废：人武部更正通知"
    paid = checked(office)
    grant = services.enter_reward(letter_id=paid.pk, by=office.lab.preparer, **MONTH).grant
    assert grant is not None
    office.approve(grant)
    press(second, f"/bureau/good-news/{paid.pk}/do/recall/", why="人武部更正通知")
    grant.refresh_from_db()
    assert grant.state == "approved"
    assert "取消并追缴" in told(desk, f"/bureau/good-news/{paid.pk}/")
    changed = checked(office)
    Merit.objects.filter(pk=changed.merit_row_id).update(kind="second")
    assert "已改为“二等功" in told(desk, f"/bureau/good-news/{changed.pk}/")


def test_a_void_hand_over_is_brought_again(office: Office) -> None:
    station = user(Role.VILLAGE_WORKER, region=village(1, 1))
    plain, planned = checked(office), checked(office)
    services.plan_letter(
        letter_id=planned.pk, team="镇里", planned_on=TODAY, by=office.lab.preparer, at=AT,
        today=TODAY,
    )  # fmt: skip
    for letter, back in ((plain, "checked"), (planned, "planned")):
        done = delivered(letter, station)
        assert done.visit is not None
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(state=back, visit=None, delivered_on=None)
        voided = void_visit(visit_id=done.visit.pk, why="送错了", by=station, at=AT)
        assert "喜报重新等着送达" in voided.told
        letter.refresh_from_db()
        assert (letter.state, letter.visit, letter.delivered_on) == (back, None, None)
    assert selectors.to_bring(station).count() == 2
    assert delivered(plain, station).state == "delivered"


def test_three_people_and_the_money(office: Office, client: Client) -> None:
    """The own station sees how far the reward is, the neighbour and the stranger nothing of it."""
    letter = checked(office)
    services.enter_reward(letter_id=letter.pk, by=office.lab.preparer, **MONTH)
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    client.force_login(own)
    assert "1,000.00 元，待审批" in client.get("/station/good-news/").text
    assert "1,000.00 元，待审批" in client.get(f"/station/good-news/{letter.pk}/").text
    for other in (village(1, 2), village(2, 1)):
        worker = user(Role.VILLAGE_WORKER, region=other)
        client.force_login(worker)
        assert "1,000.00" not in client.get("/station/good-news/").text
        assert client.get(f"/station/good-news/{letter.pk}/").status_code == 404
        assert not selectors.rewards_shown(worker, [letter])
        with pytest.raises((NotFound, PermissionRefused)):
            services.enter_reward(letter_id=letter.pk, by=worker, **MONTH)


def test_the_page_of_the_reward(office: Office) -> None:
    letter = checked(office)
    desk = enter(office.lab.preparer)
    assert "奖励金未录入" in told(desk, "/bureau/")
    assert letter.person.name in told(desk, "/bureau/good-news/?state=unrewarded")
    assert "录入奖励金" in told(desk, f"/bureau/good-news/{letter.pk}/")
    address = f"/bureau/good-news/{letter.pk}/reward/new/"
    asked = told(desk, address)
    assert "奖励金：三等功 1,000.00 元" in asked
    assert "三等战功 授予当天没有执行的数值" in asked
    for bad, why in (
        ({"month": "随便"}, "月"),
        ({"month": "2026-11", "merit": "merit_1"}, "请从列表中选择"),
        ({"month": "2026-11", "merit": "battle_3"}, "还没有启用"),
        ({"month": "2026-11", "payee_id_number": "110101"}, "人员库中没有"),
    ):
        page = desk.post(address, {"payee_id_number": "", **bad})
        assert why in said(page)
        assert not Grant.objects.exists()
        assert bad["month"] in page.text, "nothing typed is lost"
    mother = person()
    account(mother)
    Person.objects.filter(pk=mother.pk).update(id_index=id_index(mother.id_number))
    page = press(
        desk, address, month="2026-11", merit="merit_3", payee_id_number=str(mother.id_number)
    )
    assert "1,000.00 元，待审批" in said(page)
    assert Grant.objects.get().shares.get().payee == mother
    assert "已经录入" in said(desk.get(address, follow=True))
    assert "待审批" in told(desk, "/bureau/good-news/")
    assert enter(office.lab.reviewer).get(address).status_code == 403
    assert desk.get("/bureau/good-news/export/").status_code == 200
