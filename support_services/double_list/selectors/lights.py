"""The light of every item by the database, in one statement: the same as ``rules.light_of``."""

from datetime import date

from django.db.models import CharField
from django.db.models.expressions import RawSQL

from support_services.double_list.rules import Figures, oldest_word
from support_services.double_list.states import AT_WORK, DONE, STILL, ItemState, Rhythm
from veterans.workdays.rules import Calendar

# A silence is over a day before which the last word must not lie; each rhythm has two such days.
_LIGHT = """(
CASE
  WHEN i.state = ANY(%s) THEN 'grey'
  WHEN i.state = ANY(%s) THEN CASE WHEN i.claimed_on > i.deadline THEN 'red' ELSE 'green' END
  WHEN i.state <> ALL(%s) THEN 'none'
  WHEN i.deadline < %s
    OR (i.state = ANY(%s)
        AND i.said_on < CASE i.rhythm WHEN 'weekly' THEN %s::date ELSE %s::date END) THEN 'red'
  WHEN i.deadline - %s::date <= %s
    OR (i.deadline - %s::date) * 100 <= (i.deadline - i.assigned_on) * %s
    OR (i.state = ANY(%s)
        AND i.said_on < CASE i.rhythm WHEN 'weekly' THEN %s::date ELSE %s::date END) THEN 'yellow'
  ELSE 'green'
END)""".replace("i.", "double_list_item.")


def light_column(figures: Figures, calendar: Calendar, today: date) -> RawSQL:
    """For ``annotate``, on a queryset whose table is that of items."""

    def cut(rhythm: Rhythm, more: int) -> date:
        return oldest_word(figures.silence(rhythm) + more, figures, calendar, today)

    at_work = sorted(one.value for one in AT_WORK)
    return RawSQL(
        _LIGHT,
        (
            sorted(one.value for one in STILL),
            sorted(one.value for one in DONE),
            [*at_work, ItemState.RETURNED.value],
            *(today, at_work),
            cut(Rhythm.WEEKLY, figures.grace_days),
            cut(Rhythm.MONTHLY, figures.grace_days),
            *(today, figures.yellow_days, today, figures.yellow_percent, at_work),
            cut(Rhythm.WEEKLY, 0),
            cut(Rhythm.MONTHLY, 0),
        ),
        output_field=CharField(),
    )
