"""光荣牌 at both doors: own station, neighbour, stranger; what is asked, what follows, bad input;
two people for what is withdrawn; numbers that exist once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.models import Application, Batch, Piece, Standing, StockLine, Task, Withdrawal
from honors.plaques.services import answering, asking, stock, withdrawing
from honors.plaques.services.batches import begin_batch
from honors.plaques.services.reckoning import carry_on, start_for_changed
from honors.plaques.states import (
    ANSWERS,
    WITHDRAWAL_MOVES,
    Plea,
    TaskKind,
    WithdrawalState,
)
from support_services.stations.today import due_at
from support_services.visits import services as visits
from support_services.visits.services import HandedOver, Taker
from tests.pictures import png
from tests.plaques.homes import AT, TODAY, home_of, run
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.models import Household, Person, ServicePeriod
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands(db: None) -> tuple[User, User]:
    return user(Role.PREPARER), user(Role.APPROVER)


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


def task_at(who: Any) -> Task:
    return Task.objects.get(home=who.household_id, closed_on__isnull=True)


def hang(task: Task, who: Any, by: User, number: str = "鲁C-00009", **more: Any) -> Task:
    given: dict[str, Any] = {"spot": "door", "visited_on": TODAY, "taker": Taker(), **more}
    return answering.hang(
        task_id=task.pk, person_id=who.pk, number=number, **given, by=by, at=AT, today=TODAY
    )


def answer(task: Task, outcome: str, by: User, note: str = "说住楼房不想挂") -> Task:
    return answering.answer_task(
        task_id=task.pk, outcome=outcome, note=note, by=by, at=AT, today=TODAY
    )


def test_from_the_list_to_the_door_and_what_the_next_run_learns(own: User) -> None:
    man, shy, gone = home_of(), home_of(), home_of(place=(1, 2))
    run()
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    stranger = user(Role.TOWN_WORKER, region=village(2, 1).parent)
    assert [one.home_id for one in selectors.to_do(own)] == [man.household_id, shy.household_id]
    assert [one.home_id for one in selectors.to_do(neighbour)] == [gone.household_id]
    assert not selectors.to_do(stranger).exists()
    for other in (neighbour, stranger):
        with pytest.raises(NotFound):
            hang(task_at(man), man, other)
        with pytest.raises(NotFound):
            answer(task_at(man), "declined", other)
    with pytest.raises(PermissionRefused):
        hang(task_at(man), man, user(Role.AUDITOR))
    # Bad input loses nothing and says what to do.
    task = task_at(man)
    for why, more in (
        ("挂在哪里", {"spot": "roof"}),
        ("照牌上的写法", {"number": " "}),
        ("不能晚于今天", {"visited_on": date(2026, 11, 6)}),
        ("收的人姓名", {"taker": Taker("family", "", "")}),
        ("同意拍照存档", {"files": [png()]}),
    ):
        with pytest.raises(Refused, match=why), transaction.atomic():
            hang(task, man, own, **more)
    with pytest.raises(Refused, match="这一户的人"):
        hang(task, shy, own)
    done = hang(task, man, own, spot="indoor")
    assert man.household is not None
    home = Household.objects.get(pk=man.household.pk)
    assert (home.plaque_number, home.plaque_hung_on) == ("鲁C-00009", TODAY)
    assert (done.outcome, done.spot, done.closed_why) == ("hung", "indoor", "answered")
    assert done.visit is not None
    assert Standing.objects.get(home=home).state == "hung", "at once, without a run"
    with pytest.raises(Refused, match="已经有人登记"):
        hang(task, man, own)
    with pytest.raises(Refused, match="写明情况"):
        answer(task_at(shy), "declined", own, note="")
    answer(task_at(shy), "declined", own)
    answer(task_at(gone), "moved", neighbour, note="随儿子去外地了")
    again = run()
    assert (again.opened, again.closed, again.changed) == (0, 0, 0), "who declined is left in peace"
    rows = selectors.coverage(user(Role.REVIEWER))
    assert [(one.ought, one.hung, one.missing, one.share) for one in rows] == [(3, 1, 2, "33.3%")]
    # A year later they are asked again; who asks himself is asked at once.
    later = run(at=AT.replace(year=2027, month=11, day=6))
    assert later.opened == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(outcome="hung").update(note="别的")
    # A hand-over that was wrong is voided, and the home is due again.
    visits.void_visit(visit_id=done.visit.pk, why="登记错了户", by=own, at=AT)
    swept = start_for_changed(at=AT)
    assert swept is not None
    carry_on(run_id=swept.pk, at=AT)
    assert Standing.objects.get(home=home).state == "due"


def test_what_was_hung_by_an_ordinary_hand_over_closes_the_task(own: User) -> None:
    man = home_of()
    run()
    visits.record_hand_over(
        person=man, visited_on=TODAY, way="home", by=own, at=AT, today=TODAY,
        thing=HandedOver("plaque", plaque_number="鲁C-00001"),
    )  # fmt: skip
    made = start_for_changed(at=AT)
    assert made is not None
    carry_on(run_id=made.pk, at=AT)
    assert Task.objects.get().closed_why == "hung"


def test_every_answer_to_every_task(own: User) -> None:
    outcomes = ("hung", "declined", "moved", "not_so", "taken", "x")
    for kind in TaskKind:
        for outcome in outcomes:
            who = home_of(plaque="" if kind == TaskKind.HANG else f"鲁C-{kind}-{outcome}1")
            assert who.household is not None
            task = Task.objects.create(home=who.household, kind=kind, found_on=TODAY)
            if outcome in [one.value for one in ANSWERS[kind]]:
                assert answer(task, outcome, own).outcome == outcome
            else:
                with pytest.raises(Refused, match="选择上门的结果"):
                    answer(task, outcome, own)
    assert (
        not Household.objects.filter(pk__in=Task.objects.filter(outcome="taken").values("home"))
        .exclude(plaque_number="")
        .exists()
    )


def test_withdrawn_by_two_taken_in_and_restored(hands: tuple[User, User], own: User) -> None:
    asker, decider = hands
    man = home_of(plaque="鲁C-00001")
    run()
    fields: dict[str, Any] = {
        "home_id": man.household_id, "person_id": man.pk, "reason": "public_order",
        "fact_on": TODAY, "document_no": "某公（治）决字〔2026〕1号", "note": "酒后闹事",
    }  # fmt: skip
    for why, bad in (
        ("收回的原因", {"reason": "rude"}),
        ("不能晚于今天", {"fact_on": date(2026, 11, 6)}),
        ("依据的文书", {"document_no": " "}),
        ("当事人", {"person_id": own.pk + 10**6}),
    ):
        with pytest.raises(Refused, match=why):
            withdrawing.ask_withdrawal(**{**fields, **bad}, by=asker, at=AT, today=TODAY)
    row = withdrawing.ask_withdrawal(**fields, by=asker, at=AT, today=TODAY)
    with pytest.raises(Refused, match="已经提出收回"):
        withdrawing.ask_withdrawal(**fields, by=asker, at=AT, today=TODAY)

    def move(verb: str, by: User, text: str = "") -> Withdrawal:
        return withdrawing.move_withdrawal(withdrawal_id=row.pk, verb=verb, text=text, by=by, at=AT)

    # Every move in every state by every role: only what the table says goes through.
    for role in (Role.REVIEWER, Role.AUDITOR, Role.SYSADMIN):
        other = user(role)
        for verb, (starts, _, duty, _) in WITHDRAWAL_MOVES.items():
            if role in DUTIES[duty] and starts == WithdrawalState.ASKED:
                continue
            with pytest.raises((Refused, PermissionRefused, NotFound)), transaction.atomic():
                move(verb, other, "试验")
    with pytest.raises(PermissionRefused):
        move("decide", asker, "试验")
    with pytest.raises(NotFound):
        withdrawing.move_withdrawal(withdrawal_id=row.pk, verb="x", by=decider, at=AT)
    with pytest.raises(Refused, match="文号"):
        move("decide", decider)
    move("decide", decider, "示退役〔2026〕收1号")
    task = task_at(man)
    assert (task.kind, Standing.objects.get().state) == ("take", "take_in")
    answer(task, "taken", own, note="")
    assert not Household.objects.filter(person=man).exclude(plaque_number="").exists()
    assert Standing.objects.get().state == "withdrawn"
    assert not selectors.withdrawals_visible_to(own).exists(), "misconduct is not for stations"
    with pytest.raises(Refused, match="改正"):
        move("ask_back", asker)
    move("ask_back", asker, "一年没有再犯")
    Withdrawal.objects.filter(pk=row.pk).update(back_asked_by=decider)
    with pytest.raises(Refused, match="由另一人批准"):
        move("restore", decider)
    Withdrawal.objects.filter(pk=row.pk).update(back_asked_by=asker)
    move("restore", decider)
    assert (Standing.objects.get().state, task_at(man).kind) == ("restored", "hang")
    hang(task_at(man), man, own, "鲁C-00002")
    assert Standing.objects.get().state == "hung"
    crime = withdrawing.ask_withdrawal(
        **{**fields, "reason": "crime"}, by=asker, at=AT, today=TODAY
    )
    row = crime
    move("decide", decider, "示退役〔2026〕收2号")
    with pytest.raises(Refused, match="不能恢复"):
        move("ask_back", asker, "改了")
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.filter(pk=row.pk).update(reason="morals")


def test_what_families_ask_for(hands: tuple[User, User], own: User) -> None:
    asker, decider = hands
    widow, son = home_of(""), home_of("", place=(2, 1))
    run()
    given: dict[str, Any] = {"told": "村委会证明", "by": own, "at": AT, "today": TODAY}

    def ask(who: Any, kind: str, **more: Any) -> Application:
        return asking.ask(person_id=who.pk, kind=kind, **{**given, **more})

    with pytest.raises(NotFound):
        ask(son, "no_certificate")
    for why, kind, more in (
        ("有什么能证明", "no_certificate", {"told": " "}),
        ("选择申请什么", "x", {}),
        ("没有牌子可换", "worn", {}),
        ("身份证号", "parents_apart", {}),
        ("没有查到", "parents_apart", {"soldier_number": str(son.id_number)}),
    ):
        with pytest.raises(Refused, match=why), transaction.atomic():
            ask(widow, kind, **more)
    made = ask(widow, "no_certificate")
    with pytest.raises(Refused, match="等审批"):
        ask(widow, "no_certificate")
    for by in (own, asker):
        with pytest.raises(PermissionRefused):
            asking.decide(plea_id=made.pk, granted=True, by=by, at=AT)
    with pytest.raises(Refused, match="写明原因"):
        asking.decide(plea_id=made.pk, granted=False, by=decider, at=AT)
    asking.decide(plea_id=made.pk, granted=True, by=decider, at=AT)
    assert Standing.objects.get(home=widow.household_id).ground == "applied"
    with pytest.raises(Refused, match="已经审批过"):
        asking.decide(plea_id=made.pk, granted=True, by=decider, at=AT)
    # Of divorced parents the soldier chooses one home.
    ServicePeriod.objects.create(
        person=son, status="officer", enlisted_on=date(2020, 9, 1), entered_at=AT
    )
    number = str(son.id_number)
    Person.objects.filter(pk=son.pk).update(id_index=id_index(number))
    father, mother = home_of(""), home_of("")
    plea = ask(father, Plea.PARENTS_APART.value, soldier_number=number)
    with pytest.raises(Refused, match="由军人选定一处"):
        ask(mother, Plea.PARENTS_APART.value, soldier_number=number)
    with pytest.raises(Refused, match="同一户"):
        asking.ask(person_id=son.pk, kind="parents_apart", soldier_number=number,
                   told="试验", by=asker, at=AT, today=TODAY)  # fmt: skip
    asking.decide(plea_id=plea.pk, granted=True, by=decider, at=AT)
    assert Standing.objects.get(home=father.household_id).state == "due"
    # Worn: replaced, and then at rest, on the same day.
    hang(task_at(father), father, own, "鲁C-00001")
    worn = ask(father, "worn", today=date(2026, 11, 6))
    asking.decide(plea_id=worn.pk, granted=True, by=decider, at=AT)
    task = task_at(father)
    assert (task.kind, Standing.objects.get(home=father.household_id).why) == ("replace", "worn")
    with pytest.raises(Refused, match="为什么换下"):
        hang(task, father, own, "鲁C-00002")
    answering.hang(
        task_id=task.pk, person_id=father.pk, number="鲁C-00002", spot="door",
        visited_on=date(2026, 11, 6), taker=Taker(), replaced_why="damaged", by=own, at=AT,
        today=date(2026, 11, 6),
    )  # fmt: skip
    assert Standing.objects.get(home=father.household_id).state == "hung"


def test_a_number_exists_once(hands: tuple[User, User], own: User) -> None:
    keeper, _ = hands
    man, other = home_of(), home_of(place=(2, 1))
    home_of(plaque="鲁C-00050")
    run()
    given: dict[str, Any] = {"by": keeper, "at": AT}
    for why, numbers in (
        ("重复了", "鲁C-1\n鲁 C 1"),
        ("已经挂在别的户", "鲁c00050"),
        ("写反了", "鲁C-00009 至 鲁C-00001"),
        ("字头不一样", "鲁C-00001 至 鲁A-00009"),
        ("一行一个", " \n"),
        ("一次最多", "鲁C-000001 至 鲁C-900000"),
    ):
        with pytest.raises(Refused, match=why):
            stock.receive(numbers=numbers, **given, today=TODAY)
    assert stock.receive(numbers="鲁C-00001 至 鲁C-00004", **given, today=TODAY).pieces == 4
    with pytest.raises(Refused, match="已经入过库"):
        stock.receive(numbers="鲁C00003", **given, today=TODAY)
    second = village(2, 1).parent
    assert second is not None
    stock.hand_to_town(numbers="鲁C-00001，鲁C-00002", town=second.code, **given)
    for why, number in (("没有这个光荣牌编号", "鲁C-77777"), ("发给了第2镇", "鲁C-00001")):
        with pytest.raises(Refused, match=why):
            hang(task_at(man), man, own, number)
    hang(task_at(man), man, own, "鲁C-00003")
    theirs = user(Role.VILLAGE_WORKER, region=village(2, 1))
    with pytest.raises(Refused, match="登记在另一户"):
        hang(task_at(other), other, theirs, "鲁C 00003")
    with pytest.raises(Refused, match="已经挂出"):
        stock.hand_to_town(numbers="鲁C-00003", town="", **given)
    with pytest.raises(Refused, match="怎么坏的"):
        stock.write_off(numbers="鲁C-00004", note=" ", **given)
    stock.write_off(numbers="鲁C-00004", note="运输中摔裂", **given)
    with pytest.raises(Refused, match="损坏"):
        hang(task_at(other), other, theirs, "鲁C-00004")
    with pytest.raises(Refused, match="账面是 2 块"):
        stock.count_stock(town=second.code, counted=1, **given)
    stock.count_stock(town=second.code, counted=1, note="少一块，在找", **given)
    assert selectors.stock(keeper) == [
        {"name": "区局", "path": "bureau", "good": 0, "hung": 1, "damaged": 1, "taken_in": 0},
        {"name": "第2镇", "path": second.path, "good": 2, "hung": 0, "damaged": 0, "taken_in": 0},
    ]
    assert StockLine.objects.get(kind="counted").booked == 2
    for deed in (Piece.objects.all().delete, StockLine.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_the_pages_ask_and_do(client: Client, hands: tuple[User, User], own: User) -> None:
    today = timezone.localdate()
    man = home_of(name="张建国")
    home_of(place=(2, 1), plaque="鲁C-00009")
    run(at=timezone.now())
    batch = begin_batch(
        title="八一集中悬挂", occasion="army_day", first_on=today, last_on=today,
        by=hands[0], at=timezone.now(), today=today,
    )  # fmt: skip
    with pytest.raises(Refused, match="同名"):
        begin_batch(title="八一集中悬挂", occasion="army_day", first_on=today, last_on=today,
                    by=hands[0], at=AT, today=today)  # fmt: skip
    assert any(one.title == "光荣牌上门" for one in due_at(own, today=today))
    client.force_login(own)
    page = client.get("/station/plaques/")
    assert "张建国" in page.content.decode()
    assert "八一集中悬挂" in page.content.decode()
    assert "路线单" in client.get("/station/plaques/?print=1").content.decode()
    task = task_at(man)
    answered = client.post(f"/station/plaques/{task.pk}/hang/", {
        "visited_on": f"{today}", "person": man.pk, "plaque_number": "鲁C-00009",
        "spot": "door", "taken_by": "self",
    })  # fmt: skip
    assert "登记在另一户" in answered.content.decode(), "what was typed stays on the form"
    answered = client.post(f"/station/plaques/{task.pk}/hang/", {
        "visited_on": f"{today}", "person": man.pk, "plaque_number": "鲁C-00010",
        "spot": "door", "taken_by": "self",
    })  # fmt: skip
    assert answered.status_code == 302
    assert client.get(f"/station/plaques/{task.pk}/answer/").status_code == 302
    client = enter(hands[0])
    text = told(client, "/bureau/plaques/")
    assert "应挂 2 户，已挂 2 户。一户不少" in text
    assert "第2镇" in text
    assert "已挂好 1 户" in told(client, f"/bureau/plaques/batches/{batch.pk}/")
    assert client.get("/bureau/plaques/homes/export/").headers["Content-Type"].endswith("sheet")
    assert client.get("/bureau/plaques/export/").status_code == 200
    made = press(client, "/bureau/plaques/stock/receive/", numbers="鲁C-00101 至 鲁C-00110")
    assert "入库：10 块" in said(made)
    home = man.household_id
    made = press(
        client, f"/bureau/plaques/homes/{home}/withdraw/", person_id=f"{man.pk}", reason="crime",
        fact_on=f"{today}", document_no="示刑〔2026〕1号", note="",
    )  # fmt: skip
    assert "等另一人决定" in said(made)
    row = Withdrawal.objects.get()
    client = enter(hands[1])
    made = press(
        client, f"/bureau/plaques/withdrawals/{row.pk}/decide/", text="示退役〔2026〕收1号"
    )
    assert "已登记" in said(made)
    assert "通知书" in client.get(f"/bureau/plaques/withdrawals/{row.pk}/").content.decode()
    assert Batch.objects.count() == 1


def test_lists_ask_as_many_queries_for_ten_homes_as_for_one(
    client: Client, hands: tuple[User, User], own: User
) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = {hands[0]: ["/bureau/plaques/", "/bureau/plaques/homes/"], own: ["/station/plaques/"]}
    home_of()
    run()
    before = {}
    for who, pages in urls.items():
        client.force_login(who)
        for url in pages:
            client.get(url)
            before[url] = cost(url)
    for _ in range(10):
        home_of()
    run()
    for who, pages in urls.items():
        client.force_login(who)
        for url in pages:
            assert cost(url) == before[url], url
