"""The light of every item by the database, in one statement: the same as ``rules.light_of``."""

from datetime import date, timedelta

from django.db.models import Case, CharField, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from support_services.double_list.rules import PERCENT, Figures, oldest_word
from support_services.double_list.states import (
    AT_WORK,
    DONE,
    STILL,
    ItemState,
    Light,
    Rhythm,
)
from veterans.workdays.rules import Calendar


def light_column(figures: Figures, calendar: Calendar, today: date) -> Case:
    """For ``annotate`` on items; of several that hold the first is meant.

    A silence is over a day before which the last word must not lie (``rules.oldest_word``): each
    rhythm has one such day for yellow and one for red.
    """

    def silent(more: int) -> Q:
        found = Q()
        for rhythm in Rhythm:
            days = figures.silence(rhythm) + more
            cut = oldest_word(days, figures, calendar, today)
            found |= Q(rhythm=rhythm.value, said_on__lt=cut)
        return Q(state__in=at_work) & found

    at_work = sorted(one.value for one in AT_WORK)
    done = sorted(one.value for one in DONE)
    left = _days(F("deadline"), Cast(Value(today), DateField()))
    whole = _days(F("deadline"), F("assigned_on"))
    short = LessThanOrEqual(left * Value(PERCENT), whole * Value(figures.yellow_percent))
    red, yellow, green = (Value(one.value) for one in (Light.RED, Light.YELLOW, Light.GREEN))
    return Case(
        When(state__in=sorted(one.value for one in STILL), then=Value(Light.GREY.value)),
        When(state__in=done, claimed_on__gt=F("deadline"), then=red),
        When(state__in=done, then=green),
        When(~Q(state__in=[*at_work, ItemState.RETURNED.value]), then=Value(Light.NONE.value)),
        When(deadline__lt=today, then=red),
        When(silent(figures.grace_days), then=red),
        When(deadline__lte=today + timedelta(days=figures.yellow_days), then=yellow),
        When(short, then=yellow),
        When(silent(0), then=yellow),
        default=green,
        output_field=CharField(),
    )


def _days(last: F, first: F | Cast) -> Func:
    """So many days lie between two dates, as a whole number."""
    return Func(
        last,
        first,
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
