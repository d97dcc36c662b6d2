"""Hardship aid from the door to the ledger, and small wishes from the visit to the day they come
true; own station, neighbour and stranger."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from support_services.aid import selectors, services
from support_services.aid.models import AidApplication, Wish
from support_services.stations.today import Urgency, due_at
from support_services.subsidies.grant_figures import Code
from support_services.visits.services import record_visit
from tests.pictures import png
from tests.subsidies.factories import AT, person, user, village
from tests.subsidies.grants import NOVEMBER, TODAY, Office, household_of, payee
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person
from veterans.registry.rules import Speaker

pytestmark = pytest.mark.django_db

ILL = "老伴住院花了三万，家里只有一份低保"


@pytest.fixture
def office(db: None) -> Office:
    office = Office.of("hardship_grant")
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    office.figure(Code.HARDSHIP_CAP, "10000", date(2020, 1, 1), "special")
    return office


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


@pytest.fixture
def man(db: None) -> Person:
    made = payee(region=village(1, 1), name="曾建国")
    household_of(made)
    return made


def apply(who: Person, by: User, **more: Any) -> AidApplication:
    asked = {"cause": "illness", "told": ILL, **more}
    return services.apply_for_aid(person=who, **asked, by=by, at=AT, today=TODAY)


def hand_on(application: AidApplication, by: User, amount: str = "3000", **more: Any) -> Any:
    return services.hand_on(
        application_id=application.pk, amount=Decimal(amount), is_special=False, month=NOVEMBER,
        document_no="示扶〔2026〕5号", by=by, at=AT, today=TODAY, **more,
    )  # fmt: skip


def visit(who: Person, by: User, on: date = TODAY, **more: Any) -> Any:
    asked = {"way": "home", "met": "self", "reason": "hardship", **more}
    return record_visit(person=who, visited_on=on, **asked, by=by, at=AT, today=TODAY)


def test_from_the_door_to_the_ledger(office: Office, own: User, man: Person) -> None:
    made = apply(
        man,
        own,
        wanted=Decimal(4000),
        speaker=Speaker("曾二", "儿子", "当面问过本人"),
        files=(png(),),
    )
    assert (made.speaks, made.papers.count()) == ("儿子 曾二；当面问过本人", 1)
    with pytest.raises(Refused, match="已有一份申请在办"):
        apply(man, own)
    with pytest.raises(Refused, match="请服务站先上门"):
        hand_on(made, office.lab.preparer)
    (due,) = [one for one in due_at(own, today=TODAY) if "帮扶" in one.title]
    assert (due.urgency, due.count) == (Urgency.TODAY, 1)
    # By telephone nobody has seen how things are; sixty-one days ago they may have been otherwise.
    visit(man, own, way="phone")
    visit(man, own, met="nobody")
    with pytest.raises(Refused, match="请服务站先上门"):
        hand_on(made, office.lab.preparer)
    seen = visit(man, own, on=TODAY - timedelta(days=60))
    assert not [one for one in due_at(own, today=TODAY) if "帮扶" in one.title]
    with pytest.raises(Refused, match=r"最多还可核发 5,000\.00 元"):
        hand_on(made, office.lab.preparer, "6000")
    made.refresh_from_db()
    assert made.state == "applied"
    hand_on(made, office.lab.preparer, note="情况属实")
    made.refresh_from_db()
    grant = made.grant
    assert grant is not None
    assert (made.state, made.visit, grant.state, grant.amount) == (
        "handed_on", seen, "draft", Decimal(3000),
    )  # fmt: skip
    assert f"帮扶申请第 {made.pk} 号" in grant.inputs["reason"]
    office.approve(grant)
    assert selectors.room_left(man, 2026) == [
        ("普通", Decimal(3000), Decimal(2000)),
        ("特殊", Decimal(3000), Decimal(7000)),
    ]
    office.lab.run(NOVEMBER)
    right = grant.shares.get().dues.get().entitlement
    assert sum(office.lab.posted(right).values()) == 3000
    assert AuditEntry.objects.filter(action="aid.handed_on", subject_id=str(man.pk)).exists()
    assert "住院" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_two_hands_one_area_and_reasons(office: Office, own: User, man: Person) -> None:
    clerk = office.lab.preparer
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    for asked, says in (
        ({"told": "困难"}, "写明困难情况"),
        ({"cause": "greed"}, "困难原因"),
        ({"wanted": Decimal(-1)}, "大于零"),
        ({"speaker": Speaker("曾二", "儿子")}, "三项都要填"),
        ({"files": (b"<svg>",)}, "照片"),
    ):
        with pytest.raises(Refused, match=says), transaction.atomic():
            apply(man, own, **asked)
    with pytest.raises(NotFound):
        apply(man, neighbour)
    with pytest.raises(Refused, match="家庭成员"):
        apply(person(village(1, 1), died_on=TODAY), own)
    mine = apply(man, clerk)
    visit(man, own)
    with pytest.raises(Refused, match="另一人审核"):
        hand_on(mine, clerk)
    with pytest.raises(Refused, match="另一人审核"):
        services.refuse_aid(application_id=mine.pk, note="不符合", by=clerk, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        AidApplication.objects.filter(pk=mine.pk).update(
            state="refused", decision_note="x", decided_by=clerk, decided_at=AT
        )
    with pytest.raises(PermissionRefused):
        services.refuse_aid(application_id=mine.pk, note="不符合", by=own, at=AT)
    with pytest.raises(NotFound):
        services.withdraw_aid(application_id=mine.pk, by=neighbour, at=AT)
    with pytest.raises(Refused, match="自己受理"):
        services.withdraw_aid(application_id=mine.pk, by=own, at=AT)
    with pytest.raises(Refused, match="写明为什么"):
        services.refuse_aid(application_id=mine.pk, note=" ", by=office.lab.reviewer, at=AT)
    services.withdraw_aid(application_id=mine.pk, by=clerk, at=AT)
    again = apply(man, own)
    services.refuse_aid(application_id=again.pk, note="已享受临时救助", by=clerk, at=timezone.now())
    (back,) = [one for one in due_at(own, today=TODAY) if one.urgency == Urgency.BACK]
    assert back.title == "帮扶申请没有批准"
    with pytest.raises(Refused, match="已经办过"):
        hand_on(again, clerk)


def test_a_wish_is_taken_up_and_comes_true(own: User, man: Person) -> None:
    for text, says in (("曾建国想要手机", "姓名"), ("打 13800138000", "号码"), ("", "写明心愿")):
        with pytest.raises(Refused, match=says):
            services.add_wish(person=man, text=text, by=own, at=AT)
    wish = services.add_wish(person=man, text="想要一副老花镜", told_openly=True, by=own, at=AT)

    def move(verb: str, by: User = own, **more: Any) -> Wish:
        return services.move_wish(wish_id=wish.pk, verb=verb, **more, on=TODAY, by=by, at=AT)

    with pytest.raises(Refused, match="等待认领"):
        move("fulfil")
    with pytest.raises(Refused, match="认领的单位"):
        move("take")
    move("take", supporter="张店区某眼镜店")
    move("release")
    move("take", supporter="某某志愿服务队")
    assert move("fulfil").fulfilled_on == TODAY
    with pytest.raises(NotFound):
        move("withdraw", by=user(Role.VILLAGE_WORKER, region=village(1, 2)))


def test_the_pages(office: Office, own: User, man: Person, client: Client) -> None:
    clerk = office.lab.preparer
    client.force_login(own)
    page = client.get(f"/station/payees/{man.pk}/").text
    assert "申请帮扶" in page
    answer = client.post(
        f"/station/aid/people/{man.pk}/new/", {"cause": "illness", "told": ILL, "wanted": "4000"}
    )
    made = AidApplication.objects.get()
    assert answer["Location"] == f"/station/aid/{made.pk}/"
    assert "登记走访" in client.get(answer["Location"]).text
    today = timezone.localdate()
    record_visit(
        person=man, visited_on=today, way="home", met="self", reason="hardship",
        found="家里确实困难", by=own, at=AT, today=today,
    )  # fmt: skip
    client.force_login(clerk)
    assert "1 份困难帮扶申请" in client.get("/bureau/").text
    shown = client.get(f"/bureau/aid/{made.pk}/").text
    assert "家里确实困难" in shown
    assert "转核发" in shown
    asked = client.get(f"/bureau/aid/{made.pk}/do/hand_on/").text
    assert "还可核发 5,000.00 元" in asked
    sent = {"amount": "3000", "month": f"{today}", "document_no": "示扶〔2026〕5号"}
    answer = client.post(f"/bureau/aid/{made.pk}/do/hand_on/", sent)
    made.refresh_from_db()
    assert answer["Location"] == f"/bureau/grants/{made.grant_id}/"
    assert "已转核发：待审批" in client.get("/bureau/aid/?show=all").text
    wish = services.add_wish(person=man, text="想要一副老花镜", by=own, at=AT)
    assert "老花镜" in client.get("/bureau/aid/wishes/").text
    client.force_login(user(Role.VILLAGE_WORKER, region=village(1, 2)))
    for path in (f"{made.pk}/", f"wishes/{wish.pk}/", f"people/{man.pk}/new/"):
        assert client.get(f"/station/aid/{path}").status_code == 404


def test_the_bureau_takes_an_application_and_a_wish_at_its_own_counter(
    office: Office, man: Person, client: Client
) -> None:
    client.force_login(office.lab.preparer)
    page = client.get(f"/bureau/people/{man.pk}/").text
    for what in ("aid", "wishes"):
        assert f'href="/bureau/people/{man.pk}/{what}/new/"' in page
    where = f"/bureau/people/{man.pk}/aid/new/"
    assert client.post(where, {"cause": "illness", "told": "难"}).status_code == 200
    assert not AidApplication.objects.exists()
    answer = client.post(where, {"cause": "illness", "told": ILL})
    made = AidApplication.objects.get()
    assert answer["Location"] == f"/bureau/aid/{made.pk}/"
    shown = client.get(answer["Location"]).text
    assert "由另一人审核" in shown
    assert "转核发</a>" not in shown
    client.force_login(user(Role.PREPARER))
    assert "撤回</a>" not in client.get(answer["Location"]).text
    assert "只能撤回自己受理的" in client.post(f"/bureau/aid/{made.pk}/withdraw/").text
    client.force_login(office.lab.preparer)
    client.post(f"/bureau/aid/{made.pk}/withdraw/")
    made.refresh_from_db()
    assert made.state == "withdrawn"
    client.post(f"/bureau/people/{man.pk}/wishes/new/", {"text": "想要一副老花镜"})
    wish = Wish.objects.get()
    at = f"/bureau/aid/wishes/{wish.pk}/"
    client.force_login(user(Role.AUDITOR))
    assert "take/" not in client.get(at).text
    client.force_login(office.lab.preparer)
    assert f'href="{at}take/"' in client.get(at).text
    assert client.post(f"{at}take/", {"supporter": " "}).status_code == 200
    client.post(f"{at}take/", {"supporter": "某某眼镜店"})
    client.post(f"{at}fulfil/", {"note": ""})
    wish.refresh_from_db()
    assert (wish.state, wish.supporter) == ("fulfilled", "某某眼镜店")
    assert client.get(f"{at}eat/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_hand_it_on_at_once_and_one_grant_comes_of_it() -> None:
    office = Office.of("hardship_grant")
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    man = payee(region=village(1, 1))
    made = apply(man, own)
    visit(man, own)
    hands = office.lab.preparer, user(Role.PREPARER)
    results = at_once(*[lambda by=by: hand_on(made, by) for by in hands])
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert man.grants.count() == 1
