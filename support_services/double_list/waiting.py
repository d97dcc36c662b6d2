"""Who owes the next move, till when, and for whom one waits for longer than agreed; in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from support_services.double_list.models import Extension, Item
from support_services.double_list.rules import (
    TURN_DAYS,
    Owed,
    helped_by,
    late_light,
    next_owed,
    turn_ends,
)
from support_services.double_list.selectors.board import Clockwork
from support_services.double_list.selectors.items import HelperWord, facts_of
from support_services.double_list.states import (
    AT_WORK,
    HELPED,
    LIGHT_TONES,
    SIDE_LABELS,
    WAIT_LABELS,
    ItemState,
    Light,
    Side,
)

DONE_BY = "办结"  # as ``rules.next_owed`` calls it
HELPING = "报协办情况"


def wait_badge(wait: str, told: str) -> dict[str, str]:
    """The second light as a word and a tone, and whom one waits for; only where it is late."""
    known = Light(wait)
    is_late = known in (Light.YELLOW, Light.RED)
    return {
        "wait": known.value,
        "wait_label": WAIT_LABELS[known] if is_late else "",
        "wait_tone": LIGHT_TONES[known],
        "waiting": told if is_late else "",
    }


@dataclass(frozen=True)
class Waited:
    """Somebody who is waited for. ``by``: the last day; ``light``: of that day."""

    who: str
    what: str
    by: date
    light: Light

    def told(self, today: date) -> str:
        late = (today - self.by).days
        return f"等{self.who}{self.what}，{self.by:%Y-%m-%d}到期，已过 {late} 天"


def waited_for(item: Item, clock: Clockwork, helping: Iterable[HelperWord] = ()) -> list[Waited]:
    """Everybody who has a turn with a last day; without ``helping`` (of ``helper_words``) no unit
    that helps."""
    figures, state = clock.figures, ItemState(item.state)
    found = []
    if state in TURN_DAYS:
        by = turn_ends(state, item.moved_on, figures, clock.calendar)
        owed = next_owed(
            facts_of(item),
            figures,
            clock.calendar,
            moved_on=item.moved_on,
            asker_agreed=item.asker_agreed_at is not None,
            answerer_agreed=item.answerer_agreed_at is not None,
        )
        light = late_light(by, figures, clock.today)
        found = [Waited(owner_of(item, one), one.what, by, light) for one in owed]
    if state in HELPED:
        for one in helping:
            by = helped_by(one.on, figures)
            light = late_light(by, figures, clock.today)
            found.append(Waited(one.name, HELPING, by, light))
    return found


def waiting_told(item: Item, clock: Clockwork, helping: Iterable[HelperWord] | None = None) -> str:
    """Whom one waits for longer than agreed, in words; in a list that has not asked for the units
    that help, they have no name."""
    late = [
        one.told(clock.today)
        for one in waited_for(item, clock, helping or ())
        if one.light is not Light.GREEN
    ]
    wait = getattr(item, "wait", Light.NONE.value)
    if helping is None and not late and wait in (Light.YELLOW.value, Light.RED.value):
        return f"等协办单位{HELPING}"
    return "；".join(late)


def owed_by(
    item: Item,
    clock: Clockwork,
    extension: Extension | None,
    helping: Iterable[HelperWord] = (),
) -> list[dict[str, Any]]:
    """Who owes the next move, and till when; and each unit that helps (``helper_words``)."""
    owed = next_owed(
        facts_of(item),
        clock.figures,
        clock.calendar,
        moved_on=item.moved_on,
        asker_agreed=item.asker_agreed_at is not None,
        answerer_agreed=item.answerer_agreed_at is not None,
        extension_asked=extension is not None,
    )
    return [
        {
            "who": owner_of(item, one),
            "what": one.what,
            "by": one.by,
            "late": one.by is not None and one.by < clock.today,
        }
        for one in owed
    ] + [
        {
            "who": one.who,
            "what": one.what,
            "by": one.by,
            "late": one.light is not Light.GREEN,
        }
        for one in waited_for(item, clock, helping)
        if one.what == HELPING
    ]


def deadline_beside(
    item: Item, owed: Iterable[dict[str, Any]], today: date
) -> list[dict[str, Any]]:
    """The day on which it is to be done, where something else comes first."""
    running = item.state in AT_WORK | {ItemState.RETURNED}
    if not running or item.deadline is None or any(one["what"] == DONE_BY for one in owed):
        return []
    who = item.lead.name if item.lead is not None else ""
    return [{"who": who, "what": DONE_BY, "by": item.deadline, "late": item.deadline < today}]


def owner_of(item: Item, owed: Owed) -> str:
    """The unit by its name, or the office, or the group."""
    if owed.side is Side.ASKER:
        return item.requester.name
    if owed.side is Side.ANSWERER and item.lead is not None:
        return item.lead.name
    return SIDE_LABELS[owed.side]
