"""Conditions of some shipped items as somebody would write them who has only this one to write.

By the code of the item, from one condition to the most nested; parameters ``today`` and ``month``
(the first of its month). They do not follow ``criteria.compiling``: sets of people by number, put
together by IN, UNION and INTERSECT.
"""

VETERANS = ("DIS", "FY", "DB", "CZ", "CS", "NC60", "SH", "TY")
BEREAVED = ("SS-L", "SS-G", "SS-B")
SERVING = ("YWB", "JS")
_ON = (
    "(valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to > %(today)s)"
)


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _held(*codes: str) -> str:
    return (
        f"SELECT person_id FROM registry_personcategory WHERE category IN ({_codes(codes)})"
        " AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to > %(today)s)"
    )


def _lives(kind: str, *values: str) -> str:
    return (
        f"SELECT person_id FROM registry_circumstance WHERE kind = '{kind}'"
        f" AND value IN ({_codes(values)}) AND {_ON}"
    )


def _paper(*kinds: str) -> str:
    return (
        f"SELECT person_id FROM registry_certificate WHERE kind IN ({_codes(kinds)})"
        " AND NOT is_void AND (valid_to IS NULL OR valid_to >= %(today)s)"
    )


def _graded(where: str) -> str:
    return (
        "SELECT e.person_id FROM subsidies_determination d"
        " JOIN subsidies_entitlement e ON e.id = d.entitlement_id"
        " JOIN subsidies_scheme s ON s.id = e.scheme_id AND s.code = 'disability_pension'"
        f" WHERE ({where})"
        " AND e.start_month <= %(month)s AND (e.end_month IS NULL OR e.end_month >= %(month)s)"
        " AND d.first_month <= %(month)s AND (d.last_month IS NULL OR d.last_month >= %(month)s)"
    )


def _people(*sets: str, more: str = "") -> str:
    """The living who are in each of the sets."""
    wanted = "".join(f" AND id IN ({one})" for one in sets)
    return (
        "SELECT count(*) FROM registry_person p"
        f" WHERE died_on IS NULL AND merged_into_id IS NULL{wanted}{more}"
    )


def _either(*sets: str) -> str:
    return " UNION ALL ".join(f"({one})" for one in sets)


def _both(*sets: str) -> str:
    return " INTERSECT ".join(f"({one})" for one in sets)


PLAIN: dict[str, str] = {
    # One condition: few codes, many codes, another table.
    "203": _people(_held(*BEREAVED)),
    "404": _people(_held(*VETERANS, *BEREAVED, *SERVING)),
    "206": _people("SELECT person_id FROM registry_placement WHERE mode = 'self'"),
    # Two that both have to hold.
    "407": _people(_held("SS-L"), _paper("preferential")),
    "609": _people(
        "SELECT person_id FROM registry_serviceperiod WHERE discharged_on IS NOT NULL"
        " AND extract(year FROM age(discharged_on, enlisted_on)) >= 5",
        _lives("education", "10", "20", "30"),
    ),
    # With a "not".
    "202": _people(
        _held("DIS"),
        _graded("d.grade BETWEEN 1 AND 4"),
        more=f" AND NOT EXISTS (SELECT FROM ({_lives('support', 'institution')}) c"
        " WHERE c.person_id = p.id)",
    ),
    # One of two is enough.
    "107": _people(
        _either(
            _held("CZ"),
            "SELECT person_id FROM registry_merit WHERE kind IN ('title', 'first', 'second')",
        )
    ),
    # Groups within groups.
    # OR between two INs reads well and takes minutes: the larger set does not fit into the memory
    # of a hash, and is read from its beginning for everybody.
    "304": _people(
        _either(
            _held("DIS", *BEREAVED, "LSZN", *SERVING),
            "SELECT id FROM registry_person WHERE born_on <= DATE '1966-11-05'"
            f" AND id IN ({_held(*VETERANS)})",
        )
    ),
    "705": _people(
        _held(*VETERANS, *BEREAVED, "LSZN", *SERVING), _paper("preferential", "disabled")
    ),
    "703": _people(
        _either(
            _both(_held("DIS"), _paper("disabled")),
            _both(_held(*BEREAVED), _paper("preferential")),
        )
    ),
    "301": _people(
        _either(
            _both(
                _held(*VETERANS),
                _either(_lives("living", "childless"), _lives("self_care", "unable")),
            ),
            _both(_held(*BEREAVED), _lives("living", "childless")),
        )
    ),
    "201": _people(
        _held("DIS"),
        _graded("d.rate_class IN ('combat', 'duty') OR d.rate_class = 'illness' AND d.grade <= 6"),
    ),
}
