"""Worked examples 11 and 12 of the domain's handbook, and their like, to the fen.

Through the services, and through the command line as the bureau's IT types it.
"""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from support_services.subsidies.models import Batch, Entitlement, RecoveryEntry
from support_services.subsidies.services import batches
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.recoveries import (
    books_agree,
    claim_of,
    died,
    entries_of,
    plan,
    repay,
    write_off,
)

pytestmark = pytest.mark.django_db

D = Decimal


def paid_too_long(lab: Lab) -> Entitlement:
    """七级因战 (34780 a year), paid through May 2023."""
    lab.rate("34780", date(2022, 8, 1), grade=7)
    veteran = lab.entitle(date(2023, 1, 1), grade=7)
    lab.run(date(2023, 5, 1))
    return veteran


def a_tail_of(amount: str) -> None:
    """Of what follows the death so much has not been paid yet: the rest went out before."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_posting SET amount = %s WHERE component = 'tail'", [amount]
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_11_the_tail_pays_what_was_drawn_after_the_death() -> None:
    lab = Lab.of()
    veteran = died(lab, paid_too_long(lab), date(2023, 2, 10))
    june = lab.run(date(2023, 6, 1))
    assert june.payments.get(entitlement=veteran).amount == D("26085.00")
    claim = claim_of(veteran)
    assert (claim.state, claim.claimed, claim.balance) == ("settled", D("8695.00"), 0)
    assert claim.closed_at == AT
    assert entries_of(veteran) == [("claim", D("8695.00")), ("offset", D("-8695.00"))]
    assert RecoveryEntry.objects.get(kind="offset").from_tail
    books_agree(veteran)
    assert audit_ledger(snapshot=False) == []


def test_12_a_tail_that_is_too_small_leaves_a_claim() -> None:
    lab = Lab.of()
    veteran = died(lab, paid_too_long(lab), date(2023, 2, 10))
    june = lab.run(date(2023, 6, 1), approve=False)
    a_tail_of("8000.00")
    batches.review(batch_id=june.pk, by=lab.reviewer, at=AT)
    batches.approve(batch_id=june.pk, by=lab.approver, at=AT)
    assert not june.payments.filter(entitlement=veteran).exists()
    claim = claim_of(veteran)
    assert (claim.state, claim.balance) == ("open", D("695.00"))
    assert entries_of(veteran) == [("claim", D("8695.00")), ("offset", D("-8000.00"))]
    books_agree(veteran)
    # The family brings the rest.
    repay(lab, claim, "695.00")
    claim.refresh_from_db()
    assert (claim.state, claim.balance) == ("settled", 0)
    books_agree(veteran)


class TestAgreed:
    """Somebody drew 1,000 a month too much for three months and goes on drawing 1,000."""

    @pytest.fixture
    def lab(self) -> Lab:
        lab = Lab.of()
        lab.rate("24000", date(2026, 1, 1), grade=1)
        lab.rate("12000", date(2026, 1, 1), grade=2)
        return lab

    @pytest.fixture
    def veteran(self, lab: Lab) -> Entitlement:
        veteran = lab.entitle(date(2026, 1, 1), grade=1)
        lab.run(date(2026, 9, 1))
        lab.determine(veteran, date(2026, 7, 1), grade=2)
        return veteran

    def offsets(self, batch: Batch) -> Decimal:
        rows = RecoveryEntry.objects.filter(batch=batch, kind="offset")
        return -sum(row.amount for row in rows)

    def test_nothing_agreed_takes_all_of_the_month(self, lab: Lab, veteran: Entitlement) -> None:
        october = lab.run(date(2026, 10, 1))
        assert not october.payments.filter(entitlement=veteran).exists()
        assert claim_of(veteran).balance == D("2000.00")
        november = lab.run(date(2026, 11, 1))
        assert self.offsets(november) == D("1000.00")

    def test_a_cap_leaves_the_rest_of_the_month(self, lab: Lab, veteran: Entitlement) -> None:
        lab.run(date(2026, 10, 1))
        plan(lab, claim_of(veteran), "333.33")
        for month, left in ((11, "1666.67"), (12, "1333.34")):
            batch = lab.run(date(2026, month, 1))
            assert self.offsets(batch) == D("333.33")
            assert batch.payments.get(entitlement=veteran).amount == D("666.67")
            assert claim_of(veteran).balance == D(left)
        books_agree(veteran)

    def test_the_cap_is_of_a_batch_and_not_of_a_month(self, lab: Lab, veteran: Entitlement) -> None:
        lab.run(date(2026, 10, 1))
        plan(lab, claim_of(veteran), "300.00")
        assert self.offsets(lab.run(date(2026, 12, 1))) == D("300.00")

    def test_what_is_found_later_is_under_the_cap_at_once(
        self, lab: Lab, veteran: Entitlement
    ) -> None:
        lab.run(date(2026, 10, 1))
        plan(lab, claim_of(veteran), "200.00")
        # June too was paid at the better grade: 1,000 more to give back, not out of November.
        lab.determine(veteran, date(2026, 6, 1), grade=2)
        november = lab.run(date(2026, 11, 1))
        assert november.payments.get(entitlement=veteran).amount == D("800.00")
        assert claim_of(veteran).balance == D("2800.00")
        assert claim_of(veteran).claimed == D("4000.00")
        books_agree(veteran)

    def test_a_plan_counts_from_its_month_and_not_before_it_is_confirmed(
        self, lab: Lab, veteran: Entitlement
    ) -> None:
        lab.run(date(2026, 10, 1))
        plan(lab, claim_of(veteran), "10.00", from_month=date(2026, 12, 1))
        plan(lab, claim_of(veteran), "20.00", confirm=False)
        assert self.offsets(lab.run(date(2026, 11, 1))) == D("1000.00")
        assert self.offsets(lab.run(date(2026, 12, 1))) == D("10.00")

    @pytest.mark.parametrize(("tail_in_full", "taken"), [(True, "2000.00"), (False, "100.00")])
    def test_a_death_takes_the_tail_in_full_unless_the_plan_says_otherwise(
        self, lab: Lab, veteran: Entitlement, tail_in_full: bool, taken: str
    ) -> None:
        lab.run(date(2026, 10, 1))
        plan(lab, claim_of(veteran), "100.00", tail_in_full=tail_in_full)
        died(lab, veteran, date(2026, 10, 20))
        november = lab.run(date(2026, 11, 1))
        assert self.offsets(november) == D(taken)
        assert november.payments.get(entitlement=veteran).amount == D("12000") - D(taken)

    def test_the_last_fen_closes_it_and_a_void_opens_it_again(
        self, lab: Lab, veteran: Entitlement
    ) -> None:
        lab.run(date(2026, 10, 1))
        repay(lab, claim_of(veteran), "1999.99")
        november = lab.run(date(2026, 11, 1))
        assert november.payments.get(entitlement=veteran).amount == D("999.99")
        assert claim_of(veteran).state == "settled"
        batches.void(batch_id=november.pk, reason="误建", by=lab.approver, at=AT)
        claim = claim_of(veteran)
        assert (claim.state, claim.balance, claim.closed_at) == ("open", D("0.01"), None)
        lab.run(date(2026, 11, 1))
        assert claim_of(veteran).state == "settled"
        books_agree(veteran)

    def test_a_void_cancels_what_it_claimed(self, lab: Lab, veteran: Entitlement) -> None:
        other = lab.entitle(date(2026, 1, 1), grade=2)
        october = lab.run(date(2026, 10, 1))
        assert october.payments.filter(entitlement=other).exists()
        batches.void(batch_id=october.pk, reason="误建", by=lab.approver, at=AT)
        claim = claim_of(veteran)
        assert (claim.state, claim.claimed, claim.balance) == ("cancelled", 0, 0)
        lab.run(date(2026, 10, 1))
        assert claim_of(veteran).pk != claim.pk
        assert claim_of(veteran).balance == D("2000.00")
        books_agree(veteran)
        assert audit_ledger(snapshot=False) == []

    def test_what_is_written_off_is_not_taken_from_the_month(
        self, lab: Lab, veteran: Entitlement
    ) -> None:
        lab.run(date(2026, 10, 1))
        write_off(lab, claim_of(veteran), "500.00")
        assert claim_of(veteran).balance == D("1500.00")
        write_off(lab, claim_of(veteran))
        assert claim_of(veteran).state == "written_off"
        november = lab.run(date(2026, 11, 1))
        assert november.payments.get(entitlement=veteran).amount == D("1000.00")
        books_agree(veteran)


def typed(*words: str) -> tuple[int, dict[str, Any]]:
    """Exit status, and what was printed or why it was refused."""
    out = io.StringIO()
    try:
        call_command("subsidies", *words, stdout=out, stderr=io.StringIO())
    except CommandError as refusal:
        return refusal.returncode, {"error": str(refusal)}
    return 0, json.loads(out.getvalue())


def month_typed(lab: Lab, through: str, *, tail: str = "") -> dict[str, Any]:
    """A month from opening to approval on the command line."""
    preparer = lab.preparer.username
    _, opened = typed("open", "--scheme", lab.scheme.code, "--through", through, "--by", preparer)
    number = str(opened["batch"])
    typed("calculate", number, "--by", preparer)
    if tail:
        a_tail_of(tail)
    typed("review", number, "--by", lab.reviewer.username)
    return typed("approve", number, "--by", lab.approver.username)[1]


def test_11_on_the_command_line() -> None:
    lab = Lab.of()
    died(lab, paid_too_long(lab), date(2023, 2, 10))
    done = month_typed(lab, "2023-06")
    assert done["payments"]["outstanding"] == {"count": 1, "amount": "26085.00"}
    status, listed = typed("recovery", "list", "--by", lab.preparer.username)
    assert (status, listed["count"], listed["balance"]) == (0, 1, "0.00")
    only = listed["claims"][0]
    assert (only["state"], only["claimed"], only["offset"]) == ("settled", "8695.00", "8695.00")
    _, none = typed("recovery", "list", "--state", "open", "--by", lab.preparer.username)
    assert none["claims"] == []


def test_12_on_the_command_line_down_to_the_last_fen() -> None:
    lab = Lab.of()
    died(lab, paid_too_long(lab), date(2023, 2, 10))
    month_typed(lab, "2023-06", tail="8000.00")
    preparer, reviewer = lab.preparer.username, lab.reviewer.username
    _, listed = typed("recovery", "list", "--by", preparer)
    claim = str(listed["claims"][0]["claim"])
    assert (listed["claims"][0]["offset"], listed["balance"]) == ("8000.00", "695.00")

    today = f"{timezone.localdate()}"
    given = ["repay", claim, "--paid-on", today, "--by", preparer]
    status, told = typed("recovery", *given, "--amount", "695.01", "--receipt", "票1")
    assert (status, told["error"][:8]) == (1, "还欠 695.0")
    status, told = typed("recovery", *given, "--amount", "300", "--receipt", "票1")
    assert (status, told["entered"], told["balance"]) == (0, "pending", "695.00")
    number = str(told["number"])
    status, told = typed("recovery", "confirm", "repayment", number, "--by", preparer)
    assert status == 1
    assert "岗位办理" in told["error"]
    status, told = typed("recovery", "confirm", "repayment", number, "--by", reviewer)
    assert (status, told["decided"], told["balance"]) == (0, "confirmed", "395.00")
    status, told = typed("recovery", "confirm", "repayment", number, "--by", reviewer)
    assert (status, "已经办过" in told["error"]) == (1, True)

    asked = ["write_off", claim, "--document-no", "局决1号", "--reason", "无力退还"]
    _, told = typed("recovery", *asked, "--by", preparer)
    number = str(told["number"])
    status, told = typed("recovery", "confirm", "write_off", number, "--by", reviewer)
    assert status == 1
    _, told = typed(
        "recovery", "reject", "write_off", number, "--reason", "再催", "--by", lab.approver.username
    )
    assert (told["decided"], told["balance"]) == ("rejected", "395.00")
    _, told = typed("recovery", *asked, "--by", preparer)
    number = str(told["number"])
    _, told = typed("recovery", "confirm", "write_off", number, "--by", lab.approver.username)
    assert (told["state"], told["balance"], told["written_off"]) == (
        "written_off",
        "0.00",
        "395.00",
    )
    assert [(one["kind"], one["balance"]) for one in told["entries"]] == [
        ("claim", "8695.00"),
        ("offset", "695.00"),
        ("repayment", "395.00"),
        ("write_off", "0.00"),
    ]


def test_a_plan_on_the_command_line_and_nonsense_refused() -> None:
    lab = Lab.of()
    died(lab, paid_too_long(lab), date(2023, 2, 10))
    month_typed(lab, "2023-06", tail="8000.00")
    preparer = lab.preparer.username
    claim = str(typed("recovery", "list", "--by", preparer)[1]["claims"][0]["claim"])
    today = timezone.localdate()
    given = ["plan", claim, "--from", f"{today:%Y-%m}", "--agreed-on", f"{today}"]
    given += ["--document-no", "协议1号", "--by", preparer]
    assert typed("recovery", *given, "--cap", "很多")[0] == 1
    assert typed("recovery", *given, "--cap", "NaN")[0] == 1
    status, told = typed("recovery", *given, "--cap", "50")
    assert (status, told["cap"]) == (0, None)
    number = str(told["number"])
    _, told = typed("recovery", "confirm", "plan", number, "--by", lab.reviewer.username)
    assert told["cap"] == "50.00"
    assert typed("recovery", "show", "999999", "--by", preparer)[0] == 1
