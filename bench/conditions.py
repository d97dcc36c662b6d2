"""Whom the items of the catalogue mean, among a million: compiled trees beside SQL by hand.

``python -m bench.conditions`` starts a server of its own, fills a register (``conditions_seed``)
and counts the people of every shipped item that is published with conditions. For some of them,
from one condition to the most nested, a statement written by hand says the same
(``conditions_plain``); each round runs both, one right after the other, in turn which is first,
and both must count the same people. Ratios are what counts.
"""

import argparse
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench import own_servers
from bench.conditions_plain import PLAIN

TODAY = date(2026, 11, 5)
NAMED = {"today": TODAY, "month": TODAY.replace(day=1)}
LIMIT = 2.0


@dataclass
class Twins:
    """One item at one size: seconds of each round, compiled and by hand."""

    people: int = 0
    compiled: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(a / b for a, b in zip(self.compiled, self.plain, strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.conditions", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5, help="of each pair of statements")
    parser.add_argument("--explain", action="store_true", help="plans of whatever is beyond 2 ×")
    options = parser.parse_args()
    measured: dict[int, tuple[dict[str, Twins], dict[str, float]]] = {}
    with own_servers():
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench import conditions_seed

        call_command("migrate", verbosity=0)
        print(f"PostgreSQL {connection.pg_version // 10000}, {os.cpu_count()} cores", flush=True)
        for size in options.people:
            started = time.perf_counter()
            conditions_seed.fill(size)
            filled = time.perf_counter() - started
            print(f"\n{size:,} people (filled in {filled:.0f} s), load {_load()}", flush=True)
            measured[size] = (pairs(options.rounds, explain=options.explain), whole())
            sought(measured[size][1])
            print(f"  load {_load()}", flush=True)
    return report(measured)


def _load() -> str:
    return "/".join(f"{one:.1f}" for one in os.getloadavg())


def _compiled() -> dict[str, tuple[str, Any]]:
    """By code, the statement of every item that is published with conditions."""
    from support_services.catalogue.reference import shipped
    from veterans.registry.criteria.compiling import whom
    from veterans.registry.criteria.tree import parse

    found = {}
    for row in shipped():
        if row["criteria"] is not None and row["state"] == "published":
            made = whom(parse(row["criteria"]), TODAY, select="count(*)")
            found[row["code"]] = (made.sql, list(made.params))
    return found


def _timed(sql: str, params: Any) -> tuple[float, int]:
    """Seconds, and what was counted."""
    from django.db import connection

    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql, params)
        counted = cursor.fetchone()[0]
        return time.perf_counter() - started, int(counted)


def pairs(rounds: int, *, explain: bool) -> dict[str, Twins]:
    """Every item that has a twin by hand, ``rounds`` times after one that only warms up."""
    statements = _compiled()
    found = {code: Twins() for code in PLAIN}
    for turn in range(-1, rounds):
        for code, twins in found.items():
            both = [("compiled", *statements[code]), ("plain", PLAIN[code], NAMED)]
            counted = set()
            for which, sql, params in both if turn % 2 else reversed(both):
                spent, people = _timed(sql, params)
                counted.add(people)
                if turn >= 0:
                    getattr(twins, which).append(spent)
            if len(counted) != 1:
                raise RuntimeError(f"{code}: compiled and plain count {counted}")
            twins.people = counted.pop()
    for code, twins in found.items():
        print(
            f"  {code}: {twins.people:7,} people, compiled"
            f" {statistics.median(twins.compiled) * 1e3:6.0f} ms, by hand"
            f" {statistics.median(twins.plain) * 1e3:6.0f} ms, ratio {twins.ratio:.2f}",
            flush=True,
        )
        if explain and twins.ratio > LIMIT:
            _explain(*statements[code])
            _explain(PLAIN[code], NAMED)
    return found


def _explain(sql: str, params: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF) {sql}", params)
        for (line,) in cursor.fetchall():
            print(f"    {line}", flush=True)


def whole() -> dict[str, float]:
    """Seconds of each statement of the catalogue, once."""
    found = {}
    for code, statement in _compiled().items():
        found[code], _ = _timed(*statement)
    slowest = max(found, key=lambda code: found[code])
    print(
        f"  the whole catalogue, {len(found)} statements: {sum(found.values()):.2f} s;"
        f" median {statistics.median(found.values()) * 1e3:.0f} ms,"
        f" slowest {slowest}: {found[slowest] * 1e3:.0f} ms",
        flush=True,
    )
    return found


def sought(counted: dict[str, float]) -> None:
    """The finder over the items that are sought out: the first night, when every gap is written,
    and the next, when nothing changed; beside counting whom these items mean, and no more."""
    from django.db import connection

    from support_services.catalogue.models import Edition
    from support_services.catalogue.reference import ensure_catalogue
    from support_services.finder.models import Gap
    from support_services.finder.services.comparing import carry_on, start_run

    ensure_catalogue()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE finder_gap, finder_run")
    rows = Edition.objects.filter(state="published", seeks=True)
    codes = list(rows.values_list("item__code", flat=True))
    limit = sum(counted[code] for code in codes)
    for night, days in (("first", 0), ("next", 1)):
        at = datetime(2026, 11, 5, 2, tzinfo=UTC) + timedelta(days=days)
        started = time.perf_counter()
        run = start_run(by=None, at=at)
        carry_on(run_id=run.pk, now=lambda at=at: at)  # type: ignore[misc]
        spent = time.perf_counter() - started
        run.refresh_from_db()
        print(
            f"  finder, {len(codes)} items, {night} night: {spent:.2f} s, {run.found:,} found,"
            f" {run.closed:,} closed; {spent / limit:.2f} x counting whom they mean"
            f" ({limit:.2f} s); {Gap.objects.count():,} gaps",
            flush=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE finder_gap")


def report(measured: dict[int, tuple[dict[str, Twins], dict[str, float]]]) -> int:
    """Growth from the smallest to the largest; 1 where a statement is beyond the limit."""
    small, large = min(measured), max(measured)
    if small != large:
        print(f"\nfrom {small:,} to {large:,} people")
        for code, twins in measured[large][0].items():
            less = statistics.median(measured[small][0][code].compiled)
            print(f"  {code}: × {statistics.median(twins.compiled) / less:.1f}")
        sums = [sum(measured[size][1].values()) for size in (small, large)]
        print(f"  the whole catalogue: × {sums[1] / sums[0]:.1f}")
    beyond = [code for code, twins in measured[large][0].items() if twins.ratio > LIMIT]
    print(f"\nlimit: {LIMIT:g} × the statement by hand; beyond it: {', '.join(beyond) or 'none'}")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
