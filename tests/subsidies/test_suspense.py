"""Money that cannot be delivered: on the list by decision, to the treasury and back, never lost."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.models import (
    Batch,
    Hold,
    Payment,
    SuspenseEntry,
    SuspenseRequest,
)
from support_services.subsidies.selectors import suspense as selectors
from support_services.subsidies.selectors.reconciliation import reconciliation_of
from support_services.subsidies.services import bank, batches, suspense
from support_services.subsidies.services.invariants import CHECKS
from support_services.subsidies.services.suspense_papers import export_suspense
from support_services.subsidies.suspense_states import (
    CAUSE_OF_OBSTACLE,
    SoughtResult,
    SuspenseCause,
)
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT, MONTH
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)


def failed_batch(codes: dict[int, str] | None = None) -> Batch:
    """Three payments: the first two came back, the third arrived."""
    batch = make.approved_batch()
    made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    codes = codes or {1: the_bank.BAD_ACCOUNT, 2: the_bank.OTHER_FAILURE, 3: the_bank.PAID}
    bank.receive(content=the_bank.answers(made, codes), filename="r", by=batch.prepared_by, at=AT)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def batch() -> Batch:
    return failed_batch()


def payments(batch: Batch) -> list[Payment]:
    return list(batch.payments.order_by("pk"))


def put(batch: Batch, *which: int, by: User | None = None) -> list[SuspenseRequest]:
    ids = [payments(batch)[at].pk for at in which]
    return suspense.propose(
        payment_ids=ids,
        cause=SuspenseCause.UNREACHABLE,
        reason="三次上门未见",
        by=by or batch.prepared_by,
        at=AT,
    )


def agree(requests: list[SuspenseRequest], by: User) -> None:
    suspense.confirm(request_ids=[one.pk for one in requests], by=by, at=AT)


def treasury(batch: Batch, *which: int) -> list[SuspenseRequest]:
    return suspense.ask_treasury(
        payment_ids=[payments(batch)[at].pk for at in which],
        document_no="缴款书1号",
        returned_on=TODAY,
        reason="满两年",
        by=batch.prepared_by,
        at=AT,
        today=TODAY,
    )


def reopen(batch: Batch, *which: int) -> list[SuspenseRequest]:
    return suspense.ask_reopen(
        payment_ids=[payments(batch)[at].pk for at in which],
        document_no="拨款1号",
        claimed_on=TODAY,
        reason="本人返乡",
        by=batch.prepared_by,
        at=AT,
        today=TODAY,
    )


def states(batch: Batch) -> list[str]:
    return [one.state for one in payments(batch)]


def balanced(batch: Batch) -> bank.Conservation:
    batch.refresh_from_db()
    found = bank.reconcile(batch)
    assert found.holds, found.problems
    assert found.approved == (
        found.paid
        + found.failed
        + found.returned
        + found.outstanding
        + found.suspense
        + found.treasury
    )
    return found


def faults() -> list[tuple[str, Any]]:
    """What the nightly audit would find in the books of payments."""
    found = []
    for name in ("posted_is_paid", "batch_adds_up", "suspense_is_entries", "line_is_payment"):
        with connection.cursor() as cursor:
            cursor.execute(CHECKS[name].faults)
            found += [(name, row) for row in cursor.fetchall()]
    return found


def test_the_whole_way_there_and_back(batch: Batch) -> None:
    asked = put(batch, 0, 1)
    assert states(batch) == ["failed", "failed", "paid"]
    agree(asked, batch.reviewed_by)
    assert states(batch) == ["suspense", "suspense", "paid"]
    assert balanced(batch).suspense == Decimal("300.50")
    agree(treasury(batch, 0), batch.approved_by)
    assert states(batch) == ["treasury", "suspense", "paid"]
    assert (balanced(batch).treasury, balanced(batch).suspense) == (100, Decimal("200.50"))
    agree(reopen(batch, 0), batch.reviewed_by)
    assert states(batch) == ["suspense", "suspense", "paid"]
    # Good accounts are there: the ordinary reissue sends both.
    for one in payments(batch)[:2]:
        make.account(one.payee)
    sent = bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    assert (sent.line_count, sent.total) == (2, Decimal("300.50"))
    assert states(batch) == ["outstanding", "outstanding", "paid"]
    bank.receive(
        content=the_bank.answers(sent, the_bank.PAID), filename="s", by=batch.prepared_by, at=AT
    )
    assert states(batch) == ["paid", "paid", "paid"]
    assert balanced(batch).paid == Decimal("600.75")
    kinds = SuspenseEntry.objects.filter(payment=payments(batch)[0]).order_by("pk")
    assert list(kinds.values_list("kind", "amount")) == [
        ("put", 100),
        ("treasury", -100),
        ("reopen", 100),
        ("reissue", -100),
    ]
    assert faults() == []


def test_one_without_an_account_stays_when_the_rest_goes_out(batch: Batch) -> None:
    agree(put(batch, 0, 1), batch.reviewed_by)
    first = payments(batch)[0]
    assert bank.obstacles_of([one.pk for one in payments(batch)]) == {
        first.pk: "account_rejected",
        payments(batch)[1].pk: None,
    }
    bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    assert states(batch) == ["suspense", "outstanding", "paid"]
    balanced(batch)


def test_money_with_the_treasury_is_never_sent(batch: Batch) -> None:
    agree(put(batch, 0, 1), batch.reviewed_by)
    agree(treasury(batch, 0, 1), batch.approved_by)
    for one in payments(batch)[:2]:
        make.account(one.payee)
    with pytest.raises(Refused, match="没有可以送银行的付款"):
        bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)


def test_two_people_and_the_right_ones(batch: Batch) -> None:
    asked = put(batch, 0)
    with pytest.raises(PermissionRefused):
        agree(asked, batch.prepared_by)
    with pytest.raises(PermissionRefused):
        put(batch, 1, by=batch.reviewed_by)
    agree(asked, batch.approved_by)
    back = treasury(batch, 0)
    with pytest.raises(PermissionRefused):
        agree(back, batch.reviewed_by)
    agree(back, batch.approved_by)
    # Who prepared yesterday and reviews today does not decide on his own.
    again = reopen(batch, 0)
    User.objects.filter(pk=batch.prepared_by_id).update(role=Role.REVIEWER)
    with pytest.raises(Refused, match="须由另一人决定"):
        agree(again, User.objects.get(pk=batch.prepared_by_id))


def test_turned_down_and_taken_back(batch: Batch) -> None:
    first, second = put(batch, 0), put(batch, 1)
    with pytest.raises(Refused, match="不同意的原因"):
        suspense.reject(request_ids=[first[0].pk], reason=" ", by=batch.reviewed_by, at=AT)
    suspense.reject(request_ids=[first[0].pk], reason="再找一次", by=batch.reviewed_by, at=AT)
    with pytest.raises(Refused, match="只能撤回自己"):
        suspense.withdraw(request_ids=[second[0].pk], by=make.user(Role.PREPARER), at=AT)
    suspense.withdraw(request_ids=[second[0].pk], by=batch.prepared_by, at=AT)
    with pytest.raises(Refused, match="已经办过：已撤回"):
        agree(second, batch.reviewed_by)
    assert states(batch) == ["failed", "failed", "paid"]
    assert put(batch, 0, 1)


def test_all_or_nothing(batch: Batch) -> None:
    with pytest.raises(Refused, match="现在是“成功”"):
        put(batch, 0, 2)
    assert not SuspenseRequest.objects.exists()
    put(batch, 1)
    with pytest.raises(Refused, match="已经提请过"):
        put(batch, 0, 1)
    assert SuspenseRequest.objects.count() == 1


def test_what_cannot_be_put_there() -> None:
    approved = make.approved_batch()
    with pytest.raises(Refused, match="还没有导出"):
        put(approved, 0)
    sent = make.approved_batch(scheme="bereaved_pension")
    bank.export(batch_id=sent.pk, layout=the_bank.TEXT, by=sent.prepared_by, at=AT)
    with pytest.raises(Refused, match="已送银行，还没有结果"):
        put(sent, 0)
    with pytest.raises(Refused, match="现在是“在途”，不能办理上缴"):
        treasury(sent, 0)
    with pytest.raises(Refused, match="不能办理恢复"):
        reopen(sent, 0)
    with pytest.raises(Refused, match="至少选择"):
        suspense.propose(
            payment_ids=[],
            cause=SuspenseCause.OTHER,
            reason="x",
            by=sent.prepared_by,
            at=AT,
        )
    with pytest.raises(Refused, match="不能晚于今天"):
        suspense.ask_treasury(
            payment_ids=[payments(sent)[0].pk],
            document_no="1",
            returned_on=TODAY + timedelta(days=1),
            reason="x",
            by=sent.prepared_by,
            at=AT,
            today=TODAY,
        )
    with pytest.raises(NotFound):
        suspense.propose(
            payment_ids=[999_999],
            cause=SuspenseCause.OTHER,
            reason="x",
            by=sent.prepared_by,
            at=AT,
        )


def test_one_that_never_had_an_account_can_be_put_there() -> None:
    batch = make.approved_batch()
    payments(batch)[1].payee.accounts.update(is_current=False)
    bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    agree(put(batch, 1), batch.reviewed_by)
    assert states(batch) == ["outstanding", "suspense", "outstanding"]
    balanced(batch)


def test_a_request_is_moot_once_the_money_is_under_way(batch: Batch) -> None:
    asked = put(batch, 1)
    bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    asked[0].refresh_from_db()
    assert (asked[0].state, asked[0].decided_at) == ("lapsed", AT)
    with pytest.raises(Refused, match="已失效"):
        agree(asked, batch.reviewed_by)


def test_closing_where_the_bureau_has_settled_so(batch: Batch, settings: Any) -> None:
    settings.PORTAL_CLOSE_NEEDS_SUSPENSE = True
    with pytest.raises(Refused, match="还有 2 笔没有付成，也没有挂账"):
        batches.close(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    agree(put(batch, 0, 1), batch.reviewed_by)
    assert batches.close(batch_id=batch.pk, by=batch.prepared_by, at=AT).state == "closed"
    # From there it still goes out; the batch is open again.
    make.account(payments(batch)[0].payee)
    bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.closed_at) == ("exported", None)


# --- by itself -------------------------------------------------------------------------------


def test_proposed_by_itself_after_so_many_days(batch: Batch, settings: Any) -> None:
    settings.PORTAL_SUSPENSE_AFTER_DAYS = 30
    assert suspense.propose_overdue(at=AT + timedelta(days=29)) == 0
    later = AT + timedelta(days=31)
    assert suspense.propose_overdue(at=later) == 2
    assert suspense.propose_overdue(at=later) == 0
    asked = list(SuspenseRequest.objects.order_by("payment_id"))
    assert [(one.cause, one.entered_by) for one in asked] == [
        ("bad_account", None),
        ("other", None),
    ]
    assert "超过 30 天" in asked[0].reason
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.actor_id) == ("suspense.proposed", None)
    suspense.confirm(request_ids=[asked[0].pk], by=batch.reviewed_by, at=later)
    suspense.reject(request_ids=[asked[1].pk], reason="下月到站办", by=batch.reviewed_by, at=later)
    # Not again at once, but after as many days.
    assert suspense.propose_overdue(at=later + timedelta(days=1)) == 0
    assert suspense.propose_overdue(at=later + timedelta(days=31)) == 1
    settings.PORTAL_SUSPENSE_AFTER_DAYS = 0
    assert suspense.propose_overdue(at=later + timedelta(days=300)) == 0


def test_what_is_held_back_on_purpose_is_not_proposed(batch: Batch) -> None:
    for one in payments(batch)[:2]:
        Hold.objects.create(
            entitlement=one.entitlement, reason="x", placed_by=batch.prepared_by, placed_at=AT
        )
    assert suspense.propose_overdue(at=AT + timedelta(days=400)) == 0
    assert CAUSE_OF_OBSTACLE[None] == SuspenseCause.OTHER


# --- the database ----------------------------------------------------------------------------


def test_the_database_moves_money_by_the_book_only(batch: Batch) -> None:
    first, second, third = payments(batch)
    asked = put(batch, 0)[0]

    def entry(payment: Payment, kind: str, amount: str, **more: Any) -> None:
        SuspenseEntry.objects.create(
            payment=payment, kind=kind, amount=amount, month=MONTH, at=AT, **more
        )

    rows = Payment.objects.filter(pk=first.pk)
    wrong = [
        lambda: rows.update(state="suspense"),
        lambda: rows.update(state="treasury"),
        # Not its amount, not from where it stands, without an origin, with the wrong sign.
        lambda: entry(first, "put", "99.99", request=asked),
        lambda: entry(first, "treasury", "-100.00", request=asked),
        lambda: entry(first, "reopen", "100.00", request=asked),
        lambda: entry(first, "put", "100.00"),
        lambda: entry(first, "put", "-100.00", request=asked),
        lambda: entry(third, "put", "300.25", request=asked),
        lambda: SuspenseRequest.objects.filter(pk=asked.pk).update(reason="别的"),
        lambda: SuspenseRequest.objects.filter(pk=asked.pk).delete(),
        lambda: SuspenseRequest.objects.filter(pk=asked.pk).update(
            state="confirmed", decided_by=asked.entered_by, decided_at=AT
        ),
        lambda: SuspenseRequest.objects.create(
            payment=first, kind="put", cause="other", reason="x", entered_at=AT
        ),
        lambda: SuspenseRequest.objects.create(
            payment=second, kind="treasury", reason="x", entered_at=AT
        ),
    ]
    for deed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    agree([asked], batch.reviewed_by)
    for late in (
        lambda: rows.update(state="outstanding"),
        lambda: SuspenseEntry.objects.all().delete(),
        lambda: SuspenseEntry.objects.update(amount="1.00"),
        lambda: SuspenseRequest.objects.filter(pk=asked.pk).update(decision_note="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            late()
    balanced(batch)


def test_a_book_that_disagrees_is_found(batch: Batch) -> None:
    agree(put(batch, 0), batch.reviewed_by)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_payment SET state = 'treasury' WHERE id = %s",
            [payments(batch)[0].pk],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert "1 笔付款的挂账明细与状态“treasury”不符" in bank.reconcile(batch).problems
    assert [name for name, _ in faults()] == ["suspense_is_entries"]


# --- reading ---------------------------------------------------------------------------------


def test_the_list_with_its_sums(batch: Batch) -> None:
    agree(put(batch, 0), batch.reviewed_by)
    put(batch, 1)
    reader = batch.reviewed_by
    found = list(selectors.suspense_matching(reader))
    assert [one.pk for one in found] == [payments(batch)[0].pk]
    one = found[0]
    assert (one.tries, one.cause, one.why, one.since) == (1, "unreachable", "三次上门未见", AT)
    assert one.said
    assert [
        len(list(selectors.suspense_matching(reader, stand=s))) for s in ("pending", "all")
    ] == [
        1,
        2,
    ]
    everything = selectors.suspense_matching(reader, stand="all")
    assert [(s.label, s.count, s.amount) for s in selectors.suspense_by_month(everything)] == [
        ("2026-11", 2, Decimal("300.50"))
    ]
    assert [s.label for s in selectors.suspense_by_batch(everything)] == [batch.number]
    assert list(selectors.suspense_matching(reader, q="不在")) == []
    assert not selectors.suspense_matching(make.user(Role.SYSADMIN), stand="all").exists()
    waiting = selectors.suspense_waiting(reader)
    assert [(w.kind, w.count) for w in waiting] == [("put", 1)]
    assert selectors.suspense_waiting(batch.prepared_by) == []
    made = export_suspense(by=reader, at=AT)
    assert made.name.endswith("挂账台账.xlsx")
    assert AuditEntry.objects.latest("serial").action == "suspense.exported"


def test_a_station_looks_for_its_own(batch: Batch) -> None:
    agree(put(batch, 0), batch.reviewed_by)
    payment = payments(batch)[0]
    own = make.user(Role.VILLAGE_WORKER, region=payment.region)
    stranger = make.user(Role.VILLAGE_WORKER, region=payments(batch)[1].region)
    asked: dict[str, Any] = {
        "payment_id": payment.pk,
        "result": SoughtResult.AWAY,
        "visited_on": TODAY,
        "note": "儿子说年底回来",
        "at": AT,
        "today": TODAY,
    }
    with pytest.raises(NotFound):
        suspense.note_sought(by=stranger, **asked)
    with pytest.raises(Refused, match="不能晚于今天"):
        suspense.note_sought(by=own, **{**asked, "visited_on": TODAY + timedelta(days=1)})
    suspense.note_sought(by=own, **asked)
    found = selectors.suspense_matching(batch.reviewed_by).get()
    assert (found.last_found, found.last_sought) == ("away", TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.suspense_visits.update(note="")


def test_the_month_says_what_is_on_suspense_and_with_the_treasury(batch: Batch) -> None:
    agree(put(batch, 0, 1), batch.reviewed_by)
    agree(treasury(batch, 0), batch.approved_by)
    found = reconciliation_of(batch.reviewed_by, MONTH)
    assert (found.total.suspense, found.total.treasury) == (Decimal("200.50"), 100)
    assert found.total.answered == Decimal("600.75")


def test_from_the_command_line(batch: Batch, capsys: Any) -> None:
    def run(*words: str, by: User) -> dict[str, Any]:
        call_command("subsidies", "suspense", *words, "--by", by.username)
        return json.loads(capsys.readouterr().out)

    first = str(payments(batch)[0].pk)
    asked = run("put", first, "--cause", "unreachable", "--reason", "x", by=batch.prepared_by)
    number = str(asked["requests"][0]["number"])
    assert run("confirm", number, by=batch.reviewed_by)["requests"][0]["state"] == "confirmed"
    listed = run("list", by=batch.reviewed_by)
    assert (listed["count"], listed["amount"]) == (1, "100.00")
    assert listed["payments"][0]["attempts"] == 1
    back = run(
        "return",
        first,
        "--document-no",
        "缴1",
        "--date",
        "2026-11-05",
        "--reason",
        "x",
        by=batch.prepared_by,
    )
    run("confirm", str(back["requests"][0]["number"]), by=batch.approved_by)
    again = run(
        "reopen",
        first,
        "--document-no",
        "拨1",
        "--date",
        "2026-11-05",
        "--reason",
        "x",
        by=batch.prepared_by,
    )
    number = str(again["requests"][0]["number"])
    run("reject", number, "--reason", "材料不全", by=batch.reviewed_by)
    assert run("list", "--stand", "treasury", by=batch.reviewed_by)["count"] == 1
