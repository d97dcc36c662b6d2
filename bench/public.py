"""Residents' pages under load, beside a bare Django view with one indexed query.

``python -m bench.public`` starts servers of its own, fills a register of a million and stations
for every village, opens the portal with gunicorn and lets ``wrk`` ask for each kind of page over
all its addresses. Before each stands the bare view (``public_urls``), through the same middleware.
Two ways: pages kept for a minute, as in production, and every page made anew. Ratios of requests
a second are what counts. Needs ``wrk`` (Debian has it).
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench import own_servers

# At least so much of the bare view's throughput, for these.
LIMIT = 0.7
HELD = ("an item", "the catalogue", "a station", "search for a village")
_SCRIPT = """
local asked = %s
local n = 0
local kind = {["Content-Type"] = "application/x-www-form-urlencoded"}
request = function()
  n = n %% #asked + 1
  local one = asked[n]
  if one[2] == "" then return wrk.format("GET", one[1]) end
  return wrk.format("POST", one[1], kind, one[2])
end
done = function(summary, latency)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write
              + summary.errors.timeout + summary.errors.status
  io.write(string.format("\\nresult %%d %%d %%d %%d\\n", summary.requests, summary.duration, bad,
                         latency:percentile(95)))
end
"""
Asked = list[tuple[str, str]]  # address and body; "" is read by GET


@dataclass
class Times:
    """Of one kind of page: requests a second, the bare view's just before, p95 in milliseconds."""

    own: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(a / b for a, b in zip(self.own, self.bare, strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.public", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is not on the PATH: install it first (Debian: apt-get install wrk).")
        return 1
    measured: dict[bool, dict[str, Times]] = {}
    with own_servers(), TemporaryDirectory(prefix="portal-bench-") as folder:
        import django

        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.public_settings", "PORTAL_SMS": "console"}
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench import finding, finding_seed
        from support_services.catalogue.reference import ensure_catalogue

        call_command("migrate", verbosity=0)
        sought = finding_seed.fill(options.people)
        ensure_catalogue()
        kinds = _kinds(options.people, [one.id_number for one in sought])
        print(f"PostgreSQL {connection.pg_version // 10000}, {options.people:,} people", flush=True)
        for kept in (True, False):
            os.environ["BENCH_KEPT"] = "1" if kept else "0"
            print("\nkept for a minute" if kept else "\nmade anew", flush=True)
            with finding.web(Path(folder)) as port:
                measured[kept] = measure(kinds, port, Path(folder), options)
    return report(measured)


def _kinds(people: int, numbers: list[str]) -> dict[str, Asked]:
    """Every kind of page with all the addresses it has here; ``numbers``: of people on file."""
    from support_services.catalogue.models import Edition
    from support_services.stations.models import Station
    from veterans.regions.models import Region

    Station.objects.bulk_create(
        Station(
            region=region,
            name=f"{region.name}退役军人服务站",
            address=f"{region.name}一号",
            phone=f"0533-{2000000 + region.pk}",
            opening_hours="工作日 8:30-17:00",
        )
        for region in Region.objects.filter(station__isnull=True)
    )
    codes = list(Region.objects.values_list("code", flat=True))
    items = Edition.objects.filter(state="published", staff_only=False)
    chance = Random(7)
    return {
        "bare": [(f"/bench/{chance.randrange(1, people)}/", "") for _ in range(5000)],
        "front page": [("/", "")],
        "the catalogue": [("/youdai/", "")],
        "an item": [
            (f"/youdai/{code}/", "") for code in items.values_list("item__code", flat=True)
        ],
        "a station": [(f"/stations/{code}/", "") for code in codes],
        "search for a village": [
            (f"/stations/?{urlencode({'q': f'村{number}'})}", "") for number in range(1, 21)
        ],
        "the box": [
            (f"/sousuo/?{urlencode({'q': word})}", "")
            for word in ("看病", "坐公交", "优待证", "村7", "光荣牌", "工作", "养老", "住房")
        ],
        "my entitlements": [("/wo/", ""), ("/wo/?s=can", ""), ("/wo/?s=tui&a=70", "")],
        "how it stands, by number": [
            ("/jindu/", urlencode({"number": f"W2026-{number:05d}", "tail": "1234"}))
            for number in range(1000)
        ],
        "one's own: name and number": [
            ("/wode/", urlencode({"form": "0" * 32, "name": "张建国", "number": number}))
            for number in numbers
        ],
        "one's own: a wrong code": [
            ("/wode/yanzheng/", urlencode({"ticket": f"{number:064x}", "code": "123456"}))
            for number in range(1000)
        ],
    }


def measure(
    kinds: dict[str, Asked], port: int, folder: Path, options: argparse.Namespace
) -> dict[str, Times]:
    """Every kind after the bare view, ``rounds`` times after one that only warms up."""
    found = {kind: Times() for kind in kinds if kind != "bare"}
    for turn in range(-1, options.rounds):
        seconds = options.seconds if turn >= 0 else 2
        for kind, times in found.items():
            bare, _ = ask(kinds["bare"], port, folder, seconds)
            own, slow = ask(kinds[kind], port, folder, seconds)
            if turn >= 0:
                times.bare.append(bare)
                times.own.append(own)
                times.slow.append(slow)
    for kind, times in found.items():
        print(
            f"  {kind:26} {statistics.median(times.own):6.0f} a second,"
            f" bare {statistics.median(times.bare):6.0f}: {times.ratio:.2f} of it;"
            f" p95 {statistics.median(times.slow):.0f} ms",
            flush=True,
        )
    return found


def ask(asked: Asked, port: int, folder: Path, seconds: int) -> tuple[float, float]:
    """Requests a second, and the p95 in milliseconds."""
    script = folder / "ask.lua"
    rows = ",".join(f"{{{json.dumps(path)},{json.dumps(body)}}}" for path, body in asked)
    script.write_text(_SCRIPT % f"{{{rows}}}", encoding="utf-8")
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"wrk on {asked[0][0]}: {done.stdout}{done.stderr}")
    line = next(one for one in done.stdout.splitlines() if one.startswith("result "))
    requests, spent, bad, slow = (int(one) for one in line.split()[1:])
    if bad:
        raise RuntimeError(f"{bad} of {requests} to {asked[0][0]} failed")
    return requests / (spent / 1e6), slow / 1e3


def report(measured: dict[bool, dict[str, Times]]) -> int:
    """1 where a page that is held to the limit is beyond it as production serves it."""
    kept = measured[True]
    beyond = [kind for kind in HELD if kept[kind].ratio < LIMIT]
    print(f"\nlimit: {LIMIT:.0%} of the bare view; beyond it: {', '.join(beyond) or 'none'}")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
