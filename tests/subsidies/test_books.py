"""账目核对: books that are in order pass; each way of cooking them is found, by its own sentence.

The damage is done past every trigger and constraint, as somebody with the database's password
could do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_services.subsidies import selectors
from support_services.subsidies.models import BankFile, Batch, Entitlement
from support_services.subsidies.services import audits, bank, entitlements
from support_services.subsidies.services.invariants import CHAIN, CHECKS
from support_services.subsidies.services.ledger_audit import LIMIT, Finding, check_books
from tests.subsidies import the_bank
from tests.subsidies.at_the_bureau import enter, told
from tests.subsidies.factories import account, person, user
from tests.subsidies.ledger_lab import AT, Lab
from veterans.accounts.roles import Role
from veterans.foundation import audit

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
PAGE = "/bureau/audit/"


@dataclass
class Books:
    """A month of three people, paid and answered by the bank."""

    lab: Lab
    rights: list[Entitlement]
    batch: Batch
    file: BankFile

    @classmethod
    def of(cls, people: int = 3) -> "Books":
        lab = Lab.of()
        lab.rate("12000", date(2026, 1, 1))
        rights = [lab.entitle(OCTOBER) for _ in range(people)]
        batch = lab.run(OCTOBER)
        made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=lab.preparer, at=AT)
        bank.receive(
            content=the_bank.answers(made, the_bank.PAID), filename="r", by=lab.preparer, at=AT
        )
        return cls(lab, rights, batch, made)


@pytest.fixture
def books() -> Books:
    return Books.of()


def damage(*statements: str, params: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement, params if "%s" in statement else None)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def looked() -> dict[str, Finding]:
    return {finding.check: finding for finding in check_books(at=AT, snapshot=False)}


def found() -> dict[str, str]:
    """What did not pass, and the first case of it."""
    return {name: one.faults[0].what for name, one in looked().items() if one.count}


def test_books_in_order_pass_every_check(books: Books) -> None:
    findings = looked()
    assert set(findings) == set(CHECKS) - {CHAIN}
    assert found() == {}
    assert findings["owed_is_posted"].looked == 3
    assert findings["line_is_payment"].looked == 3
    assert findings["file_is_lines"].looked == findings["four_eyes"].looked == 1


def test_a_month_booked_twice_is_found(books: Books) -> None:
    damage(
        "INSERT INTO subsidies_posting (entitlement_id, month, component, sequence, amount,"
        " batch_id, rate_row_id, reason) SELECT entitlement_id, month, component, 2, amount,"
        " batch_id, rate_row_id, reason FROM subsidies_posting WHERE entitlement_id = %s",
        params=[books.rights[0].pk],
    )
    one = looked()["owed_is_posted"]
    assert (one.count, one.faults[0].subject) == (1, str(books.rights[0].pk))
    assert "应为 1000.00，账上 2000.00" in one.faults[0].what
    # Nobody paid it out and the batch's own figures know nothing of it: these see it too.
    assert {"posted_is_paid", "batch_adds_up", "batch_figures"} <= set(found())


def test_a_payment_that_was_raised_is_found(books: Books) -> None:
    damage(
        "UPDATE subsidies_payment SET amount = amount + 1 WHERE entitlement_id = %s",
        params=[books.rights[0].pk],
    )
    assert found()["posted_is_paid"] == "入账 1000.00，付款 1001.00，退款和核销 0，待追缴 0"
    assert "应付 3000.00，成功 3001.00" in found()["batch_adds_up"]
    assert "line_is_payment" in found()


def test_a_claim_out_of_nowhere_is_found(books: Books) -> None:
    damage(
        "WITH c AS (INSERT INTO subsidies_recoveryclaim"
        " (entitlement_id, state, opened_at, claimed, balance)"
        " SELECT id, 'open', now(), 5, 5 FROM subsidies_entitlement ORDER BY id LIMIT 1"
        " RETURNING id, entitlement_id)"
        " INSERT INTO subsidies_recoveryentry"
        " (entitlement_id, claim_id, kind, batch_id, month, amount, from_tail, at)"
        " SELECT entitlement_id, id, 'claim', %s, '2026-11-01', 5, false, now() FROM c",
        params=[books.batch.pk],
    )
    assert found()["posted_is_paid"] == "入账 1000.00，付款 1000.00，退款和核销 0，待追缴 5.00"


def test_a_payment_to_somebody_without_a_ledger_is_found(books: Books) -> None:
    stranger = books.lab.entitle(date(2027, 1, 1))
    damage(
        "INSERT INTO subsidies_payment (batch_id, entitlement_id, payee_id, region_id, amount,"
        " state) SELECT %s, e.id, p.id, p.region_id, 5, 'outstanding'"
        " FROM subsidies_entitlement e JOIN registry_person p ON p.id = e.person_id"
        f" WHERE e.id = {stranger.pk}",
        params=[books.batch.pk],
    )
    assert found()["payment_has_ledger"] == "付款 5.00"
    # An entitlement that the ledger has never heard of counts as well.
    assert found()["posted_is_paid"] == "入账 0，付款 5.00，退款和核销 0，待追缴 0"


def test_a_payment_that_vanished_from_its_batch_is_found(books: Books) -> None:
    damage(
        "UPDATE subsidies_payment SET state = 'cancelled' WHERE entitlement_id = %s",
        params=[books.rights[0].pk],
    )
    assert found()["batch_adds_up"] == (
        "应付 3000.00，成功 2000.00，失败 0，退汇 0，未回 0，挂账 0，上缴 0"
    )


def test_a_batch_whose_stated_total_is_wrong_is_found(books: Books) -> None:
    damage("UPDATE subsidies_batch SET posted_total = posted_total + 1")
    assert found() == {"batch_figures": "批次 3001.00，明细 3000.00"}


def test_a_voided_batch_with_money_left_in_it_is_found(books: Books) -> None:
    damage(
        "UPDATE subsidies_batch SET state = 'voided', voided_at = now(),"
        " voided_by_id = prepared_by_id"
    )
    assert looked()["voided_is_nothing"].count == 3


def test_two_live_attempts_of_one_payment_are_found(books: Books) -> None:
    damage(
        "DROP INDEX payment_one_live_attempt",
        "INSERT INTO subsidies_fileline (bank_file_id, line_no, payment_id, account_id, bank_name,"
        " account_name, account_number, amount, state, result_code, result_text)"
        " SELECT bank_file_id, 99, payment_id, account_id, bank_name, account_name,"
        " account_number, amount, 'paid', '', '' FROM subsidies_fileline WHERE line_no = 1",
    )
    assert found()["one_live_line"] == "付款 1000.00 有 2 次在途或成功"
    assert "file_is_lines" in found()


def test_a_file_that_does_not_add_up_is_found(books: Books) -> None:
    damage("UPDATE subsidies_bankfile SET total = total + 0.01")
    assert found() == {"file_is_lines": "文件 3 笔 3000.01，行 3 笔 3000.00"}


def test_a_line_that_says_other_than_its_payment_is_found(books: Books) -> None:
    damage("UPDATE subsidies_fileline SET amount = amount + 1 WHERE line_no = 2")
    assert found()["line_is_payment"] == "第 2 行 1001.00 paid，付款 1000.00 paid"


def test_a_success_that_the_bank_never_reported_is_found(books: Books) -> None:
    damage("UPDATE subsidies_fileline SET state = 'failed' WHERE line_no = 1")
    assert found() == {"paid_has_answer": "付款 1000.00"}


def test_money_for_months_after_a_death_is_found(books: Books) -> None:
    damage(
        "UPDATE registry_person SET died_on = '2026-09-30' WHERE id = %s",
        params=[books.rights[0].person_id],
    )
    assert found() == {"dead_not_paid": "去世 2026-09-30，2026-10 入账 1000.00"}
    # The month of the death itself is due.
    damage(
        "UPDATE registry_person SET died_on = '2026-10-01' WHERE id = %s",
        params=[books.rights[0].person_id],
    )
    assert found() == {}


def test_a_death_that_has_only_just_come_in_is_no_fault(books: Books) -> None:
    dead = books.rights[0].person
    dead.died_on = date(2026, 9, 3)
    dead.save(update_fields=["died_on"])
    assert found() == {}


def test_money_sent_to_another_persons_account_is_found(books: Books) -> None:
    damage(
        "UPDATE subsidies_fileline SET account_id = %s WHERE line_no = 1",
        params=[account(person()).pk],
    )
    assert found() == {"right_account": "第 1 行：账户不是领取人的"}


def test_money_sent_to_an_account_that_nobody_verified_is_found(books: Books) -> None:
    damage("UPDATE registry_bankaccount SET state = 'unverified'")
    one = looked()["right_account"]
    assert (one.count, one.faults[0].what) == (3, "第 1 行：账户未核验")


def test_the_account_of_a_registered_survivor_is_right_and_stays_right(books: Books) -> None:
    right, heir = books.rights[0], person()
    books.lab.preparer.refresh_from_db()
    right.person.died_on = date(2026, 10, 3)
    right.person.save(update_fields=["died_on"])
    damage(
        "UPDATE subsidies_fileline l SET account_id = %s FROM subsidies_payment p"
        f" WHERE p.id = l.payment_id AND p.entitlement_id = {right.pk}",
        params=[account(heir).pk],
    )
    assert "right_account" in found()
    entitlements.set_payee(entitlement_id=right.pk, payee=heir, by=books.lab.preparer, at=AT)
    assert found() == {}
    # Another survivor later: what went to the first one went to whom it should.
    entitlements.set_payee(entitlement_id=right.pk, payee=person(), by=books.lab.preparer, at=AT)
    assert found() == {}


@pytest.mark.parametrize(
    "hand", ["reviewed_by_id = prepared_by_id", "approved_by_id = reviewed_by_id"]
)
def test_one_person_with_two_hands_in_a_batch_is_found(books: Books, hand: str) -> None:
    damage(
        "ALTER TABLE subsidies_batch DROP CONSTRAINT batch_reviewer_is_another",
        "ALTER TABLE subsidies_batch DROP CONSTRAINT batch_approver_is_a_third",
        f"UPDATE subsidies_batch SET {hand}",
    )
    assert found() == {"four_eyes": "同一人办了两步"}


def test_a_calculation_that_stands_still_is_found_after_half_an_hour(books: Books) -> None:
    waiting = books.lab.run(date(2026, 11, 1), approve=False)
    Batch.objects.filter(pk=waiting.pk).update(state="calculating")

    def stuck(minutes: int) -> list[str]:
        checked = check_books(at=AT + timedelta(minutes=minutes), snapshot=False)
        return [fault.subject for one in checked for fault in one.faults]

    assert stuck(29) == []
    assert stuck(31) == [str(waiting.pk)]


def test_every_fault_is_counted_and_only_the_first_are_kept(books: Books) -> None:
    damage(
        "INSERT INTO subsidies_posting (entitlement_id, month, component, sequence, amount,"
        " batch_id, reason) SELECT %s, '2000-01-01'::date + (n || ' month')::interval,"
        f" 'standard', 1, 1, {books.batch.pk}, 'ordinary' FROM generate_series(1, 70) n",
        params=[books.rights[0].pk],
    )
    one = looked()["owed_is_posted"]
    assert (one.count, len(one.faults)) == (70, LIMIT)
    damage(
        "UPDATE subsidies_posting SET entitlement_id = 900000 + sequence * 1000"
        " + extract(year FROM month)::int * 12 + extract(month FROM month)::int"
        " WHERE month < '2020-01-01'"
    )
    one = looked()["posted_is_paid"]
    assert (one.count, len(one.faults)) == (70, LIMIT)


def test_ten_times_the_people_take_no_more_questions(books: Books) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        looked()
    for _ in range(30):
        books.lab.entitle(date(2026, 11, 1))
    books.lab.run(date(2026, 11, 1))
    with CaptureQueriesContext(connection) as many:
        assert found() == {}
    assert len(many) == len(few)


class TestPage:
    def run(self, **more: Any) -> None:
        ticks = iter([10.0, 85.4])
        audits.run_audit(by=None, at=AT, snapshot=False, stopwatch=lambda: next(ticks), **more)

    def test_the_chief_reads_each_sentence_with_its_result(self, books: Books) -> None:
        self.run()
        said = told(enter(books.lab.approver), PAGE)
        for check in CHECKS.values():
            assert check.sentence in said
        assert f"{len(CHECKS)} 项全部通过" in said
        assert said.count("通过 ") >= len(CHECKS)
        assert "不通过" not in said
        assert "3 项待遇" in said
        assert "系统夜间核对" in said
        assert "1 分 15 秒" in said

    def test_what_failed_comes_first_with_links_to_the_cases(self, books: Books) -> None:
        damage("UPDATE subsidies_fileline SET amount = amount + 1 WHERE line_no = 2")
        self.run()
        response = enter(user(Role.AUDITOR)).get(PAGE)
        said = response.text
        assert said.index("文件行与它的付款") < said.index("没有入账，就没有付款")
        assert "不通过" in said
        assert f'href="/bureau/files/{books.file.pk}/"' in said
        assert "第 2 行 1001.00 paid，付款 1000.00 paid" in said

    def test_a_broken_audit_log_is_a_sentence_that_failed(self, books: Books) -> None:
        damage(
            "UPDATE foundation_auditentry SET action = 'subsidies.close' WHERE serial ="
            " (SELECT max(serial) - 1 FROM foundation_auditentry)"
        )
        self.run()
        said = told(enter(books.lab.approver), PAGE)
        assert "审计记录有 " in said
        assert "不通过" in said

    def test_a_run_of_before_the_checks_were_counted_is_still_shown(self, books: Books) -> None:
        old = {
            "faults": 0,
            "shown": [],
            "entitlements": 3,
            "postings": 3,
            "chain_entries": 9,
            "chain_breaks": 0,
            "chain_shown": [],
        }
        audit.record(actor=None, action=audits.DONE, subject="ledger", detail=old, at=AT)
        said = told(enter(user(Role.AUDITOR)), PAGE)
        assert "没有差异" in said
        assert "没有记录" in said

    def test_the_chief_reads_and_only_the_auditor_orders_a_run(self, books: Books) -> None:
        chief = enter(books.lab.approver)
        assert "data-once>" not in chief.get(PAGE).text
        assert chief.post(PAGE).status_code == 403
        assert "data-once>" in enter(user(Role.AUDITOR)).get(PAGE).text
        assert enter(books.lab.preparer).get(PAGE).status_code == 403
        assert selectors.audit_runs(books.lab.reviewer, at=AT).runs == []
