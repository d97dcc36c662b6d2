"""What no page may ever do to money, and that every state can be named, reached and left."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, connection, transaction

from support_services.subsidies import states
from support_services.subsidies.models import (
    Batch,
    Entitlement,
    Payment,
    Posting,
)
from support_services.subsidies.states import BatchState, LineState
from tests.subsidies.factories import approved_batch
from veterans.accounts import roles
from veterans.accounts.roles import DUTIES, Role

MONEY = {
    "batch",
    "batchscheme",
    "posting",
    "payment",
    "recoveryclaim",
    "recoveryentry",
    "recoveryplan",
    "recoveryrepayment",
    "recoverywriteoff",
    "bankfile",
    "fileline",
    "returnfile",
    "raterow",
    "ratetable",
    "entitlement",
    "determination",
    "suspension",
    "hold",
    "approvalrule",
    "fundshare",
    "fundpart",
    "budgetline",
    "budgetlinescheme",
    "budgetchange",
    "budgetoverride",
}


def test_no_role_may_add_change_or_delete_money_through_the_stock_admin() -> None:
    known = {model._meta.model_name for model in apps.get_app_config("subsidies").get_models()}
    assert known >= MONEY
    for role in Role:
        for name in MONEY:
            for act in ("add", "change", "delete"):
                assert not roles.permits(role, f"subsidies.{act}_{name}"), (role, act, name)


def test_nobody_who_changes_money_can_be_any_other_hand() -> None:
    """Preparing, reviewing, approving, auditing and administering are five people's work."""
    for one, other in (
        ("batch.prepare", "batch.review"),
        ("batch.prepare", "batch.approve"),
        ("batch.review", "batch.approve"),
        ("batch.prepare", "audit.read"),
        ("accounts.manage", "people.read"),
        ("accounts.manage", "ledger.read"),
        ("rates.enter", "rates.enforce"),
        ("funds.enter", "funds.enforce"),
        ("recovery.enter", "recovery.confirm"),
        ("recovery.enter", "recovery.decide"),
    ):
        assert not DUTIES[one] & DUTIES[other], (one, other)
    for duty, holders in DUTIES.items():
        assert holders, duty
        if Role.AUDITOR in holders:
            assert duty.endswith((".read", ".see")), duty


def test_no_money_table_stands_in_the_stock_admin() -> None:
    registered = {
        model._meta.model_name
        for model in admin.site._registry
        if model._meta.app_label == "subsidies"
    }
    assert registered & MONEY == set()


def test_every_state_has_a_word_and_every_verb_a_name_and_a_holder() -> None:
    assert set(states.BATCH_LABELS) == set(BatchState)
    assert set(states.LINE_LABELS) == set(states.LINE_MOVES) == set(LineState)
    assert set(states.PAYMENT_OF_LINE) == set(LineState)
    assert set(states.VERB_LABELS) == set(states.BATCH_MOVES)
    for verb, (starts, _, duty) in states.BATCH_MOVES.items():
        assert starts, verb
        assert not duty or DUTIES[duty], verb


def test_every_state_but_the_first_can_be_reached_and_all_but_the_void_be_left() -> None:
    reached = {target for _, target, _ in states.BATCH_MOVES.values()}
    assert reached == set(BatchState)
    left = {start for starts, _, _ in states.BATCH_MOVES.values() for start in starts}
    assert set(BatchState) - left == {BatchState.VOIDED}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Posting, Payment, Entitlement, Batch])
def test_the_database_refuses_to_delete_what_money_speaks_of(model: type) -> None:
    approved_batch()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subsidies_posting SET amount = amount + 1",
        "UPDATE subsidies_payment SET amount = amount + 1",
        "UPDATE subsidies_batch SET reviewed_by_id = prepared_by_id",
        "UPDATE subsidies_batch SET approved_by_id = reviewed_by_id",
        "UPDATE subsidies_batch SET approved_by_id = prepared_by_id",
        "UPDATE subsidies_batch SET reviewed_by_id = NULL, reviewed_at = NULL",
        "UPDATE subsidies_batch SET approved_by_id = NULL, approved_at = NULL",
        "INSERT INTO subsidies_posting SELECT month, component, sequence, amount, reason,"
        " batch_id, entitlement_id + 1000000, rate_row_id FROM subsidies_posting",
    ],
)
def test_the_database_refuses_what_no_service_would_do(change: str) -> None:
    approved_batch()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
