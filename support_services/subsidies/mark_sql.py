"""How a right is marked for a fresh look, by whatever statement finds out that it needs one."""


def mark(select: str) -> str:
    """The end of a statement that marks what ``select`` gives: a right's id and a month, once each.

    ``select`` is in the order of the ids, like everybody who touches marks: two who mark the same
    people wait for one another instead of in a circle. The earlier month stays.
    """
    return f"""
INSERT INTO subsidies_recheckmark AS k (entitlement_id, from_month)
{select}
ON CONFLICT (entitlement_id) DO UPDATE
SET from_month = LEAST(k.from_month, EXCLUDED.from_month), seq = EXCLUDED.seq"""
