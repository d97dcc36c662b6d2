"""A list from another office: what it holds back, what it never does, and how it is closed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from support_services.subsidies.models import (
    BatchException,
    CrossCheckHit,
    CrossCheckList,
    Entitlement,
    Hold,
    Posting,
)
from support_services.subsidies.services import crosscheck_hits, entitlements
from support_services.subsidies.services.crosscheck_lists import preview_list
from support_services.subsidies.states import CheckKind, Finding
from tests.subsidies.checks import AT, CIVIL, DIED, TODAY, apply, findable, list_of, names, the_hit
from tests.subsidies.factories import account, person, user, village
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in range(9, 13))
EVIDENCE = "站点上门见到本人，核对身份证原件"


@pytest.fixture
def lab() -> Lab:
    lab = Lab.of()
    lab.rate("12000.07", date(2026, 1, 1))
    return lab


@pytest.fixture
def veteran(lab: Lab) -> Entitlement:
    """Draws 1,000 yuan and a few fen since the beginning of the year."""
    right = lab.entitle(date(2026, 1, 1))
    findable(right)
    return right


def somebody(role: Role) -> User:
    home = village()
    place = {Role.VILLAGE_WORKER: home, Role.TOWN_WORKER: home.parent}
    return user(role, region=place.get(role))


def refute(right: Entitlement, lab: Lab) -> CrossCheckHit:
    return crosscheck_hits.refute(
        hit_id=the_hit(right).pk, evidence=EVIDENCE, by=lab.reviewer, at=AT
    )


def confirm(right: Entitlement, lab: Lab, day: date = DIED) -> CrossCheckHit:
    return crosscheck_hits.confirm(
        hit_id=the_hit(right).pk, confirmed_on=day, evidence="死亡医学证明", by=lab.reviewer,
        at=AT, today=TODAY,
    )  # fmt: skip


def open_holds(right: Entitlement) -> int:
    return Hold.objects.filter(entitlement=right, released_at__isnull=True).count()


def test_a_hit_holds_and_never_stops(lab: Lab, veteran: Entitlement) -> None:
    other = lab.entitle(date(2026, 1, 1))
    findable(other)
    outcome = apply(names(veteran), by=lab.preparer)
    assert (outcome.rows, len(outcome.hits), outcome.holds, outcome.applied) == (1, 1, 1, True)
    veteran.refresh_from_db()
    assert (veteran.end_month, veteran.ended_on, veteran.person.died_on) == (None, None, None)
    hold = Hold.objects.get()
    assert (hold.entitlement, hold.hit) == (veteran, the_hit(veteran))
    assert "殡仪馆火化记录" in hold.reason
    batch = lab.run(OCTOBER)
    assert [p.entitlement_id for p in batch.payments.all()] == [other.pk]
    left_out = BatchException.objects.get(batch=batch)
    assert (left_out.entitlement_id, left_out.reason) == (veteran.pk, "hold")
    actions = AuditEntry.objects.order_by("serial").values_list("action", flat=True)
    assert list(actions)[:2] == ["entitlement.held", "crosscheck.applied"]


def test_a_living_man_gets_both_months_when_the_hold_goes(lab: Lab, veteran: Entitlement) -> None:
    neighbour = lab.entitle(date(2026, 1, 1))
    lab.run(SEPTEMBER)
    apply(names(veteran), by=lab.preparer)
    held = [lab.run(OCTOBER), lab.run(NOVEMBER)]
    assert lab.sum_of(veteran, *held) == 0
    refute(veteran, lab)
    december = lab.run(DECEMBER)
    lines = Posting.objects.filter(entitlement=veteran, batch=december)
    assert set(lines.values_list("month", "reason")) == {
        (OCTOBER, "arrears"),
        (NOVEMBER, "arrears"),
        (DECEMBER, "ordinary"),
    }
    # 12,000.07 a year: three of its quarters' ends, to the fen, as whoever was never held got it.
    assert lab.sum_of(veteran, december) == lab.sum_of(neighbour, *held, december)
    assert lab.posted(veteran) == lab.posted(neighbour) == lab.owed(veteran, DECEMBER)
    assert sum(lab.posted(veteran).values()) == Decimal("12000.07")
    assert december.payments.get(entitlement=veteran).amount == lab.sum_of(veteran, december)


def test_a_death_that_is_true_ends_the_right_and_pays_what_was_owed(
    lab: Lab, veteran: Entitlement
) -> None:
    lab.run(SEPTEMBER)
    apply(names(veteran), by=lab.preparer)
    hit = confirm(veteran, lab, date(2026, 10, 18))
    veteran.refresh_from_db()
    assert (veteran.end_month, veteran.end_reason) == (OCTOBER, "death")
    assert Person.objects.get(pk=veteran.person_id).died_on == date(2026, 10, 18)
    assert (hit.state, hit.confirmed_on, open_holds(veteran)) == (
        "confirmed",
        date(2026, 10, 18),
        0,
    )
    widow = person()
    account(widow)
    entitlements.set_payee(entitlement_id=veteran.pk, payee=widow, by=lab.preparer, at=AT)
    lab.run(DECEMBER)
    assert lab.posted(veteran) == lab.owed(veteran, DECEMBER)
    assert lab.posted(veteran)[OCTOBER, "standard"] > 0
    assert (NOVEMBER, "standard") not in lab.posted(veteran)


def test_a_sentence_that_is_true_suspends_from_the_next_month(
    lab: Lab, veteran: Entitlement
) -> None:
    lab.run(SEPTEMBER)
    apply(names(veteran, DIED), by=lab.preparer, kind=CheckKind.SENTENCE)
    confirm(veteran, lab)
    suspension = veteran.suspensions.get()
    assert (suspension.first_month, suspension.document_no) == (NOVEMBER, "民函〔2026〕1号")
    lab.run(DECEMBER)
    assert lab.posted(veteran) == lab.owed(veteran, DECEMBER)
    assert (OCTOBER, "standard") in lab.posted(veteran)
    assert (NOVEMBER, "standard") not in lab.posted(veteran)


def test_a_move_that_is_true_is_paid_to_december(lab: Lab, veteran: Entitlement) -> None:
    apply(names(veteran), by=lab.preparer, kind=CheckKind.MOVE)
    confirm(veteran, lab)
    veteran.refresh_from_db()
    assert (veteran.end_month, veteran.end_reason) == (DECEMBER, "transfer")
    assert open_holds(veteran) == 0


def test_whoever_brought_the_list_in_does_not_decide(lab: Lab, veteran: Entitlement) -> None:
    apply(names(veteran), by=lab.preparer)
    hit = the_hit(veteran)
    for decide in (
        lambda by: crosscheck_hits.refute(hit_id=hit.pk, evidence=EVIDENCE, by=by, at=AT),
        lambda by: crosscheck_hits.confirm(
            hit_id=hit.pk, confirmed_on=DIED, evidence="证明", by=by, at=AT, today=TODAY
        ),
    ):
        with pytest.raises(Refused, match="另一人"):
            decide(lab.preparer)
        for role in (Role.APPROVER, Role.AUDITOR, Role.SYSADMIN, Role.TOWN_WORKER):
            with pytest.raises(PermissionRefused):
                decide(somebody(role))
    assert (the_hit(veteran).state, open_holds(veteran)) == ("open", 1)
    # Nor past the service: the database says so too.
    with pytest.raises(IntegrityError), transaction.atomic():
        CrossCheckHit.objects.filter(pk=hit.pk).update(
            state="refuted", decided_by=F("raised_by"), decided_at=AT, evidence="x"
        )
    crosscheck_hits.refute(hit_id=hit.pk, evidence=EVIDENCE, by=user(Role.PREPARER), at=AT)
    with pytest.raises(Refused, match="已有结论"):
        confirm(veteran, lab)


def test_a_decision_wants_evidence_and_a_day_that_has_been(lab: Lab, veteran: Entitlement) -> None:
    apply(names(veteran), by=lab.preparer)
    with pytest.raises(Refused, match="核实依据"):
        crosscheck_hits.refute(hit_id=the_hit(veteran).pk, evidence="  ", by=lab.reviewer, at=AT)
    with pytest.raises(Refused, match="不能晚于今天"):
        confirm(veteran, lab, TODAY + timedelta(days=1))
    assert (the_hit(veteran).state, open_holds(veteran)) == ("open", 1)


def test_the_hold_of_a_hit_is_not_released_by_one_hand(lab: Lab, veteran: Entitlement) -> None:
    apply(names(veteran), by=lab.preparer)
    with pytest.raises(Refused, match="数据比对"):
        entitlements.release_hold(entitlement_id=veteran.pk, note="x", by=lab.preparer, at=AT)
    assert open_holds(veteran) == 1


def test_two_reasons_hold_and_each_ends_by_itself(lab: Lab, veteran: Entitlement) -> None:
    entitlements.place_hold(entitlement_id=veteran.pk, reason="待查", by=lab.preparer, at=AT)
    apply(names(veteran), by=lab.preparer)
    assert open_holds(veteran) == 2
    refute(veteran, lab)
    assert lab.sum_of(veteran, lab.run(OCTOBER)) == 0
    entitlements.release_hold(entitlement_id=veteran.pk, note="查清", by=lab.preparer, at=AT)
    assert lab.sum_of(veteran, lab.run(NOVEMBER)) == sum(lab.owed(veteran, NOVEMBER).values())


def test_the_same_content_again_changes_nothing(lab: Lab, veteran: Entitlement) -> None:
    first = apply(names(veteran), by=lab.preparer)
    again = apply(names(veteran), by=lab.preparer)
    assert (again.applied, again.already, again.list_id) == (False, AT, first.list_id)
    assert (CrossCheckList.objects.count(), Hold.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="crosscheck.applied").count() == 1


@pytest.mark.parametrize("decided", [False, True])
def test_a_later_list_that_says_the_same_makes_no_second_hold(
    lab: Lab, veteran: Entitlement, decided: bool
) -> None:
    apply(names(veteran), by=lab.preparer)
    if decided:
        refute(veteran, lab)
    later = apply(names(veteran, source="户籍注销"), by=lab.preparer)
    assert (later.applied, len(later.hits), later.known) == (True, 0, 1)
    assert Hold.objects.count() == 1
    assert open_holds(veteran) == (0 if decided else 1)


def test_who_is_unknown_here_leaves_a_number_and_nothing_else(
    lab: Lab, veteran: Entitlement
) -> None:
    stranger, idle, dead = person(), person(), person(died_on=DIED)
    unknown_number = stranger.id_number
    Person.objects.filter(pk=stranger.pk).delete()
    for one in (idle, dead):
        Person.objects.filter(pk=one.pk).update(id_index=id_index(one.id_number))
    content = list_of(
        (veteran.person.id_number, DIED, ""),
        (unknown_number, DIED, "甲"),
        (idle.id_number, DIED, "乙"),
        (dead.id_number, DIED, "丙"),
    )
    seen = preview_list(
        content=content, kind=CheckKind.DEATH, source=CIVIL, by=lab.preparer, today=TODAY
    )
    assert not CrossCheckList.objects.exists()
    done = apply(content, by=lab.preparer)
    for outcome in (seen, done):
        counts = (outcome.rows, len(outcome.hits), outcome.known, outcome.idle, outcome.unknown)
        assert counts == (4, 1, 1, 1, 1)
    assert the_hit(veteran).source == CIVIL
    kept = [str(row) for model in (CrossCheckList, CrossCheckHit, Hold, AuditEntry)
            for row in model.objects.values()]  # fmt: skip
    assert kept
    assert not [row for row in kept if unknown_number in row]


def test_a_relative_who_draws_for_a_dead_man_is_found_too(lab: Lab, veteran: Entitlement) -> None:
    widow = lab.entitle(date(2026, 1, 1))
    findable(widow)
    entitlements.record_death_and_end(
        person=veteran.person, died_on=DIED, by=lab.preparer, at=AT, today=TODAY
    )
    entitlements.set_payee(entitlement_id=veteran.pk, payee=widow.person, by=lab.preparer, at=AT)
    outcome = apply(names(widow, TODAY), by=lab.preparer)
    assert {right.pk for right in outcome.hits[0].rights} == {widow.pk, veteran.pk}


BAD: list[tuple[str, Callable[[str], bytes], str]] = [
    ("wrong check digit", lambda good: list_of((good[:-1] + wrong(good), DIED, "")), "校验码"),
    ("fifteen digits", lambda good: list_of((good[:6] + good[8:17], DIED, "")), "15 位"),
    ("ruined by Excel", lambda good: list_of(("3.70303E+17", DIED, "")), "Excel"),
    ("no such day", lambda good: list_of((good, "2026-02-30", "")), "不是真实的日期"),
    ("a day to come", lambda good: list_of((good, "2026-11-06", "")), "晚于今天"),
    ("before birth", lambda good: list_of((good, "1949-12-31", "")), "出生日期"),
    ("two lines", lambda good: list_of((good, DIED, ""), (good, DIED, "")), "与第 2 行"),
]


def wrong(number: str) -> str:
    return "1" if number[-1] != "1" else "2"


@pytest.mark.parametrize(("what", "make", "told"), BAD, ids=[one[0] for one in BAD])
def test_a_line_that_cannot_be_right_refuses_the_whole_list(
    lab: Lab, veteran: Entitlement, what: str, make: Callable[[str], bytes], told: str
) -> None:
    good = lab.entitle(date(2026, 1, 1))
    findable(good)
    content = make(veteran.person.id_number) + b"\r\n" + names(good).split(b"\r\n")[1]
    with pytest.raises(LinesRefused) as refusal:
        apply(content, by=lab.preparer)
    assert told in str(refusal.value)
    assert {problem.line for problem in refusal.value.problems} == {3 if what == "two lines" else 2}
    assert veteran.person.id_number not in str(refusal.value)
    assert not CrossCheckList.objects.exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        (b"id_number,date,source\r\n", "没有内容"),
        (b"id_number,source\r\n1,x\r\n", "缺少：date"),
        ("id_number,date,source\r\n".encode("utf-16"), "UTF-16"),
        (b"id_number,date,source\r\n\xff\xff\xfe,2026-10-20,x", "不是 UTF-8"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_with_the_cure(
    lab: Lab, content: bytes, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        apply(content, by=lab.preparer)
    assert not CrossCheckList.objects.exists()


def test_only_a_preparer_brings_a_list_in(lab: Lab, veteran: Entitlement) -> None:
    for role in set(Role) - {Role.PREPARER}:
        with pytest.raises(PermissionRefused):
            apply(names(veteran), by=somebody(role))


def test_a_visit_tells_and_releases_nothing(lab: Lab, veteran: Entitlement) -> None:
    apply(names(veteran), by=lab.preparer)
    worker = user(Role.VILLAGE_WORKER, region=veteran.person.region)
    hit = the_hit(veteran)
    with pytest.raises(Refused, match="早于名单所载"):
        crosscheck_hits.note_visit(
            hit_id=hit.pk, finding=Finding.SEEN, visited_on=DIED - timedelta(days=1), note="",
            by=worker, at=AT, today=TODAY,
        )  # fmt: skip
    made = crosscheck_hits.note_visit(
        hit_id=hit.pk, finding=Finding.SEEN, visited_on=TODAY, note="在家", by=worker, at=AT,
        today=TODAY,
    )  # fmt: skip
    assert (made.label, the_hit(veteran).state, open_holds(veteran)) == ("见到本人", "open", 1)
    with pytest.raises(PermissionRefused):
        crosscheck_hits.refute(hit_id=hit.pk, evidence=EVIDENCE, by=worker, at=AT)
