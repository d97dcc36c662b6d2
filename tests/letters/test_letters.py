"""喜报 from the army's notice to the family's door: two people and the armed forces office, the
town of the hukou before he left, lateness, the reward of the ledger."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from honors.letters import selectors, services
from honors.letters.models import Letter
from honors.letters.rules import Registered, congratulating, due_on
from honors.letters.states import MOVES, LetterState
from support_services.stations.today import due_at
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.visits.services import Taker
from tests.plaques.homes import AT, TODAY, home_of
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from tests.subsidies.grants import Office
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.models import Merit, Residence, ServicePeriod
from veterans.registry.timeline import timeline_of

pytestmark = pytest.mark.django_db

AWARDED = date(2026, 10, 1)
FATHER = Taker("family", "张大山", "父亲")


@pytest.fixture
def hands(db: None) -> tuple[User, User, User]:
    return (
        user(Role.PREPARER), user(Role.REVIEWER),
        user(Role.VILLAGE_WORKER, region=village(1, 1)),
    )  # fmt: skip


def receive(who: Any, by: User, **more: Any) -> Letter:
    given: dict[str, Any] = {
        "merit": "third", "awarded_on": AWARDED, "document_no": "通知 1 号",
        "received_on": TODAY, "region": village(1, 1).code, **more,
    }  # fmt: skip
    return services.receive_letter(person_id=who.pk, **given, by=by, at=AT, today=TODAY)


def test_which_town_congratulates() -> None:
    rows = [
        Registered(1, None, date(2018, 9, 1)),
        Registered(2, date(2018, 9, 1), date(2022, 9, 1)),
        Registered(None, date(2022, 9, 1), None),
    ]
    enlisted = date(2020, 9, 10)
    assert congratulating(rows, enlisted) == 2
    assert congratulating(rows, date(2018, 9, 1)) == 1, "from a college: before he went there"
    assert congratulating(rows, date(2023, 1, 1)) is None
    assert congratulating([], enlisted) is None
    assert due_on(date(2026, 11, 5), 30) == date(2026, 12, 5)


def test_from_the_notice_to_the_door(hands: tuple[User, User, User]) -> None:
    clerk, checker, station = hands
    man = home_of("")
    for why, bad in (
        ("等次", {"merit": "local"}),
        ("不能晚于", {"awarded_on": date(2026, 11, 6)}),
        ("不能晚于", {"received_on": date(2026, 11, 6)}),
        ("番号", {"document_no": "32145部队来函"}),
        ("文号", {"document_no": " "}),
        ("查不到", {"region": ""}),
    ):
        with pytest.raises(Refused, match=why), transaction.atomic():
            receive(man, clerk, **bad)
    with pytest.raises(PermissionRefused):
        receive(man, checker)
    ServicePeriod.objects.create(
        person=man, status="conscript", enlisted_on=date(2024, 9, 1), entered_at=AT
    )
    Residence.objects.create(
        person=man, kind="hukou", region=village(2, 1), valid_from=date(2000, 1, 1), entered_at=AT
    )
    made = receive(man, clerk, region="")
    assert made.region == village(2, 1), "where he was registered before he enlisted"
    with pytest.raises(Refused, match="已经登记过"):
        receive(man, clerk)
    assert not selectors.letters_visible_to(station).exists(), "not before it was checked"
    with pytest.raises(Refused, match="人武部"):
        services.check_letter(letter_id=made.pk, forces_said=" ", by=checker, at=AT, today=TODAY)
    with pytest.raises(PermissionRefused):
        services.check_letter(letter_id=made.pk, forces_said="x", by=clerk, at=AT, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(checked_by=clerk, checked_at=AT, state="checked")
    services.check_letter(
        letter_id=made.pk, forces_said="人武部李参谋 11月5日", by=checker, at=AT, today=TODAY
    )
    assert Merit.objects.get(person=man).kind == "third"
    with pytest.raises(Refused, match="谁去送"):
        services.plan_letter(
            letter_id=made.pk, team="", planned_on=TODAY, by=clerk, at=AT, today=TODAY
        )
    services.plan_letter(
        letter_id=made.pk, team="镇里、人武部", planned_on=TODAY, by=clerk, at=AT, today=TODAY
    )
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    given: dict[str, Any] = {"letter_id": made.pk, "at": AT, "today": TODAY, "taker": FATHER}
    with pytest.raises(NotFound):
        services.deliver_letter(**given, delivered_on=TODAY, by=neighbour)
    with pytest.raises(Refused, match="早于授予"):
        services.deliver_letter(**given, delivered_on=date(2026, 9, 20), by=station)
    late = date(2026, 12, 8)
    assert [one.urgency for one in due_at(station, today=late) if one.title == "送喜报"] == ["late"]
    assert selectors.narrowed(clerk, state="late", today=late).count() == 1
    assert not selectors.narrowed(clerk, state="late", today=TODAY).exists()
    done = services.deliver_letter(**given, delivered_on=TODAY, by=station)
    assert done.visit is not None
    with pytest.raises(Refused, match="不能登记送达"):
        services.deliver_letter(**given, delivered_on=TODAY, by=station)
    lines, _ = timeline_of(clerk, man)
    assert any(one.what == "喜报：三等功" for one in lines)
    for change in ({"merit": "first"}, {"state": "received"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()
    # The reward is a grant of the ledger, raised by this merit, and of one letter only.
    office = Office.of("conscript_family_grant")
    office.figure(Code.CONSCRIPT_FIXED, "10000", date(2026, 1, 1))
    office.figure(Code.CONSCRIPT_MERIT, "10", date(2026, 1, 1), "merit_3")
    given = {"year": 2026, "service_year": 1}
    plain = office.granted(home_of(""), GrantKind.CONSCRIPT, **given, merits=("merit_3",))
    grant = office.granted(man, GrantKind.CONSCRIPT, **given, merits=("merit_3",))
    with pytest.raises(Refused, match="没有用在别的喜报"):
        services.link_reward(letter_id=made.pk, grant_id=plain.pk, by=clerk, at=AT)
    services.link_reward(letter_id=made.pk, grant_id=grant.pk, by=clerk, at=AT)
    other = receive(man, clerk, awarded_on=date(2026, 9, 1))
    services.check_letter(letter_id=other.pk, forces_said="人武部", by=checker, at=AT, today=TODAY)
    with pytest.raises(Refused, match="没有用在别的喜报"):
        services.link_reward(letter_id=other.pk, grant_id=grant.pk, by=clerk, at=AT)


def test_every_move_by_every_role(hands: tuple[User, User, User]) -> None:
    clerk = hands[0]
    words: dict[str, dict[str, Any]] = {
        "check": {"forces_said": "人武部", "today": TODAY},
        "drop": {"why": "不符"},
        "recall": {"why": "有误"},
        "plan": {"team": "镇里", "planned_on": TODAY, "today": TODAY},
        "deliver": {"delivered_on": TODAY, "taker": FATHER, "today": TODAY},
    }
    for role in Role:
        own = {Role.VILLAGE_WORKER: village(1, 1), Role.TOWN_WORKER: village(1, 1).parent}
        by = user(role, region=own.get(role))
        for verb, (starts, target, duty, _) in MOVES.items():
            made = receive(home_of(""), clerk)
            deed = getattr(services, f"{verb}_letter")
            if LetterState.RECEIVED not in starts:
                services.check_letter(
                    letter_id=made.pk, forces_said="x", by=hands[1], at=AT, today=TODAY
                )
            if role in DUTIES[duty]:
                deed(letter_id=made.pk, **words[verb], by=by, at=AT)
                made.refresh_from_db()
                assert made.state == target
            else:
                with pytest.raises((PermissionRefused, NotFound)), transaction.atomic():
                    deed(letter_id=made.pk, **words[verb], by=by, at=AT)


def test_the_pages_ask_and_do(client: Client, hands: tuple[User, User, User]) -> None:
    clerk, checker, station = hands
    man = home_of("", name="张建国")
    desk = enter(clerk)
    page = press(
        desk, f"/bureau/good-news/new/{man.pk}/", merit="second", awarded_on="2026-10-01",
        document_no="通知 1 号", received_on="2026-11-05", region=village(1, 1).code,
    )  # fmt: skip
    assert "等另一人核对" in said(page)
    row = Letter.objects.get()
    other = enter(checker)
    assert "张建国" in told(other, "/bureau/"), "on the desk of whoever checks"
    page = press(other, f"/bureau/good-news/{row.pk}/do/check/", forces_said="人武部 11月5日")
    assert "已核对" in said(page)
    client.force_login(station)
    assert "张建国" in client.get("/station/good-news/").content.decode()
    sent = client.post(
        f"/station/good-news/{row.pk}/",
        {
            "delivered_on": "2026-11-05",
            "taken_by": "family",
            "taker_name": "",
            "taker_relation": "",
        },
    )
    assert "写明收的人" in sent.content.decode()
    sent = client.post(
        f"/station/good-news/{row.pk}/",
        {"delivered_on": "2026-11-05", "taken_by": "family", "taker_name": "张大山",
         "taker_relation": "父亲"},
    )  # fmt: skip
    assert sent.status_code == 302
    assert client.get(f"/station/good-news/{row.pk}/").status_code == 302
    assert "录入荣誉名录" in told(desk, f"/bureau/good-news/{row.pk}/")
    assert "二等功" in told(desk, f"/bureau/good-news/{row.pk}/paper/")
    nothing = told(desk, f"/bureau/good-news/{row.pk}/reward/")
    assert "还没有按这项立功给他核发过" in nothing
    assert "哪一项核发" not in nothing
    assert desk.get("/bureau/good-news/export/").status_code == 200
    assert "张建国" in told(desk, "/bureau/good-news/?state=delivered")
