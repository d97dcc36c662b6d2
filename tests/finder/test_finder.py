"""政策找人 from the nightly comparison to the door and back; own, neighbour and stranger."""

import os
import random
import signal
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from support_services.catalogue import services as catalogue
from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import tree_of
from support_services.finder import selectors, tasks
from support_services.finder.models import Gap, Run
from support_services.finder.services.answering import answer_gap
from support_services.finder.services.comparing import (
    LEASE,
    carry_on,
    owed_run,
    start_for_changed,
    start_run,
)
from support_services.finder.states import GapKind
from support_services.stations.today import due_at
from support_services.subsidies.models import Entitlement
from support_services.subsidies.reference import SCHEME_CATEGORIES
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import entitlement, person, user, village
from tests.subsidies.test_bank_races import at_once
from tests.subsidies.test_workers import eventually, others_at_work, stuck_worker
from tests.support.worker import StartWorker
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.criteria.judging import holds, missing_papers
from veterans.registry.criteria.lives import lives_of
from veterans.registry.models import Certificate, Household, Person, PersonCategory, ServicePeriod

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
PENSION, CARD = "201", "101"


@pytest.fixture
def preparer(db: None) -> User:
    village(2, 1)
    return user(Role.PREPARER)


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


def veteran(category: str = "DIS", **more: Any) -> Person:
    man = person(**more)
    PersonCategory.objects.create(person=man, category=category, valid_from=date(2010, 1, 1))
    return man


def compare(at: datetime = AT, *, by: User | None = None) -> Run:
    run = start_run(by=by, at=at)
    carry_on(run_id=run.pk, now=lambda: at)
    run.refresh_from_db()
    return run


def only(code: str, **fields: Any) -> Edition:
    """That item alone is sought out."""
    Edition.objects.exclude(item__code=code).update(seeks=False)
    edition = Edition.objects.get(item__code=code)
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.save()
    return edition


def open_kinds(code: str = PENSION) -> dict[str, str]:
    rows = Gap.objects.filter(closed_on__isnull=True, item__code=code)
    return dict(rows.values_list("person__name", "kind"))


BEREAVED = {"kind": "category", "in": ["SS-L"]}


def test_who_has_it_who_has_not_and_who_should_not() -> None:
    only("203")
    veteran("SS-L", name="没享受")
    has, excess = veteran("SS-L", name="享受着"), person(name="不该有")
    for one in (has, excess):
        entitlement(one, scheme="bereaved_pension")
    person(name="不相干")
    dead = veteran("SS-L", name="去世了", died_on=date(2026, 1, 1))
    run = compare()
    assert open_kinds("203") == {"没享受": "entitled", "不该有": "excess"}
    assert (run.found, run.closed, run.items, run.state) == (2, 0, [], "done")
    again = compare(AT + timedelta(days=1))
    assert (again.found, again.closed) == (0, 0)
    assert Gap.objects.count() == 2
    assert not Gap.objects.filter(person=dead).exists()


def test_of_what_is_shipped_nobody_is_told_off_for_the_plaque_of_the_home() -> None:
    """A plaque is the home's: a wife who is in no category herself has nothing that is not hers.
    Whoever draws a pension is not sent for the allowance of those who draw nothing; and where both
    rights stand and one is paid, that is the business of stacking."""
    home = Household.objects.create(number="H1", region=village(1, 1), plaque_number="P1")
    soldier, wife = veteran("TY", name="老兵"), person(name="妻子")
    Person.objects.filter(pk__in=[soldier.pk, wife.pk]).update(household=home)
    pensioner, poor = veteran("CZ", name="有抚恤金"), veteran("CZ", name="没有待遇")
    entitlement(pensioner, scheme="disability_pension")
    both = veteran("NC60", name="两项都有")
    for scheme in ("disability_pension", "rural_60_allowance"):
        entitlement(both, scheme=scheme)
    plaqueless = veteran("TY", name="没牌子")
    compare()
    assert open_kinds("101") == {
        one.name: "entitled" for one in (pensioner, poor, both, plaqueless)
    }
    assert open_kinds("224") == {"没有待遇": "entitled"}
    assert open_kinds("225") == {}


def test_an_item_of_one_town_looks_for_nobody_elsewhere() -> None:
    only("203", areas=[village(2, 1).parent.path])  # type: ignore[union-attr]
    veteran("SS-L", region=village(1, 1), name="别的镇")
    veteran("SS-L", region=village(2, 1), name="本镇")
    compare()
    assert open_kinds("203") == {"本镇": "entitled"}
    veteran("SS-L", region=village(2, 1), name="新来")
    veteran("SS-L", region=village(1, 1), name="新来别处")
    run = start_for_changed(at=AT + timedelta(minutes=5))
    assert run is not None
    carry_on(run_id=run.pk, now=lambda: AT)
    assert set(open_kinds("203")) == {"本镇", "新来"}


def test_a_gap_closes_by_what_happened() -> None:
    only("203")
    granted, died, stays = (veteran("SS-L", name=name) for name in ("批准", "去世", "还在"))
    changed = veteran("SS-L", name="不是")
    compare()
    entitlement(granted, scheme="bereaved_pension")
    Person.objects.filter(pk=died.pk).update(died_on=TODAY)
    PersonCategory.objects.filter(person=changed).update(valid_to=date(2026, 11, 1))
    compare(AT + timedelta(days=1))
    assert dict(Gap.objects.values_list("person__name", "closed_why")) == {
        "批准": "has_it",
        "去世": "gone",
        "不是": "not_meant",
        "还在": "",
    }
    # Lost again, it is a new gap; the old one is history.
    Entitlement.objects.filter(person=granted).update(
        end_month=date(2026, 10, 1), ended_on=date(2026, 10, 1), end_reason="other"
    )
    compare(AT + timedelta(days=2))
    assert Gap.objects.filter(person=granted).count() == 2
    Edition.objects.filter(item__code="203").update(seeks=False)
    compare(AT + timedelta(days=3))
    assert set(Gap.objects.filter(person=stays).values_list("closed_why", flat=True)) == {
        "item_ended"
    }


def test_one_paper_is_missing_and_then_it_is_there() -> None:
    only(
        CARD,
        criteria={"all": [BEREAVED, {"kind": "certificate", "in": ["martyr"]}]},
        enjoyed={"kind": "certificate", "in": ["preferential"]},
    )
    man = veteran("SS-L", name="差证")
    person(name="不相干")
    compare()
    assert open_kinds(CARD) == {"差证": "paper"}
    Certificate.objects.create(person=man, kind="martyr", number="X", entered_at=AT)
    compare(AT + timedelta(days=1))
    assert open_kinds(CARD) == {"差证": "entitled"}
    assert Gap.objects.count() == 1
    Certificate.objects.create(person=man, kind="preferential", number="Y", entered_at=AT)
    compare(AT + timedelta(days=2))
    assert open_kinds(CARD) == {}


def test_who_declined_is_left_in_peace_for_a_year(own: User) -> None:
    only("203")
    man = veteran("SS-L", region=village(1, 1))
    compare()
    gap = Gap.objects.get()
    with pytest.raises(Refused, match="写明哪里不符"):
        answer_gap(gap_id=gap.pk, outcome="not_so", by=own, at=AT)
    with pytest.raises(Refused, match="请选择"):
        answer_gap(gap_id=gap.pk, outcome="perhaps", by=own, at=AT)
    answer_gap(gap_id=gap.pk, outcome="declined", note="不想办", by=own, at=AT)
    assert list(selectors.to_do(own, TODAY)) == []
    assert list(selectors.to_do(own, TODAY + timedelta(days=367))) == [gap]
    # Not even by a gap that closed and came again.
    PersonCategory.objects.filter(person=man).update(valid_to=date(2026, 11, 5))
    compare(AT + timedelta(days=1))
    PersonCategory.objects.filter(person=man).update(valid_to=None)
    compare(AT + timedelta(days=2))
    assert not Gap.objects.filter(closed_on=None).exists()
    compare(AT + timedelta(days=400))
    assert Gap.objects.filter(closed_on=None).count() == 1
    with pytest.raises(Refused, match="已经消除"):
        answer_gap(gap_id=gap.pk, outcome="applied", by=own, at=AT)


def test_own_neighbour_and_stranger(own: User, preparer: User) -> None:
    only("203")
    man = veteran("SS-L", region=village(1, 1), name="曾建国")
    excess = person(village(1, 1), name="李志强")
    entitlement(excess, scheme="bereaved_pension")
    compare()
    gap = Gap.objects.get(person=man)
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    town = user(Role.TOWN_WORKER, region=village(1, 1).parent)
    stranger = user(Role.VILLAGE_WORKER, region=village(2, 1))
    address = f"/station/finder/{gap.pk}/"
    for who in (own, town):
        assert "曾建国" in told(enter(who), "/station/finder/")
        assert "人员类别" in told(enter(who), address)
    for who in (neighbour, stranger):
        assert "曾建国" not in told(enter(who), "/station/finder/")
        assert enter(who).get(address).status_code == 404
        with pytest.raises(NotFound):
            answer_gap(gap_id=gap.pk, outcome="applied", by=who, at=AT)
    # Who has something that is not his is the bureau's business.
    theirs = Gap.objects.get(person=excess)
    assert enter(own).get(f"/station/finder/{theirs.pk}/").status_code == 404
    assert "李志强" in told(enter(preparer), "/bureau/finder/203/")
    assert "李志强" not in told(enter(preparer), "/bureau/finder/203/?kind=entitled")
    with pytest.raises(Refused, match="由区局核实"):
        answer_gap(gap_id=theirs.pk, outcome="applied", by=preparer, at=AT)
    assert Client().get(address).status_code == 302
    assert [due.title for due in due_at(own, today=TODAY)] == ["政策找人"]
    assert due_at(stranger, today=TODAY) == []
    with pytest.raises(PermissionRefused):
        answer_gap(gap_id=gap.pk, outcome="applied", by=user(Role.AUDITOR), at=AT)


def test_a_day_with_it(own: User, preparer: User) -> None:
    only("203")
    veteran("SS-L", region=village(1, 1), name="曾建国")
    desk, worker = enter(preparer), enter(own)
    assert "没有主动找人" not in told(desk, "/bureau/finder/")
    started = said(press(desk, "/bureau/finder/run/"))
    assert "已开始比对" in started
    assert "正在比对" in started
    assert "正在比对" in said(press(desk, "/bureau/finder/run/"))
    run = Run.objects.get()
    carry_on(run_id=run.pk, now=lambda: AT)
    page = told(desk, "/bureau/finder/")
    assert "新发现 1 项" in page
    assert "三属定期抚恤金" in page
    gap = Gap.objects.get()
    here = f"/station/finder/{gap.pk}/"
    assert "请填写这一项" in said(worker.post(here, {"note": "带了证"}))
    assert "已登记" in said(
        worker.post(here, {"outcome": "applied", "note": "带了证"}, follow=True)
    )
    assert "没有要找的人" in told(worker, "/station/finder/")
    assert "已申请，在办" in told(desk, "/bureau/finder/203/")
    assert "带了证" in told(desk, f"/bureau/finder/gaps/{gap.pk}/")
    assert "名单是空的" in told(desk, "/bureau/finder/203/?kind=excess")
    assert desk.get("/bureau/finder/999/").status_code == 404
    assert enter(user(Role.AUDITOR)).get("/bureau/finder/run/").status_code == 403


def test_a_changed_file_is_compared_within_minutes() -> None:
    only("203")
    veteran("SS-L", name="原来")
    compare()
    assert start_for_changed(at=AT) is None
    veteran("SS-L", name="新来")
    run = start_for_changed(at=AT + timedelta(minutes=5))
    assert run is not None
    assert len(run.people or []) == 1
    carry_on(run_id=run.pk, now=lambda: AT)
    assert set(open_kinds("203")) == {"原来", "新来"}
    assert start_for_changed(at=AT + timedelta(minutes=10)) is None


def test_a_right_that_is_stopped_and_an_item_that_is_published_wait_for_no_night(
    preparer: User,
) -> None:
    only("203")
    man = veteran("SS-L", name="遗属")
    right = entitlement(man, scheme="bereaved_pension")
    sister = veteran("DB", name="姐姐")
    compare()
    assert open_kinds("203") == {}
    Entitlement.objects.filter(pk=right.pk).update(
        end_month=date(2026, 10, 1), ended_on=date(2026, 10, 9), end_reason="other"
    )
    run = start_for_changed(at=AT + timedelta(minutes=5))
    assert run is not None
    assert run.people == [man.pk]
    carry_on(run_id=run.pk, now=lambda: AT)
    assert open_kinds("203") == {"遗属": "entitled"}
    # Another item is published: everybody is held against it, and against nothing else.
    Edition.objects.filter(item__code="223").update(seeks=True, published_at=AT)
    run = start_for_changed(at=AT + timedelta(minutes=10))
    assert run is not None
    assert (run.people, run.items) == (None, ["223"])
    carry_on(run_id=run.pk, now=lambda: AT)
    assert open_kinds("223") == {"姐姐": "entitled"}
    # It is withdrawn: what was found of it is over within minutes.
    Edition.objects.filter(item__code="223").update(
        state="withdrawn", ended_at=AT + timedelta(minutes=15), ended_by=preparer
    )
    run = start_for_changed(at=AT + timedelta(minutes=20))
    assert run is not None
    carry_on(run_id=run.pk, now=lambda: AT)
    assert Gap.objects.get(person=sister).closed_why == "item_ended"
    assert start_for_changed(at=AT + timedelta(minutes=25)) is None


def test_every_scheme_with_a_standing_is_held_against_what_is_drawn(preparer: User) -> None:
    """One for each; the pension of the disabled also asks whether the grade carries it."""
    rows = Edition.objects.filter(staff_only=True, seeks=True)
    asked = {row.enjoyed["in"][0]: str(row.criteria) for row in rows}
    asked["bereaved_pension"] = str(Edition.objects.get(item__code="203").criteria)
    assert set(asked) == set(SCHEME_CATEGORIES)
    for scheme, categories in SCHEME_CATEGORIES.items():
        assert all(f"'{code}'" in asked[scheme] for code in categories), scheme
    men = {
        scheme: veteran(categories[0], name=f"没领{number}")
        for number, (scheme, categories) in enumerate(SCHEME_CATEGORIES.items())
    }
    wrong = veteran("FY", name="领错了")
    entitlement(wrong, scheme="ill_returned_allowance")
    compare()
    found = {
        (gap.person.name, gap.edition.enjoyed["in"][0], gap.kind)
        for gap in Gap.objects.exclude(item__code__in=["101", "103", "408"])
    }
    assert found == {(man.name, scheme, "entitled") for scheme, man in men.items()} | {
        ("领错了", "ill_returned_allowance", "excess")
    }
    desk = enter(preparer)
    page = told(desk, f"/bureau/people/{men['combat_test_allowance'].pk}/")
    assert "比对出来、要核实的" in page
    assert "参战参试退役军人生活补助" in page


def test_who_turns_sixty_and_joined_from_the_country_is_found_without_any_standing() -> None:
    only("225")
    for name, born, rural, status in (
        ("够了", date(1966, 11, 5), True, "conscript"),
        ("差一天", date(1966, 11, 6), True, "conscript"),
        ("城镇", date(1966, 11, 5), False, "conscript"),
        ("军官", date(1966, 11, 5), True, "officer"),
    ):
        ServicePeriod.objects.create(
            person=person(name=name, born_on=born),
            status=status,
            enlisted_on=date(1985, 10, 1),
            discharged_on=date(1989, 3, 1),
            was_rural=rural,
            entered_at=AT,
        )
    compare()
    assert open_kinds("225") == {"够了": "entitled"}


def test_residents_are_not_told_of_what_is_only_held_against_the_files(client: Client) -> None:
    assert client.get("/youdai/224/").status_code == 404
    assert "参战参试退役军人生活补助" not in client.get("/youdai/").text
    assert "参战参试退役军人生活补助" not in client.get("/sousuo/?q=参战参试").text


def test_a_killed_worker_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    rang: list[int] = []
    monkeypatch.setattr(tasks.carry_on, "delay", rang.append)
    run = start_run(by=None, at=AT)
    assert owed_run(at=AT + LEASE) is None
    assert owed_run(at=AT + LEASE + timedelta(seconds=1)) == run.pk
    with pytest.raises(Refused, match="正在比对"):
        start_run(by=None, at=AT)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + LEASE * 2)
    tasks.sweep()
    assert rang == [run.pk]
    tasks.compare_all()  # one is under way: nothing new is begun
    assert Run.objects.count() == 1
    tasks.carry_on(run.pk)
    tasks.carry_on(run.pk)
    run.refresh_from_db()
    assert run.state == "done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_run_and_nothing_is_found_twice() -> None:
    for number in range(30):
        veteran("SS-L" if number % 2 else "DIS", name=f"人{number}")
    run = start_run(by=None, at=AT)
    at_once(*[lambda: carry_on(run_id=run.pk, now=lambda: AT)] * 3)
    run.refresh_from_db()
    assert (run.state, run.found) == ("done", Gap.objects.count())
    expected = Gap.objects.count()
    compare(AT + timedelta(days=1))
    assert Gap.objects.count() == expected
    assert len(at_once(*[lambda: start_run(by=None, at=AT)] * 3)) == 3
    assert Run.objects.filter(state="running").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_sweep_goes_on(
    start_worker: StartWorker,
) -> None:
    Edition.objects.exclude(item__code__in=["101", "203"]).update(seeks=False)
    gone, *stay = [veteran("SS-L", name=f"遗属{number}") for number in range(4)]
    compare(timezone.now())
    PersonCategory.objects.filter(person=gone).delete()
    new = [veteran("SS-L", name=f"新来{number}") for number in range(8)]
    before = Gap.objects.count()
    run = start_run(by=None, at=timezone.now())
    worker = start_worker()
    with transaction.atomic():
        # The statement of 203 opens gaps of the new ones and closes this one, where it waits.
        Gap.objects.select_for_update().get(person=gone, item__code="203")
        tasks.carry_on.delay(run.pk)
        eventually(stuck_worker)
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait(10)
    eventually(lambda: not others_at_work())
    run.refresh_from_db()
    assert (run.state, run.items) == ("running", ["203"])
    # 101 is done and counted; of 203 there is nothing.
    assert Gap.objects.count() == before + len(new) == before + run.found
    # Nobody has heard of the run for longer than a worker is silent.
    Run.objects.filter(pk=run.pk).update(touched_at=run.touched_at - LEASE * 2)
    start_worker()
    tasks.sweep.delay()
    eventually(lambda: Run.objects.get(pk=run.pk).state == "done")
    assert set(open_kinds("203")) == {one.name for one in (*stay, *new)}
    assert Gap.objects.count() == before + 2 * len(new)
    run.refresh_from_db()
    assert (run.found, run.closed) == (2 * len(new), 2)


def test_property_the_statement_finds_whom_judging_finds() -> None:
    """The reference: each life judged by itself, item by item."""
    dice = random.Random(20261105)
    for number in range(40):
        man = person(
            village(1, 1 + number % 3),
            name=f"人{number}",
            died_on=dice.choice([None] * 6 + [date(2020, 1, 1)]),
        )
        for category in dice.sample(["DIS", "SS-L", "NC60", "TY", "CZ"], dice.randrange(3)):
            PersonCategory.objects.create(
                person=man, category=category, valid_from=date(2010, 1, 1)
            )
        for kind in dice.sample(["preferential", "martyr"], dice.randrange(3)):
            Certificate.objects.create(
                person=man, kind=kind, number=f"N{number}", entered_at=AT,
                valid_to=dice.choice([None, date(2020, 1, 1)]),
            )  # fmt: skip
        for scheme in dice.sample(["bereaved_pension", "rural_60_allowance"], dice.randrange(3)):
            entitlement(man, scheme=scheme)
    Edition.objects.filter(item__code=CARD).update(
        criteria={"all": [BEREAVED, {"kind": "certificate", "in": ["martyr"]}]}
    )
    compare()
    people = list(Person.objects.filter(died_on=None).values_list("pk", flat=True))
    lives = lives_of(people)
    kinds = set()
    for edition in Edition.objects.filter(seeks=True, state="published"):
        tree, enjoyed = tree_of(edition), tree_of(edition, "enjoyed")
        assert tree is not None
        wanted = {}
        for one in people:
            has = enjoyed is not None and holds(enjoyed, lives[one], TODAY)
            meant = holds(tree, lives[one], TODAY)
            if meant and not has:
                wanted[one] = GapKind.ENTITLED
            elif has and not meant:
                wanted[one] = GapKind.EXCESS
            elif not has and missing_papers(tree, lives[one], TODAY):
                wanted[one] = GapKind.PAPER
        found = dict(Gap.objects.filter(item=edition.item).values_list("person", "kind"))
        assert found == wanted, edition.title
        kinds |= set(wanted.values())
    assert kinds == set(GapKind)


def test_pages_take_as_many_queries_for_many_gaps_as_for_few(
    own: User, preparer: User, django_assert_max_num_queries: Any
) -> None:
    only("203")
    veteran("SS-L", region=village(1, 1))
    compare()
    clients = {"/station/finder/": enter(own), "/bureau/finder/": enter(preparer)}
    clients["/bureau/finder/203/"] = clients["/bureau/finder/"]
    counts = {}
    for address, client in clients.items():
        client.get(address)
        counts[address] = _queries(client, address)
    for _ in range(30):
        veteran("SS-L", region=village(1, 1))
    compare(AT + timedelta(days=1))
    for address, client in clients.items():
        assert _queries(client, address) == counts[address], address


def _queries(client: Client, address: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_an_item_is_sought_out_once_two_people_said_so(preparer: User) -> None:
    reviewer = user(Role.REVIEWER)
    made = catalogue.enter_next(code="404", by=preparer, at=AT)
    assert made.seeks is False
    veteran("TY", name="老兵")
    compare()
    assert not Gap.objects.filter(item__code="404").exists()
    fields = {name: getattr(made, name) for name in catalogue.COMPARED}
    catalogue.change_draft(edition_id=made.pk, fields={**fields, "seeks": True}, by=preparer, at=AT)
    catalogue.move_edition(edition_id=made.pk, verb="review", by=reviewer, at=AT, today=TODAY)
    catalogue.move_edition(edition_id=made.pk, verb="publish", by=reviewer, at=AT, today=TODAY)
    compare(AT + timedelta(days=1))
    assert open_kinds("404") == {"老兵": "entitled"}
