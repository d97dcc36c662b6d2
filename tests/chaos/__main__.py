"""``python -m tests.chaos --faults 200 --seed 1``: months of payment with faults in between.

Ends with 0 when nobody lost a fen, nothing was stuck and no page was broken while all servers were
up; otherwise says what was found and ends with 1. The seed decides who is struck, when and by
what; how far a process had got at that moment the machine decides.
"""

import argparse
import os
import random
import sys
import time
from pathlib import Path

from config.local.console import say
from tests.chaos.portal import Portal, own_portal


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=200, help="how many at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=120, help="who draw at the beginning")
    parser.add_argument("--logs", type=Path, help="a folder that takes the processes' logs")
    options = parser.parse_args(arguments)
    with own_portal(options.logs) as portal:
        return run(portal, options.faults, options.seed, options.people)


def run(portal: Portal, faults: int, seed: int, people: int) -> int:
    os.environ.update(portal.env)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tests.chaos.county import County
    from tests.chaos.faults import Deck
    from tests.chaos.months import Months, Stuck
    from tests.chaos.reckoning import faults_in_the_books
    from tests.chaos.telling import tell

    began = time.monotonic()
    chance = random.Random(seed)
    call_command("migrate", verbosity=0)
    county = County(people, chance)
    deck = Deck(faults, chance)
    portal.open()
    months = Months(portal, county, deck, chance)
    found: list[str] = []
    try:
        while not deck.empty:
            months.month()
            say(f"  {county.paid_to:%Y-%m} paid, {deck.dealt.total()} of {faults} faults")
        # Quiet at last: whoever could not be paid brings an account, and one more month.
        months.kindly = True
        months.month()
    except Stuck as stuck:
        found.append(str(stuck))
    connections.close_all()
    found += months.tally.findings
    found += faults_in_the_books(county, months.bank)
    tell(months, seed=seed, seconds=time.monotonic() - began, found=found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
