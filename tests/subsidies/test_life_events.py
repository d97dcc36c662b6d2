"""Lives as they happen: proposed at the door, decided at the bureau, and what the money then does.

Numbers in brackets are those of the worked examples.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_services.subsidies.models import Entitlement, Suspension
from support_services.subsidies.services import previews
from tests.pictures import png
from tests.subsidies.factories import entitlement, person, user, village
from tests.subsidies.ledger_lab import AT, Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.history import Change
from veterans.foundation.models import AuditEntry
from veterans.registry.event_fields import fields_of, values_of
from veterans.registry.event_kinds import AT_STATIONS, EVENT_LABELS, EventKind
from veterans.registry.models import (
    Household,
    LifeEvent,
    Merit,
    Paper,
    Person,
    PersonCategory,
    Relative,
    Residence,
    ServicePeriod,
)
from veterans.registry.selectors.file import events_waiting, papers_visible_to
from veterans.registry.services import (
    accept_event,
    add_papers,
    complete_event,
    open_paper,
    propose_event,
    refuse_event,
    try_event,
    void_paper,
    withdraw_event,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
DAY = date(2026, 10, 20)


@pytest.fixture
def preparer(db: None) -> User:
    return user(Role.PREPARER)


@pytest.fixture
def reviewer(db: None) -> User:
    return user(Role.REVIEWER)


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


@pytest.fixture
def neighbour(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 2))


@pytest.fixture
def man(db: None) -> Person:
    return person(village(1, 1), name="曾建国")


def propose(
    kind: str,
    who: Person | None,
    by: User,
    on: date = DAY,
    document_no: str = "东一村证〔2026〕7号",
    files: tuple[bytes, ...] = (),
    reason: str = "",
    **entered: str,
) -> LifeEvent:
    return propose_event(
        kind=kind,
        person=who,
        happened_on=on,
        entered=entered,
        document_no=document_no,
        reason=reason,
        files=files,
        by=by,
        at=AT,
        today=TODAY,
    )


def accept(event: LifeEvent, by: User) -> list[str]:
    return accept_event(event_id=event.pk, by=by, at=AT, today=TODAY)[1]


def test_a_death_reported_at_the_door_ends_what_is_drawn_and_its_tail_is_owed(
    man: Person, own: User, preparer: User
) -> None:
    """(4) The report alone changes nothing; the decision ends the right in the month of death."""
    right = entitlement(man)
    event = propose("death", man, own, files=(png(),), proof="medical", reporter="曾二")
    man.refresh_from_db()
    right.refresh_from_db()
    assert man.died_on is None
    assert right.end_month is None
    done = accept(event, preparer)
    man.refresh_from_db()
    right.refresh_from_db()
    assert man.died_on == DAY
    assert (right.end_month, right.end_reason) == (date(2026, 10, 1), "death")
    assert done == [
        "登记 2026-10-20 去世。",
        "停发残疾抚恤，发到当月；遗属领取人请在待遇页面登记。",
    ]
    event.refresh_from_db()
    assert (event.state, event.decided_by) == ("accepted", preparer)
    change = Change.objects.get(person_id=man.pk, field="died_on")
    assert (change.after, change.actor_id) == ("2026-10-20", preparer.pk)
    assert change.why == f"去世（变动第 {event.pk} 件）"


def test_nobody_decides_what_he_proposed_or_completed(
    man: Person, preparer: User, reviewer: User, own: User
) -> None:
    mine = propose("merit", man, preparer, merit="third", in_war="yes")
    with pytest.raises(Refused, match="您提出"):
        accept(mine, preparer)
    sent_in = propose("death", man, own, proof="village")
    complete_event(
        event_id=sent_in.pk,
        happened_on=date(2026, 10, 21),
        entered={"proof": "medical"},
        document_no="死字2026001",
        by=preparer,
        at=AT,
        today=TODAY,
    )
    with pytest.raises(Refused, match="补充过"):
        accept(sent_in, preparer)
    for forged in (
        {"state": "accepted", "decided_by": sent_in.proposed_by, "decided_at": AT, "before": "{}"},
        {"state": "accepted", "decided_by": preparer, "decided_at": AT, "before": "{}"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LifeEvent.objects.filter(pk=sent_in.pk).update(**forged)
    accept(sent_in, reviewer)
    man.refresh_from_db()
    assert man.died_on == date(2026, 10, 21)


def test_what_was_decided_stays_as_it_was_decided(
    man: Person, preparer: User, reviewer: User
) -> None:
    event = propose("merit", man, preparer, merit="third")
    accept(event, reviewer)
    for statement in (
        "UPDATE registry_lifeevent SET happened_on = '2000-01-01'",
        "UPDATE registry_lifeevent SET state = 'proposed', decided_by_id = NULL, decided_at = NULL",
        "DELETE FROM registry_lifeevent",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(Refused, match="已办理"):
        accept(event, reviewer)
    with pytest.raises(Refused, match="已办理"):
        withdraw_event(event_id=event.pk, by=preparer, at=AT)
    assert Merit.objects.filter(person=man).count() == 1


def test_one_of_a_kind_waits_and_may_be_taken_back(man: Person, own: User, preparer: User) -> None:
    event = propose("death", man, own, proof="village")
    with pytest.raises(Refused, match="同样的变动在办"):
        propose("death", man, own, proof="medical")
    with pytest.raises(Refused, match="自己提出"):
        withdraw_event(event_id=event.pk, by=preparer, at=AT)
    withdraw_event(event_id=event.pk, by=own, at=AT)
    again = propose("death", man, own, proof="medical")
    refuse_event(event_id=again.pk, note="死亡证明不清楚，请重拍", by=preparer, at=AT)
    again.refresh_from_db()
    assert (again.state, again.decision_note) == ("refused", "死亡证明不清楚，请重拍")
    man.refresh_from_db()
    assert man.died_on is None


def test_own_station_neighbour_and_stranger(
    man: Person, own: User, neighbour: User, preparer: User
) -> None:
    event = propose("death", man, own, files=(png(),), proof="medical")
    paper = Paper.objects.get()
    assert list(events_waiting(own)) == [event] == list(events_waiting(preparer))
    assert list(events_waiting(neighbour)) == []
    with pytest.raises(NotFound):
        propose("death", man, neighbour, proof="medical")
    for by in (neighbour, user(Role.VILLAGE_WORKER, region=village(2, 1))):
        with pytest.raises(NotFound):
            open_paper(paper_id=paper.pk, by=by, at=AT)
        with pytest.raises(NotFound):
            withdraw_event(event_id=event.pk, by=by, at=AT)
    for by in (own, user(Role.AUDITOR), user(Role.SYSADMIN)):
        with pytest.raises((PermissionRefused, NotFound)):
            accept(event, by)
    shown = open_paper(paper_id=paper.pk, by=own, at=AT)
    assert b"".join(shown.content) == png()
    assert AuditEntry.objects.latest("serial").action == "paper.viewed"
    for kind in set(EVENT_LABELS) - set(AT_STATIONS):
        with pytest.raises(Refused, match="不在这里办理"):
            propose(kind, man, own, cause="x", from_place="y")


@pytest.mark.parametrize(
    ("kind", "on", "entered", "says"),
    [
        ("death", date(2026, 11, 6), {"proof": "medical"}, "不能晚于今天"),
        ("death", date(1900, 1, 1), {"proof": "medical"}, "出生日期"),
        ("death", DAY, {}, "依据"),
        ("death", DAY, {"proof": "rumour"}, "从列表中选择"),
        ("death", DAY, {"proof": "medical", "reporter_phone": "123"}, "电话"),
        ("disability", DAY, {"grade": "11", "rate_class": "duty"}, "等级"),
        ("disability", DAY, {"grade": "6"}, "性质"),
        ("merit", DAY, {"merit": "third", "title": "第二十六集团军"}, "番号"),
        ("moved_within", DAY, {"region": "999999999999"}, "区划清单"),
        ("household", DAY, {}, "与户主关系"),
        ("没有", DAY, {}, "不在这里办理"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_written(
    man: Person, own: User, kind: str, on: date, entered: dict[str, str], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        propose(kind, man, own, on, **entered)
    assert not LifeEvent.objects.exists()


def test_a_word_alone_is_no_evidence(man: Person, own: User) -> None:
    with pytest.raises(Refused, match="照片"):
        propose("death", man, own, document_no="", proof="village")
    with pytest.raises(Refused, match="不是照片"):
        propose("death", man, own, files=(b"MZ\x90 not a picture",), proof="village")
    assert not LifeEvent.objects.exists()
    assert not Paper.objects.exists()


def test_the_dead_neither_marry_nor_move(man: Person, own: User) -> None:
    Person.objects.filter(pk=man.pk).update(died_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="已登记去世"):
        propose("marriage", man, own, marriage="21", spouse="李四")


class TestMoney:
    def test_a_grade_is_given_then_made_worse_with_back_pay_to_be_seen_before(
        self, man: Person, preparer: User, reviewer: User
    ) -> None:
        """(1) Granted in the month of approval; (2) 调残 is a regrade of the same right."""
        lab = Lab.of()
        lab.rate("12000", date(2022, 8, 1), grade=6, rate_class="duty")
        first = propose(
            "disability", man, preparer, date(2026, 8, 15), grade="6", rate_class="duty"
        )
        assert accept(first, reviewer) == [
            "登记身份“残疾军人”，自 2026-08-15 起。",
            "批准残疾军人残疾抚恤金，自2026年8月起发放。",
        ]
        right = Entitlement.objects.get(person=man)
        assert right.start_month == date(2026, 8, 1)
        second = propose(
            "disability",
            man,
            preparer,
            date(2026, 10, 9),
            grade="5",
            rate_class="duty",
            certificate="鲁军B012345",
        )
        done = accept(second, reviewer)
        assert done[-1] == "残疾抚恤金按五级 因公核定，自2026年10月起执行。"
        assert Entitlement.objects.filter(person=man).count() == 1
        grades = right.determinations.order_by("first_month").values_list("grade", "last_month")
        assert list(grades) == [(6, date(2026, 9, 1)), (5, None)]
        assert PersonCategory.objects.filter(person=man).count() == 1

    def test_what_it_moves_is_seen_before_and_nothing_is_left_of_the_look(
        self, preparer: User, reviewer: User
    ) -> None:
        lab = Lab.of()
        lab.rate("12000", date(2022, 8, 1))
        right = lab.entitle(date(2026, 8, 1))
        lab.run(date(2026, 10, 1))
        event = propose("death", right.person, preparer, date(2026, 8, 20), proof="police")
        before = AuditEntry.objects.count()
        moved = previews.months_moved(
            lambda: try_event(event_id=event.pk, by=preparer, at=AT, today=TODAY),
            rights=lambda: [right.pk],
        )
        assert sum(one.difference for one in moved if one.component == "standard") == Decimal(
            "-2000.00"
        )
        assert AuditEntry.objects.count() == before
        right.refresh_from_db()
        event.refresh_from_db()
        assert right.end_month is None
        assert event.state == "proposed"
        accept(event, reviewer)
        right.refresh_from_db()
        assert right.end_month == date(2026, 8, 1)

    def test_recognised_with_a_right_in_one_step(
        self, man: Person, own: User, preparer: User, reviewer: User
    ) -> None:
        """The station sends in who; the bureau adds what is paid; a second person decides."""
        event = propose("recognised", man, own, category="CZ", scheme="combat_test_allowance")
        assert "scheme" not in event.entered  # money is not a station's to ask for
        complete_event(
            event_id=event.pk,
            happened_on=DAY,
            entered={"category": "CZ", "scheme": "combat_test_allowance"},
            document_no="优抚〔2026〕31号",
            by=preparer,
            at=AT,
            today=TODAY,
        )
        assert accept(event, reviewer) == [
            "登记身份“参战退役军人”，自 2026-10-20 起。",
            "批准参战参试退役军人生活补助，自2026年10月起发放。",
        ]
        assert Entitlement.objects.get(person=man).document_no == "优抚〔2026〕31号"

    def test_all_of_it_or_nothing(self, man: Person, preparer: User, reviewer: User) -> None:
        """The right cannot be granted twice; then the standing is not registered either."""
        entitlement(man, scheme="combat_test_allowance")
        event = propose("recognised", man, preparer, category="CZ", scheme="combat_test_allowance")
        with pytest.raises(Refused, match="同一时期"):
            accept(event, reviewer)
        assert not PersonCategory.objects.filter(person=man).exists()
        assert not Change.objects.filter(person_id=man.pk).exists()
        event.refresh_from_db()
        assert event.state == "proposed"

    def test_moved_away_suspended_and_resumed(
        self, man: Person, preparer: User, reviewer: User
    ) -> None:
        """(9) The old county pays through December; (12) what is suspended is not paid later."""
        right = entitlement(man)
        stop = propose("suspended", man, preparer, date(2026, 3, 10), cause="被判处有期徒刑")
        accept(stop, reviewer)
        found = Suspension.objects.get(entitlement=right)
        assert found.last_month is None
        go_on = propose("resumed", man, preparer, date(2026, 9, 1))
        assert "恢复" in accept(go_on, reviewer)[0]
        found.refresh_from_db()
        assert found.last_month == date(2026, 8, 1)
        away = propose("moved_out", man, preparer, to_place="山东省济南市历下区")
        assert accept(away, reviewer) == [
            "登记迁往山东省济南市历下区。",
            "残疾抚恤发放到2026年12月。",
        ]

    def test_a_standing_ends_with_what_was_drawn_for_it(
        self, man: Person, preparer: User, reviewer: User
    ) -> None:
        PersonCategory.objects.create(person=man, category="DB", valid_from=date(2010, 1, 1))
        PersonCategory.objects.create(person=man, category="CZ", valid_from=date(2010, 1, 1))
        ill = entitlement(man, scheme="ill_returned_allowance")
        combat = entitlement(man, scheme="combat_test_allowance")
        event = propose("category_ended", man, preparer, category="DB", end_rights="yes")
        accept(event, reviewer)
        ill.refresh_from_db()
        combat.refresh_from_db()
        assert (ill.end_month, combat.end_month) == (date(2026, 10, 1), None)


class TestTheFile:
    def test_somebody_new_reports_in_at_the_station(self, own: User, preparer: User) -> None:
        event = propose(
            "report_in",
            None,
            own,
            date(2026, 9, 1),
            files=(png(),),
            name="单 雄信",
            id_number=_number("37030320040101001"),
            phone="138 0000 9999",
            region=village(1, 1).code,
            enlisted_on="2024-09-01",
            status="conscript",
            was_rural="yes",
            mode="self",
        )
        assert "20040101" not in str(Change.objects.values())
        accept(event, preparer)
        made = Person.objects.get(name="单雄信")
        assert (made.name_initials, made.phone, made.region) == (
            "sxx",
            "13800009999",
            village(1, 1),
        )
        served = ServicePeriod.objects.get(person=made)
        assert (served.enlisted_on, served.discharged_on, served.was_rural) == (
            date(2024, 9, 1),
            date(2026, 9, 1),
            True,
        )
        assert list(made.categories.values_list("category", flat=True)) == ["TY"]
        assert Paper.objects.get().person == made
        with pytest.raises(Refused, match="已经登记"):
            propose(
                "report_in",
                None,
                own,
                name="别名",
                id_number=_number("37030320040101001"),
                region=village(1, 1).code,
                enlisted_on="2024-09-01",
                status="conscript",
            )

    def test_a_station_registers_only_into_its_own_area(self, own: User) -> None:
        with pytest.raises(Refused, match="服务区域"):
            propose(
                "report_in",
                None,
                own,
                name="甲乙",
                id_number=_number("37030320040101001"),
                region=village(2, 1).code,
                enlisted_on="2024-09-01",
                status="conscript",
            )

    def test_married_then_widowed(self, man: Person, own: User, preparer: User) -> None:
        accept(
            propose(
                "marriage",
                man,
                own,
                date(1980, 5, 1),
                marriage="21",
                spouse="解秀英",
                spouse_phone="13911112222",
            ),
            preparer,
        )
        wife = Relative.objects.get(person=man)
        assert (wife.relation, wife.name, wife.valid_from) == ("spouse", "解秀英", date(1980, 5, 1))
        accept(propose("marriage", man, own, marriage="30"), preparer)
        wife.refresh_from_db()
        assert wife.valid_to == DAY

    def test_a_home_has_one_head_and_the_former_is_named_anew(
        self, man: Person, own: User, preparer: User
    ) -> None:
        father = person(village(1, 1), name="曾老大")
        home = Household.objects.create(number="H1", region=village(1, 1))
        Person.objects.filter(pk=father.pk).update(household=home, relation="户主")
        with pytest.raises(Refused, match="曾老大"):
            accept(propose("household", man, own, number="H1", relation="户主"), preparer)
        withdraw_event(event_id=LifeEvent.objects.get().pk, by=own, at=AT)
        event = propose("household", man, own, number="H1", relation="户主", former_head="父亲")
        accept(event, preparer)
        relations = Person.objects.filter(household=home).values_list("name", "relation")
        assert set(relations) == {("曾建国", "户主"), ("曾老大", "父亲")}

    def test_moved_with_the_whole_home_another_station_sees_them(
        self, man: Person, own: User, neighbour: User, preparer: User
    ) -> None:
        wife = person(village(1, 1), name="解秀英")
        home = Household.objects.create(number="H1", region=village(1, 1))
        Person.objects.filter(pk__in=[man.pk, wife.pk]).update(household=home)
        event = propose(
            "moved_within",
            man,
            own,
            region=village(1, 2).code,
            address="和平路5号",
            together="yes",
        )
        assert accept(event, preparer) == ["村居改为第2村，同户 2 人，由那里的服务站联系。"]
        assert {p.region for p in Person.objects.filter(household=home)} == {village(1, 2)}
        assert Residence.objects.filter(address__isnull=False).count() == 2
        with pytest.raises(NotFound):
            propose("death", man, own, proof="village")
        propose("death", man, neighbour, proof="village")

    def test_moved_alone_he_leaves_the_home(self, man: Person, own: User, preparer: User) -> None:
        home = Household.objects.create(number="H1", region=village(1, 1))
        Person.objects.filter(pk=man.pk).update(household=home, relation="儿子")
        accept(propose("moved_within", man, own, region=village(1, 2).code), preparer)
        man.refresh_from_db()
        assert (man.household, man.relation) == (None, "")


class TestPapers:
    def test_sensitive_papers_are_for_those_whose_duty_needs_them(
        self, man: Person, own: User, preparer: User
    ) -> None:
        event = propose_event(
            kind="disability",
            person=man,
            happened_on=DAY,
            entered={"grade": "6", "rate_class": "duty"},
            files=(png(),),
            paper_kind="disability",
            by=own,
            at=AT,
            today=TODAY,
        )
        assert event.papers.count() == 1
        assert not papers_visible_to(own).exists()
        assert not papers_visible_to(user(Role.AUDITOR)).exists()
        assert papers_visible_to(preparer).count() == 1

    def test_a_station_sees_what_stations_sent_in_and_no_card_of_the_bureau(
        self, man: Person, own: User, preparer: User
    ) -> None:
        common: dict[str, Any] = {"person": man, "files": [png()], "title": "", "at": AT}
        (card,) = add_papers(kind="identity", by=preparer, **common)
        (photo,) = add_papers(kind="photo", by=own, **common)
        assert list(papers_visible_to(own)) == [photo]
        assert set(papers_visible_to(preparer)) == {card, photo}
        with pytest.raises(NotFound):
            open_paper(paper_id=card.pk, by=own, at=AT)

    def test_a_paper_is_voided_never_removed(
        self, man: Person, preparer: User, reviewer: User
    ) -> None:
        (paper,) = add_papers(
            person=man, files=[png()], kind="photo", title="正面照", by=preparer, at=AT
        )
        for statement in (
            "DELETE FROM registry_paper",
            "UPDATE registry_paper SET title = '别的'",
            "UPDATE registry_paper SET person_id = NULL",
        ):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as c:
                c.execute(statement)
        void_paper(paper_id=paper.pk, why="拍的是别人", by=preparer, at=AT)
        with pytest.raises(NotFound):
            open_paper(paper_id=paper.pk, by=preparer, at=AT)
        with pytest.raises(NotFound):
            void_paper(paper_id=paper.pk, why="再来", by=preparer, at=AT)

    def test_what_proves_a_decision_is_not_voided(
        self, man: Person, own: User, preparer: User
    ) -> None:
        propose("death", man, own, files=(png(),), proof="medical")
        with pytest.raises(Refused, match="依据"):
            void_paper(paper_id=Paper.objects.get().pk, why="误传", by=preparer, at=AT)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_are_values_or_a_refusal(db: None, data: st.DataObject) -> None:
    """Whatever text stands in whatever field: read, or refused by the field's name."""
    kind = data.draw(st.sampled_from(list(EventKind)))
    entered = {
        one.name: data.draw(
            st.one_of(
                st.text(max_size=20).filter(lambda t: "\x00" not in t),
                st.sampled_from([code for code, _ in one.offered()] or ["2026-01-01", "yes", "7"]),
            )
        )
        for one in fields_of(kind)
    }
    refusal = ""
    try:
        values = values_of(kind, entered)
    except Refused as refused:
        refusal = str(refused)
    if refusal:
        assert any(one.label in refusal for one in fields_of(kind))
        return
    assert set(values) == {one.name for one in fields_of(kind)}


def _number(body: str) -> str:
    from veterans.foundation.idcard import check_digit

    return body + check_digit(body)
