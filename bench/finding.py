"""Finding a person among a million, over HTTP, beside a bare look-up by primary key.

``python -m bench.finding`` starts servers of its own, fills a register (``finding_seed``), opens
the portal with gunicorn and asks as the box does while somebody types: for the bureau, for a town
and for a village. Before every question stands a bare look-up (``finding_urls``) with the same
session, so that both meet the machine in the same state. Ratios are what counts.
"""

import argparse
import http.client
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from bench import own_servers

LIMIT = 3.0
ROOT = Path(__file__).resolve().parent.parent
AREA_INDEXES = ("person_area", "person_area_name")
TOWN, VILLAGE = "370399003000", "370399003005"
# What is typed, by way; of each way the worst is there: the commonest names and initials.
WAYS: dict[str, tuple[str, ...]] = {
    "name": ("张伟", "王伟", "李建国", "刘芳", "欧阳建国", "单志强", "曾国平", "无此人"),
    "name, beginning": ("张", "王", "李", "曾", "单", "张建", "王秀", "欧阳"),
    "name, part": ("伟", "国", "建国", "秀英", "志强", "芳", "明", "国 建"),
    "pinyin": (
        "zhangwei",
        "zhang wei",
        "zengguo",
        "ouyang",
        "lijianguo",
        "shanzhi",
        "wangx",
        "liu",
    ),
    "initials": ("zw", "z", "w", "ljg", "wjh", "zgp", "oyjg", "lw"),
    "initials and pinyin": (
        "zhang w",
        "zhangw",
        "zeng gp",
        "wang jg",
        "li xiuy",
        "z wei",
        "liu zq",
    ),
}


@dataclass
class Desk:
    """A viewer with a session: where he asks, and his bare look-up."""

    name: str
    suggest: str
    bare: str
    page: str
    cookie: str
    token: str = ""
    bare_times: list[float] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    words: dict[str, list[float]] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100, help="questions of each way and viewer")
    parser.add_argument(
        "--without-area-indexes", action="store_true", help="to see what they are worth"
    )
    parser.add_argument("--words", action="store_true", help="the median of each word as well")
    options = parser.parse_args()
    with own_servers(), TemporaryDirectory(prefix="portal-bench-") as folder:
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.finding_settings"
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench import finding_seed

        call_command("migrate", verbosity=0)
        sought = finding_seed.fill(options.people)
        with connection.cursor() as cursor:
            for index in AREA_INDEXES if options.without_area_indexes else ():
                cursor.execute(f"DROP INDEX {index}")
        print(f"PostgreSQL {connection.pg_version // 10000}, {options.people:,} people", flush=True)
        desks = _desks()
        with web(Path(folder)) as port:
            ask_all(desks, port, sought, rounds=options.rounds)
    return report(desks, words=options.words)


def _desks() -> list[Desk]:
    from bench.signed_in import cookie_of
    from veterans.accounts.models import User
    from veterans.accounts.roles import Role
    from veterans.regions.models import Region

    def session(username: str, role: Role, code: str = "") -> str:
        place = Region.objects.get(code=code) if code else None
        return cookie_of(User.objects.create_user(username, None, role=role, region=place))

    bureau = ("/bureau/people/suggest/", "/bench/bureau/{}/", "/bureau/people/")
    station = ("/station/find/suggest/", "/bench/station/{}/", "/station/find/")
    return [
        Desk("bureau", *bureau, session("clerk", Role.PREPARER)),
        Desk("town", *station, session("town", Role.TOWN_WORKER, TOWN)),
        Desk("village", *station, session("village", Role.VILLAGE_WORKER, VILLAGE)),
    ]


@contextmanager
def web(folder: Path) -> Iterator[int]:
    """The portal as ``make demo`` opens it, on a port of its own."""
    from config.local import programs
    from config.local.ports import any_port
    from config.local.processes import spawn

    port = any_port()
    served = spawn(
        "web", programs.web(port), log=folder / "web.log", env=dict(os.environ), cwd=ROOT
    )
    try:
        deadline = time.monotonic() + 60
        while not programs.is_healthy(port):
            if not served.alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the web does not come up:\n{served.last_words()}")
            time.sleep(0.1)
        yield port
    finally:
        served.stop()


def ask_all(desks: list[Desk], port: int, sought: list[Any], *, rounds: int) -> None:
    """Every way of every viewer in turn, in an order by chance, ``rounds`` times."""
    chance = Random(7)
    host = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for desk in desks:
        _enter(host, desk)
    numbers = {
        "identity number": [one.id_number for one in sought],
        "telephone": [one.phone for one in sought],
        "plaque": [one.plaque for one in sought],
    }
    ways = {**WAYS, **numbers}
    for turn in range(-5, rounds):  # the first few only warm up
        order = [(desk, way) for desk in desks for way in ways]
        chance.shuffle(order)
        for desk, way in order:
            person = sought[chance.randrange(len(sought))].key
            word = ways[way][max(turn, 0) % len(ways[way])]
            bare = _timed(host, "GET", desk.bare.format(person), desk)
            spent = _timed(host, "POST", desk.suggest, desk, q=word)
            if turn >= 0:
                desk.bare_times.append(bare)
                desk.times.setdefault(way, []).append(spent)
                desk.words.setdefault(f"{way}: {word}" if way in WAYS else way, []).append(spent)


def _enter(host: http.client.HTTPConnection, desk: Desk) -> None:
    host.request("GET", desk.page, headers={"Cookie": desk.cookie})
    answer = host.getresponse()
    text = answer.read().decode()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    desk.cookie = "; ".join([desk.cookie, *(one.split(";")[0] for one in cookies)])
    found = re.search(r'name="csrf-token" content="([^"]+)"', text)
    if answer.status != 200 or found is None:
        raise RuntimeError(f"{desk.page} answered {answer.status}")
    desk.token = found[1]


def _timed(
    host: http.client.HTTPConnection, method: str, path: str, desk: Desk, **data: str
) -> float:
    headers = {"Cookie": desk.cookie, "X-CSRFToken": desk.token}
    if data:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    started = time.perf_counter()
    host.request(method, path, urlencode(data) if data else None, headers)
    answer = host.getresponse()
    answer.read()
    spent = time.perf_counter() - started
    if answer.status != 200:
        raise RuntimeError(f"{method} {path} answered {answer.status}")
    return spent


def report(desks: list[Desk], *, words: bool) -> int:
    """A table of milliseconds and ratios; 1 where a p95 is beyond the limit."""
    beyond = 0
    for desk in desks:
        bare50, bare95 = statistics.median(desk.bare_times), _p95(desk.bare_times)
        print(f"\n{desk.name}: bare look-up p50 {bare50 * 1e3:.1f} ms, p95 {bare95 * 1e3:.1f} ms")
        for way, times in desk.times.items():
            p50, p95 = statistics.median(times), _p95(times)
            over = p95 / bare95 > LIMIT
            beyond += over
            print(
                f"  {way:20} p50 {p50 * 1e3:5.1f} ms = {p50 / bare50:.2f} ×,"
                f" p95 {p95 * 1e3:5.1f} ms = {p95 / bare95:.2f} ×{'  BEYOND 3 ×' if over else ''}"
            )
        for word, times in sorted(desk.words.items()) if words else ():
            print(f"    {word}: p50 {statistics.median(times) * 1e3:.1f} ms")
    print(f"\nlimit: p95 within {LIMIT:g} × of the bare look-up's; beyond it: {beyond}")
    return 1 if beyond else 0


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
