"""公示 as statements: which rights and grants need it, and for which it is over.

Used by the calculation (an obstacle), by the list of what is due and by the invariants, so that the
three cannot disagree. ``{e}`` is an entitlement, ``{g}`` a grant; ``{day}`` a day: whose period
ended before it is over. Nothing here looks at objections: those hold (``Hold``).
"""

# Asked once for the whole statement. Where no rule is in force it is NULL, and nothing more costs;
# where one is, a comparison of days answers for everybody who was there before it.
_SINCE = "(SELECT min(first_on) FROM subsidies_publicityrule WHERE state = 'in_force')"


def _needs(scheme: str, day: str) -> str:
    return f"""COALESCE({day} >= {_SINCE}, false) AND COALESCE((
        SELECT r.is_needed FROM subsidies_publicityrule r
        WHERE r.scheme_id = {scheme} AND r.state = 'in_force' AND r.first_on <= {day}
        ORDER BY r.first_on DESC LIMIT 1
    ), false)"""


def _over(column: str, key: str, day: str) -> str:
    return f"""(
        EXISTS (
            SELECT FROM subsidies_publicityentry n
            JOIN subsidies_publicitynotice p ON p.id = n.notice_id
            WHERE n.{column} = {key} AND n.is_live AND p.state = 'published' AND p.last_on < {day}
        )
        OR EXISTS (
            SELECT FROM subsidies_publicitywaiver w
            WHERE w.{column} = {key} AND NOT w.is_withdrawn AND w.confirmed_at IS NOT NULL
        )
    )"""


def right_needs(e: str) -> str:
    """A right by the month needs it: by the rule of its day of approval, and not where it was
    taken over with months that another system had paid."""
    return f"""(
        {_needs(f"{e}.scheme_id", f"{e}.approved_on")}
        AND EXISTS (SELECT FROM subsidies_scheme c WHERE c.id = {e}.scheme_id AND c.cycle = 'month')
        AND {e}.ledger_from = {e}.start_month
        AND NOT EXISTS (
            SELECT FROM subsidies_posting o
            WHERE o.entitlement_id = {e}.id AND o.reason = 'opening'
        )
    )"""


def right_is_over(e: str, day: str) -> str:
    return _over("entitlement_id", f"{e}.id", day)


def grant_needs(g: str) -> str:
    """What was granted for a year or once needs it by the rule of the day of its approval."""
    decided = f"({g}.decided_at AT TIME ZONE 'Asia/Shanghai')::date"
    return f"({_needs(f'{g}.scheme_id', decided)})"


def grant_is_over(g: str, day: str) -> str:
    return _over("grant_id", f"{g}.id", day)


def unpublished(e: str, *, cycle: str, day: str, through: str) -> str:
    """The obstacle: something of this entitlement that is due has still to be made public.

    ``cycle`` is the scheme's: whether money flows by the month or was granted.
    """
    return f"""CASE WHEN {cycle} = 'month' THEN
            {right_needs(e)} AND NOT {right_is_over(e, day)}
        ELSE {_SINCE} IS NOT NULL AND EXISTS (
            SELECT FROM subsidies_grantdue d
            JOIN subsidies_grantshare sh ON sh.id = d.share_id
            JOIN subsidies_grant g ON g.id = sh.grant_id
            WHERE d.entitlement_id = {e}.id AND d.withdrawn_at IS NULL
              AND d.first_month <= {through}
              AND {grant_needs("g")} AND NOT {grant_is_over("g", day)}
        ) END"""


# What waits to be put on a roster. A right that cannot be paid for want of it keeps its mark, so
# only marked ones are looked at; one that was ended before its first month needs nothing.
RIGHTS_DUE = f"""
SELECT e.id, e.person_id, e.approved_on
FROM subsidies_recheckmark k
JOIN subsidies_entitlement e ON e.id = k.entitlement_id
WHERE (e.end_month IS NULL OR e.end_month >= e.start_month)
  AND {right_needs("e")}
  AND NOT EXISTS (SELECT FROM subsidies_publicityentry n
                  WHERE n.entitlement_id = e.id AND n.is_live)
  AND NOT EXISTS (SELECT FROM subsidies_publicitywaiver w
                  WHERE w.entitlement_id = e.id AND NOT w.is_withdrawn)
ORDER BY e.id
"""

GRANTS_DUE = f"""
SELECT g.id, g.person_id, (g.decided_at AT TIME ZONE 'Asia/Shanghai')::date
FROM subsidies_grant g
WHERE g.state IN ('approved', 'stopped')
  AND {grant_needs("g")}
  AND NOT EXISTS (SELECT FROM subsidies_publicityentry n WHERE n.grant_id = g.id AND n.is_live)
  AND NOT EXISTS (SELECT FROM subsidies_publicitywaiver w
                  WHERE w.grant_id = g.id AND NOT w.is_withdrawn)
ORDER BY g.id
"""

# What somebody draws, or has been granted, that needs it: the same, whatever has come of it.
NEEDED_BY = f"""
SELECT 'right', e.id
FROM subsidies_entitlement e
WHERE (e.person_id = %(person)s OR e.payee_id = %(person)s) AND {right_needs("e")}
UNION ALL
SELECT 'grant', g.id
FROM subsidies_grant g
WHERE g.id IN (
        SELECT id FROM subsidies_grant WHERE person_id = %(person)s
        UNION
        SELECT grant_id FROM subsidies_grantshare WHERE payee_id = %(person)s
    )
  AND g.state IN ('approved', 'stopped', 'cancelled')
  AND {grant_needs("g")}
"""

# The invariant: money went out on something that had still to be made public.
_CALCULATED = "(b.calculated_at AT TIME ZONE 'Asia/Shanghai')::date"
PAID_UNPUBLISHED = f"""
SELECT e.id AS subject, '批次 ' || b.id || ' 付款 ' || p.amount || '，公示还没有期满' AS what
FROM subsidies_payment p
JOIN subsidies_entitlement e ON e.id = p.entitlement_id
JOIN subsidies_batch b ON b.id = p.batch_id
WHERE p.state <> 'cancelled' AND b.kind = 'monthly'
  AND {right_needs("e")} AND NOT {right_is_over("e", _CALCULATED)}
UNION ALL
SELECT q.entitlement_id, to_char(q.month, 'YYYY-MM') || ' 核发入账 ' || q.amount
       || '，公示还没有期满'
FROM (
    SELECT x.entitlement_id, x.month, sum(x.amount) AS amount, max({_CALCULATED}) AS day
    FROM subsidies_posting x JOIN subsidies_batch b ON b.id = x.batch_id
    WHERE {_SINCE} IS NOT NULL AND x.component = 'grant'
      AND b.state IN ('approved', 'exported', 'settled', 'closed')
    GROUP BY 1, 2
) q
WHERE q.amount > (
    SELECT COALESCE(sum(d.amount), 0)
    FROM subsidies_grantdue d
    JOIN subsidies_grantshare sh ON sh.id = d.share_id
    JOIN subsidies_grant g ON g.id = sh.grant_id
    WHERE d.entitlement_id = q.entitlement_id AND d.first_month = q.month
      AND (NOT {grant_needs("g")} OR {grant_is_over("g", "q.day")})
)
"""
