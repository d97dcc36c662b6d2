"""Both lights of every item by the database, in one statement: the same as ``rules.light_of`` and
``rules.wait_light``."""

from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from support_services.double_list.models import Helper, ItemStep
from support_services.double_list.rules import (
    PERCENT,
    TURN_DAYS,
    Figures,
    oldest_turn,
    oldest_word,
)
from support_services.double_list.states import (
    AT_WORK,
    DONE,
    HELPED,
    STILL,
    ItemState,
    Light,
    Rhythm,
    Side,
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


_HELPED = sorted(one.value for one in HELPED)
# Whose turn it is, by state; where both sides have to agree, whoever has not.
_TURNS: dict[Side, Q] = {
    Side.ASKER: Q(state=ItemState.VERIFIED.value)
    | Q(state=ItemState.SORTED.value, asker_agreed_at__isnull=True),
    Side.ANSWERER: Q(state=ItemState.ASSIGNED.value)
    | Q(state=ItemState.SORTED.value, answerer_agreed_at__isnull=True),
    Side.OFFICE: Q(state__in=[ItemState.RETURNED.value, ItemState.CLAIMED.value]),
}


def wait_column(figures: Figures, calendar: Calendar, today: date) -> Case:
    """For ``annotate`` on items: the light of whoever is waited for."""

    def late(grace: int) -> Q:
        helped = late_helpers(figures, today, grace=grace).filter(item=OuterRef("pk"))
        return late_turns(figures, calendar, today, grace=grace) | Q(
            Exists(helped), state__in=_HELPED
        )

    waited = Q(state__in=sorted(one.value for one in TURN_DAYS)) | Q(
        Exists(Helper.objects.filter(item=OuterRef("pk"))), state__in=_HELPED
    )
    return Case(
        When(late(figures.grace_days), then=Value(Light.RED.value)),
        When(late(0), then=Value(Light.YELLOW.value)),
        When(waited, then=Value(Light.GREEN.value)),
        default=Value(Light.NONE.value),
        output_field=CharField(),
    )


def late_turns(figures: Figures, calendar: Calendar, today: date, *, grace: int = 0) -> Q:
    """Items whose next move is later than agreed, by more than ``grace`` days."""
    found = Q()
    for state, name in TURN_DAYS.items():
        cut = oldest_turn(getattr(figures, name), calendar, today - timedelta(days=grace))
        found |= Q(state=state.value, moved_on__lt=cut)
    return found


def late_helpers(figures: Figures, today: date, *, grace: int = 0) -> QuerySet[Helper]:
    """Helping units that have told nothing of their part for longer than agreed, by more than
    ``grace`` days; of items at work alone."""
    cut = today - timedelta(days=figures.help_days + grace)
    told = ItemStep.objects.filter(
        item=OuterRef("item"),
        unit=OuterRef("unit"),
        verb="help_report",
        on__gte=cut,
        disowned__isnull=True,
    )
    rows = Helper.objects.filter(item__state__in=_HELPED, item__assigned_on__lt=cut)
    return rows.filter(Q(since__isnull=True) | Q(since__lt=cut)).filter(~Exists(told))


def waits_for(
    side: Side, figures: Figures, calendar: Calendar, today: date, *, grace: int = 0
) -> Q:
    """Items of which that side is later than agreed."""
    if side is Side.HELPER:
        return Q(pk__in=late_helpers(figures, today, grace=grace).values("item"))
    return _TURNS[side] & late_turns(figures, calendar, today, grace=grace)


def _days(last: F, first: F | Cast) -> Func:
    """So many days lie between two dates, as a whole number."""
    return Func(
        last,
        first,
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
