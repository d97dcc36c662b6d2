"""A whole bureau for ``bench.day``: the real network of places, and people and papers in it.

Places are those of the list that the repository ships. One village in every 235 holds one person
in forty, the others what chance gives them (never as many), so that there is a largest village and
a largest town. People have names as in ``finding_seed`` and the rights of ``seed``; the rest is in
``day_rows``.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import day_rows, finding_seed, seed
from bench.month import run_month
from support_services.subsidies.models import BatchScheme
from support_services.subsidies.services import batches
from veterans.accounts.models import User
from veterans.foundation.crypto import seal
from veterans.regions import services as regions
from veterans.regions.models import Level, Region
from veterans.regions.rules import RegionRow

PLACES = Path(regions.__file__).resolve().parent / "data" / "regions_zhangdian.csv"
# One person in so many lives in the largest village.
LARGEST = 40
FIRST_MONTH = date(2026, 2, 1)
ROWS = (
    *("registry_person", "visits_visit", "visits_keyperson", "casework_case"),
    *("casework_caseentry", "casework_errand", "aid_aidapplication", "aid_wish"),
    *("notices_notice", "registry_lifeevent", "stations_station", "subsidies_entitlement"),
)


@dataclass(frozen=True)
class Filled:
    """What there is to ask for: the places with most people, and rows by table."""

    village: Region
    town: Region
    village_people: int
    town_people: int
    rows: dict[str, int]


def fill(size: int) -> Filled:
    """``size`` people and all that is written about them; what was there before is gone."""
    seed.empty()
    # Emptying took clock rules, kinds of errands and duties with it: they come back.
    call_command("migrate", verbosity=0)
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = [RegionRow(**row) for row in csv.DictReader(file)]
    regions.load_regions(rows, at=timezone.now())
    today = timezone.localdate()
    given: dict[str, Any] = {
        "size": size,
        "today": today,
        "january": date(today.year - 1, 1, 1),
        "sealed": seal("情况照旧，没有困难。".encode()),
        "json": seal(b"{}"),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(day_rows.CHANCE)
        _places(cursor, size)
        finding_seed.copy_names(cursor, size)
        cursor.execute("ANALYZE bench_names, bench_places")
        cursor.execute(seed.HANDS)
        for part in (day_rows.PEOPLE, day_rows.NETWORK, day_rows.VISITS):
            cursor.execute(part, given)
        cursor.execute("ANALYZE")
        for part in (day_rows.CASES, day_rows.AID, day_rows.NOTICES):
            cursor.execute(part, given)
        cursor.execute(
            "CREATE TABLE bench_sealed AS SELECT n, %(sealed)s::bytea AS sealed FROM bench_names",
            given,
        )
        cursor.execute(seed.MONEY)
        cursor.execute("DROP TABLE bench_sealed, bench_names")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    _month()
    return _looked_at()


def _places(cursor: Any, size: int) -> None:
    """From which to which position (``first``, ``last``) people live in each village."""
    chance = Random(2026)
    villages = list(Region.objects.filter(level=Level.VILLAGE).order_by("code"))
    largest = chance.randrange(len(villages))
    weights = [min(chance.lognormvariate(0, 0.6), 4.0) for _ in villages]
    weights[largest] = 0
    whole = sum(weights)
    first, lines = 0, []
    for at, (village, weight) in enumerate(zip(villages, weights, strict=True)):
        lives = size // LARGEST
        if at != largest:
            lives = round((size - size // LARGEST) * weight / whole)
        last = min(first + lives, size) - 1
        if at == len(villages) - 1:
            last = size - 1  # what rounding has left
        if last >= first:
            lines.append(f"{village.pk}\t{first}\t{last}\n")
        first = last + 1
    cursor.execute("DROP TABLE IF EXISTS bench_places")
    cursor.execute("CREATE TABLE bench_places (region_id bigint, first int, last int)")
    cursor.copy_expert("COPY bench_places FROM STDIN", io.StringIO("".join(lines)))


def _month() -> None:
    """One month calculated and approved, so that there are payments; one in a hundred failed."""
    hands = [User.objects.get(username=name) for name in "pra"]
    batch, _ = run_month(FIRST_MONTH, hands, 1)
    BatchScheme.objects.filter(batch=batch).update(holding=True)
    batches.review(batch_id=batch.pk, by=hands[1], at=timezone.now())
    batches.approve(batch_id=batch.pk, by=hands[2], at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_payment"
            " SET state = CASE WHEN id % 100 = 0 THEN 'failed' ELSE 'paid' END"
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def _looked_at() -> Filled:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, count(*) FROM registry_person p JOIN regions_region r"
            " ON r.id = p.region_id GROUP BY r.id ORDER BY 2 DESC LIMIT 1"
        )
        village, in_village = cursor.fetchone()
        cursor.execute(
            "SELECT r.parent_id, count(*) FROM registry_person p JOIN regions_region r"
            " ON r.id = p.region_id GROUP BY r.parent_id ORDER BY 2 DESC LIMIT 1"
        )
        town, in_town = cursor.fetchone()
        rows = {}
        for table in ROWS:
            cursor.execute(f"SELECT count(*) FROM {table}")
            rows[table] = cursor.fetchone()[0]
    return Filled(
        Region.objects.get(pk=village), Region.objects.get(pk=town), in_village, in_town, rows
    )
