"""A correction of an account takes evidence and a second person; a station sends one in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.pictures import jpeg, pdf, png
from tests.registry.makers import TODAY, id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, SealedPiece
from veterans.regions.models import Region
from veterans.registry.models import AccountEvidence, AccountProposal, BankAccount, Person
from veterans.registry.selectors import (
    accounts_waiting,
    others_with_number,
    proposals_waiting,
)
from veterans.registry.services import (
    Evidence,
    accept_proposal,
    add_account,
    evidence_of,
    open_evidence,
    propose_account,
    record_death,
    refuse_account,
    refuse_proposal,
    register_person,
    verify_account,
    withdraw_account,
    withdraw_proposal,
)

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "6200000000000001", "6200000000000002", "6200000000000003"
WRITTEN = Evidence(statement="存折由家属保管", document_no="东一村证〔2026〕1号")


@pytest.fixture
def person(regions: dict[str, Region], clerk: User) -> Person:
    return register_person(
        name="解学诗",
        id_number=id_number(1),
        region=regions[EAST_ONE],
        by=clerk,
        at=NOW,
        today=TODAY,
    )


@pytest.fixture
def second(regions: dict[str, Region]) -> User:
    return colleague("fuhe", Role.REVIEWER)


@pytest.fixture
def worker(regions: dict[str, Region]) -> User:
    return colleague("zhan", Role.VILLAGE_WORKER, EAST_ONE)


@pytest.fixture
def first(person: Person, clerk: User, second: User) -> BankAccount:
    made = enter(person, clerk, FIRST)
    return verify_account(account=made, by=second, at=NOW)


def enter(person: Person, by: User, number: str, **more: Any) -> BankAccount:
    return add_account(person=person, bank_name="测试银行", number=number, by=by, at=NOW, **more)


def photo() -> Evidence:
    found = evidence_of(files=[png()])
    assert found is not None
    return found


def send_in(person: Person, by: User, number: str = SECOND, **more: Any) -> AccountProposal:
    given = {"reason": "银行退回，本人换了新卡", "evidence": photo(), **more}
    return propose_account(
        person=person, bank_name="测试银行", number=number, by=by, at=NOW, **given
    )


# --- at the bureau ---------------------------------------------------------------------------


def test_a_first_account_in_ones_own_name_takes_no_evidence(
    person: Person, clerk: User, settings: Any
) -> None:
    assert not enter(person, clerk, FIRST).evidence_needed
    settings.PORTAL_FIRST_ACCOUNT_EVIDENCE = True
    other = Person.objects.get(pk=person.pk)
    withdraw_account(account=other.accounts.get(), by=clerk, at=NOW)
    with pytest.raises(Refused, match="须有佐证"):
        enter(person, clerk, SECOND)
    assert enter(person, clerk, SECOND, evidence=WRITTEN).evidence_needed


def test_a_correction_without_evidence_is_refused(first: BankAccount, clerk: User) -> None:
    with pytest.raises(Refused, match="更换账户，须有佐证"):
        enter(first.person, clerk, SECOND)
    first.refresh_from_db()
    assert first.is_current


def test_a_name_that_is_not_the_persons_takes_evidence(person: Person, clerk: User) -> None:
    with pytest.raises(Refused, match="户名与本人姓名不同，须有佐证"):
        enter(person, clerk, FIRST, account_name="解小明")
    made = enter(person, clerk, FIRST, account_name="解小明", evidence=photo())
    assert made.evidence_needed
    assert made.evidence.get().kind == "file"


def test_a_reason_needs_its_document_and_a_file_is_looked_into() -> None:
    assert evidence_of(files=[]) is None
    with pytest.raises(Refused, match="都要填写"):
        evidence_of(files=[], statement="存折丢了")
    with pytest.raises(Refused, match="都要填写"):
        evidence_of(files=[], document_no="1号")
    with pytest.raises(Refused, match="最多上传 3 个"):
        evidence_of(files=[png()] * 4)
    with pytest.raises(Refused, match="不是照片"):
        evidence_of(files=[png(), b"#!/bin/sh"])


def test_the_limit_is_a_setting(settings: Any) -> None:
    settings.PORTAL_ATTACHMENT_BYTES = 50
    with pytest.raises(Refused, match="文件超过"):
        evidence_of(files=[jpeg()])


def test_corrected_and_twice_checked(first: BankAccount, clerk: User, second: User) -> None:
    made = enter(first.person, clerk, SECOND, reason="换卡", evidence=photo())
    first.refresh_from_db()
    assert (first.is_current, first.replaced_at, made.replaces_id) == (False, NOW, first.pk)
    with pytest.raises(Refused, match="另一人"):
        verify_account(account=made, by=clerk, at=NOW)
    verify_account(account=made, by=second, at=NOW)
    assert made.reason == "换卡"


def test_refused_goes_back_and_nothing_has_changed(
    first: BankAccount, clerk: User, second: User
) -> None:
    made = enter(first.person, clerk, SECOND, evidence=photo())
    with pytest.raises(Refused, match="写明"):
        refuse_account(account=made, reason=" ", by=second, at=NOW)
    with pytest.raises(Refused, match="是您登记的"):
        refuse_account(account=made, reason="不对", by=clerk, at=NOW)
    refuse_account(account=made, reason="照片上的末四位是 0003", by=second, at=NOW)
    made.refresh_from_db()
    first.refresh_from_db()
    assert (made.state, made.is_current, made.refused_by) == ("refused", False, second)
    assert (first.state, first.is_current, first.replaced_at) == ("verified", True, None)
    for late in (verify_account, withdraw_account):
        with pytest.raises(Refused):
            late(account=made, by=second if late is verify_account else clerk, at=NOW)
    # Entered anew it is another row, and replaces the same one.
    assert enter(first.person, clerk, THIRD, evidence=photo()).replaces_id == first.pk


def test_withdrawn_by_whoever_entered_it_only(first: BankAccount, clerk: User) -> None:
    made = enter(first.person, clerk, SECOND, evidence=photo())
    with pytest.raises(Refused, match="只能撤回自己"):
        withdraw_account(account=made, by=colleague("jing2"), at=NOW)
    withdraw_account(account=made, by=clerk, at=NOW)
    first.refresh_from_db()
    assert first.is_current
    with pytest.raises(Refused, match="已经办过"):
        withdraw_account(account=made, by=clerk, at=NOW)


def test_the_database_asks_for_evidence_too(first: BankAccount, clerk: User, second: User) -> None:
    made = enter(first.person, clerk, SECOND, evidence=photo())
    bare = BankAccount.objects.create(
        person=first.person,
        bank_name="x",
        account_name="解学诗",
        number=THIRD,
        number_index=b"3",
        state="unverified",
        is_current=False,
        evidence_needed=True,
        entered_by=clerk,
        created_at=NOW,
    )
    wrong = [
        lambda: BankAccount.objects.filter(pk=bare.pk).update(
            state="verified", verified_by=second, verified_at=NOW
        ),
        lambda: BankAccount.objects.filter(pk=bare.pk).update(evidence_needed=False),
        lambda: BankAccount.objects.filter(pk=made.pk).update(
            state="refused", refused_by=clerk, refused_at=NOW, refusal="x", is_current=False
        ),
        lambda: BankAccount.objects.filter(pk=made.pk).update(
            state="refused", refused_by=second, refused_at=NOW, refusal="x"
        ),
        lambda: AccountEvidence.objects.filter(account=made).update(document_no="2号"),
        lambda: AccountEvidence.objects.filter(account=made).delete(),
    ]
    for deed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    BankAccount.objects.filter(pk=made.pk).update(is_current=False)
    BankAccount.objects.filter(pk=bare.pk).update(is_current=True)
    with pytest.raises(Refused, match="没有佐证"):
        verify_account(account=bare, by=second, at=NOW)


# --- from the door ---------------------------------------------------------------------------


def test_sent_in_typed_again_and_verified(first: BankAccount, worker: User, second: User) -> None:
    made = send_in(first.person, worker)
    first.refresh_from_db()
    # Until the bureau has looked, he is paid as before.
    assert first.is_current
    assert list(proposals_waiting(second)) == [made]
    with pytest.raises(Refused, match="不一致"):
        accept_proposal(proposal_id=made.pk, number=THIRD, by=second, at=NOW)
    account = accept_proposal(proposal_id=made.pk, number="6200 0000 0000 0002", by=second, at=NOW)
    first.refresh_from_db()
    made.refresh_from_db()
    assert (account.state, account.entered_by, account.verified_by) == ("verified", worker, second)
    assert (first.is_current, account.is_current, account.replaces_id) == (False, True, first.pk)
    assert made.account == account
    assert account.evidence.get().proposal == made
    with pytest.raises(Refused, match="已采用"):
        accept_proposal(proposal_id=made.pk, number=SECOND, by=second, at=NOW)


def test_sent_back_and_sent_in_anew(first: BankAccount, worker: User, second: User) -> None:
    made = send_in(first.person, worker)
    with pytest.raises(Refused, match="写明"):
        refuse_proposal(proposal_id=made.pk, reason="", by=second, at=NOW)
    refuse_proposal(proposal_id=made.pk, reason="照片反光，看不清", by=second, at=NOW)
    again = send_in(first.person, worker)
    withdraw_proposal(proposal_id=again.pk, by=worker, at=NOW)
    assert not BankAccount.objects.filter(person=first.person).exclude(pk=first.pk).exists()
    assert not proposals_waiting(second).exists()


def test_one_at_a_time(first: BankAccount, worker: User, clerk: User) -> None:
    send_in(first.person, worker)
    with pytest.raises(Refused, match="已有一份"):
        send_in(first.person, colleague("zhen", Role.TOWN_WORKER, EAST), THIRD)
    with pytest.raises(Refused, match="服务站报来的"):
        enter(first.person, clerk, THIRD, evidence=photo())


def test_not_while_the_bureau_looks_at_its_own(
    first: BankAccount, worker: User, clerk: User
) -> None:
    enter(first.person, clerk, SECOND, evidence=photo())
    with pytest.raises(Refused, match="区局正在核验"):
        send_in(first.person, worker, THIRD)


def test_what_a_worker_cannot_send_in(
    first: BankAccount, worker: User, clerk: User, second: User
) -> None:
    person = first.person
    for more, told in (
        ({"evidence": None}, "拍一张"),
        ({"reason": " "}, "为什么"),
        ({"number": FIRST}, "当前使用"),
        ({"number": "6.2E+15"}, "Excel"),
    ):
        with pytest.raises(Refused, match=told):
            send_in(person, worker, **more)
    with pytest.raises(PermissionRefused):
        send_in(person, clerk)
    for neighbour in (
        colleague("lin", Role.VILLAGE_WORKER, EAST_TWO),
        colleague("xi", Role.VILLAGE_WORKER, WEST_ONE),
    ):
        with pytest.raises(NotFound):
            send_in(person, neighbour)
    made = send_in(person, worker)
    with pytest.raises(Refused, match="只能撤回自己"):
        withdraw_proposal(proposal_id=made.pk, by=colleague("zhen", Role.TOWN_WORKER, EAST), at=NOW)
    with pytest.raises(PermissionRefused):
        accept_proposal(proposal_id=made.pk, number=SECOND, by=worker, at=NOW)
    withdraw_proposal(proposal_id=made.pk, by=worker, at=NOW)
    record_death(person=person, died_on=TODAY - timedelta(days=3), by=clerk, at=NOW, today=TODAY)
    with pytest.raises(Refused, match="已登记去世"):
        send_in(person, worker)


def test_the_database_keeps_what_was_sent_in(first: BankAccount, worker: User) -> None:
    made = send_in(first.person, worker)
    rows = AccountProposal.objects.filter(pk=made.pk)
    wrong = [
        lambda: rows.update(account_name="别人"),
        lambda: rows.update(state="refused"),
        lambda: rows.update(state="refused", decided_by=worker, decided_at=NOW),
        lambda: rows.delete(),
        lambda: AccountProposal.objects.create(
            person=first.person,
            bank_name="x",
            account_name="x",
            number=THIRD,
            number_index=b"x",
            reason="x",
            proposed_by=worker,
            proposed_at=NOW,
        ),
    ]
    for deed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


# --- looking at it ---------------------------------------------------------------------------


def test_every_look_is_on_record_and_only_for_whoever_may(
    first: BankAccount, worker: User, clerk: User, second: User
) -> None:
    sent = send_in(first.person, worker, evidence=evidence_of(files=[jpeg(tail=b"x"), pdf()]))
    one, other = sent.evidence.all()
    shown = open_evidence(evidence_id=one.pk, by=second, at=NOW)
    assert b"".join(shown.content) == jpeg()
    assert shown.content_type == "image/jpeg"
    assert b"".join(open_evidence(evidence_id=other.pk, by=worker, at=NOW).content) == pdf()
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.subject_id) == ("account_evidence.viewed", str(other.pk))
    strangers = [
        colleague("lin", Role.VILLAGE_WORKER, EAST_TWO),
        colleague("xi", Role.VILLAGE_WORKER, WEST_ONE),
        colleague("sys", Role.SYSADMIN),
    ]
    before = AuditEntry.objects.count()
    for stranger in strangers:
        with pytest.raises(NotFound):
            open_evidence(evidence_id=one.pk, by=stranger, at=NOW)
    assert AuditEntry.objects.count() == before


def test_a_station_does_not_see_what_the_bureau_collected(
    first: BankAccount, worker: User, clerk: User
) -> None:
    made = enter(first.person, clerk, SECOND, evidence=photo())
    with pytest.raises(NotFound):
        open_evidence(evidence_id=made.evidence.get().pk, by=worker, at=NOW)


def test_a_written_reason_has_no_file(first: BankAccount, clerk: User) -> None:
    made = enter(first.person, clerk, SECOND, evidence=WRITTEN)
    with pytest.raises(NotFound, match="书面说明"):
        open_evidence(evidence_id=made.evidence.get().pk, by=clerk, at=NOW)


def test_it_lies_sealed(first: BankAccount, clerk: User) -> None:
    enter(first.person, clerk, SECOND, evidence=photo())
    piece = SealedPiece.objects.get()
    assert b"PNG" not in bytes(piece.sealed)


def test_one_number_for_two_people_is_pointed_out(
    first: BankAccount, worker: User, clerk: User, regions: dict[str, Region]
) -> None:
    other = register_person(
        name="张三", id_number=id_number(2), region=regions[EAST_ONE], by=clerk, at=NOW, today=TODAY
    )
    made = enter(other, clerk, FIRST, account_name="解学诗", evidence=photo())
    assert others_with_number(made) == 1
    assert others_with_number(first) == 1
    assert others_with_number(send_in(first.person, worker)) == 0
    assert list(accounts_waiting(clerk)) == [made]
