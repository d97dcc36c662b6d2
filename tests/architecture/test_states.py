"""Every state has a word and a tone, every move of a person a page, the road its moves."""

import itertools
import re
from enum import StrEnum
from typing import Any

import pytest

from support_services.subsidies import states
from support_services.subsidies.admin import showing, steps
from support_services.subsidies.states import (
    BATCH_MOVES,
    BATCH_ROAD,
    LINE_LIVE,
    LINE_MOVES,
    PAYMENT_OF_LINE,
    LineState,
    PaymentState,
)

TABLES: list[tuple[type[StrEnum], dict[Any, Any]]] = [
    (states.BatchState, states.BATCH_LABELS),
    (states.BatchState, showing.BATCH_TONES),
    (states.JobState, states.JOB_LABELS),
    (states.PaymentState, states.PAYMENT_LABELS),
    (states.PaymentState, showing.PAYMENT_TONES),
    (states.LineState, states.LINE_LABELS),
    (states.LineState, showing.LINE_TONES),
    (states.LineState, states.LINE_MOVES),
    (states.LineState, states.PAYMENT_OF_LINE),
    (states.UnsentReason, states.UNSENT_LABELS),
    (states.UnsentReason, states.UNSENT_CURES),
    (states.ExceptionReason, states.EXCEPTION_LABELS),
    (states.ExceptionReason, states.EXCEPTION_CURES),
    (states.ExceptionReason, states.EXCEPTION_STATION_CURES),
    (states.ExceptionReason, showing.EXCEPTION_TONES),
]


@pytest.mark.parametrize(("states_of", "table"), TABLES)
def test_no_state_is_left_out(states_of: type[StrEnum], table: dict[Any, Any]) -> None:
    assert list(table) == list(states_of)


@pytest.mark.parametrize(
    "labels",
    [
        states.BATCH_LABELS,
        states.JOB_LABELS,
        states.PAYMENT_LABELS,
        states.LINE_LABELS,
        states.UNSENT_LABELS,
        states.EXCEPTION_LABELS,
        states.VERB_LABELS,
    ],
)
def test_words_are_chinese_and_tell_states_apart(labels: dict[Any, str]) -> None:
    assert len(set(labels.values())) == len(labels)
    assert [word for word in labels.values() if re.search(r"[A-Za-z]", word) or not word] == []


def test_the_road_is_walked_by_moves() -> None:
    for here, there in itertools.pairwise(BATCH_ROAD):
        assert any(
            here in starts and target == there for starts, target, _ in BATCH_MOVES.values()
        ), f"{here} -> {there}"


def test_every_move_of_a_person_has_a_page() -> None:
    # "receive" has the page of its bank file: it comes with a file.
    by_people = {verb for verb, (_, _, duty) in BATCH_MOVES.items() if duty}
    assert set(steps.STEPS) == by_people - {"receive"}


def test_lines_lead_to_payments_and_end() -> None:
    targets = {target for found in LINE_MOVES.values() for target in found}
    assert targets == set(LineState) - {LineState.SENT}
    # What may be sent again cannot move any more, so no attempt is answered twice.
    assert {state for state in LineState if not LINE_MOVES[state]} == set(LineState) - LINE_LIVE
    assert set(PAYMENT_OF_LINE.values()) == set(PaymentState) - {PaymentState.CANCELLED}
