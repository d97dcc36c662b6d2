"""Whether a target is reached. Pure."""

from datetime import date
from decimal import Decimal

from support_services.steering.states import Standing


def standing_of(
    *,
    wanted: Decimal | None,
    number: Decimal | int | None,
    at_most: bool,
    year: int,
    today: date,
) -> Standing:
    """How a target of a year stands with the number of the day. ``at_most``: no more than that was
    promised. What can still be made good is short, what no longer can is missed: a number that
    must not be passed is lost when it is."""
    if wanted is None or number is None:
        return Standing.WORDS
    if (number <= wanted) if at_most else (number >= wanted):
        return Standing.REACHED
    return Standing.SHORT if today.year <= year and not at_most else Standing.MISSED
