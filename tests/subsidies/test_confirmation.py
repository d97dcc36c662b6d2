"""The yearly confirmation: who is asked, who is held, who is let go, and what is paid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from support_services.subsidies.confirmation_states import DueState, Found, RoundState, Way
from support_services.subsidies.models import (
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationRound,
    Entitlement,
    Hold,
    Posting,
    Scheme,
    Suspension,
)
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import (
    confirmation_forfeits,
    confirmation_rounds,
    confirmation_settling,
    confirming,
    entitlements,
    interruptions,
)
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.stacking import settle_stacking
from tests.people import EAST_ONE, EAST_TWO
from tests.subsidies.confirmations import (
    AFTER,
    BEGUN,
    FIRST,
    HELD_FROM,
    LAST,
    SPRING,
    Year,
    as_it_ought_to_be,
    held,
    noon,
    terms,
)
from tests.subsidies.factories import entitlement
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.station_area import make_area
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)


@pytest.fixture
def lab() -> Lab:
    made = Lab.of()
    made.rate("12000", START)
    return made


# --- A round ----


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"schemes": []}, "至少选择一个项目"),
        ({"schemes": ["nothing"]}, "没有这些项目"),
        ({"schemes": ["conscript_family_grant"]}, "按次核发|没有这些项目"),
        ({"last_day": date(2026, 3, 1)}, "截止日期不能早于"),
        ({"year": 2027}, "年度要与"),
        ({"first_day": date(2025, 1, 1), "last_day": date(2026, 6, 1)}, "不能超过一年"),
        ({"grace_days": 400}, "宽限天数要在"),
        ({"late_days": 0}, "期限天数要在"),
        ({"reminder_days": [1, 2, 3, 4, 5, 6, 7]}, "提醒最多"),
        ({"reminder_days": [400]}, "提醒天数要在"),
        ({"home_visit_age": 20}, "上门年龄要在"),
        ({"home_visit_grade": 11}, "残疾等级要在"),
        ({"visit_source": " "}, "上门对象的依据"),
        ({"forfeit_source": ""}, "不补发的依据"),
        ({"source": ""}, "请填写时间和宽限的依据"),
        ({"confidence": "sure"}, "可信程度"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(
    lab: Lab, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        confirmation_rounds.enter_round(terms=terms(**wrong), by=lab.preparer, at=noon(BEGUN))
    assert not ConfirmationRound.objects.exists()


def test_one_enters_and_another_opens(lab: Lab) -> None:
    lab.entitle(START)
    made = confirmation_rounds.enter_round(terms=terms(), by=lab.preparer, at=noon(BEGUN))
    assert not ConfirmationDue.objects.exists()
    given = {"round_id": made.pk, "at": noon(BEGUN), "today": BEGUN}
    with pytest.raises(PermissionRefused):
        confirmation_rounds.open_round(by=lab.preparer, **given)
    ConfirmationRound.objects.filter(pk=made.pk)
    with pytest.raises(PermissionRefused):
        confirmation_rounds.enter_round(terms=terms(), by=lab.reviewer, at=noon(BEGUN))
    _, done = confirmation_rounds.open_round(by=lab.reviewer, **given)
    assert done.joined == 1
    with pytest.raises(Refused, match="进行中"):
        confirmation_rounds.open_round(by=lab.approver, **given)
    # Nor past the services: the database knows of two people, and keeps what was opened.
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationRound.objects.filter(pk=made.pk).update(opened_by=lab.preparer)
    for change in ({"grace_days": 0}, {"last_day": date(2026, 12, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConfirmationRound.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.schemes.add(Scheme.objects.exclude(code="disability_pension").first())
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationDue.objects.all().delete()


def test_a_scheme_stands_in_one_round_of_a_year(lab: Lab) -> None:
    Year.of(lab)
    with pytest.raises(Refused, match="同一年度不能列入两轮"):
        Year.of(lab)
    # A cancelled one stands in nobody's way, nor does last year's.
    confirmation_rounds.cancel_round(
        round_id=ConfirmationRound.objects.get(state="open").pk,
        note="日期写错",
        by=lab.approver,
        at=noon(BEGUN),
        today=BEGUN,
    )
    Year.of(lab)


def test_a_window_that_is_over_is_not_opened_and_a_draft_is_withdrawn(lab: Lab) -> None:
    made = confirmation_rounds.enter_round(terms=terms(), by=lab.preparer, at=noon(BEGUN))
    given = {"round_id": made.pk, "at": noon(AFTER)}
    with pytest.raises(Refused, match="已过，不能启用"):
        confirmation_rounds.open_round(by=lab.reviewer, today=AFTER, **given)
    with pytest.raises(Refused, match="撤回原因"):
        confirmation_rounds.withdraw_round(note=" ", by=lab.preparer, **given)
    confirmation_rounds.withdraw_round(note="写错了", by=lab.preparer, **given)
    with pytest.raises(Refused, match="已撤回"):
        confirmation_rounds.open_round(by=lab.reviewer, today=BEGUN, **given)


def test_next_years_round_begins_with_this_years(lab: Lab) -> None:
    year = Year.of(lab, first_day=date(2026, 2, 1), last_day=date(2026, 6, 28))
    copied = confirmation_rounds.terms_for_next_year(year.round)
    assert (copied.year, copied.first_day) == (2027, date(2027, 2, 1))
    assert (copied.title, copied.forfeits) == ("2027年度确认", True)
    assert copied.schemes == ["disability_pension"]
    assert confirmation_rounds.enter_round(terms=copied, by=lab.preparer, at=noon(BEGUN))


# --- Who is asked ----


def test_everybody_who_draws_is_asked_once(lab: Lab) -> None:
    draws = lab.entitle(START)
    other = entitlement(draws.person, scheme="ill_returned_allowance", start=START)
    settle_stacking([draws.person_id])
    ended = lab.entitle(START, end=date(2026, 2, 1))
    not_yet = lab.entitle(date(2026, 6, 1))
    dead = lab.entitle(START)
    Person.objects.filter(pk=dead.person_id).update(died_on=date(2026, 3, 1))
    in_prison = lab.entitle(START)
    Suspension.objects.create(entitlement=in_prison, first_month=START, reason="服刑")
    year = Year.of(lab, schemes=["disability_pension", "ill_returned_allowance"])
    assert [due.person_id for due in year.round.dues.all()] == [draws.person_id]
    assert not year.sweep(BEGUN)
    # He begins to draw in June and gets his own days; the others are as they were.
    joined = year.sweep(date(2026, 6, 15))
    assert (joined.joined, year.due(not_yet).due_on) == (1, date(2026, 7, 15))
    assert year.due(draws).due_on == LAST
    for nobody in (ended, dead, in_prison):
        assert not year.round.dues.filter(person=nobody.person_id).exists()
    year.confirm(draws)
    year.sweep(HELD_FROM)
    assert not held(draws)
    assert not held(other)
    as_it_ought_to_be()


def test_who_is_visited_at_home(lab: Lab) -> None:
    old = lab.entitle(START, born_on=date(1946, 6, 30))
    a_day_younger = lab.entitle(START, born_on=date(1946, 7, 1))
    bedridden = lab.entitle(START, grade=1, born_on=date(1980, 1, 1))
    able = lab.entitle(START, grade=7, born_on=date(1980, 1, 1))
    year = Year.of(lab, home_visit_grade=4)
    assert year.due(old).home_visit
    assert year.due(bedridden).home_visit
    assert not year.due(able).home_visit
    # Of grade one too.
    assert year.due(a_day_younger).home_visit
    assert not ConfirmationDue.objects.filter(home_visit=True, person=able.person_id).exists()


def test_whose_rights_end_leaves_and_comes_back_with_them(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    Entitlement.objects.filter(pk=right.pk).update(
        end_month=date(2026, 4, 1), ended_on=date(2026, 4, 9), end_reason="other"
    )
    assert not year.sweep(date(2026, 4, 20))
    assert year.sweep(date(2026, 5, 1)).left == 1
    assert year.state(right) == DueState.LEFT
    with pytest.raises(Refused, match="没有要确认的待遇"):
        year.confirm(right)
    Entitlement.objects.filter(pk=right.pk).update(end_month=None, ended_on=None, end_reason="")
    assert year.sweep(date(2026, 6, 20)).joined == 1
    assert (year.state(right), year.due(right).due_on) == (DueState.DUE, date(2026, 7, 20))


# --- The year as one story ----


def month_sums(right: Entitlement) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for posting in Posting.objects.filter(entitlement=right):
        found[posting.month.month] = found.get(posting.month.month, Decimal(0)) + posting.amount
    return found


def test_a_year_held_released_and_paid_as_arrears(lab: Lab) -> None:
    on_time, late, at_fault = (lab.entitle(START) for _ in range(3))
    year = Year.of(lab)
    for number in range(1, 8):
        year.month(date(2026, number, 1))
    year.confirm(on_time)
    assert year.sweep(HELD_FROM - timedelta(days=1)).held == 0
    assert year.sweep(HELD_FROM).held == 2
    # The same night's sweep a second time does nothing.
    assert not year.sweep(HELD_FROM)
    as_it_ought_to_be()
    august = year.month(date(2026, 8, 1))
    assert august.exception_count == 2
    september = year.month(date(2026, 9, 1))
    assert september.payments.count() == 1
    # He comes to the station in October: what was held, and nothing else, is let go.
    assert year.confirm(late, date(2026, 10, 5)) == 1
    proposed = confirmation_forfeits.propose_forfeit(
        due_id=year.due(at_fault).pk,
        first_month=date(2026, 8, 1),
        last_month=date(2026, 9, 1),
        reason="多次通知，本人拒绝到场",
        document_no="试验〔2026〕9号",
        by=lab.preparer,
        at=noon(date(2026, 10, 6)),
        today=date(2026, 10, 6),
    )
    given = {"forfeit_id": proposed.pk, "at": noon(date(2026, 10, 7))}
    with pytest.raises(PermissionRefused):
        confirmation_forfeits.confirm_forfeit(by=lab.preparer, **given)
    confirmation_forfeits.confirm_forfeit(by=lab.approver, **given)
    assert year.confirm(at_fault, date(2026, 10, 8), by=lab.reviewer) == 1
    october = year.month(date(2026, 10, 1))
    assert october.exception_count == 0
    assert month_sums(late) == month_sums(on_time) == dict.fromkeys(range(1, 11), Decimal(1000))
    paid = dict.fromkeys((*range(1, 8), 10), Decimal(1000))
    assert month_sums(at_fault) == paid
    assert october.payments.get(entitlement=late).amount == Decimal(3000)
    assert october.payments.get(entitlement=at_fault).amount == Decimal(1000)
    as_it_ought_to_be()
    # The decision was wrong after all: the months are owed again.
    confirmation_forfeits.revoke_forfeit(
        forfeit_id=proposed.pk, note="原来住院", by=lab.approver, at=noon(date(2026, 11, 2))
    )
    november = year.month(date(2026, 11, 1))
    assert november.payments.get(entitlement=at_fault).amount == Decimal(3000)
    as_it_ought_to_be()


def test_what_may_not_be_forfeited(lab: Lab) -> None:
    right, other = lab.entitle(START), lab.entitle(START)
    year = Year.of(lab)
    year.confirm(other)
    for number in range(1, 8):
        year.month(date(2026, number, 1))
    year.sweep(HELD_FROM)

    def propose(first: date, last: date, of: Entitlement = right, **more: Any) -> Any:
        given = {"reason": "理由", "document_no": "号", **more}
        return confirmation_forfeits.propose_forfeit(
            due_id=year.due(of).pk, first_month=first, last_month=last, by=lab.preparer,
            at=noon(AFTER), today=AFTER, **given,
        )  # fmt: skip

    july, august = date(2026, 7, 1), date(2026, 8, 1)
    for first, last, of, more, said in (
        (august, july, right, {}, "不能早于第一个月"),
        (august, date(2026, 9, 1), right, {}, "不能晚于2026年8月"),
        (date(2026, 6, 1), august, right, {}, "不能从更早的月份"),
        (july, august, right, {}, "2026年7月在暂缓以前已经发放"),
        (august, august, other, {}, "没有因年度确认暂缓过"),
        (august, august, right, {"document_no": ""}, "请填写文号"),
        (august, august, right, {"reason": " "}, "请填写理由"),
    ):
        with pytest.raises(Refused, match=said):
            propose(first, last, of, **more)
    asked = propose(august, august)
    with pytest.raises(Refused, match="等待决定"):
        propose(august, august)
    with pytest.raises(Refused, match="先逐份撤销"):
        year.cancel()
    confirmation_forfeits.refuse_forfeit(
        forfeit_id=asked.pk, note="收回", by=lab.preparer, at=noon(AFTER)
    )
    Suspension.objects.create(
        entitlement=right, first_month=august, last_month=august, reason="另有原因"
    )
    again = propose(august, august)
    with pytest.raises(Refused, match="已登记中止"):
        confirmation_forfeits.confirm_forfeit(forfeit_id=again.pk, by=lab.reviewer, at=noon(AFTER))
    assert not Suspension.objects.filter(forfeit__isnull=False).exists()
    mild = Lab.of("ill_returned_allowance")
    bearer = mild.entitle(START)
    gentle = Year.of(mild, schemes=["ill_returned_allowance"], forfeits=False, forfeit_source="")
    gentle.sweep(HELD_FROM)
    with pytest.raises(Refused, match="没有规定不补发"):
        confirmation_forfeits.propose_forfeit(
            due_id=gentle.due(bearer).pk, first_month=august, last_month=august, reason="理由",
            document_no="号", by=lab.preparer, at=noon(AFTER), today=AFTER,
        )  # fmt: skip


def test_a_death_during_the_window_and_after(lab: Lab) -> None:
    early, late, heir = lab.entitle(START), lab.entitle(START), lab.entitle(START)
    year = Year.of(lab)
    year.confirm(heir)
    for number in range(1, 8):
        year.month(date(2026, number, 1))
    for right, died, today in (
        (early, date(2026, 5, 20), date(2026, 6, 1)),
        (late, date(2026, 9, 3), date(2026, 9, 10)),
    ):
        year.sweep(HELD_FROM) if right is late else None
        entitlements.record_death_and_end(
            person=right.person, died_on=died, by=lab.preparer, at=noon(today), today=today
        )
        swept = year.sweep(today)
        assert (swept.left, swept.released) == (1, int(right is late))
        with pytest.raises(Refused, match="登记去世"):
            year.confirm(right, today)
    assert not held(early)
    assert not held(late)
    # What he was owed until his death is paid to whoever is named.
    entitlements.set_payee(
        entitlement_id=late.pk, payee=heir.person, by=lab.preparer, at=noon(date(2026, 9, 12))
    )
    year.month(date(2026, 9, 1))
    paid = month_sums(late)
    # And the tail of twelve months, at once.
    assert (paid[8], paid[9]) == (Decimal(1000), Decimal(13000))
    as_it_ought_to_be()


def test_a_transfer_is_paid_until_december_and_asked_until_then(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    entitlements.transfer_out(
        entitlement_id=right.pk,
        moved_on=date(2026, 5, 4),
        by=lab.preparer,
        at=noon(SPRING),
        today=SPRING,
    )
    for number in range(1, 8):
        year.month(date(2026, number, 1))
    assert year.sweep(HELD_FROM).held == 1
    # His right is over in January; nobody has looked, so what was held is not let go by itself.
    assert not year.sweep(date(2027, 1, 5))
    assert held(right)
    assert year.confirm(right, date(2027, 1, 6), way=Way.VIDEO) == 1
    assert not held(right)
    as_it_ought_to_be()


def test_one_confirmation_covers_all_that_waits(lab: Lab) -> None:
    right = lab.entitle(START)
    second = entitlement(right.person, scheme="ill_returned_allowance", start=START)
    settle_stacking([right.person_id])
    both = Year.of(lab)
    other = Year.of(lab, schemes=["ill_returned_allowance"], last_day=date(2026, 5, 31))
    both.sweep(HELD_FROM)
    assert held(right)
    assert held(second)
    # Held by hand as well: that one stays.
    interruptions.place_hold(
        entitlement_id=right.pk, reason="另有事", by=lab.preparer, at=noon(AFTER)
    )
    assert both.confirm(right, AFTER) == 2
    assert other.state(right) == both.state(right) == DueState.CONFIRMED
    assert Hold.objects.filter(released_at__isnull=True).count() == 1
    both.take_back(right, AFTER)
    assert held(right)
    assert held(second)
    as_it_ought_to_be()


def test_a_hold_of_a_confirmation_is_let_go_by_confirming_only(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    year.sweep(HELD_FROM)
    given = {"entitlement_id": right.pk, "by": lab.preparer, "at": noon(AFTER)}
    with pytest.raises(Refused, match="没有做年度确认"):
        interruptions.release_hold(note="放了吧", **given)
    interruptions.place_hold(reason="另有事", **given)
    interruptions.release_hold(note="清楚了", **given)
    assert held(right)


# --- Confirming ----


def test_what_a_confirmation_refuses(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    for more, said in (
        ({"confirmed_on": SPRING + timedelta(days=1)}, "不能晚于今天"),
        ({"confirmed_on": FIRST - timedelta(days=1)}, "不能用更早的日期"),
        ({"way": Way.OTHER}, "请填写说明"),
        ({"note": "电话 13800138000"}, "请去掉后再提交"),
    ):
        with pytest.raises(Refused, match=said):
            year.confirm(right, **more)
    with pytest.raises(PermissionRefused):
        year.confirm(right, by=lab.approver)
    assert not Confirmation.objects.exists()
    year.confirm(right, note="身体好")
    with pytest.raises(Refused, match="2026-05-12 确认过此人（本人到站）"):
        year.confirm(right, by=lab.reviewer)
    year.take_back(right, SPRING)
    with pytest.raises(Refused, match="没有可以撤销"):
        year.take_back(right, SPRING)
    year.confirm(right)
    assert Confirmation.objects.filter(taken_back_at__isnull=False).count() == 1
    entry = AuditEntry.objects.filter(action="confirmation.confirmed").last()
    assert entry is not None
    assert set(entry.detail) == {"confirmation", "way"}
    year.cancel()
    with pytest.raises(Refused, match="没有可以撤销"):
        year.take_back(right, AFTER)


def test_a_station_confirms_its_own_area_and_takes_back_its_own() -> None:
    area = make_area()
    right, next_door = area.draws(EAST_ONE, "张建国"), area.draws(EAST_TWO, "王志强")
    year = Year.of(area.lab)
    for stranger in (area.neighbour, area.stranger):
        with pytest.raises(NotFound):
            year.confirm(right, by=stranger)
        with pytest.raises(NotFound):
            year.report(right, Found.DIED, stranger)
    with pytest.raises(Refused, match="数据比对由区局导入"):
        year.confirm(right, by=area.own, way=Way.DATA)
    year.confirm(right, by=area.own)
    with pytest.raises(Refused, match="不是您确认的"):
        year.take_back(right, SPRING, by=area.town)
    with pytest.raises(NotFound):
        year.take_back(right, SPRING, by=area.stranger)
    year.take_back(right, SPRING, by=area.own)
    year.confirm(next_door, by=area.town)
    # The bureau takes back any.
    year.take_back(next_door, SPRING, by=area.lab.reviewer)
    assert not ConfirmationDue.objects.filter(state="confirmed").exists()


def test_a_finding_confirms_nothing_and_is_a_task_for_the_bureau() -> None:
    area = make_area()
    right = area.draws(EAST_ONE, "张建国")
    year = Year.of(area.lab)
    made = year.report(right, Found.NOT_FOUND, area.own)
    with pytest.raises(Refused, match="已有一条报告"):
        year.report(right, Found.DIED, area.town)
    assert year.state(right) == DueState.DUE
    given = {"finding_id": made.pk, "at": noon(SPRING)}
    with pytest.raises(PermissionRefused):
        confirming.handle_finding(note="x", by=area.own, **given)
    with pytest.raises(Refused, match="处理情况"):
        confirming.handle_finding(note="", by=area.lab.reviewer, **given)
    confirming.handle_finding(note="搬到女儿家，请再去", by=area.lab.reviewer, **given)
    with pytest.raises(Refused, match="已经处理过"):
        confirming.handle_finding(note="x", by=area.lab.preparer, **given)
    year.report(right, Found.MOVED, area.own)
    # Found after all: the report is answered by that.
    year.confirm(right, by=area.own, way=Way.HOME)
    assert not ConfirmationFinding.objects.filter(handled_at__isnull=True).exists()
    with pytest.raises(Refused, match="不用再报告"):
        year.report(right, Found.DIED, area.own)


# --- The end of a round ----


def test_a_cancelled_round_lets_everything_go(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    for number in range(1, 8):
        year.month(date(2026, number, 1))
    year.sweep(HELD_FROM)
    year.month(date(2026, 8, 1))
    assert year.cancel().released == 1
    assert not year.sweep(AFTER)
    with pytest.raises(Refused, match="已经取消"):
        year.confirm(right, AFTER)
    september = year.month(date(2026, 9, 1))
    assert september.payments.get().amount == Decimal(2000)
    hold = Hold.objects.get()
    assert hold.released_by == lab.reviewer
    as_it_ought_to_be()


def test_an_ended_round_takes_nobody_more_and_holds_on(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    with pytest.raises(Refused, match="宽限期到 2026-07-30 才满"):
        year.end(date(2026, 7, 30))
    year.end(HELD_FROM)
    assert held(right)
    lab.entitle(START)
    assert not year.sweep(AFTER)
    assert year.round.dues.count() == 1
    assert year.confirm(right, AFTER) == 1
    year.take_back(right, AFTER)
    assert held(right)
    as_it_ought_to_be()


def test_ended_for_another_reason_while_held_still_waits(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    year.sweep(HELD_FROM)
    entitlements.end(
        entitlement_id=right.pk,
        reason=EndReason.CANCELLED,
        ended_on=AFTER,
        by=lab.preparer,
        at=noon(AFTER),
        today=AFTER,
    )
    assert not year.sweep(date(2026, 10, 1))
    assert held(right)
    as_it_ought_to_be()


# --- Cost and faults ----


def test_opening_and_sweeping_cost_the_same_for_few_and_many(lab: Lab) -> None:
    asked: list[list[int]] = []
    for count in (2, 40):
        for _ in range(count):
            lab.entitle(START)
        costs = []
        made = confirmation_rounds.enter_round(terms=terms(), by=lab.preparer, at=noon(BEGUN))
        with CaptureQueriesContext(connection) as queries:
            opened, _ = confirmation_rounds.open_round(
                round_id=made.pk, by=lab.reviewer, at=noon(BEGUN), today=BEGUN
            )
        costs.append(len(queries))
        for day in (SPRING, HELD_FROM, AFTER):
            with CaptureQueriesContext(connection) as queries:
                confirmation_settling.sweep(at=noon(day), today=day)
            costs.append(len(queries))
        asked.append(costs)
        Year(lab, opened).cancel()
    assert asked[0] == asked[1]


def test_the_audit_finds_what_a_hand_has_spoilt(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    year.sweep(HELD_FROM)
    assert audit_ledger(snapshot=False) == []
    with transaction.atomic():
        ConfirmationDue.objects.update(state="due")
        assert [fault.check for fault in audit_ledger(snapshot=False)] == ["confirmation_holds"]
        transaction.set_rollback(True)
    with transaction.atomic():
        Hold.objects.update(released_at=noon(AFTER), released_by=lab.preparer)
        assert [fault.check for fault in audit_ledger(snapshot=False)] == ["confirmation_holds"]
        transaction.set_rollback(True)
    assert held(right)
    assert ConfirmationRound.objects.get().state == RoundState.OPEN
    assert replace(terms(), year=2027).year == 2027
