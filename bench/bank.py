"""The bank file and its return at size: seconds beside their limit, peak memory, growth.

``python -m bench.bank --lines 100000 1000000`` starts servers of its own, fills a scratch database
with payments by set-based statements, exports a file, answers every line and receives that answer,
and prints one JSON object. Before each stands the same work by plain means (``bank_limits``), in
the same run. Each phase is measured in a process of its own: peak memory (``ru_maxrss``) belongs
to a process, not to a phase.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import own_servers

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
SCRATCH = "_bench_bank"
PHASES = ("fill", "export", "plain_export", "answer", "plain_receive", "receive")
LIMITED = {"export": "plain_export", "receive": "plain_receive"}
LAYOUT = "sample-text-gb18030"

# One sealed value serves everybody: opening it costs the same whatever it holds.
_FILL = """
INSERT INTO registry_person (name, name_pinyin, name_initials, id_number, id_index, sex, born_on,
                             relation, region_id)
SELECT '张' || n, '', '', %(sealed)s, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'male',
       DATE '1955-01-01', '', %(region)s
FROM generate_series(1, %(lines)s) n;
INSERT INTO registry_bankaccount
    (person_id, bank_name, account_name, number, number_index, state, is_current, matched_by_name,
     created_at)
SELECT id, '示例银行', name, %(sealed)s, id_index, 'verified', true, true, %(at)s
FROM registry_person;
INSERT INTO subsidies_entitlement
    (person_id, scheme_id, approved_on, start_month, end_reason, ledger_from, document_no,
     created_at)
SELECT p.id, s.id, DATE '2024-01-01', DATE '2024-01-01', '', DATE '2024-01-01', '', %(at)s
FROM registry_person p, subsidies_scheme s WHERE s.code = 'disability_pension';
INSERT INTO subsidies_payment (batch_id, entitlement_id, payee_id, region_id, amount, state)
SELECT %(batch)s, id, person_id, %(region)s, 100 + id %% 900 + 0.25, 'outstanding'
FROM subsidies_entitlement;
ANALYZE;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000])
    parser.add_argument("--phase", choices=PHASES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.phase:
        print(json.dumps(_phase(options.phase, options.lines[0], options.folder)))
        return
    with own_servers():
        reports = [measure(lines) for lines in options.lines]
    small, large = reports[0], reports[-1]
    grown = {
        phase: round(large[phase]["seconds"] / small[phase]["seconds"], 1)
        for phase in LIMITED
        if large is not small
    }
    print(json.dumps({"sizes": reports, "growth": grown}, indent=2))


def measure(lines: int) -> dict[str, Any]:
    """Run every phase once on a fresh scratch database, which is removed afterwards."""
    _set_up()
    from django.db import connection

    name = connection.settings_dict["NAME"] + SCRATCH
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        with tempfile.TemporaryDirectory() as folder:
            report: dict[str, Any] = {"lines": lines}
            for phase in PHASES:
                print(f"{phase} …", file=sys.stderr, flush=True)
                done = subprocess.run(
                    [
                        *(sys.executable, "-m", "bench.bank", "--lines", str(lines)),
                        *("--phase", phase, "--folder", folder),
                    ],
                    env={**os.environ, "BENCH_DATABASE": name},
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                report[phase] = json.loads(done.stdout)
            for phase, limit in LIMITED.items():
                ratio = report[phase]["seconds"] / report[limit]["seconds"]
                report[phase]["times_the_limit"] = round(ratio, 2)
            return report
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _set_up() -> None:
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "BENCH_DATABASE" in os.environ:
        settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
    django.setup()


def _phase(phase: str, lines: int, folder: Path) -> dict[str, Any]:
    _set_up()
    from bench import bank_limits

    if phase == "plain_export":
        bank_limits.prepare_export()
    elif phase == "plain_receive":
        bank_limits.prepare_receive()
    work: dict[str, Callable[[], None]] = {
        "fill": lambda: _fill(lines),
        "export": _export,
        "plain_export": lambda: bank_limits.plain_export(folder),
        "answer": lambda: _answer(folder),
        "plain_receive": lambda: bank_limits.plain_receive(folder),
        "receive": lambda: _receive(folder),
    }
    begin = time.perf_counter()
    work[phase]()
    seconds = time.perf_counter() - begin
    return {
        "seconds": round(seconds, 2),
        "rows_per_second": round(lines / seconds),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _fill(lines: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from support_services.subsidies.models import Batch
    from veterans.accounts.models import User
    from veterans.foundation.crypto import seal
    from veterans.regions.models import Region

    call_command("migrate", verbosity=0)
    hands = [
        User.objects.create(username=role, password="!", role=role)
        for role in ("preparer", "reviewer", "approver")
    ]
    county = Region.objects.create(
        code="370303000000", path="370303", name="示范区", level="county"
    )
    town = Region.objects.create(
        code="370303001000", path="370303001", name="示范镇", level="town", parent=county
    )
    village = Region.objects.create(
        code="370303001001", path="370303001001", name="示范村", level="village", parent=town
    )
    batch = Batch.objects.create(
        through=date(2026, 11, 1),
        state="approved",
        opened_at=AT,
        prepared_by=hands[0],
        reviewed_by=hands[1],
        reviewed_at=AT,
        approved_by=hands[2],
        approved_at=AT,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL,
            {
                "lines": lines,
                "sealed": seal(b"6217000012345678"),
                "region": village.pk,
                "at": AT,
                "batch": batch.pk,
            },
        )


def _batch() -> Any:
    from support_services.subsidies.models import Batch

    return Batch.objects.select_related("prepared_by").get()


def _export() -> None:
    from support_services.subsidies.services import bank

    batch = _batch()
    bank.export(batch_id=batch.pk, layout=LAYOUT, by=batch.prepared_by, at=AT)


def _answer(folder: Path) -> None:
    """What a bank would send back: nine of ten succeeded."""
    from support_services.subsidies import bank_layouts
    from support_services.subsidies.models import BankFile

    made = BankFile.objects.select_related("layout", "batch").get()
    layout = bank_layouts.read_layout(made.layout.definition)
    rows = (
        {
            "file_no": made.number,
            "line_no": number,
            "account_tail": "5678",
            "amount": amount,
            "code": "0000" if number % 10 else "3031",
            "message": "成功" if number % 10 else "账号户名不符",
        }
        for number, amount in made.lines.values_list("line_no", "amount").iterator()
    )
    frame = {"file_no": made.number, "count": made.line_count, "total": Decimal(made.total)}
    with (folder / "return.txt").open("wb") as out:
        for part in bank_layouts.write(layout.answer, frame=frame, rows=rows):
            out.write(part)


def _receive(folder: Path) -> None:
    from support_services.subsidies.services import bank

    content = (folder / "return.txt").read_bytes()
    bank.receive(content=content, filename="return.txt", by=_batch().prepared_by, at=AT)


if __name__ == "__main__":
    main()
