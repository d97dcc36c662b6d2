"""公示 before the first payment: the whole story through real batches."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.models import (
    Batch,
    BatchException,
    Entitlement,
    Hold,
    Payment,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    RecheckMark,
)
from support_services.subsidies.publicity_states import Level, Phase
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services import batches, ledger_audit
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services import publicity_book as book
from support_services.subsidies.services import publicity_objections as objections
from support_services.subsidies.services.grants import cancel_grant
from support_services.subsidies.services.interruptions import release_hold
from tests.subsidies.factories import account, person, user, village
from tests.subsidies.publicity import (
    ENFORCED,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    SINCE,
    Hall,
    hardship_hall,
    noon,
    posted,
)
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def hall() -> Hall:
    return Hall.of()


def reasons(batch) -> dict[int, tuple[str, Decimal]]:
    rows = BatchException.objects.filter(batch=batch)
    return {row.entitlement_id: (row.reason, row.amount) for row in rows}


def sound() -> None:
    """The books, every invariant of them."""
    assert ledger_audit.audit_ledger(at=noon(date(2026, 12, 31)), snapshot=False) == []


def test_nothing_is_paid_before_the_notice_is_over_and_then_it_comes_as_arrears(
    hall: Hall,
) -> None:
    before = hall.granted(date(2026, 8, 20))
    new = hall.granted(date(2026, 9, 3))
    first = hall.approved(SEPTEMBER, date(2026, 9, 10))
    assert (posted(before), posted(new)) == (D("2000.00"), D("0"))
    assert reasons(first) == {new.pk: ("not_published", D("1000.00"))}

    notice = hall.published(date(2026, 10, 9))
    # A Friday, the Saturday that is worked instead of a holiday, and three days of the next week.
    assert (notice.first_on, notice.last_on) == (date(2026, 10, 9), date(2026, 10, 14))
    # The last day belongs to the notice.
    second = hall.calculated(OCTOBER, date(2026, 10, 14))
    assert reasons(second) == {new.pk: ("not_published", D("2000.00"))}
    assert posted(new) == 0
    # Nobody has touched anything: the day alone has changed.
    hall.again(second, date(2026, 10, 15))
    assert reasons(second) == {}
    assert posted(new) == D("2000.00")
    hall.signed(second, date(2026, 10, 15))
    assert Payment.objects.get(entitlement=new).amount == D("2000.00")
    assert not RecheckMark.objects.filter(entitlement=new).exists()
    third = hall.approved(NOVEMBER, date(2026, 11, 5))
    assert posted(new, third) == D("1000.00")
    sound()


def test_the_end_is_found_though_no_month_was_due_while_it_ran(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    Entitlement.objects.filter(pk=new.pk).update(start_month=NOVEMBER, ledger_from=NOVEMBER)
    hall.approved(SEPTEMBER, date(2026, 9, 10))
    hall.published(date(2026, 9, 14))
    batch = hall.approved(NOVEMBER, date(2026, 11, 5))
    assert (posted(new), reasons(batch)) == (D("1000.00"), {})


def test_what_was_there_before_the_rule_needs_none_and_the_rule_can_stop_nobody(hall: Hall) -> None:
    other = Hall.of("bereaved_pension", rule=False)
    for first_on in (date(2026, 8, 1), ENFORCED):
        with pytest.raises(Refused, match="最早从明天起"):
            other.rule(first_on=first_on)
    draft = other.rule(enforce=False)
    with pytest.raises(Refused, match="最早从明天起"):
        book.enforce_rule(rule_id=draft.pk, by=other.lab.reviewer, at=noon(SINCE), today=SINCE)
    old = hall.granted(date(2026, 8, 31))
    assert posted(old, hall.approved(SEPTEMBER, date(2026, 9, 10))) == D("2000.00")


def test_a_draft_of_a_rule_changes_nothing_and_a_later_one_ends_the_need() -> None:
    hall = Hall.of(rule=False)
    hall.rule(enforce=False)
    free = hall.granted(date(2026, 9, 3))
    assert posted(free, hall.approved(SEPTEMBER, date(2026, 9, 10))) == D("1000.00")
    hall.rule(first_on=date(2026, 9, 20), today=date(2026, 9, 19))
    hall.rule(first_on=date(2026, 10, 5), today=date(2026, 10, 4), is_needed=False)
    held, later = hall.granted(date(2026, 9, 25)), hall.granted(date(2026, 10, 6))
    batch = hall.approved(OCTOBER, date(2026, 10, 12))
    assert posted(held) == 0
    assert posted(later, batch) == D("1000.00")
    sound()


def test_who_was_taken_over_with_paid_months_needs_none(hall: Hall) -> None:
    taken = hall.granted(date(2026, 9, 3))
    # As the import leaves it where no rate was known for what was paid.
    Entitlement.objects.filter(pk=taken.pk).update(ledger_from=OCTOBER)
    batch = hall.approved(OCTOBER, date(2026, 10, 9))
    assert posted(taken, batch) == D("1000.00")
    assert selectors.due(hall.lab.preparer) == []


def test_a_waiver_takes_two_people_and_then_it_is_paid(hall: Hall) -> None:
    moved = hall.granted(date(2026, 9, 3))
    made = book.propose_waiver(
        entitlement_id=moved.pk, reason="迁入，原籍已公示", by=hall.lab.preparer, at=noon(SINCE)
    )
    assert selectors.due(hall.lab.preparer) == []
    assert posted(moved, hall.calculated(SEPTEMBER, date(2026, 9, 10))) == 0
    with pytest.raises(Refused, match="已经"), transaction.atomic():
        book.propose_waiver(
            entitlement_id=moved.pk, reason="迁入", by=hall.lab.preparer, at=noon(SINCE)
        )
    book.confirm_waiver(waiver_id=made.pk, by=hall.lab.reviewer, at=noon(SINCE))
    with pytest.raises(Refused, match="已经办理"):
        book.withdraw_waiver(waiver_id=made.pk, by=hall.lab.preparer, at=noon(SINCE))
    hall.again(Batch.objects.get(), date(2026, 9, 11))
    assert posted(moved) == D("1000.00")


def test_one_drafts_another_publishes_and_the_database_says_so_too(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    (notice,) = hall.draft(date(2026, 9, 7))
    with pytest.raises(Refused, match="等待公示"):
        hall.draft(date(2026, 9, 7))
    with pytest.raises(Refused, match="岗位办理"):
        hall.publish(notice, date(2026, 9, 7), by=hall.lab.preparer)
    PublicityNotice.objects.filter(pk=notice.pk).update(drafted_by=hall.lab.reviewer)
    with pytest.raises(Refused, match="拟稿人不能自己发布"):
        hall.publish(notice, date(2026, 9, 7))
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicityNotice.objects.filter(pk=notice.pk).update(
            state="published", first_on=SINCE, last_on=SINCE, published_at=noon(SINCE),
            published_by=hall.lab.reviewer,
        )  # fmt: skip
    done = hall.publish(notice, date(2026, 9, 7), by=hall.lab.approver)
    with pytest.raises(Refused, match="现在是“公示中”"):
        hall.publish(notice, date(2026, 9, 7), by=hall.lab.approver)
    for change in ({"last_on": SINCE}, {"title": "别的"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicityNotice.objects.filter(pk=done.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicityEntry.objects.filter(notice=done).update(public_person="张建国")
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicityRule.objects.update(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        done.entries.get().delete()


def test_a_notice_is_withdrawn_until_it_is_over_and_then_never(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    notice = hall.published(date(2026, 9, 7))
    assert notice.last_on == date(2026, 9, 11)
    given = {"notice_id": notice.pk, "by": hall.lab.reviewer, "at": noon(SINCE)}
    with pytest.raises(Refused, match="撤回原因"):
        service.withdraw(reason=" ", today=date(2026, 9, 8), **given)
    with pytest.raises(Refused, match="公示期已满"):
        service.withdraw(reason="名单有误", today=date(2026, 9, 12), **given)
    service.withdraw(reason="名单有误", today=date(2026, 9, 11), **given)
    assert reasons(hall.approved(SEPTEMBER, date(2026, 9, 20)))[new.pk][0] == "not_published"
    again = hall.published(date(2026, 9, 21))
    # Mid-autumn day is a Friday off: the fifth working day is the next Monday.
    assert again.last_on == date(2026, 9, 28)
    sound()


def test_one_line_is_taken_off_and_waits_for_another_notice(hall: Hall) -> None:
    first, second = hall.granted(date(2026, 9, 3)), hall.granted(date(2026, 9, 3))
    notice = hall.published(date(2026, 9, 7))
    line = PublicityEntry.objects.get(entitlement=first)
    given = {"reason": "批文有误", "by": hall.lab.preparer, "at": noon(SINCE)}
    service.take_off(entry_id=line.pk, today=date(2026, 9, 8), **given)
    other = PublicityEntry.objects.get(entitlement=second)
    with pytest.raises(Refused, match="撤回整份公示"):
        service.take_off(entry_id=other.pk, today=date(2026, 9, 8), **given)
    with pytest.raises(Refused, match="公示期已满"):
        service.take_off(entry_id=other.pk, today=date(2026, 9, 30), **given)
    batch = hall.approved(SEPTEMBER, date(2026, 9, 20))
    assert (posted(first), posted(second, batch)) == (D("0"), D("1000.00"))
    assert [one.entitlement for one in selectors.due(hall.lab.preparer)] == [first]
    assert selectors.phase_on(notice, date(2026, 9, 20)) == Phase.ENDED


def test_rosters_are_made_by_village_or_by_town_and_for_a_month(hall: Hall) -> None:
    for place in (village(1, 1), village(1, 2), village(2, 1)):
        hall.granted(date(2026, 9, 3), owner=person(place))
    hall.granted(date(2026, 10, 3), owner=person(village(1, 1)))
    made = hall.draft(date(2026, 10, 9), until=date(2026, 9, 30))
    assert [(one.title, one.entries.count()) for one in made] == [
        ("第1镇第1村拟发放补助人员公示", 1),
        ("第1镇第2村拟发放补助人员公示", 1),
        ("第2镇第1村拟发放补助人员公示", 1),
    ]
    for one in made:
        service.withdraw(
            notice_id=one.pk, reason="改按镇", by=hall.lab.preparer, at=noon(SINCE), today=SINCE
        )
    towns = hall.draft(date(2026, 10, 9), level=Level.TOWN)
    assert [(one.region.name, one.entries.count()) for one in towns] == [("第1镇", 3), ("第2镇", 1)]


def test_who_is_no_longer_to_be_paid_is_not_published(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    (notice,) = hall.draft(date(2026, 9, 7))
    Entitlement.objects.filter(pk=new.pk).update(
        end_month=date(2026, 8, 1), ended_on=SINCE, end_reason="other"
    )
    with pytest.raises(Refused, match="先移出再发布"):
        hall.publish(notice, date(2026, 9, 7))


def test_an_objection_holds_until_a_second_person_has_decided(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    entry = PublicityEntry.objects.get()
    made = hall.object_to(entry, date(2026, 9, 9))
    assert not objections.is_late(made)
    with pytest.raises(Refused, match="不用重复登记"), transaction.atomic():
        hall.object_to(entry, date(2026, 9, 9))
    batch = hall.approved(SEPTEMBER, date(2026, 9, 20))
    assert reasons(batch) == {new.pk: ("hold", D("1000.00"))}
    with pytest.raises(Refused, match="公示异议"):
        release_hold(entitlement_id=new.pk, note="查过", by=hall.lab.preparer, at=noon(SINCE))
    given = {"objection_id": made.pk, "decision": "查无此事", "at": noon(date(2026, 9, 21))}
    with pytest.raises(Refused, match="岗位办理"):
        objections.dismiss(by=hall.lab.preparer, **given)
    objections.dismiss(by=hall.lab.approver, **given)
    with pytest.raises(Refused, match="已有结论：异议不成立"):
        objections.dismiss(by=hall.lab.approver, **given)
    assert posted(new, hall.approved(OCTOBER, date(2026, 10, 9))) == D("2000.00")
    sound()


def test_whoever_registered_decides_nothing(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    made = hall.object_to(PublicityEntry.objects.get(), date(2026, 9, 9), by=hall.lab.reviewer)
    with pytest.raises(Refused, match="登记人不能自己作结论"):
        objections.uphold(
            objection_id=made.pk, decision="属实", by=hall.lab.reviewer, at=noon(SINCE),
            today=SINCE,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicityObjection.objects.filter(pk=made.pk).update(
            state="upheld", decided_by=hall.lab.reviewer, decided_at=noon(SINCE)
        )


def test_upheld_before_anything_was_paid_nothing_ever_is(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    made = hall.object_to(PublicityEntry.objects.get(), date(2026, 9, 9))
    objections.uphold(
        objection_id=made.pk, decision="不符合条件", by=hall.lab.approver,
        at=noon(date(2026, 9, 10)), today=date(2026, 9, 10),
    )  # fmt: skip
    batch = hall.approved(SEPTEMBER, date(2026, 9, 20))
    assert (posted(new), reasons(batch)) == (D("0"), {})
    new.refresh_from_db()
    assert (new.end_month, new.end_reason) == (date(2026, 8, 1), "ineligible")
    # The place is free: what was wrong may be granted rightly.
    again = hall.granted(date(2026, 9, 22), owner=new.person, with_account=False)
    assert [one.entitlement for one in selectors.due(hall.lab.preparer)] == [again]
    sound()


def test_a_late_objection_is_taken_holds_and_upheld_takes_back_what_was_paid(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    hall.approved(SEPTEMBER, date(2026, 9, 20))
    assert posted(new) == D("1000.00")
    made = hall.object_to(PublicityEntry.objects.get(), date(2026, 10, 9))
    assert objections.is_late(made)
    batch = hall.approved(OCTOBER, date(2026, 10, 12))
    assert reasons(batch) == {new.pk: ("hold", D("1000.00"))}
    objections.uphold(
        objection_id=made.pk, decision="不符合条件", by=hall.lab.reviewer,
        at=noon(date(2026, 10, 20)), today=date(2026, 10, 20),
    )  # fmt: skip
    last = hall.approved(NOVEMBER, date(2026, 11, 9))
    assert reasons(last)[new.pk] == ("overpaid", D("-1000.00"))
    assert posted(new) == 0
    sound()


def test_an_objection_while_a_batch_waits_for_approval_stops_it(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    batch = hall.calculated(SEPTEMBER, date(2026, 9, 20))
    batches.review(batch_id=batch.pk, by=hall.lab.reviewer, at=noon(date(2026, 9, 20)))
    hall.object_to(PublicityEntry.objects.get(), date(2026, 9, 20))
    with pytest.raises(Refused, match="人员信息变动"):
        batches.approve(batch_id=batch.pk, by=hall.lab.approver, at=noon(date(2026, 9, 20)))
    batches.send_back(
        batch_id=batch.pk, reason="有异议", by=hall.lab.approver, at=noon(date(2026, 9, 20))
    )
    hall.signed(hall.again(batch, date(2026, 9, 21)), date(2026, 9, 21))
    assert reasons(batch) == {new.pk: ("hold", D("1000.00"))}
    assert not Payment.objects.exists()
    sound()


def test_objections_name_nobody_in_the_audit_log(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    made = hall.object_to(PublicityEntry.objects.get(), date(2026, 9, 9), text="他没有当过兵")
    objections.read_objection(objection_id=made.pk, by=hall.lab.approver, at=noon(SINCE))
    told = " ".join(str(row.detail) for row in AuditEntry.objects.all())
    assert "周大年" not in told
    assert "当过兵" not in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT objector, text FROM subsidies_publicityobjection")
        stored = [bytes(value) for value in cursor.fetchone()]
    assert not any("周大年".encode() in one or "当过兵".encode() in one for one in stored)


def test_what_cannot_be_is_refused_in_words(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    notice = hall.published(date(2026, 9, 7))
    entry = PublicityEntry.objects.get()
    with pytest.raises(Refused, match="不能晚于今天"):
        objections.raise_objection(
            entry_id=entry.pk, raised_on=date(2026, 9, 9), objector="", contact="", text="不是",
            by=hall.lab.preparer, at=noon(SINCE), today=date(2026, 9, 8),
        )  # fmt: skip
    with pytest.raises(Refused, match="早于公示发布"):
        hall.object_to(entry, date(2026, 9, 6))
    with pytest.raises(Refused, match="请填写异议内容"):
        hall.object_to(entry, date(2026, 9, 9), text=" ")
    hang = {
        "notice_id": notice.pk, "hung_by": "王主任", "by": hall.lab.preparer, "at": noon(SINCE),
        "today": date(2026, 9, 20),
    }  # fmt: skip
    service.note_hanging(place="村务公开栏", hung_on=date(2026, 9, 8), **hang)
    for place, on, told in (
        ("村务公开栏", date(2026, 9, 8), "已经登记过"),
        ("村口", date(2026, 9, 30), "不能晚于今天"),
        ("村口", date(2026, 9, 1), "发布以后"),
        (" ", date(2026, 9, 8), "张贴地点"),
    ):
        with pytest.raises(Refused, match=told), transaction.atomic():
            service.note_hanging(place=place, hung_on=on, **hang)
    stranger = user(Role.TOWN_WORKER, region=village(9, 1).parent)
    with pytest.raises(NotFound):
        service.note_hanging(place="村口", hung_on=date(2026, 9, 8), **{**hang, "by": stranger})
    with pytest.raises(NotFound):
        hall.object_to(entry, date(2026, 9, 9), by=stranger)
    for name, told in (
        ("参战补助", "参战"),
        ("残疾抚恤", "残"),
        ("60岁补助", "数字"),
        ("", "请填写"),
    ):
        with pytest.raises(Refused, match=told):
            hall.rule(public_name=name, first_on=date(2026, 12, 1))
    with pytest.raises(Refused, match="1 至 30"):
        hall.rule(days=0, first_on=date(2026, 12, 1))
    hall.granted(date(2026, 9, 8))
    (draft,) = hall.draft(date(2026, 9, 9))
    with pytest.raises(Refused, match="不能早于今天"):
        service.publish(
            notice_id=draft.pk, first_on=date(2026, 9, 8), by=hall.lab.reviewer, at=noon(SINCE),
            today=date(2026, 9, 9),
        )  # fmt: skip


def test_an_aid_waits_alike_and_other_money_of_the_payee_with_it() -> None:
    hall = hardship_hall()
    aid = hall.hardship(date(2026, 9, 3))
    right = Entitlement.objects.get()
    batch = hall.approved(SEPTEMBER, date(2026, 9, 10))
    assert reasons(batch) == {right.pk: ("not_published", D("2000.00"))}
    notice = hall.published(date(2026, 9, 11))
    assert PublicityEntry.objects.get().grant == aid
    assert notice.last_on == date(2026, 9, 17)
    assert posted(right, hall.approved(OCTOBER, date(2026, 10, 9))) == D("2000.00")
    sound()


def test_an_upheld_objection_cancels_an_aid_that_was_paid() -> None:
    hall = hardship_hall()
    aid = hall.hardship(date(2026, 9, 3))
    hall.published(date(2026, 9, 4))
    hall.approved(SEPTEMBER, date(2026, 9, 20))
    right = Entitlement.objects.get()
    assert posted(right) == D("2000.00")
    made = hall.object_to(PublicityEntry.objects.get(), date(2026, 9, 22))
    assert Hold.objects.get().entitlement == right
    objections.uphold(
        objection_id=made.pk, decision="家庭收入不符", by=hall.lab.approver,
        at=noon(date(2026, 9, 23)), today=date(2026, 9, 23),
    )  # fmt: skip
    aid.refresh_from_db()
    assert aid.state == "cancelled"
    hall.approved(OCTOBER, date(2026, 10, 9))
    assert posted(right) == 0
    sound()


def test_a_new_aid_is_not_paid_by_what_an_old_one_gives_back() -> None:
    """A net of less than nothing is no way round: the new aid stays out of the ledger."""
    hall = hardship_hall()
    somebody = person()
    account(somebody)
    old = hall.hardship(date(2026, 9, 3), "2000", somebody)
    hall.published(date(2026, 9, 4))
    hall.approved(SEPTEMBER, date(2026, 9, 20))
    cancel_grant(grant_id=old.pk, reason="有误", by=hall.lab.approver, at=noon(date(2026, 9, 21)))
    hall.hardship(date(2026, 10, 8), "500", somebody)
    right = Entitlement.objects.get()
    batch = hall.approved(OCTOBER, date(2026, 10, 9))
    assert reasons(batch) == {right.pk: ("not_published", D("-1500.00"))}
    assert posted(right) == D("2000.00")
    sound()


def test_the_invariant_sees_what_went_out_too_early(hall: Hall) -> None:
    new = hall.granted(date(2026, 9, 3))
    hall.published(date(2026, 9, 7))
    hall.approved(SEPTEMBER, date(2026, 9, 20))
    sound()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE subsidies_publicityentry SET is_live = false")
    faults = ledger_audit.audit_ledger(at=noon(date(2026, 12, 31)), snapshot=False)
    assert [(one.check, one.subject) for one in faults] == [("published_first", str(new.pk))]


def test_a_year_without_its_calendar_is_said(hall: Hall) -> None:
    hall.granted(date(2026, 12, 3))
    notice = hall.published(date(2026, 12, 30))
    assert notice.calendar_note == "2027年的放假安排还没有录入，只扣除了周六、周日"
    assert notice.last_on == date(2027, 1, 5)


def test_due_takes_as_many_queries_for_many_as_for_one(hall, django_assert_num_queries) -> None:
    hall.granted(date(2026, 9, 3))
    with django_assert_num_queries(3):
        assert len(selectors.due(hall.lab.preparer)) == 1
    for _ in range(5):
        hall.granted(date(2026, 9, 3), owner=person(village(1, 2)))
    with django_assert_num_queries(3):
        assert len(selectors.due(hall.lab.preparer)) == 6
