"""The stations' day at size: every page asked as the door is asked, beside a bare one.

``python -m bench.day`` starts servers of its own, fills a bureau (``day_seed``: the real network,
238 stations, 40,000 people and what is written about them) and asks every page (``day_pages``)
through the portal's WSGI application, middleware, session and all, as a worker of the largest
village, one of the largest town, and a preparer of the bureau. Before each page stands the bare one
of the same door (``day_urls``), so that both meet the machine in the same state. Ratios are what
counts; what grows with the people shows in a second size (``--people 40000 400000``).
"""

import argparse
import gc
import io
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench import own_servers

LIMIT = 10.0
SLOW = 0.3
GROWS = 2.0
WARMING = 2


@dataclass
class Desk:
    """Somebody at a door: the bare page, the pages of the day, seconds and queries of each."""

    name: str
    bare: str
    pages: list[Any]
    cookie: str
    token: str = ""
    bare_times: list[float] = field(default_factory=list)
    bare_queries: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.day", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[40_000])
    parser.add_argument("--rounds", type=int, default=20, help="times each page is asked")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--all", action="store_true", help="a line for pages within limits, too")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.day_settings"
    with own_servers():
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.day_settings"
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        before: list[Desk] = []
        beyond = 0
        for size in options.people:
            desks = _fill(size)
            _ask_all(desks, rounds=options.rounds, only=options.only)
            beyond += report(desks, before, whole=options.all)
            before = before or desks
    return 1 if beyond else 0


def _fill(size: int) -> list[Desk]:
    from django.db import connection

    from bench import day_pages, day_seed
    from bench.signed_in import cookie_of
    from veterans.accounts.models import User

    started = time.perf_counter()
    filled = day_seed.fill(size)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"\nPostgreSQL {connection.pg_version // 10000}, {os.cpu_count()} cores, load {load};"
        f" filled in {time.perf_counter() - started:.0f} s: "
        + ", ".join(f"{table.split('_', 1)[1]} {count:,}" for table, count in filled.rows.items())
        + f"; the largest village {filled.village_people:,} people,"
        f" the largest town {filled.town_people:,}",
        flush=True,
    )
    places = (("village", filled.village), ("town", filled.town))
    desks = [
        Desk(
            name,
            "/station/bench/{}/",
            day_pages.of_station(region),
            cookie_of(User.objects.get(username=f"w{region.code}")),
        )
        for name, region in places
    ]
    clerk = cookie_of(User.objects.get(username="p"))
    return [*desks, Desk("bureau", "/bench/bureau/{}/", day_pages.of_bureau(filled.town), clerk)]


class Portal:
    """The portal's WSGI application, asked in this process."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application

        self.application = get_wsgi_application()

    def ask(
        self, path: str, desk: Desk, sent: Any = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body."""
        path, _, query = path.partition("?")
        body = urlencode(sent).encode() if sent is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if sent is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if sent is not None else "",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": desk.cookie,
            "HTTP_X_CSRFTOKEN": desk.token,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        answered: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            answered[:] = [int(status.split()[0]), headers]
            return lambda _: None

        answer = self.application(environ, start)
        text = b"".join(answer)
        answer.close()
        return answered[0], answered[1], text

    def timed(self, path: str, desk: Desk, sent: Any = None) -> float:
        """Seconds; whatever is not 200 ends the run."""
        started = time.perf_counter()
        status, _, text = self.ask(path, desk, sent)
        spent = time.perf_counter() - started
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {text[:400].decode()}")
        return spent

    def enter(self, desk: Desk) -> None:
        """Take the token that posting needs."""
        _, headers, text = self.ask(desk.bare.format(1), desk)
        cookies = [value for name, value in headers if name.lower() == "set-cookie"]
        desk.cookie = "; ".join([desk.cookie, *(one.split(";")[0] for one in cookies)])
        found = re.search(r'name="csrf-token" content="([^"]+)"', text.decode())
        if found is None:
            raise RuntimeError(f"no token at {desk.bare}")
        desk.token = found[1]


@contextmanager
def _counted() -> Iterator[list[int]]:
    from django.db import connection

    count = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def _ask_all(desks: list[Desk], *, rounds: int, only: str) -> None:
    """Every page of every desk in an order by chance, ``rounds`` times, each after a bare one."""
    chance = Random(7)
    portal = Portal()
    for desk in desks:
        portal.enter(desk)
        desk.pages = [one for one in desk.pages if only in one.name]
        with _counted() as count:
            portal.timed(desk.bare.format(2), desk)
        desk.bare_queries = count[0]
    everything = [(desk, asked) for desk in desks for asked in desk.pages]
    gc.collect()
    gc.freeze()
    for turn in range(-WARMING, rounds):  # the first few only warm up
        chance.shuffle(everything)
        for desk, asked in everything:
            bare = portal.timed(desk.bare.format(chance.randrange(1, 10_000)), desk)
            if turn == -1:
                with _counted() as count:
                    portal.timed(asked.path, desk, asked.sent)
                desk.queries[asked.name] = count[0]
                continue
            spent = portal.timed(asked.path, desk, asked.sent)
            if turn >= 0:
                desk.bare_times.append(bare)
                desk.times.setdefault(asked.name, []).append(spent)


def report(desks: list[Desk], before: list[Desk], *, whole: bool) -> int:
    """A line of milliseconds for each page, or for those beyond a limit only; how many these
    are. ``before``: the same desks with fewer people, for what grows."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"asked; load {load}")
    beyond = 0
    for desk in desks:
        bare50, bare95 = statistics.median(desk.bare_times), _p95(desk.bare_times)
        then = next((one for one in before if one.name == desk.name), None)
        grown = f", grown × {bare50 / statistics.median(then.bare_times):.1f}" if then else ""
        print(
            f"\n{desk.name}: bare page p50 {bare50 * 1e3:.1f} ms, p95 {bare95 * 1e3:.1f} ms,"
            f" {desk.bare_queries} queries{grown}; {len(desk.times)} pages"
        )
        for name, times in sorted(desk.times.items()):
            p50, p95 = statistics.median(times), _p95(times)
            growth = p50 / statistics.median(then.times[name]) if then else 0.0
            marks = [
                mark
                for mark, is_so in (
                    (f"OVER {LIMIT:g} ×", p95 / bare95 > LIMIT),
                    (f"OVER {SLOW * 1e3:.0f} MS", p95 > SLOW),
                    ("GROWS", growth > GROWS),
                )
                if is_so
            ]
            beyond += bool(marks)
            if whole or marks:
                print(
                    f"  {name:28} p50 {p50 * 1e3:6.1f} ms = {p50 / bare50:5.2f} ×,"
                    f" p95 {p95 * 1e3:6.1f} ms = {p95 / bare95:5.2f} ×,"
                    f" {desk.queries[name]:3} queries"
                    + (f", grown × {growth:.1f}" if then else "")
                    + ("  " + ", ".join(marks) if marks else "")
                )
    print(
        f"\nlimits: p95 within {LIMIT:g} × of the bare page's and {SLOW * 1e3:.0f} ms,"
        f" growth within × {GROWS:g}; pages beyond: {beyond}",
        flush=True,
    )
    return beyond


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    sys.exit(main())
