"""Who hears what, on which day: one SELECT for a rule, whatever number of people it is about.

The dry run counts what it gives, the preview groups it, the planner inserts it: there is no second
opinion about it. Column order is that of ``COLUMNS``.
"""

from collections.abc import Sequence
from typing import Any

from support_services.notices.channels import sms
from support_services.notices.models import ReminderRule
from support_services.notices.occasions import Occasion
from support_services.notices.rules import Step
from support_services.notices.states import Audience, Channel
from veterans.accounts.roles import Role

COLUMNS = (
    *("subject_kind", "subject_id", "due_on", "offset_days", "say_on", "audience"),
    *("person_id", "region_id", "channel", "state", "role", "words"),
    *("hearer_kind", "hearer_id", "hearer_name"),
)

# One row for each subject and day, of people who live and whose file stands for itself.
_SAID = """
    steps AS MATERIALIZED (
        SELECT * FROM unnest(%(due)s::date[], %(offsets)s::int[], %(audiences)s::text[],
                             %(say)s::date[]) AS s (due_on, offset_days, audience, say_on)
    ),
    found AS MATERIALIZED (
        SELECT DISTINCT ON (f.subject_id, f.due_on)
               f.subject_id, f.person_id, f.due_on, f.words, p.phone IS NOT NULL AS rings,
               COALESCE(p.region_id, f.region_id) AS region_id, {hearer}
        FROM ({finder}) f
        LEFT JOIN registry_person p ON p.id = f.person_id
        WHERE p.died_on IS NULL AND p.merged_into_id IS NULL
        ORDER BY f.subject_id, f.due_on
    ),
    said AS (
        SELECT %(subject)s::text AS subject_kind, f.subject_id, s.due_on, s.offset_days, s.say_on,
               s.audience, f.person_id, f.region_id,
               CASE WHEN f.rings AND %(first_channel)s = 'sms' THEN 'sms'
                    WHEN %(letters)s THEN 'letter' ELSE 'sms' END AS channel,
               CASE WHEN f.rings AND %(first_channel)s = 'sms' OR %(letters)s
                    THEN 'waiting' ELSE 'cancelled' END AS state,
               '' AS role, f.words, '' AS hearer_kind, NULL::bigint AS hearer_id,
               '' AS hearer_name
        FROM found f JOIN steps s ON s.due_on = f.due_on AND s.audience = 'person'
        WHERE f.person_id IS NOT NULL
      UNION ALL
        SELECT %(hears)s::text, f.hearer_id, s.due_on, s.offset_days, s.say_on, s.audience,
               NULL::bigint, NULL::bigint, 'sms',
               CASE WHEN bool_or(f.hearer_rings) AND %(rings)s THEN 'waiting' ELSE 'cancelled' END,
               '', min(f.words::text)::jsonb || jsonb_build_object(
                   '项数', count(*)::text,
                   'subjects', jsonb_agg(f.subject_id ORDER BY f.subject_id)),
               %(hears)s::text, f.hearer_id, min(f.hearer_name)
        FROM found f JOIN steps s ON s.due_on = f.due_on AND s.audience = 'unit'
        WHERE f.hearer_id IS NOT NULL
        GROUP BY f.hearer_id, s.due_on, s.offset_days, s.say_on, s.audience
      UNION ALL
        SELECT 'region', COALESCE(g.region_id, 0), g.due_on, g.offset_days, g.say_on, g.audience,
               NULL::bigint, g.region_id, 'inbox', 'sent',
               CASE WHEN g.audience = 'bureau' THEN %(role)s ELSE '' END,
               g.words || jsonb_build_object('人数', g.people::text), '', NULL::bigint, ''
        FROM (
            SELECT s.due_on, s.offset_days, s.say_on, s.audience,
                   CASE s.audience WHEN 'bureau' THEN NULL::bigint
                       WHEN 'town' THEN CASE WHEN r.level = 'village' THEN r.parent_id ELSE r.id END
                       ELSE r.id END AS region_id,
                   count(DISTINCT COALESCE(f.person_id, f.subject_id)) AS people,
                   min(f.words::text)::jsonb AS words
            FROM found f
            JOIN steps s ON s.due_on = f.due_on AND s.audience NOT IN ('person', 'unit')
            LEFT JOIN regions_region r ON r.id = f.region_id
            WHERE s.audience = 'bureau' OR r.id IS NOT NULL
            GROUP BY 1, 2, 3, 4, 5
        ) g
    )
"""


_OWN_HEARER = "f.hearer_id, f.hearer_name, f.hearer_rings"
_NO_HEARER = "NULL::bigint AS hearer_id, '' AS hearer_name, false AS hearer_rings"


def said_by(
    rule: ReminderRule, occasion: Occasion, steps: Sequence[Step]
) -> tuple[str, dict[str, Any]]:
    """The WITH clause that ends in ``said``, and its parameters. ``steps`` is not empty."""
    query = occasion.finder(sorted({step.due_on for step in steps}))
    own = {
        "due": [step.due_on for step in steps],
        "offsets": [step.offset for step in steps],
        "audiences": [step.audience.value for step in steps],
        "say": [step.say_on for step in steps],
        "subject": occasion.subject,
        "first_channel": rule.channels[0],
        "letters": Channel.LETTER.value in rule.channels and rule.audience == Audience.PERSON,
        "role": Role.PREPARER.value,
        "hears": occasion.hears,
        "rings": sms.is_on(),
    }
    if own.keys() & query.params.keys():
        raise ValueError(f"the finder of {occasion.key} uses a name of the planner's own")
    hearer = _OWN_HEARER if occasion.hears else _NO_HEARER
    return "WITH" + _SAID.format(finder=query.sql, hearer=hearer), {**query.params, **own}


def insert(said: str) -> str:
    """The statement that writes what a WITH clause of ``said_by`` gives."""
    return f"{_INSERT_INTO}{said}{_INSERT_FROM}"


_INSERT_INTO = (
    "INSERT INTO notices_notice (about, rule_id, title, link, written_at, next_try_at, sent_at,"
    f" key, attempts, answer, {', '.join(COLUMNS)}) "
)
_INSERT_FROM = (
    "SELECT %(about)s, %(rule)s, %(title)s, '', %(at)s, %(at)s,"
    " CASE WHEN state = 'sent' THEN %(at)s::timestamptz END, gen_random_uuid(), 0,"
    " CASE WHEN state <> 'cancelled' THEN '' WHEN %(rings)s OR audience <> 'unit' THEN 'no_phone'"
    " ELSE 'sms_off' END,"
    f" {', '.join(COLUMNS)} FROM said ORDER BY say_on, subject_id ON CONFLICT DO NOTHING"
)
COUNT = (
    "SELECT say_on, audience, channel, state, count(*) FROM said GROUP BY 1, 2, 3, 4"
    " ORDER BY 1, 2, 3"
)
# What is not written yet: for the dry run, which says what the planner would add.
FRESH = """
    WHERE NOT EXISTS (
        SELECT 1 FROM notices_notice n
        WHERE n.about = %(about)s AND n.subject_kind = said.subject_kind
          AND n.subject_id = said.subject_id AND n.due_on = said.due_on
          AND n.offset_days = said.offset_days AND n.audience = said.audience)
"""
COUNT_FRESH = COUNT.replace(" GROUP BY", FRESH + " GROUP BY")
# People behind one day of a rule, by place and name; the same people, whoever hears.
PEOPLE = (
    "SELECT f.person_id, f.due_on, count(*) OVER () FROM found f"
    " JOIN registry_person p ON p.id = f.person_id JOIN regions_region r ON r.id = f.region_id"
    " WHERE r.path >= %(path)s AND r.path < %(path_end)s"
    " AND f.due_on IN (SELECT due_on FROM steps)"
    " ORDER BY r.path, p.name, p.id, f.due_on LIMIT %(limit)s OFFSET %(start)s"
)
