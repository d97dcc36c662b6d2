"""How every home stands, by one statement: it reckons, writes what changed, opens, closes tasks.

The same as ``rules.standing``, set by set: what each member is a ground for, who keeps a plaque,
what was asked for, decided and answered; joined to the homes once. Held equal to it by a property
test.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from honors.plaques.rules import CAUSES, RANK, SOLDIERS, Book
from honors.plaques.states import (
    GROUNDS_OF_PLEAS,
    IN_FORCE,
    TASK_OF,
    Closed,
    Ground,
    Outcome,
    Stand,
    Why,
)

_PLEAS = ", ".join(f"'{one.value}'" for one in GROUNDS_OF_PLEAS)
_FORCE = ", ".join(f"'{one.value}'" for one in IN_FORCE)
_GROUND = " ".join(f"WHEN {RANK[one]} THEN '{one.value}'" for one in Ground)
_TASK = " ".join(f"WHEN '{stand.value}' THEN '{kind.value}'" for stand, kind in TASK_OF.items())

RECKONED = f"""
WITH rule AS MATERIALIZED (
    SELECT * FROM unnest(%(codes)s::text[], %(ranks)s::int[], %(stays)s::bool[])
        AS r (code, rank, stays)),
reason AS MATERIALIZED (
    SELECT p.household_id AS home,
           CASE WHEN p.died_on IS NULL AND c.valid_from <= %(today)s
                     AND (c.valid_to IS NULL OR c.valid_to > %(today)s) THEN r.rank END AS rank,
           c.valid_from <= COALESCE(p.died_on, %(today)s)
               AND (p.died_on IS NULL OR p.died_on >= %(cutoff)s)
               AND CASE WHEN c.valid_to <= COALESCE(p.died_on, %(today)s) THEN r.stays
                        ELSE p.died_on IS NOT NULL END AS keeps
      FROM registry_personcategory c
      JOIN rule r ON r.code = c.category
      JOIN registry_person p ON p.id = c.person_id
     WHERE p.household_id IS NOT NULL{{people}}
    UNION ALL
    SELECT p.household_id,
           CASE WHEN p.died_on IS NOT NULL OR s.enlisted_on > %(today)s THEN NULL
                WHEN s.discharged_on <= %(today)s THEN %(served)s::int
                ELSE %(serving)s::int END,
           p.died_on IS NOT NULL AND p.died_on >= %(cutoff)s AND s.enlisted_on <= p.died_on
      FROM registry_serviceperiod s JOIN registry_person p ON p.id = s.person_id
     WHERE p.household_id IS NOT NULL AND s.status = ANY(%(soldiers)s){{people}}
    UNION ALL
    SELECT p.household_id,
           CASE WHEN p.died_on IS NULL THEN {RANK[Ground.APPLIED]} END,
           p.died_on IS NOT NULL AND p.died_on >= %(cutoff)s
      FROM plaques_application a JOIN registry_person p ON p.id = a.person_id
     WHERE p.household_id = a.home_id AND a.state = 'granted' AND a.kind IN ({_PLEAS}){{people}}),
due AS MATERIALIZED (
    SELECT home, min(rank) AS rank, bool_or(keeps) AS keeps FROM reason GROUP BY home),
roof AS MATERIALIZED (
    SELECT p.household_id AS home, bool_or(p.died_on IS NULL) AS lives
      FROM registry_person p WHERE p.household_id IS NOT NULL{{people}} GROUP BY 1),
head AS MATERIALIZED (
    SELECT p.household_id AS home, max(l.valid_from) AS since
      FROM registry_person p
      JOIN registry_household h ON h.id = p.household_id AND h.plaque_hung_on IS NOT NULL
      JOIN registry_residence l ON l.person_id = p.id AND l.kind = 'living'
           AND l.valid_to IS NULL AND l.region_id = h.region_id AND l.valid_from > h.plaque_hung_on
     WHERE %(moved_house)s AND p.relation = '户主' AND p.died_on IS NULL{{people}} GROUP BY 1),
hukou AS MATERIALIZED (
    SELECT home, bool_or(village IS NULL) AS has_left,
           max(valid_from) FILTER (WHERE village IS NULL) AS left_on,
           max(valid_from) FILTER (WHERE valid_from > hung_on AND place > 1 AND village IS NOT NULL
                                         AND village IS DISTINCT FROM before) AS changed
      FROM (SELECT p.household_id AS home, h.plaque_hung_on AS hung_on, l.region_id AS village,
                   l.valid_from, l.valid_to, row_number() OVER w AS place,
                   lag(l.region_id) OVER w AS before
              FROM registry_residence l
              JOIN registry_person p ON p.id = l.person_id
              JOIN registry_household h ON h.id = p.household_id
             WHERE l.kind = 'hukou' AND p.relation = '户主' AND p.died_on IS NULL{{people}}
            WINDOW w AS (PARTITION BY l.person_id ORDER BY l.valid_from NULLS FIRST)) rows
     WHERE (valid_from IS NULL OR valid_from <= %(today)s)
       AND (valid_to IS NULL OR valid_to > %(today)s) GROUP BY 1),
asked AS MATERIALIZED (
    SELECT home_id, max(asked_on) FILTER (WHERE kind = 'worn') AS worn,
           max(asked_on) FILTER (WHERE kind = 'again') AS again
      FROM plaques_application WHERE state = 'granted' AND kind IN ('worn', 'again'){{of_home}}
     GROUP BY 1),
withdrawn AS MATERIALIZED (
    SELECT home_id, bool_or(state IN ({_FORCE})) AS in_force,
           bool_or(state = 'restored') AS restored
      FROM plaques_withdrawal WHERE true{{of_home}} GROUP BY 1),
told AS MATERIALIZED (
    SELECT DISTINCT ON (home_id, kind) home_id, kind, outcome, answered_on
      FROM plaques_task WHERE outcome <> ''{{of_home}}
     ORDER BY home_id, kind, answered_on DESC, id DESC),
reckoned AS MATERIALIZED (
    SELECT h.id AS home, h.plaque_number <> '' AS hangs, d.rank, COALESCE(d.keeps, false) AS keeps,
           COALESCE(r.lives, false) AS lives, COALESCE(w.in_force, false) AS in_force,
           COALESCE(w.restored, false) AS restored,
           CASE WHEN h.plaque_hung_on IS NULL OR a.worn > h.plaque_hung_on THEN a.worn END AS worn,
           GREATEST(e.since, CASE WHEN %(hukou_changed)s THEN u.changed END) AS moved,
           %(hukou_changed)s AND u.changed > COALESCE(e.since, '-infinity') AS by_hukou,
           %(hukou_left)s AND COALESCE(u.has_left, false) AS has_left, u.left_on,
           CASE WHEN a.again >= t.answered_on THEN NULL ELSE t.outcome END AS told,
           t.answered_on AS told_on, x.outcome AS kept_on, x.answered_on AS kept_told_on,
           y.outcome AS as_it_is, y.answered_on AS as_it_is_on
      FROM registry_household h
      LEFT JOIN due d ON d.home = h.id
      LEFT JOIN roof r ON r.home = h.id
      LEFT JOIN head e ON e.home = h.id
      LEFT JOIN hukou u ON u.home = h.id
      LEFT JOIN asked a ON a.home_id = h.id
      LEFT JOIN withdrawn w ON w.home_id = h.id
      LEFT JOIN told t ON t.home_id = h.id AND t.kind = 'hang' AND t.answered_on > %(fresh)s
      LEFT JOIN told x ON x.home_id = h.id AND x.kind = 'take' AND x.answered_on > %(fresh)s
      LEFT JOIN told y ON y.home_id = h.id AND y.kind = 'replace' AND y.answered_on > %(fresh)s
     WHERE (h.plaque_number <> '' OR d.rank IS NOT NULL OR w.in_force){{of_h}}),
judged AS MATERIALIZED (
    SELECT home, rank, hangs, worn, moved, by_hukou, left_on, told_on, kept_told_on, lives,
           CASE WHEN in_force AND hangs THEN '{Stand.TAKE_IN.value}'
                WHEN in_force THEN '{Stand.WITHDRAWN.value}'
                WHEN rank IS NOT NULL AND has_left THEN '{Stand.LEFT.value}'
                WHEN NOT hangs AND told IN ('declined', 'moved', 'not_so') THEN told
                WHEN NOT hangs AND restored THEN '{Stand.RESTORED.value}'
                WHEN NOT hangs THEN '{Stand.DUE.value}'
                WHEN rank IS NOT NULL AND COALESCE(worn, moved) IS NOT NULL
                     AND NOT COALESCE(as_it_is IN ('declined', 'not_so')
                                      AND as_it_is_on >= COALESCE(worn, moved), false)
                     THEN '{Stand.REPLACE.value}'
                WHEN rank IS NOT NULL THEN '{Stand.HUNG.value}'
                WHEN keeps THEN '{Stand.KEPT.value}'
                WHEN kept_on = '{Outcome.NOT_SO.value}' THEN 'told'
                ELSE '{Stand.EXCESS.value}' END AS state
      FROM reckoned),
found AS MATERIALIZED (
    SELECT home, CASE state WHEN 'told' THEN '{Stand.KEPT.value}' ELSE state END AS state,
           CASE WHEN state IN ('kept', 'told', 'excess') THEN '' ELSE
               COALESCE(CASE rank {_GROUND} END, '') END AS ground,
           CASE state WHEN 'take_in' THEN '{Why.WITHDRAWN.value}'
                WHEN 'withdrawn' THEN '{Why.WITHDRAWN.value}'
                WHEN 'replace' THEN CASE WHEN worn IS NOT NULL THEN '{Why.WORN.value}'
                                         WHEN by_hukou THEN '{Why.HUKOU_CHANGED.value}'
                                         ELSE '{Why.MOVED_HOUSE.value}' END
                WHEN 'left' THEN '{Why.HUKOU_LEFT.value}'
                WHEN 'kept' THEN '{Why.STAYS.value}' WHEN 'told' THEN '{Why.TOLD.value}'
                WHEN 'excess' THEN CASE WHEN lives THEN '{Why.NOT_MEANT.value}'
                                        ELSE '{Why.NOBODY.value}' END
                ELSE '' END AS why,
           CASE WHEN state IN ('declined', 'moved', 'not_so') THEN told_on
                WHEN state = 'replace' THEN COALESCE(worn, moved)
                WHEN state = 'left' THEN left_on
                WHEN state = 'told' THEN kept_told_on END AS fact_on
      FROM judged)
"""
_WRITTEN = f""",
wanted AS MATERIALIZED (
    SELECT home, CASE state {_TASK} END AS kind, state FROM found),
written AS (
    INSERT INTO plaques_standing AS s (home_id, state, ground, why, fact_on, since)
    SELECT f.home, f.state, f.ground, f.why, f.fact_on, %(today)s
      FROM found f LEFT JOIN plaques_standing o ON o.home_id = f.home
     WHERE (o.state, o.ground, o.why, o.fact_on)
           IS DISTINCT FROM (f.state, f.ground, f.why, f.fact_on)
    ON CONFLICT (home_id) DO UPDATE SET state = EXCLUDED.state, ground = EXCLUDED.ground,
        why = EXCLUDED.why, fact_on = EXCLUDED.fact_on,
        since = CASE WHEN s.state = EXCLUDED.state THEN s.since ELSE EXCLUDED.since END
    RETURNING 1),
gone AS (
    DELETE FROM plaques_standing s
     WHERE NOT EXISTS (SELECT FROM found f WHERE f.home = s.home_id){{of_s}}
    RETURNING 1),
opened AS (
    INSERT INTO plaques_task (home_id, kind, found_on, closed_why, outcome, note, spot)
    SELECT w.home, w.kind, %(today)s, '', '', '', ''
      FROM wanted w
     WHERE w.kind IS NOT NULL AND NOT EXISTS (
           SELECT FROM plaques_task t WHERE t.home_id = w.home AND t.closed_on IS NULL)
    ON CONFLICT (home_id) WHERE closed_on IS NULL DO NOTHING
    RETURNING 1),
turned AS (
    UPDATE plaques_task t SET kind = w.kind
      FROM wanted w WHERE w.home = t.home_id AND t.closed_on IS NULL AND w.kind <> t.kind
    RETURNING 1),
closed AS (
    UPDATE plaques_task t SET closed_on = %(today)s, closed_why = CASE
           WHEN EXISTS (SELECT FROM found f WHERE f.home = t.home_id AND f.state = 'hung')
                THEN '{Closed.HUNG.value}'
           WHEN EXISTS (SELECT FROM found f WHERE f.home = t.home_id AND f.state = 'withdrawn')
                THEN '{Closed.WITHDRAWN.value}'
           WHEN EXISTS (SELECT FROM found f WHERE f.home = t.home_id AND f.state = 'left')
                THEN '{Closed.LEFT.value}'
           ELSE '{Closed.NOT_MEANT.value}' END
     WHERE t.closed_on IS NULL{{of_t}} AND NOT EXISTS (
           SELECT FROM wanted w WHERE w.home = t.home_id AND w.kind IS NOT NULL)
    RETURNING 1)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed),
       (SELECT count(*) FROM written) + (SELECT count(*) FROM gone),
       (SELECT count(*) FROM turned)
"""


def statement(
    book: Book, today: date, homes: Sequence[int] | None, *, write: bool = True
) -> tuple[str, dict[str, Any]]:
    """The statement with its values: of every home, or of these. It gives how many tasks it opened
    and closed and how many homes stand otherwise; without ``write``, how each stands."""
    some = homes is not None
    parts = {
        "people": " AND p.household_id = ANY(%(homes)s)" if some else "",
        "of_home": " AND home_id = ANY(%(homes)s)" if some else "",
        "of_h": " AND h.id = ANY(%(homes)s)" if some else "",
        "of_s": " AND s.home_id = ANY(%(homes)s)" if some else "",
        "of_t": " AND t.home_id = ANY(%(homes)s)" if some else "",
    }
    end = _WRITTEN if write else " SELECT home, state, ground, why, fact_on FROM found"
    params: dict[str, Any] = {
        "today": today,
        "cutoff": book.cutoff,
        "fresh": today - timedelta(days=book.peace),
        "codes": list(book.categories),
        "ranks": [RANK[ground] for ground, _ in book.categories.values()],
        "stays": [stays for _, stays in book.categories.values()],
        "serving": RANK[book.service["serving"]] if "serving" in book.service else None,
        "served": RANK[book.service["served"]] if "served" in book.service else None,
        **{cause.value: cause in book.causes for cause in CAUSES},
        "soldiers": list(SOLDIERS),
        "homes": list(homes) if homes is not None else None,
    }
    return (RECKONED + end).format(**parts), params


def compared(now: Book, then: Book, today: date) -> tuple[str, dict[str, Any]]:
    """How many homes would stand otherwise by another book: (state, other state, homes), "" where
    there is nothing to say of a home. One statement, so both see the same files; it only reads."""
    one, given = statement(now, today, None, write=False)
    other, more = statement(then, today, None, write=False)
    sql = f"""
    WITH now_found AS MATERIALIZED ({one}),
    then_found AS MATERIALIZED ({other.replace("%(", "%(then_")})
    SELECT COALESCE(n.state, ''), COALESCE(t.state, ''), count(*)
      FROM now_found n FULL JOIN then_found t USING (home)
     WHERE n.state IS DISTINCT FROM t.state GROUP BY 1, 2
    """
    return sql, {**given, **{f"then_{name}": value for name, value in more.items()}}
