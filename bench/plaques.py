"""How every home stands, at a district's 31,904 homes and at ten times that: the nightly statement
beside plain SQL of the same conditions.

``python -m bench.plaques`` starts a server of its own and fills a register (``conditions_seed``,
three people a home). Each round runs the statement without writing and a SELECT that asks the same
of each home by hand, one right after the other, in turn which is first; both must give the same
number of homes in every state. Beside them the first night, which writes everything, and a quiet
night, which finds nothing new. Ratios are what counts.
"""

import argparse
import os
import statistics
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

from bench import own_servers

TODAY = date(2026, 11, 5)
AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
HOMES = 31_904
# People under one roof, as ``conditions_seed`` fills it.
ROOF = 3
LIMIT = 2.0

# Home by home, as somebody would write it who was asked once: no one is told anything yet, nothing
# was asked for or withdrawn.
_LIVING = "p.household_id = h.id AND p.died_on IS NULL"
_VETERANS = "'SS-L','SS-G','SS-B','LSZN','YWB','JS','DIS','FY','DB','CZ','CS','NC60','SH','TY'"
_HEAD = f"{_LIVING} AND p.relation = '户主'"
_HOLDS = """l.kind = 'hukou' AND (l.valid_from IS NULL OR l.valid_from <= %(today)s)
                  AND (l.valid_to IS NULL OR l.valid_to > %(today)s)"""
PLAIN = f"""
SELECT CASE WHEN due AND EXISTS (
                 SELECT FROM registry_person p JOIN registry_residence l ON l.person_id = p.id
                  WHERE {_HEAD} AND {_HOLDS} AND l.region_id IS NULL) THEN 'left'
            WHEN h.plaque_number = '' THEN 'due'
            WHEN due AND EXISTS (
                 SELECT FROM registry_person p JOIN registry_residence l ON l.person_id = p.id
                   JOIN LATERAL (SELECT b.region_id FROM registry_residence b
                                  WHERE b.person_id = p.id AND b.kind = 'hukou'
                                    AND (b.valid_from IS NULL OR b.valid_from < l.valid_from)
                                  ORDER BY b.valid_from DESC NULLS LAST LIMIT 1) b
                     ON b.region_id IS DISTINCT FROM l.region_id
                  WHERE {_HEAD} AND {_HOLDS} AND l.region_id IS NOT NULL
                    AND l.valid_from > h.plaque_hung_on) THEN 'replace'
            WHEN due THEN 'hung' WHEN keeps THEN 'kept' ELSE 'excess' END AS state, count(*)
  FROM registry_household h
 CROSS JOIN LATERAL (SELECT
       EXISTS (SELECT FROM registry_person p JOIN registry_personcategory c ON c.person_id = p.id
                WHERE {_LIVING} AND c.category IN ({_VETERANS}) AND c.valid_from <= %(today)s
                  AND (c.valid_to IS NULL OR c.valid_to > %(today)s))
    OR EXISTS (SELECT FROM registry_person p JOIN registry_serviceperiod s ON s.person_id = p.id
                WHERE {_LIVING} AND s.enlisted_on <= %(today)s
                  AND s.status IN ('conscript', 'sergeant', 'officer')) AS due) d
 CROSS JOIN LATERAL (SELECT
       EXISTS (SELECT FROM registry_person p JOIN registry_personcategory c ON c.person_id = p.id
                WHERE p.household_id = h.id AND c.category IN ({_VETERANS})
                  AND (p.died_on >= DATE '2018-07-29' AND c.valid_from <= p.died_on
                       AND (c.valid_to IS NULL OR c.valid_to > p.died_on
                            OR c.category IN ('JS', 'YWB'))
                    OR p.died_on IS NULL AND c.category IN ('JS', 'YWB')
                       AND c.valid_to <= %(today)s))
    OR EXISTS (SELECT FROM registry_person p JOIN registry_serviceperiod s ON s.person_id = p.id
                WHERE p.household_id = h.id AND p.died_on >= DATE '2018-07-29'
                  AND s.enlisted_on <= p.died_on
                  AND s.status IN ('conscript', 'sergeant', 'officer')) AS keeps) k
 WHERE h.plaque_number <> '' OR due GROUP BY 1
"""
# Beside the seed: the first under each roof is its head, with his hukou; one in twenty moved to
# another village after the plaque was hung, one in two hundred out of the county.
HUKOU = """
SET session_replication_role = replica;
UPDATE registry_person SET relation = '户主' WHERE id %% 3 = 0;
UPDATE registry_household SET plaque_hung_on = DATE '2021-01-01' WHERE plaque_number <> '';
TRUNCATE registry_residence;
INSERT INTO registry_residence (person_id, kind, region_id, valid_to, entered_at)
SELECT id, 'hukou', region_id,
       CASE WHEN id %% 20 = 0 OR id %% 200 = 3 THEN DATE '2022-01-01' END, now()
  FROM registry_person WHERE relation = '户主';
INSERT INTO registry_residence (person_id, kind, region_id, address, valid_from, entered_at)
SELECT id, 'hukou', CASE WHEN id %% 20 = 0 THEN 14 + (region_id - 13) %% 240 END,
       CASE WHEN id %% 20 > 0 THEN '\\x01'::bytea END, DATE '2022-01-01', now()
  FROM registry_person WHERE relation = '户主' AND (id %% 20 = 0 OR id %% 200 = 3);
SET session_replication_role = DEFAULT;
ANALYZE registry_person, registry_household, registry_residence;
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.plaques", description=__doc__)
    parser.add_argument("--homes", type=int, nargs="+", default=[HOMES, 10 * HOMES])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    worst = 0.0
    with own_servers():
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench import conditions_seed

        call_command("migrate", verbosity=0)
        print(f"PostgreSQL {connection.pg_version // 10000}, {os.cpu_count()} cores", flush=True)
        for homes in options.homes:
            conditions_seed.fill(homes * ROOF)
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE plaques_standing, plaques_task CASCADE")
                cursor.execute(HUKOU.replace("%%", "%"))
            worst = max(worst, _measure(homes, options.rounds))
    print(f"\nworst ratio {worst:.2f} of {LIMIT}")
    return 0 if worst <= LIMIT else 1


def _measure(homes: int, rounds: int) -> float:
    """The median ratio of the statement, which only reckons, to the plain SQL."""
    from honors.plaques.rule_book import book_on
    from honors.plaques.services.reckoning_sql import statement

    book = book_on(TODAY)
    reckoned, given = statement(book, TODAY, None, write=False)
    asked = f"SELECT state, count(*) FROM ({reckoned}) r GROUP BY 1"
    _run(asked, given)
    _run(PLAIN, {"today": TODAY})
    ratios, seconds = [], []
    for number in range(rounds):
        pairs: list[tuple[str, Any]] = [(asked, given), (PLAIN, {"today": TODAY})]
        if number % 2:
            pairs.reverse()
        took = {sql: _run(sql, params) for sql, params in pairs}
        assert took[asked][1] == took[PLAIN][1], (took[asked][1], took[PLAIN][1])
        ratios.append(took[asked][0] / took[PLAIN][0])
        seconds.append((took[asked][0], took[PLAIN][0]))
    full, params = statement(book, TODAY, None)
    first, told = _run(full, params)
    quiet, again = _run(full, params)
    assert again == [(0, 0, 0, 0)], again
    ratio = statistics.median(ratios)
    load = "/".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{homes:,} homes, {homes * ROOF:,} people, load {load}")
    print(f"  reckoned {statistics.median(a for a, _ in seconds):.2f} s,"
          f" plain {statistics.median(b for _, b in seconds):.2f} s: {ratio:.2f} ×")  # fmt: skip
    print(f"  first night {first:.2f} s {told[0]}, quiet night {quiet:.2f} s", flush=True)
    return ratio


def _run(sql: str, params: Any) -> tuple[float, list[Any]]:
    from django.db import connection

    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql, params)
        rows = sorted(cursor.fetchall())
        return time.perf_counter() - started, rows


if __name__ == "__main__":
    sys.exit(main())
