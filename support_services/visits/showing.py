"""Visits as the pages of both doors take them: words and covered values."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from support_services.casework.selectors import cases_visible_to
from support_services.notices.states import LETTER_DAYS
from support_services.stations.rules import spoken_name
from support_services.visits.rules import behind
from support_services.visits.selectors import Round
from support_services.visits.states import NEED_LABELS, HandedKind, Met, Need, Reason, TakenBy
from veterans.foundation.masking import mask_phone
from veterans.regions.selectors import place_name
from veterans.registry.rules import age_on
from veterans.registry.selectors.file import papers_visible_to

Address = Callable[[int], str]
# What follows when a hand-over is voided.
TAKEN_BACK = (
    "送达的东西一并作废：光荣牌恢复为原来登记的，后来又改过的不动；书面通知、喜报重新等着送达。"
)


def round_row(one: Round, sums: tuple[int, int, int], today: date) -> dict[str, Any]:
    """A round, how far it is, and by how many it is behind an even pace."""
    total, met, tried = sums
    return {
        "title": one.task.title,
        "note": one.task.note,
        "at_home": one.task.at_home,
        "period": one.task.get_period_display(),
        "first": one.window.first,
        "last": one.window.last,
        "total": total,
        "met": met,
        "tried": tried,
        "left": total - met,
        "behind": behind(one.window, today, total=total, met=met),
    }


def person_row(who: Any, today: date) -> dict[str, Any]:
    """Somebody who is left; ``who`` carries ``last_met`` and ``tried``."""
    return {
        "name": who.name,
        "age": age_on(who.born_on, today),
        "village": spoken_name(who.region.name),
        "phone": mask_phone(str(who.phone)) if who.phone else "",
        "last_met": who.last_met,
        "tried": who.tried,
    }


def visit_row(visit: Any) -> dict[str, Any]:
    """A visit in a list."""
    return {
        "name": visit.person.name,
        "on": visit.visited_on,
        "act": "送达" if visit.reason == Reason.DELIVERY else "走访",
        "way": visit.get_way_display(),
        "met": visit.get_met_display(),
        "nobody": visit.met == Met.NOBODY,
        "reason": visit.get_reason_display(),
        "needs": [NEED_LABELS[Need(code)] for code in visit.needs],
        "gift": visit.gift,
        "by": visit.visited_by,
        "entered_at": visit.entered_at,
        "voided": visit.voided_why,
        "voided_by": visit.voided_by,
    }


def visit_body(user: Any, visit: Any, *, paper: Address, case: Address) -> dict[str, Any]:
    """What components/visit_body.html asks but ``person_url``: what was found, photos, and those
    of the cases it led to that this person may see."""
    photos = papers_visible_to(user).filter(pk__in=visit.papers.values("pk")).order_by("pk")
    cases = cases_visible_to(user).filter(pk__in=visit.cases.values("pk")).order_by("pk")
    return {
        **visit_row(visit),
        "found": visit.found or "",
        **_handed(visit),
        "photos": [paper(one.pk) for one in photos],
        "cases": [{"number": one.number, "url": case(one.pk)} for one in cases],
    }


def handed_line(row: Any) -> str:
    """One thing handed over, in words."""
    if row.kind == HandedKind.PLAQUE:
        told = f"光荣牌 {row.plaque_number}"
        if row.replaced_why:
            told += f"，换下 {row.stood_number}（{row.get_replaced_why_display()}）"
        return f"{told}；{row.what}" if row.what else told
    return f"{row.get_kind_display()}：{row.what}" if row.what else row.get_kind_display()


def taker_line(row: Any, *, named: bool) -> str:
    """Who took it; ``named``: with name and relation."""
    if row.taken_by == TakenBy.SELF or not named:
        return str(row.get_taken_by_display())
    return f"{row.get_taken_by_display()} {row.taker_name}（{row.taker_relation}）"


def _handed(visit: Any) -> dict[str, Any]:
    rows = list(visit.hand_overs.all())
    return {
        "handed": [handed_line(row) for row in rows],
        "taker": taker_line(rows[0], named=True) if rows else "",
    }


def letter_row(letter: Any, today: date) -> dict[str, Any]:
    """A printed letter that waits."""
    since = timezone.localdate(letter.handled_at)
    days = (today - since).days
    return {
        "name": letter.person.name,
        "village": place_name(letter.person.region),
        "title": letter.title,
        "due_on": letter.due_on,
        "since": since,
        "days": days,
        "late": days >= LETTER_DAYS,
    }


def key_row(key: Any) -> dict[str, Any]:
    """A key person in a list."""
    return {
        "name": key.person.name,
        "village": spoken_name(key.person.region.name),
        "reason": key.get_reason_display(),
        "every": key.get_every_display(),
        "since": key.valid_from,
        "by": key.entered_by,
    }
