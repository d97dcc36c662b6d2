"""Good news as the pages take it: words only."""

from datetime import date
from typing import Any

from honors.letters.models import Letter
from honors.letters.states import LETTER_LABELS, OPEN, LetterState
from support_services.stations.rules import spoken_name
from support_services.subsidies.selectors.grant_standing import MoneyStanding
from veterans.foundation.money import yuan_text
from veterans.regions.selectors import place_name


def letter_row(one: Letter, today: date, reward: MoneyStanding | None = None) -> dict[str, Any]:
    """One in a list; ``late``: by how many days. ``reward``: how far its money is, where that is
    to be seen."""
    label, tone = LETTER_LABELS[LetterState(one.state)]
    late = (today - one.due_on).days if one.state in [s.value for s in OPEN] else 0
    return {
        "name": one.person.name,
        "merit": one.get_merit_display(),
        "title": one.title,
        "awarded_on": one.awarded_on,
        "received_on": one.received_on,
        "due_on": one.due_on,
        "late": max(late, 0),
        "village": spoken_name(one.person.region.name),
        "place": place_name(one.region),
        "team": one.team,
        "planned_on": one.planned_on,
        "state_label": label,
        "state_tone": tone,
        "reward": f"{yuan_text(one.grant.amount)} 元" if reward and one.grant else "",
        "reward_label": reward.words if reward else "",
        "reward_tone": reward.tone if reward else "",
    }


def reward_words(one: Letter, reward: MoneyStanding | None) -> str:
    """``2,000.00 元，已批准``; "" where there is none, or none to be seen."""
    if one.grant is None or reward is None:
        return ""
    return f"{yuan_text(one.grant.amount)} 元，{reward.words}"


def letter_facts(one: Letter, reward: MoneyStanding | None = None) -> list[tuple[str, str]]:
    """Everything of one, in words."""
    late = (one.delivered_on - one.due_on).days if one.delivered_on else 0
    told = [
        ("等次", f"{one.get_merit_display()} {one.title}".strip()),
        ("授予日期", f"{one.awarded_on:%Y-%m-%d}"),
        ("通知", f"{one.document_no}，{one.received_on:%Y-%m-%d} 收到"),
        ("由哪里送", place_name(one.region) + ("（上学前户籍地）" if one.from_college else "")),
        ("应送达", f"{one.due_on:%Y-%m-%d} 以前"),
        ("登记", f"{one.entered_by}"),
        ("核对", f"{one.checked_by}；人武部：{one.forces_said}" if one.forces_said else ""),
        ("不符的原因", one.checked_why),
        ("安排", f"{one.planned_on:%Y-%m-%d}，{one.team}" if one.planned_on else ""),
        (
            "送达",
            f"{one.delivered_on:%Y-%m-%d}{f'，晚了 {late} 天' if late > 0 else ''}"
            if one.delivered_on
            else "",
        ),
        ("奖励金", reward_words(one, reward)),
    ]
    return [(label, value) for label, value in told if value]
