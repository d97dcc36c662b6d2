"""``python -m bench``: the month and the bank file at a hundred thousand and at a million.

Every figure stands beside its limit, measured in the same run on the same server: a plain
``INSERT … SELECT`` of the same rows into a twin of the ledger with the same indexes, checks and
history. The list of people stands beside reading the same workbook and copying its cells into a
plain table. Ratios are quoted, not seconds: they hold when the machine is slow or busy.
"""

import argparse
import sys
from collections.abc import Sequence

from bench import own_servers

SIZES = (100_000, 1_000_000)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entitlements")
    parser.add_argument("--rounds", type=int, default=3, help="months measured, in turn")
    parser.add_argument("--workers", type=int, default=2, help="processes that calculate")
    parser.add_argument(
        "--months-only", action="store_true", help="leave the late raise and the full audit out"
    )
    parser.add_argument("--no-file", action="store_true", help="leave the bank file out")
    parser.add_argument(
        "--list-only", action="store_true", help="only the list of people, at its own size"
    )
    options = parser.parse_args(arguments)

    with own_servers():
        import django

        django.setup()
        from bench.measure import measure
        from bench.people_list import measure_list

        measure_list(rounds=options.rounds)
        if options.list_only:
            return 0
        measure(
            options.sizes,
            rounds=options.rounds,
            workers=options.workers,
            bank_file=not options.no_file,
            all_of_it=not options.months_only,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
