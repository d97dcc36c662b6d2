"""From the call to the public summary, by services: who may what, when, and what the database
refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from support_services.projects.models import (
    Application,
    Assignment,
    Ballot,
    Call,
    Criterion,
    Milestone,
    Score,
    Spending,
    UnitTie,
)
from support_services.projects.rules import Choice
from support_services.projects.selectors.review import may_see_ballots, my_tasks
from support_services.projects.services.applications import enter_application
from support_services.projects.services.calls import (
    change_call,
    enter_call,
    extend_call,
    move_call,
    set_criteria,
)
from support_services.projects.services.carrying import (
    Reached,
    enter_result,
    finish_milestone,
    publish_result,
    put_off,
    reverse_spending,
    spend,
)
from support_services.projects.services.choosing import propose_choice, send_choice_back
from support_services.projects.services.review import (
    declare_tie,
    end_tie,
    recuse,
    share_out_reviews,
    submit_ballot,
)
from support_services.projects.states import (
    APPLICATION_MOVES,
    CALL_MOVES,
    CallState,
    Grade,
)
from tests.projects.makers import AFTER, AT, LAST, TODAY, Office, book, call_fields, unit
from tests.subsidies.factories import user
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused

pytestmark = pytest.mark.django_db
D = Decimal


def refuses(deed: Any, *args: Any, **kwargs: Any) -> None:
    """The database itself says no."""
    with pytest.raises(DatabaseError), transaction.atomic():
        deed(*args, **kwargs)


def test_from_the_call_to_what_came_of_it() -> None:
    office = Office().open()
    first = office.checked("家电维修", asked="40000.00")
    second = office.checked("就医陪护", asked="45000.00")
    third = office.checked("送戏进营", asked="20000.00")
    office.begin().judged({first: (90, 80, 85), second: (95, 90, 91), third: (60, 60, 60)})
    second.refresh_from_db()
    assert (second.place, second.score) == (1, D("92.00"))
    assert second.place_why.endswith("得分最高，排第 1。")
    office.propose({second: "45000", first: "40000", third: "0"})
    office.decide()
    assert Call.objects.get().granted == D("85000.00")
    states = Application.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["chosen", "chosen", "not_chosen"]
    for one in (first, second):
        enter_result(
            application_id=one.pk,
            grade=Grade.GOOD,
            points=D(95),
            summary="做得好。\n群众满意。",
            reached={m.pk: Reached(m.promised) for m in one.milestones.all()},
            by=office.preparer,
            at=AT,
        )
        with pytest.raises(PermissionRefused):
            publish_result(application_id=one.pk, by=office.preparer, at=AT)
        if one == first:
            publish_result(application_id=one.pk, by=office.checker, at=AT)
            with pytest.raises(Refused, match="还有 1 个项目在实施"):
                office.move("end")
    publish_result(application_id=second.pk, by=office.checker, at=AT)
    assert office.move("end").state == CallState.ENDED
    second.refresh_from_db()
    refuses(second.result.delete)
    refuses(Application.objects.filter(pk=second.pk).update, granted=1)


def test_who_may_move_what_is_one_table() -> None:
    holders = {"projects.enter": {Role.PREPARER}, "projects.check": {Role.REVIEWER}}
    holders |= {"projects.decide": {Role.APPROVER}}
    for move in (*CALL_MOVES.values(), *APPLICATION_MOVES.values()):
        assert DUTIES[move.duty] == holders[move.duty]
    office = Office()
    for role in (Role.AUDITOR, Role.APPROVER, Role.PREPARER, Role.SYSADMIN):
        with pytest.raises(Refused):
            move_call(call_id=office.call.pk, verb="open", by=user(role), at=AT, today=TODAY)


# --- the call -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"title": " "}, "请填写名称"),
        ({"closes_on": TODAY - timedelta(days=1)}, "截止日期不能早于"),
        ({"budget": D(0)}, "总经费要大于 0"),
        ({"most_each": D("100000.01")}, "不能超过总经费"),
        ({"unit_kinds": ["martians"]}, "可以申报"),
        ({"told": "打 13812345678 问"}, "个人手机号"),
    ],
)
def test_what_is_wrong_with_a_call_is_told(other: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        enter_call(fields=call_fields(**other), by=user(Role.PREPARER), at=AT)
    assert not Call.objects.exists()


def test_a_call_stands_once_it_is_open() -> None:
    office = Office()
    pk = office.call.pk
    with pytest.raises(Refused, match="正好 100，现在是 90"):
        set_criteria(
            call_id=pk, criteria=[{"label": "需要", "weight": D(90)}], by=office.preparer, at=AT
        )
    promoted = office.preparer
    promoted.role = Role.REVIEWER
    promoted.save()
    with pytest.raises(Refused, match="录入人不能自己开始征集"):
        office.move("open", by=promoted)
    promoted.role = Role.PREPARER
    promoted.save()
    Criterion.objects.filter(call=pk, number=1).update(weight=39)
    signed = {"state": "open", "opened_by": office.checker, "opened_at": AT}
    refuses(Call.objects.filter(pk=pk).update, **signed)
    Criterion.objects.filter(call=pk, number=1).update(weight=40)
    office.move("open")
    with pytest.raises(Refused, match="不能再改"):
        change_call(call_id=pk, fields=call_fields(), by=office.preparer, at=AT)
    refuses(Call.objects.filter(pk=pk).update, budget=5)
    refuses(Call.objects.filter(pk=pk).update, closes_on=TODAY)
    refuses(Criterion.objects.filter(call=pk).update, weight=1)
    refuses(Criterion.objects.create, call=office.call, number=9, label="别的", weight=1)
    given = {"call_id": pk, "by": office.checker, "at": AT, "today": TODAY, "why": "来得及"}
    with pytest.raises(Refused, match="要晚于 2026-11-20"):
        extend_call(closes_on=LAST, **given)
    assert extend_call(closes_on=AFTER, **given).closes_on == AFTER
    with pytest.raises(Refused, match="还没有过截止日期 2026-11-21"):
        office.move("close", today=AFTER)


# --- applications ---------------------------------------------------------------------------------


def test_what_comes_too_early_or_too_late_is_refused_by_the_database_too() -> None:
    office = Office()
    made = office.draft()
    with pytest.raises(Refused, match="还没有开始"):
        office.step(made, "hand_in")
    office.open()
    late = {"state": "handed_in", "number": 1, "handed_at": AT}
    for day in (TODAY - timedelta(days=1), AFTER):
        refuses(Application.objects.filter(pk=made.pk).update, handed_on=day, **late)
    with pytest.raises(Refused, match="已经过了截止日期"):
        office.step(made, "hand_in", today=AFTER)
    handed = office.step(made, "hand_in", today=LAST)
    assert (handed.number, handed.handed_on) == (1, LAST)
    refuses(Application.objects.filter(pk=made.pk).update, title="别的")
    refuses(Milestone.objects.filter(application=made).update, promised=1)
    refuses(made.lines.all().delete)
    refuses(Application.objects.filter(pk=made.pk).delete)


def test_what_is_missing_is_completed_until_the_day_that_was_set() -> None:
    office = Office().open()
    made = office.draft()
    office.step(made, "hand_in")
    with pytest.raises(Refused, match="补正期限"):
        office.step(made, "return", why="缺法人证书")
    until = AFTER + timedelta(days=3)
    office.step(made, "return", why="缺法人证书", complete_by=until)
    office.move("close", today=AFTER)
    with pytest.raises(Refused, match="还有 1 个申报等核对或补正"):
        office.move("begin_review", today=AFTER)
    with pytest.raises(Refused, match="已过，不能再提交"):
        office.step(made, "hand_in", today=until + timedelta(days=1))
    again = office.step(made, "hand_in", today=until)
    assert again.number == 1
    assert office.step(made, "check").missing == ""
    office.move("begin_review", today=until)
    with pytest.raises(Refused, match="评审已经开始，不能再撤回"):
        office.step(made, "withdraw", why="不做了")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"brief": " "}, "请填写一句话介绍"),
        ({"lines": []}, "经费预算写 1 到"),
        ({"promises": []}, "项目节点写 1 到"),
        ({"asked": "50000.01"}, "超出每个项目最多 50,000.00"),
        ({"contact_phone": "12"}, "电话"),
        ({"brief": "找 13812345678"}, "个人手机号"),
    ],
)
def test_what_is_wrong_with_a_book_is_told(other: dict[str, Any], why: str) -> None:
    office = Office()
    with pytest.raises(Refused, match=why):
        office.draft(**other)
    assert not Application.objects.exists()


def test_only_the_kinds_that_are_called_for_may_apply_and_contacts_are_sealed() -> None:
    office = Office()
    with pytest.raises(Refused, match="不面向"):
        office.draft(of=unit("驻地部队甲", "troops"))
    made = office.draft()
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_phone::text FROM projects_application")
        assert "13800000000" not in cursor.fetchone()[0]
    office.open()
    office.step(made, "hand_in")
    own = office.preparer
    own.role = Role.REVIEWER
    own.save()
    with pytest.raises(Refused, match="录入人不能自己核对"):
        office.step(made, "check", by=own)


# --- the review -----------------------------------------------------------------------------------


def test_a_tie_that_was_declared_keeps_a_reviewer_away_and_one_that_comes_later_takes_him_off() -> (
    None
):
    office = Office().open()
    own, other = office.checked("甲"), office.checked("乙")
    judges = [office.preparer, office.checker, office.decider]
    declare_tie(unit_id=own.unit_id, why="表弟是负责人", by=office.checker, at=AT)
    office.begin()
    shared = share_out_reviews(
        call_id=office.call.pk, reviewer_ids=[one.pk for one in judges], each=3,
        by=office.preparer, at=AT,
    )  # fmt: skip
    assert (shared.made, shared.missing) == (5, 1)
    assert not Assignment.objects.filter(application=own, reviewer=office.checker).exists()
    with pytest.raises(Refused, match="要回避，请换一位"):
        office.task(own, office.checker)
    task = Assignment.objects.get(application=other, reviewer=office.decider)
    office.vote(task, 100)
    assert declare_tie(unit_id=other.unit_id, why="以前的同事", by=office.decider, at=AT) == 1
    task.refresh_from_db()
    assert "以前的同事" in task.recused_why
    with pytest.raises(Refused, match="您已回避"):
        office.vote(task, 100)
    refuses(Ballot.objects.create, assignment=task, number=2, comment="可以", submitted_at=AT)
    for one in Assignment.objects.filter(recused_at__isnull=True):
        office.vote(one, 70)
    office.move("end_review")
    other.refresh_from_db()
    # The hundred of whoever stood aside is as if it were not there.
    assert other.score == D("70.00")
    declared = UnitTie.objects.get(user=office.decider).pk
    with pytest.raises(NotFound):
        end_tie(tie_id=declared, by=office.checker, at=AT)
    end_tie(tie_id=declared, by=office.decider, at=AT)


def test_others_scores_are_seen_after_ones_own_and_a_ballot_is_final() -> None:
    office = Office().open()
    made = office.checked()
    office.begin()
    mine, theirs = office.task(made, office.preparer), office.task(made, office.checker)
    office.vote(theirs, 88)
    for who, sees in ((office.preparer, False), (office.checker, True), (office.decider, False)):
        assert may_see_ballots(who, made, office.call) is sees
    assert [one.pk for one in my_tasks(office.preparer)] == [mine.pk]
    with pytest.raises(NotFound):
        submit_ballot(
            assignment_id=theirs.pk,
            points=office.points(1),
            comment="代",
            by=office.preparer,
            at=AT,
        )
    with pytest.raises(Refused, match="每项指标都要打分"):
        submit_ballot(
            assignment_id=mine.pk, points={1: D(1)}, comment="可以", by=office.preparer, at=AT
        )
    with pytest.raises(Refused, match="弃权原因"):
        office.vote(mine, comment=" ")
    office.vote(mine, comment="不懂行")
    with pytest.raises(Refused, match="还有 1 个项目的有效评分不足 2 份"):
        office.move("end_review")
    first = office.vote(mine, 60)
    refuses(Ballot.objects.filter(pk=first.pk).update, comment="别的")
    refuses(Score.objects.filter(ballot=first).update, points=100)
    refuses(first.delete)
    assert office.vote(mine, 62).number == 3
    office.move("end_review")
    made.refresh_from_db()
    assert made.score == D("75.00")
    with pytest.raises(Refused, match="评审已经结束"):
        office.vote(mine, 100)
    with pytest.raises(Refused, match="评审已经结束"):
        recuse(assignment_id=mine.pk, why="亲戚", by=office.preparer, at=AT)
    refuses(Ballot.objects.create, assignment=mine, number=4, comment="补", submitted_at=AT)
    refuses(Assignment.objects.filter(pk=mine.pk).delete)
    assert may_see_ballots(office.decider, made, office.call) is True


# --- the choice -----------------------------------------------------------------------------------


def test_the_list_is_prepared_by_one_and_decided_by_another_within_the_budget() -> None:
    office = Office(budget=D("60000.00")).open()
    first, second = office.checked("甲", asked="40000.00"), office.checked("乙", asked="30000.00")
    office.begin().judged({first: (90, 90), second: (80, 80)})
    with pytest.raises(Refused, match=r"合计 70,000.00 元，超出总经费 60,000.00 元"):
        office.propose({first: "40000", second: "30000"})
    with pytest.raises(Refused, match="核减了金额，请写明原因"):
        office.propose({first: "40000", second: "20000"})
    with pytest.raises(Refused, match="名单有变化"):
        office.propose({first: "40000"})
    office.propose({first: "40000", second: "20000"}, why="核减设备")
    send_choice_back(call_id=office.call.pk, why="再看看", by=office.decider, at=AT)
    office.propose({first: "40000", second: "20000"}, why="核减设备")
    own = office.preparer
    own.role = Role.APPROVER
    own.save()
    with pytest.raises(Refused, match="拟定人不能自己审定"):
        office.decide(by=own)
    call = office.decide()
    assert call.granted == D("60000.00")
    with pytest.raises(Refused, match="不能审定立项"):
        office.decide()

    def more_than_there_is() -> None:
        Call.objects.filter(pk=call.pk).update(granted=D("60000.01"))

    refuses(more_than_there_is)


def test_what_is_granted_and_what_the_call_says_are_one_sum() -> None:
    office = Office().open()
    made = office.checked()
    office.begin().judged({made: (90, 90)})

    def alone() -> None:
        Application.objects.filter(pk=made.pk).update(state="chosen", granted=D("30000"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refuses(alone)
    with pytest.raises(PermissionRefused):
        propose_choice(
            call_id=office.call.pk,
            choices={made.pk: Choice(made.pk, D(1))},
            by=office.decider,
            at=AT,
        )


# --- carried out ----------------------------------------------------------------------------------


def test_what_is_spent_never_exceeds_what_was_granted_and_is_only_added_to() -> None:
    office = Office()
    made = office.running()

    def pay(amount: str, **more: Any) -> Spending:
        given = {"what": "配件", "voucher": "记-12", "at": AT, "today": TODAY, **more}
        return spend(
            application_id=made.pk,
            spent_on_day=TODAY,
            amount=D(amount),
            by=office.preparer,
            **given,
        )

    wrong = pay("29000.00")
    with pytest.raises(Refused, match=r"还剩 1,000.00 元"):
        pay("1000.01")
    row = {"application": made, "spent_on": TODAY, "what": "多", "voucher": "1"}
    signed = {"entered_by": office.preparer, "entered_at": AT}
    refuses(Spending.objects.create, amount=D("1000.01"), **row, **signed)
    refuses(Spending.objects.filter(pk=wrong.pk).update, amount=1)
    refuses(wrong.delete)
    refuses(Spending.objects.create, amount=D(-5), reverses=wrong, **row, **signed)
    given = {"why": "登错了", "by": office.preparer, "at": AT, "today": TODAY}
    back = reverse_spending(spending_id=wrong.pk, **given)
    assert back.amount == D("-29000.00")
    for one in (wrong, back):
        with pytest.raises(Refused, match="冲销"):
            reverse_spending(spending_id=one.pk, **given)
    assert pay("30000.00").amount == D(30000)
    with pytest.raises(Refused, match="不能晚于今天"):
        pay("1", today=TODAY - timedelta(days=1))


def test_a_milestone_is_put_off_with_a_reason_that_stays() -> None:
    office = Office()
    first, second = office.running().milestones.all()
    later = first.due_on + timedelta(days=10)
    given = {"milestone_id": first.pk, "why": "场地维修", "by": office.checker, "at": AT}
    with pytest.raises(Refused, match="要晚于"):
        put_off(put_off_to=first.due_on, **given)
    kept = put_off(put_off_to=later, **given)
    put_off(put_off_to=later + timedelta(days=1), **given)
    first.refresh_from_db()
    assert (first.due_on, first.day) == (later - timedelta(days=10), later + timedelta(days=1))
    assert kept.was_on == first.due_on
    refuses(first.extensions.all().delete)
    done = {"note": "都修好了", "reached": D(120), "by": office.preparer, "at": AT, "today": TODAY}
    finish_milestone(milestone_id=first.pk, done_on=TODAY, **done)
    with pytest.raises(Refused, match="已经完成"):
        put_off(put_off_to=later + timedelta(days=9), **given)
    with pytest.raises(Refused, match="每个节点都要写"):
        enter_result(
            application_id=first.application_id, grade=Grade.GOOD, points=D(90), summary="好",
            reached={second.pk: Reached(D(1))}, by=office.preparer, at=AT,
        )  # fmt: skip


def test_a_project_that_is_stopped_keeps_its_books_and_takes_no_more_steps() -> None:
    office = Office()
    made = office.running()
    stopped = office.step(made, "stop", why="单位注销")
    assert (stopped.state, stopped.granted) == ("stopped", D("30000.00"))
    with pytest.raises(Refused, match="不在实施"):
        spend(
            application_id=made.pk, spent_on_day=TODAY, amount=D(1), what="配件", voucher="1",
            by=office.preparer, at=AT, today=TODAY,
        )  # fmt: skip
    with pytest.raises(Refused, match="已经截止"):
        enter_application(
            call_id=office.call.pk, unit_id=made.unit_id, book=book(), by=office.preparer, at=AT
        )
