"""Every move by every role and from every side; what the database itself refuses."""

import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.double_list.admin.steps import STEPS
from support_services.double_list.answers import Items
from support_services.double_list.models import DateChange, Item, ItemStep
from support_services.double_list.services.writing import Voice, hold
from support_services.double_list.states import (
    MOVES,
    PUBLIC_WORDS,
    TOLD_HOW,
    ItemState,
    Side,
    steps_between,
)
from tests.double_list.makers import AT, DEADLINE, TODAY, Office, unit
from tests.subsidies.factories import user, village
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, Refused

pytestmark = pytest.mark.django_db
UNITS = {Side.ASKER: "troops", Side.ANSWERER: "school", Side.HELPER: "town"}
# What a move asks of an item beside its state.
EXTENDED = ("grant_extension", "refuse_extension")


def in_state(office: Office, state: ItemState) -> Item:
    return office.walked(state.value)


def tried(item: Item, verb: str, voice: Voice, **more: Any) -> bool:
    """Whether this one may; nothing stays of it."""
    with transaction.atomic():
        try:
            hold(item.pk, verb, voice, today=TODAY, **more)
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_each_move_is_of_its_roles_its_states_and_its_side() -> None:
    office = Office.of()
    home = village(1, 1)
    places = {Role.TOWN_WORKER: home.parent, Role.VILLAGE_WORKER: home}
    people = {role: user(role, region=places.get(role)) for role in Role}
    stranger = unit("区水利局（虚构）")
    wrong = []
    for state in ItemState:
        item = in_state(office, state)
        if item.state in ("assigned", "in_hand"):
            item.extensions.create(
                to_on=DEADLINE + timedelta(9),
                why="x",
                asked_on=TODAY,
                asked_by=office.clerk,
                asked_at=AT,
            )
        for verb, move in MOVES.items():
            right = state in move.starts
            helper = {"helper_id": office.town.pk} if move.side is Side.HELPER else {}
            how = TOLD_HOW[0].value if move.side in UNITS else ""
            # The extension that waits stands in the way of another one and of nothing else here.
            allowed = right and verb != "ask_extension"
            if verb == "accept":
                allowed = right and item.accepted_on is None
            # Where it does not start there, whoever else may is refused.
            holders = sorted(DUTIES[move.duty])
            for role in Role if right else holders[:1]:
                may = allowed and role in DUTIES[move.duty]
                if tried(item, verb, Voice(by=people[role], how=how), **helper) is not may:
                    wrong.append((verb, state.value, role.value, may))
            for side, name in (*UNITS.items(), (None, "")) if right else ():
                spoken = getattr(office, name).pk if name else stranger.pk
                may = allowed and move.side is side
                if tried(item, verb, Voice(unit_id=spoken, link_id=1)) is not may:
                    wrong.append((verb, state.value, side, may))
    assert not wrong


def test_a_side_that_the_office_speaks_for_was_told_somehow() -> None:
    office = Office.of()
    item = office.walked("sorted")
    for how in ("", "link", "smoke"):
        with pytest.raises(Refused, match="怎样答复"):
            hold(item.pk, "agree_asker", Voice(by=office.clerk, how=how), today=TODAY)


def test_the_database_knows_the_same_moves_as_the_table() -> None:
    guards = importlib.import_module(
        "support_services.double_list.migrations.0003_waits_and_papers"
    )
    known = {tuple(pair.split(">")) for pair in guards.STEPS.split()}
    assert known == {(start.value, end.value) for start, end in steps_between()}


def test_every_move_has_its_page_and_every_state_its_word_for_residents_or_none() -> None:
    assert set(MOVES) <= set(STEPS)
    assert set(ItemState) - set(PUBLIC_WORDS) == {
        ItemState.COLLECTED,
        ItemState.SORTED,
        ItemState.AGREED,
        ItemState.MERGED,
        ItemState.DROPPED,
    }


@pytest.mark.parametrize(
    ("state", "change"),
    [
        # A move that no state has; back from the end; a state without what it needs.
        ("collected", "state = 'assigned'"),
        ("closed", "state = 'in_hand'"),
        ("sorted", "state = 'agreed'"),
        ("agreed", "state = 'decided'"),
        ("claimed", "state = 'verified'"),
        ("verified", "state = 'confirmed'"),
        # 四个明确, each for itself.
        ("assigned", "lead_id = NULL"),
        ("assigned", "deadline = NULL"),
        ("assigned", "content = ''"),
        ("in_hand", "quality = ''"),
        # A day and an owner that nobody says anything of; who asked; the number.
        ("in_hand", "deadline = deadline + 30"),
        ("in_hand", "lead_id = {roads}"),
        ("decided", "requester_id = {roads}"),
        ("collected", "number = 99"),
        # Two sides, two people, two words.
        ("sorted", "lead_id = requester_id"),
        ("sorted", "asker_agreed_at = now()"),
        ("sorted", "asker_agreed_at = now(), asker_agreed_by_id = {clerk}"),
        ("sorted", "asker_agreed_at = now(), asker_agreed_by_id = {clerk},"
         " asker_agreed_how = 'link'"),
        ("claimed", "state = 'verified', verified_by_id = {clerk}, verified_at = now()"),
        ("verified", "state = 'confirmed', satisfaction = 2, confirmed_at = now(),"
         " confirmed_by_id = {clerk}, confirmed_how = 'phone'"),
        # Shown to residents without a second person.
        ("closed", "publicity = 'open', public_title = 'x'"),
        ("closed", "publicity = 'open', public_title = 'x', publicity_asked_by_id = {clerk},"
         " publicity_asked_at = now(), secrecy_checked_by_id = {clerk},"
         " secrecy_checked_at = now()"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_no_service_would_do(state: str, change: str) -> None:
    office = Office.of()
    item = office.walked(state)
    words = change.format(roads=office.roads.pk, clerk=office.clerk.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE double_list_item SET {words} WHERE id = %s", [item.pk])


def test_a_step_is_of_its_side_and_of_that_sides_unit_and_stays() -> None:
    office = Office.of()
    item = office.walked("sorted")
    told: dict[str, Any] = {"item": item, "at": AT, "on": TODAY, "state": "sorted"}
    by_link: dict[str, Any] = {"how": "link", "link_id": 1}
    for wrong in (
        {"verb": "agree_asker", "side": "answerer", "unit": office.school, **by_link},
        {"verb": "agree_asker", "side": "asker", "unit": office.school, **by_link},
        {"verb": "report", "side": "answerer", "unit": office.town, **by_link},
        {"verb": "help_report", "side": "helper", "unit": office.roads, **by_link},
        {"verb": "verify", "side": "office", "how": "link", "link_id": 1},
        {"verb": "agree_asker", "side": "asker", "unit": office.troops, "how": "link",
         "link_id": 1, "by": office.clerk},
        {"verb": "agree_asker", "side": "asker", "unit": office.troops, "by": office.clerk},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemStep.objects.create(**told, **wrong)
    step = item.steps.latest("pk")
    for change in (
        lambda: ItemStep.objects.filter(pk=step.pk).update(text="另外的话"),
        lambda: step.delete(),
        lambda: DateChange.objects.all().delete(),
        lambda: Item.objects.filter(pk=item.pk).delete(),
    ):
        if change.__code__.co_names[0] == "DateChange":
            office.walked("assigned")
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_unit_sees_its_own_and_answers_what_is_its_to_answer() -> None:
    office, kind = Office.of(), Items()
    stranger = unit("区水利局（虚构）")
    seen: dict[str, dict[str, list[str]]] = {}
    for state in ("sorted", "assigned", "in_hand", "verified", "closed"):
        item = office.walked(state)
        assert kind.shows(str(item.pk), stranger, TODAY) is None
        seen[state] = {}
        for name in ("troops", "school", "town"):
            shown = kind.shows(str(item.pk), getattr(office, name), TODAY)
            assert shown is not None
            assert bool(shown.over) is not bool(shown.answers)
            seen[state][name] = [one.verb for one in shown.answers]
    assert seen == {
        "sorted": {
            "troops": ["agree_asker", "differ_asker"],
            "school": ["agree_answerer", "differ_answerer"],
            "town": [],
        },
        "assigned": {
            "troops": [],
            "school": ["accept", "object", "plan", "ask_extension"],
            "town": ["help_report"],
        },
        "in_hand": {
            "troops": [],
            "school": ["plan", "report", "claim", "ask_extension"],
            "town": ["help_report"],
        },
        "verified": {"troops": ["confirm", "unsatisfied"], "school": [], "town": []},
        "closed": {"troops": [], "school": [], "town": []},
    }
    for key in ("0", "abc", "999999"):
        assert kind.shows(key, office.school, TODAY) is None
    with pytest.raises(NotFound):
        kind.answer(
            key=str(item.pk),
            unit=office.school,
            verb="verify",
            data={},
            files=(),
            link_id=1,
            at=AT,
            today=TODAY,
        )
