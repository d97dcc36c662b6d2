"""Every state has a word and a tone, every move of a person a page, the road its moves."""

import itertools
import re
from enum import StrEnum
from typing import Any

import pytest

from honors.campaigns import states as campaign_states
from honors.juries import states as jury_states
from honors.letters import states as letter_states
from honors.plaques import states as plaque_states
from honors.roll import states as honour_states
from honors.votes import states as vote_states
from support_services.casework import rules as case_rules
from support_services.casework import states as case_states
from support_services.casework import steps as case_steps
from support_services.double_list import states as dlist_states
from support_services.notices import states as notice_states
from support_services.projects import states as project_states
from support_services.providers import states as provider_states
from support_services.stations import states as station_states
from support_services.steering import states as steering_states
from support_services.subsidies import fund_states, recovery_states, states, suspense_states
from support_services.subsidies.admin import (
    account_parts,
    fund_rows,
    recovery_parts,
    recovery_steps,
    showing,
    steps,
    suspense_parts,
)
from support_services.subsidies.states import (
    BATCH_MOVES,
    BATCH_ROAD,
    LINE_LIVE,
    LINE_MOVES,
    PAYMENT_OF_LINE,
    LineState,
    PaymentState,
)
from support_services.supporters import states as supporter_states
from support_services.units import states as unit_states
from support_services.visits import states as visit_states
from veterans.foundation import ranking
from veterans.registry import states as registry_states
from veterans.registry.admin import lists

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
    (project_states.CallState, project_states.CALL_LABELS),
    (project_states.ApplicationState, project_states.APPLICATION_LABELS),
    (project_states.ResultState, project_states.RESULT_LABELS),
    (project_states.Grade, project_states.GRADE_LABELS),
    (project_states.Light, project_states.LIGHT_LABELS),
    (jury_states.PanelState, jury_states.PANEL_LABELS),
    (jury_states.MarkKind, jury_states.MARK_LABELS),
    (jury_states.RecusalSource, jury_states.SOURCE_LABELS),
    (jury_states.TaskState, jury_states.TASK_LABELS),
    (vote_states.PollState, vote_states.POLL_LABELS),
    (vote_states.AttemptState, vote_states.ATTEMPT_LABELS),
    (vote_states.OddKind, vote_states.ODD_LABELS),
    (vote_states.RuleState, vote_states.RULE_LABELS),
    (ranking.Combination, ranking.COMBINATION_LABELS),
    (ranking.TieRule, ranking.TIE_LABELS),
    (dlist_states.Direction, dlist_states.DIRECTION_LABELS),
    (dlist_states.Direction, dlist_states.DIRECTION_SIGNS),
    (dlist_states.Source, dlist_states.SOURCE_LABELS),
    (dlist_states.Side, dlist_states.SIDE_LABELS),
    (dlist_states.How, dlist_states.HOW_LABELS),
    (dlist_states.ItemState, dlist_states.ITEM_LABELS),
    (dlist_states.ItemState, dlist_states.ITEM_TONES),
    (dlist_states.Publicity, dlist_states.PUBLICITY_LABELS),
    (dlist_states.Light, dlist_states.LIGHT_LABELS),
    (dlist_states.Light, dlist_states.LIGHT_TONES),
    (dlist_states.Light, dlist_states.WAIT_LABELS),
    (dlist_states.Rhythm, dlist_states.RHYTHM_LABELS),
    (dlist_states.Satisfaction, dlist_states.SATISFACTION_LABELS),
    (dlist_states.RuleState, dlist_states.RULE_LABELS),
    (dlist_states.NoteWhy, dlist_states.NOTE_LABELS),
    (dlist_states.ExtensionState, dlist_states.EXTENSION_LABELS),
    (dlist_states.DateCause, dlist_states.DATE_CAUSE_LABELS),
    (dlist_states.CircularState, dlist_states.CIRCULAR_LABELS),
    (provider_states.AgreementState, provider_states.AGREEMENT_LABELS),
    (provider_states.ProviderKind, provider_states.KIND_LABELS),
    (provider_states.ProviderKind, provider_states.KIND_WORDS),
    (honour_states.EditionState, honour_states.EDITION_LABELS),
    (honour_states.RevocationState, honour_states.REVOCATION_LABELS),
    (honour_states.HonoureeKind, honour_states.KIND_LABELS),
    (honour_states.Consent, honour_states.CONSENT_LABELS),
    (honour_states.Level, honour_states.LEVEL_LABELS),
    (letter_states.LetterState, letter_states.LETTER_LABELS),
    (plaque_states.Stand, plaque_states.STAND_LABELS),
    (plaque_states.Ground, plaque_states.GROUND_LABELS),
    (plaque_states.Why, plaque_states.WHY_LABELS),
    (plaque_states.TaskKind, plaque_states.TASK_LABELS),
    (plaque_states.TaskKind, plaque_states.ANSWERS),
    (plaque_states.Outcome, plaque_states.OUTCOME_LABELS),
    (plaque_states.Closed, plaque_states.CLOSED_LABELS),
    (plaque_states.Spot, plaque_states.SPOT_LABELS),
    (plaque_states.Plea, plaque_states.PLEA_LABELS),
    (plaque_states.PleaState, plaque_states.PLEA_STATES),
    (plaque_states.WithdrawalState, plaque_states.WITHDRAWAL_LABELS),
    (plaque_states.PieceState, plaque_states.PIECE_LABELS),
    (plaque_states.Entry, plaque_states.ENTRY_LABELS),
    (plaque_states.Occasion, plaque_states.OCCASION_LABELS),
    (plaque_states.RuleKind, plaque_states.RULE_KINDS),
    (plaque_states.LineState, plaque_states.LINE_LABELS),
    (campaign_states.CampaignState, campaign_states.CAMPAIGN_LABELS),
    (campaign_states.Source, campaign_states.SOURCE_LABELS),
    (campaign_states.FieldKind, campaign_states.FIELD_LABELS),
    (campaign_states.NominationState, campaign_states.NOMINATION_LABELS),
    (campaign_states.CandidateState, campaign_states.CANDIDATE_LABELS),
    (campaign_states.CandidateState, campaign_states.CANDIDATE_TOLD),
    (campaign_states.ObjectionState, campaign_states.OBJECTION_LABELS),
    (campaign_states.Outcome, campaign_states.OUTCOME_LABELS),
    (unit_states.UnitKind, unit_states.KIND_LABELS),
    (unit_states.LinkDeed, unit_states.DEED_LABELS),
    (unit_states.MessageFor, unit_states.MESSAGE_LABELS),
    (unit_states.CheckState, unit_states.CHECK_LABELS),
    (unit_states.CheckWhy, unit_states.CHECK_WHY_LABELS),
    (unit_states.Road, unit_states.ROAD_LABELS),
    (supporter_states.Subject, supporter_states.SUBJECT_LABELS),
    (supporter_states.Subject, supporter_states.STAGE_LABELS),
    (supporter_states.Subject, supporter_states.MOVES),
    (supporter_states.Stage, supporter_states.STAGE_TONES),
    (supporter_states.Field, supporter_states.FIELD_LABELS),
    (supporter_states.Tier, supporter_states.TIER_LABELS),
    (supporter_states.BadgeKind, supporter_states.BADGE_KINDS),
    (supporter_states.PactKind, supporter_states.PACT_LABELS),
    (supporter_states.Rhythm, supporter_states.RHYTHM_LABELS),
    (supporter_states.Rhythm, supporter_states.RHYTHM_MONTHS),
    (supporter_states.ActivityState, supporter_states.ACTIVITY_LABELS),
    (supporter_states.ActivityKind, supporter_states.KIND_LABELS),
    (supporter_states.ActivityKind, supporter_states.FIGURES),
    (supporter_states.PartyRole, supporter_states.PARTY_LABELS),
    (supporter_states.ContributionKind, supporter_states.CONTRIBUTION_KINDS),
    (supporter_states.ForWhom, supporter_states.FOR_LABELS),
    (supporter_states.JobFor, supporter_states.JOB_FOR_LABELS),
    (steering_states.ReportState, steering_states.REPORT_LABELS),
    (steering_states.Part, steering_states.PART_LABELS),
    (steering_states.Change, steering_states.CHANGE_LABELS),
    (steering_states.Standing, steering_states.STANDING_LABELS),
    (recovery_states.ClaimState, recovery_states.CLAIM_LABELS),
    (recovery_states.ClaimState, recovery_parts.CLAIM_TONES),
    (recovery_states.EntryKind, recovery_states.ENTRY_LABELS),
    (recovery_states.AskedState, recovery_states.PLAN_LABELS),
    (recovery_states.AskedState, recovery_states.REPAYMENT_LABELS),
    (recovery_states.AskedState, recovery_states.WRITE_OFF_LABELS),
    (recovery_states.AskedState, recovery_parts.ASKED_TONES),
    (recovery_states.RepaidBy, recovery_states.REPAID_BY_LABELS),
    (states.Split, states.SPLIT_LABELS),
    (states.Split, states.SPLIT_NOUNS),
    (fund_states.FundSource, fund_states.SOURCE_LABELS),
    (fund_states.ChangeOf, fund_states.CHANGE_LABELS),
    (fund_states.ChangeOf, fund_states.CHANGE_SIGNS),
    (fund_states.Control, fund_states.CONTROL_LABELS),
    (fund_states.ProposalState, fund_states.PROPOSAL_LABELS),
    (fund_states.ProposalState, fund_rows.PROPOSAL_TONES),
    (recovery_states.AskedState, recovery_states.TAKE_BACK_LABELS),
    (suspense_states.RequestKind, suspense_states.REQUEST_LABELS),
    (suspense_states.RequestKind, suspense_states.REQUEST_MOVES),
    (suspense_states.RequestState, suspense_states.REQUEST_STATE_LABELS),
    (suspense_states.RequestState, suspense_parts.REQUEST_TONES),
    (suspense_states.SuspenseCause, suspense_states.CAUSE_LABELS),
    (suspense_states.EntryKind, suspense_states.ENTRY_LABELS),
    (suspense_states.SoughtResult, suspense_states.SOUGHT_LABELS),
    (station_states.Post, station_states.POST_LABELS),
    (station_states.FiveHave, station_states.FIVE_LABELS),
    (station_states.Part, station_states.PART_LABELS),
    (station_states.TemplateState, station_states.TEMPLATE_LABELS),
    (station_states.TemplateState, station_states.TEMPLATE_TONES),
    (station_states.AssessmentState, station_states.ASSESSMENT_LABELS),
    (station_states.AssessmentState, station_states.ASSESSMENT_TONES),
    (registry_states.ProposalState, registry_states.PROPOSAL_LABELS),
    (registry_states.ProposalState, account_parts.PROPOSAL_TONES),
    (registry_states.ListState, registry_states.LIST_LABELS),
    (registry_states.ListState, lists.LIST_TONES),
    (registry_states.ExportState, registry_states.EXPORT_LABELS),
    (registry_states.ExportState, registry_states.EXPORT_TONES),
    (registry_states.Verdict, registry_states.VERDICT_LABELS),
    (registry_states.Verdict, lists.VERDICT_TONES),
    (case_states.CaseKind, case_states.KIND_LABELS),
    (case_states.CaseKind, case_states.KIND_HINTS),
    (case_states.Channel, case_states.CHANNEL_LABELS),
    (case_states.CaseState, case_states.CASE_LABELS),
    (case_states.CaseState, case_states.CASE_TONES),
    (case_states.Outcome, case_states.OUTCOME_LABELS),
    (case_states.PauseReason, case_states.PAUSE_LABELS),
    (case_states.How, case_states.HOW_LABELS),
    (case_states.ErrandState, case_states.ERRAND_LABELS),
    (case_states.ErrandState, case_states.ERRAND_TONES),
    (visit_states.Reason, visit_states.REASON_LABELS),
    (visit_states.HandedKind, visit_states.HANDED_LABELS),
    (visit_states.TakenBy, visit_states.TAKEN_LABELS),
    (visit_states.TakenBy, visit_states.MET_BY),
    (visit_states.Replaced, visit_states.REPLACED_LABELS),
    (notice_states.NoticeState, notice_states.NOTICE_LABELS),
    (notice_states.Undelivered, notice_states.UNDELIVERED_LABELS),
    (case_rules.Clock, case_rules.CLOCK_LABELS),
    (case_rules.Lateness, case_rules.LATENESS_LABELS),
    (case_rules.Lateness, case_rules.LATENESS_TONES),
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
        case_states.CASE_LABELS,
        case_states.VERB_LABELS,
        recovery_states.CLAIM_LABELS,
        recovery_states.ENTRY_LABELS,
        recovery_states.REPAID_BY_LABELS,
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


def test_every_decision_in_a_recovery_has_a_page_and_takes_the_duty_it_needs() -> None:
    pages = {(kind, verb): fact for (kind, verb), fact in recovery_steps.DECIDE.items()}
    assert len(pages) == len(recovery_states.ASKED_MOVES)
    for verb, (_, target, duty) in recovery_states.ASKED_MOVES.items():
        kind = verb.partition("_")[2]
        fact = pages[kind, "confirm" if target == "confirmed" else "reject"]
        assert fact.duty == duty
        assert duty in {row[2] for row in recovery_parts.VERBS[kind]}


def test_every_state_of_a_recovery_can_be_reached_and_only_the_cancelled_is_final() -> None:
    moves = recovery_states.CLAIM_MOVES.values()
    reached = {target for _, target, _ in moves}
    assert reached == set(recovery_states.ClaimState)
    left = {start for starts, _, _ in moves for start in starts}
    assert set(recovery_states.ClaimState) - left == {recovery_states.ClaimState.CANCELLED}


def test_every_step_of_a_person_with_a_list_has_a_page_and_every_state_is_reached() -> None:
    moves = registry_states.LIST_MOVES
    assert set(lists.STEPS) == {verb for verb, (_, _, duty) in moves.items() if duty}
    reached = {target for _, target, _ in moves.values()}
    assert reached | {registry_states.ListState.RECEIVED} == set(registry_states.ListState)


def test_every_move_of_a_case_has_its_question_and_the_road_is_walked_by_moves() -> None:
    moves = case_states.MOVES
    assert set(case_steps.STEPS) == {verb for verb, one in moves.items() if one.duty}
    for here, there in itertools.pairwise(case_states.ROAD):
        assert any(here in one.starts and one.target == there for one in moves.values())


def test_lines_lead_to_payments_and_end() -> None:
    targets = {target for found in LINE_MOVES.values() for target in found}
    assert targets == set(LineState) - {LineState.SENT}
    # What may be sent again cannot move any more, so no attempt is answered twice.
    assert {state for state in LineState if not LINE_MOVES[state]} == set(LineState) - LINE_LIVE
    by_decision = {PaymentState.CANCELLED, PaymentState.SUSPENSE, PaymentState.TREASURY}
    assert set(PAYMENT_OF_LINE.values()) == set(PaymentState) - by_decision
