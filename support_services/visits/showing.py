"""Visits as the pages of both doors take them: words and covered values."""

from collections.abc import Callable
from datetime import date
from typing import Any

from support_services.casework.selectors import cases_visible_to
from support_services.stations.rules import spoken_name
from support_services.visits.rules import behind
from support_services.visits.selectors import Round
from support_services.visits.states import NEED_LABELS, Met, Need
from veterans.foundation.masking import mask_phone
from veterans.registry.rules import age_on
from veterans.registry.selectors.file import papers_visible_to

Address = Callable[[int], str]


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
        "photos": [paper(one.pk) for one in photos],
        "cases": [{"number": one.number, "url": case(one.pk)} for one in cases],
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
