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
from collections.abc import Iterator
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
    parser.add_argument("--items", type=int, default=100, help="of the finder's long night")
    parser.add_argument("--finder-only", action="store_true", help="its long nights alone")
    parser.add_argument("--explain", action="store_true", help="plans of whatever is beyond 2 ×")
    options = parser.parse_args()
    measured: dict[int, tuple[dict[str, Twins], dict[str, float]]] = {}
    nights: dict[int, list[float]] = {}
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
            if options.finder_only:
                measured[size], nights[size] = ({}, {}), [finder(options.items)]
            else:
                measured[size] = (pairs(options.rounds, explain=options.explain), whole())
                nights[size] = [finder(None), finder(options.items)]
            print(f"  load {_load()}", flush=True)
    return report(measured, nights)


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


def finder(items: int | None) -> float:
    """The finder over the items that are sought out, or over so many: the first night, when every
    gap is written, and the next, when nothing changed. Beside it: the same conditions, each as one
    statement that counts. The ratio of the next night."""
    from django.db import connection

    from support_services.catalogue.models import Edition
    from support_services.catalogue.reference import ensure_catalogue
    from support_services.finder.models import Gap
    from support_services.finder.services.comparing import carry_on, start_run

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalogue_item, finder_run CASCADE")
    ensure_catalogue()
    if items is not None:
        _make(items)
    rows = list(Edition.objects.filter(state="published", seeks=True).order_by("item__code"))
    ratio = 0.0
    for night, days in (("first", 0), ("next", 1)):
        limit = sum(_timed(*statement)[0] for statement in _asked_of(rows))
        at = datetime(2026, 11, 5, 2, tzinfo=UTC) + timedelta(days=days)
        started = time.perf_counter()
        run = start_run(by=None, at=at)
        carry_on(run_id=run.pk, now=lambda at=at: at)  # type: ignore[misc]
        spent = time.perf_counter() - started
        ratio = spent / limit
        run.refresh_from_db()
        print(
            f"  finder, {len(rows)} items, {night} night: {spent:.2f} s, {run.found:,} found,"
            f" {run.closed:,} closed; {ratio:.2f} x the same conditions by plain SQL"
            f" ({limit:.2f} s); {Gap.objects.count():,} gaps",
            flush=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE finder_gap")
    return ratio


def _asked_of(rows: list[Any]) -> Iterator[tuple[str, Any]]:
    """Every set that the finder needs of these items, counted: whom an item means, who has it, and
    whom it would mean with one paper more."""
    from support_services.catalogue.selectors import tree_of
    from veterans.registry.criteria.compiling import whom
    from veterans.registry.criteria.editing import granted
    from veterans.registry.criteria.judging import papers
    from veterans.registry.criteria.tree import Any_

    for edition in rows:
        tree, has = tree_of(edition), tree_of(edition, "enjoyed")
        with_one = [granted(tree, leaf) for leaf in papers(tree)] if tree is not None else []
        brought = Any_(tuple(one for one in with_one if one is not None)) if all(with_one) else None
        for one in (tree, has, brought if with_one else None):
            if one is not None:
                made = whom(one, TODAY, select="count(*)")
                yield made.sql, list(made.params)


def _make(items: int) -> None:
    """So many items that are sought out: the conditions of those that are shipped, over and over;
    everybody whom one means has it, but those born in the first days of a month."""
    from support_services.catalogue.models import Edition, Item

    early = [
        {"kind": "born", "from": f"{year}-03-01", "to": f"{year}-03-03"}
        for year in range(1930, 2000, 5)
    ]
    shipped = [
        (one, one.criteria)
        for one in Edition.objects.filter(state="published", staff_only=False).order_by("pk")
        if one.criteria is not None
    ]
    Edition.objects.update(seeks=False)
    for number in range(items):
        one, criteria = shipped[number % len(shipped)]
        one.pk, one.seeks = None, True
        one.item = Item.objects.create(code=f"9{number:03d}")
        one.enjoyed = {"all": [criteria, {"not": {"any": early}}]}
        one.save()


def report(
    measured: dict[int, tuple[dict[str, Twins], dict[str, float]]], nights: dict[int, list[float]]
) -> int:
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
    beyond += [f"finder, {n:.2f} ×" for n in nights[large] if n > LIMIT]
    print(f"\nlimit: {LIMIT:g} × the statement by hand; beyond it: {', '.join(beyond) or 'none'}")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
