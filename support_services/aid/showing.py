"""Applications and wishes as the pages of both doors take them."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from support_services.aid.forms import MOVE_FORMS
from support_services.aid.states import (
    AID_LABELS,
    AID_TONES,
    WISH_LABELS,
    WISH_MOVES,
    WISH_TONES,
    AidState,
    WishState,
)
from support_services.stations.rules import spoken_name
from support_services.subsidies.grant_states import GRANT_LABELS, GrantState


def aid_row(one: Any) -> dict[str, Any]:
    """An application in a list; the state of its money where it has come to that."""
    state = AidState(one.state)
    money = GRANT_LABELS[GrantState(one.grant.state)] if one.grant is not None else ""
    return {
        "number": one.pk,
        "name": one.person.name,
        "village": spoken_name(one.person.region.name),
        "cause": one.get_cause_display(),
        "applied_on": one.applied_on,
        "wanted": one.wanted,
        "taken_by": one.taken_by,
        "state_label": f"{AID_LABELS[state]}：{money}" if money else AID_LABELS[state],
        "state_tone": AID_TONES[state],
        "amount": one.grant.amount if one.grant is not None else None,
    }


def wish_row(one: Any) -> dict[str, Any]:
    """A wish in a list."""
    state = WishState(one.state)
    return {
        "name": one.person.name,
        "village": spoken_name(one.person.region.name),
        "text": one.text,
        "worth": one.worth,
        "openly": one.told_openly,
        "supporter": one.supporter,
        "on": one.fulfilled_on or one.taken_on or timezone.localdate(one.entered_at),
        "state_label": WISH_LABELS[state],
        "state_tone": WISH_TONES[state],
    }


def wish_body(user: Any, one: Any, *, move: Callable[[str], str]) -> dict[str, Any]:
    """What components/wish_body.html asks but ``person_url``; ``move``: the address of a verb."""
    return {
        **wish_row(one),
        "note": one.note,
        "entered_by": one.entered_by,
        "moves": [
            {"label": MOVE_FORMS[verb][0], "url": move(verb)}
            for verb, (starts, _, duty) in WISH_MOVES.items()
            if one.state in starts and user.may(duty)
        ],
    }
