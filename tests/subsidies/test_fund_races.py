"""Two at once, on a real database: two approvers, two exports of a part, two on one line."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support_services.subsidies.fund_states import ChangeOf
from support_services.subsidies.models import BankFile, Batch, FileLine, FundPart, Payment
from support_services.subsidies.selectors.budget import line_use
from support_services.subsidies.services import bank, batches, budget, calculation
from support_services.subsidies.states import BatchState
from tests.subsidies import the_bank
from tests.subsidies.at_the_bureau import OCTOBER, Bureau
from tests.subsidies.factories import AT, user
from tests.subsidies.funds import Treasury, books_are_sound, reviewed
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.test_bank_races import at_once, meet_at, sound
from tests.subsidies.test_split_export import TOWNS, three_towns
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def approving(batch: Batch, by: User) -> Callable[[], Batch]:
    return lambda: batches.approve(batch_id=batch.pk, by=by, at=AT)


def exporting(batch: Batch, *codes: str) -> Callable[[], list[BankFile]]:
    return lambda: bank.export_parts(
        batch_id=batch.pk,
        layout=the_bank.TEXT,
        split="town",
        part_codes=codes or None,
        by=batch.prepared_by,
        at=AT,
    )


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def two_signatures() -> tuple[Bureau, Batch]:
    bureau = Bureau.of(2)
    Treasury().rule("1")
    return bureau, reviewed(bureau.batch(), bureau.lab.reviewer)


def test_two_approvers_at_once_are_the_two_signatures() -> None:
    bureau, batch = two_signatures()
    one, two = bureau.lab.approver, user(Role.APPROVER)
    results = meet_at(batch, approving(batch, one), approving(batch, two))
    assert kinds(results) == ["Batch", "Batch"]
    batch.refresh_from_db()
    assert batch.state == BatchState.APPROVED
    assert {batch.first_approved_by, batch.approved_by} == {one, two}
    assert Payment.objects.count() == 2
    sound(batch)


def test_one_approver_twice_at_once_signs_once() -> None:
    bureau, batch = two_signatures()
    deed = approving(batch, bureau.lab.approver)
    assert kinds(meet_at(batch, deed, deed)) == ["Batch", "Refused"]
    batch.refresh_from_db()
    assert (batch.state, batch.signed) == (BatchState.REVIEWED, 1)
    sound(batch)


def test_three_approvers_at_once_leave_two_signatures() -> None:
    bureau, batch = two_signatures()
    signers = [bureau.lab.approver, user(Role.APPROVER), user(Role.APPROVER)]
    results = meet_at(batch, *[approving(batch, one) for one in signers])
    assert kinds(results) == ["Batch", "Batch", "Refused"]
    sound(batch)


def test_the_same_part_twice_at_once_is_one_file() -> None:
    batch = three_towns()
    one, other = meet_at(batch, exporting(batch, TOWNS[0]), exporting(batch, TOWNS[0]))
    assert one == other
    assert (BankFile.objects.count(), FileLine.objects.count()) == (1, 2)
    sound(batch)


def test_a_part_and_all_parts_at_once_send_everything_once() -> None:
    batch = three_towns()
    results = meet_at(batch, exporting(batch, TOWNS[1]), exporting(batch))
    assert sorted(len(result) for result in results) == [1, 3]
    assert (BankFile.objects.count(), FileLine.objects.count()) == (3, 5)
    sound(batch)


def two_batches_on_one_line(amount: str) -> list[Batch]:
    treasury = Treasury()
    labs = [Lab.of(), Lab.of("bereaved_pension")]
    labs[0].rate("12000", date(2022, 8, 1))
    labs[1].rate("12000", date(2022, 8, 1), grade=0, rate_class="martyr")
    labs[0].entitle(OCTOBER)
    labs[1].entitle(OCTOBER, grade=0, rate_class="martyr")
    for lab in labs:
        treasury.share(scheme=lab.scheme.code, central="100")
    treasury.line(amount, schemes=tuple(lab.scheme.code for lab in labs))
    made = []
    for lab in labs:
        batch = batches.open_batch(
            scheme_codes=[lab.scheme.code], through=OCTOBER, by=lab.preparer, at=AT
        )
        calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)
        calculation.calculate(batch_id=batch.pk, at=AT)
        made.append(reviewed(batch, lab.reviewer))
        assert made[-1].posted_total == Decimal(1000)
    return made


def test_two_batches_do_not_slip_under_one_limit_together() -> None:
    one, other = two_batches_on_one_line("1999.99")
    results = at_once(approving(one, user(Role.APPROVER)), approving(other, user(Role.APPROVER)))
    assert kinds(results) == ["Batch", "Refused"]
    refused = next(result for result in results if isinstance(result, Refused))
    assert "超支 0.01 元" in str(refused)
    assert FundPart.objects.count() == 1
    books_are_sound()


def test_two_batches_that_fit_both_pass() -> None:
    one, other = two_batches_on_one_line("2000")
    results = at_once(approving(one, user(Role.APPROVER)), approving(other, user(Role.APPROVER)))
    assert kinds(results) == ["Batch", "Batch"]
    books_are_sound()


def test_a_cut_and_an_approval_take_turns() -> None:
    one, _ = two_batches_on_one_line("1000")
    treasury = Treasury()
    line = one.batch_schemes.get().scheme.budgetlinescheme_set.get().line
    cut = treasury.change(line, ChangeOf.CUT, "1", enforce=False)

    def cutting() -> object:
        return budget.enforce_change(change_id=cut.pk, by=treasury.second, at=AT)

    results = at_once(approving(one, user(Role.APPROVER)), cutting)
    assert [isinstance(result, Refused) for result in results].count(True) == 1
    line.refresh_from_db()
    assert not line_use(line).standing.is_over
    books_are_sound()
