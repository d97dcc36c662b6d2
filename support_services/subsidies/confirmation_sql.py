"""The yearly confirmation as set-based SQL: who joins, who leaves, who is held, who is let go.

Fixed statements for one round (``round``) and everybody or some (``people``: numbers, or NULL for
all), so that a county costs as many statements as one person. The caller holds the round's row.
``today`` and its ``month`` come from the door; nothing here reads a clock.
"""

# Whoever draws by one of the round's schemes this month: alive, begun, not ended, not suspended
# without an end.
_DRAWS = """
    JOIN registry_person p ON p.id = e.person_id AND p.died_on IS NULL
    WHERE e.start_month <= %(month)s AND (e.end_month IS NULL OR e.end_month >= %(month)s)
      AND NOT EXISTS (SELECT FROM subsidies_suspension u
                      WHERE u.entitlement_id = e.id AND u.last_month IS NULL
                        AND u.first_month <= %(month)s)
"""
_RIGHTS = """
    FROM subsidies_entitlement e
    JOIN subsidies_confirmationround_schemes s
        ON s.scheme_id = e.scheme_id AND s.confirmationround_id = %(round)s
"""
_ASKED = "(%(people)s::bigint[] IS NULL OR {}.person_id = ANY(%(people)s))"
_DRAWERS = f"SELECT e.person_id {_RIGHTS} {_DRAWS} AND {_ASKED.format('e')}"

# ``late`` is false only at the opening: whoever comes later gets days of his own.
_DAYS = """
    CASE WHEN %(late)s THEN GREATEST(r.last_day, %(today)s::date + r.late_days) ELSE r.last_day END
"""

JOIN = f"""
INSERT INTO subsidies_confirmationdue
    (round_id, person_id, state, joined_on, due_on, hold_on, home_visit)
SELECT r.id, p.id, 'due', %(today)s, x.due_on, x.due_on + r.grace_days + 1,
       COALESCE(p.born_on + make_interval(years => r.home_visit_age) <= r.last_day, false)
       OR (r.home_visit_grade IS NOT NULL AND EXISTS (
           SELECT FROM subsidies_entitlement e
           JOIN subsidies_determination t ON t.entitlement_id = e.id
           WHERE e.person_id = p.id AND t.grade BETWEEN 1 AND r.home_visit_grade
             AND t.first_month <= %(month)s
             AND (t.last_month IS NULL OR t.last_month >= %(month)s)))
FROM subsidies_confirmationround r
CROSS JOIN ({_DRAWERS} GROUP BY 1) w
JOIN registry_person p ON p.id = w.person_id
CROSS JOIN LATERAL (SELECT {_DAYS} AS due_on) x
WHERE r.id = %(round)s AND r.state = 'open'
ON CONFLICT (round_id, person_id) DO NOTHING
"""

# Somebody held leaves only by dying: what he was owed until then is certain. Where his rights
# ended otherwise, the months that were held back still wait for somebody to look.
LEAVE = f"""
UPDATE subsidies_confirmationdue d SET state = 'left'
FROM registry_person p
WHERE d.round_id = %(round)s AND p.id = d.person_id AND {_ASKED.format("d")}
  AND (d.state IN ('due', 'held') AND p.died_on IS NOT NULL
       OR d.state = 'due' AND d.person_id NOT IN ({_DRAWERS}))
"""

RETURN = f"""
UPDATE subsidies_confirmationdue d
SET state = 'due', joined_on = %(today)s, due_on = x.due_on, hold_on = x.due_on + r.grace_days + 1
FROM subsidies_confirmationround r
CROSS JOIN LATERAL (SELECT {_DAYS} AS due_on) x
WHERE r.id = %(round)s AND r.state = 'open' AND d.round_id = r.id AND d.state = 'left'
  AND d.person_id IN ({_DRAWERS})
"""

EXPIRE = f"""
UPDATE subsidies_confirmationdue d SET state = 'held'
FROM subsidies_confirmationround r
WHERE r.id = %(round)s AND r.state IN ('open', 'ended') AND d.round_id = r.id
  AND d.state = 'due' AND d.hold_on <= %(today)s AND {_ASKED.format("d")}
"""

# Signed by whoever opened the round: the machine carries out what that person brought into force.
HOLD = f"""
INSERT INTO subsidies_hold (entitlement_id, reason, placed_by_id, placed_at, release_note, due_id)
SELECT e.id, r.title || '：宽限期满没有确认', r.opened_by_id, %(at)s, '', d.id
{_RIGHTS}
JOIN subsidies_confirmationdue d
    ON d.round_id = %(round)s AND d.person_id = e.person_id AND d.state = 'held'
JOIN subsidies_confirmationround r ON r.id = d.round_id AND r.state IN ('open', 'ended')
{_DRAWS} AND {_ASKED.format("e")}
ORDER BY e.id
ON CONFLICT (entitlement_id, due_id) WHERE released_at IS NULL DO NOTHING
"""

RELEASE = f"""
UPDATE subsidies_hold h
SET released_by_id = COALESCE(%(by)s, r.opened_by_id), released_at = %(at)s,
    release_note = %(note)s
FROM subsidies_confirmationdue d
JOIN subsidies_confirmationround r ON r.id = d.round_id
WHERE h.due_id = d.id AND h.released_at IS NULL AND d.round_id = %(round)s
  AND (d.state <> 'held' OR r.state NOT IN ('open', 'ended')) AND {_ASKED.format("d")}
"""

# Each confirmation covers whatever waits for that person, in every round that had begun by then.
COVER = """
UPDATE subsidies_confirmationdue d SET state = 'confirmed', confirmation_id = c.id
FROM subsidies_confirmation c, subsidies_confirmationround r
WHERE c.id = ANY(%(confirmations)s) AND d.person_id = c.person_id AND d.round_id = r.id
  AND r.id = ANY(%(rounds)s) AND r.state IN ('open', 'ended')
  AND d.state IN ('due', 'held') AND r.first_day <= c.confirmed_on
"""

# For the audit of the books (``services.invariants``).
COUNT = "SELECT count(*) FROM subsidies_hold WHERE due_id IS NOT NULL"
FAULTS = """
SELECT h.entitlement_id AS subject,
       '暂缓 ' || h.id || '：确认状态 ' || d.state || '，轮次 ' || r.state AS what
FROM subsidies_hold h
JOIN subsidies_confirmationdue d ON d.id = h.due_id
JOIN subsidies_confirmationround r ON r.id = d.round_id
WHERE h.released_at IS NULL
  AND (d.state <> 'held' OR r.state NOT IN ('open', 'ended')
       OR d.hold_on > (h.placed_at AT TIME ZONE 'Asia/Shanghai')::date)
UNION ALL
SELECT min(e.id), '应暂缓而没有暂缓，应确认 ' || d.id
FROM subsidies_confirmationdue d
JOIN subsidies_confirmationround r ON r.id = d.round_id AND r.state IN ('open', 'ended')
JOIN subsidies_entitlement e ON e.person_id = d.person_id
WHERE d.state = 'held'
  AND NOT EXISTS (SELECT FROM subsidies_hold h WHERE h.due_id = d.id AND h.released_at IS NULL)
GROUP BY d.id
"""
FORFEITS = "SELECT count(*) FROM subsidies_confirmationforfeit"
FORFEIT_FAULTS = """
SELECT min(h.entitlement_id) AS subject, '不补发决定 ' || f.id || ' 与中止不一致' AS what
FROM subsidies_confirmationforfeit f
JOIN subsidies_hold h ON h.due_id = f.due_id
LEFT JOIN subsidies_suspension s ON s.forfeit_id = f.id
GROUP BY f.id
HAVING (f.state = 'confirmed') <> (count(s.id) > 0)
    OR min(s.first_month) < f.first_month OR max(s.last_month) > f.last_month
    OR count(s.id) <> count(s.last_month)
"""
