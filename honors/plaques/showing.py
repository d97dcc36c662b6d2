"""Plaques as the pages of both staff doors take them: words only."""

from collections.abc import Iterable, Mapping
from typing import Any

from honors.plaques import rule_book
from honors.plaques.models import Application, Standing, Task, Withdrawal
from honors.plaques.rule_lines import Line
from honors.plaques.selectors import Covered
from honors.plaques.states import (
    MISSING,
    OUGHT,
    OUTCOME_LABELS,
    PLEA_STATES,
    STAND_LABELS,
    TASK_LABELS,
    WITHDRAWAL_LABELS,
    Outcome,
    PleaState,
    Stand,
    TaskKind,
    WithdrawalState,
)
from support_services.stations.rules import spoken_name
from veterans.accounts.bureau_pages import address
from veterans.foundation.masking import mask_address, mask_name, mask_phone
from veterans.regions.selectors import place_name
from veterans.registry.models import Household, Paper


def head_of(home: Any, *, covered: bool = False) -> str:
    """Whose home it is: the head, or else whoever lives there, or the last who did; ``covered``:
    with the name as for a paper that goes round."""
    people = home.people if hasattr(home, "people") else list(home.person_set.all())
    rows = sorted(people, key=lambda one: (one.died_on is not None, one.relation != "户主", one.pk))
    if not rows:
        return f"第 {home.number} 户"
    more = f"等 {len(rows)} 人" if len(rows) > 1 else ""
    name = mask_name(rows[0].name) if covered else rows[0].name
    return f"{name}{'（已去世）' if rows[0].died_on else ''}{more}"


def standing_row(one: Standing, *, covered: bool = False) -> dict[str, Any]:
    """A home in a list; ``covered``: names as for a paper that goes round."""
    label, tone = STAND_LABELS[Stand(one.state)]
    told = _told_at_the_door(one)
    return {
        "told": "" if covered else told,
        "who": head_of(one.home, covered=covered),
        "number": one.home.number,
        "place": place_name(one.home.region),
        "plaque": one.home.plaque_number,
        "hung_on": one.home.plaque_hung_on,
        "state": one.state,
        "state_label": label,
        "state_tone": tone,
        "ground": one.get_ground_display() if one.ground else "",
        "why": one.get_why_display() if one.why else "",
        "fact_on": one.fact_on,
        "since": one.since,
    }


def _told_at_the_door(one: Standing) -> str:
    """What somebody said there, where that is why nothing hangs; brought by ``narrowed``."""
    if one.state not in ("declined", "moved", "not_so"):
        return ""
    answers = getattr(one.home, "answers", [])
    return next((row.note for row in answers if row.outcome == one.state), "")


def task_row(one: Task) -> dict[str, Any]:
    label, tone = TASK_LABELS[TaskKind(one.kind)]
    outcome = OUTCOME_LABELS[Outcome(one.outcome)] if one.outcome else ("", "")
    return {
        "who": head_of(one.home),
        "number": one.home.number,
        "village": spoken_name(one.home.region.name),
        "plaque": one.home.plaque_number,
        "kind": one.kind,
        "kind_label": label,
        "kind_tone": tone,
        "found_on": one.found_on,
        "closed_on": one.closed_on,
        "closed": one.get_closed_why_display() if one.closed_why else "",
        "outcome_label": outcome[0],
        "outcome_tone": outcome[1],
        "note": one.note,
        "spot": one.get_spot_display() if one.spot else "",
        "by": str(one.answered_by or ""),
        "at": one.answered_at,
    }


def route_row(one: Task, *, door: bool) -> dict[str, Any]:
    """A line of the paper that is carried from door to door. ``door``: whether it says which door
    (``services.routes``). The telephone is covered for everybody; one is opened in the file."""
    people = (
        one.home.people if hasattr(one.home, "people") else []
    )  # as ``selectors.PEOPLE`` brings
    called = sorted(
        (who for who in people if who.died_on is None and who.phone),
        key=lambda who: (who.relation != "户主", who.pk),
    )
    return {
        **task_row(one),
        "address": _address(one.home, door),
        "phone": mask_phone(str(called[0].phone)) if called else "",
    }


def _address(home: Household, door: bool) -> str:
    text = str(home.address or "")
    return text if door else mask_address(text)


def plea_row(one: Application, papers: Iterable[Paper] = ()) -> dict[str, Any]:
    """``papers``: those that the reader may see, by the bureau's address."""
    label, tone = PLEA_STATES[PleaState(one.state)]
    return {
        "papers": [
            {"url": address("paper", paper.pk), "is_picture": _is_picture(paper)}
            for paper in papers
        ],
        "kind": one.get_kind_display(),
        "who": one.person.name,
        "place": place_name(one.home.region),
        "told": one.told,
        "asked_on": one.asked_on,
        "asked_by": str(one.asked_by),
        "state_label": label,
        "state_tone": tone,
        "decided_by": str(one.decided_by or ""),
        "decided_why": one.decided_why,
        "soldier": one.soldier.name if one.soldier is not None else "",
    }


def _is_picture(paper: Paper) -> bool:
    return bool(paper.stored.content_type.startswith("image/"))


def withdrawal_rows(rows: Iterable[Withdrawal]) -> list[dict[str, Any]]:
    """One query more, however many."""
    reasons = rule_book.reasons_known()
    return [withdrawal_row(one, reasons) for one in rows]


def withdrawal_row(one: Withdrawal, reasons: Mapping[str, Line] | None = None) -> dict[str, Any]:
    label, tone = WITHDRAWAL_LABELS[WithdrawalState(one.state)]
    rule = (rule_book.reasons_known() if reasons is None else reasons).get(one.reason)
    return {
        "pk": one.pk,
        "who": one.person.name,
        "place": place_name(one.home.region),
        "reason": rule.label if rule is not None else one.reason,
        "source": rule.source if rule is not None else "",
        "fact_on": one.fact_on,
        "document_no": one.document_no,
        "note": str(one.note) if one.note else "",
        "decision_no": one.decision_no,
        "state_label": label,
        "state_tone": tone,
        "hands": [
            (what, str(by), at)
            for what, by, at in (
                ("提出收回", one.asked_by, one.asked_at),
                ("决定", one.decided_by, one.decided_at),
                ("申请恢复", one.back_asked_by, one.back_asked_at),
                ("批准恢复", one.restored_by, one.restored_at),
            )
            if by is not None
        ],
        "back_why": one.back_why,
    }


def covered_row(one: Covered, url: str) -> dict[str, Any]:
    """One place of the coverage, with why homes are missing, in words."""
    return {
        "name": one.region.name,
        "ought": one.ought,
        "hung": one.hung,
        "missing": one.missing,
        "share": one.share,
        "why": missing_told(one.by),
        "kept": one.by.get("kept", 0),
        "left": one.by.get("left", 0),
        "others": sum(one.by.get(s, 0) for s in ("excess", "take_in", "withdrawn")),
        "url": url,
    }


def missing_told(by: dict[str, int]) -> str:
    """``待挂 3 户，本人拒挂 1 户``; "" where nothing is missing."""
    return "，".join(
        f"{STAND_LABELS[one][0]} {by[one.value]} 户" for one in MISSING if by.get(one.value)
    )


def outside_told(by: Mapping[str, int]) -> str:
    """What does not count as 应挂: ``保留，不再更换 61 户``; "" for none."""
    return "，".join(
        f"{STAND_LABELS[one][0]} {by[one.value]} 户"
        for one in Stand
        if one not in OUGHT and by.get(one.value)
    )


def home_title(home: Household) -> str:
    return f"{place_name(home.region)} {home.number}"


def moves_told(moves: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """How homes would stand otherwise, the most first; "" is told as 不在名单."""

    def word(state: str) -> tuple[str, str]:
        return STAND_LABELS[Stand(state)] if state else ("不在名单", "idle")

    rows = sorted(moves.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"before": word(before), "after": word(after), "count": number}
        for (before, after), number in rows
    ]
